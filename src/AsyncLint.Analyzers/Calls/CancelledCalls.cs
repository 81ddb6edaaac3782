using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>Tells calls that do nothing but throw, or give a cancelled task, when they are given a token that is cancelled already.</summary>
internal static class CancelledCalls
{
    // A function that hands its token on to a function, and so on.
    private const int MaxCalls = 4;

    /// <summary>
    /// True for input and output of the framework, and for functions of the source that ask the token first, or only hand it on to such. Others may take a cancelled token for a
    /// wish to be quick, as the StopAsync of a host does.
    /// </summary>
    public static bool DoNothing(IInvocationOperation call, IParameterSymbol token, CompilationFacts facts, CancellationToken cancellation, int depth = 0)
    {
        if (facts.MayFault.Table.DoesInputOrOutput(call))
        {
            return true;
        }

        if (depth == MaxCalls || TargetOf(call, facts) is not { } target || token.Ordinal >= target.Parameters.Length
            || facts.MayFault.BodyOf(MayFault.Definition(target), cancellation) is not { Operations: [var first, ..] statements } body)
        {
            return false;
        }

        var parameter = MayFault.Definition(target).Parameters[token.Ordinal];
        return first switch
        {
            IConditionalOperation { Condition: IPropertyReferenceOperation { Property.Name: "IsCancellationRequested", Instance: { } asked }, WhenTrue: { } then } =>
                Is(asked, parameter) && then.DescendantsAndSelf().Any(static operation => operation is IReturnOperation or IThrowOperation),
            IExpressionStatementOperation { Operation: IInvocationOperation { Instance: { } asked, TargetMethod: var method } } when facts.MayFault.Table.OnlyCancels(method) => Is(asked, parameter),
            IReturnOperation { ReturnedValue: { } returned } => HandsOn(returned, parameter, depth, facts, cancellation),
            IExpressionStatementOperation { Operation: IAwaitOperation { Operation: var task } } when statements.Length == 1 || statements.Skip(1).All(static rest => rest.IsImplicit) =>
                HandsOn(task, parameter, depth, facts, cancellation),
            _ => false,
        };
    }

    private static bool HandsOn(IOperation value, IParameterSymbol parameter, int depth, CompilationFacts facts, CancellationToken cancellation)
    {
        value = TaskCalls.Unwrap(value is IAwaitOperation await ? await.Operation : value, facts);
        if (value is not IInvocationOperation call)
        {
            return false;
        }

        foreach (var argument in call.Arguments)
        {
            if (Is(OperationTree.Unconverted(argument.Value), parameter) && argument.Parameter is { } token)
            {
                return DoNothing(call, token, facts, cancellation, depth + 1);
            }
        }

        return false;
    }

    // The function itself, or the only one of this compilation that implements it.
    private static IMethodSymbol? TargetOf(IInvocationOperation call, CompilationFacts facts)
    {
        var method = call.TargetMethod;
        if (Implementations.ReceiverOf(call) is not { } receiver || !Implementations.CanBeReplaced(method))
        {
            return method.DeclaringSyntaxReferences.IsEmpty ? null : method;
        }

        return facts.Implementations.Of(method, receiver, Dispatch.Single) is [var only] && !only.IsAbstract ? only : null;
    }

    private static bool Is(IOperation value, IParameterSymbol parameter) =>
        value is IParameterReferenceOperation { Parameter: var named } && SymbolEqualityComparer.Default.Equals(named.OriginalDefinition, parameter);
}
