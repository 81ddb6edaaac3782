using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>Tells by syntax whether code asks if something is null. Whatever looks like such a test counts, so that doubts end in silence.</summary>
internal static class NullTests
{
    /// <summary>True where the member around an expression tests the same expression for null elsewhere.</summary>
    public static bool AreMadeOf(SyntaxNode expression)
    {
        var member = expression.FirstAncestorOrSelf<MemberDeclarationSyntax>(static n => n is not GlobalStatementSyntax) ?? expression.SyntaxTree.GetRoot();
        foreach (var node in member.DescendantNodes())
        {
            if (node is ExpressionSyntax other && node != expression && node.RawKind == expression.RawKind && IsTested(other, byAccess: false) && SyntaxFactory.AreEquivalent(node, expression))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True where some caller in the file tests what a method returned, at once or in the variable that keeps it.</summary>
    public static bool AreMadeOfResultsOf(string method, SyntaxNode root)
    {
        foreach (var token in root.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == method && token.Parent is SimpleNameSyntax name && CallOf(name) is { } call
                && (IsTested(call, byAccess: true) || IsKeptAndTested(call)))
            {
                return true;
            }
        }

        return false;
    }

    // "FindAsync(…)", "store.FindAsync(…)", "store?.FindAsync(…)"
    private static ExpressionSyntax? CallOf(SimpleNameSyntax name)
    {
        SyntaxNode callee = name.Parent is MemberAccessExpressionSyntax or MemberBindingExpressionSyntax ? name.Parent : name;
        if (callee.Parent is not InvocationExpressionSyntax call || call.Expression != callee)
        {
            return null;
        }

        ExpressionSyntax whole = call;
        while (whole.Parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == whole)
        {
            whole = access;
        }

        return whole;
    }

    private static bool IsKeptAndTested(ExpressionSyntax call)
    {
        var name = Outermost(call).Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Identifier.ValueText: var declared } } => declared,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: var assigned } } => assigned,
            AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var assigned } } => assigned,
            _ => null,
        };
        return name is not null && (call.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? call.SyntaxTree.GetRoot()).DescendantNodes()
            .Any(node => node is IdentifierNameSyntax mention && mention.Identifier.ValueText == name
                && IsTested(mention.Parent is MemberAccessExpressionSyntax access && access.Name == mention ? access : mention, byAccess: true));
    }

    private static bool IsTested(ExpressionSyntax expression, bool byAccess)
    {
        var tested = Outermost(expression);
        return tested.Parent switch
        {
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } equality =>
                (equality.Left == tested ? equality.Right : equality.Left).IsKind(SyntaxKind.NullLiteralExpression),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression or (int)SyntaxKind.IsExpression or (int)SyntaxKind.AsExpression } binary => binary.Left == tested,
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceAssignmentExpression } assignment => assignment.Left == tested,
            IsPatternExpressionSyntax or SwitchStatementSyntax or SwitchExpressionSyntax => true,
            ConditionalAccessExpressionSyntax access => byAccess && access.Expression == tested,
            // "ArgumentNullException.ThrowIfNull(store)", "Assert.NotNull(store)", "string.IsNullOrEmpty(name)"
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: var callee } } => callee.ToString().IndexOf("Null", StringComparison.Ordinal) >= 0,
            _ => false,
        };
    }

    private static ExpressionSyntax Outermost(ExpressionSyntax expression)
    {
        while (expression.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression })
        {
            expression = (ExpressionSyntax)expression.Parent;
        }

        return expression;
    }
}
