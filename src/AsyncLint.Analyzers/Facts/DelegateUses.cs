using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>What becomes of a lambda or method group: who runs it, and when.</summary>
internal enum DelegateUse
{
    /// <summary>Stored, returned, or given to code that is not known.</summary>
    Unknown,

    /// <summary>Subscribed to an event.</summary>
    EventHandler,

    /// <summary>Run by the callee before it returns, or when a LINQ sequence is enumerated, on the caller's thread.</summary>
    RunInline,

    /// <summary>Run by the callee before it returns, on several threads, while the caller waits.</summary>
    RunInParallel,

    /// <summary>Run later or elsewhere: a pool thread, a new thread, a timer, a dispatcher queue.</summary>
    RunElsewhere,
}

/// <summary>Classifies delegate creations by the method that receives them.</summary>
internal sealed class DelegateUses(KnownTypes types)
{
    /// <param name="function">A lambda's operation, or a method reference.</param>
    public DelegateUse Of(IOperation function)
    {
        var creation = Delegate(function);
        return creation.Parent switch
        {
            IEventAssignmentOperation => DelegateUse.EventHandler,
            IArgumentOperation { Parent: IInvocationOperation call } => OfCallee(call.TargetMethod),
            IArgumentOperation { Parent: IObjectCreationOperation { Type: { } created } } => OfCreated(created),
            IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call when call.Instance == creation => DelegateUse.RunInline,
            _ => DelegateUse.Unknown,
        };
    }

    /// <summary>The method or constructor argument that receives the delegate, or null.</summary>
    public static IArgumentOperation? ArgumentOf(IOperation function) => Delegate(function).Parent as IArgumentOperation;

    /// <summary>The function with what converts it to its delegate type.</summary>
    public static IOperation Delegate(IOperation function)
    {
        var creation = function;
        while (creation.Parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation
            || IsParamsArray(creation.Parent))
        {
            creation = creation.Parent!;
        }

        // One of the arguments of a params parameter: Parallel.Invoke(() => …, () => …).
        return creation.Parent is IArrayInitializerOperation { Parent: IArrayCreationOperation { IsImplicit: true } array } ? array : creation;
    }

    // Parallel.Invoke(() => …, () => …): the compiler makes the array.
    private static bool IsParamsArray(IOperation? operation) =>
        operation is IArrayInitializerOperation { Parent: IArrayCreationOperation { IsImplicit: true } } or IArrayCreationOperation { IsImplicit: true };

    private DelegateUse OfCallee(IMethodSymbol method)
    {
        var owner = method.ContainingType.OriginalDefinition;
        if (Same(owner, types.Task) || Same(owner, types.TaskFactory) || Same(owner, types.TaskOfT) || Same(owner, types.TaskFactoryOfT)
            || Same(owner, types.ThreadPool) || Same(owner, types.CancellationToken) || Same(owner, types.WpfDispatcher)
            || Same(owner, types.AvaloniaDispatcher) || Same(owner, types.MauiDispatcher) || Same(owner, types.BlazorDispatcher)
            || Same(owner, types.SynchronizationContext))
        {
            return DelegateUse.RunElsewhere;
        }

        if (Same(owner, types.Enumerable) || Same(owner, types.List) || Same(owner, types.Array) || Same(owner, types.ConcurrentDictionary)
            || Same(owner, types.LazyInitializer))
        {
            return DelegateUse.RunInline;
        }

        return Same(owner, types.Parallel) || Same(owner, types.ParallelEnumerable) ? DelegateUse.RunInParallel : DelegateUse.Unknown;
    }

    private DelegateUse OfCreated(ITypeSymbol created) =>
        Same(created, types.Thread) || Same(created, types.Timer) || Same(created.OriginalDefinition, types.Task) || Same(created.OriginalDefinition, types.TaskOfT)
            ? DelegateUse.RunElsewhere
            : DelegateUse.Unknown;

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
