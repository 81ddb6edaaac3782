using System.Collections.Concurrent;
using System.Collections.Immutable;
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
    private readonly ConcurrentDictionary<IFieldSymbol, ImmutableArray<SyntaxNode>> _uses = new(SymbolEqualityComparer.Default);

    public bool Contains(IFieldSymbol field, CancellationToken cancellation) => UsesOf(field, cancellation) is { IsEmpty: true };

    /// <summary>The names of a private field where it is not plainly assigned; null for a field that is not the type's own.</summary>
    public ImmutableArray<SyntaxNode>? UsesOf(IFieldSymbol field, CancellationToken cancellation)
    {
        var definition = field.OriginalDefinition;
        if (field.DeclaredAccessibility is not Accessibility.Private || field.AssociatedSymbol is not null || !definition.GetAttributes().IsEmpty)
        {
            return null;
        }

        return _uses.TryGetValue(definition, out var known) ? known : _uses.GetOrAdd(definition, Find(definition, cancellation));
    }

    private static ImmutableArray<SyntaxNode> Find(IFieldSymbol field, CancellationToken cancellation)
    {
        var uses = ImmutableArray.CreateBuilder<SyntaxNode>();
        foreach (var part in field.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var token in part.GetSyntax(cancellation).DescendantTokens())
            {
                if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == field.Name && token.Parent is { } name and not VariableDeclaratorSyntax && !IsAssigned(name))
                {
                    uses.Add(name);
                }
            }
        }

        return uses.ToImmutable();
    }

    /// <summary>True for an expression whose value nobody gets: a statement, or the body of a method that returns nothing.</summary>
    public static bool IsStatement(ExpressionSyntax expression) =>
        expression.Parent is ExpressionStatementSyntax
            or ArrowExpressionClauseSyntax { Parent: ConstructorDeclarationSyntax or MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } } };

    // "_task = …;" or "this._task = …;" as a statement.
    private static bool IsAssigned(SyntaxNode? name)
    {
        var target = name is { Parent: MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access } ? access : name;
        return target is IdentifierNameSyntax or MemberAccessExpressionSyntax
            && target.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment
            && IsStatement(assignment)
            && assignment.Left == target;
    }
}
