using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AsyncLint.Package.Tests;

/// <summary>
/// Does with the packed assemblies what an editor does: loads them beside its own Roslyn, finds the analyzers and the fixes by their
/// attributes, asks per document and per span, previews an action and applies it to the workspace.
/// </summary>
sealed class EditorHost : IDisposable
{
    readonly AdhocWorkspace workspace = new();
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("asynclint-editor-");
    readonly Loader loader;
    readonly DocumentId documentId;

    public EditorHost(string source)
    {
        loader = new(folder.FullName);
        var analyzers = new AnalyzerFileReference(Extract(PackedFile.AnalyzersEntry), loader);
        var fixes = new AnalyzerFileReference(Extract(PackedFile.CodeFixesEntry), loader);
        analyzers.AnalyzerLoadFailed += (_, failure) => LoadFailures.Add(failure.Message);
        fixes.AnalyzerLoadFailed += (_, failure) => LoadFailures.Add(failure.Message);

        // Editors hand every assembly of the analyzers folder to both searches.
        Analyzers = [.. analyzers.GetAnalyzers(LanguageNames.CSharp), .. fixes.GetAnalyzers(LanguageNames.CSharp)];
        FixProviders = [.. FixesIn(analyzers), .. FixesIn(fixes)];

        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "Shop",
            "Shop",
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
            parseOptions: new CSharpParseOptions(LanguageVersion.Latest),
            metadataReferences: Framework,
            analyzerReferences: [analyzers, fixes]));
        documentId = workspace.AddDocument(project.Id, Defects.FileName, SourceText.From(source)).Id;
    }

    public List<string> LoadFailures { get; } = [];

    public ImmutableArray<DiagnosticAnalyzer> Analyzers { get; }

    public ImmutableArray<CodeFixProvider> FixProviders { get; }

    public Document Document => workspace.CurrentSolution.GetDocument(documentId)!;

    static IEnumerable<MetadataReference> Framework { get; } = Directory
        .GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
        .Where(file => Path.GetFileName(file) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"))
        .Where(IsManaged)
        .Select(file => MetadataReference.CreateFromFile(file))
        .ToList();

    public async Task<ImmutableArray<Diagnostic>> Errors() =>
        [.. (await Document.Project.GetCompilationAsync())!.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];

    /// <summary>What a build of the whole project reports.</summary>
    public async Task<ImmutableArray<Diagnostic>> ReportsOfTheProject() =>
        InOrder(await (await Driver()).GetAnalyzerDiagnosticsAsync());

    /// <summary>What an editor asks while a file is open; with a span, while a line of it is visible or edited.</summary>
    public async Task<ImmutableArray<Diagnostic>> ReportsOfTheDocument(TextSpan? span = null)
    {
        var driver = await Driver();
        var model = driver.Compilation.GetSemanticModel((await Document.GetSyntaxTreeAsync())!);
        var syntactic = await driver.GetAnalyzerSyntaxDiagnosticsAsync(model.SyntaxTree, span, CancellationToken.None);
        var semantic = await driver.GetAnalyzerSemanticDiagnosticsAsync(model, span, CancellationToken.None);
        return InOrder(syntactic.AddRange(semantic));
    }

    /// <summary>The light bulb's entries for a diagnostic.</summary>
    public async Task<ImmutableArray<(CodeFixProvider Provider, CodeAction Action)>> Actions(Diagnostic diagnostic)
    {
        var actions = ImmutableArray.CreateBuilder<(CodeFixProvider, CodeAction)>();
        foreach (var provider in FixProviders.Where(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id)))
        {
            await provider.RegisterCodeFixesAsync(new CodeFixContext(
                Document,
                diagnostic,
                (action, _) => actions.Add((provider, action)),
                CancellationToken.None));
        }

        return actions.ToImmutable();
    }

    /// <summary>The document's text as the preview window shows it.</summary>
    public async Task<string> Preview(CodeAction action)
    {
        var operation = (await action.GetPreviewOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single();
        return (await operation.ChangedSolution.GetDocument(documentId)!.GetTextAsync()).ToString();
    }

    public async Task Apply(CodeAction action)
    {
        foreach (var operation in await action.GetOperationsAsync(CancellationToken.None))
        {
            operation.Apply(workspace, CancellationToken.None);
        }
    }

    /// <summary>"Fix all occurrences in: scope" of an action in the light bulb.</summary>
    public async Task<CodeAction?> FixAll(CodeFixProvider provider, CodeAction action, string id, FixAllScope scope) =>
        await provider.GetFixAllProvider()!.GetFixAsync(new FixAllContext(
            Document,
            provider,
            scope,
            action.EquivalenceKey,
            [id],
            new Reports(this),
            CancellationToken.None));

    public void Dispose()
    {
        workspace.Dispose();
        loader.Dispose();
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Windows holds a loaded assembly for a moment; the system cleans its temp folder itself.
        }
    }

    async Task<CompilationWithAnalyzers> Driver() =>
        (await Document.Project.GetCompilationAsync())!.WithAnalyzers(Analyzers, new CompilationWithAnalyzersOptions(
            Document.Project.AnalyzerOptions,
            onAnalyzerException: null,
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false));

    static ImmutableArray<Diagnostic> InOrder(ImmutableArray<Diagnostic> diagnostics) =>
        [.. diagnostics.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal)];

    string Extract(string entry)
    {
        var path = Path.Combine(folder.FullName, Path.GetFileName(entry));
        File.WriteAllBytes(path, PackedFile.Bytes(entry));
        return path;
    }

    /// <summary>By reflection over the export, as Roslyn finds the fixes of a NuGet package.</summary>
    static IEnumerable<CodeFixProvider> FixesIn(AnalyzerFileReference reference) =>
        from type in reference.GetAssembly().GetTypes()
        let export = type.GetCustomAttribute<ExportCodeFixProviderAttribute>(inherit: false)
        where export is not null && export.Languages.Contains(LanguageNames.CSharp)
        select (CodeFixProvider)Activator.CreateInstance(type)!;

    static bool IsManaged(string file)
    {
        try
        {
            AssemblyName.GetAssemblyName(file);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    /// <summary>Loads the packed assemblies into a context of their own; whatever else they need comes from the host, as in an editor.</summary>
    sealed class Loader(string folder) : AssemblyLoadContext("packed", isCollectible: true), IAnalyzerAssemblyLoader, IDisposable
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => LoadFromAssemblyPath(fullPath);

        public void Dispose() => Unload();

        protected override Assembly? Load(AssemblyName assemblyName) =>
            Path.Combine(folder, assemblyName.Name + ".dll") is var path && File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    sealed class Reports(EditorHost host) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            await host.ReportsOfTheDocument();

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await host.ReportsOfTheDocument();
    }
}
