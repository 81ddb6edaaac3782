using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Lets exceptions out of the loop once its token is cancelled.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL3009CancellationSwallowedFix))]
public sealed class ASL3009CancellationSwallowedFix : RuleFix
{
    private const string FilterKey = "ASL3009.filter";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL3009", "ASL3014");

    internal override string DefaultKey => FilterKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        Question(site, cancellation) is not null && MayThrow(site, cancellation)
            ? ImmutableArray.Create(new FixOffer("Catch nothing once the token is cancelled", FilterKey))
            : ImmutableArray<FixOffer>.Empty;

    // By the token rather than by the type of the exception: a time-out of HttpClient is a cancellation too, and to be tried again.
    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var question = Question(site, cancellation)!;
        editor.ReplaceNode(site.Node, (current, _) =>
        {
            var clause = (CatchClauseSyntax)current;
            var filter = SyntaxFactory.CatchFilterClause(SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, question))
                .WithWhenKeyword(SyntaxFactory.Token(SyntaxKind.WhenKeyword).WithTrailingTrivia(SyntaxFactory.Space));

            // The line goes on behind what the filter comes after, and ends behind the filter.
            var last = clause.Declaration?.GetLastToken() ?? clause.CatchKeyword;
            return clause.ReplaceToken(last, last.WithTrailingTrivia(SyntaxFactory.Space))
                .WithFilter(filter.WithTrailingTrivia(last.TrailingTrivia));
        });
    }

    private static MemberAccessExpressionSyntax? Question(FixSite site, CancellationToken cancellation)
    {
        if (site.Node is not CatchClauseSyntax clause || site.Model.GetOperation(clause, cancellation) is not ICatchClauseOperation operation
            || SwallowedCancellations.Find(operation, site.Facts, cancellation) is not { Token.Value: { Syntax: ExpressionSyntax token } value })
        {
            return null;
        }

        // A source answers itself, also where it is disposed.
        var asked = value is IPropertyReferenceOperation { Property.Name: "Token", Instance.Syntax: ExpressionSyntax source } ? source : token;
        return SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, asked.WithoutTrivia(), SyntaxFactory.IdentifierName(nameof(CancellationToken.IsCancellationRequested)));
    }

    // What leaves an async void function ends the process.
    private static bool MayThrow(FixSite site, CancellationToken cancellation) =>
        EnclosingFunction.At(site.Node, site.Model, cancellation) is not { Symbol: { IsAsync: true, ReturnsVoid: true } };
}
