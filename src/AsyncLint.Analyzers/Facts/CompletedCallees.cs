using AsyncLint.Calls;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>
/// Tells calls whose task is certainly complete by what the called function returns, where more than its signature tells which function that is.
/// Asked only where a report is about to be made: other bodies are bound for it.
/// </summary>
internal static class CompletedCallees
{
    public static bool Are(IInvocationOperation call, CompilationFacts facts)
    {
        var kind = facts.Awaitables.Of(call.Type);
        if (kind is not (Awaitability.Task or Awaitability.ValueTask))
        {
            return false;
        }

        if (ExactCallee(call) is { } callee)
        {
            return FreshTasks.ReturnsCompleted(callee, kind) || IsLeftWithoutTask(call, callee, facts) || CombinesCompleted(call, callee, facts);
        }

        return call.TargetMethod is { ContainingType.TypeKind: TypeKind.Interface, IsAbstract: true } member && AreAllComplete(member.OriginalDefinition, kind, facts);
    }

    /// <summary>The one function that a call can run: not virtual, called on base, or on an object of which the exact type is known. Null where others may be meant.</summary>
    public static IMethodSymbol? ExactCallee(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (!call.IsVirtual)
        {
            return method.MethodKind is MethodKind.DelegateInvoke || method.IsAbstract ? null : method;
        }

        return ExactTypeOf(call.Instance) is { } type ? RunBy(type, method) : null;
    }

    // "new Job()", or a variable that is given nothing else.
    private static INamedTypeSymbol? ExactTypeOf(IOperation? instance)
    {
        instance = instance is IConditionalAccessInstanceOperation access ? TaskCalls.ReceiverOf(access) : instance;
        switch (instance is null ? null : OperationTree.Bare(instance))
        {
            case IObjectCreationOperation { Type: INamedTypeSymbol created }:
                return created;
            case ILocalReferenceOperation { Local: var local } use when LocalValues.Of(local, use) is { } values:
                var first = OperationTree.Bare(values[0]).Type;
                return values.TrueForAll(value => OperationTree.Bare(value) is IObjectCreationOperation { Type: { } type } && SymbolEqualityComparer.Default.Equals(type, first))
                    ? first as INamedTypeSymbol
                    : null;
            case { Type: INamedTypeSymbol { IsSealed: true, TypeKind: TypeKind.Class } type }:
                return type;
            default:
                return null;
        }
    }

    private static IMethodSymbol? RunBy(INamedTypeSymbol type, IMethodSymbol method)
    {
        if (method.ContainingType.TypeKind is TypeKind.Interface)
        {
            return type.FindImplementationForInterfaceMember(method) is IMethodSymbol { IsAbstract: false } implementation ? implementation : null;
        }

        for (var ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            foreach (var member in ancestor.GetMembers(method.Name))
            {
                for (var candidate = member as IMethodSymbol; candidate is not null; candidate = candidate.OverriddenMethod)
                {
                    if (SymbolEqualityComparer.Default.Equals(candidate, method))
                    {
                        return (IMethodSymbol)member;
                    }
                }
            }
        }

        return null;
    }

    // An interface of a library may be implemented elsewhere too; what the library itself does with it is the best guess.
    private static bool AreAllComplete(IMethodSymbol member, Awaitability kind, CompilationFacts facts)
    {
        if (!SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, facts.Compilation.Assembly) || facts.Implementations.AllOf(member) is not { IsEmpty: false } implementations)
        {
            return false;
        }

        foreach (var implementation in implementations)
        {
            if (!FreshTasks.ReturnsCompleted(implementation, kind))
            {
                return false;
            }
        }

        return true;
    }

    // "Task? Show(bool modal) { … if (modal) { return source.Task; } return null; }": Show(false) gives no task.
    private static bool IsLeftWithoutTask(IInvocationOperation call, IMethodSymbol callee, CompilationFacts facts)
    {
        if (call.Arguments.IsEmpty || callee.IsAsync || SourceFunctions.BodyOf(SourceFunctions.DefinitionOf(callee), facts) is not { } body)
        {
            return false;
        }

        var function = SourceFunctions.DefinitionOf(callee);
        var isExcluded = false;
        foreach (var value in OperationTree.OwnOperations(body).OfType<IReturnOperation>().SelectMany(static returned => AlternativesOf(returned.ReturnedValue)))
        {
            if (CallGuards.Of(value, body, function, facts) is { IsDefaultOrEmpty: false } guards && guards.Any(guard => IsRefused(guard, call)))
            {
                isExcluded = true;
            }
            else if (!(value.ConstantValue is { HasValue: true, Value: null } || TaskCalls.IsBornComplete(value, facts)))
            {
                return false;
            }
        }

        return isExcluded;
    }

    // A guard that is not known to hold may hold all the same.
    private static bool IsRefused(CallGuard guard, IInvocationOperation call) =>
        guard is FlagGuard && Arguments.Of(call, guard.Parameter.Ordinal) is { ConstantValue: { HasValue: true, Value: not null } } && !guard.HoldsAt(call);

    private static IEnumerable<IOperation> AlternativesOf(IOperation? value) => value switch
    {
        null => Enumerable.Empty<IOperation>(),
        IConversionOperation { OperatorMethod: null, Operand: var operand } => AlternativesOf(operand),
        IConditionalOperation choice => AlternativesOf(choice.WhenTrue).Concat(AlternativesOf(choice.WhenFalse)),
        ILocalReferenceOperation { Local: var local } use when LocalValues.Of(local, use) is { } values => values.Select(static given => OperationTree.Bare(given)),
        _ => new[] { value },
    };

    // "Each(x => { x.Do(); return Task.CompletedTask; });", where Each has no tasks but those of its callback.
    private static bool CombinesCompleted(IInvocationOperation call, IMethodSymbol callee, CompilationFacts facts)
    {
        var callbacks = 0;
        foreach (var argument in call.Arguments)
        {
            if (OperationTree.Bare(argument.Value) is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } && facts.Awaitables.IsTaskLike(lambda.Symbol.ReturnType))
            {
                if (lambda.Symbol.IsAsync || !OperationTree.OwnOperations(lambda.Body).OfType<IReturnOperation>().All(returned => returned.ReturnedValue is { } value && TaskCalls.IsBornComplete(value, facts)))
                {
                    return false;
                }

                callbacks++;
            }
        }

        return callbacks > 0 && !callee.IsAsync && SourceFunctions.BodyOf(SourceFunctions.DefinitionOf(callee), facts) is { } body
            && OperationTree.OwnOperations(body).All(operation => facts.Awaitables.IsTaskLike(operation.Type)
                ? OnlyUsesCallbacks(operation, callbacks, facts)
                : !(operation is IInvocationOperation or IMemberReferenceOperation or IParameterReferenceOperation && HoldsTasks(operation.Type, facts)));
    }

    // A collection of tasks that comes from elsewhere.
    private static bool HoldsTasks(ITypeSymbol? type, CompilationFacts facts) => type switch
    {
        IArrayTypeSymbol array => facts.Awaitables.IsTaskLike(array.ElementType),
        INamedTypeSymbol { TypeKind: not TypeKind.Delegate } named => named.TypeArguments.Any(argument => facts.Awaitables.IsTaskLike(argument)),
        _ => false,
    };

    private static bool OnlyUsesCallbacks(IOperation operation, int callbacks, CompilationFacts facts) => operation switch
    {
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol owner } } =>
            owner.Parameters.Count(parameter => parameter.Type is INamedTypeSymbol { DelegateInvokeMethod.ReturnType: var result } && facts.Awaitables.IsTaskLike(result)) == callbacks,
        IInvocationOperation { TargetMethod: var method } => TaskCalls.IsWhenAll(method, facts.Types) || TaskCalls.IsBornComplete(operation, facts),
        IMemberReferenceOperation or IObjectCreationOperation => TaskCalls.IsBornComplete(operation, facts),
        IParameterReferenceOperation => false,
        _ => true,
    };
}
