using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncLint.Flow;

/// <summary>
/// Finds the statement by which a branch leaves. A graph has no blocks for jumps: "if (done) return;" is an edge from the condition to the exit.
/// </summary>
/// <param name="function">The syntax of the function that the graph is of.</param>
internal sealed class Exits(SyntaxNode function)
{
    /// <param name="block">Where the branch starts.</param>
    /// <param name="holds">The outcome of the block's condition on this branch; null where it has none.</param>
    /// <param name="variable">What is lost with it.</param>
    public TaskLeak Leak(BasicBlock block, ControlFlowBranch branch, bool? holds, ISymbol? variable)
    {
        var last = (block.BranchValue ?? (block.Operations.Length > 0 ? block.Operations[block.Operations.Length - 1] : null))?.Syntax;
        var isEnd = branch.Destination?.Kind is BasicBlockKind.Exit;
        var exit = last is null ? null
            : branch.Semantics is ControlFlowBranchSemantics.Return ? last.FirstAncestorOrSelf<ReturnStatementSyntax>()
            : holds is { } outcome ? AfterCondition(last, outcome)
            : last.FirstAncestorOrSelf<StatementSyntax>() is { } statement ? After(statement)
            : null;
        return exit switch
        {
            ReturnStatementSyntax or YieldStatementSyntax when IsLast(exit) => new(LeakKind.End, exit, variable),
            ReturnStatementSyntax or YieldStatementSyntax => new(LeakKind.EarlyReturn, exit, variable),
            ContinueStatementSyntax or WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax => new(LeakKind.NextRound, exit, variable),
            BreakStatementSyntax or GotoStatementSyntax => new(LeakKind.ScopeEnd, exit, variable),
            null when !isEnd => new(LeakKind.ScopeEnd, last ?? function, variable),
            _ => new(LeakKind.End, function, variable),
        };
    }

    private bool IsLast(SyntaxNode statement) => statement.Parent is BlockSyntax block && block.Parent == function && block.Statements.Last() == statement;

    // The statement to which a condition leads, if it is a jump.
    private SyntaxNode? AfterCondition(SyntaxNode condition, bool holds)
    {
        for (var node = condition; node.Parent is { } parent; node = parent)
        {
            switch (parent)
            {
                case PrefixUnaryExpressionSyntax not when not.IsKind(SyntaxKind.LogicalNotExpression):
                    holds = !holds;
                    break;
                case IfStatementSyntax @if when @if.Condition == node:
                    return holds ? Start(@if.Statement) : @if.Else is { } @else ? Start(@else.Statement) : After(@if);
                case WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax when node is ExpressionSyntax:
                    return holds ? parent : After((StatementSyntax)parent);
                case SwitchLabelSyntax { Parent: SwitchSectionSyntax { Parent: SwitchStatementSyntax @switch } section }:
                    return holds ? Start(section.Statements[0]) : After(@switch);
                case StatementSyntax statement:
                    return After(statement);
            }
        }

        return null;
    }

    // A jump, a loop whose next round comes, or the function whose end comes; null for any other statement.
    private SyntaxNode? Start(StatementSyntax statement) => statement switch
    {
        ReturnStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax => statement,
        YieldStatementSyntax { Expression: null } => statement,
        BlockSyntax { Statements: { Count: > 0 } statements } => Start(statements[0]),
        BlockSyntax or EmptyStatementSyntax or LocalFunctionStatementSyntax => After(statement),
        _ => null,
    };

    private SyntaxNode? After(StatementSyntax statement)
    {
        switch (statement.Parent)
        {
            case BlockSyntax block when Following(block.Statements, statement) is { } next:
                return Start(next);
            case BlockSyntax block:
                return block.Parent == function ? function : AfterPart(block);
            case SwitchSectionSyntax section when Following(section.Statements, statement) is { } next:
                return Start(next);
            case GlobalStatementSyntax global:
                var members = ((CompilationUnitSyntax)global.Parent!).Members;
                return members.IndexOf(global) + 1 is var index && index < members.Count && members[index] is GlobalStatementSyntax following ? Start(following.Statement) : function;
            default:
                return AfterPart(statement);
        }
    }

    // What follows the statement of which this is a part, or the function's end.
    private SyntaxNode? AfterPart(StatementSyntax part) => part.Parent switch
    {
        WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax => part.Parent,
        BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax => After(part),
        StatementSyntax statement => After(statement),
        ElseClauseSyntax { Parent: IfStatementSyntax statement } => After(statement),
        CatchClauseSyntax { Parent: TryStatementSyntax statement } => After(statement),
        FinallyClauseSyntax { Parent: TryStatementSyntax statement } => After(statement),
        _ => function,
    };

    private static StatementSyntax? Following(SyntaxList<StatementSyntax> statements, StatementSyntax statement) =>
        statements.IndexOf(statement) + 1 is var index && index < statements.Count ? statements[index] : null;
}
