using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Returns the task of the asynchronous sibling.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL2009FakeAsyncFix))]
public sealed class ASL2009FakeAsyncFix : RuleFix
{
    private const string SiblingKey = "ASL2009.sibling";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL2009");

    internal override string DefaultKey => SiblingKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        WrapperAt(site) is { } wrapper && Find(wrapper, site, cancellation) is { } wrapped
            ? ImmutableArray.Create(new FixOffer($"Return the task of '{wrapped.Sibling.Name}'", SiblingKey))
            : ImmutableArray<FixOffer>.Empty;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var wrapper = WrapperAt(site)!;
        var wrapped = Find(wrapper, site, cancellation)!;
        editor.ReplaceNode(wrapper, (current, _) =>
        {
            var renamed = AsyncSiblings.Rename(CallIn((InvocationExpressionSyntax)current)!, wrapped.Sibling.Name)!;
            return (wrapped.Token is { } token ? WithLast(renamed, token.WithoutTrivia()) : renamed).WithTriviaFrom(current);
        });
    }

    private static InvocationExpressionSyntax WithLast(InvocationExpressionSyntax call, ArgumentSyntax token) =>
        call.AddArgumentListArguments(call.ArgumentList.Arguments.Count == 0 ? token : token.WithLeadingTrivia(SyntaxFactory.Space));

    private static InvocationExpressionSyntax? WrapperAt(FixSite site) => site.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>();

    // Comments inside of the wrapping would be lost.
    private static WrappedCall? Find(InvocationExpressionSyntax wrapper, FixSite site, CancellationToken cancellation) =>
        CallIn(wrapper) is { } call && site.Model.GetOperation(wrapper, cancellation) is IInvocationOperation operation
        && site.Model.GetEnclosingSymbol(wrapper.SpanStart, cancellation) is { } containing
        && !Comments.AreIn(wrapper)
        && WrappedCall.Find(operation, containing, site.Facts, cancellation) is { } wrapped && wrapped.Call.Syntax == call
            ? wrapped
            : null;

    private static InvocationExpressionSyntax? CallIn(InvocationExpressionSyntax wrapper) => wrapper.ArgumentList.Arguments[0].Expression switch
    {
        InvocationExpressionSyntax call => call,
        LambdaExpressionSyntax { ExpressionBody: InvocationExpressionSyntax call } => call,
        LambdaExpressionSyntax { Block.Statements: [ReturnStatementSyntax { Expression: InvocationExpressionSyntax call }] } => call,
        LambdaExpressionSyntax { Block.Statements: [ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call }] } => call,
        _ => null,
    };
}
