using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>One of the operations that put started tasks into a collection.</summary>
/// <param name="Origin">What is followed: the call that gives the task, or the one that gives the collection.</param>
/// <param name="Work">What starts the work: a call, an async lambda, or a method group.</param>
/// <param name="IsMany">It runs for each element of something.</param>
internal readonly record struct StartedElement(IOperation Origin, IOperation Work, bool IsMany);

/// <summary>Finds how the tasks in a collection of the function were started. A sequence that nobody has enumerated starts nothing.</summary>
internal static class StartedCollections
{
    /// <param name="tasks">The collection where it is used: a local, or an expression that makes it.</param>
    public static List<StartedElement> ElementsOf(IOperation tasks, CompilationFacts facts)
    {
        var found = new List<StartedElement>();
        tasks = OperationTree.Bare(tasks);
        if (tasks is not ILocalReferenceOperation { Local: var local })
        {
            AddValue(found, tasks, facts);
            return found;
        }

        var root = OperationTree.Root(tasks);

        foreach (var operation in root.Descendants())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation { Symbol: var declared } declarator when Is(declared) && declarator.GetVariableInitializer() is { Value: var value }:
                    AddValue(found, value, facts);
                    break;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var assigned }, Value: var other } when Is(assigned):
                    AddValue(found, other, facts);
                    break;
                case ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: ILocalReferenceOperation { Local: var array } }, Value: var element } when Is(array):
                    AddElement(found, element, facts);
                    break;
                case IInvocationOperation { Instance: ILocalReferenceOperation { Local: var list }, Arguments: { Length: 1 } arguments, TargetMethod: var add } when Is(list) && TaskUses.IsAdding(add):
                    AddElement(found, arguments[0].Value, facts);
                    break;
            }
        }

        return found;

        bool Is(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol, local);
    }

    private static void AddValue(List<StartedElement> found, IOperation value, CompilationFacts facts)
    {
        value = OperationTree.Bare(value);
        if (TaskCalls.ElementsOf(value) is { } elements)
        {
            foreach (var element in elements)
            {
                AddElement(found, element, facts);
            }
        }
        else if (value is IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray" } method, Arguments: { Length: 1 } source } && facts.Types.IsSequence(method.ContainingType)
            && OperationTree.Bare(source[0].Value) is IInvocationOperation { TargetMethod: { Name: "Select" } select, Arguments: { Length: 2 } arguments } && facts.Types.IsSequence(select.ContainingType)
            && OperationTree.Bare(arguments[1].Value) is IDelegateCreationOperation { Target: var selector })
        {
            AddSelected(found, value, selector, facts);
        }
    }

    // "items.Select(item => LoadAsync(item)).ToList()".
    private static void AddSelected(List<StartedElement> found, IOperation origin, IOperation selector, CompilationFacts facts)
    {
        switch (selector)
        {
            case IMethodReferenceOperation { Method: var group } when facts.Awaitables.IsTaskLike(group.ReturnType) && !FreshTasks.IsTriviallyComplete(group, facts.Awaitables.Of(group.ReturnType)):
                found.Add(new(origin, selector, true));
                break;
            case IAnonymousFunctionOperation { Symbol.IsAsync: true }:
                found.Add(new(origin, selector, true));
                break;
            case IAnonymousFunctionOperation { Body.Operations: [IReturnOperation { ReturnedValue: { } returned }] }
                    when StartedTasks.Unwrap(returned, facts) is IInvocationOperation call && StartedTasks.IsFresh(call, facts):
                found.Add(new(origin, call, true));
                break;
        }
    }

    private static void AddElement(List<StartedElement> found, IOperation element, CompilationFacts facts)
    {
        if (StartedTasks.Unwrap(element, facts) is IInvocationOperation call && facts.Awaitables.IsTaskLike(call.Type) && StartedTasks.IsFresh(call, facts))
        {
            found.Add(new(call, call, IsInLoop(call)));
        }
    }

    /// <summary>True where an operation of the function may run more than once.</summary>
    public static bool IsInLoop(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); parent = parent.Parent)
        {
            if (parent is ILoopOperation)
            {
                return true;
            }
        }

        return false;
    }
}
