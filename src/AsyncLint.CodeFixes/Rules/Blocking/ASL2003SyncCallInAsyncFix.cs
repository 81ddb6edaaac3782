using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
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
        Find(site, cancellation) is { } found && OfferAwait(site, found.Syntax, found.Sibling.Name, Key, cancellation) is { } offer
            ? ImmutableArray.Create(offer)
            : ImmutableArray<FixOffer>.Empty;

    internal override ExpressionSyntax? AwaitedAt(FixSite site, string key, CancellationToken cancellation) => CallAt(site);

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var (syntax, call, sibling, import) = Find(site, cancellation)!.Value;
        var style = functions.Style;
        var kind = site.Facts.Awaitables.Of(sibling.ReturnType);
        var token = TokenArgument.For(call, syntax, sibling.Name, import, site, cancellation);
        editor.ReplaceNode(syntax, (current, _) =>
        {
            var awaited = AsyncSiblings.Rename((InvocationExpressionSyntax)current, sibling.Name)!;
            awaited = token is null ? awaited : TokenArgument.Add(awaited, token);
            return style.Await(import is null ? awaited : ImportedExtension.Mark(awaited, import), kind);
        });
    }

    private static (InvocationExpressionSyntax Syntax, IInvocationOperation Call, IMethodSymbol Sibling, INamedTypeSymbol? Import)? Find(
        FixSite site, CancellationToken cancellation) =>
        CallAt(site) is { } syntax && site.Model.GetOperation(syntax, cancellation) is IInvocationOperation call
        && MemberAt(syntax, site, cancellation) is { } member
        && SyncCalls.Find(call, member, isListed: false, site.Facts, cancellation) is { Sibling: { } sibling, Import: var import }
            ? (syntax, call, sibling, import)
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
