using Microsoft.CodeAnalysis;

namespace AsyncLint;

/// <summary>The collections of the framework.</summary>
internal sealed partial class KnownTypes
{
    private static readonly string[] s_collections =
    {
        "System.Collections.Generic.List`1",
        "System.Collections.Generic.Dictionary`2",
        "System.Collections.Generic.HashSet`1",
        "System.Collections.Generic.Queue`1",
        "System.Collections.Generic.Stack`1",
        "System.Collections.Generic.LinkedList`1",
        "System.Collections.Generic.SortedDictionary`2",
        "System.Collections.Generic.SortedList`2",
        "System.Collections.Generic.KeyValuePair`2",
        "System.Collections.Concurrent.ConcurrentBag`1",
        "System.Collections.Concurrent.ConcurrentQueue`1",
        "System.Collections.Concurrent.ConcurrentStack`1",
        "System.Collections.Concurrent.ConcurrentDictionary`2",
        "System.Collections.ObjectModel.Collection`1",
        "System.Collections.Immutable.ImmutableArray`1",
        "System.Collections.Immutable.ImmutableArray`1+Builder",
        "System.Collections.Immutable.ImmutableList`1",
        "System.Collections.Immutable.ImmutableList`1+Builder",
        "System.Tuple`2",
    };

    private static readonly string[] s_collectionFactories =
    {
        "System.Array",
        "System.Collections.Immutable.ImmutableArray",
        "System.Collections.Immutable.ImmutableList",
        "System.Collections.Generic.KeyValuePair",
        "System.Tuple",
    };

    private static readonly string[] s_sequences =
    {
        "System.Linq.Enumerable",
        "System.Linq.ParallelEnumerable",
        "System.Linq.ImmutableArrayExtensions",
        "System.Collections.Immutable.ImmutableArray",
        "System.Collections.Immutable.ImmutableList",
    };

    /// <summary>A collection, or part of one, that holds what is put into it and does nothing else with it.</summary>
    public bool IsCollection(INamedTypeSymbol type) => IsAny(type.OriginalDefinition, s_collections);

    /// <summary>A class whose static methods make such collections of their arguments.</summary>
    public bool IsCollectionFactory(INamedTypeSymbol? type) => IsAny(type, s_collectionFactories);

    /// <summary>A class of LINQ's extension methods for collections in memory.</summary>
    public bool IsSequence(INamedTypeSymbol? type) => IsAny(type, s_sequences);

    private bool IsAny(INamedTypeSymbol? type, string[] names)
    {
        foreach (var name in names)
        {
            if (Get(name) is { } known && SymbolEqualityComparer.Default.Equals(type, known))
            {
                return true;
            }
        }

        return false;
    }
}
