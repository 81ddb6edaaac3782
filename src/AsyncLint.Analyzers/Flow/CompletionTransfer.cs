using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>What operations do to the set of paths whose tasks are complete.</summary>
internal sealed class CompletionTransfer(TaskPaths paths, SourceOperations source, Reassignments writes)
{
    public ImmutableHashSet<TaskPath> ApplyAll(IOperation operation, ImmutableHashSet<TaskPath> state)
    {
        foreach (var nested in Graphs.InOrder(operation))
        {
            state = Apply(nested, state);
        }

        return state;
    }

    public ImmutableHashSet<TaskPath> Apply(IOperation operation, ImmutableHashSet<TaskPath> state)
    {
        switch (operation)
        {
            case ISimpleAssignmentOperation { Target: { } target, Value: { } value } when paths.Of(target) is { } path:
                return Assign(path, value, writes.Of(operation), state);
            case IAwaitOperation awaited:
                return Complete(awaited.Operation, state);
            case IPropertyReferenceOperation { Property.Name: "Result", Instance: { } read } when paths.Facts.Awaitables.IsTaskOrValueTask(read.Type):
                return Complete(read, state);
            case IInvocationOperation call:
                state = Call(call, state);
                break;
            case IDelegateCreationOperation:
                // Whoever gets the lambda may run it.
                return writes.ForgetChangedInside(state);
        }

        foreach (var path in writes.Of(operation))
        {
            state = Reassignments.Forget(path, state);
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
                return call.Instance is { } waited && (paths.Facts.Awaitables.IsTaskLike(waited.Type) || paths.Facts.Awaitables.IsAwaiter(waited.Type)) ? Complete(waited, state) : state;
            case "WaitAll" when method.ReturnsVoid && IsOf(paths.Facts.Types.Task):
                return CompleteAll(call.Arguments[0].Value, state);
            // The author states it; what is not so fails every run of a debug build.
            case "Assert" when IsOf(paths.Facts.Types.Debug) && call.Arguments.Length > 0:
                return Assume(call.Arguments[0].Value, true, state);
        }

        // A local function or a delegate of this body may assign what it has captured.
        if (method.MethodKind is MethodKind.LocalFunction or MethodKind.DelegateInvoke)
        {
            return writes.ForgetChangedInside(state);
        }

        // "tasks.Add(task)": with all of tasks, task is complete.
        if (Reassignments.IsAdding(call) && paths.Of(call.Instance!) is { Variable: { } collection } && paths.Of(call.Arguments[call.Arguments.Length - 1].Value) is { } added)
        {
            state = Reassignments.Forget(TaskPath.Of(collection).Element(), state);
            return ReferenceEquals(added, TaskPath.Complete) ? state : state.Add(added.If(collection));
        }

        return state;

        bool IsOf(ISymbol? type) => type is not null && SymbolEqualityComparer.Default.Equals(method.ContainingType, type);
    }

    private ImmutableHashSet<TaskPath> Assign(TaskPath target, IOperation value, IEnumerable<TaskPath> changed, ImmutableHashSet<TaskPath> state)
    {
        value = paths.Unwrap(value);
        var own = paths.Of(value);
        if (own is not null && own.Equals(target))
        {
            return state;
        }

        var complete = IsComplete(value, state);
        foreach (var path in changed)
        {
            state = Reassignments.Forget(path, state);
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
        foreach (var path in isCondition ? new Conditions(paths).Implied(value, true) : PartsOf(value))
        {
            state = state.Add(path.If(variable));
        }

        return value is IInvocationOperation { TargetMethod: { Name: "WaitAny" } wait, Arguments: { Length: > 0 } waited }
            && SymbolEqualityComparer.Default.Equals(wait.ContainingType, paths.Facts.Types.Task) && paths.Of(waited[0].Value) is { } tasks
                ? state.Add(tasks.ElementAt(variable))
                : state;
    }

    // The tasks that a WhenAll or a new collection consists of.
    private IEnumerable<TaskPath> PartsOf(IOperation value) =>
        value is IInvocationOperation { TargetMethod: { } method, Arguments: { Length: > 0 } arguments } && TaskCalls.IsWhenAll(method, paths.Facts.Types)
            ? CompleteAll(arguments[0].Value, ImmutableHashSet<TaskPath>.Empty)
        : TaskCalls.ElementsOf(value) is not null ? CompleteAll(value, ImmutableHashSet<TaskPath>.Empty)
        : Array.Empty<TaskPath>();

    private bool IsComplete(IOperation value, ImmutableHashSet<TaskPath> state)
    {
        value = paths.Unwrap(value);
        if (value.ConstantValue is { HasValue: true, Value: null })
        {
            // No task: nothing that could block.
            return true;
        }

        if (value is IConditionalOperation { WhenFalse: { } otherwise } conditional)
        {
            return IsComplete(conditional.WhenTrue, state) && IsComplete(otherwise, state);
        }

        foreach (var path in paths.AllOf(value))
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

    /// <summary>What follows from the completion of a task, or of a WhenAll of tasks.</summary>
    public ImmutableHashSet<TaskPath> Complete(IOperation task, ImmutableHashSet<TaskPath> state, bool evenIfFaulted = false)
    {
        task = paths.Unwrap(task);
        if (task is IInvocationOperation { TargetMethod: { } method, Arguments: var arguments } call)
        {
            if (TaskCalls.IsWhenAll(method, paths.Facts.Types) && arguments.Length > 0)
            {
                return CompleteAll(arguments[0].Value, state);
            }

            if (TaskCalls.IsWhenAny(method, paths.Facts.Types) && arguments.Length == 1)
            {
                return TaskCalls.ElementsOf(paths.Unwrap(arguments[0].Value))?.ToArray() is [var only] ? Complete(only, state, evenIfFaulted) : state;
            }

            // These may also end by their time-out or token, but then they throw.
            return !evenIfFaulted && call.Instance is { } receiver && (TaskCalls.IsContinueWith(method, paths.Facts) || method.Name is "WaitAsync" && paths.Facts.Awaitables.IsTaskOrValueTask(receiver.Type))
                ? Complete(receiver, state)
                : state;
        }

        return paths.Of(task) is { } path ? Add(path, state) : state;
    }

    /// <summary>WhenAll(a, b), WhenAll([a, b]), WhenAll(tasks), WhenAll(items.Select(i => i.Task)).</summary>
    public ImmutableHashSet<TaskPath> CompleteAll(IOperation tasks, ImmutableHashSet<TaskPath> state)
    {
        tasks = paths.Unwrap(tasks);
        if (TaskCalls.ElementsOf(tasks) is { } elements)
        {
            foreach (var element in elements)
            {
                state = Complete(element, state);
            }

            return state;
        }

        return paths.WholeOf(tasks) is { } path ? Add(path, state) : state;
    }

    /// <summary>What is complete where a condition has been found to hold, or not to.</summary>
    public ImmutableHashSet<TaskPath> Assume(IOperation condition, bool holds, ImmutableHashSet<TaskPath> state)
    {
        if (!holds && condition is IInvocationOperation { TargetMethod.Name: "MoveNext" } && AwaitedInLoop(condition.Syntax) is { } whole)
        {
            return Add(whole, state);
        }

        var known = state;
        foreach (var path in new Conditions(paths, task => IsComplete(task, known)).Implied(condition, holds))
        {
            state = Add(path, state);
        }

        return OtherOf(condition, holds) is { } winner ? Add(winner, state) : state;
    }

    // "var first = await Task.WhenAny(task, delay); if (first == delay) throw …;": behind it task has won.
    private TaskPath? OtherOf(IOperation condition, bool holds)
    {
        condition = paths.Unwrap(condition);
        if (condition is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equality || holds == equality.OperatorKind is BinaryOperatorKind.Equals)
        {
            return null;
        }

        return OtherOf(equality.LeftOperand, equality.RightOperand) ?? OtherOf(equality.RightOperand, equality.LeftOperand);
    }

    private TaskPath? OtherOf(IOperation winner, IOperation loser)
    {
        winner = paths.Unwrap(winner);
        var given = winner is ILocalReferenceOperation { Local: var local } && LocalValues.Of(local, source.Root) is [var only] ? paths.Unwrap(only) : winner;
        if (given is not IAwaitOperation { Operation: var awaited } || paths.Unwrap(awaited) is not IInvocationOperation { Arguments: var arguments } || !paths.IsWhenAny(awaited) || paths.Of(loser) is not { } lost)
        {
            return null;
        }

        var tasks = arguments.Length == 1 ? TaskCalls.ElementsOf(paths.Unwrap(arguments[0].Value)) : arguments.Select(static argument => argument.Value);
        return tasks?.ToArray() is not [var first, var second] ? null
            : lost.Equals(paths.Of(first)) ? paths.Of(second)
            : lost.Equals(paths.Of(second)) ? paths.Of(first)
            : null;
    }

    // "foreach (var task in tasks) { await task; … }" has come to its end: all of them are complete.
    private TaskPath? AwaitedInLoop(SyntaxNode collection)
    {
        if (collection.Parent is null || source.At(collection.Parent) is not IForEachLoopOperation { IsAsynchronous: false, LoopControlVariable: IVariableDeclaratorOperation { Symbol: var task } } loop)
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

            if (nested is IAwaitOperation { Operation: { } awaited } && paths.Of(awaited) is { Variable: ILocalSymbol variable } && SymbolEqualityComparer.Default.Equals(variable, task))
            {
                return paths.WholeOf(loop.Collection);
            }
        }

        return null;
    }
}
