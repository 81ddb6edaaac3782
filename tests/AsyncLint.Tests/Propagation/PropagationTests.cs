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
}
