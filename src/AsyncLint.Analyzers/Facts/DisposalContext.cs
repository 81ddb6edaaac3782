using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>What the place of a synchronous disposal says about it: that it is meant, or that nothing is left to wait for.</summary>
internal static class DisposalContext
{
    /// <summary>True in a sync branch, in a function that is told whether to run asynchronously, and under a pragma for the same matter.</summary>
    public static bool IsOnPurpose(IOperation disposal, ISymbol containing) =>
        SyncBranches.Contains(disposal)
        || SyncBranches.IsToldBy(EnclosingFunction.Of(disposal, containing).Symbol)
        || Pragmas.AcceptSyncCall(disposal.Syntax);

    /// <summary>True for a call of Dispose on an object that was closed before, and for one that a test makes in order to see what the object does then.</summary>
    public static bool IsEndOrTest(IInvocationOperation call, ISymbol containing, CompilationFacts facts)
    {
        if (SymbolOf(call.Instance) is not { } disposed)
        {
            return false;
        }

        var function = OperationTree.FunctionAround(call) ?? OperationTree.Root(call);
        return IsClosedIn(function, disposed, call.Syntax.SpanStart)
            || call.Parent is IExpressionStatementOperation && containing is IMethodSymbol member && TestCode.IsTestMethod(member, facts.Types)
                && IsUsedBehind(call, disposed, function);
    }

    /// <summary>True where the function itself awaits, before <paramref name="end"/>, that an object is closed: Dispose then finds nothing to wait for.</summary>
    public static bool IsClosedIn(IOperation scope, ISymbol resource, int end = int.MaxValue)
    {
        foreach (var operation in OperationTree.OwnOperations(scope))
        {
            if (operation is IInvocationOperation { TargetMethod.Name: "CloseAsync" or "DisposeAsync" or "DisconnectAsync" } call && call.Syntax.Span.End <= end
                && SymbolEqualityComparer.Default.Equals(SymbolOf(call.Instance), resource) && IsAwaited(call))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// What a writer still holds at the end of its scope. Nothing is left to write once it was flushed; and where it is used synchronously throughout, the
    /// last of many blocking writes is no news.
    /// </summary>
    public static DisposalWork OfWriter(ILocalSymbol writer, IOperation scope)
    {
        var work = DisposalWork.Unknown;
        foreach (var operation in scope.Descendants())
        {
            if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, writer))
            {
                if (reference.Parent is IInvocationOperation { TargetMethod.Name: "FlushAsync" or "Flush" or "DisposeAsync" or "CloseAsync" } end && end.Instance == reference)
                {
                    return DisposalWork.None;
                }

                if (IsAwaited(reference))
                {
                    work = DisposalWork.Writes;
                }
            }
        }

        return work;
    }

    // The next mention counts: where that is an assignment, another object follows.
    private static bool IsUsedBehind(IInvocationOperation call, ISymbol disposed, IOperation function)
    {
        IOperation? next = null;
        foreach (var operation in function.Descendants())
        {
            if (operation.Syntax.SpanStart >= call.Syntax.Span.End && (next is null || operation.Syntax.SpanStart < next.Syntax.SpanStart)
                && SymbolEqualityComparer.Default.Equals(SymbolOf(operation), disposed))
            {
                next = operation;
            }
        }

        return next is not null && !(next.Parent is IAssignmentOperation assignment && assignment.Target == next);
    }

    // A variable, or a member of this object: of another object's it is not certain that it is the same one.
    private static ISymbol? SymbolOf(IOperation? value) => value switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } member => member.Member,
        IConditionalAccessInstanceOperation instance => SymbolOf(TaskCalls.ReceiverOf(instance)),
        _ => null,
    };

    private static bool IsAwaited(IOperation use)
    {
        for (var parent = use.Parent; parent is not (null or IBlockOperation or IAnonymousFunctionOperation); parent = parent.Parent)
        {
            if (parent is IAwaitOperation)
            {
                return true;
            }
        }

        return false;
    }
}
