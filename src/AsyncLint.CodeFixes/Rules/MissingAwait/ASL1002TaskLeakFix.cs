using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the task that is left: where it is declared if nothing uses it, else before each exit that loses it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL1002TaskLeakFix))]
public sealed class ASL1002TaskLeakFix : RuleFix
{
    private const string AwaitKey = "ASL1002.await";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL1002");

    internal override string DefaultKey => AwaitKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        LeakRepair.Find(site, cancellation) is { } repair && OfferAwait(site, repair.Awaited, repair.Name, AwaitKey, cancellation) is { } offer
            ? ImmutableArray.Create(offer)
            : ImmutableArray<FixOffer>.Empty;

    internal override ExpressionSyntax? AwaitedAt(FixSite site, string key, CancellationToken cancellation) => LeakRepair.Find(site, cancellation)?.Awaited;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation) =>
        LeakRepair.Find(site, cancellation)!.Apply(site, functions.Style, editor);
}
