using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes;

/// <summary>Awaits the task instead of blocking on it: the edit that the rules about sync-over-async share.</summary>
public abstract class BlockFix : RuleFix
{
    private string AwaitKey => FixableDiagnosticIds[0] + ".await";

    internal override string DefaultKey => AwaitKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        BlockRewrite.Find(site, cancellation) is { } rewrite && OfferAwait(site, rewrite.Awaited, rewrite.Name, AwaitKey, cancellation) is { } offer
            ? ImmutableArray.Create(offer)
            : ImmutableArray<FixOffer>.Empty;

    internal override ExpressionSyntax? AwaitedAt(FixSite site, string key, CancellationToken cancellation) => BlockRewrite.Find(site, cancellation)?.Awaited;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation) =>
        BlockRewrite.Find(site, cancellation)!.Apply(editor, functions.Style);
}
