using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports a task of a task of which only the outer one is awaited, returned or kept.</summary>
public sealed class ASL1005InnerTaskDropped : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL1005",
        "Dropped inner task",
        "'{0}' gives {2}: {1} once the inner task has started, and an exception in that is lost",
        Rule.MissingAwait,
        DiagnosticSeverity.Warning,
        "A method that runs any delegate and wraps its result in a task, such as StartNew or ContinueWith, makes a task of a task out of an async delegate. The outer task "
        + "completes when the delegate reaches its first await; the work and its exception are in the inner one. Unwrap the task, use Task.Run, or await twice.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts) =>
        start.RegisterOperationAction(
            context =>
            {
                var call = (IInvocationOperation)context.Operation;
                if (facts.Awaitables.IsNested(call.Type) && NestedTasks.Find(call, facts, context.CancellationToken, out var use) is { } loss
                    && !ExpressionTrees.Contains(call, facts.Types))
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        Descriptor,
                        LocationOf(call.Syntax),
                        use is null ? null : ImmutableArray.Create(use.Syntax.GetLocation()),
                        TaskCalls.NameOf(call),
                        loss switch
                        {
                            InnerLoss.Awaited => "the await ends",
                            InnerLoss.Waited => "the wait ends",
                            _ => "as a 'Task' it completes",
                        },
                        WordsOf(call.Type!, facts)));
                }
            },
            OperationKind.Invocation);

    // "a task of a task", "a Task of a ValueTask"
    private static string WordsOf(ITypeSymbol outer, CompilationFacts facts) =>
        facts.Awaitables.ResultOf(outer) is { } inner && !(IsTask(outer, facts) && IsTask(inner, facts)) ? $"a {outer.Name} of a {inner.Name}" : "a task of a task";

    private static bool IsTask(ITypeSymbol type, CompilationFacts facts) => facts.Awaitables.Of(type) is Awaitability.Task;

    // The method that is called, without its arguments: those are often a lambda of many lines.
    private static Location LocationOf(SyntaxNode call) => (call is InvocationExpressionSyntax { Expression: var method } ? method : call).GetLocation();
}
