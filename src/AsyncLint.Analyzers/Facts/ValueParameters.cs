using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>Tells what a method in source does with a parameter of type <c>object</c>: home-made assertions and formatters only look at it.</summary>
internal static class ValueParameters
{
    /// <summary>
    /// True where the method compares the parameter or turns it into text and does nothing else with it, so that a task would only be mistaken
    /// for a value. Judged by syntax, since the method may be in another file: what else its names could mean would not change the answer.
    /// </summary>
    public static bool AreOnlyRead(IParameterSymbol parameter, CancellationToken cancellation)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { DeclaringSyntaxReferences: { Length: 1 } references }
            || EnclosingFunction.BodyOf(references[0].GetSyntax(cancellation)) is not { } body)
        {
            return false;
        }

        var found = false;
        foreach (var token in body.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == parameter.Name && token.Parent is IdentifierNameSyntax name
                && !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name))
            {
                if (!IsRead(name))
                {
                    return false;
                }

                found = true;
            }
        }

        return found;
    }

    private static bool IsRead(ExpressionSyntax value) => value.Parent switch
    {
        ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax => IsRead((ExpressionSyntax)value.Parent),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression or (int)SyntaxKind.AddExpression } => true,
        IsPatternExpressionSyntax { Pattern: var pattern } => IsConstant(pattern),
        InterpolationSyntax => true,
        MemberAccessExpressionSyntax { Name: var member } => IsReader(member),
        ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax { Name: var member } } } => IsReader(member),
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: var callee } } => callee switch
        {
            IdentifierNameSyntax called => IsReader(called),
            MemberAccessExpressionSyntax { Name: var called } => IsReader(called),
            _ => false,
        },
        _ => false,
    };

    private static bool IsConstant(PatternSyntax pattern) => pattern switch
    {
        ConstantPatternSyntax => true,
        UnaryPatternSyntax { Pattern: var negated } => IsConstant(negated),
        _ => false,
    };

    private static bool IsReader(SimpleNameSyntax member) => member.Identifier.ValueText is "Equals" or "ToString" or "GetHashCode";
}
