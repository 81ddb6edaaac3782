using System.Collections.Immutable;
using AsyncLint.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.Tests;

/// <summary>A build shows one warning for one dropped task: the compiler's CS4014 goes exactly where ASL1001 speaks.</summary>
public class UnawaitedCallSuppressorTests
{
    const string Source = """
        class C
        {
            static async Task FooAsync() => await Task.Yield();
            static Task Done() => Task.CompletedTask;
            async Task M(C c)
            {
                FooAsync();
                FooAsync().ConfigureAwait(false);
                Task.Run(() => { });
                Func<Task> lambda = async () => { FooAsync(); await FooAsync(); };
                await FooAsync();
            }
        }
        """;

    [Fact]
    public async Task The_compilers_warning_goes_where_the_rule_reports()
    {
        var (compiler, rule) = await Build(Source);
        Assert.Empty(compiler);
        Assert.Equal(["FooAsync()", "FooAsync()", "FooAsync().ConfigureAwait(false)", "Task.Run(() => { })"], rule);
    }

    [Theory]
    [InlineData("Done();")]
    [InlineData("FooAsync().ContinueWith(t => { });")]
    public async Task The_compilers_warning_stays_where_the_rule_excuses(string statement)
    {
        var (compiler, rule) = await Build(Source.Replace("FooAsync().ConfigureAwait(false);", statement, StringComparison.Ordinal));
        Assert.Equal([statement.TrimEnd(';')], compiler);
        Assert.Equal(["FooAsync()", "FooAsync()", "Task.Run(() => { })"], rule);
    }

    [Fact]
    public async Task The_compilers_warning_stays_where_an_option_excuses()
    {
        var (compiler, rule) = await Build(Source, "asynclint.forget_helpers = M:C.FooAsync");
        Assert.Equal(["FooAsync()", "FooAsync()", "FooAsync().ConfigureAwait(false)"], compiler);
        Assert.Equal(["Task.Run(() => { })"], rule);
    }

    [Theory]
    [InlineData("dotnet_diagnostic.ASL1001.severity = none")]
    [InlineData("dotnet_diagnostic.asl1001.severity = none")]
    [InlineData("dotnet_diagnostic.ASL1001.severity = silent")]
    [InlineData("dotnet_analyzer_diagnostic.severity = none")]
    [InlineData("dotnet_analyzer_diagnostic.category-AsyncLint.MissingAwait.severity = none")]
    public async Task The_compilers_warnings_stay_when_the_rule_is_off(string option)
    {
        var (compiler, rule) = await Build(Source, option);
        Assert.Equal(4, compiler.Length);
        Assert.All(rule, _ => Assert.EndsWith("silent", option, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("dotnet_diagnostic.ASL1001.severity = error")]
    [InlineData("dotnet_diagnostic.ASL1001.severity = warning\ndotnet_analyzer_diagnostic.severity = none")]
    [InlineData("dotnet_analyzer_diagnostic.category-AsyncLint.MissingAwait.severity = error")]
    public async Task The_compilers_warnings_go_when_the_rule_is_raised(string option)
    {
        var (compiler, rule) = await Build(Source, option);
        Assert.Empty(compiler);
        Assert.Equal(4, rule.Length);
    }

    [Fact]
    public async Task A_suggestion_that_no_build_prints_does_not_replace_the_compilers_warning()
    {
        var (compiler, rule) = await Build(Source, "dotnet_diagnostic.ASL1001.severity = suggestion");
        Assert.Equal(4, compiler.Length);
        Assert.Equal(4, rule.Length);
    }

    [Fact]
    public async Task The_compilers_warnings_stay_when_the_rule_is_off_by_the_command_line()
    {
        var (compiler, rule) = await Build(Source, change: static options => options.WithSpecificDiagnosticOptions(
            [new("ASL1001", ReportDiagnostic.Suppress)]));
        Assert.Equal(4, compiler.Length);
        Assert.Empty(rule);
    }

    [Fact]
    public async Task Where_a_pragma_silences_the_rule_the_compilers_warning_does_not_come_back()
    {
        var (compiler, rule) = await Build("#pragma warning disable ASL1001\n" + Source);
        Assert.Empty(compiler);
        Assert.Empty(rule);
    }

    static async Task<(ImmutableArray<string> Compiler, ImmutableArray<string> Rule)> Build(
        string source, string options = "", Func<CompilationOptions, CompilationOptions>? change = null)
    {
        var token = TestContext.Current.CancellationToken;
        var setup = new Setup { Options = options };
        var code = new TestCode(source, setup);
        Assert.Empty(code.Compilation.EmitErrors(token));
        var set = AnalyzerConfigSet.Create(ImmutableArray.Create(AnalyzerConfig.Parse(ConfigOptions.EditorConfig(setup), "/.editorconfig")));
        var compilationOptions = code.Compilation.Options.WithSyntaxTreeOptionsProvider(new Severities(set));
        var compilation = code.Compilation.WithOptions(change?.Invoke(compilationOptions) ?? compilationOptions);
        var driver = compilation.WithAnalyzers(
            [new ASL1001UnawaitedCall(), new UnawaitedCallSuppressor()],
            new CompilationWithAnalyzersOptions(new AnalyzerOptions([], code.Options), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: false));
        var diagnostics = await driver.GetAllDiagnosticsAsync(token);
        Assert.DoesNotContain(diagnostics, static d => d.Id.StartsWith("AD", StringComparison.Ordinal));
        return (Texts("CS4014"), Texts("ASL1001"));

        ImmutableArray<string> Texts(string id) =>
            [.. diagnostics.Where(d => d.Id == id && !d.IsSuppressed).Select(static d => d.Location.SourceTree!.GetText().ToString(d.Location.SourceSpan)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Severities as the compiler's command line reads them.</summary>
    sealed class Severities(AnalyzerConfigSet set) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            set.GetOptionsForSourcePath(tree.FilePath).TreeOptions.TryGetValue(diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            set.GlobalConfigOptions.TreeOptions.TryGetValue(diagnosticId, out severity);
    }
}
