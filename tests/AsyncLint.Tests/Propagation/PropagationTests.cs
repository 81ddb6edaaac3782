using static AsyncLint.Tests.Propagation.Fixing;

namespace AsyncLint.Tests.Propagation;

public sealed class PropagationTests
{
    [Fact]
    public Task Callers_become_async_up_to_the_one_that_is_already() => Converts(
        """
        class Shop
        {
            int Load(Task<int> price) => {|ASL2002:price.Result|};
            int Twice(Task<int> price) { var p = Load(price); return p * 2; }
            async Task<int> Sell(Task<int> price) { await Task.Yield(); return Twice(price) + 1; }
        }
        """,
        """
        class Shop
        {
            async Task<int> Load(Task<int> price) => await price;
            async Task<int> Twice(Task<int> price) { var p = await Load(price); return p * 2; }
            async Task<int> Sell(Task<int> price) { await Task.Yield(); return await Twice(price) + 1; }
        }
        """);

    [Fact]
    public Task Names_get_the_suffix_where_the_project_has_it() => Converts(
        """
        class Shop
        {
            void Save(Task work) { {|ASL2002:work.Wait()|}; }
            /// <summary>Uses <see cref="Save"/>.</summary>
            async Task SellAsync(Task work) { Save(work); Console.WriteLine(nameof(Save)); await work; }
        }
        """,
        """
        class Shop
        {
            async Task SaveAsync(Task work) { await work; }
            /// <summary>Uses <see cref="SaveAsync"/>.</summary>
            async Task SellAsync(Task work) { await SaveAsync(work); Console.WriteLine(nameof(SaveAsync)); await work; }
        }
        """);

    [Fact]
    public Task Interface_and_all_implementations_change_together() => Converts(
        """
        interface IStore { int Load(int id); void Clear(); }
        class Remote : IStore
        {
            public int Load(int id) { return {|ASL2002:Task.Run(() => id).Result|}; }
            public void Clear() { }
        }
        class Local : IStore
        {
            public int Load(int id) { if (id < 0) throw new ArgumentException("id"); return id; }
            public void Clear() { }
        }
        class Shop
        {
            async Task<int> Sell(IStore store) { await Task.Yield(); return store.Load(1); }
        }
        """,
        """
        interface IStore { Task<int> Load(int id); void Clear(); }
        class Remote : IStore
        {
            public async Task<int> Load(int id) { return await Task.Run(() => id); }
            public void Clear() { }
        }
        class Local : IStore
        {
            public Task<int> Load(int id) { if (id < 0) throw new ArgumentException("id"); return Task.FromResult(id); }
            public void Clear() { }
        }
        class Shop
        {
            async Task<int> Sell(IStore store) { await Task.Yield(); return await store.Load(1); }
        }
        """);

    [Fact]
    public Task Overrides_change_with_their_base() => Converts(
        """
        abstract class Job { protected abstract void Run(); public async Task Start() { await Task.Yield(); Run(); } }
        class Slow : Job { protected override void Run() { {|ASL2002:Task.Delay(1).Wait()|}; } }
        class None : Job { protected override void Run() { } }
        class Print : Job
        {
            protected override void Run() => Console.WriteLine();
        }
        """,
        """
        abstract class Job { protected abstract Task Run(); public async Task Start() { await Task.Yield(); await Run(); } }
        class Slow : Job { protected override async Task Run() { await Task.Delay(1); } }
        class None : Job { protected override Task Run() { return Task.CompletedTask; } }
        class Print : Job
        {
            protected override Task Run()
            {
                Console.WriteLine();
                return Task.CompletedTask;
            }
        }
        """);

    [Fact]
    public Task A_caller_that_cannot_await_gets_to_keep_the_sync_function() => Converts(
        """
        class Shop
        {
            private readonly int price;
            public Shop() { price = Load(); }
            private int Load() { return {|ASL2002:Task.Run(() => 1).Result|}; }
            public async Task<int> SellAsync() { await Task.Yield(); return Load() + price; }
        }
        """,
        """
        class Shop
        {
            private readonly int price;
            public Shop() { price = Load(); }
            private int Load() { return {|ASL2002:Task.Run(() => 1).Result|}; }

            private async Task<int> LoadAsync() { return await Task.Run(() => 1); }
            public async Task<int> SellAsync() { await Task.Yield(); return await LoadAsync() + price; }
        }
        """);

    [Theory]
    [InlineData(
        "interface IStore { int Load(int id); } class Remote : IStore { int IStore.Load(int id) => {|ASL2002:Task.Run(() => id).Result|}; }",
        "interface IStore { Task<int> Load(int id); } class Remote : IStore { async Task<int> IStore.Load(int id) => await Task.Run(() => id); }", "explicit")]
    [InlineData(
        "interface IStore { int Load(int id); } class Base { public int Load(int id) => {|ASL2002:Task.Run(() => id).Result|}; } class Remote : Base, IStore { }",
        "interface IStore { Task<int> Load(int id); } class Base { public async Task<int> Load(int id) => await Task.Run(() => id); } class Remote : Base, IStore { }", "inherited")]
    [InlineData(
        "interface IStore { int Load(int id); } class Base { public int Load(int id) => id; } class Local : Base, IStore { } class Remote : IStore { public int Load(int id) => {|ASL2002:Task.Run(() => id).Result|}; }",
        "interface IStore { Task<int> Load(int id); } class Base { public Task<int> Load(int id) => Task.FromResult(id); } class Local : Base, IStore { } class Remote : IStore { public async Task<int> Load(int id) => await Task.Run(() => id); }", "inherited by another")]
    public Task Every_kind_of_implementation_changes_with_the_interface(string before, string after, string kind)
    {
        Assert.NotEmpty(kind);
        return Converts(
            before + " class Shop { async Task<int> Sell(IStore store) { await Task.Yield(); return store.Load(1); } }",
            after + " class Shop { async Task<int> Sell(IStore store) { await Task.Yield(); return await store.Load(1); } }",
            new() { Options = "asynclint.async_suffix = never" });
    }

    [Theory]
    [InlineData(
        "class Remote : IStore<int> { public int Load(int id) => {|ASL2002:Task.Run(() => id).Result|}; } class Local : IStore<string> { public string Load(string id) => id; }",
        "class Remote : IStore<int> { public async Task<int> Load(int id) => await Task.Run(() => id); } class Local : IStore<string> { public Task<string> Load(string id) => Task.FromResult(id); }", "constructed")]
    [InlineData(
        "class Remote<TItem> : IStore<TItem> { public TItem Load(TItem id) => {|ASL2002:Task.Run(() => id).Result|}; }",
        "class Remote<TItem> : IStore<TItem> { public async Task<TItem> Load(TItem id) => await Task.Run(() => id); }", "generic")]
    [InlineData(
        "class Remote : IStore<int> { int IStore<int>.Load(int id) => {|ASL2002:Task.Run(() => id).Result|}; }",
        "class Remote : IStore<int> { async Task<int> IStore<int>.Load(int id) => await Task.Run(() => id); }", "explicit")]
    public Task Implementations_change_with_a_generic_interface(string before, string after, string kind)
    {
        Assert.NotEmpty(kind);
        return Converts(
            "interface IStore<T> { T Load(T id); } " + before + " class Shop { async Task<T> Sell<T>(IStore<T> store, T id) { await Task.Yield(); return store.Load(id); } }",
            "interface IStore<T> { Task<T> Load(T id); } " + after + " class Shop { async Task<T> Sell<T>(IStore<T> store, T id) { await Task.Yield(); return await store.Load(id); } }",
            new() { Options = "asynclint.async_suffix = never" });
    }

    [Fact]
    public Task Functions_that_call_themselves_and_local_functions_in_one_another() => Converts(
        """
        class Shop
        {
            int Load(int depth)
            {
                return Outer();

                int Outer()
                {
                    return Inner() + (depth > 0 ? Load(depth - 1) : 0);
                    int Inner() => {|ASL2002:Task.Run(() => 1).Result|};
                }
            }

            async Task<int> Sell() { await Task.Yield(); return Load(3); }
        }
        """,
        """
        class Shop
        {
            async Task<int> Load(int depth)
            {
                return await Outer();

                async Task<int> Outer()
                {
                    return await Inner() + (depth > 0 ? await Load(depth - 1) : 0);
                    async Task<int> Inner() => await Task.Run(() => 1);
                }
            }

            async Task<int> Sell() { await Task.Yield(); return await Load(3); }
        }
        """);
}
