using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncLint.Flow;

/// <summary>
/// Walks one task along the normal paths of a graph. Paths that reach a block with the same places go on as one, with the facts that both
/// know; paths with different places stay apart.
/// </summary>
internal sealed class PathExplorer
{
    // Bodies in which a task can be in so many situations are not followed to the end: no answer is given for them.
    private const int MaxSteps = 2000;
    private const int MaxSituations = 32;

    private readonly FunctionGraph _function;
    private readonly TaskTransfer _transfer;
    private readonly TaskConditions _conditions;
    private readonly TaskFate _fate;
    private readonly Exits _exits;
    private readonly Dictionary<(int Block, Continuation? Then), List<PathState>> _seen = new();
    private readonly Queue<(BasicBlock Block, Continuation? Then, PathState State)> _work = new();
    private readonly List<(TaskLeak Leak, Doubts Doubts)> _doubted = new();
    private bool _isTooMuch;

    public PathExplorer(FunctionGraph function, IOperation? origin, TaskTransfer transfer, TaskFate fate)
    {
        _function = function;
        _transfer = transfer;
        _conditions = new TaskConditions(function, origin);
        _fate = fate;
        _exits = new Exits(function.Graph.OriginalOperation.Syntax);
    }

    /// <summary>False where there are too many paths to tell.</summary>
    public bool Run(PathState entry, CancellationToken cancellation)
    {
        Arrive(_function.Graph.Blocks[0], null, entry);

        // There are no edges into handlers. A task that was pending at the try is excused there; one that a handler starts is followed.
        SeedHandlers(_function.Graph.Root);
        for (var steps = 0; _work.Count > 0; steps++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_isTooMuch || steps == MaxSteps)
            {
                return false;
            }

            var (block, then, state) = _work.Dequeue();
            Run(block, then, state.Copy());
        }

        return true;
    }

    private void SeedHandlers(ControlFlowRegion region)
    {
        foreach (var nested in region.NestedRegions)
        {
            if (nested.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.Filter)
            {
                Arrive(_function.Graph.Blocks[nested.FirstBlockOrdinal], null, new PathState());
            }

            SeedHandlers(nested);
        }
    }

    private void Run(BasicBlock block, Continuation? then, PathState state)
    {
        foreach (var operation in block.Operations)
        {
            _transfer.Run(operation, state);
            if (state.IsEnded)
            {
                return;
            }
        }

        if (block.BranchValue is { } value)
        {
            _transfer.RunBranchValue(value, block.FallThroughSuccessor?.Semantics is ControlFlowBranchSemantics.Return, state);
            if (state.IsEnded)
            {
                return;
            }

            if (block.ConditionKind is not ControlFlowConditionKind.None)
            {
                var holds = block.ConditionKind is ControlFlowConditionKind.WhenTrue;
                Branch(block, block.ConditionalSuccessor!, value, holds, then, state.Copy());
                Branch(block, block.FallThroughSuccessor!, value, !holds, then, state);
                return;
            }
        }

        if (block.FallThroughSuccessor is { } next)
        {
            Follow(new Continuation(block, next, null, 0, then), state);
        }
    }

    private void Branch(BasicBlock block, ControlFlowBranch branch, IOperation condition, bool holds, Continuation? then, PathState state)
    {
        var loop = TaskConditions.LoopOf(condition);
        if (_conditions.Of(condition, state) is { } certain && certain != holds || loop is null && state.Facts.Of(condition) is { } known && known != holds)
        {
            return;
        }

        if (state.IsStarted)
        {
            if (_conditions.TellsCompletion(condition, holds, state))
            {
                _fate.Add(TaskEnd.Completed, condition);
                return;
            }

            if (holds && _conditions.AsksForCancellation(condition))
            {
                _fate.Add(TaskEnd.Cancelled, condition);
                return;
            }

            if (loop is not null ? !holds && _conditions.IsSkippedUse(loop, condition, state) : holds && TaskConditions.IsSkippedUse(condition, state))
            {
                return;
            }

            if (_conditions.MayExcludeOrigin(condition))
            {
                state.Doubts = state.Doubts.With(condition.Syntax, holds);
            }
        }

        if (loop is null)
        {
            state.Facts = state.Facts.Assume(condition, holds);
        }

        Follow(new Continuation(block, branch, holds, 0, then), state);
    }

    // Through the finally blocks that the branch leaves, then to where it leads.
    private void Follow(Continuation way, PathState state)
    {
        var branch = way.Branch;
        if (way.Next < branch.FinallyRegions.Length)
        {
            Arrive(_function.Graph.Blocks[branch.FinallyRegions[way.Next].FirstBlockOrdinal], way with { Next = way.Next + 1 }, state);
            return;
        }

        switch (branch.Semantics)
        {
            case ControlFlowBranchSemantics.StructuredExceptionHandling:
                // The end of a finally block; that of a filter has nowhere to go on.
                if (way.Outer is { } outer)
                {
                    Follow(outer, state);
                }

                return;
            case ControlFlowBranchSemantics.Throw when state.IsStarted && way.Block.BranchValue is { } thrown:
                _fate.AddPendingAt(thrown.Syntax);
                return;
            case not (ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return):
                // Another exit by an exception.
                return;
        }

        if (branch.Destination is not { } destination)
        {
            return;
        }

        if (destination.Kind is BasicBlockKind.Exit)
        {
            Lose(way, state);
            return;
        }

        foreach (var region in branch.LeavingRegions)
        {
            state.Leave(region);
        }

        if (state is { IsStarted: true, Places.Count: 0 })
        {
            Lose(way, state);
            return;
        }

        Arrive(destination, way.Outer, state);
    }

    private void Lose(Continuation way, PathState state)
    {
        if (!state.IsStarted)
        {
            return;
        }

        var leak = _exits.Leak(way.Block, way.Branch, way.Holds, state.LastVariable);
        var doubts = state.Doubts;
        for (var i = 0; i < _doubted.Count && !doubts.IsEmpty; i++)
        {
            if (_doubted[i].Leak == leak && _doubted[i].Doubts.Resolve(doubts) is { } common)
            {
                doubts = common;
                i = -1;
            }
        }

        if (doubts.IsEmpty)
        {
            _fate.Add(leak);
        }
        else
        {
            _doubted.Add((leak, doubts));
        }
    }

    private void Arrive(BasicBlock block, Continuation? then, PathState state)
    {
        if (!_seen.TryGetValue((block.Ordinal, then), out var states))
        {
            states = new();
            _seen.Add((block.Ordinal, then), states);
        }

        for (var i = 0; i < states.Count; i++)
        {
            if (!states[i].IsLike(state))
            {
                continue;
            }

            if (!states[i].Doubts.SetEquals(state.Doubts))
            {
                // The two sides of a condition meet again: from here on nothing depends on it.
                if (states[i].Doubts.Resolve(state.Doubts) is { } rest)
                {
                    state.Doubts = rest;
                    state.Facts = state.Facts.Intersect(states[i].Facts);
                    i = -1;
                }

                continue;
            }

            var common = states[i].Facts.Intersect(state.Facts);
            if (common.HasSameCountAs(states[i].Facts))
            {
                return;
            }

            states[i] = state;
            state.Facts = common;
            _work.Enqueue((block, then, state));
            return;
        }

        states.Add(state);
        _isTooMuch |= states.Count > MaxSituations;
        _work.Enqueue((block, then, state));
    }

    /// <summary>A branch that is under way: the finally block that comes next, and what goes on after the branch when that itself ends one.</summary>
    private sealed record Continuation(BasicBlock Block, ControlFlowBranch Branch, bool? Holds, int Next, Continuation? Outer);
}
