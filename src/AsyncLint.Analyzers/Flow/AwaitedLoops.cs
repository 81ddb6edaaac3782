using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>A loop that awaits, one after another, tasks that all run already.</summary>
/// <param name="Tasks">The collection, as the loop names it.</param>
internal sealed record AwaitedLoop(ILoopOperation Loop, IOperation Tasks, IReadOnlyList<StartedElement> Started)
{
    /// <summary>The loop in which an await stands; null where a fault of one task does not keep the others from being observed.</summary>
    public static AwaitedLoop? Of(IAwaitOperation awaited, CompilationFacts facts, Func<ControlFlowGraph> graph, CancellationToken cancellation)
    {
        if (CollectionOf(StartedTasks.Unwrap(awaited.Operation, facts), awaited) is not var (loop, tasks)
            || StartedVariables.TryAround(awaited) is { } guarded && loop.Syntax.Span.Contains(guarded.Syntax.Span)
            || tasks is ILocalReferenceOperation { Local: var local } && StartedVariables.IsHandled(local, loop))
        {
            return null;
        }

        var started = new List<StartedElement>();
        foreach (var element in StartedCollections.ElementsOf(tasks, facts))
        {
            if (!loop.Syntax.Span.Contains(element.Origin.Syntax.Span) || tasks.Syntax.Span.Contains(element.Origin.Syntax.Span))
            {
                if (TaskFlow.Of(graph(), facts).Follow(element.Origin, cancellation) is { Leaks.Count: 0, Ends: [(TaskEnd.Observed, var at)] } && at.Syntax == awaited.Syntax)
                {
                    started.Add(element);
                }
            }
        }

        return started.Count > 1 || started is [{ IsMany: true }] ? new(loop, tasks, started) : null;
    }

    // "foreach (var task in tasks) await task;", "for (…) await tasks[i];".
    private static (ILoopOperation Loop, IOperation Tasks)? CollectionOf(IOperation task, IAwaitOperation awaited)
    {
        var tasks = task switch
        {
            IArrayElementReferenceOperation { ArrayReference: ILocalReferenceOperation array, Indices: [ILocalReferenceOperation] } => array,
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: ILocalReferenceOperation list, Arguments: [{ Value: ILocalReferenceOperation }] } => list,
            ILocalReferenceOperation => task,
            _ => null,
        };
        if (tasks is null)
        {
            return null;
        }

        for (var parent = awaited.Parent; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); parent = parent.Parent)
        {
            switch (parent)
            {
                case IForEachLoopOperation { IsAsynchronous: false, LoopControlVariable: IVariableDeclaratorOperation { Symbol: var variable }, Collection: var collection } each
                        when task is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(variable, local):
                    return (each, OperationTree.Bare(collection));
                case IForLoopOperation @for when tasks != task:
                    return (@for, tasks);
            }
        }

        return null;
    }
}
