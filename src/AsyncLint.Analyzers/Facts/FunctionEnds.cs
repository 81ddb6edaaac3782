using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Tells calls with which their function ends, so that nothing stands behind them that could come too early.</summary>
internal static class FunctionEnds
{
    private enum Rest
    {
        /// <summary>Something happens.</summary>
        Work,

        /// <summary>Nothing, and what stands behind the block is next.</summary>
        Falls,

        /// <summary>Nothing, and what stands behind the switch statement is next.</summary>
        Breaks,

        /// <summary>Nothing, since the function returns.</summary>
        Returns,
    }

    /// <summary>True where the function only leaves blocks, notes that an event was handled, or returns nothing, once the call has come back to it.</summary>
    public static bool IsAt(IInvocationOperation call, KnownTypes types)
    {
        var breaks = false;
        for (IOperation child = call, parent = call.Parent!; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case ISwitchOperation:
                    breaks = false;
                    continue;
                case IConditionalOperation choice when child != choice.Condition:
                case IConditionalAccessOperation access when child == access.WhenNotNull:
                case IExpressionStatementOperation or ILabeledOperation or IMethodBodyBaseOperation:
                    continue;
                case IBlockOperation { Operations: var statements }:
                    switch (breaks ? Rest.Breaks : Behind(statements, child, types))
                    {
                        case Rest.Work:
                            return false;
                        case Rest.Returns:
                            // A resource of a block around it is still in use.
                            return !HoldsResource(parent);
                        case Rest.Breaks:
                            breaks = true;
                            break;
                    }

                    continue;
                case ISwitchCaseOperation { Body: var statements }:
                    if (!breaks && Behind(statements, child, types) is Rest.Work)
                    {
                        return false;
                    }

                    continue;
                default:
                    return false;
            }
        }

        return true;
    }

    private static Rest Behind(ImmutableArray<IOperation> statements, IOperation statement, KnownTypes types)
    {
        var index = statements.IndexOf(statement);
        for (var i = 0; i < index; i++)
        {
            if (statements[i] is IUsingDeclarationOperation)
            {
                return Rest.Work;
            }
        }

        for (var i = index + 1; i < statements.Length; i++)
        {
            switch (statements[i])
            {
                case IReturnOperation { ReturnedValue: null }:
                    return Rest.Returns;
                case IBranchOperation { BranchKind: BranchKind.Break }:
                    return Rest.Breaks;
                case IEmptyOperation or ILocalFunctionOperation:
                case IExpressionStatementOperation { Operation: ISimpleAssignmentOperation assignment } when IsNote(assignment, types):
                    break;
                default:
                    return Rest.Work;
            }
        }

        return Rest.Falls;
    }

    // A return runs what stands at the end of the blocks that it leaves.
    private static bool HoldsResource(IOperation block)
    {
        for (IOperation child = block, parent = block.Parent!; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent, parent = parent.Parent!)
        {
            if (parent is IUsingOperation or ITryOperation or ILockOperation
                || parent is IBlockOperation { Operations: var statements } && statements.Take(statements.IndexOf(child)).Any(static s => s is IUsingDeclarationOperation))
            {
                return true;
            }
        }

        return false;
    }

    // "e.Handled = true;", "handled = true;": it tells about the event, not about the work.
    private static bool IsNote(ISimpleAssignmentOperation assignment, KnownTypes types) =>
        assignment.Value.ConstantValue.HasValue && assignment.Target switch
        {
            ILocalReferenceOperation => true,
            IPropertyReferenceOperation { Instance: IParameterReferenceOperation { Type: { } args } } => EventHandlers.IsEventArgs(args, types),
            _ => false,
        };
}
