using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using static AsyncLint.Tests.Propagation.Fixing;

namespace AsyncLint.Tests.Propagation;

/// <summary>Partial types, generated files, linked files, target frameworks, regions of <c>#if</c>.</summary>
public sealed class FilesTests
{
    [Fact]
    public Task Both_parts_of_a_partial_method_change() => Converts(
        """
        partial class Shop
        {
            private partial int Load();
            async Task<int> Sell() { await Task.Yield(); return Load(); }
        }
        partial class Shop
        {
            private partial int Load() => {|ASL2002:Task.Run(() => 1).Result|};
        }
        """,
        """
        partial class Shop
        {
            private partial Task<int> Load();
            async Task<int> Sell() { await Task.Yield(); return await Load(); }
        }
        partial class Shop
        {
            private async partial Task<int> Load() => await Task.Run(() => 1);
        }
        """);

    [Fact]
    public Task Callers_in_other_files_and_projects_follow() => Converts(
        """
        public class Store
        {
            public int Load() => {|ASL2002:Task.Run(() => 1).Result|};
        }
        """,
        """
        public class Store
        {
            public async Task<int> LoadAsync() => await Task.Run(() => 1);
        }
        """,
        new()
        {
            Options = "asynclint.public_api = change",
            Files = { ["Shop.cs"] = "class Shop { int Twice(Store s) => 2 * s.Load(); public async Task<int> SellAsync(Store s) { await Task.Yield(); return Twice(s); } }" },
            Projects = [new("App") { ReferencesMain = true, Files = { ["App.cs"] = "class App { async Task<int> RunAsync(Store s) { await Task.Yield(); return s.Load(); } }" } }],
            FixedFiles =
            {
                ["Shop.cs"] = "class Shop { async Task<int> TwiceAsync(Store s) => 2 * await s.LoadAsync(); public async Task<int> SellAsync(Store s) { await Task.Yield(); return await TwiceAsync(s); } }",
                ["App.cs"] = "class App { async Task<int> RunAsync(Store s) { await Task.Yield(); return await s.LoadAsync(); } }",
            },
        });

    [Fact]
    public Task A_caller_in_a_generated_file_keeps_the_function() => Keeps(
        "partial class Shop { int Load() => {|ASL2002:Task.Run(() => 1).Result|}; async Task<int> Sell() { await Task.Yield(); return Load(); } }",
        new() { Files = { ["Shop.g.cs"] = "partial class Shop { async Task<int> More() { await Task.Yield(); return Load(); } }" } });

    [Fact]
    public Task Linked_files_change_alike() => Converts(
        """
        class Shop
        {
            int Load() => {|ASL2002:Task.Run(() => 1).Result|};
            async Task<int> Sell() { await Task.Yield(); return Load(); }
        }
        """,
        """
        class Shop
        {
            async Task<int> Load() => await Task.Run(() => 1);
            async Task<int> Sell() { await Task.Yield(); return await Load(); }
        }
        """,
        new() { Projects = [new("Other") { Linked = true }] });

    [Theory]
    [InlineData("NEW", "the caller that only one project sees")]
    [InlineData("OTHER", "the caller that only the other project sees")]
    [InlineData("NEITHER", "the caller that no project sees")]
    public Task A_caller_that_if_hides_from_some_project_keeps_the_function(string symbol, string because)
    {
        Assert.NotEmpty(because);
        return Keeps(
            $$"""
            class Shop
            {
                int Load() => {|ASL2002:Task.Run(() => 1).Result|};
                async Task<int> Sell() { await Task.Yield(); return Load(); }
            #if {{symbol}}
                async Task Drop() { await Task.Yield(); Load(); }
            #endif
            }
            """,
            new() { Defines = ["NEW"], Projects = [new("Other") { Linked = true, Defines = ["OTHER"] }] });
    }

    [Fact]
    public Task What_one_target_framework_lacks_is_done_in_none() => Keeps(
        """
        using System.Threading;
        using System.Threading.Tasks;
        class Shop
        {
            void Save(Task task, CancellationToken token) { {|ASL2002:task.Wait(token)|}; }
            async Task Sell(Task task, CancellationToken token) { await task; Save(task, token); }
        }
        """,
        new() { ImplicitUsings = false, Projects = [new("Old") { Linked = true, References = References.NetStandard }] });

    [Fact]
    public Task Errors_that_were_there_before_do_not_count() => Converts(
        """
        class Shop
        {
            Missing field;
            int Load() => {|ASL2002:Task.Run(() => 1).Result|};
            async Task<int> Sell() { await Task.Yield(); return Load(); }
        }
        """,
        """
        class Shop
        {
            Missing field;
            async Task<int> Load() => await Task.Run(() => 1);
            async Task<int> Sell() { await Task.Yield(); return await Load(); }
        }
        """,
        new() { AllowErrors = true });

    [Theory]
    [InlineData("async Task<int> More() { await Task.Yield(); return Load() + Missing(); }", "async Task<int> More() { await Task.Yield(); return await Load() + Missing(); }")]
    [InlineData("int More() => Load() + \"\" ; async Task Most() { await Task.Yield(); More(); }", "async Task<int> More() => await Load() + \"\" ; async Task Most() { await Task.Yield(); await More(); }")]
    public Task Errors_in_what_changes_do_not_count_either(string before, string after) => Converts(
        "class Shop { int Load() => {|ASL2002:Task.Run(() => 1).Result|}; " + before + " }",
        "class Shop { async Task<int> Load() => await Task.Run(() => 1); " + after + " }",
        new() { AllowErrors = true, Options = "asynclint.async_suffix = never" });

    [Fact]
    public Task Both_files_of_a_partial_class_change() => Converts(
        "partial class Shop { int Load() => {|ASL2002:Task.Run(() => 1).Result|}; }",
        "partial class Shop { async Task<int> Load() => await Task.Run(() => 1); }",
        new()
        {
            Files = { ["Shop.Sell.cs"] = "partial class Shop { int Twice() => 2 * Load(); async Task<int> Sell() { await Task.Yield(); return Twice(); } }" },
            FixedFiles = { ["Shop.Sell.cs"] = "partial class Shop { async Task<int> Twice() => 2 * await Load(); async Task<int> Sell() { await Task.Yield(); return await Twice(); } }" },
        });

    [Fact]
    public Task An_implementation_in_a_generated_file_keeps_the_interface() => Keeps(
        "interface IStore { int Load(); } class Remote : IStore { public int Load() => {|ASL2002:Task.Run(() => 1).Result|}; } class Shop { async Task<int> Sell(IStore s) { await Task.Yield(); return s.Load(); } }",
        new() { Files = { ["Local.cs"] = "// <auto-generated/>\nclass Local : IStore { public int Load() => 1; }" } });

    [Fact]
    public Task A_project_that_is_not_fully_loaded_keeps_what_it_uses() => Keeps(
        "public class Store { public int Load() => {|ASL2002:Task.Run(() => 1).Result|}; public async Task<int> Sell() { await Task.Yield(); return Load(); } }",
        new()
        {
            AllowErrors = true,
            Options = "asynclint.public_api = change",
            Projects = [new("Broken") { ReferencesMain = true, References = [], Files = { ["App.cs"] = "class App { void Run(Store s) { s.Load(); } }" } }],
        });

    /// <summary>Only the compiler of the other project knows that its language has no <c>await foreach</c>.</summary>
    [Fact]
    public Task What_does_not_compile_in_a_project_that_uses_it_is_left_out_and_the_rest_applied() => Converts(
        """
        public class Store
        {
            public IEnumerable<int> All() { yield return {|ASL2002:Task.Run(() => 1).Result|}; }
            public int Load() => {|ASL2002:Task.Run(() => 1).Result|};
        }
        """,
        """
        public class Store
        {
            public IEnumerable<int> All() { yield return {|ASL2002:Task.Run(() => 1).Result|}; }
            public async Task<int> Load() => await Task.Run(() => 1);
        }
        """,
        new()
        {
            Options = "asynclint.public_api = change\nasynclint.async_suffix = never",
            Projects =
            [
                new("Old")
                {
                    ReferencesMain = true,
                    LanguageVersion = LanguageVersion.CSharp7_3,
                    Files =
                    {
                        ["Old.cs"] = "using System.Threading.Tasks; class Old { async Task All(Store s) { await Task.Yield(); foreach (var i in s.All()) { } } async Task<int> One(Store s) { await Task.Yield(); return s.Load(); } }",
                    },
                },
            ],
            FixedFiles =
            {
                ["Old.cs"] = "using System.Threading.Tasks; class Old { async Task All(Store s) { await Task.Yield(); foreach (var i in s.All()) { } } async Task<int> One(Store s) { await Task.Yield(); return await s.Load(); } }",
            },
        });

    [Fact]
    public async Task A_file_that_cannot_be_read_changes_nothing_about_the_others()
    {
        const string Source = "class Shop { int Load() => {|ASL2002:Task.Run(() => 1).Result|}; async Task<int> Sell() { await Task.Yield(); return Load(); } }";
        var run = new FixRun(new ASL2002SyncOverAsyncInSync(), new ASL2002SyncOverAsyncInSyncFix(), new() { Options = "asynclint.async_suffix = never" }, Source, Source);
        var project = Assert.Single(run.Before.ProjectIds);
        var solution = run.Before.AddDocument(DocumentInfo.Create(DocumentId.CreateNewId(project), "Lost.cs", loader: new Unreadable(), filePath: "/src/Lost.cs"));

        var changed = await run.FixAll(solution, FixAllScope.Solution, key: null);

        Assert.Equal(
            "class Shop { async Task<int> Load() => await Task.Run(() => 1); async Task<int> Sell() { await Task.Yield(); return await Load(); } }", FixRun.Text(changed, Setup.MainFile));
        var documents = Assert.Single(changed.GetChanges(solution).GetProjectChanges()).GetChangedDocuments();
        Assert.Equal("Test.cs", changed.GetDocument(Assert.Single(documents))!.Name);
    }

    private sealed class Unreadable : TextLoader
    {
        public override Task<TextAndVersion> LoadTextAndVersionAsync(LoadTextOptions options, CancellationToken cancellationToken) => throw new IOException("gone");
    }
}
