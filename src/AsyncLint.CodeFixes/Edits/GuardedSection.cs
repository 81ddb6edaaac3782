using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes;

/// <summary>The statements between the wait for a semaphore and its release, which are put into a try whose finally releases it.</summary>
internal sealed class GuardedSection
{
    private readonly BlockSyntax _block;
    private readonly StatementSyntax _wait;
    private readonly StatementSyntax _release;
    private readonly bool _takesReturn;

    private GuardedSection(BlockSyntax block, StatementSyntax wait, StatementSyntax release, bool takesReturn)
    {
        _block = block;
        _wait = wait;
        _release = release;
        _takesReturn = takesReturn;
    }

    /// <summary>Null where the wait and the one release are not statements of one block, each on lines of its own, or what is between is needed behind it.</summary>
    public static GuardedSection? Find(FixSite site, CancellationToken cancellation)
    {
        if (site.Expression is not { } expression || site.Model.GetOperation(expression, cancellation) is not IInvocationOperation acquire
            || SemaphoreUses.Of(acquire, site.Facts) is not { Acquires.Count: 1, Releases: { Count: 1 } releases }
            || SemaphoreUses.ResultOf(acquire).Syntax.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax block } wait
            || releases[0].Syntax.Parent is not ExpressionStatementSyntax release || release.Parent != block
            || Indentation.Of(wait.GetFirstToken()) is not { } outer || Indentation.Of(release.GetFirstToken()) != outer)
        {
            return null;
        }

        var first = block.Statements.IndexOf(wait) + 1;
        var last = block.Statements.IndexOf(release) - 1;
        if (last < first)
        {
            return null;
        }

        for (var i = first; i <= last; i++)
        {
            // A resource would be disposed before the release instead of behind it.
            if (Indentation.Of(block.Statements[i].GetFirstToken()) is null || block.Statements[i] is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } or LocalFunctionStatementSyntax or LabeledStatementSyntax)
            {
                return null;
            }
        }

        var declared = site.Model.AnalyzeDataFlow(block.Statements[first], block.Statements[last]) is { Succeeded: true } flow ? flow.VariablesDeclared : default;
        if (declared.IsDefault)
        {
            return null;
        }

        var names = new HashSet<string>(declared.Select(static variable => variable.Name), StringComparer.Ordinal);
        var behind = block.Statements.Skip(last + 2).ToArray();
        var isNeeded = behind.Any(statement => statement.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => names.Contains(name.Identifier.ValueText)));
        var takesReturn = isNeeded && behind is [ReturnStatementSyntax { Expression: IdentifierNameSyntax }];
        return isNeeded && !takesReturn ? null : new(block, wait, release, takesReturn);
    }

    public void Apply(FixSite site, SyntaxEditor editor)
    {
        var newLine = Blocks.NewLineOf(site.Root);
        editor.TrackNode(_wait);
        editor.TrackNode(_release);
        editor.ReplaceNode(_block, (current, _) => Guard((BlockSyntax)current, newLine));
    }

    private BlockSyntax Guard(BlockSyntax block, SyntaxTrivia newLine)
    {
        // Another edit may have put one of the two into a try of its own.
        if (block.GetCurrentNode(_wait) is not { } wait || wait.Parent != block || block.GetCurrentNode(_release) is not { } release || release.Parent != block
            || Indentation.Of(wait.GetFirstToken()) is not { } outer)
        {
            return block;
        }

        var first = block.Statements.IndexOf(wait) + 1;
        var last = block.Statements.IndexOf(release);
        var step = Indentation.Of(block.CloseBraceToken) is { } around && outer.Length > around.Length && outer.StartsWith(around, StringComparison.Ordinal) ? outer.Substring(around.Length) : "    ";
        var deeper = Indentation.Deepen(block, step).Statements;
        var body = deeper.Skip(first).Take(last - first).Concat(_takesReturn ? deeper.Skip(last + 1) : Enumerable.Empty<StatementSyntax>()).ToArray();
        var guarded = SyntaxFactory.TryStatement(
            Token(SyntaxKind.TryKeyword), Body(body), default, SyntaxFactory.FinallyClause(Token(SyntaxKind.FinallyKeyword), Body(deeper[last])));
        var rest = block.Statements.Skip(last + (_takesReturn ? 2 : 1));
        return block.WithStatements(SyntaxFactory.List(block.Statements.Take(first).Append(guarded).Concat(rest)));

        SyntaxToken Token(SyntaxKind kind) => SyntaxFactory.Token(SyntaxFactory.TriviaList(SyntaxFactory.Whitespace(outer)), kind, SyntaxFactory.TriviaList(newLine));

        BlockSyntax Body(params StatementSyntax[] statements)
        {
            statements[0] = Blocks.WithoutBlankLine(statements[0]);
            return SyntaxFactory.Block(Token(SyntaxKind.OpenBraceToken), SyntaxFactory.List(statements), Token(SyntaxKind.CloseBraceToken));
        }
    }
}
