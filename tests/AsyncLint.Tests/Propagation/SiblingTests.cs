using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;
using static AsyncLint.Tests.Propagation.Fixing;

namespace AsyncLint.Tests.Propagation;

public sealed class SiblingTests
{
    [Fact]
    public Task Public_api_of_a_library_stays_and_gets_a_sibling() => Converts(
        """
        public class Store
        {
            /// <summary>Loads.</summary>
            public int Load() => {|ASL2002:Task.Run(() => 1).Result|};
        }

        class Shop
        {
            async Task<int> Sell(Store store) { await Task.Yield(); return store.Load(); }
        }
        """,
        """
        public class Store
        {
            /// <summary>Loads.</summary>
            public int Load() => {|ASL2002:Task.Run(() => 1).Result|};

            /// <summary>Loads.</summary>
            public async Task<int> LoadAsync() => await Task.Run(() => 1);
        }

        class Shop
        {
            async Task<int> Sell(Store store) { await Task.Yield(); return await store.LoadAsync(); }
        }
        """);

    [Fact]
    public Task Public_api_changes_where_the_option_says_so() => Converts(
        """
        public class Store
        {
            public int Load() => {|ASL2002:Task.Run(() => 1).Result|};
        }

        class Shop
        {
            async Task<int> Sell(Store store) { await Task.Yield(); return store.Load(); }
        }
        """,
        """
        public class Store
        {
            public async Task<int> Load() => await Task.Run(() => 1);
        }

        class Shop
        {
            async Task<int> Sell(Store store) { await Task.Yield(); return await store.Load(); }
        }
        """,
        new() { Options = "asynclint.public_api = change\nasynclint.async_suffix = never" });

    [Fact]
    public Task The_tests_of_a_public_function_go_on_testing_it() => Keeps(
        "public class Store { public int Load() => {|ASL2002:Task.Run(() => 1).Result|}; }",
        new()
        {
            Projects =
            [
                new("Tests")
                {
                    ReferencesMain = true,
                    Files =
                    {
                        ["StoreTests.cs"] = "public class StoreTests { [Xunit.Fact] public async Task Loads() { await Task.Yield(); new Store().Load(); } }",
                        ["Xunit.cs"] = "namespace Xunit { public class FactAttribute : Attribute { } }",
                    },
                },
            ],
        });

    [Fact]
    public Task What_a_test_project_makes_public_is_no_api() => Converts(
        """
        public class Helper { public static int Load() => {|ASL2002:Task.Run(() => 1).Result|}; }
        public class Tests { [Xunit.Fact] public async Task Sells() { await Task.Yield(); Helper.Load(); } }
        """,
        """
        public class Helper { public static async Task<int> Load() => await Task.Run(() => 1); }
        public class Tests { [Xunit.Fact] public async Task Sells() { await Task.Yield(); await Helper.Load(); } }
        """,
        new() { Options = "asynclint.async_suffix = never", Files = { ["Xunit.cs"] = "namespace Xunit { public class FactAttribute : Attribute { } }" } });

    [Fact]
    public Task A_family_gets_siblings_together() => Converts(
        """
        interface IStore
        {
            int Load(int id);
        }
        class Remote : IStore
        {
            public int Load(int id) => {|ASL2002:Task.Run(() => id).Result|};
        }
        class Local : IStore
        {
            int IStore.Load(int id)
            {
                return id;
            }
        }
        class Shop
        {
            readonly int first;
            Shop(IStore store) { first = store.Load(0); }
            async Task<int> Sell(IStore store) { await Task.Yield(); return store.Load(first); }
        }
        """,
        """
        interface IStore
        {
            int Load(int id);

            Task<int> LoadAsync(int id);
        }
        class Remote : IStore
        {
            public int Load(int id) => {|ASL2002:Task.Run(() => id).Result|};

            public async Task<int> LoadAsync(int id) => await Task.Run(() => id);
        }
        class Local : IStore
        {
            int IStore.Load(int id)
            {
                return id;
            }

            Task<int> IStore.LoadAsync(int id) => Task.FromResult(((IStore)this).Load(id));
        }
        class Shop
        {
            readonly int first;
            Shop(IStore store) { first = store.Load(0); }
            async Task<int> Sell(IStore store) { await Task.Yield(); return await store.LoadAsync(first); }
        }
        """);

    [Fact]
    public Task Overrides_get_siblings_that_call_their_base() => Converts(
        """
        class Job
        {
            protected virtual void Run(int id)
            {
                {|ASL2002:Task.Delay(id).Wait()|};
            }

            public Job() => Run(0);
            public async Task Start() { await Task.Yield(); Run(1); }
        }

        class Logged : Job
        {
            protected override void Run(int id)
            {
                Console.WriteLine(id);
                base.Run(id);
            }
        }

        class Nothing : Job
        {
            protected override void Run(int id) { }
        }
        """,
        """
        class Job
        {
            protected virtual void Run(int id)
            {
                {|ASL2002:Task.Delay(id).Wait()|};
            }

            protected virtual async Task RunAsync(int id)
            {
                await Task.Delay(id);
            }

            public Job() => Run(0);
            public async Task Start() { await Task.Yield(); await RunAsync(1); }
        }

        class Logged : Job
        {
            protected override void Run(int id)
            {
                Console.WriteLine(id);
                base.Run(id);
            }

            protected override async Task RunAsync(int id)
            {
                Console.WriteLine(id);
                await base.RunAsync(id);
            }
        }

        class Nothing : Job
        {
            protected override void Run(int id) { }

            protected override Task RunAsync(int id)
            {
                Run(id);
                return Task.CompletedTask;
            }
        }
        """);

    [Fact]
    public Task A_function_that_only_blocks_on_its_async_form_is_replaced_by_it() => Converts(
        """
        class Store
        {
            public int Load(int id) => {|ASL2002:LoadAsync(id).GetAwaiter().GetResult()|};
            public async Task<int> LoadAsync(int id) { await Task.Yield(); return id; }
        }

        class Shop
        {
            int Twice(Store store) => 2 * store.Load(1);
            async Task<int> SellAsync(Store store) { await Task.Yield(); return Twice(store); }
        }
        """,
        """
        class Store
        {
            public int Load(int id) => {|ASL2002:LoadAsync(id).GetAwaiter().GetResult()|};
            public async Task<int> LoadAsync(int id) { await Task.Yield(); return id; }
        }

        class Shop
        {
            async Task<int> TwiceAsync(Store store) => 2 * await store.LoadAsync(1);
            async Task<int> SellAsync(Store store) { await Task.Yield(); return await TwiceAsync(store); }
        }
        """);

    [Fact]
    public Task Local_functions_of_a_copy_are_fixed_in_it() => Converts(
        """
        class Store
        {
            readonly int first;
            Store() => first = Load();

            int Load()
            {
                var one = Local();
                return one + 1;

                int Local() => {|ASL2002:Task.Run(() => 1).Result|};
            }

            async Task<int> SellAsync() { await Task.Yield(); return Load() + first; }
        }
        """,
        """
        class Store
        {
            readonly int first;
            Store() => first = Load();

            int Load()
            {
                var one = Local();
                return one + 1;

                int Local() => {|ASL2002:Task.Run(() => 1).Result|};
            }

            async Task<int> LoadAsync()
            {
                var one = await LocalAsync();
                return one + 1;

                async Task<int> LocalAsync() => await Task.Run(() => 1);
            }

            async Task<int> SellAsync() { await Task.Yield(); return await LoadAsync() + first; }
        }
        """);

    [Fact]
    public Task A_copy_beside_an_async_void_local_function_would_not_mend_it() => VerifyFix.None<ASL3001AsyncVoidMethod, ASL3001AsyncVoidMethodFix>("""
        sealed class Navigator : IDisposable
        {
            public void Dispose() => Notify(Leave);

            async Task Close()
            {
                await Leave();
                Notify(Leave);
            }

            static Task Leave() => Task.Delay(1);

            static void Notify(Func<Task> function)
            {
                async void {|ASL3001:Perform|}() => await function();
                Perform();
            }
        }
        """);

    [Fact]
    public Task An_interface_that_others_may_implement_gets_no_new_member() => Keeps("""
        public interface IStore { int Load(); }
        class Remote : IStore { public int Load() => {|ASL2002:Task.Run(() => 1).Result|}; }
        class Shop { async Task<int> Sell(IStore store) { await Task.Yield(); return store.Load(); } }
        """);

    [Fact]
    public Task What_an_application_makes_public_is_no_api() => Converts(
        "public class Store { public int Load() => {|ASL2002:Task.Run(() => 1).Result|}; static async Task Main() { await Task.Yield(); new Store().Load(); } }",
        "public class Store { public async Task<int> Load() => await Task.Run(() => 1); static async Task Main() { await Task.Yield(); await new Store().Load(); } }",
        new() { Options = "asynclint.async_suffix = never", OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication });
}
