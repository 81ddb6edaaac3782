using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncLint.Flow;

/// <summary>Tells blocks that cannot wait, since what they wait for is certainly complete.</summary>
internal static class CompletedBlocks
{
    /// <param name="graph">The control flow graph of the outermost member; asked for only when the answer needs it.</param>
    public static bool Contains(BlockedTask blocked, CompilationFacts facts, Func<ControlFlowGraph?> graph, CancellationToken cancellation)
    {
        if (blocked.Form is BlockingForm.ToBlockingEnumerable or BlockingForm.RunSynchronously or BlockingForm.SpinOnIsCompleted)
        {
            return false;
        }

        if (blocked.Form is not (BlockingForm.WaitAll or BlockingForm.WaitAny))
        {
            return CompletedTasks.IsComplete(blocked.Task, facts, graph, cancellation);
        }

        var tasks = TaskCalls.Unwrap(blocked.Task, facts);
        if (TaskCalls.ElementsOf(tasks)?.ToArray() is not { } elements)
        {
            return CompletedTasks.AreComplete(tasks, facts, graph, cancellation);
        }

        // One complete task ends WaitAny; WaitAll needs them all.
        var any = blocked.Form is BlockingForm.WaitAny;
        foreach (var element in elements)
        {
            if (CompletedTasks.IsComplete(element, facts, graph, cancellation) == any)
            {
                return any;
            }
        }

        return !any || elements.Length == 0;
    }
}
