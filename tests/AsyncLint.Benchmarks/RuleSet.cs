using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.Benchmarks;

/// <summary>Rules that are measured together: all of ours, one of ours, or the async rules of another package.</summary>
sealed class RuleSet(string name, ImmutableArray<DiagnosticAnalyzer> analyzers, ImmutableDictionary<string, ReportDiagnostic> severities)
{
    private static readonly AnalyzerOptions s_options = new([]);

    public string Name { get; } = name;

    /// <summary>What a compiler loads of ours, without the suppressors.</summary>
    private static ImmutableArray<DiagnosticAnalyzer> Hosts { get; } =
        [.. Make(typeof(RuleHost).Assembly.GetTypes()).Where(static analyzer => analyzer is RuleHost)];

    /// <summary>Each of our rules by itself.</summary>
    public static ImmutableArray<AsyncRule> OurRules { get; } =
        [.. Hosts.SelectMany(static host => ((RuleHost)host).Rules).OrderBy(static rule => rule.GetType().Name, StringComparer.Ordinal)];

    public static RuleSet Ours { get; } = Of("AsyncLint", Hosts, static _ => true);

    /// <summary>The price of the driver alone: it binds the code and makes the operations, and the rule ignores them.</summary>
    public static RuleSet Empty { get; } = Of("(a rule that does nothing)", [new EmptyRule()], static _ => true);

    public static RuleSet Of(string name, ImmutableArray<DiagnosticAnalyzer> analyzers, Func<string, bool> isOn) =>
        new(name, analyzers, analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics).Select(static rule => rule.Id).Distinct()
            .ToImmutableDictionary(static id => id, id => isOn(id) ? ReportDiagnostic.Warn : ReportDiagnostic.Suppress));

    /// <summary>The async rules of a package that restore has downloaded; every one of them is on.</summary>
    public static RuleSet Load(string name, string folder, string ids)
    {
        var root = typeof(RuleSet).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "NuGetPackageRoot").Value!;
        var directory = Path.Combine(root, folder);
        var isOn = new Regex("^(" + ids + ")$");
        var context = new PackageContext(name, directory);
        var analyzers = Directory.GetFiles(directory, "*.dll").Order(StringComparer.Ordinal).SelectMany(path => Make(TypesOf(context.LoadFromAssemblyPath(path))))
            .Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => isOn.IsMatch(rule.Id)));
        return Of(name, [.. analyzers], isOn.IsMatch);
    }

    /// <summary>The rules over a compilation of their own, so that no run finds what another one has bound.</summary>
    public CompilationWithAnalyzers Over(CSharpCompilation compilation) =>
        compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(severities)).WithAnalyzers(
            analyzers,
            new CompilationWithAnalyzersOptions(
                s_options, static (e, analyzer, _) => Console.Error.WriteLine(analyzer + ": " + e.Message), concurrentAnalysis: true, logAnalyzerExecutionTime: true));

    /// <summary>The time inside the rules' own callbacks, as the driver counts it.</summary>
    public static double OwnMilliseconds(AnalysisResult result) => result.AnalyzerTelemetryInfo.Values.Sum(static t => t.ExecutionTime.TotalMilliseconds);

    private static IEnumerable<DiagnosticAnalyzer> Make(IEnumerable<Type> types) =>
        types.Where(static type => !type.IsAbstract && type.IsAssignableTo(typeof(DiagnosticAnalyzer))
                && type.GetCustomAttributes<DiagnosticAnalyzerAttribute>().Any(static a => a.Languages.Contains(LanguageNames.CSharp)))
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type, nonPublic: true)!);

    private static Type[] TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            // Code fixes need assemblies that only an editor has.
            return [.. partly.Types.OfType<Type>()];
        }
    }

    private sealed class PackageContext(string name, string directory) : AssemblyLoadContext(name)
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            Path.Combine(directory, assemblyName.Name + ".dll") is var path && File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    private sealed class EmptyRule : DiagnosticAnalyzer
    {
        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
            [new("NONE", "Nothing", "Nothing", "None", DiagnosticSeverity.Warning, isEnabledByDefault: true)];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.EnableConcurrentExecution();
            context.RegisterOperationAction(static _ => { }, OperationKind.ExpressionStatement);
        }
    }
}
