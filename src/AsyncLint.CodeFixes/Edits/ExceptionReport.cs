using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes;

/// <summary>Writes the call that reports an exception as its class reports others: to the class's logger, or else to the trace listeners.</summary>
internal static class ExceptionReport
{
    /// <param name="position">Where the call is to stand.</param>
    /// <param name="exception">The name of the variable that holds the exception.</param>
    /// <param name="text">What has failed, for the log.</param>
    public static ExpressionSyntax At(int position, string exception, string text, SemanticModel model, CompilationFacts facts, SyntaxGenerator generator)
    {
        var caught = SyntaxFactory.IdentifierName(exception);
        var message = SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text));
        var typed = SyntaxFactory.DefaultExpression((TypeSyntax)generator.TypeExpression(facts.Types.Exception!));
        for (var type = TypeAt(position, model, out var isStatic); type is not null; type = type.BaseType)
        {
            foreach (var member in LoggersOf(type, facts.Types))
            {
                if ((member.IsStatic || !isStatic) && IsInScope(member, position, model)
                    && model.GetSpeculativeSymbolInfo(position, Call(member, typed, message, mayBeNull: false, facts.Types), SpeculativeBindingOption.BindAsExpression).Symbol is not null)
                {
                    return Call(member, caught, message, TypeOf(member)?.NullableAnnotation is NullableAnnotation.Annotated, facts.Types);
                }
            }
        }

        return (ExpressionSyntax)generator.InvocationExpression(
            generator.MemberAccessExpression(ImportedType.Of(facts.Types.Trace!, generator), "TraceError"),
            generator.InvocationExpression(generator.MemberAccessExpression(caught, "ToString")));
    }

    private static ExpressionSyntax Call(ISymbol logger, ExpressionSyntax exception, ExpressionSyntax message, bool mayBeNull, KnownTypes types)
    {
        var type = TypeOf(logger);
        var name = SyntaxFactory.IdentifierName(Is(type, types.ExtensionsLogger) ? "LogError" : "Error");
        var (first, second) = Is(type, types.Log4Net) ? (message, exception) : (exception, message);
        var arguments = SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(
            new[] { SyntaxFactory.Argument(first), SyntaxFactory.Argument(second) },
            new[] { SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space) }));
        var receiver = SyntaxFactory.IdentifierName(logger.Name);
        return mayBeNull
            ? SyntaxFactory.ConditionalAccessExpression(receiver, SyntaxFactory.InvocationExpression(SyntaxFactory.MemberBindingExpression(name), arguments))
            : SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, receiver, name), arguments);
    }

    private static INamedTypeSymbol? TypeAt(int position, SemanticModel model, out bool isStatic)
    {
        isStatic = false;
        for (var symbol = model.GetEnclosingSymbol(position); symbol is not null; symbol = symbol.ContainingSymbol)
        {
            if (symbol is INamedTypeSymbol type)
            {
                return type;
            }

            // A lambda in the initializer of a field has no instance either.
            isStatic |= symbol.IsStatic || symbol is IFieldSymbol or IPropertySymbol;
        }

        return null;
    }

    /// <summary>Fields, properties and primary constructor parameters whose type is that of a logger, as declared.</summary>
    private static IEnumerable<ISymbol> LoggersOf(INamedTypeSymbol type, KnownTypes types)
    {
        foreach (var constructor in type.InstanceConstructors)
        {
            if (constructor.DeclaringSyntaxReferences is { Length: 1 } declarations && declarations[0].GetSyntax() is TypeDeclarationSyntax)
            {
                foreach (var parameter in constructor.Parameters)
                {
                    if (IsLogger(parameter.Type, types))
                    {
                        yield return parameter;
                    }
                }
            }
        }

        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsImplicitlyDeclared: false } or IPropertySymbol { Parameters.IsEmpty: true, GetMethod: not null } && IsLogger(TypeOf(member), types))
            {
                yield return member;
            }
        }
    }

    // A local or parameter of the same name hides a member, and the member of a base class may be private.
    private static bool IsInScope(ISymbol member, int position, SemanticModel model)
    {
        foreach (var found in model.LookupSymbols(position, name: member.Name))
        {
            if (SymbolEqualityComparer.Default.Equals(found.OriginalDefinition, member.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    private static ITypeSymbol? TypeOf(ISymbol logger) => logger switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    private static bool IsLogger(ITypeSymbol? type, KnownTypes types) =>
        Is(type, types.ExtensionsLogger) || Is(type, types.Serilog) || Is(type, types.NLog) || Is(type, types.Log4Net);

    private static bool Is(ITypeSymbol? type, INamedTypeSymbol? contract)
    {
        if (type is null || contract is null)
        {
            return false;
        }

        if (SymbolEqualityComparer.Default.Equals(type, contract))
        {
            return true;
        }

        foreach (var implemented in type.AllInterfaces)
        {
            if (SymbolEqualityComparer.Default.Equals(implemented, contract))
            {
                return true;
            }
        }

        return false;
    }
}
