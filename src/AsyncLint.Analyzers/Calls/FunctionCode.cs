using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Calls;

/// <summary>A call in the code of a function, to functions of the source.</summary>
/// <param name="Operation">Null where nobody wrote the call: a constructor calls the base type's.</param>
internal sealed record CallEdge(IOperation? Operation, ImmutableArray<IMethodSymbol> Targets)
{
    /// <summary>What the caller of the function has to pass for the call to be made.</summary>
    public ImmutableArray<CallGuard> Guards { get; init; } = ImmutableArray<CallGuard>.Empty;
}

/// <summary>What a function does itself, in the order of its source: where it blocks and what it calls.</summary>
internal sealed record FunctionCode(ImmutableArray<BlockingLeaf> Leaves, ImmutableArray<CallEdge> Calls)
{
    /// <summary>On which arguments it depends what the function does.</summary>
    private readonly ImmutableArray<CallGuard> _guards =
        Leaves.SelectMany(static leaf => leaf.Guards).Concat(Calls.SelectMany(static call => call.Guards)).Distinct().ToImmutableArray();

    /// <summary>Which of its guards hold at a call, as text: two calls with the same make the function do the same.</summary>
    public string VariantAt(IOperation? call) => _guards.IsEmpty ? "" : string.Concat(_guards.Select(guard => guard.HoldsAt(call) ? '1' : '0'));

    /// <summary>The operations that a call of the function runs: its body, and for a constructor the initializers of the object.</summary>
    public static IEnumerable<IOperation> PartsOf(IMethodSymbol function, CompilationFacts facts)
    {
        if (function.MethodKind is MethodKind.Constructor && !SourceFunctions.ChainsToThis(function))
        {
            foreach (var initializer in SourceFunctions.InitializersOf(function, facts))
            {
                yield return initializer;
            }
        }

        if (SourceFunctions.BodyOf(function, facts) is { } body)
        {
            yield return body;
        }
    }
}
