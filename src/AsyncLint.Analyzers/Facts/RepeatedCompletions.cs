using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Finds calls that complete a TaskCompletionSource which the statements before have completed on some path.</summary>
internal static class RepeatedCompletions
{
    /// <summary>The call before that completes the source as well; null where that is not certain to be on the same path.</summary>
    /// <param name="second">A call of SetResult or the like, on a local.</param>
    public static IInvocationOperation? FirstOf(IInvocationOperation second, ILocalSymbol source, CompilationFacts facts)
    {
        // Behind a jump or inside a branch, a condition may exclude what a branch before has done.
        var isConditional = false;
        for (IOperation? statement = second.Parent; statement is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); statement = statement.Parent)
        {
            if (statement.Parent is not IBlockOperation { Operations: var statements })
            {
                isConditional |= statement.Parent is not (IBlockOperation or null);
                continue;
            }

            for (var i = statements.IndexOf(statement) - 1; i >= 0; i--)
            {
                var before = statements[i];
                if (Assigns(before, source))
                {
                    return null;
                }

                if ((isConditional ? Direct(before, source, facts) : Completion(before, source, facts)) is { } first)
                {
                    return first;
                }

                isConditional |= Jumps(before);
            }
        }

        return null;
    }

    private static IInvocationOperation? Direct(IOperation statement, ILocalSymbol source, CompilationFacts facts) =>
        statement is IExpressionStatementOperation { Operation: IInvocationOperation call } && CompletionSources.CompletedBy(call, facts.Types) is { } local && Same(local, source) ? call : null;

    /// <summary>What a statement completes the source with on a path that goes on behind it.</summary>
    private static IInvocationOperation? Completion(IOperation? statement, ILocalSymbol source, CompilationFacts facts)
    {
        switch (statement)
        {
            case IExpressionStatementOperation:
                return Direct(statement, source, facts);
            case IConditionalOperation condition:
                return Completion(condition.WhenTrue, source, facts) ?? Completion(condition.WhenFalse, source, facts);
            case ITryOperation @try:
                var first = Completion(@try.Body, source, facts);
                foreach (var clause in @try.Catches)
                {
                    first ??= Completion(clause.Handler, source, facts);
                }

                return first;
            case IBlockOperation block:
                IInvocationOperation? found = null;
                foreach (var operation in block.Operations)
                {
                    if (IsJump(operation))
                    {
                        return null;
                    }

                    found ??= Completion(operation, source, facts);
                }

                return found;
            default:
                return null;
        }
    }

    private static bool IsJump(IOperation operation) =>
        operation is IReturnOperation or IBranchOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation };

    private static bool Jumps(IOperation statement)
    {
        foreach (var operation in statement.DescendantsAndSelf())
        {
            if (operation is IReturnOperation or IBranchOperation or IThrowOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Assigns(IOperation statement, ILocalSymbol source)
    {
        foreach (var operation in statement.DescendantsAndSelf())
        {
            if (operation is IAssignmentOperation { Target: ILocalReferenceOperation { Local: var assigned } } && Same(assigned, source)
                || operation is IArgumentOperation { Parameter.RefKind: not RefKind.None, Value: ILocalReferenceOperation { Local: var passed } } && Same(passed, source))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(ISymbol a, ISymbol b) => SymbolEqualityComparer.Default.Equals(a, b);
}
