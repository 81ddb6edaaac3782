using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>
/// A time-out made of WhenAny and Delay: <c>if (await Task.WhenAny(work, Task.Delay(time)) != work) throw …;</c>, behind which the function goes on with the work.
/// </summary>
/// <param name="Test">The if statement.</param>
/// <param name="Work">The variable that holds the work, where WhenAny gets it.</param>
internal sealed record WinnerTimeout(IConditionalOperation Test, ILocalReferenceOperation Work, IInvocationOperation Delay)
{
    public static WinnerTimeout? Of(IInvocationOperation whenAny, CompilationFacts facts)
    {
        var elements = whenAny.Arguments.SelectMany(static argument => TaskCalls.ElementsOf(OperationTree.Bare(argument.Value)) ?? new[] { argument.Value }).ToArray();
        if (elements.Length != 2 || TaskCalls.Unwrap(elements[0], facts) is not ILocalReferenceOperation work
            || TaskCalls.Unwrap(elements[1], facts) is not IInvocationOperation delay || !TaskCalls.IsDelay(delay.TargetMethod, facts.Types)
            || Winner.AwaitOf(whenAny, facts) is not { } winner)
        {
            return null;
        }

        var comparison = winner.Parent;
        while (comparison is IConversionOperation)
        {
            comparison = comparison.Parent;
        }

        return comparison is IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals, OperatorMethod: null, Parent: IConditionalOperation { WhenFalse: null } test } inequality
            && (IsWork(inequality.LeftOperand) || IsWork(inequality.RightOperand)) && Throws(test.WhenTrue) && IsUsedOnlyBehind(work.Local, work, test)
                ? new(test, work, delay)
                : null;

        bool IsWork(IOperation operand) => OperationTree.Bare(operand) is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, work.Local);
    }

    private static bool Throws(IOperation branch) => branch is IBlockOperation { Operations: [var only] } ? Throws(only) : branch is IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation };

    // Before the test nothing can have been arranged for the work, and no handler looks at it.
    private static bool IsUsedOnlyBehind(ILocalSymbol local, IOperation work, IOperation test)
    {
        foreach (var reference in Winner.ReferencesTo(local, work))
        {
            if (reference.Syntax.SpanStart < test.Syntax.SpanStart)
            {
                return false;
            }
        }

        return !StartedVariables.IsHandled(local, test);
    }
}
