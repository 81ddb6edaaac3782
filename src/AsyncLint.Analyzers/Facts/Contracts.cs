using Microsoft.CodeAnalysis;

namespace AsyncLint.Facts;

/// <summary>The interface members that a method implements.</summary>
internal static class Contracts
{
    /// <summary>The first interface member that <paramref name="method"/> implements, explicitly or implicitly; null for none.</summary>
    public static IMethodSymbol? ImplementedBy(IMethodSymbol method)
    {
        if (!method.ExplicitInterfaceImplementations.IsEmpty)
        {
            return method.ExplicitInterfaceImplementations[0];
        }

        if (method.ContainingType is not { TypeKind: TypeKind.Class or TypeKind.Struct } type || method.MethodKind is not MethodKind.Ordinary)
        {
            return null;
        }

        foreach (var contract in type.AllInterfaces)
        {
            foreach (var member in contract.GetMembers(method.Name))
            {
                if (member is IMethodSymbol implemented && SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), method))
                {
                    return implemented;
                }
            }
        }

        return null;
    }
}
