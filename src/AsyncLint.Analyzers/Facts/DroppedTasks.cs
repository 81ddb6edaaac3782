using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Decides whether an expression statement loses a task. ASL1001 reports by it, and the CS4014 suppressor stays silent by it.</summary>
internal static class DroppedTasks
{
    private const string RuleId = "ASL1001";

    // The compiler's warning for the same defect: where a pragma silences it, somebody has looked and decided.
    private const string UnawaitedByCompiler = "CS4014";

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

        return IsExcused(inner, kind, containing, facts, options, statement.Syntax.SyntaxTree) || Pragmas.Disable(UnawaitedByCompiler, statement.Syntax)
            ? null
            : inner;
    }

    private static bool IsExcused(
        IInvocationOperation call, Awaitability kind, ISymbol containing, CompilationFacts facts, AnalyzerOptions options, SyntaxTree tree)
    {
        var method = call.TargetMethod;
        var started = StartedBy(call, facts).TargetMethod;
        return TaskCalls.IsContinueWith(started, facts)
            || TaskCalls.IsPost(started, facts.Types)
            || TaskCalls.IsScheduling(started, facts.Types) && EnclosingFunction.Of(call, containing).Color(facts.Awaitables) is not FunctionColor.Async
            || TaskCalls.IsBornComplete(call, facts) && method.Name is not "FromException"
            || kind is Awaitability.Pattern && IsHeldByReceiver(call)
            || IsHeldElsewhere(call)
            || IsObserver(method, facts)
            || facts.SymbolLists.Contains(Options.ForgetHelpers.Get(options, tree, RuleId), method)
            || facts.SymbolLists.Contains(Options.FluentApis.Get(options, tree, RuleId), method)
            || TestCode.IsMockVerification(call, facts.Types)
            || ExpressionTrees.Contains(call, facts.Types)
            || !method.IsAsync && TestCode.IsInsideThrowsAssertion(call, facts.Types)
            || IsTriviallyComplete(method, kind);
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
        return IsVariable(receiver) && SymbolEqualityComparer.Default.Equals(receiver!.Type, call.Type);
    }

    // "SendAsync().ObserveErrors();": an extension that takes a task and nothing else, and hands the same kind of task back, is called as a
    // statement for what it does to the task.
    private static bool IsObserver(IMethodSymbol method, CompilationFacts facts)
    {
        var definition = (method.ReducedFrom ?? method).OriginalDefinition;
        return definition is { IsExtensionMethod: true, Parameters.Length: 1 }
            && SymbolEqualityComparer.Default.Equals(definition.Parameters[0].Type, definition.ReturnType)
            && facts.Awaitables.IsTaskLike(definition.ReturnType);
    }

    // What a method returns as a T is not its own work where the T came from a variable ("task.ShouldNotBeNull();") or belongs to a
    // collection ("tasks.Dequeue();", "cache.GetOrAdd(key, Load);").
    private static bool IsHeldElsewhere(IInvocationOperation call)
    {
        var method = call.TargetMethod.OriginalDefinition;
        if (method.ReturnType is not ITypeParameterSymbol returned || method.MethodKind is MethodKind.DelegateInvoke)
        {
            return false;
        }

        if (returned.DeclaringMethod is null)
        {
            return IsCollection(method.ContainingType);
        }

        foreach (var argument in call.Arguments)
        {
            if (SymbolEqualityComparer.Default.Equals(argument.Parameter?.OriginalDefinition.Type, returned) && IsVariable(argument.Value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCollection(INamedTypeSymbol type)
    {
        foreach (var implemented in type.AllInterfaces)
        {
            if (implemented.SpecialType is SpecialType.System_Collections_IEnumerable)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsVariable(IOperation? value)
    {
        while (value is IConversionOperation { OperatorMethod: null } conversion)
        {
            value = conversion.Operand;
        }

        return value is ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation or IInstanceReferenceOperation;
    }

    // "Task.Factory.StartNew(async …).Unwrap();" is dropped the same way as without Unwrap.
    private static IInvocationOperation StartedBy(IInvocationOperation call, CompilationFacts facts)
    {
        while (call is { TargetMethod: { Name: "Unwrap" } method, Arguments.Length: 1 }
            && SymbolEqualityComparer.Default.Equals(method.ContainingType, facts.Types.TaskExtensions)
            && TaskCalls.Unwrap(call.Arguments[0].Value, facts) is IInvocationOperation inner)
        {
            call = inner;
        }

        return call;
    }

    /// <summary>
    /// A method that can only return a completed task: not async, not virtual, and every return in its source is Task.CompletedTask,
    /// Task.FromResult, or a ValueTask of nothing or of a literal. Judged by syntax, since binding another file for it would cost more than the answer is worth.
    /// </summary>
    private static bool IsTriviallyComplete(IMethodSymbol method, Awaitability kind)
    {
        // What the default of somebody's own awaitable does is not known.
        if (kind is not (Awaitability.Task or Awaitability.ValueTask) || method.IsAsync || method.IsVirtual || method.IsAbstract || method.IsOverride && !method.IsSealed
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
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompletedTask", Expression: var type } => IsNameOfTask(type),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FromResult", Expression: var type } } => IsNameOfTask(type),
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } => arguments[0].Expression is LiteralExpressionSyntax,
        LiteralExpressionSyntax { Token.ValueText: "default" } or DefaultExpressionSyntax => true,
        ConditionalExpressionSyntax { WhenTrue: var one, WhenFalse: var other } => IsCompletedSyntax(one) && IsCompletedSyntax(other),
        _ => false,
    };

    private static bool IsNameOfTask(ExpressionSyntax type) => type switch
    {
        MemberAccessExpressionSyntax qualified => IsNameOfTask(qualified.Name),
        SimpleNameSyntax { Identifier.ValueText: "Task" or "ValueTask" } => true,
        _ => false,
    };
}
