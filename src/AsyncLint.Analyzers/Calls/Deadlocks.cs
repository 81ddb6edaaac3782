using System.Collections.Concurrent;
using AsyncLint.Facts;
using AsyncLint.Flow;
using AsyncLint.Hosts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>A block that never ends.</summary>
/// <param name="Block">What keeps the context occupied.</param>
/// <param name="Need">What has to go on there before the block ends.</param>
/// <param name="Owner">Whose context it is.</param>
internal sealed record Deadlock(BlockedTask Block, ContextNeed Need, ContextOwner Owner);

/// <summary>
/// Proves deadlocks out of three facts: a thread blocks on a task, it holds a context that lets in one thread at a time, and the task needs that
/// context before it is complete. Where one is not proven there is a block and no more.
/// </summary>
internal sealed class Deadlocks
{
    private static readonly int s_setContext = NameHash.Of("SetSynchronizationContext");

    private readonly CompilationFacts _facts;
    private readonly EntryPoints _entries;
    private readonly ContextNeeds _needs;
    private readonly ContextOwners _owners;
    private readonly ConcurrentDictionary<SyntaxNode, Deadlock?> _known = new();
    private readonly Lazy<bool> _changesContext;

    public Deadlocks(CompilationFacts facts, EntryPoints entries)
    {
        _facts = facts;
        _entries = entries;
        var steps = facts.AwaitSteps;
        _needs = new(steps);
        _owners = new(facts, entries, steps);
        _changesContext = new(() => facts.Compilation.SyntaxTrees.Any(static tree => NameIndex.Of(tree, default).Mentions(s_setContext)));
    }

    /// <summary>The deadlock at an operation that blocks; null where none is proven.</summary>
    /// <param name="member">The member in which it stands.</param>
    public Deadlock? At(IOperation operation, ISymbol member, CancellationToken cancellation)
    {
        if (!_entries.Exist || BlockedTasks.Find(operation, _facts) is not { } blocked)
        {
            return null;
        }

        return _known.TryGetValue(operation.Syntax, out var known) ? known : _known.GetOrAdd(operation.Syntax, Find(blocked, operation, member, cancellation));
    }

    private Deadlock? Find(BlockedTask blocked, IOperation operation, ISymbol member, CancellationToken cancellation) =>
        IsEndless(blocked, operation)
        && _needs.Of(blocked.Task, cancellation) is { } need
        && IsStartedAt(blocked, operation)
        && !ColdPaths.IsAfterError(operation, _facts.Types)
        && !ExpressionTrees.Contains(operation, _facts.Types)
        && _owners.Of(operation, member, cancellation) is { } owner
        && !CompletedBlocks.Contains(blocked, _facts, () => Graphs.Of(operation, cancellation), cancellation)
        && !_changesContext.Value
            ? new(blocked, need, owner)
            : null;

    // A time-out or a token ends the wait.
    private static bool IsEndless(BlockedTask blocked, IOperation operation) => blocked.Form switch
    {
        BlockingForm.Result or BlockingForm.GetResult => true,
        BlockingForm.Wait => operation is IInvocationOperation { Arguments.IsEmpty: true },
        BlockingForm.WaitAll => operation is IInvocationOperation { Arguments.Length: 1 },
        _ => false,
    };

    // A task in a variable: between its start and the block nothing is run that could let the context go, as an await or a message loop does.
    private bool IsStartedAt(BlockedTask blocked, IOperation operation)
    {
        var root = OperationTree.Root(operation);

        foreach (var source in _facts.AwaitSteps.Sources.Of(blocked.Task))
        {
            var started = source.Operation.Syntax.Span.End;
            if (started < operation.Syntax.SpanStart && root.Descendants().Any(between => between.Syntax.SpanStart >= started && between.Syntax.Span.End <= operation.Syntax.SpanStart && MayLetGo(between)))
            {
                return false;
            }
        }

        return true;
    }

    private bool MayLetGo(IOperation operation) => operation is IAwaitOperation || operation is IInvocationOperation call && !_facts.Awaitables.IsTaskLike(call.Type);
}
