using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AsyncLint.Tests;

/// <summary>
/// Runs one rule on a source with marks: <c>{|ASL1001:FooAsync()|}</c> must be reported there, and nothing else anywhere. Each call runs
/// the rule over the whole compilation with and without concurrency, file by file, and line by line at the marks; all must agree.
/// </summary>
static class Verify
{
    /// <summary>The rule reports the marked spans and no others; <paramref name="message"/> is the text of every report.</summary>
    public static async Task Reports<TRule>(string source, Setup? setup = null, string? message = null)
        where TRule : DiagnosticAnalyzer, new()
    {
        var diagnostics = await Run<TRule>(source, setup ?? Setup.Default);
        if (diagnostics.IsEmpty)
        {
            Assert.Fail("The source marks nothing; say Silent where nothing is to be reported.");
        }

        if (message is not null)
        {
            Assert.All(diagnostics, diagnostic => Assert.Equal(message, diagnostic.GetMessage(CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>The rule reports nothing.</summary>
    public static async Task Silent<TRule>(string source, Setup? setup = null)
        where TRule : DiagnosticAnalyzer, new()
    {
        if (new TestCode(source, setup ?? Setup.Default).Marks.Any())
        {
            Assert.Fail("The source has marks; say Reports.");
        }

        await Run<TRule>(source, setup ?? Setup.Default);
    }

    /// <summary>As Reports, and every report has this text.</summary>
    public static Task Message<TRule>(string source, string message, Setup? setup = null)
        where TRule : DiagnosticAnalyzer, new() => Reports<TRule>(source, setup, message);

    /// <summary>The reports, once they are as marked and the same on every way of asking. For checks of properties and further locations.</summary>
    public static async Task<ImmutableArray<Diagnostic>> Run<TRule>(string source, Setup setup)
        where TRule : DiagnosticAnalyzer, new()
    {
        var token = TestContext.Current.CancellationToken;
        var code = new TestCode(source, setup);
        if (!setup.AllowErrors && code.Compilation.EmitErrors(token) is { IsEmpty: false } errors)
        {
            Assert.Fail("The source does not compile:\n" + string.Join("\n", errors));
        }

        Analysis Fresh(bool concurrent = false) => new(code.Compilation, [new TRule()], code.Options, concurrent);

        var whole = await Fresh().Whole(token);
        foreach (var stray in whole.Where(diagnostic => diagnostic.Location.SourceTree is not { } tree || !code.Trees.Contains(tree)))
        {
            Assert.Fail("Not in the test's source: " + stray.Full());
        }

        AsMarked(code.Files, whole);
        Same("a second run", whole, await Fresh().Whole(token));
        Same("the concurrent run", whole, await Fresh(concurrent: true).Whole(token));

        var live = whole.Where(static diagnostic => !diagnostic.IsCompilationEnd()).ToList();
        foreach (var tree in code.Trees)
        {
            var inFile = live.Where(diagnostic => diagnostic.Location.SourceTree == tree).ToList();
            Same($"only {tree.FilePath} analyzed", inFile, await Fresh().File(tree, null, token));
            var lines = tree.GetText(token).Lines;
            foreach (var line in inFile.Select(diagnostic => lines.GetLineFromPosition(diagnostic.Location.SourceSpan.Start).Span).Distinct())
            {
                var inLine = inFile.Where(diagnostic => diagnostic.Location.SourceSpan.IntersectsWith(line));
                var reported = await Fresh().File(tree, line, token);
                Same($"only the line `{tree.GetText(token).ToString(line).Trim()}` analyzed", inLine,
                    reported.Where(diagnostic => diagnostic.Location.SourceSpan.IntersectsWith(line)));
            }
        }

        return whole;
    }

    /// <summary>Fails unless the diagnostics are the marks, one to one.</summary>
    public static void AsMarked(IReadOnlyList<MarkedFile> files, IEnumerable<Diagnostic> diagnostics, string? when = null)
    {
        var texts = files.ToDictionary(static file => file.Path, static file => file.Text);
        var missing = files.SelectMany(static file => file.Marks).ToList();
        var problems = new List<string>();
        foreach (var diagnostic in diagnostics)
        {
            var location = diagnostic.Location;
            if (!missing.Remove(new Mark(location.SourceTree?.FilePath ?? "", diagnostic.Id, location.SourceSpan)))
            {
                problems.Add("reported but not marked: " + diagnostic.Full());
            }
        }

        problems.AddRange(missing.Select(mark => $"marked but not reported: {mark.Id} {mark.Path} {mark.Span} `{texts[mark.Path].ToString(mark.Span)}`"));
        if (problems.Count > 0)
        {
            Assert.Fail((when is null ? "" : when + ":\n") + string.Join("\n", problems));
        }
    }

    static void Same(string way, IEnumerable<Diagnostic> whole, IEnumerable<Diagnostic> other)
    {
        var expected = whole.Full();
        var actual = other.Full();
        if (!expected.SequenceEqual(actual))
        {
            Assert.Fail($"With {way} the reports differ.\nwhole run:\n  {string.Join("\n  ", expected)}\n{way}:\n  {string.Join("\n  ", actual)}");
        }
    }
}
