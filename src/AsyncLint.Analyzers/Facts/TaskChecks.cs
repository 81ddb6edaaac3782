using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Tells assertions that were meant for the result of a task from those about the task itself.</summary>
internal static class TaskChecks
{
    /// <param name="call">The assertion, or the <c>Should()</c> that begins one.</param>
    /// <param name="argument">The task among its arguments.</param>
    public static bool AreAboutResult(IInvocationOperation call, IArgumentOperation argument, CompilationFacts facts)
    {
        if (call.TargetMethod.Name is "Should")
        {
            return call.Parent is IInvocationOperation { TargetMethod.Name: var check } next && next.Instance == call
                && check is "Be" or "NotBe" or "BeNull" or "NotBeNull" or "BeEquivalentTo" or "NotBeEquivalentTo" or "BeOfType" or "BeAssignableTo" or "Match"
                && IsAboutValue(next, null, facts);
        }

        return IsAboutValue(call, argument, facts);
    }

    private static bool IsAboutValue(IInvocationOperation call, IArgumentOperation? argument, CompilationFacts facts)
    {
        foreach (var other in call.Arguments)
        {
            if (other == argument)
            {
                continue;
            }

            // Two tasks, a type, or a constraint of NUnit.
            var value = OperationTree.Unconverted(other.Value);
            if (facts.Awaitables.IsTaskLike(value.Type) || value is ITypeOfOperation { TypeOperand: var type } && IsOfTask(type, facts)
                || call.TargetMethod.Name is "That" && argument?.Parameter?.Ordinal == 0 && other.Parameter?.Ordinal == 1 && !IsValueConstraint(value))
            {
                return false;
            }
        }

        if (call.TargetMethod is { IsGenericMethod: true, Name: var name }
            && (name.Contains("Type") || name.Contains("Assignable")))
        {
            return !IsOfTask(call.TargetMethod.TypeArguments[0], facts);
        }

        return true;
    }

    /// <summary>True for a type that a task may well be asserted to have.</summary>
    private static bool IsOfTask(ITypeSymbol type, CompilationFacts facts) =>
        type.SpecialType is SpecialType.System_Object || facts.Awaitables.IsTaskLike(type) || type is ITypeParameterSymbol
        || facts.Types.Task!.AllInterfaces.Contains(type, SymbolEqualityComparer.Default)
        || type is INamedTypeSymbol { IsUnboundGenericType: true } unbound && facts.Awaitables.IsFrameworkTask(unbound.OriginalDefinition);

    // "Is.EqualTo(5)", "Is.Not.Null"; those about identity, type or completion name other members.
    private static bool IsValueConstraint(IOperation constraint) => constraint switch
    {
        IPropertyReferenceOperation { Property.Name: "Null" or "True" or "False" or "Empty" or "Zero" or "Positive" or "Negative" } => true,
        IInvocationOperation
        {
            TargetMethod.Name: "EqualTo" or "EquivalentTo" or "GreaterThan" or "GreaterThanOrEqualTo" or "LessThan" or "LessThanOrEqualTo" or "AnyOf",
        } => true,
        _ => false,
    };
}
