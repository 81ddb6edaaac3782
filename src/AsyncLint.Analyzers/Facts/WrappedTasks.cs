using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>Tells functions that give another task for the one that they get, with the same exception in it. Judged by syntax, as a body is asked for at many calls.</summary>
internal static class WrappedTasks
{
    /// <summary>
    /// True for an async function that awaits and has nothing with which it would look at an exception, and for one that returns only calls of such functions or
    /// completed tasks: "task is null ? Task.CompletedTask : Wrap(task)".
    /// </summary>
    public static bool Gives(IMethodSymbol method)
    {
        if (method.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax() is not MethodDeclarationSyntax declaration)
        {
            return false;
        }

        if (method.IsAsync)
        {
            return LooksAway(declaration);
        }

        var wraps = false;
        foreach (var value in ReturnedBy(declaration))
        {
            if (IsCallOfWrapper(value, method.ContainingType))
            {
                wraps = true;
            }
            else if (!FreshTasks.IsCompletedSyntax(value))
            {
                return false;
            }
        }

        return wraps;
    }

    private static bool LooksAway(MethodDeclarationSyntax declaration)
    {
        foreach (var token in declaration.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.CatchKeyword)
                || token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText is "ContinueWith" or "Exception" or "IsFaulted" or "Status" or "SuppressThrowing" or "WhenAny")
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<ExpressionSyntax> ReturnedBy(MethodDeclarationSyntax declaration)
    {
        if (declaration.ExpressionBody is { Expression: var expression })
        {
            return Alternatives(expression);
        }

        // What stands in front of a return may look at the task.
        return declaration.Body is { Statements: [ReturnStatementSyntax { Expression: { } returned }] } ? Alternatives(returned) : Enumerable.Empty<ExpressionSyntax>();
    }

    private static IEnumerable<ExpressionSyntax> Alternatives(ExpressionSyntax value) => value switch
    {
        ParenthesizedExpressionSyntax parenthesized => Alternatives(parenthesized.Expression),
        ConditionalExpressionSyntax choice => Alternatives(choice.WhenTrue).Concat(Alternatives(choice.WhenFalse)),
        _ => new[] { value },
    };

    private static bool IsCallOfWrapper(ExpressionSyntax value, INamedTypeSymbol type)
    {
        if (value is not InvocationExpressionSyntax { Expression: IdentifierNameSyntax name })
        {
            return false;
        }

        foreach (var member in type.GetMembers(name.Identifier.ValueText))
        {
            if (member is not IMethodSymbol { IsAsync: true } || !Gives((IMethodSymbol)member))
            {
                return false;
            }
        }

        return true;
    }
}
