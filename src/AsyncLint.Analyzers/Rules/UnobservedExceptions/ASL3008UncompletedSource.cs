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
        start.RegisterOperationAction(context => Completion((IInvocationOperation)context.Operation, context, facts), OperationKind.Invocation);
        start.RegisterOperationAction(
            context =>
            {
                var task = (IPropertyReferenceOperation)context.Operation;
                if (CompletionSources.IsTask(task) && task.Instance is IFieldReferenceOperation or ILocalReferenceOperation && CompletionSources.IsSource(task.Instance.Type, facts.Types)
                    && CompletionSources.IsWaitedForWithoutEnd(task))
                {
                    Wait(task, context, facts);
                }
            },
            OperationKind.PropertyReference);
    }

    private static void Completion(IInvocationOperation call, OperationAnalysisContext context, CompilationFacts facts)
    {
        if (call.Instance is not ILocalReferenceOperation || CompletionSources.CompletedBy(call, facts.Types) is not { } source)
        {
            return;
        }

        var isStrict = CompletionSources.IsStrictCompletion(call.TargetMethod.Name) && call.Parent is IExpressionStatementOperation;
        if (isStrict && RepeatedCompletions.FirstOf(call, source, facts) is { } first)
        {
            Report(
                call.Syntax, first.Syntax, source, $"is complete already where '{first.TargetMethod.Name}' was called before: '{call.TargetMethod.Name}' then throws an InvalidOperationException",
                context);
        }
        else if (isStrict && CompetingCompletions.Before(call, source, facts) is { } other)
        {
            Report(
                call.Syntax, other.Syntax, source,
                $"may be complete already, by '{other.TargetMethod.Name}' in another callback: '{call.TargetMethod.Name}' then throws an InvalidOperationException, which 'Try{call.TargetMethod.Name}' does not",
                context);
        }
        else if (facts.UncompletedSources.ReturnInstead(call, source, context.GetControlFlowGraph, context.CancellationToken) is { } exit)
        {
            Report(call.Syntax, exit, source, "is not completed where the lambda returns without coming to this call: whoever awaits its task waits for ever", context);
        }
    }

    private static void Wait(IPropertyReferenceOperation task, OperationAnalysisContext context, CompilationFacts facts)
    {
        if (task.Instance is IFieldReferenceOperation { Field: var field })
        {
            if (facts.UncompletedSources.Contains(field, context.CancellationToken))
            {
                Report(task.Syntax, null, field, $"is completed nowhere in '{field.ContainingType.Name}': whoever awaits its task waits for ever", context);
            }
        }
        else if (task.Instance is ILocalReferenceOperation { Local: var source }
            && facts.UncompletedSources.IsAwaitedUncompleted(task, source, context.GetControlFlowGraph, context.CancellationToken))
        {
            Report(task.Syntax, null, source, "is known to nobody yet who could complete it, on one of the ways to this place: whoever awaits its task waits for ever", context);
        }
    }

    private static void Report(SyntaxNode place, SyntaxNode? other, ISymbol source, string what, OperationAnalysisContext context) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, place.GetLocation(), other is null ? null : new[] { other.GetLocation() }, source.Name, what));
}
