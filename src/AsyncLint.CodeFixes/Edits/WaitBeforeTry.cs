using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes;

/// <summary>A wait that comes first in a try and is put in front of it.</summary>
internal sealed class WaitBeforeTry
{
    private readonly BlockSyntax _block;
    private readonly TryStatementSyntax _try;
    private readonly StatementSyntax _wait;

    private WaitBeforeTry(BlockSyntax block, TryStatementSyntax @try, StatementSyntax wait)
    {
        _block = block;
        _try = @try;
        _wait = wait;
    }

    /// <summary>Null where the try has handlers, which would no longer see that the wait was cancelled, or the lines are not the statements'.</summary>
    public static WaitBeforeTry? Find(FixSite site) =>
        site.Expression?.FirstAncestorOrSelf<StatementSyntax>() is ExpressionStatementSyntax { Expression: AwaitExpressionSyntax or InvocationExpressionSyntax, Parent: BlockSyntax { Parent: TryStatementSyntax { Catches.Count: 0, Parent: BlockSyntax block } @try } body } wait
        && body == @try.Block && body.Statements.Count > 1 && body.Statements[0] == wait
        && Indentation.Of(@try.TryKeyword) is not null && wait.GetLeadingTrivia().All(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))
        && Indentation.Of(wait.GetFirstToken()) is not null
            ? new(block, @try, wait)
            : null;

    public void Apply(SyntaxEditor editor)
    {
        editor.TrackNode(_try);
        editor.TrackNode(_wait);
        editor.ReplaceNode(_block, (current, _) => Move((BlockSyntax)current));
    }

    private BlockSyntax Move(BlockSyntax block)
    {
        if (block.GetCurrentNode(_try) is not { } @try || @try.Parent != block || block.GetCurrentNode(_wait) is not { } wait || wait.Parent != @try.Block)
        {
            return block;
        }

        var body = @try.Block.Statements.Remove(wait);
        var left = @try.WithBlock(@try.Block.WithStatements(body.Replace(body[0], Blocks.WithoutBlankLine(body[0])))).WithLeadingTrivia(SyntaxFactory.Whitespace(Indentation.Of(@try.TryKeyword)!));
        var index = block.Statements.IndexOf(@try);
        return block.WithStatements(block.Statements.RemoveAt(index).Insert(index, left).Insert(index, wait.WithLeadingTrivia(@try.GetLeadingTrivia())));
    }
}
