using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.CodeFixes;

/// <summary>Finds what an edit would lose if it put something else in the place of a node.</summary>
internal static class Comments
{
    /// <summary>True where there is a comment or a directive inside of the node; those before and behind it are not meant.</summary>
    public static bool AreIn(SyntaxNode node) => node.DescendantTrivia().Any(trivia =>
        node.Span.Contains(trivia.Span) && !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia));
}
