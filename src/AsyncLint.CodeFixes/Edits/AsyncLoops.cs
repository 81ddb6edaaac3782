using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes;

/// <summary>Turns <c>foreach</c> into <c>await foreach</c>.</summary>
internal static class AsyncLoops
{
    /// <summary>The loop over a sequence that is or becomes asynchronous.</summary>
    public static void Await(ForEachStatementSyntax loop, SyntaxEditor editor) => editor.ReplaceNode(loop, static (current, _) =>
    {
        var each = (ForEachStatementSyntax)current;
        return each.WithForEachKeyword(each.ForEachKeyword.WithLeadingTrivia())
            .WithAwaitKeyword(SyntaxFactory.Token(each.ForEachKeyword.LeadingTrivia, SyntaxKind.AwaitKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space)));
    });

    /// <summary><c>foreach (var x in source.ToBlockingEnumerable(token))</c>; null where the sequence is not what a loop runs over.</summary>
    public static BlockRewrite? Find(IInvocationOperation call, InvocationExpressionSyntax expression) =>
        expression is { Parent: ForEachStatementSyntax loop, Expression: MemberAccessExpressionSyntax } && loop.Expression == expression
        && call.TargetMethod.IsExtensionMethod && expression.ArgumentList.Arguments.Count <= 1
            ? new(expression, TaskCalls.NameOf(call.Arguments[0].Value), (editor, style) =>
            {
                editor.ReplaceNode(expression, (current, _) =>
                {
                    var blocking = (InvocationExpressionSyntax)current;
                    var access = (MemberAccessExpressionSyntax)blocking.Expression;
                    var sequence = blocking.ArgumentList.Arguments.Count == 0
                        ? access.Expression.WithTrailingTrivia()
                        : blocking.WithExpression(access.WithName(SyntaxFactory.IdentifierName("WithCancellation"))).WithTrailingTrivia();
                    return style.Configured(sequence).WithTrailingTrivia(current.GetTrailingTrivia());
                });
                Await(loop, editor);
            })
            : null;
}
