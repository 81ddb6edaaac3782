using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports a call whose task is dropped: nobody waits for it and nobody sees its exception.</summary>
public sealed class ASL1001UnawaitedCall : AsyncRule
{
    private const string OrderLost = "the code after it runs before it has finished";
    private const string NobodyWaits = "nobody waits for it";
    private const string ExceptionLost = ", and an exception in it is lost";
    private const string SequenceLost = "it returns an async sequence, and none of its code runs until that is enumerated";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL1001",
        "Unawaited call",
        "{0} is not awaited: {1}",
        Rule.MissingAwait,
        DiagnosticSeverity.Warning,
        "A call that returns a task only starts the work. If the task is dropped, execution goes on at once, in an order that nobody chose, "
        + "and an exception is stored in the task, where nobody looks. Await the call, or keep the task and await it later.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts) =>
        start.RegisterOperationAction(
            context =>
            {
                var statement = (IExpressionStatementOperation)context.Operation;
                if (DroppedTasks.Find(statement, context.ContainingSymbol, facts, context.Options, context.CancellationToken) is { } dropped)
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        Descriptor, statement.Operation.Syntax.GetLocation(), NameOf(dropped), LossOf(dropped, statement, context.ContainingSymbol, facts, context.CancellationToken)));
                }
            },
            OperationKind.ExpressionStatement);

    // A delegate or an event is not what would be awaited.
    private static string NameOf(IOperation dropped) =>
        (dropped is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } ? "The task of '" : "'") + TaskCalls.NameOf(dropped) + "'";

    private static string LossOf(IOperation dropped, IExpressionStatementOperation statement, ISymbol containing, CompilationFacts facts, CancellationToken cancellation) =>
        facts.Awaitables.Of(dropped.Type) is Awaitability.AsyncEnumerable
            ? SequenceLost
            : (IsFollowed(statement, containing) ? OrderLost : NobodyWaits) + (facts.MayFault.OfTask(dropped, cancellation).IsNever ? "" : ExceptionLost);

    // Whether code of the function stands behind the statement. Who calls a function that returns something counts on all of it.
    private static bool IsFollowed(IExpressionStatementOperation statement, ISymbol containing)
    {
        if (EnclosingFunction.Of(statement, containing).Symbol is { ReturnsVoid: false })
        {
            return true;
        }

        IOperation child = statement;
        while (child.Parent is { } parent and not (IAnonymousFunctionOperation or ILocalFunctionOperation or IMethodBodyBaseOperation))
        {
            if (parent is IBlockOperation block ? !IsLast(child, block) : parent is not (IConditionalOperation or ILabeledOperation))
            {
                return true;
            }

            child = parent;
        }

        return false;
    }

    private static bool IsLast(IOperation statement, IBlockOperation block)
    {
        for (var i = block.Operations.Length - 1; i >= 0; i--)
        {
            if (block.Operations[i] is not (ILocalFunctionOperation or IReturnOperation { ReturnedValue: null }))
            {
                return block.Operations[i] == statement;
            }
        }

        return false;
    }
}
