using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the task that is forgotten, or gives it to the project's own helper for such tasks.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL3004FireAndForgetCanFailFix))]
public sealed class ASL3004FireAndForgetCanFailFix : RuleFix
{
    private const string AwaitKey = "ASL3004.await";
    private const string ForgetKey = "ASL3004.forget";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL3004", "ASL3012");

    internal override string DefaultKey => AwaitKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation)
    {
        if (Forgotten(site) is not { } forgotten)
        {
            return ImmutableArray<FixOffer>.Empty;
        }

        var offers = ImmutableArray.CreateBuilder<FixOffer>(2);
        var type = site.Model.GetTypeInfo(forgotten.Task, cancellation).Type;
        if (site.Facts.Awaitables.IsTaskLike(type) && !site.Facts.Awaitables.IsNested(type) && !RunsForGood(site, cancellation)
            && (forgotten.Task is not ConditionalAccessExpressionSyntax || NullGuard.CanGuard(type, site.Facts))
            && OfferAwait(site, forgotten.Task, NameOf(site, cancellation), AwaitKey, cancellation) is { } offer)
        {
            offers.Add(offer);
        }

        if (ForgetHelper.Find(forgotten.Task, site, cancellation) is { } helper)
        {
            offers.Add(new($"Give the task to '{helper.Name}'", ForgetKey));
        }

        return offers.ToImmutable();
    }

    internal override ExpressionSyntax? AwaitedAt(FixSite site, string key, CancellationToken cancellation) => key is AwaitKey ? Forgotten(site)?.Task : null;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var (task, whole) = Forgotten(site)!.Value;
        if (key is ForgetKey)
        {
            var helper = ForgetHelper.Find(task, site, cancellation)!;
            editor.ReplaceNode(whole, (current, _) => ForgetHelper.Call(TaskIn(current), helper).WithTriviaFrom(current));
            return;
        }

        var style = functions.Style;
        var kind = site.Facts.Awaitables.Of(site.Model.GetTypeInfo(task, cancellation).Type);
        editor.ReplaceNode(whole, (current, generator) =>
        {
            var started = TaskIn(current);
            var awaited = started is ConditionalAccessExpressionSyntax ? NullGuard.Around(started, kind, site.Facts, generator) : started;
            return style.Await(awaited, kind, alone: true).WithTriviaFrom(current);
        });
    }

    private static ExpressionSyntax TaskIn(SyntaxNode whole) => whole is AssignmentExpressionSyntax { Right: var task } ? task.WithoutTrivia() : (ExpressionSyntax)whole;

    /// <summary>The task, and what has to give way to what becomes of it; null where it is no statement of its own.</summary>
    private static (ExpressionSyntax Task, ExpressionSyntax Whole)? Forgotten(FixSite site)
    {
        for (var expression = site.Expression; expression is not null; expression = expression.Parent as ExpressionSyntax)
        {
            if (expression.Parent is ExpressionStatementSyntax || expression.Parent is ArrowExpressionClauseSyntax && site.Model.GetEnclosingSymbol(expression.SpanStart) is IMethodSymbol { ReturnsVoid: true })
            {
                return expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Right: var task } ? (task, expression)
                    : expression is InvocationExpressionSyntax && expression == site.Expression ? (expression, expression)
                    : null;
            }

            if (expression is AnonymousFunctionExpressionSyntax or AwaitExpressionSyntax)
            {
                return null;
            }
        }

        return null;
    }

    // Who awaits a loop that ends with the process waits for ever.
    private static bool RunsForGood(FixSite site, CancellationToken cancellation) =>
        site.Model.GetSymbolInfo(site.Expression!, cancellation).Symbol is IMethodSymbol method && BackgroundLoops.Contains(method, cancellation)
        || BackgroundLoops.IsIn(site.Expression!);

    private static string NameOf(FixSite site, CancellationToken cancellation) =>
        site.Model.GetOperation(site.Expression!, cancellation) is { } operation ? TaskCalls.NameOf(operation) : "the task";
}
