using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>An operation at which a thread stops: where a chain of calls ends.</summary>
/// <param name="Text">What a message calls it.</param>
/// <param name="Task">What is waited for, where that is a task.</param>
internal sealed record BlockingLeaf(IOperation Operation, string Text, IOperation? Task)
{
    /// <summary>What the caller has to pass for it to be run.</summary>
    public ImmutableArray<CallGuard> Guards { get; init; } = ImmutableArray<CallGuard>.Empty;
}

/// <summary>Recognizes the operations that make a function block whoever calls it, by the same facts as the rules that report them where they stand.</summary>
internal sealed class BlockingLeaves(CompilationFacts facts, string blockingApis, string safeApis)
{
    /// <summary>The properties that wait, which much else is called too: only where something stands before the dot.</summary>
    public static readonly string[] Properties = { "Result", "IsCompleted" };

    private static readonly string[] s_methods =
    {
        "Wait", "GetResult", "WaitAll", "WaitAny", "RunSynchronously", "ToBlockingEnumerable", "SpinUntil", "Sleep", "WaitOne", "SignalAndWait",
        "WaitForExit", "TakeFromAny", "TryTake", "TryTakeFromAny", "GetConsumingEnumerable",
    };

    // Names that mostly mean something else, string.Join and Enumerable.Take, unless the file speaks of the type that they block for.
    private static readonly (string Method, string Type)[] s_ambiguous = { ("Join", "Thread"), ("Take", "BlockingCollection") };

    private HashSet<int>? _names;

    /// <summary>What the text of a function in a file mentions if there is a leaf in it.</summary>
    public HashSet<int> NamesIn(NameIndex file)
    {
        _names ??= Names();
        HashSet<int>? more = null;
        foreach (var (method, type) in s_ambiguous)
        {
            if (file.Mentions(NameHash.Of(type)))
            {
                (more ??= new(_names)).Add(NameHash.Called(NameHash.Of(method)));
            }
        }

        return more ?? _names;
    }

    private HashSet<int> Names()
    {
        var names = new HashSet<int>();
        foreach (var property in Properties)
        {
            names.Add(NameHash.MemberOf(NameHash.Of(property)));
        }

        foreach (var method in s_methods)
        {
            names.Add(NameHash.Called(NameHash.Of(method)));
        }

        foreach (var id in blockingApis.Split('|'))
        {
            var name = id.Trim().TrimEnd('*');
            var parameters = name.IndexOf('(');
            name = parameters < 0 ? name : name.Substring(0, parameters);
            names.Add(NameHash.Called(NameHash.Of(name.AsSpan(name.LastIndexOf('.') + 1))));
        }

        return names;
    }

    /// <summary>The leaf that an operation is, or null.</summary>
    public BlockingLeaf? Find(IOperation operation, CancellationToken cancellation)
    {
        if (BlockedTasks.Find(operation, facts) is { } blocked)
        {
            return !SynchronousTwin.Contains(operation, blocked, facts) && !IsSafe(TaskCalls.Unwrap(blocked.Task, facts))
                && !CompletedBlocks.Contains(blocked, facts, () => Graphs.Of(operation, cancellation), cancellation) && !Pragmas.AcceptSyncCall(operation.Syntax)
                    ? new(operation, NameOf(operation, blocked), blocked.Task)
                    : null;
        }

        return operation is IInvocationOperation call && IsWait(call) && !IsSafe(call) ? new(operation, call.TargetMethod.ContainingType.Name + "." + call.TargetMethod.Name, null) : null;
    }

    private static string NameOf(IOperation operation, BlockedTask blocked) => blocked.Form switch
    {
        BlockingForm.Result or BlockingForm.Wait or BlockingForm.RunSynchronously =>
            ((operation as IPropertyReferenceOperation)?.Property.ContainingType ?? ((IInvocationOperation)operation).TargetMethod.ContainingType).Name + "." + blocked.Text,
        BlockingForm.SpinOnIsCompleted => "IsCompleted",
        _ => blocked.Text,
    };

    private bool IsWait(IInvocationOperation call) => facts.BlockingWaits.Blocking(call) switch
    {
        // A parallel loop blocks where its body does, which is a leaf of its own.
        { When: BlocksWhen.BodyBlocks } => false,

        // A thread that may be the dispatcher's own runs the delegate itself.
        { Method: "Send" or "Invoke" } => false,
        { Method: "Sleep" } => !IsShort(call),
        { } => !IsLock(call),
        null => blockingApis.Length > 0 && facts.SymbolLists.Contains(blockingApis, call.TargetMethod) && !ZeroTimeouts.In(call, facts.Types),
    };

    private bool IsSafe(IOperation operation) => safeApis.Length > 0 && operation switch
    {
        IInvocationOperation call => facts.SymbolLists.Contains(safeApis, call.TargetMethod),
        IMemberReferenceOperation member => facts.SymbolLists.Contains(safeApis, member.Member),
        _ => false,
    };

    // Sleep(1) gives the rest of a time slice away.
    private static bool IsShort(IInvocationOperation sleep) => sleep.Arguments is [{ Value.ConstantValue: { HasValue: true, Value: 1 } }];

    // "gate.Wait(); … gate.Release();" in one function is a lock, held for moments like any other, and so is a mutex that an object has until it is disposed.
    private bool IsLock(IInvocationOperation wait)
    {
        if (wait.Instance is not IMemberReferenceOperation { Member: var gate })
        {
            return false;
        }

        if (SymbolEqualityComparer.Default.Equals(wait.Instance.Type, facts.Types.Mutex) && gate is IFieldSymbol { IsStatic: false }
            && gate.ContainingType.AllInterfaces.Any(static contract => contract.SpecialType is SpecialType.System_IDisposable))
        {
            return true;
        }

        var root = OperationTree.Root(wait);

        foreach (var operation in root.Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod.Name: "Release" or "ReleaseMutex", Instance: IMemberReferenceOperation { Member: var released } }
                && SymbolEqualityComparer.Default.Equals(gate, released))
            {
                return true;
            }
        }

        return false;
    }
}
