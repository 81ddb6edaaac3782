using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports a task that is returned out of a try whose catch or finally was written for it.</summary>
public sealed class ASL1007HandlerCannotCatch : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL1007",
        "Handler cannot catch",
        "The task of '{0}' is returned out of the try while it is still pending: {1}",
        Rule.MissingAwait,
        DiagnosticSeverity.Warning,
        "A try ends when its task is returned, not when the work is done. What goes wrong in the work is stored in the task and thrown at the caller's await, past the catch; and the finally runs while "
        + "the work is still going on. Await the task inside the try.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts) =>
        start.RegisterOperationAction(context => Analyze(context, facts), OperationKind.Invocation);

    private static void Analyze(OperationAnalysisContext context, CompilationFacts facts)
    {
        var task = (IInvocationOperation)context.Operation;
        if (task.Type is not { SpecialType: SpecialType.None } || task.Parent is IAwaitOperation || TryAround(task) is not { } @try || !StartedTasks.IsKept(task, facts))
        {
            return;
        }

        for (var current = @try; current is not null; current = TryAround(current))
        {
            var clause = CatchPurpose.For(task, current, facts);
            var late = clause is null ? FinallyPurpose.Of(current, facts.Types) : null;
            if ((clause ?? late) is not { } handler)
            {
                continue;
            }

            // Of a resource that is disposed too early, ASL1006 tells.
            if (StartedTasks.IsFresh(task, facts) && IsReturnedFrom(current, task, context, facts) && ResourceScope.LeftPendingBy(task, context, facts) is null)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptor, task.Syntax.GetLocation(), ImmutableArray.Create(LocationOf(handler)), TaskCalls.NameOf(task),
                    clause is not null ? "the catch never sees an exception of the work" : $"'{FinallyPurpose.NameOf(late!)}' in the finally comes before the work has ended"));
            }

            return;
        }
    }

    private static bool IsReturnedFrom(ITryOperation @try, IInvocationOperation task, OperationAnalysisContext context, CompilationFacts facts) =>
        StartedTasks.ReturnOf(task, facts) is not null
        || TaskFlow.Of(context.GetControlFlowGraph(), facts).Follow(task, context.CancellationToken) is { Leaks.Count: 0 } fate
            && StartedTasks.ReturnedFrom(fate, node => @try.Body.Syntax.Span.Contains(node.Span)) is not null;

    // The try in whose body an operation stands, in the same function.
    private static ITryOperation? TryAround(IOperation operation)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent, parent = parent.Parent!)
        {
            if (parent is ITryOperation @try && @try.Body == child)
            {
                return @try;
            }
        }

        return null;
    }

    private static Location LocationOf(IOperation handler) =>
        (handler.Syntax is CatchClauseSyntax { CatchKeyword: var keyword, Declaration: var declaration } ? declaration?.Type.GetLocation() ?? keyword.GetLocation() : handler.Syntax.GetLocation());
}
