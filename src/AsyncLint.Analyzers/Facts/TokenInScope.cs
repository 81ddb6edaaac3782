using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>Finds the token by which a function is told to stop waiting.</summary>
internal static class TokenInScope
{
    /// <summary>
    /// The CancellationToken parameter of the function around <paramref name="place"/>, where that has no other token and no source of
    /// tokens: which of them is meant would be open. None in a catch or finally, which has to run after a cancellation too.
    /// </summary>
    public static IParameterSymbol? At(SyntaxNode place, SemanticModel model, KnownTypes types, CancellationToken cancellation)
    {
        if (types.CancellationToken is null || IsInCleanup(place) || EnclosingFunction.At(place, model, cancellation) is not { Symbol: { } function })
        {
            return null;
        }

        IParameterSymbol? found = null;
        foreach (var symbol in model.LookupSymbols(place.SpanStart))
        {
            var type = symbol switch
            {
                ILocalSymbol local => local.Type,
                IParameterSymbol parameter => parameter.Type,
                _ => null,
            };
            if (type is null || !Same(symbol.ContainingSymbol, function) || !(Same(type, types.CancellationToken) || Same(type, types.CancellationTokenSource)))
            {
                continue;
            }

            if (found is not null || symbol is not IParameterSymbol { RefKind: RefKind.None } token || !Same(type, types.CancellationToken))
            {
                return null;
            }

            found = token;
        }

        return found;
    }

    private static bool IsInCleanup(SyntaxNode place)
    {
        for (var parent = place.Parent; parent is not (null or MemberDeclarationSyntax); parent = parent.Parent)
        {
            if (parent is CatchClauseSyntax or FinallyClauseSyntax)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(ISymbol a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
