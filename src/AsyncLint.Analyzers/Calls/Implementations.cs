using System.Collections.Concurrent;
using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>How far a virtual call is followed.</summary>
internal enum Dispatch
{
    /// <summary>Only where one function can be meant.</summary>
    Exact,

    /// <summary>To the declared method, and to the one that implements or overrides it in this compilation, where there is one only.</summary>
    Single,

    /// <summary>To everything that implements or overrides it in this compilation.</summary>
    All,
}

/// <summary>Finds what a virtual call may run, out of the types of this compilation.</summary>
internal sealed class Implementations(CompilationFacts facts)
{
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<IMethodSymbol>> _known = new(SymbolEqualityComparer.Default);
    private readonly Lazy<Dictionary<INamedTypeSymbol, List<INamedTypeSymbol>>> _derived = new(() => DerivedTypes(facts.Compilation));

    /// <summary>The static type of the object by whose run-time type a call is dispatched; null for a call that is not.</summary>
    public static ITypeSymbol? ReceiverOf(IOperation operation)
    {
        var (instance, isVirtual) = operation switch
        {
            IInvocationOperation call => (call.Instance, call.IsVirtual),
            IMethodReferenceOperation reference => (reference.Instance, reference.IsVirtual),
            IMemberReferenceOperation member => (member.Instance, member.Instance is not { Syntax: BaseExpressionSyntax }),
            IEventAssignmentOperation { EventReference: IEventReferenceOperation changed } => (changed.Instance, true),
            _ => (null, false),
        };
        return isVirtual && instance is not IObjectCreationOperation ? instance?.Type : null;
    }

    public static bool CanBeReplaced(IMethodSymbol method) =>
        !method.IsStatic && !method.IsSealed && !method.ContainingType.IsSealed
        && (method.IsVirtual || method.IsAbstract || method.IsOverride) && method.DeclaredAccessibility is not Accessibility.Private;

    /// <summary>The functions that run when <paramref name="method"/> is called, as far as they are followed.</summary>
    /// <param name="receiver">The static type of what it is called on.</param>
    public ImmutableArray<IMethodSymbol> Of(IMethodSymbol method, ITypeSymbol receiver, Dispatch dispatch)
    {
        if (receiver.IsSealed || receiver.TypeKind is TypeKind.Struct)
        {
            return ImmutableArray.Create(method);
        }

        if (dispatch is Dispatch.Exact)
        {
            return ImmutableArray<IMethodSymbol>.Empty;
        }

        var itself = method.IsAbstract ? ImmutableArray<IMethodSymbol>.Empty : ImmutableArray.Create(method);
        var others = KnownOf(method).RemoveAll(other => !IsOf(receiver, other.ContainingType));
        return dispatch is Dispatch.All || others.Length == 1 ? itself.AddRange(others) : itself;
    }

    /// <summary>
    /// Everything in this compilation that implements a member of an interface, or overrides what does; empty where nothing does, or something leaves that to
    /// types of others.
    /// </summary>
    public ImmutableArray<IMethodSymbol> AllOf(IMethodSymbol member)
    {
        var implementations = KnownOf(member);
        if (_derived.Value.TryGetValue(member.ContainingType, out var types) && types.Exists(type => ImplementationIn(type, member) is { IsAbstract: true }))
        {
            return ImmutableArray<IMethodSymbol>.Empty;
        }

        foreach (var implementation in implementations)
        {
            if (CanBeReplaced(implementation))
            {
                implementations = implementations.AddRange(KnownOf(implementation));
            }
        }

        return implementations;
    }

    private ImmutableArray<IMethodSymbol> KnownOf(IMethodSymbol method) => _known.TryGetValue(method, out var known) ? known : _known.GetOrAdd(method, Find(method));

    private static bool IsOf(ITypeSymbol receiver, INamedTypeSymbol type)
    {
        if (receiver is not INamedTypeSymbol { TypeKind: TypeKind.Class } || receiver.SpecialType is SpecialType.System_Object)
        {
            return true;
        }

        for (var ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(ancestor.OriginalDefinition, receiver.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    private ImmutableArray<IMethodSymbol> Find(IMethodSymbol method)
    {
        var found = ImmutableArray.CreateBuilder<IMethodSymbol>();
        if (!_derived.Value.TryGetValue(method.ContainingType.OriginalDefinition, out var types))
        {
            return ImmutableArray<IMethodSymbol>.Empty;
        }

        foreach (var type in types)
        {
            var implementation = method.ContainingType.TypeKind is TypeKind.Interface ? ImplementationIn(type, method) : OverrideIn(type, method);
            if (implementation is { IsAbstract: false } && !SymbolEqualityComparer.Default.Equals(implementation, method) && !found.Contains(implementation, SymbolEqualityComparer.Default))
            {
                found.Add(implementation);
            }
        }

        return found.ToImmutable();
    }

    // Of a generic interface each implementing type implements a construction.
    private static IMethodSymbol? ImplementationIn(INamedTypeSymbol type, IMethodSymbol method)
    {
        if (type.TypeKind is TypeKind.Interface)
        {
            return null;
        }

        foreach (var contract in type.AllInterfaces)
        {
            if (SymbolEqualityComparer.Default.Equals(contract.OriginalDefinition, method.ContainingType.OriginalDefinition))
            {
                foreach (var member in contract.GetMembers(method.Name))
                {
                    if (SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, method))
                    {
                        return (type.FindImplementationForInterfaceMember(member) as IMethodSymbol)?.OriginalDefinition;
                    }
                }
            }
        }

        return null;
    }

    private static IMethodSymbol? OverrideIn(INamedTypeSymbol type, IMethodSymbol method)
    {
        foreach (var member in type.GetMembers(method.Name))
        {
            for (var overridden = (member as IMethodSymbol)?.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
            {
                if (SymbolEqualityComparer.Default.Equals(overridden.OriginalDefinition, method))
                {
                    return (IMethodSymbol)member;
                }
            }
        }

        return null;
    }

    private static Dictionary<INamedTypeSymbol, List<INamedTypeSymbol>> DerivedTypes(Compilation compilation)
    {
        var derived = new Dictionary<INamedTypeSymbol, List<INamedTypeSymbol>>(SymbolEqualityComparer.Default);
        var waiting = new Stack<INamespaceOrTypeSymbol>();
        waiting.Push(compilation.Assembly.GlobalNamespace);
        while (waiting.Count > 0)
        {
            foreach (var member in waiting.Pop().GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner)
                {
                    waiting.Push(inner);
                }

                if (member is INamedTypeSymbol type)
                {
                    for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
                    {
                        Add(ancestor, type);
                    }

                    foreach (var contract in type.AllInterfaces)
                    {
                        Add(contract, type);
                    }
                }
            }
        }

        return derived;

        void Add(INamedTypeSymbol ancestor, INamedTypeSymbol type)
        {
            if (SymbolEqualityComparer.Default.Equals(ancestor.ContainingAssembly, compilation.Assembly))
            {
                if (!derived.TryGetValue(ancestor.OriginalDefinition, out var types))
                {
                    derived.Add(ancestor.OriginalDefinition, types = new());
                }

                types.Add(type);
            }
        }
    }
}
