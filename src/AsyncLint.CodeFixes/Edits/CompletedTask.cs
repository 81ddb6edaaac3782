using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes;

/// <summary>Writes the task of nothing: <c>Task.CompletedTask</c>, or <c>Task.FromResult&lt;T&gt;(default)</c>.</summary>
internal sealed class CompletedTask
{
    private readonly ITypeSymbol? _result;
    private readonly bool _forgives;
    private readonly bool _knowsDefault;
    private readonly KnownTypes _types;

    /// <param name="task">Task or Task&lt;T&gt;.</param>
    /// <param name="at">Where it is to stand.</param>
    public CompletedTask(ITypeSymbol task, SyntaxNode at, SemanticModel model, CompilationFacts facts)
    {
        _types = facts.Types;
        _result = task is INamedTypeSymbol { TypeArguments: { Length: 1 } results } ? results[0] : null;
        _knowsDefault = ((CSharpParseOptions)at.SyntaxTree.Options).LanguageVersion >= LanguageVersion.CSharp7_1;
        _forgives = _result is { IsValueType: false, NullableAnnotation: not NullableAnnotation.Annotated } && model.GetNullableContext(at.SpanStart).WarningsEnabled();
    }

    public ExpressionSyntax Write(SyntaxGenerator generator)
    {
        var task = ImportedType.Of(_types.Task!, generator);
        if (_result is null)
        {
            return (ExpressionSyntax)generator.MemberAccessExpression(task, "CompletedTask");
        }

        // Where there is nothing to import, the request for it would still move the first line of the file on older hosts.
        var type = _result is ITypeParameterSymbol or { SpecialType: not SpecialType.None } ? (TypeSyntax)generator.TypeExpression(_result) : ImportedType.Of(_result, generator);
        ExpressionSyntax nothing = _knowsDefault ? SyntaxFactory.LiteralExpression(SyntaxKind.DefaultLiteralExpression) : SyntaxFactory.DefaultExpression(type);
        if (_forgives)
        {
            nothing = SyntaxFactory.PostfixUnaryExpression(SyntaxKind.SuppressNullableWarningExpression, nothing);
        }

        SimpleNameSyntax method = _knowsDefault
            ? SyntaxFactory.GenericName(SyntaxFactory.Identifier("FromResult"), SyntaxFactory.TypeArgumentList(SyntaxFactory.SingletonSeparatedList(type)))
            : SyntaxFactory.IdentifierName("FromResult");
        return SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, task, method),
            SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(nothing))));
    }
}
