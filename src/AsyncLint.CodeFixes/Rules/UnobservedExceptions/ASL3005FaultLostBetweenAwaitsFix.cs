using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Waits for all of the tasks at once: in place of the loop, in its head where its body needs the results, or before the first of two awaits.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL3005FaultLostBetweenAwaitsFix))]
public sealed class ASL3005FaultLostBetweenAwaitsFix : RuleFix
{
    private const string AllKey = "ASL3005.whenall";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL3005", "ASL3011");

    internal override string DefaultKey => AllKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        AwaitAt(site, cancellation) is { } awaited && (AwaitedLoopRepair.Find(awaited, site, cancellation) is not null || !Group(awaited, site, cancellation).IsEmpty)
            ? ImmutableArray.Create(new FixOffer("Await all of them with 'Task.WhenAll'", AllKey))
            : ImmutableArray<FixOffer>.Empty;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var awaited = AwaitAt(site, cancellation)!;
        if (AwaitedLoopRepair.Find(awaited, site, cancellation) is { } loop)
        {
            loop.Apply(site, editor);
            return;
        }

        var all = SyntaxFactory.ExpressionStatement(
            WhenAll.Await(Group(awaited, site, cancellation).Select(static task => SyntaxFactory.IdentifierName(task.Variable.Name)), awaited, site, editor.Generator));
        editor.InsertBefore(awaited.FirstAncestorOrSelf<StatementSyntax>()!, all.WithAdditionalAnnotations(Formatter.Annotation));
    }

    // Only tasks can be combined; a ValueTask is awaited once.
    private static ImmutableArray<StartedVariable> Group(AwaitExpressionSyntax awaited, FixSite site, CancellationToken cancellation) =>
        site.Model.GetOperation(awaited, cancellation) is IAwaitOperation operation && Graphs.Of(operation, cancellation) is { } graph
        && AwaitsInTurn.StartingWith(operation, site.Facts, () => graph, cancellation) is var group
        && group.All(task => site.Facts.Awaitables.Of(task.Variable.Type) is Awaitability.Task)
            ? group
            : ImmutableArray<StartedVariable>.Empty;

    // A shorthand for ConfigureAwait(false) would be lost.
    private static AwaitExpressionSyntax? AwaitAt(FixSite site, CancellationToken cancellation) =>
        site.Node.FirstAncestorOrSelf<AwaitExpressionSyntax>() is { } awaited && awaited.Span == site.Diagnostic.Location.SourceSpan
        && site.Model.GetOperation(awaited, cancellation) is IAwaitOperation { Operation: var task } && TaskCalls.Unwrap(task, site.Facts) is ILocalReferenceOperation
            ? awaited
            : null;
}
