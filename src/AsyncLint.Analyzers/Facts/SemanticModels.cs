using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Facts;

/// <summary>
/// Semantic models of trees other than the one under analysis, at most one for each tree of a compilation. The only place that makes them: rules
/// that look across files ask by syntax first and bind only what that leaves over.
/// </summary>
internal sealed class SemanticModels(Compilation compilation)
{
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();

    /// <summary>The model of a tree of this compilation; null for one of another.</summary>
    public SemanticModel? Of(SyntaxTree tree)
    {
        if (_models.TryGetValue(tree, out var model))
        {
            return model;
        }

#pragma warning disable RS1030 // made once for a tree and kept
        return compilation.ContainsSyntaxTree(tree) ? _models.GetOrAdd(tree, compilation.GetSemanticModel(tree)) : null;
#pragma warning restore RS1030
    }
}
