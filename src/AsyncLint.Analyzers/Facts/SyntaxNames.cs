using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Facts;

/// <summary>Asks code for names by its text, before anything of it is bound.</summary>
internal static class SyntaxNames
{
    /// <summary>True where one of the names occurs in the code, whatever it stands for there.</summary>
    public static bool Mentions(SyntaxNode code, params string[] names)
    {
        foreach (var token in code.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && Array.IndexOf(names, token.ValueText) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
