using AsyncLint.Rules;

namespace AsyncLint.Tests;

public class ASL1005InnerTaskDroppedTests
{
    /// <summary>What the sources below call; <c>member</c> stands in a class C beside it.</summary>
    static string InClass(string member) => $$"""
        class C
        {
            static Task FooAsync() => Task.Delay(1);
            static async Task<int> GetAsync() { await Task.Yield(); return 1; }
            static async ValueTask<int> ValueAsync() { await Task.Yield(); return 1; }
            static async Task<Task> ConnectAsync() { await Task.Yield(); return FooAsync(); }
            static Task<T> Retry<T>(Func<T> f) => Task.Run(f);
            static Task<T> RetryAsync<T>(Func<Task<T>> f) => f();
            static Task<Task> FirstOf(Task a, Task b) => Task.WhenAny(a, b);
            static Task<T> Wrap<T>(T t) => Task.FromResult(t);
            {{member}}
        }
        """;

    static Task Reports(string source, Setup? setup = null) => Verify.Reports<ASL1005InnerTaskDropped>(source, setup);

    static Task Silent(string source, Setup? setup = null) => Verify.Silent<ASL1005InnerTaskDropped>(source, setup);

    [Theory]
    [InlineData("async Task M() { await {|ASL1005:Task.Factory.StartNew|}(async () => await FooAsync()); }",
        "'StartNew' gives a task of a task: the await ends once the inner task has started, and an exception in that is lost")]
    [InlineData("Task M() => {|ASL1005:FooAsync().ContinueWith|}(async t => await FooAsync());",
        "'ContinueWith' gives a task of a task: as a 'Task' it completes once the inner task has started, and an exception in that is lost")]
    [InlineData("void M() { {|ASL1005:ConnectAsync|}().Wait(); }",
        "'ConnectAsync' gives a task of a task: the wait ends once the inner task has started, and an exception in that is lost")]
    [InlineData("async Task M() { await {|ASL1005:Task.Run|}(() => ValueAsync()); }",
        "'Run' gives a Task of a ValueTask: the await ends once the inner task has started, and an exception in that is lost")]
    [InlineData("async Task M() { await {|ASL1005:Task.Run|}(() => FooAsync().ConfigureAwait(false)); }",
        "'Run' gives a Task of a ConfiguredTaskAwaitable: the await ends once the inner task has started, and an exception in that is lost")]
    public Task The_message_names_the_call_and_what_comes_too_early(string member, string message) =>
        Verify.Message<ASL1005InnerTaskDropped>(InClass(member), message);

    [Theory]
    [InlineData("async Task M() { await {|ASL1005:Task.Factory.StartNew|}(async () => await FooAsync()); }")]
    [InlineData("Task M() => {|ASL1005:Task.Factory.StartNew|}(async () => await FooAsync());")]
    [InlineData("C() { {|ASL1005:Task.Factory.StartNew|}(async () => await FooAsync()).Wait(); }")]
    [InlineData("Task P => {|ASL1005:Task.Factory.StartNew|}(async () => await FooAsync());")]
    [InlineData("Task P { get; } = {|ASL1005:Task.Factory.StartNew|}(async () => await FooAsync());")]
    [InlineData("public Task field = {|ASL1005:Task.Factory.StartNew|}(async () => await FooAsync());")]
    [InlineData("void M() { L(); Task L() => {|ASL1005:Task.Factory.StartNew|}(FooAsync); }")]
    [InlineData("Func<Task> M() => () => {|ASL1005:Task.Factory.StartNew|}(FooAsync);")]
    [InlineData("Func<Task> M() => async () => await {|ASL1005:Task.Factory.StartNew|}(FooAsync);")]
    [InlineData("Func<Task> M() => async () => { await {|ASL1005:Task.Factory.StartNew|}(FooAsync); };")]
    [InlineData("public static Task operator +(C a, C b) => {|ASL1005:Task.Factory.StartNew|}(FooAsync);")]
    [InlineData("IEnumerable<Task> M() { yield return {|ASL1005:Task.Factory.StartNew|}(FooAsync); }")]
    public Task In_every_kind_of_function(string member) => Reports(InClass(member));

    [Fact]
    public Task In_top_level_code() => Reports("await {|ASL1005:Task.Factory.StartNew|}(async () => await Task.Delay(1));");

    [Theory]
    [InlineData("await {|ASL1005:Task.Factory.StartNew|}(async () => { await FooAsync(); return 1; });")]
    [InlineData("await {|ASL1005:Task.Factory.StartNew|}(FooAsync);")]
    [InlineData("await {|ASL1005:Task.Factory.StartNew|}(async () => await FooAsync()).ConfigureAwait(false);")]
    [InlineData("await {|ASL1005:Task.Factory.StartNew|}(async () => await FooAsync(), token, TaskCreationOptions.LongRunning, TaskScheduler.Default);")]
    [InlineData("await {|ASL1005:Task.Factory.StartNew|}(async state => await FooAsync(), new object());")]
    [InlineData("await {|ASL1005:new TaskFactory().StartNew|}(() => FooAsync());")]
    [InlineData("await {|ASL1005:FooAsync().ContinueWith|}(async t => await FooAsync());")]
    [InlineData("await {|ASL1005:GetAsync().ContinueWith|}(t => GetAsync());")]
    [InlineData("await {|ASL1005:Task.Run|}(() => ValueAsync());")]
    [InlineData("await {|ASL1005:Task.Run|}(async () => { await FooAsync(); return FooAsync(); });")]
    [InlineData("await {|ASL1005:Retry|}(() => FooAsync());")]
    [InlineData("await {|ASL1005:RetryAsync|}(async () => { await FooAsync(); return FooAsync(); });")]
    [InlineData("await {|ASL1005:ConnectAsync|}();")]
    [InlineData("await {|ASL1005:Task.Factory.StartNew|}(FooAsync).WaitAsync(token);")]
    [InlineData("{|ASL1005:Task.Factory.StartNew|}(FooAsync).Wait(100);")]
    [InlineData("{|ASL1005:Task.Factory.StartNew|}(FooAsync).GetAwaiter().GetResult();")]
    [InlineData("Task t = {|ASL1005:Task.Factory.StartNew|}(FooAsync); await t;")]
    [InlineData("field = {|ASL1005:Task.Factory.StartNew|}(FooAsync, TaskCreationOptions.LongRunning);")]
    [InlineData("field ??= {|ASL1005:Task.Factory.StartNew|}(FooAsync);")]
    [InlineData("tasks.Add({|ASL1005:Task.Factory.StartNew|}(FooAsync)); await Task.WhenAll(tasks);")]
    [InlineData("await Task.WhenAll(FooAsync(), {|ASL1005:Task.Factory.StartNew|}(FooAsync));")]
    [InlineData("await Task.WhenAll({|ASL1005:Task.Factory.StartNew|}(FooAsync), {|ASL1005:Task.Factory.StartNew|}(FooAsync));")]
    [InlineData("await Task.WhenAll(new[] { {|ASL1005:Task.Factory.StartNew|}(FooAsync) }).ConfigureAwait(false);")]
    [InlineData("await Task.WhenAny(FooAsync(), {|ASL1005:Task.Factory.StartNew|}(FooAsync));")]
    [InlineData("Task.WaitAll({|ASL1005:Task.Factory.StartNew|}(FooAsync), FooAsync());")]
    [InlineData("await Task.WhenAll(new[] { 1 }.Select(i => {|ASL1005:Task.Factory.StartNew|}(FooAsync)));")]
    [InlineData("await Task.WhenAll(new[] { 1 }.Select(i => { Console.WriteLine(); return {|ASL1005:Task.Factory.StartNew|}(FooAsync); }).ToArray()).ConfigureAwait(false);")]
    [InlineData("Task.WaitAll(new[] { 1 }.Select(i => {|ASL1005:Task.Factory.StartNew|}(FooAsync)).ToArray());")]
    [InlineData("Task[] all = new[] { 1 }.Select(i => {|ASL1005:Task.Factory.StartNew|}(FooAsync)).ToArray(); await Task.WhenAll(all);")]
    [InlineData("IEnumerable<Task> all = new[] { 1 }.Select(i => {|ASL1005:Task.Factory.StartNew|}(FooAsync)); await Task.WhenAll(all);")]
    [InlineData("var all = new[] { 1 }.Select(i => {|ASL1005:Task.Factory.StartNew|}(FooAsync)).ToList(); await Task.WhenAll(all);")]
    [InlineData("var t = {|ASL1005:Task.Factory.StartNew|}(FooAsync); await t;")]
    [InlineData("var t = {|ASL1005:Task.Factory.StartNew|}(FooAsync); Console.WriteLine(t.Status); await t.ConfigureAwait(false); await Task.WhenAll(t);")]
    [InlineData("Task<Task> t = {|ASL1005:Task.Factory.StartNew|}(FooAsync); tasks.Add(t);")]
    [InlineData("var b = token.IsCancellationRequested ? {|ASL1005:Task.Factory.StartNew|}(FooAsync) : Task.CompletedTask;")]
    public Task The_inner_task_is_lost(string statement) => Reports(InClass(
        $"Task field; Task StopAsync() => field; async Task M(CancellationToken token, List<Task> tasks) {{ await FooAsync(); {statement} }}"));

    [Theory]
    [InlineData("await await Task.Factory.StartNew(FooAsync);")]
    [InlineData("await (await Task.Factory.StartNew(FooAsync).ConfigureAwait(false)).ConfigureAwait(false);")]
    [InlineData("await Task.Factory.StartNew(FooAsync).Unwrap();")]
    [InlineData("await Task.Factory.StartNew(FooAsync).Result;")]
    [InlineData("Task.Factory.StartNew(FooAsync).Result.Wait();")]
    [InlineData("Task.Factory.StartNew(FooAsync).GetAwaiter().GetResult().Wait();")]
    [InlineData("Task t = Task.Factory.StartNew(FooAsync).Unwrap(); await t;")]
    [InlineData("var inner = await Task.Factory.StartNew(FooAsync); await inner;")]
    [InlineData("_ = await Task.Factory.StartNew(FooAsync);")]
    [InlineData("var n = await await Task.Factory.StartNew(GetAsync);")]
    [InlineData("var v = await Task.Run(() => ValueAsync()); await v;")]
    [InlineData("await Task.Run(() => FooAsync()); await Task.Run(async () => await FooAsync()); await Task.Run(() => GetAsync());")]
    [InlineData("await Task.Factory.StartNew(() => { }); await Task.Factory.StartNew(() => 1);")]
    [InlineData("await Task.WhenAny(FooAsync(), FooAsync()); Task t = Task.WhenAny(FooAsync(), FooAsync()); await t;")]
    [InlineData("await Task.WhenAny(GetAsync(), GetAsync()).WaitAsync(token); Task.WhenAny(FooAsync()).Wait();")]
    [InlineData("await FirstOf(FooAsync(), FooAsync());")]
    [InlineData("await Wrap(FooAsync()); await Task.FromResult(FooAsync());")]
    [InlineData("await source.Task; await channel.Reader.ReadAsync();")]
    [InlineData("var t = Task.Factory.StartNew(FooAsync); await t; await t.Result;")]
    [InlineData("var t = Task.Factory.StartNew(FooAsync); await t; await t.Unwrap();")]
    [InlineData("var t = Task.Factory.StartNew(FooAsync); await await t;")]
    [InlineData("var t = Task.Factory.StartNew(FooAsync); await t; Keep(t); void Keep(Task<Task> kept) { }")]
    [InlineData("var t = Task.Factory.StartNew(FooAsync);")]
    [InlineData("var all = new[] { 1 }.Select(i => Task.Factory.StartNew(FooAsync)).ToArray(); await Task.WhenAll(all); await Task.WhenAll(all.Select(x => x.Result));")]
    [InlineData("await Task.WhenAll(await Task.WhenAll(new[] { 1 }.Select(i => Task.Factory.StartNew(FooAsync))));")]
    [InlineData("await Task.WhenAll(new[] { 1 }.Select(i => Task.Factory.StartNew(FooAsync).Unwrap()));")]
    [InlineData("await Task.WhenAll(new[] { 1 }.Select(async i => await await Task.Factory.StartNew(FooAsync)));")]
    [InlineData("object o = Task.Factory.StartNew(FooAsync);")]
    [InlineData("Lazy<Task> lazy = new(() => FooAsync()); await lazy.Value;")]
    [InlineData("Func<Task> f = GetAsync; Func<Task> g = () => GetAsync(); await f(); await g();")]
    [InlineData("Func<Task<Task>> f = ConnectAsync; await await f();")]
    [InlineData("var cold = new Task(() => { }); cold.Start(); await cold;")]
    public Task The_inner_task_is_used_or_there_is_none(string statement) => Silent(InClass($$"""
        async Task M(CancellationToken token, TaskCompletionSource<Task> source, System.Threading.Channels.Channel<Task> channel) { await FooAsync(); {{statement}} }
        """));

    [Theory]
    [InlineData("await Task.Delay(100, token).ContinueWith(t => t);")]
    [InlineData("await Task.Delay(100, token).ContinueWith(t => t, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);")]
    [InlineData("await RetryAsync(async () => { await FooAsync(); return Task.FromResult<object>(null); });")]
    [InlineData("await RetryAsync(async () => { await FooAsync(); return Empty<object>(); });")]
    [InlineData("await RetryAsync(async () => { await FooAsync(); if (token.IsCancellationRequested) return Task.CompletedTask; return Nothing(); });")]
    [InlineData("await Retry(() => Task.CompletedTask);")]
    [InlineData("await Retry(Nothing);")]
    public Task The_inner_task_is_complete(string statement) => Silent(InClass($$"""
        static Task Nothing() => Task.CompletedTask;
        static Task<T> Empty<T>() where T : class => EmptyTask<T>.Instance;
        static class EmptyTask<T> where T : class { public static readonly Task<T> Instance = Task.FromResult<T>(null); }
        async Task M(CancellationToken token) { await FooAsync(); {{statement}} }
        """));

    [Theory]
    [InlineData("var other = FooAsync(); await {|ASL1005:Task.Delay(100, token).ContinueWith|}(t => other);")]
    [InlineData("await {|ASL1005:RetryAsync|}(async () => { await FooAsync(); if (token.IsCancellationRequested) return Task.CompletedTask; return FooAsync(); });")]
    [InlineData("await {|ASL1005:Retry|}(() => Task.FromException(new IOException()));")]
    [InlineData("await {|ASL1005:Retry|}(Maybe);")]
    [InlineData("await {|ASL1005:Retry|}(async () => { if (token.IsCancellationRequested) return 1; await FooAsync(); return 2; });")]
    public Task The_inner_task_may_be_pending(string statement) => Reports(InClass($$"""
        static Task Maybe() => DateTime.Now.Second > 3 ? Task.CompletedTask : FooAsync();
        async Task M(CancellationToken token) { await FooAsync(); {{statement}} }
        """));

    [Theory]
    [InlineData("Task field = Task.Factory.StartNew(FooAsync);")]
    [InlineData("Task field; void M() { if (field != null) throw new InvalidOperationException(); field = Task.Factory.StartNew(FooAsync); } bool IsStarted() => field is not null && this.field is null || null == field;")]
    [InlineData("Task field; void M() { this.field = Task.Factory.StartNew(FooAsync); } bool IsStarted() => field is not null;")]
    [InlineData("Dictionary<int, Task> runs = new(); void M() { runs.Add(runs.Count, Task.Factory.StartNew(FooAsync)); foreach (var run in runs.ToArray()) { Console.WriteLine(run.Key); runs.Remove(run.Key); } }")]
    [InlineData("Dictionary<int, Task> runs = new(); void M() { runs[1] = Task.Factory.StartNew(FooAsync); foreach (var run in runs) { Console.WriteLine(run.Key); } runs.Clear(); }")]
    public Task A_field_for_which_nobody_waits(string member) => Silent(InClass(member));

    [Theory]
    [InlineData("internal Task field; void M() { field = {|ASL1005:Task.Factory.StartNew|}(FooAsync); }")]
    [InlineData("Task field; void M() { if (field == null) field = {|ASL1005:Task.Factory.StartNew|}(FooAsync); } Task StopAsync() => field;")]
    [InlineData("Task field; void M() { field = {|ASL1005:Task.Factory.StartNew|}(FooAsync); } void Stop() => field.Wait();")]
    [InlineData("Task field; void M() { field = {|ASL1005:Task.Factory.StartNew|}(FooAsync); } void Stop() => field?.Wait();")]
    [InlineData("Dictionary<int, Task> runs = new(); Task M() { runs.Add(runs.Count, {|ASL1005:Task.Factory.StartNew|}(FooAsync)); return Task.WhenAll(runs.Values); }")]
    [InlineData("Dictionary<int, Task> runs = new(); async Task M() { runs.Add(1, {|ASL1005:Task.Factory.StartNew|}(FooAsync)); foreach (var run in runs) { await run.Value; } }")]
    [InlineData("Dictionary<int, Task> runs = new(); async Task M() { runs.Add(1, {|ASL1005:Task.Factory.StartNew|}(FooAsync)); if (runs.Remove(1, out var run)) await run; }")]
    [InlineData("List<Task> runs = new(); void M() { runs.Add({|ASL1005:Task.Factory.StartNew|}(FooAsync)); Task.WaitAll(runs.ToArray()); }")]
    public Task A_field_for_which_somebody_may_wait(string member) => Reports(InClass(member));

    /// <summary>ASL1001 reports what is dropped as a whole where that is wrong; a later rule has the rest.</summary>
    [Fact]
    public Task A_call_that_is_dropped_as_a_whole_is_ASL1001s() => Silent(InClass("""
        async Task M() { await FooAsync(); Task.Factory.StartNew(FooAsync); Task.Run(() => ValueAsync()); ConnectAsync(); }
        void N() { Task.Factory.StartNew(FooAsync, TaskCreationOptions.LongRunning); FooAsync().ContinueWith(async t => await t); _ = Task.Factory.StartNew(FooAsync); }
        """));

    [Fact]
    public async Task The_use_of_a_local_is_a_further_location()
    {
        var report = Assert.Single(await Verify.Run<ASL1005InnerTaskDropped>(
            InClass("async Task M() { var t = {|ASL1005:Task.Factory.StartNew|}(FooAsync); await t; }"), Setup.Default));
        Assert.Equal(1, report.AdditionalLocations.Single().SourceSpan.Length);
    }

    [Fact]
    public Task A_dispatcher_that_runs_any_delegate() => Reports("""
        using System.Runtime.CompilerServices;
        class Operation<T> { public TaskAwaiter<T> GetAwaiter() => default; }
        class Dispatcher { public Operation<T> InvokeAsync<T>(Func<T> f) => null; }
        class C
        {
            async Task M(Dispatcher d)
            {
                await {|ASL1005:d.InvokeAsync|}(async () => await Task.Delay(1));
                await await d.InvokeAsync(async () => await Task.Delay(1));
                await d.InvokeAsync(() => 1);
            }
        }
        """);

    [Fact]
    public Task An_inner_awaitable_of_another_type() => Reports("""
        using System.Runtime.CompilerServices;
        [AsyncMethodBuilder(typeof(AsyncTaskMethodBuilder))]
        struct UniTask { public TaskAwaiter GetAwaiter() => default; }
        class C
        {
            UniTask WorkAsync() => default;
            async Task M() { await {|ASL1005:Task.Run|}(() => WorkAsync()); }
        }
        """);

    [Fact]
    public Task In_an_expression_tree() => Silent(
        "class C { System.Linq.Expressions.Expression<Func<Task>> e = () => Task.Factory.StartNew(() => Task.Delay(1)); }");

    [Fact]
    public Task Without_the_Task_type() => Silent("class C { int M() => 1; }", new() { References = References.None, AllowErrors = true });

    [Fact]
    public Task On_a_framework_without_ValueTask() => Reports(
        "using System; using System.Threading.Tasks; class C { Task M() => {|ASL1005:Task.Factory.StartNew|}(async () => await Task.Delay(1)); }",
        new() { References = References.NetStandard, ImplicitUsings = false });

    [Theory]
    [InlineData("async Task M() { await Task.Factory.StartNew(async Missing => ); }")]
    [InlineData("async Task M() { await Task.Factory.StartNew(Missing); }")]
    [InlineData("Missing M() => Task.Factory.StartNew(FooAsync);")]
    [InlineData("async Task M() { var t = Task.Factory.StartNew(FooAsync); await t.; }")]
    public Task In_broken_code(string member) => Silent(InClass(member), new() { AllowErrors = true });
}
