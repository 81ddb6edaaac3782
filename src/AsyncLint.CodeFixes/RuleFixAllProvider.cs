using System.Collections.Concurrent;
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
        if (context.Scope is FixAllScope.ContainingMember or FixAllScope.ContainingType)
        {
            return await Collector.FindAsync(context).ConfigureAwait(false);
        }

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

    /// <summary>
    /// Lets Roslyn's own document-based provider tell which diagnostics lie in a member or type, which nothing else knows, and changes
    /// nothing: what is done about them may reach beyond their document.
    /// </summary>
    private sealed class Collector() : DocumentBasedFixAllProvider(ImmutableArray.Create(FixAllScope.ContainingMember, FixAllScope.ContainingType))
    {
        private readonly ConcurrentDictionary<DocumentId, ImmutableArray<Diagnostic>> _found = new();

        public static async Task<ImmutableDictionary<DocumentId, ImmutableArray<Diagnostic>>> FindAsync(FixAllContext context)
        {
            var collector = new Collector();
            if (await collector.GetFixAsync(context).ConfigureAwait(false) is { } action)
            {
                await action.GetOperationsAsync(context.CancellationToken).ConfigureAwait(false);
            }

            return collector._found.ToImmutableDictionary();
        }

        protected override Task<Document?> FixAllAsync(FixAllContext context, Document document, ImmutableArray<Diagnostic> diagnostics)
        {
            if (!diagnostics.IsEmpty)
            {
                _found[document.Id] = diagnostics;
            }

            return Task.FromResult<Document?>(document);
        }
    }
}
