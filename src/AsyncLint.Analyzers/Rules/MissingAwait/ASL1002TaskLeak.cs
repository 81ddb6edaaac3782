using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports a task that is kept and that some normal path leaves unobserved.</summary>
public sealed class ASL1002TaskLeak : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL1002",
        "Task leak",
        "The task of '{0}' {1}: nobody waits for it, and an exception in it is lost",
        Rule.MissingAwait,
        DiagnosticSeverity.Warning,
        "A task in a variable looks as if somebody would await it, so that neither the compiler nor a reviewer asks. On a path that does not, the "
        + "work goes on behind the back of the code that started it, and its exception is stored in the task, where nobody looks.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts) =>
        start.RegisterOperationAction(context => Analyze(context, facts), OperationKind.Invocation);

    private static void Analyze(OperationAnalysisContext context, CompilationFacts facts)
    {
        var call = (IInvocationOperation)context.Operation;
        var keeper = HeldTasks.KeeperOf(call, facts);
        if (keeper is TaskKeeper.None || !LeakExcuses.IsOfInterest(call, context, facts))
        {
            return;
        }

        if (keeper is TaskKeeper.Field)
        {
            AnalyzeField(call, context, facts);
        }
        else if (TaskFlow.Of(context.GetControlFlowGraph(), facts).Follow(call, context.CancellationToken) is { Leaks.Count: > 0 } fate
            && !LeakExcuses.IsMeant(fate, call, context, facts) && !IsToldAlready(fate, call, context, facts)
            // A variable that is taken for the result throughout is what ASL1004 reports.
            && MistakenLocals.FirstUse(call, new(facts, context.ContainingSymbol, context.Options, Descriptor.Id, context.CancellationToken)) is null)
        {
            Report(context, call, facts, WordsOf(fate, call, context), fate.Leaks.Select(static leak => LocationOf(leak)));
        }
    }

    private static void AnalyzeField(IInvocationOperation call, OperationAnalysisContext context, CompilationFacts facts)
    {
        var keeper = call.Parent;
        while (keeper is not (null or ISimpleAssignmentOperation or IFieldInitializerOperation))
        {
            keeper = keeper.Parent;
        }

        var field = keeper switch
        {
            ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: var assigned } } => assigned,
            IFieldInitializerOperation { InitializedFields: { Length: 1 } initialized } => initialized[0],
            _ => null,
        };
        if (field is not null && !LeakExcuses.IsDiscard(field, context)
            // What runs on in the background is kept for its own sake; whether it may fail unseen, ASL3004 asks.
            && !TaskCalls.IsScheduling(FreshTasks.StartedBy(call, facts).TargetMethod, facts.Types) && !BackgroundLoops.Contains(call.TargetMethod, context.CancellationToken)
            && !BackgroundLoops.AreStartedBy(call, facts, context.CancellationToken)
            && facts.UnreadFields.Contains(field, context.CancellationToken)
            && !HarmlessDrops.Are(call, EnclosingFunction.Of(call, context.ContainingSymbol), facts, context.CancellationToken))
        {
            Report(context, call, facts, $"is stored in '{field.Name}', which nothing reads", field.Locations);
        }
    }

    // "all = new[] { A(), B(), C() }": one report for all that go the same way.
    private static bool IsToldAlready(TaskFate fate, IInvocationOperation call, OperationAnalysisContext context, CompilationFacts facts)
    {
        IOperation whole = call;
        while (whole.Parent is { } parent and not (IBlockOperation or IAnonymousFunctionOperation or ILocalFunctionOperation or IMethodBodyBaseOperation))
        {
            whole = parent;
        }

        foreach (var operation in whole.Descendants())
        {
            if (operation is IInvocationOperation other && other.Syntax.SpanStart < call.Syntax.SpanStart && !other.Syntax.Span.Contains(call.Syntax.Span)
                && HeldTasks.KeeperOf(other, facts) is TaskKeeper.Body && LeakExcuses.IsOfInterest(other, context, facts)
                && TaskFlow.Of(context.GetControlFlowGraph(), facts).Follow(other, context.CancellationToken) is { Leaks: { Count: > 0 } leaks } && leaks[0] == fate.Leaks[0])
            {
                return true;
            }
        }

        return false;
    }

    private static string WordsOf(TaskFate fate, IInvocationOperation call, OperationAnalysisContext context)
    {
        var leak = fate.Leaks[0];
        if (leak.Kind is LeakKind.Ignored)
        {
            return $"is given to '{fate.IgnoredBy[0].Callee.Name}', which does nothing with '{leak.Variable!.Name}'";
        }

        var held = $"is held by '{leak.Variable?.Name}' and ";
        return held + (fate.IsNeverObserved ? "never awaited" : WordsOf(leak, EnclosingFunction.Of(call, context.ContainingSymbol)));
    }

    /// <summary>What a message says of the exit by which a task is lost.</summary>
    internal static string WordsOf(TaskLeak leak, EnclosingFunction function) => leak.Kind switch
    {
        LeakKind.EarlyReturn => "left unawaited by the early return",
        LeakKind.End => $"left unawaited at the end of {TaskCalls.QuotedNameOf(function)}",
        // The variable is one of the loop's body: every round has its own.
        LeakKind.NextRound when leak.Exit is StatementSyntax => "left unawaited at the end of a round of the loop",
        LeakKind.NextRound => "left unawaited by the next round of the loop",
        LeakKind.Overwritten => "left unawaited where the variable is assigned again",
        _ => "left unawaited where its block ends",
    };

    internal static Location LocationOf(TaskLeak leak) => leak.Exit switch
    {
        StatementSyntax and not (ReturnStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax) => leak.Exit.GetFirstToken().GetLocation(),
        ReturnStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax or ExpressionSyntax or ArgumentSyntax => leak.Exit.GetLocation(),
        _ => leak.Exit.GetLastToken().GetLocation(),
    };

    private static void Report(OperationAnalysisContext context, IInvocationOperation call, CompilationFacts facts, string what, IEnumerable<Location> locations) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, call.Syntax.GetLocation(), locations, TaskCalls.NameOf(FreshTasks.WorkOf(call, facts)), what));
}
