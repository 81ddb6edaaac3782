using System.Collections.Immutable;
using System.Globalization;
using AsyncLint.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AsyncLint.Tests;

/// <summary>
/// Applies a fix as a host does: one light bulb after another, first to last and last to first, and FixAll in every scope. Each way must end
/// in the same text, and doing it again must change nothing. On the way no compiler error may appear (those of Emit), no tree may differ from
/// what its text parses to, and no rule may report in a changed file what was not reported before.
/// </summary>
/// <remarks>
/// Own code rather than the testing library's CSharpCodeFixTest, which knows neither linked documents nor the member and type scopes,
/// and does not emit.
/// </remarks>
static class VerifyFix
{
    /// <summary>The fix turns one text into the other. Marks in <paramref name="after"/> are the reports that the fix leaves.</summary>
    public static async Task Of<TRule, TFix>(string before, string after, Setup? setup = null)
        where TRule : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var run = new FixRun(new TRule(), new TFix(), setup ?? Setup.Default, before, after);
        await run.ReportsAsMarked(run.Before, run.BeforeFiles, "before the fix");
        var key = await run.DefaultKey();

        var oneByOne = await run.OneByOne(key, static diagnostics => diagnostics);
        run.IsExpected("the fixes one by one", oneByOne);
        await run.ReportsAsMarked(oneByOne, run.AfterFiles, "after the fix");
        await run.TripsNoOtherRule(oneByOne);
        run.IsExpected("the fixes one by one from the last", await run.OneByOne(key, Enumerable.Reverse));

        foreach (var scope in run.Scopes)
        {
            var all = await run.FixAll(run.Before, scope, key);
            run.IsExpected($"FixAll in {scope}", all);
            FixRun.IsUnchanged($"FixAll in {scope}, done again,", all, await run.FixAll(all, scope, key));
        }
    }

    /// <summary>The rule reports what is marked, and the fix leaves it alone.</summary>
    public static async Task None<TRule, TFix>(string source, Setup? setup = null)
        where TRule : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var run = new FixRun(new TRule(), new TFix(), setup ?? Setup.Default, source, source);
        await run.ReportsAsMarked(run.Before, run.BeforeFiles, "before the fix");
        FixRun.IsUnchanged("the fix", run.Before, await run.OneByOne(setup?.Action, static diagnostics => diagnostics));
        foreach (var scope in run.Scopes)
        {
            FixRun.IsUnchanged($"FixAll in {scope}", run.Before, await run.FixAll(run.Before, scope, setup?.Action));
        }
    }

    /// <summary>The titles of the actions offered at the marks, in order, each once.</summary>
    public static async Task<ImmutableArray<string>> Titles<TRule, TFix>(string source, Setup? setup = null)
        where TRule : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var run = new FixRun(new TRule(), new TFix(), setup ?? Setup.Default, source, source);
        var titles = new List<string>();
        foreach (var diagnostic in await run.Fixable(run.Before))
        {
            titles.AddRange((await FixRun.Actions(run.Fix, run.Before, diagnostic)).Select(static action => action.Title));
        }

        return [.. titles.Distinct()];
    }

    /// <summary>The warnings that the preview of the first action shows, each with the text that it is about.</summary>
    public static async Task<ImmutableArray<string>> Warnings<TRule, TFix>(string source, Setup? setup = null)
        where TRule : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var run = new FixRun(new TRule(), new TFix(), setup ?? Setup.Default, source, source);
        var action = (await FixRun.Actions(run.Fix, run.Before, (await run.Fixable(run.Before))[0]))[0];
        var token = TestContext.Current.CancellationToken;
        var changed = (await action.GetPreviewOperationsAsync(token)).OfType<ApplyChangesOperation>().Single().ChangedSolution;
        var warnings = new List<string>();
        foreach (var id in changed.GetChanges(run.Before).GetProjectChanges().SelectMany(static project => project.GetChangedDocuments()))
        {
            var root = (await changed.GetDocument(id)!.GetSyntaxRootAsync(token))!;
            warnings.AddRange(root.GetAnnotatedNodesAndTokens(WarningAnnotation.Kind).SelectMany(
                node => node.GetAnnotations(WarningAnnotation.Kind).Select(annotation => $"{node}: {WarningAnnotation.GetDescription(annotation)}")));
        }

        return [.. warnings];
    }
}

/// <summary>One rule and one fix over one solution.</summary>
sealed class FixRun
{
    static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    readonly DiagnosticAnalyzer rule;
    readonly Setup setup;

    public FixRun(DiagnosticAnalyzer rule, CodeFixProvider fix, Setup setup, string before, string after)
    {
        this.rule = rule;
        this.setup = setup;
        Fix = fix;
        var others = setup.Files.Concat(setup.Projects.SelectMany(static project => project.Files)).ToList();
        BeforeFiles = [MarkedFile.Parse(Setup.MainFile, before), .. others.Select(static file => MarkedFile.Parse(file.Key, file.Value))];
        AfterFiles =
        [
            MarkedFile.Parse(Setup.MainFile, after),
            .. others.Select(file => MarkedFile.Parse(file.Key, setup.FixedFiles.GetValueOrDefault(file.Key, file.Value))),
        ];
        Before = CreateSolution();
        if (!setup.AllowErrors)
        {
            foreach (var project in Before.Projects)
            {
                var errors = Compile(project).EmitErrors(Token);
                Assert.True(errors.IsEmpty, $"The source does not compile in {project.Name}:\n{string.Join("\n", errors)}");
            }
        }
    }

    public Solution Before { get; }

    public CodeFixProvider Fix { get; }

    public ImmutableArray<MarkedFile> BeforeFiles { get; }

    public ImmutableArray<MarkedFile> AfterFiles { get; }

    public ImmutableArray<FixAllScope> Scopes => Fix.GetFixAllProvider() is { } all
        ? [.. all.GetSupportedFixAllScopes().Where(static scope => scope != FixAllScope.Custom).Order()]
        : throw new InvalidOperationException($"{Fix.GetType().Name} has no FixAll.");

    public static async Task<ImmutableArray<CodeAction>> Actions(CodeFixProvider fix, Solution solution, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        var document = solution.GetDocument(diagnostic.Location.SourceTree)!;
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), Token));
        foreach (var action in actions)
        {
            Assert.False(string.IsNullOrEmpty(action.EquivalenceKey), $"The action `{action.Title}` has no equivalence key.");
        }

        Assert.Equal(actions.Count, actions.Select(static action => action.EquivalenceKey).Distinct().Count());
        return [.. actions];
    }

    /// <summary>The solution after the action, with linked documents in step; the preview must work as well.</summary>
    public static async Task<Solution> Apply(Solution solution, CodeAction action)
    {
        await action.GetPreviewOperationsAsync(Token);
        var operations = await action.GetOperationsAsync(Token);
        var changed = operations.OfType<ApplyChangesOperation>().SingleOrDefault()?.ChangedSolution ?? solution;
        return await KeepLinksInStep(solution, changed);
    }

    /// <summary>The key of the first action offered, which must be the same at every site.</summary>
    public async Task<string> DefaultKey()
    {
        var keys = new List<string>();
        foreach (var diagnostic in await Fixable(Before))
        {
            var actions = await Actions(Fix, Before, diagnostic);
            keys.AddRange(actions.Take(1).Select(static action => action.EquivalenceKey!));
            if (setup.Action is { } wanted && actions.Any(action => action.EquivalenceKey == wanted))
            {
                return wanted;
            }
        }

        Assert.True(setup.Action is null, $"No action has the key {setup.Action}.");
        Assert.True(keys.Count > 0, "No action is offered.");
        return Assert.Single(keys.Distinct());
    }

    public async Task<Solution> OneByOne(string? key, Func<IEnumerable<Diagnostic>, IEnumerable<Diagnostic>> order)
    {
        var solution = Before;
        var budget = 0;
        while (true)
        {
            var diagnostics = await Fixable(solution);
            budget = budget == 0 ? (2 * diagnostics.Length) + 1 : budget;
            if (await ApplyFirst(solution, order(diagnostics), key) is not { } next)
            {
                return solution;
            }

            solution = next;
            Assert.True(--budget > 0, "The fix does not come to an end: each application makes room for another.\n" + Text(solution, Setup.MainFile));
        }
    }

    public async Task<Solution> FixAll(Solution solution, FixAllScope scope, string? key)
    {
        // dotnet format asks once for each id.
        foreach (var id in (await Fixable(solution)).Select(static diagnostic => diagnostic.Id).Distinct().ToList())
        {
            // A scope smaller than the solution is asked for again from what is left, until a whole round changes nothing.
            var asked = new HashSet<string>();
            for (var round = 0; round < 100; round++)
            {
                var next = (await Fixable(solution)).FirstOrDefault(diagnostic => diagnostic.Id == id && asked.Add(Site(solution, diagnostic, scope)));
                if (next is null)
                {
                    break;
                }

                var document = solution.GetDocument(next.Location.SourceTree)!;
                var context = new FixAllContext(
                    document, next.Location.SourceSpan, Fix, scope, key ?? (Fix as RuleFix)?.DefaultKey ?? "none", [id], new Reports(this), Token);
                if (await Fix.GetFixAllProvider()!.GetFixAsync(context) is { } action)
                {
                    var before = solution;
                    solution = await Apply(solution, action);
                    await IsSound(before, solution, emit: false);
                }
            }
        }

        return solution;
    }

    public async Task<ImmutableArray<Diagnostic>> Fixable(Solution solution)
    {
        var all = new List<Diagnostic>();
        foreach (var project in solution.Projects)
        {
            all.AddRange((await Diagnostics(project)).Where(diagnostic => Fix.FixableDiagnosticIds.Contains(diagnostic.Id)));
        }

        return [.. all];
    }

    public async Task ReportsAsMarked(Solution solution, ImmutableArray<MarkedFile> files, string when)
    {
        var all = new List<Diagnostic>();
        foreach (var project in solution.Projects)
        {
            all.AddRange(await Diagnostics(project));
        }

        // A linked document reports in each of its projects.
        var distinct = all.DistinctBy(static diagnostic => (diagnostic.Id, diagnostic.Location.SourceTree!.FilePath, diagnostic.Location.SourceSpan)).ToList();
        Verify.AsMarked(files, distinct, when);
    }

    public void IsExpected(string way, Solution solution)
    {
        foreach (var file in AfterFiles)
        {
            var actual = Text(solution, file.Path);
            if (actual != file.Text.ToString())
            {
                Assert.Fail($"After {way}, {file.Path} is not as expected.\n--- expected\n{file.Text}\n--- actual\n{actual}\n---");
            }
        }
    }

    static bool Changed(Solution before, Solution after) => after.GetChanges(before).GetProjectChanges().Any(project =>
        project.GetAddedDocuments().Any() || project.GetRemovedDocuments().Any()
        || project.GetChangedDocuments(onlyGetDocumentsWithTextChanges: true).Any(id => Text(before, before.GetDocument(id)!.FilePath!) != Text(after, after.GetDocument(id)!.FilePath!)));

    public static void IsUnchanged(string way, Solution before, Solution after)
    {
        foreach (var document in before.Projects.SelectMany(static project => project.Documents))
        {
            var (old, now) = (Text(before, document.FilePath!), Text(after, document.FilePath!));
            Assert.True(old == now, $"{way} changes {document.FilePath}.\n--- from\n{old}\n--- to\n{now}\n---");
        }
    }

    /// <summary>All rules at Strict: nothing in a changed file that was not reported before.</summary>
    public async Task TripsNoOtherRule(Solution after)
    {
        if (Product.Analyzers.IsEmpty)
        {
            return;
        }

        foreach (var project in after.Projects)
        {
            var changed = project.GetChanges(Before.GetProject(project.Id)!).GetChangedDocuments().Select(id => project.GetDocument(id)!.FilePath).ToHashSet();
            var old = Count(await Strict(Before.GetProject(project.Id)!));
            foreach (var (rule, count) in Count(await Strict(project)))
            {
                Assert.True(count <= old.GetValueOrDefault(rule), $"The fixed code trips {rule}.\n{Text(after, Setup.MainFile)}");
            }

            Dictionary<string, int> Count(ImmutableArray<Diagnostic> diagnostics) => diagnostics
                .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Info && diagnostic.Descriptor.IsEnabledByDefault)
                .Where(diagnostic => changed.Contains(diagnostic.Location.SourceTree?.FilePath))
                .GroupBy(static diagnostic => diagnostic.Id)
                .ToDictionary(static group => group.Key, static group => group.Count());
        }

        static Task<ImmutableArray<Diagnostic>> Strict(Project project) =>
            new Analysis(Compile(project), Product.Analyzers, project.AnalyzerOptions.AnalyzerConfigOptionsProvider).Whole(Token);
    }

    /// <summary>No tree that its text does not parse to, and, where asked, no compiler error that was not there before.</summary>
    public static async Task IsSound(Solution before, Solution after, bool emit)
    {
        foreach (var change in after.GetChanges(before).GetProjectChanges().SelectMany(static project => project.GetChangedDocuments()))
        {
            var root = (await after.GetDocument(change)!.GetSyntaxRootAsync(Token))!;
            var parsed = await CSharpSyntaxTree.ParseText(root.ToFullString(), (CSharpParseOptions)root.SyntaxTree.Options, cancellationToken: Token).GetRootAsync(Token);
            Assert.True(SyntaxFactory.AreEquivalent(root, parsed, topLevel: false), "The fixed tree is not what its text parses to:\n" + root.ToFullString());
        }

        foreach (var project in emit ? after.Projects : [])
        {
            var old = Compile(before.GetProject(project.Id)!).EmitErrors(Token).Select(Shape).ToList();
            var added = Compile(project).EmitErrors(Token).Where(error => !old.Remove(Shape(error))).ToList();
            if (added.Count > 0)
            {
                var paths = added.Select(static error => error.Location.SourceTree?.FilePath).OfType<string>().Distinct();
                Assert.Fail($"The fixed code does not compile in {project.Name}:\n{string.Join("\n", added)}\n{string.Join("\n---\n", paths.Select(path => Text(after, path)))}");
            }
        }

        static string Shape(Diagnostic error) => error.Id + error.GetMessage(CultureInfo.InvariantCulture);
    }

    async Task<Solution?> ApplyFirst(Solution solution, IEnumerable<Diagnostic> diagnostics, string? key)
    {
        foreach (var diagnostic in diagnostics)
        {
            foreach (var action in (await Actions(Fix, solution, diagnostic)).Where(action => key is null || action.EquivalenceKey == key))
            {
                var changed = await Apply(solution, action);
                if (Changed(solution, changed))
                {
                    await IsSound(solution, changed, emit: true);
                    return changed;
                }
            }
        }

        return null;
    }

    async Task<ImmutableArray<Diagnostic>> Diagnostics(Project project)
    {
        var analysis = new Analysis(Compile(project), [rule], project.AnalyzerOptions.AnalyzerConfigOptionsProvider);
        return [.. (await analysis.Whole(Token)).OrderBy(static diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(static diagnostic => diagnostic.Location.SourceSpan)];
    }

    static string Site(Solution solution, Diagnostic diagnostic, FixAllScope scope)
    {
        var document = solution.GetDocument(diagnostic.Location.SourceTree)!;
        return scope switch
        {
            FixAllScope.Solution => "",
            FixAllScope.Project => document.Project.Name,
            FixAllScope.Document => document.FilePath!,
            _ => document.FilePath + diagnostic.Location.SourceSpan.Start.ToString(CultureInfo.InvariantCulture) + diagnostic.Location.SourceTree!.Length.ToString(CultureInfo.InvariantCulture),
        };
    }

    static async Task<Solution> KeepLinksInStep(Solution before, Solution after)
    {
        var changes = after.GetChanges(before).GetProjectChanges().SelectMany(static project => project.GetChangedDocuments()).ToList();
        foreach (var group in changes.GroupBy(id => after.GetDocument(id)!.FilePath))
        {
            var texts = new List<SourceText>();
            foreach (var id in group)
            {
                texts.Add(await after.GetDocument(id)!.GetTextAsync(Token));
            }

            Assert.True(texts.TrueForAll(text => text.ContentEquals(texts[0])), $"The copies of {group.Key} change differently:\n{string.Join("\n---\n", texts)}");
            foreach (var linked in after.GetDocumentIdsWithFilePath(group.Key).Except(group))
            {
                after = after.WithDocumentText(linked, texts[0]);
            }
        }

        return after;
    }

    public static string Text(Solution solution, string path)
    {
        var document = solution.GetDocument(solution.GetDocumentIdsWithFilePath(MarkedFile.Root(path)).First())!;
        return document.GetTextAsync(Token).GetAwaiter().GetResult().ToString();
    }

    public static Compilation Compile(Project project) => project.GetCompilationAsync(Token).GetAwaiter().GetResult()!;

    Solution CreateSolution()
    {
        // The workspace is never disposed: the solution outlives this method and holds nothing but memory.
        var solution = new AdhocWorkspace().CurrentSolution;
        var main = ProjectId.CreateNewId("Test");
        string[] mainFiles = [Setup.MainFile, .. setup.Files.Keys];
        solution = Add(solution, main, "Test", mainFiles, new OtherProject("Test") { References = setup.References, Defines = setup.Defines });
        foreach (var (path, text) in setup.AdditionalFiles)
        {
            solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(main), path, SourceText.From(text), filePath: MarkedFile.Root(path));
        }

        foreach (var other in setup.Projects)
        {
            var id = ProjectId.CreateNewId(other.Name);
            solution = Add(solution, id, other.Name, other.Linked ? [.. mainFiles, .. other.Files.Keys] : other.Files.Keys, other);
            solution = other.ReferencesMain ? solution.AddProjectReference(id, new ProjectReference(main)) : solution;
        }

        return solution;
    }

    Solution Add(Solution solution, ProjectId id, string name, IEnumerable<string> files, OtherProject project)
    {
        var own = setup with { References = project.References ?? setup.References, LanguageVersion = project.LanguageVersion ?? setup.LanguageVersion };
        var parse = TestCode.ParseOptions(own.LanguageVersion, project.Defines);
        var texts = files.Select(MarkedFile.Root).Select(path => BeforeFiles.First(file => file.Path == path)).ToList();
        var kind = setup.OutputKind ?? TestCode.KindOf(texts.Select(file => CSharpSyntaxTree.ParseText(file.Text, parse)));
        solution = solution.AddProject(ProjectInfo.Create(
            id, VersionStamp.Default, name, name, LanguageNames.CSharp, $"/src/{name}.csproj",
            compilationOptions: TestCode.CompilationOptions(kind), parseOptions: parse, metadataReferences: own.References));
        foreach (var file in texts)
        {
            solution = solution.AddDocument(DocumentId.CreateNewId(id), Path.GetFileName(file.Path), file.Text, filePath: file.Path);
        }

        if (TestCode.ImplicitUsingsFor(own.LanguageVersion, own) is { } usings)
        {
            solution = solution.AddDocument(DocumentId.CreateNewId(id), "Usings.g.cs", SourceText.From(usings), filePath: $"/src/obj/{name}/Usings.g.cs");
        }

        solution = solution.AddAnalyzerConfigDocument(
            DocumentId.CreateNewId(id), ".editorconfig", SourceText.From(ConfigOptions.EditorConfig(setup)), filePath: "/.editorconfig");
        return solution.AddAnalyzerConfigDocument(
            DocumentId.CreateNewId(id), ".globalconfig", SourceText.From(ConfigOptions.GlobalConfig(setup)), filePath: "/.globalconfig");
    }

    sealed class Reports(FixRun run) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await run.Diagnostics(project);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
        {
            var tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return (await run.Diagnostics(document.Project)).Where(diagnostic => diagnostic.Location.SourceTree == tree);
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
