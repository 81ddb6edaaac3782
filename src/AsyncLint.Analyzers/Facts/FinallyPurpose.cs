using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Tells what in a finally was to happen when the work is done: a semaphore that is released, a time that is taken, a mark that is taken back.</summary>
internal static class FinallyPurpose
{
    /// <summary>The operation of a finally that comes too early for work that is still going on; null where it has nothing to do with that.</summary>
    public static IOperation? Of(ITryOperation @try, KnownTypes types)
    {
        if (@try.Finally is not { } last)
        {
            return null;
        }

        foreach (var operation in last.Descendants())
        {
            if (operation switch
            {
                IInvocationOperation { TargetMethod: { Name: "Release" } method } => Same(method.ContainingType, types.SemaphoreSlim),
                IInvocationOperation { TargetMethod: { Name: "Stop" or "GetElapsedTime" } method } => Same(method.ContainingType, types.Stopwatch),
                IPropertyReferenceOperation { Property: { Name: "Elapsed" or "ElapsedMilliseconds" or "ElapsedTicks" } property } => Same(property.ContainingType, types.Stopwatch),
                IInvocationOperation { TargetMethod: { Name: "Decrement" } method, Arguments: { Length: 1 } arguments } when Same(method.ContainingType, types.Interlocked) =>
                    MemberOf(arguments[0].Value) is { } counter && IsUndone(@try, earlier => IsIncrement(earlier, counter, types)),
                IIncrementOrDecrementOperation { Kind: OperationKind.Decrement, Target: var target } =>
                    MemberOf(target) is { } counter && IsUndone(@try, earlier => IsIncrement(earlier, counter, types)),
                ISimpleAssignmentOperation { Target: var target, Value.ConstantValue: { HasValue: true, Value: var value } } =>
                    MemberOf(target) is { } mark && IsUndone(@try, earlier => IsOtherValue(earlier, mark, value)),
                _ => false,
            })
            {
                return operation;
            }
        }

        return null;
    }

    /// <summary>The words for such an operation in a message.</summary>
    public static string NameOf(IOperation operation) => operation switch
    {
        IAssignmentOperation { Target: var target } => MemberOf(target)!.Name,
        IIncrementOrDecrementOperation { Target: var target } => MemberOf(target)!.Name,
        _ => TaskCalls.NameOf(operation),
    };

    private static bool IsIncrement(IOperation operation, ISymbol counter, KnownTypes types) => operation switch
    {
        IIncrementOrDecrementOperation { Kind: OperationKind.Increment, Target: var target } => Same(MemberOf(target), counter),
        IInvocationOperation { TargetMethod: { Name: "Increment" } method, Arguments: { Length: 1 } arguments } => Same(method.ContainingType, types.Interlocked) && Same(MemberOf(arguments[0].Value), counter),
        _ => false,
    };

    private static bool IsOtherValue(IOperation operation, ISymbol mark, object? value) =>
        operation is ISimpleAssignmentOperation { Target: var target, Value.ConstantValue: { HasValue: true, Value: var earlier } } && !Equals(earlier, value) && Same(MemberOf(target), mark);

    // Fields and properties of this object or of the type. What is kept for the thread is meant for the code that runs now.
    private static ISymbol? MemberOf(IOperation target)
    {
        var member = target is IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } and (IFieldReferenceOperation or IPropertyReferenceOperation)
            ? ((IMemberReferenceOperation)target).Member
            : null;
        return member is { IsStatic: false } ? member : null;
    }

    private static bool IsUndone(ITryOperation @try, Func<IOperation, bool> isCounterpart)
    {
        IOperation body = @try;
        while (body.Parent is { } parent and not (IAnonymousFunctionOperation or ILocalFunctionOperation or IMethodBodyBaseOperation))
        {
            body = parent;
        }

        foreach (var operation in body.Descendants())
        {
            if (operation.Syntax.SpanStart < @try.Finally!.Syntax.SpanStart && isCounterpart(operation))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
