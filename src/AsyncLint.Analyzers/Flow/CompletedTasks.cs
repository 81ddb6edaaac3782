using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>
/// Answers whether a task is certainly complete where it is used, so that reading its result cannot block: after it, or a WhenAll of it,
/// was awaited on every path, where IsCompleted or Status guards it, as the winner of WhenAny, in its own continuation.
/// </summary>
internal static class CompletedTasks
{
    /// <param name="task">The task, or the awaiter, whose result is read.</param>
    /// <param name="graph">The control flow graph of the outermost member; asked for only when the answer needs it.</param>
    public static bool IsComplete(IOperation task, CompilationFacts facts, Func<ControlFlowGraph?> graph, CancellationToken cancellation)
    {
        task = TaskCalls.Unwrap(task, facts);
        if (TaskCalls.IsBornComplete(task, facts) || IsWinner(task, facts))
        {
            return true;
        }

        var paths = PathsOf(task, facts);
        if (paths.IsEmpty)
        {
            return false;
        }

        return IsInOwnContinuation(task, paths[0], facts) || graph() is { } outer && IsCompleteInFlow(task, paths, outer, facts, cancellation);
    }

    /// <summary>
    /// The path of the task itself, and those of the collections it may have been taken from: after <c>await Task.WhenAll(tasks)</c> every
    /// <c>tasks[i]</c>, <c>foreach</c> variable and lambda parameter over <c>tasks</c> is complete.
    /// </summary>
    private static ImmutableArray<TaskPath> PathsOf(IOperation task, CompilationFacts facts)
    {
        var paths = ImmutableArray.CreateBuilder<TaskPath>(2);
        if (TaskPath.Of(task, facts) is { } own)
        {
            paths.Add(own);
        }

        var root = task;
        while (root is IMemberReferenceOperation { Instance: { } instance } and not IPropertyReferenceOperation { Arguments.IsEmpty: false })
        {
            root = TaskCalls.Unwrap(instance, facts);
        }

        var collection = root switch
        {
            IArrayElementReferenceOperation element => element.ArrayReference,
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } indexed } => indexed,
            ILocalReferenceOperation { Local: var local } => ForEachSource(local, root),
            IParameterReferenceOperation { Parameter: var parameter } => LambdaSource(parameter, root, facts),
            IInvocationOperation { TargetMethod.Name: "First" or "Single" or "Last" or "ElementAt", Arguments.Length: > 0 } call
                when SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, facts.Types.Enumerable) => call.Arguments[0].Value,
            _ => null,
        };
        if (collection is not null && TaskPath.OfCollection(collection, facts) is { } source)
        {
            paths.Add(source);
        }

        return paths.ToImmutable();
    }

    private static IOperation? ForEachSource(ILocalSymbol local, IOperation use)
    {
        for (var parent = use.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IForEachLoopOperation loop && loop.Locals.Contains(local, SymbolEqualityComparer.Default))
            {
                return loop.Collection;
            }
        }

        return null;
    }

    // The sequence that a LINQ method, or List.ForEach, runs the lambda over.
    private static IOperation? LambdaSource(IParameterSymbol parameter, IOperation use, CompilationFacts facts)
    {
        for (var parent = use.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation lambda && lambda.Symbol.Parameters.Contains(parameter, SymbolEqualityComparer.Default))
            {
                return facts.Delegates.Of(lambda) is DelegateUse.RunInline && DelegateUses.ArgumentOf(lambda) is { Parent: IInvocationOperation call }
                    ? call.Instance ?? call.Arguments[0].Value
                    : null;
            }
        }

        return null;
    }

    // Code that runs because the task has completed: ContinueWith on it, an awaiter's OnCompleted.
    private static bool IsInOwnContinuation(IOperation task, TaskPath path, CompilationFacts facts)
    {
        for (var parent = task.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is not IAnonymousFunctionOperation lambda || DelegateUses.ArgumentOf(lambda) is not { Parent: IInvocationOperation call })
            {
                continue;
            }

            var isAntecedent = path is { Member: null, Root: IParameterSymbol { Ordinal: 0 } parameter }
                && lambda.Symbol.Parameters.Contains(parameter, SymbolEqualityComparer.Default);
            if (TaskCalls.IsContinueWith(call.TargetMethod, facts) || call.TargetMethod.Name is "OnCompleted" or "UnsafeOnCompleted")
            {
                return isAntecedent || call.Instance is { } receiver && TaskPath.Of(receiver, facts) is { } own && own.Equals(path);
            }

            if (isAntecedent && call.TargetMethod.Name is "ContinueWhenAll" or "ContinueWhenAny")
            {
                return SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType.OriginalDefinition, facts.Types.TaskFactory);
            }
        }

        return false;
    }

    // (await Task.WhenAny(a, b)).Result
    private static bool IsWinner(IOperation task, CompilationFacts facts) =>
        task is IAwaitOperation { Operation: var awaited } && TaskCalls.Unwrap(awaited, facts) is IInvocationOperation call
        && TaskCalls.IsWhenAny(call.TargetMethod, facts.Types);

    private static bool IsCompleteInFlow(IOperation task, ImmutableArray<TaskPath> paths, ControlFlowGraph outer, CompilationFacts facts, CancellationToken cancellation)
    {
        // From the outermost member inwards: a lambda starts with what was complete where it was created, if it cannot change later.
        var chain = FunctionChain(task);
        var graph = outer;
        var entry = ImmutableHashSet<TaskPath>.Empty;
        foreach (var (symbol, creation) in chain)
        {
            var analysis = new Analysis(graph, entry, facts, cancellation);
            entry = analysis.StateAt(creation) ?? ImmutableHashSet<TaskPath>.Empty;
            entry = entry.Except(analysis.Reassigned());
            var inner = FindGraph(graph, symbol, cancellation);
            if (inner is null)
            {
                return false;
            }

            graph = inner;
        }

        if (new Analysis(graph, entry, facts, cancellation).StateAt(task.Syntax) is not { } state)
        {
            return false;
        }

        foreach (var path in paths)
        {
            if (state.Contains(path))
            {
                return true;
            }
        }

        return false;
    }

    private static List<(IMethodSymbol Function, SyntaxNode Creation)> FunctionChain(IOperation operation)
    {
        var chain = new List<(IMethodSymbol Function, SyntaxNode Creation)>();
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case IAnonymousFunctionOperation lambda:
                    chain.Insert(0, (lambda.Symbol, lambda.Syntax));
                    break;
                case ILocalFunctionOperation local:
                    chain.Insert(0, (local.Symbol, local.Syntax));
                    break;
            }
        }

        return chain;
    }

    private static ControlFlowGraph? FindGraph(ControlFlowGraph graph, IMethodSymbol function, CancellationToken cancellation)
    {
        if (function.MethodKind is MethodKind.LocalFunction)
        {
            return graph.LocalFunctions.Contains(function, SymbolEqualityComparer.Default) ? graph.GetLocalFunctionControlFlowGraph(function, cancellation) : null;
        }

        foreach (var block in graph.Blocks)
        {
            foreach (var operation in OperationsOf(block))
            {
                foreach (var nested in operation.DescendantsAndSelf())
                {
                    if (nested is IFlowAnonymousFunctionOperation lambda && SymbolEqualityComparer.Default.Equals(lambda.Symbol, function))
                    {
                        return graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellation);
                    }
                }
            }
        }

        return null;
    }

    private static IEnumerable<IOperation> OperationsOf(BasicBlock block)
    {
        foreach (var operation in block.Operations)
        {
            yield return operation;
        }

        if (block.BranchValue is { } value)
        {
            yield return value;
        }
    }

    /// <summary>A forward must-analysis over one graph: the set of paths whose tasks are complete, intersected where paths meet.</summary>
    private sealed class Analysis
    {
        private readonly ControlFlowGraph _graph;
        private readonly CompilationFacts _facts;
        private readonly ImmutableHashSet<TaskPath>?[] _in;

        public Analysis(ControlFlowGraph graph, ImmutableHashSet<TaskPath> entry, CompilationFacts facts, CancellationToken cancellation)
        {
            _graph = graph;
            _facts = facts;
            _in = new ImmutableHashSet<TaskPath>?[graph.Blocks.Length];
            _in[0] = entry;
            Run(cancellation);
        }

        /// <summary>What is complete right before the operation with this syntax; null where it is not reached.</summary>
        public ImmutableHashSet<TaskPath>? StateAt(SyntaxNode syntax)
        {
            foreach (var block in _graph.Blocks)
            {
                if (_in[block.Ordinal] is not { } state || !MayContain(block, syntax))
                {
                    continue;
                }

                foreach (var operation in OperationsOf(block))
                {
                    if (MayContain(operation, syntax))
                    {
                        foreach (var nested in InOrder(operation))
                        {
                            if (nested.Syntax == syntax)
                            {
                                return state;
                            }

                            state = Apply(nested, state);
                        }
                    }
                    else
                    {
                        state = ApplyAll(operation, state);
                    }
                }
            }

            return _graph.LocalFunctions.IsEmpty ? null : ImmutableHashSet<TaskPath>.Empty;
        }

        // Blocks without the syntax are passed over before anything in them is looked at.
        private static bool MayContain(BasicBlock block, SyntaxNode syntax)
        {
            foreach (var operation in block.Operations)
            {
                if (MayContain(operation, syntax))
                {
                    return true;
                }
            }

            return block.BranchValue is { } value && MayContain(value, syntax);
        }

        private static bool MayContain(IOperation operation, SyntaxNode syntax) =>
            operation.Syntax.FullSpan.Contains(syntax.FullSpan) || syntax.FullSpan.Contains(operation.Syntax.FullSpan);

        /// <summary>The paths that are assigned anywhere but in their declaration: a lambda may see another task in them than its creator.</summary>
        public ImmutableHashSet<TaskPath> Reassigned()
        {
            var once = new HashSet<TaskPath>();
            var often = ImmutableHashSet.CreateBuilder<TaskPath>();
            foreach (var block in _graph.Blocks)
            {
                foreach (var operation in OperationsOf(block))
                {
                    foreach (var nested in operation.DescendantsAndSelf())
                    {
                        if (Assigned(nested) is { } path && (path.Root is not ILocalSymbol || !once.Add(path)))
                        {
                            often.Add(path);
                        }
                    }
                }
            }

            return often.ToImmutable();
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
                foreach (var operation in block.Operations)
                {
                    state = ApplyAll(operation, state);
                }

                if (block.BranchValue is { } value)
                {
                    state = ApplyAll(value, state);
                }

                var holds = block.ConditionKind is ControlFlowConditionKind.WhenTrue;
                Flow(block.ConditionalSuccessor, block.BranchValue is { } c1 && block.ConditionKind is not ControlFlowConditionKind.None ? Assume(c1, holds, state) : state, work);
                Flow(block.FallThroughSuccessor, block.BranchValue is { } c2 && block.ConditionKind is not ControlFlowConditionKind.None ? Assume(c2, !holds, state) : state, work);
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
                state = state.Except(AssignedIn(region));
                Join(_graph.Blocks[region.FirstBlockOrdinal], state, work);
            }

            Join(destination, state, work);
        }

        // Roslyn's graph has no edges into handlers: they start with what was complete at the try's entry and is not assigned inside it.
        private void SeedHandlers(BasicBlock block, ImmutableHashSet<TaskPath> state, Queue<BasicBlock> work)
        {
            for (var region = block.EnclosingRegion; region is not null; region = region.EnclosingRegion)
            {
                if (region.Kind is not ControlFlowRegionKind.Try || region.FirstBlockOrdinal != block.Ordinal || region.EnclosingRegion is not { } owner)
                {
                    continue;
                }

                var seed = state.Except(AssignedIn(region));
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

        private void Join(BasicBlock destination, ImmutableHashSet<TaskPath> state, Queue<BasicBlock> work)
        {
            var known = _in[destination.Ordinal];
            var joined = known is null ? state : known.Intersect(state);
            if (known is null || joined.Count != known.Count)
            {
                _in[destination.Ordinal] = joined;
                work.Enqueue(destination);
            }
        }

        private ImmutableHashSet<TaskPath> AssignedIn(ControlFlowRegion region)
        {
            var assigned = ImmutableHashSet.CreateBuilder<TaskPath>();
            for (var i = region.FirstBlockOrdinal; i <= region.LastBlockOrdinal; i++)
            {
                foreach (var operation in OperationsOf(_graph.Blocks[i]))
                {
                    foreach (var nested in operation.DescendantsAndSelf())
                    {
                        if (Assigned(nested) is { } path)
                        {
                            assigned.Add(path);
                        }
                    }
                }
            }

            return assigned.ToImmutable();
        }

        // Operands before operators, which is the order of evaluation.
        private static IEnumerable<IOperation> InOrder(IOperation operation)
        {
            foreach (var child in operation.ChildOperations)
            {
                foreach (var nested in InOrder(child))
                {
                    yield return nested;
                }
            }

            yield return operation;
        }

        private ImmutableHashSet<TaskPath> ApplyAll(IOperation operation, ImmutableHashSet<TaskPath> state)
        {
            // The order of InOrder, without its enumerators: this runs over every operation of the function.
            foreach (var child in operation.ChildOperations)
            {
                state = ApplyAll(child, state);
            }

            return Apply(operation, state);
        }

        private ImmutableHashSet<TaskPath> Apply(IOperation operation, ImmutableHashSet<TaskPath> state)
        {
            if (Assigned(operation) is { } assigned)
            {
                state = state.Remove(assigned);
                if (operation is ISimpleAssignmentOperation assignment && IsCompleteValue(assignment.Value, state))
                {
                    state = state.Add(assigned);
                }

                return state;
            }

            switch (operation)
            {
                case IAwaitOperation awaited:
                    return Complete(awaited.Operation, state);
                case IInvocationOperation { TargetMethod: { Name: "Wait", Parameters.Length: 0 }, Instance: { } waited } when _facts.Awaitables.IsTaskLike(waited.Type):
                    return Complete(waited, state);
                case IInvocationOperation { TargetMethod: { Name: "GetResult", Parameters.Length: 0 }, Instance: IInvocationOperation { TargetMethod.Name: "GetAwaiter", Instance: { } waited } }:
                    return Complete(waited, state);
                case IInvocationOperation { TargetMethod: { Name: "WaitAll", IsStatic: true } method, Arguments.Length: 1 } call
                    when SymbolEqualityComparer.Default.Equals(method.ContainingType, _facts.Types.Task):
                    return CompleteElements(call.Arguments[0].Value, state);
                case IPropertyReferenceOperation { Property.Name: "Result", Instance: { } read } when _facts.Awaitables.IsTaskOrValueTask(read.Type):
                    return Complete(read, state);
                default:
                    return state;
            }
        }

        private ImmutableHashSet<TaskPath> Complete(IOperation task, ImmutableHashSet<TaskPath> state)
        {
            task = TaskCalls.Unwrap(task, _facts);
            if (task is IInvocationOperation call && TaskCalls.IsWhenAll(call.TargetMethod, _facts.Types) && call.Arguments.Length > 0)
            {
                return CompleteElements(call.Arguments[0].Value, state);
            }

            return TaskPath.Of(task, _facts) is { } path ? state.Add(path) : state;
        }

        // WhenAll(a, b), WhenAll([a, b]), WhenAll(tasks), WhenAll(items.Select(i => i.Task)).
        private ImmutableHashSet<TaskPath> CompleteElements(IOperation tasks, ImmutableHashSet<TaskPath> state)
        {
            tasks = TaskCalls.Unwrap(tasks, _facts);
            if (TaskCalls.ElementsOf(tasks) is { } elements)
            {
                foreach (var element in elements)
                {
                    state = Complete(element, state);
                }

                return state;
            }

            return TaskPath.OfCollection(tasks, _facts) is { } path ? state.Add(path) : state;
        }

        private bool IsCompleteValue(IOperation value, ImmutableHashSet<TaskPath> state)
        {
            value = TaskCalls.Unwrap(value, _facts);
            return TaskCalls.IsBornComplete(value, _facts) || IsWinner(value, _facts)
                || TaskPath.Of(value, _facts) is { } path && state.Contains(path)
                || TaskPath.OfCollection(value, _facts) is { } source && state.Contains(source);
        }

        /// <summary>What an operation gives a new value, or changes the elements of.</summary>
        private TaskPath? Assigned(IOperation operation) => operation switch
        {
            IAssignmentOperation { Target: IArrayElementReferenceOperation element } => TaskPath.Of(element.ArrayReference, _facts),
            IAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } indexed } } => TaskPath.Of(indexed, _facts),
            IAssignmentOperation { Target: { } target } => TaskPath.Of(target, _facts),
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: { } passed } => TaskPath.Of(passed, _facts),
            IInvocationOperation { TargetMethod.Name: "Add" or "AddRange" or "Insert" or "Enqueue" or "Push" or "TryAdd", Instance: { } collection } =>
                TaskPath.Of(collection, _facts),
            _ => null,
        };

        /// <summary>What a condition tells when it is <paramref name="holds"/>.</summary>
        private ImmutableHashSet<TaskPath> Assume(IOperation condition, bool holds, ImmutableHashSet<TaskPath> state)
        {
            switch (condition)
            {
                case IConversionOperation conversion:
                    return Assume(conversion.Operand, holds, state);
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                    return Assume(not.Operand, !holds, state);
                case IPropertyReferenceOperation
                {
                    Property.Name: "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "IsCanceled", Instance: { } task,
                } when holds && (_facts.Awaitables.IsTaskLike(task.Type) || _facts.Awaitables.IsAwaiter(task.Type)):
                    return Complete(task, state);
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison
                    when holds == comparison.OperatorKind is BinaryOperatorKind.Equals:
                    state = AssumeEqual(comparison.LeftOperand, comparison.RightOperand, state);
                    return AssumeEqual(comparison.RightOperand, comparison.LeftOperand, state);
                case IInvocationOperation { TargetMethod.Name: "Wait", Instance: { } waited } when holds && _facts.Awaitables.Of(waited.Type) is Awaitability.Task:
                    return Complete(waited, state);
                case IIsPatternOperation { Value: { } value, Pattern: IRecursivePatternOperation pattern } when holds:
                    return AssumePattern(value, pattern, state);
                case IIsPatternOperation { Value: IPropertyReferenceOperation { Property.Name: "Status", Instance: { } statusOf }, Pattern: IConstantPatternOperation constant }
                    when holds && IsFinalStatus(constant.Value):
                    return Complete(statusOf, state);
                default:
                    return state;
            }
        }

        private ImmutableHashSet<TaskPath> AssumePattern(IOperation value, IRecursivePatternOperation pattern, ImmutableHashSet<TaskPath> state)
        {
            foreach (var property in pattern.PropertySubpatterns)
            {
                if (property is { Member: IPropertyReferenceOperation { Property.Name: var name }, Pattern: IConstantPatternOperation constant }
                    && (name is "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "IsCanceled" && constant.Value.ConstantValue is { HasValue: true, Value: true }
                        || name is "Status" && IsFinalStatus(constant.Value)))
                {
                    return Complete(value, state);
                }
            }

            return state;
        }

        private ImmutableHashSet<TaskPath> AssumeEqual(IOperation left, IOperation right, ImmutableHashSet<TaskPath> state)
        {
            left = TaskCalls.Unwrap(left, _facts);
            if (left is IPropertyReferenceOperation { Property.Name: "Status", Instance: { } task } && IsFinalStatus(right))
            {
                return Complete(task, state);
            }

            if (left is IPropertyReferenceOperation { Property.Name: "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "IsCanceled", Instance: { } tested }
                && right.ConstantValue is { HasValue: true, Value: true })
            {
                return Complete(tested, state);
            }

            // "winner == a", where the winner is complete.
            return IsCompleteValue(left, state) && TaskPath.Of(right, _facts) is { } path ? state.Add(path) : state;
        }

        // TaskStatus.RanToCompletion, Canceled and Faulted (5, 6 and 7) are final.
        private static bool IsFinalStatus(IOperation value) => value.ConstantValue is { HasValue: true, Value: >= 5 and <= 7 };
    }
}
