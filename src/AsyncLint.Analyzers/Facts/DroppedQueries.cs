using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Statements that build a LINQ query and do nothing with it, so that the code in its delegates never runs.</summary>
internal static class DroppedQueries
{
    /// <summary>The call of the query whose delegate was meant to do something; null where the call is no such statement.</summary>
    /// <param name="outermost">The last call of a chain.</param>
    /// <param name="statement">The expression of the statement.</param>
    public static IInvocationOperation? Find(IInvocationOperation outermost, CompilationFacts facts, out IOperation statement)
    {
        statement = outermost;
        while (statement.Parent is IConditionalAccessOperation access && access.WhenNotNull == statement)
        {
            statement = access;
        }

        if (statement.Parent is not IExpressionStatementOperation dropped || !FanOuts.IsDeferred(outermost.TargetMethod, facts.Types))
        {
            return null;
        }

        IInvocationOperation? effective = null;
        for (var call = outermost; call is not null && FanOuts.IsDeferred(call.TargetMethod, facts.Types); call = FanOuts.SourceOf(call))
        {
            if (FanOuts.SelectorOf(call, facts) is not null)
            {
                effective = call;
                break;
            }

            effective ??= HasEffect(call) && !IsBodyOfLambda(dropped) ? call : null;
        }

        return effective is null || TestCode.IsInsideThrowsAssertion(outermost, facts.Types) || ExpressionTrees.Contains(outermost, facts.Types) ? null : effective;
    }

    // Whoever only asks for a property may have meant to assign the result; a call or an assignment was meant to run.
    private static bool HasEffect(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            switch (FanOuts.TargetOf(argument.Value))
            {
                case IMethodReferenceOperation:
                    return true;
                case IAnonymousFunctionOperation lambda:
                    foreach (var operation in lambda.Body.Descendants())
                    {
                        if (operation is IInvocationOperation or IAssignmentOperation or IIncrementOrDecrementOperation)
                        {
                            return true;
                        }
                    }

                    break;
            }
        }

        return false;
    }

    // "Action query = () => items.Select(Parse);" may be there to see that it does not throw, or only to have a delegate.
    private static bool IsBodyOfLambda(IExpressionStatementOperation statement) =>
        statement.IsImplicit && statement.Parent is IBlockOperation { Parent: IAnonymousFunctionOperation };
}
