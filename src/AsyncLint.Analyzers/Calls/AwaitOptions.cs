using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>Reads what an await is told by ConfigureAwait.</summary>
internal static class AwaitOptions
{
    // ConfigureAwaitOptions.SuppressThrowing, which the oldest framework that the product is compiled against does not have.
    private const int SuppressThrowingFlag = 2;

    /// <summary>True for <c>task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)</c>, of which the await throws nothing.</summary>
    public static bool SuppressThrowing(IOperation awaited, CompilationFacts facts) =>
        awaited is IInvocationOperation { TargetMethod: { Name: "ConfigureAwait", ContainingType: var owner }, Arguments: { Length: 1 } arguments }
        && facts.Awaitables.IsTaskOrValueTask(owner)
        && arguments[0].Value.ConstantValue is { HasValue: true, Value: int options } && (options & SuppressThrowingFlag) != 0;
}
