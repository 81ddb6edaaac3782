using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Tells tasks of tasks whose inner task is complete as soon as the outer one is, with no exception in it, so that nothing is lost with it.</summary>
internal static class CompletedInners
{
    /// <param name="made">The parameter of the delegate that makes the inner task.</param>
    /// <param name="isWrapped">The delegate gives a task of the inner task, and not the inner task itself.</param>
    public static bool Are(IInvocationOperation call, IParameterSymbol made, bool isWrapped, CompilationFacts facts, CancellationToken cancellation)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == made.Ordinal && argument.Value is IDelegateCreationOperation { Target: var function })
            {
                return function switch
                {
                    IAnonymousFunctionOperation lambda => lambda.Symbol.IsAsync == isWrapped
                        && AllReturnedBy(lambda.Body, value => IsAntecedent(value, lambda, call, facts) || IsComplete(value, facts, cancellation)),
                    IMethodReferenceOperation { IsVirtual: false, Method: var method } => !isWrapped && GivesCompleteOnly(method, facts, cancellation),
                    _ => false,
                };
            }
        }

        return false;
    }

    // "ContinueWith(t => t)" waits for a task and leaves what it throws aside.
    private static bool IsAntecedent(IOperation value, IAnonymousFunctionOperation lambda, IInvocationOperation call, CompilationFacts facts) =>
        TaskCalls.IsContinueWith(call.TargetMethod, facts)
        && value is IParameterReferenceOperation { Parameter: var parameter } && lambda.Symbol.Parameters is [var antecedent, ..] && SymbolEqualityComparer.Default.Equals(parameter, antecedent);

    private static bool IsComplete(IOperation value, CompilationFacts facts, CancellationToken cancellation) =>
        IsBornComplete(value, facts) || value is IInvocationOperation { IsVirtual: false, TargetMethod: var method } && GivesCompleteOnly(method, facts, cancellation);

    private static bool GivesCompleteOnly(IMethodSymbol method, CompilationFacts facts, CancellationToken cancellation) =>
        !method.IsAsync && facts.MayFault.BodyOf((method.ReducedFrom ?? method).OriginalDefinition, cancellation) is { } body && AllReturnedBy(body, value => IsBornComplete(value, facts));

    private static bool IsBornComplete(IOperation value, CompilationFacts facts) =>
        TaskCalls.IsBornComplete(value, facts) && TaskCalls.Unwrap(value, facts) is not IInvocationOperation { TargetMethod.Name: "FromException" };

    private static bool AllReturnedBy(IBlockOperation body, Func<IOperation, bool> isOne)
    {
        var isAny = false;
        foreach (var operation in OperationTree.OwnOperations(body))
        {
            if (operation is IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } value })
            {
                if (!isOne(OperationTree.Bare(value)))
                {
                    return false;
                }

                isAny = true;
            }
        }

        return isAny;
    }
}
