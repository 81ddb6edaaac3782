using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes;

/// <summary>
/// What becomes of the handlers around a block. Wait, WaitAll and a task's Result wrap what the task throws in an AggregateException, await throws
/// the first of it as it is. A handler for the wrapping is rewritten where it cannot notice the difference; else there is no fix.
/// </summary>
internal sealed class UnwrappedHandlers
{
    /// <summary>No handler is concerned.</summary>
    public static readonly UnwrappedHandlers None = new(null, new());

    private readonly TryStatementSyntax? _statement;
    private readonly List<UnwrappedCatch> _catches;

    private UnwrappedHandlers(TryStatementSyntax? statement, List<UnwrappedCatch> catches)
    {
        _statement = statement;
        _catches = catches;
    }

    /// <summary>Null where a handler would no longer do what it does.</summary>
    public static UnwrappedHandlers? Around(
        ExpressionSyntax block, BlockedTask blocked, IOperation operation, FixSite site, CancellationToken cancellation)
    {
        var handlers = None;
        if (!Wraps(blocked, site))
        {
            return handlers;
        }

        for (SyntaxNode child = block, parent = block.Parent!;
             parent is not (null or LocalFunctionStatementSyntax or MemberDeclarationSyntax);
             child = parent, parent = parent.Parent!)
        {
            if (parent is AnonymousFunctionExpressionSyntax)
            {
                return IsGivenToHandler(parent, site.Model, site.Facts, cancellation) ? null : handlers;
            }

            if (parent is not TryStatementSyntax @try || @try.Block != child || !@try.Catches.Any(c => IsConcerned(c, site.Model, site.Facts, cancellation)))
            {
                continue;
            }

            // Only one statement can be alone with the block, so a second one that is concerned ends it.
            if (Unwrap(@try, block, blocked, operation, site, cancellation) is not { } unwrapped)
            {
                return null;
            }

            handlers = unwrapped;
        }

        return handlers;
    }

    /// <summary>
    /// True where a handler around a call can tell a wrapped exception from a plain one, which the function that is called will throw in
    /// its place once it awaits.
    /// </summary>
    public static bool MayNotice(ExpressionSyntax call, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        for (SyntaxNode child = call, parent = call.Parent!; parent is not (null or LocalFunctionStatementSyntax or MemberDeclarationSyntax); child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case AnonymousFunctionExpressionSyntax:
                    return IsGivenToHandler(parent, model, facts, cancellation);
                case TryStatementSyntax @try when @try.Block == child && @try.Catches.Any(c => IsConcerned(c, model, facts, cancellation)):
                    return true;
            }
        }

        return false;
    }

    public void Apply(SyntaxEditor editor)
    {
        if (_statement is not { } statement)
        {
            return;
        }

        if (_catches.TrueForAll(static c => c.OnlyRethrows) && _catches.Count == statement.Catches.Count && IsRemovable(statement))
        {
            editor.ReplaceNode(statement, static (current, _) => ((TryStatementSyntax)current).Block.Statements[0].WithTriviaFrom(current));
            return;
        }

        foreach (var unwrapped in _catches)
        {
            unwrapped.Apply(editor);
        }
    }

    // A ValueTask and an awaiter throw what await throws, and WaitAny nothing of the tasks' own.
    private static bool Wraps(BlockedTask blocked, FixSite site) => blocked.Form switch
    {
        BlockingForm.Result => site.Facts.Awaitables.Of(blocked.Task.Type) is Awaitability.Task,
        BlockingForm.Wait or BlockingForm.WaitAll => true,
        _ => false,
    };

    private static bool IsConcerned(CatchClauseSyntax clause, SemanticModel model, CompilationFacts facts, CancellationToken cancellation) =>
        UnwrappedCatch.CatchesAggregate(clause, model, facts, cancellation) || clause.DescendantNodes().Any(static node => node is IdentifierNameSyntax
        {
            Identifier.ValueText: "InnerException" or "InnerExceptions" or "Flatten" or "AggregateException" or "GetBaseException",
        });

    /// <summary>True for a lambda that is given to somebody who is told about the exception: <c>Assert.Throws&lt;AggregateException&gt;(() => …)</c>.</summary>
    private static bool IsGivenToHandler(SyntaxNode lambda, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        for (var parent = lambda.Parent; parent is ExpressionSyntax or ArgumentSyntax or ArgumentListSyntax; parent = parent.Parent)
        {
            if (parent is InvocationExpressionSyntax { Expression: var callee } && callee.DescendantNodes().Any(node => node is TypeArgumentListSyntax { Arguments: var types }
                && types.Any(type => SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(type, cancellation).Type, facts.Types.AggregateException))))
            {
                return true;
            }
        }

        return false;
    }

    private static UnwrappedHandlers? Unwrap(
        TryStatementSyntax @try, ExpressionSyntax block, BlockedTask blocked, IOperation operation, FixSite site, CancellationToken cancellation)
    {
        // Whatever else may throw in the try would meet another handler than before.
        if (operation is IInvocationOperation { Instance: not null, Arguments.IsEmpty: false } || !IsAlone(block, @try.Block, site, cancellation)
            || !FaultsInTask.Certainly(blocked.Task, site.Facts))
        {
            return null;
        }

        var catches = new List<UnwrappedCatch>();
        var catchesAll = false;
        foreach (var clause in @try.Catches)
        {
            // The first exception is what await throws as well, unless WaitAll counts a cancellation among them.
            if (UnwrappedCatch.Find(clause, mayReadException: blocked.Form is not BlockingForm.WaitAll, site, cancellation) is { } unwrapped && !catchesAll)
            {
                catches.Add(unwrapped);
                catchesAll = unwrapped.CatchesAll;
            }
            else if (catchesAll || IsConcerned(clause, site.Model, site.Facts, cancellation) || clause != @try.Catches.Last() || clause.Filter is not null
                || clause.Declaration is { Type: var type } && !SymbolEqualityComparer.Default.Equals(site.Model.GetTypeInfo(type, cancellation).Type, site.Facts.Types.Exception))
            {
                return null;
            }
        }

        return new(@try, catches);
    }

    /// <summary>True where the statement does nothing that can throw but to block.</summary>
    private static bool IsAlone(ExpressionSyntax block, BlockSyntax body, FixSite site, CancellationToken cancellation) =>
        body.Statements.Count == 1 && !site.Model.GetConversion(block, cancellation).IsUserDefined && body.Statements[0] switch
        {
            ReturnStatementSyntax { Expression: var returned } => returned == block,
            LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables } => variables[0].Initializer?.Value == block,
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment } =>
                assignment.Right == block && assignment.Left is IdentifierNameSyntax target
                && site.Model.GetSymbolInfo(target, cancellation).Symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol or IDiscardSymbol,
            ExpressionStatementSyntax { Expression: var statement } => statement == block,
            _ => false,
        };

    private static bool IsRemovable(TryStatementSyntax statement) =>
        statement.Finally is null && statement.Block.Statements[0] is not LocalDeclarationStatementSyntax && !Comments.AreIn(statement);
}
