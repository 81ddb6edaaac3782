using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes;

/// <summary>
/// Decides which event handlers may be async void: those that only an event runs, and whose raiser does not act on what they have done when they
/// return, which is at their first await.
/// </summary>
internal static class AsyncVoidHandlers
{
    /// <summary>True for a sync event handler that may become async void with an await at <paramref name="awaited"/>.</summary>
    public static bool MayBecome(EnclosingFunction function, ExpressionSyntax awaited, SemanticModel model, CompilationFacts facts, CancellationToken cancellation) =>
        function is { Symbol: { ReturnsVoid: true } symbol, Node: { } node }
        && facts.Types.Trace is not null && facts.Types.Exception is not null
        && EventsOf(function, symbol, node, model, facts, cancellation) is { } events
        && !events.Exists(e => IsFollowedByEnd(e, facts.Types))
        && !RaiserLooksAfter(FirstBlock(awaited, node, model, facts, cancellation), symbol, node, model, facts, cancellation);

    /// <summary>
    /// True where an async void function returns for the first time at <paramref name="awaited"/>, once that is an await, and its caller would miss
    /// what it does afterwards.
    /// </summary>
    public static bool WouldReturnEarlier(
        ExpressionSyntax awaited, IMethodSymbol function, SyntaxNode node, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        foreach (var earlier in node.DescendantNodes(n => n == node || n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            if (earlier is AwaitExpressionSyntax && earlier.Span.End <= awaited.SpanStart)
            {
                return false;
            }
        }

        return RaiserLooksAfter(awaited, function, node, model, facts, cancellation);
    }

    // The raiser of an event looks, when the handler returns, at what that has done: cancelled or not, handled or not, with which result.
    private static bool RaiserLooksAfter(
        SyntaxNode awaited, IMethodSymbol handler, SyntaxNode node, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        foreach (var parameter in handler.Parameters)
        {
            if (IsActedOn(parameter.Type, facts.Types) || IsChangeable(parameter.Type) && HandlerArguments.MayChangeAfter(awaited, parameter, node, model, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    // A block that has to stay where it is would be worse in an async handler: there it is awaited as well, or nothing is.
    private static SyntaxNode FirstBlock(ExpressionSyntax awaited, SyntaxNode node, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        foreach (var earlier in node.DescendantNodes(n => n == node || n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            if (earlier is MemberAccessExpressionSyntax or InvocationExpressionSyntax && earlier.SpanStart < awaited.SpanStart
                && model.GetOperation(earlier, cancellation) is { } operation && BlockedTasks.Find(operation, facts) is not null)
            {
                return earlier;
            }
        }

        return awaited;
    }

    private static List<IEventSymbol>? EventsOf(
        EnclosingFunction function, IMethodSymbol symbol, SyntaxNode node, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        if (node is AnonymousFunctionExpressionSyntax lambda)
        {
            return HandlerUses.EventsOf(lambda, model, cancellation) is { Count: > 0 } found ? found : null;
        }

        if (function.Kind is not (FunctionKind.Method or FunctionKind.LocalFunction)
            || Contracts.FixSignatureOf(symbol) || Contracts.ImplementedBy(symbol) is not null || symbol.IsPartialDefinition || symbol.PartialImplementationPart is not null
            || IsCalledByName(symbol.ContainingType, facts.Types)
            || HandlerUses.EventsOf(symbol, node, model, cancellation) is not { } events)
        {
            return null;
        }

        // Markup names a handler where source does not; an attribute may mean that something else than an event calls the method.
        return events.Count > 0
            || symbol.MethodKind is not MethodKind.LocalFunction && symbol.GetAttributes().IsEmpty
                && (EventHandlers.HasSignature(symbol, facts.Types) || EventHandlers.FitsEventOfOwnType(symbol))
            ? events
            : null;
    }

    private static bool IsCalledByName(INamedTypeSymbol type, KnownTypes types)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (Same(t, types.WebFormsControl) || Same(t, types.HttpApplication))
            {
                return true;
            }
        }

        return false;
    }

    // After the last window's Closed and the like the process may end at any moment, and with it what the handler still has to do.
    private static bool IsFollowedByEnd(IEventSymbol @event, KnownTypes types) => EventHandlers.IsLastWord(@event, types) || @event.Name switch
    {
        "Closed" => Same(@event.ContainingType, types.WpfWindow) || Same(@event.ContainingType, types.WinFormsForm),
        "FormClosed" => Same(@event.ContainingType, types.WinFormsForm),
        "ApplicationExit" or "ThreadExit" => Same(@event.ContainingType, types.WinFormsApplication),
        "Exit" => Same(@event.ContainingType, types.WpfApplication),
        "Unloading" => Same(@event.ContainingType, types.AssemblyLoadContext),
        _ => false,
    };

    /// <summary>
    /// Arguments of an event whose raiser goes on, with what the handler could have cancelled or deferred, as soon as the handler returns: closing
    /// a window, ending the process, completing a BackgroundWorker.
    /// </summary>
    private static bool IsActedOn(ITypeSymbol arguments, KnownTypes types)
    {
        for (var type = arguments; type is not null; type = type.BaseType)
        {
            if (Same(type, types.CancelEventArgs) || Same(type, types.ConsoleCancelEventArgs) || Same(type, types.UnhandledExceptionEventArgs)
                || Same(type, types.WpfExitEventArgs) || !type.GetMembers("GetDeferral").IsEmpty)
            {
                return true;
            }

            foreach (var member in type.GetMembers())
            {
                if (member is IPropertySymbol { Type: var operation } && !operation.GetMembers("GetDeferral").IsEmpty)
                {
                    return true;
                }
            }
        }

        return false;
    }

    // The sender is mostly an object: what is done to it is not done for the raiser.
    private static bool IsChangeable(ITypeSymbol type) => type is { IsReferenceType: true, SpecialType: SpecialType.None } or ITypeParameterSymbol;

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
