using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Puts the body of an async void handler into a try statement that reports its exceptions.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL3003AsyncVoidCanCrashFix))]
public sealed class ASL3003AsyncVoidCanCrashFix : RuleFix
{
    private const string GuardKey = "ASL3003.guard";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL3003");

    internal override string DefaultKey => GuardKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        site.Facts.Types.Trace is not null && site.Facts.Types.Exception is not null && Handler(site, cancellation) is not null
            ? ImmutableArray.Create(new FixOffer("Catch exceptions and log them", GuardKey))
            : ImmutableArray<FixOffer>.Empty;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var handler = Handler(site, cancellation)!.Value;
        var guard = HandlerGuard.For(handler, site.Model, site.Facts, editor.Generator, cancellation);
        editor.ReplaceNode(handler.Node!, (current, _) => guard.Around(current));
    }

    private static EnclosingFunction? Handler(FixSite site, CancellationToken cancellation)
    {
        var node = site.Node.FirstAncestorOrSelf<SyntaxNode>(static n => n is MethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax);
        var symbol = node is AnonymousFunctionExpressionSyntax
            ? site.Model.GetSymbolInfo(node, cancellation).Symbol
            : node is null ? null : site.Model.GetDeclaredSymbol(node, cancellation);
        return symbol is IMethodSymbol { IsAsync: true, ReturnsVoid: true } function && EnclosingFunction.BodyOf(node) is not null
            && !HandlerGuard.IsIn(node!, site.Model, site.Facts, cancellation)
            ? EnclosingFunction.Declared(function, node!)
            : null;
    }
}
