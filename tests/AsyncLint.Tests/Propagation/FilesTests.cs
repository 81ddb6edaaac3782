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
}
