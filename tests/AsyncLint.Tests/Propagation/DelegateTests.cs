using static AsyncLint.Tests.Propagation.Fixing;

namespace AsyncLint.Tests.Propagation;

public sealed class DelegateTests
{
    [Fact]
    public Task A_method_group_picks_the_overload_for_tasks() => Converts(
        """
        class Shop
        {
            void Save() { {|ASL2002:Task.Delay(1).Wait()|}; }
            int Load() => {|ASL2002:Task.Run(() => 1).Result|};
            async Task<int> Sell() { await Task.Run(Save); return await Task.Run(Load); }
        }
        """,
        """
        class Shop
        {
            async Task Save() { await Task.Delay(1); }
            async Task<int> Load() => await Task.Run(() => 1);
            async Task<int> Sell() { await Task.Run(Save); return await Task.Run(Load); }
        }
        """);

    [Fact]
    public Task A_lambda_picks_the_overload_for_tasks() => Converts(
        """
        class Shop
        {
            int Load() => {|ASL2002:Task.Run(() => 1).Result|};
            async Task<int> Sell() => await Task.Run(() => Load() + 1);
        }
        """,
        """
        class Shop
        {
            async Task<int> Load() => await Task.Run(() => 1);
            async Task<int> Sell() => await Task.Run(async () => await Load() + 1);
        }
        """);

    [Theory]
    [InlineData("void M(int i) { {|ASL2002:Task.Delay(i).Wait()|}; } void A(List<int> l) => l.ForEach(M);", "List.ForEach takes no task")]
    [InlineData("int M(int i) => {|ASL2002:Task.Run(() => i).Result|}; async Task A(List<int> l) { await Task.Yield(); _ = l.Select(M).ToList(); }", "Select would give tasks")]
    [InlineData("int M() => {|ASL2002:Task.Run(() => 1).Result|}; async Task A() { await Task.Yield(); await Task.Factory.StartNew(M); }", "StartNew would give a task of a task")]
    [InlineData("int M() => {|ASL2002:Task.Run(() => 1).Result|}; Lazy<int> A() => new Lazy<int>(M);", "Lazy takes a value")]
    [InlineData("int M() => {|ASL2002:Task.Run(() => 1).Result|}; Func<int> A() => M;", "the delegate type is written down")]
    [InlineData("void M(object o, EventArgs e) { {|ASL2002:Task.Delay(1).Wait()|}; } event EventHandler E; void A() { E += M; M(null, null); E(null, null); }", "an event handler that is called")]
    [InlineData("int M() => {|ASL2002:Task.Run(() => 1).Result|}; System.Linq.Expressions.Expression<Func<int>> A() => () => M();", "an expression tree")]
    public Task Delegates_that_take_no_task_keep_the_function(string members, string because)
    {
        Assert.NotEmpty(because);
        return Keeps($"class C {{ {members} }}");
    }

    [Fact]
    public Task Where_one_delegate_takes_no_task_the_others_get_a_sibling() => Converts(
        """
        class Shop
        {
            void Save(int id) { {|ASL2002:Task.Delay(id).Wait()|}; }
            void All(List<int> ids) => ids.ForEach(Save);
            async Task SellAsync(int id) { await Task.Yield(); Save(id); }
        }
        """,
        """
        class Shop
        {
            void Save(int id) { {|ASL2002:Task.Delay(id).Wait()|}; }

            async Task SaveAsync(int id) { await Task.Delay(id); }
            void All(List<int> ids) => ids.ForEach(Save);
            async Task SellAsync(int id) { await Task.Yield(); await SaveAsync(id); }
        }
        """);

    [Fact]
    public Task An_endpoint_awaits_the_method_that_it_is_given() => Converts(
        """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Routing;
        class Shop
        {
            static int Load(int id) => {|ASL2002:Task.Run(() => id).Result|};
            static void Map(IEndpointRouteBuilder app) { app.MapGet("/{id}", Load); }
        }
        """,
        """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Routing;
        class Shop
        {
            static async Task<int> Load(int id) => await Task.Run(() => id);
            static void Map(IEndpointRouteBuilder app) { app.MapGet("/{id}", Load); }
        }
        """,
        new() { References = References.AspNetCore, Options = "asynclint.async_suffix = never" });

    [Fact]
    public Task An_endpoint_that_would_drop_the_result_keeps_the_method() => Keeps(
        """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Routing;
        class Shop
        {
            static int Load(HttpContext context) => {|ASL2002:Task.Run(() => 1).Result|};
            static void Map(IEndpointRouteBuilder app) { app.MapGet("/", Load); }
        }
        """,
        new() { References = References.AspNetCore });

    [Fact]
    public Task Delegates_with_parameters_pick_the_overload_for_tasks_of_a_result() => Converts(
        """
        class Jobs
        {
            public static Task<int> Start(Func<int, int> job) => Task.Run(() => job(1));
            public static Task<int> Start(Func<int, Task<int>> job) => job(1);
        }
        class Shop
        {
            int Load(int id) => {|ASL2002:Task.Run(() => id).Result|};
            async Task<int> Sell() => await Jobs.Start(Load) + await Jobs.Start(id => Load(id) + 1);
        }
        """,
        """
        class Jobs
        {
            public static Task<int> Start(Func<int, int> job) => Task.Run(() => job(1));
            public static Task<int> Start(Func<int, Task<int>> job) => job(1);
        }
        class Shop
        {
            async Task<int> Load(int id) => await Task.Run(() => id);
            async Task<int> Sell() => await Jobs.Start(Load) + await Jobs.Start(async id => await Load(id) + 1);
        }
        """,
        new() { Options = "asynclint.async_suffix = never" });
}
