using AsyncLint.Calls;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes;

/// <summary>
/// Adds ConfigureAwait(false) to every await that the task of a block may come to, through all functions of the source that make it: one that is left out is enough for the
/// deadlock. Only where these functions are in the document at hand, and none of them is a control's, which may touch the screen after its await.
/// </summary>
internal sealed class ConfiguredAwaits
{
    private readonly List<AwaitExpressionSyntax> _awaits = new();

    private ConfiguredAwaits()
    {
    }

    public static ConfiguredAwaits? Find(FixSite site, CancellationToken cancellation)
    {
        if (site.Expression is not { } block || site.Model.GetOperation(block, cancellation) is not { } operation || BlockedTasks.Find(operation, site.Facts) is not { } blocked)
        {
            return null;
        }

        var found = new ConfiguredAwaits();
        var steps = site.Facts.AwaitSteps;
        var visited = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        var waiting = new Stack<TaskSource>(steps.Sources.Of(blocked.Task));
        while (waiting.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            if (waiting.Pop() is not { Origin: TaskOrigin.Function, Function: { } function } || !visited.Add(function))
            {
                continue;
            }

            if (!found.Add(function, site))
            {
                return null;
            }

            foreach (var source in steps.Of(function).SelectMany(static step => step.Sources))
            {
                waiting.Push(source);
            }
        }

        return found._awaits.Count > 0 ? found : null;
    }

    public void Apply(SyntaxEditor editor)
    {
        foreach (var await in _awaits)
        {
            editor.ReplaceNode(await, static (current, _) => current is AwaitExpressionSyntax captured && AwaitStyle.UnconfiguredOf(captured) is null
                ? captured.WithExpression(AwaitStyle.WithConfigureAwait(captured.Expression))
                : current);
        }
    }

    // False where one of the function's awaits has to stay as it is.
    private bool Add(IMethodSymbol function, FixSite site)
    {
        for (var type = function.ContainingType; type is not null; type = type.ContainingType)
        {
            if (site.Facts.Types.BelongsToUiThread(type))
            {
                return false;
            }
        }

        if (SourceFunctions.BodyOf(function, site.Facts) is not { } body || body.Syntax.SyntaxTree != site.Root.SyntaxTree)
        {
            return false;
        }

        foreach (var operation in OperationTree.OwnOperations(body))
        {
            switch (operation)
            {
                case IForEachLoopOperation { IsAsynchronous: true } or IUsingOperation { IsAsynchronous: true } or IUsingDeclarationOperation { IsAsynchronous: true }:
                    return false;
                case IAwaitOperation { Operation: var task, Syntax: var syntax } when AwaitOptions.ContinuationOf(task, site.Facts) is not Continuation.Anywhere:
                    if (!site.Facts.Awaitables.IsTaskOrValueTask(task.Type) || syntax is not AwaitExpressionSyntax await)
                    {
                        return false;
                    }

                    _awaits.Add(await);
                    break;
            }
        }

        return true;
    }
}
