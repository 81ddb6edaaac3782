using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>
/// Tells private fields that hold a task of which the type only asks whether it is there and has completed: none of that says how it ended. By syntax, as
/// <see cref="UnreadFields"/>, and whatever is not one of these questions counts as looking.
/// </summary>
internal static class UnobservedFields
{
    public static bool Contains(IFieldSymbol field, CompilationFacts facts, CancellationToken cancellation) => IsUnobserved(field, null, facts, cancellation);

    /// <summary>True where only one use of the field may look at the task: <paramref name="use"/>, the receiver of a call.</summary>
    public static bool IsObservedOnlyBy(IFieldSymbol field, SyntaxNode use, CompilationFacts facts, CancellationToken cancellation) => IsUnobserved(field, use, facts, cancellation);

    private static bool IsUnobserved(IFieldSymbol field, SyntaxNode? except, CompilationFacts facts, CancellationToken cancellation)
    {
        if (!facts.Awaitables.IsTaskLike(field.Type) || facts.UnreadFields.UsesOf(field, cancellation) is not { } uses)
        {
            return false;
        }

        foreach (var use in uses)
        {
            if (Whole(use) is not { } value || value != except && !IsQuestion(value, field.Name))
            {
                return false;
            }
        }

        return true;
    }

    // "_task" and "this._task"; null for the field of another object.
    private static ExpressionSyntax? Whole(SyntaxNode name) => name switch
    {
        { Parent: MemberAccessExpressionSyntax access } when access.Name == name => access.Expression is ThisExpressionSyntax ? access : null,
        IdentifierNameSyntax identifier => identifier,
        _ => null,
    };

    private static bool IsQuestion(ExpressionSyntax value, string field)
    {
        while (value.Parent is PostfixUnaryExpressionSyntax or ParenthesizedExpressionSyntax)
        {
            value = (ExpressionSyntax)value.Parent;
        }

        return value.Parent switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsCompleted" } access => access.Expression == value,
            ConditionalAccessExpressionSyntax { WhenNotNull: MemberBindingExpressionSyntax { Name.Identifier.ValueText: "IsCompleted" } } access => access.Expression == value,
            IsPatternExpressionSyntax { Pattern: var pattern } => IsQuestion(pattern),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression, Right.RawKind: (int)SyntaxKind.NullLiteralExpression } => true,

            // What has completed by then has not gone on in the background; most have not.
            ConditionalExpressionSyntax choice => choice.WhenTrue == value && IsCompletion(choice.Condition, field),
            ReturnStatementSyntax { Parent: var branch } => (branch as IfStatementSyntax ?? (branch as BlockSyntax)?.Parent as IfStatementSyntax) is { } test && IsCompletion(test.Condition, field),
            ArgumentSyntax argument => IsOfDroppedWhenAny(argument),
            _ => false,
        };
    }

    private static bool IsQuestion(PatternSyntax pattern) => pattern switch
    {
        ConstantPatternSyntax => true,
        UnaryPatternSyntax { Pattern: var inner } => IsQuestion(inner),
        RecursivePatternSyntax { Type: null, Designation: null, PositionalPatternClause: null, PropertyPatternClause.Subpatterns: var parts } =>
            parts.All(static part => part is { NameColon.Name.Identifier.ValueText: "IsCompleted", Pattern: ConstantPatternSyntax }),
        _ => false,
    };

    private static bool IsCompletion(ExpressionSyntax condition, string field) =>
        condition is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsCompleted", Expression: var task }
        && (task as IdentifierNameSyntax ?? (task as MemberAccessExpressionSyntax)?.Name)?.Identifier.ValueText == field;

    // "await Task.WhenAny(_task, Task.Delay(-1, token));" gives the task that was first, and throws nothing.
    private static bool IsOfDroppedWhenAny(ArgumentSyntax argument)
    {
        if (argument.Parent?.Parent is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WhenAny" } } call)
        {
            return false;
        }

        SyntaxNode value = call;
        while (value.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax configured })
        {
            value = configured;
        }

        return value.Parent is AwaitExpressionSyntax { Parent: ExpressionStatementSyntax };
    }
}
