using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Calls;

/// <summary>
/// How many names, at least, lie between a member of a compilation and a blocking call, if a name meant everything of that name. Nearly all code is ruled
/// out here, by text; only what is left, and near enough, is bound.
/// </summary>
internal sealed class NameReach
{
    /// <summary>The distance of what does not lead to any block.</summary>
    public const int None = int.MaxValue;

    // A name that so many members share is an interface's, or means nothing: most of what mentions it would be bound in vain.
    private const int MaxNamesakes = 32;

    private static readonly List<int> s_none = new();

    private readonly Dictionary<SyntaxTree, int[]> _members = new();
    private readonly Dictionary<int, int> _names = new();

    private NameReach()
    {
    }

    public static NameReach Of(Compilation compilation, BlockingLeaves leaves, CancellationToken cancellation)
    {
        var reach = new NameReach();
        var all = new List<(IndexedMember Member, HashSet<int>? Leaves, int[]? Distances, int Place)>();
        var declared = new Dictionary<int, int>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            var index = NameIndex.Of(tree, cancellation);
            var distances = new int[index.Members.Length];
            reach._members.Add(tree, distances);
            var names = leaves.NamesIn(index);
            for (var i = 0; i < distances.Length; i++)
            {
                distances[i] = None;
                all.Add((index.Members[i], names, distances, i));
            }

            foreach (var implied in index.Implied)
            {
                all.Add((implied, null, null, 0));
            }
        }

        foreach (var (member, _, _, _) in all)
        {
            // What runs with the constructors of a type bears the type's name only beside its own.
            for (var i = 0; i < member.Names.Length; i++)
            {
                declared[member.Names[i]] = (declared.TryGetValue(member.Names[i], out var namesakes) ? namesakes : 0) + (i == 0 ? 1 : 0);
            }
        }

        reach.Spread(all, declared, cancellation);
        return reach;
    }

    /// <summary>How far the member around a position of a tree is from a block: 0 where it may block itself.</summary>
    public int DistanceAt(SyntaxTree tree, int position, CancellationToken cancellation) =>
        _members.TryGetValue(tree, out var distances) && NameIndex.Of(tree, cancellation).At(position) is >= 0 and var place ? distances[place] : None;

    /// <summary>How far the nearest member of the name and kind of <paramref name="member"/> is from a block.</summary>
    public int DistanceOf(ISymbol member) => DistanceOf(member switch
    {
        IPropertySymbol { IsIndexer: true } => NameHash.Indexer,
        IPropertySymbol => NameHash.Property(NameHash.Of(member.Name)),
        IMethodSymbol => NameHash.Called(NameHash.Of(member.Name)),
        _ => NameHash.Of(member.Name),
    });

    /// <summary>How far the constructors of a type of this name are, with what is run beside them.</summary>
    public int DistanceOfNew(string type) => DistanceOf(NameHash.CreatedOf(NameHash.Of(type)));

    private int DistanceOf(int name) => _names.TryGetValue(name, out var distance) ? distance : None;

    // From the members that mention a leaf to those that mention them, and so on.
    private void Spread(
        List<(IndexedMember Member, HashSet<int>? Leaves, int[]? Distances, int Place)> all, Dictionary<int, int> declared, CancellationToken cancellation)
    {
        var plain = new HashSet<int>(declared.Keys.Select(NameHash.Plain));
        var mentioning = new Dictionary<int, List<int>>();
        var reached = new bool[all.Count];
        var waiting = new Queue<(int Member, int Distance)>();
        for (var i = 0; i < all.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var mention in all[i].Member.Mentions)
            {
                if (!reached[i] && all[i].Leaves?.Contains(mention) is true)
                {
                    reached[i] = true;
                    waiting.Enqueue((i, 0));
                }

                if (plain.Contains(NameHash.Plain(mention)))
                {
                    if (!mentioning.TryGetValue(mention, out var members))
                    {
                        mentioning.Add(mention, members = new());
                    }

                    members.Add(i);
                }
            }
        }

        while (waiting.Count > 0)
        {
            var (i, distance) = waiting.Dequeue();
            var (member, _, distances, place) = all[i];
            if (distances is not null)
            {
                distances[place] = distance;
            }

            foreach (var name in member.Names)
            {
                if (_names.ContainsKey(name))
                {
                    continue;
                }

                _names.Add(name, distance);
                if (declared[name] > MaxNamesakes)
                {
                    continue;
                }

                foreach (var mention in NameHash.MentionsOf(name))
                {
                    foreach (var caller in mentioning.TryGetValue(mention, out var callers) ? callers : s_none)
                    {
                        if (!reached[caller])
                        {
                            reached[caller] = true;
                            waiting.Enqueue((caller, distance + 1));
                        }
                    }
                }
            }
        }
    }
}
