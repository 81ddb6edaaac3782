using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

public class ASL1005InnerTaskDroppedFixTests
{
    static Task Fixes(string before, string after, Setup? setup = null) =>
        VerifyFix.Of<ASL1005InnerTaskDropped, ASL1005InnerTaskDroppedFix>(before, after, setup);

    static Task None(string source, Setup? setup = null) => VerifyFix.None<ASL1005InnerTaskDropped, ASL1005InnerTaskDroppedFix>(source, setup);

    static string InClass(string member) => $$"""
        class C
        {
            static Task FooAsync(int i = 0) => Task.Delay(i);
            static async Task<int> GetAsync() { await Task.Yield(); return 1; }
            static async ValueTask<int> ValueAsync() { await Task.Yield(); return 1; }
            static async Task<Task> ConnectAsync() { await Task.Yield(); return FooAsync(); }

        {{string.Join('\n', member.Split('\n').Select(static line => line.Length == 0 ? line : "    " + line))}}
        }
        """;

    static Task FixesMember(string before, string after, Setup? setup = null) => Fixes(InClass(before), InClass(after), setup);

    [Theory]
    [InlineData(
        "Task M() => {|ASL1005:Task.Factory.StartNew|}(async () =>\n{\n    // work\n    await FooAsync();\n});",
        "Task M() => Task.Run(async () =>\n{\n    // work\n    await FooAsync();\n});")]
    [InlineData(
        "async Task M(CancellationToken token) { await {|ASL1005:Task.Factory.StartNew|}(async () => await FooAsync(), token); }",
        "async Task M(CancellationToken token) { await Task.Run(async () => await FooAsync(), token); }")]
    [InlineData(
        "async Task M() { await {|ASL1005:Task.Factory.StartNew|}(async () => await GetAsync()).ConfigureAwait(false); }",
        "async Task M() { await Task.Run(async () => await GetAsync()).ConfigureAwait(false); }")]
    [InlineData("Task M() => {|ASL1005:Task.Factory.StartNew|}(GetAsync);", "Task M() => Task.Run(GetAsync);")]
    [InlineData("Task M() => {|ASL1005:System.Threading.Tasks.Task.Factory.StartNew|}(() => FooAsync());", "Task M() => System.Threading.Tasks.Task.Run(() => FooAsync());")]
    [InlineData("Task M() => {|ASL1005:Task\n    .Factory\n    .StartNew|}(() => FooAsync());", "Task M() => Task\n    .Run(() => FooAsync());")]
    [InlineData("public Task field = /* a */ {|ASL1005:Task.Factory.StartNew|}(() => FooAsync()) /* b */;", "public Task field = /* a */ Task.Run(() => FooAsync()) /* b */;")]
    [InlineData(
        "async Task M() { var t = {|ASL1005:Task.Factory.StartNew|}(() => FooAsync()); await t; }",
        "async Task M() { var t = Task.Run(() => FooAsync()); await t; }")]
    [InlineData(
        "async Task M(int[] ids) { await Task.WhenAll(ids.Select(i => {|ASL1005:Task.Factory.StartNew|}(() => FooAsync(i)))); }",
        "async Task M(int[] ids) { await Task.WhenAll(ids.Select(i => Task.Run(() => FooAsync(i)))); }")]
    public Task A_plain_start_becomes_Task_Run(string before, string after) => FixesMember(before, after);

    [Theory]
    [InlineData(
        "Task M() => {|ASL1005:Task.Factory.StartNew|}(FooLoop, TaskCreationOptions.LongRunning);\nTask FooLoop() => FooAsync();",
        "Task M() => Task.Factory.StartNew(FooLoop, TaskCreationOptions.LongRunning).Unwrap();\nTask FooLoop() => FooAsync();")]
    [InlineData(
        "Task M(TaskScheduler s) => {|ASL1005:Task.Factory.StartNew|}(() => FooAsync(), default, TaskCreationOptions.None, s);",
        "Task M(TaskScheduler s) => Task.Factory.StartNew(() => FooAsync(), default, TaskCreationOptions.None, s).Unwrap();")]
    [InlineData(
        "Task M() => {|ASL1005:Task.Factory.StartNew|}(async state => await FooAsync(), new object());",
        "Task M() => Task.Factory.StartNew(async state => await FooAsync(), new object()).Unwrap();")]
    [InlineData(
        "Task M(TaskFactory factory) => {|ASL1005:factory.StartNew|}(() => FooAsync());",
        "Task M(TaskFactory factory) => factory.StartNew(() => FooAsync()).Unwrap();")]
    [InlineData(
        "async Task M(TaskFactory factory) { await {|ASL1005:factory.StartNew|}(() => FooAsync()).ConfigureAwait(false); }",
        "async Task M(TaskFactory factory) { await factory.StartNew(() => FooAsync()).Unwrap().ConfigureAwait(false); }")]
    [InlineData(
        "Task M() => {|ASL1005:FooAsync().ContinueWith|}(async t =>\n{\n    await FooAsync(1);\n});",
        "Task M() => FooAsync().ContinueWith(async t =>\n{\n    await FooAsync(1);\n}).Unwrap();")]
    [InlineData("async Task M() { await {|ASL1005:ConnectAsync|}(); }", "async Task M() { await ConnectAsync().Unwrap(); }")]
    [InlineData("void M() { {|ASL1005:ConnectAsync|}().Wait(); }", "void M() { ConnectAsync().Unwrap().Wait(); }")]
    [InlineData(
        "async Task M() { var t = {|ASL1005:ConnectAsync|}(); await t; }",
        "async Task M() { var t = ConnectAsync().Unwrap(); await t; }")]
    public Task Any_other_task_of_a_task_is_unwrapped(string before, string after) => FixesMember(before, after);

    [Theory]
    [InlineData("async Task M() { await {|ASL1005:Task.Run|}(() => ValueAsync()); }", "async Task M() { await await Task.Run(() => ValueAsync()); }")]
    [InlineData(
        "async Task M() { await {|ASL1005:Task.Run|}(() => ValueAsync()).ConfigureAwait(false); }",
        "async Task M() { await (await Task.Run(() => ValueAsync()).ConfigureAwait(false)).ConfigureAwait(false); }")]
    public Task An_inner_ValueTask_is_awaited_too(string before, string after) => FixesMember(before, after);

    [Fact]
    public Task Nested_hits() => FixesMember(
        """
        Task M() => {|ASL1005:Task.Factory.StartNew|}(async () =>
        {
            await {|ASL1005:Task.Factory.StartNew|}(async () => await FooAsync());
            await {|ASL1005:FooAsync().ContinueWith|}(async t => { await {|ASL1005:Task.Run|}(() => ValueAsync()); });
        });
        """,
        """
        Task M() => Task.Run(async () =>
        {
            await Task.Run(async () => await FooAsync());
            await FooAsync().ContinueWith(async t => { await await Task.Run(() => ValueAsync()); }).Unwrap();
        });
        """);

    [Theory]
    [InlineData("async Task M() { Task<Task> t = {|ASL1005:Task.Factory.StartNew|}(() => FooAsync()); await t; }")]
    [InlineData("Task M() => {|ASL1005:Task.Run|}(() => ValueAsync());")]
    [InlineData("void M() { {|ASL1005:Task.Run|}(() => ValueAsync()).Wait(); }")]
    public Task No_fix_where_none_of_the_ways_fits(string member) => None(InClass(member));

    [Theory]
    [InlineData("async Task M(CancellationToken token) { await {|ASL1005:Task.Factory.StartNew|}(() => LoopAsync(token)); }")]
    [InlineData("async Task M(CancellationToken token) { await {|ASL1005:Task.Factory.StartNew|}(async () => await LoopAsync(token), token).ConfigureAwait(false); }")]
    [InlineData("async Task M(CancellationToken token) { await {|ASL1005:Task.Factory.StartNew|}(async () => { while (!token.IsCancellationRequested) await FooAsync(); }); }")]
    [InlineData("void M(CancellationToken token) { {|ASL1005:Task.Factory.StartNew|}(() => LoopAsync(token)).Wait(); }")]
    [InlineData("async Task M(CancellationToken token) { await {|ASL1005:Task.Run|}(DrainAsync); }")]
    public Task No_fix_that_would_wait_for_a_loop_until_it_is_stopped(string member) => None(InClass(member + """

        static async Task LoopAsync(CancellationToken token) { while (!token.IsCancellationRequested) await FooAsync(); }
        System.Threading.Channels.ChannelReader<int> reader;
        async ValueTask DrainAsync() { try { while (await reader.WaitToReadAsync()) reader.TryRead(out _); } catch (OperationCanceledException) { } }
        """));

    [Fact]
    public Task A_loop_that_is_kept_to_be_awaited_later() => FixesMember(
        "public Task M(CancellationToken token) => {|ASL1005:Task.Factory.StartNew|}(async () => { while (!token.IsCancellationRequested) await FooAsync(); });",
        "public Task M(CancellationToken token) => Task.Run(async () => { while (!token.IsCancellationRequested) await FooAsync(); });");

    [Fact]
    public Task A_loop_that_ends_by_itself() => FixesMember(
        "async Task M(int[] ids) { await {|ASL1005:Task.Factory.StartNew|}(async () => { foreach (var id in ids) await FooAsync(id); }); }",
        "async Task M(int[] ids) { await Task.Run(async () => { foreach (var id in ids) await FooAsync(id); }); }");

    [Fact]
    public Task Without_the_namespace_of_Unwrap() => None(
        "class C { System.Threading.Tasks.Task M(System.Threading.Tasks.TaskFactory f) => {|ASL1005:f.StartNew|}(() => System.Threading.Tasks.Task.Delay(1)); }",
        new() { ImplicitUsings = false });

    [Fact]
    public async Task The_action_says_which_way_it_takes() => Assert.Equal(
        ["Use 'Task.Run'", "Unwrap the task of 'ContinueWith'", "Await the inner task of 'Run'"],
        await VerifyFix.Titles<ASL1005InnerTaskDropped, ASL1005InnerTaskDroppedFix>(InClass("""
            async Task M()
            {
                await {|ASL1005:Task.Factory.StartNew|}(() => FooAsync());
                await {|ASL1005:FooAsync().ContinueWith|}(t => FooAsync());
                await {|ASL1005:Task.Run|}(() => ValueAsync());
            }
            """)));

    [Fact]
    public Task A_linked_document() => Fixes(
        InClass("Task M() => {|ASL1005:Task.Factory.StartNew|}(() => FooAsync());"),
        InClass("Task M() => Task.Run(() => FooAsync());"),
        new() { Projects = [new("Other") { Linked = true }] });
}
