using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>What a function does with the task that <c>await Task.WhenAny(…)</c> gives.</summary>
internal enum WinnerUse
{
    /// <summary>Something that is not understood, or observes it only on some paths.</summary>
    Unknown,

    /// <summary>Nothing, or it only asks which one it is and how far.</summary>
    Unobserved,

    /// <summary>Awaits it, or reads its result, in a loop that goes on whatever happens.</summary>
    Observed,

    /// <summary>Awaits it, or reads its result, in a loop that ends where that throws.</summary>
    ObservedUntilFault,

    /// <summary>Awaits it, or reads its result, and leaves.</summary>
    Returned,
}

/// <summary>Follows the result of WhenAny by the references to the variable that holds it: each of them, on whatever path, has to be understood.</summary>
internal static class Winner
{
    public static WinnerUse UseOf(IInvocationOperation whenAny, ILocalSymbol? tasks, CompilationFacts facts)
    {
        if ((AwaitOf(whenAny, facts) ?? AwaitOfVariable(whenAny, facts)) is not { } winner)
        {
            return WinnerUse.Unknown;
        }

        switch (winner.Parent)
        {
            case IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation, Parent: IExpressionStatementOperation }:
                return WinnerUse.Unobserved;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                return OfReferences(whenAny, local, tasks, facts);
            default:
                return IsQuestion(winner, facts) ? WinnerUse.Unobserved : OfObservation(winner, whenAny, facts);
        }
    }

    /// <summary>True where a task is only asked which one it is, or how far.</summary>
    public static bool IsQuestion(IOperation task, CompilationFacts facts)
    {
        while (task.Parent is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            task = task.Parent;
        }

        return task.Parent switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, OperatorMethod: null } => true,
            IPropertyReferenceOperation property => TaskUses.OfProperty(property.Property, facts) is TaskUse.Neutral,
            INameOfOperation => true,
            _ => false,
        };
    }

    /// <summary>The operations of the member in which an operation stands that name a local.</summary>
    public static IEnumerable<IOperation> ReferencesTo(ILocalSymbol local, IOperation operation)
    {
        var root = OperationTree.Root(operation);

        foreach (var candidate in root.Descendants())
        {
            if (candidate is ILocalReferenceOperation { Local: var named } && SymbolEqualityComparer.Default.Equals(named, local))
            {
                yield return candidate;
            }
        }
    }

    /// <summary>The await of a task where it stands: <c>await Task.WhenAny(a, b).ConfigureAwait(false)</c>.</summary>
    public static IAwaitOperation? AwaitOf(IOperation task, CompilationFacts facts)
    {
        for (var value = task; value.Parent is { } parent; value = parent)
        {
            switch (parent)
            {
                case IAwaitOperation awaited:
                    return TaskCalls.Unwrap(awaited.Operation, facts).Syntax == task.Syntax ? awaited : null;
                case not (IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } or IConversionOperation or IParenthesizedOperation):
                    return null;
            }
        }

        return null;
    }

    // "var first = Task.WhenAny(a, b); … await first", which is all that becomes of the variable.
    private static IAwaitOperation? AwaitOfVariable(IInvocationOperation whenAny, CompilationFacts facts)
    {
        if (whenAny.Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } })
        {
            return null;
        }

        IAwaitOperation? awaited = null;
        foreach (var reference in ReferencesTo(local, whenAny))
        {
            if (awaited is not null || OperationTree.FunctionAround(reference) != OperationTree.FunctionAround(whenAny) || AwaitOf(reference, facts) is not { } only)
            {
                return null;
            }

            awaited = only;
        }

        return awaited;
    }

    private static WinnerUse OfReferences(IInvocationOperation whenAny, ILocalSymbol winner, ILocalSymbol? tasks, CompilationFacts facts)
    {
        var use = WinnerUse.Unobserved;
        var isAskedForFault = false;
        foreach (var reference in ReferencesTo(winner, whenAny))
        {
            isAskedForFault |= reference.Parent is IPropertyReferenceOperation { Property.Name: not "IsCompleted" } && IsQuestion(reference, facts);
            if (IsQuestion(reference, facts) || tasks is not null && reference.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Remove", Instance: ILocalReferenceOperation { Local: var list } } }
                && SymbolEqualityComparer.Default.Equals(list, tasks))
            {
                continue;
            }

            switch (OfObservation(reference, whenAny, facts))
            {
                case WinnerUse.Unknown:
                    return WinnerUse.Unknown;
                case WinnerUse.Returned:
                    use = WinnerUse.Returned;
                    break;
                case var other when use is WinnerUse.Unobserved or WinnerUse.ObservedUntilFault:
                    use = other;
                    break;
            }
        }

        // What is asked first how it ended is not awaited where it failed.
        return use is WinnerUse.ObservedUntilFault && isAskedForFault ? WinnerUse.Observed : use;
    }

    private static WinnerUse OfObservation(IOperation task, IInvocationOperation whenAny, CompilationFacts facts)
    {
        var observation = (IOperation?)AwaitOf(task, facts);
        if (observation is null && task.Parent is IPropertyReferenceOperation property && TaskUses.OfProperty(property.Property, facts) is TaskUse.Observes)
        {
            observation = property;
        }

        if (observation is null)
        {
            return WinnerUse.Unknown;
        }

        var isGuarded = false;
        for (IOperation child = observation, parent = observation.Parent!; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case IReturnOperation:
                    return WinnerUse.Returned;
                case ITryOperation { Catches.IsEmpty: false } @try:
                    isGuarded |= @try.Body == child;
                    break;
                case ILoopOperation loop when loop.Syntax.Span.Contains(whenAny.Syntax.Span):
                    return isGuarded ? WinnerUse.Observed : WinnerUse.ObservedUntilFault;
            }
        }

        return WinnerUse.Returned;
    }
}
