using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.Tests;

/// <summary>Reports calls of methods named Bad, for the tests of the test base. The derived rules are wrong on purpose.</summary>
class ToyRule : DiagnosticAnalyzer
{
    protected static readonly DiagnosticDescriptor Descriptor = new(
        "TOY001", "Call of Bad", "'{0}' is bad", "Toy", DiagnosticSeverity.Warning, isEnabledByDefault: false, "For the tests of the test base.");

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        Register(context);
    }

    protected virtual void Register(AnalysisContext context) => context.RegisterSyntaxNodeAction(
        context =>
        {
            var call = (InvocationExpressionSyntax)context.Node;
            if (IsBad(call))
            {
                Report(call, context.ReportDiagnostic);
            }
        },
        SyntaxKind.InvocationExpression);

    protected virtual void Report(InvocationExpressionSyntax call, Action<Diagnostic> report) =>
        report(Diagnostic.Create(Descriptor, call.GetLocation(), call.Expression.ToString()));

    protected static bool IsBad(InvocationExpressionSyntax call) => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "Bad" };
}

/// <summary>Throws.</summary>
sealed class ToyThrowingRule : ToyRule
{
    protected override void Report(InvocationExpressionSyntax call, Action<Diagnostic> report) => throw new InvalidOperationException("toy crash");
}

/// <summary>Says something else each time.</summary>
sealed class ToyUnsteadyRule : ToyRule
{
    static int count;

    protected override void Report(InvocationExpressionSyntax call, Action<Diagnostic> report) => report(Diagnostic.Create(
        Descriptor, call.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add("n", Interlocked.Increment(ref count).ToString(System.Globalization.CultureInfo.InvariantCulture)), "Bad"));
}

/// <summary>Speaks only at the end of a compilation without saying so.</summary>
sealed class ToyEndRule : ToyRule
{
    protected override void Register(AnalysisContext context) => context.RegisterCompilationAction(context =>
    {
        foreach (var tree in context.Compilation.SyntaxTrees)
        {
            foreach (var call in tree.GetRoot(context.CancellationToken).DescendantNodes().OfType<InvocationExpressionSyntax>().Where(IsBad))
            {
                Report(call, context.ReportDiagnostic);
            }
        }
    });
}

/// <summary>Reports the second call of a method from the first, where hosts lose it.</summary>
sealed class ToyElsewhereRule : ToyRule
{
    protected override void Register(AnalysisContext context) => context.RegisterSyntaxNodeAction(
        context =>
        {
            var calls = context.Node.SyntaxTree.GetRoot(context.CancellationToken).DescendantNodes().OfType<InvocationExpressionSyntax>().Where(IsBad).ToList();
            if (calls.Count > 1 && calls[0] == context.Node)
            {
                Report(calls[^1], context.ReportDiagnostic);
            }
        },
        SyntaxKind.InvocationExpression);
}

/// <summary>Reports a call in N once it has seen the one in M, so that the line alone does not have it.</summary>
sealed class ToyMemoryRule : ToyRule
{
    protected override void Register(AnalysisContext context) => context.RegisterCompilationStartAction(start =>
    {
        var seen = new ManualResetEventSlim();
        start.RegisterSyntaxNodeAction(
            context =>
            {
                var call = (InvocationExpressionSyntax)context.Node;
                if (IsBad(call) && context.ContainingSymbol?.Name == "M")
                {
                    seen.Set();
                }
                else if (IsBad(call) && seen.Wait(200, context.CancellationToken))
                {
                    Report(call, context.ReportDiagnostic);
                }
            },
            SyntaxKind.InvocationExpression);
    });
}
