using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>Finds the code of a function of this compilation, wherever it is declared.</summary>
internal static class SourceFunctions
{
    /// <summary>The one symbol that stands for a function however it is called: not constructed, not reduced, the implementing part.</summary>
    public static IMethodSymbol DefinitionOf(IMethodSymbol method)
    {
        var definition = (method.ReducedFrom ?? method).OriginalDefinition;
        return definition.PartialImplementationPart ?? definition;
    }

    public static bool IsInSource(IMethodSymbol method, CompilationFacts facts) =>
        SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, facts.Compilation.Assembly);

    /// <summary>The operation of a function's declaration; null for one without a body.</summary>
    public static IOperation? BodyOf(IMethodSymbol function, CompilationFacts facts)
    {
        foreach (var reference in function.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax();
            if (declaration is not TypeDeclarationSyntax && (EnclosingFunction.BodyOf(declaration) is not null || declaration is ArrowExpressionClauseSyntax)
                && facts.Models.Of(reference.SyntaxTree)?.GetOperation(declaration) is { } operation)
            {
                return operation switch
                {
                    ILocalFunctionOperation local => local.Body,
                    IAnonymousFunctionOperation lambda => lambda.Body,
                    _ => operation,
                };
            }
        }

        return null;
    }

    /// <summary>The operations of all code in a member's declaration: bodies, and what is assigned at its declaration.</summary>
    public static IEnumerable<IOperation> CodeIn(MemberDeclarationSyntax member, SemanticModel model)
    {
        foreach (var node in member.DescendantNodesAndSelf(static node => node is MemberDeclarationSyntax or AccessorListSyntax or VariableDeclarationSyntax or VariableDeclaratorSyntax))
        {
            if (node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax or EqualsValueClauseSyntax && model.GetOperation(node) is { } code)
            {
                yield return code;
            }
        }
    }

    /// <summary>What runs when an object is created, beside the constructor's body: the initializers of fields and properties.</summary>
    public static IEnumerable<IOperation> InitializersOf(IMethodSymbol constructor, CompilationFacts facts)
    {
        foreach (var part in constructor.ContainingType.DeclaringSyntaxReferences)
        {
            if (part.GetSyntax() is not TypeDeclarationSyntax type || facts.Models.Of(part.SyntaxTree) is not { } model)
            {
                continue;
            }

            foreach (var member in type.Members)
            {
                foreach (var initializer in InitializersOf(member))
                {
                    if (model.GetOperation(initializer) is { } operation)
                    {
                        yield return operation;
                    }
                }
            }
        }
    }

    /// <summary>True where another constructor of the same type runs first: the initializers are run by that.</summary>
    public static bool ChainsToThis(IMethodSymbol constructor) =>
        constructor.DeclaringSyntaxReferences is [var reference, ..]
        && reference.GetSyntax() is ConstructorDeclarationSyntax { Initializer.RawKind: (int)SyntaxKind.ThisConstructorInitializer };

    /// <summary>The constructor of the base type that runs first without being written.</summary>
    public static IMethodSymbol? ImplicitBaseOf(IMethodSymbol constructor, CompilationFacts facts)
    {
        if (constructor.DeclaringSyntaxReferences is [var reference, ..] && reference.GetSyntax() is ConstructorDeclarationSyntax { Initializer: not null })
        {
            return null;
        }

        foreach (var candidate in constructor.ContainingType.BaseType?.InstanceConstructors ?? default)
        {
            if (candidate.Parameters.IsEmpty && IsInSource(candidate, facts))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>True for a function that runs only while somebody enumerates what it returned.</summary>
    public static bool IsIterator(IMethodSymbol function)
    {
        if (function.ReturnType.OriginalDefinition.SpecialType is not (SpecialType.System_Collections_IEnumerable or SpecialType.System_Collections_Generic_IEnumerable_T
            or SpecialType.System_Collections_IEnumerator or SpecialType.System_Collections_Generic_IEnumerator_T))
        {
            return false;
        }

        foreach (var reference in function.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax().DescendantNodes(static n => n is not (AnonymousFunctionExpressionSyntax or ExpressionSyntax)))
            {
                if (node is YieldStatementSyntax)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static IEnumerable<SyntaxNode> InitializersOf(MemberDeclarationSyntax member)
    {
        if (member is FieldDeclarationSyntax field && !field.Modifiers.Any(SyntaxKind.StaticKeyword) && !field.Modifiers.Any(SyntaxKind.ConstKeyword))
        {
            foreach (var variable in field.Declaration.Variables)
            {
                if (variable.Initializer is { } initializer)
                {
                    yield return initializer;
                }
            }
        }
        else if (member is PropertyDeclarationSyntax { Initializer: { } initial } property && !property.Modifiers.Any(SyntaxKind.StaticKeyword))
        {
            yield return initial;
        }
    }
}
