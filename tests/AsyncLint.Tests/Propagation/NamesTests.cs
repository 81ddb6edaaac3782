using static AsyncLint.Tests.Propagation.Fixing;

namespace AsyncLint.Tests.Propagation;

public sealed class NamesTests
{
    private const string Before = """
        class Shop
        {
            int Load() => {|ASL2002:Task.Run(() => 1).Result|};
            async Task<int> SellAsync() { await Task.Yield(); return Load(); }
            object Find() => "Other";
        }
        """;

    private const string Renamed = """
        class Shop
        {
            async Task<int> LoadAsync() => await Task.Run(() => 1);
            async Task<int> SellAsync() { await Task.Yield(); return await LoadAsync(); }
            object Find() => "Other";
        }
        """;

    private const string NotRenamed = """
        class Shop
        {
            async Task<int> Load() => await Task.Run(() => 1);
            async Task<int> SellAsync() { await Task.Yield(); return await Load(); }
            object Find() => "Other";
        }
        """;

    [Fact]
    public Task The_suffix_is_added_where_most_methods_of_the_project_have_it() => Converts(Before, Renamed);

    [Fact]
    public Task No_suffix_is_added_where_most_methods_of_the_project_lack_it() => Converts(
        Before, NotRenamed, new() { Files = { ["Other.cs"] = "class Other { Task A() => null; Task B() => null; Task C() => null; }" } });

    [Theory]
    [InlineData("never", NotRenamed)]
    [InlineData("always", Renamed)]
    [InlineData("sometimes", Renamed)]
    public Task The_option_decides_about_the_suffix(string value, string after) => Converts(Before, after, new() { Options = $"asynclint.async_suffix = {value}" });

    [Fact]
    public Task A_name_that_is_also_text_stays() => Converts(Before.Replace("Other", "Load"), NotRenamed.Replace("Other", "Load"));

    [Fact]
    public Task A_method_with_an_attribute_keeps_its_name() => Converts(
        Before.Replace("    int Load", "    [Obsolete(\"\")] int Load"), NotRenamed.Replace("    async Task<int> Load", "    [Obsolete(\"\")] async Task<int> Load"));

    [Theory]
    [InlineData("Shop.razor", "<button @onclick=\"Load\">")]
    [InlineData("Shop.xaml", "<Button Click=\"Load\" />")]
    [InlineData("Shop.axaml", "<Button Command=\"{Binding Load}\" />")]
    [InlineData("Shop.cshtml", "@Model.Load()")]
    public Task What_markup_mentions_stays(string file, string markup) => Keeps(Before, new() { AdditionalFiles = { [file] = markup } });

    [Fact]
    public Task What_markup_does_not_mention_changes() =>
        Converts(Before, Renamed, new() { AdditionalFiles = { ["Shop.razor"] = "<p>Loading … Reload()</p>", ["notes.txt"] = "Load" } });

    [Fact]
    public Task A_name_that_is_taken_keeps_the_function() => Keeps(Before.Replace("object Find", "Task<int> LoadAsync() => null; object Find"));

    [Fact]
    public Task An_overload_under_the_new_name_is_no_obstacle() => Converts(
        Before.Replace("object Find", "Task<int> LoadAsync(int id) => null; object Find"),
        Renamed.Replace("object Find", "Task<int> LoadAsync(int id) => null; object Find"));

    [Fact]
    public Task Every_reference_gets_the_new_name() => Converts(
        """
        class Store
        {
            protected virtual int Load(int id) => {|ASL2002:Task.Run(() => id).Result|};

            /// <summary>As <see cref="Load(int)"/> and <see cref="Store.Load"/>.</summary>
            async Task<int> TwiceAsync(Store other) { await Task.Yield(); return this.Load(1) + other.Load(2) * nameof(Store.Load).Length; }
        }
        class Special : Store
        {
            protected override int Load(int id) => base.Load(id) + 1;
        }
        """,
        """
        class Store
        {
            protected virtual async Task<int> LoadAsync(int id) => await Task.Run(() => id);

            /// <summary>As <see cref="LoadAsync(int)"/> and <see cref="Store.LoadAsync"/>.</summary>
            async Task<int> TwiceAsync(Store other) { await Task.Yield(); return await this.LoadAsync(1) + await other.LoadAsync(2) * nameof(Store.LoadAsync).Length; }
        }
        class Special : Store
        {
            protected override async Task<int> LoadAsync(int id) => await base.LoadAsync(id) + 1;
        }
        """);

    [Fact]
    public Task A_local_function_hides_no_member() => Converts(
        """
        class Shop
        {
            Task<int> LoadAsync() => Task.Run(() => 2);
            async Task<int> SellAsync()
            {
                return Load() + await LoadAsync();
                int Load() => {|ASL2002:Task.Run(() => 1).Result|};
            }
        }
        """,
        """
        class Shop
        {
            Task<int> LoadAsync() => Task.Run(() => 2);
            async Task<int> SellAsync()
            {
                return await Load() + await LoadAsync();
                async Task<int> Load() => await Task.Run(() => 1);
            }
        }
        """);

    [Theory]
    [InlineData("class Special : Shop { public Task<int> LoadAsync() => Task.Run(() => 2); public async Task<int> SellAsync() { await Task.Yield(); return Load(); } }", "a member of the derived class")]
    [InlineData("class Other { public async Task<int> SellAsync(Shop shop) { await Task.Yield(); return shop.Load(); } } static class More { public static Task<int> LoadAsync(this Shop shop) => Task.Run(() => 2); }", "an extension")]
    [InlineData("partial class Shop { public async Task<int> SellAsync() { await Task.Yield(); Func<Task<int>> LoadAsync = () => Task.Run(() => 2); await LoadAsync(); return Load(); } }", "a local")]
    public Task A_new_name_that_means_something_else_where_it_is_used_keeps_the_function(string user, string because)
    {
        Assert.NotEmpty(because);
        return Keeps("partial class Shop { internal int Load() => {|ASL2002:Task.Run(() => 1).Result|}; } " + user);
    }

    [Fact]
    public Task Documentation_says_what_the_task_is() => Converts(
        """
        class Shop
        {
            /// <summary>Opens it.</summary>
            /// <returns>A task that completes when it is open.</returns>
            Task OpenAsync() => Task.Delay(1);

            /// <summary>Saves it.</summary>
            void Save() { {|ASL2002:Task.Delay(1).Wait()|}; }

            /// <summary>Loads it.</summary>
            /// <returns>The price.</returns>
            int Load() => {|ASL2002:Task.Run(() => 1).Result|};

            async Task<int> SellAsync() { await Task.Yield(); Save(); return Load(); }
        }
        """,
        """
        class Shop
        {
            /// <summary>Opens it.</summary>
            /// <returns>A task that completes when it is open.</returns>
            Task OpenAsync() => Task.Delay(1);

            /// <summary>Saves it.</summary>
            /// <returns>A task that completes when it is open.</returns>
            async Task SaveAsync() { await Task.Delay(1); }

            /// <summary>Loads it.</summary>
            /// <returns>The price.</returns>
            async Task<int> LoadAsync() => await Task.Run(() => 1);

            async Task<int> SellAsync() { await Task.Yield(); await SaveAsync(); return await LoadAsync(); }
        }
        """);
}
