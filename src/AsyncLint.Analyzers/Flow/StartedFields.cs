using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>Finds how the task in a field was started.</summary>
internal static class StartedFields
{
    /// <summary>The calls whose tasks a private field is given; null where it is given anything else but null, or by code that another model would have to bind.</summary>
    public static List<IInvocationOperation>? Of(IFieldSymbol field, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        var starts = new List<IInvocationOperation>();
        foreach (var part in field.ContainingType.DeclaringSyntaxReferences)
        {
            if (part.SyntaxTree != model.SyntaxTree)
            {
                return null;
            }

            foreach (var node in part.GetSyntax(cancellation).DescendantNodes())
            {
                if (node is not AssignmentExpressionSyntax assignment || NameOf(assignment.Left) != field.Name || assignment.Right.IsKind(SyntaxKind.NullLiteralExpression))
                {
                    continue;
                }

                if (model.GetOperation(assignment.Right, cancellation) is not { } value || TaskCalls.Unwrap(value, facts) is not IInvocationOperation start)
                {
                    return null;
                }

                starts.Add(start);
            }
        }

        return starts;
    }

    private static string? NameOf(ExpressionSyntax target) => (target as IdentifierNameSyntax ?? (target as MemberAccessExpressionSyntax)?.Name)?.Identifier.ValueText;
}
