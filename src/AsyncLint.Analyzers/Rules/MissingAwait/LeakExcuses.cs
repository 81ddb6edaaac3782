using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>What ASL1002 leaves alone although its task is lost: what others report, what is meant so, what cannot fail.</summary>
internal static class LeakExcuses
{
    /// <summary>False for what another rule reports, and for what starts no work of its own.</summary>
    public static bool IsOfInterest(IInvocationOperation call, OperationAnalysisContext context, CompilationFacts facts) =>
        ReferenceEquals(TaskCalls.Unwrap(call, facts), call)
        && call.TargetMethod.Name is not ("WaitAsync" or "Unwrap")
        && !TaskCalls.IsWhenAny(call.TargetMethod, facts.Types)
        && !TaskCalls.IsContinueWith(call.TargetMethod, facts)
        && FreshTasks.Is(call, facts.Awaitables.Of(call.Type), facts)
        && !facts.SymbolLists.Contains(Options.NeverFaulting, ASL1002TaskLeak.Descriptor.Id, context, call.TargetMethod)
        && !facts.SymbolLists.Contains(Options.ForgetHelpers, ASL1002TaskLeak.Descriptor.Id, context, call.TargetMethod);

    /// <summary>True where a name, a helper or the kind of the work says that nobody has to wait for it.</summary>
    public static bool IsMeant(TaskFate fate, IInvocationOperation call, OperationAnalysisContext context, CompilationFacts facts)
    {
        foreach (var leak in fate.Leaks)
        {
            if (leak.Variable is { } variable && IsDiscard(variable, context))
            {
                return true;
            }
        }

        foreach (var (callee, _) in fate.IgnoredBy)
        {
            if (facts.SymbolLists.Contains(Options.ForgetHelpers, ASL1002TaskLeak.Descriptor.Id, context, callee))
            {
                return true;
            }
        }

        if (ProcessPipes.AreDrainedBy(call, facts.Types) || PipelinedCalls.IsOne(call, fate, facts) || fate.Leaks[0].Variable is { } held && LazyTasks.IsOnlyLookedAt(call, held, facts))
        {
            return true;
        }

        return (fate.IsNeverObserved ? IsBackground(FreshTasks.StartedBy(call, facts), context, facts) : CannotFail(call, facts, context.CancellationToken))
            || HarmlessDrops.Are(call, EnclosingFunction.Of(call, context.ContainingSymbol), facts, context.CancellationToken);
    }

    // Whether a scheduled delegate may run unwatched, ASL3004 asks. In an async function, which could await it, it has to see to its exceptions by itself.
    private static bool IsBackground(IInvocationOperation start, OperationAnalysisContext context, CompilationFacts facts) =>
        TaskCalls.IsScheduling(start.TargetMethod, facts.Types)
        && (EnclosingFunction.Of(start, context.ContainingSymbol).Color(facts.Awaitables) is not FunctionColor.Async
            || StartedWork.BodiesOf(start, facts, context.CancellationToken).Any(body => GuardedBody.Is(body, facts)));

    // A delay that is no longer needed, what was queued and is given up, a function that catches all of its exceptions: cancellation is never lost. What is scheduled here is a part of
    // the function itself, which has waited for it on some path.
    private static bool CannotFail(IInvocationOperation call, CompilationFacts facts, CancellationToken cancellation) =>
        TaskCalls.IsDelay(call.TargetMethod, facts.Types)
        || HarmlessDrops.IsQueued(call, facts.Types)
        || !TaskCalls.IsScheduling(FreshTasks.StartedBy(call, facts).TargetMethod, facts.Types) && facts.MayFault.OfTask(call, cancellation) is { IsNever: true, Handles: true };

    /// <summary>A variable, parameter or field whose name says that what is in it is not waited for.</summary>
    public static bool IsDiscard(ISymbol variable, OperationAnalysisContext context)
    {
        foreach (var beginning in Options.DiscardNames.Get(context.Options, context.Operation.Syntax.SyntaxTree, ASL1002TaskLeak.Descriptor.Id).Split('|'))
        {
            // Fields begin with an underscore by custom.
            var name = variable is IFieldSymbol ? variable.Name.TrimStart('_') : variable.Name;
            if (beginning.Trim() is { Length: > 0 } start && name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
