using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>Reads <c>#pragma warning</c>, which analyzers are not told about.</summary>
internal static class Pragmas
{
    // What asks for the async form of a call: CA1849 of the SDK, Microsoft.VisualStudio.Threading, Meziantou.Analyzer, SonarAnalyzer, AsyncFixer, xunit.
    private static readonly string[] s_syncCallIds = { "CA1849", "VSTHRD002", "VSTHRD103", "MA0042", "MA0045", "S4462", "S6966", "AsyncFixer02", "xUnit1031" };

    // What warns of an unobserved task: the compiler's own, "Observe result of async calls" of Microsoft.VisualStudio.Threading and of Meziantou.Analyzer, "Use ValueTasks correctly" of .NET.
    private static readonly string[] s_unobservedIds = { "CS4014", "VSTHRD110", "MA0134", "CA2012" };

    /// <summary>True where a pragma silences another analyzer that asks for the async form of the call at <paramref name="node"/>: somebody has looked and decided.</summary>
    public static bool AcceptSyncCall(SyntaxNode node) => DisableAny(s_syncCallIds, node);

    /// <summary>True where one of the warnings about a task that nobody observes is disabled by name at <paramref name="node"/>.</summary>
    public static bool DisableUnobserved(SyntaxNode node) => DisableAny(s_unobservedIds, node);

    /// <summary>True where the warning <paramref name="id"/> is disabled by name at <paramref name="node"/>; a bare disable names nothing.</summary>
    public static bool Disable(string id, SyntaxNode node) => DisableAny(new[] { id }, node);

    private static bool DisableAny(string[] ids, SyntaxNode node)
    {
        var root = node.SyntaxTree.GetRoot();
        if (!root.ContainsDirectives)
        {
            return false;
        }

        var disabled = new bool[ids.Length];
        for (var directive = root.GetFirstDirective(); directive is not null && directive.SpanStart < node.SpanStart; directive = directive.GetNextDirective())
        {
            if (directive is not PragmaWarningDirectiveTriviaSyntax { IsActive: true } pragma)
            {
                continue;
            }

            for (var i = 0; i < ids.Length; i++)
            {
                if (Names(pragma, ids[i]))
                {
                    disabled[i] = pragma.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword);
                }
            }
        }

        return Array.IndexOf(disabled, true) >= 0;
    }

    // "disable CS4014", "disable 4014"; "restore" without a list restores everything.
    private static bool Names(PragmaWarningDirectiveTriviaSyntax pragma, string id)
    {
        foreach (var code in pragma.ErrorCodes)
        {
            if (code switch
            {
                IdentifierNameSyntax name => name.Identifier.ValueText == id,
                LiteralExpressionSyntax { Token.Value: int number } => id == "CS" + number.ToString("0000", System.Globalization.CultureInfo.InvariantCulture),
                _ => false,
            })
            {
                return true;
            }
        }

        return pragma.ErrorCodes.Count == 0 && pragma.DisableOrRestoreKeyword.IsKind(SyntaxKind.RestoreKeyword);
    }
}
