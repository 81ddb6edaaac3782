using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>
/// Reports tasks that are given to WhenAny and whose exceptions nobody sees: ASL3006 for the winner's, if it is not awaited, and the losers'; ASL3013 for work that is
/// given up when its time is over.
/// </summary>
public sealed class ASL3006WhenAnyUnobserved : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL3006",
        "Unobserved task of WhenAny",
        "'{0}' is given to 'Task.WhenAny', {1}",
        Rule.UnobservedExceptions,
        DiagnosticSeverity.Warning,
        "Task.WhenAny completes when one of its tasks does, and never throws: it gives the task that was first, failed or not. Whoever does not await that one never learns that the work has failed; "
        + "and whoever awaits only that one loses the exceptions of the others, which run on.");

    internal static readonly DiagnosticDescriptor TimedOut = Rule.Create(
        "ASL3013",
        "Timeout made of WhenAny",
        "'{0}' is given up when 'Task.Delay' completes first, and an exception in it is lost then; when it is in time, the delay runs on all the same",
        Rule.UnobservedExceptions,
        DiagnosticSeverity.Info,
        "A time-out made of Task.WhenAny and Task.Delay leaves something behind either way: the timer of the delay if the work is in time, and work that nobody observes if it is not. "
        + "WaitAsync stops the timer. To stop the work as well, give it a CancellationToken.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor, TimedOut);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts)
    {
        if (!TestCode.IsIn(facts.Types))
        {
            start.RegisterOperationAction(context => Analyze((IInvocationOperation)context.Operation, context, facts), OperationKind.Invocation);
        }
    }

    private static void Analyze(IInvocationOperation call, OperationAnalysisContext context, CompilationFacts facts)
    {
        if (!TaskCalls.IsWhenAny(call.TargetMethod, facts.Types))
        {
            return;
        }

        var collection = call.Arguments is [{ Value: var only }] ? OperationTree.Bare(only) as ILocalReferenceOperation : null;
        var use = Winner.UseOf(call, collection?.Local, facts);
        var isWinnerAwaited = use is WinnerUse.Returned;
        if (use is WinnerUse.ObservedUntilFault)
        {
            if (collection is not null && !StartedVariables.IsHandled(collection.Local, call) && UnseenTasks.OfCollection(collection, LoopAround(call), context, facts) is { Count: > 1 })
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptor, call.Syntax.GetLocation(), collection.Local.Name,
                    "and an exception in the task that it gives ends this loop: those of the others are lost, and their work goes on unwatched"));
            }

            return;
        }

        if (use is not (WinnerUse.Unobserved or WinnerUse.Returned))
        {
            return;
        }

        var unseen = collection is not null ? UnseenTasks.OfCollection(collection, null, context, facts) : UnseenTasks.OfArguments(call, context, facts);
        if (collection is null && unseen.Count == 0 && WinnerTimeout.Of(call, facts) is { Work: var work })
        {
            if (UnseenTasks.StartOf(work.Local, call, facts) is { } started && UnseenTasks.CanFault(started, context, facts))
            {
                context.ReportDiagnostic(Diagnostic.Create(TimedOut, call.Syntax.GetLocation(), work.Local.Name));
            }
        }
        else if (unseen.Count > (isWinnerAwaited ? 1 : 0))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor, call.Syntax.GetLocation(), collection?.Local.Name ?? unseen[unseen.Count - 1],
                isWinnerAwaited ? "and only the task that completes first is awaited: an exception in another one is lost" : "which does not throw, and never awaited: if it fails, nobody notices"));
        }
    }

    private static ILoopOperation? LoopAround(IOperation call)
    {
        for (var parent = call.Parent; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); parent = parent.Parent)
        {
            if (parent is ILoopOperation loop)
            {
                return loop;
            }
        }

        return null;
    }
}
