using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes;

/// <summary>How one block is turned into an await that means the same.</summary>
internal sealed class BlockRewrite
{
    private readonly Action<SyntaxEditor, AwaitStyle> _edit;
    private UnwrappedHandlers _handlers = UnwrappedHandlers.None;

    public BlockRewrite(ExpressionSyntax awaited, string name, Action<SyntaxEditor, AwaitStyle> edit)
    {
        Awaited = awaited;
        Name = name;
        _edit = edit;
    }

    /// <summary>Replaces the blocking expression by the await of a task that is made from it, as it looks by then.</summary>
    public static BlockRewrite Of(ExpressionSyntax replaced, string name, Awaitability awaitability, Func<ExpressionSyntax, SyntaxGenerator, ExpressionSyntax> toTask) =>
        new(replaced, name, (editor, style) => editor.ReplaceNode(replaced, (current, generator) =>
        {
            var task = toTask((ExpressionSyntax)current, generator);
            return style.Await(task, awaitability, AwaitStyle.StandsAlone(replaced)).WithLeadingTrivia(current.GetLeadingTrivia())
                .WithTrailingTrivia(CommentsBehind(task, current).AddRange(current.GetTrailingTrivia()));
        }));

    /// <summary>The expression in whose place await is to stand.</summary>
    public ExpressionSyntax Awaited { get; }

    /// <summary>What is awaited, for a title.</summary>
    public string Name { get; }

    public void Apply(SyntaxEditor editor, AwaitStyle style)
    {
        _edit(editor, style);
        _handlers.Apply(editor);
    }

    /// <summary>Null where the site is no block, or none that an await can stand in for without a difference.</summary>
    public static BlockRewrite? Find(FixSite site, CancellationToken cancellation)
    {
        if (site.Expression is not { } expression || site.Model.GetOperation(expression, cancellation) is not { } operation
            || BlockedTasks.Find(operation, site.Facts) is not { } blocked || operation.Syntax != expression
            || Of(blocked, operation, expression, site, cancellation) is not { } rewrite
            || UnwrappedHandlers.Around(expression, blocked, operation, site, cancellation) is not { } handlers)
        {
            return null;
        }

        rewrite._handlers = handlers;
        return rewrite;
    }

    private static BlockRewrite? Of(BlockedTask blocked, IOperation operation, ExpressionSyntax expression, FixSite site, CancellationToken cancellation)
    {
        if (ConditionalAccesses.Around(expression) is { } access)
        {
            return ConditionalBlock.Find(blocked, operation, expression, access, site, cancellation);
        }

        switch (blocked.Form, operation)
        {
            case (BlockingForm.Result or BlockingForm.GetResult, _):
            case (BlockingForm.Wait, IInvocationOperation { Arguments.IsEmpty: true }):
                return TaskIn(expression, blocked.Form) is { } task && CommentsBehind(task, expression).All(static t => t.Kind() is SyntaxKind.MultiLineCommentTrivia or SyntaxKind.WhitespaceTrivia)
                    ? OfTask(task, blocked, expression, site, cancellation)
                    : null;
            case (BlockingForm.Wait, IInvocationOperation wait):
                return TimedWait.Find(wait, (InvocationExpressionSyntax)expression, site);
            case (BlockingForm.WaitAll, IInvocationOperation call) when call.Arguments is { Length: 1 } or [_, { ArgumentKind: ArgumentKind.DefaultValue }]:
                return ProvenCall.Renamed(call, (InvocationExpressionSyntax)expression, "WhenAll", site) is not null
                    ? Of(expression, "Task.WhenAll", Awaitability.Task, static (current, _) => AsyncSiblings.Rename((InvocationExpressionSyntax)current, "WhenAll")!)
                    : null;
            case (BlockingForm.WaitAny, IInvocationOperation { Arguments.Length: 1 } call):
                return WinnerIndex.Find(call, (InvocationExpressionSyntax)expression, site, cancellation);
            case (BlockingForm.ToBlockingEnumerable, IInvocationOperation call):
                return AsyncLoops.Find(call, (InvocationExpressionSyntax)expression);
            default:
                return null;
        }
    }

    /// <summary>What a blocking expression waits for: that which stands before <c>.Result</c>, <c>.Wait()</c>, <c>.GetAwaiter().GetResult()</c>.</summary>
    public static ExpressionSyntax? TaskIn(ExpressionSyntax block, BlockingForm form) => form switch
    {
        BlockingForm.Result => (block as MemberAccessExpressionSyntax)?.Expression,
        BlockingForm.Wait => ReceiverOf(block),
        BlockingForm.GetResult => ReceiverOf(ReceiverOf(block)),
        _ => null,
    };

    private static BlockRewrite OfTask(ExpressionSyntax task, BlockedTask blocked, ExpressionSyntax expression, FixSite site, CancellationToken cancellation)
    {
        var form = blocked.Form;

        // A ValueTask can be awaited as it is; a task is made of it only to block on.
        var converts = site.Model.GetSymbolInfo(task, cancellation).Symbol is IMethodSymbol { Name: "AsTask" } conversion && ReceiverOf(task) is not null
            && site.Facts.Awaitables.Of(conversion.ContainingType) is Awaitability.ValueTask;
        return Of(
            expression,
            TaskCalls.NameOf(TaskCalls.Unwrap(blocked.Task, site.Facts)),
            converts ? Awaitability.ValueTask : site.Facts.Awaitables.Of(site.Model.GetTypeInfo(task, cancellation).Type),
            (current, _) => TaskIn(current, form) is { } found && converts ? ReceiverOf(found)! : TaskIn(current, form)!);
    }

    // Between the task and what is taken away: "task /* why */ .Result".
    private static SyntaxTriviaList CommentsBehind(ExpressionSyntax task, SyntaxNode block) => SyntaxFactory.TriviaList(
        block.Contains(task)
            ? block.DescendantTrivia().Where(t => t.SpanStart >= task.Span.End && t.SpanStart < block.Span.End
                && !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia)).SelectMany(static t => new[] { SyntaxFactory.Space, t })
            : Enumerable.Empty<SyntaxTrivia>());

    private static ExpressionSyntax? ReceiverOf(ExpressionSyntax? call) =>
        call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Expression : null;
}
