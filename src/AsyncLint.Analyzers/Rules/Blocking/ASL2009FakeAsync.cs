using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports a function that returns a task and only wraps a synchronous call that has an asynchronous sibling.</summary>
public sealed class ASL2009FakeAsync : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL2009",
        "Fake async",
        "'{0}' puts the synchronous '{1}' into a task: {2} until it is done, where '{3}' would hold none",
        Rule.Blocking,
        DiagnosticSeverity.Info,
        "A caller of a function that returns a task expects that no thread waits for the work. Task.FromResult does the work before it returns, on the thread of the caller; Task.Run "
        + "lets a thread of the pool do the waiting. Both look asynchronous and scale like synchronous code. The asynchronous sibling of the call waits without a thread.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts)
    {
        // An application with a user interface keeps work off its thread, and a test double has nothing to wait for.
        if (!facts.LastResort.IsUserInterface && facts.Types.WinFormsControl is null && !TestCode.IsIn(facts.Types))
        {
            start.RegisterOperationAction(context => Analyze(context, facts), OperationKind.Invocation);
        }
    }

    private static void Analyze(OperationAnalysisContext context, CompilationFacts facts)
    {
        var wrapper = (IInvocationOperation)context.Operation;
        if (WrappedCall.Find(wrapper, context.ContainingSymbol, facts, context.CancellationToken) is { } wrapped && wrapper.Syntax is InvocationExpressionSyntax { Expression: var place }
            && !ExpressionTrees.Contains(wrapper, facts.Types))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor, place.GetLocation(), TaskCalls.NameOf(EnclosingFunction.Of(wrapper, context.ContainingSymbol)), wrapped.Call.TargetMethod.Name,
                wrapped.IsOnPool ? "a thread of the pool waits" : "the thread of the caller waits", wrapped.Sibling.Name));
        }
    }
}
