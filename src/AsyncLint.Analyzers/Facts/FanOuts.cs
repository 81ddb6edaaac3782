using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>What becomes of the sequence of tasks that a fan-out gives.</summary>
internal enum FanOutUse
{
    /// <summary>Given to code that is not known, returned, awaited as a whole, …: not lost here.</summary>
    Elsewhere,

    /// <summary>A statement of its own.</summary>
    Dropped,

    /// <summary>Assigned to a discard.</summary>
    Discarded,

    /// <summary>Only its size is asked for.</summary>
    Counted,

    /// <summary>In a variable or a collection, or looped over: its flow tells the rest.</summary>
    Kept,
}

/// <summary>Calls that make one task for each element of a sequence, such as <c>items.Select(SaveAsync)</c>.</summary>
internal static class FanOuts
{
    /// <summary>The delegate that makes the tasks; null where the call is no fan-out.</summary>
    public static IOperation? SelectorOf(IInvocationOperation call, CompilationFacts facts)
    {
        var method = call.TargetMethod;
        if (!(method.Name switch
        {
            "Select" or "SelectMany" or "Zip" or "ToDictionary" => IsLinq(method, facts.Types),
            "ConvertAll" => Same(method.ContainingType.OriginalDefinition, facts.Types.List) || Same(method.ContainingType, facts.Types.Array),
            _ => false,
        }))
        {
            return null;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type is INamedTypeSymbol { DelegateInvokeMethod.ReturnType: { } made } && facts.Awaitables.IsTaskLike(made))
            {
                return TargetOf(argument.Value);
            }
        }

        return null;
    }

    /// <summary>
    /// What the delegate of a fan-out starts: an async lambda itself, the call that another lambda returns, the method of a method group, the variable
    /// that holds a delegate. Null where its tasks are not new, or certainly complete.
    /// </summary>
    public static IOperation? StartedBy(IOperation selector, CompilationFacts facts)
    {
        switch (selector)
        {
            case IAnonymousFunctionOperation { Symbol.IsAsync: true }:
            case ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation:
                return selector;
            case IMethodReferenceOperation { Method: var method }:
                return FreshTasks.IsTriviallyComplete(method, facts.Awaitables.Of(method.ReturnType)) ? null : selector;
            case IAnonymousFunctionOperation lambda:
                foreach (var statement in lambda.Body.Descendants())
                {
                    if (statement is IReturnOperation { ReturnedValue: { } returned } && ReferenceEquals(OperationTree.FunctionAround(statement), lambda)
                        && TaskCalls.Unwrap(returned, facts) is IInvocationOperation call && FreshTasks.Is(call, facts.Awaitables.Of(call.Type), facts))
                    {
                        return call;
                    }
                }

                return null;
            default:
                return null;
        }
    }

    /// <summary>What becomes of the sequence.</summary>
    /// <param name="whole">The sequence with the LINQ calls behind it.</param>
    /// <param name="isStarted">Something enumerates it, so that its tasks exist.</param>
    public static FanOutUse UseOf(IInvocationOperation call, CompilationFacts facts, out IOperation whole, out bool isStarted)
    {
        whole = call;
        isStarted = !IsDeferred(call.TargetMethod, facts.Types);
        while (whole.Parent is { } parent)
        {
            switch (parent)
            {
                case IConversionOperation { OperatorMethod: null } or IParenthesizedOperation or ITranslatedQueryOperation:
                case IConditionalAccessOperation access when access.WhenNotNull == whole:
                    whole = parent;
                    continue;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true } method } outer, Parameter.Ordinal: 0 } when facts.Types.IsSequence(method.ContainingType):
                    switch (TaskUses.OfSequence(method))
                    {
                        case TaskUse.Holder:
                            isStarted |= !IsDeferred(method, facts.Types);
                            whole = outer;
                            continue;
                        case TaskUse.Neutral:
                            isStarted = true;
                            return FanOutUse.Counted;
                        default:
                            return FanOutUse.Elsewhere;
                    }

                case IPropertyReferenceOperation { Property: var property } when TaskUses.IsSize(property):
                    return FanOutUse.Counted;
                case IExpressionStatementOperation:
                    return FanOutUse.Dropped;
                case ISimpleAssignmentOperation { Target: IDiscardOperation }:
                    return FanOutUse.Discarded;
                case IVariableInitializerOperation or ISimpleAssignmentOperation { Target: ILocalReferenceOperation or IParameterReferenceOperation }:
                    return FanOutUse.Kept;
                case IForEachLoopOperation:
                case IArgumentOperation { Parent: IInvocationOperation { Instance: not null, TargetMethod: var adding } } when TaskUses.IsAdding(adding):
                case IArgumentOperation { Parent: IObjectCreationOperation { Type: INamedTypeSymbol type } } when facts.Types.IsCollection(type):
                case { Syntax: SpreadElementSyntax }:
                    isStarted = true;
                    return FanOutUse.Kept;
                default:
                    return FanOutUse.Elsewhere;
            }
        }

        return FanOutUse.Elsewhere;
    }

    /// <summary>True where a sequence is what a fan-out gives, with LINQ calls behind it.</summary>
    /// <param name="isStarted">One of them, or the fan-out itself, starts the tasks.</param>
    public static bool AreIn(IOperation sequence, IInvocationOperation fanOut, CompilationFacts facts, out bool isStarted)
    {
        isStarted = false;
        for (var call = sequence as IInvocationOperation; call is not null; call = SourceOf(call))
        {
            isStarted |= !IsDeferred(call.TargetMethod, facts.Types);
            if (call.Syntax == fanOut.Syntax)
            {
                return SelectorOf(call, facts) is not null;
            }

            if (!facts.Types.IsSequence(call.TargetMethod.ContainingType) || TaskUses.OfSequence(call.TargetMethod) is not TaskUse.Holder)
            {
                break;
            }
        }

        return false;
    }

    /// <summary>True for a LINQ method whose result computes nothing before it is enumerated.</summary>
    public static bool IsDeferred(IMethodSymbol method, KnownTypes types) =>
        IsLinq(method, types) && method.Name is not "AsEnumerable"
        && method.ReturnType.OriginalDefinition is { } returned
        && (returned.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T || Same(returned, types.OrderedEnumerable)
            || Same(returned, types.ParallelQuery) || Same(returned, types.OrderedParallelQuery));

    /// <summary>What a LINQ call in the form of an extension is made on.</summary>
    public static IInvocationOperation? SourceOf(IInvocationOperation call)
    {
        var source = call is { TargetMethod.IsExtensionMethod: true, Arguments: { Length: > 0 } arguments } ? arguments[0].Value : null;
        while (source is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            source = source is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)source).Operand;
        }

        return source as IInvocationOperation;
    }

    /// <summary>The lambda, method or variable behind a delegate's conversions.</summary>
    public static IOperation TargetOf(IOperation value)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    value = conversion.Operand;
                    break;
                case IDelegateCreationOperation creation:
                    value = creation.Target;
                    break;
                default:
                    return value;
            }
        }
    }

    private static bool IsLinq(IMethodSymbol method, KnownTypes types) => Same(method.ContainingType, types.Enumerable) || Same(method.ContainingType, types.ParallelEnumerable);

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
