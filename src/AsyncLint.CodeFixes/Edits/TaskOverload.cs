using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes;

/// <summary>
/// A call that would take an async lambda as a function that returns a task, if <c>(Action)</c> or <c>new Action(…)</c> around the lambda did not
/// choose the overload without one.
/// </summary>
internal sealed class TaskOverload
{
    private TaskOverload(InvocationExpressionSyntax call, ExpressionSyntax conversion, IMethodSymbol method, bool isToBeAwaited)
    {
        Call = call;
        Conversion = conversion;
        Method = method;
        IsToBeAwaited = isToBeAwaited;
    }

    public InvocationExpressionSyntax Call { get; }

    /// <summary>The cast or creation to be taken away from around the lambda.</summary>
    public ExpressionSyntax Conversion { get; }

    public IMethodSymbol Method { get; }

    /// <summary>True where the call gave a value, or nothing, and now gives a task of it; false where its task was there, and seen to, before.</summary>
    public bool IsToBeAwaited { get; }

    public static TaskOverload? Find(AnonymousFunctionExpressionSyntax lambda, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        if (ConversionAround(lambda) is not { Parent: ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } arguments } argument } conversion)
        {
            return null;
        }

        var changed = call.ReplaceNode(conversion, lambda.WithoutTrivia());
        if (model.GetSpeculativeSymbolInfo(call.SpanStart, changed, SpeculativeBindingOption.BindAsExpression).Symbol is not IMethodSymbol method
            || model.GetTypeInfo(call, cancellation).Type is not { } before
            || !TaskDelegates.AreTakenBy(method, argument, arguments.Arguments.IndexOf(argument), facts))
        {
            return null;
        }

        if (SymbolEqualityComparer.Default.Equals(method.ReturnType, before))
        {
            return facts.Awaitables.IsTaskLike(before) && call.Parent is ExpressionStatementSyntax ? null : new(call, conversion, method, isToBeAwaited: false);
        }

        return facts.Awaitables.ResultOf(method.ReturnType) is { } result && SymbolEqualityComparer.Default.Equals(result, before)
            ? new(call, conversion, method, isToBeAwaited: true)
            : null;
    }

    /// <summary>The lambda in the conversion, as that looks by now.</summary>
    public static ExpressionSyntax LambdaIn(ExpressionSyntax conversion) => conversion switch
    {
        ParenthesizedExpressionSyntax parenthesized => LambdaIn(parenthesized.Expression),
        CastExpressionSyntax cast => LambdaIn(cast.Expression),
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } => LambdaIn(arguments[0].Expression),
        _ => conversion,
    };

    private static ExpressionSyntax? ConversionAround(ExpressionSyntax lambda)
    {
        var whole = lambda;
        while (true)
        {
            switch (whole.Parent)
            {
                case ParenthesizedExpressionSyntax or CastExpressionSyntax:
                    whole = (ExpressionSyntax)whole.Parent;
                    break;
                case ArgumentSyntax { Parent: ArgumentListSyntax { Arguments.Count: 1, Parent: BaseObjectCreationExpressionSyntax { Initializer: null } creation } }:
                    whole = creation;
                    break;
                default:
                    return whole == lambda ? null : whole;
            }
        }
    }
}
