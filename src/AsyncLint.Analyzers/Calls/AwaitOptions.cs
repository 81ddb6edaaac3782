using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>Where the code behind an await goes on.</summary>
internal enum Continuation
{
    /// <summary>On the SynchronizationContext of the code before it, where there is one.</summary>
    OnContext,

    /// <summary>Wherever the task completes: <c>ConfigureAwait(false)</c>.</summary>
    Anywhere,

    /// <summary>An awaiter or an option decides that is not known.</summary>
    Unknown,
}

/// <summary>Reads what an await is told by ConfigureAwait.</summary>
internal static class AwaitOptions
{
    // ConfigureAwaitOptions, which the oldest framework that the product is compiled against does not have.
    private const int ContinueOnCapturedContextFlag = 1;
    private const int SuppressThrowingFlag = 2;

    /// <summary>True for <c>task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)</c>, of which the await throws nothing.</summary>
    public static bool SuppressThrowing(IOperation awaited, CompilationFacts facts) =>
        ConfigureAwait(awaited, facts) is { Value.ConstantValue: { HasValue: true, Value: int options } } && (options & SuppressThrowingFlag) != 0;

    /// <summary>Where code goes on that awaits <paramref name="awaited"/>.</summary>
    public static Continuation ContinuationOf(IOperation awaited, CompilationFacts facts)
    {
        if (ConfigureAwait(awaited, facts) is { } argument)
        {
            return argument.Value.ConstantValue switch
            {
                { HasValue: true, Value: bool onContext } => onContext ? Continuation.OnContext : Continuation.Anywhere,
                { HasValue: true, Value: int options } => (options & ContinueOnCapturedContextFlag) != 0 ? Continuation.OnContext : Continuation.Anywhere,
                _ => Continuation.Unknown,
            };
        }

        return facts.Awaitables.IsTaskOrValueTask(awaited.Type) || IsYield(awaited, facts) ? Continuation.OnContext : Continuation.Unknown;
    }

    /// <summary>Task.Yield(): its await always suspends, and goes on where it was.</summary>
    public static bool IsYield(IOperation awaited, CompilationFacts facts) =>
        awaited is IInvocationOperation { TargetMethod: { Name: "Yield", ContainingType: var owner } } && SymbolEqualityComparer.Default.Equals(owner, facts.Types.Task);

    private static IArgumentOperation? ConfigureAwait(IOperation awaited, CompilationFacts facts) =>
        awaited is IInvocationOperation { TargetMethod: { Name: "ConfigureAwait", ContainingType: var owner }, Arguments: [var argument] } && facts.Awaitables.IsTaskOrValueTask(owner)
            ? argument
            : null;
}
