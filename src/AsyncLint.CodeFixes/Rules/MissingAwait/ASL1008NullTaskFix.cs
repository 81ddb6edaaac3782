using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Puts a completed task in the place of null, and behind a <c>?.</c> that gives null.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL1008NullTaskFix))]
public sealed class ASL1008NullTaskFix : RuleFix
{
    private const string CompleteKey = "ASL1008.complete";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL1008");

    internal override string DefaultKey => CompleteKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        site.Expression is { } expression && TaskAt(expression, site, cancellation) is { } task && NullGuard.CanGuard(task, site.Facts)
            ? ImmutableArray.Create(new FixOffer(
                (expression is ConditionalAccessExpressionSyntax ? "Add " : "Use ") + (task is INamedTypeSymbol { IsGenericType: true } ? "'Task.FromResult'" : "'Task.CompletedTask'"), CompleteKey))
            : ImmutableArray<FixOffer>.Empty;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var expression = site.Expression!;
        var completed = new CompletedTask(TaskAt(expression, site, cancellation)!, expression, site.Model, site.Facts);
        editor.ReplaceNode(expression, (current, generator) => current is ConditionalAccessExpressionSyntax
            ? SyntaxFactory.ParenthesizedExpression(SyntaxFactory.BinaryExpression(SyntaxKind.CoalesceExpression, (ExpressionSyntax)current.WithoutTrivia(), completed.Write(generator)))
                .WithTriviaFrom(current).WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation)
            : completed.Write(generator).WithTriviaFrom(current));
    }

    /// <summary>The type of task that is wanted at an expression; null where that is no task.</summary>
    private static ITypeSymbol? TaskAt(ExpressionSyntax expression, FixSite site, CancellationToken cancellation)
    {
        for (SyntaxNode node = expression; node.Parent is { } parent; node = parent)
        {
            switch (parent)
            {
                case AwaitExpressionSyntax { Parent: ExpressionStatementSyntax }:
                    return Framework(site.Facts.Types.Task, site.Model.GetTypeInfo(expression, cancellation), site);
                case AwaitExpressionSyntax:
                    var awaited = site.Model.GetTypeInfo(expression, cancellation);
                    return Framework(awaited.Type ?? awaited.ConvertedType, awaited, site);
                case StatementSyntax or ArrowExpressionClauseSyntax or AnonymousFunctionExpressionSyntax:
                    return EnclosingFunction.At(expression, site.Model, cancellation).Symbol?.ReturnType is { } returned && site.Facts.Awaitables.IsFrameworkTask(returned) ? returned : null;
            }
        }

        return null;
    }

    private static ITypeSymbol? Framework(ITypeSymbol? wanted, TypeInfo given, FixSite site) =>
        site.Facts.Awaitables.IsFrameworkTask(given.Type ?? given.ConvertedType) ? wanted : null;
}
