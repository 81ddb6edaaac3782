using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>
/// LINQ operators that send a query of Entity Framework to the database: <c>ToList</c>, <c>First</c>, <c>Count</c>, … Their siblings extend
/// <c>IQueryable&lt;T&gt;</c> in a class of the framework and fail for every other query, so the query has to be one of a DbContext.
/// </summary>
internal static class EntityQueries
{
    // A query that is put together in more steps than this is not understood.
    private const int MaxDepth = 20;

    private static readonly string[] s_operators = { "Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions", "System.Data.Entity.QueryableExtensions" };
    private static readonly string[] s_sets = { "Microsoft.EntityFrameworkCore.DbSet`1", "System.Data.Entity.DbSet`1", "System.Data.Entity.IDbSet`1" };

    // Whose members return queries without being given one.
    private static readonly string[] s_sources =
    {
        "Microsoft.EntityFrameworkCore.DbContext", "Microsoft.EntityFrameworkCore.Infrastructure.DatabaseFacade", "Microsoft.EntityFrameworkCore.ChangeTracking.NavigationEntry",
        "System.Data.Entity.DbContext",
    };

    /// <summary>The class that has the asynchronous form of a LINQ operator; null for every other method, and where no Entity Framework is referenced.</summary>
    public static INamedTypeSymbol? OperatorsFor(IMethodSymbol method, KnownTypes types)
    {
        if (!Same(method.ContainingType, types.QueryableMethods) && !(Same(method.ContainingType, types.Enumerable) && method.Name is "ToArray" or "ToDictionary" or "ToHashSet" or "ToList"))
        {
            return null;
        }

        foreach (var name in s_operators)
        {
            if (types.Listed(name) is { } operators && !operators.GetMembers(method.Name + "Async").IsEmpty)
            {
                return operators;
            }
        }

        return null;
    }

    /// <summary>A call of an extension as it binds without an import of its namespace; null where it is not called on a query.</summary>
    public static InvocationExpressionSyntax? AsStatic(InvocationExpressionSyntax call, INamedTypeSymbol extensions) =>
        call.Expression is MemberAccessExpressionSyntax { Expression: var query, Name: var name }
            ? SyntaxFactory.InvocationExpression(
                SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, NameOf(extensions), name),
                call.ArgumentList.WithArguments(call.ArgumentList.Arguments.Insert(0, SyntaxFactory.Argument(query))))
            : null;

    private static NameSyntax NameOf(INamespaceOrTypeSymbol symbol)
    {
        var name = SyntaxFactory.IdentifierName(symbol.Name);
        return symbol.ContainingNamespace is null or { IsGlobalNamespace: true }
            ? SyntaxFactory.AliasQualifiedName(SyntaxFactory.IdentifierName(SyntaxFactory.Token(SyntaxKind.GlobalKeyword)), name)
            : SyntaxFactory.QualifiedName(NameOf(symbol.ContainingNamespace), name);
    }

    /// <summary>True for a query that certainly comes from a DbContext.</summary>
    public static bool Is(IOperation query, CompilationFacts facts) => Is(query, facts.Types, 0);

    private static bool Is(IOperation query, KnownTypes types, int depth)
    {
        if (depth > MaxDepth)
        {
            return false;
        }

        if (query is IConversionOperation { OperatorMethod: null } conversion)
        {
            return Is(conversion.Operand, types, depth + 1);
        }

        if (query.Type is null || types.QueryableOfT is not { } queryable || !SyncApis.DerivesFrom(query.Type, queryable))
        {
            return false;
        }

        if (IsAny(query.Type, s_sets, types))
        {
            return true;
        }

        switch (query)
        {
            case IParenthesizedOperation parenthesized:
                return Is(parenthesized.Operand, types, depth + 1);
            case ITranslatedQueryOperation translated:
                return Is(translated.Operation, types, depth + 1);
            case IInvocationOperation { Instance: { Type: { } owner } }:
                return IsAny(owner, s_sources, types);
            case IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: { IsEmpty: false } arguments }:
                return arguments[0].Value is var source && (Is(source, types, depth + 1) || source.Type is { } extended && IsAny(extended, s_sources, types));
            case IPropertyReferenceOperation { Instance.Type: { } owner }:
                return IsAny(owner, s_sources, types);
            case ILocalReferenceOperation { Local: var local }:
                return LocalValues.Of(local, query) is { } values && values.TrueForAll(value => Reads(value, local) || Is(value, types, depth + 1))
                    && !values.TrueForAll(value => Reads(value, local));
            default:
                return false;
        }
    }

    // "query = query.Where(…)" adds to the query that the variable holds.
    private static bool Reads(IOperation value, ILocalSymbol local) => value switch
    {
        ILocalReferenceOperation reference => Same(reference.Local, local),
        IConversionOperation conversion => Reads(conversion.Operand, local),
        IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: { IsEmpty: false } arguments } => Reads(arguments[0].Value, local),
        _ => false,
    };

    private static bool IsAny(ITypeSymbol type, string[] names, KnownTypes types)
    {
        foreach (var name in names)
        {
            if (types.Listed(name) is { } known && SyncApis.DerivesFrom(type, known))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
