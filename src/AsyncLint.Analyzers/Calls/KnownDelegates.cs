using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>Tells what a delegate calls, where it is a local or a readonly field that is only ever given one function, where it is declared.</summary>
internal static class KnownDelegates
{
    /// <param name="instance">What is invoked.</param>
    public static IMethodSymbol? Of(IOperation instance, CompilationFacts facts)
    {
        var symbol = instance switch
        {
            ILocalReferenceOperation local => (ISymbol)local.Local,
            IFieldReferenceOperation { Field: { IsReadOnly: true } field } => field.OriginalDefinition,
            _ => null,
        };
        if (symbol?.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax() is not VariableDeclaratorSyntax { Initializer.Value: { } value } declarator
            || IsAssigned(symbol, declarator) || facts.Models.Of(reference.SyntaxTree) is not { } model)
        {
            return null;
        }

        return value is AnonymousFunctionExpressionSyntax or SimpleNameSyntax or MemberAccessExpressionSyntax ? model.GetSymbolInfo(value).Symbol as IMethodSymbol : null;
    }

    // Anywhere in the block of a local, or in the type of a field: judged by name, so that what hides it counts as well.
    private static bool IsAssigned(ISymbol symbol, VariableDeclaratorSyntax declarator)
    {
        var scope = symbol is IFieldSymbol ? declarator.FirstAncestorOrSelf<TypeDeclarationSyntax>() : (SyntaxNode?)declarator.FirstAncestorOrSelf<BlockSyntax>();
        if (scope is null)
        {
            return true;
        }

        foreach (var node in scope.DescendantNodes())
        {
            if (node is AssignmentExpressionSyntax { Left: var left } && left switch
            {
                IdentifierNameSyntax name => name.Identifier.ValueText == symbol.Name,
                MemberAccessExpressionSyntax { Name: var name } => name.Identifier.ValueText == symbol.Name,
                _ => false,
            }
                || node is ArgumentSyntax { RefKindKeyword.RawKind: not 0, Expression: IdentifierNameSyntax passed } && passed.Identifier.ValueText == symbol.Name)
            {
                return true;
            }
        }

        return false;
    }
}
