using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>
/// Finds the operations that another thread certainly has to run before a task is complete: the delegate of Task.Run, and what is behind the first await of an async function
/// that suspends. Calls of functions of the source are followed.
/// </summary>
/// <remarks>Holds where no SynchronizationContext leads back to the thread that waits; with one, the wait does not end either.</remarks>
internal sealed class WaitedCode
{
    // Who calls more functions than this is not followed to the end.
    private const int MaxFunctions = 64;

    private readonly CompilationFacts _facts;
    private readonly TaskSources _sources;
    private readonly HashSet<IMethodSymbol> _started = new(SymbolEqualityComparer.Default);
    private readonly HashSet<IMethodSymbol> _run = new(SymbolEqualityComparer.Default);

    private WaitedCode(CompilationFacts facts)
    {
        _facts = facts;
        _sources = facts.AwaitSteps.Sources;
    }

    /// <summary>For a block on a task that this thread starts.</summary>
    public static IEnumerable<IOperation> Of(IOperation task, CompilationFacts facts) => new WaitedCode(facts).OfTask(task);

    /// <summary>For a delegate that another thread runs.</summary>
    public static IEnumerable<IOperation> OfDelegate(IOperation function, CompilationFacts facts) => new WaitedCode(facts).Run(function);

    private IEnumerable<IOperation> OfTask(IOperation task) =>
        TaskCalls.Unwrap(task, _facts) is IConditionalOperation or IConditionalAccessOperation ? Enumerable.Empty<IOperation>() : _sources.Of(task).SelectMany(OfSource);

    private IEnumerable<IOperation> OfSource(TaskSource source) => source switch
    {
        { Origin: TaskOrigin.Pending, Function: not null, Operation: IInvocationOperation start } => Run(start.Arguments[0].Value),
        { Origin: TaskOrigin.Function, Function: { } function } when _started.Add(function) && SourceFunctions.BodyOf(function, _facts) is { } body => OfStarted(source, function, body),
        _ => Enumerable.Empty<IOperation>(),
    };

    // Until it suspends, a function runs on the thread that called it.
    private IEnumerable<IOperation> OfStarted(TaskSource source, IMethodSymbol function, IOperation body)
    {
        var certain = new CertainCode(body);
        foreach (var step in _facts.AwaitSteps.Of(function))
        {
            if (!step.IsReachedBy(source.Operation) || !certain.Contains(step.Operation))
            {
                continue;
            }

            foreach (var operation in step.Sources.SelectMany(OfSource))
            {
                yield return operation;
            }

            if (function.IsAsync && step.Sources.Any(_facts.AwaitSteps.Suspends))
            {
                foreach (var operation in OfCode(body, step.Operation.Syntax.Span.End))
                {
                    yield return operation;
                }

                yield break;
            }
        }
    }

    private IEnumerable<IOperation> Run(IOperation function)
    {
        switch (function)
        {
            case IConversionOperation { Operand: var operand }:
                return Run(operand);
            case IDelegateCreationOperation { Target: var target }:
                return Run(target);
            case IAnonymousFunctionOperation lambda:
                return OfCode(lambda.Body, 0);
            case IMethodReferenceOperation reference when _sources.FunctionOf(reference) is { } method:
                return new[] { reference }.Concat(Run(method));
            default:
                return Enumerable.Empty<IOperation>();
        }
    }

    private IEnumerable<IOperation> Run(IMethodSymbol function) =>
        _run.Count < MaxFunctions && _run.Add(function) && SourceFunctions.BodyOf(function, _facts) is { } body ? OfCode(body, 0) : Enumerable.Empty<IOperation>();

    // What a delegate would do is not done where it is made.
    private IEnumerable<IOperation> OfCode(IOperation body, int start)
    {
        var certain = new CertainCode(body);
        foreach (var operation in OperationTree.OwnOperations(body))
        {
            if (operation.Syntax.SpanStart < start || operation is IMethodReferenceOperation || !certain.Contains(operation))
            {
                continue;
            }

            yield return operation;
            foreach (var called in CalledBy(operation))
            {
                yield return called;
            }
        }
    }

    private IEnumerable<IOperation> CalledBy(IOperation operation) => operation switch
    {
        IAwaitOperation { Operation: var task } => _sources.Of(task).Where(static source => source.Origin is not TaskOrigin.Unknown).SelectMany(AwaitedElsewhere),
        IInvocationOperation call when !_facts.Awaitables.IsTaskLike(call.Type) && _sources.CalledBy(call) is { } function && !SourceFunctions.IsIterator(function) => Run(function),
        IPropertyReferenceOperation { Property: { IsStatic: true, GetMethod: { } getter }, Parent: not IAssignmentOperation } => Run(SourceFunctions.DefinitionOf(getter)),
        _ => Enumerable.Empty<IOperation>(),
    };

    // On whatever thread: not on the one that waits.
    private IEnumerable<IOperation> AwaitedElsewhere(TaskSource source) => source switch
    {
        { Origin: TaskOrigin.Function, Function: { } function } => Run(function),
        { Origin: TaskOrigin.Pending, Function: not null, Operation: IInvocationOperation start } => Run(start.Arguments[0].Value),
        _ => Enumerable.Empty<IOperation>(),
    };
}
