using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint;

/// <summary>
/// Base of every rule. It settles what no rule may forget: concurrent execution, no generated code, and registration only in
/// compilations that know <c>System.Threading.Tasks.Task</c>.
/// </summary>
/// <remarks>A rule is an analyzer that runs alone in tests; in a build or an editor a <see cref="RuleHost"/> runs it with others.</remarks>
public abstract class AsyncRule : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (CompilationFacts.Of(start.Compilation) is { } facts)
            {
                Register(start, facts);
            }
        });
    }

    internal void Start(CompilationStartAnalysisContext start, CompilationFacts facts) => Register(start, facts);

    /// <summary>Registers the rule's actions; a rule that lacks a type it needs registers nothing.</summary>
    private protected abstract void Register(CompilationStartAnalysisContext start, CompilationFacts facts);
}
