using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes;

/// <summary>How one block is turned into the task that is awaited in its place.</summary>
internal sealed class BlockRewrite(ExpressionSyntax replaced, string name, Awaitability awaitability, Func<ExpressionSyntax, ExpressionSyntax> toAwaited)
{
    public ExpressionSyntax Replaced { get; } = replaced;

    public string Name { get; } = name;

    public Awaitability Awaitability { get; } = awaitability;

    /// <summary>From the blocking expression, as it looks by now, to what is awaited.</summary>
    public Func<ExpressionSyntax, ExpressionSyntax> ToAwaited { get; } = toAwaited;

    public static BlockRewrite? Find(FixSite site, CancellationToken cancellation)
    {
        if (site.Expression is not { } expression || site.Model.GetOperation(expression, cancellation) is not { } operation
            || BlockedTasks.Find(operation, site.Facts) is not { } blocked || operation.Syntax != expression
            || IsInConditionalAccess(expression) || AggregateIsCaught(expression, site, cancellation))
        {
            return null;
        }

        var kind = site.Facts.Awaitables.Of(TaskCalls.Unwrap(blocked.Task, site.Facts).Type);
        var name = TaskCalls.NameOf(TaskCalls.Unwrap(blocked.Task, site.Facts));
        switch (blocked.Form)
        {
            // task.Result, task.Wait(): what stands before the last dot is the task.
            case BlockingForm.Result when expression is MemberAccessExpressionSyntax:
                return new(expression, name, kind, static current => ((MemberAccessExpressionSyntax)current).Expression);
            case BlockingForm.Wait when operation is IInvocationOperation { Arguments.IsEmpty: true } && Receiver(expression) is not null:
                return new(expression, name, kind, static current => Receiver(current)!);
            case BlockingForm.GetResult when Receiver(expression) is InvocationExpressionSyntax getAwaiter && Receiver(getAwaiter) is { } task:
                return new(
                    expression, name, site.Facts.Awaitables.Of(site.Model.GetTypeInfo(task, cancellation).Type),
                    static current => Receiver(Receiver(current)!)!);
            case BlockingForm.Wait when operation is IInvocationOperation wait && HasWaitAsync(wait, expression, site):
                return new(expression, name, kind, static current => Rename(current, "WaitAsync"));
            case BlockingForm.WaitAll or BlockingForm.WaitAny when operation is IInvocationOperation { TargetMethod.Parameters.Length: 1 } call:
                return OfTasks(call, blocked.Form, expression, site);
            default:
                return null;
        }
    }

    // WaitAll(tasks) becomes WhenAll(tasks); WaitAny gives an index and WhenAny a task, so that only a dropped index can be replaced.
    private static BlockRewrite? OfTasks(IInvocationOperation call, BlockingForm form, ExpressionSyntax expression, FixSite site)
    {
        if (form is BlockingForm.WaitAny && expression.Parent is not ExpressionStatementSyntax)
        {
            return null;
        }

        var name = form is BlockingForm.WaitAll ? "WhenAll" : "WhenAny";
        return AsyncSiblings.Rename((InvocationExpressionSyntax)expression, name) is { } renamed
            && call.SemanticModel!.GetSpeculativeSymbolInfo(expression.SpanStart, renamed, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol method
            && site.Facts.Awaitables.IsTaskLike(method.ReturnType)
                ? new(expression, "Task." + name, Awaitability.Task, current => Rename(current, name))
                : null;
    }

    // Of the forms with arguments only Wait(token) keeps its meaning: on a time-out WaitAsync throws where Wait gives false.
    private static bool HasWaitAsync(IInvocationOperation wait, ExpressionSyntax expression, FixSite site) =>
        wait is { Arguments.Length: 1, SemanticModel: { } model }
        && SymbolEqualityComparer.Default.Equals(wait.TargetMethod.Parameters[0].Type, site.Facts.Types.CancellationToken)
        && AsyncSiblings.Rename((InvocationExpressionSyntax)expression, "WaitAsync") is { } renamed
        && model.GetSpeculativeSymbolInfo(expression.SpanStart, renamed, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol method
        && site.Facts.Awaitables.IsTaskLike(method.ReturnType);

    private static ExpressionSyntax? Receiver(ExpressionSyntax call) =>
        call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Expression : null;

    private static ExpressionSyntax Rename(ExpressionSyntax call, string name) => AsyncSiblings.Rename((InvocationExpressionSyntax)call, name) ?? call;

    // "x?.Task.Result": what is awaited would be null when x is.
    private static bool IsInConditionalAccess(ExpressionSyntax expression)
    {
        for (SyntaxNode child = expression, parent = expression.Parent!; parent is ExpressionSyntax; child = parent, parent = parent.Parent!)
        {
            if (parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == child)
            {
                return true;
            }
        }

        return false;
    }

    // Wait and Result wrap exceptions in an AggregateException and await does not: a catch for it would no longer be reached.
    private static bool AggregateIsCaught(ExpressionSyntax expression, FixSite site, CancellationToken cancellation)
    {
        for (SyntaxNode child = expression, parent = expression.Parent!;
             parent is not (null or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax);
             child = parent, parent = parent.Parent!)
        {
            if (parent is not TryStatementSyntax @try || @try.Block != child)
            {
                continue;
            }

            foreach (var clause in @try.Catches)
            {
                if (clause.Declaration is { Type: { } type }
                    && SymbolEqualityComparer.Default.Equals(site.Model.GetTypeInfo(type, cancellation).Type, site.Facts.Types.AggregateException)
                    || ReadsInnerException(clause))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool ReadsInnerException(CatchClauseSyntax clause)
    {
        foreach (var node in clause.DescendantNodes())
        {
            if (node is IdentifierNameSyntax { Identifier.ValueText: "InnerException" or "InnerExceptions" or "Flatten" or "AggregateException" or "GetBaseException" })
            {
                return true;
            }
        }

        return false;
    }
}
