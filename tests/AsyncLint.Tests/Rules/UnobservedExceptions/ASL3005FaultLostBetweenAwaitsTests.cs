using AsyncLint.Rules;

namespace AsyncLint.Tests;

public class ASL3005FaultLostBetweenAwaitsTests
{
    static string InMethod(string statements) => $$"""
        class C
        {
            Task kept;
            async Task<int> LoadAsync(int i = 0) { await Task.Delay(i); return File.ReadAllText("f").Length; }
            async Task SaveAsync() => await File.WriteAllTextAsync("f", "");
            Task NothingAsync() => Task.CompletedTask;
            async ValueTask<int> ValueAsync() => await LoadAsync();
            void Keep(Task task) => kept = task;
            void Use(object value) => GC.KeepAlive(value);
            async Task<object> M(List<int> items, bool c, int n, Task given, List<Task> many, CancellationToken token)
            {
                await Task.Yield();
                {{statements}}
                return null;
            }
        }
        """;

    static Task Reports(string statements) => Verify.Reports<ASL3005FaultLostBetweenAwaits>(InMethod(statements));

    static Task Silent(string statements) => Verify.Silent<ASL3005FaultLostBetweenAwaits>(InMethod(statements));

    [Theory]
    [InlineData("var tasks = items.Select(i => LoadAsync(i)).ToList(); foreach (var task in tasks) {|ASL3005:await task|};")]
    [InlineData("var tasks = items.Select(async i => { await LoadAsync(i); }).ToArray(); foreach (var task in tasks) { {|ASL3005:await task.ConfigureAwait(false)|}; }")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); foreach (var task in tasks) Use({|ASL3005:await task|});")]
    [InlineData("foreach (var task in items.Select(LoadAsync).ToList()) {|ASL3005:await task|};")]
    [InlineData("var tasks = new List<Task>(); foreach (var i in items) tasks.Add(LoadAsync(i)); foreach (var task in tasks) {|ASL3005:await task|};")]
    [InlineData("var tasks = new Task<int>[n]; for (var i = 0; i < n; i++) tasks[i] = LoadAsync(i); for (var i = 0; i < n; i++) Use({|ASL3005:await tasks[i]|});")]
    [InlineData("var tasks = new[] { SaveAsync(), LoadAsync() }; foreach (var task in tasks) {|ASL3005:await task|};")]
    [InlineData("var tasks = new List<Task>(); tasks.Add(SaveAsync()); tasks.Add(LoadAsync()); foreach (var task in tasks) { {|ASL3005:await task|}; Use(n); }")]
    [InlineData("var tasks = items.Select(i => LoadAsync(i)).ToList(); try { foreach (var task in tasks) {|ASL3005:await task|}; } catch (IOException e) { Use(e); }")]
    [InlineData("foreach (var group in new[] { items, items }) { var tasks = group.Select(LoadAsync).ToList(); foreach (var task in tasks) {|ASL3005:await task|}; }")]
    [InlineData("Func<Task> f = async () => { var tasks = items.Select(LoadAsync).ToList(); foreach (var task in tasks) {|ASL3005:await task|}; }; await f();")]
    [InlineData("async Task F() { var tasks = items.Select(LoadAsync).ToList(); foreach (var task in tasks) {|ASL3005:await task|}; } await F();")]
    public Task A_loop_that_awaits_started_tasks_is_reported(string statements) => Reports(statements);

    [Theory]
    [InlineData("var loads = new Stack<KeyValuePair<int, Task<int>>>(); foreach (var i in items) { var load = new KeyValuePair<int, Task<int>>(i, LoadAsync(i)); loads.Push(load); } foreach (var pair in loads) Use({|ASL3005:await pair.Value|});")]
    [InlineData("var loads = new List<(int Id, Task<int> Task)>(); foreach (var i in items) loads.Add((i, LoadAsync(i))); foreach (var load in loads) { var x = {|ASL3005:await load.Task.ConfigureAwait(false)|}; Use(load.Id + x); }")]
    [InlineData("var loads = new Dictionary<int, Task<int>>(items.Count); foreach (var i in items) loads.Add(i, LoadAsync(i)); if (loads.Count > n) Use(n); foreach (var pair in loads) Use({|ASL3005:await pair.Value|});")]
    public Task A_loop_that_awaits_tasks_in_pairs_is_reported(string statements) => Reports(statements);

    [Theory]
    [InlineData("var loads = new List<(int Id, Task<int> Task)>(); foreach (var i in items) loads.Add((i, LoadAsync(i))); await Task.WhenAll(loads.Select(l => l.Task)); foreach (var load in loads) Use(await load.Task);")]
    [InlineData("var loads = new List<(int Id, Task<int> Task)>(); foreach (var i in items) loads.Add((i, LoadAsync(i))); foreach (var load in loads) { try { Use(await load.Task); } catch (IOException) { } }")]
    [InlineData("var loads = new List<(int Id, Task<int> Task)>(); foreach (var i in items) loads.Add((i, LoadAsync(i))); try { foreach (var load in loads) Use(await load.Task); } finally { Use(loads); }")]
    [InlineData("var loads = new List<(int Id, Task Task)>(); foreach (var i in items) loads.Add((i, Task.Delay(i))); foreach (var load in loads) await load.Task;")]
    [InlineData("var loads = new List<(int Id, Task Task)>(); foreach (var i in items) loads.Add((i, given)); foreach (var load in loads) await load.Task;")]
    [InlineData("var loads = new List<(int Id, Task<int> Task)>(); foreach (var i in items) { var load = (i, LoadAsync(i)); Use(load); loads.Add(load); } foreach (var load in loads) Use(await load.Task);")]
    [InlineData("var loads = new List<(int Id, Task<int> Task)>(); loads.Add((1, LoadAsync())); foreach (var load in loads) Use(await load.Task);")]
    [InlineData("var loads = items.Select(i => (i, Task: LoadAsync(i))); foreach (var load in loads) Use(await load.Task);")]
    [InlineData("foreach (var pair in new Dictionary<int, Task>()) await pair.Value;")]
    public Task Tasks_in_pairs_that_are_observed_or_cannot_fail_are_silent(string statements) => Silent(statements);

    [Theory]
    [InlineData("var task = LoadAsync(); if (c) {|ASL3005:throw new InvalidOperationException();|} await task;")]
    [InlineData("var task = LoadAsync(); if (c) { Use(n); {|ASL3005:throw new InvalidOperationException();|} } Use(await task);")]
    [InlineData("var task = LoadAsync(); Use(c ? n : {|ASL3005:throw new InvalidOperationException()|}); await task.ConfigureAwait(false);")]
    [InlineData("var task = LoadAsync(); var other = LoadAsync(1); if (c) {|ASL3005:throw new InvalidOperationException();|} await Task.WhenAll(task, other);")]
    [InlineData("var task = LoadAsync(); switch (n) { case 1: await task; break; default: {|ASL3005:throw new NotSupportedException();|} }")]
    [InlineData("var task = ValueAsync(); if (c) {|ASL3005:throw new InvalidOperationException();|} return await task;")]
    public Task A_throw_between_start_and_await_is_reported(string statements) => Reports(statements);

    [Theory]
    [InlineData("var a = LoadAsync(); var b = SaveAsync(); {|ASL3011:await a|}; await b;")]
    [InlineData("var a = LoadAsync(); var b = LoadAsync(1); return {|ASL3011:await a|} + await b;")]
    [InlineData("var a = LoadAsync(); var b = LoadAsync(1); var c1 = SaveAsync(); var x = {|ASL3011:await a|}; var y = await b; await c1; Use(x + y);")]
    [InlineData("Task<int> a = LoadAsync(), b = LoadAsync(1); {|ASL3011:await b.ConfigureAwait(false)|}; await a.ConfigureAwait(false);")]
    [InlineData("var a = ValueAsync(); var b = ValueAsync(); {|ASL3011:await a|}; await b;")]
    [InlineData("var a = LoadAsync(); var b = SaveAsync(); try { {|ASL3011:await a|}; await b; } catch (IOException e) { Use(e); }")]
    public Task Tasks_awaited_in_turn_are_suggested(string statements) => Reports(statements);

    // The loop starts each task when it comes to it.
    [Theory]
    [InlineData("foreach (var task in items.Select(LoadAsync)) await task;")]
    [InlineData("var tasks = items.Select(LoadAsync); foreach (var task in tasks) await task;")]
    [InlineData("foreach (var i in items) { var task = LoadAsync(i); await task; }")]
    [InlineData("foreach (var i in items) await LoadAsync(i);")]
    public Task Tasks_that_run_one_by_one_lose_nothing(string statements) => Silent(statements);

    [Theory]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); foreach (var task in tasks) { try { await task; } catch (IOException e) { Use(e); } }")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); await Task.WhenAll(tasks); foreach (var task in tasks) Use(await task);")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); try { foreach (var task in tasks) await task; } finally { await Task.WhenAll(tasks); }")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); try { foreach (var task in tasks) await task; } catch (IOException) { foreach (var task in tasks) Use(task.Exception); }")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); foreach (var task in tasks) await task.ContinueWith(t => Use(t.Exception));")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); tasks.ForEach(Keep); foreach (var task in tasks) await task;")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); foreach (var task in tasks) Keep(task); foreach (var task in tasks) await task;")]
    [InlineData("foreach (var task in many) await task;")]
    [InlineData("var tasks = new List<Task> { given }; tasks.AddRange(many); foreach (var task in tasks) await task;")]
    [InlineData("var tasks = new[] { LoadAsync() }; foreach (var task in tasks) await task;")]
    [InlineData("var tasks = items.Select(i => Task.Delay(i)).ToList(); foreach (var task in tasks) await task;")]
    [InlineData("var tasks = items.Select(i => Task.FromResult(i)).ToList(); foreach (var task in tasks) await task;")]
    [InlineData("var tasks = items.Select(i => NothingAsync()).ToList(); foreach (var task in tasks) await task;")]
    [InlineData("await foreach (var task in Task.WhenEach(items.Select(LoadAsync).ToList())) Use(await task);")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); while (tasks.Count > 0) { var done = await Task.WhenAny(tasks); tasks.Remove(done); await done; }")]
    public Task A_loop_whose_tasks_are_all_observed_is_silent(string statements) => Silent(statements);

    [Theory]
    [InlineData("if (c) throw new InvalidOperationException(); var task = LoadAsync(); await task;")]
    [InlineData("var task = LoadAsync(); await task; if (c) throw new InvalidOperationException();")]
    [InlineData("var task = LoadAsync(); if (c) throw new OperationCanceledException(); await task;")]
    [InlineData("var task = LoadAsync(); if (token.IsCancellationRequested) throw new InvalidOperationException(); await task;")]
    [InlineData("var task = LoadAsync(); try { if (c) throw new InvalidOperationException(); } finally { await task; }")]
    [InlineData("var task = LoadAsync(); try { if (c) throw new InvalidOperationException(); await task; } catch (InvalidOperationException) { await task; }")]
    [InlineData("var task = LoadAsync(); try { await given; } catch (IOException) { throw; } await task;")]
    [InlineData("var task = LoadAsync(); Keep(task); if (c) throw new InvalidOperationException(); await task;")]
    [InlineData("var task = LoadAsync(); if (c) { Use(task.Exception); throw new InvalidOperationException(); } await task;")]
    [InlineData("var task = LoadAsync(); _ = task.ContinueWith(t => Use(t.Exception)); if (c) throw new InvalidOperationException(); await task;")]
    [InlineData("var task = Task.Delay(1); if (c) throw new InvalidOperationException(); await task;")]
    [InlineData("var task = NothingAsync(); if (c) throw new InvalidOperationException(); await task;")]
    [InlineData("var task = TaskToAsyncResult.Unwrap((IAsyncResult)given); if (c) throw new InvalidOperationException(); await task;")]
    [InlineData("var task = given; if (c) throw new InvalidOperationException(); await task;")]
    [InlineData("var task = LoadAsync(); Action f = () => throw new InvalidOperationException(); f(); await task;")]
    [InlineData("var task = LoadAsync(); if (task.IsCompleted && task.IsFaulted) throw new InvalidOperationException(); await task;")]
    public Task A_throw_with_nothing_pending_is_silent(string statements) => Silent(statements);

    [Theory]
    [InlineData("var a = LoadAsync(); var b = SaveAsync(); await Task.WhenAll(a, b); Use(await a); await b;")]
    [InlineData("var a = LoadAsync(); var b = SaveAsync(); try { await a; } finally { await b; }")]
    [InlineData("var a = LoadAsync(); var b = SaveAsync(); try { await a; } catch (IOException) { Use(b); } await b;")]
    [InlineData("var a = LoadAsync(); await a; var b = SaveAsync(); await b;")]
    [InlineData("var a = LoadAsync(); var b = SaveAsync(); await a; Use(n); await b;")]
    [InlineData("var a = LoadAsync(); var b = SaveAsync(); Use(await a); await b;")]
    [InlineData("var a = LoadAsync(); var b = Task.Delay(n); await a; await b;")]
    [InlineData("var a = Task.Delay(n); var b = LoadAsync(); await a; await b;")]
    [InlineData("var a = LoadAsync(); var b = NothingAsync(); await a; await b;")]
    [InlineData("var a = LoadAsync(); await SaveAsync(); await a;")]
    [InlineData("var previous = LoadAsync(); foreach (var i in items) { var next = LoadAsync(i); Use(await previous); previous = next; } await previous;")]
    [InlineData("var a = LoadAsync(); var b = SaveAsync(); Keep(b); await a; await b;")]
    [InlineData("var a = LoadAsync(); var b = SaveAsync(); if (c) { await a; } await b;")]
    [InlineData("var a = LoadAsync(); var b = SaveAsync(); if (c) { await a; await b; return null; } await b; await a;")]
    [InlineData("await given; await kept;")]
    public Task Awaits_in_turn_that_lose_nothing_are_silent(string statements) => Silent(statements);

    [Fact]
    public Task The_message_of_a_loop_names_the_collection() => Verify.Message<ASL3005FaultLostBetweenAwaits>(
        InMethod("var tasks = items.Select(LoadAsync).ToList(); foreach (var task in tasks) {|ASL3005:await task|};"),
        "'tasks' is awaited one task after another: if one of them fails, the exceptions of those behind it are lost, and their work goes on unwatched");

    [Fact]
    public Task The_message_of_a_throw_names_the_call() => Verify.Message<ASL3005FaultLostBetweenAwaits>(
        InMethod("var task = LoadAsync(); if (c) {|ASL3005:throw new InvalidOperationException();|} await task;"),
        "'LoadAsync' is still running when this throws: nobody awaits its task, and its exception is lost");

    [Fact]
    public Task The_message_of_awaits_in_turn_names_both() => Verify.Message<ASL3005FaultLostBetweenAwaits>(
        InMethod("var a = LoadAsync(); var b = SaveAsync(); {|ASL3011:await a|}; await b;"),
        "If 'a' fails, 'b' is never awaited: its exception is lost, and its work may go on; 'Task.WhenAll' waits for both");

    [Fact]
    public Task Methods_that_never_fault_by_option_are_silent() => Verify.Silent<ASL3005FaultLostBetweenAwaits>(
        InMethod("var tasks = items.Select(LoadAsync).ToList(); foreach (var task in tasks) await task; var a = LoadAsync(); var b = SaveAsync(); await a; await b;"),
        new Setup { Options = "asynclint.never_faulting = M:C.LoadAsync(System.Int32)" });

    [Fact]
    public Task Commands_of_a_Redis_connection_are_a_pipeline() => Verify.Silent<ASL3005FaultLostBetweenAwaits>("""
        namespace StackExchange.Redis
        {
            public interface IDatabaseAsync { Task<string> StringGetAsync(string key); }
            public interface IBatch : IDatabaseAsync { void Execute(); }
        }

        static class Shorthand
        {
            public static System.Runtime.CompilerServices.ConfiguredTaskAwaitable<T> ForAwait<T>(this Task<T> task) => task.ConfigureAwait(false);
        }

        class C
        {
            async Task<string> M(StackExchange.Redis.IBatch batch)
            {
                var a = batch.StringGetAsync("a");
                var b = batch.StringGetAsync("b");
                var c = batch.StringGetAsync("c").ForAwait();
                var d = batch.StringGetAsync("d").ForAwait();
                return await a + await b + await c + await d;
            }
        }
        """);

    [Fact]
    public Task A_shorthand_for_ConfigureAwait_is_seen_through() => Verify.Reports<ASL3005FaultLostBetweenAwaits>("""
        static class Shorthand
        {
            public static System.Runtime.CompilerServices.ConfiguredTaskAwaitable ForAwait(this Task task) => task.ConfigureAwait(false);
        }

        class C
        {
            async Task M(string[] paths)
            {
                var a = File.WriteAllTextAsync("a", "");
                var b = File.WriteAllTextAsync("b", "").ForAwait();
                {|ASL3011:await a.ForAwait()|};
                await b;
                var tasks = paths.Select(path => File.WriteAllTextAsync(path, "")).ToList();
                foreach (var task in tasks)
                {
                    {|ASL3005:await task.ForAwait()|};
                }
            }
        }
        """);

    [Fact]
    public Task Tests_are_left_alone() => Verify.Silent<ASL3005FaultLostBetweenAwaits>(
        "namespace Xunit { public class FactAttribute : Attribute; }\n" + InMethod("var tasks = items.Select(LoadAsync).ToList(); foreach (var task in tasks) await task;"));

    [Fact]
    public Task Top_level_code_accessors_and_initializers_are_looked_at() => Verify.Reports<ASL3005FaultLostBetweenAwaits>(
        """
        var tasks = new[] { 1, 2 }.Select(C.F).ToList();
        foreach (var task in tasks)
        {
            {|ASL3005:await task|};
        }

        class C
        {
            Func<Task> field = async () => { var a = F(1); var b = F(2); {|ASL3011:await a|}; await b; };
            Func<Task> Property { get => async () => { var a = F(1); if (field is null) {|ASL3005:throw new InvalidOperationException();|} await a; }; }
            public static async Task F(int i) => await File.WriteAllTextAsync("f", i.ToString());
        }
        """, new Setup { OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication });

    [Theory]
    [InlineData("var tasks = items.Select(Missing).ToList(); foreach (var task in tasks) await task;")]
    [InlineData("var a = Missing(); var b = Missing(1); await a; await b;")]
    [InlineData("foreach (var task in) await task;")]
    public Task Broken_code_is_silent(string statements) => Verify.Silent<ASL3005FaultLostBetweenAwaits>(InMethod(statements), new Setup { AllowErrors = true });
}
