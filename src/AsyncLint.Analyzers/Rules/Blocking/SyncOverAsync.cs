using AsyncLint.Calls;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>What the rules about blocking on a task share: which blocks are harmless, and how one is reported.</summary>
internal static class SyncOverAsync
{
    /// <summary>True for a block that cannot wait, is not run where it stands, or that the user declared safe, here by the id of another analyzer.</summary>
    public static bool IsHarmless(BlockedTask blocked, OperationAnalysisContext context, CompilationFacts facts, string ruleId) =>
        IsHarmless(blocked, context.Operation, context.Options, facts, ruleId, () => context.GetControlFlowGraph(), context.CancellationToken);

    /// <summary>As the other overload, for a block that is not what the driver has come to.</summary>
    public static bool IsHarmless(
        BlockedTask blocked, IOperation operation, AnalyzerOptions options, CompilationFacts facts, string ruleId, Func<ControlFlowGraph?> graph, CancellationToken cancellation) =>
        ExpressionTrees.Contains(operation, facts.Types)
        || Options.SafeApis.Get(options, operation.Syntax.SyntaxTree, ruleId) is { Length: > 0 } safe && IsSafe(blocked.Task, safe, facts)
        || CompletedBlocks.Contains(blocked, facts, graph, cancellation)
        || Pragmas.AcceptSyncCall(operation.Syntax);

    /// <summary>True for a block in the initialization of a type, or in a Lazy, of which ASL2007 or ASL2011 speaks.</summary>
    public static bool IsInInitializer(OperationAnalysisContext context, EnclosingFunction function, CompilationFacts facts)
    {
        var isStatic = InitializationDeadlocks.IsStaticInitializer(function, context.ContainingSymbol);
        return isStatic && !TestCode.IsIn(facts.Types) && IsOn(ASL2007StaticInitDeadlock.BlockingDescriptor)
            || (isStatic || function.Kind is FunctionKind.Lambda) && IsOn(ASL2007StaticInitDeadlock.Descriptor) && facts.InitializationDeadlocks.At(context.Operation, context.ContainingSymbol) is not null;

        bool IsOn(DiagnosticDescriptor rule) => RuleSwitch.IsOn(rule.Id, context.Operation.Syntax.SyntaxTree, facts.Compilation, context.CancellationToken);
    }

    /// <summary>True for a block of which ASL2006 says that it never ends.</summary>
    public static bool IsDeadlock(OperationAnalysisContext context, CompilationFacts facts) =>
        IsDeadlock(context.Operation, context.ContainingSymbol, context.Options, facts, context.CancellationToken);

    /// <summary>As the other overload, for a block in any file.</summary>
    public static bool IsDeadlock(IOperation block, ISymbol member, AnalyzerOptions options, CompilationFacts facts, CancellationToken cancellation)
    {
        var tree = block.Syntax.SyntaxTree;
        return RuleSwitch.IsOn(ASL2006Deadlock.Descriptor.Id, tree, facts.Compilation, cancellation)
            && facts.Deadlocks(Options.AppModel.Get(options, tree, ASL2006Deadlock.Descriptor.Id)).At(block, member, cancellation) is not null;
    }

    /// <summary>The diagnostic of a block: how, where (worded by the rule), and on which task.</summary>
    public static Diagnostic Report(DiagnosticDescriptor descriptor, BlockedTask blocked, IOperation operation, CompilationFacts facts, string where) =>
        Diagnostic.Create(
            descriptor,
            LocationOf(operation.Syntax),
            blocked.Form is BlockingForm.SpinOnIsCompleted ? blocked.Text : "'" + blocked.Text + "'",
            where,
            NameOf(blocked, facts));

    private static bool IsSafe(IOperation task, string safe, CompilationFacts facts) =>
        TaskCalls.Unwrap(task, facts) switch
        {
            IInvocationOperation call => facts.SymbolLists.Contains(safe, call.TargetMethod),
            IMemberReferenceOperation member => facts.SymbolLists.Contains(safe, member.Member),
            _ => false,
        };

    public static string NameOf(BlockedTask blocked, CompilationFacts facts)
    {
        var task = TaskCalls.Unwrap(blocked.Task, facts);
        return blocked.Form switch
        {
            BlockingForm.WaitAll => "all the tasks complete",
            BlockingForm.WaitAny => "one of the tasks completes",
            BlockingForm.ToBlockingEnumerable => "each element of '" + TaskCalls.NameOf(task) + "' is there",
            _ => "'" + TaskCalls.NameOf(task) + "' completes",
        };
    }

    public static Location LocationOf(SyntaxNode syntax) => syntax switch
    {
        WhileStatementSyntax { Condition: var condition } => condition.GetLocation(),
        DoStatementSyntax { Condition: var condition } => condition.GetLocation(),
        ForStatementSyntax { Condition: { } condition } => condition.GetLocation(),
        _ => syntax.GetLocation(),
    };
}
