using System.Collections.Immutable;
using AsyncLint.Calls;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>
/// Answers whether a task is certainly complete where it is used, so that reading its result cannot block: after it, or a WhenAll of it,
/// was awaited on every path, where IsCompleted or Status guards it, as the winner of WhenAny, in its own continuation.
/// </summary>
internal static class CompletedTasks
{
    private static readonly Func<IOperation, IOperation> s_asWritten = static operation => operation;

    /// <param name="task">The task, or the awaiter, whose result is read.</param>
    /// <param name="graph">The control flow graph of the outermost member; asked for only when the answer needs it.</param>
    public static bool IsComplete(IOperation task, CompilationFacts facts, Func<ControlFlowGraph?> graph, CancellationToken cancellation)
    {
        var paths = new TaskPaths(facts, s_asWritten);
        task = paths.Unwrap(task);
        switch (task)
        {
            case IConditionalOperation { WhenFalse: { } otherwise } conditional:
                return IsComplete(conditional.WhenTrue, facts, graph, cancellation) && IsComplete(otherwise, facts, graph, cancellation);
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput } input:
                // task is { IsCompleted: true, Result: > 3 }
                return PatternOf(input) is { } pattern
                    && (new Conditions(paths).TellsCompletion(pattern) || pattern.Parent is IIsPatternOperation { Value: { } matched } && IsComplete(matched, facts, graph, cancellation));
            case IInvocationOperation call when SynchronousCalls.AwaitNothing(call, facts):
                return true;
            case ICoalesceOperation coalesce:
                return IsComplete(coalesce.Value, facts, graph, cancellation) && IsComplete(coalesce.WhenNull, facts, graph, cancellation);
        }

        return IsAnyComplete(paths.AllOf(task).ToImmutableArray(), task, facts, graph, cancellation);
    }

    /// <summary>Whether all elements of a collection are complete.</summary>
    public static bool AreComplete(IOperation tasks, CompilationFacts facts, Func<ControlFlowGraph?> graph, CancellationToken cancellation)
    {
        var paths = new TaskPaths(facts, s_asWritten);
        tasks = paths.Unwrap(tasks);
        return IsAnyComplete(paths.ElementsOf(tasks).ToImmutableArray(), tasks, facts, graph, cancellation);
    }

    /// <summary>Whether what a path leads to is complete where <paramref name="use"/> begins, though it is not what is used there.</summary>
    public static bool IsComplete(TaskPath path, IOperation use, CompilationFacts facts, Func<ControlFlowGraph?> graph, CancellationToken cancellation) =>
        IsAnyComplete(ImmutableArray.Create(path), use, facts, graph, cancellation);

    private static bool IsAnyComplete(ImmutableArray<TaskPath> paths, IOperation use, CompilationFacts facts, Func<ControlFlowGraph?> graph, CancellationToken cancellation)
    {
        if (paths.Contains(TaskPath.Complete))
        {
            return true;
        }

        if (paths.IsEmpty || graph() is not { } outer || StateAt(use, outer, facts, cancellation) is not { } state)
        {
            return false;
        }

        foreach (var path in paths)
        {
            if (state.Contains(path))
            {
                return true;
            }
        }

        return false;
    }

    // From the outermost member inwards: a lambda starts with what was complete where it was created, if it cannot change later.
    private static ImmutableHashSet<TaskPath>? StateAt(IOperation use, ControlFlowGraph outer, CompilationFacts facts, CancellationToken cancellation)
    {
        var source = new SourceOperations(outer.OriginalOperation);
        var paths = new TaskPaths(facts, source.Of);
        var graph = outer;
        var entry = ImmutableHashSet<TaskPath>.Empty;
        foreach (var function in Graphs.FunctionsAround(use))
        {
            var outside = new CompletionFlow(graph, entry, paths, source, cancellation);
            entry = outside.WithoutReassigned(outside.StateAt(function.Syntax) ?? ImmutableHashSet<TaskPath>.Empty, function.Syntax);
            if (function is IAnonymousFunctionOperation lambda)
            {
                entry = Continuation(lambda, entry, outside, paths);
            }

            if (Graphs.Find(graph, Graphs.SymbolOf(function), cancellation) is not { } inner)
            {
                return null;
            }

            graph = inner;
        }

        return new CompletionFlow(graph, entry, paths, source, cancellation).StateAt(use.Syntax);
    }

    // Code that runs because tasks have completed: ContinueWith, ContinueWhenAll and ContinueWhenAny, an awaiter's OnCompleted.
    private static ImmutableHashSet<TaskPath> Continuation(IAnonymousFunctionOperation lambda, ImmutableHashSet<TaskPath> entry, CompletionFlow outside, TaskPaths paths)
    {
        if (DelegateUses.ArgumentOf(lambda) is not { Parent: IInvocationOperation call })
        {
            return entry;
        }

        var antecedent = lambda.Symbol.Parameters is { Length: > 0 } parameters ? parameters[0] : null;
        var method = call.TargetMethod;
        if (TaskCalls.IsContinueWith(method, paths.Facts) && call.Instance is { } awaited)
        {
            entry = outside.Transfer.Complete(awaited, entry);
            if (antecedent is null)
            {
                return entry;
            }

            entry = entry.Add(TaskPath.Of(antecedent));
            return paths.IsWhenAny(awaited) && antecedent.Type.GetMembers("Result") is { Length: 1 } result ? entry.Add(TaskPath.Of(antecedent).Member(result[0])) : entry;
        }

        if (method.Name is "OnCompleted" or "UnsafeOnCompleted" && call.Instance is { } awaiter && (paths.Facts.Awaitables.IsAwaiter(awaiter.Type)))
        {
            return outside.Transfer.Complete(awaiter, entry);
        }

        var isFactory = SymbolEqualityComparer.Default.Equals(method.ContainingType?.OriginalDefinition, paths.Facts.Types.TaskFactory)
            || SymbolEqualityComparer.Default.Equals(method.ContainingType?.OriginalDefinition, paths.Facts.Types.TaskFactoryOfT);
        return antecedent is null || !isFactory ? entry : method.Name switch
        {
            "ContinueWhenAll" => outside.Transfer.CompleteAll(call.Arguments[0].Value, entry).Add(TaskPath.Of(antecedent).Element()),
            "ContinueWhenAny" => entry.Add(TaskPath.Of(antecedent)),
            _ => entry,
        };
    }

    private static IRecursivePatternOperation? PatternOf(IOperation input)
    {
        for (var parent = input.Parent; parent is IPropertySubpatternOperation or IMemberReferenceOperation or IRecursivePatternOperation; parent = parent.Parent)
        {
            if (parent is IRecursivePatternOperation pattern)
            {
                return pattern;
            }
        }

        return null;
    }
}

/// <summary>
/// Leads from the operations of a control flow graph back to those of the source: a graph cuts expressions into captured parts and
/// lambdas out of them, and its operations have no parents beyond their statement.
/// </summary>
internal sealed class SourceOperations(IOperation root)
{
    private Dictionary<SyntaxNode, IOperation>? _bySyntax;

    public IOperation Root => root;

    public IOperation Of(IOperation operation) =>
        operation is IFlowCaptureReferenceOperation or IFlowAnonymousFunctionOperation && At(operation.Syntax) is { } source ? source : operation;

    /// <summary>The outermost operation with this syntax.</summary>
    public IOperation? At(SyntaxNode syntax)
    {
        if (_bySyntax is null)
        {
            _bySyntax = new();
            foreach (var operation in root.DescendantsAndSelf())
            {
                if (operation is not (IArgumentOperation or IDelegateCreationOperation or IConversionOperation { IsImplicit: true }) && !_bySyntax.ContainsKey(operation.Syntax))
                {
                    _bySyntax.Add(operation.Syntax, operation);
                }
            }
        }

        return _bySyntax.TryGetValue(syntax, out var found) ? found : null;
    }
}
