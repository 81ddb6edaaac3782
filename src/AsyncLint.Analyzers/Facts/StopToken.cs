using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>A cancellation token by which somebody else tells a function to stop: a parameter, or what belongs to the function's object.</summary>
/// <param name="Value">The token as it can be named anywhere in the function.</param>
/// <param name="Symbol">What is named where the token is: the parameter, the member, or the member that is its source.</param>
internal sealed record StopToken(IOperation Value, ISymbol Symbol)
{
    // "var token = source.Token" of a linked source: a variable of a variable, and no further.
    private const int MaxAliases = 2;

    /// <summary>The token that an operation observes: what is given to an awaited call, or asked to throw. Null where there is none, or it is not known who cancels it.</summary>
    public static StopToken? ObservedBy(IOperation operation, CompilationFacts facts) => operation switch
    {
        IAwaitOperation { Operation: var task } => GivenTo(task, facts),
        IForEachLoopOperation { IsAsynchronous: true, Collection: var sequence } => GivenTo(sequence, facts),
        IInvocationOperation { Instance: { } token, TargetMethod: var method } when facts.MayFault.Table.OnlyCancels(method) => Of(token, facts),
        _ => null,
    };

    /// <summary>True for an operation that names the token, a variable that it is in, or a source that is linked to it; to link one is nothing yet.</summary>
    public bool IsMentionedBy(IOperation operation, CompilationFacts facts) => operation switch
    {
        IParameterReferenceOperation { Parameter: var parameter } => Same(parameter, Symbol) && !IsLinked(operation, facts),
        IMemberReferenceOperation { Member: var member } => Same(member, Symbol) && !IsLinked(operation, facts),
        ILocalReferenceOperation { Type: { } type, Local: var local } when Same(type, facts.Types.CancellationToken) =>
            (Behind(local, operation, facts, 0) is not { } token || Same(token.Symbol, Symbol)) && !IsLinked(operation, facts),
        ILocalReferenceOperation { Type: { } type, Local: var local, Parent: IPropertyReferenceOperation } when Same(type, facts.Types.CancellationTokenSource) =>
            Same(Behind(local, operation, facts, 0)?.Symbol, Symbol) && !IsLinked(operation, facts),
        _ => false,
    };

    private static bool IsLinked(IOperation token, CompilationFacts facts)
    {
        var value = token.Parent;
        while (value is IPropertyReferenceOperation or IConversionOperation or IArgumentOperation or IArrayInitializerOperation or IArrayCreationOperation
            || value is not null && NewerKinds.IsCollectionExpression(value))
        {
            value = value.Parent;
        }

        return value is IInvocationOperation { TargetMethod: var method } && IsLink(method, facts);
    }

    private static bool IsLink(IMethodSymbol method, CompilationFacts facts) =>
        method.Name is "CreateLinkedTokenSource" && Same(method.ContainingType, facts.Types.CancellationTokenSource);

    /// <summary>The token that is written as an argument of a call.</summary>
    public static IArgumentOperation? ArgumentOf(IInvocationOperation call, CompilationFacts facts)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.ArgumentKind is ArgumentKind.Explicit && Same(argument.Parameter?.Type, facts.Types.CancellationToken))
            {
                return argument;
            }
        }

        return null;
    }

    private static StopToken? GivenTo(IOperation awaited, CompilationFacts facts)
    {
        while (true)
        {
            switch (awaited)
            {
                case IConversionOperation conversion:
                    awaited = conversion.Operand;
                    continue;
                case IInvocationOperation call:
                    if (ArgumentOf(call, facts) is { } argument)
                    {
                        return Of(argument.Value, facts);
                    }

                    if (call.TargetMethod.Name is not ("ConfigureAwait" or "AsTask" or "WithCancellation") || (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is not { } receiver)
                    {
                        return null;
                    }

                    awaited = receiver;
                    continue;
                default:
                    return null;
            }
        }
    }

    private static StopToken? Of(IOperation token, CompilationFacts facts, int aliases = 0)
    {
        token = OperationTree.Unconverted(token);
        return token switch
        {
            IParameterReferenceOperation { Parameter: var parameter } when Same(parameter.Type, facts.Types.CancellationToken) => new(token, parameter),
            ILocalReferenceOperation { Local: var local } when aliases < MaxAliases => Behind(local, token, facts, aliases),
            IPropertyReferenceOperation { Property: { Name: "Token", ContainingType: var type }, Instance: { } source } when Same(type, facts.Types.CancellationTokenSource) => source switch
            {
                IFieldReferenceOperation or IPropertyReferenceOperation => IsOfOwnObject(source) ? new(token, ((IMemberReferenceOperation)source).Member) : null,
                ILocalReferenceOperation { Local: var local } when aliases < MaxAliases => Behind(local, source, facts, aliases),
                _ => null,
            },
            IFieldReferenceOperation { Field: { Type: var type } field } when Same(type, facts.Types.CancellationToken) && IsOfOwnObject(token) => new(token, field),

            // "context.CancellationToken" of a job, a request, a message. CancellationToken.None is nobody's.
            IPropertyReferenceOperation { Property: { Type: var type, IsStatic: false } property, Instance: IParameterReferenceOperation or IInstanceReferenceOperation }
                when Same(type, facts.Types.CancellationToken) => new(token, property),
            _ => null,
        };
    }

    // "var token = _stop.Token;", "using var linked = CancellationTokenSource.CreateLinkedTokenSource(token);".
    private static StopToken? Behind(ILocalSymbol local, IOperation use, CompilationFacts facts, int aliases)
    {
        if (LocalValues.Of(local, use) is not [var value])
        {
            return null;
        }

        value = OperationTree.Unconverted(value);
        if (value is not IInvocationOperation link || !IsLink(link.TargetMethod, facts))
        {
            return Of(value, facts, aliases + 1);
        }

        foreach (var argument in link.Arguments)
        {
            foreach (var linked in TaskCalls.ElementsOf(argument.Value) ?? new[] { argument.Value })
            {
                if (Of(linked, facts, aliases + 1) is { } outer)
                {
                    return outer;
                }
            }
        }

        return null;
    }

    private static bool IsOfOwnObject(IOperation member) => member is IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation };

    private static bool Same(ISymbol? a, ISymbol? b) => a is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
