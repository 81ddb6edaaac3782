using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests;

/// <summary>Half-typed and damaged versions of sources: the same ones on every run.</summary>
static class Mutants
{
    public static IEnumerable<(string Path, string Text)> Of(IReadOnlyList<(string Path, string Text)> sources, int count)
    {
        if (sources.Count == 0)
        {
            yield break;
        }

        var random = new Random(20_240_501);
        var tokens = sources.Select(static source => CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantTokens().ToList()).ToList();
        for (var i = 0; i < count; i++)
        {
            var index = i % sources.Count;
            var (path, text) = sources[index];
            var token = tokens[index][random.Next(tokens[index].Count)];
            yield return (path, (i / sources.Count % 4) switch
            {
                0 => text[..random.Next(text.Length)],
                1 => Replace(text, token, ""),
                2 => Replace(text, token, tokens[index][random.Next(tokens[index].Count)].Text),
                _ => Replace(text, token, "") is var once && random.Next(once.Length) is var at ? once.Remove(at, Math.Min(random.Next(40), once.Length - at)) : "",
            });
        }
    }

    static string Replace(string text, SyntaxToken token, string with) => text.Remove(token.SpanStart, token.Span.Length).Insert(token.SpanStart, with);
}
