using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes.Propagation;

/// <summary>
/// Tells which names are mentioned where the compiler does not look: in markup, in regions that <c>#if</c> leaves out, and as text, from
/// which reflection, routing and test frameworks find members.
/// </summary>
internal sealed class UnseenNames(Solution solution)
{
    private static readonly string[] s_markup = { ".xaml", ".axaml", ".razor", ".cshtml", ".aspx", ".ascx" };
    private HashSet<string>? _inMarkup;
    private HashSet<string>? _inDisabledText;
    private HashSet<string>? _inStrings;

    /// <summary>Where code that the compiler does not bind may use the name; null for nowhere.</summary>
    public async Task<string?> UserOfAsync(string name, CancellationToken cancellation)
    {
        await CollectAsync(cancellation).ConfigureAwait(false);
        return _inMarkup!.Contains(name) ? "markup mentions it"
            : _inDisabledText!.Contains(name) ? "a region that '#if' leaves out mentions it"
            : null;
    }

    /// <summary>True where a string is the name, so that something may find the member by it.</summary>
    public async Task<bool> IsTextAsync(string name, CancellationToken cancellation)
    {
        await CollectAsync(cancellation).ConfigureAwait(false);
        return _inStrings!.Contains(name);
    }

    private async Task CollectAsync(CancellationToken cancellation)
    {
        if (_inStrings is not null)
        {
            return;
        }

        var (markup, disabled, strings) = (NewSet(), NewSet(), NewSet());
        foreach (var project in solution.Projects)
        {
            foreach (var additional in project.AdditionalDocuments)
            {
                if (IsMarkup(additional.FilePath ?? additional.Name) && await additional.GetTextAsync(cancellation).ConfigureAwait(false) is { } text)
                {
                    AddWords(text.ToString(), markup);
                }
            }

            foreach (var document in project.Documents)
            {
                if (project.Language == LanguageNames.CSharp && await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root)
                {
                    Collect(root, disabled, strings);
                }
            }
        }

        (_inMarkup, _inDisabledText, _inStrings) = (markup, disabled, strings);

        static HashSet<string> NewSet() => new(StringComparer.Ordinal);
    }

    private static void Collect(SyntaxNode root, HashSet<string> disabled, HashSet<string> strings)
    {
        foreach (var token in root.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.StringLiteralToken) && SyntaxFacts.IsValidIdentifier(token.ValueText))
            {
                strings.Add(token.ValueText);
            }
        }

        if (!root.ContainsDirectives)
        {
            return;
        }

        foreach (var trivia in root.DescendantTrivia())
        {
            if (trivia.IsKind(SyntaxKind.DisabledTextTrivia))
            {
                AddWords(trivia.ToString(), disabled);
            }
        }
    }

    private static bool IsMarkup(string path)
    {
        foreach (var ending in s_markup)
        {
            if (path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static void AddWords(string text, HashSet<string> words)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!SyntaxFacts.IsIdentifierStartCharacter(text[i]))
            {
                continue;
            }

            var start = i;
            while (i < text.Length && SyntaxFacts.IsIdentifierPartCharacter(text[i]))
            {
                i++;
            }

            words.Add(text.Substring(start, i - start));
        }
    }
}
