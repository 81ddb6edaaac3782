using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>
/// Walks one body, or one expression that gives a task, and notes what may be thrown, under which guards, and which functions of the source are called
/// where their exceptions come out. Functions inside the body are walked only where they are run there.
/// </summary>
internal sealed class FaultWalk
{
    private readonly CompilationFacts _facts;
    private readonly FaultTable _table;
    private readonly CancellationToken _cancellation;
    private readonly ImmutableArray<FaultyCall>.Builder _calls = ImmutableArray.CreateBuilder<FaultyCall>();
    private readonly HashSet<ILocalSymbol> _awaitedLocals = new(SymbolEqualityComparer.Default);
    private Faults _own;
    private FaultEvidence? _evidence;

    // A function that is not async: what it returns is awaited by its caller, and what it throws is thrown to the caller at once.
    private bool _returnsTask;

    // The body of a delegate that is run elsewhere: the sync functions of the source that it calls are what it does.
    private bool _followsCalls;

    private FaultWalk(CompilationFacts facts, CancellationToken cancellation)
    {
        _facts = facts;
        _table = facts.MayFault.Table;
        _cancellation = cancellation;
    }

    public static FaultSummary OfBody(IBlockOperation body, IMethodSymbol function, CompilationFacts facts, CancellationToken cancellation)
    {
        var walk = new FaultWalk(facts, cancellation);
        walk.Enter(body, function, Guards.None);
        return walk.Summary();
    }

    /// <summary>What the task that an expression gives may end with.</summary>
    public static FaultSummary OfTask(IOperation task, CompilationFacts facts, CancellationToken cancellation)
    {
        var walk = new FaultWalk(facts, cancellation);
        walk.Awaited(task, Guards.None);
        return walk.Summary();
    }

    private FaultSummary Summary() => new(_own, _evidence, _calls.ToImmutable());

    private void Enter(IBlockOperation body, IMethodSymbol function, Guards guards)
    {
        var outer = _returnsTask;
        _returnsTask = !function.IsAsync && _facts.Awaitables.IsTaskLike(function.ReturnType);
        Visit(body, guards);
        _returnsTask = outer;
    }

    private void Add(Faults faults, Guards guards, IOperation at, string? name = null)
    {
        var escaping = guards.LetOut(faults);
        _own |= escaping;
        if ((escaping & Faults.Evidence) != 0 && (_evidence is null || _evidence.Faults < (escaping & Faults.Evidence)))
        {
            _evidence = new(name ?? TaskCalls.NameOf(at), escaping & Faults.Evidence, at.Syntax);
        }
    }

    private void Visit(IOperation? operation, Guards guards)
    {
        _cancellation.ThrowIfCancellationRequested();
        switch (operation)
        {
            case null or IAnonymousFunctionOperation or ILocalFunctionOperation or INameOfOperation:
                return;
            case ITryOperation @try:
                VisitTry(@try, guards);
                return;
            case IThrowOperation { Exception: { } thrown }:
                var exception = thrown is IConversionOperation { Operand.Type: { } type } ? type : thrown.Type;
                Add(_returnsTask ? Faults.Unproven : _table.Thrown(exception), guards, operation, exception?.Name);
                return;
            case IAwaitOperation await:
                Awaited(await.Operation, guards);
                return;
            case IReturnOperation { ReturnedValue: { } returned } when _returnsTask && _facts.Awaitables.IsTaskLike(returned.Type):
                Awaited(returned, guards);
                return;
            case IForEachLoopOperation { IsAsynchronous: true } loop:
                Awaited(loop.Collection, guards);
                Visit(loop.Body, guards);
                return;
            case IInvocationOperation call:
                Called(call, guards);
                break;
            case IUsingOperation { IsAsynchronous: true } or IUsingDeclarationOperation { IsAsynchronous: true }
                or IObjectCreationOperation or IConversionOperation { IsImplicit: false, OperatorMethod: null } or IConversionOperation { OperatorMethod: not null }
                or IArrayElementReferenceOperation or IPropertyReferenceOperation { Arguments.Length: > 0 } or IInvalidOperation
                or IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IRaiseEventOperation or ILockOperation or IForEachLoopOperation:
                Add(Faults.Unproven, guards, operation);
                break;
        }

        foreach (var child in operation.ChildOperations)
        {
            Visit(child, guards);
        }
    }

    private void VisitTry(ITryOperation @try, Guards guards)
    {
        Visit(@try.Body, guards | TryGuards.Of(@try, _table, _facts.Types));

        // Who writes a handler has thought of failure; what the handler itself calls is no evidence of another one.
        foreach (var clause in @try.Catches)
        {
            Visit(clause.Filter, guards | Guards.Expected);
            Visit(clause.Handler, guards | Guards.Expected);
        }

        Visit(@try.Finally, guards | Guards.Expected);
    }

    /// <summary>A call whose task, if it returns one, is not awaited here.</summary>
    private void Called(IInvocationOperation call, Guards guards)
    {
        var method = call.TargetMethod;
        if (_facts.Awaitables.IsTaskLike(method.ReturnType))
        {
            // What an async function throws is in its task.
            Add(method.IsAsync ? Faults.None : Faults.Unproven, guards, call);
        }
        else if (_table.DoesInputOrOutput(call))
        {
            Add(Faults.Likely, guards, call);
        }
        else if (_followsCalls && IsExact(call) && method.MethodKind is MethodKind.Ordinary or MethodKind.LocalFunction && !method.DeclaringSyntaxReferences.IsEmpty)
        {
            Follow(method, guards);
        }
        else if (!_table.IsLogging(method))
        {
            Add(_table.OnlyCancels(method) ? Faults.Cancellation : Faults.Unproven, guards, call);
        }
    }

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
            Add(Faults.Foreign, guards, call);
        }
        else if (method.OriginalDefinition.DeclaringSyntaxReferences.IsEmpty)
        {
            Add(TaskCalls.IsContinueWith(method, _facts) || _facts.Awaitables.IsTaskOrValueTask(method.ContainingType) ? Faults.Unproven : Faults.Outside, guards, call);
        }
        else if (method.IsAbstract)
        {
            Add(Faults.Foreign, guards, call);
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
            && references[0].GetSyntax(_cancellation) is Microsoft.CodeAnalysis.CSharp.Syntax.VariableDeclaratorSyntax { Initializer.Value: { } value }
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
                    Add(Faults.Foreign, guards, reference);
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

    private void Follow(IMethodSymbol method, Guards guards)
    {
        if ((guards & Guards.All) == 0)
        {
            _calls.Add(new(MayFault.Definition(method), guards));
        }
    }

    private void VisitChildren(IOperation operation, Guards guards)
    {
        foreach (var child in operation.ChildOperations)
        {
            Visit(child, guards);
        }
    }

    // Whether another function may be run in the place of the one that is named.
    private static bool IsExact(IInvocationOperation call) =>
        !call.IsVirtual || call.TargetMethod.IsSealed || call.TargetMethod.ContainingType.IsSealed;
}
