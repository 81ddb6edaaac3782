using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>Methods that run a delegate for each element of a sequence, in turn, and do nothing else.</summary>
internal static class ForEachCalls
{
    /// <summary>
    /// List&lt;T&gt;.ForEach, Array.ForEach, and extension methods in source whose body is such a loop. An extension without source is not
    /// judged by its name.
    /// </summary>
    public static bool Is(IMethodSymbol method, KnownTypes types, CancellationToken cancellation)
    {
        var definition = (method.ReducedFrom ?? method).OriginalDefinition;
        return definition.Name is "ForEach" && (Same(definition.ContainingType, types.List) || Same(definition.ContainingType, types.Array))
            || IsOwnLoop(definition, cancellation);
    }

    /// <summary>A source extension that loops over its first parameter and calls its second with each element.</summary>
    public static bool IsOwnLoop(IMethodSymbol method, CancellationToken cancellation)
    {
        if (method is not { IsExtensionMethod: true, ReturnsVoid: true, Parameters.Length: 2, DeclaringSyntaxReferences.Length: 1 }
            || method.Parameters[1].Type is not INamedTypeSymbol { DelegateInvokeMethod: { ReturnsVoid: true, Parameters.Length: 1 } }
            || method.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is not MethodDeclarationSyntax { Body: { } body })
        {
            return false;
        }

        var loops = 0;
        foreach (var statement in body.Statements)
        {
            switch (statement)
            {
                // Argument checks.
                case IfStatementSyntax { Else: null, Statement: var then } when IsThrow(then):
                case ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ThrowIfNull" } } }:
                    break;
                case ForEachStatementSyntax { AwaitKeyword.RawKind: 0, Expression: IdentifierNameSyntax source } loop
                    when source.Identifier.ValueText == method.Parameters[0].Name && Calls(loop, method.Parameters[1].Name):
                    loops++;
                    break;
                default:
                    return false;
            }
        }

        return loops == 1;
    }

    private static bool Calls(ForEachStatementSyntax loop, string action)
    {
        var statement = loop.Statement is BlockSyntax { Statements: { Count: 1 } only } ? only[0] : loop.Statement;
        return statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } call }
            && arguments[0].Expression is IdentifierNameSyntax element && element.Identifier.ValueText == loop.Identifier.ValueText
            && call.Expression switch
            {
                IdentifierNameSyntax name => name.Identifier.ValueText == action,
                MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Invoke", Expression: IdentifierNameSyntax name } => name.Identifier.ValueText == action,
                _ => false,
            };
    }

    private static bool IsThrow(StatementSyntax statement) =>
        (statement is BlockSyntax { Statements: { Count: 1 } only } ? only[0] : statement) is ThrowStatementSyntax;

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
