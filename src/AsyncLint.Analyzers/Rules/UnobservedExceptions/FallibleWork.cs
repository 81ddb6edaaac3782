using AsyncLint.Calls;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Tells work with an exception to lose from delays, waits for a cancellation, and what the user says never fails.</summary>
internal static class FallibleWork
{
    /// <summary>True where there is evidence that the work may fail with something other than a cancellation.</summary>
    /// <param name="work">A call that gives a task, an async lambda, or a method group.</param>
    public static bool Is(IOperation work, string ruleId, OperationAnalysisContext context, CompilationFacts facts) => work switch
    {
        IInvocationOperation call => !IsListed(call.TargetMethod, ruleId, context, facts) && !IsPipelined(call, facts.Types)
            && HasEvidence(facts.MayFault.OfTask(call, context.CancellationToken)),
        IAnonymousFunctionOperation lambda => HasEvidence(facts.MayFault.Of(lambda.Body, lambda.Symbol, context.CancellationToken)),
        IMethodReferenceOperation { Method: var method } => !IsListed(method, ruleId, context, facts)
            && (method.IsAbstract || method.OriginalDefinition.DeclaringSyntaxReferences.IsEmpty || HasEvidence(facts.MayFault.Of(method, context.CancellationToken))),
        _ => false,
    };

    /// <summary>The name that a message gives to the work.</summary>
    public static string NameOf(IOperation work) => work is IAnonymousFunctionOperation ? "the lambda" : TaskCalls.NameOf(work);

    private static bool HasEvidence(FaultResult result) => (result.Faults & Faults.Evidence) != 0;

    private static bool IsListed(IMethodSymbol method, string ruleId, OperationAnalysisContext context, CompilationFacts facts) =>
        facts.SymbolLists.Contains(Options.NeverFaulting, ruleId, context, method);

    // The commands of one connection are sent at once and answered in turn (stackexchange.github.io, "Pipelines and Multiplexers"): it fails for all of them.
    private static bool IsPipelined(IInvocationOperation start, KnownTypes types) =>
        types.RedisDatabase is { } database && start.Instance?.Type is { } receiver
        && (SymbolEqualityComparer.Default.Equals(receiver, database) || receiver.AllInterfaces.Contains(database, SymbolEqualityComparer.Default));
}
