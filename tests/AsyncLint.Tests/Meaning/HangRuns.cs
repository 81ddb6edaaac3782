using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests;

/// <summary>
/// Runs many programs, each on a thread of its own in one child process, and tells which of them come to their end: what hangs would keep threads of the pool
/// from the tests. Each has a <c>static class Scenario</c> with a method <c>static void Run()</c>.
/// </summary>
static class HangRuns
{
    /// <summary>How long those that are to hang have after all others have ended.</summary>
    const int HangMilliseconds = 1000;

    /// <summary>For the others, on a machine that is busy.</summary>
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    const string Host = """
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Reflection;
        using System.Runtime.Loader;
        using System.Threading;

        static class Host
        {
            static void Main(string[] args)
            {
                var folder = AppContext.BaseDirectory;
                var expected = args.Skip(2).ToHashSet();
                var ended = new ConcurrentDictionary<string, string>();
                ThreadPool.SetMinThreads(64, 64);
                foreach (var path in Directory.GetFiles(folder, "case*.dll"))
                {
                    var name = Path.GetFileNameWithoutExtension(path);
                    new Thread(() =>
                    {
                        try
                        {
                            var context = new AssemblyLoadContext(name);
                            context.Resolving += (context, wanted) => File.Exists(Path.Combine(folder, wanted.Name + ".dll")) ? context.LoadFromAssemblyPath(Path.Combine(folder, wanted.Name + ".dll")) : null;
                            context.LoadFromAssemblyPath(path).GetType("Scenario").GetMethod("Run", BindingFlags.Static | BindingFlags.Public).Invoke(null, null);
                            ended[name] = "completed";
                        }
                        catch (Exception e)
                        {
                            ended[name] = "threw " + (e.InnerException ?? e).ToString().ReplaceLineEndings(" ").Replace('\t', ' ');
                        }
                    }) { IsBackground = true }.Start();
                }

                SpinWait.SpinUntil(() => { Thread.Sleep(10); return expected.All(ended.ContainsKey); }, int.Parse(args[0]));
                Thread.Sleep(int.Parse(args[1]));
                File.WriteAllLines(Path.Combine(folder, "ended.txt"), ended.Select(pair => pair.Key + "\t" + pair.Value));
                Environment.Exit(0);
            }
        }
        """;

    /// <summary>By the place of each program: how it ended; null where it did not.</summary>
    /// <param name="programs">Each with whether it is expected to end.</param>
    public static async Task<IReadOnlyList<string?>> Run(IReadOnlyList<(Compilation Program, bool Ends)> programs, CancellationToken token)
    {
        var folder = Directory.CreateTempSubdirectory("asynclint");
        try
        {
            string PathOf(string name) => Path.Combine(folder.FullName, name + ".dll");

            Emit(CSharpCompilation.Create("host", [CSharpSyntaxTree.ParseText(Host, cancellationToken: token)], References.NetCore), PathOf("host"), token);
            await File.WriteAllBytesAsync(PathOf(UiFramework.Name), [.. UiFramework.Image], token);
            await File.WriteAllTextAsync(
                Path.ChangeExtension(PathOf("host"), ".runtimeconfig.json"),
                $$"""{ "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version}}" } } }""",
                token);
            for (var i = 0; i < programs.Count; i++)
            {
                Emit(programs[i].Program.WithAssemblyName(NameOf(i)), PathOf(NameOf(i)), token);
            }

            var ended = new Dictionary<string, string>(StringComparer.Ordinal);
            string[] arguments =
            [
                PathOf("host"),
                ((int)Timeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
                HangMilliseconds.ToString(CultureInfo.InvariantCulture),
                .. programs.Select(static (program, i) => (program.Ends, Name: NameOf(i))).Where(static program => program.Ends).Select(static program => program.Name),
            ];
            using var process = Process.Start(new ProcessStartInfo(VerifyFate.Dotnet, arguments) { RedirectStandardOutput = true })!;
            try
            {
                _ = await process.StandardOutput.ReadToEndAsync(token);
                await process.WaitForExitAsync(token);
            }
            finally
            {
                process.Kill();
            }

            foreach (var line in await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "ended.txt"), token))
            {
                var parts = line.Split('\t');
                ended.Add(parts[0], parts[1]);
            }

            return [.. programs.Select((_, i) => ended.GetValueOrDefault(NameOf(i)))];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static string NameOf(int program) => string.Create(CultureInfo.InvariantCulture, $"case{program}");

    static void Emit(Compilation compilation, string path, CancellationToken token)
    {
        var emitted = compilation.Emit(path, cancellationToken: token);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics) + "\n" + compilation.SyntaxTrees.First());
    }
}
