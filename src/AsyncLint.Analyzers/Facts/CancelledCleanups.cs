using AsyncLint.Calls;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Finds calls in a finally block that are given the token by whose cancellation the block is come to.</summary>
internal static class CancelledCleanups
{
    /// <summary>The argument that is the token, where the call does nothing once that is cancelled; null where that is not certain, or the code asks the token.</summary>
    public static IArgumentOperation? Find(IAwaitOperation cleanup, CompilationFacts facts, CancellationToken cancellation)
    {
        if (TryAround(cleanup) is not { } @try || TaskCalls.Unwrap(cleanup.Operation, facts) is not IInvocationOperation call || TaskCalls.IsDelay(call.TargetMethod, facts.Types)
            || StopToken.ObservedBy(cleanup, facts) is not { } token || StopToken.ArgumentOf(call, facts) is not { Parameter: { } parameter } argument
            || IsGuarded(cleanup, @try, token, facts))
        {
            return null;
        }

        return IsReacquisition(call, @try, facts) || IsCancelledIn(@try.Body, token, facts) && CancelledCalls.DoNothing(call, parameter, facts, cancellation) ? argument : null;
    }

    // "try { _lock.Release(); await …; } finally { await _lock.WaitAsync(token); }": whoever held the lock before goes on as if it were held again, and releases it. The token may be cancelled
    // at any time in between.
    private static bool IsReacquisition(IInvocationOperation call, ITryOperation @try, CompilationFacts facts) =>
        SemaphoreUses.IsAcquire(call.TargetMethod, facts.Types) && call.Arguments.Length == 1 && SemaphoreUses.Of(call, facts) is { } semaphore && semaphore.IsReleasedIn(@try.Body);

    private static ITryOperation? TryAround(IOperation cleanup)
    {
        for (IOperation child = cleanup, parent = cleanup.Parent!; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent, parent = parent.Parent!)
        {
            if (parent is ITryOperation @try && @try.Finally == child)
            {
                return @try;
            }
        }

        return null;
    }

    // A condition that asks the token, or a handler for what goes wrong with the clean-up.
    private static bool IsGuarded(IOperation cleanup, ITryOperation @try, StopToken token, CompilationFacts facts)
    {
        for (IOperation child = cleanup, parent = cleanup.Parent!; parent != @try; child = parent, parent = parent.Parent!)
        {
            if (parent is ITryOperation { Catches.IsEmpty: false } inner && inner.Body == child)
            {
                return true;
            }
        }

        return @try.Finally!.Descendants().Any(operation => operation.Parent is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" } && token.IsMentionedBy(operation, facts));
    }

    private static bool IsCancelledIn(IOperation body, StopToken token, CompilationFacts facts)
    {
        foreach (var child in body.ChildOperations)
        {
            if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation)
                && (StopToken.ObservedBy(child, facts) is { } observed && SymbolEqualityComparer.Default.Equals(observed.Symbol, token.Symbol) || IsCancelledIn(child, token, facts)))
            {
                return true;
            }
        }

        return false;
    }
}
