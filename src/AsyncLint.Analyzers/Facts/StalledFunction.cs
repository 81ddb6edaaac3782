using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Whose progress stops when an operation blocks its thread.</summary>
internal static class StalledFunction
{
    /// <summary>
    /// The async or task-returning function that a block at <paramref name="operation"/> stalls: the enclosing one, or, out of sync
    /// lambdas that are run inline (LINQ, List.ForEach, Parallel), the one that runs them. Null where only sync code waits.
    /// </summary>
    public static EnclosingFunction? Of(IOperation operation, ISymbol containing, CompilationFacts facts)
    {
        var function = EnclosingFunction.Of(operation, containing);
        while (function is { Kind: FunctionKind.Lambda, Operation: { } lambda } && function.Color(facts.Awaitables) is FunctionColor.Sync
            && !ExpressionTrees.Contains(operation, facts.Types)
            && facts.Delegates.Of(lambda) is DelegateUse.RunInline or DelegateUse.RunInParallel)
        {
            function = EnclosingFunction.Of(lambda, containing);
        }

        return function.Color(facts.Awaitables) is FunctionColor.Sync ? null : function;
    }

    /// <summary>
    /// The async function that gave a sync lambda to Task.Run: the block holds a pool thread, and an async lambda would not.
    /// Null for every other place.
    /// </summary>
    public static IMethodSymbol? StarterOnPool(IOperation operation, ISymbol containing, CompilationFacts facts)
    {
        var function = EnclosingFunction.Of(operation, containing);
        return function is { Kind: FunctionKind.Lambda, IsAsync: false, Operation: { } lambda }
            && DelegateUses.ArgumentOf(lambda) is { Parent: IInvocationOperation { TargetMethod: { Name: "Run" } run } }
            && SymbolEqualityComparer.Default.Equals(run.ContainingType, facts.Types.Task)
            && EnclosingFunction.Of(lambda, containing) is { IsAsync: true, Symbol: var starter }
                ? starter
                : null;
    }
}
