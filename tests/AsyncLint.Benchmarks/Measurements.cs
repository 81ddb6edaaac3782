using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.Benchmarks;

/// <summary>What BenchmarkDotNet has no word for: runs of several packages taken in turn, growth, and the answer to one key stroke.</summary>
static class Measurements
{
    /// <summary>Our rules beside the async rules of other packages, over the same code and in turn, so that a busy moment hits all alike.</summary>
    public static async Task Peers(int lines, int rounds)
    {
        RuleSet[] sets =
        [
            RuleSet.Ours,
            RuleSet.Load("vs-threading", "microsoft.visualstudio.threading.analyzers/18.12.1/analyzers/cs", "VSTHRD(001|002|003|004|010|011|012|100|101|102|103|104|105|106|107|108|109|110|112|113|114|115)"),
            RuleSet.Load("Meziantou", "meziantou.analyzer/3.0.321/analyzers/dotnet/roslyn5.9/cs", "MA(0022|0042|0045|0100|0129|0134|0147|0155)"),
            RuleSet.Load("Sonar", "sonaranalyzer.csharp/10.36.0.15337/analyzers", "S(3168|4462|6966|4457|4586|5034|2925)"),
        ];
        foreach (var dirty in (bool[])[false, true])
        {
            var original = Source.Compile(lines, dirty);
            var compiler = new List<double>();
            var runs = sets.Select(static _ => new List<Run>()).ToArray();

            // Round 0 warms up.
            for (var round = 0; round <= rounds; round++)
            {
                var bind = Bind(original);
                var results = new Run[sets.Length];
                for (var i = 0; i < sets.Length; i++)
                {
                    results[i] = await Analyze(original, sets[i]);
                }

                if (round > 0)
                {
                    compiler.Add(bind);
                    for (var i = 0; i < sets.Length; i++)
                    {
                        runs[i].Add(results[i]);
                    }
                }
            }

            var bound = Median(compiler);
            Print($"{(dirty ? "dirty" : "clean")}, {Source.Lines(original):N0} lines; compiler diagnostics {bound:F0} ms");
            Print($"");
            Print($"| rules | own time | of compiler | times ours | wall time | of compiler | times ours | allocated | reports |");
            Print($"|---|---:|---:|---:|---:|---:|---:|---:|---:|");
            var (ourOwn, ourWall) = (Median(runs[0].Select(static r => r.Own)), Median(runs[0].Select(static r => r.Wall)));
            for (var i = 0; i < sets.Length; i++)
            {
                var (own, wall) = (Median(runs[i].Select(static r => r.Own)), Median(runs[i].Select(static r => r.Wall)));
                Print($"| {sets[i].Name} | {own:F0} ms | {own / bound:P0} | {own / ourOwn:F1} | {wall:F0} ms | {wall / bound:P0} | {wall / ourWall:F1} | {Median(runs[i].Select(static r => r.Mebibytes)):F0} MiB | {runs[i][0].Reports} |");
            }

            Print($"");
        }
    }

    /// <summary>The rules' own time per 1,000 lines while the code grows: linear means that the number stays.</summary>
    public static async Task Growth(int upTo, int rounds)
    {
        var warm = Source.Compile(10_000, dirty: true);
        for (var i = 0; i < 5; i++)
        {
            await Analyze(warm, RuleSet.Ours);
        }

        Print($"| lines | code | own time | own time per 1,000 lines | of compiler |");
        Print($"|---:|---|---:|---:|---:|");
        foreach (var lines in (int[])[10_000, 30_000, 100_000, 300_000, 1_000_000])
        {
            foreach (var dirty in (bool[])[false, true])
            {
                if (lines > upTo)
                {
                    return;
                }

                var original = Source.Compile(lines, dirty);
                var own = new List<double>();
                var compiler = new List<double>();
                for (var i = 0; i < rounds; i++)
                {
                    compiler.Add(Bind(original));
                    own.Add((await Analyze(original, RuleSet.Ours)).Own);
                }

                Print($"| {Source.Lines(original):N0} | {(dirty ? "dirty" : "clean")} | {Median(own):F1} ms | {Median(own) * 1000 / Source.Lines(original):F3} ms | {Median(own) / Median(compiler):P1} |");
            }
        }
    }

    /// <summary>What the rules add to one key stroke: a long file, changed anew each time, asked for alone as an editor does.</summary>
    public static async Task Typing(int lines, int rounds)
    {
        Print($"| code | lines | own time, median | slowest | wall time with binding, median | reports |");
        Print($"|---|---:|---:|---:|---:|---:|");
        foreach (var dirty in (bool[])[false, true])
        {
            var rest = Source.Compile(10_000, dirty);
            var text = Source.File(9_999, lines, dirty);
            var own = new List<double>();
            var wall = new List<double>();
            var reports = 0;
            for (var i = 0; i < 10 + rounds; i++)
            {
                // The typed character: another name for the last member's comment, so that the tree is new and the code the same.
                var tree = Source.Parse(text + "// " + i.ToString(CultureInfo.InvariantCulture), "Long.cs");
                var compilation = rest.AddSyntaxTrees(tree);
                var analysis = RuleSet.Ours.Over(compilation);
                var watch = Stopwatch.StartNew();
                var result = await analysis.GetAnalysisResultAsync(analysis.Compilation.GetSemanticModel(tree), null, CancellationToken.None);
                if (i >= 10)
                {
                    wall.Add(watch.Elapsed.TotalMilliseconds);
                    own.Add(RuleSet.OwnMilliseconds(result));
                }

                reports = result.GetAllDiagnostics().Length;
            }

            Print($"| {(dirty ? "dirty" : "clean")} | {lines:N0} | {Median(own):F1} ms | {own.Max():F1} ms | {Median(wall):F0} ms | {reports} |");
        }
    }

    /// <summary>The generated code as files, to be looked at.</summary>
    public static void Write(string folder, int lines)
    {
        foreach (var dirty in (bool[])[false, true])
        {
            var target = Directory.CreateDirectory(Path.Combine(folder, dirty ? "dirty" : "clean")).FullName;
            foreach (var tree in Source.Compile(lines, dirty).SyntaxTrees)
            {
                File.WriteAllText(Path.Combine(target, tree.FilePath), tree.ToString());
            }
        }
    }

    private static double Bind(CSharpCompilation original)
    {
        var compilation = Source.Fresh(original);
        GC.Collect();
        var watch = Stopwatch.StartNew();
        _ = compilation.GetDiagnostics();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static async Task<Run> Analyze(CSharpCompilation original, RuleSet rules)
    {
        var compilation = Source.Fresh(original);
        _ = compilation.GetDiagnostics();
        var analysis = rules.Over(compilation);
        GC.Collect();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        var result = await analysis.GetAnalysisResultAsync(CancellationToken.None);
        return new(
            RuleSet.OwnMilliseconds(result),
            watch.Elapsed.TotalMilliseconds,
            (GC.GetTotalAllocatedBytes(precise: true) - bytes) / 1048576.0,
            result.GetAllDiagnostics().Count(static diagnostic => diagnostic.Location.IsInSource));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private readonly record struct Run(double Own, double Wall, double Mebibytes, int Reports);
}
