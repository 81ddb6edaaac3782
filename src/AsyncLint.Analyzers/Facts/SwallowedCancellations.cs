using AsyncLint.Calls;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>A cancellation that a handler takes for a failure, after which its loop goes on.</summary>
/// <param name="IsEndless">Nothing else ends the loop.</param>
internal sealed record SwallowedCancellation(StopToken Token, IOperation Observer, ILoopOperation Loop, bool IsEndless);

/// <summary>Finds handlers in loops that swallow the cancellation by which the loop was to be ended.</summary>
internal static class SwallowedCancellations
{
    /// <summary>What the handler swallows; null where something may leave the loop after a cancellation, or may not come to the cancelled operation again.</summary>
    public static SwallowedCancellation? Find(ICatchClauseOperation clause, CompilationFacts facts, CancellationToken cancellation)
    {
        if (clause is not { Filter: null, Parent: ITryOperation @try } || !facts.MayFault.Table.IncludesCancellation(clause.ExceptionType) || LoopAround(@try) is not { } loop
            || IsPrecededByOther(clause, @try, facts) || CancelledSteps.FirstIn(@try.Body, facts) is not (var observer, var token)
            || MayLeave(loop, @try, clause, token, facts, cancellation) || LoopEnds.Of(loop, @try.Body, observer) is not { } end)
        {
            return null;
        }

        var faults = observer is IAwaitOperation await ? facts.MayFault.OfTask(await.Operation, cancellation).Faults : Faults.Cancellation;
        if (faults is Faults.None)
        {
            return null;
        }

        // Who names cancellation as what is caught has thought of it: of a time-out of each round, of a signal that ends a delay.
        var isNamed = facts.MayFault.Table.IsCancellation(clause.ExceptionType);
        return end is LoopEnd.Never ? isNamed && token.Symbol is IFieldSymbol { IsReadOnly: false } or IPropertySymbol { IsReadOnly: false } ? null : new(token, observer, loop, IsEndless: true)
            : isNamed || IsTestedAnywhere(@try, token, facts) || !IsCertain(observer, faults) ? null
            : new(token, observer, loop, IsEndless: false);
    }

    // What a listener, a plug-in or a delegate does with a token that is passed to it is not known; and to call all of them may be the purpose of the loop.
    private static bool IsCertain(IOperation observer, Faults faults) =>
        observer is not IAwaitOperation { Operation: var task } || (faults & (Faults.Cancellation | Faults.Likely)) != 0
        || task.DescendantsAndSelf().All(static part => part is not IInvocationOperation { TargetMethod: var method }
            || method.MethodKind is not MethodKind.DelegateInvoke && method.OriginalDefinition.DeclaringSyntaxReferences.IsEmpty);

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
    private static bool MayLeave(ILoopOperation loop, ITryOperation @try, ICatchClauseOperation clause, StopToken token, CompilationFacts facts, CancellationToken cancellation)
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
                else if (isInBlock ? IsQuestion(child.Parent) && token.IsMentionedBy(child, facts) : IsJumpOutOf(child, loop) || MayThrow(child) || token.IsMentionedBy(child, facts))
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

        bool MayThrow(IOperation operation) =>
            operation is IInvocationOperation { TargetMethod: var method } && (ThrowHelpers.NeverReturns(method, facts.Types) || ThrowHelpers.MayThrow(method, cancellation));
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
        foreach (var operation in OperationTree.Root(@try).Descendants())
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
