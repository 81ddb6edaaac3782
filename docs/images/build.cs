// Draws docs/images/build.svg, the picture in the readme, from what a build of samples/Storefront really prints:
//
//     dotnet run docs/images/build.cs
//
// Three things differ from the console: each warning stands once (MSBuild repeats them all in its summary), in the order of the source,
// and with its path from the repository root, without the project's name at the end.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

const int Columns = 112;
const double CharWidth = 7.2;
const int LineHeight = 18;
const int Margin = 20;
const int Bar = 34;
const string Command = "dotnet build samples/Storefront --no-incremental";

var root = RootOf();
var output = Build(root);
var warnings = Regex.Matches(output, @"^\s*(?<file>[^\s].*?)\((?<line>\d+),(?<column>\d+)\): (?<level>warning|error) (?<id>\w+): (?<text>.*?) \((?<link>https://\S+)\) \[", RegexOptions.Multiline)
    .Select(match => (
        File: Path.GetRelativePath(root, match.Groups["file"].Value).Replace('\\', '/'),
        Line: int.Parse(match.Groups["line"].Value, CultureInfo.InvariantCulture),
        Column: int.Parse(match.Groups["column"].Value, CultureInfo.InvariantCulture),
        Level: match.Groups["level"].Value,
        Id: match.Groups["id"].Value,
        Text: match.Groups["text"].Value,
        Link: match.Groups["link"].Value))
    .Distinct()
    .OrderBy(warning => warning.File, StringComparer.Ordinal).ThenBy(warning => warning.Line).ThenBy(warning => warning.Column)
    .ToList();

var lines = new List<List<(string Style, string Text)>> { new() { ("prompt", "$ "), ("command", Command) }, new() };
foreach (var warning in warnings)
{
    lines.AddRange(Wrap(
        [("path", $"{warning.File}({warning.Line},{warning.Column}): "), (warning.Level, $"{warning.Level} {warning.Id}"), ("text", $": {warning.Text} "), ("link", $"({warning.Link})")]));
}

lines.Add([]);
foreach (var total in new[] { "Build succeeded.", "Warning(s)", "Error(s)" })
{
    var line = output.Split('\n').Last(candidate => candidate.TrimEnd().EndsWith(total, StringComparison.Ordinal)).TrimEnd();
    lines.Add([(total == "Build succeeded." ? "good" : total == "Warning(s)" ? "warning" : "text", line)]);
}

File.WriteAllText(Path.Combine(root, "docs/images/build.svg"), Draw(lines));
Console.WriteLine($"docs/images/build.svg shows {warnings.Count} warnings.");

static string Build(string root)
{
    var arguments = Command["dotnet ".Length..] + " -tl:off";
    using var build = Process.Start(new ProcessStartInfo("dotnet", arguments)
    {
        WorkingDirectory = root,
        RedirectStandardOutput = true,
        Environment = { ["DOTNET_CLI_UI_LANGUAGE"] = "en", ["MSBUILDDISABLENODEREUSE"] = "1" },
    })!;
    var output = build.StandardOutput.ReadToEnd();
    build.WaitForExit();
    return build.ExitCode == 0 ? output : throw new InvalidOperationException(output);
}

static IEnumerable<List<(string Style, string Text)>> Wrap(IEnumerable<(string Style, string Text)> spans)
{
    var line = new List<(string Style, string Text)>();
    var used = 0;
    foreach (var (style, text) in spans)
    {
        foreach (var word in Regex.Matches(text, @"\S+\s*").Select(match => match.Value))
        {
            if (used > 0 && used + word.TrimEnd().Length > Columns)
            {
                yield return line;
                line = [("text", "    ")];
                used = 4;
            }

            line.Add((style, word));
            used += word.Length;
        }
    }

    yield return line;
}

static string Draw(List<List<(string Style, string Text)>> lines)
{
    var width = (int)Math.Ceiling(Columns * CharWidth) + 2 * Margin;
    var height = Bar + lines.Count * LineHeight + Margin;
    var svg = new StringBuilder($"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="The warnings of {Command}">
        <style>
        text {"{"} font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #d4d4d4; white-space: pre {"}"}
        .prompt, .good {"{"} fill: #89d185 {"}"} .command {"{"} fill: #ffffff {"}"} .path {"{"} fill: #9cdcfe {"}"}
        .warning {"{"} fill: #e5c07b; font-weight: bold {"}"} .error {"{"} fill: #f48771; font-weight: bold {"}"} .link {"{"} fill: #808080 {"}"}
        </style>
        <rect width="{width}" height="{height}" rx="8" fill="#1e1e1e"/>
        <circle cx="20" cy="17" r="5" fill="#ff5f56"/><circle cx="38" cy="17" r="5" fill="#ffbd2e"/><circle cx="56" cy="17" r="5" fill="#27c93f"/>

        """);
    for (var i = 0; i < lines.Count; i++)
    {
        if (lines[i].Count == 0)
        {
            continue;
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"{Bar + (i + 1) * LineHeight - 4}\" xml:space=\"preserve\">");
        foreach (var run in Runs(lines[i]))
        {
            svg.Append(run.Style == "text" ? WebUtility.HtmlEncode(run.Text) : $"<tspan class=\"{run.Style}\">{WebUtility.HtmlEncode(run.Text)}</tspan>");
        }

        svg.Append("</text>\n");
    }

    return svg.Append("</svg>\n").ToString();
}

static IEnumerable<(string Style, string Text)> Runs(List<(string Style, string Text)> words)
{
    var start = 0;
    for (var i = 1; i <= words.Count; i++)
    {
        if (i == words.Count || words[i].Style != words[start].Style)
        {
            yield return (words[start].Style, string.Concat(words.Skip(start).Take(i - start).Select(word => word.Text)));
            start = i;
        }
    }
}

static string RootOf([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../.."));
