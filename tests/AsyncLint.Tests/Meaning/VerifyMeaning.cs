using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.Tests;

/// <summary>
/// Runs code before and after a fix and compares what it was seen to do. The source has a <c>static class Scenario</c> with a method
/// <c>static Task Run()</c>, which calls the code under test and notes with <c>Seen.Note(…)</c> what it observes: results, exceptions, the order
/// of side effects. Run itself must be nothing that the fix changes.
/// </summary>
static class VerifyMeaning
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>A file of the code under test, for its notes.</summary>
    const string Seen = """
        static class Seen
        {
            public static readonly List<string> Notes = [];

            public static void Note(object? what)
            {
                lock (Notes)
                {
                    Notes.Add(what is Exception e ? Kind(e) : what?.ToString() ?? "null");
                }
            }

            // Which of the exceptions for a cancellation a task gives depends on how it is waited for, and is nothing that a fix keeps.
            public static string Kind(Exception e) => e is OperationCanceledException ? "cancelled" : e.GetType().Name + ": " + e.Message;

            public static T Noted<T>(T value)
            {
                Note(value);
                return value;
            }
        }
        """;

    /// <summary>FixAll over the solution puts <paramref name="expected"/> into the main file, and the code does the same as before.</summary>
    public static async Task Kept<TRule, TFix>(string source, string expected)
        where TRule : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var run = new FixRun(new TRule(), new TFix(), WithSeen, source, source);
        var after = await run.FixAll(run.Before, FixAllScope.Solution, key: null);
        var text = FixRun.Text(after, Setup.MainFile);
        Assert.True(text.Contains(expected, StringComparison.Ordinal), $"The fixed code has no `{expected}`.\n{text}");
        await FixRun.IsSound(run.Before, after, emit: true);

        var seen = await Run(run.Before);
        Assert.NotEmpty(seen);
        Assert.Equal(seen, await Run(after));
    }

    /// <summary>
    /// The reason why there is no fix: <paramref name="rewritten"/>, which is what one might have expected of it, does something else than
    /// <paramref name="source"/>, which the fix leaves as it is.
    /// </summary>
    public static async Task WouldChange<TRule, TFix>(string source, string rewritten)
        where TRule : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var run = new FixRun(new TRule(), new TFix(), WithSeen, source, source);
        Assert.NotEmpty(await run.Fixable(run.Before));
        FixRun.IsUnchanged("the fix", run.Before, await run.FixAll(run.Before, FixAllScope.Solution, key: null));
        var other = new FixRun(new TRule(), new TFix(), WithSeen, rewritten, rewritten);

        // What goes wrong on another thread of the pool goes well as long as chance gives the same one.
        for (var tries = 4; tries > 0; tries--)
        {
            if (!(await Run(run.Before)).SequenceEqual(await Run(other.Before)))
            {
                return;
            }
        }

        Assert.NotEqual(await Run(run.Before), await Run(other.Before));
    }

    /// <summary>What the code is seen to do goes wrong before the fix, as <paramref name="before"/> says, and no longer after it.</summary>
    public static async Task Repaired<TRule, TFix>(string source, string[] before, string[] after)
        where TRule : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var run = new FixRun(new TRule(), new TFix(), WithSeen, source, source);
        var repaired = await run.FixAll(run.Before, FixAllScope.Solution, key: null);
        await FixRun.IsSound(run.Before, repaired, emit: true);
        Assert.Equal(before, await Run(run.Before));
        Assert.Equal(after, await Run(repaired));
    }

    static Setup WithSeen => new() { Files = { ["Seen.cs"] = Seen } };

    static async Task<IReadOnlyList<string>> Run(Solution solution)
    {
        using var image = new MemoryStream();
        var emitted = FixRun.Compile(solution.Projects.Single()).Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics));
        image.Position = 0;

        var context = new AssemblyLoadContext(nameof(VerifyMeaning), isCollectible: true);
        try
        {
            var assembly = context.LoadFromStream(image);
            var run = assembly.GetType("Scenario", throwOnError: true)!.GetMethod("Run", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;

            // Code that blocks must not keep the thread of the test.
            await Task.Run(() => (Task)run.Invoke(null, null)!).WaitAsync(Timeout, TestContext.Current.CancellationToken);
            var notes = (List<string>)assembly.GetType("Seen", throwOnError: true)!.GetField("Notes")!.GetValue(null)!;
            return [.. notes];
        }
        finally
        {
            context.Unload();
        }
    }
}
