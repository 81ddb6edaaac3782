using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>What the end of a resource does to work that still uses it.</summary>
internal enum DisposalEffect
{
    /// <summary>Nothing that the work would notice.</summary>
    None,

    /// <summary>The work fails, or works on what belongs to somebody else by then.</summary>
    Breaks,

    /// <summary>The work goes on and can no longer be cancelled.</summary>
    CancelsNoMore,
}

/// <summary>Tells what the disposal of a resource does to a task that uses it.</summary>
internal static class Disposals
{
    /// <param name="scope">The code in which the resource lives.</param>
    public static DisposalEffect Of(ISymbol resource, IOperation? initializer, IReadOnlyList<IOperation> scope, CompilationFacts facts)
    {
        if (TypeOf(resource) is not { } type || type.TypeKind is TypeKind.Error or TypeKind.Dynamic || facts.Awaitables.IsTaskLike(type)
            || facts.Types.IsHarmlessToDispose(type as INamedTypeSymbol) || type.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IEnumerator_T)
        {
            return DisposalEffect.None;
        }

        if (!SymbolEqualityComparer.Default.Equals(type, facts.Types.CancellationTokenSource))
        {
            return DisposalEffect.Breaks;
        }

        // A disposed source passes on neither the cancellation of those it is linked to nor its own time-out (CancellationTokenSource.Dispose).
        // One that nobody can cancel any more anyway is not missed.
        return initializer is IInvocationOperation or IObjectCreationOperation { Arguments.IsEmpty: false } || CancelsLater(resource, scope)
            ? DisposalEffect.CancelsNoMore
            : DisposalEffect.None;
    }

    public static ITypeSymbol? TypeOf(ISymbol resource) => resource switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        _ => null,
    };

    private static bool CancelsLater(ISymbol source, IReadOnlyList<IOperation> scope)
    {
        foreach (var statement in scope)
        {
            foreach (var operation in statement.Descendants())
            {
                if (operation is IInvocationOperation { TargetMethod.Name: "CancelAfter", Instance: ILocalReferenceOperation { Local: var local } }
                    && SymbolEqualityComparer.Default.Equals(local, source))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
