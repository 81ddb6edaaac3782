using System.Collections.Immutable;

namespace AsyncLint.Tests;

/// <summary>A rule's page, docs/rules/ASLnnnn.md, cut at its headings.</summary>
sealed class RulePage
{
    /// <summary>What a page holds, in this order. A heading may say more after these words.</summary>
    public static readonly ImmutableArray<string> Sections = ["Why", Bad, Good, "Fix", "Options", "When not to use it"];

    public const string Bad = "❌";
    public const string Good = "✅";

    readonly List<(string Heading, List<string> Lines)> sections = [];

    public RulePage(string markdown)
    {
        var fenced = false;
        foreach (var line in markdown.Split('\n'))
        {
            fenced ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!fenced && line.StartsWith("## ", StringComparison.Ordinal))
            {
                sections.Add((line[3..].Trim(), []));
            }
            else if (sections.Count > 0)
            {
                sections[^1].Lines.Add(line);
            }
        }
    }

    public IEnumerable<string> Headings => sections.Select(static section => section.Heading);

    public static string PathOf(string id) => $"docs/rules/{id}.md";

    /// <summary>The ```csharp fences under the headings that begin with the word.</summary>
    public IReadOnlyList<string> Samples(string heading)
    {
        var samples = new List<string>();
        foreach (var (_, lines) in sections.Where(section => section.Heading.StartsWith(heading, StringComparison.Ordinal)))
        {
            List<string>? sample = null;
            foreach (var line in lines)
            {
                if (sample is null)
                {
                    sample = line.Trim() == "```csharp" ? [] : null;
                }
                else if (line.Trim() == "```")
                {
                    samples.Add(string.Join("\n", sample));
                    sample = null;
                }
                else
                {
                    sample.Add(line);
                }
            }
        }

        return samples;
    }
}
