using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Makes an async void function return a task, and its callers await it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL3001AsyncVoidMethodFix))]
public sealed class ASL3001AsyncVoidMethodFix : RuleFix
{
    private const string TaskKey = "ASL3001.task";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL3001");

    internal override string DefaultKey => TaskKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        TaskReturn.Find(site, cancellation) is { } change
            ? ImmutableArray.Create(new FixOffer(
                change.Calls.IsEmpty ? $"Return a task from '{change.Symbol.Name}'" : $"Return a task from '{change.Symbol.Name}' and await it", TaskKey))
            : ImmutableArray<FixOffer>.Empty;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var change = TaskReturn.Find(site, cancellation)!;
        var style = functions.Style;
        foreach (var call in change.Calls)
        {
            editor.ReplaceNode(call, (current, _) => style.Await((ExpressionSyntax)current, Awaitability.Task));
        }

        var task = functions.TaskOf(change.Symbol, site.Facts);
        editor.ReplaceNode(change.Declaration, (current, _) => FunctionEdits.WithReturnType(current, task));
    }
}
