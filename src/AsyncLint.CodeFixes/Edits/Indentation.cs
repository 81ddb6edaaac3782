using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.CodeFixes;

/// <summary>
/// Moves code further in. The formatter would do it too, and would set the rest of the user's lines to its own rules on the way.
/// </summary>
internal static class Indentation
{
    /// <summary>What stands before a token on its line; null where that is code or a comment.</summary>
    public static string? Of(SyntaxToken token)
    {
        string? indentation = EndsLine(token.GetPreviousToken()) ? "" : null;
        foreach (var trivia in token.LeadingTrivia)
        {
            indentation = StartsLineAfter(trivia) ? "" : trivia.IsKind(SyntaxKind.WhitespaceTrivia) && indentation is not null ? indentation + trivia : null;
        }

        return indentation;
    }

    /// <summary>The node with all its lines but the first moved in by <paramref name="step"/>; directives stay where they are.</summary>
    public static TNode Deepen<TNode>(TNode node, string step)
        where TNode : SyntaxNode =>
        node.ReplaceTokens(node.DescendantTokens(), (original, current) =>
            original == node.GetFirstToken() ? current : current.WithLeadingTrivia(Deepen(original.LeadingTrivia, EndsLine(original.GetPreviousToken()), step)));

    private static SyntaxTriviaList Deepen(SyntaxTriviaList leading, bool startsLine, string step)
    {
        var result = new List<SyntaxTrivia>();
        foreach (var trivia in leading)
        {
            if (StartsLineAfter(trivia))
            {
                startsLine = true;
            }
            else if (startsLine)
            {
                result.Add(SyntaxFactory.Whitespace(step));
                startsLine = false;
            }

            result.Add(trivia);
        }

        if (startsLine)
        {
            result.Add(SyntaxFactory.Whitespace(step));
        }

        return SyntaxFactory.TriviaList(result);
    }

    private static bool EndsLine(SyntaxToken token) => token.TrailingTrivia is { Count: > 0 } trailing && trailing[trailing.Count - 1].IsKind(SyntaxKind.EndOfLineTrivia);

    private static bool StartsLineAfter(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.EndOfLineTrivia) || trivia.IsDirective || trivia.IsKind(SyntaxKind.DisabledTextTrivia);
}
