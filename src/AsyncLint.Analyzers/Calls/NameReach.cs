using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Calls;

/// <summary>
/// Which members of a compilation could reach a blocking call if a name meant everything of that name. Nearly all code is ruled out here, by
/// text; only what is left is bound.
/// </summary>
internal sealed class NameReach
{
    private readonly Dictionary<SyntaxTree, bool[]> _members = new();
    private readonly HashSet<int> _names = new();

    private NameReach()
    {
    }

    /// <param name="leaves">The names of blocking methods and properties, as <see cref="NameHash"/> makes them of mentions.</param>
    public static NameReach Of(Compilation compilation, HashSet<int> leaves, CancellationToken cancellation)
    {
        var reach = new NameReach();
        var all = new List<(IndexedMember Member, bool[]? Flags, int Place)>();
        var declared = new HashSet<int>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            var index = NameIndex.Of(tree, cancellation);
            var flags = new bool[index.Members.Length];
            reach._members.Add(tree, flags);
            for (var i = 0; i < flags.Length; i++)
            {
                all.Add((index.Members[i], flags, i));
            }

            foreach (var implied in index.Implied)
            {
                all.Add((implied, null, 0));
            }
        }

        foreach (var (member, _, _) in all)
        {
            declared.UnionWith(member.Names);
        }

        reach.Spread(all, declared, leaves, cancellation);
        return reach;
    }

    /// <summary>True where the member around a position of a tree mentions what could lead to a block.</summary>
    public bool CouldBlock(SyntaxTree tree, int position, CancellationToken cancellation) =>
        _members.TryGetValue(tree, out var flags) && NameIndex.Of(tree, cancellation).At(position) is >= 0 and var place && flags[place];

    /// <summary>True where some member of this name could block.</summary>
    public bool CouldBlock(string name) => _names.Contains(NameHash.Of(name));

    // From the members that mention a leaf to those that mention them, and so on.
    private void Spread(
        List<(IndexedMember Member, bool[]? Flags, int Place)> all, HashSet<int> declared, HashSet<int> leaves, CancellationToken cancellation)
    {
        var mentioning = new Dictionary<int, List<int>>();
        var reached = new bool[all.Count];
        var waiting = new Stack<int>();
        for (var i = 0; i < all.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var mention in all[i].Member.Mentions)
            {
                if (!reached[i] && leaves.Contains(mention))
                {
                    reached[i] = true;
                    waiting.Push(i);
                }

                var name = NameHash.Uncalled(mention);
                if (declared.Contains(name))
                {
                    if (!mentioning.TryGetValue(name, out var members))
                    {
                        mentioning.Add(name, members = new());
                    }

                    members.Add(i);
                }
            }
        }

        while (waiting.Count > 0)
        {
            var (member, flags, place) = all[waiting.Pop()];
            if (flags is not null)
            {
                flags[place] = true;
            }

            foreach (var name in member.Names)
            {
                if (!_names.Add(name) || !mentioning.TryGetValue(name, out var callers))
                {
                    continue;
                }

                foreach (var caller in callers)
                {
                    if (!reached[caller])
                    {
                        reached[caller] = true;
                        waiting.Push(caller);
                    }
                }
            }
        }
    }
}
