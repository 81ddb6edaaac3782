using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>
/// Finds callbacks that call SetResult or the like on a TaskCompletionSource which the callback of a token, or a time-out, completes as well: whichever comes second throws.
/// </summary>
internal static class CompetingCompletions
{
    /// <summary>The completion by a token or a time-out that may come before; null where something keeps the callback from completing the source then.</summary>
    /// <param name="strict">A call of SetResult or the like, on a local.</param>
    public static IInvocationOperation? Before(IInvocationOperation strict, ILocalSymbol source, CompilationFacts facts)
    {
        if (OperationTree.FunctionAround(strict) is not { } callback || Flow.Graphs.SymbolOf(callback) is not { } function || Same(source.ContainingSymbol, function)
            || CompetitorOf(strict, callback, source, facts) is not { } competitor
            || CompletionSources.CreationOf(source, strict) is null || IsGuarded(strict, callback, function, source, facts) || !IsHandedOver(callback, function, facts))
        {
            return null;
        }

        return competitor;
    }

    // One that is run on its own account, and does nothing but complete the source: one that does more may see to it that the callback does not come.
    private static IInvocationOperation? CompetitorOf(IInvocationOperation strict, IOperation callback, ILocalSymbol source, CompilationFacts facts)
    {
        // A registration that is disposed of comes no more; the callback of a token that nobody keeps may come at any time.
        var isOfToken = CallOf(callback) is { } own && IsRegistration(own, facts);
        if (isOfToken && CallOf(callback)!.Parent is not IExpressionStatementOperation)
        {
            return null;
        }

        foreach (var operation in OperationTree.Root(strict).Descendants())
        {
            if (operation is not IInvocationOperation other || CompletionSources.CompletedBy(other, facts.Types) is not { } completed || !Same(completed, source)
                || OperationTree.FunctionAround(other) is not { } function || function == callback)
            {
                continue;
            }

            if (isOfToken ? function is ILocalFunctionOperation || CallOf(function) is { } call && !IsRegistration(call, facts) || IsSubscribed(function)
                : function is IAnonymousFunctionOperation { Body: var body } && IsAll(body, other) && CallOf(function) is { } start && (IsRegistration(start, facts) || IsTimeout(start, facts)))
            {
                return other;
            }
        }

        return null;
    }

    private static bool IsAll(IBlockOperation body, IInvocationOperation completion)
    {
        foreach (var statement in body.Operations)
        {
            if (statement is not (IExpressionStatementOperation or IReturnOperation) || !statement.IsImplicit && !statement.Syntax.Span.Contains(completion.Syntax.Span))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsRegistration(IInvocationOperation call, CompilationFacts facts) =>
        call.TargetMethod.Name is "Register" or "UnsafeRegister" && Same(call.TargetMethod.ContainingType, facts.Types.CancellationToken);

    // "Task.Delay(time).ContinueWith(…)", where nothing cancels the delay.
    private static bool IsTimeout(IInvocationOperation call, CompilationFacts facts) =>
        TaskCalls.IsContinueWith(call.TargetMethod, facts) && Continuations.AntecedentOf(call) is IInvocationOperation { Arguments.Length: 1 } delay && TaskCalls.IsDelay(delay.TargetMethod, facts.Types);

    private static bool IsSubscribed(IOperation function) => DelegateUses.Delegate(function).Parent is IEventAssignmentOperation;

    private static IInvocationOperation? CallOf(IOperation function) => DelegateUses.ArgumentOf(function)?.Parent as IInvocationOperation;

    // A handler, a lock, a question about the source or the token, a condition over anything that others may have set.
    private static bool IsGuarded(IInvocationOperation strict, IOperation callback, IMethodSymbol function, ILocalSymbol source, CompilationFacts facts)
    {
        for (var parent = strict.Parent; parent != callback && parent is not null; parent = parent.Parent)
        {
            if (parent is ITryOperation { Catches.IsEmpty: false } or ILockOperation)
            {
                return true;
            }
        }

        foreach (var operation in callback.Descendants())
        {
            switch (operation)
            {
                case ILocalReferenceOperation { Local: var local } when Same(local, source) && CompletionSources.CompletedBy(operation.Parent!, facts.Types) is null:
                case IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" }:
                case IConditionalOperation { Condition: var condition } when AsksOthers(condition, function):
                case ISwitchOperation { Value: var value } when AsksOthers(value, function):
                    return true;
            }
        }

        return false;
    }

    private static bool AsksOthers(IOperation condition, IMethodSymbol function)
    {
        foreach (var operation in condition.DescendantsAndSelf())
        {
            if (operation is IInstanceReferenceOperation or IFieldReferenceOperation || operation is ILocalReferenceOperation { Local: var local } && !Same(local.ContainingSymbol, function))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True where a callback is given away or subscribed, and nothing that is seen calls it off.</summary>
    private static bool IsHandedOver(IOperation callback, IMethodSymbol function, CompilationFacts facts)
    {
        if (callback is IAnonymousFunctionOperation)
        {
            return DelegateUses.Delegate(callback).Parent is IEventAssignmentOperation or IArgumentOperation && !KnowsToken(callback, callback, facts);
        }

        var isHandedOver = false;
        foreach (var operation in OperationTree.Root(callback).Descendants())
        {
            switch (operation)
            {
                case IInvocationOperation { TargetMethod: var called } when Same(called.OriginalDefinition, function.OriginalDefinition):
                    return false;
                case IMethodReferenceOperation { Method: var named } when Same(named.OriginalDefinition, function.OriginalDefinition):
                    switch (DelegateUses.Delegate(operation).Parent)
                    {
                        case IEventAssignmentOperation { Adds: false } when IsInFinally(operation):
                            return false;
                        case IEventAssignmentOperation { Adds: false }:
                            break;
                        case IEventAssignmentOperation or IArgumentOperation when !KnowsToken(operation, callback, facts):
                            isHandedOver = true;
                            break;
                        default:
                            return false;
                    }

                    break;
            }
        }

        return isHandedOver;
    }

    // What is given a token as well may not call back once that is cancelled.
    private static bool KnowsToken(IOperation handed, IOperation callback, CompilationFacts facts)
    {
        IOperation statement = handed;
        while (statement.Parent is { } parent && parent is not (IBlockOperation or IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            statement = parent;
        }

        if (CallOf(handed) is { } call && IsRegistration(call, facts))
        {
            return false;
        }

        foreach (var operation in statement.Descendants())
        {
            if (!callback.Syntax.Span.Contains(operation.Syntax.Span) && operation.Type is { } type && (Same(type, facts.Types.CancellationToken) || Same(type, facts.Types.CancellationTokenSource)))
            {
                if (operation is not IDefaultValueOperation)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsInFinally(IOperation operation)
    {
        for (var (child, parent) = (operation, operation.Parent); parent is not null; (child, parent) = (parent, parent.Parent))
        {
            if (parent is ITryOperation @try && @try.Finally == child)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
