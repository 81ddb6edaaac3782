using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>Tells the operations of a function that every run of it comes to that throws nothing.</summary>
internal sealed class CertainCode(IOperation body)
{
    private readonly int _firstExit = FirstExit(body);

    /// <summary>False under a condition, in a loop or handler, and behind a place where the function may be left.</summary>
    public bool Contains(IOperation operation)
    {
        for (IOperation child = operation, parent = operation.Parent!; child != body && parent is not null; child = parent, parent = parent.Parent!)
        {
            if (IsOptional(child, parent))
            {
                return false;
            }
        }

        return operation.Syntax.SpanStart < _firstExit;
    }

    private static int FirstExit(IOperation body)
    {
        var first = int.MaxValue;
        foreach (var operation in OperationTree.OwnOperations(body))
        {
            if (operation is IReturnOperation or IThrowOperation or IBranchOperation)
            {
                first = Math.Min(first, operation.Syntax.Span.End);
            }
        }

        return first;
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
