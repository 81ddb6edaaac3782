using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AsyncLint.Tests;

/// <summary>Runs analyzers on a compilation; an exception in one of them fails the test with its stack.</summary>
sealed class Analysis
{
    readonly ConcurrentQueue<string> crashes = new();
    readonly CompilationWithAnalyzers driver;

    public Analysis(Compilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers, AnalyzerConfigOptionsProvider? options = null, bool concurrent = false)
    {
        var analyzerOptions = options is null ? new AnalyzerOptions([]) : new AnalyzerOptions([], options);
        driver = Enabled(compilation, analyzers).WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(
            analyzerOptions,
            onAnalyzerException: (exception, analyzer, _) => crashes.Enqueue($"{analyzer.GetType().Name} threw: {exception}"),
            concurrentAnalysis: concurrent,
            logAnalyzerExecutionTime: false));
    }

    /// <summary>The compilation as the driver sees it: rules that are off by default are on.</summary>
    public Compilation Compilation => driver.Compilation;

    public async Task<ImmutableArray<Diagnostic>> Whole(CancellationToken token) => Sound(await driver.GetAnalyzerDiagnosticsAsync(token));

    /// <summary>One file, or a span of it, as an editor asks; compilation-end actions do not run.</summary>
    public async Task<ImmutableArray<Diagnostic>> File(SyntaxTree tree, TextSpan? span, CancellationToken token)
    {
        var semantic = await driver.GetAnalyzerSemanticDiagnosticsAsync(driver.Compilation.GetSemanticModel(tree), span, token);
#if ROSLYN_FLOOR
        var syntax = span is null ? await driver.GetAnalyzerSyntaxDiagnosticsAsync(tree, token) : [];
#else
        var syntax = await driver.GetAnalyzerSyntaxDiagnosticsAsync(tree, span, token);
#endif
        return Sound(semantic.AddRange(syntax));
    }

    static Compilation Enabled(Compilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var off = analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics).Where(static rule => !rule.IsEnabledByDefault).ToList();
        return off.Count == 0
            ? compilation
            : compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(
                off.Select(static rule => KeyValuePair.Create(rule.Id, Severity(rule.DefaultSeverity))).DistinctBy(static pair => pair.Key)));
    }

    static ReportDiagnostic Severity(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => ReportDiagnostic.Error,
        DiagnosticSeverity.Warning => ReportDiagnostic.Warn,
        DiagnosticSeverity.Info => ReportDiagnostic.Info,
        _ => ReportDiagnostic.Hidden,
    };

    ImmutableArray<Diagnostic> Sound(ImmutableArray<Diagnostic> diagnostics)
    {
        foreach (var broken in diagnostics.Where(static diagnostic => diagnostic.Id.StartsWith("AD0", StringComparison.Ordinal)))
        {
            crashes.Enqueue(broken.ToString());
        }

        return crashes.IsEmpty ? diagnostics : throw new AnalyzerCrash(string.Join("\n\n", crashes));
    }
}

/// <summary>An analyzer threw.</summary>
sealed class AnalyzerCrash(string message) : Exception(message);

static class DiagnosticText
{
    /// <summary>All that a user or a fix can see of a diagnostic, to compare two runs by.</summary>
    public static string Full(this Diagnostic diagnostic) => string.Create(CultureInfo.InvariantCulture,
        $"{diagnostic.Id} {diagnostic.Severity} {Place(diagnostic.Location)}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}"
        + $" {{{string.Join(", ", diagnostic.Properties.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Key + "=" + pair.Value))}}}"
        + $" [{string.Join(", ", diagnostic.AdditionalLocations.Select(Place))}]");

    public static ImmutableArray<string> Full(this IEnumerable<Diagnostic> diagnostics) =>
        [.. diagnostics.Select(Full).Order(StringComparer.Ordinal)];

    public static string Place(Location location) => location.SourceTree is { } tree
        ? $"{tree.FilePath} {location.SourceSpan} `{tree.GetText().ToString(location.SourceSpan)}`"
        : location.ToString();

    public static bool IsCompilationEnd(this Diagnostic diagnostic) =>
        diagnostic.Descriptor.CustomTags.Contains(WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>The errors of Emit: GetDiagnostics misses those that only lowering finds, such as CS4007.</summary>
    public static ImmutableArray<Diagnostic> EmitErrors(this Compilation compilation, CancellationToken token)
    {
        var result = compilation.Emit(Stream.Null, cancellationToken: token);
        return [.. result.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
    }
}
