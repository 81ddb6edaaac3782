namespace AsyncLint.Package.Tests;

/// <summary>The projects that one `dotnet build` builds for all tests here.</summary>
public sealed class BuiltProjects : IAsyncLifetime
{
    static readonly (string Name, string Text) Orders = (Defects.FileName, Defects.Source);

    static readonly (string Name, string Text) Suggestion = ("Totals.cs", """
        using System.Threading.Tasks;

        namespace Shop
        {
            public class Totals
            {
                public int Today() => SumAsync().Result;

                private async Task<int> SumAsync()
                {
                    await Task.Delay(10);
                    return 0;
                }
            }
        }
        """);

    internal Playground Playground { get; } = new();

    internal Run Build { get; private set; } = null!;

    internal Sarif Log(string project, string framework = "net10.0") => Sarif.Parse(Playground.Read($"{project}/{framework}.sarif"));

    /// <summary>The lines of the build that report on this project, each once: MSBuild says everything again in its summary.</summary>
    internal IReadOnlyList<string> Reports(string project) => Build.Lines
        .Where(line => line.Contains($"{project}.csproj", StringComparison.Ordinal)
            && (line.Contains(": warning ", StringComparison.Ordinal) || line.Contains(": error ", StringComparison.Ordinal)))
        .Select(line => line.Trim())
        .Distinct()
        .ToList();

    public async ValueTask InitializeAsync()
    {
        Playground.Project("Net10", "net10.0", "", Orders);
        Playground.Project("Net8", "net8.0", "", Orders);
        Playground.Project("NetStandard", "netstandard2.0", "", Orders);
        Playground.Project("Multi", "net10.0;netstandard2.0", "", Orders);

        foreach (var mode in new[] { "None", "Default", "Recommended", "Strict", "strict", "Loud" })
        {
            var name = "Mode" + (mode == "strict" ? "LowerCase" : mode);
            Playground.Project(name, "net10.0", $"<AsyncLintMode>{mode}</AsyncLintMode>", Orders, Suggestion);
        }

        Playground.Project("Configured", "net10.0", "", Orders, (".editorconfig", """
            [*.cs]
            dotnet_diagnostic.ASL1001.severity = error
            dotnet_diagnostic.ASL2001.severity = suggestion
            dotnet_diagnostic.ASL2004.severity = none
            """));
        Playground.Project("TurnedOn", "net10.0", "<AsyncLintMode>None</AsyncLintMode>", Orders, (".editorconfig", """
            [*.cs]
            dotnet_diagnostic.ASL2001.severity = warning
            """));
        Playground.Project("TurnedOff", "net10.0", "<AsyncLintMode>Strict</AsyncLintMode>", Orders, (".globalconfig", """
            is_global = true
            dotnet_diagnostic.ASL2001.severity = none
            """));

        Playground.Solution("All.slnx",
        [
            "Net10", "Net8", "NetStandard", "Multi", "ModeNone", "ModeDefault", "ModeRecommended", "ModeStrict", "ModeLowerCase", "ModeLoud",
            "Configured", "TurnedOn", "TurnedOff",
        ]);
        Build = await Playground.Dotnet("build All.slnx");
    }

    public ValueTask DisposeAsync()
    {
        Playground.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>The package in `dotnet build`: console, SARIF, modes and the user's own settings.</summary>
public sealed class BuildTests(BuiltProjects projects) : IClassFixture<BuiltProjects>
{
    static IEnumerable<string> All(string level) => Defects.Ids.Select(id => $"{id} {level}");

    [Fact]
    public void What_is_installed_is_what_was_packed()
    {
        Assert.All([PackedFile.AnalyzersEntry, PackedFile.CodeFixesEntry], entry => Assert.Equal(
            PackedFile.Bytes(entry),
            File.ReadAllBytes(projects.Playground.PathOf($"packages/asynclint/{PackedFile.Version}/{entry}"))));
    }

    [Fact]
    public void The_one_project_that_raises_a_rule_to_an_error_is_the_only_one_that_fails()
    {
        Assert.Equal(1, projects.Build.ExitCode);
        var errors = projects.Build.Lines.Where(line => line.Contains(": error ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(errors);
        Assert.All(errors, line => Assert.Matches(@"Orders\.cs\(\d+,\d+\): error ASL1001: .*Configured\.csproj", line));
    }

    [Theory]
    [InlineData("Net10", "net10.0")]
    [InlineData("Net8", "net8.0")]
    [InlineData("NetStandard", "netstandard2.0")]
    [InlineData("Multi", "net10.0")]
    [InlineData("Multi", "netstandard2.0")]
    public void Every_defect_is_a_warning_in_every_framework(string project, string framework)
    {
        var log = projects.Log(project, framework);
        Assert.Equal(All("warning"), log.Levels);
        Assert.All(log.Results.Where(result => result.Id.StartsWith("ASL", StringComparison.Ordinal)), result =>
        {
            Assert.Equal(Defects.FileName, result.File);
            Assert.Equal(Defects.LineOf(result.Id), result.Line);
            Assert.NotEmpty(result.Message);
        });
    }

    [Theory]
    [InlineData("Net10")]
    [InlineData("Net8")]
    [InlineData("NetStandard")]
    public void The_console_shows_each_defect_with_the_link_to_its_page(string project)
    {
        var reports = projects.Reports(project);
        Assert.Equal(Defects.Ids.Count, reports.Count);
        Assert.All(Defects.Ids, id => Assert.Single(reports, report =>
            report.Contains($"{Defects.FileName}({Defects.LineOf(id)},", StringComparison.Ordinal)
            && report.Contains($": warning {id}: ", StringComparison.Ordinal)
            && report.Contains($"(https://github.com/asynclint/asynclint/blob/main/docs/rules/{id}.md)", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_log_is_sarif_2_1_and_lists_the_rules_with_their_links()
    {
        var log = projects.Log("Net10");
        Assert.Equal("2.1.0", log.Version);
        Assert.All(Defects.Ids, id =>
        {
            var rule = Assert.Single(log.Rules, rule => rule.Id == id);
            Assert.Equal("warning", rule.Level);
            Assert.EndsWith($"/docs/rules/{id}.md", rule.HelpUri, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("ModeDefault")]
    [InlineData("ModeRecommended")]
    [InlineData("ModeStrict")]
    [InlineData("ModeLowerCase")]
    public void A_rule_that_warns_by_itself_warns_in_every_mode_but_None(string project) =>
        Assert.Equal(All("warning"), projects.Log(project).Levels);

    [Theory]
    [InlineData("ModeNone", null)]
    [InlineData("ModeDefault", "note")]
    [InlineData("ModeRecommended", "note")]
    [InlineData("ModeStrict", "warning")]
    [InlineData("ModeLowerCase", "warning")]
    [InlineData("ModeLoud", "note")]
    public void A_rule_that_informs_warns_in_Strict(string project, string? level) =>
        Assert.Equal(level, projects.Log(project).Results.SingleOrDefault(result => result.Id == "ASL2002")?.Level);

    [Fact]
    public void None_turns_every_rule_off()
    {
        Assert.DoesNotContain(projects.Log("ModeNone").Results, result => result.Id.StartsWith("ASL", StringComparison.Ordinal));
    }

    [Fact]
    public void The_compilers_own_warning_steps_back_only_where_ours_stands()
    {
        Assert.DoesNotContain(projects.Log("Net10").Results, result => result.Id == "CS4014");
        Assert.Contains(projects.Log("ModeNone").Results, result => result.Id == "CS4014");
    }

    [Fact]
    public void An_unknown_mode_is_told_the_valid_ones_and_acts_as_Default()
    {
        var report = Assert.Single(projects.Build.Lines.Select(line => line.Trim()).Distinct(), line => line.Contains("ASL0001", StringComparison.Ordinal));
        Assert.Contains(
            "ModeLoud.csproj : warning ASL0001: AsyncLintMode 'Loud' is not one of None, Default, Recommended, Strict; Default is used",
            report,
            StringComparison.Ordinal);
        Assert.Equal(All("warning"), projects.Log("ModeLoud").Levels);
    }

    [Fact]
    public void An_editorconfig_raises_lowers_and_silences()
    {
        var set = new Dictionary<string, string?>(StringComparer.Ordinal) { ["ASL1001"] = "error", ["ASL2001"] = "note", ["ASL2004"] = null };
        Assert.Equal(
            Defects.Ids.Select(id => (id, level: set.GetValueOrDefault(id, "warning"))).Where(rule => rule.level is not null).Select(rule => $"{rule.id} {rule.level}"),
            projects.Log("Configured").Levels);
    }

    [Fact]
    public void The_users_editorconfig_wins_over_a_mode() =>
        Assert.Equal(["ASL2001 warning"], projects.Log("TurnedOn").Levels);

    [Fact]
    public void The_users_global_config_wins_over_a_mode() =>
        Assert.Equal(All("warning").Where(level => !level.StartsWith("ASL2001", StringComparison.Ordinal)), projects.Log("TurnedOff").Levels);

    [Fact]
    public async Task The_command_line_turns_a_rule_into_an_error_and_names_the_log()
    {
        var run = await projects.Playground.Dotnet("build Net10/Net10.csproj --no-restore --no-incremental -warnaserror:ASL1001 -p:ErrorLog=named.sarif%2Cversion=2.1");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(run.Lines, line => line.Contains(": error ASL1001: ", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.Contains(": warning ASL2001: ", StringComparison.Ordinal));
        Assert.Contains(Sarif.Parse(projects.Playground.Read("Net10/named.sarif")).Levels, level => level.StartsWith("ASL1001 ", StringComparison.Ordinal));
    }
}
