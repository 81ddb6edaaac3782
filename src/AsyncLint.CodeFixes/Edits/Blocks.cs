using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace AsyncLint.CodeFixes;

/// <summary>Makes blocks that read as if typed.</summary>
internal static class Blocks
{
    /// <summary>A block with one statement a line; the formatter would leave one without line ends as a single line.</summary>
    public static BlockSyntax OnLines(params StatementSyntax[] statements)
    {
        var lines = new StatementSyntax[statements.Length];
        for (var i = 0; i < statements.Length; i++)
        {
            lines[i] = statements[i].WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed);
        }

        return SyntaxFactory.Block(lines)
            .WithOpenBraceToken(SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }
}
