using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>What is known of where a task comes from.</summary>
internal enum TaskOrigin
{
    /// <summary>Nothing: a field, a parameter, another library.</summary>
    Unknown,

    /// <summary>It is complete from the start.</summary>
    Complete,

    /// <summary>It is complete only when something outside of this thread has happened.</summary>
    Pending,

    /// <summary>A function of the source makes it.</summary>
    Function,
}

/// <summary>One of the tasks that an expression may stand for.</summary>
/// <param name="Operation">What makes it.</param>
/// <param name="Function">The function of the source that makes it, or that a pool thread runs for it.</param>
internal readonly record struct TaskSource(TaskOrigin Origin, IOperation Operation, IMethodSymbol? Function = null);

/// <summary>Finds what makes the task that an expression stands for: through variables, conditions and Task.WhenAll.</summary>
internal sealed class TaskSources(CompilationFacts facts)
{
    // "var b = a; var c = b;", or a variable that is made from itself in a loop.
    private const int MaxVariables = 4;

    public ImmutableArray<TaskSource> Of(IOperation task)
    {
        var found = ImmutableArray.CreateBuilder<TaskSource>(1);
        Add(task, found, 0);
        return found.ToImmutable();
    }

    /// <summary>The function that a delegate runs, where it is written as a lambda or names a function of the source.</summary>
    public IMethodSymbol? FunctionOf(IOperation function) => function switch
    {
        IConversionOperation conversion => FunctionOf(conversion.Operand),
        IDelegateCreationOperation creation => FunctionOf(creation.Target),
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        IMethodReferenceOperation { Method: var method } reference => reference.IsVirtual ? null : InSource(SourceFunctions.DefinitionOf(method)),
        _ => null,
    };

    /// <summary>The function of the source that a call certainly runs.</summary>
    public IMethodSymbol? CalledBy(IInvocationOperation call)
    {
        if (call.TargetMethod.MethodKind is MethodKind.DelegateInvoke)
        {
            return call.Instance is { } instance ? KnownDelegates.Of(instance, facts) : null;
        }

        var method = SourceFunctions.DefinitionOf(call.TargetMethod);
        if (!SourceFunctions.IsInSource(method, facts) || Implementations.ReceiverOf(call) is not { } receiver || !Implementations.CanBeReplaced(method))
        {
            return InSource(method);
        }

        // Nothing outside of an application implements the application's interfaces.
        var dispatch = facts.Compilation.Options.OutputKind is OutputKind.DynamicallyLinkedLibrary ? Dispatch.Exact : Dispatch.Single;
        return facts.Implementations.Of(method, receiver, dispatch) is [var only] ? InSource(SourceFunctions.DefinitionOf(only)) : null;
    }

    private IMethodSymbol? InSource(IMethodSymbol method) =>
        SourceFunctions.IsInSource(method, facts) && method is { IsAbstract: false, IsExtern: false, IsImplicitlyDeclared: false } ? method : null;

    private void Add(IOperation task, ImmutableArray<TaskSource>.Builder found, int variables)
    {
        task = TaskCalls.Unwrap(task, facts);
        if (TaskCalls.IsBornComplete(task, facts))
        {
            found.Add(new(TaskOrigin.Complete, task));
            return;
        }

        switch (task)
        {
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                Add(choice.WhenTrue, found, variables);
                Add(otherwise, found, variables);
                break;
            case IConditionalAccessOperation access:
                Add(access.WhenNotNull, found, variables);
                break;
            // Another function starts it at another time.
            case ILocalReferenceOperation { Local: var local } when variables < MaxVariables && LocalValues.Of(local, task) is [var only]
                && only.Syntax.SpanStart < task.Syntax.SpanStart && OperationTree.FunctionAround(only) == OperationTree.FunctionAround(task):
                Add(only, found, variables + 1);
                break;
            case IObjectCreationOperation { Arguments: [{ Value: var inner }], Type: { } type } when facts.Awaitables.Of(type) is Awaitability.ValueTask && facts.Awaitables.IsTaskOrValueTask(inner.Type):
                Add(inner, found, variables);
                break;
            case IInvocationOperation call:
                AddCall(call, found, variables);
                break;
            case var _ when TaskCalls.ElementsOf(task) is { } elements:
                foreach (var element in elements)
                {
                    Add(element, found, variables);
                }

                break;
            default:
                found.Add(new(TaskOrigin.Unknown, task));
                break;
        }
    }

    private void AddCall(IInvocationOperation call, ImmutableArray<TaskSource>.Builder found, int variables)
    {
        var started = FreshTasks.StartedBy(call, facts);
        var method = started.TargetMethod;
        if (TaskCalls.IsWhenAll(method, facts.Types) && started.Arguments is [{ Value: var tasks }])
        {
            Add(tasks, found, variables);
            return;
        }

        found.Add(
            IsOnPool(started) ? new(TaskOrigin.Pending, started, FunctionOf(started.Arguments[0].Value))
            : CalledBy(started) is { } function ? new(FreshTasks.IsTriviallyComplete(method, facts.Awaitables.Of(method.ReturnType)) ? TaskOrigin.Complete : TaskOrigin.Function, started, function)
            : new(AwaitOptions.IsYield(started, facts) || SuspendingApis.Contain(started, facts) ? TaskOrigin.Pending : TaskOrigin.Unknown, started));
    }

    // Task.Run, and StartNew without a scheduler of somebody's own.
    private bool IsOnPool(IInvocationOperation call) =>
        TaskCalls.IsScheduling(call.TargetMethod, facts.Types)
        && (facts.Awaitables.Of(call.TargetMethod.ContainingType) is Awaitability.Task || call.TargetMethod.Name is "StartNew")
        && call.Arguments.Length > 0 && !call.Arguments.Any(argument => argument.Value.Type.IsOrDerivesFrom(facts.Types.TaskScheduler));
}
