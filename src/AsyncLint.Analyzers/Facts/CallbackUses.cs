using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>Tells functions that are handed over and never called by name.</summary>
internal static class CallbackUses
{
    /// <summary>
    /// True for a local function or a private method that its type mentions only where it becomes a delegate, at least once. Other files of the type
    /// cannot be bound from here: there the name decides.
    /// </summary>
    public static bool AreAll(IMethodSymbol method, SyntaxNode declaration, SemanticModel model, CancellationToken cancellation)
    {
        var found = false;
        if (method.MethodKind is MethodKind.LocalFunction)
        {
            var scope = declaration.FirstAncestorOrSelf<MemberDeclarationSyntax>(static n => n is not GlobalStatementSyntax) ?? declaration.SyntaxTree.GetRoot(cancellation);
            return AreAll(scope, method, model, ref found, cancellation) && found;
        }

        if (method.DeclaredAccessibility is not Accessibility.Private)
        {
            return false;
        }

        foreach (var part in method.ContainingType.DeclaringSyntaxReferences)
        {
            if (!AreAll(part.GetSyntax(cancellation), method, model, ref found, cancellation))
            {
                return false;
            }
        }

        return found;
    }

    private static bool AreAll(SyntaxNode scope, IMethodSymbol method, SemanticModel model, ref bool found, CancellationToken cancellation)
    {
        var isBound = scope.SyntaxTree == model.SyntaxTree;
        foreach (var token in scope.DescendantTokens())
        {
            if (!token.IsKind(SyntaxKind.IdentifierToken) || token.ValueText != method.Name || token.Parent is not SimpleNameSyntax name
                || isBound && !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol?.OriginalDefinition, method))
            {
                continue;
            }

            var whole = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? (ExpressionSyntax)access : name;
            if (whole.Parent is InvocationExpressionSyntax call && call.Expression == whole)
            {
                return false;
            }

            found = true;
        }

        return true;
    }
}
