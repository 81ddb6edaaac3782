using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes;

/// <summary>
/// The endpoints of ASP.NET Core's minimal APIs: they take any delegate, and await what it returns (learn.microsoft.com, "Route handlers in Minimal
/// API apps").
/// </summary>
internal static class Endpoints
{
    /// <summary>
    /// True where the endpoint awaits the lambda, with its result, once that is async with an await in place of <paramref name="expression"/>.
    /// </summary>
    /// <param name="method">The method that the call is bound to with the async lambda.</param>
    public static bool Await(
        AnonymousFunctionExpressionSyntax lambda, ExpressionSyntax expression, IMethodSymbol method, ArgumentSyntax argument, int position, SemanticModel model, CompilationFacts facts)
    {
        if (lambda is ParenthesizedLambdaExpressionSyntax { ReturnType: not null } || model.GetSymbolInfo(lambda).Symbol is not IMethodSymbol symbol)
        {
            return false;
        }

        var parameter = TaskDelegates.ParameterOf(method, argument, position)?.Type;
        if (symbol.ReturnsVoid)
        {
            // The overload for a RequestDelegate may give another builder, of which nothing may be asked.
            return SymbolEqualityComparer.Default.Equals(parameter, facts.Types.Delegate)
                || SymbolEqualityComparer.Default.Equals(parameter, facts.Types.RequestDelegate) && argument.Parent?.Parent?.Parent is ExpressionStatementSyntax;
        }

        // "async context => await LoadAsync()" is a RequestDelegate as well, which is preferred and drops the result.
        return SymbolEqualityComparer.Default.Equals(parameter, facts.Types.Delegate) && !(lambda.ExpressionBody == expression && HasParametersOf(facts.Types.RequestDelegate, symbol));
    }

    /// <summary>True where the endpoint awaits a method that is given by its name, once that returns a task.</summary>
    public static bool Await(IMethodSymbol group, ITypeSymbol? parameter, CompilationFacts facts) =>
        SymbolEqualityComparer.Default.Equals(parameter, facts.Types.Delegate) && !HasParametersOf(facts.Types.RequestDelegate, group);

    private static bool HasParametersOf(INamedTypeSymbol? type, IMethodSymbol lambda) =>
        type?.DelegateInvokeMethod is not { } invoke
        || invoke.Parameters.Length == lambda.Parameters.Length
            && SymbolEqualityComparer.Default.Equals(invoke.Parameters[0].Type, lambda.Parameters[0].Type);
}
