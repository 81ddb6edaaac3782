using Microsoft.CodeAnalysis;

namespace AsyncLint.Facts;

/// <summary>How a type stands to one that the compilation may lack: to a missing type nothing is related.</summary>
internal static class TypeRelations
{
    /// <summary>True for a class itself and for what derives from it.</summary>
    public static bool IsOrDerivesFrom(this ITypeSymbol? type, INamedTypeSymbol? ancestor)
    {
        for (; ancestor is not null && type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, ancestor))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for an interface itself and for what implements it.</summary>
    public static bool IsOrImplements(this ITypeSymbol type, INamedTypeSymbol? contract) =>
        contract is not null && (SymbolEqualityComparer.Default.Equals(type, contract) || type.AllInterfaces.Contains(contract, SymbolEqualityComparer.Default));
}
