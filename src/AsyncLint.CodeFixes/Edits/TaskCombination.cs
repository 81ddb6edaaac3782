using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes;

/// <summary>Several tasks as one.</summary>
internal static class TaskCombination
{
    /// <summary>True for what <c>Task.WhenAll</c> takes: a sequence of tasks, but of no other awaitable.</summary>
    public static bool IsSequenceOfTasks(ITypeSymbol? type, CompilationFacts facts)
    {
        if (IsSequenceItself(type))
        {
            return true;
        }

        foreach (var contract in type?.AllInterfaces ?? System.Collections.Immutable.ImmutableArray<INamedTypeSymbol>.Empty)
        {
            if (IsSequenceItself(contract))
            {
                return true;
            }
        }

        return false;

        bool IsSequenceItself(ITypeSymbol? sequence) =>
            sequence is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T, TypeArguments: var elements }
            && facts.Awaitables.Of(elements[0]) is Awaitability.Task;
    }

    /// <summary><c>Task.WhenAll(tasks)</c></summary>
    public static ExpressionSyntax WhenAll(ExpressionSyntax tasks, CompilationFacts facts, SyntaxGenerator generator) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, ImportedType.Of(facts.Types.Task!, generator), SyntaxFactory.IdentifierName("WhenAll")),
        SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(tasks.WithoutTrivia()))));
}
