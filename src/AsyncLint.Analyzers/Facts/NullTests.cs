using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>Tells by syntax whether code asks if something is null. Whatever looks like such a test counts, so that doubts end in silence.</summary>
internal static class NullTests
{
    /// <summary>True where the member around an expression tests the same expression for null elsewhere.</summary>
    public static bool AreMadeOf(SyntaxNode expression)
    {
        var member = expression.FirstAncestorOrSelf<MemberDeclarationSyntax>(static n => n is not GlobalStatementSyntax) ?? expression.SyntaxTree.GetRoot();
        foreach (var node in member.DescendantNodes())
        {
            if (node is ExpressionSyntax other && node != expression && node.RawKind == expression.RawKind && IsTested(other, byAccess: false) && SyntaxFactory.AreEquivalent(node, expression))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True where some caller in the file tests what a method returned, at once or in the variable that keeps it.</summary>
    public static bool AreMadeOfResultsOf(string method, SyntaxNode root)
    {
        foreach (var token in root.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == method && token.Parent is SimpleNameSyntax name && CallOf(name) is { } call
                && (IsTested(call, byAccess: true) || IsKeptAndTested(call)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for a readonly field that gets a new object in its initializer or in every constructor: it is there as long as its owner is.</summary>
    public static bool IsMadeWithItsObject(IFieldSymbol field)
    {
        if (!field.IsReadOnly || field.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax() is not VariableDeclaratorSyntax declarator)
        {
            return false;
        }

        if (declarator.Initializer is { Value: var initial })
        {
            return initial is BaseObjectCreationExpressionSyntax;
        }

        var constructors = field.IsStatic ? field.ContainingType.StaticConstructors : field.ContainingType.InstanceConstructors;
        return constructors.All(constructor => constructor.DeclaringSyntaxReferences is [var declaration]
            && declaration.GetSyntax() is ConstructorDeclarationSyntax code
            && (code.Initializer.IsKind(SyntaxKind.ThisConstructorInitializer) || MakesOnly(code, field.Name)));
    }

    // "store = new Store();" among the statements of its body, and nothing else assigned anywhere in it.
    private static bool MakesOnly(ConstructorDeclarationSyntax constructor, string field)
    {
        var isMade = false;
        foreach (var node in constructor.DescendantNodes())
        {
            if (node is AssignmentExpressionSyntax { Left: var left, Right: var right } assignment
                && (left is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var member } ? member : left) is IdentifierNameSyntax { Identifier.ValueText: var assigned }
                && assigned == field)
            {
                if (right is not BaseObjectCreationExpressionSyntax)
                {
                    return false;
                }

                isMade |= assignment.Parent is ExpressionStatementSyntax { Parent: var block } && block == constructor.Body || assignment.Parent is ArrowExpressionClauseSyntax;
            }
        }

        return isMade;
    }

    // "FindAsync(…)", "store.FindAsync(…)", "store?.FindAsync(…)"
    private static ExpressionSyntax? CallOf(SimpleNameSyntax name)
    {
        SyntaxNode callee = name.Parent is MemberAccessExpressionSyntax or MemberBindingExpressionSyntax ? name.Parent : name;
        if (callee.Parent is not InvocationExpressionSyntax call || call.Expression != callee)
        {
            return null;
        }

        ExpressionSyntax whole = call;
        while (whole.Parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == whole)
        {
            whole = access;
        }

        return whole;
    }

    private static bool IsKeptAndTested(ExpressionSyntax call)
    {
        var name = Outermost(call).Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Identifier.ValueText: var declared } } => declared,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: var assigned } } => assigned,
            AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var assigned } } => assigned,
            _ => null,
        };
        return name is not null && (call.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? call.SyntaxTree.GetRoot()).DescendantNodes()
            .Any(node => node is IdentifierNameSyntax mention && mention.Identifier.ValueText == name
                && IsTested(mention.Parent is MemberAccessExpressionSyntax access && access.Name == mention ? access : mention, byAccess: true));
    }

    private static bool IsTested(ExpressionSyntax expression, bool byAccess)
    {
        var tested = Outermost(expression);
        return tested.Parent switch
        {
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } equality =>
                (equality.Left == tested ? equality.Right : equality.Left).IsKind(SyntaxKind.NullLiteralExpression),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression or (int)SyntaxKind.IsExpression or (int)SyntaxKind.AsExpression } binary => binary.Left == tested,
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceAssignmentExpression } assignment => assignment.Left == tested,
            IsPatternExpressionSyntax or SwitchStatementSyntax or SwitchExpressionSyntax => true,
            ConditionalAccessExpressionSyntax access => byAccess && access.Expression == tested,
            // "ArgumentNullException.ThrowIfNull(store)", "Assert.NotNull(store)", "string.IsNullOrEmpty(name)"
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: var callee } } => callee.ToString().IndexOf("Null", StringComparison.Ordinal) >= 0,
            _ => false,
        };
    }

    private static ExpressionSyntax Outermost(ExpressionSyntax expression)
    {
        while (expression.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression })
        {
            expression = (ExpressionSyntax)expression.Parent;
        }

        return expression;
    }
}
