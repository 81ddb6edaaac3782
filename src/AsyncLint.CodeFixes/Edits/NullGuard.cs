using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace AsyncLint.CodeFixes;

/// <summary>Awaiting null throws: <c>(x?.SaveAsync() ?? Task.CompletedTask)</c>.</summary>
internal static class NullGuard
{
    /// <summary>True for tasks: of other types there is no completed value to put in the place of null.</summary>
    public static bool CanGuard(ITypeSymbol? task, CompilationFacts facts) =>
        facts.Awaitables.IsTaskOrValueTask(task) && !facts.Types.Task!.GetMembers("CompletedTask").IsEmpty;

    /// <summary>The task, or a complete one where it is null.</summary>
    public static ExpressionSyntax Around(ExpressionSyntax task, Awaitability kind, CompilationFacts facts, SyntaxGenerator generator) =>
        SyntaxFactory.ParenthesizedExpression(SyntaxFactory.BinaryExpression(
            SyntaxKind.CoalesceExpression,
            task.WithoutTrivia(),
            kind is Awaitability.Task
                ? (ExpressionSyntax)generator.MemberAccessExpression(ImportedType.Of(facts.Types.Task!, generator), "CompletedTask")
                : SyntaxFactory.LiteralExpression(SyntaxKind.DefaultLiteralExpression)))
            .WithTriviaFrom(task).WithAdditionalAnnotations(Formatter.Annotation);
}
