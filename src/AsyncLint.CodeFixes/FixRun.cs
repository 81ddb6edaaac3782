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
    private readonly Proof _proof;
    private readonly HashSet<(string File, int Member)> _excluded = new();

    private FixRun(RuleFix fix, Solution solution, ImmutableDictionary<DocumentId, ImmutableArray<Diagnostic>> diagnostics, string key)
    {
        _fix = fix;
        _solution = solution;
        _diagnostics = diagnostics;
        _key = key;
        _graph = new PropagationGraph(solution);
        _proof = new Proof(solution);
    }

    public static Task<Solution> ApplyAsync(
        RuleFix fix, Solution solution, DocumentId document, ImmutableArray<Diagnostic> diagnostics, string key, CancellationToken cancellation) =>
        ApplyAsync(fix, solution, ImmutableDictionary<DocumentId, ImmutableArray<Diagnostic>>.Empty.Add(document, diagnostics), key, cancellation);

    public static Task<Solution> ApplyAsync(
        RuleFix fix, Solution solution, ImmutableDictionary<DocumentId, ImmutableArray<Diagnostic>> diagnostics, string key, CancellationToken cancellation) =>
        new FixRun(fix, solution, diagnostics, key).RunAsync(cancellation);

    private async Task<Solution> RunAsync(CancellationToken cancellation)
    {
        var sites = await FindSitesAsync(cancellation).ConfigureAwait(false);
        for (var round = 0; round < MaxRounds; round++)
        {
            var seeds = sites.Where(s => s.Propagates is not null && !IsExcluded(s)).Select(static s => s.Propagates!);
            PropagationPlan.Decide(_graph.Nodes, new HashSet<string>(seeds, StringComparer.Ordinal));
            var edits = new SolutionEdits(_solution);
            var propagation = new PropagationEdits(_graph, edits);
            await propagation.PrepareAsync(cancellation).ConfigureAwait(false);
            await EditSitesAsync(sites, edits, propagation, cancellation).ConfigureAwait(false);
            await propagation.ApplyAsync(cancellation).ConfigureAwait(false);
            var changed = await edits.ApplyAsync(cancellation).ConfigureAwait(false);
            var reachesDependents = _graph.Nodes.Values.Any(static n => n.Outcome is not Outcome.Keep);
            if (await _proof.FindBrokenAsync(changed, reachesDependents, cancellation).ConfigureAwait(false) is not { } broken)
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

    /// <summary>The sites that the alternative is offered for, each with the function that it makes async beyond its own bounds.</summary>
    private async Task<List<PlannedSite>> FindSitesAsync(CancellationToken cancellation)
    {
        var sites = new List<PlannedSite>();
        var seen = new HashSet<(string File, TextSpan Span)>();
        foreach (var entry in (await FindPlacesAsync(cancellation).ConfigureAwait(false)).OrderBy(static e => e.Key.Id.Id))
        {
            var document = entry.Key;

            // Inner sites first: "a(b().Result).Result" changes from the inside out.
            foreach (var diagnostic in entry.OrderByDescending(static d => d.Location.SourceSpan.Start).ThenBy(static d => d.Location.SourceSpan.Length))
            {
                cancellation.ThrowIfCancellationRequested();
                if (seen.Add((SolutionEdits.FileOf(document), diagnostic.Location.SourceSpan))
                    && await FixSite.FindAsync(document, diagnostic, cancellation).ConfigureAwait(false) is { } site
                    && _fix.IsOffered(site, _key, cancellation)
                    && await PlanAsync(site, cancellation).ConfigureAwait(false) is { } planned)
                {
                    sites.Add(planned);
                }
            }
        }

        return sites;
    }

    /// <summary>Where the diagnostics are to be repaired, by document.</summary>
    private async Task<ILookup<Document, Diagnostic>> FindPlacesAsync(CancellationToken cancellation)
    {
        var places = new List<(Document Document, Diagnostic Diagnostic)>();
        foreach (var entry in _diagnostics)
        {
            foreach (var diagnostic in entry.Value)
            {
                if (_solution.GetDocument(entry.Key) is { } document && await _fix.EditedAtAsync(document, diagnostic, cancellation).ConfigureAwait(false) is { } edited)
                {
                    places.Add(edited);
                }
            }
        }

        return places.ToLookup(static place => place.Document, static place => place.Diagnostic);
    }

    private async Task<PlannedSite?> PlanAsync(FixSite site, CancellationToken cancellation)
    {
        var awaited = _fix.AwaitedAt(site, _key, cancellation);
        if (awaited is not null && FunctionConversion.Find(awaited, site, cancellation) is { } local)
        {
            return new(site, awaited, local, null);
        }

        var function = awaited is null ? _fix.ConvertedAt(site, _key, cancellation) : PropagationSeeds.Of(awaited, site.Model, site.Facts, cancellation);
        if (function is null)
        {
            return awaited is null ? new(site, null, null, null) : null;
        }

        return await _graph.AddAsync(function, cancellation).ConfigureAwait(false) is { } key ? new(site, awaited, null, key) : null;
    }

    private async Task EditSitesAsync(List<PlannedSite> sites, SolutionEdits edits, PropagationEdits propagation, CancellationToken cancellation)
    {
        foreach (var site in sites)
        {
            if (IsExcluded(site) || await edits.OfAsync(site.Site.Document.Id, cancellation).ConfigureAwait(false) is not { } document
                || document.Root != site.Site.Root)
            {
                continue;
            }

            var function = site.Propagates is { } key ? _graph.Nodes[key] : null;
            foreach (var target in propagation.TargetsFor(function, document, site.Awaited ?? site.Site.Node, cancellation))
            {
                if (site.Local is { } local)
                {
                    target.Functions.Apply(local, document.Model, document.Facts, cancellation);
                }

                _fix.ApplyEdit(site.Site, _key, target.Functions, target.Editor, cancellation);
                document.IsEdited = true;
            }
        }
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

    private bool IsExcluded(PlannedSite site) =>
        _excluded.Contains((SolutionEdits.FileOf(site.Site.Document), DocumentEdits.MemberAt(site.Site.Root, site.Site.Node.SpanStart)));

    /// <summary>A site and how the function around it gets to await.</summary>
    /// <param name="Awaited">Where the await goes; null for an edit without one.</param>
    /// <param name="Local">The conversion of the function around it, where that changes nothing outside it.</param>
    /// <param name="Propagates">Key of the function that has to change with its callers.</param>
    private sealed record PlannedSite(FixSite Site, ExpressionSyntax? Awaited, FunctionConversion? Local, string? Propagates);
}
