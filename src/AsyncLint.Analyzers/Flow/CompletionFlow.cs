using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>
/// A forward must-analysis over one graph: the set of paths whose tasks are complete, intersected where branches meet. The set also holds
/// what would follow from a variable (<see cref="TaskPath.If"/>): <c>all</c> is a WhenAll of a and b, <c>done</c> was read from IsCompleted.
/// </summary>
internal sealed class CompletionFlow
{
    private readonly ControlFlowGraph _graph;
    private readonly TaskPaths _paths;
    private readonly Reassignments _writes;
    private readonly ImmutableHashSet<TaskPath>?[] _in;

    public CompletionFlow(ControlFlowGraph graph, ImmutableHashSet<TaskPath> entry, TaskPaths paths, SourceOperations source, CancellationToken cancellation)
    {
        _graph = graph;
        _paths = paths;
        _writes = new(graph, paths, source);
        Transfer = new(paths, source, _writes);
        _in = new ImmutableHashSet<TaskPath>?[graph.Blocks.Length];
        _in[0] = entry;
        Run(cancellation);
    }

    public CompletionTransfer Transfer { get; }

    /// <summary>What is complete right before the operation with this syntax; null where it is not reached.</summary>
    public ImmutableHashSet<TaskPath>? StateAt(SyntaxNode syntax)
    {
        foreach (var block in _graph.Blocks)
        {
            if (_in[block.Ordinal] is not { } state)
            {
                continue;
            }

            foreach (var operation in Graphs.OperationsOf(block))
            {
                foreach (var nested in Graphs.InOrder(operation))
                {
                    if (nested.Syntax == syntax)
                    {
                        return state;
                    }

                    state = Transfer.Apply(nested, state);
                }
            }
        }

        return _graph.LocalFunctions.IsEmpty ? null : ImmutableHashSet<TaskPath>.Empty;
    }

    /// <summary>Without what may be assigned once a lambda has been created: it may then see another task than its creator.</summary>
    public ImmutableHashSet<TaskPath> WithoutReassigned(ImmutableHashSet<TaskPath> state, SyntaxNode lambda)
    {
        foreach (var operation in OperationsBehind(lambda))
        {
            foreach (var path in _writes.Of(operation))
            {
                state = Reassignments.Forget(path, state);
            }
        }

        return _writes.ForgetChangedInside(state);
    }

    private IEnumerable<IOperation> OperationsBehind(SyntaxNode lambda)
    {
        var reached = new HashSet<BasicBlock>();
        var waiting = new Stack<BasicBlock>();
        foreach (var block in _graph.Blocks)
        {
            // Handlers run whenever something throws.
            for (var region = block.EnclosingRegion; region is not (null or { Kind: ControlFlowRegionKind.Root }); region = region.EnclosingRegion)
            {
                if (region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.Filter or ControlFlowRegionKind.Finally && reached.Add(block))
                {
                    waiting.Push(block);
                }
            }

            var isBehind = false;
            foreach (var operation in Graphs.OperationsOf(block))
            {
                // The lambda may be part of what assigns.
                isBehind |= operation.Syntax.Span.Contains(lambda.Span);
                foreach (var nested in isBehind ? operation.DescendantsAndSelf() : Array.Empty<IOperation>())
                {
                    if (nested.Syntax.SpanStart > lambda.SpanStart || nested.Syntax.Span.Contains(lambda.Span))
                    {
                        yield return nested;
                    }
                }
            }

            if (isBehind)
            {
                PushSuccessors(block);
            }
        }

        while (waiting.Count > 0)
        {
            var block = waiting.Pop();
            foreach (var nested in Operations(block.Ordinal, block.Ordinal))
            {
                yield return nested;
            }

            PushSuccessors(block);
        }

        void PushSuccessors(BasicBlock block)
        {
            foreach (var branch in new[] { block.FallThroughSuccessor, block.ConditionalSuccessor })
            {
                if (branch?.Destination is { } destination && reached.Add(destination))
                {
                    waiting.Push(destination);
                }
            }
        }
    }

    private void Run(CancellationToken cancellation)
    {
        var work = new Queue<BasicBlock>();
        work.Enqueue(_graph.Blocks[0]);
        while (work.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var block = work.Dequeue();
            var state = _in[block.Ordinal]!;
            SeedHandlers(block, state, work);
            foreach (var operation in Graphs.OperationsOf(block))
            {
                state = Transfer.ApplyAll(operation, state);
            }

            if (block is { BranchValue: { } condition, ConditionKind: not ControlFlowConditionKind.None })
            {
                var holds = block.ConditionKind is ControlFlowConditionKind.WhenTrue;
                Branch(block.ConditionalSuccessor, condition, holds, state, work);
                Branch(block.FallThroughSuccessor, condition, !holds, state, work);
            }
            else
            {
                Flow(block.FallThroughSuccessor, state, work);
            }
        }
    }

    private void Branch(ControlFlowBranch? branch, IOperation condition, bool holds, ImmutableHashSet<TaskPath> state, Queue<BasicBlock> work)
    {
        // "while (true)" is left by its breaks only.
        if (condition.ConstantValue is not { HasValue: true, Value: bool constant } || constant == holds)
        {
            Flow(branch, Transfer.Assume(condition, holds, state), work);
        }
    }

    private void Flow(ControlFlowBranch? branch, ImmutableHashSet<TaskPath> state, Queue<BasicBlock> work)
    {
        if (branch?.Destination is not { } destination)
        {
            return;
        }

        // The finally blocks that the branch runs through may assign; what they complete is not counted.
        foreach (var region in branch.FinallyRegions)
        {
            Join(_graph.Blocks[region.FirstBlockOrdinal], state, work);
            state = WithoutAssigned(region, state);
        }

        Join(destination, state, work);
    }

    // Roslyn's graph has no edges into handlers: they start with what was complete at the try's entry and is not assigned inside it. A
    // task whose await is the first thing in the try that can throw is complete there as well: that it faulted is one way to complete.
    private void SeedHandlers(BasicBlock block, ImmutableHashSet<TaskPath> state, Queue<BasicBlock> work)
    {
        // A lambda's graph is enclosed by the regions of the graph that creates it, which number other blocks.
        for (var region = block.EnclosingRegion; region is not (null or { Kind: ControlFlowRegionKind.Root }); region = region.EnclosingRegion)
        {
            if (region.Kind is not ControlFlowRegionKind.Try || region.FirstBlockOrdinal != block.Ordinal || region.EnclosingRegion is not { } owner)
            {
                continue;
            }

            var seed = WithoutAssigned(region, FirstAwait(block) is { } first ? Transfer.Complete(first, state, evenIfFaulted: true) : state);
            foreach (var handler in owner.NestedRegions)
            {
                if (handler.Kind is not ControlFlowRegionKind.Try)
                {
                    Join(_graph.Blocks[handler.FirstBlockOrdinal], seed, work);
                    foreach (var nested in handler.NestedRegions)
                    {
                        Join(_graph.Blocks[nested.FirstBlockOrdinal], seed, work);
                    }
                }
            }
        }
    }

    private IOperation? FirstAwait(BasicBlock block)
    {
        foreach (var operation in Graphs.OperationsOf(block))
        {
            foreach (var nested in Graphs.InOrder(operation))
            {
                switch (nested)
                {
                    case IAwaitOperation awaited:
                        return awaited.Operation;
                    case ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true }
                        or IInstanceReferenceOperation or ILiteralOperation or IConversionOperation { OperatorMethod: null } or IArgumentOperation
                        or IArrayCreationOperation or IArrayInitializerOperation or { Kind: NewerKinds.CollectionExpression }
                        or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" }:
                    case IInvocationOperation call when TaskCalls.IsWhenAll(call.TargetMethod, _paths.Facts.Types):
                        break;
                    default:
                        return null;
                }
            }
        }

        return null;
    }

    private void Join(BasicBlock destination, ImmutableHashSet<TaskPath> state, Queue<BasicBlock> work)
    {
        var known = _in[destination.Ordinal];
        if (known is null)
        {
            _in[destination.Ordinal] = state;
            work.Enqueue(destination);
            return;
        }

        // What is complete on one side and would follow from something on the other still follows from that.
        var joined = Weakened(known, state, Weakened(state, known, known.Intersect(state)));
        if (!joined.SetEquals(known))
        {
            _in[destination.Ordinal] = joined;
            work.Enqueue(destination);
        }
    }

    private static ImmutableHashSet<TaskPath> Weakened(ImmutableHashSet<TaskPath> facts, ImmutableHashSet<TaskPath> other, ImmutableHashSet<TaskPath> joined)
    {
        foreach (var fact in facts)
        {
            if (fact.AnyConclusion is { } conclusion && other.Contains(conclusion))
            {
                joined = joined.Add(fact);
            }
        }

        return joined;
    }

    private ImmutableHashSet<TaskPath> WithoutAssigned(ControlFlowRegion region, ImmutableHashSet<TaskPath> state)
    {
        foreach (var operation in Operations(region.FirstBlockOrdinal, region.LastBlockOrdinal))
        {
            foreach (var path in _writes.Of(operation))
            {
                state = Reassignments.Forget(path, state);
            }
        }

        return state;
    }

    private IEnumerable<IOperation> Operations(int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            foreach (var operation in Graphs.OperationsOf(_graph.Blocks[i]))
            {
                foreach (var nested in operation.DescendantsAndSelf())
                {
                    yield return nested;
                }
            }
        }
    }
}
