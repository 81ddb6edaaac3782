using AsyncLint.Facts;
using AsyncLint.Hosts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.CodeFixes;

/// <summary>What has to happen to a function so that <c>await</c> may stand in it.</summary>
internal enum ConversionKind
{
    /// <summary>It is async already, or top-level code.</summary>
    None,

    /// <summary>It returns a task without being async: add the modifier and rewrite its returns.</summary>
    AddAsync,

    /// <summary>A test or the entry point, which nothing but its framework or runtime calls: return a task as well.</summary>
    ReturnTask,

    /// <summary>A lambda given to a method that has an overload for task-returning delegates: add the modifier, and that overload is chosen.</summary>
    RetargetLambda,

    /// <summary>An event handler whose whole body is guarded: add the modifier, and it is async void.</summary>
    AsyncVoid,

    /// <summary>An event handler: add the modifier, and a guard that reports its exceptions, which nobody else would see.</summary>
    GuardedAsyncVoid,
}

/// <summary>Decides whether a function can become async without a change anywhere outside it.</summary>
internal sealed class FunctionConversion
{
    private FunctionConversion(ConversionKind kind, EnclosingFunction function)
    {
        Kind = kind;
        Function = function;
    }

    public ConversionKind Kind { get; }

    public EnclosingFunction Function { get; }

    /// <summary>As the other overloads, for an expression of a site's own document.</summary>
    public static FunctionConversion? Find(ExpressionSyntax expression, FixSite site, CancellationToken cancellation) =>
        Find(expression, site.Document.Project.AnalyzerOptions, site.Model, site.Facts, cancellation);

    /// <summary>As the other overload, where the user has a word on event handlers that are async void.</summary>
    public static FunctionConversion? Find(
        ExpressionSyntax expression, AnalyzerOptions options, SemanticModel model, CompilationFacts facts, CancellationToken cancellation) =>
        Find(expression, model, facts, cancellation) is { } conversion
        && !(conversion.Kind is ConversionKind.AsyncVoid or ConversionKind.GuardedAsyncVoid
            && Options.EventHandlers.Get(options, expression.SyntaxTree, "ASL3001") == "report")
            ? conversion
            : null;

    /// <summary>The conversion that lets <c>await</c> stand at <paramref name="expression"/>; null where there is none.</summary>
    public static FunctionConversion? Find(ExpressionSyntax expression, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        if (AwaitLegality.Of(expression, model, facts.Types, cancellation) is not AwaitObstacle.None)
        {
            return null;
        }

        var function = EnclosingFunction.At(expression, model, cancellation);
        if (function.Kind is FunctionKind.TopLevel)
        {
            return new(ConversionKind.None, function);
        }

        if (function is not { Symbol: { } symbol, Node: { } node })
        {
            return null;
        }

        if (function.IsAsync)
        {
            return symbol.ReturnsVoid && AsyncVoidHandlers.WouldReturnEarlier(expression, symbol, node, model, facts, cancellation) ? null : new(ConversionKind.None, function);
        }

        if (facts.Awaitables.IsTaskOrValueTask(symbol.ReturnType))
        {
            return ReturnsCanBeRewritten(node, expression, model, facts, cancellation) && !IsCalledUnderLock(symbol, model, cancellation) ? new(ConversionKind.AddAsync, function) : null;
        }

        return function.Kind switch
        {
            FunctionKind.Lambda when Retargets((AnonymousFunctionExpressionSyntax)node, expression, model, facts) =>
                new(ConversionKind.RetargetLambda, function),
            FunctionKind.Method when IsCalledByHostOnly(symbol, model, facts, cancellation) => new(ConversionKind.ReturnTask, function),
            _ when AsyncVoidHandlers.MayBecome(function, expression, model, facts, cancellation) =>
                new(HandlerGuard.IsIn(node, model, facts, cancellation) ? ConversionKind.AsyncVoid : ConversionKind.GuardedAsyncVoid, function),
            _ => null,
        };
    }

    // What a function does before it returns its task, a caller's lock protects; behind an await it would run outside of it.
    private static bool IsCalledUnderLock(IMethodSymbol method, SemanticModel model, CancellationToken cancellation)
    {
        foreach (var node in model.SyntaxTree.GetRoot(cancellation).DescendantNodes())
        {
            if (node is SimpleNameSyntax name && name.Identifier.ValueText == method.Name && name.FirstAncestorOrSelf<LockStatementSyntax>() is { } @lock
                && @lock.Statement.Span.Contains(name.Span)
                && model.GetSymbolInfo(name, cancellation).Symbol is IMethodSymbol called
                && SymbolEqualityComparer.Default.Equals(called.OriginalDefinition, method.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    // A test or Main: nothing in source calls it by design, and both may return a task (Main since C# 7.1).
    public static bool IsCalledByHostOnly(IMethodSymbol method, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        if (method.IsOverride || method.IsVirtual || method.IsAbstract || method.IsPartialDefinition || method.PartialImplementationPart is not null
            || Contracts.ImplementedBy(method) is not null)
        {
            return false;
        }

        if (SymbolEqualityComparer.Default.Equals(model.Compilation.GetEntryPoint(cancellation), method))
        {
            return ((CSharpParseOptions)model.SyntaxTree.Options).LanguageVersion >= LanguageVersion.CSharp7_1
                && (method.ReturnsVoid || method.ReturnType.SpecialType is SpecialType.System_Int32)
                && !IsNamedElsewhere(method, model.SyntaxTree.GetRoot(cancellation));
        }

        return (method.ReturnsVoid ? TestCode.IsTestMethod(method, facts.Types) : TestCode.IsTestWithResult(method, facts.Types))
            && !IsNamedElsewhere(method, model.SyntaxTree.GetRoot(cancellation));
    }

    private static bool IsNamedElsewhere(IMethodSymbol method, SyntaxNode root)
    {
        foreach (var token in root.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == method.Name && token.Parent is SimpleNameSyntax)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True where every return can become <c>return await …</c> with the same meaning: nothing is thrown to the caller synchronously
    /// today, no null task is returned, and no try or using scope is left before the task has finished, unless that is what
    /// <paramref name="awaited"/> is to repair.
    /// </summary>
    private static bool ReturnsCanBeRewritten(SyntaxNode function, ExpressionSyntax awaited, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        var body = EnclosingFunction.BodyOf(function)!;
        if (body is ExpressionSyntax expression && !IsTask(expression))
        {
            return false;
        }

        var repaired = awaited.Parent is ReturnStatementSyntax returns && IsInScope(returns, body, null) ? returns : null;
        foreach (var node in body.DescendantNodesAndSelf(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            switch (node)
            {
                case ThrowStatementSyntax or ThrowExpressionSyntax when !IsInHandler(node, repaired):
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } }
                    when name.StartsWith("ThrowIf", StringComparison.Ordinal):
                case ReturnStatementSyntax { Expression: { } returned } when !IsTask(returned) || IsInScope(node, body, repaired):
                    return false;
            }
        }

        return true;

        bool IsTask(ExpressionSyntax value) =>
            facts.Awaitables.IsTaskOrValueTask(model.GetTypeInfo(value, cancellation).Type) && !MayBeNullByItsShape(value);
    }

    // "return x?.SaveAsync();" hands out null, which "return await" would turn into an exception.
    private static bool MayBeNullByItsShape(ExpressionSyntax value) => value switch
    {
        ConditionalAccessExpressionSyntax => true,
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.NullLiteralExpression),
        ParenthesizedExpressionSyntax { Expression: var inner } => MayBeNullByItsShape(inner),
        CastExpressionSyntax { Expression: var inner } => MayBeNullByItsShape(inner),
        PostfixUnaryExpressionSyntax { Operand: var inner } => MayBeNullByItsShape(inner),
        ConditionalExpressionSyntax { WhenTrue: var one, WhenFalse: var other } => MayBeNullByItsShape(one) || MayBeNullByItsShape(other),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AsExpression } => true,
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression, Right: var right } => MayBeNullByItsShape(right),
        SwitchExpressionSyntax { Arms: var arms } => arms.Any(static arm => MayBeNullByItsShape(arm.Expression)),
        _ => false,
    };

    // A using that ends after the task instead of before it does good to any task; a try is left alone if it is not that of the return to be repaired.
    private static bool IsInScope(SyntaxNode node, SyntaxNode body, ReturnStatementSyntax? repaired)
    {
        for (var parent = node.Parent; parent is not null && parent != body.Parent; parent = parent.Parent)
        {
            if (parent is LockStatementSyntax
                || parent is TryStatementSyntax or CatchClauseSyntax or FinallyClauseSyntax && (repaired is null || !parent.FirstAncestorOrSelf<TryStatementSyntax>()!.Span.Contains(repaired.Span))
                || repaired is null && (parent is UsingStatementSyntax
                    || parent is BlockSyntax block && block.Statements.Any(static s => s is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 })))
            {
                return true;
            }
        }

        return false;
    }

    // What a handler throws on it threw to the caller only where the call itself failed; once the handler sees the task, it belongs into that.
    private static bool IsInHandler(SyntaxNode node, ReturnStatementSyntax? repaired) =>
        repaired is not null && node.FirstAncestorOrSelf<CatchClauseSyntax>() is { Parent: TryStatementSyntax { Block: var block } } && block.Span.Contains(repaired.Span);

    /// <summary>
    /// True where the call that the lambda is given to binds to a task-returning delegate once the lambda is async, and gives the same
    /// type as before: one that gave nothing and now gives a task would have to be awaited in turn. The endpoints of ASP.NET Core take any
    /// delegate, and await what it returns.
    /// </summary>
    private static bool Retargets(AnonymousFunctionExpressionSyntax lambda, ExpressionSyntax expression, SemanticModel model, CompilationFacts facts)
    {
        if (lambda is not LambdaExpressionSyntax || lambda.Parent is not ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } arguments } argument)
        {
            return false;
        }

        var position = arguments.Arguments.IndexOf(argument);
        // A task is awaited in its place; what blocks on one already has the type that the await will have. Parentheses would make a
        // statement an error.
        var awaiting = (SyntaxNode)lambda;
        if (facts.Awaitables.IsTaskLike(model.GetTypeInfo(expression).Type))
        {
            ExpressionSyntax awaited = SyntaxFactory.AwaitExpression(
                SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), AwaitStyle.Parenthesize(expression.WithoutTrivia()));
            awaiting = lambda.ReplaceNode(
                expression, expression.Parent is ExpressionStatementSyntax || expression == lambda.ExpressionBody ? awaited : SyntaxFactory.ParenthesizedExpression(awaited));
        }

        var changed = call.ReplaceNode(lambda, FunctionEdits.WithAsync(awaiting));
        return model.GetSpeculativeSymbolInfo(call.SpanStart, changed, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol method
            && (RequestCode.IsEndpoint(method, facts.Types)
                ? Endpoints.Await(lambda, expression, method, argument, position, model, facts)
                : SymbolEqualityComparer.Default.Equals(method.ReturnType, model.GetTypeInfo(call).Type) && TaskDelegates.AreTakenBy(method, argument, position, facts));
    }

    public static IParameterSymbol? ParameterAt(IMethodSymbol method, ArgumentSyntax argument, int position)
    {
        if (argument.NameColon is { Name.Identifier.ValueText: var name })
        {
            return method.Parameters.FirstOrDefault(p => p.Name == name);
        }

        return position < method.Parameters.Length ? method.Parameters[position] : null;
    }
}
