using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes;

/// <summary>Finds the project's own helper for tasks that nobody waits for, such as <c>task.Forget()</c>.</summary>
internal static class ForgetHelper
{
    /// <summary>
    /// An extension method in scope that takes a task, needs nothing else, returns nothing, and that the user has named or whose source observes the task;
    /// null where there is none, or more than one.
    /// </summary>
    public static IMethodSymbol? Find(ExpressionSyntax task, FixSite site, CancellationToken cancellation)
    {
        if (task is not InvocationExpressionSyntax || site.Model.GetTypeInfo(task, cancellation).Type is not { } type)
        {
            return null;
        }

        var named = Options.ForgetHelpers.Get(site.Document.Project.AnalyzerOptions, site.Root.SyntaxTree, "ASL3004");
        IMethodSymbol? found = null;
        foreach (var symbol in site.Model.LookupSymbols(task.SpanStart, type, includeReducedExtensionMethods: true))
        {
            if (symbol is IMethodSymbol { MethodKind: MethodKind.ReducedExtension, ReturnsVoid: true, ReducedFrom: { } helper } method && NeedsNothing(method)
                && site.Facts.Awaitables.IsTaskLike(helper.Parameters[0].Type)
                && (site.Facts.SymbolLists.Contains(named, helper) || site.Facts.Callees.Of(helper, helper.Parameters[0]) is ParameterUse.Observed))
            {
                if (found is not null)
                {
                    return null;
                }

                found = method;
            }
        }

        return found;
    }

    /// <summary><c>task.Helper()</c></summary>
    public static ExpressionSyntax Call(ExpressionSyntax task, IMethodSymbol helper) =>
        SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, task, SyntaxFactory.IdentifierName(helper.Name)));

    private static bool NeedsNothing(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (!parameter.IsOptional && !parameter.IsParams)
            {
                return false;
            }
        }

        return true;
    }
}
