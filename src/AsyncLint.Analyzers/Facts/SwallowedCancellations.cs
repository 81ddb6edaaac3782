using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>A cancellation that a handler takes for a failure, after which its loop goes on.</summary>
/// <param name="IsEndless">Nothing else ends the loop.</param>
internal sealed record SwallowedCancellation(StopToken Token, IOperation Observer, bool IsEndless);

/// <summary>Finds handlers in loops that swallow the cancellation by which the loop was to be ended.</summary>
internal static class SwallowedCancellations
{
    /// <summary>What the handler swallows; null where something may leave the loop after a cancellation, or may not come to the cancelled operation again.</summary>
    public static SwallowedCancellation? Find(ICatchClauseOperation clause, CompilationFacts facts)
    {
        if (clause is not { Filter: null, Parent: ITryOperation @try } || !facts.MayFault.Table.IncludesCancellation(clause.ExceptionType) || LoopAround(@try) is not { } loop
            || IsPrecededByOther(clause, @try, facts) || CancelledSteps.FirstIn(@try.Body, facts) is not (var observer, var token)
            || observer is IAwaitOperation await && facts.MayFault.OfTask(await.Operation, default).Faults is Calls.Faults.None
            || MayLeave(loop, @try, clause, token, facts) || LoopEnds.Of(loop, @try.Body, observer) is not { } end)
        {
            return null;
        }

        // Who names cancellation as what is caught has thought of it: of a time-out of each round, of a signal that ends a delay.
        var isNamed = facts.MayFault.Table.IsCancellation(clause.ExceptionType);
        return end is LoopEnd.Never ? isNamed && token.Symbol is IFieldSymbol { IsReadOnly: false } or IPropertySymbol { IsReadOnly: false } ? null : new(token, observer, IsEndless: true)
            : isNamed || IsTestedAnywhere(@try, token, facts) ? null
            : new(token, observer, IsEndless: false);
    }

    // "catch (OperationCanceledException) { break; }", and the same with a filter, in front.
    private static bool IsPrecededByOther(ICatchClauseOperation clause, ITryOperation @try, CompilationFacts facts)
    {
        foreach (var before in @try.Catches)
        {
            if (before == clause)
            {
                return false;
            }

            if (facts.MayFault.Table.IncludesCancellation(before.ExceptionType) || facts.MayFault.Table.IsCancellation(before.ExceptionType))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The loop of which each round comes to the try statement, unless an exception or a jump keeps it from that.</summary>
    private static ILoopOperation? LoopAround(ITryOperation @try)
    {
        for (IOperation child = @try, parent = @try.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case ILoopOperation loop:
                    return loop.Body == child ? loop : null;
                case ITryOperation outer when outer.Body != child:
                    return null;
                case IBlockOperation or IUsingOperation or ITryOperation:
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    // Whatever jumps, throws or names the token: what is awaited with it outside the block ends the loop by an exception.
    private static bool MayLeave(ILoopOperation loop, ITryOperation @try, ICatchClauseOperation clause, StopToken token, CompilationFacts facts)
    {
        return In(loop, isInBlock: false);

        bool In(IOperation operation, bool isInBlock)
        {
            foreach (var child in operation.ChildOperations)
            {
                // Of what the other handlers catch, nothing is a cancellation.
                if (child is ICatchClauseOperation other && other != clause && other.Parent == @try)
                {
                    continue;
                }

                if (child is IAnonymousFunctionOperation or ILocalFunctionOperation)
                {
                    if (child.Descendants().Any(nested => token.IsMentionedBy(nested, facts)))
                    {
                        return true;
                    }
                }
                else if (isInBlock ? IsQuestion(child.Parent) && token.IsMentionedBy(child, facts) : IsJumpOutOf(child, loop) || token.IsMentionedBy(child, facts))
                {
                    return true;
                }
                else if (In(child, isInBlock || child == @try.Body))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private static bool IsJumpOutOf(IOperation operation, ILoopOperation loop) => operation switch
    {
        IReturnOperation or IThrowOperation or IBranchOperation { BranchKind: BranchKind.GoTo } => true,
        IBranchOperation { Target: var target } => SymbolEqualityComparer.Default.Equals(target, loop.ExitLabel),
        _ => false,
    };

    // Behind the loop, in front of it, in a loop around it.
    private static bool IsTestedAnywhere(ITryOperation @try, StopToken token, CompilationFacts facts)
    {
        foreach (var operation in TaskValues.Root(@try).Descendants())
        {
            if (token.IsMentionedBy(operation, facts) && IsTest(operation.Parent) && !@try.Body.Syntax.Span.Contains(operation.Syntax.Span))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTest(IOperation? use) => IsQuestion(use) || use is IInvocationOperation { TargetMethod.Name: "ThrowIfCancellationRequested" };

    // "token.IsCancellationRequested", "source.Token.IsCancellationRequested".
    private static bool IsQuestion(IOperation? use) =>
        use is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" } || use is IPropertyReferenceOperation { Property.Name: "Token" } && IsQuestion(use.Parent);
}
