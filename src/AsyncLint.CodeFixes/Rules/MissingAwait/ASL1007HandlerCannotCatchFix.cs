using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the task where it is returned, so that the handlers around it see how it ends.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL1007HandlerCannotCatchFix))]
public sealed class ASL1007HandlerCannotCatchFix : RuleFix
{
    private const string AwaitKey = "ASL1007.await";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL1007");

    internal override string DefaultKey => AwaitKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        ReturnedTask.Find(site, cancellation) is { } returned && site.Model.GetOperation(site.Expression!, cancellation) is { } call
        && OfferAwait(site, returned, TaskCalls.NameOf(call), AwaitKey, cancellation) is { } offer
            ? ImmutableArray.Create(offer)
            : ImmutableArray<FixOffer>.Empty;

    internal override ExpressionSyntax? AwaitedAt(FixSite site, string key, CancellationToken cancellation) => ReturnedTask.Find(site, cancellation);

    // Making the function async awaits whatever it returns.
    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
    }
}
