using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FindSymbols;

namespace AsyncLint.CodeFixes.Propagation;

/// <summary>Finds the methods that have to have one signature: bases, overrides, interface members, implementations, partial parts.</summary>
internal static class Families
{
    /// <summary>The family of a method, over the whole solution, the method itself first. Members from metadata are in it.</summary>
    public static async Task<List<IMethodSymbol>> OfAsync(IMethodSymbol method, Solution solution, CancellationToken cancellation)
    {
        var family = new List<IMethodSymbol>();
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var work = new Stack<IMethodSymbol>();
        work.Push(method);
        while (work.Count > 0)
        {
            var member = work.Pop().OriginalDefinition;
            if (!seen.Add(member))
            {
                continue;
            }

            family.Add(member);
            if (member.MethodKind is not (MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation))
            {
                continue;
            }

            Push(member.OverriddenMethod);
            Push(member.PartialDefinitionPart);
            Push(member.PartialImplementationPart);
            if (member.ContainingType.TypeKind is TypeKind.Interface)
            {
                foreach (var implementation in await SymbolFinder.FindImplementationsAsync(member, solution, cancellationToken: cancellation).ConfigureAwait(false))
                {
                    Push(implementation as IMethodSymbol);
                }
            }
            else
            {
                PushContracts(member.ContainingType, member);
                if (MayBeInherited(member))
                {
                    await PushContractsOfDerivedAsync(member).ConfigureAwait(false);
                }

                if (member.IsVirtual || member.IsAbstract || member.IsOverride)
                {
                    foreach (var overriding in await SymbolFinder.FindOverridesAsync(member, solution, cancellationToken: cancellation).ConfigureAwait(false))
                    {
                        Push(overriding as IMethodSymbol);
                    }
                }
            }
        }

        return family;

        void Push(IMethodSymbol? member)
        {
            if (member is not null)
            {
                work.Push(member);
            }
        }

        void PushContracts(INamedTypeSymbol type, IMethodSymbol member)
        {
            foreach (var contract in type.AllInterfaces)
            {
                foreach (var declared in contract.GetMembers())
                {
                    if (declared is IMethodSymbol { MethodKind: MethodKind.Ordinary } method
                        && SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(method)?.OriginalDefinition, member))
                    {
                        Push(method);
                    }
                }
            }
        }

        // "class Store : StoreBase, IStore": a method of the base, which knows nothing of the interface, implements it.
        async Task PushContractsOfDerivedAsync(IMethodSymbol member)
        {
            foreach (var derived in await SymbolFinder.FindDerivedClassesAsync(member.ContainingType, solution, cancellationToken: cancellation).ConfigureAwait(false))
            {
                PushContracts(derived, member);
            }
        }
    }

    private static bool MayBeInherited(IMethodSymbol member) =>
        member is { IsStatic: false, DeclaredAccessibility: Accessibility.Public, ContainingType: { TypeKind: TypeKind.Class, IsSealed: false } };
}
