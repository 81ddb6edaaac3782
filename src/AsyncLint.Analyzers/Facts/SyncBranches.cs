using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>
/// Functions that serve sync and async callers by a flag, as database drivers do:
/// <c>if (async) await semaphore.WaitAsync(); else semaphore.Wait();</c>. Their sync branch blocks on purpose.
/// </summary>
internal static class SyncBranches
{
    /// <summary>True where a flag among the parameters decides between <paramref name="operation"/>'s branch and one that awaits.</summary>
    public static bool Contains(IOperation operation)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return false;
            }

            if (parent is IConditionalOperation { WhenFalse: { } otherwise } choice && child != choice.Condition && IsOnFlag(choice.Condition)
                && Awaits(child == otherwise ? choice.WhenTrue : otherwise))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for a condition on a parameter that is a switch: a bool or an enum.</summary>
    public static bool IsOnFlag(IOperation condition) => condition switch
    {
        IParameterReferenceOperation { Parameter.Type: { } type } => type.SpecialType is SpecialType.System_Boolean || type.TypeKind is TypeKind.Enum,
        IUnaryOperation unary => IsOnFlag(unary.Operand),
        IBinaryOperation binary => IsOnFlag(binary.LeftOperand) || IsOnFlag(binary.RightOperand),
        IConversionOperation conversion => IsOnFlag(conversion.Operand),
        IIsPatternOperation pattern => IsOnFlag(pattern.Value),
        _ => false,
    };

    private static bool Awaits(IOperation branch)
    {
        foreach (var operation in branch.DescendantsAndSelf())
        {
            if (operation is IAwaitOperation)
            {
                return true;
            }
        }

        return false;
    }
}
