using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Tells functions out of which no exception escapes.</summary>
internal static class GuardedBody
{
    /// <summary>
    /// True where a try statement with a catch-all is the whole body, but for declarations of constants: nothing stands outside it that can throw,
    /// and no catch throws.
    /// </summary>
    public static bool Is(IBlockOperation body, KnownTypes types)
    {
        var guarded = false;
        foreach (var statement in body.Operations)
        {
            switch (statement)
            {
                case ITryOperation @try when CatchesAll(@try, types):
                    guarded = true;
                    break;
                case IReturnOperation { ReturnedValue: null } or IEmptyOperation or ILocalFunctionOperation:
                case IVariableDeclarationGroupOperation declarations when AreConstant(declarations):
                    break;
                default:
                    return false;
            }
        }

        return guarded;
    }

    private static bool CatchesAll(ITryOperation @try, KnownTypes types)
    {
        var all = false;
        foreach (var clause in @try.Catches)
        {
            if (Throws(clause.Handler))
            {
                return false;
            }

            // A catch without a type catches object.
            all |= clause.Filter is null && (clause.ExceptionType.SpecialType is SpecialType.System_Object
                || SymbolEqualityComparer.Default.Equals(clause.ExceptionType, types.Exception));
        }

        return all;
    }

    private static bool Throws(IOperation operation)
    {
        if (operation is IThrowOperation)
        {
            return true;
        }

        if (operation is IAnonymousFunctionOperation or ILocalFunctionOperation)
        {
            return false;
        }

        foreach (var child in operation.ChildOperations)
        {
            if (Throws(child))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AreConstant(IVariableDeclarationGroupOperation declarations)
    {
        foreach (var declaration in declarations.Declarations)
        {
            foreach (var declarator in declaration.Declarators)
            {
                if (declarator.GetVariableInitializer() is { Value.ConstantValue.HasValue: false })
                {
                    return false;
                }
            }
        }

        return true;
    }
}
