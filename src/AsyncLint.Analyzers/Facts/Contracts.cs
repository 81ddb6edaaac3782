using Microsoft.CodeAnalysis;

namespace AsyncLint.Facts;

/// <summary>What obliges a method to have the signature that it has.</summary>
internal static class Contracts
{
    /// <summary>
    /// True for an override, the implementation of a partial method (a generator's OnNameChanged hook can only return void), and the implementation of an
    /// interface of another assembly. Dispose is none of them: it has an asynchronous form. Where a base type or interface is missing, it may be any of them.
    /// </summary>
    public static bool FixSignatureOf(IMethodSymbol method) =>
        method.IsOverride || method.PartialDefinitionPart is not null
        || ImplementedBy(method) is { ContainingType: var contract } && contract.SpecialType is not SpecialType.System_IDisposable
            && !SymbolEqualityComparer.Default.Equals(contract.ContainingAssembly, method.ContainingAssembly)
        || method.MethodKind is not MethodKind.LocalFunction && MissesBase(method.ContainingType)
            && (method.DeclaredAccessibility is not Accessibility.Private || method.MethodKind is MethodKind.ExplicitInterfaceImplementation);

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

    private static bool MissesBase(INamedTypeSymbol type)
    {
        foreach (var contract in type.AllInterfaces)
        {
            if (contract.TypeKind is TypeKind.Error)
            {
                return true;
            }
        }

        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.TypeKind is TypeKind.Error)
            {
                return true;
            }
        }

        return false;
    }
}
