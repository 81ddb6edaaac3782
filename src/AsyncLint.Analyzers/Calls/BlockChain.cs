using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Calls;

/// <summary>A way to a block.</summary>
/// <param name="Functions">The functions that are called, each by the one before it; the last one blocks.</param>
/// <param name="Calls">Where all but the first are called.</param>
internal sealed record BlockChain(ImmutableArray<IMethodSymbol> Functions, ImmutableArray<IOperation?> Calls, BlockingLeaf Leaf);

/// <summary>A function that a search has come to, and how.</summary>
/// <param name="Call">The call that led to it.</param>
internal sealed record SearchStep(IMethodSymbol Function, CallEdge Call, SearchStep? Before, int Depth)
{
    public BlockChain ChainTo(BlockingLeaf leaf)
    {
        var functions = ImmutableArray.CreateBuilder<IMethodSymbol>();
        var calls = ImmutableArray.CreateBuilder<IOperation?>();
        for (var step = this; step is not null; step = step.Before)
        {
            functions.Insert(0, step.Function);
            if (step.Before is not null)
            {
                calls.Insert(0, step.Call.Operation);
            }
        }

        return new(functions.ToImmutable(), calls.ToImmutable(), leaf);
    }
}
