using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>
/// Tasks in variables that run at the same time and are awaited one after another: <c>await a; await b;</c>. Nothing but the awaits happens in between, so that
/// waiting for all of them first changes nothing but what becomes of their faults.
/// </summary>
internal static class AwaitsInTurn
{
    /// <summary>The tasks of the group, in the order of their awaits, where an await is its first; empty otherwise.</summary>
    public static ImmutableArray<StartedVariable> StartingWith(IAwaitOperation awaited, CompilationFacts facts, Func<ControlFlowGraph> graph, CancellationToken cancellation)
    {
        if (StartedTasks.Unwrap(awaited.Operation, facts) is not ILocalReferenceOperation { Local: var local })
        {
            return ImmutableArray<StartedVariable>.Empty;
        }

        var variables = StartedVariables.Before(awaited, facts);
        var first = variables.FindIndex(variable => SymbolEqualityComparer.Default.Equals(variable.Variable, local));
        if (first < 0 || variables.Count < 2 || FateOf(variables[first]) is not { } fate || AwaitOf(variables[first], fate, facts)?.Syntax != awaited.Syntax)
        {
            return ImmutableArray<StartedVariable>.Empty;
        }

        var later = new List<(StartedVariable Variable, IOperation Await)>();
        foreach (var other in variables)
        {
            if (SymbolEqualityComparer.Default.Equals(other.Variable, local) || FateOf(other) is not { } fateOfOther || AwaitOf(other, fateOfOther, facts) is not { } end)
            {
                continue;
            }

            if (end.Syntax.SpanStart < awaited.Syntax.SpanStart)
            {
                if (fate.IsPendingAt(end))
                {
                    // The group began before.
                    return ImmutableArray<StartedVariable>.Empty;
                }
            }
            else if (fateOfOther.IsPendingAt(awaited) && IsReachedFrom(awaited, end, facts) && !StartedVariables.IsHandled(other.Variable, awaited))
            {
                later.Add((other, end));
            }
        }

        later.Sort(static (a, b) => a.Await.Syntax.SpanStart.CompareTo(b.Await.Syntax.SpanStart));
        return later.Count == 0 ? ImmutableArray<StartedVariable>.Empty : later.Select(static pair => pair.Variable).Prepend(variables[first]).ToImmutableArray();

        TaskFate? FateOf(StartedVariable variable) => StartedTasks.IsFresh(variable.Start, facts) ? TaskFlow.Of(graph(), facts).Follow(variable.Start, cancellation) : null;
    }

    // The one await with which all paths end, of the variable itself.
    private static IOperation? AwaitOf(StartedVariable variable, TaskFate fate, CompilationFacts facts) =>
        fate is { Leaks.Count: 0, Ends: [(TaskEnd.Observed, IAwaitOperation end)] } && StartedTasks.Unwrap(end.Operation, facts) is ILocalReferenceOperation { Local: var local }
        && SymbolEqualityComparer.Default.Equals(local, variable.Variable)
            ? end
            : null;

    // Straight on from one await to the other, under the same handlers, with no call in between: what a call does may be what the other task waits for.
    private static bool IsReachedFrom(IAwaitOperation awaited, IOperation end, CompilationFacts facts)
    {
        if (awaited.Syntax.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: { } block } || end.Syntax.FirstAncestorOrSelf<StatementSyntax>()?.Parent != block)
        {
            return false;
        }

        var scope = (IOperation)awaited;
        while (scope.Parent is { } parent && scope.Syntax != block)
        {
            scope = parent;
        }

        foreach (var operation in scope.Descendants())
        {
            var between = operation.Syntax.Span.End;
            if (between > awaited.Syntax.Span.End && between <= end.Syntax.SpanStart && operation is IInvocationOperation or IObjectCreationOperation && !IsConfiguration(operation, facts))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsConfiguration(IOperation operation, CompilationFacts facts) =>
        operation.Parent is IAwaitOperation && StartedTasks.Unwrap(operation, facts) is ILocalReferenceOperation;
}
