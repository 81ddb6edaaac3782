using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace AsyncLint.CodeFixes;

/// <summary>
/// Applies one alternative of a fix to many diagnostics, and proves the result: what the compiler rejects afterwards, and did not
/// before, takes the edits of its member back. At worst nothing changes.
/// </summary>
internal static class FixRun
{
    // Each round takes at least one member's edits back; a result that still does not compile after these is given up.
    private const int MaxRounds = 6;

    public static Task<Solution> ApplyAsync(
        RuleFix fix, Solution solution, DocumentId document, ImmutableArray<Diagnostic> diagnostics, string key, CancellationToken cancellation) =>
        ApplyAsync(fix, solution, ImmutableDictionary<DocumentId, ImmutableArray<Diagnostic>>.Empty.Add(document, diagnostics), key, cancellation);

    public static async Task<Solution> ApplyAsync(
        RuleFix fix, Solution solution, ImmutableDictionary<DocumentId, ImmutableArray<Diagnostic>> diagnostics, string key, CancellationToken cancellation)
    {
        var excluded = new HashSet<(string File, int Member)>();
        var before = new Dictionary<ProjectId, CompilerErrors>();
        for (var round = 0; round < MaxRounds; round++)
        {
            var changed = await EditAsync(fix, solution, diagnostics, key, excluded, cancellation).ConfigureAwait(false);
            var broken = await FindBrokenAsync(solution, changed, before, cancellation).ConfigureAwait(false);
            if (broken is null)
            {
                return changed;
            }

            var known = excluded.Count;
            excluded.UnionWith(broken);
            if (excluded.Count == known)
            {
                break;
            }
        }

        return solution;
    }

    private static async Task<Solution> EditAsync(
        RuleFix fix,
        Solution solution,
        ImmutableDictionary<DocumentId, ImmutableArray<Diagnostic>> diagnostics,
        string key,
        HashSet<(string File, int Member)> excluded,
        CancellationToken cancellation)
    {
        var result = solution;
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in diagnostics.OrderBy(static e => e.Key.Id))
        {
            // A file that several projects or target frameworks compile is edited once, for all of them.
            if (solution.GetDocument(entry.Key) is not { } document || document.FilePath is { } path && !done.Add(path))
            {
                continue;
            }

            var edited = await EditAsync(fix, document, entry.Value, key, excluded, cancellation).ConfigureAwait(false);
            if (ReferenceEquals(edited, document))
            {
                continue;
            }

            var text = await edited.GetTextAsync(cancellation).ConfigureAwait(false);
            result = result.WithDocumentText(document.Id, text);
            foreach (var linked in document.GetLinkedDocumentIds())
            {
                result = result.WithDocumentText(linked, text);
            }
        }

        return result;
    }

    private static async Task<Document> EditAsync(
        RuleFix fix,
        Document document,
        ImmutableArray<Diagnostic> diagnostics,
        string key,
        HashSet<(string File, int Member)> excluded,
        CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root)
        {
            return document;
        }

        var editor = new SyntaxEditor(root, document.Project.Solution.Services);
        var functions = new FunctionEdits(editor);
        var edited = false;
        var seen = new HashSet<Microsoft.CodeAnalysis.Text.TextSpan>();

        // Inner sites first: "a(b().Result).Result" changes from the inside out.
        foreach (var diagnostic in diagnostics.OrderByDescending(static d => d.Location.SourceSpan.Start).ThenBy(static d => d.Location.SourceSpan.Length))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!seen.Add(diagnostic.Location.SourceSpan)
                || await FixSite.FindAsync(document, diagnostic, cancellation).ConfigureAwait(false) is not { } site
                || excluded.Contains((FileOf(document), Members.IndexOf(root, diagnostic.Location.SourceSpan.Start))))
            {
                continue;
            }

            edited |= fix.TryEdit(site, key, functions, editor, cancellation);
        }

        if (!edited)
        {
            return document;
        }

        var changed = document.WithSyntaxRoot(editor.GetChangedRoot());
        changed = await ImportAdder.AddImportsAsync(changed, Simplifier.AddImportsAnnotation, cancellationToken: cancellation).ConfigureAwait(false);
        changed = await Simplifier.ReduceAsync(changed, Simplifier.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
        return await Formatter.FormatAsync(changed, Formatter.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
    }

    /// <summary>The members whose edits the compiler rejects; null where it rejects nothing.</summary>
    private static async Task<HashSet<(string File, int Member)>?> FindBrokenAsync(
        Solution original, Solution changed, Dictionary<ProjectId, CompilerErrors> before, CancellationToken cancellation)
    {
        var touched = changed.GetChanges(original).GetProjectChanges().ToList();
        HashSet<(string File, int Member)>? broken = null;
        foreach (var change in touched)
        {
            if (!before.TryGetValue(change.ProjectId, out var known))
            {
                known = await CompilerErrors.OfAsync(change.OldProject, cancellation).ConfigureAwait(false);
                before.Add(change.ProjectId, known);
            }

            var errors = (await CompilerErrors.OfAsync(change.NewProject, cancellation).ConfigureAwait(false)).Except(known);
            if (errors.Count == 0)
            {
                continue;
            }

            broken ??= new();
            foreach (var error in errors)
            {
                if (error.Location.SourceTree is { } tree && changed.GetDocument(tree) is { } document)
                {
                    broken.Add((FileOf(document), Members.IndexOf(await tree.GetRootAsync(cancellation).ConfigureAwait(false), error.Location.SourceSpan.Start)));
                }
            }
        }

        return broken;
    }

    private static string FileOf(Document document) => document.FilePath ?? document.Name;

    /// <summary>Numbers the members of a file in source order; a fix edits members but neither adds nor removes them.</summary>
    private static class Members
    {
        public static int IndexOf(SyntaxNode root, int position)
        {
            var index = -1;
            foreach (var node in root.DescendantNodes(static n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax))
            {
                if (node is MemberDeclarationSyntax and not (BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax))
                {
                    if (node.FullSpan.Start > position)
                    {
                        break;
                    }

                    index++;
                }
            }

            return index;
        }
    }
}
