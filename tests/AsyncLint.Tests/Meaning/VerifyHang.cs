using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.Tests;

/// <summary>
/// A table of programs that a rule is asked about: those in which it reports an error hang when they are run, and come to their end once its own fix has been applied; all
/// others come to their end. They are run together, when the first test asks for one of them.
/// </summary>
sealed class VerifyHang<TRule, TFix>
    where TRule : DiagnosticAnalyzer, new()
    where TFix : CodeFixProvider, new()
{
    readonly IReadOnlyDictionary<string, string> sources;
    readonly Setup setup;
    readonly string? key;
    readonly Lazy<Task<IReadOnlyDictionary<string, string?>>> outcomes;

    /// <param name="sources">By name; what is reported is marked.</param>
    /// <param name="key">The action that the fix takes; its first one by default.</param>
    public VerifyHang(IReadOnlyDictionary<string, string> sources, Setup setup, string? key = null)
    {
        this.sources = sources;
        this.setup = setup;
        this.key = key;
        outcomes = new(RunAll);
    }

    /// <param name="isFixed">False where the fix leaves the code alone.</param>
    public async Task Holds(string name, bool isFixed = true)
    {
        var run = For(name);
        await run.ReportsAsMarked(run.Before, run.BeforeFiles, name);
        var ended = await outcomes.Value;
        if (!Hangs(name))
        {
            Assert.Equal("completed", ended[name]);
            return;
        }

        Assert.Null(ended[name]);
        Assert.Equal(isFixed, ended.TryGetValue(Fixed(name), out var repaired));
        if (isFixed)
        {
            Assert.Equal("completed", repaired);
        }
    }

    // A rule may have a weaker id for code that comes to its end.
    bool Hangs(string name) => new TRule().SupportedDiagnostics.Any(rule => rule.DefaultSeverity is DiagnosticSeverity.Error && sources[name].Contains("{|" + rule.Id, StringComparison.Ordinal));

    static string Fixed(string name) => name + ", fixed";

    FixRun For(string name) => new(new TRule(), new TFix(), setup, sources[name], sources[name]);

    async Task<IReadOnlyDictionary<string, string?>> RunAll()
    {
        var programs = new List<(string Name, Compilation Program, bool Ends)>();
        foreach (var name in sources.Keys)
        {
            var run = For(name);
            programs.Add((name, FixRun.Compile(run.Before.Projects.Single()), !Hangs(name)));
            if (Hangs(name) && await run.FixAll(run.Before, FixAllScope.Solution, key) is var after && FixRun.Text(after, Setup.MainFile) != FixRun.Text(run.Before, Setup.MainFile))
            {
                programs.Add((Fixed(name), FixRun.Compile(after.Projects.Single()), true));
            }
        }

        var ended = await HangRuns.Run([.. programs.Select(static program => (program.Program, program.Ends))], TestContext.Current.CancellationToken);
        return programs.Select((program, i) => (program.Name, Ended: ended[i])).ToDictionary(static program => program.Name, static program => program.Ended);
    }
}
