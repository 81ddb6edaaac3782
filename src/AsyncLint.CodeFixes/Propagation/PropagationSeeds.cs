using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes.Propagation;

/// <summary>Where a plan starts: the function whose signature has to change. Nothing beyond the document is looked at.</summary>
internal static class PropagationSeeds
{
    /// <summary>
    /// The method or local function whose signature, and with it its callers, would have to change for <c>await</c> to stand at
    /// <paramref name="expression"/>; null where it cannot stand there at all.
    /// </summary>
    public static IMethodSymbol? Of(ExpressionSyntax expression, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        var mayIterate = facts.Types.AsyncEnumerable is not null && ((CSharpParseOptions)model.SyntaxTree.Options).LanguageVersion >= LanguageVersion.CSharp8;
        return AwaitLegality.Of(expression, model, facts.Types, cancellation, mayIterate) is AwaitObstacle.None
            && EnclosingFunction.At(expression, model, cancellation) is
                { IsAsync: false, Kind: FunctionKind.Method or FunctionKind.LocalFunction, Symbol: { } symbol }
            && facts.Awaitables.Of(symbol.ReturnType) is Awaitability.None
                ? symbol
                : null;
    }
}
