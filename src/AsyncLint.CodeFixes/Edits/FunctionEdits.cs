using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace AsyncLint.CodeFixes;

/// <summary>The edits that make functions async; each function once, however many sites in it ask for it.</summary>
internal sealed class FunctionEdits(SyntaxEditor editor, AwaitStyle style)
{
    private readonly HashSet<SyntaxNode> _converted = new();
    private readonly HashSet<SyntaxNode> _onContext = new();

    /// <summary>How the file writes its awaits.</summary>
    public AwaitStyle Style { get; } = style;

    public void Apply(FunctionConversion conversion, FixSite site, CancellationToken cancellation) =>
        Apply(conversion, site.Model, site.Facts, cancellation);

    public void Apply(FunctionConversion conversion, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        if (UiHandlers.Contain(conversion, facts.AppModels))
        {
            _onContext.Add(conversion.Function.Node!);
        }

        if (conversion.Kind is ConversionKind.None || conversion.Function.Node is not { } node || !_converted.Add(node))
        {
            return;
        }

        switch (conversion.Kind)
        {
            case ConversionKind.AddAsync:
                RewriteReturns(node, conversion.Function.Symbol!, model, facts, cancellation);
                editor.ReplaceNode(node, static (current, _) => WithAsync(current));
                break;
            case ConversionKind.ReturnTask:
                var returnType = TaskOf(conversion.Function.Symbol!, facts);
                editor.ReplaceNode(node, (current, _) => WithReturnType(WithAsync(current), returnType));
                break;
            case ConversionKind.RetargetLambda or ConversionKind.AsyncVoid:
                editor.ReplaceNode(node, static (current, _) => WithAsync(current));
                break;
            case ConversionKind.GuardedAsyncVoid:
                var guard = HandlerGuard.For(conversion.Function, model, facts, editor.Generator, cancellation);
                editor.ReplaceNode(node, (current, _) => guard.Around(WithAsync(current)));
                break;
        }
    }

    /// <summary>Ends the edits: what the file's policy says about awaits does not hold in handlers that go on with the UI.</summary>
    public void Finish()
    {
        foreach (var handler in _onContext)
        {
            editor.ReplaceNode(handler, static (current, _) => UiHandlers.OnContext(current));
        }
    }

    /// <summary>The function with the async modifier, its leading trivia in front of it.</summary>
    public static SyntaxNode WithAsync(SyntaxNode function)
    {
        var async = SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        switch (function)
        {
            case LambdaExpressionSyntax lambda:
                var leading = lambda.GetLeadingTrivia();
                return ((LambdaExpressionSyntax)lambda.WithLeadingTrivia()).AddModifiers(async).WithLeadingTrivia(leading);
            case AnonymousMethodExpressionSyntax anonymous:
                return anonymous.WithLeadingTrivia().AddModifiers(async).WithLeadingTrivia(anonymous.GetLeadingTrivia());
            case LocalFunctionStatementSyntax local when local.Modifiers.Count == 0:
                return local.WithReturnType(local.ReturnType.WithLeadingTrivia())
                    .WithModifiers(SyntaxFactory.TokenList(async.WithLeadingTrivia(local.ReturnType.GetLeadingTrivia())));
            case LocalFunctionStatementSyntax local:
                return local.AddModifiers(async);
            case MethodDeclarationSyntax method when method.Modifiers.Count == 0:
                return method.WithReturnType(method.ReturnType.WithLeadingTrivia())
                    .WithModifiers(SyntaxFactory.TokenList(async.WithLeadingTrivia(method.ReturnType.GetLeadingTrivia())));
            case MethodDeclarationSyntax method:
                // "partial" has to stay the last modifier.
                var index = method.Modifiers.IndexOf(SyntaxKind.PartialKeyword);
                return index > 0 ? method.WithModifiers(method.Modifiers.Insert(index, async)) : method.AddModifiers(async);
            default:
                return function;
        }
    }

    public static SyntaxNode WithReturnType(SyntaxNode function, TypeSyntax type) => function switch
    {
        MethodDeclarationSyntax method => method.WithReturnType(type.WithTriviaFrom(method.ReturnType)),
        LocalFunctionStatementSyntax local => local.WithReturnType(type.WithTriviaFrom(local.ReturnType)),
        _ => function,
    };

    /// <summary>Task, or Task of what the method returns today, with the using it needs.</summary>
    public TypeSyntax TaskOf(IMethodSymbol method, CompilationFacts facts)
    {
        var types = facts.Types;
        ITypeSymbol task = method.ReturnsVoid ? types.Task! : types.TaskOfT!.Construct(method.ReturnType);
        return ImportedType.Of(task, editor.Generator);
    }

    /// <summary>
    /// Lets a function that awaits nothing return a task: values in Task.FromResult, and Task.CompletedTask where it returned nothing.
    /// </summary>
    public void WrapReturns(SyntaxNode function, IMethodSymbol symbol, SemanticModel model, CompilationFacts facts)
    {
        var task = (ExpressionSyntax)ImportedType.Of(facts.Types.Task!, editor.Generator);
        var completed = (ExpressionSyntax)editor.Generator.MemberAccessExpression(task, "CompletedTask");
        var body = EnclosingFunction.BodyOf(function)!;
        if (body is ThrowExpressionSyntax)
        {
            return;
        }

        if (body is ExpressionSyntax expression)
        {
            if (!symbol.ReturnsVoid)
            {
                editor.ReplaceNode(expression, (current, _) => FromResult(task, (ExpressionSyntax)current, symbol, model, expression));
            }
            else
            {
                editor.ReplaceNode(function, (current, _) => WithBlock(current, completed));
            }

            return;
        }

        foreach (var node in body.DescendantNodes(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            if (node is ReturnStatementSyntax { Expression: { } value })
            {
                editor.ReplaceNode(value, (current, _) => FromResult(task, (ExpressionSyntax)current, symbol, model, value));
            }
            else if (node is ReturnStatementSyntax)
            {
                editor.ReplaceNode(node, (current, _) => Return(completed).WithTriviaFrom(current));
            }
        }

        if (symbol.ReturnsVoid && model.AnalyzeControlFlow((StatementSyntax)body) is { Succeeded: true, EndPointIsReachable: true })
        {
            editor.ReplaceNode(body, (current, _) => ((BlockSyntax)current).AddStatements(Return(completed)).WithAdditionalAnnotations(Formatter.Annotation));
        }
    }

    private static SyntaxNode WithBlock(SyntaxNode function, ExpressionSyntax completed)
    {
        var expression = ((ExpressionSyntax)EnclosingFunction.BodyOf(function)!).WithoutTrivia();
        var block = Blocks.OnLines(SyntaxFactory.ExpressionStatement(expression), Return(completed));
        return function switch
        {
            MethodDeclarationSyntax method => method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block).WithTriviaFrom(method),
            LocalFunctionStatementSyntax local => local.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block).WithTriviaFrom(local),
            _ => function,
        };
    }

    /// <summary><c>return value;</c></summary>
    public static ReturnStatementSyntax Return(ExpressionSyntax value) =>
        SyntaxFactory.ReturnStatement(SyntaxFactory.Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(SyntaxFactory.Space), value, SyntaxFactory.Token(SyntaxKind.SemicolonToken));

    // The type argument is written where the value alone would infer another one.
    private InvocationExpressionSyntax FromResult(ExpressionSyntax task, ExpressionSyntax value, IMethodSymbol symbol, SemanticModel model, ExpressionSyntax original)
    {
        SimpleNameSyntax name = SymbolEqualityComparer.IncludeNullability.Equals(model.GetTypeInfo(original).Type, symbol.ReturnType) && !IsTargetTyped(original)
            ? SyntaxFactory.IdentifierName("FromResult")
            : SyntaxFactory.GenericName(SyntaxFactory.Identifier("FromResult"), SyntaxFactory.TypeArgumentList(
                SyntaxFactory.SingletonSeparatedList(ImportedType.Of(symbol.ReturnType, editor.Generator))));
        return SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, task, name),
            SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(value.WithoutTrivia())))).WithTriviaFrom(value);
    }

    // The type that these have comes from where they stand.
    private static bool IsTargetTyped(ExpressionSyntax value) => value switch
    {
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.DefaultLiteralExpression) || literal.IsKind(SyntaxKind.NullLiteralExpression),
        ImplicitObjectCreationExpressionSyntax or InitializerExpressionSyntax or StackAllocArrayCreationExpressionSyntax => true,
        ParenthesizedExpressionSyntax { Expression: var inner } => IsTargetTyped(inner),
        PostfixUnaryExpressionSyntax { Operand: var inner } => IsTargetTyped(inner),
        ConditionalExpressionSyntax { WhenTrue: var one, WhenFalse: var other } => IsTargetTyped(one) || IsTargetTyped(other),
        SwitchExpressionSyntax { Arms: var arms } => arms.Any(static arm => IsTargetTyped(arm.Expression)),
        _ => false,
    };

    private void RewriteReturns(SyntaxNode function, IMethodSymbol symbol, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        var body = EnclosingFunction.BodyOf(function)!;
        var hasResult = facts.Awaitables.ResultOf(symbol.ReturnType) is { SpecialType: not SpecialType.System_Void };
        if (body is ExpressionSyntax expression)
        {
            Rewrite(expression, hasResult, model, facts, cancellation);
            return;
        }

        foreach (var node in body.DescendantNodes(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            if (node is not ReturnStatementSyntax { Expression: { } returned } statement)
            {
                continue;
            }

            if (hasResult)
            {
                Rewrite(returned, hasResult, model, facts, cancellation);
            }
            else
            {
                RewriteWithoutResult(statement, returned, body, model, facts, cancellation);
            }
        }
    }

    private void Rewrite(ExpressionSyntax task, bool hasResult, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        var kind = facts.Awaitables.Of(model.GetTypeInfo(task, cancellation).Type);
        if (hasResult && ResultOfCompleted(task, model, facts, cancellation) is not null)
        {
            editor.ReplaceNode(task, static (current, _) => (current switch
            {
                InvocationExpressionSyntax call => call.ArgumentList,
                BaseObjectCreationExpressionSyntax creation => creation.ArgumentList,
                _ => null,
            })?.Arguments[0].Expression.WithTriviaFrom(current) ?? current);
            return;
        }

        editor.ReplaceNode(task, (current, _) => Style.Await((ExpressionSyntax)current, kind, alone: true));
    }

    private void RewriteWithoutResult(
        ReturnStatementSyntax statement, ExpressionSyntax task, SyntaxNode body, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        var isLast = IsLast(statement, body);
        if (model.GetOperation(task, cancellation) is { } operation && TaskCalls.IsBornComplete(operation, facts)
            && task is not (InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax) || IsResultOfLiteral(task, model, facts, cancellation))
        {
            if (isLast && !HasComment(statement))
            {
                editor.RemoveNode(statement, SyntaxRemoveOptions.KeepUnbalancedDirectives);
            }
            else
            {
                editor.ReplaceNode(statement, static (current, _) => ((ReturnStatementSyntax)current)
                    .WithReturnKeyword(((ReturnStatementSyntax)current).ReturnKeyword.WithTrailingTrivia()).WithExpression(null));
            }

            return;
        }

        var kind = facts.Awaitables.Of(model.GetTypeInfo(task, cancellation).Type);
        if (!isLast && statement.Parent is BlockSyntax or SwitchSectionSyntax && statement.GetTrailingTrivia() is var trailing)
        {
            editor.InsertAfter(statement, SyntaxFactory.ReturnStatement().WithTrailingTrivia(trailing.Where(static t => t.IsKind(SyntaxKind.EndOfLineTrivia)))
                .WithAdditionalAnnotations(Formatter.Annotation));
            isLast = true;
        }

        editor.ReplaceNode(statement, (current, _) =>
        {
            var awaited = SyntaxFactory.ExpressionStatement(Style.Await(((ReturnStatementSyntax)current).Expression!.WithoutTrivia(), kind, alone: true));
            return isLast
                ? awaited.WithTriviaFrom(current)
                : Blocks.OnLines(awaited, SyntaxFactory.ReturnStatement()).WithTriviaFrom(current);
        });
    }

    // The last statement of the body, or of the using or try that is the last.
    private static bool IsLast(StatementSyntax statement, SyntaxNode body)
    {
        for (SyntaxNode node = statement; node.Parent is { } parent; node = parent)
        {
            if (parent is BlockSyntax block && block.Statements.LastOrDefault() != node && node is StatementSyntax)
            {
                return false;
            }

            if (parent == body)
            {
                return true;
            }

            if (parent is not (BlockSyntax or UsingStatementSyntax or TryStatementSyntax or CatchClauseSyntax))
            {
                return false;
            }
        }

        return false;
    }

    // Task.FromResult(value), new ValueTask<T>(value): the value itself is what an async function returns.
    private static ExpressionSyntax? ResultOfCompleted(ExpressionSyntax task, SemanticModel model, CompilationFacts facts, CancellationToken cancellation) => task switch
    {
        InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments }
            when model.GetSymbolInfo(task, cancellation).Symbol is IMethodSymbol { Name: "FromResult" } method
                && facts.Awaitables.IsTaskOrValueTask(method.ContainingType) => arguments[0].Expression,
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments }
            when model.GetOperation(task, cancellation) is { } operation && TaskCalls.IsBornComplete(operation, facts) => arguments[0].Expression,
        _ => null,
    };

    // "return Task.FromResult(true);" where no result is wanted, from the days before Task.CompletedTask.
    private static bool IsResultOfLiteral(ExpressionSyntax task, SemanticModel model, CompilationFacts facts, CancellationToken cancellation) =>
        ResultOfCompleted(task, model, facts, cancellation) is LiteralExpressionSyntax;

    private static bool HasComment(SyntaxNode node)
    {
        foreach (var trivia in node.GetLeadingTrivia().Concat(node.GetTrailingTrivia()))
        {
            if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) || trivia.IsDirective)
            {
                return true;
            }
        }

        return false;
    }
}
