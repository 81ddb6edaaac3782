using AsyncLint.Facts;
using AsyncLint.Hosts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes;

/// <summary>
/// Event handlers of an application with a UI: whatever the policy of the file, they go on where they were called, since only the UI thread may
/// touch the UI (learn.microsoft.com, "ConfigureAwait FAQ").
/// </summary>
internal static class UiHandlers
{
    /// <summary>True where the function is such a handler and none of its awaits says otherwise so far.</summary>
    public static bool Contain(FunctionConversion conversion, AppModels models) =>
        conversion is { Function: { Symbol.ReturnsVoid: true, Node: { } node } function }
        && (conversion.Kind is ConversionKind.AsyncVoid or ConversionKind.GuardedAsyncVoid || conversion.Kind is ConversionKind.None && function.IsAsync)
        && models.HaveUserInterface
        && !AwaitsIn(node).Any(static a => AwaitStyle.UnconfiguredOf(a) is not null);

    /// <summary>The handler with awaits that return to its context.</summary>
    public static SyntaxNode OnContext(SyntaxNode handler) =>
        handler.ReplaceNodes(AwaitsIn(handler), static (_, current) => AwaitStyle.UnconfiguredOf(current) is { } task ? current.WithExpression(task) : current);

    private static IEnumerable<AwaitExpressionSyntax> AwaitsIn(SyntaxNode handler) =>
        handler.DescendantNodes(n => n == handler || n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<AwaitExpressionSyntax>();
}
