using AsyncLint.Facts;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncLint.Flow;

/// <summary>Follows a semaphore from where a function acquires it to its release.</summary>
internal static class SemaphoreFlow
{
    /// <summary>What becomes of the semaphore; null where the acquisition is not reached or there are too many paths to tell.</summary>
    /// <param name="member">The graph of the outermost member, as an analysis context gives it.</param>
    public static SemaphoreFate? Follow(SemaphoreUses uses, bool isLock, ControlFlowGraph member, CompilationFacts facts, CancellationToken cancellation)
    {
        if (Graphs.Around(uses.Acquire, member, cancellation) is not { } graph)
        {
            return null;
        }

        var fate = new SemaphoreFate();
        var function = new FunctionGraph(graph, member.OriginalOperation, facts);
        var transfer = new SemaphoreTransfer(uses, isLock, function, fate, cancellation);
        return new PathExplorer(function, uses.Acquire, transfer, fate.Paths).Run(new PathState(), cancellation) ? fate : null;
    }
}
