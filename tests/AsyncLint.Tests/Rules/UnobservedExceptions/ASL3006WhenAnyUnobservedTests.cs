using AsyncLint.Rules;

namespace AsyncLint.Tests;

public class ASL3006WhenAnyUnobservedTests
{
    static string InMethod(string statements) => $$"""
        class C
        {
            Task kept;
            async Task<int> LoadAsync(int i = 0) { await Task.Delay(i); return File.ReadAllText("f").Length; }
            async Task SaveAsync() => await File.WriteAllTextAsync("f", "");
            async Task UntilAsync(CancellationToken token) => await Task.Delay(-1, token);
            Task NothingAsync() => Task.CompletedTask;
            void Keep(Task task) => kept = task;
            void Use(object value) => GC.KeepAlive(value);
            async Task<object> M(List<int> items, bool c, int n, Task given, List<Task> many, TaskCompletionSource<int> source, CancellationToken token)
            {
                await Task.Yield();
                {{statements}}
                return null;
            }
        }
        """;

    static Task Reports(string statements) => Verify.Reports<ASL3006WhenAnyUnobserved>(InMethod(statements));

    static Task Silent(string statements) => Verify.Silent<ASL3006WhenAnyUnobserved>(InMethod(statements));

    [Theory]
    [InlineData("await {|ASL3006:Task.WhenAny(SaveAsync(), Task.Delay(n))|};")]
    [InlineData("await {|ASL3006:Task.WhenAny(SaveAsync(), given)|}.ConfigureAwait(false);")]
    [InlineData("_ = await {|ASL3006:Task.WhenAny(SaveAsync(), source.Task)|};")]
    [InlineData("var work = SaveAsync(); await {|ASL3006:Task.WhenAny(work, Task.Delay(n))|};")]
    [InlineData("var work = SaveAsync(); return await {|ASL3006:Task.WhenAny(work, Task.Delay(n))|} == work;")]
    [InlineData("var work = SaveAsync(); var first = {|ASL3006:Task.WhenAny(work, Task.Delay(n))|}; if (await first.ConfigureAwait(false) != work) return false; return true;")]
    [InlineData("var work = SaveAsync(); var other = LoadAsync(); await {|ASL3006:Task.WhenAny(Task.WhenAll(work, other), Task.Delay(n))|}; await other;")]
    [InlineData("await {|ASL3006:Task.WhenAny(Task.WhenAll(items.Select(LoadAsync).ToList()), Task.Delay(n))|};")]
    [InlineData("var work = SaveAsync(); if (await {|ASL3006:Task.WhenAny(work, Task.Delay(n))|} != work) throw new TimeoutException();")]
    [InlineData("var work = SaveAsync(); await {|ASL3006:Task.WhenAny(work, Task.Delay(n))|}; if (!work.IsCompleted) throw new TimeoutException();")]
    [InlineData("var work = SaveAsync(); var done = await {|ASL3006:Task.WhenAny(work, given)|}; if (done == work) Use(n);")]
    [InlineData("var done = await {|ASL3006:Task.WhenAny(SaveAsync(), given)|}; if (done.IsFaulted) Use(n);")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); await {|ASL3006:Task.WhenAny(tasks)|};")]
    [InlineData("await {|ASL3006:Task.WhenAny(new List<Task> { SaveAsync(), given })|};")]
    [InlineData("await {|ASL3006:Task.WhenAny([SaveAsync(), given])|};")]
    [InlineData("await {|ASL3006:Task.WhenAny(items.Select(LoadAsync).ToList())|};")]
    [InlineData("Func<Task> f = async () => await {|ASL3006:Task.WhenAny(SaveAsync(), given)|}; await f();")]
    [InlineData("await F(); async Task F() { await {|ASL3006:Task.WhenAny(SaveAsync(), given)|}; }")]
    public Task A_winner_that_is_never_awaited_is_reported(string statements) => Reports(statements);

    [Theory]
    [InlineData("return await await {|ASL3006:Task.WhenAny(LoadAsync(1), LoadAsync(2))|};")]
    [InlineData("return await (await {|ASL3006:Task.WhenAny(LoadAsync(1), LoadAsync(2))|}.ConfigureAwait(false)).ConfigureAwait(false);")]
    [InlineData("return (await {|ASL3006:Task.WhenAny(LoadAsync(1), LoadAsync(2))|}).Result;")]
    [InlineData("var a = LoadAsync(1); var b = LoadAsync(2); var done = await {|ASL3006:Task.WhenAny(a, b)|}; return await done;")]
    [InlineData("var tasks = items.Select(i => LoadAsync(i)).ToList(); return await await {|ASL3006:Task.WhenAny(tasks)|};")]
    [InlineData("var tasks = items.Select(i => LoadAsync(i)).ToArray(); var done = await {|ASL3006:Task.WhenAny(tasks)|}; Use(await done);")]
    [InlineData("var tasks = items.Select(i => LoadAsync(i)).ToList(); while (tasks.Count > 0) { var done = await {|ASL3006:Task.WhenAny(tasks)|}; tasks.Remove(done); if (done.IsFaulted && tasks.Count > 0) continue; return await done; }")]
    public Task Losers_that_nobody_observes_are_reported(string statements) => Reports(statements);

    [Theory]
    [InlineData("var work = SaveAsync(); if (await Task.WhenAny(work, Task.Delay(n)) == work) await work;")]
    [InlineData("var work = given; if (await Task.WhenAny(work, Task.Delay(n)) != work) throw new TimeoutException(); await work;")]
    [InlineData("var work = UntilAsync(token); if (await Task.WhenAny(work, Task.Delay(n)) != work) throw new TimeoutException(); await work;")]
    [InlineData("var work = SaveAsync(); Keep(work); if (await Task.WhenAny(work, Task.Delay(n)) != work) throw new TimeoutException(); await work;")]
    [InlineData("var work = SaveAsync(); try { if (await Task.WhenAny(work, Task.Delay(n)) != work) throw new TimeoutException(); } catch (TimeoutException) { await work; }")]
    [InlineData("var work = SaveAsync(); if (await Task.WhenAny(work, Task.Delay(n)) != work) { Keep(work); throw new TimeoutException(); } await work;")]
    [InlineData("var work = LoadAsync(); await Task.WhenAny(work, given); if (work.IsCompleted) return work.Result;")]
    [InlineData("var work = SaveAsync(); await Task.WhenAny(work, given); if (work.IsFaulted) Use(work.Exception);")]
    [InlineData("var work = SaveAsync(); Keep(work); await Task.WhenAny(work, given);")]
    [InlineData("var work = SaveAsync(); try { await Task.WhenAny(work, given); } finally { await work; }")]
    [InlineData("var work = SaveAsync(); _ = work.ContinueWith(t => Use(t.Exception)); await Task.WhenAny(work, given);")]
    [InlineData("var work = SaveAsync(); Action f = () => Use(work); await Task.WhenAny(work, given); f();")]
    [InlineData("kept = SaveAsync(); await Task.WhenAny(kept, given);")]
    [InlineData("var work = SaveAsync(); var other = LoadAsync(); var late = await Task.WhenAny(Task.WhenAll(work, other), Task.Delay(n)); await work; return await other;")]
    [InlineData("var all = items.Select(LoadAsync).ToList(); await Task.WhenAny(Task.WhenAll(all), Task.Delay(n)); foreach (var one in all) await one;")]
    [InlineData("var first = Task.WhenAny(SaveAsync(), given); Keep(first); await first;")]
    [InlineData("var first = Task.WhenAny(SaveAsync(), given); await await first; await first;")]
    [InlineData("await Task.WhenAny(given, Task.Delay(n));")]
    [InlineData("await Task.WhenAny(source.Task, Task.Delay(-1, token));")]
    [InlineData("await Task.WhenAny(NothingAsync(), Task.Delay(n));")]
    [InlineData("await Task.WhenAny(UntilAsync(token), Task.Delay(n));")]
    [InlineData("return await await Task.WhenAny(LoadAsync(), Forever()); async Task<int> Forever() { await Task.Delay(-1, token); return 0; }")]
    [InlineData("await Task.WhenAny(many);")]
    [InlineData("await Task.WhenAny(items.Select(i => Task.Delay(i)));")]
    [InlineData("await Task.WhenAny(SaveAsync().ContinueWith(t => Use(t.Exception)), given);")]
    [InlineData("var done = await Task.WhenAny(SaveAsync(), given); Use(done);")]
    [InlineData("Use(await Task.WhenAny(SaveAsync(), given));")]
    [InlineData("return await Task.WhenAny(SaveAsync(), given);")]
    [InlineData("return Task.WhenAny(SaveAsync(), given);")]
    public Task A_winner_that_is_observed_or_cannot_fail_is_silent(string statements) => Silent(statements);

    [Theory]
    [InlineData("await await Task.WhenAny(SaveAsync(), Task.Delay(n));")]
    [InlineData("return await await Task.WhenAny(LoadAsync(1), source.Task);")]
    [InlineData("var a = LoadAsync(1); var b = LoadAsync(2); var done = await Task.WhenAny(a, b); await Task.WhenAll(a, b); return await done;")]
    [InlineData("var a = LoadAsync(1); var b = LoadAsync(2); var done = await Task.WhenAny(a, b); Keep(a); return await done;")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); while (tasks.Count > 0) { var done = await Task.WhenAny(tasks); tasks.Remove(done); try { Use(await done); } catch (IOException) { } }")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); while (tasks.Count > 0) { var done = await Task.WhenAny(tasks); tasks.Remove(done); if (done.IsFaulted) { Use(done.Exception); continue; } Use(await done); }")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); try { while (tasks.Count > 0) { var done = await Task.WhenAny(tasks); tasks.Remove(done); Use(await done); } } finally { await Task.WhenAll(tasks); }")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); Use(tasks); while (tasks.Count > 0) { var done = await Task.WhenAny(tasks); tasks.Remove(done); Use(await done); }")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); foreach (var t in tasks) _ = t.ContinueWith(x => x.Exception); while (tasks.Count > 0) { var done = await Task.WhenAny(tasks); tasks.Remove(done); Use(await done); }")]
    [InlineData("var tasks = items.Select(i => UntilAsync(token)).ToList(); while (tasks.Count > 0) { var done = await Task.WhenAny(tasks); tasks.Remove(done); await done; }")]
    [InlineData("while (many.Count > 0) { var done = await Task.WhenAny(many); many.Remove(done); await done; }")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); var done = await Task.WhenAny(tasks); foreach (var task in tasks) _ = task.ContinueWith(t => t.Exception); return await done;")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); try { return await await Task.WhenAny(tasks); } finally { await Task.WhenAll(tasks); }")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); while (tasks.Count > 0) { await Task.WhenAny(tasks); tasks.RemoveAll(t => t.IsCompleted); }")]
    [InlineData("var tasks = new List<Task>(); foreach (var i in items) { tasks.Add(LoadAsync(i)); if (tasks.Count > n) await Task.WhenAny(tasks); } await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task> { given }; await Task.WhenAny(tasks);")]
    public Task Losers_that_are_observed_are_silent(string statements) => Silent(statements);

    [Theory]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); while (tasks.Count > 0) { var done = await {|ASL3006:Task.WhenAny(tasks)|}; tasks.Remove(done); Use(await done); }")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); while (tasks.Any()) { var done = await {|ASL3006:Task.WhenAny(tasks)|}; tasks.Remove(done); var n1 = await done; if (n1 == n) return n1; }")]
    [InlineData("var tasks = new List<Task<int>>(); foreach (var i in items) { tasks.Add(LoadAsync(i)); if (tasks.Count > n) { var done = await {|ASL3006:Task.WhenAny(tasks)|}; tasks.Remove(done); Use(await done); } } await Task.WhenAll(tasks); foreach (var t in tasks) Use(await t);")]
    public Task Losers_that_the_fault_of_a_winner_leaves_behind_are_reported(string statements) => Verify.Message<ASL3006WhenAnyUnobserved>(
        InMethod(statements), "'tasks' is given to 'Task.WhenAny', and an exception in the task that it gives ends this loop: those of the others are lost, and their work goes on unwatched");

    [Theory]
    [InlineData("Task work; void Start() => work = SaveAsync(); async Task Stop() { if (work == null) return; await {|ASL3006:Task.WhenAny(work, Task.Delay(1))|}; }")]
    [InlineData("Task work; void Start() { work = SaveAsync(); } async Task Stop() { await {|ASL3006:Task.WhenAny(this.work, Task.Delay(1))|}.ConfigureAwait(false); work = null; }")]
    public Task A_field_that_nobody_observes_is_reported(string members) => Verify.Message<ASL3006WhenAnyUnobserved>(
        InClass(members), "'work' is given to 'Task.WhenAny', which does not throw, and never awaited: if it fails, nobody notices");

    [Theory]
    [InlineData("Task work; void Start() => work = SaveAsync(); async Task Stop() { await Task.WhenAny(work, Task.Delay(1)); await work; }")]
    [InlineData("Task work; void Start() => work = SaveAsync(); async Task Stop() { if (await Task.WhenAny(work, Task.Delay(1)) == work) return; }")]
    [InlineData("Task work; void Start() => work = SaveAsync(); async Task Stop() { await Task.WhenAny(work, Task.Delay(1)); if (work.IsFaulted) Start(); }")]
    [InlineData("Task work; public Task Work => work; void Start() => work = SaveAsync(); async Task Stop() => await Task.WhenAny(work, Task.Delay(1));")]
    [InlineData("internal Task work; void Start() => work = SaveAsync(); async Task Stop() { await Task.WhenAny(work, Task.Delay(1)); }")]
    [InlineData("Task work; void Start(Task given) => work = given; async Task Stop() { await Task.WhenAny(work, Task.Delay(1)); }")]
    [InlineData("Task work; void Start() => work = Task.Delay(5); async Task Stop() { await Task.WhenAny(work, Task.Delay(1)); }")]
    [InlineData("Task work; void Start() => work = Loop(); async Task Stop() { await Task.WhenAny(work, Task.Delay(1)); } async Task Loop() { while (true) await SaveAsync(); }")]
    [InlineData("Task work; void Start() => work = Task.Run(() => SaveAsync()); async Task Stop() { await Task.WhenAny(work, Task.Delay(1)); }")]
    public Task A_field_that_is_observed_or_reported_where_it_is_started_is_silent(string members) => Verify.Silent<ASL3006WhenAnyUnobserved>(InClass(members));

    static string InClass(string members) => $$"""
        class C
        {
            async Task SaveAsync() => await File.WriteAllTextAsync("f", "");
            {{members}}
        }
        """;

    [Fact]
    public Task The_message_of_a_winner_names_the_call() => Verify.Message<ASL3006WhenAnyUnobserved>(
        InMethod("await {|ASL3006:Task.WhenAny(SaveAsync(), Task.Delay(n))|};"),
        "'SaveAsync' is given to 'Task.WhenAny', which does not throw, and never awaited: if it fails, nobody notices");

    [Fact]
    public Task Work_that_a_timeout_gives_up_is_suggested() => Verify.Message<ASL3006WhenAnyUnobserved>(
        InMethod("var work = SaveAsync(); if (await {|ASL3013:Task.WhenAny(work, Task.Delay(n))|} != work) throw new TimeoutException(); await work;"),
        "'work' is given up when 'Task.Delay' completes first, and an exception in it is lost then; when it is in time, the delay runs on all the same");

    [Fact]
    public Task The_message_of_losers_names_the_collection() => Verify.Message<ASL3006WhenAnyUnobserved>(
        InMethod("var tasks = items.Select(LoadAsync).ToList(); return await await {|ASL3006:Task.WhenAny(tasks)|};"),
        "'tasks' is given to 'Task.WhenAny', and only the task that completes first is awaited: an exception in another one is lost");

    [Fact]
    public Task Methods_that_never_fault_by_option_are_silent() => Verify.Silent<ASL3006WhenAnyUnobserved>(
        InMethod("await Task.WhenAny(SaveAsync(), given);"), new Setup { Options = "asynclint.never_faulting = M:C.SaveAsync" });

    [Fact]
    public Task Tests_are_left_alone() => Verify.Silent<ASL3006WhenAnyUnobserved>(
        "namespace Xunit { public class FactAttribute : Attribute; }\n" + InMethod("await Task.WhenAny(SaveAsync(), given);"));

    [Fact]
    public Task Another_WhenAny_is_silent() => Verify.Silent<ASL3006WhenAnyUnobserved>("""
        static class Tasks
        {
            public static Task<Task> WhenAny(params Task[] tasks) => Task.WhenAny(tasks);
        }

        class C
        {
            async Task M() => await Tasks.WhenAny(File.WriteAllTextAsync("f", ""), Task.Delay(1));
        }
        """);

    [Fact]
    public Task Top_level_code_accessors_and_initializers_are_looked_at() => Verify.Reports<ASL3006WhenAnyUnobserved>(
        """
        await {|ASL3006:Task.WhenAny(C.F(), Task.Delay(1))|};

        class C
        {
            Func<Task> field = async () => await {|ASL3006:Task.WhenAny(F(), Task.Delay(1))|};
            Func<Task> Property => async () => await {|ASL3006:Task.WhenAny(F(), Task.Delay(1))|};
            public static async Task F() => await File.WriteAllTextAsync("f", "");
        }
        """, new Setup { OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication });

    [Theory]
    [InlineData("await Task.WhenAny(Missing(), Task.Delay(n));")]
    [InlineData("await Task.WhenAny(;")]
    [InlineData("var work = SaveAsync(; await Task.WhenAny(work, ;")]
    public Task Broken_code_is_silent(string statements) => Verify.Silent<ASL3006WhenAnyUnobserved>(InMethod(statements), new Setup { AllowErrors = true });
}
