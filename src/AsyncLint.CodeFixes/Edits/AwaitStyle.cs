using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace AsyncLint.CodeFixes;

/// <summary>Builds await expressions the way the file at hand writes them.</summary>
internal sealed class AwaitStyle
{
    private readonly bool _configured;

    private AwaitStyle(bool configured) => _configured = configured;

    /// <summary>A file follows the ConfigureAwait(false) policy when most of its awaits do.</summary>
    public static AwaitStyle Of(SyntaxNode root)
    {
        int all = 0, configured = 0;
        foreach (var node in root.DescendantNodes())
        {
            if (node is AwaitExpressionSyntax awaited)
            {
                all++;
                if (IsConfigured(awaited.Expression))
                {
                    configured++;
                }
            }
        }

        return new AwaitStyle(configured * 2 > all);
    }

    /// <summary>The style of one await, for another one beside it.</summary>
    public static AwaitStyle Like(AwaitExpressionSyntax awaited) => new(IsConfigured(awaited.Expression));

    /// <summary>
    /// <c>await operand</c>. The operand's outer trivia ends up around the whole.
    /// </summary>
    /// <param name="awaitability">What the operand's type is; only tasks have the ConfigureAwait that a policy asks for.</param>
    /// <param name="alone">
    /// It is a whole statement, returned value or lambda body. Elsewhere it gets parentheses, which the simplifier takes off where they
    /// are not needed; a statement must not have them.
    /// </param>
    public ExpressionSyntax Await(ExpressionSyntax operand, Awaitability awaitability, bool alone = false)
    {
        var bare = Parenthesize(operand.WithoutTrivia());
        if (awaitability is Awaitability.Task or Awaitability.ValueTask && !IsConfigured(operand))
        {
            bare = Configured(bare);
        }

        var awaited = SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), bare);
        return alone
            ? awaited.WithTriviaFrom(operand)
            : SyntaxFactory.ParenthesizedExpression(awaited).WithAdditionalAnnotations(Simplifier.Annotation).WithTriviaFrom(operand);
    }

    /// <summary>The task or asynchronous sequence with ConfigureAwait(false), where the file's policy asks for it.</summary>
    public ExpressionSyntax Configured(ExpressionSyntax operand) => !_configured ? operand : SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, operand, SyntaxFactory.IdentifierName("ConfigureAwait")),
        SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(
            SyntaxFactory.Argument(SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression)))));

    /// <summary>The expression in parentheses unless it is one that any operator or member access may follow.</summary>
    public static ExpressionSyntax Parenthesize(ExpressionSyntax expression) => expression switch
    {
        InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax or GenericNameSyntax or ElementAccessExpressionSyntax
            or ParenthesizedExpressionSyntax or ThisExpressionSyntax or LiteralExpressionSyntax => expression,
        BaseObjectCreationExpressionSyntax => expression,
        _ => SyntaxFactory.ParenthesizedExpression(expression).WithAdditionalAnnotations(Simplifier.Annotation),
    };

    private static bool IsConfigured(ExpressionSyntax expression) =>
        expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } };
}
