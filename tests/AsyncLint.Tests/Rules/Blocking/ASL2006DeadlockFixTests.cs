using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.Blocking;

/// <summary>That the awaited form comes to its end is run by <see cref="DeadlockProofTests"/>.</summary>
public class ASL2006DeadlockFixTests
{
    static readonly Setup s_wpf = new() { References = UiFramework.References };

    // The block stays, and is no more than ASL2002's suggestion.
    static readonly Setup s_configure = s_wpf with { Action = "ASL2006.configure", Options = "dotnet_diagnostic.ASL2002.severity = none" };

    [Fact]
    public Task A_handler_becomes_async_void_with_a_guard() => VerifyFix.Of<ASL2006Deadlock, ASL2006DeadlockFix>(
        """
        using System.Windows;

        partial class Prices : Window
        {
            void OnClick(object sender, RoutedEventArgs e)
            {
                try
                {
                    Topmost = {|ASL2006:LoadAsync().Result|} > 0;
                }
                catch (Exception error)
                {
                    Console.WriteLine(error.GetType());
                }
            }

            static async Task<int> LoadAsync() { await Task.Delay(1); return 1; }
        }
        """,
        """
        using System.Windows;

        partial class Prices : Window
        {
            async void OnClick(object sender, RoutedEventArgs e)
            {
                try
                {
                    Topmost = await LoadAsync() > 0;
                }
                catch (Exception error)
                {
                    Console.WriteLine(error.GetType());
                }
            }

            static async Task<int> LoadAsync() { await Task.Delay(1); return 1; }
        }
        """,
        s_wpf);

    [Fact]
    public Task A_helper_takes_its_handler_along() => VerifyFix.Of<ASL2006Deadlock, ASL2006DeadlockFix>(
        """
        using System.Windows;

        partial class Prices : Window
        {
            async void OnClick(object sender, RoutedEventArgs e)
            {
                try
                {
                    await Task.Yield();
                    Show("a");
                }
                catch (Exception error)
                {
                    Console.WriteLine(error.GetType());
                }
            }

            private void Show(string name) => Topmost = {|ASL2006:LoadAsync(name).Result|} > 0;

            static async Task<int> LoadAsync(string name) { await Task.Delay(1); return 1; }
        }
        """,
        """
        using System.Windows;

        partial class Prices : Window
        {
            async void OnClick(object sender, RoutedEventArgs e)
            {
                try
                {
                    await Task.Yield();
                    await ShowAsync("a");
                }
                catch (Exception error)
                {
                    Console.WriteLine(error.GetType());
                }
            }

            private async Task ShowAsync(string name) => Topmost = await LoadAsync(name) > 0;

            static async Task<int> LoadAsync(string name) { await Task.Delay(1); return 1; }
        }
        """,
        s_wpf);

    const string Loader = """
        using System.Windows;

        partial class Prices : Window
        {
            protected override void OnInitialized(EventArgs e)
            {
                Topmost = {|ASL2006:new Loader().LoadAsync().Result|} > 0;
                {|ASL2006:new Loader().LoadAsync().Wait()|};
            }
        }

        class Loader
        {
            // Both.
            public async Task<int> LoadAsync() => await FetchAsync(1).ConfigureAwait(false) + await FetchAsync(2);

            public async Task<int> FetchAsync(int n)
            {
                await (n > 1 ? Task.Delay(n) : ReadAsync()); // first
                return n;
            }

            Task ReadAsync() => WriteAsync();

            async Task WriteAsync() { await Task.Delay(1); }
        }
        """;

    [Fact]
    public Task The_task_does_without_the_context() => VerifyFix.Of<ASL2006Deadlock, ASL2006DeadlockFix>(
        Loader,
        """
        using System.Windows;

        partial class Prices : Window
        {
            protected override void OnInitialized(EventArgs e)
            {
                Topmost = new Loader().LoadAsync().Result > 0;
                new Loader().LoadAsync().Wait();
            }
        }

        class Loader
        {
            // Both.
            public async Task<int> LoadAsync() => await FetchAsync(1).ConfigureAwait(false) + await FetchAsync(2).ConfigureAwait(false);

            public async Task<int> FetchAsync(int n)
            {
                await (n > 1 ? Task.Delay(n) : ReadAsync()).ConfigureAwait(false); // first
                return n;
            }

            Task ReadAsync() => WriteAsync();

            async Task WriteAsync() { await Task.Delay(1).ConfigureAwait(false); }
        }
        """,
        s_configure);

    [Theory]
    [InlineData("static async Task Get() { await Task.Delay(1); }")]
    [InlineData("static Task Get() => Helper.Get(); static class Helper { public static async Task Get() { await Task.Delay(1); } }")]
    public Task No_control_leaves_its_context(string members) => NoConfigure(
        "using System.Windows; partial class W : Window { protected override void OnInitialized(EventArgs e) { {|ASL2006:Get().Wait()|}; } " + members + " }");

    [Theory]
    [InlineData("await Task.Yield();")]
    [InlineData("await Task.Delay(1); await foreach (var x in Many()) { }")]
    [InlineData("await Task.Delay(1).ConfigureAwait(true);")]
    [InlineData("await using var file = File.Create(\"a\"); await Task.Delay(1);")]
    public Task Every_await_has_to_take_it(string body) => NoConfigure(
        "using System.Windows; partial class W : Window { protected override void OnInitialized(EventArgs e) { {|ASL2006:L.Get().Wait()|}; } }"
            + " static class L { public static async Task Get() { " + body + " } static async IAsyncEnumerable<int> Many() { await Task.Yield(); yield return 1; } }");

    [Fact]
    public Task In_another_file_it_is_not_offered() => NoConfigure(
        "using System.Windows; partial class W : Window { protected override void OnInitialized(EventArgs e) { {|ASL2006:L.Get().Wait()|}; } }",
        s_wpf with { Files = new() { ["L.cs"] = "static class L { public static async Task Get() { await Task.Delay(1); } }" } });

    static async Task NoConfigure(string source, Setup? setup = null) =>
        Assert.DoesNotContain(await VerifyFix.Titles<ASL2006Deadlock, ASL2006DeadlockFix>(source, setup ?? s_wpf), static title => title.Contains("ConfigureAwait", StringComparison.Ordinal));
}
