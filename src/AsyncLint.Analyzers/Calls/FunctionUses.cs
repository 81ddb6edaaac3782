using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>Where source calls a function, or makes a delegate of it.</summary>
/// <param name="Operation">An invocation or a method reference.</param>
/// <param name="Member">The member in which it stands.</param>
internal readonly record struct FunctionUse(IOperation Operation, ISymbol Member);

/// <summary>Finds every use of a function in the compilation. Only what bears its name is bound.</summary>
internal static class FunctionUses
{
    // What is used in more places is nobody's helper.
    private const int MaxUses = 32;

    /// <summary>The uses in the order of the source; default where one of them is not understood, or there are too many.</summary>
    public static ImmutableArray<FunctionUse> Of(IMethodSymbol function, CompilationFacts facts, CancellationToken cancellation)
    {
        var uses = ImmutableArray.CreateBuilder<FunctionUse>();
        var name = NameHash.Of(function.Name);
        foreach (var tree in TreesOf(function, facts))
        {
            if (NameIndex.Of(tree, cancellation).Mentions(name) && !Add(uses, function, tree, facts, cancellation))
            {
                return default;
            }
        }

        return uses.ToImmutable();
    }

    private static IEnumerable<SyntaxTree> TreesOf(IMethodSymbol function, CompilationFacts facts) =>
        function.MethodKind is MethodKind.LocalFunction ? function.DeclaringSyntaxReferences.Select(static declaration => declaration.SyntaxTree)
        : function.DeclaredAccessibility is Accessibility.Private ? function.ContainingType.DeclaringSyntaxReferences.Select(static part => part.SyntaxTree).Distinct()
        : facts.Compilation.SyntaxTrees;

    private static bool Add(ImmutableArray<FunctionUse>.Builder uses, IMethodSymbol function, SyntaxTree tree, CompilationFacts facts, CancellationToken cancellation)
    {
        foreach (var node in tree.GetRoot(cancellation).DescendantNodes())
        {
            if (node is not SimpleNameSyntax name || name.Identifier.ValueText != function.Name || facts.Models.Of(tree) is not { } model)
            {
                continue;
            }

            var info = model.GetSymbolInfo(name, cancellation);
            if (info.Symbol is IMethodSymbol bound ? !SymbolEqualityComparer.Default.Equals(SourceFunctions.DefinitionOf(bound), function) : info.CandidateSymbols.IsEmpty)
            {
                continue;
            }

            if (IsInNameOf(name))
            {
                continue;
            }

            if (uses.Count == MaxUses || OperationOf(name, model, cancellation) is not { } use || MemberAt(name, model, cancellation) is not { } where)
            {
                return false;
            }

            uses.Add(new(use, where));
        }

        return true;
    }

    private static IOperation? OperationOf(SimpleNameSyntax name, SemanticModel model, CancellationToken cancellation)
    {
        var named = name.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Name == name => access,
            MemberBindingExpressionSyntax binding => binding,
            _ => (ExpressionSyntax)name,
        };
        var used = named.Parent is InvocationExpressionSyntax call && call.Expression == named ? call : named;
        return model.GetOperation(used, cancellation) is (IInvocationOperation or IMethodReferenceOperation) and { } operation ? operation : null;
    }

    private static ISymbol? MemberAt(SyntaxNode node, SemanticModel model, CancellationToken cancellation)
    {
        var symbol = model.GetEnclosingSymbol(node.SpanStart, cancellation);
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
        {
            symbol = symbol.ContainingSymbol;
        }

        return symbol;
    }

    private static bool IsInNameOf(SyntaxNode node) =>
        node.FirstAncestorOrSelf<InvocationExpressionSyntax>(static call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" }) is not null;
}
