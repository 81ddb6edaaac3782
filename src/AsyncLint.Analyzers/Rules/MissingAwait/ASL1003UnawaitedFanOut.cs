using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports a sequence of tasks that is never enumerated, so that none of them starts, or enumerated and not awaited.</summary>
public sealed class ASL1003UnawaitedFanOut : AsyncRule
{
    private const string NotEnumerated = "LINQ runs nothing until a sequence is enumerated, and nobody enumerates this one";
    private const string NotAwaited = "nobody waits for them, and an exception in one of them is lost";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL1003",
        "Unawaited fan-out",
        "The {0} of '{1}' are {2}",
        Rule.MissingAwait,
        DiagnosticSeverity.Warning,
        "A LINQ query is a description of work. Until something enumerates it no delegate in it runs, so that Select with an async lambda as a statement starts nothing at all. "
        + "Enumerated, it starts a task for each element, and nobody waits for those or sees their exceptions unless they are awaited together, with Task.WhenAll.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts) =>
        start.RegisterOperationAction(context => Analyze(context, facts), OperationKind.Invocation);

    private static void Analyze(OperationAnalysisContext context, CompilationFacts facts)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.Parent?.Kind is OperationKind.ExpressionStatement or OperationKind.ConditionalAccess && DroppedQueries.Find(call, facts, out var statement) is { } query)
        {
            var makesTasks = FanOuts.SelectorOf(query, facts) is not null;
            Report(context, statement.Syntax, makesTasks ? "tasks" : "elements", NameOf(query, facts), (makesTasks ? "never started: " : "never computed: ") + NotEnumerated);
        }
        else if (FanOuts.SelectorOf(call, facts) is { } selector)
        {
            AnalyzeTasks(call, selector, context, facts);
        }
    }

    private static void AnalyzeTasks(IInvocationOperation call, IOperation selector, OperationAnalysisContext context, CompilationFacts facts)
    {
        switch (FanOuts.UseOf(call, facts, out var whole, out var isStarted))
        {
            case FanOutUse.Discarded when !isStarted && !FreshTasks.IsNotRun(call, facts):
                Report(context, whole.Syntax, "tasks", NameOf(call, facts), "never started: " + NotEnumerated);
                break;
            case FanOutUse.Dropped or FanOutUse.Counted when isStarted && IsOfInterest(call, selector, context, facts):
                Report(context, whole.Syntax, "tasks", NameOf(call, facts), "started and never awaited: " + NotAwaited);
                break;
            case FanOutUse.Kept when IsOfInterest(call, isStarted ? selector : null, context, facts)
                && TaskFlow.Of(context.GetControlFlowGraph(), facts).Follow(call, context.CancellationToken) is { Leaks: { Count: > 0 } leaks } fate:
                var variable = leaks[0].Variable;
                if (!isStarted && fate.IsNeverObserved && IsNeverMentioned(variable, context.CancellationToken))
                {
                    Report(context, LocationOf(call), "tasks", NameOf(call, facts), "never started: " + NotEnumerated);
                }
                else if ((isStarted || fate.IsNeverObserved) && !(variable is not null && LeakExcuses.IsDiscard(variable, context)) && IsOfInterest(call, selector, context, facts))
                {
                    var how = fate.IsNeverObserved ? "started and never awaited" : ASL1002TaskLeak.WordsOf(leaks[0], EnclosingFunction.Of(call, context.ContainingSymbol));
                    Report(context, LocationOf(call), "tasks", NameOf(call, facts), how + ": " + NotAwaited, leaks.Select(static leak => ASL1002TaskLeak.LocationOf(leak)));
                }

                break;
        }
    }

    /// <summary>False where the tasks are somebody else's, never fail, or nobody has to wait for them.</summary>
    /// <param name="selector">What makes them; null where they are never made.</param>
    private static bool IsOfInterest(IInvocationOperation call, IOperation? selector, OperationAnalysisContext context, CompilationFacts facts)
    {
        if (FreshTasks.IsNotRun(call, facts))
        {
            return false;
        }

        return selector is null || FanOuts.StartedBy(selector, facts) switch
        {
            null => false,
            IInvocationOperation started => !IsListed(started.TargetMethod, context, facts)
                // As for single tasks: whether a scheduled delegate may run unwatched, ASL3004 asks.
                && !(TaskCalls.IsScheduling(FreshTasks.StartedBy(started, facts).TargetMethod, facts.Types)
                    && EnclosingFunction.Of(call, context.ContainingSymbol).Color(facts.Awaitables) is not FunctionColor.Async)
                && !HarmlessDrops.Are(started, EnclosingFunction.Of(call, context.ContainingSymbol), facts, context.CancellationToken),
            IMethodReferenceOperation { Method: var method } => !IsListed(method, context, facts),
            _ => true,
        };
    }

    private static bool IsListed(IMethodSymbol method, OperationAnalysisContext context, CompilationFacts facts) =>
        facts.SymbolLists.Contains(Options.NeverFaulting, Descriptor.Id, context, method) || facts.SymbolLists.Contains(Options.ForgetHelpers, Descriptor.Id, context, method);

    private static bool IsNeverMentioned(ISymbol? variable, CancellationToken cancellation) =>
        variable is ILocalSymbol { DeclaringSyntaxReferences: { Length: 1 } references }
        && references[0].GetSyntax(cancellation) is VariableDeclaratorSyntax declarator && !LocalMentions.AreAny(declarator);

    /// <summary>What is run for each element, where it has a name, and else the LINQ method.</summary>
    private static string NameOf(IInvocationOperation query, CompilationFacts facts) =>
        FanOuts.SelectorOf(query, facts) is { } selector && FanOuts.StartedBy(selector, facts) is { } started and not IAnonymousFunctionOperation
            ? TaskCalls.NameOf(started)
            : query.TargetMethod.Name;

    // A query expression as a whole; "items?.Select(…)" with what is in front.
    private static SyntaxNode LocationOf(IOperation call)
    {
        while (call.Parent is ITranslatedQueryOperation || call.Parent is IConditionalAccessOperation access && access.WhenNotNull == call)
        {
            call = call.Parent;
        }

        return call.Syntax;
    }

    private static void Report(
        OperationAnalysisContext context, SyntaxNode at, string what, string name, string how, IEnumerable<Location>? exits = null) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, at.GetLocation(), exits, what, name, how));
}
