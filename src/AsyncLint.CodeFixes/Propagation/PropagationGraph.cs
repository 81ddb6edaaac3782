using System.Globalization;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FindSymbols;

namespace AsyncLint.CodeFixes.Propagation;

/// <summary>
/// Explores, over the whole solution, which functions would have to become async so that others may: callers, bases, overrides,
/// interface members, implementations. It only looks; <see cref="PropagationPlan"/> decides.
/// </summary>
internal sealed class PropagationGraph(Solution solution)
{
    // A change that reaches further than this from one report is not one that a person reviews: what lies beyond stays synchronous.
    private const int MaxFunctions = 400;

    private readonly Dictionary<string, FunctionNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly Queue<FunctionNode> _pending = new();
    private readonly FunctionNames _names = new(solution);
    private int _budget;

    public IReadOnlyDictionary<string, FunctionNode> Nodes => _nodes;

    /// <summary>Adds a function and all that follows from converting it; gives its key, or null where it has no source.</summary>
    public async Task<string?> AddAsync(IMethodSymbol function, CancellationToken cancellation)
    {
        _budget = MaxFunctions;
        var key = await EnsureAsync(function, cancellation).ConfigureAwait(false);
        while (_pending.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var node = _pending.Dequeue();
            if (_budget <= 0)
            {
                node.Boundary ??= "the change would reach too far";
            }

            if (node.Boundary is null)
            {
                await FindUsesAsync(node, cancellation).ConfigureAwait(false);
            }
        }

        return key;
    }

    private static string? KeyOf(IMethodSymbol function) =>
        function.DeclaringSyntaxReferences is { Length: > 0 } references
            ? references[0].SyntaxTree.FilePath + "|" + references[0].Span.Start.ToString(CultureInfo.InvariantCulture)
            : null;

    private async Task<string?> EnsureAsync(IMethodSymbol function, CancellationToken cancellation)
    {
        function = function.PartialDefinitionPart ?? function.OriginalDefinition;
        if (KeyOf(function) is not { } own)
        {
            return null;
        }

        if (_keys.TryGetValue(own, out var known))
        {
            return known;
        }

        var family = await Families.OfAsync(function, solution, cancellation).ConfigureAwait(false);
        var keys = family.Select(KeyOf).OfType<string>().OrderBy(static k => k, StringComparer.Ordinal).ToList();
        // An explicit implementation is named after its interface, and called by the name of the interface's member.
        var node = new FunctionNode(keys[0], function.ExplicitInterfaceImplementations.FirstOrDefault()?.OriginalDefinition ?? function);
        _nodes.Add(node.Key, node);
        foreach (var key in keys)
        {
            _keys[key] = node.Key;
        }

        _budget--;
        node.Form = FormOf(function, cancellation);
        if (node.Form is FunctionForm.Iterator && family.Count > 1)
        {
            node.Boundary = "an iterator of a family has members that do not iterate";
        }

        foreach (var member in family)
        {
            node.Boundary ??= await AddPartAsync(node, member, cancellation).ConfigureAwait(false);
        }

        if (node.Boundary is null)
        {
            await _names.DecideAsync(node, cancellation).ConfigureAwait(false);
        }

        _pending.Enqueue(node);
        return node.Key;
    }

    private static FunctionForm FormOf(IMethodSymbol function, CancellationToken cancellation) =>
        function is { IsAsync: true, ReturnsVoid: true } ? FunctionForm.AsyncVoid
        : AwaitLegality.OfFunction(EnclosingFunction.Declared(function, function.DeclaringSyntaxReferences[0].GetSyntax(cancellation))) is AwaitObstacle.Iterator
            ? FunctionForm.Iterator
        : FunctionForm.Sync;

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

        if (!await LinkedFiles.AllHaveAsync(declaration, document, solution, cancellation).ConfigureAwait(false))
        {
            return "not every project that compiles the file has it";
        }

        if (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model || CompilationFacts.Of(model.Compilation) is not { } facts
            || facts.Awaitables.Of(member.ReturnType) is not Awaitability.None)
        {
            return "it returns an awaitable already";
        }

        if (ObstacleOf(node, member, declaration, facts) is { } obstacle)
        {
            return obstacle;
        }

        // "EndExecute(IAsyncResult)" is the blocking half of a pair, whose async form is another method altogether.
        if (HasBindingAttribute(member, facts) || EventHandlers.HasSignature(member, facts.Types) || member.Parameters.Any(p => IsAsyncResult(p.Type, facts)))
        {
            return "what calls it demands the signature";
        }

        node.Parts.Add(new(document.Id, declaration, member));
        node.IsAwaitedByHost = (node.Parts.Count == 1 || node.IsAwaitedByHost) && HostedMembers.AreAwaited(member, facts.Types);
        return null;
    }

    private static string? ObstacleOf(FunctionNode node, IMethodSymbol member, SyntaxNode declaration, CompilationFacts facts)
    {
        var obstacle = EnclosingFunction.BodyOf(declaration) is null ? AwaitObstacle.None : AwaitLegality.OfFunction(EnclosingFunction.Declared(member, declaration));
        return (obstacle, node.Form) switch
        {
            (AwaitObstacle.None, not FunctionForm.Iterator) => null,
            (AwaitObstacle.Iterator, FunctionForm.Iterator) when AwaitLegality.IsEnumerable(member.ReturnType) && facts.Types.AsyncEnumerable is not null => null,
            _ => Words(obstacle),
        };
    }

    private async Task FindUsesAsync(FunctionNode node, CancellationToken cancellation)
    {
        var seen = new HashSet<(string?, int)>();
        foreach (var part in node.Parts)
        {
            foreach (var symbol in await LinkedFiles.SymbolsAsync(part, solution, cancellation).ConfigureAwait(false))
            {
                foreach (var referenced in await SymbolFinder.FindReferencesAsync(symbol, solution, cancellation).ConfigureAwait(false))
                {
                    foreach (var location in referenced.Locations)
                    {
                        if (node.Boundary is null && seen.Add((SolutionEdits.FileOf(location.Document), location.Location.SourceSpan.Start)))
                        {
                            node.Boundary = await AddReferenceAsync(node, location, cancellation).ConfigureAwait(false);
                        }
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

        if (!await LinkedFiles.AllHaveAsync(name, document, solution, cancellation).ConfigureAwait(false))
        {
            return "not every project that compiles the file uses it";
        }

        var use = new FunctionUses(document, root, model, facts).At(name, node, cancellation, out var boundary);
        // The tests of a public function that stays go on testing it.
        if (use is { Obstacle: null } && node.IsPublicApi && TestCode.IsIn(facts.Types))
        {
            use = use with { Obstacle = "a test of the synchronous function uses it" };
        }

        if (use is not null)
        {
            node.Uses.Add(use.Obstacle is null && use.Kind is not UseKind.Delegate ? await WithCallerAsync(use, document.Project.AnalyzerOptions, model, facts, cancellation).ConfigureAwait(false) : use);
        }
        else if (boundary is null)
        {
            node.Mentions.Add(new(document.Id, name));
        }

        return boundary;
    }

    /// <summary>The use with what has to become async around it.</summary>
    private async Task<FunctionUse> WithCallerAsync(FunctionUse use, AnalyzerOptions options, SemanticModel model, CompilationFacts facts, CancellationToken cancellation)
    {
        var obstacle = AwaitLegality.Of(use.Expression, model, facts.Types, cancellation, asyncIterator: true);
        if (obstacle is not AwaitObstacle.None)
        {
            return use with { Obstacle = Words(obstacle) };
        }

        if (FunctionConversion.Find(use.Expression, options, model, facts, cancellation) is { } local)
        {
            return use with { Local = local };
        }

        var caller = EnclosingFunction.At(use.Expression, model, cancellation).Symbol is
                { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation or MethodKind.LocalFunction } symbol
            ? await EnsureAsync(symbol, cancellation).ConfigureAwait(false)
            : null;
        return caller is null ? use with { Obstacle = "the function around it cannot await" } : use with { Caller = caller };
    }

    private static string Words(AwaitObstacle obstacle) => obstacle switch
    {
        AwaitObstacle.Lock => "a lock cannot be held across an await",
        AwaitObstacle.ThreadAffineLock => "the lock that is held has to be released by its own thread",
        AwaitObstacle.InterruptedUpdate => "others may change the value while the function waits",
        AwaitObstacle.StructCopy => "an async method of a struct changes a copy of it",
        AwaitObstacle.CatchFilter => "an exception filter cannot await",
        AwaitObstacle.QueryClause => "a query clause cannot await",
        AwaitObstacle.Unsafe => "unsafe code cannot await",
        AwaitObstacle.ExpressionTree => "an expression tree cannot await",
        AwaitObstacle.RefLikeLocal => "a span or reference would live across the await",
        AwaitObstacle.ByRefParameter => "an async function has no ref, out, in, span or pointer parameters",
        AwaitObstacle.Iterator => "an iterator of this type has no async form",
        AwaitObstacle.Constructor => "a constructor cannot be async",
        AwaitObstacle.Accessor => "a property or event cannot be async",
        AwaitObstacle.Operator => "an operator cannot be async",
        AwaitObstacle.Finalizer => "a finalizer cannot be async",
        AwaitObstacle.Initializer => "an initializer cannot await",
        AwaitObstacle.RefReturn => "an async function cannot return by reference",
        _ => "the function has no body to await in",
    };

    private static bool IsAsyncResult(ITypeSymbol type, CompilationFacts facts) =>
        facts.Types.AsyncResult is { } result && SymbolEqualityComparer.Default.Equals(type, result);

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
