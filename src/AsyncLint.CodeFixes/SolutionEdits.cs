using AsyncLint.CodeFixes.Propagation;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;

namespace AsyncLint.CodeFixes;

/// <summary>
/// Edits of several files at once, all against the original trees. A file that several projects or target frameworks compile is edited
/// once, and the text goes to all of them.
/// </summary>
internal sealed class SolutionEdits(Solution solution)
{
    private readonly Dictionary<string, DocumentEdits> _documents = new(StringComparer.Ordinal);

    /// <summary>The edits of a document; null where it is not C# that can be analyzed.</summary>
    public async Task<DocumentEdits?> OfAsync(DocumentId id, CancellationToken cancellation)
    {
        if (solution.GetDocument(id) is not { } document)
        {
            return null;
        }

        if (_documents.TryGetValue(FileOf(document), out var known))
        {
            return known;
        }

        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || CompilationFacts.Of(model.Compilation) is not { } facts)
        {
            return null;
        }

        var style = HasUiTypes(root, model, facts, cancellation) ? AwaitStyle.Captured : await AwaitStyle.OfAsync(document, cancellation).ConfigureAwait(false);
        var edits = new DocumentEdits(document, root, model, facts, style);
        _documents.Add(FileOf(document), edits);
        return edits;
    }

    private static bool HasUiTypes(SyntaxNode root, SemanticModel model, CompilationFacts facts, CancellationToken cancellation) =>
        root.DescendantNodes(static node => node is not MemberDeclarationSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax).OfType<TypeDeclarationSyntax>()
            .Any(type => model.GetDeclaredSymbol(type, cancellation) is { } declared && facts.Types.BelongsToUiThread(declared));

    /// <summary>What identifies a file over all projects that compile it.</summary>
    public static string FileOf(Document document) => document.FilePath ?? document.Name;

    /// <summary>The solution with all edits carried out, imports added, simplified and formatted where the edits ask for it.</summary>
    public async Task<Solution> ApplyAsync(CancellationToken cancellation)
    {
        var result = solution;
        foreach (var edits in _documents.Values)
        {
            if (!edits.IsEdited)
            {
                continue;
            }

            var changed = edits.Document.WithSyntaxRoot(ImportedExtension.AddUsings(edits.Own.GetChangedRoot()));
            if (await NeedsImportAsync(edits, changed, cancellation).ConfigureAwait(false))
            {
                changed = await ImportAdder.AddImportsAsync(changed, Simplifier.AddImportsAnnotation, cancellationToken: cancellation).ConfigureAwait(false);
            }

            changed = await Simplifier.ReduceAsync(changed, Simplifier.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
            changed = await Formatter.FormatAsync(changed, Formatter.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
            var text = await changed.GetTextAsync(cancellation).ConfigureAwait(false);
            result = await RootWithWarningsAsync(changed, text, cancellation).ConfigureAwait(false) is { } marked
                ? result.WithDocumentSyntaxRoot(edits.Document.Id, marked)
                : result.WithDocumentText(edits.Document.Id, text);
            foreach (var linked in edits.Document.GetLinkedDocumentIds())
            {
                result = result.WithDocumentText(linked, text);
            }
        }

        return result;
    }

    // The text is what is applied, and annotations are lost in it: a tree goes along only for the warnings that a preview shows, and only
    // where it is what its text parses to.
    private static async Task<SyntaxNode?> RootWithWarningsAsync(Document changed, SourceText text, CancellationToken cancellation) =>
        await changed.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root && root.GetAnnotatedNodes(WarningAnnotation.Kind).Any()
        && CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)root.SyntaxTree.Options, cancellationToken: cancellation) is var parsed
        && SyntaxFactory.AreEquivalent(root, await parsed.GetRootAsync(cancellation).ConfigureAwait(false), topLevel: false)
            ? root
            : null;

    // Asked first, since an import that is added and found needless again leaves an empty line behind in Roslyn 4.8.
    private static async Task<bool> NeedsImportAsync(DocumentEdits edits, Document changed, CancellationToken cancellation)
    {
        if (await changed.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root)
        {
            return false;
        }

        var scope = edits.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().FirstOrDefault()?.OpenBraceToken.SpanStart ?? edits.Root.FullSpan.End;
        foreach (var node in root.GetAnnotatedNodes(Simplifier.AddImportsAnnotation))
        {
            var name = node switch
            {
                QualifiedNameSyntax qualified => qualified.Right,
                AliasQualifiedNameSyntax global => global.Name,
                _ => node as SimpleNameSyntax,
            };
            if (name is null || edits.Model.LookupNamespacesAndTypes(scope, name: name.Identifier.ValueText).IsEmpty)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A root that is being edited: a file's own, or a copy of it from which a function's sibling is taken.</summary>
internal sealed class EditTarget
{
    public EditTarget(SyntaxNode root, Document document, AwaitStyle style)
    {
        Editor = new SyntaxEditor(root, document.Project.Solution.Services);
        Functions = new FunctionEdits(Editor, style);
    }

    public SyntaxEditor Editor { get; }

    public FunctionEdits Functions { get; }

    public SyntaxNode GetChangedRoot()
    {
        Functions.Finish();
        return Editor.GetChangedRoot();
    }
}

/// <summary>The edits of one file.</summary>
internal sealed class DocumentEdits
{
    public DocumentEdits(Document document, SyntaxNode root, SemanticModel model, CompilationFacts facts, AwaitStyle style)
    {
        Document = document;
        Root = root;
        Model = model;
        Facts = facts;
        Own = new EditTarget(root, document, style);
    }

    public Document Document { get; }

    public SyntaxNode Root { get; }

    public SemanticModel Model { get; }

    public CompilationFacts Facts { get; }

    /// <summary>Where the file itself is edited.</summary>
    public EditTarget Own { get; }

    public AwaitStyle Style => Own.Functions.Style;

    public bool IsEdited { get; set; }

    /// <summary>The node of this version of the file that stands where a node of another project's version stands; null where there is none.</summary>
    public TNode? Find<TNode>(TNode node)
        where TNode : SyntaxNode =>
        LinkedFiles.Find(Root, node);

    /// <summary>Numbers the member at a position, in source order: edits keep the order, so that errors can be told apart by member.</summary>
    public static int MemberAt(SyntaxNode root, int position)
    {
        var index = -1;
        foreach (var node in root.DescendantNodes(static n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax))
        {
            if (node is MemberDeclarationSyntax and not (BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax))
            {
                if (node.FullSpan.Start > position)
                {
                    break;
                }

                index++;
            }
        }

        return index;
    }
}
