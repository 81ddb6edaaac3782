using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes;

/// <summary>
/// The twin of a type that runs a delegate, which takes one that returns a task: <c>AsyncRelayCommand</c> for <c>RelayCommand</c>
/// (learn.microsoft.com, "AsyncRelayCommand").
/// </summary>
internal static class TaskCommand
{
    /// <summary>
    /// The creation with the twin in the place of its type; null where there is none, where it does not take the lambda and the other arguments, or where more is asked
    /// of the object than what both implement.
    /// </summary>
    public static ObjectCreationExpressionSyntax? Find(AnonymousFunctionExpressionSyntax lambda, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        if (lambda.Parent is not ArgumentSyntax { Parent: ArgumentListSyntax { Parent: ObjectCreationExpressionSyntax creation } arguments } argument
            || model.GetTypeInfo(creation, cancellation) is not { Type: INamedTypeSymbol type, ConvertedType: { TypeKind: TypeKind.Interface } contract })
        {
            return null;
        }

        foreach (var twin in type.ContainingNamespace.GetTypeMembers("Async" + type.Name, type.Arity))
        {
            if (Renamed(creation) is { } renamed && (type.Arity > 0 ? twin.Construct(type.TypeArguments.ToArray()) : twin).IsOrImplements(contract as INamedTypeSymbol)
                && model.GetSpeculativeSymbolInfo(creation.SpanStart, renamed, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol constructor
                && SymbolEqualityComparer.Default.Equals(constructor.ContainingType.OriginalDefinition, twin)
                && TaskDelegates.AreTakenBy(constructor, argument, arguments.Arguments.IndexOf(argument), facts))
            {
                return renamed;
            }
        }

        return null;
    }

    /// <summary>The same creation of the twin.</summary>
    public static ObjectCreationExpressionSyntax? Renamed(ObjectCreationExpressionSyntax creation)
    {
        var name = creation.Type switch
        {
            QualifiedNameSyntax qualified => qualified.Right,
            SimpleNameSyntax simple => simple,
            _ => null,
        };
        return name is null ? null : creation.ReplaceToken(name.Identifier, SyntaxFactory.Identifier("Async" + name.Identifier.ValueText).WithTriviaFrom(name.Identifier));
    }
}
