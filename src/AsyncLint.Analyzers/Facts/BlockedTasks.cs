using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>How a thread is made to wait for a task.</summary>
internal enum BlockingForm
{
    None,
    Result,
    Wait,
    GetResult,
    WaitAll,
    WaitAny,
    RunSynchronously,
    ToBlockingEnumerable,
    SpinOnIsCompleted,
}

/// <summary>A block on one task, or on a sequence of them.</summary>
/// <param name="form">How.</param>
/// <param name="task">The task, the awaiter, the sequence, or the argument that holds the tasks.</param>
/// <param name="text">The form as a message shows it.</param>
internal readonly struct BlockedTask(BlockingForm form, IOperation task, string text)
{
    public BlockingForm Form { get; } = form;

    public IOperation Task { get; } = task;

    public string Text { get; } = text;
}

/// <summary>Recognizes every form in which code blocks on a task-like.</summary>
internal static class BlockedTasks
{
    /// <summary>The block that an operation is, or null.</summary>
    public static BlockedTask? Find(IOperation operation, CompilationFacts facts) => operation.Kind switch
    {
        // The kind is a number, while a type test against an interface searches for it; this runs on every call and property.
        OperationKind.PropertyReference => OfProperty((IPropertyReferenceOperation)operation, facts),
        OperationKind.Invocation => OfCall((IInvocationOperation)operation, facts),
        OperationKind.Loop => OfLoop((ILoopOperation)operation, facts),
        _ => null,
    };

    private static BlockedTask? OfProperty(IPropertyReferenceOperation property, CompilationFacts facts) =>
        property is { Property.Name: "Result", Instance: { } task } && facts.Awaitables.IsTaskOrValueTask(property.Property.ContainingType)
        && !IsInNameOf(property)
            ? new(BlockingForm.Result, task, "Result")
            : null;

    private static BlockedTask? OfCall(IInvocationOperation call, CompilationFacts facts)
    {
        var method = call.TargetMethod;
        switch (method.Name)
        {
            case "Wait" when call.Instance is { } task && facts.Awaitables.Of(method.ContainingType) is Awaitability.Task && !ZeroTimeouts.In(call, facts.Types):
                return new(BlockingForm.Wait, task, "Wait()");
            case "GetResult" when call is { Instance: { } awaiter, Arguments.IsEmpty: true } && facts.Awaitables.IsAwaiter(awaiter.Type):
                return new(BlockingForm.GetResult, AwaitedBy(awaiter), "GetAwaiter().GetResult()");
            case "WaitAll" or "WaitAny" when method.IsStatic && SymbolEqualityComparer.Default.Equals(method.ContainingType, facts.Types.Task) && call.Arguments.Length > 0
                && !ZeroTimeouts.In(call, facts.Types):
                return new(method.Name is "WaitAll" ? BlockingForm.WaitAll : BlockingForm.WaitAny, call.Arguments[0].Value, "Task." + method.Name);
            case "RunSynchronously" when call.Instance is { } task && facts.Awaitables.Of(method.ContainingType) is Awaitability.Task:
                return new(BlockingForm.RunSynchronously, task, "RunSynchronously()");
            case "ToBlockingEnumerable" when call.Arguments.Length > 0
                && SymbolEqualityComparer.Default.Equals(method.ContainingType, facts.Types.TaskAsyncEnumerableExtensions):
                return new(BlockingForm.ToBlockingEnumerable, call.Arguments[0].Value, "ToBlockingEnumerable()");
            case "SpinUntil" when SymbolEqualityComparer.Default.Equals(method.ContainingType, facts.Types.SpinWait) && call.Arguments.Length > 0:
                return PolledIn(call.Arguments[0].Value, facts) is { } polled ? new(BlockingForm.SpinOnIsCompleted, polled, "SpinWait.SpinUntil") : null;
            default:
                return null;
        }
    }

    // "while (!task.IsCompleted) { }" with no await in its body: nothing lets the thread go.
    private static BlockedTask? OfLoop(ILoopOperation loop, CompilationFacts facts)
    {
        var condition = loop switch
        {
            IWhileLoopOperation { ConditionIsUntil: false } @while => @while.Condition,
            IForLoopOperation { Before.IsEmpty: true, AtLoopBottom.IsEmpty: true } @for => @for.Condition,
            _ => null,
        };
        var polled = condition switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => not.Operand,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, RightOperand.ConstantValue: { HasValue: true, Value: false } } comparison => comparison.LeftOperand,
            _ => null,
        };
        if (polled is null || PolledIn(polled, facts) is not { } task)
        {
            return null;
        }

        foreach (var nested in loop.Body.Descendants())
        {
            // An exit, or work of the loop's own, which may be what completes the task, makes it more than a wait. A sleep in it is what
            // ASL2004 reports.
            if (nested is IAwaitOperation or IReturnOperation or IThrowOperation or IBranchOperation { BranchKind: BranchKind.Break or BranchKind.GoTo }
                    or IAssignmentOperation or IIncrementOrDecrementOperation
                || nested is IInvocationOperation { TargetMethod: { } called } && !IsIdle(called, facts.Types))
            {
                return null;
            }
        }

        return new(BlockingForm.SpinOnIsCompleted, task, "A loop over IsCompleted");
    }

    // Thread.Yield, Thread.SpinWait, SpinWait.SpinOnce.
    private static bool IsIdle(IMethodSymbol method, KnownTypes types) =>
        SymbolEqualityComparer.Default.Equals(method.ContainingType, types.SpinWait)
        || SymbolEqualityComparer.Default.Equals(method.ContainingType, types.Thread) && method.Name is not "Sleep";

    private static IOperation? PolledIn(IOperation condition, CompilationFacts facts)
    {
        if (condition is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Body.Operations: { Length: > 0 } statements } })
        {
            return statements[0] is IReturnOperation { ReturnedValue: { } returned } ? PolledIn(returned, facts) : null;
        }

        return condition is IPropertyReferenceOperation { Property.Name: "IsCompleted", Instance: { } task } && facts.Awaitables.IsTaskLike(task.Type) ? task : null;
    }

    /// <summary>The task behind an awaiter: the receiver of GetAwaiter, also where the awaiter was kept in a local.</summary>
    private static IOperation AwaitedBy(IOperation awaiter)
    {
        if (awaiter is IInvocationOperation { TargetMethod.Name: "GetAwaiter", Instance: { } task })
        {
            return task;
        }

        return awaiter is IInvocationOperation { TargetMethod: { Name: "GetAwaiter", IsExtensionMethod: true }, Arguments: { Length: > 0 } arguments } ? arguments[0].Value : awaiter;
    }

    private static bool IsInNameOf(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null and not IBlockOperation; parent = parent.Parent)
        {
            if (parent is INameOfOperation)
            {
                return true;
            }
        }

        return false;
    }
}
