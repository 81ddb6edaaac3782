using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes.Propagation;

/// <summary>
/// Decides what an explored function would be called, whether a sibling may stand beside it, and whether its name is used where nothing
/// can be renamed.
/// </summary>
internal sealed class FunctionNames(Solution solution)
{
    private const string Suffix = "Async";

    private readonly AsyncSuffix _suffix = new();
    private readonly UnseenNames _unseen = new(solution);

    public async Task DecideAsync(FunctionNode node, CancellationToken cancellation)
    {
        var part = node.Parts[0];
        var project = solution.GetDocument(part.Document)!.Project;
        var tree = part.Declaration.SyntaxTree;
        var name = node.Symbol.Name;
        var visible = new HashSet<SyntaxNode>();
        if (!node.IsLocalFunction)
        {
            node.Boundary = await _unseen.UserOfAsync(name, cancellation).ConfigureAwait(false);
        }

        foreach (var p in node.Parts)
        {
            if (await IsVisibleOutsideAsync(p, cancellation).ConfigureAwait(false))
            {
                visible.Add(p.Declaration);
            }
        }

        node.IsPublicApi = visible.Count > 0 && !node.IsAwaitedByHost && Options.PublicApi.Get(project.AnalyzerOptions, tree, "") == "sibling";
        if (!node.IsAwaitedByHost && !name.EndsWith(Suffix, StringComparison.Ordinal) && node.Parts.TrueForAll(p => MayHaveSibling(p.Symbol, visible.Contains(p.Declaration))))
        {
            node.SiblingName = name + Suffix;
        }

        if (!node.IsAwaitedByHost && await _suffix.IsWantedAsync(node.Symbol, project, tree, cancellation).ConfigureAwait(false)
            && node.Parts.TrueForAll(static p => MayBeRenamed(p.Symbol)) && !await _unseen.IsTextAsync(name, cancellation).ConfigureAwait(false))
        {
            node.ConvertedName = name + Suffix;
        }

        if (node.IsLocalFunction)
        {
            if (await IsInScopeAsync(node.ConvertedName, part, cancellation).ConfigureAwait(false))
            {
                node.ConvertedName = name;
            }

            node.SiblingName = node.ConvertedName;
        }

        if (!node.Parts.Exists(static p => Collides(p.Symbol)))
        {
            return;
        }

        node.HasSibling = node.Parts is [{ Symbol: var symbol, Declaration: var declaration }] && BlocksOnSibling(symbol, declaration);
        node.SiblingName = node.HasSibling ? name + Suffix : null;
        if (!node.HasSibling)
        {
            node.Boundary ??= node.ConvertedName == name && !node.IsPublicApi ? null : "'" + name + Suffix + "' exists already";
        }
    }

    private async Task<bool> IsVisibleOutsideAsync(FunctionPart part, CancellationToken cancellation)
    {
        var project = solution.GetDocument(part.Document)!.Project;
        if (project.CompilationOptions?.OutputKind is not OutputKind.DynamicallyLinkedLibrary)
        {
            return false;
        }

        for (ISymbol symbol = part.Symbol; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is { } compilation
            && CompilationFacts.Of(compilation) is { } facts && !TestCode.IsIn(facts.Types);
    }

    // A local function hides what had its new name before: members, other locals.
    private async Task<bool> IsInScopeAsync(string name, FunctionPart part, CancellationToken cancellation) =>
        name != part.Symbol.Name
        && await solution.GetDocument(part.Document)!.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is { } model
        && !model.LookupSymbols(part.Declaration.SpanStart, name: name).IsEmpty;

    // A new member of an interface, or a new abstract one, is a duty for every type that implements it, also for those that cannot be seen.
    private static bool MayHaveSibling(IMethodSymbol method, bool isVisible) =>
        method is { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation, IsAsync: false }
        && !(isVisible && (method.IsAbstract || method.ContainingType.TypeKind is TypeKind.Interface));

    // Frameworks route to methods with attributes, and code generators to members of partial types, by name.
    private static bool MayBeRenamed(IMethodSymbol method) =>
        method.GetAttributes().IsEmpty && !(method.ContainingType.DeclaringSyntaxReferences.Length > 1 && method.MethodKind is MethodKind.Ordinary);

    private static bool Collides(IMethodSymbol method)
    {
        if (method.MethodKind is not MethodKind.Ordinary)
        {
            return false;
        }

        for (var type = method.ContainingType; type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers(method.Name + Suffix))
            {
                if (member is not IMethodSymbol other || HaveSameParameters(method, other))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool HaveSameParameters(IMethodSymbol method, IMethodSymbol other)
    {
        if (method.TypeParameters.Length != other.TypeParameters.Length || other.Parameters.Length < method.Parameters.Length)
        {
            return false;
        }

        for (var i = 0; i < other.Parameters.Length; i++)
        {
            if (i < method.Parameters.Length ? !SymbolEqualityComparer.Default.Equals(method.Parameters[i].Type.OriginalDefinition, other.Parameters[i].Type.OriginalDefinition)
                : !other.Parameters[i].IsOptional)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True for <c>Load(x) => LoadAsync(x).Result</c> and the like: all that the function does is to block on its async form.</summary>
    private static bool BlocksOnSibling(IMethodSymbol method, SyntaxNode declaration)
    {
        var body = EnclosingFunction.BodyOf(declaration) switch
        {
            BlockSyntax { Statements: { Count: 1 } statements } => statements[0] switch
            {
                ReturnStatementSyntax { Expression: { } returned } => returned,
                ExpressionStatementSyntax { Expression: var statement } => statement,
                _ => null,
            },
            ExpressionSyntax expression => expression,
            _ => null,
        };
        for (var node = body; node is not null;)
        {
            switch (node)
            {
                case InvocationExpressionSyntax { Expression: SimpleNameSyntax { Identifier.ValueText: var name } } call when name == method.Name + Suffix:
                    return PassesParametersOn(call, method);
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var name } } call
                    when name == method.Name + Suffix:
                    return PassesParametersOn(call, method);
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }:
                    node = access.Expression;
                    break;
                case MemberAccessExpressionSyntax access:
                    node = access.Expression;
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool PassesParametersOn(InvocationExpressionSyntax call, IMethodSymbol method)
    {
        var arguments = call.ArgumentList.Arguments;
        if (arguments.Count < method.Parameters.Length)
        {
            return false;
        }

        for (var i = 0; i < method.Parameters.Length; i++)
        {
            if (arguments[i] is not { NameColon: null, Expression: IdentifierNameSyntax { Identifier.ValueText: var name } } || name != method.Parameters[i].Name)
            {
                return false;
            }
        }

        return true;
    }
}
