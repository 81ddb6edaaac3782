using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Gives the exception that a handler swallows to the task of the source, and completes a source only where no other callback has.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL3008UncompletedSourceFix))]
public sealed class ASL3008UncompletedSourceFix : RuleFix
{
    private const string FailKey = "ASL3008.fail";
    private const string TryKey = "ASL3008.try";

    private static readonly string[] s_names = { "e", "ex", "exception" };

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL3008");

    internal override string DefaultKey => FailKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        site.Node is CatchClauseSyntax handler && Source(site, cancellation) is { } source && NameFor(handler, site.Model) is not null && site.Facts.Types.Exception is not null
            ? ImmutableArray.Create(new FixOffer($"Give the exception to the task of '{source.Name}'", FailKey))
            : Completion(site, cancellation) is { Name.Identifier.ValueText: var name }
                ? ImmutableArray.Create(new FixOffer($"Call 'Try{name}'", TryKey))
                : ImmutableArray<FixOffer>.Empty;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        if (Completion(site, cancellation) is { Name: var completion })
        {
            editor.ReplaceNode(completion, static (current, _) => SyntaxFactory.IdentifierName("Try" + ((SimpleNameSyntax)current).Identifier.ValueText).WithTriviaFrom(current));
            return;
        }

        var clause = (CatchClauseSyntax)site.Node;
        var source = Source(site, cancellation)!.Name;
        var name = NameFor(clause, site.Model)!;
        editor.ReplaceNode(clause, (current, generator) =>
        {
            var handler = (CatchClauseSyntax)current;
            var declaration = handler.Declaration switch
            {
                null => SyntaxFactory.CatchDeclaration(
                    SyntaxFactory.Token(SyntaxKind.OpenParenToken), ImportedType.Of(site.Facts.Types.Exception!, generator).WithTrailingTrivia(SyntaxFactory.Space), SyntaxFactory.Identifier(name),
                    SyntaxFactory.Token(SyntaxKind.CloseParenToken).WithTrailingTrivia(handler.CatchKeyword.TrailingTrivia)),
                { Identifier.RawKind: 0 } unnamed => unnamed.WithType(unnamed.Type.WithTrailingTrivia(SyntaxFactory.Space)).WithIdentifier(SyntaxFactory.Identifier(name)),
                var named => named,
            };
            var keyword = handler.Declaration is null ? handler.CatchKeyword.WithTrailingTrivia(SyntaxFactory.Space) : handler.CatchKeyword;
            var statement = SyntaxFactory.ExpressionStatement(SyntaxFactory.InvocationExpression(
                    SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, SyntaxFactory.IdentifierName(source), SyntaxFactory.IdentifierName("TrySetException")),
                    SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(SyntaxFactory.IdentifierName(name))))))
                .WithAdditionalAnnotations(Formatter.Annotation);

            // Behind what the handler does, unless it leaves before its end.
            var block = handler.Block;
            var newLine = Blocks.NewLineOf(site.Root);
            block = block.Statements.Count == 0 ? WithOnly(block, statement, newLine)
                : Leaves(block) ? block.WithStatements(block.Statements.Insert(0, statement.WithTrailingTrivia(newLine)))
                : block.AddStatements(statement.WithTrailingTrivia(newLine));
            return handler.WithCatchKeyword(keyword).WithDeclaration(declaration).WithBlock(block.WithAdditionalAnnotations(Formatter.Annotation));
        });
    }

    // The comments of an empty block stay before the statement.
    private static BlockSyntax WithOnly(BlockSyntax block, StatementSyntax statement, SyntaxTrivia newLine)
    {
        var comments = block.CloseBraceToken.LeadingTrivia.Any(static t => !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia));
        return comments
            ? block.WithStatements(SyntaxFactory.SingletonList(statement.WithLeadingTrivia(block.CloseBraceToken.LeadingTrivia).WithTrailingTrivia(newLine)))
                .WithCloseBraceToken(block.CloseBraceToken.WithLeadingTrivia())
            : Blocks.OnLines(newLine, statement).WithTriviaFrom(block);
    }

    private static bool Leaves(BlockSyntax block) =>
        block.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Any(static node => node is ReturnStatementSyntax);

    // "source.SetResult", which another callback may come before.
    private static MemberAccessExpressionSyntax? Completion(FixSite site, CancellationToken cancellation) =>
        site.Node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax method } call && site.Model.GetOperation(call, cancellation) is IInvocationOperation operation
        && CompletionSources.CompletedBy(operation, site.Facts.Types) is { } source && RepeatedCompletions.FirstOf(operation, source, site.Facts) is null
        && CompetingCompletions.Before(operation, source, site.Facts) is not null
            ? method
            : null;

    private static ILocalSymbol? Source(FixSite site, CancellationToken cancellation) =>
        site.Node is CatchClauseSyntax clause && site.Model.GetOperation(clause, cancellation) is ICatchClauseOperation operation ? SwallowedCompletions.Find(operation, site.Facts) : null;

    /// <summary>The exception's name, or one that nothing around has; null where all are taken.</summary>
    private static string? NameFor(CatchClauseSyntax clause, SemanticModel model)
    {
        if (clause.Declaration is { Identifier: { RawKind: not 0, ValueText: var given } })
        {
            return given;
        }

        // What is a field further out may be used in the handler; variables further out may not be declared again.
        var taken = new HashSet<string>(clause.DescendantTokens().Where(static t => t.IsKind(SyntaxKind.IdentifierToken)).Select(static t => t.ValueText), StringComparer.Ordinal);
        taken.UnionWith(model.LookupSymbols(clause.SpanStart).Where(static s => s is ILocalSymbol or IParameterSymbol or IRangeVariableSymbol).Select(static s => s.Name));
        return s_names.FirstOrDefault(name => !taken.Contains(name));
    }
}
