using System.Collections.Immutable;
using AsyncLint.Facts;
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
        "'{0}' cleans nothing up when '{1}' is cancelled: this 'finally' is come to by that cancellation, and a call with a token that is cancelled ends at once",
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
                    context.ReportDiagnostic(Diagnostic.Create(Descriptor, token.Syntax.GetLocation(), TaskCalls.NameOf(call), TaskCalls.NameOf(token.Value)));
                }
            },
            OperationKind.Await);
    }
}
