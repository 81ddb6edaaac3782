using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>Tells helpers that are ContinueWith under a name of their own. Judged by syntax, as it is asked at many calls.</summary>
internal static class ContinuationHelpers
{
    /// <summary>"static Task WarnOnFailure(this Task task) => task.ContinueWith(…);": the only return of a function of the source continues a task that it is given.</summary>
    public static bool Contain(IMethodSymbol method, CompilationFacts facts)
    {
        var definition = (method.ReducedFrom ?? method).OriginalDefinition;
        if (definition.IsAsync || definition.IsVirtual || definition.IsAbstract || definition.IsOverride || definition.DeclaringSyntaxReferences is not [var reference] || !TakesTask(definition, facts))
        {
            return false;
        }

        return EnclosingFunction.BodyOf(reference.GetSyntax()) switch
        {
            ExpressionSyntax expression => IsContinuation(expression, definition, facts),
            BlockSyntax block => HasOneReturn(block, out var returned) && IsContinuation(returned, definition, facts),
            _ => false,
        };
    }

    private static bool TakesTask(IMethodSymbol method, CompilationFacts facts)
    {
        foreach (var parameter in method.Parameters)
        {
            if (facts.Awaitables.Of(parameter.Type) is Awaitability.Task)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasOneReturn(BlockSyntax block, out ExpressionSyntax? returned)
    {
        returned = null;
        foreach (var node in block.DescendantNodes(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            if (node is ReturnStatementSyntax statement)
            {
                if (returned is not null)
                {
                    return false;
                }

                returned = statement.Expression;
            }
        }

        return returned is not null;
    }

    private static bool IsContinuation(ExpressionSyntax? value, IMethodSymbol method, CompilationFacts facts)
    {
        if (value is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ContinueWith", Expression: IdentifierNameSyntax { Identifier.ValueText: var name } } })
        {
            return false;
        }

        foreach (var parameter in method.Parameters)
        {
            if (parameter.Name == name)
            {
                return facts.Awaitables.Of(parameter.Type) is Awaitability.Task;
            }
        }

        return false;
    }
}
