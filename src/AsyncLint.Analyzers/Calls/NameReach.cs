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

    private readonly Graph _graph;
    private readonly int[] _distances;
    private readonly Dictionary<int, int> _names = new();

    private NameReach(Graph graph, List<int> leaves)
    {
        _graph = graph;
        _distances = new int[graph.Members.Count];
        Spread(leaves);
    }

    public static NameReach Of(Compilation compilation, BlockingLeaves leaves, CancellationToken cancellation)
    {
        var graph = new Graph();
        foreach (var tree in compilation.SyntaxTrees)
        {
            cancellation.ThrowIfCancellationRequested();
            graph.Add(tree, NameIndex.Of(tree, cancellation), leaves);
        }

        graph.Connect();
        return new(graph, graph.Leaves);
    }

    /// <summary>The same, from only those members that mention a leaf of which <paramref name="isLeaf"/> is true.</summary>
    public NameReach Where(Func<SyntaxTree, IndexedMember, bool> isLeaf) => new(_graph, _graph.Leaves.FindAll(place => isLeaf(_graph.TreeOf(place), _graph.Members[place])));

    /// <summary>How far the member around a position of a tree is from a block: 0 where it may block itself.</summary>
    public int DistanceAt(SyntaxTree tree, int position, CancellationToken cancellation) =>
        _graph.Starts.TryGetValue(tree, out var start) && NameIndex.Of(tree, cancellation).At(position) is >= 0 and var place ? _distances[start + place] : None;

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
    private void Spread(List<int> leaves)
    {
        var waiting = new Queue<int>(leaves);
        for (var i = 0; i < _distances.Length; i++)
        {
            _distances[i] = None;
        }

        foreach (var leaf in leaves)
        {
            _distances[leaf] = 0;
        }

        while (waiting.Count > 0)
        {
            var i = waiting.Dequeue();
            foreach (var name in _graph.Members[i].Names)
            {
                if (_names.ContainsKey(name))
                {
                    continue;
                }

                _names.Add(name, _distances[i]);
                if (_graph.Namesakes[name] > MaxNamesakes)
                {
                    continue;
                }

                foreach (var mention in NameHash.MentionsOf(name))
                {
                    foreach (var caller in _graph.Mentioning.TryGetValue(mention, out var callers) ? callers : s_none)
                    {
                        if (_distances[caller] == None)
                        {
                            _distances[caller] = _distances[i] + 1;
                            waiting.Enqueue(caller);
                        }
                    }
                }
            }
        }
    }

    /// <summary>The members of a compilation, those of one file after those of the one before it, and which mention which names.</summary>
    private sealed class Graph
    {
        private readonly List<SyntaxTree> _trees = new();
        private readonly List<IndexedMember> _implied = new();

        public Dictionary<SyntaxTree, int> Starts { get; } = new();

        public List<IndexedMember> Members { get; } = new();

        /// <summary>The places of the members that mention a leaf.</summary>
        public List<int> Leaves { get; } = new();

        public Dictionary<int, int> Namesakes { get; } = new();

        public Dictionary<int, List<int>> Mentioning { get; } = new();

        public void Add(SyntaxTree tree, NameIndex index, BlockingLeaves leaves)
        {
            Starts.Add(tree, Members.Count);
            var names = leaves.NamesIn(index);
            foreach (var member in index.Members)
            {
                foreach (var mention in member.Mentions)
                {
                    if (names.Contains(mention))
                    {
                        Leaves.Add(Members.Count);
                        break;
                    }
                }

                _trees.Add(tree);
                Members.Add(member);
            }

            _implied.AddRange(index.Implied);
        }

        public SyntaxTree TreeOf(int place) => _trees[place];

        public void Connect()
        {
            Members.AddRange(_implied);
            foreach (var member in Members)
            {
                // What runs with the constructors of a type bears the type's name only beside its own.
                for (var i = 0; i < member.Names.Length; i++)
                {
                    Namesakes[member.Names[i]] = (Namesakes.TryGetValue(member.Names[i], out var namesakes) ? namesakes : 0) + (i == 0 ? 1 : 0);
                }
            }

            var declared = new HashSet<int>(Namesakes.Keys.Select(NameHash.Plain));
            for (var i = 0; i < Members.Count; i++)
            {
                foreach (var mention in Members[i].Mentions)
                {
                    if (declared.Contains(NameHash.Plain(mention)))
                    {
                        if (!Mentioning.TryGetValue(mention, out var members))
                        {
                            Mentioning.Add(mention, members = new());
                        }

                        members.Add(i);
                    }
                }
            }
        }
    }
}
