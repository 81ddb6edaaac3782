using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes;

/// <summary>Where a task that leaves its scope too early is returned: there it can be awaited while the scope is still open.</summary>
internal static class ReturnedTask
{
    /// <summary>
    /// The value of the return that hands out the task of a site; null where none does, or where the function also does something else with it.
    /// </summary>
    public static ExpressionSyntax? Find(FixSite site, CancellationToken cancellation)
    {
        if (site.Expression is not { } expression || site.Model.GetOperation(expression, cancellation) is not IInvocationOperation call)
        {
            return null;
        }

        if (StartedTasks.ReturnOf(call, site.Facts) is { Syntax: ReturnStatementSyntax { Expression: var direct } })
        {
            return direct;
        }

        if (Graphs.Of(call, cancellation) is not { } graph || TaskFlow.Of(graph, site.Facts).Follow(call, cancellation) is not { Leaks.Count: 0 } fate)
        {
            return null;
        }

        ExpressionSyntax? first = null;
        foreach (var (end, at) in fate.Ends)
        {
            if (end is TaskEnd.Returned && at.Syntax.FirstAncestorOrSelf<ReturnStatementSyntax>() is { Expression: { } returned } && IsInsideScopeOf(returned, expression))
            {
                first ??= returned;
            }
            else if (end is not (TaskEnd.Observed or TaskEnd.Completed))
            {
                return null;
            }
        }

        return first;
    }

    // Behind its scope it is too late to await: "using (…) { task = F(); } return task;".
    private static bool IsInsideScopeOf(ExpressionSyntax returned, ExpressionSyntax call)
    {
        for (var node = call.Parent; node is not (null or MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax); node = node.Parent)
        {
            if (node is UsingStatementSyntax or TryStatementSyntax && !node.Span.Contains(returned.Span))
            {
                return false;
            }
        }

        return true;
    }
}
