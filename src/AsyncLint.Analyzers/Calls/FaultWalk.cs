using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>
/// Walks one body, or one expression that gives a task, and notes what may be thrown, under which guards, and which functions of the source are called
/// where their exceptions come out. Functions inside the body are walked only where they are run there.
/// </summary>
internal sealed partial class FaultWalk
{
    // Generated initializers and sums nest by the thousand; what is that deep is not looked at.
    private const int MaxDepth = 300;

    private readonly CompilationFacts _facts;
    private readonly FaultTable _table;
    private readonly CancellationToken _cancellation;
    private readonly ImmutableArray<FaultyCall>.Builder _calls = ImmutableArray.CreateBuilder<FaultyCall>();
    private readonly HashSet<ILocalSymbol> _awaitedLocals = new(SymbolEqualityComparer.Default);
    private Faults _own;
    private bool _handles;
    private int _depth;
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

    private FaultSummary Summary() => new(_own, _evidence, _calls.ToImmutable(), _handles);

    private void Enter(IBlockOperation body, IMethodSymbol function, Guards guards)
    {
        var outer = _returnsTask;
        _returnsTask = !function.IsAsync && _facts.Awaitables.IsTaskLike(function.ReturnType);
        Visit(body, guards);
        _returnsTask = outer;
    }

    private void Add(Faults faults, Guards guards, IOperation at, string? name = null, IMethodSymbol? member = null)
    {
        var escaping = guards.LetOut(faults);
        _own |= escaping;
        _handles |= (faults & Faults.Evidence) != 0 && CatchesAll(guards);
        if ((escaping & Faults.Evidence) != 0 && (_evidence is null || _evidence.Faults < (escaping & Faults.Evidence)))
        {
            _evidence = new(name ?? TaskCalls.NameOf(at), escaping & Faults.Evidence, at.Syntax, member);
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

        VisitChildren(operation, guards);
    }

    private void VisitChildren(IOperation operation, Guards guards)
    {
        if (_depth == MaxDepth)
        {
            Add(Faults.Unproven, guards, operation);
            return;
        }

        _depth++;
        foreach (var child in operation.ChildOperations)
        {
            Visit(child, guards);
        }

        _depth--;
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

    private void Follow(IMethodSymbol method, Guards guards)
    {
        _handles |= CatchesAll(guards);
        if ((guards & Guards.All) == 0)
        {
            _calls.Add(new(MayFault.Definition(method), guards));
        }
    }

    private static bool CatchesAll(Guards guards) => (guards & (Guards.All | Guards.AllButCancellation)) != 0;

    // Whether another function may be run in the place of the one that is named.
    private static bool IsExact(IInvocationOperation call) =>
        !call.IsVirtual || call.TargetMethod.IsSealed || call.TargetMethod.ContainingType.IsSealed;
}
