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
}
