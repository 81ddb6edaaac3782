using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.Blocking;

public sealed class ASL2005TransitiveBlockingFixTests
{
    static Task Fixes(string before, string after, Setup? setup = null) => VerifyFix.Of<ASL2005TransitiveBlocking, ASL2005TransitiveBlockingFix>(before, after, setup);

    static Task Offers_nothing(string source) => VerifyFix.None<ASL2005TransitiveBlocking, ASL2005TransitiveBlockingFix>(source);

    [Fact]
    public Task Makes_the_chain_async_from_the_block_to_the_caller() => Fixes(
        """
        class C
        {
            static Task<int> GetAsync() => Task.Run(() => 1);

            public async Task<int> M()
            {
                await Task.Yield();
                return {|ASL2005:First|}() + 1;
            }

            int First() => Second() + 2;

            int Second()
            {
                return GetAsync().Result;
            }
        }
        """,
        """
        class C
        {
            static Task<int> GetAsync() => Task.Run(() => 1);

            public async Task<int> M()
            {
                await Task.Yield();
                return await FirstAsync() + 1;
            }

            async Task<int> FirstAsync() => await SecondAsync() + 2;

            async Task<int> SecondAsync()
            {
                return await GetAsync();
            }
        }
        """);

    [Fact]
    public Task Makes_the_chain_of_a_wait_async() => Fixes(
        """
        class C
        {
            public async Task MAsync()
            {
                await Task.Yield();
                {|ASL2005:First|}();
            }

            public async Task NAsync()
            {
                await Task.Yield();
                {|ASL2005:Pause|}(2);
            }

            static void First()
            {
                Pause(1);
            }

            static void Pause(int attempt)
            {
                Thread.Sleep(100 * attempt);
            }
        }
        """,
        """
        class C
        {
            public async Task MAsync()
            {
                await Task.Yield();
                await FirstAsync();
            }

            public async Task NAsync()
            {
                await Task.Yield();
                await PauseAsync(2);
            }

            static async Task FirstAsync()
            {
                await PauseAsync(1);
            }

            static async Task PauseAsync(int attempt)
            {
                await Task.Delay(100 * attempt);
            }
        }
        """);

    [Fact]
    public Task Makes_a_chain_async_that_goes_through_other_files() => Fixes(
        """
        class C
        {
            public async Task MAsync(Store store)
            {
                await Task.Yield();
                store.{|ASL2005:Load|}();
            }
        }
        """,
        """
        class C
        {
            public async Task MAsync(Store store)
            {
                await Task.Yield();
                await store.LoadAsync();
            }
        }
        """,
        new Setup
        {
            Files = { ["Store.cs"] = "class Store\n{\n    internal void Load() => Reader.Read();\n}\n", ["Reader.cs"] = "static class Reader\n{\n    internal static void Read() => Task.Run(() => 1).Wait();\n}\n" },
            FixedFiles =
            {
                ["Store.cs"] = "class Store\n{\n    internal async Task LoadAsync() => await Reader.ReadAsync();\n}\n",
                ["Reader.cs"] = "static class Reader\n{\n    internal static async Task ReadAsync() => await Task.Run(() => 1);\n}\n",
            },
        });

    [Theory]
    [InlineData("public async Task M() { await Task.Yield(); _ = {|ASL2005:P|}; } int P => F(); int F() => GetAsync().Result;")]
    [InlineData("public async Task M() { await Task.Yield(); new {|ASL2005:C|}(1); } C(int i) => F(); C() { } int F() => GetAsync().Result;")]
    [InlineData("public async Task M() { await Task.Yield(); lock (this) { {|ASL2005:F|}(); } } int F() => GetAsync().Result;")]
    [InlineData("public async Task M() { await Task.Yield(); {|ASL2005:F|}(); } void F() { lock (this) { G(); } } int G() => GetAsync().Result;")]
    [InlineData("public async Task M() { await Task.Yield(); {|ASL2005:F|}(); } void F() { new AutoResetEvent(false).WaitOne(); }")]
    [InlineData("public async Task M() { await Task.Yield(); {|ASL2005:F|}(out _); } void F(out int i) { i = GetAsync().Result; }")]
    public Task Offers_nothing_where_a_link_of_the_chain_must_stay_sync(string code) => Offers_nothing($$"""
        class C
        {
            static Task<int> GetAsync() => Task.Run(() => 1);
            {{code}}
        }
        """);

    [Fact]
    public async Task Says_what_becomes_async() => Assert.Equal(
        ["Await 'GetAsync' and make 'G' and its callers async"],
        await VerifyFix.Titles<ASL2005TransitiveBlocking, ASL2005TransitiveBlockingFix>("""
            class C
            {
                static Task<int> GetAsync() => Task.Run(() => 1);
                public async Task M() { await Task.Yield(); {|ASL2005:F|}(); }
                void F() => G();
                int G() => GetAsync().Result;
            }
            """));

    [Fact]
    public Task A_handler_of_a_window_awaits_the_chain() => VerifyFix.Of<ASL2005TransitiveBlocking, ASL2005TransitiveBlockingFix>(
        """
        using System.Windows;

        partial class Main : Window
        {
            string text;

            void OnClick(object sender, RoutedEventArgs e)
            {
                try
                {
                    {|ASL2005:Load|}();
                }
                catch (Exception error)
                {
                    Console.WriteLine(error.Message);
                }
            }

            void Load() => text = File.ReadAllTextAsync("a").Result;
        }
        """,
        """
        using System.Windows;

        partial class Main : Window
        {
            string text;

            async void OnClick(object sender, RoutedEventArgs e)
            {
                try
                {
                    await LoadAsync();
                }
                catch (Exception error)
                {
                    Console.WriteLine(error.Message);
                }
            }

            async Task LoadAsync() => text = await File.ReadAllTextAsync("a");
        }
        """,
        new Setup { References = UiFramework.References });
}
