using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.Package.Tests;

/// <summary>The package in an editor-like host on the newest Roslyn, as a light bulb uses it.</summary>
public sealed class EditorTests : IDisposable
{
    readonly EditorHost host = new(Defects.Source);

    public static TheoryData<string> Ids => [.. Defects.Ids];

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task The_host_is_the_newest_Roslyn_and_the_sample_compiles()
    {
        Assert.True(typeof(CSharpCompilation).Assembly.GetName().Version >= new Version(5, 0));
        Assert.Empty(await host.Errors());
    }

    [Fact]
    public void Both_assemblies_load_and_every_fix_that_is_written_is_found()
    {
        Assert.NotEmpty(host.Analyzers);
        Assert.NotEmpty(host.FixProviders);
        Assert.Empty(host.LoadFailures);

        // A provider without the export exists, and nobody ever sees it.
        var written = host.FixProviders[0].GetType().Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(CodeFixProvider)));
        Assert.Equal(
            written.Select(type => type.FullName).Order(StringComparer.Ordinal),
            host.FixProviders.Select(provider => provider.GetType().FullName).Order(StringComparer.Ordinal));
        var analyzers = host.Analyzers[0].GetType().Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false));
        Assert.Equal(
            analyzers.Select(type => type.FullName).Order(StringComparer.Ordinal),
            host.Analyzers.Select(analyzer => analyzer.GetType().FullName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_fix_is_for_a_rule_that_exists_and_can_fix_all()
    {
        var rules = host.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(rule => rule.Id).ToHashSet(StringComparer.Ordinal);
        Assert.All(host.FixProviders, provider =>
        {
            Assert.Subset(rules, provider.FixableDiagnosticIds.ToHashSet(StringComparer.Ordinal));
            Assert.NotNull(provider.GetFixAllProvider());
        });
    }

    [Fact]
    public async Task The_project_reports_each_defect_once()
    {
        var reports = await host.ReportsOfTheProject();
        Assert.Equal(Defects.Ids, reports.Select(report => report.Id));
        Assert.All(reports, report => Assert.Equal(Defects.LineOf(report.Id), report.Location.GetLineSpan().StartLinePosition.Line + 1));
    }

    [Fact]
    public async Task An_open_document_shows_what_the_project_reports()
    {
        Assert.Equal(Describe(await host.ReportsOfTheProject()), Describe(await host.ReportsOfTheDocument()));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task A_single_line_shows_the_report_that_lies_in_it(string id)
    {
        var line = (await host.Document.GetTextAsync(TestContext.Current.CancellationToken)).Lines[Defects.LineOf(id) - 1];
        var reports = await host.ReportsOfTheDocument(line.Span);
        // An editor asks for a line and may be told of the method around it, so the others are not our concern here.
        var report = Assert.Single(reports, report => report.Location.SourceSpan.IntersectsWith(line.Span));
        Assert.Equal(id, report.Id);
        Assert.Equal(
            Describe((await host.ReportsOfTheProject()).Where(other => other.Id == id)),
            Describe([report]));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_light_bulb_previews_what_it_applies_and_the_report_is_gone(string id)
    {
        var reports = await host.ReportsOfTheDocument();
        var actions = await host.Actions(reports.Single(report => report.Id == id));
        var (_, action) = actions[0];
        Assert.NotEmpty(action.Title);
        Assert.NotNull(action.EquivalenceKey);
        Assert.Equal(actions.Length, actions.Select(entry => entry.Action.EquivalenceKey).Distinct().Count());

        var preview = await host.Preview(action);
        Assert.NotEqual(Defects.Source, preview);
        Assert.Equal(Defects.Source, (await host.Document.GetTextAsync(TestContext.Current.CancellationToken)).ToString());

        await host.Apply(action);
        Assert.Equal(preview, (await host.Document.GetTextAsync(TestContext.Current.CancellationToken)).ToString());
        Assert.Empty(await host.Errors());
        Assert.Equal(Defects.Ids.Where(other => other != id), (await host.ReportsOfTheDocument()).Select(report => report.Id));
    }

    [Theory]
    [InlineData(FixAllScope.Document)]
    [InlineData(FixAllScope.Project)]
    [InlineData(FixAllScope.Solution)]
    public async Task Fixing_all_one_rule_after_the_other_leaves_nothing(FixAllScope scope)
    {
        foreach (var id in Defects.Ids)
        {
            var report = (await host.ReportsOfTheDocument()).First(report => report.Id == id);
            var (provider, action) = (await host.Actions(report))[0];
            var all = await host.FixAll(provider, action, id, scope);
            Assert.NotNull(all);
            await host.Apply(all);
        }

        Assert.Empty(await host.Errors());
        Assert.Empty(await host.ReportsOfTheDocument());
    }

    static IEnumerable<string> Describe(IEnumerable<Diagnostic> reports) =>
        reports.Select(report => $"{report.Id} {report.Severity} {report.Location.SourceSpan} {report.GetMessage(null)}");
}
