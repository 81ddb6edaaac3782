using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>Reads off a try statement which exceptions of its block do not come out of it.</summary>
internal static class TryGuards
{
    public static Guards Of(ITryOperation @try, FaultTable table, KnownTypes types)
    {
        var guards = Guards.None;
        var letsCancellationOut = false;
        var letsOthersOut = false;
        foreach (var clause in @try.Catches)
        {
            var isForCancellation = table.IsCancellation(clause.ExceptionType);
            if (Rethrows(clause.Handler) is var rethrow and not Rethrow.Never)
            {
                letsCancellationOut |= isForCancellation;
                letsOthersOut |= !isForCancellation;
                guards |= rethrow is Rethrow.Sometimes ? Guards.Expected : Guards.None;
                continue;
            }

            if (isForCancellation)
            {
                guards |= clause.Filter is null ? Guards.Cancellation : Guards.None;
            }
            else if (CatchesAll(clause, types))
            {
                guards |= letsOthersOut ? Guards.Expected
                    : clause.Filter is null ? letsCancellationOut ? Guards.AllButCancellation : Guards.All
                    : IsAboutCancellation(clause.Filter, table) ? Guards.AllButCancellation
                    : Guards.Expected;
            }
            else
            {
                guards |= Guards.Expected;
            }
        }

        return guards;
    }

    // A catch without a type catches object.
    private static bool CatchesAll(ICatchClauseOperation clause, KnownTypes types) =>
        clause.ExceptionType.SpecialType is SpecialType.System_Object || SymbolEqualityComparer.Default.Equals(clause.ExceptionType, types.Exception);

    // "when (e is not OperationCanceledException)", and whatever else stands there with it.
    private static bool IsAboutCancellation(IOperation filter, FaultTable table)
    {
        foreach (var operation in filter.DescendantsAndSelf())
        {
            if (operation is IIsTypeOperation { TypeOperand: var type } && table.IsCancellation(type)
                || operation is ITypePatternOperation { MatchedType: var matched } && table.IsCancellation(matched)
                || operation is IDeclarationPatternOperation { MatchedType: { } declared } && table.IsCancellation(declared)
                || operation is IRecursivePatternOperation { MatchedType: { } recursive } && table.IsCancellation(recursive))
            {
                return true;
            }
        }

        return false;
    }

    private static Rethrow Rethrows(IBlockOperation handler)
    {
        foreach (var statement in handler.Operations)
        {
            if (statement is IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation })
            {
                return Rethrow.Always;
            }
        }

        return Throws(handler) ? Rethrow.Sometimes : Rethrow.Never;
    }

    private static bool Throws(IOperation operation)
    {
        foreach (var child in operation.ChildOperations)
        {
            if (child is IThrowOperation || child is not (IAnonymousFunctionOperation or ILocalFunctionOperation) && Throws(child))
            {
                return true;
            }
        }

        return false;
    }

    private enum Rethrow
    {
        Never,
        Sometimes,
        Always,
    }
}
