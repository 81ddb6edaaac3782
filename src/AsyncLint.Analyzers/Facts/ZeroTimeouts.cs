using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Waits that only ask: <c>Wait(0)</c>, <c>WaitOne(TimeSpan.Zero)</c>, <c>Thread.Sleep(0)</c>.</summary>
internal static class ZeroTimeouts
{
    /// <summary>True where a timeout among the arguments is certainly zero: the call looks once and returns.</summary>
    public static bool In(IInvocationOperation call, KnownTypes types)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && IsTimeout(parameter, types) && IsZero(argument.Value, types))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An int or a TimeSpan. By the definition's type: the T of a BlockingCollection&lt;int&gt; is no timeout.</summary>
    public static bool IsTimeout(IParameterSymbol parameter, KnownTypes types) =>
        parameter.OriginalDefinition is { RefKind: RefKind.None, Type: var type }
        && (type.SpecialType is SpecialType.System_Int32 || Same(type, types.TimeSpan));

    public static bool IsZero(IOperation value, KnownTypes types)
    {
        value = OperationTree.Bare(value);

        return value switch
        {
            { ConstantValue: { HasValue: true, Value: 0 } } => true,
            IDefaultValueOperation => true,
            IFieldReferenceOperation { Field: { Name: "Zero", IsStatic: true, ContainingType: var owner } } => Same(owner, types.TimeSpan),
            IObjectCreationOperation { Type: { } type, Initializer: null, Arguments: var arguments } => Same(type, types.TimeSpan) && AllZero(arguments),
            IInvocationOperation { TargetMethod: { IsStatic: true, ContainingType: var owner }, Arguments: { IsEmpty: false } arguments } =>
                Same(owner, types.TimeSpan) && AllZero(arguments),
            _ => false,
        };
    }

    private static bool AllZero(ImmutableArray<IArgumentOperation> arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument.Value.ConstantValue is not { HasValue: true, Value: 0 or 0L or 0.0 })
            {
                return false;
            }
        }

        return true;
    }

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
