using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.Benchmarks;

/// <summary>
/// Each rule, and all together, over the same code. The baseline is the compiler's own work; a run with rules contains that work
/// too, as in a build, so "(a rule that does nothing)" is what the others' time and allocation are to be compared with.
/// </summary>
[MemoryDiagnoser]
public class RuleBenchmarks
{
    private CSharpCompilation _original = null!;
    private CSharpCompilation _fresh = null!;
    private CompilationWithAnalyzers _analysis = null!;
    private RuleSet _rules = null!;

    [Params(10_000, 100_000)]
    public int Lines { get; set; }

    [Params("clean", "dirty")]
    public string Code { get; set; } = "";

    [ParamsSource(nameof(RuleNames))]
    public string Rules { get; set; } = "";

    public static IEnumerable<string> RuleNames =>
        [RuleSet.Empty.Name, RuleSet.Ours.Name, .. RuleSet.OurRules.Select(static analyzer => analyzer.GetType().Name)];

    [GlobalSetup]
    public void Generate()
    {
        _original = Source.Compile(Lines, Code == "dirty");
        _rules = Rules == RuleSet.Empty.Name ? RuleSet.Empty
            : Rules == RuleSet.Ours.Name ? RuleSet.Ours
            : RuleSet.Of(Rules, [RuleSet.OurRules.Single(analyzer => analyzer.GetType().Name == Rules)], static _ => true);
    }

    [IterationSetup(Target = nameof(Compiler))]
    public void Renew() => _fresh = Source.Fresh(_original);

    [IterationSetup(Target = nameof(WithRules))]
    public void RenewWithRules()
    {
        var compilation = Source.Fresh(_original);
        _ = compilation.GetDiagnostics();
        _analysis = _rules.Over(compilation);
    }

    [Benchmark(Baseline = true)]
    public ImmutableArray<Diagnostic> Compiler() => _fresh.GetDiagnostics();

    [Benchmark]
    public Task<AnalysisResult> WithRules() => _analysis.GetAnalysisResultAsync(CancellationToken.None);
}
