using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Decides whether an expression statement loses a task. ASL1001 reports by it, and the CS4014 suppressor stays silent by it.</summary>
internal static class DroppedTasks
{
    private const string RuleId = "ASL1001";

    /// <summary>What the statement drops, without the ConfigureAwait around it; null where dropping it is harmless or not certain.</summary>
    public static IOperation? Find(IExpressionStatementOperation statement, ISymbol containing, CompilationFacts facts, AnalyzerOptions options, CancellationToken cancellation)
    {
        var value = statement.Operation;
        while (value is IConditionalAccessOperation access)
        {
            value = access.WhenNotNull;
        }

        if (value is not IInvocationOperation { Type: { } type } call)
        {
            return null;
        }

        var kind = facts.Awaitables.Of(type);
        if (kind is Awaitability.None && !HasExtensionAwaiter(call, type, facts))
        {
            return null;
        }

        var dropped = TaskCalls.Unwrap(call, facts);
        if (dropped is not IInvocationOperation inner)
        {
            // "task.ConfigureAwait(false);": the task exists, but this statement does nothing with it.
            return ReferenceEquals(dropped, call) || TaskCalls.IsBornComplete(dropped, facts) ? null : dropped;
        }

        return IsExcused(inner, kind, containing, facts, options, statement.Syntax.SyntaxTree) || Pragmas.DisableUnobserved(statement.Syntax) || IsHarmless(inner, containing, facts, cancellation)
            ? null
            : inner;
    }

    private static bool IsExcused(
        IInvocationOperation call, Awaitability kind, ISymbol containing, CompilationFacts facts, AnalyzerOptions options, SyntaxTree tree)
    {
        var method = call.TargetMethod;
        var started = FreshTasks.StartedBy(call, facts).TargetMethod;
        return TaskCalls.IsContinueWith(started, facts)
            || ContinuationHelpers.Contain(started, facts)
            || TaskCalls.IsPost(started, facts.Types)
            || TaskCalls.IsScheduling(started, facts.Types) && EnclosingFunction.Of(call, containing).Color(facts.Awaitables) is not FunctionColor.Async
            || method.Name is not "FromException" && TaskCalls.IsBornComplete(call, facts)
            || FreshTasks.IsHeldElsewhere(call, kind, facts)
            || FreshTasks.IsObserver(method, facts)
            || facts.SymbolLists.Contains(Options.ForgetHelpers.Get(options, tree, RuleId), method)
            || facts.SymbolLists.Contains(Options.FluentApis.Get(options, tree, RuleId), method)
            || FreshTasks.IsNotRun(call, facts)
            || FreshTasks.IsTriviallyComplete(method, kind);
    }

    // What looks into other functions, or through the whole one at hand, comes last.
    private static bool IsHarmless(IInvocationOperation call, ISymbol containing, CompilationFacts facts, CancellationToken cancellation)
    {
        var function = EnclosingFunction.Of(call, containing);
        return HarmlessDrops.IsQueued(call, facts.Types)
            || TestCode.IsVerifiedLater(call, function, facts.Types)
            || HarmlessDrops.Are(call, function, facts, cancellation);
    }

    // Extensions give awaiters even to integers and time spans, so the callee must also present itself as asynchronous: the suffix is
    // what makes the lookup worth its cost, the bound awaiter is what decides.
    private static bool HasExtensionAwaiter(IInvocationOperation call, ITypeSymbol type, CompilationFacts facts) =>
        call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal)
        && type.SpecialType is SpecialType.None && !type.IsTupleType && type.TypeKind is TypeKind.Class or TypeKind.Interface or TypeKind.Struct
        && call.SemanticModel is { } model
        && facts.Awaitables.ExtensionAwaiter(type, model, call.Syntax.SpanStart) is not null;
}
