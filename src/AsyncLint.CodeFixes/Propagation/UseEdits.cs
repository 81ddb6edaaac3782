using AsyncLint.Facts;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes.Propagation;

/// <summary>The edits that let a use follow a function which has become async.</summary>
internal static class UseEdits
{
    /// <summary>Awaits a call; a conditional one awaits a completed task where there is no receiver.</summary>
    public static void Await(ExpressionSyntax call, DocumentEdits document, SyntaxEditor editor)
    {
        var alone = AwaitStyle.StandsAlone(call);
        editor.ReplaceNode(call, (current, generator) => document.Style.Await(
            current is ConditionalAccessExpressionSyntax conditional ? NullGuard.Around(conditional, Awaitability.Task, document.Facts, generator) : (ExpressionSyntax)current,
            Awaitability.Task,
            alone));
    }

    /// <summary>Turns the loop over a sequence into <c>await foreach</c>.</summary>
    public static void AwaitEach(ExpressionSyntax sequence, DocumentEdits document, SyntaxEditor editor)
    {
        editor.ReplaceNode(sequence, (current, _) => document.Style.Configured((ExpressionSyntax)current));
        AsyncLoops.Await((ForEachStatementSyntax)sequence.Parent!, editor);
    }
}
