using AsyncLint.Calls;
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
    public static bool Is(IBlockOperation body, CompilationFacts facts)
    {
        var guarded = false;
        foreach (var statement in body.Operations)
        {
            switch (statement)
            {
                case ITryOperation @try when (TryGuards.Of(@try, facts.MayFault.Table, facts.Types) & Guards.All) != 0:
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
