using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>
/// Tells private methods and local functions that nobody but Task.Run runs. It takes null for a task: its own is cancelled then (learn.microsoft.com, Task.Run(Func&lt;Task&gt;)).
/// </summary>
internal static class PooledFunctions
{
    /// <param name="inside">An operation of the function.</param>
    public static bool Contains(IMethodSymbol function, IOperation inside, CompilationFacts facts, CancellationToken cancellation)
    {
        if (function.MethodKind is not MethodKind.LocalFunction && (function.DeclaredAccessibility is not Accessibility.Private || !function.ExplicitInterfaceImplementations.IsEmpty)
            || inside.SemanticModel is not { } model)
        {
            return false;
        }

        var isRun = false;
        foreach (var part in function.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var token in part.GetSyntax(cancellation).DescendantTokens())
            {
                if (!token.IsKind(SyntaxKind.IdentifierToken) || token.ValueText != function.Name || token.Parent is not SimpleNameSyntax name)
                {
                    continue;
                }

                // Other files of the type cannot be bound from here.
                if (part.SyntaxTree != model.SyntaxTree || !IsRun(name, model, facts, cancellation))
                {
                    return false;
                }

                isRun = true;
            }
        }

        return isRun;
    }

    // "Task.Run(Notify)", "Task.Run(() => Notify(handler))"
    private static bool IsRun(SimpleNameSyntax name, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        ExpressionSyntax value = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        if (value.Parent is InvocationExpressionSyntax call && call.Expression == value)
        {
            if (call.Parent is not LambdaExpressionSyntax { AsyncKeyword.RawKind: 0 } lambda)
            {
                return false;
            }

            value = lambda;
        }

        return value.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax run }
            && model.GetOperation(run, cancellation) is IInvocationOperation { TargetMethod: { Name: "Run" } method } && TaskCalls.IsScheduling(method, facts.Types);
    }
}
