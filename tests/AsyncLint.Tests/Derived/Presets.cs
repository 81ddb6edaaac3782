using System.Text;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Tests.Derived;

/// <summary>The modes of the MSBuild property AsyncLintMode. Each but Default is a file, nupkg/presets/asynclint.&lt;mode&gt;.globalconfig.</summary>
public enum PresetMode
{
    None,
    Default,
    Recommended,
    Strict,
}

/// <summary>Derives the preset files from the rules' own severities.</summary>
public static class Presets
{
    /// <summary>The modes that have a file: Default is the rules' own severities, so there is nothing to write down.</summary>
    public static IReadOnlyList<PresetMode> WithFile { get; } = [PresetMode.None, PresetMode.Recommended, PresetMode.Strict];

    /// <summary>The file's path from the repository root, with forward slashes. The targets look it up in lower case.</summary>
    public static string PathOf(PresetMode mode) => $"nupkg/presets/asynclint.{NameOf(mode)}.globalconfig";

    public static string For(PresetMode mode, IEnumerable<DiagnosticDescriptor> rules)
    {
        // Level -100 is what the SDK's own presets have: every config of the user's, global or not, is above it.
        var text = new StringBuilder()
            .Append("# AsyncLintMode ").Append(mode).Append(": ").Append(MeaningOf(mode)).Append('\n')
            .Append("# Derived from the rules; ASYNCLINT_UPDATE=1 rewrites it.\n")
            .Append("is_global = true\n")
            .Append("global_level = -100\n");

        var lines = rules
            .Select(rule => (rule.Id, Severity: SeverityIn(mode, rule)))
            .Where(line => line.Severity is not null)
            .Distinct()
            .OrderBy(line => line.Id, StringComparer.Ordinal)
            .ToList();
        if (lines.Count > 0)
        {
            text.Append('\n');
        }

        foreach (var (id, severity) in lines)
        {
            text.Append("dotnet_diagnostic.").Append(id).Append(".severity = ").Append(severity).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>What the mode says of the rule, in the words of an .editorconfig; null where the rule keeps its own severity.</summary>
    static string? SeverityIn(PresetMode mode, DiagnosticDescriptor rule) => (mode, rule) switch
    {
        (_, { IsEnabledByDefault: false }) => null,
        (PresetMode.None, _) => "none",
        (PresetMode.Recommended or PresetMode.Strict, { DefaultSeverity: DiagnosticSeverity.Hidden }) => "suggestion",
        (PresetMode.Strict, { DefaultSeverity: DiagnosticSeverity.Info }) => "warning",
        _ => null,
    };

    static string NameOf(PresetMode mode) => mode switch
    {
        PresetMode.None => "none",
        PresetMode.Recommended => "recommended",
        PresetMode.Strict => "strict",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "this mode has no file"),
    };

    static string MeaningOf(PresetMode mode) => mode switch
    {
        PresetMode.None => "every rule is off until you turn it on",
        PresetMode.Recommended => "each rule's own severity, with hidden rules shown as suggestions",
        PresetMode.Strict => "as Recommended, with suggestions as warnings",
        _ => "each rule's own severity",
    };
}
