using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>Tells functions that are handed over and never called by name.</summary>
internal static class CallbackUses
{
    /// <summary>
    /// True for a local function, or a private method of a type with one part, that its file mentions only where it becomes a delegate, at least once.
    /// </summary>
    public static bool AreAll(IMethodSymbol method, SyntaxNode declaration, SemanticModel model, CancellationToken cancellation)
    {
        if (method.MethodKind is not MethodKind.LocalFunction
            && (method.DeclaredAccessibility is not Accessibility.Private || method.ContainingType.DeclaringSyntaxReferences.Length != 1))
        {
            return false;
        }

        var scope = declaration.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? declaration.SyntaxTree.GetRoot(cancellation);
        var found = false;
        foreach (var token in scope.DescendantTokens())
        {
            if (!token.IsKind(SyntaxKind.IdentifierToken) || token.ValueText != method.Name || token.Parent is not SimpleNameSyntax name
                || !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol?.OriginalDefinition, method))
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

        return found;
    }
}
