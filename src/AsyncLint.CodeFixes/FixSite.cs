using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes;

/// <summary>One diagnostic in one version of a document, with what a fix needs to judge it.</summary>
internal sealed class FixSite
{
    private FixSite(Diagnostic diagnostic, Document document, SyntaxNode root, SemanticModel model, CompilationFacts facts, ExpressionSyntax? expression, SyntaxNode node)
    {
        Diagnostic = diagnostic;
        Document = document;
        Root = root;
        Model = model;
        Facts = facts;
        Expression = expression;
        Node = node;
    }

    public Diagnostic Diagnostic { get; }

    public Document Document { get; }

    public SyntaxNode Root { get; }

    public SemanticModel Model { get; }

    public CompilationFacts Facts { get; }

    /// <summary>The smallest node that has the diagnostic's span.</summary>
    public SyntaxNode Node { get; }

    /// <summary>The expression that has the diagnostic's span, where there is one.</summary>
    public ExpressionSyntax? Expression { get; }

    /// <summary>The site of a diagnostic; null where the document is not C# that can be analyzed, or the span no longer fits it.</summary>
    public static async Task<FixSite?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || model is null || CompilationFacts.Of(model.Compilation) is not { } facts || !root.FullSpan.Contains(diagnostic.Location.SourceSpan))
        {
            return null;
        }

        var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        return new FixSite(diagnostic, document, root, model, facts, node.FirstAncestorOrSelf<ExpressionSyntax>(), node);
    }
}
