using System.Collections.Immutable;
using AsyncLint.Calls;
using AsyncLint.Facts;
using AsyncLint.Hosts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>
/// Reports work that is started and forgotten on purpose although it may fail: ASL3004 where the failure certainly matters, ASL3012 for the rest.
/// </summary>
public sealed class ASL3004FireAndForgetCanFail : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL3004",
        "Fire-and-forget that can fail",
        "'{0}' {1}",
        Rule.UnobservedExceptions,
        DiagnosticSeverity.Warning,
        "The exception of a task that nobody observes is lost: no log line, no failed request, no failed test. A loop that was to run for as long as the process "
        + "has ended and nobody knows, an assertion passes whatever happens. Catch and report the exceptions where the work is done, or await its task.");

    internal static readonly DiagnosticDescriptor Discarded = Rule.Create(
        "ASL3012",
        "Discarded task that can fail",
        "'{0}' {1}",
        Rule.UnobservedExceptions,
        DiagnosticSeverity.Info,
        "'_ =' says that nobody waits for the task. It also says that nobody sees its exception, which may not have been meant. Await the task, catch and "
        + "report the exceptions where the work is done, or give the task to a helper that does.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor, Discarded);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts)
    {
        var isTestCode = TestCode.IsIn(facts.Types);
        start.RegisterOperationAction(
            context =>
            {
                // The value of "() => _ = RunAsync()" may be what the lambda returns.
                if (context.Operation is not ISimpleAssignmentOperation { Parent: IExpressionStatementOperation } assignment)
                {
                    return;
                }

                if (assignment is { Target: IDiscardOperation, Value: var value } && facts.Awaitables.IsFrameworkTask(value.Type))
                {
                    Discards(value, isTestCode, context, facts);
                }
                else if (!isTestCode && assignment is { Target: IFieldReferenceOperation { Field: var field }, Value: IInvocationOperation { TargetMethod: { Name: "Run" or "StartNew" } method } call }
                    && TaskCalls.IsScheduling(method, facts.Types) && UnobservedFields.Contains(field, facts, context.CancellationToken))
                {
                    Starts(call, isStatement: true, context, facts);
                }
            },
            OperationKind.SimpleAssignment);
        if (isTestCode)
        {
            // What a test starts beside itself is part of what it sets up.
            return;
        }

        start.RegisterOperationAction(
            context =>
            {
                if (((IExpressionStatementOperation)context.Operation).Operation is not IInvocationOperation { TargetMethod: var method } call)
                {
                    return;
                }

                if (method.Name is "Run" or "StartNew" && TaskCalls.IsScheduling(method, facts.Types)
                    && EnclosingFunction.Of(call, context.ContainingSymbol).Color(facts.Awaitables) is not FunctionColor.Async)
                {
                    Starts(call, isStatement: true, context, facts);
                }
                else if (method is { IsExtensionMethod: true, ReturnsVoid: true, Parameters: [var task, ..] } && facts.Awaitables.IsTaskLike(task.Type)
                    && !IsListed(method, context, facts) && ForgetHelpers.LookAway(method, facts) && TaskCalls.Unwrap(call.Arguments[0].Value, facts) is IInvocationOperation start)
                {
                    Starts(start, isStatement: false, context, facts, helper: method.Name);
                }
            },
            OperationKind.ExpressionStatement);
        start.RegisterOperationAction(context => UnwatchedLoops.Report((ILoopOperation)context.Operation, context, facts), OperationKind.Loop);
    }

    private static void Discards(IOperation value, bool isTestCode, OperationAnalysisContext context, CompilationFacts facts)
    {
        while (value is IConditionalAccessOperation access)
        {
            value = access.WhenNotNull;
        }

        if (TaskCalls.Unwrap(value, facts) is not IInvocationOperation call)
        {
            return;
        }

        if (TestCode.IsAssertion(call.TargetMethod, facts.Types))
        {
            Report(Descriptor, call, "is not awaited: the test passes whether the assertion holds or not", null, context);
        }
        else if (!isTestCode)
        {
            Starts(call, isStatement: false, context, facts);
        }
    }

    private static void Starts(IInvocationOperation call, bool isStatement, OperationAnalysisContext context, CompilationFacts facts, string? helper = null)
    {
        if (TaskCalls.IsContinueWith(call.TargetMethod, facts) || !FreshTasks.Is(call, facts.Awaitables.Of(call.Type), facts) || IsListed(call.TargetMethod, context, facts)
            || UnwatchedLoops.IsStartOfOne(call, context, facts))
        {
            return;
        }

        var result = facts.MayFault.OfTask(call, context.CancellationToken);
        if (result.Evidence is not { } evidence || ImplementedMembers.AreHarmless(evidence, facts, context.CancellationToken))
        {
            return;
        }

        var scheduled = TaskCalls.IsScheduling(call.TargetMethod, facts.Types) ? UnwatchedLoops.ScheduledFunction(call) : null;
        var loses = scheduled is IAnonymousFunctionOperation { Symbol.IsAsync: true } lambda && LoopFaults.InBody(lambda.Body, facts, context.CancellationToken) is not null
            || isStatement && scheduled is IAnonymousFunctionOperation { Symbol.IsAsync: true } or IMethodReferenceOperation { Method.IsAsync: true } && (result.Faults & Faults.Evidence) != 0;
        if (loses || (result.Faults & (Faults.Likely | Faults.Foreign)) != 0)
        {
            var what = "is started and forgotten: " + (evidence.Syntax == call.Syntax ? "an exception in it is lost" : $"if '{evidence.Name}' in it throws, nobody sees the exception");
            Report(loses ? Descriptor : Discarded, call, what + (helper is null ? "" : $", '{helper}' does not look at it either") + RequestEnds(call, context, facts), evidence, context);
        }
    }

    private static string RequestEnds(IOperation call, OperationAnalysisContext context, CompilationFacts facts) =>
        RequestCode.Contains(call, context.ContainingSymbol, facts.Types) ? ", and the request and its services may be gone before it has finished" : "";

    /// <summary>True for a function that an option says needs no observer.</summary>
    internal static bool IsListed(IMethodSymbol method, OperationAnalysisContext context, CompilationFacts facts) =>
        facts.SymbolLists.Contains(Options.NeverFaulting, Descriptor.Id, context, method) || facts.SymbolLists.Contains(Options.ForgetHelpers, Descriptor.Id, context, method);

    private static void Report(DiagnosticDescriptor descriptor, IInvocationOperation call, string what, FaultEvidence? evidence, OperationAnalysisContext context) =>
        context.ReportDiagnostic(Diagnostic.Create(
            descriptor, call.Syntax.GetLocation(), evidence is null ? null : new[] { evidence.Syntax.GetLocation() },
            call.TargetMethod is { Name: "Run" or "StartNew", ContainingType.Name: var owner } ? owner + "." + call.TargetMethod.Name : TaskCalls.NameOf(call), what));
}
