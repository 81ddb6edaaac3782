using System.Collections.Immutable;
using AsyncLint.Calls;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports a ContinueWith that leaves an exception to nobody: that of the task which it continues, or that of an async continuation.</summary>
public sealed class ASL3007ContinueWithFault : AsyncRule
{
    // The compiler's warning for a dropped task: where a pragma silences it, somebody has looked and decided.
    private const string UnawaitedByCompiler = "CS4014";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL3007",
        "Fault lost by ContinueWith",
        "If '{0}' fails, nobody sees its exception: {1}",
        Rule.UnobservedExceptions,
        DiagnosticSeverity.Warning,
        "A continuation gets the task that it continues, and not its exception. If it does not read that, runs only on success, or throws it again into a task of its own that "
        + "nobody observes, the exception is lost. Await the task and write the continuation behind the await, or read the exception in the continuation.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts)
    {
        // What a test starts beside itself is part of what it sets up.
        if (!TestCode.IsIn(facts.Types))
        {
            start.RegisterOperationAction(context => Analyze(context, facts), OperationKind.Invocation);
        }
    }

    private static void Analyze(OperationAnalysisContext context, CompilationFacts facts)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name is not "ContinueWith" || !TaskCalls.IsContinueWith(call.TargetMethod, facts) || call.Syntax.ContainsDiagnostics
            || Continuations.EndOf(call, facts) is var end && end is ContinuationEnd.Kept
            || end is ContinuationEnd.Dropped && Pragmas.Disable(UnawaitedByCompiler, call.Syntax))
        {
            return;
        }

        var reading = Continuations.ReadingOf(call, facts, context.CancellationToken);
        if (Loses(reading, end, call, facts) && FailingStart(call, context, facts) is { } antecedent)
        {
            Report(call, antecedent, reading switch
            {
                FaultReading.Rethrows => "the continuation throws it again, and its own task is dropped",
                FaultReading.RunsOnSuccess when end is ContinuationEnd.Awaited => "the continuation runs only on success, and the await throws a TaskCanceledException in its place",
                FaultReading.RunsOnSuccess => "the continuation runs only on success, and nothing runs on failure",
                _ when end is ContinuationEnd.Awaited => "the continuation does not look at it, and the await succeeds",
                _ when end is ContinuationEnd.Returned => "the continuation does not look at it, and the task that is returned succeeds",
                _ => "the continuation does not look at it",
            }, context);
        }
        else if (end is ContinuationEnd.Dropped && Continuations.LambdaOf(call) is { Symbol.IsAsync: true } lambda && Continuations.RunsOnSuccess(call, facts)
            && facts.MayFault.Of(lambda.Body, lambda.Symbol, context.CancellationToken) is { Evidence: { } evidence } inner && (inner.Faults & EvidenceIn(facts)) != 0)
        {
            Report(call, evidence.Name, "it is in the task of the async continuation, which is dropped", context);
        }
    }

    // Of what is awaited or returned, a continuation that takes the result throws to the awaiter, and the inner task of an async one
    // is what ASL1005 reports, unless it is unwrapped.
    private static bool Loses(FaultReading reading, ContinuationEnd end, IInvocationOperation call, CompilationFacts facts) => reading switch
    {
        FaultReading.Unknown => false,
        _ when end is ContinuationEnd.Dropped => true,
        FaultReading.RunsOnSuccess => end is ContinuationEnd.Awaited && !ExpectsCancellation(call, facts),
        FaultReading.Ignores => call.Parent is IArgumentOperation || !facts.Awaitables.IsNested(call.Type),
        _ => false,
    };

    /// <summary>The name of the call with whose task the chain starts, if there is evidence that it may fail and nobody else has the task; else null.</summary>
    private static string? FailingStart(IInvocationOperation continuation, OperationAnalysisContext context, CompilationFacts facts)
    {
        var task = Continuations.AntecedentOf(continuation) is { } antecedent ? TaskCalls.Unwrap(antecedent, facts) : null;
        if (task is ILocalReferenceOperation { Local: var local })
        {
            task = OnlyContinued(local, continuation, context, facts);
        }
        else if (task is IFieldReferenceOperation { Field: var field } && UnobservedFields.IsObservedOnlyBy(field, task.Syntax, facts, context.CancellationToken)
            && StartedFields.Of(field, task.SemanticModel!, facts, context.CancellationToken) is [var only])
        {
            task = only;
        }

        if (task is not IInvocationOperation call)
        {
            return null;
        }

        if (TaskCalls.IsContinueWith(call.TargetMethod, facts))
        {
            // The exception has to get past the continuations before this one.
            return Continuations.ReadingOf(call, facts, context.CancellationToken) is FaultReading.Unknown ? null : FailingStart(call, context, facts);
        }

        return FreshTasks.Is(call, facts.Awaitables.Of(call.Type), facts)
            // The tasks that it combines may be observed one by one.
            && !TaskCalls.IsWhenAll(call.TargetMethod, facts.Types)
            && !facts.SymbolLists.Contains(Options.NeverFaulting.Get(context.Options, call.Syntax.SyntaxTree, Descriptor.Id), call.TargetMethod)
            && (facts.MayFault.OfTask(call, context.CancellationToken).Faults & EvidenceIn(facts)) != 0
                ? NameOf(call)
                : null;
    }

    /// <summary>What a local is initialized with, if all that uses it are continuations that lose the fault, of which this one is the first.</summary>
    private static IOperation? OnlyContinued(ILocalSymbol local, IInvocationOperation continuation, OperationAnalysisContext context, CompilationFacts facts)
    {
        IOperation? initial = null;
        IInvocationOperation? first = null;
        foreach (var operation in OperationTree.Root(continuation).Descendants())
        {
            if (operation is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))
            {
                initial = declarator.GetVariableInitializer()?.Value;
            }
            else if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local))
            {
                if (reference.Parent is not IInvocationOperation { TargetMethod: var method } call || call.Instance != reference || !TaskCalls.IsContinueWith(method, facts)
                    || Continuations.ReadingOf(call, facts, context.CancellationToken) is var reading
                    && (reading is FaultReading.Unknown || reading is FaultReading.Rethrows && Continuations.EndOf(call, facts) is not ContinuationEnd.Dropped))
                {
                    return null;
                }

                first ??= call;
            }
        }

        return first == continuation && initial is not null ? TaskCalls.Unwrap(initial, facts) : null;
    }

    // In an application with a user interface nearly every other operation is the framework's, and never fails.
    private static Faults EvidenceIn(CompilationFacts facts) => facts.LastResort.IsUserInterface ? Faults.Likely | Faults.Foreign : Faults.Evidence;

    // Who catches the cancellation has thought of it.
    private static bool ExpectsCancellation(IOperation operation, CompilationFacts facts)
    {
        for (var (child, parent) = (operation, operation.Parent); parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); (child, parent) = (parent, parent.Parent))
        {
            if (parent is ITryOperation @try && @try.Body == child)
            {
                foreach (var clause in @try.Catches)
                {
                    if (facts.MayFault.Table.IsCancellation(clause.ExceptionType))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static string NameOf(IInvocationOperation call) =>
        call.TargetMethod is { Name: "Run" or "StartNew", ContainingType.Name: var owner } ? owner + "." + call.TargetMethod.Name : TaskCalls.NameOf(call);

    private static void Report(IInvocationOperation call, string name, string why, OperationAnalysisContext context)
    {
        var method = ((InvocationExpressionSyntax)call.Syntax).Expression;
        var location = (method switch
        {
            MemberAccessExpressionSyntax { Name: var member } => member,
            MemberBindingExpressionSyntax { Name: var bound } => bound,
            _ => method,
        }).GetLocation();
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, location, name, why));
    }
}
