using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes;

/// <summary>An async void function that can return a task, with the calls that are to await it: nothing else uses it.</summary>
internal sealed class TaskReturn
{
    private TaskReturn(SyntaxNode declaration, IMethodSymbol symbol, ImmutableArray<InvocationExpressionSyntax> calls)
    {
        Declaration = declaration;
        Symbol = symbol;
        Calls = calls;
    }

    public SyntaxNode Declaration { get; }

    public IMethodSymbol Symbol { get; }

    public ImmutableArray<InvocationExpressionSyntax> Calls { get; }

    /// <summary>Null where a use outside the document, or one that cannot await, cannot be ruled out.</summary>
    public static TaskReturn? Find(FixSite site, CancellationToken cancellation)
    {
        if (site.Node is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax)
            || site.Model.GetDeclaredSymbol(site.Node, cancellation) is not IMethodSymbol { IsAsync: true, ReturnsVoid: true } symbol)
        {
            return null;
        }

        if (symbol.MethodKind is MethodKind.Ordinary && FunctionConversion.IsCalledByHostOnly(symbol, site.Model, site.Facts, cancellation))
        {
            return new(site.Node, symbol, ImmutableArray<InvocationExpressionSyntax>.Empty);
        }

        return ScopeOf(site.Node, symbol) is { } scope && !RunsOn(site.Node) && AwaitableCalls(scope, symbol, site, cancellation) is { IsEmpty: false } calls
            ? new(site.Node, symbol, calls)
            : null;
    }

    /// <summary>What holds every use of the function; null where that is more than a part of this document.</summary>
    private static SyntaxNode? ScopeOf(SyntaxNode declaration, IMethodSymbol symbol) => declaration switch
    {
        LocalFunctionStatementSyntax { Parent: GlobalStatementSyntax { Parent: { } unit } } => unit,
        LocalFunctionStatementSyntax { Parent: { } block } => block,

        // An attribute may mean that somebody else calls it.
        MethodDeclarationSyntax { AttributeLists.Count: 0, Parent: TypeDeclarationSyntax and not InterfaceDeclarationSyntax and var type }
            when symbol is { DeclaredAccessibility: Accessibility.Private, ExplicitInterfaceImplementations.IsEmpty: true, ContainingType.DeclaringSyntaxReferences.Length: 1 }
                && !type.Modifiers.Any(SyntaxKind.PartialKeyword) => type,
        _ => null,
    };

    /// <summary>A function that loops for as long as it likes is meant to run beside its caller, which would wait for ever.</summary>
    private static bool RunsOn(SyntaxNode declaration)
    {
        foreach (var node in declaration.DescendantNodes(n => n == declaration || n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            if (node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax { Condition: null } or GotoStatementSyntax
                || node is CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>All uses of the function in <paramref name="scope"/>, if each is a statement that may await; else empty.</summary>
    private static ImmutableArray<InvocationExpressionSyntax> AwaitableCalls(SyntaxNode scope, IMethodSymbol symbol, FixSite site, CancellationToken cancellation)
    {
        var calls = ImmutableArray.CreateBuilder<InvocationExpressionSyntax>();
        foreach (var token in scope.DescendantTokens())
        {
            if (!token.IsKind(SyntaxKind.IdentifierToken) || token.ValueText != symbol.Name || token.Parent is not SimpleNameSyntax name || !Names(name, symbol, site, cancellation))
            {
                continue;
            }

            var callee = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? (ExpressionSyntax)access : name;
            if (callee.Parent is not InvocationExpressionSyntax { Parent: ExpressionStatementSyntax } call || call.Expression != callee
                || AwaitLegality.Of(call, site.Model, site.Facts.Types, cancellation) is not AwaitObstacle.None
                || EnclosingFunction.At(call, site.Model, cancellation) is { IsAsync: false, Kind: not FunctionKind.TopLevel })
            {
                return ImmutableArray<InvocationExpressionSyntax>.Empty;
            }

            calls.Add(call);
        }

        return calls.ToImmutable();
    }

    private static bool Names(SimpleNameSyntax name, IMethodSymbol symbol, FixSite site, CancellationToken cancellation)
    {
        var info = site.Model.GetSymbolInfo(name, cancellation);
        if (info.Symbol is { } bound)
        {
            return SymbolEqualityComparer.Default.Equals(bound.OriginalDefinition, symbol);
        }

        foreach (var candidate in info.CandidateSymbols)
        {
            if (SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, symbol))
            {
                return true;
            }
        }

        return false;
    }
}
