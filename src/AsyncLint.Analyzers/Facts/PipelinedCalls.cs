using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>
/// Tells tests that send many requests to a client in a loop and wait for the last one only: <c>for (…) last = client.SetAsync(i); await last;</c>. A client that
/// answers in order has answered all of them by then, which is what such a test is about.
/// </summary>
internal static class PipelinedCalls
{
    /// <param name="fate">What becomes of the task of the call.</param>
    public static bool IsOne(IInvocationOperation call, TaskFate fate, CompilationFacts facts)
    {
        if (!TestCode.IsIn(facts.Types) || OperationTree.VariableOf(call.Instance) is not { } client || LoopAround(call) is not { } loop)
        {
            return false;
        }

        foreach (var leak in fate.Leaks)
        {
            if (!loop.Syntax.Span.Contains(leak.Exit.Span))
            {
                return false;
            }
        }

        return IsLastUsedBehind(loop, fate) || IsAwaitedBehind(loop, client, facts);
    }

    private static bool IsLastUsedBehind(ILoopOperation loop, TaskFate fate)
    {
        foreach (var (end, at) in fate.Ends)
        {
            if (end is TaskEnd.Observed or TaskEnd.Returned or TaskEnd.Passed && at.Syntax.SpanStart >= loop.Syntax.Span.End)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAwaitedBehind(ILoopOperation loop, ISymbol client, CompilationFacts facts)
    {
        foreach (var operation in OperationTree.Root(loop).Descendants())
        {
            if (operation is IAwaitOperation { Operation: var awaited } && operation.Syntax.SpanStart >= loop.Syntax.Span.End
                && StartedTasks.Unwrap(awaited, facts) is IInvocationOperation { Instance: var receiver } && SymbolEqualityComparer.Default.Equals(OperationTree.VariableOf(receiver), client))
            {
                return true;
            }
        }

        return false;
    }

    private static ILoopOperation? LoopAround(IOperation operation)
    {
        var parent = operation.Parent;
        while (parent is not (null or ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            parent = parent.Parent;
        }

        return parent as ILoopOperation;
    }
}
