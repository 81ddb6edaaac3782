using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes;

/// <summary>Finds the events that an event handler is subscribed to, and whether anything else runs it.</summary>
internal static class HandlerUses
{
    /// <summary>
    /// The events that source subscribes a method or local function to; null where source also uses it in another way, calls it for one, or may
    /// do so where it cannot be seen from here.
    /// </summary>
    public static List<IEventSymbol>? EventsOf(IMethodSymbol function, SyntaxNode declaration, SemanticModel model, CancellationToken cancellation)
    {
        var events = new List<IEventSymbol>();
        if (function.MethodKind is MethodKind.LocalFunction)
        {
            return Add(events, ScopeOf(declaration), function, model, cancellation) ? events : null;
        }

        if (function.DeclaredAccessibility is not Accessibility.Private)
        {
            return null;
        }

        foreach (var part in function.ContainingType.DeclaringSyntaxReferences)
        {
            var partModel = part.SyntaxTree == model.SyntaxTree ? model : model.Compilation.GetSemanticModel(part.SyntaxTree);
            if (!Add(events, part.GetSyntax(cancellation), function, partModel, cancellation))
            {
                return null;
            }
        }

        return events;
    }

    /// <summary>As for functions: the events that a lambda is subscribed to, itself or through the one variable that keeps it.</summary>
    public static List<IEventSymbol>? EventsOf(AnonymousFunctionExpressionSyntax lambda, SemanticModel model, CancellationToken cancellation)
    {
        var value = Converted(lambda);
        switch (value.Parent)
        {
            case AssignmentExpressionSyntax assignment when assignment.Right == value && model.GetSymbolInfo(assignment.Left, cancellation).Symbol is { } target:
                return target is IEventSymbol @event ? new() { @event } : EventsOf(target, lambda, model, cancellation);
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator }:
                return EventsOf(model.GetDeclaredSymbol(declarator, cancellation), lambda, model, cancellation);
            default:
                return null;
        }
    }

    // "EventHandler once = null; once = (s, e) => { source.Done -= once; … }; source.Done += once;"
    private static List<IEventSymbol>? EventsOf(ISymbol? variable, SyntaxNode lambda, SemanticModel model, CancellationToken cancellation)
    {
        var events = new List<IEventSymbol>();
        return variable is ILocalSymbol && Add(events, ScopeOf(lambda), variable, model, cancellation) ? events : null;
    }

    /// <summary>What holds every use of a local: its member, or all top-level code.</summary>
    private static SyntaxNode ScopeOf(SyntaxNode local) =>
        local.FirstAncestorOrSelf<MemberDeclarationSyntax>(static n => n is not GlobalStatementSyntax) ?? local.SyntaxTree.GetRoot();

    /// <summary>Adds the events in a scope; false where the symbol is also used for something else there.</summary>
    private static bool Add(List<IEventSymbol> events, SyntaxNode scope, ISymbol symbol, SemanticModel model, CancellationToken cancellation)
    {
        foreach (var token in scope.DescendantTokens())
        {
            if (!token.IsKind(SyntaxKind.IdentifierToken) || token.ValueText != symbol.Name || token.Parent is not SimpleNameSyntax name)
            {
                continue;
            }

            var info = model.GetSymbolInfo(name, cancellation);
            if (info.Symbol is { } bound ? !SymbolEqualityComparer.Default.Equals(bound.OriginalDefinition, symbol) : info.CandidateSymbols.IsEmpty)
            {
                continue;
            }

            var value = Converted(name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name);
            switch (value.Parent)
            {
                case AssignmentExpressionSyntax assignment when assignment.Right == value && model.GetSymbolInfo(assignment.Left, cancellation).Symbol is IEventSymbol @event:
                    events.Add(@event);
                    break;
                case AssignmentExpressionSyntax assignment when assignment.Left == value && symbol is ILocalSymbol:
                case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } }:
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    // "new RoutedEventHandler(this.OnClick)", "(EventHandler)OnClick".
    private static ExpressionSyntax Converted(ExpressionSyntax handler)
    {
        while (true)
        {
            switch (handler.Parent)
            {
                case ParenthesizedExpressionSyntax or CastExpressionSyntax:
                    handler = (ExpressionSyntax)handler.Parent;
                    break;
                case ArgumentSyntax { Parent: ArgumentListSyntax { Arguments.Count: 1, Parent: BaseObjectCreationExpressionSyntax creation } }:
                    handler = creation;
                    break;
                default:
                    return handler;
            }
        }
    }
}
