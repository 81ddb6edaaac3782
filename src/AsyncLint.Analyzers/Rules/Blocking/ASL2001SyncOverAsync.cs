using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports a thread that is made to wait for a task inside code that could await it.</summary>
public sealed class ASL2001SyncOverAsync : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL2001",
        "Sync-over-async",
        "{0} blocks {1} until {2}; 'await' would let the thread go",
        Rule.Blocking,
        DiagnosticSeverity.Warning,
        "A blocked thread does nothing but wait. On a UI thread or another single-threaded SynchronizationContext the task may need that very "
        + "thread to complete, which is a deadlock; on the thread pool every blocked thread is missing for the work that would end the wait, "
        + "which is starvation. An async function can await instead.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts) =>
        start.RegisterOperationAction(
            context => Analyze(context, facts), OperationKind.PropertyReference, OperationKind.Invocation, OperationKind.Loop);

    private static void Analyze(OperationAnalysisContext context, CompilationFacts facts)
    {
        if (BlockedTasks.Find(context.Operation, facts) is { } blocked && Stalled(context, facts) is { } where
            && !SynchronousTwin.Contains(context.Operation, blocked, facts)
            && !IsAsserted(blocked, context, facts)
            && !SyncOverAsync.IsHarmless(blocked, context, facts, Descriptor.Id)
            && !SyncOverAsync.IsDeadlock(context, facts))
        {
            context.ReportDiagnostic(SyncOverAsync.Report(Descriptor, blocked, context.Operation, facts, where));
        }
    }

    // "Assert.False(task.Wait(20))" in a test wants to know that the task does not complete.
    private static bool IsAsserted(BlockedTask blocked, OperationAnalysisContext context, CompilationFacts facts) =>
        blocked.Form is BlockingForm.Wait or BlockingForm.WaitAll && context.Operation is { Type.SpecialType: SpecialType.System_Boolean, Parent: not IExpressionStatementOperation }
        && context.ContainingSymbol is IMethodSymbol test && TestCode.IsTestMethod(test, facts.Types);

    private static string? Stalled(OperationAnalysisContext context, CompilationFacts facts)
    {
        if (StalledFunction.Of(context.Operation, context.ContainingSymbol, facts) is { } function)
        {
            return "the thread that runs " + TaskCalls.QuotedNameOf(function);
        }

        return StalledFunction.StarterOnPool(context.Operation, context.ContainingSymbol, facts) is { } starter
            ? "a thread-pool thread, started by '" + starter.Name + "',"
            : null;
    }
}
