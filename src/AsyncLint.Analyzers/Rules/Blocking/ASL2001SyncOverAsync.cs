using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports a thread that is made to wait for a task inside code that could await it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ASL2001SyncOverAsync : AsyncRule
{
    internal const string FormProperty = "form";

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
        if (BlockedTasks.Find(context.Operation, facts) is not { } blocked
            || ExpressionTrees.Contains(context.Operation, facts.Types)
            || Stalled(context, facts) is not { } where
            || SynchronousTwin.Contains(context.Operation, blocked, facts)
            || IsComplete(blocked, context, facts)
            || Options.SafeApis.Get(context.Options, context.Operation.Syntax.SyntaxTree, Descriptor.Id) is { Length: > 0 } safe && IsSafe(blocked.Task, safe, facts))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor,
            LocationOf(context.Operation.Syntax),
            ImmutableDictionary<string, string?>.Empty.Add(FormProperty, blocked.Form.ToString()),
            blocked.Form is BlockingForm.SpinOnIsCompleted ? blocked.Text : "'" + blocked.Text + "'",
            where,
            NameOf(blocked, facts)));
    }

    private static string? Stalled(OperationAnalysisContext context, CompilationFacts facts)
    {
        if (StalledFunction.Of(context.Operation, context.ContainingSymbol, facts) is { } function)
        {
            return "the thread that runs '" + TaskCalls.NameOf(function) + "'";
        }

        return StalledFunction.StarterOnPool(context.Operation, context.ContainingSymbol, facts) is { } starter
            ? "a thread-pool thread, started by '" + starter.Name + "',"
            : null;
    }

    private static bool IsComplete(BlockedTask blocked, OperationAnalysisContext context, CompilationFacts facts)
    {
        if (blocked.Form is BlockingForm.ToBlockingEnumerable or BlockingForm.RunSynchronously or BlockingForm.SpinOnIsCompleted)
        {
            return false;
        }

        if (blocked.Form is not (BlockingForm.WaitAll or BlockingForm.WaitAny))
        {
            return CompletedTasks.IsComplete(blocked.Task, facts, () => context.GetControlFlowGraph(), context.CancellationToken);
        }

        var tasks = TaskCalls.Unwrap(blocked.Task, facts);
        if (TaskCalls.ElementsOf(tasks)?.ToArray() is not { } elements)
        {
            return CompletedTasks.AreComplete(tasks, facts, () => context.GetControlFlowGraph(), context.CancellationToken);
        }

        // One complete task ends WaitAny; WaitAll needs them all.
        var any = blocked.Form is BlockingForm.WaitAny;
        foreach (var element in elements)
        {
            if (CompletedTasks.IsComplete(element, facts, () => context.GetControlFlowGraph(), context.CancellationToken) == any)
            {
                return any;
            }
        }

        return !any || elements.Length == 0;
    }

    private static bool IsSafe(IOperation task, string safe, CompilationFacts facts) =>
        TaskCalls.Unwrap(task, facts) switch
        {
            IInvocationOperation call => facts.SymbolLists.Contains(safe, call.TargetMethod),
            IMemberReferenceOperation member => facts.SymbolLists.Contains(safe, member.Member),
            _ => false,
        };

    private static string NameOf(BlockedTask blocked, CompilationFacts facts)
    {
        var task = TaskCalls.Unwrap(blocked.Task, facts);
        return blocked.Form switch
        {
            BlockingForm.WaitAll => "all the tasks complete",
            BlockingForm.WaitAny => "one of the tasks completes",
            BlockingForm.ToBlockingEnumerable => "each element of '" + TaskCalls.NameOf(task) + "' is there",
            _ => "'" + TaskCalls.NameOf(task) + "' completes",
        };
    }

    private static Location LocationOf(SyntaxNode syntax) => syntax switch
    {
        WhileStatementSyntax { Condition: var condition } => condition.GetLocation(),
        DoStatementSyntax { Condition: var condition } => condition.GetLocation(),
        ForStatementSyntax { Condition: { } condition } => condition.GetLocation(),
        _ => syntax.GetLocation(),
    };
}
