using AsyncLint.Calls;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>
/// Tells calls with whose task nothing is lost, by what the called function does. Asked only where a report is about to be made: the bodies of other
/// functions are bound for it.
/// </summary>
internal static class HarmlessDrops
{
    public static bool Are(IInvocationOperation call, EnclosingFunction function, CompilationFacts facts, CancellationToken cancellation) =>
        AsksForNoAnswer(call)
        || CompletedCallees.Are(call, facts)
        || HandedOutTasks.Are(call, facts, cancellation)
        || OnlySignals(call, facts, cancellation)
        || function.Color(facts.Awaitables) is FunctionColor.Sync && SeesToItself(call, facts, cancellation);

    /// <summary>
    /// What a batch or a transaction has queued runs when that is executed, and is cancelled when it is given up: to await it before would never end
    /// (stackexchange.github.io, "Transactions in Redis").
    /// </summary>
    public static bool IsQueued(IInvocationOperation call, KnownTypes types) =>
        types.RedisBatch is { } batch && call.Instance?.Type is { } receiver && receiver.IsOrImplements(batch)
        && !(call.TargetMethod is { Name: "ExecuteAsync", ContainingType: var owner } && owner.IsOrImplements(batch));

    // "KeyDeleteAsync(key, CommandFlags.FireAndForget)".
    private static bool AsksForNoAnswer(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type is { TypeKind: TypeKind.Enum } && Asks(argument.Value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Asks(IOperation flags) => flags switch
    {
        IFieldReferenceOperation { Field: { Name: "FireAndForget", ContainingType.TypeKind: TypeKind.Enum } } => true,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Or } both => Asks(both.LeftOperand) || Asks(both.RightOperand),
        IParenthesizedOperation { Operand: var inner } => Asks(inner),
        _ => false,
    };

    // "Task<bool> TrySetResultAsync<T>(this TaskCompletionSource<T> source, T result) => Task.Run(() => source.TrySetResult(result));" is called for whoever
    // awaits the source, and cannot fail.
    private static bool OnlySignals(IInvocationOperation call, CompilationFacts facts, CancellationToken cancellation)
    {
        if (CompletedCallees.ExactCallee(call) is not { } callee || SourceFunctions.BodyOf(SourceFunctions.DefinitionOf(callee), facts) is not { } body)
        {
            return false;
        }

        var signals = false;
        foreach (var operation in body.Descendants())
        {
            cancellation.ThrowIfCancellationRequested();
            switch (operation)
            {
                case IInvocationOperation { TargetMethod: var method } when CompletionSources.IsCompletion(method, facts.Types) && !CompletionSources.IsStrictCompletion(method.Name):
                    signals = true;
                    break;
                case IInvocationOperation { TargetMethod: var method } when TaskCalls.IsScheduling(method, facts.Types):
                    break;
                case IInvocationOperation or IObjectCreationOperation or IAwaitOperation or IThrowOperation:
                    return false;
            }
        }

        return signals;
    }

    // Who cannot await it calls it for its effect, and what may go wrong in it is caught there.
    private static bool SeesToItself(IInvocationOperation call, CompilationFacts facts, CancellationToken cancellation) =>
        CompletedCallees.ExactCallee(call) is { } callee && facts.MayFault.Of(callee, cancellation).SeesToItself;
}
