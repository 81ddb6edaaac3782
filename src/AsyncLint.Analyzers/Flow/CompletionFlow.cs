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
    private readonly SourceOperations _source;
    private readonly AwaitableTypes _awaitables;
    private readonly ImmutableHashSet<TaskPath>?[] _in;
    private List<TaskPath>? _changedInside;

    public CompletionFlow(ControlFlowGraph graph, ImmutableHashSet<TaskPath> entry, TaskPaths paths, SourceOperations source, CancellationToken cancellation)
    {
        _graph = graph;
        _paths = paths;
        _source = source;
        _awaitables = paths.Facts.Awaitables;
        _in = new ImmutableHashSet<TaskPath>?[graph.Blocks.Length];
        _in[0] = entry;
        Run(cancellation);
    }

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

                    state = Apply(nested, state);
                }
            }
        }

        return _graph.LocalFunctions.IsEmpty ? null : ImmutableHashSet<TaskPath>.Empty;
    }

    /// <summary>Without what is assigned anywhere but in its declaration: a lambda may see another task there than its creator.</summary>
    public ImmutableHashSet<TaskPath> WithoutReassigned(ImmutableHashSet<TaskPath> state)
    {
        var once = new HashSet<TaskPath>();
        foreach (var operation in Operations(0, _graph.Blocks.Length - 1))
        {
            foreach (var path in Assigned(operation))
            {
                if (path.Variable is not ILocalSymbol || !once.Add(path))
                {
                    state = Forget(path, state);
                }
            }
        }

        return ForgetChangedInside(state);
    }

    /// <summary>What follows from the completion of a task, or of a WhenAll of tasks.</summary>
    public ImmutableHashSet<TaskPath> Complete(IOperation task, ImmutableHashSet<TaskPath> state, bool evenIfFaulted = false)
    {
        task = _paths.Unwrap(task);
        if (task is IInvocationOperation { TargetMethod: { } method, Arguments: var arguments } call)
        {
            if (TaskCalls.IsWhenAll(method, _paths.Facts.Types) && arguments.Length > 0)
            {
                return CompleteAll(arguments[0].Value, state);
            }

            if (TaskCalls.IsWhenAny(method, _paths.Facts.Types) && arguments.Length == 1)
            {
                return TaskCalls.ElementsOf(_paths.Unwrap(arguments[0].Value))?.ToArray() is [var only] ? Complete(only, state, evenIfFaulted) : state;
            }

            // These may also end by their time-out or token, but then they throw.
            return !evenIfFaulted && call.Instance is { } receiver && (TaskCalls.IsContinueWith(method, _paths.Facts) || method.Name is "WaitAsync" && _awaitables.IsTaskOrValueTask(receiver.Type))
                ? Complete(receiver, state)
                : state;
        }

        return _paths.Of(task) is { } path ? Add(path, state) : state;
    }

    /// <summary>WhenAll(a, b), WhenAll([a, b]), WhenAll(tasks), WhenAll(items.Select(i => i.Task)).</summary>
    public ImmutableHashSet<TaskPath> CompleteAll(IOperation tasks, ImmutableHashSet<TaskPath> state)
    {
        tasks = _paths.Unwrap(tasks);
        if (TaskCalls.ElementsOf(tasks) is { } elements)
        {
            foreach (var element in elements)
            {
                state = Complete(element, state);
            }

            return state;
        }

        return _paths.WholeOf(tasks) is { } path ? Add(path, state) : state;
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
                state = ApplyAll(operation, state);
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
            Flow(branch, Assume(condition, holds, state), work);
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

            var seed = WithoutAssigned(region, FirstAwait(block) is { } first ? Complete(first, state, evenIfFaulted: true) : state);
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
            foreach (var path in Assigned(operation))
            {
                state = Forget(path, state);
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

    private ImmutableHashSet<TaskPath> ApplyAll(IOperation operation, ImmutableHashSet<TaskPath> state)
    {
        foreach (var nested in Graphs.InOrder(operation))
        {
            state = Apply(nested, state);
        }

        return state;
    }

    private ImmutableHashSet<TaskPath> Apply(IOperation operation, ImmutableHashSet<TaskPath> state)
    {
        switch (operation)
        {
            case ISimpleAssignmentOperation { Target: { } target, Value: { } value } when _paths.Of(target) is { } path:
                return Assign(path, value, Assigned(operation), state);
            case IAwaitOperation awaited:
                return Complete(awaited.Operation, state);
            case IPropertyReferenceOperation { Property.Name: "Result", Instance: { } read } when _awaitables.IsTaskOrValueTask(read.Type):
                return Complete(read, state);
            case IInvocationOperation call:
                state = Call(call, state);
                break;
            case IDelegateCreationOperation:
                // Whoever gets the lambda may run it.
                return ForgetChangedInside(state);
        }

        foreach (var path in Assigned(operation))
        {
            state = Forget(path, state);
        }

        return state;
    }

    private ImmutableHashSet<TaskPath> Call(IInvocationOperation call, ImmutableHashSet<TaskPath> state)
    {
        var method = call.TargetMethod;
        switch (method.Name)
        {
            // A wait that returns nothing returns when the task is complete.
            case "Wait" or "GetResult" when method.ReturnsVoid || method.Name is "GetResult":
                return call.Instance is { } waited && (_awaitables.IsTaskLike(waited.Type) || _awaitables.IsAwaiter(waited.Type)) ? Complete(waited, state) : state;
            case "WaitAll" when method.ReturnsVoid && IsOf(_paths.Facts.Types.Task):
                return CompleteAll(call.Arguments[0].Value, state);
            // The author states it; what is not so fails every run of a debug build.
            case "Assert" when IsOf(_paths.Facts.Types.Debug) && call.Arguments.Length > 0:
                return Assume(call.Arguments[0].Value, true, state);
        }

        // A local function or a delegate of this body may assign what it has captured.
        if (method.MethodKind is MethodKind.LocalFunction or MethodKind.DelegateInvoke)
        {
            return ForgetChangedInside(state);
        }

        // "tasks.Add(task)": with all of tasks, task is complete.
        if (IsAdding(call) && _paths.Of(call.Instance!) is { Variable: { } collection } && _paths.Of(call.Arguments[call.Arguments.Length - 1].Value) is { } added)
        {
            state = Forget(TaskPath.Of(collection).Element(), state);
            return ReferenceEquals(added, TaskPath.Complete) ? state : state.Add(added.If(collection));
        }

        return state;

        bool IsOf(ISymbol? type) => type is not null && SymbolEqualityComparer.Default.Equals(method.ContainingType, type);
    }

    private ImmutableHashSet<TaskPath> Assign(TaskPath target, IOperation value, IEnumerable<TaskPath> changed, ImmutableHashSet<TaskPath> state)
    {
        value = _paths.Unwrap(value);
        var own = _paths.Of(value);
        if (own is not null && own.Equals(target))
        {
            return state;
        }

        var complete = IsComplete(value, state);
        foreach (var path in changed)
        {
            state = Forget(path, state);
        }

        if (complete)
        {
            return state.Add(target);
        }

        if (target.Variable is not { } variable || own is not null && own.Starts(target))
        {
            return state;
        }

        var isCondition = value.Type?.SpecialType is SpecialType.System_Boolean;
        if (own is not null && !isCondition)
        {
            // Two names for one task.
            state = state.Add(own.If(variable));
            return own.Variable is { } other ? state.Add(target.If(other)) : state;
        }

        // What would be complete if this one were, or if this condition holds.
        foreach (var path in isCondition ? new Conditions(_paths).Implied(value, true) : PartsOf(value))
        {
            state = state.Add(path.If(variable));
        }

        return value is IInvocationOperation { TargetMethod: { Name: "WaitAny" } wait, Arguments: { Length: > 0 } waited }
            && SymbolEqualityComparer.Default.Equals(wait.ContainingType, _paths.Facts.Types.Task) && _paths.Of(waited[0].Value) is { } tasks
                ? state.Add(tasks.ElementAt(variable))
                : state;
    }

    // The tasks that a WhenAll or a new collection consists of.
    private IEnumerable<TaskPath> PartsOf(IOperation value) =>
        value is IInvocationOperation { TargetMethod: { } method, Arguments: { Length: > 0 } arguments } && TaskCalls.IsWhenAll(method, _paths.Facts.Types)
            ? CompleteAll(arguments[0].Value, ImmutableHashSet<TaskPath>.Empty)
        : TaskCalls.ElementsOf(value) is not null ? CompleteAll(value, ImmutableHashSet<TaskPath>.Empty)
        : Array.Empty<TaskPath>();

    private bool IsComplete(IOperation value, ImmutableHashSet<TaskPath> state)
    {
        value = _paths.Unwrap(value);
        if (value.ConstantValue is { HasValue: true, Value: null })
        {
            // No task: nothing that could block.
            return true;
        }

        if (value is IConditionalOperation { WhenFalse: { } otherwise } conditional)
        {
            return IsComplete(conditional.WhenTrue, state) && IsComplete(otherwise, state);
        }

        foreach (var path in _paths.AllOf(value))
        {
            if (ReferenceEquals(path, TaskPath.Complete) || state.Contains(path))
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableHashSet<TaskPath> Add(TaskPath path, ImmutableHashSet<TaskPath> state)
    {
        if (ReferenceEquals(path, TaskPath.Complete) || state.Contains(path))
        {
            return state;
        }

        state = state.Add(path);
        if (path.Premise is { } premise)
        {
            foreach (var known in state)
            {
                if (known.Conclusion(premise) is { } conclusion)
                {
                    state = Add(conclusion, state);
                }
            }
        }

        return state;
    }

    private static ImmutableHashSet<TaskPath> Forget(TaskPath assigned, ImmutableHashSet<TaskPath> state)
    {
        foreach (var path in state)
        {
            if (path.Starts(assigned))
            {
                state = state.Remove(path);
            }
        }

        return state;
    }

    private ImmutableHashSet<TaskPath> Assume(IOperation condition, bool holds, ImmutableHashSet<TaskPath> state)
    {
        if (!holds && condition is IInvocationOperation { TargetMethod.Name: "MoveNext" } && AwaitedInLoop(condition.Syntax) is { } whole)
        {
            return Add(whole, state);
        }

        var known = state;
        foreach (var path in new Conditions(_paths, task => IsComplete(task, known)).Implied(condition, holds))
        {
            state = Add(path, state);
        }

        return state;
    }

    // "foreach (var task in tasks) { await task; … }" has come to its end: all of them are complete.
    private TaskPath? AwaitedInLoop(SyntaxNode collection)
    {
        if (collection.Parent is null || _source.At(collection.Parent) is not IForEachLoopOperation { IsAsynchronous: false, LoopControlVariable: IVariableDeclaratorOperation { Symbol: var task } } loop)
        {
            return null;
        }

        var first = loop.Body is IBlockOperation block ? block.Operations.FirstOrDefault() : loop.Body;
        foreach (var nested in first is IExpressionStatementOperation or IVariableDeclarationGroupOperation ? first.DescendantsAndSelf() : Array.Empty<IOperation>())
        {
            if (nested is IConditionalOperation or ICoalesceOperation or IConditionalAccessOperation or IBinaryOperation or IAnonymousFunctionOperation)
            {
                return null;
            }

            if (nested is IAwaitOperation { Operation: { } awaited } && _paths.Of(awaited) is { Variable: ILocalSymbol variable } && SymbolEqualityComparer.Default.Equals(variable, task))
            {
                return _paths.WholeOf(loop.Collection);
            }
        }

        return null;
    }

    /// <summary>What an operation gives a new value, or changes the elements of.</summary>
    private IEnumerable<TaskPath> Assigned(IOperation operation)
    {
        var targets = operation switch
        {
            IDeconstructionAssignmentOperation { Target: ITupleOperation tuple } => tuple.Elements,
            IAssignmentOperation { Target: { } target } => ImmutableArray.Create(target),
            IIncrementOrDecrementOperation { Target: { } target } => ImmutableArray.Create(target),
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: { } passed } => ImmutableArray.Create(passed),
            _ => ImmutableArray<IOperation>.Empty,
        };
        foreach (var target in targets)
        {
            var place = _paths.Unwrap(target is IDeclarationExpressionOperation declared ? declared.Expression : target);
            if (place is IArrayElementReferenceOperation { ArrayReference: { } array })
            {
                place = array;
            }
            else if (place is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } indexed })
            {
                place = indexed;
            }

            if (_paths.Of(place) is { } path)
            {
                yield return path;
            }
        }

        if (operation is IInvocationOperation { Instance: { } collection } call && (IsAdding(call) || call.TargetMethod.Name is "AddRange" or "AddOrUpdate")
            && _paths.Of(collection) is { } changed)
        {
            yield return changed.Element();
        }
    }

    private static bool IsAdding(IInvocationOperation call) =>
        call is { Instance: not null, Arguments.IsEmpty: false, TargetMethod.Name: "Add" or "Insert" or "Enqueue" or "Push" or "TryAdd" or "AddLast" or "AddFirst" };

    private ImmutableHashSet<TaskPath> ForgetChangedInside(ImmutableHashSet<TaskPath> state)
    {
        foreach (var path in ChangedInside())
        {
            state = Forget(path, state);
        }

        return state;
    }

    // What the lambdas and local functions of this graph assign.
    private List<TaskPath> ChangedInside()
    {
        if (_changedInside is null)
        {
            _changedInside = new();
            foreach (var operation in _source.Root.DescendantsAndSelf())
            {
                foreach (var path in IsInNestedFunction(operation) ? Assigned(operation) : Array.Empty<TaskPath>())
                {
                    _changedInside.Add(path);
                }
            }
        }

        return _changedInside;
    }

    private bool IsInNestedFunction(IOperation operation)
    {
        if (operation is not (IAssignmentOperation or IArgumentOperation or IInvocationOperation or IIncrementOrDecrementOperation))
        {
            return false;
        }

        for (var parent = operation.Parent; parent is not null && parent != _graph.OriginalOperation; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return parent.Syntax != _graph.OriginalOperation.Syntax;
            }
        }

        return false;
    }
}
