using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.Tests;

/// <summary>What became of the exceptions of a program.</summary>
enum Fate
{
    /// <summary>There was none, or somebody saw it.</summary>
    Survived,

    /// <summary>It was in a task that was collected: TaskScheduler.UnobservedTaskException was raised.</summary>
    Lost,

    /// <summary>It ended the process.</summary>
    Crashed,

    /// <summary>The program went on when it was to have come to its end.</summary>
    Unfinished,
}

/// <summary>
/// Runs code as a process of its own, since a crash ends it and UnobservedTaskException is raised for the tasks of a whole process. The source has a
/// <c>static class Scenario</c> with a method <c>static Task Run()</c>, whose own exception counts as seen, and which has three seconds.
/// </summary>
static class VerifyFate
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    const string Program = """
        static class Program
        {
            static async Task<int> Main()
            {
                var lost = 0;
                TaskScheduler.UnobservedTaskException += (_, _) => lost = 1;
                try
                {
                    await Task.Run(Scenario.Run).WaitAsync(TimeSpan.FromSeconds(3));
                }
                catch (TimeoutException)
                {
                    return 2;
                }
                catch (Exception)
                {
                }

                for (var i = 0; i < 20 && lost == 0; i++)
                {
                    await Task.Delay(10);
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                }

                return lost;
            }
        }
        """;

    /// <summary>The rule reports the code, which ends as it says; after FixAll, or without a fix for <paramref name="repaired"/>, it survives.</summary>
    public static async Task Ends<TRule, TFix>(string source, Fate fate, string? repaired = null)
        where TRule : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var run = new FixRun(new TRule(), new TFix(), WithProgram, source, source);
        await run.ReportsAsMarked(run.Before, run.BeforeFiles, "before the fix");
        Assert.NotEmpty(run.BeforeFiles[0].Marks);
        Assert.Equal(fate, await Run(run.Before));

        if (repaired is not null)
        {
            await Survives<TRule, TFix>(repaired);
            return;
        }

        var after = await run.FixAll(run.Before, FixAllScope.Solution, key: null);
        Assert.NotEqual(FixRun.Text(run.Before, Setup.MainFile), FixRun.Text(after, Setup.MainFile));
        Assert.Equal(Fate.Survived, await Run(after));
    }

    /// <summary>The rule does not report the code, and it survives.</summary>
    public static async Task Survives<TRule, TFix>(string source)
        where TRule : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var run = new FixRun(new TRule(), new TFix(), WithProgram, source, source);
        Assert.Empty(await run.Fixable(run.Before));
        await run.ReportsAsMarked(run.Before, run.BeforeFiles, "of what survives");
        Assert.Equal(Fate.Survived, await Run(run.Before));
    }

    static Setup WithProgram => new() { OutputKind = OutputKind.ConsoleApplication, Files = { ["Program.cs"] = Program } };

    static async Task<Fate> Run(Solution solution)
    {
        var token = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("asynclint");
        try
        {
            var program = Path.Combine(folder.FullName, "program.dll");
            var emitted = FixRun.Compile(solution.Projects.Single()).Emit(program, cancellationToken: token);
            Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics));
            await File.WriteAllTextAsync(
                Path.ChangeExtension(program, ".runtimeconfig.json"),
                $$"""{ "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version}}" } } }""",
                token);

            using var process = Process.Start(new ProcessStartInfo(Dotnet, [program]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            try
            {
                var error = process.StandardError.ReadToEndAsync(token);
                var output = process.StandardOutput.ReadToEndAsync(token);
                await process.WaitForExitAsync(token).WaitAsync(Timeout, token);
                return process.ExitCode switch
                {
                    0 => Fate.Survived,
                    1 => Fate.Lost,
                    2 => Fate.Unfinished,
                    _ when (await error).Contains("Unhandled exception", StringComparison.Ordinal) => Fate.Crashed,
                    var code => throw new InvalidOperationException($"The program ended with {code}.\n{await output}\n{await error}"),
                };
            }
            finally
            {
                process.Kill();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // <root>/shared/Microsoft.NETCore.App/<version>/
    public static string Dotnet { get; } = Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "dotnet.exe" : "dotnet"));
}
