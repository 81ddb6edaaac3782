using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes;

/// <summary>Tells expressions that are evaluated only where a receiver before them is not null.</summary>
internal static class ConditionalAccesses
{
    /// <summary>True for an expression in the part behind the question mark, such as <c>Load().Result</c> in <c>x?.Load().Result</c>.</summary>
    public static bool Guard(ExpressionSyntax expression) => Around(expression) is not null;

    /// <summary>The access in whose part behind the question mark an expression is; null for any other expression.</summary>
    public static ConditionalAccessExpressionSyntax? Around(ExpressionSyntax expression)
    {
        for (SyntaxNode child = expression, parent = expression.Parent!; parent is ExpressionSyntax; child = parent, parent = parent.Parent!)
        {
            if (parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == child)
            {
                return access;
            }
        }

        return null;
    }
}
