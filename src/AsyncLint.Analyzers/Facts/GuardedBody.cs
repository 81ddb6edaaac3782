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
                case ITryOperation @try when IsGuard(@try, facts):
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

    /// <summary>True where everything is awaited in one such try, the last statement of the body; what stands before it may throw at once.</summary>
    public static bool AwaitsInGuard(IBlockOperation body, CompilationFacts facts) =>
        body.Operations is [.., ITryOperation last] && IsGuard(last, facts)
        && !body.Operations.RemoveAt(body.Operations.Length - 1).Any(static statement => statement.DescendantsAndSelf().Any(static operation => operation is IAwaitOperation));

    private static bool IsGuard(ITryOperation @try, CompilationFacts facts) => (TryGuards.Of(@try, facts.MayFault.Table, facts.Types) & Guards.All) != 0;

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
