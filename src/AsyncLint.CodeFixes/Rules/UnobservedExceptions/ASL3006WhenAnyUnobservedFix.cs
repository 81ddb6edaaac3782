using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>
/// Awaits the winner where <c>await Task.WhenAny(…);</c> drops it, and waits with <c>WaitAsync</c> where a time-out is made of it that throws what WaitAsync throws.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL3006WhenAnyUnobservedFix))]
public sealed class ASL3006WhenAnyUnobservedFix : RuleFix
{
    // One key: at each site at most one of the two fits.
    private const string AwaitKey = "ASL3006.await";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL3006", "ASL3013");

    internal override string DefaultKey => AwaitKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        Dropped(site, cancellation) is not null ? ImmutableArray.Create(new FixOffer("Await the task that completes first", AwaitKey))
        : Timeout(site, cancellation) is { Work.Local.Name: var work } ? ImmutableArray.Create(new FixOffer($"Wait for '{work}' with 'WaitAsync'", AwaitKey))
        : ImmutableArray<FixOffer>.Empty;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        if (Dropped(site, cancellation) is { } awaited)
        {
            editor.ReplaceNode(awaited, (current, _) => AwaitStyle.Like(awaited).Await((ExpressionSyntax)current, Awaitability.Task, alone: true));
            return;
        }

        var timeout = Timeout(site, cancellation)!;
        var time = (InvocationExpressionSyntax)timeout.Delay.Syntax;
        var inMilliseconds = timeout.Delay.TargetMethod.Parameters[0].Type.SpecialType is SpecialType.System_Int32;
        var like = site.Node.FirstAncestorOrSelf<AwaitExpressionSyntax>()!;
        var wait = (ExpressionSyntax)editor.Generator.InvocationExpression(
            editor.Generator.MemberAccessExpression(SyntaxFactory.IdentifierName(timeout.Work.Local.Name), "WaitAsync"),
            inMilliseconds
                ? editor.Generator.InvocationExpression(
                    editor.Generator.MemberAccessExpression(ImportedType.Of(site.Facts.Types.TimeSpan!, editor.Generator), "FromMilliseconds"), time.ArgumentList.Arguments[0].Expression)
                : time.ArgumentList.Arguments[0].Expression);
        editor.ReplaceNode(timeout.Test.Syntax, (current, _) => SyntaxFactory.ExpressionStatement(AwaitStyle.Like(like).Await(wait, Awaitability.Task, alone: true))
            .WithTriviaFrom(current).WithAdditionalAnnotations(Formatter.Annotation));
    }

    // "await Task.WhenAny(work, Task.Delay(time));": the delay cannot fail, so that only the exception of the work is new. A token would make it throw as well,
    // and of several that may fail the losers are still lost.
    private static AwaitExpressionSyntax? Dropped(FixSite site, CancellationToken cancellation)
    {
        if (site.Node.FirstAncestorOrSelf<AwaitExpressionSyntax>() is not { Parent: ExpressionStatementSyntax } awaited
            || site.Model.GetOperation(awaited, cancellation) is not IAwaitOperation { Operation: var task }
            || TaskCalls.Unwrap(task, site.Facts) is not IInvocationOperation { Arguments: var arguments } call || !TaskCalls.IsWhenAny(call.TargetMethod, site.Facts.Types))
        {
            return null;
        }

        var elements = arguments.SelectMany(static argument => TaskCalls.ElementsOf(OperationTree.Bare(argument.Value)) ?? new[] { argument.Value }).ToArray();
        var delays = elements.Count(element => TaskCalls.Unwrap(element, site.Facts) is IInvocationOperation { TargetMethod: { Parameters.Length: 1 } method } && TaskCalls.IsDelay(method, site.Facts.Types));
        return elements.Length == 2 && delays == 1 ? awaited : null;
    }

    // With a message of its own it would be another exception, and a token that stops the delay does not stop WaitAsync in the same way.
    private static WinnerTimeout? Timeout(FixSite site, CancellationToken cancellation) =>
        site.Model.GetOperation(site.Node, cancellation) is IInvocationOperation call && TaskCalls.IsWhenAny(call.TargetMethod, site.Facts.Types)
        && WinnerTimeout.Of(call, site.Facts) is { Delay: { TargetMethod.Parameters.Length: 1, Syntax: InvocationExpressionSyntax delay } } timeout
        && timeout.Test.Syntax is IfStatementSyntax statement && !Comments.AreIn(statement) && ThrowsTimeout(statement, site)
        && delay.ArgumentList.Arguments[0].NameColon is null && site.Facts.Types.TimeSpan is { } timeSpan && HasWaitAsync(site.Facts.Types.Task!, timeSpan)
            ? timeout
            : null;

    private static bool ThrowsTimeout(IfStatementSyntax statement, FixSite site) =>
        (statement.Statement is BlockSyntax { Statements: [var only] } ? only : statement.Statement) is ThrowStatementSyntax
        {
            Expression: ObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0, Initializer: null } thrown,
        }
        && SymbolEqualityComparer.Default.Equals(site.Model.GetTypeInfo(thrown).Type, site.Facts.Types.TimeoutException);

    private static bool HasWaitAsync(INamedTypeSymbol task, INamedTypeSymbol timeSpan) => task.GetMembers("WaitAsync").Any(member =>
        member is IMethodSymbol { Parameters: [var time] } && SymbolEqualityComparer.Default.Equals(time.Type, timeSpan));
}
