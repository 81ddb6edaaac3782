using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>What calls do with the task. The framework's own are in <see cref="TaskUses"/>, those of the source in <see cref="ParamFlow"/>.</summary>
internal sealed partial class TaskTransfer
{
    private object? VisitCall(IInvocationOperation call)
    {
        var receiver = call.Instance is { } instance ? Visit(instance) : null;
        object? held = null;
        IArgumentOperation? holding = null;
        foreach (var argument in call.Arguments)
        {
            if (Visit(argument.Value) is not { } part)
            {
                continue;
            }

            if (argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out)
            {
                End(TaskEnd.Passed, argument);
            }

            held = part;
            holding = argument;
        }

        if (_state is not { IsStarted: true, IsEnded: false })
        {
            _state.IsEnded |= ThrowHelpers.NeverReturns(call.TargetMethod, _facts.Types);
            return null;
        }

        fate.AddPendingAt(call.Syntax);
        if (receiver is not null)
        {
            return OfReceiver(call, receiver, holding is not null);
        }

        if (holding is not null)
        {
            return OfArgument(call, holding, held!);
        }

        _state.IsEnded |= ThrowHelpers.NeverReturns(call.TargetMethod, _facts.Types);
        return null;
    }

    private object? OfReceiver(IInvocationOperation call, object receiver, bool isArgumentToo)
    {
        var isTask = receiver == Place.Whole;
        switch (isTask ? TaskUses.OfReceiver(call.TargetMethod, _facts) : TaskUses.OfCollection(call.TargetMethod, _facts))
        {
            case TaskUse.Neutral when !isTask || !isArgumentToo:
                return null;
            case TaskUse.SameTask:
                return Place.Whole;
            case TaskUse.Holder:
                return Place.Anywhere;
            case TaskUse.Observes:
                End(TaskEnd.Observed, call);
                return null;
            case TaskUse.Continues:
                End(TaskEnd.Continued, call);
                return null;
            default:
                End(TaskEnd.Passed, call);
                return null;
        }
    }

    private object? OfArgument(IInvocationOperation call, IArgumentOperation argument, object held)
    {
        var method = call.TargetMethod;
        switch (TaskUses.OfArgument(method, _facts))
        {
            case TaskUse.Combines:
                End(TaskEnd.Combined, call);
                return null;
            case TaskUse.Neutral:
                return null;
            case TaskUse.SameTask:
                return held;
        }

        if (_facts.Types.IsSequence(method.ContainingType) && method.IsExtensionMethod)
        {
            switch (TaskUses.OfSequence(method))
            {
                case TaskUse.Neutral:
                    return null;
                case TaskUse.SameTask:
                    return Place.Whole;
                case TaskUse.Holder:
                    return Place.Anywhere;
            }
        }

        if (method.IsStatic && _facts.Types.IsCollectionFactory(method.ContainingType))
        {
            return Place.Anywhere;
        }

        if (call.Instance is { } collection && TaskUses.IsAdding(method))
        {
            return AddTo(collection, call);
        }

        return OfCallee(method, argument, call.IsVirtual, call);
    }

    // "tasks.Add(task)": the collection holds it now, if it is one of this body's own.
    private object? AddTo(IOperation collection, IInvocationOperation call)
    {
        if (TaskUses.OfCollection(call.TargetMethod, _facts) is TaskUse.Holder)
        {
            return Place.Anywhere;
        }

        if (OwnRoot(collection) is not { } root)
        {
            End(TaskEnd.Stored, call);
            return null;
        }

        // "byName.Add("a", task)" puts it under a constant key.
        var key = call.Arguments.Length == 2 && call.TargetMethod.Name is "Add" or "TryAdd" ? KeyOf(call.Arguments[0].Value) : Place.Anywhere;
        _state.Hold(new Place(root, key));
        return null;
    }

    private object? VisitCreation(IObjectCreationOperation creation)
    {
        IArgumentOperation? holding = null;
        object? held = null;
        foreach (var argument in creation.Arguments)
        {
            if (Visit(argument.Value) is { } part)
            {
                holding = argument;
                held = part;
            }
        }

        if (creation.Initializer is { } initializer && VisitAll(initializer.ChildOperations))
        {
            End(TaskEnd.Stored, creation);
        }

        if (holding is null)
        {
            return null;
        }

        if (_facts.Awaitables.IsTaskOrValueTask(creation.Type))
        {
            return held;
        }

        return creation.Type is INamedTypeSymbol type && _facts.Types.IsCollection(type) ? Place.Anywhere
            : creation.Constructor is { } constructor ? OfCallee(constructor, holding, false, creation)
            : null;
    }

    private object? OfCallee(IMethodSymbol method, IArgumentOperation argument, bool isVirtual, IOperation call)
    {
        switch (isVirtual || argument.Parameter is not { } parameter || callees is null ? ParameterUse.Unknown : callees.Of(method, parameter))
        {
            case ParameterUse.Ignored:
                fate.AddIgnoring(method, argument.Parameter!);
                if (_state.Places.Count == 0)
                {
                    _state.IsEnded = true;
                    fate.Add(new TaskLeak(LeakKind.Ignored, argument.Syntax, argument.Parameter));
                }

                return null;
            case ParameterUse.Returned:
                return Place.Whole;
            default:
                End(TaskEnd.Passed, call);
                return null;
        }
    }
}
