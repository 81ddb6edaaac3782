using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>
/// Tells private fields that are only ever assigned. All parts of the type are searched for the name, by syntax: whatever is not plainly an
/// assignment counts as a use.
/// </summary>
internal sealed class UnreadFields
{
    private readonly ConcurrentDictionary<IFieldSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    public bool Contains(IFieldSymbol field, CancellationToken cancellation)
    {
        if (field.DeclaredAccessibility is not Accessibility.Private || field.AssociatedSymbol is not null)
        {
            return false;
        }

        var definition = field.OriginalDefinition;
        if (!_known.TryGetValue(definition, out var isUnread))
        {
            isUnread = definition.GetAttributes().IsEmpty && IsOnlyAssigned(definition, cancellation);
            _known.TryAdd(definition, isUnread);
        }

        return isUnread;
    }

    private static bool IsOnlyAssigned(IFieldSymbol field, CancellationToken cancellation)
    {
        foreach (var part in field.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var token in part.GetSyntax(cancellation).DescendantTokens())
            {
                if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == field.Name && token.Parent is not VariableDeclaratorSyntax && !IsAssigned(token.Parent))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>True for an expression whose value nobody gets: a statement, or the body of a method that returns nothing.</summary>
    public static bool IsStatement(ExpressionSyntax expression) =>
        expression.Parent is ExpressionStatementSyntax
            or ArrowExpressionClauseSyntax { Parent: ConstructorDeclarationSyntax or MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } } };

    /// <summary>"_task = …;" or "this._task = …;" as a statement.</summary>
    public static bool IsAssigned(SyntaxNode? name)
    {
        var target = name is { Parent: MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access } ? access : name;
        return target is IdentifierNameSyntax or MemberAccessExpressionSyntax
            && target.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment
            && IsStatement(assignment)
            && assignment.Left == target;
    }
}
