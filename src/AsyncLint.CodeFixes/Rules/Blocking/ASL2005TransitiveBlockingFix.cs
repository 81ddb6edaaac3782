using System.Collections.Immutable;
using AsyncLint.CodeFixes.Propagation;
using AsyncLint.Facts;
using AsyncLint.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>
/// Makes the chain async, from the block to the async function that is reported. What is edited is the block, as the fixes of ASL2002 and ASL2004
/// would; that the callers follow is the planner's work.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL2005TransitiveBlockingFix))]
public sealed class ASL2005TransitiveBlockingFix : RuleFix
{
    private const string Key = "ASL2005.await";

    private static readonly RuleFix s_taskFix = new ASL2002SyncOverAsyncInSyncFix();
    private static readonly RuleFix s_waitFix = new ASL2004BlockingWaitFix();

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL2005");

    internal override string DefaultKey => Key;

    /// <summary>The block at the end of the chain, where every function on the way may become async; null where one of them may not.</summary>
    internal override async Task<(Document Document, Diagnostic Diagnostic)?> EditedAtAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (await FixSite.FindAsync(document, diagnostic, cancellation).ConfigureAwait(false) is not { Expression: { } call } caller
            || AwaitLegality.Of(WholeCall(call), caller.Model, caller.Facts.Types, cancellation) is not AwaitObstacle.None)
        {
            return null;
        }

        (Document, Diagnostic)? last = null;
        foreach (var place in diagnostic.AdditionalLocations)
        {
            var located = Diagnostic.Create(ASL2005TransitiveBlocking.Descriptor, place);
            if (DocumentOf(place, document.Project) is not { } owner
                || await FixSite.FindAsync(owner, located, cancellation).ConfigureAwait(false) is not { Expression: { } hop } site
                || PropagationSeeds.Of(WholeCall(hop), site.Model, site.Facts, cancellation) is null)
            {
                return null;
            }

            last = (owner, located);
        }

        return last;
    }

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        FixOf(site).OffersAt(site, cancellation) is [var offer, ..] ? ImmutableArray.Create(offer with { Key = Key }) : ImmutableArray<FixOffer>.Empty;

    internal override ExpressionSyntax? AwaitedAt(FixSite site, string key, CancellationToken cancellation) =>
        FixOf(site) is var fix ? fix.AwaitedAt(site, fix.DefaultKey, cancellation) : null;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var fix = FixOf(site);
        fix.ApplyEdit(site, fix.DefaultKey, functions, editor, cancellation);
    }

    private static RuleFix FixOf(FixSite site) =>
        site.Expression is { } block && site.Model.GetOperation(block) is { } operation && BlockedTasks.Find(operation, site.Facts) is not null ? s_taskFix : s_waitFix;

    // The report lies on the name.
    private static ExpressionSyntax WholeCall(ExpressionSyntax name) => name switch
    {
        { Parent: MemberAccessExpressionSyntax access } when access.Name == name => WholeCall(access),
        { Parent: InvocationExpressionSyntax call } when call.Expression == name => call,
        _ => name,
    };
}
