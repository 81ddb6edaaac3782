using System.Collections.Immutable;
using AsyncLint.Calls;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.Rules;

/// <summary>Reports a block that never ends, since the task needs the context that the blocked thread holds.</summary>
public sealed class ASL2006Deadlock : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL2006",
        "Deadlock",
        "'{0}' {1} {2}, which runs {3}, until {4}, and {5} needs it to go on after 'await {6}'",
        Rule.Blocking,
        DiagnosticSeverity.Error,
        "An await without ConfigureAwait(false) goes on where it was: on the SynchronizationContext of the thread that came to it. That of a window or of a request "
        + "lets in one thread at a time. Who blocks there on the task keeps out the code that would complete it, and both wait for ever.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts)
    {
        if (facts.AppModels.MayExist)
        {
            start.RegisterOperationAction(context => Analyze(context, facts), OperationKind.PropertyReference, OperationKind.Invocation);
        }
    }

    private static void Analyze(OperationAnalysisContext context, CompilationFacts facts)
    {
        if (BlockedTasks.Find(context.Operation, facts) is { } blocked
            && facts.Deadlocks(Options.AppModel.Get(context.Options, context.Operation.Syntax.SyntaxTree, Descriptor.Id)).At(context.Operation, context.ContainingSymbol, context.CancellationToken) is { } deadlock
            && !SyncOverAsync.IsHarmless(blocked, context, facts, Descriptor.Id))
        {
            context.ReportDiagnostic(Report(deadlock, blocked, context.Operation, facts));
        }
    }

    private static Diagnostic Report(Deadlock deadlock, BlockedTask blocked, IOperation operation, CompilationFacts facts)
    {
        // From the block inwards to the await, and last who owns the context.
        var places = deadlock.Need.Steps.Select(static step => step.Operation.Syntax.GetLocation()).ToImmutableArray().Add(deadlock.Owner.Entry);
        return Diagnostic.Create(
            Descriptor,
            SyncOverAsync.LocationOf(operation.Syntax),
            places,
            blocked.Text,
            deadlock.Owner.Model.RefusesToBlock ? "throws: it would hold" : "deadlocks: it holds",
            deadlock.Owner.Model.Context,
            deadlock.Owner.EntryName,
            SyncOverAsync.NameOf(blocked, facts),
            ChainText.NameOf(ImmutableArray.Create(deadlock.Need.Function)),
            TaskCalls.NameOf(TaskCalls.Unwrap(deadlock.Need.Await.Operation, facts)));
    }
}
