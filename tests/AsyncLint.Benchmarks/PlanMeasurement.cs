using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using AsyncLint.CodeFixes.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Benchmarks;

/// <summary>What FixAll costs where functions become async together with their callers: one plan for the whole project, and its proof.</summary>
static class PlanMeasurement
{
    private const string Id = "ASL2002";

    public static async Task Run(int files, int rounds)
    {
        var original = WithCallers(Source.Compile(files * 300, dirty: true));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files} files, {Source.Lines(original):N0} lines"));
        Console.WriteLine();
        Console.WriteLine("| round | sites | files changed | plan, edits and proof | one Emit | times Emit |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|");
        for (var round = 1; round <= rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            if (!Source.Fresh(original).Emit(Stream.Null).Success)
            {
                throw new InvalidOperationException("The generated code does not compile.");
            }

            var emit = watch.Elapsed;
            var project = Load(original);
            var sites = await ReportsIn(project);
            watch.Restart();
            var changed = await FixAll(project, sites);
            var plan = watch.Elapsed;
            var documents = changed.GetChanges(project.Solution).GetProjectChanges().Sum(static change => change.GetChangedDocuments().Count());
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {round} | {sites.Length} | {documents} | {plan.TotalSeconds:F1} s | {emit.TotalSeconds:F1} s | {plan / emit:F1} |"));
        }
    }

    // In the generated code nobody calls what blocks, so that nothing would have to follow: each file gets two callers in a chain.
    private static CSharpCompilation WithCallers(CSharpCompilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            var root = tree.GetCompilationUnitRoot();
            var calls = root.DescendantNodes().OfType<MethodDeclarationSyntax>()
                .Where(static method => method.Identifier.ValueText.StartsWith("Exists", StringComparison.Ordinal) && method.Body is not null)
                .Select(static method => $"service.{method.Identifier.ValueText}(1)").ToList();
            if (calls.Count == 0)
            {
                continue;
            }

            var service = root.DescendantNodes().OfType<ClassDeclarationSyntax>().Last(static type => type.Identifier.ValueText.EndsWith("Service", StringComparison.Ordinal));
            var callers = $$"""

                static class Callers
                {
                    public static bool Any({{service.Identifier.ValueText}} service) => {{string.Join(" || ", calls)}};

                    public static async Task<bool> CheckAsync({{service.Identifier.ValueText}} service)
                    {
                        await Task.Yield();
                        return Any(service);
                    }
                }

                """;
            compilation = compilation.ReplaceSyntaxTree(tree, Source.Parse(tree + callers, tree.FilePath));
        }

        return compilation;
    }

    private static Project Load(CSharpCompilation compilation)
    {
        // The workspace is never disposed: the project outlives this method and holds nothing but memory.
        var id = ProjectId.CreateNewId();
        return new AdhocWorkspace().AddProject(ProjectInfo.Create(
            id, VersionStamp.Default, "Shop", "Shop", LanguageNames.CSharp,
            compilationOptions: compilation.Options,
            parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options,
            metadataReferences: compilation.References,
            documents: compilation.SyntaxTrees.Select(tree => DocumentInfo.Create(
                DocumentId.CreateNewId(id), tree.FilePath, filePath: "/shop/" + tree.FilePath,
                loader: TextLoader.From(TextAndVersion.Create(Microsoft.CodeAnalysis.Text.SourceText.From(tree.ToString(), Encoding.UTF8), VersionStamp.Default))))));
    }

    private static async Task<ImmutableArray<Diagnostic>> ReportsIn(Project project)
    {
        var compilation = (CSharpCompilation)(await project.GetCompilationAsync())!;
        var rule = RuleSet.OurRules.Single(static rule => rule.SupportedDiagnostics.Any(static reported => reported.Id == Id));
        var result = await RuleSet.Of(Id, [rule], static id => id == Id).Over(compilation).GetAnalysisResultAsync(CancellationToken.None);
        return [.. result.GetAllDiagnostics().Where(static report => report.Id == Id)];
    }

    private static async Task<Solution> FixAll(Project project, ImmutableArray<Diagnostic> reports)
    {
        var fix = new ASL2002SyncOverAsyncInSyncFix();
        var context = new FixAllContext(project, fix, FixAllScope.Project, codeActionEquivalenceKey: null, [Id], new Reports(reports), CancellationToken.None);
        var action = await fix.GetFixAllProvider().GetFixAsync(context) ?? throw new InvalidOperationException("Nothing to fix.");
        return (await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single().ChangedSolution;
    }

    private sealed class Reports(ImmutableArray<Diagnostic> all) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(all);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
