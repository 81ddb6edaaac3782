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
            if (collection is not null && !StartedVariables.IsHandled(collection.Local, call) && OfCollection(collection, LoopAround(call), context, facts) is { Count: > 1 })
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

        var unseen = collection is not null ? OfCollection(collection, null, context, facts) : OfArguments(call, context, facts);
        if (collection is null && unseen.Count == 0 && WinnerTimeout.Of(call, facts) is { Work: var work })
        {
            if (StartOf(work.Local, call, facts) is { } started && CanFault(started, context, facts))
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

    // The names of the tasks that may fail and that nothing but this call does anything with.
    private static List<string> OfArguments(IInvocationOperation call, OperationAnalysisContext context, CompilationFacts facts)
    {
        var unseen = new List<string>();
        foreach (var argument in call.Arguments)
        {
            var given = OperationTree.Bare(argument.Value);
            if (TaskCalls.ElementsOf(given) is not { } elements)
            {
                if (!facts.Awaitables.IsTaskLike(given.Type))
                {
                    AddStarted(unseen, given, context, facts);
                    continue;
                }

                elements = new[] { given };
            }

            foreach (var element in elements)
            {
                switch (StartedTasks.Unwrap(element, facts))
                {
                    case IInvocationOperation start when CanFault(start, context, facts):
                        unseen.Add(TaskCalls.NameOf(start));
                        break;
                    case ILocalReferenceOperation { Local: var local } task when IsUsedNowhereElse(local, task, facts) && StartOf(local, call, facts) is { } started && CanFault(started, context, facts):
                        unseen.Add(local.Name);
                        break;
                    case IFieldReferenceOperation { Field: var field } when UnobservedFields.Contains(field, facts, context.CancellationToken) && IsStartedInVain(field, call, context, facts):
                        unseen.Add(field.Name);
                        break;
                }
            }
        }

        return unseen;
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

    // Behind a loop that an exception has ended nobody looks at the others any more.
    private static List<string> OfCollection(ILocalReferenceOperation tasks, ILoopOperation? ended, OperationAnalysisContext context, CompilationFacts facts)
    {
        var unseen = new List<string>();
        foreach (var reference in Winner.ReferencesTo(tasks.Local, tasks))
        {
            if (!(ended is not null && reference.Syntax.SpanStart > ended.Syntax.Span.End) && !IsOfCollection(reference, facts))
            {
                return unseen;
            }
        }

        AddStarted(unseen, tasks, context, facts);
        return unseen;
    }

    private static void AddStarted(List<string> unseen, IOperation tasks, OperationAnalysisContext context, CompilationFacts facts)
    {
        foreach (var element in StartedCollections.ElementsOf(tasks, facts))
        {
            if (FallibleWork.Is(element.Work, Descriptor.Id, context, facts))
            {
                unseen.AddRange(Enumerable.Repeat(FallibleWork.NameOf(element.Work), element.IsMany ? 2 : 1));
            }
        }
    }

    // Filling the collection, taking out the winner, counting, waiting for one of them.
    private static bool IsOfCollection(IOperation reference, CompilationFacts facts)
    {
        while (reference.Parent is IConversionOperation { OperatorMethod: null })
        {
            reference = reference.Parent;
        }

        return reference.Parent switch
        {
            ISimpleAssignmentOperation assignment => assignment.Target == reference,
            IArrayElementReferenceOperation { Parent: ISimpleAssignmentOperation element } => element.Target == reference.Parent,
            IPropertyReferenceOperation property => TaskUses.IsSize(property.Property),
            IInvocationOperation { TargetMethod: var method } => TaskUses.IsAdding(method) || method.Name is "Remove",
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var method } } =>
                TaskCalls.IsWhenAny(method, facts.Types) || facts.Types.IsSequence(method.ContainingType) && TaskUses.OfSequence(method) is TaskUse.Neutral,
            _ => false,
        };
    }

    private static bool IsUsedNowhereElse(ILocalSymbol local, IOperation argument, CompilationFacts facts)
    {
        foreach (var reference in Winner.ReferencesTo(local, argument))
        {
            if (reference.Syntax != argument.Syntax && !Winner.IsQuestion(reference, facts))
            {
                return false;
            }
        }

        return true;
    }

    private static IInvocationOperation? StartOf(ILocalSymbol local, IOperation call, CompilationFacts facts)
    {
        foreach (var (variable, start) in StartedVariables.Before(call, facts))
        {
            if (SymbolEqualityComparer.Default.Equals(variable, local))
            {
                return start;
            }
        }

        return null;
    }

    // Loops, and what is given to the pool, ASL3004 reports where it is started.
    private static bool IsStartedInVain(IFieldSymbol field, IOperation call, OperationAnalysisContext context, CompilationFacts facts) =>
        StartedFields.Of(field, call.SemanticModel!, facts, context.CancellationToken) is { Count: > 0 } starts
        && starts.TrueForAll(start => !TaskCalls.IsScheduling(start.TargetMethod, facts.Types) && !BackgroundLoops.Contains(start.TargetMethod, context.CancellationToken) && CanFault(start, context, facts));

    private static bool CanFault(IInvocationOperation start, OperationAnalysisContext context, CompilationFacts facts) =>
        StartedTasks.IsFresh(start, facts) && FallibleWork.Is(start, Descriptor.Id, context, facts);
}
