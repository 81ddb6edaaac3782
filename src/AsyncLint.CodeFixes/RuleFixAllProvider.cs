using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AsyncLint.CodeFixes;

/// <summary>FixAll in all five scopes over the one edit that a <see cref="RuleFix"/> has.</summary>
internal sealed class RuleFixAllProvider : FixAllProvider
{
    public static readonly RuleFixAllProvider Instance = new();

    private RuleFixAllProvider()
    {
    }

    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => new[]
    {
        FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution, FixAllScope.ContainingMember, FixAllScope.ContainingType,
    };

    public override async Task<CodeAction?> GetFixAsync(FixAllContext context)
    {
        // The span that a member or type scope covers is known to Roslyn's own document-based provider only.
        if (context.Scope is FixAllScope.ContainingMember or FixAllScope.ContainingType)
        {
            return await WithinDocument.Instance.GetFixAsync(context).ConfigureAwait(false);
        }

        var found = await FindAsync(context).ConfigureAwait(false);
        return found.IsEmpty || context.CodeFixProvider is not RuleFix fix
            ? null
            : CodeAction.Create(
                "Fix all " + string.Join(", ", context.DiagnosticIds),
                cancellation => FixRun.ApplyAsync(fix, context.Solution, found, context.CodeActionEquivalenceKey ?? fix.DefaultKey, cancellation),
                context.CodeActionEquivalenceKey);
    }

    private static async Task<ImmutableDictionary<DocumentId, ImmutableArray<Diagnostic>>> FindAsync(FixAllContext context)
    {
        var found = ImmutableDictionary.CreateBuilder<DocumentId, ImmutableArray<Diagnostic>>();
        if (context is { Scope: FixAllScope.Document, Document: { } document })
        {
            var inDocument = await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false);
            if (!inDocument.IsEmpty)
            {
                found.Add(document.Id, inDocument);
            }

            return found.ToImmutable();
        }

        var projects = context.Scope is FixAllScope.Solution
            ? context.Solution.Projects.Where(static p => p.Language == LanguageNames.CSharp)
            : new[] { context.Project };
        foreach (var project in projects)
        {
            foreach (var group in (await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false)).GroupBy(static d => d.Location.SourceTree))
            {
                if (group.Key is { } tree && context.Solution.GetDocument(tree) is { } owner)
                {
                    found[owner.Id] = group.ToImmutableArray();
                }
            }
        }

        return found.ToImmutable();
    }

    private sealed class WithinDocument() : DocumentBasedFixAllProvider(ImmutableArray.Create(FixAllScope.ContainingMember, FixAllScope.ContainingType))
    {
        public static readonly WithinDocument Instance = new();

        protected override async Task<Document?> FixAllAsync(FixAllContext context, Document document, ImmutableArray<Diagnostic> diagnostics)
        {
            if (diagnostics.IsEmpty || context.CodeFixProvider is not RuleFix fix)
            {
                return document;
            }

            var key = context.CodeActionEquivalenceKey ?? fix.DefaultKey;
            return await FixRun.ApplyWithinAsync(fix, document, diagnostics, key, context.CancellationToken).ConfigureAwait(false);
        }
    }
}
