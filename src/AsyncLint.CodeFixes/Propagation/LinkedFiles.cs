using Microsoft.CodeAnalysis;

namespace AsyncLint.CodeFixes.Propagation;

/// <summary>Files that several projects, or several target frameworks of one, compile: what changes in one copy changes in all.</summary>
internal static class LinkedFiles
{
    /// <summary>True where every project that compiles the node's file sees the node; <c>#if</c> may hide it from some.</summary>
    public static async Task<bool> AllHaveAsync(SyntaxNode node, Document document, Solution solution, CancellationToken cancellation)
    {
        foreach (var linked in document.GetLinkedDocumentIds())
        {
            if (solution.GetDocument(linked) is { } other && await other.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root && Find(root, node) is null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The symbols that a declaration has in the projects that compile it.</summary>
    public static async Task<List<IMethodSymbol>> SymbolsAsync(FunctionPart part, Solution solution, CancellationToken cancellation)
    {
        var symbols = new List<IMethodSymbol> { part.Symbol };
        foreach (var linked in solution.GetDocument(part.Document)!.GetLinkedDocumentIds())
        {
            if (solution.GetDocument(linked) is { } other && await other.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root
                && Find(root, part.Declaration) is { } declaration
                && await other.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is { } model
                && model.GetDeclaredSymbol(declaration, cancellation) is IMethodSymbol symbol)
            {
                symbols.Add(symbol);
            }
        }

        return symbols;
    }

    /// <summary>The node that stands in another version of a file where <paramref name="node"/> stands in its own; null where there is none.</summary>
    public static TNode? Find<TNode>(SyntaxNode root, TNode node)
        where TNode : SyntaxNode =>
        node.SyntaxTree == root.SyntaxTree ? node
        : root.FullSpan.Contains(node.Span) && root.FindNode(node.Span, findInsideTrivia: true, getInnermostNodeForTie: true)
            .FirstAncestorOrSelf<TNode>(found => found.RawKind == node.RawKind && found.Span == node.Span) is { } found ? found
        : null;
}
