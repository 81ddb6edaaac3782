using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes;

/// <summary>Turns <c>source.ForEach(async x => …);</c>, or a Select that nobody enumerates, into a foreach statement with the lambda's body.</summary>
internal static class ForEachLoop
{
    /// <summary>True where the statement is such a call, and everything in it has a place in the loop.</summary>
    public static bool CanReplace(IInvocationOperation call, AnonymousFunctionExpressionSyntax lambda, FixSite site, CancellationToken cancellation) =>
        call.Syntax is InvocationExpressionSyntax { Parent: ExpressionStatementSyntax statement } syntax
        && ForEachCalls.Is(call.TargetMethod, site.Facts.Types, cancellation)
        && SourceOf(syntax) is { } source && syntax.ArgumentList.Arguments[syntax.ArgumentList.Arguments.Count - 1].Expression == lambda
        && syntax.Expression is MemberAccessExpressionSyntax { Name: IdentifierNameSyntax } or IdentifierNameSyntax
        && ParameterOf(lambda) is { AttributeLists.Count: 0, Modifiers.Count: 0, Default: null } parameter
        && lambda is not LambdaExpressionSyntax { AttributeLists.Count: > 0 }
        && ReturnsCanContinue(lambda)
        && !HasLooseComment(statement, source, parameter, lambda.Body);

    /// <summary>True for a statement <c>source.Select(x => F(x));</c>, whose lambda is one expression that can be a statement.</summary>
    public static bool CanReplaceQuery(IInvocationOperation call) =>
        call.Syntax is InvocationExpressionSyntax
        {
            Parent: ExpressionStatementSyntax statement,
            Expression: MemberAccessExpressionSyntax { Expression: var source, Name: IdentifierNameSyntax },
            ArgumentList.Arguments: { Count: 1 } arguments,
        }
        && arguments[0].Expression is LambdaExpressionSyntax { AttributeLists.Count: 0, AsyncKeyword.RawKind: 0, ExpressionBody: InvocationExpressionSyntax or AssignmentExpressionSyntax or PostfixUnaryExpressionSyntax
            { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } } lambda
        && ParameterOf(lambda) is { AttributeLists.Count: 0, Modifiers.Count: 0, Default: null } parameter
        && !HasLooseComment(statement, source, parameter, lambda.Body);

    /// <summary>The loop, from the statement as it looks by now.</summary>
    public static StatementSyntax Replace(ExpressionStatementSyntax statement)
    {
        var call = (InvocationExpressionSyntax)statement.Expression;
        var lambda = (AnonymousFunctionExpressionSyntax)call.ArgumentList.Arguments[call.ArgumentList.Arguments.Count - 1].Expression;
        var parameter = ParameterOf(lambda)!;
        var type = parameter.Type?.WithoutTrivia() ?? SyntaxFactory.IdentifierName("var");
        var head = lambda is LambdaExpressionSyntax { ArrowToken: var arrow } ? arrow.TrailingTrivia : ((AnonymousMethodExpressionSyntax)lambda).ParameterList!.GetTrailingTrivia();
        var indented = lambda.Body is BlockSyntax written && IsIndentedLike(written, statement);
        var body = (lambda.Body is BlockSyntax block
            ? WithContinue(block)
            : SyntaxFactory.Block(SyntaxFactory.ExpressionStatement(((ExpressionSyntax)lambda.Body).WithoutTrivia()))).WithTrailingTrivia(statement.GetTrailingTrivia());
        var loop = SyntaxFactory.ForEachStatement(
            statement.AttributeLists,
            awaitKeyword: default,
            SyntaxFactory.Token(statement.GetLeadingTrivia(), SyntaxKind.ForEachKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space)),
            SyntaxFactory.Token(SyntaxKind.OpenParenToken),
            type.WithTrailingTrivia(SyntaxFactory.Space),
            parameter.Identifier.WithoutTrivia(),
            SyntaxFactory.Token(SyntaxFactory.TriviaList(SyntaxFactory.Space), SyntaxKind.InKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space)),
            SourceOf(call)!.WithoutTrivia(),
            SyntaxFactory.Token(SyntaxFactory.TriviaList(), SyntaxKind.CloseParenToken, head),
            body);
        return indented ? loop : loop.WithAdditionalAnnotations(Formatter.Annotation);
    }

    // list.ForEach(f), or Array.ForEach(array, f).
    private static ExpressionSyntax? SourceOf(InvocationExpressionSyntax call) => call.ArgumentList.Arguments.Count switch
    {
        1 => (call.Expression as MemberAccessExpressionSyntax)?.Expression,
        2 when call.ArgumentList.Arguments[0] is { NameColon: null } && call.ArgumentList.Arguments[1].NameColon is null => call.ArgumentList.Arguments[0].Expression,
        _ => null,
    };

    private static ParameterSyntax? ParameterOf(AnonymousFunctionExpressionSyntax lambda) => lambda switch
    {
        SimpleLambdaExpressionSyntax simple => simple.Parameter,
        ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: 1 } parameters } => parameters[0],
        AnonymousMethodExpressionSyntax { ParameterList.Parameters: { Count: 1 } parameters } => parameters[0],
        _ => null,
    };

    // "return;" becomes "continue;", which inside an inner loop would continue that one.
    private static bool ReturnsCanContinue(AnonymousFunctionExpressionSyntax lambda)
    {
        foreach (var node in lambda.Body.DescendantNodes(static n => !IsFunction(n)))
        {
            if (node is not ReturnStatementSyntax)
            {
                continue;
            }

            for (var parent = node.Parent; parent is not null && parent != lambda.Body; parent = parent.Parent)
            {
                if (parent is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static BlockSyntax WithContinue(BlockSyntax block)
    {
        var returns = new List<ReturnStatementSyntax>();
        foreach (var node in block.DescendantNodes(static n => !IsFunction(n)))
        {
            if (node is ReturnStatementSyntax statement)
            {
                returns.Add(statement);
            }
        }

        return returns.Count == 0 ? block : block.ReplaceNodes(returns, static (_, current) => SyntaxFactory.ContinueStatement(
            SyntaxFactory.Token(SyntaxKind.ContinueKeyword).WithTriviaFrom(current.ReturnKeyword), current.SemicolonToken));
    }

    private static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax;

    /// <summary>A comment or directive that stands beside none of the parts that are kept.</summary>
    private static bool HasLooseComment(StatementSyntax statement, SyntaxNode source, SyntaxNode parameter, SyntaxNode body)
    {
        foreach (var trivia in statement.DescendantTrivia())
        {
            if ((trivia.IsDirective || trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia))
                && statement.Span.Contains(trivia.Span) && !source.Span.Contains(trivia.Span) && !parameter.Span.Contains(trivia.Span) && !body.Span.Contains(trivia.Span))
            {
                return true;
            }
        }

        return false;
    }

    // A block that begins under its statement or at the end of its line stays as it is written.
    private static bool IsIndentedLike(BlockSyntax block, StatementSyntax statement)
    {
        return Indent(block.CloseBraceToken.LeadingTrivia) == Indent(statement.GetLeadingTrivia());

        static string Indent(SyntaxTriviaList trivia) => trivia.Count > 0 && trivia[trivia.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia) ? trivia[trivia.Count - 1].ToString() : "";
    }
}
