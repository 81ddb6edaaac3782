using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Finds handlers that swallow an exception in front of the only calls that complete a TaskCompletionSource.</summary>
internal static class SwallowedCompletions
{
    /// <summary>The source that is never completed once the handler has run; null where somebody else may complete it, or nobody waits for it for ever.</summary>
    public static ILocalSymbol? Find(ICatchClauseOperation clause, CompilationFacts facts)
    {
        if (clause.Parent is not ITryOperation @try || IsForCompletion(clause, facts) || FirstCompletion(@try.Body, facts) is not { } completion
            || CompletionSources.CompletedBy(completion, facts.Types) is not { } source
            || !MayThrowBefore(@try.Body, completion, facts) || !Swallows(clause.Handler, source))
        {
            return null;
        }

        var function = OperationTree.FunctionAround(@try);
        var isCallback = function is not null && !Same(source.ContainingSymbol, Graphs.SymbolOf(function));
        if ((isCallback ? !RunsOnce(function!, completion, @try, facts) : Returns(clause.Handler, source)) || IsRepeated(@try, function, source))
        {
            return null;
        }

        return IsCompletedNowhereElse(source, @try, facts) ? source : null;
    }

    // "catch (InvalidOperationException)" is for a source that is complete already; a cancellation may be a shutdown.
    private static bool IsForCompletion(ICatchClauseOperation clause, CompilationFacts facts) =>
        clause.ExceptionType is { } type && (facts.MayFault.Table.IsCancellation(type) || facts.Types.IsInvalidOperation(type));

    private static IInvocationOperation? FirstCompletion(IOperation body, CompilationFacts facts)
    {
        foreach (var operation in OperationTree.OwnOperations(body))
        {
            if (operation is IInvocationOperation call && CompletionSources.IsCompletion(call.TargetMethod, facts.Types))
            {
                return call;
            }
        }

        return null;
    }

    private static bool MayThrowBefore(IOperation body, IInvocationOperation completion, CompilationFacts facts)
    {
        foreach (var operation in OperationTree.OwnOperations(body))
        {
            if (operation != completion && operation.Syntax.SpanStart < completion.Syntax.Span.End
                && (operation is IInvocationOperation { TargetMethod: var method } ? !(method.ReturnsVoid && facts.MayFault.Table.IsLogging(method))
                    : operation is IAwaitOperation or IObjectCreationOperation or IConversionOperation { IsImplicit: false } or IArrayElementReferenceOperation
                        or IPropertyReferenceOperation { Arguments.Length: > 0 }))
            {
                return true;
            }
        }

        return false;
    }

    // Nothing in it completes the source or goes anywhere but on.
    private static bool Swallows(IOperation handler, ILocalSymbol source)
    {
        foreach (var operation in handler.Descendants())
        {
            if (operation is IThrowOperation or IBranchOperation || operation is ILocalReferenceOperation { Local: var local } && Same(local, source) && !CompletionSources.IsTask(operation.Parent))
            {
                return false;
            }
        }

        return true;
    }

    // Where the handler returns another task, nobody waits for that of the source.
    private static bool Returns(IOperation handler, ILocalSymbol source)
    {
        foreach (var operation in OperationTree.OwnOperations(handler))
        {
            if (operation is IReturnOperation { ReturnedValue: { } value }
                && !(OperationTree.Unconverted(value) is IPropertyReferenceOperation { Instance: ILocalReferenceOperation { Local: var local } } && Same(local, source)))
            {
                return true;
            }
        }

        return false;
    }

    // An event or a timer may come again, and complete the source the next time; what calls SetResult each time is not run twice.
    private static bool RunsOnce(IOperation function, IInvocationOperation completion, ITryOperation @try, CompilationFacts facts) =>
        function is IAnonymousFunctionOperation && facts.Delegates.Of(function) is DelegateUse.RunElsewhere && !CompletionSources.IsTimer(function, facts)
        || CompletionSources.IsStrictCompletion(completion.TargetMethod.Name) && completion.Parent is IExpressionStatementOperation { Parent: var block } && block == @try.Body;

    // A loop comes to the completion again.
    private static bool IsRepeated(IOperation @try, IOperation? function, ILocalSymbol source)
    {
        for (var parent = @try.Parent; parent is not null && parent != function; parent = parent.Parent)
        {
            if (parent is ILoopOperation && !(source.DeclaringSyntaxReferences is [var reference] && parent.Syntax.Span.Contains(reference.Span)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCompletedNowhereElse(ILocalSymbol source, ITryOperation @try, CompilationFacts facts)
    {
        if (CompletionSources.CreationOf(source, @try) is null)
        {
            return false;
        }

        var isAwaited = false;
        foreach (var operation in OperationTree.Root(@try).Descendants())
        {
            if (operation is ILocalReferenceOperation reference && Same(reference.Local, source))
            {
                if (CompletionSources.IsTask(reference.Parent))
                {
                    if (!CompletionSources.IsWaitedForWithoutEnd(reference.Parent!))
                    {
                        return false;
                    }

                    isAwaited = true;
                }
                else if (reference.Parent is not IInvocationOperation call || CompletionSources.CompletedBy(call, facts.Types) is null || !IsIn(call, @try))
                {
                    return false;
                }
            }
        }

        return isAwaited;
    }

    // In the block or in a handler of the same try statement, and not in a function of its own.
    private static bool IsIn(IOperation operation, ITryOperation @try)
    {
        for (var (child, parent) = (operation, operation.Parent); parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); (child, parent) = (parent, parent.Parent))
        {
            if (parent == @try)
            {
                return child != @try.Finally;
            }
        }

        return false;
    }

    private static bool Same(ISymbol a, ISymbol b) => SymbolEqualityComparer.Default.Equals(a, b);
}
