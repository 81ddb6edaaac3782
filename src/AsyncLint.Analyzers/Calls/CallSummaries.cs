using System.Collections.Concurrent;
using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>What the user's options say about following calls; each combination has summaries of its own.</summary>
internal readonly record struct CallOptions(Dispatch Dispatch, bool ReportOneTime, string SafeApis, string BlockingApis);

/// <summary>
/// Which functions of the source block whoever calls them, and by which shortest way. Asked for one function, it binds that one and what it calls,
/// as far as <see cref="NameReach"/> leaves them over. What a function does itself is remembered; so is the answer for it, which depends on
/// nothing but the code, whoever asked first.
/// </summary>
internal sealed class CallSummaries
{
    /// <summary>The longest chain that is followed.</summary>
    private const int MaxDepth = 12;

    /// <summary>The same in names: a delegate in a field is a step from name to name and none from call to call.</summary>
    public const int MaxDistance = 2 * MaxDepth;

    private readonly CompilationFacts _facts;
    private readonly BlockingLeaves _leaves;
    private readonly InlineDelegates _delegates;
    private readonly CallTargets _targets;
    private readonly CallCuts _cuts;
    private readonly ConcurrentDictionary<IMethodSymbol, FunctionCode> _functions = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<(IMethodSymbol, string), BlockChain?> _chains = new();
    private readonly ConcurrentDictionary<(IMethodSymbol, string), bool> _harmless = new();
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _followed = new(SymbolEqualityComparer.Default);
    private readonly object _gate = new();
    private NameReach? _mentioned;
    private NameReach? _reach;

    public CallSummaries(CompilationFacts facts, CallOptions options)
    {
        _facts = facts;
        Options = options;
        _leaves = new(facts, options.BlockingApis, options.SafeApis);
        _delegates = new(facts);
        _targets = new(facts, _delegates);
        _cuts = new(facts, options);
    }

    public CallOptions Options { get; }

    /// <summary>Does what every answer needs, so that the threads that ask do not wait for each other.</summary>
    public void Prepare(CancellationToken cancellation) => Mentioned(cancellation);

    /// <summary>True where the member around a position could lead to a block. Text answers for nearly all of them.</summary>
    public bool MayBlock(SyntaxTree tree, int position, CancellationToken cancellation) =>
        Mentioned(cancellation).DistanceAt(tree, position, cancellation) <= MaxDistance && Reach(cancellation).DistanceAt(tree, position, cancellation) <= MaxDistance;

    private NameReach Mentioned(CancellationToken cancellation)
    {
        if (_mentioned is null)
        {
            lock (_gate)
            {
                _mentioned ??= NameReach.Of(_facts.Compilation, _leaves, cancellation);
            }
        }

        return _mentioned;
    }

    // Of the members that mention a leaf, few have one. They are bound first, once anybody comes near, and most names are then out of reach.
    private NameReach Reach(CancellationToken cancellation)
    {
        if (_reach is null)
        {
            var mentioned = Mentioned(cancellation);
            lock (_gate)
            {
                _reach ??= mentioned.Where((tree, member) => HasLeaf(tree, member, cancellation));
            }
        }

        return _reach;
    }

    private bool HasLeaf(SyntaxTree tree, IndexedMember member, CancellationToken cancellation)
    {
        // An async function is no step of a chain, and a chain within it needs no name.
        if (member.Names.IsEmpty || _facts.Models.Of(tree) is not { } model
            || tree.GetRoot(cancellation).FindNode(member.Span).FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } declaration)
        {
            return true;
        }

        foreach (var code in SourceFunctions.CodeIn(declaration, model))
        {
            foreach (var operation in code.DescendantsAndSelf())
            {
                if (_leaves.Find(operation, cancellation) is not null)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The calls that the thread of a function makes, with what it runs of its lambdas, that lead to a block; each with the shortest way there.</summary>
    public IEnumerable<(IOperation Call, BlockChain Chain)> ChainsIn(IOperation code, CancellationToken cancellation)
    {
        var cold = new ColdPaths(_facts, Options.ReportOneTime);
        foreach (var operation in OwnCode.Of(code, _delegates))
        {
            if (EdgeOf(operation, cancellation) is { } edge && Chain(edge, cancellation) is { } chain && !cold.Contain(operation))
            {
                yield return (operation, chain);
            }
        }
    }

    private BlockChain? Chain(CallEdge call, CancellationToken cancellation)
    {
        BlockChain? shortest = null;
        foreach (var target in call.Targets)
        {
            if (!IsNear(target, 1, cancellation))
            {
                continue;
            }

            var chain = ChainFrom(target, call, cancellation);
            if (chain is not null && (shortest is null || chain.Functions.Length < shortest.Functions.Length))
            {
                shortest = chain;
            }
        }

        return shortest;
    }

    private BlockChain? ChainFrom(IMethodSymbol function, CallEdge call, CancellationToken cancellation)
    {
        var variant = (function, CodeOf(function, cancellation).VariantAt(call.Operation));
        if (!_chains.TryGetValue(variant, out var chain))
        {
            _chains.TryAdd(variant, chain = Search(function, call, completes: false, cancellation));
        }

        return chain is { Functions.Length: 1 } && KnownCompletion.Before(call.Operation, function, chain.Leaf, _facts, cancellation)
            ? Search(function, call, completes: true, cancellation)
            : chain;
    }

    // Breadth first, in the order of the source: the first leaf is the nearest. What a function does may depend on how it is called, so there is a
    // variant of it for each outcome. Whether this very call comes behind an await is asked only where it "completes".
    private BlockChain? Search(IMethodSymbol start, CallEdge entry, bool completes, CancellationToken cancellation)
    {
        var visited = new HashSet<(IMethodSymbol, string)>();
        var waiting = new Queue<SearchStep>();
        waiting.Enqueue(new(start, entry, null, 1));
        var isWhole = true;
        while (waiting.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var step = waiting.Dequeue();
            var code = CodeOf(step.Function, cancellation);
            var asked = step.Call.Operation;
            var variant = (step.Function, code.VariantAt(asked));
            if (_harmless.ContainsKey(variant) || !visited.Add(variant))
            {
                continue;
            }

            foreach (var leaf in code.Leaves)
            {
                if (leaf.Guards.All(guard => guard.HoldsAt(asked)))
                {
                    if ((step.Before is null && !completes) || !KnownCompletion.Before(asked, step.Function, leaf, _facts, cancellation))
                    {
                        return step.ChainTo(leaf);
                    }

                    isWhole = false;
                }
            }

            if (step.Depth == MaxDepth)
            {
                isWhole &= code.Calls.IsEmpty;
                continue;
            }

            foreach (var call in code.Calls)
            {
                if (call.Guards.All(guard => guard.HoldsAt(asked)))
                {
                    foreach (var target in call.Targets)
                    {
                        if (IsNear(target, step.Depth + 1, cancellation))
                        {
                            waiting.Enqueue(new(target, call, step, step.Depth + 1));
                        }
                        else
                        {
                            isWhole = false;
                        }
                    }
                }
            }
        }

        if (isWhole)
        {
            foreach (var variant in visited)
            {
                _harmless.TryAdd(variant, true);
            }
        }

        return null;
    }

    private FunctionCode CodeOf(IMethodSymbol function, CancellationToken cancellation)
    {
        if (_functions.TryGetValue(function, out var known))
        {
            return known;
        }

        var leaves = ImmutableArray.CreateBuilder<BlockingLeaf>();
        var calls = ImmutableArray.CreateBuilder<CallEdge>();
        if (function.MethodKind is MethodKind.Constructor && SourceFunctions.ImplicitBaseOf(function, _facts) is { } first && IsFollowed(first, cancellation))
        {
            calls.Add(new(null, ImmutableArray.Create(first)));
        }

        var cold = new ColdPaths(_facts, Options.ReportOneTime);
        foreach (var code in FunctionCode.PartsOf(function, _facts))
        {
            foreach (var operation in OwnCode.Of(code, _delegates))
            {
                var leaf = _leaves.Find(operation, cancellation);
                var call = leaf is null ? EdgeOf(operation, cancellation) : null;
                if ((leaf ?? (object?)call) is null || cold.Contain(operation) || CallGuards.Of(operation, code, function, _facts) is not { IsDefault: false } guards)
                {
                    continue;
                }

                if (leaf is not null)
                {
                    leaves.Add(leaf with { Guards = TimeoutGuard.Of(operation, function, _facts.Types) is { } timeout ? guards.Add(timeout) : guards });
                }
                else
                {
                    calls.Add(call! with { Guards = guards });
                }
            }
        }

        return _functions.GetOrAdd(function, new FunctionCode(leaves.ToImmutable(), calls.ToImmutable()));
    }

    private CallEdge? EdgeOf(IOperation operation, CancellationToken cancellation)
    {
        var named = _targets.Of(operation);
        if (named.IsEmpty)
        {
            return null;
        }

        var followed = ImmutableArray<IMethodSymbol>.Empty;
        foreach (var method in named)
        {
            foreach (var target in TargetsOf(SourceFunctions.DefinitionOf(method), operation, cancellation))
            {
                var definition = SourceFunctions.DefinitionOf(target);
                if (IsFollowed(definition, cancellation))
                {
                    followed = followed.Add(definition);
                }
            }
        }

        return followed.IsEmpty ? null : new(operation, followed);
    }

    private ImmutableArray<IMethodSymbol> TargetsOf(IMethodSymbol method, IOperation operation, CancellationToken cancellation) =>
        Implementations.ReceiverOf(operation) is { } receiver && Implementations.CanBeReplaced(method)
            ? Reach(cancellation).DistanceOf(method.AssociatedSymbol ?? method) < MaxDistance ? _facts.Implementations.Of(method, receiver, Options.Dispatch) : ImmutableArray<IMethodSymbol>.Empty
            : ImmutableArray.Create(method);

    private bool IsFollowed(IMethodSymbol function, CancellationToken cancellation)
    {
        if (!_followed.TryGetValue(function, out var followed))
        {
            _followed.TryAdd(function, followed = Distance(function, cancellation) < MaxDistance && !function.IsAbstract && !_cuts.StopAt(function));
        }

        return followed;
    }

    // A function at some depth of a chain, if the shortest way that the names tell ends in time.
    private bool IsNear(IMethodSymbol function, int depth, CancellationToken cancellation) => Distance(function, cancellation) <= MaxDistance - (2 * depth);

    private int Distance(IMethodSymbol function, CancellationToken cancellation)
    {
        var reach = Reach(cancellation);
        var nearest = function.MethodKind is MethodKind.Constructor ? reach.DistanceOfNew(function.ContainingType.Name) : NameReach.None;
        foreach (var reference in function.DeclaringSyntaxReferences)
        {
            nearest = Math.Min(nearest, reach.DistanceAt(reference.SyntaxTree, reference.Span.Start, cancellation));
        }

        return nearest;
    }
}
