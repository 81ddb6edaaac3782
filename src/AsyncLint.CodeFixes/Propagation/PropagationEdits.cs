using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace AsyncLint.CodeFixes.Propagation;

/// <summary>Carries a plan out: signatures, calls, names, siblings.</summary>
internal sealed class PropagationEdits(PropagationGraph graph, SolutionEdits edits)
{
    private readonly Dictionary<string, SyntaxEditor> _siblings = new(StringComparer.Ordinal);
    private readonly HashSet<SyntaxNode> _awaiting = new();

    /// <summary>The files and members that each function's conversion edits, to find whose an error is.</summary>
    public List<(FunctionNode Node, string File, int Member)> Touched { get; } = new();

    /// <summary>
    /// The editor for an await inside a function: the file's own, or that of the copy which becomes the function's sibling.
    /// Null where the function stays as it is.
    /// </summary>
    public SyntaxEditor? EditorFor(FunctionNode node, DocumentEdits document, SyntaxNode function)
    {
        switch (node.Outcome)
        {
            case Outcome.Convert:
                _awaiting.Add(function);
                return document.Editor;
            case Outcome.AddSibling:
                if (!_siblings.TryGetValue(node.Key, out var editor))
                {
                    editor = new SyntaxEditor(document.Root, document.Document.Project.Solution.Services);
                    editor.TrackNode(function);
                    _siblings.Add(node.Key, editor);
                }

                return editor;
            default:
                return null;
        }
    }

    /// <summary>Awaits the calls and changes the declarations; the sites' own edits have been made by now.</summary>
    public async Task ApplyAsync(CancellationToken cancellation)
    {
        var converted = graph.Nodes.Values.Where(static n => n.Outcome is not Outcome.Keep).OrderBy(static n => n.Key, StringComparer.Ordinal).ToList();
        foreach (var node in converted)
        {
            foreach (var call in node.Calls)
            {
                if (PropagationPlan.Awaits(call, graph.Nodes, node.Outcome) && await edits.OfAsync(call.Document, cancellation).ConfigureAwait(false) is { } document)
                {
                    AwaitCall(node, call, document, cancellation);
                }
            }
        }

        foreach (var node in converted)
        {
            foreach (var part in node.Parts)
            {
                if (await edits.OfAsync(part.Document, cancellation).ConfigureAwait(false) is { } document && document.Find(part.Declaration) is { } declaration)
                {
                    Change(node, part.Symbol, declaration, document);
                }
            }

            if (node.Outcome is Outcome.Convert && node.NewName != node.Symbol.Name)
            {
                foreach (var mention in node.Mentions)
                {
                    if (await edits.OfAsync(mention.Document, cancellation).ConfigureAwait(false) is { } document && document.Find(mention.Name) is { } name)
                    {
                        Rename(document, document.Editor, name, node);
                    }
                }
            }
        }
    }

    private void AwaitCall(FunctionNode node, CallSite call, DocumentEdits document, CancellationToken cancellation)
    {
        if (document.Find(call.Call) is not { } expression || document.Find(call.Name) is not { } name)
        {
            return;
        }

        var editor = document.Editor;
        if (call.Local is { } local)
        {
            document.Functions.Apply(local, document.Model, document.Facts, cancellation);
        }
        else if (call.Caller is { } key)
        {
            var function = EnclosingFunction.At(expression, document.Model, cancellation).Node;
            if (function is null || EditorFor(graph.Nodes[key], document, function) is not { } callers)
            {
                return;
            }

            editor = callers;
        }

        Touch(node, document, expression);
        Rename(document, editor, name, node);
        var task = document.Editor.Generator.TypeExpression(document.Facts.Types.Task!, addImport: true);
        editor.ReplaceNode(expression, (current, generator) => document.Style.Await(
            current is ConditionalAccessExpressionSyntax conditional
                ? SyntaxFactory.ParenthesizedExpression(SyntaxFactory.BinaryExpression(
                    SyntaxKind.CoalesceExpression, conditional.WithoutTrivia(), (ExpressionSyntax)generator.MemberAccessExpression(task, "CompletedTask")))
                    .WithTriviaFrom(conditional).WithAdditionalAnnotations(Formatter.Annotation)
                : (ExpressionSyntax)current,
            Awaitability.Task));
    }

    private void Change(FunctionNode node, IMethodSymbol symbol, SyntaxNode declaration, DocumentEdits document)
    {
        Touch(node, document, declaration);
        var returnType = document.Functions.TaskOf(symbol, document.Facts);
        if (node.Outcome is Outcome.AddSibling)
        {
            if (_siblings.TryGetValue(node.Key, out var editor) && editor.GetChangedRoot().GetCurrentNode(declaration) is { } copy)
            {
                var sibling = Named(FunctionEdits.WithReturnType(FunctionEdits.WithAsync(copy), returnType), node.NewName);
                document.Editor.InsertAfter(declaration, SeparatedFrom(sibling, document.Root));
                document.IsEdited = true;
            }

            return;
        }

        var awaits = _awaiting.Contains(declaration);
        var hasBody = EnclosingFunction.BodyOf(declaration) is not null;
        if (hasBody && !awaits && !symbol.IsAsync)
        {
            document.Functions.WrapReturns(declaration, symbol, document.Model, document.Facts);
        }

        document.Editor.ReplaceNode(declaration, (current, _) =>
            Named(FunctionEdits.WithReturnType(awaits && !symbol.IsAsync ? FunctionEdits.WithAsync(current) : current, returnType), node.NewName));
        document.IsEdited = true;
    }

    private static void Rename(DocumentEdits document, SyntaxEditor editor, SimpleNameSyntax name, FunctionNode node)
    {
        document.IsEdited = true;
        if (node.NewName != name.Identifier.ValueText)
        {
            editor.ReplaceNode(name, (current, _) =>
                ((SimpleNameSyntax)current).WithIdentifier(SyntaxFactory.Identifier(node.NewName).WithTriviaFrom(((SimpleNameSyntax)current).Identifier)));
        }
    }

    private void Touch(FunctionNode node, DocumentEdits document, SyntaxNode at) =>
        Touched.Add((node, SolutionEdits.FileOf(document.Document), DocumentEdits.MemberAt(document.Root, at.SpanStart)));

    private static SyntaxNode Named(SyntaxNode function, string name) => function switch
    {
        MethodDeclarationSyntax method => method.WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(method.Identifier)),
        LocalFunctionStatementSyntax local => local.WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(local.Identifier)),
        _ => function,
    };

    // A blank line between the two, however the first member of the type began.
    private static SyntaxNode SeparatedFrom(SyntaxNode sibling, SyntaxNode root)
    {
        var leading = sibling.GetLeadingTrivia();
        if (leading.Count > 0 && leading[0].IsKind(SyntaxKind.EndOfLineTrivia))
        {
            return sibling;
        }

        var newLine = root.DescendantTrivia().FirstOrDefault(static t => t.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } existing ? existing : SyntaxFactory.LineFeed;
        return sibling.WithLeadingTrivia(leading.Insert(0, newLine));
    }
}
