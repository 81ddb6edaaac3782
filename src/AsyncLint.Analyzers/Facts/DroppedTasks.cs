using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Decides whether an expression statement loses a task. ASL1001 reports by it, and the CS4014 suppressor stays silent by it.</summary>
internal static class DroppedTasks
{
    private const string RuleId = "ASL1001";

    /// <summary>What the statement drops, without the ConfigureAwait around it; null where dropping it is harmless or not certain.</summary>
    public static IOperation? Find(IExpressionStatementOperation statement, ISymbol containing, CompilationFacts facts, AnalyzerOptions options)
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

        return IsExcused(inner, kind, containing, facts, options, statement.Syntax.SyntaxTree) ? null : inner;
    }

    private static bool IsExcused(
        IInvocationOperation call, Awaitability kind, ISymbol containing, CompilationFacts facts, AnalyzerOptions options, SyntaxTree tree)
    {
        var method = call.TargetMethod;
        return TaskCalls.IsContinueWith(method, facts)
            || TaskCalls.IsPost(method, facts.Types)
            || TaskCalls.IsScheduling(method, facts.Types) && EnclosingFunction.Of(call, containing).Color(facts.Awaitables) is FunctionColor.Sync
            || TaskCalls.IsBornComplete(call, facts)
            || kind is Awaitability.Pattern && IsHeldByReceiver(call)
            || facts.SymbolLists.Contains(Options.ForgetHelpers.Get(options, tree, RuleId), method)
            || facts.SymbolLists.Contains(Options.FluentApis.Get(options, tree, RuleId), method)
            || TestCode.IsMockVerification(call, facts.Types)
            || ExpressionTrees.Contains(call, facts.Types)
            || !method.IsAsync && TestCode.IsInsideThrowsAssertion(call, facts.Types)
            || IsTriviallyComplete(method);
    }

    // Extensions give awaiters even to integers and time spans, so the callee must also present itself as asynchronous: the suffix is
    // what makes the lookup worth its cost, the bound awaiter is what decides.
    private static bool HasExtensionAwaiter(IInvocationOperation call, ITypeSymbol type, CompilationFacts facts) =>
        call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal)
        && type.SpecialType is SpecialType.None && !type.IsTupleType && type.TypeKind is TypeKind.Class or TypeKind.Interface or TypeKind.Struct
        && call.SemanticModel is { } model
        && facts.Awaitables.ExtensionAwaiter(type, model, call.Syntax.SpanStart) is not null;

    // "builder.With(x);" where the builder has an awaiter and stays in its variable: nothing is lost.
    private static bool IsHeldByReceiver(IInvocationOperation call)
    {
        var receiver = call.Instance ?? (call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        return receiver is ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation or IInstanceReferenceOperation
            && SymbolEqualityComparer.Default.Equals(receiver.Type, call.Type);
    }

    /// <summary>
    /// A method that can only return a completed task: not async, not virtual, and every return in its source is Task.CompletedTask,
    /// Task.FromResult or default. Judged by syntax, since binding another file for it would cost more than the answer is worth.
    /// </summary>
    private static bool IsTriviallyComplete(IMethodSymbol method)
    {
        if (method.IsAsync || method.IsVirtual || method.IsAbstract || method.IsOverride && !method.IsSealed
            || method.ContainingType?.TypeKind is TypeKind.Interface
            || method.OriginalDefinition.DeclaringSyntaxReferences is not { Length: 1 } references)
        {
            return false;
        }

        var declaration = references[0].GetSyntax();
        var body = EnclosingFunction.BodyOf(declaration);
        if (body is ExpressionSyntax expression)
        {
            return IsCompletedSyntax(expression);
        }

        if (body is not BlockSyntax block)
        {
            return false;
        }

        var returns = 0;
        foreach (var node in block.DescendantNodes(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            if (node is ReturnStatementSyntax { Expression: { } returned })
            {
                returns++;
                if (!IsCompletedSyntax(returned))
                {
                    return false;
                }
            }
        }

        return returns > 0;
    }

    private static bool IsCompletedSyntax(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Task" or "ValueTask" }, Name.Identifier.ValueText: "CompletedTask" } => true,
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax
            {
                Expression: IdentifierNameSyntax { Identifier.ValueText: "Task" or "ValueTask" }, Name.Identifier.ValueText: "FromResult",
            },
        } => true,
        LiteralExpressionSyntax { Token.ValueText: "default" } or DefaultExpressionSyntax => true,
        _ => false,
    };
}
