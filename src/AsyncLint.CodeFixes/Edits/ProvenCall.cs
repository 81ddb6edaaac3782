using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes;

/// <summary>Calls that a fix puts in the place of others, once the compiler has bound them there.</summary>
internal static class ProvenCall
{
    /// <summary>The same call of another method, where that exists and gives something to await.</summary>
    public static InvocationExpressionSyntax? Renamed(IInvocationOperation call, InvocationExpressionSyntax syntax, string name, FixSite site) =>
        AsyncSiblings.Rename(syntax, name) is { } renamed && Binds(call, renamed, site) ? renamed : null;

    /// <summary>True where <paramref name="replacement"/> gives something to await in the place of <paramref name="call"/>.</summary>
    public static bool Binds(IInvocationOperation call, ExpressionSyntax replacement, FixSite site) =>
        site.Model.GetSpeculativeSymbolInfo(call.Syntax.SpanStart, replacement, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol method
        && site.Facts.Awaitables.IsTaskLike(method.ReturnType);
}
