using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports a TaskCompletionSource that a handler leaves uncompleted, or that one path completes twice.</summary>
public sealed class ASL3008UncompletedSource : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL3008",
        "Uncompleted task source",
        "'{0}' {1}",
        Rule.UnobservedExceptions,
        DiagnosticSeverity.Warning,
        "The task of a TaskCompletionSource completes when somebody completes the source, and never otherwise. A handler that only logs leaves it pending for ever, with "
        + "everybody who awaits it. A source that is completed a second time with SetResult, SetException or SetCanceled throws. Give the exception to the task.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts)
    {
        if (facts.Types.TaskCompletionSourceOfT is null || TestCode.IsIn(facts.Types))
        {
            return;
        }

        start.RegisterOperationAction(
            context =>
            {
                if (SwallowedCompletions.Find((ICatchClauseOperation)context.Operation, facts) is { } source)
                {
                    var keyword = ((CatchClauseSyntax)context.Operation.Syntax).CatchKeyword;
                    context.ReportDiagnostic(Diagnostic.Create(
                        Descriptor, keyword.GetLocation(), source.Locations, source.Name, "is never completed once an exception has come here: whoever awaits its task waits for ever"));
                }
            },
            OperationKind.CatchClause);
        start.RegisterOperationAction(
            context =>
            {
                var call = (IInvocationOperation)context.Operation;
                if (CompletionSources.IsStrictCompletion(call.TargetMethod.Name) && call.Parent is IExpressionStatementOperation
                    && CompletionSources.CompletedBy(call, facts.Types) is { } source && RepeatedCompletions.FirstOf(call, source, facts) is { } first)
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        Descriptor, call.Syntax.GetLocation(), ImmutableArray.Create(first.Syntax.GetLocation()), source.Name,
                        $"is complete already where '{first.TargetMethod.Name}' was called before: '{call.TargetMethod.Name}' then throws an InvalidOperationException"));
                }
            },
            OperationKind.Invocation);
    }
}
