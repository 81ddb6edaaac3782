using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports a thread that is made to wait for a task in a sync function, which could become async or is where a caller would have to.</summary>
public sealed class ASL2002SyncOverAsyncInSync : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL2002",
        "Sync-over-async in a sync function",
        "{0} blocks {1} until {2}",
        Rule.Blocking,
        DiagnosticSeverity.Info,
        "Whoever calls this function holds a thread that does nothing but wait. That is harmless in a console program and costs an application "
        + "its throughput, or its UI, as soon as async code reaches the function. Make the function async, and its callers with it, "
        + "or keep the block where nothing asynchronous can call it.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts) =>
        start.RegisterOperationAction(
            context => Analyze(context, facts), OperationKind.PropertyReference, OperationKind.Invocation, OperationKind.Loop);

    private static void Analyze(OperationAnalysisContext context, CompilationFacts facts)
    {
        if (BlockedTasks.Find(context.Operation, facts) is { } blocked
            && StalledFunction.Of(context.Operation, context.ContainingSymbol, facts) is null
            && StalledFunction.StarterOnPool(context.Operation, context.ContainingSymbol, facts) is null
            && EnclosingFunction.Of(context.Operation, context.ContainingSymbol) is var function
            && !HasNoAsyncForm(function, blocked, facts)
            && !SyncOverAsync.IsHarmless(blocked, context, facts, Descriptor.Id)
            && !SyncOverAsync.IsDeadlock(context, facts)
            && !SyncOverAsync.IsInInitializer(context, function, facts))
        {
            context.ReportDiagnostic(SyncOverAsync.Report(
                Descriptor, blocked, context.Operation, facts, "every caller of " + TaskCalls.QuotedNameOf(function)));
        }
    }

    // Where the platform calls the function and takes no task: finalizers, an awaiter's own GetResult, and Dispose as long as IAsyncDisposable does not exist. Where a method of
    // the framework is overridden and so is its async form, Read and ReadAsync. And where to block is what the function is for.
    private static bool HasNoAsyncForm(EnclosingFunction function, BlockedTask blocked, CompilationFacts facts) => function switch
    {
        { Kind: FunctionKind.Finalizer } => true,
        { Symbol: { Name: WellKnownMemberNames.GetResult, ContainingType: var awaiter } } when facts.Awaitables.IsAwaiter(awaiter) => true,
        { Symbol: { Name: "Dispose", ReturnsVoid: true } } => facts.Types.AsyncDisposable is null,
        { Symbol: { IsOverride: true } method } => method.OverriddenMethod is { DeclaringSyntaxReferences.IsEmpty: true } && method.ContainingType.GetMembers(method.Name + "Async").Any(static twin => twin.IsOverride),
        { Symbol: { IsExtensionMethod: true, Parameters: [var task, ..] } } => TaskCalls.Unwrap(blocked.Task, facts) is IParameterReferenceOperation { Parameter: var waited } && SymbolEqualityComparer.Default.Equals(waited, task),
        _ => false,
    };
}
