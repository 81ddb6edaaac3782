namespace AsyncLint.Package.Tests;

/// <summary>The package in `dotnet format analyzers`: one command repairs everything that has a fix.</summary>
public sealed class FormatTests
{
    static readonly string[] Projects = ["Net10", "Net8", "NetStandard", "Multi"];

    static readonly string Ids = string.Join(' ', Defects.Ids);

    [Fact]
    public async Task One_run_fixes_every_report_the_result_builds_without_warnings_and_a_second_run_changes_nothing()
    {
        using var playground = new Playground();
        foreach (var project in Projects)
        {
            var frameworks = project switch
            {
                "Net10" => "net10.0",
                "Net8" => "net8.0",
                "NetStandard" => "netstandard2.0",
                _ => "net10.0;netstandard2.0",
            };
            playground.Project(project, frameworks, "", (Defects.FileName, Defects.Source));
        }

        playground.Solution("Fix.slnx", Projects);

        // Suggestions too, so that the run covers the rules that only inform.
        var format = $"format analyzers Fix.slnx --severity info --diagnostics {Ids}";
        var first = await playground.Dotnet(format);
        Assert.True(first.ExitCode == 0, first.ToString());
        var fixedFiles = Files(playground);
        Assert.All(fixedFiles, file => Assert.NotEqual(Defects.Source.ReplaceLineEndings("\n"), file));
        // The frameworks differ in nothing that these fixes need.
        Assert.Single(fixedFiles.Distinct());

        var build = await playground.Dotnet("build Fix.slnx --no-restore");
        Assert.True(build.ExitCode == 0, build.ToString());
        Assert.True(build.Output.Contains("    0 Warning(s)", StringComparison.Ordinal), build + fixedFiles[0]);
        Assert.All(Projects, project => Assert.All(
            Directory.GetFiles(playground.PathOf(project), "*.sarif"),
            log => Assert.Empty(Sarif.Parse(File.ReadAllText(log)).Levels)));

        var second = await playground.Dotnet($"{format} --no-restore");
        Assert.True(second.ExitCode == 0, second.ToString());
        Assert.Equal(fixedFiles, Files(playground));
    }

    [Fact]
    public async Task Only_the_named_rule_is_fixed_and_verifying_fails_while_something_is_left()
    {
        using var playground = new Playground();
        playground.Project("Net10", "net10.0", "", (Defects.FileName, Defects.Source));

        var one = await playground.Dotnet("format analyzers Net10/Net10.csproj --diagnostics ASL1001");
        Assert.True(one.ExitCode == 0, one.ToString());
        var before = Defects.Source.ReplaceLineEndings("\n").Split('\n');
        var after = playground.Read($"Net10/{Defects.FileName}").Split('\n');
        Assert.Equal(before.Length, after.Length);
        var line = Defects.LineOf("ASL1001") - 1;
        Assert.Equal("            await SaveAsync(order); // ASL1001", after[line]);
        after[line] = before[line];
        Assert.Equal(before, after);

        var verify = await playground.Dotnet($"format analyzers Net10/Net10.csproj --no-restore --verify-no-changes --diagnostics {Ids}");
        Assert.Equal(2, verify.ExitCode);
        Assert.DoesNotContain("ASL1001", verify.Output, StringComparison.Ordinal);
        Assert.Contains("warning ASL2001", verify.Output, StringComparison.Ordinal);
    }

    static List<string> Files(Playground playground) =>
        Projects.Select(project => playground.Read($"{project}/{Defects.FileName}")).ToList();
}
