using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>How a wait for a semaphore may end without having acquired it.</summary>
internal static class SemaphoreWaits
{
    /// <summary>True for a wait with a timeout whose result says whether the semaphore was acquired, and nobody looks at it.</summary>
    public static bool IsResultIgnored(IInvocationOperation acquire, KnownTypes types)
    {
        var result = SemaphoreUses.ResultOf(acquire);
        return IsTimed(acquire, types)
            && result.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };
    }

    /// <summary>True where the result of a wait with a timeout is one of two values, "async ? await gate.WaitAsync(100) : gate.Wait(100)": what is asked later may be about the other.</summary>
    public static bool IsResultMixed(IInvocationOperation acquire, KnownTypes types)
    {
        var result = SemaphoreUses.ResultOf(acquire);
        return IsTimed(acquire, types) && result.Parent switch
        {
            IConditionalOperation { Type: not null } choice => choice.Condition != result,
            ISwitchExpressionArmOperation => true,
            _ => false,
        };
    }

    /// <summary>True where the wait has a token that may be cancelled, or a timeout.</summary>
    public static bool MayFail(IInvocationOperation acquire, KnownTypes types)
    {
        foreach (var argument in acquire.Arguments)
        {
            if (SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, types.CancellationToken) && !IsNone(argument.Value, types))
            {
                return true;
            }
        }

        return IsTimed(acquire, types);
    }

    /// <summary>
    /// What is done between a wait and its release in the form in which nothing can go wrong between them: the wait is a statement, the next one is a try, and its finally
    /// releases. Null for all other forms.
    /// </summary>
    public static IBlockOperation? GuardedBy(SemaphoreUses uses, KnownTypes types)
    {
        if (uses.Acquires.Count != 1 || uses.Releases.Count != 1
            || SemaphoreUses.ResultOf(uses.Acquire).Parent is not IExpressionStatementOperation { Parent: IBlockOperation block } statement || IsTimed(uses.Acquire, types))
        {
            return null;
        }

        var next = block.Operations.IndexOf(statement) + 1;
        return next < block.Operations.Length && block.Operations[next] is ITryOperation { Body: var work, Finally: { } last } && IsUnconditional(uses.Releases[0], last) && last.Operations.Length == 1
            ? work
            : null;
    }

    /// <summary>
    /// The finally that releases what a failed wait has not acquired: the wait is inside of its try, and the release depends on nothing.
    /// </summary>
    public static IInvocationOperation? ReleaseAfterFailure(SemaphoreUses uses)
    {
        // Acquired a second time in the try, it is acquired anyway.
        if (uses.Acquires.Count != 1 || uses.Releases.Count != 1)
        {
            return null;
        }

        var release = uses.Releases[0];
        for (IOperation child = uses.Acquire, parent = child.Parent!; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent, parent = parent.Parent!)
        {
            if (parent is ITryOperation { Finally: { } last } @try && @try.Body == child && IsUnconditional(release, last))
            {
                return release;
            }
        }

        return null;
    }

    private static bool IsUnconditional(IOperation release, IBlockOperation last)
    {
        var parent = release.Parent;
        while (parent is IExpressionStatementOperation or IBlockOperation or ISimpleAssignmentOperation { Target: IDiscardOperation } && parent != last)
        {
            parent = parent.Parent;
        }

        return parent == last;
    }

    /// <summary>True for a wait that gives up after a time.</summary>
    public static bool IsTimed(IInvocationOperation acquire, KnownTypes types)
    {
        foreach (var argument in acquire.Arguments)
        {
            if (argument.Parameter is { } parameter && ZeroTimeouts.IsTimeout(parameter, types) && !IsInfinite(argument.Value, types))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInfinite(IOperation value, KnownTypes types) => value switch
    {
        IConversionOperation { OperatorMethod: null, Operand: var operand } => IsInfinite(operand, types),
        { ConstantValue: { HasValue: true, Value: -1 } } => true,
        IFieldReferenceOperation { Field: { Name: "InfiniteTimeSpan", ContainingType: var owner } } => SymbolEqualityComparer.Default.Equals(owner, types.Timeout),
        _ => false,
    };

    private static bool IsNone(IOperation token, KnownTypes types) => token switch
    {
        IConversionOperation { OperatorMethod: null, Operand: var operand } => IsNone(operand, types),
        IDefaultValueOperation => true,
        IPropertyReferenceOperation { Property: { Name: "None", IsStatic: true, ContainingType: var owner } } => SymbolEqualityComparer.Default.Equals(owner, types.CancellationToken),
        _ => false,
    };
}
