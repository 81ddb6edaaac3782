using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.Benchmarks;

/// <summary>What the model of blocking calls costs for a call that it knows and reports, for one that it knows and leaves alone, and for one that it has nothing to say about.</summary>
/// <remarks>
/// The same number of calls in the same async functions each time, so that the driver's own work is the same. What a rule that does nothing allocates in the same
/// round is taken off.
/// </remarks>
static class CallMeasurement
{
    private const int CallsPerFunction = 20;

    public static async Task Run(int calls, int rounds)
    {
        (string Name, Func<int, string> Call)[] kinds =
        [
            ("hit: reported", static _ => "File.ReadAllText(path);"),
            ("hit: harmless by its receiver", static _ => "memory.Flush();"),
            ("miss: one symbol", static _ => "list.Add(path);"),
            ("miss: a symbol for each call", static i => "Own" + i.ToString(CultureInfo.InvariantCulture) + "(path);"),
        ];

        Console.WriteLine($"| 1,000 calls in async functions | own time | allocated | reports |");
        Console.WriteLine($"|---|---:|---:|---:|");
        var rules = RuleSet.Of("blocking", [.. RuleSet.OurRules.Where(static rule => rule.SupportedDiagnostics.Any(static d => d.Id is "ASL2001" or "ASL2003" or "ASL2004"))], static _ => true);
        foreach (var (name, call) in kinds)
        {
            var original = Source.Compile(Write(calls, call));
            var own = new List<double>();
            var bytes = new List<double>();
            var reports = 0;

            // The first two rounds warm up.
            for (var round = 0; round < rounds + 2; round++)
            {
                var (_, nothing, _) = await Analyze(original, RuleSet.Empty);
                var (milliseconds, allocated, found) = await Analyze(original, rules);
                if (round >= 2)
                {
                    own.Add(milliseconds * 1000 / calls);
                    bytes.Add((allocated - nothing) * 1000.0 / calls);
                }

                reports = found;
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Median(own):F2} ms | {Median(bytes) / 1024:F0} KiB | {reports * 1000 / calls} |"));
        }
    }

    private static async Task<(double Own, long Bytes, int Reports)> Analyze(CSharpCompilation original, RuleSet rules)
    {
        var compilation = Source.Fresh(original);
        _ = compilation.GetDiagnostics();
        var analysis = rules.Over(compilation);
        GC.Collect();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var result = await analysis.GetAnalysisResultAsync(CancellationToken.None);
        return (RuleSet.OwnMilliseconds(result), GC.GetTotalAllocatedBytes(precise: true) - bytes, result.GetAllDiagnostics().Length);
    }

    private static string Write(int calls, Func<int, string> call)
    {
        var text = new StringBuilder("class Calls\n{\n    readonly List<string> list = new();\n    readonly MemoryStream memory = new();\n");
        for (var i = 0; i < calls; i++)
        {
            if (i % CallsPerFunction == 0)
            {
                text.Append(i == 0 ? "" : "    }\n").Append(CultureInfo.InvariantCulture, $"\n    public async Task F{i}(string path)\n    {{\n        await Task.Yield();\n");
            }

            text.Append("        ").Append(call(i)).Append('\n');
        }

        text.Append("    }\n");
        for (var i = 0; i < calls; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n    void Own{i}(string path) => list.Remove(path);\n");
        }

        return text.Append("}\n").ToString();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
