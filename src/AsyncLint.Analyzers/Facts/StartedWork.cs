using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Finds the work that a call is given to run, where it is code of the source.</summary>
internal static class StartedWork
{
    /// <summary>The lambdas and method groups among the arguments of a call.</summary>
    public static IEnumerable<IOperation> FunctionsOf(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Value is IDelegateCreationOperation { Target: IAnonymousFunctionOperation or IMethodReferenceOperation } creation)
            {
                yield return creation.Target;
            }
        }
    }

    /// <summary>The bodies of these functions and, where a lambda does nothing but call another one, "() => LoopAsync(token)", of that.</summary>
    public static IEnumerable<IBlockOperation> BodiesOf(IInvocationOperation call, CompilationFacts facts, CancellationToken cancellation)
    {
        foreach (var function in FunctionsOf(call))
        {
            if (function is IAnonymousFunctionOperation { Body: var body })
            {
                yield return body;
            }

            var method = function is IMethodReferenceOperation { IsVirtual: false } group ? group.Method : function is IAnonymousFunctionOperation lambda ? CalledBy(lambda) : null;
            if (method is not null && facts.MayFault.BodyOf((method.ReducedFrom ?? method).OriginalDefinition, cancellation) is { } called)
            {
                yield return called;
            }
        }
    }

    private static IMethodSymbol? CalledBy(IAnonymousFunctionOperation lambda)
    {
        var value = lambda.Body.Operations switch
        {
            [IReturnOperation { ReturnedValue: { } returned }] => returned,
            [IExpressionStatementOperation { Operation: var statement }] => statement,
            // "async () => await LoopAsync()" is followed by an empty return.
            [IExpressionStatementOperation { Operation: var statement }, IReturnOperation { ReturnedValue: null }] => statement,
            _ => null,
        };
        if (value is IAwaitOperation { Operation: var awaited })
        {
            value = awaited is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } configured } ? configured : awaited;
        }

        return value is IInvocationOperation { IsVirtual: false, TargetMethod: var method } ? method : null;
    }
}
