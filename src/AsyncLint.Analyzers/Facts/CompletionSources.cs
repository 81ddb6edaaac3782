using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Recognizes what is done with a TaskCompletionSource.</summary>
internal static class CompletionSources
{
    /// <summary>True for a call that completes a source, or tries to.</summary>
    public static bool IsCompletion(IMethodSymbol method, KnownTypes types) =>
        (IsStrictCompletion(method.Name) || method.Name is "TrySetResult" or "TrySetException" or "TrySetCanceled" or "TrySetFromTask") && IsSource(method.ContainingType, types);

    /// <summary>The methods that throw where the source is complete already.</summary>
    public static bool IsStrictCompletion(string method) => method is "SetResult" or "SetException" or "SetCanceled" or "SetFromTask";

    public static bool IsSource(ITypeSymbol? type, KnownTypes types) =>
        type is not null && (Same(type.OriginalDefinition, types.TaskCompletionSource) || Same(type.OriginalDefinition, types.TaskCompletionSourceOfT));

    /// <summary>The local whose source a call completes; null for any other call.</summary>
    public static ILocalSymbol? CompletedBy(IOperation operation, KnownTypes types) =>
        operation is IInvocationOperation { Instance: ILocalReferenceOperation { Local: var local }, TargetMethod: var method } && IsCompletion(method, types) ? local : null;

    private static bool Same(ISymbol a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
