using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Tells tasks of which a lazy object keeps the only one, and of which the caller asks nothing but how far they are.</summary>
internal static class LazyTasks
{
    /// <param name="variable">The variable that holds the task of the call.</param>
    public static bool IsOnlyLookedAt(IInvocationOperation call, ISymbol variable, CompilationFacts facts)
    {
        if (!IsOfLazy(call, facts))
        {
            return false;
        }

        foreach (var operation in OperationTree.Root(call).Descendants())
        {
            if (operation is IPropertyReferenceOperation { Property: var asked, Instance: ILocalReferenceOperation { Local: var local } }
                && TaskUses.IsState(asked) && SymbolEqualityComparer.Default.Equals(local, variable))
            {
                return true;
            }
        }

        return false;
    }

    // "lazy.GetValueAsync()": as with Lazy, IsValueCreated says that the value is made once and kept.
    private static bool IsOfLazy(IInvocationOperation call, CompilationFacts facts)
    {
        foreach (var argument in call.Arguments)
        {
            if (!SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, facts.Types.CancellationToken))
            {
                return false;
            }
        }

        return call.Instance?.Type is { } type && type.GetMembers("IsValueCreated") is [IPropertySymbol { Type.SpecialType: SpecialType.System_Boolean }];
    }
}
