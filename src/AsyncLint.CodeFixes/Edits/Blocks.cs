using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace AsyncLint.CodeFixes;

/// <summary>Makes blocks that read as if typed.</summary>
internal static class Blocks
{
    /// <summary>A block with one statement a line; the formatter would leave one without line ends as a single line.</summary>
    public static BlockSyntax OnLines(params StatementSyntax[] statements) => OnLines(SyntaxFactory.ElasticCarriageReturnLineFeed, statements);

    /// <summary>As the other overload, with the line end of the file: at the beginning of a line the formatter leaves an elastic one as it is.</summary>
    public static BlockSyntax OnLines(SyntaxTrivia newLine, params StatementSyntax[] statements)
    {
        var lines = new StatementSyntax[statements.Length];
        for (var i = 0; i < statements.Length; i++)
        {
            lines[i] = statements[i].WithTrailingTrivia(newLine);
        }

        return SyntaxFactory.Block(lines)
            .WithOpenBraceToken(SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithTrailingTrivia(newLine))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>The statement, where it now comes first in a block.</summary>
    public static StatementSyntax WithoutBlankLine(StatementSyntax statement)
    {
        var leading = statement.GetLeadingTrivia();
        var lines = 0;
        for (var i = 0; i < leading.Count && (leading[i].IsKind(SyntaxKind.WhitespaceTrivia) || leading[i].IsKind(SyntaxKind.EndOfLineTrivia)); i++)
        {
            lines = leading[i].IsKind(SyntaxKind.EndOfLineTrivia) ? i + 1 : lines;
        }

        return lines == 0 ? statement : statement.WithLeadingTrivia(leading.Skip(lines));
    }

    /// <summary>How the file at hand ends its lines.</summary>
    public static SyntaxTrivia NewLineOf(SyntaxNode root)
    {
        foreach (var trivia in root.DescendantTrivia())
        {
            if (trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            {
                return trivia;
            }
        }

        return SyntaxFactory.ElasticCarriageReturnLineFeed;
    }
}
