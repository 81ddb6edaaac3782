using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports a task that is still pending when a resource that it uses is disposed.</summary>
public sealed class ASL1006TaskOutlivesResource : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL1006",
        "Task outlives its resource",
        "The task of '{0}' {1} while it is still pending, and '{2}', which it uses, is {3} right then: {4}",
        Rule.MissingAwait,
        DiagnosticSeverity.Warning,
        "A using statement, or a finally, ends when the call has returned its task, not when the work is done. The work then goes on with a resource that is gone: it fails with an "
        + "ObjectDisposedException, reads a buffer that somebody else fills, or can no longer be cancelled. Whether that happens depends on how fast the work is. Await the task before the resource ends.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts) =>
        start.RegisterOperationAction(context => Analyze(context, facts), OperationKind.Invocation);

    private static void Analyze(OperationAnalysisContext context, CompilationFacts facts)
    {
        var task = (IInvocationOperation)context.Operation;
        if (StartedTasks.IsKept(task, facts) && ResourceScope.LeftPendingBy(task, context, facts) is var (scope, effect, way) && StartedTasks.IsFresh(task, facts))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor,
                task.Syntax.GetLocation(),
                ImmutableArray.Create(scope.End),
                TaskCalls.NameOf(task),
                way,
                scope.Resource.Name,
                scope.IsPooled ? "given back to its pool" : "disposed",
                effect is DisposalEffect.CancelsNoMore ? "nothing can cancel the work any more" : "the work may fail or go wrong halfway"));
        }
    }
}
