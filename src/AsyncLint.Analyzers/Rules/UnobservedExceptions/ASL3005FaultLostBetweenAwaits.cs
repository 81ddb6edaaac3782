using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>
/// Reports tasks that are all awaited, but not if something fails before: ASL3005 where that is likely, ASL3011 for two that are awaited in turn.
/// </summary>
public sealed class ASL3005FaultLostBetweenAwaits : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL3005",
        "Fault lost between awaits",
        "'{0}' {1}",
        Rule.UnobservedExceptions,
        DiagnosticSeverity.Warning,
        "An await that throws leaves the function, and so does a throw. The tasks that run by then and were to be awaited further down run on, while the caller already handles the exception, "
        + "and what goes wrong in them nobody sees. Task.WhenAll waits for all of them, whatever happens to one.");

    internal static readonly DiagnosticDescriptor InTurn = Rule.Create(
        "ASL3011",
        "Tasks awaited in turn",
        "If '{0}' fails, '{1}' is never awaited: its exception is lost, and its work may go on; 'Task.WhenAll' waits for both",
        Rule.UnobservedExceptions,
        DiagnosticSeverity.Info,
        "Tasks that run at the same time and are awaited one after another are not all awaited if one of them fails: the exceptions of those behind it are lost. Await Task.WhenAll first "
        + "and read the results then.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor, InTurn);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts)
    {
        if (TestCode.IsIn(facts.Types))
        {
            // A test that fails has failed: what else goes wrong in it is no news.
            return;
        }

        start.RegisterOperationAction(context => AnalyzeAwait((IAwaitOperation)context.Operation, context, facts), OperationKind.Await);
        start.RegisterOperationAction(context => AnalyzeThrow((IThrowOperation)context.Operation, context, facts), OperationKind.Throw);
    }

    private static void AnalyzeAwait(IAwaitOperation awaited, OperationAnalysisContext context, CompilationFacts facts)
    {
        // Nearly every await is of a call.
        AwaitedLoop? loop;
        switch (StartedTasks.Unwrap(awaited.Operation, facts))
        {
            case ILocalReferenceOperation or IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true }:
                loop = AwaitedLoop.Of(awaited, facts, context.GetControlFlowGraph, context.CancellationToken);
                break;
            case IMemberReferenceOperation { Instance: ILocalReferenceOperation }:
                loop = AwaitedPairs.Of(awaited, facts);
                break;
            default:
                return;
        }

        if (loop is { Tasks: var tasks, Started: var started })
        {
            foreach (var element in started)
            {
                if (!CanFault(element.Work, context, facts))
                {
                    return;
                }
            }

            Report(Descriptor, awaited, context, tasks is ILocalReferenceOperation { Local.Name: var name } ? name : FallibleWork.NameOf(started[0].Work),
                "is awaited one task after another: if one of them fails, the exceptions of those behind it are lost, and their work goes on unwatched");
            return;
        }

        var group = AwaitsInTurn.StartingWith(awaited, facts, context.GetControlFlowGraph, context.CancellationToken);
        for (var i = 1; i < group.Length; i++)
        {
            if (CanFault(group[0].Start, context, facts) && CanFault(group[i].Start, context, facts))
            {
                Report(InTurn, awaited, context, group[0].Variable.Name, group[i].Variable.Name);
                return;
            }
        }
    }

    private static void AnalyzeThrow(IThrowOperation thrown, OperationAnalysisContext context, CompilationFacts facts)
    {
        // A cancellation gives up all that was started; a handler may observe what is pending.
        if (thrown.Exception is not { } exception || IsCancellation(exception, facts.Types) || StartedVariables.TryAround(thrown) is not null)
        {
            return;
        }

        foreach (var (variable, task) in StartedVariables.Before(thrown, facts))
        {
            if (StartedTasks.IsFresh(task, facts) && !StartedVariables.IsHandled(variable, thrown)
                && TaskFlow.Of(context.GetControlFlowGraph(), facts).Follow(task, context.CancellationToken) is { Leaks.Count: 0 } fate
                && fate.IsPendingAt(OperationTree.Bare(exception)) && IsAwaited(fate) && CanFault(task, context, facts))
            {
                Report(Descriptor, thrown, context, TaskCalls.NameOf(task), "is still running when this throws: nobody awaits its task, and its exception is lost");
                return;
            }
        }
    }

    // What is stored or handed on may be observed by whoever has it.
    private static bool IsAwaited(TaskFate fate)
    {
        foreach (var (end, _) in fate.Ends)
        {
            if (end is not (TaskEnd.Observed or TaskEnd.Combined or TaskEnd.Returned))
            {
                return false;
            }
        }

        return fate.Ends.Count > 0;
    }

    private static bool IsCancellation(IOperation exception, KnownTypes types)
    {
        for (var type = OperationTree.Bare(exception).Type; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, types.OperationCanceledException))
            {
                return true;
            }
        }

        return false;
    }

    private static bool CanFault(IOperation work, OperationAnalysisContext context, CompilationFacts facts) => FallibleWork.Is(work, Descriptor.Id, context, facts);

    private static void Report(DiagnosticDescriptor descriptor, IOperation at, OperationAnalysisContext context, params object[] words) =>
        context.ReportDiagnostic(Diagnostic.Create(descriptor, at.Syntax.GetLocation(), words));
}
