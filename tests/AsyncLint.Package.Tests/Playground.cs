using System.Diagnostics;

namespace AsyncLint.Package.Tests;

/// <summary>What one dotnet command did.</summary>
sealed record Run(string Command, int ExitCode, string Output)
{
    public IReadOnlyList<string> Lines { get; } = Output.Split('\n').Select(line => line.TrimEnd('\r')).ToList();

    public override string ToString() => $"dotnet {Command}\nexit code {ExitCode}\n{Output}";
}

/// <summary>
/// A fresh folder outside the repository with projects that install the packed file the way a user does. It is its own world: no
/// props, config or package of the repository, of the folders above or of an earlier run is seen.
/// </summary>
sealed class Playground : IDisposable
{
    public Playground()
    {
        Root = Directory.CreateTempSubdirectory("asynclint-").FullName;

        // The source is added to the user's own, whatever they are: the targeting packs come from those. A packages folder of its
        // own keeps an earlier build of the same version out.
        Write("nuget.config", $"""
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="packages" />
              </config>
              <packageSources>
                <add key="asynclint-packed" value="{PackedFile.Folder}" />
              </packageSources>
            </configuration>
            """);
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        Write(".editorconfig", "root = true\n");
    }

    public string Root { get; }

    public string PathOf(string relative) => Path.Combine(Root, relative);

    public string Read(string relative) => File.ReadAllText(PathOf(relative));

    public void Write(string relative, string text)
    {
        var path = PathOf(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text.ReplaceLineEndings("\n"));
    }

    /// <summary>Writes name/name.csproj, which installs the package, with the sources in the same folder.</summary>
    public void Project(string name, string frameworks, string properties = "", params (string Name, string Text)[] sources)
    {
        var tag = frameworks.Contains(';', StringComparison.Ordinal) ? "TargetFrameworks" : "TargetFramework";
        Write($"{name}/{name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <{tag}>{frameworks}</{tag}>
                <LangVersion>latest</LangVersion>
                <NuGetAudit>false</NuGetAudit>
                <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="AsyncLint" Version="[{PackedFile.Version}]" PrivateAssets="all" />
              </ItemGroup>
              <!-- Here, where the target framework is known in every project: one log a project and framework. -->
              <Target Name="NameTheLog" BeforeTargets="CoreCompile" Condition="'$(ErrorLog)' == ''">
                <PropertyGroup>
                  <ErrorLog>$(MSBuildProjectDirectory)/$(TargetFramework).sarif,version=2.1</ErrorLog>
                </PropertyGroup>
              </Target>
            </Project>
            """);
        foreach (var (file, text) in sources)
        {
            Write($"{name}/{file}", text);
        }
    }

    public void Solution(string name, IEnumerable<string> projects) =>
        Write(name, $"""
            <Solution>
            {string.Join('\n', projects.Select(project => $"""  <Project Path="{project}/{project}.csproj" />"""))}
            </Solution>
            """);

    public async Task<Run> Dotnet(string arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // `dotnet test` leaves the paths of its own MSBuild behind; a user's shell has none of them.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment.Remove("ErrorLog");
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        // No server outlives the run, and none from an earlier run brings an older build of the analyzers along.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"dotnet {arguments} did not end:\n{await output}");
        }

        return new(arguments, process.ExitCode, await output + await errors);
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (IOException)
        {
            // A scanner may hold a file for a moment; the system cleans its temp folder itself.
        }
    }
}
