using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Facts;

/// <summary>Tells functions behind which a path does not go on, or may not.</summary>
internal static class ThrowHelpers
{
    /// <summary>True for what is marked as never returning: Throw.ArgumentNull, Environment.FailFast, ExceptionDispatchInfo.Throw.</summary>
    public static bool NeverReturns(IMethodSymbol method, KnownTypes types)
    {
        if (types.DoesNotReturn is not { } attribute)
        {
            return false;
        }

        foreach (var applied in method.GetAttributes())
        {
            if (SymbolEqualityComparer.Default.Equals(applied.AttributeClass, attribute))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for a function of the source in which a throw is written, whatever leads to it.</summary>
    public static bool MayThrow(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var reference in method.OriginalDefinition.DeclaringSyntaxReferences)
        {
            foreach (var token in reference.GetSyntax(cancellation).DescendantTokens())
            {
                if (token.IsKind(SyntaxKind.ThrowKeyword))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
