using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the winner where <c>await Task.WhenAny(…);</c> drops it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL3006WhenAnyUnobservedFix))]
public sealed class ASL3006WhenAnyUnobservedFix : RuleFix
{
    private const string WinnerKey = "ASL3006.winner";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL3006");

    internal override string DefaultKey => WinnerKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        Find(site, cancellation) is not null ? ImmutableArray.Create(new FixOffer("Await the task that completes first", WinnerKey)) : ImmutableArray<FixOffer>.Empty;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var awaited = Find(site, cancellation)!;
        editor.ReplaceNode(awaited, (current, _) => AwaitStyle.Like(awaited).Await((ExpressionSyntax)current, Awaitability.Task, alone: true));
    }

    // "await Task.WhenAny(work, Task.Delay(time));": the delay cannot fail, so that only the exception of the work is new. A token would make it throw as well,
    // and of several that may fail the losers are still lost.
    private static AwaitExpressionSyntax? Find(FixSite site, CancellationToken cancellation)
    {
        if (site.Node.FirstAncestorOrSelf<AwaitExpressionSyntax>() is not { Parent: ExpressionStatementSyntax } awaited
            || site.Model.GetOperation(awaited, cancellation) is not IAwaitOperation { Operation: var task }
            || TaskCalls.Unwrap(task, site.Facts) is not IInvocationOperation { Arguments: var arguments } call || !TaskCalls.IsWhenAny(call.TargetMethod, site.Facts.Types))
        {
            return null;
        }

        var elements = arguments.SelectMany(static argument => TaskCalls.ElementsOf(StartedCollections.Bare(argument.Value)) ?? new[] { argument.Value }).ToArray();
        var delays = elements.Count(element => TaskCalls.Unwrap(element, site.Facts) is IInvocationOperation { TargetMethod: { Parameters.Length: 1 } method } && TaskCalls.IsDelay(method, site.Facts.Types));
        return elements.Length == 2 && delays == 1 ? awaited : null;
    }
}
