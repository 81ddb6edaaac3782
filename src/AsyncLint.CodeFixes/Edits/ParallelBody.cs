using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes;

/// <summary>Gives the body of a parallel loop the second parameter that the asynchronous loop asks for.</summary>
internal static class ParallelBody
{
    /// <summary>The parameter for the token that ForEachAsync hands to its body; null for a lambda that has no place for it.</summary>
    public static ParameterSyntax? TokenParameter(AnonymousFunctionExpressionSyntax lambda, FixSite site)
    {
        var own = lambda switch
        {
            SimpleLambdaExpressionSyntax simple => simple.Parameter,
            ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: 1 } parameters, ReturnType: null } => parameters[0],
            _ => null,
        };
        if (own is not { AttributeLists.Count: 0, Modifiers.Count: 0, Default: null } || site.Facts.Types.CancellationToken is not { } type)
        {
            return null;
        }

        // A single parameter "_" is no discard, and "_ = F()" would assign to it.
        var name = !Uses(lambda, "_") ? "_" : !Uses(lambda, "token") ? "token" : null;
        if (name is null)
        {
            return null;
        }

        var parameter = SyntaxFactory.Parameter(SyntaxFactory.Identifier(name));
        return own.Type is null ? parameter
            : parameter.WithType(ImportedType.Of(type, SyntaxGenerator.GetGenerator(site.Document)).WithTrailingTrivia(SyntaxFactory.Space));
    }

    /// <summary>The call with the parameter added to the lambda that is its last argument.</summary>
    public static InvocationExpressionSyntax WithToken(InvocationExpressionSyntax call, ParameterSyntax token)
    {
        var last = call.ArgumentList.Arguments[call.ArgumentList.Arguments.Count - 1];
        return call.ReplaceNode(last.Expression, WithParameter(last.Expression, token));
    }

    private static ExpressionSyntax WithParameter(ExpressionSyntax lambda, ParameterSyntax token)
    {
        var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        return lambda switch
        {
            SimpleLambdaExpressionSyntax simple => SyntaxFactory.ParenthesizedLambdaExpression(
                simple.AttributeLists,
                simple.Modifiers,
                returnType: null,
                SyntaxFactory.ParameterList(
                    SyntaxFactory.Token(SyntaxKind.OpenParenToken),
                    SyntaxFactory.SeparatedList(new[] { simple.Parameter.WithoutTrivia(), token }, new[] { comma }),
                    SyntaxFactory.Token(SyntaxKind.CloseParenToken).WithTrailingTrivia(simple.Parameter.GetTrailingTrivia())),
                simple.ArrowToken,
                simple.Block,
                simple.ExpressionBody),
            ParenthesizedLambdaExpressionSyntax parenthesized => parenthesized.WithParameterList(parenthesized.ParameterList.WithParameters(
                SyntaxFactory.SeparatedList(new[] { parenthesized.ParameterList.Parameters[0], token }, new[] { comma }))),
            _ => lambda,
        };
    }

    private static bool Uses(SyntaxNode lambda, string name)
    {
        foreach (var token in lambda.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name)
            {
                return true;
            }
        }

        return false;
    }
}
