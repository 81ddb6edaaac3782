using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>
/// Tells private fields that keep tasks for which nobody waits: a task that is only set and compared with null, a collection that is only filled, counted
/// and asked for its keys. All parts of the type are searched for the name, by syntax: whatever is not plainly one of these counts as a wait.
/// </summary>
internal static class UnwaitedFields
{
    public static bool Contains(IFieldSymbol field, CompilationFacts facts, CancellationToken cancellation) =>
        facts.UnreadFields.UsesOf(field, cancellation) is { } uses && uses.All(static use => use is IdentifierNameSyntax name && LeavesValuesAlone(name));

    private static bool LeavesValuesAlone(IdentifierNameSyntax name)
    {
        ExpressionSyntax field = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } qualified && qualified.Name == name ? qualified : name;
        return field.Parent switch
        {
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } equality =>
                (equality.Left == field ? equality.Right : equality.Left).IsKind(SyntaxKind.NullLiteralExpression),
            IsPatternExpressionSyntax { Pattern: var pattern } =>
                (pattern is UnaryPatternSyntax { Pattern: var negated } ? negated : pattern) is ConstantPatternSyntax { Expression.RawKind: (int)SyntaxKind.NullLiteralExpression },
            ElementAccessExpressionSyntax { Parent: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment } element =>
                assignment.Left == element && UnreadFields.IsStatement(assignment),
            MemberAccessExpressionSyntax access when access.Expression == field => access.Name.Identifier.ValueText switch
            {
                "Count" or "Keys" => true,
                "Add" or "TryAdd" or "Clear" or "ContainsKey" => access.Parent is InvocationExpressionSyntax,
                // With two arguments it gives the value.
                "Remove" => access.Parent is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1 },
                "ToArray" or "ToList" => access.Parent is InvocationExpressionSyntax copy && IsLoopOverKeys(copy),
                _ => false,
            },
            _ => IsLoopOverKeys(field),
        };
    }

    // "foreach (var pair in runs) { pair.Key.Cancel(); }"
    private static bool IsLoopOverKeys(ExpressionSyntax collection)
    {
        if (collection.Parent is not ForEachStatementSyntax { Identifier.ValueText: var pair, Statement: var body } loop || loop.Expression != collection)
        {
            return false;
        }

        foreach (var node in body.DescendantNodes())
        {
            if (node is IdentifierNameSyntax { Identifier.ValueText: var name } && name == pair
                && !(node.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var member } access && (access.Name == node || member == "Key")))
            {
                return false;
            }
        }

        return true;
    }
}
