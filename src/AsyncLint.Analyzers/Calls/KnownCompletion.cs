using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>Tells calls before which the task is known to be complete on which the called function blocks.</summary>
internal static class KnownCompletion
{
    /// <summary>True where the caller has awaited the argument, or the member or variable that both use, whose result the leaf takes.</summary>
    /// <param name="function">The called function.</param>
    public static bool Before(IOperation? call, IMethodSymbol function, BlockingLeaf leaf, CompilationFacts facts, CancellationToken cancellation)
    {
        if (call is null || leaf.Task is null || new TaskPaths(facts, static operation => operation).Of(leaf.Task) is not { } path)
        {
            return false;
        }

        return path.Root switch
        {
            IParameterSymbol parameter when SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, function) =>
                Arguments.Of(call, parameter.Ordinal) is { } argument && IsComplete(argument, parameter, facts, cancellation),
            IFieldSymbol or IPropertySymbol when !path.Root.IsStatic && !IsOnThis(call) => false,

            // The same member, or a variable that a local function shares with its caller.
            _ => CompletedTasks.IsComplete(path, call, facts, () => Graphs.Of(call, cancellation), cancellation),
        };
    }

    private static bool IsComplete(IOperation argument, IParameterSymbol parameter, CompilationFacts facts, CancellationToken cancellation) =>
        facts.Awaitables.IsTaskLike(parameter.Type)
            ? CompletedTasks.IsComplete(argument, facts, () => Graphs.Of(argument, cancellation), cancellation)
            : CompletedTasks.AreComplete(argument, facts, () => Graphs.Of(argument, cancellation), cancellation);

    private static bool IsOnThis(IOperation call) => call switch
    {
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction } => true,
        IInvocationOperation { Instance: IInstanceReferenceOperation } => true,
        IMemberReferenceOperation { Instance: IInstanceReferenceOperation } => true,
        _ => false,
    };
}
