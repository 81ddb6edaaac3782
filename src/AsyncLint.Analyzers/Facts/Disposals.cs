using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
            || facts.Types.IsHarmlessToDispose(type as INamedTypeSymbol) || DoesNothing(type, facts.Types) || type.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IEnumerator_T)
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

    private static ITypeSymbol? TypeOf(ISymbol resource) => resource switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        _ => null,
    };

    // "public void Dispose() { }", which a contract asks for. Of a base class the resource may be another one.
    private static bool DoesNothing(ITypeSymbol type, KnownTypes types)
    {
        var contract = types.Disposable is { } disposable && type.AllInterfaces.Contains(disposable, SymbolEqualityComparer.Default) ? disposable : types.AsyncDisposable;
        if (contract is null || type.TypeKind is not (TypeKind.Class or TypeKind.Struct)
            || contract.GetMembers() is not { Length: 1 } members || type.FindImplementationForInterfaceMember(members[0]) is not IMethodSymbol { DeclaringSyntaxReferences: { Length: 1 } references } method
            || (method.IsVirtual || method.IsOverride) && !type.IsSealed)
        {
            return false;
        }

        return EnclosingFunction.BodyOf(references[0].GetSyntax()) is BlockSyntax { Statements.Count: 0 } || FreshTasks.IsTriviallyComplete(method, Awaitability.ValueTask);
    }

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
