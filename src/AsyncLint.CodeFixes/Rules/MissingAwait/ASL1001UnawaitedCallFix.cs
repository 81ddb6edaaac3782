using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the dropped call; by option also discards it visibly, or returns it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL1001UnawaitedCallFix))]
public sealed class ASL1001UnawaitedCallFix : RuleFix
{
    private const string AwaitKey = "ASL1001.await";
    private const string DiscardKey = "ASL1001.discard";
    private const string ReturnKey = "ASL1001.return";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL1001");

    internal override string DefaultKey => AwaitKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation)
    {
        if (site.Expression is not { } expression || Dropped(site, cancellation) is not { } dropped)
        {
            return ImmutableArray<FixOffer>.Empty;
        }

        var offers = ImmutableArray.CreateBuilder<FixOffer>(2);
        var name = TaskCalls.NameOf(dropped);
        if (site.Facts.Awaitables.IsTaskLike(Underlying(site.Model.GetTypeInfo(expression, cancellation).Type, site)) && CanGuard(expression, site)
            && OfferAwait(site, expression, name, AwaitKey, cancellation) is { } offer)
        {
            offers.Add(offer);
        }

        switch (Options.UnawaitedCallAlternative.Get(site.Document.Project.AnalyzerOptions, site.Root.SyntaxTree, "ASL1001"))
        {
            case "discard" when expression.Parent is ExpressionStatementSyntax:
                offers.Add(new($"Discard the task of '{name}'", DiscardKey));
                break;
            case "return" when ReturnedInstead(expression, site, cancellation) is not null:
                offers.Add(new($"Return the task of '{name}'", ReturnKey));
                break;
        }

        return offers.ToImmutable();
    }

    internal override ExpressionSyntax? AwaitedAt(FixSite site, string key, CancellationToken cancellation) => key is AwaitKey ? site.Expression : null;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var expression = site.Expression!;
        switch (key)
        {
            case AwaitKey:
                Await(site, expression, functions.Style, editor, cancellation);
                break;
            case DiscardKey:
                editor.ReplaceNode(expression, static (current, _) => SyntaxFactory.AssignmentExpression(
                    SyntaxKind.SimpleAssignmentExpression, SyntaxFactory.IdentifierName("_"), ((ExpressionSyntax)current).WithoutTrivia())
                    .WithTriviaFrom(current).WithAdditionalAnnotations(Formatter.Annotation));
                break;
            case ReturnKey:
                editor.RemoveNode(ReturnedInstead(expression, site, cancellation)!);
                editor.ReplaceNode(expression.Parent!, static (current, _) => SyntaxFactory.ReturnStatement(((ExpressionStatementSyntax)current).Expression)
                    .WithTriviaFrom(current).WithAdditionalAnnotations(Formatter.Annotation));
                break;
        }
    }

    private static void Await(FixSite site, ExpressionSyntax expression, AwaitStyle style, SyntaxEditor editor, CancellationToken cancellation)
    {
        var type = Underlying(site.Model.GetTypeInfo(expression, cancellation).Type, site);
        var kind = site.Facts.Awaitables.Of(type);
        if (expression is not ConditionalAccessExpressionSyntax)
        {
            editor.ReplaceNode(expression, (current, _) => style.Await((ExpressionSyntax)current, kind, alone: true));
            return;
        }

        editor.ReplaceNode(expression, (current, generator) =>
            style.Await(NullGuard.Around((ExpressionSyntax)current, kind, site.Facts, generator), kind, alone: true));
    }

    private static bool CanGuard(ExpressionSyntax expression, FixSite site) =>
        expression is not ConditionalAccessExpressionSyntax || NullGuard.CanGuard(Underlying(site.Model.GetTypeInfo(expression).Type, site), site.Facts);

    private static ITypeSymbol? Underlying(ITypeSymbol? type, FixSite site) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable && site.Facts.Awaitables.IsTaskLike(nullable.TypeArguments[0])
            ? nullable.TypeArguments[0]
            : type;

    private static IOperation? Dropped(FixSite site, CancellationToken cancellation)
    {
        var operation = site.Model.GetOperation(site.Expression!, cancellation);
        while (operation is IConditionalAccessOperation access)
        {
            operation = access.WhenNotNull;
        }

        return operation is null ? null : TaskCalls.Unwrap(operation, site.Facts);
    }

    /// <summary>The <c>return Task.CompletedTask;</c> right behind the statement, in whose place the dropped task can be returned.</summary>
    private static ReturnStatementSyntax? ReturnedInstead(ExpressionSyntax expression, FixSite site, CancellationToken cancellation) =>
        expression.Parent is ExpressionStatementSyntax { Parent: BlockSyntax block } statement
        && block.Statements.IndexOf(statement) + 1 is var next && next < block.Statements.Count
        && block.Statements[next] is ReturnStatementSyntax { Expression: { } returned } following
        && site.Model.GetOperation(returned, cancellation) is IMemberReferenceOperation completed && TaskCalls.IsBornComplete(completed, site.Facts)
        && SymbolEqualityComparer.Default.Equals(completed.Type, site.Model.GetTypeInfo(expression, cancellation).Type)
            ? following
            : null;
}
