using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>
/// Finds loops that await, one after another, tasks which a collection of the function holds beside something else: <c>foreach (var pair in loads) Use(pair.Key, await pair.Value);</c>.
/// The flow does not look into pairs, so that each use of the collection and of the pairs has to be understood.
/// </summary>
internal static class AwaitedPairs
{
    /// <summary>The collection and what starts its tasks; null where a fault of one does not keep the others from being observed.</summary>
    public static AwaitedLoop? Of(IAwaitOperation awaited, CompilationFacts facts)
    {
        if (PairOf(StartedTasks.Unwrap(awaited.Operation, facts), facts) is not { } pair || LoopOver(pair, awaited) is not { } loop
            || OperationTree.Bare(loop.Collection) is not ILocalReferenceOperation { Local: var local } tasks
            || StartedVariables.TryAround(awaited) is { } guarded && loop.Syntax.Span.Contains(guarded.Syntax.Span) || StartedVariables.IsHandled(local, loop))
        {
            return null;
        }

        var started = new List<StartedElement>();
        foreach (var reference in Winner.ReferencesTo(local, loop))
        {
            switch (reference.Parent)
            {
                case IPropertyReferenceOperation { Property: var property } when TaskUses.IsSize(property):
                    break;
                case IInvocationOperation { TargetMethod: var method, Arguments: var arguments } add when add.Instance == reference && TaskUses.IsAdding(method):
                    if (StartIn(arguments, facts) is not { } start)
                    {
                        return null;
                    }

                    started.Add(start);
                    break;
                default:
                    if (!loop.Collection.Syntax.Span.Contains(reference.Syntax.Span))
                    {
                        return null;
                    }

                    break;
            }
        }

        return started.Count > 1 || started is [{ IsMany: true }] ? new(loop, tasks, started) : null;
    }

    // "pair.Value", "pair.Item2", "pair.Task" of a tuple.
    private static ILocalSymbol? PairOf(IOperation task, CompilationFacts facts) => task switch
    {
        IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.OriginalDefinition: var type }, Instance: ILocalReferenceOperation { Local: var pair } }
            when SymbolEqualityComparer.Default.Equals(type, facts.Types.KeyValuePair) => pair,
        IFieldReferenceOperation { Field.ContainingType.IsTupleType: true, Instance: ILocalReferenceOperation { Local: var tuple } } => tuple,
        _ => null,
    };

    private static IForEachLoopOperation? LoopOver(ILocalSymbol pair, IOperation awaited)
    {
        for (var parent = awaited.Parent; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); parent = parent.Parent)
        {
            if (parent is IForEachLoopOperation { IsAsynchronous: false, LoopControlVariable: IVariableDeclaratorOperation { Symbol: var variable } } loop)
            {
                return SymbolEqualityComparer.Default.Equals(variable, pair) ? loop : null;
            }
        }

        return null;
    }

    private static StartedElement? StartIn(IEnumerable<IArgumentOperation> arguments, CompilationFacts facts)
    {
        foreach (var argument in arguments)
        {
            if (TaskIn(argument.Value, facts) is { } start)
            {
                return new(start, start, StartedCollections.IsInLoop(start));
            }
        }

        return null;
    }

    // The task itself, a new pair or tuple with it, or a variable that holds such a pair and is used for nothing else.
    private static IInvocationOperation? TaskIn(IOperation value, CompilationFacts facts)
    {
        value = OperationTree.Bare(value);
        switch (value)
        {
            case ILocalReferenceOperation { Local: var local } reference when LocalValues.Of(local, reference) is [var only] && Winner.ReferencesTo(local, reference).Count() == 1:
                return only is ILocalReferenceOperation ? null : TaskIn(only, facts);
            case ITupleOperation { Elements: var elements }:
                return elements.Select(element => StartOf(element, facts)).FirstOrDefault(static start => start is not null);
            case IObjectCreationOperation { Type.OriginalDefinition: var type, Arguments: var arguments } when SymbolEqualityComparer.Default.Equals(type, facts.Types.KeyValuePair):
                return arguments.Select(argument => StartOf(argument.Value, facts)).FirstOrDefault(static start => start is not null);
            default:
                return StartOf(value, facts);
        }
    }

    private static IInvocationOperation? StartOf(IOperation value, CompilationFacts facts) =>
        StartedTasks.Unwrap(OperationTree.Bare(value), facts) is IInvocationOperation call && facts.Awaitables.IsTaskLike(call.Type) && StartedTasks.IsFresh(call, facts) ? call : null;
}
