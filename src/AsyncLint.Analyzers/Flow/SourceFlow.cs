using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>Follows a TaskCompletionSource in a local to where its task is waited for, or to the end of the function that is to complete it.</summary>
internal static class SourceFlow
{
    /// <summary>True where a path comes from where the source is made to <paramref name="wait"/> and nothing on it has the source, to complete it then or later.</summary>
    /// <param name="wait">The task of the source, where it is awaited or returned.</param>
    /// <param name="member">The graph of the outermost member, as an analysis context gives it.</param>
    public static bool IsReachedUncompleted(IPropertyReferenceOperation wait, ILocalSymbol source, IOperation creation, ControlFlowGraph member, CompilationFacts facts, CancellationToken cancellation)
    {
        if (Graphs.Around(wait, member, cancellation) is not { } graph)
        {
            return false;
        }

        var transfer = new Transfer(source, wait.Syntax);
        var function = new FunctionGraph(graph, member.OriginalOperation, facts);
        return new PathExplorer(function, creation, transfer, new TaskFate()).Run(new PathState(), cancellation) && transfer.IsReached;
    }

    /// <summary>The return statement by which a path leaves a lambda that has not touched the source; null where there is none, or too many paths to tell.</summary>
    public static SyntaxNode? ReturnWithout(IAnonymousFunctionOperation lambda, ILocalSymbol source, IOperation use, ControlFlowGraph member, CompilationFacts facts, CancellationToken cancellation)
    {
        if (Graphs.Around(use, member, cancellation) is not { } graph)
        {
            return null;
        }

        var fate = new TaskFate();
        var entry = new PathState { IsStarted = true };
        entry.Hold(new Place(source, Place.Whole));
        if (!new PathExplorer(new FunctionGraph(graph, member.OriginalOperation, facts), null, new Transfer(source, null), fate).Run(entry, cancellation))
        {
            return null;
        }

        foreach (var leak in fate.Leaks)
        {
            if (leak.Kind is LeakKind.EarlyReturn && lambda.Syntax.Span.Contains(leak.Exit.Span))
            {
                return leak.Exit;
            }
        }

        return null;
    }

    /// <summary>The transfer functions for a source that somebody has to complete: whoever has it may do that.</summary>
    private sealed class Transfer(ILocalSymbol source, SyntaxNode? wait) : IPathTransfer
    {
        public bool IsReached { get; private set; }

        public bool IsCancellationExcused => false;

        public void Run(IOperation operation, PathState state)
        {
            Visit(operation, state);
            state.Facts = state.Facts.After(operation);
        }

        public void RunBranchValue(IOperation value, bool isReturned, PathState state)
        {
            Visit(value, state);
            state.Facts = state.Facts.After(value);
        }

        public bool? Premise(IOperation condition) => null;

        private void Visit(IOperation operation, PathState state)
        {
            foreach (var nested in Graphs.InOrder(operation))
            {
                if (nested is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var made }, Value: var value } && Is(made))
                {
                    state.IsEnded = state.IsStarted;
                    state.IsStarted = OperationTree.Unconverted(value) is IObjectCreationOperation;
                    state.Hold(new Place(source, Place.Whole));
                }
                else if (state.IsStarted && nested switch
                {
                    ILocalReferenceOperation { Local: var local } => Is(local) && !IsTarget(nested) && !IsReadAt(nested, state),
                    IFlowAnonymousFunctionOperation lambda => SyntaxNames.Mentions(lambda.Syntax, source.Name),
                    IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction } or IMethodReferenceOperation { Method.MethodKind: MethodKind.LocalFunction } => true,
                    _ => false,
                })
                {
                    state.IsEnded = true;
                }

                if (state.IsEnded)
                {
                    return;
                }
            }
        }

        private static bool IsTarget(IOperation reference) => reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference;

        // "source.Task" completes nothing.
        private bool IsReadAt(IOperation reference, PathState state)
        {
            if (!CompletionSources.IsTask(reference.Parent))
            {
                return false;
            }

            if (reference.Parent!.Syntax == wait)
            {
                IsReached |= state.Doubts.IsEmpty;
                return false;
            }

            return true;
        }

        private bool Is(ISymbol local) => SymbolEqualityComparer.Default.Equals(local, source);
    }
}
