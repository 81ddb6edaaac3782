using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes;

/// <summary>Writes <c>await Task.WhenAll(…)</c>.</summary>
internal static class WhenAll
{
    /// <summary>The await of all the tasks, configured as <paramref name="like"/> is.</summary>
    public static ExpressionSyntax Await(IEnumerable<ExpressionSyntax> tasks, AwaitExpressionSyntax like, FixSite site, SyntaxGenerator generator)
    {
        var all = SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, ImportedType.Of(site.Facts.Types.Task!, generator), SyntaxFactory.IdentifierName("WhenAll")),
            SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(
                tasks.Select(static task => SyntaxFactory.Argument(task.WithoutTrivia())),
                Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), tasks.Count() - 1))));
        return AwaitStyle.Like(like).Await(all, Awaitability.Task, alone: true);
    }
}
