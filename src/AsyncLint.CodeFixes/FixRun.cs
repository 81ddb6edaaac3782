using System.Collections.Immutable;
using AsyncLint.CodeFixes.Propagation;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncLint.CodeFixes;

/// <summary>
/// Applies one alternative of a fix to many diagnostics by one plan, and proves the result: what the compiler rejects afterwards, and did
/// not before, takes the edits that led to it back. At worst nothing changes.
/// </summary>
internal sealed class FixRun
{
    // Each round takes some edits back; a result that still does not compile after these is given up.
    private const int MaxRounds = 8;

    private readonly RuleFix _fix;
    private readonly Solution _solution;
    private readonly ImmutableDictionary<DocumentId, ImmutableArray<Diagnostic>> _diagnostics;
    private readonly string _key;
    private readonly PropagationGraph _graph;
    private readonly HashSet<(string File, int Member)> _excluded = new();
    private readonly Dictionary<ProjectId, CompilerErrors> _errorsBefore = new();
    private bool _isLocal;

    private FixRun(RuleFix fix, Solution solution, ImmutableDictionary<DocumentId, ImmutableArray<Diagnostic>> diagnostics, string key)
    {
        _fix = fix;
        _solution = solution;
        _diagnostics = diagnostics;
        _key = key;
        _graph = new PropagationGraph(solution);
    }

    public static Task<Solution> ApplyAsync(
        RuleFix fix, Solution solution, DocumentId document, ImmutableArray<Diagnostic> diagnostics, string key, CancellationToken cancellation) =>
        ApplyAsync(fix, solution, ImmutableDictionary<DocumentId, ImmutableArray<Diagnostic>>.Empty.Add(document, diagnostics), key, cancellation);

    public static Task<Solution> ApplyAsync(
        RuleFix fix, Solution solution, ImmutableDictionary<DocumentId, ImmutableArray<Diagnostic>> diagnostics, string key, CancellationToken cancellation) =>
        new FixRun(fix, solution, diagnostics, key).RunAsync(cancellation);

    /// <summary>As ApplyAsync, for a host that takes changes of this one document only: what would reach further is left out.</summary>
    public static async Task<Document> ApplyWithinAsync(
        RuleFix fix, Document document, ImmutableArray<Diagnostic> diagnostics, string key, CancellationToken cancellation)
    {
        var solution = document.Project.Solution;
        var all = await ApplyAsync(fix, solution, document.Id, diagnostics, key, cancellation).ConfigureAwait(false);
        var file = SolutionEdits.FileOf(document);
        if (all.GetChanges(solution).GetProjectChanges().SelectMany(static p => p.GetChangedDocuments()).Any(id => SolutionEdits.FileOf(all.GetDocument(id)!) != file))
        {
            var here = new FixRun(fix, solution, ImmutableDictionary<DocumentId, ImmutableArray<Diagnostic>>.Empty.Add(document.Id, diagnostics), key) { _isLocal = true };
            all = await here.RunAsync(cancellation).ConfigureAwait(false);
        }

        return all.GetDocument(document.Id)!;
    }

    private async Task<Solution> RunAsync(CancellationToken cancellation)
    {
        var sites = await FindSitesAsync(cancellation).ConfigureAwait(false);
        for (var round = 0; round < MaxRounds; round++)
        {
            var edits = new SolutionEdits(_solution);
            var propagation = new PropagationEdits(_graph, edits);
            PropagationPlan.Decide(_graph.Nodes, new HashSet<string>(sites.Where(s => s.Propagates is not null && !IsExcluded(s)).Select(static s => s.Propagates!), StringComparer.Ordinal));
            await EditSitesAsync(sites, edits, propagation, cancellation).ConfigureAwait(false);
            await propagation.ApplyAsync(cancellation).ConfigureAwait(false);
            var changed = await edits.ApplyAsync(cancellation).ConfigureAwait(false);
            if (await FindBrokenAsync(changed, cancellation).ConfigureAwait(false) is not { } broken)
            {
                return changed;
            }

            if (!CutBack(broken, propagation))
            {
                break;
            }
        }

        return _solution;
    }

    /// <summary>The sites that the alternative is offered for, each with the function that its await makes async beyond its own bounds.</summary>
    private async Task<List<(FixSite Site, FunctionConversion? Local, string? Propagates)>> FindSitesAsync(CancellationToken cancellation)
    {
        var sites = new List<(FixSite Site, FunctionConversion? Local, string? Propagates)>();
        var seen = new HashSet<(string File, TextSpan Span)>();
        foreach (var entry in _diagnostics.OrderBy(static e => e.Key.Id))
        {
            if (_solution.GetDocument(entry.Key) is not { } document)
            {
                continue;
            }

            // Inner sites first: "a(b().Result).Result" changes from the inside out.
            foreach (var diagnostic in entry.Value.OrderByDescending(static d => d.Location.SourceSpan.Start).ThenBy(static d => d.Location.SourceSpan.Length))
            {
                cancellation.ThrowIfCancellationRequested();
                if (!seen.Add((SolutionEdits.FileOf(document), diagnostic.Location.SourceSpan))
                    || await FixSite.FindAsync(document, diagnostic, cancellation).ConfigureAwait(false) is not { } site
                    || !_fix.IsOffered(site, _key, cancellation))
                {
                    continue;
                }

                if (_fix.AwaitedAt(site, _key, cancellation) is not { } awaited)
                {
                    sites.Add((site, null, null));
                }
                else if (FunctionConversion.Find(awaited, site.Model, site.Facts, cancellation) is { } local)
                {
                    sites.Add((site, local, null));
                }
                else if (!_isLocal && FunctionConversion.Propagates(awaited, site.Model, site.Facts, cancellation) is { } function
                    && await _graph.AddAsync(function, cancellation).ConfigureAwait(false) is { } key && _graph.IsComplete)
                {
                    sites.Add((site, null, key));
                }
            }
        }

        return sites;
    }

    private async Task EditSitesAsync(
        List<(FixSite Site, FunctionConversion? Local, string? Propagates)> sites, SolutionEdits edits, PropagationEdits propagation, CancellationToken cancellation)
    {
        foreach (var site in sites)
        {
            if (IsExcluded(site) || await edits.OfAsync(site.Site.Document.Id, cancellation).ConfigureAwait(false) is not { } document
                || document.Root != site.Site.Root)
            {
                continue;
            }

            var editor = document.Editor;
            if (site.Local is not null)
            {
                document.Functions.Apply(site.Local, document.Model, document.Facts, cancellation);
            }
            else if (site.Propagates is not null)
            {
                var function = EnclosingFunction.At(_fix.AwaitedAt(site.Site, _key, cancellation)!, document.Model, cancellation).Node;
                if (function is null || propagation.EditorFor(_graph.Nodes[site.Propagates], document, function) is not { } target)
                {
                    continue;
                }

                editor = target;
            }

            _fix.ApplyEdit(site.Site, _key, document.Functions, editor, cancellation);
            document.IsEdited = true;
        }
    }

    /// <summary>The files and members in which the compiler reports what it did not report before; null where there are none.</summary>
    private async Task<HashSet<(string File, int Member)>?> FindBrokenAsync(Solution changed, CancellationToken cancellation)
    {
        HashSet<(string File, int Member)>? broken = null;
        foreach (var id in Affected(changed))
        {
            if (!_errorsBefore.TryGetValue(id, out var known))
            {
                known = await CompilerErrors.OfAsync(_solution.GetProject(id)!, cancellation).ConfigureAwait(false);
                _errorsBefore.Add(id, known);
            }

            foreach (var error in (await CompilerErrors.OfAsync(changed.GetProject(id)!, cancellation).ConfigureAwait(false)).Except(known))
            {
                broken ??= new();
                if (error.Location.SourceTree is { } tree && changed.GetDocument(tree) is { } document)
                {
                    broken.Add((SolutionEdits.FileOf(document), DocumentEdits.MemberAt(await tree.GetRootAsync(cancellation).ConfigureAwait(false), error.Location.SourceSpan.Start)));
                }
            }
        }

        return broken;
    }

    // The changed projects, and where a signature changed also those that use them.
    private IEnumerable<ProjectId> Affected(Solution changed)
    {
        var affected = new HashSet<ProjectId>(changed.GetChanges(_solution).GetProjectChanges().Select(static c => c.ProjectId));
        if (_graph.Nodes.Values.Any(static n => n.Outcome is not Outcome.Keep))
        {
            var dependencies = _solution.GetProjectDependencyGraph();
            foreach (var id in affected.ToList())
            {
                affected.UnionWith(dependencies.GetProjectsThatTransitivelyDependOnThisProject(id));
            }
        }

        return affected.Where(id => _solution.GetProject(id)?.Language == LanguageNames.CSharp);
    }

    /// <summary>Takes the edits back that errors point at; false where nothing is left to take back.</summary>
    private bool CutBack(HashSet<(string File, int Member)> broken, PropagationEdits propagation)
    {
        var cut = false;
        foreach (var (node, file, member) in propagation.Touched)
        {
            if (node.Boundary is null && broken.Contains((file, member)))
            {
                node.Boundary = "the result would not compile";
                cut = true;
            }
        }

        foreach (var place in broken)
        {
            cut |= _excluded.Add(place);
        }

        if (cut)
        {
            return true;
        }

        foreach (var node in _graph.Nodes.Values)
        {
            cut |= node.Boundary is null && node.Outcome is not Outcome.Keep;
            node.Boundary ??= "the result would not compile";
        }

        return cut;
    }

    private bool IsExcluded((FixSite Site, FunctionConversion? Local, string? Propagates) site) =>
        _excluded.Contains((SolutionEdits.FileOf(site.Site.Document), DocumentEdits.MemberAt(site.Site.Root, site.Site.Node.SpanStart)));
}
