using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>Tells functions that run beside their caller for as long as they like, so that nobody can wait for them right away.</summary>
internal static class BackgroundLoops
{
    /// <summary>A function of the source with a loop that does not count: while, do, for without a condition, await foreach.</summary>
    public static bool Contains(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var reference in method.OriginalDefinition.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax(cancellation).DescendantNodes())
            {
                if (node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax { Condition: null } or CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 })
                {
                    return true;
                }
            }
        }

        return false;
    }
}
