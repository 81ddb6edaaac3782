using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Finds the first operation of a block that a cancelled token keeps from running, on every way through the block.</summary>
internal sealed class CancelledSteps
{
    private readonly CompilationFacts _facts;
    private (IOperation Observer, StopToken Token)? _found;

    private CancelledSteps(CompilationFacts facts) => _facts = facts;

    /// <summary>Null where the block may be left, or gone through, without coming to such an operation.</summary>
    public static (IOperation Observer, StopToken Token)? FirstIn(IBlockOperation block, CompilationFacts facts)
    {
        var steps = new CancelledSteps(facts);
        steps.GoesOn(block);
        return steps._found;
    }

    // In the order in which operations are evaluated; false once the search is over.
    private bool GoesOn(IOperation? operation)
    {
        switch (operation)
        {
            case null or IAnonymousFunctionOperation or ILocalFunctionOperation:
                return true;
            case ITryOperation @try:
                return !@try.Catches.Any(CatchesCancellation) && GoesOn(@try.Body);
            case IConditionalOperation choice:
                return GoesOn(choice.Condition) && !Jumps(choice.WhenTrue) && !Jumps(choice.WhenFalse);
            case ISwitchOperation choice:
                return GoesOn(choice.Value) && !choice.Cases.Any(static section => section.Body.Any(Jumps));
            case ISwitchExpressionOperation choice:
                return GoesOn(choice.Value);
            case ICoalesceOperation choice:
                return GoesOn(choice.Value);
            case ICoalesceAssignmentOperation choice:
                return GoesOn(choice.Target);
            case IConditionalAccessOperation access:
                return GoesOn(access.Operation);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } choice:
                return GoesOn(choice.LeftOperand);
            case IWhileLoopOperation { ConditionIsTop: true } loop:
                return GoesOn(loop.Condition) && !Jumps(loop.Body);
            case IForEachLoopOperation loop:
                return GoesOn(loop.Collection) && !IsFound(loop) && !Jumps(loop.Body);
            case IForLoopOperation loop:
                return loop.Before.All(GoesOn) && GoesOn(loop.Condition) && !Jumps(loop.Body);
        }

        foreach (var child in operation.ChildOperations)
        {
            if (!GoesOn(child))
            {
                return false;
            }
        }

        return !IsFound(operation) && operation is not (IReturnOperation or IBranchOperation or IThrowOperation);
    }

    private bool IsFound(IOperation operation)
    {
        if (StopToken.ObservedBy(operation, _facts) is not { } token)
        {
            return false;
        }

        _found = (operation, token);
        return true;
    }

    // What becomes of it there is not followed.
    private bool CatchesCancellation(ICatchClauseOperation clause) =>
        _facts.MayFault.Table.IncludesCancellation(clause.ExceptionType) || _facts.MayFault.Table.IsCancellation(clause.ExceptionType);

    private static bool Jumps(IOperation? branch)
    {
        foreach (var operation in branch?.DescendantsAndSelf() ?? Enumerable.Empty<IOperation>())
        {
            if (operation is IReturnOperation or IBranchOperation or IThrowOperation)
            {
                return true;
            }
        }

        return false;
    }
}
