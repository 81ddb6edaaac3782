using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>Tells functions whose tasks nobody looks at, wherever they are started.</summary>
internal static class UnobservedStarts
{
    /// <summary>
    /// The first place where a private method or a local function is started, if its task is discarded on purpose, stored in a field whose task nobody observes, or
    /// dropped by Task.Run, in every place that names the function; null otherwise. Other files of the type cannot be bound from here: there the name decides.
    /// </summary>
    public static SyntaxNode? OfAll(IMethodSymbol method, SyntaxNode declaration, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        SyntaxNode? first = null;
        if (method.MethodKind is MethodKind.LocalFunction)
        {
            var scope = declaration.FirstAncestorOrSelf<MemberDeclarationSyntax>(static n => n is not GlobalStatementSyntax) ?? declaration.SyntaxTree.GetRoot(cancellation);
            return AreUnobserved(scope, method, model, facts, ref first, cancellation) ? first : null;
        }

        if (method.DeclaredAccessibility is not Accessibility.Private || !method.ExplicitInterfaceImplementations.IsEmpty)
        {
            return null;
        }

        foreach (var part in method.ContainingType.DeclaringSyntaxReferences)
        {
            if (!AreUnobserved(part.GetSyntax(cancellation), method, model, facts, ref first, cancellation))
            {
                return null;
            }
        }

        return first;
    }

    private static bool AreUnobserved(
        SyntaxNode scope, IMethodSymbol method, SemanticModel model, CompilationFacts facts, ref SyntaxNode? first, CancellationToken cancellation)
    {
        var isBound = scope.SyntaxTree == model.SyntaxTree;
        foreach (var token in scope.DescendantTokens())
        {
            if (!token.IsKind(SyntaxKind.IdentifierToken) || token.ValueText != method.Name || token.Parent is not SimpleNameSyntax name
                || isBound && !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol?.OriginalDefinition, method))
            {
                continue;
            }

            if (!IsUnobserved(name, method, facts, cancellation))
            {
                return false;
            }

            first ??= name;
        }

        return true;
    }

    private static bool IsUnobserved(SimpleNameSyntax name, IMethodSymbol method, CompilationFacts facts, CancellationToken cancellation)
    {
        ExpressionSyntax value = name;
        var isScheduled = false;
        while (true)
        {
            switch (value.Parent)
            {
                // "this.RunAsync(token)", "Task.Run(() => RunAsync(token))", "Task.Run(RunAsync)".
                case MemberAccessExpressionSyntax access when access.Name == value:
                    value = access;
                    continue;
                case InvocationExpressionSyntax call when call.Expression == value:
                    value = call;
                    continue;
                case LambdaExpressionSyntax { AsyncKeyword.RawKind: 0 } lambda when lambda.Body == value:
                    value = lambda;
                    continue;
                case ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Run" or "StartNew" } } run } list } argument
                        when list.Arguments[0] == argument:
                    value = run;
                    isScheduled = true;
                    continue;
                case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment when assignment.Right == value && UnreadFields.IsStatement(assignment):
                    return assignment.Left switch
                    {
                        IdentifierNameSyntax { Identifier.ValueText: "_" } => true,
                        IdentifierNameSyntax field => IsUnobserved(field, method.ContainingType, facts, cancellation),
                        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: IdentifierNameSyntax field } => IsUnobserved(field, method.ContainingType, facts, cancellation),
                        _ => false,
                    };
                default:
                    // "RunAsync();" is no decision but a task that was forgotten, which ASL1001 reports.
                    return isScheduled && UnreadFields.IsStatement(value);
            }
        }
    }

    private static bool IsUnobserved(IdentifierNameSyntax name, INamedTypeSymbol type, CompilationFacts facts, CancellationToken cancellation)
    {
        foreach (var member in type.GetMembers(name.Identifier.ValueText))
        {
            return member is IFieldSymbol field && UnobservedFields.Contains(field, facts, cancellation);
        }

        return false;
    }
}
