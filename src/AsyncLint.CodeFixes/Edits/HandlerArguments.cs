using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes;

/// <summary>Tells what an event handler does with the arguments of its event.</summary>
internal static class HandlerArguments
{
    /// <summary>
    /// True where the arguments may be changed, by the handler or by what it hands them to, after an await at <paramref name="awaited"/>. Only
    /// what certainly reads them is excepted.
    /// </summary>
    public static bool MayChangeAfter(SyntaxNode awaited, IParameterSymbol arguments, SyntaxNode function, SemanticModel model, CancellationToken cancellation)
    {
        var from = StartOfLoopAround(awaited, function);
        foreach (var token in function.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == arguments.Name && token.Parent is IdentifierNameSyntax name
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, arguments)
                && !IsRead(name, model, cancellation) && (IsKept(name) || IsEvaluatedAfter(name, from, function)))
            {
                return true;
            }
        }

        return false;
    }

    // In a loop, what stands before the await also runs after it.
    private static int StartOfLoopAround(SyntaxNode awaited, SyntaxNode function)
    {
        var start = awaited.SpanStart;
        for (var node = awaited.Parent; node is not null && node != function; node = node.Parent)
        {
            if (node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax)
            {
                start = node.SpanStart;
            }
        }

        return start;
    }

    // "var args = e;", "other = e": what is done with the arguments under another name is not followed.
    private static bool IsKept(IdentifierNameSyntax name) =>
        name.Parent is EqualsValueClauseSyntax || name.Parent is AssignmentExpressionSyntax { Right: var right } && right == name;

    // "e.Cancel = !AskAsync().Result" assigns after the await, though it stands before it. A nested function runs at any time.
    private static bool IsEvaluatedAfter(IdentifierNameSyntax name, int from, SyntaxNode function)
    {
        SyntaxNode whole = name;
        for (var node = name.Parent; node is not (null or StatementSyntax) && node != function; node = node.Parent)
        {
            if (node is AnonymousFunctionExpressionSyntax)
            {
                return true;
            }

            whole = node is ExpressionSyntax ? node : whole;
        }

        return whole.Span.End > from || whole.FirstAncestorOrSelf<SyntaxNode>(static n => n is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax) != function;
    }

    // "e.Item.Name", "e.Data.Find(x)", "e == null"; not "e.Accept()", "e.Item.Name = x", "F(e)".
    private static bool IsRead(IdentifierNameSyntax name, SemanticModel model, CancellationToken cancellation)
    {
        if (name.Parent is BinaryExpressionSyntax comparison)
        {
            return comparison.IsKind(SyntaxKind.EqualsExpression) || comparison.IsKind(SyntaxKind.NotEqualsExpression);
        }

        if (name.Parent is not MemberAccessExpressionSyntax member || member.Expression != name
            || model.GetSymbolInfo(member, cancellation).Symbol is IMethodSymbol { ContainingType.SpecialType: not SpecialType.System_Object })
        {
            return false;
        }

        ExpressionSyntax value = member;
        while (value.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax)
        {
            value = (ExpressionSyntax)value.Parent;
        }

        return value.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left != value,
            PrefixUnaryExpressionSyntax prefix => !prefix.IsKind(SyntaxKind.PreIncrementExpression) && !prefix.IsKind(SyntaxKind.PreDecrementExpression),
            PostfixUnaryExpressionSyntax postfix => postfix.IsKind(SyntaxKind.SuppressNullableWarningExpression),
            ArgumentSyntax argument => argument is { RefKindKeyword.RawKind: 0, Parent: not TupleExpressionSyntax },
            _ => true,
        };
    }
}
