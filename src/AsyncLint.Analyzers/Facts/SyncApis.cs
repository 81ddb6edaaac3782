using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Facts;

/// <summary>A synchronous method beside which one of the sibling's name is declared.</summary>
/// <param name="Sibling">The name of the sibling, which is still to be proven for each call.</param>
/// <param name="Extensions">The class that extends the method's own type by the sibling; null where that declares it.</param>
internal sealed record SyncApi(SyncCallKind Kind, string Sibling, INamedTypeSymbol? Extensions = null);

/// <summary>Classifies methods by <see cref="SyncCallTable"/> and by the names beside them, once for each method of a compilation.</summary>
internal sealed class SyncApis(CompilationFacts facts)
{
    private static readonly ImmutableHashSet<string> s_names =
        SyncCallTable.Entries.Where(static entry => entry.Kind is not SyncCallKind.Harmless).SelectMany(static entry => entry.Methods.Split(' ')).ToImmutableHashSet(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<IMethodSymbol, SyncApi?> _apis = new(SymbolEqualityComparer.Default);
    private readonly Lazy<(SyncCallEntry Entry, INamedTypeSymbol Type)[]> _entries = new(() => Resolve(facts.Types));

    /// <summary>True for a name of the table: asked of syntax, before anything is bound.</summary>
    public static bool IsListed(string name) => s_names.Contains(name);

    /// <summary>What is known without a lookup that costs: false for a method that certainly has no sibling.</summary>
    public bool MayBe(IMethodSymbol method) =>
        method.MethodKind is MethodKind.Ordinary or MethodKind.ReducedExtension
        && !method.Name.EndsWith("Async", StringComparison.Ordinal)
        && !(_apis.TryGetValue(DefinitionOf(method), out var known) && known is null);

    /// <summary>The method as an API that may have a sibling; null for one that has none, or that is another rule's.</summary>
    public SyncApi? Of(IMethodSymbol method)
    {
        var definition = DefinitionOf(method);
        return _apis.TryGetValue(definition, out var known) ? known : _apis.GetOrAdd(definition, Classify(definition));
    }

    private static IMethodSymbol DefinitionOf(IMethodSymbol method) => (method.ReducedFrom ?? method).OriginalDefinition;

    private SyncApi? Classify(IMethodSymbol method)
    {
        // Waits for tasks are ASL2001's, and those for other things ASL2004's.
        if (method.MethodKind is not MethodKind.Ordinary || facts.Awaitables.Of(method.ReturnType) is not Awaitability.None
            || facts.Awaitables.Of(method.ContainingType) is not Awaitability.None || facts.BlockingWaits.Find(method) is not null)
        {
            return null;
        }

        if (EntityQueries.OperatorsFor(method, facts.Types) is { } operators)
        {
            return new(SyncCallKind.Io, method.Name + "Async", operators);
        }

        var (kind, sibling) = Find(method);
        return AsyncSiblings.HasMember(method, sibling) ? new(kind, sibling) : null;
    }

    private (SyncCallKind Kind, string Sibling) Find(IMethodSymbol method)
    {
        foreach (var (entry, type) in _entries.Value)
        {
            if (Names(entry.Methods, method.Name) && DerivesFrom(method.ContainingType, type))
            {
                return (entry.Kind, entry.Sibling.Replace("*", method.Name));
            }
        }

        return (IsAnswer(method.ReturnType) ? SyncCallKind.Io : SyncCallKind.Unknown, method.Name + "Async");
    }

    private bool IsAnswer(ITypeSymbol returned)
    {
        foreach (var name in SyncCallTable.AnswersOfServices)
        {
            if (SymbolEqualityComparer.Default.Equals(returned.OriginalDefinition, facts.Types.Listed(name)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for a type itself, for what derives from it and for what implements it, whatever its type arguments.</summary>
    public static bool DerivesFrom(ITypeSymbol type, INamedTypeSymbol ancestor)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(t.OriginalDefinition, ancestor))
            {
                return true;
            }
        }

        if (ancestor.TypeKind is TypeKind.Interface)
        {
            foreach (var implemented in type.AllInterfaces)
            {
                if (SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, ancestor))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Names(string methods, string name)
    {
        if (methods == "*")
        {
            return true;
        }

        for (var at = methods.IndexOf(name, StringComparison.Ordinal); at >= 0; at = methods.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at == 0 || methods[at - 1] == ' ') && (end == methods.Length || methods[end] == ' '))
            {
                return true;
            }
        }

        return false;
    }

    private static (SyncCallEntry Entry, INamedTypeSymbol Type)[] Resolve(KnownTypes types)
    {
        var found = new List<(SyncCallEntry, INamedTypeSymbol)>();
        foreach (var entry in SyncCallTable.Entries)
        {
            if (types.Listed(entry.Type) is { } type)
            {
                found.Add((entry, type));
            }
        }

        return found.ToArray();
    }
}
