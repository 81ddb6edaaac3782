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

    /// <summary>True for <c>source.Task</c>.</summary>
    public static bool IsTask(IOperation? operation) => operation is IPropertyReferenceOperation { Property.Name: "Task" };

    /// <summary>True for a task that is awaited, blocked on or handed to the caller as it is, with no time-out and no other task beside it.</summary>
    public static bool IsWaitedForWithoutEnd(IOperation task) => task.Parent switch
    {
        IConversionOperation conversion => IsWaitedForWithoutEnd(conversion),
        IReturnOperation or IAwaitOperation => true,
        IPropertyReferenceOperation { Property.Name: "Result" } => true,
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" } => true,
        IInvocationOperation { TargetMethod.Name: "Wait", Arguments.Length: 0 } => true,
        _ => false,
    };

    /// <summary>Where the source in a local is made; null for one that comes from elsewhere.</summary>
    /// <param name="use">Any operation of the same body.</param>
    public static IObjectCreationOperation? CreationOf(ILocalSymbol source, IOperation use)
    {
        foreach (var operation in OperationTree.Root(use).Descendants())
        {
            if (operation is IVariableDeclaratorOperation declarator && Same(declarator.Symbol, source))
            {
                return declarator.GetVariableInitializer()?.Value is { } value ? OperationTree.Unconverted(value) as IObjectCreationOperation : null;
            }
        }

        return null;
    }

    /// <summary>True for the callback of a timer, which comes again.</summary>
    public static bool IsTimer(IOperation callback, CompilationFacts facts) =>
        DelegateUses.ArgumentOf(callback)?.Parent is IObjectCreationOperation { Type: { } created } && facts.Types.Timer is { } timer && Same(created, timer);

    private static bool Same(ISymbol a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
