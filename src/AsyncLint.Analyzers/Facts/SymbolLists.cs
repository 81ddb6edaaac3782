using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.Facts;

/// <summary>
/// Resolves option values that name symbols: documentation-comment ids separated by <c>|</c>, where a trailing <c>*</c> stands for
/// all overloads and constructors are written <c>M:N.T.ctor</c>. Ids that resolve to nothing are ignored.
/// </summary>
internal sealed class SymbolLists(Compilation compilation)
{
    private readonly ConcurrentDictionary<string, HashSet<ISymbol>> _lists = new(StringComparer.Ordinal);

    /// <summary>True where <paramref name="symbol"/>, its definition or its containing type is named by <paramref name="value"/>.</summary>
    public bool Contains(string value, ISymbol symbol)
    {
        if (value.Length == 0)
        {
            return false;
        }

        var list = _lists.TryGetValue(value, out var known) ? known : _lists.GetOrAdd(value, Resolve(value));
        if (list.Count == 0)
        {
            return false;
        }

        var definition = (symbol is IMethodSymbol { ReducedFrom: { } reduced } ? reduced : symbol).OriginalDefinition;
        return list.Contains(definition) || definition.ContainingType is { } owner && list.Contains(owner.OriginalDefinition);
    }

    /// <summary>True where <paramref name="option"/>, as the rule sees it for the file at hand, names <paramref name="symbol"/>.</summary>
    public bool Contains(Option<string> option, string ruleId, OperationAnalysisContext context, ISymbol symbol) =>
        Contains(option.Get(context.Options, context.Operation.Syntax.SyntaxTree, ruleId), symbol);

    private HashSet<ISymbol> Resolve(string value)
    {
        var list = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var entry in value.Split('|'))
        {
            var id = entry.Trim();
            if (id.Length < 3 || id[1] != ':')
            {
                continue;
            }

            if (id.EndsWith(".ctor", StringComparison.Ordinal) || id.EndsWith(".ctor*", StringComparison.Ordinal))
            {
                foreach (var type in DocumentationCommentId.GetSymbolsForDeclarationId("T:" + id.Substring(2, id.LastIndexOf(".ctor", StringComparison.Ordinal) - 2), compilation))
                {
                    list.UnionWith(((INamedTypeSymbol)type).InstanceConstructors);
                }
            }
            else if (id[id.Length - 1] == '*' && id.LastIndexOf('.') is > 2 and var dot)
            {
                foreach (var type in DocumentationCommentId.GetSymbolsForDeclarationId("T:" + id.Substring(2, dot - 2), compilation))
                {
                    list.UnionWith(((INamedTypeSymbol)type).GetMembers(id.Substring(dot + 1, id.Length - dot - 2)));
                }
            }
            else
            {
                list.UnionWith(DocumentationCommentId.GetSymbolsForDeclarationId(id, compilation));
            }
        }

        return list;
    }
}
