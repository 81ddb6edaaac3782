using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>How the rules about blocking calls show one.</summary>
internal static class BlockingCalls
{
    /// <summary>The call; only its method where it has a lambda, which may go on for a screenful.</summary>
    public static SyntaxNode PlaceOf(IInvocationOperation call)
    {
        if (call.Syntax is InvocationExpressionSyntax syntax)
        {
            foreach (var argument in syntax.ArgumentList.Arguments)
            {
                if (argument.Expression is AnonymousFunctionExpressionSyntax)
                {
                    return syntax.Expression;
                }
            }
        }

        return call.Syntax;
    }

    /// <summary>The method behind the type that it is called on.</summary>
    public static string NameOf(IInvocationOperation call) =>
        (call.Instance is { Type: { Name.Length: > 0 } receiver } and not IInstanceReferenceOperation ? receiver : call.TargetMethod.ContainingType).Name + "." + call.TargetMethod.Name;
}
