using System.Collections.Concurrent;
using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>A place at which a function waits for a task before its own task is complete.</summary>
/// <param name="Operation">The await; in a function that is not async, the task that it returns.</param>
/// <param name="Sources">What makes the task that is waited for.</param>
/// <param name="Continuation">Where the function goes on.</param>
/// <param name="IsOnContext">It is reached on the SynchronizationContext of the function's caller.</param>
/// <param name="Guards">What the caller has to pass for it to be reached; default where that cannot be told, or hardly any call comes there.</param>
internal sealed record AwaitStep(
    IOperation Operation, ImmutableArray<TaskSource> Sources, Continuation Continuation, bool IsOnContext, ImmutableArray<CallGuard> Guards)
{
    public bool IsReachedBy(IOperation? call) => !Guards.IsDefault && Guards.All(guard => guard.HoldsAt(call));
}

/// <summary>What functions of the source wait for, in the order in which they do; each function is bound once.</summary>
internal sealed class AwaitSteps(CompilationFacts facts)
{
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<AwaitStep>> _functions = new(SymbolEqualityComparer.Default);

    public TaskSources Sources { get; } = new(facts);

    public ImmutableArray<AwaitStep> Of(IMethodSymbol function) =>
        _functions.TryGetValue(function, out var known) ? known : _functions.GetOrAdd(function, Read(function));

    /// <summary>True where a function has left its caller's context before it comes to an operation of its own, or may have.</summary>
    public bool LeaveContextBefore(IOperation operation, IOperation body)
    {
        foreach (var waited in AwaitsIn(body))
        {
            // The next round of a loop comes behind all of the loop's awaits.
            if (Leaves(waited) && (IsBefore(waited, operation) || OperationTree.IsInLoopWith(operation, waited, within: body)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True where the task of a call is certain not to be complete when the call returns, as far as a function may be relied on to come to its awaits.</summary>
    public bool Suspends(TaskSource source)
    {
        var visited = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        var waiting = new Stack<TaskSource>();
        waiting.Push(source);
        while (waiting.Count > 0)
        {
            var next = waiting.Pop();
            if (next.Origin is TaskOrigin.Pending)
            {
                return true;
            }

            if (next.Origin is not TaskOrigin.Function || !visited.Add(next.Function!))
            {
                continue;
            }

            foreach (var step in Of(next.Function!))
            {
                if (step.IsReachedBy(next.Operation))
                {
                    foreach (var inner in step.Sources)
                    {
                        waiting.Push(inner);
                    }
                }
            }
        }

        return false;
    }

    private ImmutableArray<AwaitStep> Read(IMethodSymbol function)
    {
        if (SourceFunctions.BodyOf(function, facts) is not { } body || !facts.Awaitables.IsTaskOrValueTask(function.ReturnType))
        {
            return ImmutableArray<AwaitStep>.Empty;
        }

        var steps = ImmutableArray.CreateBuilder<AwaitStep>();
        var cold = new ColdPaths(facts, includeOneTime: false);
        var isOnContext = true;
        foreach (var waited in function.IsAsync ? AwaitsIn(body) : ReturnsIn(body))
        {
            var task = waited is IAwaitOperation await ? await.Operation : waited;
            if (waited is IAwaitOperation || !function.IsAsync)
            {
                steps.Add(new(waited, Sources.Of(task), function.IsAsync ? AwaitOptions.ContinuationOf(task, facts) : Continuation.Anywhere, isOnContext, cold.Contain(waited) ? default : CallGuards.Of(waited, body, function, facts)));
            }

            isOnContext &= !function.IsAsync || !Leaves(waited);
        }

        return steps.ToImmutable();
    }

    // After an error one may be anywhere, but most calls do not come there.
    private bool Leaves(IOperation waited) => !ColdPaths.IsAfterError(waited, facts.Types) && waited switch
    {
        IAwaitOperation { Operation: var task } => AwaitOptions.ContinuationOf(task, facts) switch
        {
            Continuation.OnContext => false,
            Continuation.Anywhere => !Sources.Of(task).All(static source => source.Origin is TaskOrigin.Complete),
            _ => true,
        },
        IForEachLoopOperation { Collection: var sequence } => IsConfigured(sequence),
        IUsingOperation { Resources: var resources } => IsConfigured(resources),
        _ => IsConfigured(waited),
    };

    private static bool IsConfigured(IOperation value)
    {
        foreach (var operation in value.DescendantsAndSelf())
        {
            if (operation is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            {
                return true;
            }
        }

        return false;
    }

    // What is awaited is run before the await.
    private static bool IsBefore(IOperation waited, IOperation operation) => operation.Syntax.SpanStart >= (waited is IAwaitOperation ? waited.Syntax.Span.End : waited.Syntax.SpanStart);

    // An inner await comes before the outer one: "await F(await G())".
    private static IEnumerable<IOperation> AwaitsIn(IOperation body) =>
        OperationTree.OwnOperations(body).Where(static operation => operation is IAwaitOperation or IForEachLoopOperation { IsAsynchronous: true } or IUsingOperation { IsAsynchronous: true } or IUsingDeclarationOperation { IsAsynchronous: true })
            .OrderBy(static operation => operation is IAwaitOperation ? operation.Syntax.Span.End : operation.Syntax.SpanStart);

    private static IEnumerable<IOperation> ReturnsIn(IOperation body) =>
        OperationTree.OwnOperations(body).OfType<IReturnOperation>().Select(static operation => operation.ReturnedValue).OfType<IOperation>();
}
