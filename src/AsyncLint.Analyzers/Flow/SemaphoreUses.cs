using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>One acquisition of a semaphore, and all that its member does with the same semaphore.</summary>
internal sealed class SemaphoreUses
{
    private readonly TaskPaths _paths;
    private readonly CompilationFacts _facts;
    private readonly List<IInvocationOperation> _acquires = new();
    private readonly List<IInvocationOperation> _releases = new();

    private SemaphoreUses(IInvocationOperation acquire, TaskPath path, ISymbol symbol, TaskPaths paths, CompilationFacts facts)
    {
        Acquire = acquire;
        Path = path;
        Symbol = symbol;
        _paths = paths;
        _facts = facts;
    }

    public IInvocationOperation Acquire { get; }

    /// <summary>By which the code names the semaphore.</summary>
    public TaskPath Path { get; }

    /// <summary>The field, property or variable that holds the semaphore.</summary>
    public ISymbol Symbol { get; }

    /// <summary>The calls in the function of the acquisition.</summary>
    public IReadOnlyList<IInvocationOperation> Acquires => _acquires;

    public IReadOnlyList<IInvocationOperation> Releases => _releases;

    /// <summary>True where lambdas or local functions release it too, or several are released at once: it changes hands, or counts something.</summary>
    public bool IsShared { get; private set; }

    /// <summary>True where the function releases it before it ever acquires it: its caller holds it, lends it for a while and gets it back taken.</summary>
    public bool IsLent
    {
        get
        {
            foreach (var release in _releases)
            {
                if (release.Syntax.SpanStart < Acquire.Syntax.SpanStart && !_acquires.Exists(acquire => acquire.Syntax.SpanStart < release.Syntax.SpanStart))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>True where a finally releases it under a condition, "if (!disposed)": whoever writes that has thought of the other case.</summary>
    public bool IsReleasedOnCondition
    {
        get
        {
            foreach (var release in _releases)
            {
                var isConditional = false;
                for (IOperation operation = release; operation.Parent is { } parent; operation = parent)
                {
                    isConditional |= parent is IConditionalOperation or ISwitchOperation;
                    if (isConditional && parent is ITryOperation @try && @try.Finally == operation)
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }

    public static bool IsAcquire(IMethodSymbol method, KnownTypes types) =>
        method.Name is "WaitAsync" or "Wait" && SymbolEqualityComparer.Default.Equals(method.ContainingType, types.SemaphoreSlim);

    /// <summary>Null where the semaphore has no name, or the call only gives a task that somebody else waits for.</summary>
    public static SemaphoreUses? Of(IInvocationOperation acquire, CompilationFacts facts)
    {
        var root = OperationTree.Root(acquire);

        var paths = new TaskPaths(facts, new SourceOperations(root).Of);
        if (acquire.Instance is not { } instance || SymbolOf(paths.Unwrap(instance)) is not { } symbol || paths.Of(instance) is not { } path || !IsWaitedFor(acquire, facts))
        {
            return null;
        }

        var uses = new SemaphoreUses(acquire, path, symbol, paths, facts);
        uses.Collect(root, OperationTree.FunctionAround(acquire));
        return uses;
    }

    public bool IsRelease(IInvocationOperation call) => IsCall(call) && call.TargetMethod.Name is "Release";

    public bool IsReleasedIn(IOperation part) => _releases.Exists(release => part.Syntax.Span.Contains(release.Syntax.Span));

    public bool IsSameAcquire(IInvocationOperation call) => IsCall(call) && IsAcquire(call.TargetMethod, _facts.Types);

    /// <summary>True for an expression that gives the semaphore itself.</summary>
    public bool Is(IOperation operation) => SymbolEqualityComparer.Default.Equals(SymbolOf(operation), Symbol) && Path.Equals(_paths.Of(operation));

    /// <summary>The await of a task from WaitAsync, or the call itself: what tells by a bool whether the semaphore was acquired.</summary>
    public static IOperation ResultOf(IInvocationOperation acquire)
    {
        IOperation result = acquire;
        while (result.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } or IAwaitOperation)
        {
            result = result.Parent;
        }

        return result;
    }

    private static bool IsWaitedFor(IInvocationOperation acquire, CompilationFacts facts) =>
        acquire.TargetMethod.Name is "Wait" || ResultOf(acquire) is IAwaitOperation awaited && ReferenceEquals(TaskCalls.Unwrap(awaited.Operation, facts), acquire);

    private bool IsCall(IInvocationOperation call) =>
        call.Instance is { } instance && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, _facts.Types.SemaphoreSlim) && Path.Equals(_paths.Of(instance));

    private void Collect(IOperation root, IOperation? function)
    {
        foreach (var operation in root.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IInvocationOperation call when IsRelease(call):
                    IsShared |= !ReferenceEquals(OperationTree.FunctionAround(call), function) || call.Arguments.Length > 0;
                    _releases.Add(call);
                    break;
                case IInvocationOperation call when IsSameAcquire(call) && ReferenceEquals(OperationTree.FunctionAround(call), function):
                    _acquires.Add(call);
                    break;
                case IMethodReferenceOperation { Method.Name: "Release", Instance: { } instance } when Is(instance):
                    IsShared = true;
                    break;
            }
        }
    }

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation { Arguments.IsEmpty: true } property => property.Property,
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };
}
