using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Tells code that becomes data: a lambda converted to Expression&lt;TDelegate&gt; is not run where it stands.</summary>
internal static class ExpressionTrees
{
    public static bool Contains(IOperation operation, KnownTypes types)
    {
        if (types.ExpressionOfT is null)
        {
            return false;
        }

        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation { Parent.Type: { } type }
                && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, types.ExpressionOfT))
            {
                return true;
            }
        }

        return false;
    }
}
