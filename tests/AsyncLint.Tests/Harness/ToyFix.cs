using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.Tests;

/// <summary>Calls Good instead of Bad, unless a comment stands in the way. The derived fixes are wrong on purpose.</summary>
class ToyFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["TOY001"];

    public override FixAllProvider? GetFixAllProvider() => FixAllProvider.Create(
        async (context, document, diagnostics) => await Edit(document, diagnostics, context.CodeActionEquivalenceKey, context.CancellationToken),
        [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution, FixAllScope.ContainingMember, FixAllScope.ContainingType]);

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken))!;
        if (root.FindNode(context.Span).DescendantTrivia().Any(static trivia => trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)))
        {
            return;
        }

        foreach (var key in new[] { "Good", "Better" })
        {
            context.RegisterCodeFix(
                CodeAction.Create("Call " + key, token => Edit(context.Document, context.Diagnostics, key, token), key), context.Diagnostics);
        }
    }

    protected virtual string Replacement(string key) => key;

    async Task<Document> Edit(Document document, ImmutableArray<Diagnostic> diagnostics, string? key, CancellationToken token)
    {
        var editor = await DocumentEditor.CreateAsync(document, token);
        foreach (var diagnostic in diagnostics)
        {
            var call = (InvocationExpressionSyntax)editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (!call.DescendantTrivia().Any(static trivia => trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)))
            {
                editor.ReplaceNode(call.Expression, SyntaxFactory.IdentifierName(Replacement(key == "Better" ? key : "Good")).WithTriviaFrom(call.Expression));
            }
        }

        return editor.GetChangedDocument();
    }
}

/// <summary>Calls what does not exist.</summary>
sealed class ToyBreakingFix : ToyFix
{
    protected override string Replacement(string key) => "Nowhere";
}

/// <summary>Makes a name out of what is an expression.</summary>
sealed class ToyMisparsedFix : ToyFix
{
    protected override string Replacement(string key) => "this.Good";
}

/// <summary>Leaves the call as it is.</summary>
sealed class ToyIdleFix : ToyFix
{
    protected override string Replacement(string key) => "Bad";
}

/// <summary>FixAll does something else than the single fix.</summary>
sealed class ToyTwoMindedFix : ToyFix
{
    public override FixAllProvider? GetFixAllProvider() => FixAllProvider.Create((_, document, _) => Task.FromResult<Document?>(document));
}
