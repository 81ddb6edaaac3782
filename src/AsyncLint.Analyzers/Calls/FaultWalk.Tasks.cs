using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>What awaiting a task may throw.</summary>
internal sealed partial class FaultWalk
{
    private void Awaited(IOperation operation, Guards guards)
    {
        if (AwaitOptions.SuppressThrowing(operation, _facts))
        {
            return;
        }

        var task = TaskCalls.Unwrap(operation, _facts);
        switch (task)
        {
            case IConditionalAccessOperation access:
                Visit(access.Operation, guards);
                Awaited(access.WhenNotNull, guards);
                break;
            case ICoalesceOperation coalesce:
                Awaited(coalesce.Value, guards);
                Awaited(coalesce.WhenNull, guards);
                break;
            case IConditionalOperation conditional:
                Visit(conditional.Condition, guards);
                Awaited(conditional.WhenTrue, guards);
                Visit(conditional.WhenFalse is null || _facts.Awaitables.IsTaskLike(conditional.WhenFalse.Type) ? null : conditional.WhenFalse, guards);
                if (conditional.WhenFalse is { } other && _facts.Awaitables.IsTaskLike(other.Type))
                {
                    Awaited(other, guards);
                }

                break;
            case IInvocationOperation { TargetMethod.Name: not "FromException" } complete when TaskCalls.IsBornComplete(complete, _facts):
                VisitChildren(complete, guards);
                break;
            case IInvocationOperation call:
                AwaitedCall(call, guards);
                break;
            case ILocalReferenceOperation { Local: var local }:
                AwaitedLocal(local, guards, task);
                break;
            default:
                Add(TaskCalls.IsBornComplete(task, _facts) ? Faults.None : Faults.Unproven, guards, task);
                VisitChildren(task, guards);
                break;
        }
    }

    private void AwaitedCall(IInvocationOperation call, Guards guards)
    {
        var method = call.TargetMethod;
        if (TaskCalls.IsScheduling(method, _facts.Types) || TaskCalls.IsWhenAll(method, _facts.Types) || FreshTasks.StartedBy(call, _facts) != call)
        {
            foreach (var argument in call.Arguments)
            {
                Part(argument.Value, guards);
            }

            return;
        }

        Visit(call.Instance, guards);
        foreach (var argument in call.Arguments)
        {
            Visit(argument.Value, guards);
        }

        if (_table.Awaited(call) is { } known)
        {
            Add(known, guards, call);
        }
        else if (method.MethodKind is MethodKind.DelegateInvoke)
        {
            Add(Faults.Outside, guards, call);
        }
        else if (method.OriginalDefinition.DeclaringSyntaxReferences.IsEmpty)
        {
            Add(TaskCalls.IsContinueWith(method, _facts) || _facts.Awaitables.IsTaskOrValueTask(method.ContainingType) ? Faults.Unproven : Faults.Outside, guards, call);
        }
        else if (method.IsAbstract)
        {
            Add(Faults.Foreign, guards, call, member: method);
        }
        else
        {
            Add(IsExact(call) ? Faults.None : Faults.Unproven, guards, call);
            Follow(method, guards);
        }
    }

    // "var task = F(); … await task;": what F does, under the guards of the await.
    private void AwaitedLocal(ILocalSymbol local, Guards guards, IOperation task)
    {
        if (local.DeclaringSyntaxReferences is { Length: 1 } references
            && references[0].GetSyntax(_cancellation) is VariableDeclaratorSyntax { Initializer.Value: { } value }
            && task.SemanticModel?.GetOperation(value, _cancellation) is { } initial
            && _awaitedLocals.Add(local))
        {
            Awaited(initial, guards);
            _awaitedLocals.Remove(local);
            return;
        }

        Add(Faults.Unproven, guards, task);
    }

    /// <summary>One of the tasks or delegates that make up a task: the arguments of WhenAll, Run, StartNew, Unwrap.</summary>
    private void Part(IOperation part, Guards guards)
    {
        switch (part)
        {
            case IAnonymousFunctionOperation lambda:
                var outer = _followsCalls;
                _followsCalls = !lambda.Symbol.IsAsync;
                Enter(lambda.Body, lambda.Symbol, guards);
                _followsCalls = outer;
                break;
            case IMethodReferenceOperation { Method: var method } reference:
                if (method.OriginalDefinition.DeclaringSyntaxReferences.IsEmpty)
                {
                    Add(_facts.Awaitables.IsTaskLike(method.ReturnType) ? Faults.Outside : Faults.Unproven, guards, reference);
                }
                else if (method.IsAbstract)
                {
                    Add(Faults.Foreign, guards, reference, member: method);
                }
                else
                {
                    Follow(method, guards);
                }

                break;
            case IDelegateCreationOperation { Target: var target }:
                Part(target, guards);
                break;
            case IConversionOperation { OperatorMethod: null, Operand: var operand }:
                Part(operand, guards);
                break;
            case IInvocationOperation call when !_facts.Awaitables.IsTaskLike(call.Type):
                // "tasks.Select(async x => …)", and what stands before it.
                foreach (var argument in call.Arguments)
                {
                    Part(argument.Value, guards);
                }

                break;
            case var _ when TaskCalls.ElementsOf(part) is { } elements:
                foreach (var element in elements)
                {
                    Part(element, guards);
                }

                break;
            case var _ when _facts.Awaitables.IsTaskLike(part.Type):
                Awaited(part, guards);
                break;
            default:
                Visit(part, guards);
                break;
        }
    }
}
