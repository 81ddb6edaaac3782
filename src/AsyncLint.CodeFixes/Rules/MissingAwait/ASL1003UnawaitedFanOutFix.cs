using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the tasks together, with Task.WhenAll; a query that makes no tasks becomes a loop.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL1003UnawaitedFanOutFix))]
public sealed class ASL1003UnawaitedFanOutFix : RuleFix
{
    // One key: at each site at most one of the ways fits.
    private const string RunKey = "ASL1003.run";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL1003");

    internal override string DefaultKey => RunKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation)
    {
        var offer = Tasks(site, cancellation) is { } tasks ? Offer(site, tasks, "Await the tasks with 'Task.WhenAll'", RunKey, cancellation)
            : Loop(site, cancellation) is not null ? new FixOffer("Run it in a 'foreach' loop", RunKey)
            : LeakRepair.Find(site, cancellation) is { } repair ? Offer(site, repair.Awaited, "Await the tasks with 'Task.WhenAll'", RunKey, cancellation)
            : null;
        return offer is { } found ? ImmutableArray.Create(found) : ImmutableArray<FixOffer>.Empty;
    }

    internal override ExpressionSyntax? AwaitedAt(FixSite site, string key, CancellationToken cancellation) =>
        Tasks(site, cancellation) ?? (Loop(site, cancellation) is null ? LeakRepair.Find(site, cancellation)?.Awaited : null);

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var style = functions.Style;
        if (Tasks(site, cancellation) is { } tasks)
        {
            var statement = tasks.Parent is AssignmentExpressionSyntax discarding ? discarding : tasks;
            editor.ReplaceNode(statement, (current, generator) => style
                .Await(TaskCombination.WhenAll(WithoutCopy(current is AssignmentExpressionSyntax { Right: var right } ? right : (ExpressionSyntax)current), site.Facts, generator), Awaitability.Task, alone: true)
                .WithTriviaFrom(current));
        }
        else if (Loop(site, cancellation) is { } loop)
        {
            editor.ReplaceNode(loop, static (current, _) => ForEachLoop.Replace((ExpressionStatementSyntax)current));
        }
        else
        {
            LeakRepair.Find(site, cancellation)!.Apply(site, style, editor);
        }
    }

    /// <summary>The sequence of a statement, or of an assignment to a discard, that drops tasks.</summary>
    private static ExpressionSyntax? Tasks(FixSite site, CancellationToken cancellation) =>
        site.Expression is { } expression and not ConditionalAccessExpressionSyntax
        && expression.Parent is ExpressionStatementSyntax or AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax } or LambdaExpressionSyntax or ArrowExpressionClauseSyntax
        && TaskCombination.IsSequenceOfTasks(site.Model.GetTypeInfo(expression, cancellation).Type, site.Facts)
            ? expression
            : null;

    private static ExpressionStatementSyntax? Loop(FixSite site, CancellationToken cancellation) =>
        site.Expression is InvocationExpressionSyntax { Parent: ExpressionStatementSyntax statement } expression
        && site.Model.GetOperation(expression, cancellation) is IInvocationOperation call && DroppedQueries.Find(call, site.Facts, out _) == call
        && call.TargetMethod.Name is "Select" && ForEachLoop.CanReplaceQuery(call)
            ? statement
            : null;

    // WhenAll makes a copy of its own.
    private static ExpressionSyntax WithoutCopy(ExpressionSyntax sequence) => sequence is InvocationExpressionSyntax
    {
        ArgumentList.Arguments.Count: 0,
        Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToList" or "ToArray", Expression: InvocationExpressionSyntax source },
    } ? source.WithTrailingTrivia(sequence.GetTrailingTrivia()) : sequence;
}
