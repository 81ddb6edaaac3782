using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports a call whose task is dropped: nobody waits for it and nobody sees its exception.</summary>
public sealed class ASL1001UnawaitedCall : AsyncRule
{
    private const string TaskLost = "the code after it runs before it has finished, and an exception in it is lost";
    private const string SequenceLost = "it returns an async sequence, and none of its code runs until that is enumerated";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL1001",
        "Unawaited call",
        "'{0}' is not awaited: {1}",
        Rule.MissingAwait,
        DiagnosticSeverity.Warning,
        "A call that returns a task only starts the work. If the task is dropped, execution goes on at once, in an order that nobody chose, "
        + "and an exception is stored in the task, where nobody looks. Await the call, or keep the task and await it later.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts) =>
        start.RegisterOperationAction(
            context =>
            {
                if (DroppedTasks.Find((IExpressionStatementOperation)context.Operation, context.ContainingSymbol, facts, context.Options) is { } dropped)
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        Descriptor,
                        ((IExpressionStatementOperation)context.Operation).Operation.Syntax.GetLocation(),
                        TaskCalls.NameOf(dropped),
                        facts.Awaitables.Of(dropped.Type) is Awaitability.AsyncEnumerable ? SequenceLost : TaskLost));
                }
            },
            OperationKind.ExpressionStatement);
}
