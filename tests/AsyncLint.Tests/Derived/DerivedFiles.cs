using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Tests.Derived;

/// <summary>
/// The files that follow from the rules: each is a path from the repository root and a function that gives the whole text. The test compares
/// them with the disk, or, with ASYNCLINT_UPDATE=1 in the environment, writes them.
/// </summary>
static partial class DerivedFiles
{
    const string Releases = "src/AsyncLint.Analyzers/AnalyzerReleases.";

    public static IReadOnlyList<(string Path, Func<string> Text)> All { get; } =
    [
        ("README.md", () => Section("README.md", "rules", RuleTable())),
        ("docs/configuration.md", () => Section("docs/configuration.md", "options", OptionTable())),
        (Releases + "Unshipped.md", UnshippedReleases),
        .. Presets.WithFile.Select(static mode => (Presets.PathOf(mode), (Func<string>)(() => Presets.For(mode, Product.Rules)))),
    ];

    public static bool Update => Environment.GetEnvironmentVariable("ASYNCLINT_UPDATE") == "1";

    /// <summary>The file with what stands between <c>&lt;!-- name:begin --&gt;</c> and <c>&lt;!-- name:end --&gt;</c> replaced.</summary>
    public static string Section(string path, string name, string content)
    {
        var text = Repository.Read(path);
        var section = new Regex($"(?<=<!-- {name}:begin -->\n).*?(?=<!-- {name}:end -->)", RegexOptions.Singleline, TimeSpan.FromSeconds(5));
        return text is not null && section.IsMatch(text)
            ? section.Replace(text, _ => content, 1)
            : throw new InvalidOperationException($"{path} needs the lines `<!-- {name}:begin -->` and `<!-- {name}:end -->`; what is between them is derived.");
    }

    /// <summary>The ids with a row in one of the release files.</summary>
    public static IReadOnlySet<string> ReleasedIds(string name) =>
        Row().Matches(Repository.Read(Releases + name) ?? "").Select(static match => match.Value).ToHashSet();

    static string RuleTable()
    {
        var text = new StringBuilder("| id | finds | severity | fix |\n|---|---|---|---|\n");
        foreach (var rule in Product.Rules)
        {
            var fixable = Product.Fixes.Any(fix => fix.FixableDiagnosticIds.Contains(rule.Id));
            text.Append(CultureInfo.InvariantCulture, $"| [{rule.Id}](docs/rules/{rule.Id}.md) | {Cell(rule.Title)} | {SeverityOf(rule)} | {(fixable ? "yes" : "")} |\n");
        }

        return text.ToString();
    }

    static string OptionTable()
    {
        var text = new StringBuilder("| option | values | default | meaning |\n|---|---|---|---|\n");
        foreach (var option in Product.Options.OrderBy(static option => option.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{option.Key}` | {Cell(option.Values)} | {Cell(option.Default)} | {Cell(option.Meaning)} |\n");
        }

        return text.ToString();
    }

    static string UnshippedReleases()
    {
        var shipped = ReleasedIds("Shipped.md");
        var text = new StringBuilder(
            "; Unshipped analyzer release\n"
            + "; https://github.com/dotnet/roslyn/blob/main/src/RoslynAnalyzers/Microsoft.CodeAnalysis.Analyzers/ReleaseTrackingAnalyzers.Help.md\n");
        var rules = Product.Rules.Where(rule => !shipped.Contains(rule.Id)).ToList();
        if (rules.Count > 0)
        {
            text.Append("\n### New Rules\n\nRule ID | Category | Severity | Notes\n--------|----------|----------|------\n");
        }

        foreach (var rule in rules)
        {
            text.Append(CultureInfo.InvariantCulture, $"{rule.Id} | {rule.Category} | {SeverityOf(rule)} | {rule.Title}\n");
        }

        return text.ToString();
    }

    static string SeverityOf(DiagnosticDescriptor rule) => rule.IsEnabledByDefault ? rule.DefaultSeverity.ToString() : "Disabled";

    static string Cell(object text) => $"{text}".Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"^ASL\d{4}(?= *\|)", RegexOptions.Multiline, 5000)]
    private static partial Regex Row();
}
