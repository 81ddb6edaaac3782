using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes;

/// <summary><c>when (e.InnerException is X x)</c>, alone or before an <c>&amp;&amp;</c>: what a catch of X asks as well.</summary>
internal sealed class FilteredType(TypeSyntax type, SyntaxToken? variable)
{
    public TypeSyntax Type { get; } = type;

    public SyntaxToken? Variable { get; } = variable;

    /// <summary>Null where the filter is another, or the exception is used beside its variable of type X.</summary>
    public static FilteredType? Of(CatchClauseSyntax clause, List<ExpressionSyntax> uses, FixSite site, CancellationToken cancellation)
    {
        if (clause.Filter is not { FilterExpression: var filter } || uses.Count != 1)
        {
            return null;
        }

        while (filter is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression, Left: var left })
        {
            filter = left;
        }

        var (tested, type, variable) = filter switch
        {
            IsPatternExpressionSyntax { Expression: var e, Pattern: DeclarationPatternSyntax { Type: var t, Designation: var designation } } =>
                (e, t, (designation as SingleVariableDesignationSyntax)?.Identifier),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.IsExpression, Left: var e, Right: TypeSyntax t } => (e, t, null),
            _ => (null, null, default(SyntaxToken?)),
        };
        return tested == uses[0] && IsException(site.Model.GetTypeInfo(type!, cancellation).Type, site.Facts.Types) ? new(type!, variable) : null;
    }

    /// <summary>The clause with a filter that asks for the rest.</summary>
    public static CatchClauseSyntax WithoutTest(CatchClauseSyntax clause)
    {
        if (clause.Filter!.FilterExpression is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } conjunction)
        {
            return clause.WithFilter(null).WithDeclaration(clause.Declaration!.WithTrailingTrivia(clause.Filter.GetTrailingTrivia()));
        }

        return clause.WithFilter(clause.Filter.WithFilterExpression(WithoutFirst(conjunction)));
    }

    private static ExpressionSyntax WithoutFirst(BinaryExpressionSyntax conjunction) =>
        conjunction.Left is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } inner
            ? conjunction.WithLeft(WithoutFirst(inner))
            : conjunction.Right;

    private static bool IsException(ITypeSymbol? type, KnownTypes types)
    {
        for (var t = type as INamedTypeSymbol; t is not null; t = t.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(t, types.Exception))
            {
                return true;
            }
        }

        return false;
    }
}
