using AsyncLint.Calls;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Hosts;

/// <summary>Who runs some code on a SynchronizationContext that lets in one thread at a time.</summary>
/// <param name="Model">The framework.</param>
/// <param name="EntryName">What a message calls the function that it runs.</param>
/// <param name="Entry">Where that function is.</param>
internal sealed record ContextOwner(AppModel Model, string EntryName, Location Entry);

/// <summary>
/// Proves that an operation is run on such a context: its function is an entry point, or everything that calls it is run there; and nothing before the operation
/// leaves the context. A function that anybody else may call proves nothing.
/// </summary>
internal sealed class ContextOwners(CompilationFacts facts, EntryPoints entries, AwaitSteps steps)
{
    // Helpers of helpers.
    private const int MaxDepth = 8;

    // "if (!Dispatcher.CheckAccess())": the function is run on other threads too, and asks.
    private static readonly string[] s_threadTests = { "CheckAccess", "VerifyAccess", "InvokeRequired", "IsInvokeRequired", "IsDispatchRequired", "HasThreadAccess", "IsMainThread" };

    /// <summary>The owner of the context on which <paramref name="operation"/> is run; null where none is proven.</summary>
    /// <param name="member">The member in which it stands.</param>
    public ContextOwner? Of(IOperation operation, ISymbol member, CancellationToken cancellation) =>
        entries.Exist ? Of(operation, member, new(SymbolEqualityComparer.Default), cancellation) : null;

    private ContextOwner? Of(IOperation operation, ISymbol member, HashSet<ISymbol> visited, CancellationToken cancellation)
    {
        var function = EnclosingFunction.Of(operation, member);
        if (function.Symbol is not { } symbol || visited.Count == MaxDepth || LeavesContextBefore(operation, function))
        {
            return null;
        }

        if (function is { Kind: FunctionKind.Lambda, Operation: { } lambda })
        {
            return entries.ModelOf(lambda) is { } model ? new(model, TaskCalls.NameOf(function), lambda.Syntax.GetLocation())
                : facts.Delegates.Of(lambda) is DelegateUse.RunInline && !symbol.IsAsync && IsRunAtOnce(lambda) ? Of(lambda, member, visited, cancellation)
                : null;
        }

        if (function.Kind is FunctionKind.Method or FunctionKind.Constructor && entries.ModelOf(symbol, cancellation) is { } owner)
        {
            return new(owner, TaskCalls.QuotedNameOf(function), symbol.Locations[0]);
        }

        return function.Kind is FunctionKind.Method or FunctionKind.LocalFunction && visited.Add(symbol) && IsSeenWhole(symbol) ? OfCallers(symbol, visited, cancellation) : null;
    }

    // A query is run by whoever enumerates it.
    private bool IsRunAtOnce(IOperation lambda) =>
        DelegateUses.ArgumentOf(lambda)?.Parent is not IInvocationOperation call || !CallTargets.IsQuery(call.Type, facts.Types) || CallTargets.IsEnumerated(call, facts.Types);

    private ContextOwner? OfCallers(IMethodSymbol function, HashSet<ISymbol> visited, CancellationToken cancellation)
    {
        if (FunctionUses.Of(function, facts, cancellation) is not { IsDefault: false } uses)
        {
            return null;
        }

        ContextOwner? first = null;
        foreach (var use in uses)
        {
            if (use.Operation is not IInvocationOperation)
            {
                return null;
            }

            // It calls itself.
            if (EnclosingFunction.Of(use.Operation, use.Member).Symbol is { } caller && visited.Contains(caller))
            {
                continue;
            }

            if (Of(use.Operation, use.Member, visited, cancellation) is not { } owner)
            {
                return null;
            }

            first ??= owner;
        }

        return first;
    }

    // Nothing calls it but the source at hand.
    private bool IsSeenWhole(IMethodSymbol function) =>
        function.MethodKind is MethodKind.LocalFunction
        || !Implementations.CanBeReplaced(function) && !function.IsOverride && Contracts.ImplementedBy(function) is null && function.GetAttributes().IsEmpty
            && (facts.Compilation.Options.OutputKind is not OutputKind.DynamicallyLinkedLibrary || !IsVisibleOutside(function));

    private static bool IsVisibleOutside(ISymbol symbol)
    {
        for (var part = symbol; part is not (null or INamespaceSymbol); part = part.ContainingSymbol)
        {
            if (part.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal)
            {
                return false;
            }
        }

        return true;
    }

    private bool LeavesContextBefore(IOperation operation, EnclosingFunction function)
    {
        var body = function.Operation ?? OperationTree.Root(operation);
        return function.IsAsync && steps.LeaveContextBefore(operation, body) || OperationTree.OwnOperations(body).Any(
            static own => own is IInvocationOperation { TargetMethod.Name: var called } && Array.IndexOf(s_threadTests, called) >= 0
                || own is IPropertyReferenceOperation { Property.Name: var read } && Array.IndexOf(s_threadTests, read) >= 0);
    }
}
