using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the sibling of a synchronous call, with the same arguments and the token that the function was given to stop waiting.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL2003SyncCallInAsyncFix))]
public sealed class ASL2003SyncCallInAsyncFix : RuleFix
{
    private const string Key = "ASL2003.await";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL2003", "ASL2010");

    internal override string DefaultKey => Key;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        Find(site, cancellation) is { } found && OfferAwait(site, found.Awaited, found.Sibling.Method.Name, Key, cancellation) is { } offer
            ? ImmutableArray.Create(offer)
            : ImmutableArray<FixOffer>.Empty;

    internal override ExpressionSyntax? AwaitedAt(FixSite site, string key, CancellationToken cancellation) => Find(site, cancellation)?.Awaited;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var (syntax, replaced, call, sibling) = Find(site, cancellation)!.Value;
        var (style, facts) = (functions.Style, site.Facts);
        var kind = facts.Awaitables.Of(sibling.Method.ReturnType);
        var token = TokenArgument.For(call, syntax, sibling, site, cancellation);
        editor.ReplaceNode(replaced, (current, generator) => style.Await(
            current is ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax part } access
                ? NullGuard.Around(access.WithWhenNotNull(Sibling(part, sibling, token)), kind, facts, generator)
                : Sibling((InvocationExpressionSyntax)current, sibling, token),
            kind));
    }

    private static InvocationExpressionSyntax Sibling(InvocationExpressionSyntax call, ProvenSibling sibling, ArgumentSyntax? token)
    {
        var renamed = call.Expression is MemberBindingExpressionSyntax { Name: var name } part
            ? call.WithExpression(part.WithName(name.WithIdentifier(SyntaxFactory.Identifier(sibling.Method.Name).WithTriviaFrom(name.Identifier))))
            : AsyncSiblings.Rename(call, sibling.Method.Name)!;
        var complete = token is null ? renamed : TokenArgument.Add(renamed, token);
        return sibling.Import is null ? complete : ImportedExtension.Mark(complete, sibling.Import);
    }

    private static (InvocationExpressionSyntax Syntax, ExpressionSyntax Awaited, IInvocationOperation Call, ProvenSibling Sibling)? Find(
        FixSite site, CancellationToken cancellation) =>
        CallAt(site) is { } syntax && site.Model.GetOperation(syntax, cancellation) is IInvocationOperation call
        && MemberAt(syntax, site, cancellation) is { } member
        && SyncCalls.Find(call, member, site.Facts, cancellation) is { Sibling: { } sibling }
        && ReplacedBy(syntax, sibling, site) is { } replaced
            ? (syntax, replaced, call, sibling)
            : null;

    // Behind "?." a statement can await a complete task where there is no receiver; a value would need another expression.
    private static ExpressionSyntax? ReplacedBy(InvocationExpressionSyntax call, ProvenSibling sibling, FixSite site) =>
        ConditionalAccesses.Around(call) is not { } access ? call
            : access is { Parent: ExpressionStatementSyntax } && access.WhenNotNull == call && !sibling.NeedsToken && NullGuard.CanGuard(sibling.Method.ReturnType, site.Facts) ? access
            : null;

    // What the rule is told: the method around all lambdas and local functions.
    private static ISymbol? MemberAt(SyntaxNode node, FixSite site, CancellationToken cancellation)
    {
        var symbol = site.Model.GetEnclosingSymbol(node.SpanStart, cancellation);
        while (symbol?.ContainingSymbol is IMethodSymbol)
        {
            symbol = symbol.ContainingSymbol;
        }

        return symbol;
    }

    // The report lies on the whole call, or on its callee where a lambda makes the call long.
    private static InvocationExpressionSyntax? CallAt(FixSite site) =>
        site.Expression as InvocationExpressionSyntax is { } call && call.Span == site.Diagnostic.Location.SourceSpan ? call
            : site.Expression?.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } outer && outer.Expression.Span == site.Diagnostic.Location.SourceSpan ? outer
            : null;
}
