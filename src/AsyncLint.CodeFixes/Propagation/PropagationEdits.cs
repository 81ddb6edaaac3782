using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace AsyncLint.CodeFixes.Propagation;

/// <summary>Carries a plan out: signatures, calls, names, siblings.</summary>
internal sealed class PropagationEdits(PropagationGraph graph, SolutionEdits edits)
{
    private readonly Dictionary<SyntaxNode, EditTarget> _siblings = new();
    private readonly HashSet<SyntaxNode> _withSibling = new();
    private readonly HashSet<SyntaxNode> _awaiting = new();

    /// <summary>The files and members that each function's conversion edits, to find whose an error is.</summary>
    public List<(FunctionNode Node, string File, int Member)> Touched { get; } = new();

    /// <summary>Finds, before anything is edited, the declarations beside which a sibling will stand.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        foreach (var node in graph.Nodes.Values)
        {
            if (node is not { Outcome: Outcome.AddSibling, HasSibling: false, IsLocalFunction: false })
            {
                continue;
            }

            foreach (var part in node.Parts)
            {
                if (await edits.OfAsync(part.Document, cancellation).ConfigureAwait(false) is { } document && document.Find(part.Declaration) is { } declaration)
                {
                    _withSibling.Add(declaration);
                }
            }
        }
    }

    /// <summary>
    /// Where an await inside a function is written: in the file, in the copies that become siblings of functions around it, or in both.
    /// Empty where the function stays as it is.
    /// </summary>
    /// <param name="caller">The function that becomes async for it; null where none has to.</param>
    public IEnumerable<EditTarget> TargetsFor(FunctionNode? caller, DocumentEdits document, SyntaxNode at, CancellationToken cancellation)
    {
        if (caller is { Outcome: Outcome.Keep } or { Outcome: Outcome.AddSibling, HasSibling: true })
        {
            return Array.Empty<EditTarget>();
        }

        if (caller is { Outcome: Outcome.Convert } or { IsLocalFunction: true } && EnclosingFunction.At(at, document.Model, cancellation).Node is { } function)
        {
            _awaiting.Add(function);
        }

        return TargetsAround(at, document, inFile: caller is not { Outcome: Outcome.AddSibling });
    }

    private IEnumerable<EditTarget> TargetsAround(SyntaxNode at, DocumentEdits document, bool inFile)
    {
        if (inFile)
        {
            yield return document.Own;
        }

        for (var node = at.Parent; node is not null; node = node.Parent)
        {
            if (_withSibling.Contains(node))
            {
                if (!_siblings.TryGetValue(node, out var target))
                {
                    target = new EditTarget(document.Root, document.Document, document.Style);
                    target.Editor.TrackNode(node);
                    _siblings.Add(node, target);
                }

                yield return target;
            }
        }
    }

    /// <summary>Lets the uses follow and changes the declarations; the sites' own edits have been made by now.</summary>
    public async Task ApplyAsync(CancellationToken cancellation)
    {
        var changing = graph.Nodes.Values.Where(static n => n.Outcome is not Outcome.Keep).OrderBy(static n => n.Key, StringComparer.Ordinal).ToList();
        foreach (var node in changing)
        {
            foreach (var use in node.Uses)
            {
                if (PropagationPlan.Follows(use, graph.Nodes, node.Outcome) && await edits.OfAsync(use.Document, cancellation).ConfigureAwait(false) is { } document)
                {
                    Follow(node, use, document, cancellation);
                }
            }
        }

        // A copy is taken when the function's own turn comes: local functions in it go first.
        foreach (var node in changing.OrderByDescending(static n => n.IsLocalFunction))
        {
            foreach (var part in node.Parts)
            {
                if (await edits.OfAsync(part.Document, cancellation).ConfigureAwait(false) is { } document && document.Find(part.Declaration) is { } declaration)
                {
                    Change(node, part.Symbol, declaration, document);
                }
            }

            if (node.Outcome is Outcome.Convert)
            {
                foreach (var mention in node.Mentions)
                {
                    if (await edits.OfAsync(mention.Document, cancellation).ConfigureAwait(false) is { } document && document.Find(mention.Name) is { } name)
                    {
                        Rename(document, document.Own.Editor, name, node);
                    }
                }
            }
            else
            {
                await MarkWhatStaysAsync(node, cancellation).ConfigureAwait(false);
            }
        }
    }

    private void Follow(FunctionNode node, FunctionUse use, DocumentEdits document, CancellationToken cancellation)
    {
        if (document.Find(use.Expression) is not { } expression || document.Find(use.Name) is not { } name)
        {
            return;
        }

        Touch(node, document, expression);
        var caller = use.Caller is { } key ? graph.Nodes[key] : null;
        foreach (var target in TargetsFor(caller, document, expression, cancellation))
        {
            if (use.Local is { } local)
            {
                target.Functions.Apply(local, document.Model, document.Facts, cancellation);
            }

            Rename(document, target.Editor, name, node);
            switch (use.Kind)
            {
                case UseKind.Call:
                    UseEdits.Await(expression, document, target.Editor);
                    break;
                case UseKind.ForEach:
                    UseEdits.AwaitEach(expression, document, target.Editor);
                    break;
            }
        }
    }

    private void Change(FunctionNode node, IMethodSymbol symbol, SyntaxNode declaration, DocumentEdits document)
    {
        if (node.HasSibling)
        {
            return;
        }

        Touch(node, document, declaration);
        document.IsEdited = true;
        var returnType = ReturnTypeOf(symbol, node.Form, document);
        var documented = ReturnsDoc.Adjust(declaration, hadResult: !symbol.ReturnsVoid);
        var documentation = documented == declaration ? (SyntaxTriviaList?)null : documented.GetLeadingTrivia();
        if (node is { Outcome: Outcome.AddSibling, IsLocalFunction: false })
        {
            var copy = _siblings.TryGetValue(declaration, out var target) && target.Editor.GetChangedRoot().GetCurrentNode(declaration) is { } awaiting
                ? Signed(awaiting, returnType, node, documentation, withAsync: true)
                : Signed(SiblingEdits.Forwarding(declaration, symbol, document), returnType, node, documentation, withAsync: false);
            document.Own.Editor.InsertAfter(declaration, SiblingEdits.SeparatedFrom(copy, document.Root));
            return;
        }

        var awaits = _awaiting.Contains(declaration) && !symbol.IsAsync;
        var wraps = !awaits && node.Form is FunctionForm.Sync && EnclosingFunction.BodyOf(declaration) is not null;
        foreach (var target in TargetsAround(declaration, document, inFile: node.Outcome is Outcome.Convert))
        {
            if (wraps)
            {
                target.Functions.WrapReturns(declaration, symbol, document.Model, document.Facts);
            }

            target.Editor.ReplaceNode(declaration, (current, _) => Signed(current, returnType, node, documentation, awaits));
        }
    }

    private static TypeSyntax ReturnTypeOf(IMethodSymbol symbol, FunctionForm form, DocumentEdits document) =>
        form is FunctionForm.Iterator
            ? ImportedType.Of(document.Facts.Types.AsyncEnumerable!.Construct(((INamedTypeSymbol)symbol.ReturnType).TypeArguments[0]), document.Own.Editor.Generator)
            : document.Own.Functions.TaskOf(symbol, document.Facts);

    private static SyntaxNode Signed(SyntaxNode function, TypeSyntax returnType, FunctionNode node, SyntaxTriviaList? documentation, bool withAsync)
    {
        var signed = Named(FunctionEdits.WithReturnType(withAsync ? FunctionEdits.WithAsync(function) : function, returnType), node.NewName);
        return documentation is { } leading ? signed.WithLeadingTrivia(leading) : signed;
    }

    private static void Rename(DocumentEdits document, SyntaxEditor editor, SimpleNameSyntax name, FunctionNode node)
    {
        document.IsEdited = true;
        if (node.NewName != name.Identifier.ValueText)
        {
            var newName = node.NewName;
            editor.ReplaceNode(name, (current, _) =>
                ((SimpleNameSyntax)current).WithIdentifier(SyntaxFactory.Identifier(newName).WithTriviaFrom(((SimpleNameSyntax)current).Identifier)));
        }
    }

    /// <summary>Shows in the preview which uses go on blocking, and why; only in files that change anyway.</summary>
    private async Task MarkWhatStaysAsync(FunctionNode node, CancellationToken cancellation)
    {
        foreach (var use in node.Uses)
        {
            if (ReasonToStay(node, use) is { } reason && await edits.OfAsync(use.Document, cancellation).ConfigureAwait(false) is { IsEdited: true } document
                && document.Find(use.Name) is { } name)
            {
                var warning = WarningAnnotation.Create($"Still waits for '{node.Symbol.Name}' synchronously: {reason}");
                document.Own.Editor.ReplaceNode(name, (current, _) => current.WithAdditionalAnnotations(warning));
            }
        }
    }

    private string? ReasonToStay(FunctionNode node, FunctionUse use) =>
        use.Obstacle is { } obstacle ? obstacle
        : PropagationPlan.Follows(use, graph.Nodes, node.Outcome) ? null
        : use.Caller is { } caller && graph.Nodes[caller].Boundary is { } boundary ? boundary
        : "nothing awaits the function around it";

    private void Touch(FunctionNode node, DocumentEdits document, SyntaxNode at) =>
        Touched.Add((node, SolutionEdits.FileOf(document.Document), DocumentEdits.MemberAt(document.Root, at.SpanStart)));

    private static SyntaxNode Named(SyntaxNode function, string name) => function switch
    {
        MethodDeclarationSyntax method => method.WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(method.Identifier)),
        LocalFunctionStatementSyntax local => local.WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(local.Identifier)),
        _ => function,
    };
}
