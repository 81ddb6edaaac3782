using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Parallel.For, ForEach, Invoke and PLINQ's ForAll: the caller waits while pool threads run the body.</summary>
internal static class ParallelLoops
{
    /// <summary>The outermost parallel loop of the same function that runs <paramref name="operation"/>; null where there is none.</summary>
    public static IInvocationOperation? Running(IOperation operation, ISymbol containing, CompilationFacts facts)
    {
        IInvocationOperation? outermost = null;
        for (var loop = Next(operation, containing, facts); loop is not null; loop = Next(loop, containing, facts))
        {
            outermost = loop;
        }

        return outermost;
    }

    /// <summary>True where a body given to the loop contains a wait that its own threads run into.</summary>
    public static bool BodyBlocks(IInvocationOperation loop, BlockingWaits waits, CompilationFacts facts)
    {
        foreach (var operation in loop.Descendants())
        {
            if ((BlockedTasks.Find(operation, facts) is not null || operation is IInvocationOperation call && waits.Blocking(call) is not null)
                && IsRunBy(loop, operation, facts))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRunBy(IInvocationOperation loop, IOperation operation, CompilationFacts facts)
    {
        for (var runner = Next(operation, loop.TargetMethod, facts); runner is not null; runner = Next(runner, loop.TargetMethod, facts))
        {
            if (runner.Syntax == loop.Syntax)
            {
                return true;
            }
        }

        return false;
    }

    private static IInvocationOperation? Next(IOperation operation, ISymbol containing, CompilationFacts facts)
    {
        var function = EnclosingFunction.Of(operation, containing);
        while (function is { Kind: FunctionKind.Lambda, Operation: { } lambda } && function.Color(facts.Awaitables) is FunctionColor.Sync)
        {
            switch (facts.Delegates.Of(lambda))
            {
                case DelegateUse.RunInParallel when DelegateUses.ArgumentOf(lambda)?.Parent is IInvocationOperation loop
                    && facts.BlockingWaits.Find(loop.TargetMethod) is { When: BlocksWhen.BodyBlocks }:
                    return loop;
                case DelegateUse.RunInline or DelegateUse.RunInParallel:
                    function = EnclosingFunction.Of(lambda, containing);
                    break;
                default:
                    return null;
            }
        }

        return null;
    }
}
