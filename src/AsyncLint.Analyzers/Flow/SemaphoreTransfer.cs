using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>What becomes of a semaphore that a function acquires.</summary>
internal sealed class SemaphoreFate
{
    /// <summary>How normal paths end: by a release, by handing it on, or with the semaphore still taken.</summary>
    public TaskFate Paths { get; } = new();

    /// <summary>What may throw while it is taken, with no handler that would release it; in source order.</summary>
    public List<IOperation> Unguarded { get; } = new();

    /// <summary>A call that acquires it once more while it is taken, and the acquisition that then waits.</summary>
    public (IInvocationOperation Call, IInvocationOperation Acquire)? Reentry { get; set; }

    /// <summary>The other locks of the type that are waited for while it is taken, each with the call that comes to wait.</summary>
    public List<(IFieldSymbol Lock, IInvocationOperation Call)> Inner { get; } = new();
}

/// <summary>The transfer functions for a semaphore that is held. It is released, given to other code, acquired again, or stays taken.</summary>
/// <param name="isLock">Only one may hold it, so that who acquires it twice waits for himself.</param>
internal sealed class SemaphoreTransfer(SemaphoreUses uses, bool isLock, FunctionGraph function, SemaphoreFate fate, CancellationToken cancellation) : IPathTransfer
{
    private readonly CompilationFacts _facts = function.Facts;
    private readonly UnguardedThrows _throws = new(uses, function, cancellation);

    public bool IsCancellationExcused => false;

    public void Run(IOperation operation, PathState state)
    {
        Visit(operation, state);
        state.Facts = state.Facts.After(operation);
        if (state.IsStarted && (operation is IExpressionStatementOperation { Operation: var expression } ? expression : operation) is ISimpleAssignmentOperation assignment && IsResult(assignment.Value))
        {
            state.Facts = state.Facts.AssumeValue(assignment.Target, true);
        }
    }

    public void RunBranchValue(IOperation value, bool isReturned, PathState state)
    {
        Visit(value, state);
        if (state is { IsStarted: true, IsEnded: false } && value.Syntax.Parent is ThrowStatementSyntax or ThrowExpressionSyntax && !_throws.IsGuarded(value.Syntax))
        {
            AddUnguarded(value);
        }

        state.Facts = state.Facts.After(value);
    }

    public bool? Premise(IOperation condition) => condition switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand } => !Premise(operand),
        IParenthesizedOperation { Operand: var operand } => Premise(operand),
        _ => IsResult(condition) ? true : null,
    };

    private bool IsResult(IOperation value) =>
        value is { Type.SpecialType: SpecialType.System_Boolean } and (IAwaitOperation or IInvocationOperation) && value.Syntax == SemaphoreUses.ResultOf(uses.Acquire).Syntax;

    private bool IsOrigin(IOperation operation) => operation is IInvocationOperation && operation.Syntax == uses.Acquire.Syntax;

    private void Visit(IOperation operation, PathState state)
    {
        if (!state.IsStarted && !operation.Syntax.Span.Contains(uses.Acquire.Syntax.Span))
        {
            return;
        }

        foreach (var nested in Graphs.InOrder(operation))
        {
            if (!state.IsStarted)
            {
                if (IsOrigin(nested))
                {
                    state.IsStarted = true;
                    state.Hold(new Place(uses.Path, Place.Whole));
                }
            }
            // What is around the acquisition is its own await.
            else if (IsOrigin(nested) || !nested.Syntax.Span.Contains(uses.Acquire.Syntax.Span))
            {
                Use(nested, state);
                if (state.IsEnded)
                {
                    return;
                }
            }
        }
    }

    private void Use(IOperation operation, PathState state)
    {
        switch (operation)
        {
            case IInvocationOperation call when uses.IsRelease(call):
                End(TaskEnd.Released, call, state);
                return;
            case IInvocationOperation call when uses.IsSameAcquire(call):
                AcquireAgain(call, state);
                return;
            case IObjectCreationOperation creation when HandsOn(creation):
                End(TaskEnd.Passed, creation, state);
                return;
            case ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation when uses.Is(operation) && !IsMerelyRead(operation):
                End(TaskEnd.Passed, operation, state);
                return;
            case IAwaitOperation or IInvocationOperation when isLock && ReentryIn(operation) is { } reentry:
                fate.Reentry ??= reentry;
                End(TaskEnd.Passed, operation, state);
                return;
            case IInvocationOperation call when !IsReentry(call) && SemaphoreRoles.IsReleasedBy(call.TargetMethod, uses.Symbol, cancellation):
                End(TaskEnd.Passed, call, state);
                return;
        }

        AddInner(operation);
        if (_throws.MayThrow(operation) && !_throws.IsGuarded(operation.Syntax))
        {
            AddUnguarded(operation);
        }
    }

    private void AcquireAgain(IInvocationOperation call, PathState state)
    {
        if (IsOrigin(call))
        {
            fate.Paths.Add(new TaskLeak(LeakKind.NextRound, call.Syntax, null));
        }
        else if (isLock && call.Arguments.IsEmpty)
        {
            fate.Reentry ??= (call, call);
        }

        End(TaskEnd.Passed, call, state);
    }

    // Whoever does not await the task of the callee may release the semaphore before the callee needs it.
    private (IInvocationOperation Call, IInvocationOperation Acquire)? ReentryIn(IOperation operation)
    {
        var call = operation is IAwaitOperation { Operation: var awaited } ? TaskCalls.Unwrap(awaited, _facts) as IInvocationOperation
            : operation is IInvocationOperation invocation && !_facts.Awaitables.IsTaskLike(invocation.Type) ? invocation
            : null;
        return call is not null && ReacquiringCallees.Find(call, uses.Symbol, _facts, cancellation) is { } acquire ? (call, acquire) : null;
    }

    private void AddInner(IOperation operation)
    {
        if (!isLock || operation is not IInvocationOperation { Syntax: var syntax } || function.Source.At(syntax) is not IInvocationOperation call)
        {
            return;
        }

        if (_facts.LockOrders.LockOf(call, cancellation) is { } own)
        {
            fate.Inner.Add((own, call));
            return;
        }

        // A task that nobody awaits here may wait while the lock is long released.
        if (_facts.Awaitables.IsTaskLike(call.Type) && SemaphoreUses.ResultOf(call) is not IAwaitOperation)
        {
            return;
        }

        foreach (var other in _facts.SemaphoreRoles.LocksBeside(uses.Symbol, _facts.Types, cancellation))
        {
            if (ReacquiringCallees.Find(call, other, _facts, cancellation) is not null)
            {
                fate.Inner.Add((other, call));
            }
        }
    }

    // What the callee releases is what it has acquired itself; whether the caller waits for that shows the await behind.
    private bool IsReentry(IInvocationOperation call) => isLock && ReacquiringCallees.Find(call, uses.Symbol, _facts, cancellation) is not null;

    // "new Releaser(gate)", "new Lease(this)".
    private bool HandsOn(IObjectCreationOperation creation)
    {
        foreach (var argument in creation.Arguments)
        {
            if (TaskCalls.Unwrap(argument.Value, _facts) is IInstanceReferenceOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMerelyRead(IOperation semaphore) => semaphore.Parent is IInvocationOperation or IPropertyReferenceOperation or IIsNullOperation or IFlowCaptureOperation or IIsPatternOperation or INameOfOperation;

    private void End(TaskEnd end, IOperation at, PathState state)
    {
        state.IsEnded = true;
        fate.Paths.Add(end, at);
    }

    private void AddUnguarded(IOperation operation)
    {
        var index = fate.Unguarded.Count;
        while (index > 0 && fate.Unguarded[index - 1].Syntax.SpanStart > operation.Syntax.SpanStart)
        {
            index--;
        }

        fate.Unguarded.Insert(index, operation);
    }
}
