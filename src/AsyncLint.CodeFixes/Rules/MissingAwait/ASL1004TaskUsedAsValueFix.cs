using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the task, so that its result stands where it was meant.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL1004TaskUsedAsValueFix))]
public sealed class ASL1004TaskUsedAsValueFix : RuleFix
{
    private const string AwaitKey = "ASL1004.await";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL1004");

    internal override string DefaultKey => AwaitKey;

    // Awaiting "x?.GetAsync()" throws where x is null, and what a Task without a result gives is nothing to put in its place.
    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        site.Expression is { } expression and not ConditionalAccessExpressionSyntax
        && site.Facts.Awaitables.ResultOf(TypeOf(expression, site, cancellation)) is { SpecialType: not SpecialType.System_Void }
        && !IsDeclaredAsTask(expression, site, cancellation)
        && site.Model.GetOperation(expression, cancellation) is { } task
        && OfferAwait(site, expression, TaskCalls.NameOf(TaskCalls.Unwrap(task, site.Facts)), AwaitKey, cancellation) is { } offer
            ? ImmutableArray.Create(offer)
            : ImmutableArray<FixOffer>.Empty;

    internal override ExpressionSyntax? AwaitedAt(FixSite site, string key, CancellationToken cancellation) => site.Expression;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var kind = site.Facts.Awaitables.Of(TypeOf(site.Expression!, site, cancellation));
        var style = functions.Style;
        editor.ReplaceNode(site.Expression!, (current, _) => style.Await((ExpressionSyntax)current, kind));
    }

    private static ITypeSymbol? TypeOf(ExpressionSyntax expression, FixSite site, CancellationToken cancellation) =>
        site.Model.GetTypeInfo(expression, cancellation).Type;

    // "Task<User> user = FindAsync(id);": the variable would have to change its type as well.
    private static bool IsDeclaredAsTask(ExpressionSyntax expression, FixSite site, CancellationToken cancellation) =>
        expression.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Type: { IsVar: false } type } } }
        && SymbolEqualityComparer.Default.Equals(site.Model.GetTypeInfo(type, cancellation).Type, TypeOf(expression, site, cancellation));
}
