using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>Finds, in loops that are meant to run for good, the first await whose exception would end them.</summary>
internal static class LoopFaults
{
    /// <summary>The operation that <paramref name="loop"/>, an endless one, awaits without a guard, anywhere around it in its function; null where there is none.</summary>
    public static IAwaitOperation? In(ILoopOperation loop, CompilationFacts facts, CancellationToken cancellation)
    {
        var guards = Guards.None;
        IOperation inner = loop;
        for (var parent = loop.Parent; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); inner = parent, parent = parent.Parent)
        {
            if (parent is ITryOperation @try && @try.Body == inner)
            {
                guards |= TryGuards.Of(@try, facts.MayFault.Table, facts.Types);
            }
        }

        return FirstIn(loop.Body, guards, facts, cancellation);
    }

    /// <summary>The same for all endless loops of a body.</summary>
    public static IAwaitOperation? InBody(IOperation body, CompilationFacts facts, CancellationToken cancellation)
    {
        foreach (var child in body.ChildOperations)
        {
            if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation)
                && (child is ILoopOperation loop && BackgroundLoops.IsEndless(loop, facts.Types) ? In(loop, facts, cancellation) : InBody(child, facts, cancellation)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static IAwaitOperation? FirstIn(IOperation operation, Guards guards, CompilationFacts facts, CancellationToken cancellation)
    {
        switch (operation)
        {
            case IAnonymousFunctionOperation or ILocalFunctionOperation:
                return null;
            case ITryOperation @try:
                return FirstIn(@try.Body, guards | TryGuards.Of(@try, facts.MayFault.Table, facts.Types), facts, cancellation);
            case IAwaitOperation await when (guards.LetOut(facts.MayFault.OfTask(await.Operation, cancellation).Faults) & Faults.Evidence) != 0:
                return await;
        }

        foreach (var child in operation.ChildOperations)
        {
            if (FirstIn(child, guards, facts, cancellation) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
