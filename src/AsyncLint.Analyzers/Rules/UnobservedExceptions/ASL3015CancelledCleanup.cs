using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports clean-up in a finally block that the token which led there cancels as well.</summary>
public sealed class ASL3015CancelledCleanup : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL3015",
        "Cancelled clean-up",
        "'{0}' {1}",
        Rule.UnobservedExceptions,
        DiagnosticSeverity.Warning,
        "A finally block runs after a cancellation too; that is what it is for. The token is cancelled then and stays so, and an operation that is given it throws before it has done "
        + "anything: the handle stays open, the transaction is not rolled back. Give the clean-up CancellationToken.None, or a token with a time-out of its own.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts)
    {
        if (facts.Types.CancellationToken is null || TestCode.IsIn(facts.Types))
        {
            return;
        }

        start.RegisterOperationAction(
            context =>
            {
                if (CancelledCleanups.Find((IAwaitOperation)context.Operation, facts, context.CancellationToken) is { Parent: IInvocationOperation call } token)
                {
                    var name = TaskCalls.NameOf(token.Value);
                    context.ReportDiagnostic(Diagnostic.Create(
                        Descriptor, token.Syntax.GetLocation(), TaskCalls.NameOf(call),
                        SemaphoreUses.IsAcquire(call.TargetMethod, facts.Types)
                            ? $"does not acquire '{TaskCalls.NameOf(call.Instance!)}' again when '{name}' is cancelled: it throws, and whoever releases the semaphore further out releases what is not held"
                            : $"cleans nothing up when '{name}' is cancelled: after a cancellation this 'finally' runs with a token that is cancelled already, and the call ends at once"));
                }
            },
            OperationKind.Await);
    }
}
