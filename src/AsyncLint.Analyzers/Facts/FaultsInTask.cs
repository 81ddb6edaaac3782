using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Tells whether whatever goes wrong with a task arrives in the task, and nothing is thrown where it is made.</summary>
internal static class FaultsInTask
{
    /// <summary>
    /// True for a variable, and for calls of async functions, Task.Run and Task.WhenAll with arguments that are as simple. A null in a place
    /// where there must be none is not thought of.
    /// </summary>
    public static bool Certainly(IOperation task, CompilationFacts facts)
    {
        task = TaskCalls.Unwrap(task, facts);
        if (task is not IInvocationOperation call || !facts.Awaitables.IsTaskLike(call.Type))
        {
            return IsPlain(task, facts);
        }

        if (!(IsAsync(call.TargetMethod) || TaskCalls.IsScheduling(call.TargetMethod, facts.Types) || TaskCalls.IsWhenAll(call.TargetMethod, facts.Types))
            || call.Instance is { } receiver && !IsPlain(receiver, facts))
        {
            return false;
        }

        foreach (var argument in call.Arguments)
        {
            if (!IsPlain(argument.Value, facts))
            {
                return false;
            }
        }

        return true;
    }

    // An override need not be async itself.
    private static bool IsAsync(IMethodSymbol method) =>
        method is { IsAsync: true, ReturnsVoid: false, IsVirtual: false, IsAbstract: false } && (!method.IsOverride || method.IsSealed || method.ContainingType.IsSealed);

    private static bool IsPlain(IOperation operation, CompilationFacts facts)
    {
        switch (operation)
        {
            case { ConstantValue.HasValue: true } or ILocalReferenceOperation or IParameterReferenceOperation or IInstanceReferenceOperation
                or IAnonymousFunctionOperation or IDefaultValueOperation:
                return true;
            case IFieldReferenceOperation field:
                return field.Instance is null || IsPlain(field.Instance, facts);
            case IConversionOperation { OperatorMethod: null, IsImplicit: true } conversion:
                return IsPlain(conversion.Operand, facts);
            case IDelegateCreationOperation creation:
                return IsPlain(creation.Target, facts);
            case IMethodReferenceOperation method:
                return method.Instance is null || IsPlain(method.Instance, facts);
            case IInvocationOperation call when facts.Awaitables.IsTaskLike(call.Type):
                return Certainly(call, facts);
            case IInvocationOperation { TargetMethod.Name: "ToArray", Instance: { } list } copy
                when SymbolEqualityComparer.Default.Equals(copy.TargetMethod.ContainingType.OriginalDefinition, facts.Types.List):
                return IsPlain(list, facts);
        }

        return TaskCalls.ElementsOf(operation) is { } elements && elements.All(element => IsPlain(element, facts));
    }
}
