using Microsoft.CodeAnalysis;

namespace AsyncLint.CodeFixes;

/// <summary>Compares what the compiler says of a changed solution with what it said before; the answer for the old one is kept.</summary>
internal sealed class Proof(Solution solution)
{
    private readonly Dictionary<ProjectId, CompilerErrors> _errorsBefore = new();

    /// <summary>The files and members in which the compiler reports what it did not report before; null where there are none.</summary>
    /// <param name="reachesDependents">True where a signature changed, so that the projects that use the changed ones are asked too.</param>
    public async Task<HashSet<(string File, int Member)>?> FindBrokenAsync(Solution changed, bool reachesDependents, CancellationToken cancellation)
    {
        HashSet<(string File, int Member)>? broken = null;
        foreach (var id in Affected(changed, reachesDependents))
        {
            if (!_errorsBefore.TryGetValue(id, out var known))
            {
                known = await CompilerErrors.OfAsync(solution.GetProject(id)!, cancellation).ConfigureAwait(false);
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

    private IEnumerable<ProjectId> Affected(Solution changed, bool reachesDependents)
    {
        var affected = new HashSet<ProjectId>(changed.GetChanges(solution).GetProjectChanges().Select(static c => c.ProjectId));
        if (reachesDependents)
        {
            var dependencies = solution.GetProjectDependencyGraph();
            foreach (var id in affected.ToList())
            {
                affected.UnionWith(dependencies.GetProjectsThatTransitivelyDependOnThisProject(id));
            }
        }

        return affected.Where(id => solution.GetProject(id)?.Language == LanguageNames.CSharp);
    }
}
