using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Tells functions whose callers expect that null may come instead of a task.</summary>
internal static class NullContracts
{
    /// <param name="returning">An operation directly in the function.</param>
    public static bool Allow(EnclosingFunction function, IOperation returning, CompilationFacts facts, CancellationToken cancellation)
    {
        if (function.Symbol is not { } method || MaySay(method, facts.Types))
        {
            return true;
        }

        return function.Kind is FunctionKind.Lambda
            ? function.Operation is not { } lambda || IsGivenAway(lambda)
            : IsOfContract(method, facts.Types) || NullTests.AreMadeOfResultsOf(method.Name, returning.Syntax.SyntaxTree.GetRoot(cancellation))
                || PooledFunctions.Contains(method, returning, facts, cancellation);
    }

    private static bool MaySay(IMethodSymbol method, KnownTypes types)
    {
        if (method.ReturnNullableAnnotation is NullableAnnotation.Annotated)
        {
            return true;
        }

        foreach (var attribute in method.GetReturnTypeAttributes())
        {
            if (Same(attribute.AttributeClass, types.MaybeNull))
            {
                return true;
            }
        }

        return false;
    }

    // The overridden or implemented members, and those of other assemblies that say nothing about null: their documentation may.
    private static bool IsOfContract(IMethodSymbol method, KnownTypes types)
    {
        for (var ancestor = method.OverriddenMethod; ancestor is not null; ancestor = ancestor.OverriddenMethod)
        {
            if (MayGiveNull(ancestor))
            {
                return true;
            }
        }

        return Contracts.ImplementedBy(method) is { } implemented && MayGiveNull(implemented);

        bool MayGiveNull(IMethodSymbol contract) =>
            MaySay(contract.OriginalDefinition, types)
            || contract.OriginalDefinition is { DeclaringSyntaxReferences.IsEmpty: true, ReturnNullableAnnotation: NullableAnnotation.None };
    }

    // What other assemblies and other files do with the result of a delegate, or what a mock is told to return, is not known; nor is what the delegate's type says.
    private static bool IsGivenAway(IOperation lambda)
    {
        var creation = DelegateUses.Delegate(lambda);
        if (creation.Type is INamedTypeSymbol { DelegateInvokeMethod: { } invoke } && invoke.ReturnNullableAnnotation is NullableAnnotation.Annotated)
        {
            return true;
        }

        return creation.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation call } => IsElsewhere(call.TargetMethod, lambda),
            IArgumentOperation { Parent: IObjectCreationOperation { Constructor: { } constructor } } => IsElsewhere(constructor, lambda),
            ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: var member } } => IsForeign(member),
            IEventAssignmentOperation { EventReference: IMemberReferenceOperation { Member: var member } } => IsForeign(member),
            _ => false,
        };
    }

    private static bool IsElsewhere(IMethodSymbol callee, IOperation lambda) =>
        !callee.OriginalDefinition.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == lambda.Syntax.SyntaxTree) && callee.ContainingType?.TypeKind is not TypeKind.Delegate;

    private static bool IsForeign(ISymbol member) => member.OriginalDefinition.DeclaringSyntaxReferences.IsEmpty && member.ContainingType?.TypeKind is not TypeKind.Delegate;

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
