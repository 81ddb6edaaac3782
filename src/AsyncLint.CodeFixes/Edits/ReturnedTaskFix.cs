using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes;

/// <summary>Base of the fixes that await a task where it is returned, so that it ends in the scope that it was started in.</summary>
public abstract class ReturnedTaskFix : RuleFix
{
    internal sealed override string DefaultKey => FixableDiagnosticIds[0] + ".await";

    private protected sealed override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        ReturnedTask.Find(site, cancellation) is { } returned && site.Model.GetOperation(site.Expression!, cancellation) is { } call
        && OfferAwait(site, returned, TaskCalls.NameOf(call), DefaultKey, cancellation) is { } offer
            ? ImmutableArray.Create(offer)
            : ImmutableArray<FixOffer>.Empty;

    internal sealed override ExpressionSyntax? AwaitedAt(FixSite site, string key, CancellationToken cancellation) => ReturnedTask.Find(site, cancellation);

    // Making the function async awaits whatever it returns.
    private protected sealed override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
    }
}
