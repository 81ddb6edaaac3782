using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace AsyncLint.CodeFixes.Propagation;

/// <summary>Writes what stands beside a function that stays synchronous.</summary>
internal static class SiblingEdits
{
    /// <summary>
    /// The member of a family that has nothing to await: a declaration without body stays one, and a body hands on what the function gives,
    /// as <c>Task.FromResult(Load(id))</c>.
    /// </summary>
    public static SyntaxNode Forwarding(SyntaxNode declaration, IMethodSymbol symbol, DocumentEdits document)
    {
        if (declaration is not MethodDeclarationSyntax method || (method.Body is null && method.ExpressionBody is null))
        {
            return declaration;
        }

        var task = (ExpressionSyntax)ImportedType.Of(document.Facts.Types.Task!, document.Own.Editor.Generator);
        var call = CallOf(method);
        if (symbol.ReturnsVoid)
        {
            var completed = (ExpressionSyntax)document.Own.Editor.Generator.MemberAccessExpression(task, "CompletedTask");
            return method.WithExpressionBody(null).WithSemicolonToken(default)
                .WithParameterList(method.ParameterList.WithoutTrailingTrivia())
                .WithBody(Blocks.OnLines(SyntaxFactory.ExpressionStatement(call), FunctionEdits.Return(completed)))
                .WithTriviaFrom(method)
                .WithAdditionalAnnotations(Formatter.Annotation);
        }

        var result = (ExpressionSyntax)document.Own.Editor.Generator.InvocationExpression(
            document.Own.Editor.Generator.MemberAccessExpression(task, "FromResult"), call);
        return method.WithBody(null)
            .WithParameterList(method.ParameterList.WithoutTrailingTrivia())
            .WithExpressionBody(SyntaxFactory.ArrowExpressionClause(result))
            .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken))
            .WithTriviaFrom(method)
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>The sibling with a blank line before it, however the first member of the type began.</summary>
    public static SyntaxNode SeparatedFrom(SyntaxNode sibling, SyntaxNode root)
    {
        var leading = sibling.GetLeadingTrivia();
        if (leading.Count > 0 && leading[0].IsKind(SyntaxKind.EndOfLineTrivia))
        {
            return sibling;
        }

        var newLine = root.DescendantTrivia().FirstOrDefault(static t => t.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } existing ? existing : SyntaxFactory.LineFeed;
        return sibling.WithLeadingTrivia(leading.Insert(0, newLine));
    }

    private static InvocationExpressionSyntax CallOf(MethodDeclarationSyntax method)
    {
        SimpleNameSyntax name = method.TypeParameterList is { Parameters: var typeParameters }
            ? SyntaxFactory.GenericName(method.Identifier.WithoutTrivia(), SyntaxFactory.TypeArgumentList(SyntaxFactory.SeparatedList<TypeSyntax>(
                typeParameters.Select(static p => SyntaxFactory.IdentifierName(p.Identifier.WithoutTrivia())))))
            : SyntaxFactory.IdentifierName(method.Identifier.WithoutTrivia());

        // An explicit implementation can be called through its interface only.
        var callee = method.ExplicitInterfaceSpecifier is { Name: var contract }
            ? SyntaxFactory.MemberAccessExpression(
                SyntaxKind.SimpleMemberAccessExpression,
                SyntaxFactory.ParenthesizedExpression(SyntaxFactory.CastExpression(
                    contract.WithoutTrivia(), SyntaxFactory.ThisExpression())),
                name)
            : (ExpressionSyntax)name;
        return SyntaxFactory.InvocationExpression(callee, SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(
            method.ParameterList.Parameters.Select(static p => SyntaxFactory.Argument(SyntaxFactory.IdentifierName(p.Identifier.WithoutTrivia()))))));
    }
}
