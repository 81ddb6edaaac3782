using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;

namespace AsyncLint.CodeFixes.Propagation;

/// <summary>
/// Explores, over the whole solution, which functions would have to become async so that others may: callers, bases, overrides,
/// interface members, implementations. It only looks; <see cref="PropagationPlan"/> decides.
/// </summary>
internal sealed class PropagationGraph(Solution solution)
{
    // A change that reaches further than this is not one that a person reviews.
    private const int MaxFunctions = 400;

    private readonly Dictionary<string, FunctionNode> _nodes = new(StringComparer.Ordinal);
    private readonly Queue<FunctionNode> _pending = new();
    private readonly AsyncNames _names = new();

    public IReadOnlyDictionary<string, FunctionNode> Nodes => _nodes;

    /// <summary>False where the exploration was given up because it reaches too far.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Adds a function and all that follows from converting it; gives its key, or null where it has no source.</summary>
    public async Task<string?> AddAsync(IMethodSymbol function, CancellationToken cancellation)
    {
        var key = await EnsureAsync(function, cancellation).ConfigureAwait(false);
        while (_pending.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_nodes.Count > MaxFunctions)
            {
                IsComplete = false;
                break;
            }

            var node = _pending.Dequeue();
            if (node.Boundary is null)
            {
                await FindCallsAsync(node, cancellation).ConfigureAwait(false);
            }
        }

        return key;
    }

    private static string? KeyOf(IMethodSymbol function) =>
        function.DeclaringSyntaxReferences is { Length: > 0 } references
            ? references[0].SyntaxTree.FilePath + "|" + references[0].Span.Start.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : null;

    private async Task<string?> EnsureAsync(IMethodSymbol function, CancellationToken cancellation)
    {
        function = function.PartialDefinitionPart ?? function.OriginalDefinition;
        var family = await FamilyAsync(function, cancellation).ConfigureAwait(false);
        var key = family.Select(KeyOf).Where(static k => k is not null).OrderBy(static k => k, StringComparer.Ordinal).FirstOrDefault();
        if (key is null || _nodes.ContainsKey(key))
        {
            return key;
        }

        var node = new FunctionNode(key, function);
        _nodes.Add(key, node);
        foreach (var member in family)
        {
            node.Boundary ??= await AddPartAsync(node, member, cancellation).ConfigureAwait(false);
        }

        if (node.Boundary is null && node.Parts.Count > 0)
        {
            await DecideNameAsync(node, family.Count, cancellation).ConfigureAwait(false);
        }

        _pending.Enqueue(node);
        return key;
    }

    private async Task<List<IMethodSymbol>> FamilyAsync(IMethodSymbol function, CancellationToken cancellation)
    {
        var family = new List<IMethodSymbol>();
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var work = new Stack<IMethodSymbol>();
        work.Push(function);
        while (work.Count > 0)
        {
            var member = work.Pop().OriginalDefinition;
            if (!seen.Add(member))
            {
                continue;
            }

            family.Add(member);
            if (member.MethodKind is not (MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation))
            {
                continue;
            }

            Push(member.OverriddenMethod);
            Push(member.PartialImplementationPart);
            foreach (var contract in member.ContainingType.AllInterfaces)
            {
                foreach (var declared in contract.GetMembers())
                {
                    if (declared is IMethodSymbol && SymbolEqualityComparer.Default.Equals(member.ContainingType.FindImplementationForInterfaceMember(declared), member))
                    {
                        Push((IMethodSymbol)declared);
                    }
                }
            }

            if (member.ContainingType.TypeKind is TypeKind.Interface)
            {
                foreach (var implementation in await SymbolFinder.FindImplementationsAsync(member, solution, cancellationToken: cancellation).ConfigureAwait(false))
                {
                    Push(implementation as IMethodSymbol);
                }
            }
            else if (member.IsVirtual || member.IsAbstract || member.IsOverride)
            {
                foreach (var overriding in await SymbolFinder.FindOverridesAsync(member, solution, cancellationToken: cancellation).ConfigureAwait(false))
                {
                    Push(overriding as IMethodSymbol);
                }
            }
        }

        return family;

        void Push(IMethodSymbol? member)
        {
            if (member is not null)
            {
                work.Push(member);
            }
        }
    }

    /// <summary>Adds one declaration of the family; gives the reason where it cannot change.</summary>
    private async Task<string?> AddPartAsync(FunctionNode node, IMethodSymbol member, CancellationToken cancellation)
    {
        if (member.DeclaringSyntaxReferences.Length == 0)
        {
            return "'" + member.ContainingType.Name + "' is not part of the solution";
        }

        var declaration = await member.DeclaringSyntaxReferences[0].GetSyntaxAsync(cancellation).ConfigureAwait(false);
        if (declaration is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax)
            || member.MethodKind is not (MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation or MethodKind.LocalFunction))
        {
            return "only methods and local functions can become async";
        }

        if (solution.GetDocument(declaration.SyntaxTree) is not { } document || GeneratedFiles.Contains(declaration.SyntaxTree, cancellation))
        {
            return "generated code is not edited";
        }

        if (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model || CompilationFacts.Of(model.Compilation) is not { } facts
            || facts.Awaitables.Of(member.ReturnType) is not Awaitability.None)
        {
            return "it returns an awaitable already";
        }

        var obstacle = EnclosingFunction.BodyOf(declaration) is null ? AwaitObstacle.None : AwaitLegality.OfFunction(EnclosingFunction.Declared(member, declaration));
        if (obstacle is not AwaitObstacle.None)
        {
            return "its signature does not allow it: " + obstacle;
        }

        if (HasBindingAttribute(member, facts) || EventHandlers.HasSignature(member, facts.Types))
        {
            return "what calls it demands the signature";
        }

        node.Parts.Add(new(document.Id, declaration, member));
        node.IsAwaitedByHost |= member.DeclaredAccessibility is Accessibility.Public && facts.Types.AwaitsMembers(member.ContainingType);
        return null;
    }

    private async Task DecideNameAsync(FunctionNode node, int familySize, CancellationToken cancellation)
    {
        var part = node.Parts[0];
        var document = solution.GetDocument(part.Document)!;
        var symbol = part.Symbol;
        node.IsPublicApi = !node.IsAwaitedByHost && IsVisibleOutside(symbol) && document.Project.CompilationOptions?.OutputKind is OutputKind.DynamicallyLinkedLibrary
            && Options.PublicApi.Get(document.Project.AnalyzerOptions, part.Declaration.SyntaxTree, "") == "sibling";
        node.MayHaveSibling = familySize == 1 && symbol is { MethodKind: MethodKind.Ordinary, IsVirtual: false, IsAbstract: false, IsOverride: false, IsAsync: false }
            && symbol.ContainingType.TypeKind is TypeKind.Class or TypeKind.Struct;
        var name = await _names.NameAsync(symbol, document.Project, part.Declaration.SyntaxTree, cancellation).ConfigureAwait(false);
        // A sibling needs a name of its own, whatever the project's policy.
        node.NewName = node.IsPublicApi ? symbol.Name + "Async" : name;
        if (node.NewName == symbol.Name)
        {
            return;
        }

        if (node.IsAwaitedByHost || !MayBeRenamed(symbol))
        {
            node.NewName = symbol.Name;
        }
        else if (!symbol.ContainingType.GetMembers(node.NewName).IsEmpty)
        {
            node.Boundary = "'" + node.NewName + "' exists already";
        }
    }

    private async Task FindCallsAsync(FunctionNode node, CancellationToken cancellation)
    {
        var seen = new HashSet<(string?, int)>();
        foreach (var part in node.Parts.ToList())
        {
            foreach (var referenced in await SymbolFinder.FindReferencesAsync(part.Symbol, solution, cancellation).ConfigureAwait(false))
            {
                foreach (var location in referenced.Locations)
                {
                    if (seen.Add((location.Document.FilePath ?? location.Document.Name, location.Location.SourceSpan.Start)))
                    {
                        node.Boundary ??= await AddReferenceAsync(node, location, cancellation).ConfigureAwait(false);
                    }
                }
            }
        }
    }

    /// <summary>Adds one reference; gives the reason where it keeps the function from changing.</summary>
    private async Task<string?> AddReferenceAsync(FunctionNode node, ReferenceLocation location, CancellationToken cancellation)
    {
        var document = location.Document;
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || CompilationFacts.Of(model.Compilation) is not { } facts)
        {
            return "it is used where this compiler does not look";
        }

        if (root.FindNode(location.Location.SourceSpan, findInsideTrivia: true, getInnermostNodeForTie: true) is not SimpleNameSyntax name)
        {
            return "it is used in a way that is not understood";
        }

        if (name.IsPartOfStructuredTrivia() || IsInNameOf(name))
        {
            node.Mentions.Add(new(document.Id, name));
            return null;
        }

        if (GeneratedFiles.Contains(root.SyntaxTree, cancellation))
        {
            return "generated code uses it";
        }

        ExpressionSyntax callee = name;
        while (callee.Parent is MemberAccessExpressionSyntax access && access.Name == callee || callee.Parent is MemberBindingExpressionSyntax binding && binding.Name == callee)
        {
            callee = (ExpressionSyntax)callee.Parent;
        }

        if (callee.Parent is not InvocationExpressionSyntax invocation || invocation.Expression != callee)
        {
            return "it is used as a delegate";
        }

        // "x?.Save()" awaits the whole; what a longer chain, or a value, would be when x is null is not decided here.
        ExpressionSyntax call = invocation;
        if (callee is MemberBindingExpressionSyntax)
        {
            if (invocation.Parent is not ConditionalAccessExpressionSyntax { Parent: ExpressionStatementSyntax } conditional)
            {
                return "it is called through a conditional access whose value is used";
            }

            call = conditional;
        }

        return await AddCallAsync(node, new(document.Id, call, name, null, CanAwait: false), document, model, facts, cancellation).ConfigureAwait(false);
    }

    private async Task<string?> AddCallAsync(FunctionNode node, CallSite site, Document document, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        var obstacle = AwaitLegality.Of(site.Call, model, facts.Types, cancellation);
        if (obstacle is AwaitObstacle.ExpressionTree)
        {
            return "an expression tree uses it";
        }

        if (obstacle is not AwaitObstacle.None)
        {
            node.Calls.Add(site);
            return null;
        }

        if (FunctionConversion.Find(site.Call, model, facts, cancellation) is { } local)
        {
            node.Calls.Add(site with { CanAwait = true, Local = local });
            return null;
        }

        var function = EnclosingFunction.At(site.Call, model, cancellation);
        var caller = function.Symbol is { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation or MethodKind.LocalFunction } symbol
            ? await EnsureAsync(symbol, cancellation).ConfigureAwait(false)
            : null;
        node.Calls.Add(site with { CanAwait = caller is not null, Caller = caller });
        return null;
    }

    private static bool IsInNameOf(SyntaxNode name)
    {
        for (var node = name.Parent; node is ExpressionSyntax or ArgumentSyntax or ArgumentListSyntax; node = node.Parent)
        {
            if (node is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsVisibleOutside(ISymbol symbol)
    {
        for (var s = symbol; s is not null and not INamespaceSymbol; s = s.ContainingSymbol)
        {
            if (s.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }

    // Frameworks route to methods with attributes, and code generators to members of partial types, by name.
    private static bool MayBeRenamed(IMethodSymbol method) =>
        method.GetAttributes().IsEmpty && !(method.ContainingType.DeclaringSyntaxReferences.Length > 1 && method.MethodKind is MethodKind.Ordinary);

    private static bool HasBindingAttribute(IMethodSymbol method, CompilationFacts facts)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (facts.Types.IsSignatureAttribute(attribute.AttributeClass))
            {
                return true;
            }
        }

        return method.GetDllImportData() is not null;
    }
}
