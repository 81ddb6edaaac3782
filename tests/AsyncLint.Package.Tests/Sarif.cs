using System.Text.Json;

namespace AsyncLint.Package.Tests;

/// <summary>The parts of a compiler's SARIF 2.1 log that a CI service reads.</summary>
sealed class Sarif
{
    public sealed record Result(string Id, string Level, string Message, string File, int Line);

    public sealed record ReportedRule(string Id, string Level, string? HelpUri);

    Sarif(string version, IReadOnlyList<ReportedRule> rules, IReadOnlyList<Result> results)
    {
        Version = version;
        Rules = rules;
        Results = results;
    }

    public string Version { get; }

    public IReadOnlyList<ReportedRule> Rules { get; }

    public IReadOnlyList<Result> Results { get; }

    /// <summary>This product's results in the sample as "id level", in the order of their lines.</summary>
    public IReadOnlyList<string> Levels => Results
        .Where(result => result.File == Defects.FileName && result.Id.StartsWith("ASL", StringComparison.Ordinal))
        .OrderBy(result => result.Line)
        .Select(result => $"{result.Id} {result.Level}")
        .ToList();

    public static Sarif Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var run = document.RootElement.GetProperty("runs")[0];
        return new(
            document.RootElement.GetProperty("version").GetString()!,
            run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(rule => new ReportedRule(
                rule.GetProperty("id").GetString()!,
                // SARIF leaves its default, warning, out.
                rule.TryGetProperty("defaultConfiguration", out var configuration) && configuration.TryGetProperty("level", out var level)
                    ? level.GetString()!
                    : "warning",
                rule.TryGetProperty("helpUri", out var uri) ? uri.GetString() : null)).ToList(),
            run.GetProperty("results").EnumerateArray()
                // What a suppressor or a pragma silenced is logged, and marked.
                .Where(result => !result.TryGetProperty("suppressions", out _))
                .Select(result =>
                {
                    var location = result.GetProperty("locations")[0].GetProperty("physicalLocation");
                    return new Result(
                        result.GetProperty("ruleId").GetString()!,
                        result.GetProperty("level").GetString()!,
                        result.GetProperty("message").GetProperty("text").GetString()!,
                        location.GetProperty("artifactLocation").GetProperty("uri").GetString()!.Split('/')[^1],
                        location.GetProperty("region").GetProperty("startLine").GetInt32());
                }).ToList());
    }
}
