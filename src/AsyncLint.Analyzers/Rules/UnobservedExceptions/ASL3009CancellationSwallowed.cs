using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>
/// Reports handlers in loops that take a cancellation for a failure: ASL3009 where the loop then never ends, ASL3014 where it ends after all its rounds.
/// </summary>
public sealed class ASL3009CancellationSwallowed : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL3009",
        "Swallowed cancellation",
        "'{0}' cannot stop this loop: the handler takes the cancellation of '{1}' for a failure and goes on, and from then on every round fails at once",
        Rule.UnobservedExceptions,
        DiagnosticSeverity.Warning,
        "A cancelled operation ends with an OperationCanceledException, which a catch for all exceptions catches too. A loop that goes on behind it calls the "
        + "operation again, which the same token cancels at once: the loop spins, fills the log and never stops. Let the exception out once the token is cancelled.");

    internal static readonly DiagnosticDescriptor Counted = Rule.Create(
        "ASL3014",
        "Cancellation taken for a failure",
        "'{0}' does not stop {2}: the handler takes the cancellation of '{1}' for a failure, and all further rounds are run and fail at once",
        Rule.UnobservedExceptions,
        DiagnosticSeverity.Info,
        "A cancelled operation ends with an OperationCanceledException, which a catch for all exceptions catches too. The loop tries again, or goes on with the next "
        + "element, and reports as many failures as there are rounds left; its caller does not learn that it was cancelled. Let the exception out once the token is cancelled.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor, Counted);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts)
    {
        if (facts.Types.CancellationToken is null || TestCode.IsIn(facts.Types))
        {
            return;
        }

        start.RegisterOperationAction(
            context =>
            {
                if (SwallowedCancellations.Find((ICatchClauseOperation)context.Operation, facts, context.CancellationToken) is { } swallowed)
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        swallowed.IsEndless ? Descriptor : Counted,
                        ((CatchClauseSyntax)context.Operation.Syntax).CatchKeyword.GetLocation(),
                        new[] { swallowed.Observer.Syntax.GetLocation() },
                        swallowed.Token.Symbol.Name,
                        NameOf(swallowed.Observer, facts),
                        NameOf(swallowed.Loop)));
                }
            },
            OperationKind.CatchClause);
    }

    private static string NameOf(ILoopOperation loop) => loop switch
    {
        IForEachLoopOperation { Collection: var collection } when OperationTree.WithoutConversions(collection) is ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation or IInvocationOperation =>
            $"the loop over '{TaskCalls.NameOf(OperationTree.WithoutConversions(collection))}'",
        IForEachLoopOperation => "this 'foreach' loop",
        IForLoopOperation => "this 'for' loop",
        _ => "this 'while' loop",
    };

    private static string NameOf(IOperation observer, CompilationFacts facts) => TaskCalls.NameOf(TaskCalls.Unwrap(
        observer switch
        {
            IAwaitOperation await => await.Operation,
            IForEachLoopOperation loop => loop.Collection,
            _ => observer,
        },
        facts));
}
