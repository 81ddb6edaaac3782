using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Who takes the work of an async void function for done when the delegate that it became returns.</summary>
internal enum VoidReceiver
{
    /// <summary>Nobody: it is a callback, or kept for later.</summary>
    Nobody,

    /// <summary>The call to which it is given: it runs the delegate and returns.</summary>
    Call,

    /// <summary>The thread that runs it, which ends.</summary>
    Thread,

    /// <summary>The task that runs it, which completes, and which somebody may await.</summary>
    Task,
}

/// <summary>Tells what becomes of functions that return void.</summary>
internal static class VoidFunctions
{
    /// <param name="function">A lambda's operation, or a method reference.</param>
    public static VoidReceiver ReceiverOf(IOperation function, CompilationFacts facts, CancellationToken cancellation)
    {
        var value = DelegateUses.Delegate(function);
        switch (facts.Delegates.Of(value))
        {
            case DelegateUse.RunInline or DelegateUse.RunInParallel:
                return VoidReceiver.Call;
            case DelegateUse.Unknown when value.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var callee } }
                    && ForEachCalls.IsOwnLoop((callee.ReducedFrom ?? callee).OriginalDefinition, cancellation):
                return VoidReceiver.Call;
            case DelegateUse.RunElsewhere when value.Parent is IArgumentOperation { Parent: IObjectCreationOperation { Type: var created } }:
                return Same(created, facts.Types.Thread) ? VoidReceiver.Thread
                    : facts.Awaitables.Of(created) is Awaitability.Task ? VoidReceiver.Task
                    : VoidReceiver.Nobody;
            case DelegateUse.RunElsewhere when value.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType: var owner } call }:
                return (facts.Awaitables.Of(owner) is Awaitability.Task || Same(owner, facts.Types.TaskFactory))
                    && Continuations.EndOf(call, facts) is not ContinuationEnd.Dropped
                        ? VoidReceiver.Task
                        : VoidReceiver.Nobody;
            default:
                return VoidReceiver.Nobody;
        }
    }

    /// <summary>
    /// True for a function that returns void because somebody else wants it to: an event handler, a callback, an override, the implementation of a foreign
    /// interface, a setter. It cannot hand a task on to whoever calls it.
    /// </summary>
    public static bool AreBound(EnclosingFunction function, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        if (function is not { Symbol: { ReturnsVoid: true } symbol })
        {
            return false;
        }

        return function.Kind switch
        {
            FunctionKind.Lambda => function.Operation is { } lambda && ReceiverOf(lambda, facts, cancellation) is VoidReceiver.Nobody,
            FunctionKind.Accessor or FunctionKind.Finalizer => true,
            FunctionKind.Method or FunctionKind.LocalFunction => IsBound(symbol, model, facts, cancellation),
            _ => false,
        };
    }

    private static bool IsBound(IMethodSymbol method, SemanticModel model, CompilationFacts facts, CancellationToken cancellation) =>
        EventHandlers.HasSignature(method, facts.Types)
        || Contracts.FixSignatureOf(method)
        || EventHandlers.FitsEventOfOwnType(method)
        || method.OriginalDefinition is { DeclaringSyntaxReferences: [var reference] } definition && reference.SyntaxTree == model.SyntaxTree
            && reference.GetSyntax(cancellation) is var declaration
            && (EventHandlers.IsSubscribed(definition, declaration, model, cancellation) || CallbackUses.AreAll(definition, declaration, model, cancellation));

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
