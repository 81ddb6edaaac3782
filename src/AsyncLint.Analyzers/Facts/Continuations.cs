using AsyncLint.Calls;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>What a continuation does with the exception of its antecedent.</summary>
internal enum FaultReading
{
    /// <summary>It sees it, asks how the task ended, hands the task on, or is not understood.</summary>
    Unknown,

    /// <summary>It runs and does not look.</summary>
    Ignores,

    /// <summary>It does not run where the task failed; its own task is then cancelled.</summary>
    RunsOnSuccess,

    /// <summary>It takes the result, which throws the exception again, into its own task.</summary>
    Rethrows,
}

/// <summary>What becomes of the task that ContinueWith returns.</summary>
internal enum ContinuationEnd
{
    /// <summary>Somebody else may observe it.</summary>
    Kept,

    Dropped,
    Awaited,

    /// <summary>The task of a method, whose caller takes it for the task of the work.</summary>
    Returned,
}

/// <summary>Reads calls of ContinueWith.</summary>
internal static class Continuations
{
    // TaskContinuationOptions: OnlyOnFaulted, OnlyOnCanceled and OnlyOnRanToCompletion are sums of NotOn flags.
    private const int NotOnRanToCompletion = 0x10000;
    private const int NotOnFaulted = 0x20000;

    /// <summary>The task that is continued.</summary>
    public static IOperation? AntecedentOf(IInvocationOperation call) =>
        call.Instance is IConditionalAccessInstanceOperation instance ? TaskCalls.ReceiverOf(instance) : call.Instance;

    /// <summary>The lambda that is run, where it is written out.</summary>
    public static IAnonymousFunctionOperation? LambdaOf(IInvocationOperation call) => FunctionOf(call) as IAnonymousFunctionOperation;

    /// <summary>True where the continuation runs after a success, among others.</summary>
    public static bool RunsOnSuccess(IInvocationOperation call, CompilationFacts facts) => OptionsOf(call, facts) is { } options && (options & NotOnRanToCompletion) == 0;

    public static FaultReading ReadingOf(IInvocationOperation call, CompilationFacts facts, CancellationToken cancellation)
    {
        if (OptionsOf(call, facts) is not { } options || (options & NotOnRanToCompletion) != 0)
        {
            return FaultReading.Unknown;
        }

        if ((options & NotOnFaulted) != 0)
        {
            return FaultReading.RunsOnSuccess;
        }

        switch (FunctionOf(call))
        {
            case IAnonymousFunctionOperation { Body: var body, Symbol.Parameters: [var antecedent, ..] }:
                return ReadingIn(body, antecedent, facts);
            case IMethodReferenceOperation { IsVirtual: false, Method: var method }:
                var definition = MayFault.Definition(method);
                return definition.Parameters is [var parameter, ..] && facts.MayFault.BodyOf(definition, cancellation) is { } code
                    ? ReadingIn(code, parameter, facts)
                    : FaultReading.Unknown;
            default:
                return FaultReading.Unknown;
        }
    }

    public static ContinuationEnd EndOf(IInvocationOperation call, CompilationFacts facts)
    {
        IOperation value = call;
        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation or IParenthesizedOperation:
                    value = value.Parent;
                    continue;
                case IConditionalAccessOperation access when access.WhenNotNull == value:
                    value = access;
                    continue;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured when configured.Instance == value:
                    value = configured;
                    continue;
                case IArgumentOperation { Parent: IInvocationOperation unwrapped } when FreshTasks.StartedBy(unwrapped, facts) != unwrapped:
                    value = unwrapped;
                    continue;
                case IExpressionStatementOperation:
                case ISimpleAssignmentOperation { Target: IDiscardOperation, Parent: IExpressionStatementOperation }:
                    return ContinuationEnd.Dropped;
                case IAwaitOperation:
                    return ContinuationEnd.Awaited;
                case IReturnOperation { Kind: OperationKind.Return } when OperationTree.FunctionAround(value) is not IAnonymousFunctionOperation:
                    return ContinuationEnd.Returned;
                default:
                    return ContinuationEnd.Kept;
            }
        }
    }

    private static IOperation? FunctionOf(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Value is IDelegateCreationOperation { Target: var function })
            {
                return function;
            }
        }

        return null;
    }

    private static int? OptionsOf(IInvocationOperation call, CompilationFacts facts)
    {
        foreach (var argument in call.Arguments)
        {
            if (facts.Types.TaskContinuationOptions is { } type && SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, type))
            {
                return argument.Value.ConstantValue is { HasValue: true, Value: int options } ? options : null;
            }
        }

        return 0;
    }

    private static FaultReading ReadingIn(IBlockOperation body, IParameterSymbol antecedent, CompilationFacts facts)
    {
        if (IsEmpty(body))
        {
            return FaultReading.Unknown;
        }

        var reading = FaultReading.Ignores;
        foreach (var operation in body.Descendants())
        {
            if (operation.Kind is OperationKind.Invalid)
            {
                return FaultReading.Unknown;
            }

            if (operation is not IParameterReferenceOperation { Parameter: var parameter } || !SymbolEqualityComparer.Default.Equals(parameter, antecedent))
            {
                continue;
            }

            switch (ReadingBy(operation, facts))
            {
                case FaultReading.Unknown:
                    return FaultReading.Unknown;
                case FaultReading.Rethrows:
                    if (IsGuardedOrNested(operation, body))
                    {
                        return FaultReading.Unknown;
                    }

                    reading = FaultReading.Rethrows;
                    break;
            }
        }

        return reading;
    }

    // "ContinueWith(_ => { })" does nothing but say that nobody looks, as "_ =" does.
    private static bool IsEmpty(IBlockOperation body)
    {
        foreach (var operation in body.Operations)
        {
            if (operation is not IReturnOperation { ReturnedValue: null })
            {
                return false;
            }
        }

        return true;
    }

    private static FaultReading ReadingBy(IOperation reference, CompilationFacts facts) => reference.Parent switch
    {
        INameOfOperation => FaultReading.Ignores,
        IPropertyReferenceOperation { Property.Name: "IsCompleted" or "IsCanceled" or "Id" or "AsyncState" or "CreationOptions" } => FaultReading.Ignores,
        IPropertyReferenceOperation { Property: { Name: "Result", ContainingType: var owner } } when facts.Awaitables.IsTaskOrValueTask(owner) => FaultReading.Rethrows,
        IInvocationOperation { TargetMethod.Name: "Wait", Arguments.Length: 0 } => FaultReading.Rethrows,
        IInvocationOperation { TargetMethod.Name: "GetAwaiter", Parent: IInvocationOperation { TargetMethod.Name: "GetResult" } } => FaultReading.Rethrows,
        IAwaitOperation => FaultReading.Rethrows,
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Parent: IAwaitOperation } configured when !AwaitOptions.SuppressThrowing(configured, facts) => FaultReading.Rethrows,
        _ => FaultReading.Unknown,
    };

    // Behind a handler, or in a function that may never run.
    private static bool IsGuardedOrNested(IOperation operation, IOperation body)
    {
        for (var (child, parent) = (operation, operation.Parent); child != body && parent is not null; (child, parent) = (parent, parent.Parent))
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation && child != body || parent is ITryOperation { Catches.Length: > 0 } @try && @try.Body == child)
            {
                return true;
            }
        }

        return false;
    }
}
