using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>Tells the operations that every run of a function comes to that throws nothing.</summary>
internal static class CertainCode
{
    /// <summary>False under a condition, in a loop or handler, and behind a place where the function may be left.</summary>
    public static bool Contains(IOperation operation, IOperation body)
    {
        for (IOperation child = operation, parent = operation.Parent!; child != body && parent is not null; child = parent, parent = parent.Parent!)
        {
            if (IsOptional(child, parent))
            {
                return false;
            }
        }

        foreach (var earlier in AwaitSteps.OwnOperations(body))
        {
            if (earlier is IReturnOperation or IThrowOperation or IBranchOperation && earlier.Syntax.Span.End <= operation.Syntax.SpanStart)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsOptional(IOperation child, IOperation parent) => parent switch
    {
        IConditionalOperation choice => child != choice.Condition,
        ISwitchOperation choice => child != choice.Value,
        ISwitchExpressionOperation choice => child != choice.Value,
        IForEachLoopOperation loop => child != loop.Collection,
        ILoopOperation or ICatchClauseOperation => true,
        ICoalesceOperation coalesce => child == coalesce.WhenNull,
        ICoalesceAssignmentOperation coalesce => child == coalesce.Value,
        IConditionalAccessOperation access => child == access.WhenNotNull,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both => child == both.RightOperand,
        _ => false,
    };
}
