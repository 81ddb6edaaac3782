using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>When a call of a blocking method really blocks.</summary>
internal enum BlocksWhen
{
    /// <summary>Unless its timeout is zero, as for all the others.</summary>
    Always,

    /// <summary>Only an overload that takes a timeout or a token; the plain one tries once and returns.</summary>
    GivenTimeout,

    /// <summary>Unless it polls a task: that is a wait on a task, which ASL2001 reports.</summary>
    NotSpinningOnTask,

    /// <summary>Only where the loop's body blocks too: a loop that computes keeps its threads busy with something.</summary>
    BodyBlocks,
}

/// <summary>One line of the table: a method that keeps its caller's thread until something happens elsewhere.</summary>
/// <param name="Counterpart">What to await instead, where it is not simply the method's proven <c>…Async</c> sibling.</param>
internal sealed record BlockingWait(INamedTypeSymbol? Type, string Method, BlocksWhen When = BlocksWhen.Always, string? Counterpart = null);

/// <summary>
/// The framework's methods that block a thread without being about a task. Locks are not in it: they are held for moments and have
/// rules of their own. Neither is BlockingCollection.Add, which blocks only a bounded collection.
/// </summary>
internal sealed class BlockingWaits
{
    private readonly Dictionary<string, List<BlockingWait>> _byName = new(StringComparer.Ordinal);
    private readonly CompilationFacts _facts;

    public BlockingWaits(CompilationFacts facts)
    {
        _facts = facts;
        foreach (var wait in Table(facts.Types))
        {
            if (wait.Type is not null)
            {
                if (!_byName.TryGetValue(wait.Method, out var waits))
                {
                    _byName.Add(wait.Method, waits = new());
                }

                waits.Add(wait);
            }
        }
    }

    private static BlockingWait[] Table(KnownTypes types) => new BlockingWait[]
    {
        new(types.Thread, "Sleep", Counterpart: "Task.Delay"),
        new(types.Thread, "Join"),
        new(types.WaitHandle, "WaitOne"),
        new(types.WaitHandle, "WaitAll"),
        new(types.WaitHandle, "WaitAny"),
        new(types.WaitHandle, "SignalAndWait"),
        new(types.ManualResetEventSlim, "Wait"),
        new(types.CountdownEvent, "Wait"),
        new(types.Barrier, "SignalAndWait"),
        new(types.Monitor, "Wait"),
        new(types.SemaphoreSlim, "Wait"), // WaitAsync
        new(types.SpinWait, "SpinUntil", BlocksWhen.NotSpinningOnTask),
        new(types.Process, "WaitForExit"), // WaitForExitAsync, from .NET 5 on
        new(types.BlockingCollection, "Take"),
        new(types.BlockingCollection, "TakeFromAny"),
        new(types.BlockingCollection, "TryTake", BlocksWhen.GivenTimeout),
        new(types.BlockingCollection, "TryTakeFromAny", BlocksWhen.GivenTimeout),
        new(types.BlockingCollection, "GetConsumingEnumerable"),
        new(types.SynchronizationContext, "Send"),
        new(types.WpfDispatcher, "Invoke"), // InvokeAsync
        new(types.AvaloniaDispatcher, "Invoke"), // InvokeAsync
        new(types.WinFormsControl, "Invoke"), // InvokeAsync, from .NET 9 on
        new(types.Parallel, "For", BlocksWhen.BodyBlocks, "Parallel.ForAsync"),
        new(types.Parallel, "ForEach", BlocksWhen.BodyBlocks, "Parallel.ForEachAsync"),
        new(types.Parallel, "Invoke", BlocksWhen.BodyBlocks, "Task.WhenAll"),
        new(types.ParallelEnumerable, "ForAll", BlocksWhen.BodyBlocks, "Parallel.ForEachAsync"),
    };

    /// <summary>True for a name of the table: asked of syntax, before anything is bound.</summary>
    public bool IsListed(string name) => _byName.ContainsKey(name);

    /// <summary>The table's line for a method or for what it overrides; null where the method is not in the table.</summary>
    public BlockingWait? Find(IMethodSymbol method)
    {
        if (!_byName.TryGetValue(method.Name, out var waits))
        {
            return null;
        }

        for (var declared = method; declared is not null; declared = declared.OverriddenMethod)
        {
            foreach (var wait in waits)
            {
                if (SymbolEqualityComparer.Default.Equals(declared.ContainingType.OriginalDefinition, wait.Type))
                {
                    return wait;
                }
            }
        }

        return null;
    }

    /// <summary>The table's line for a call that really blocks; null for every other call.</summary>
    public BlockingWait? Blocking(IInvocationOperation call) =>
        Find(call.TargetMethod) is { } wait && (wait.When switch
        {
            BlocksWhen.BodyBlocks => ParallelLoops.BodyBlocks(call, this, _facts),
            _ when ZeroTimeouts.In(call, _facts.Types) => false,
            BlocksWhen.GivenTimeout => HasTimeoutOrToken(call.TargetMethod),
            BlocksWhen.NotSpinningOnTask => BlockedTasks.Find(call, _facts) is null,
            _ => true,
        })
            ? wait
            : null;

    private bool HasTimeoutOrToken(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (ZeroTimeouts.IsTimeout(parameter, _facts.Types) || Same(parameter.Type, _facts.Types.CancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
