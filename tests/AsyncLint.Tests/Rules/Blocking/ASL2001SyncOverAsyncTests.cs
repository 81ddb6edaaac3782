using AsyncLint.Rules;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests;

public class ASL2001SyncOverAsyncTests
{
    const string Helpers = """
            static void Log(object? o) { }
            static Task<int> F() => null!;
            static ValueTask<int> V() => default;
            static IAsyncEnumerable<int> Numbers() => null!;
        """;

    static string InAsyncMethod(string statements) => $$"""
        using System.Collections.Concurrent;
        using System.Linq.Expressions;
        using System.Runtime.CompilerServices;

        class Lazily
        {
            public Awaiter GetAwaiter() => default;
            public struct Awaiter : INotifyCompletion
            {
                public bool IsCompleted => false;
                public int GetResult() => 1;
                public void OnCompleted(Action continuation) { }
            }
        }

        static class Extensions { public static TaskAwaiter GetAwaiter(this TimeSpan time) => Task.Delay(time).GetAwaiter(); }

        class C
        {
        {{Helpers}}
            event Action? Changed;
            Func<int>? stored;
            static void Keep(Func<int> f) { }

            async Task M(Task t, Task<int>? x, ValueTask<int> v, Task<int>[] tasks, List<int> list, ConcurrentDictionary<int, int> cache, TimeSpan time,
                CancellationToken token, bool b)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("Log({|ASL2001:F().Result|});")]
    [InlineData("Log({|ASL2001:V().Result|});")]
    [InlineData("Log({|ASL2001:v.Result|});")]
    [InlineData("Log({|ASL2001:v.AsTask().Result|});")]
    [InlineData("{|ASL2001:t.Wait()|};")]
    [InlineData("{|ASL2001:F().Wait()|};")]
    [InlineData("{|ASL2001:t.Wait(500)|};")]
    [InlineData("{|ASL2001:t.Wait(time)|};")]
    [InlineData("{|ASL2001:t.Wait(token)|};")]
    [InlineData("{|ASL2001:t.Wait(500, token)|};")]
    [InlineData("{|ASL2001:t.Wait(-1)|};")]
    [InlineData("{|ASL2001:t.GetAwaiter().GetResult()|};")]
    [InlineData("Log({|ASL2001:F().ConfigureAwait(false).GetAwaiter().GetResult()|});")]
    [InlineData("Log({|ASL2001:V().GetAwaiter().GetResult()|});")]
    [InlineData("Log({|ASL2001:V().AsTask().GetAwaiter().GetResult()|});")]
    [InlineData("Log({|ASL2001:V().ConfigureAwait(false).GetAwaiter().GetResult()|});")]
    [InlineData("var awaiter = F().GetAwaiter(); Log({|ASL2001:awaiter.GetResult()|});")]
    [InlineData("var awaiter = V().ConfigureAwait(false).GetAwaiter(); Log({|ASL2001:awaiter.GetResult()|});")]
    [InlineData("Log({|ASL2001:new Lazily().GetAwaiter().GetResult()|});")]
    [InlineData("{|ASL2001:time.GetAwaiter().GetResult()|};")]
    [InlineData("Log({|ASL2001:(F()).Result|});")]
    [InlineData("Log(x?{|ASL2001:.Result|});")]
    [InlineData("x?{|ASL2001:.Wait()|};")]
    [InlineData("Log(x?{|ASL2001:.GetAwaiter().GetResult()|});")]
    [InlineData("{|ASL2001:Task.WaitAll(t, F())|};")]
    [InlineData("{|ASL2001:Task.WaitAll(tasks)|};")]
    [InlineData("{|ASL2001:Task.WaitAll(new Task[] { t }, 500)|};")]
    [InlineData("{|ASL2001:Task.WaitAll([t])|};")]
    [InlineData("{|ASL2001:Task.WaitAll(tasks, token)|};")]
    [InlineData("Log({|ASL2001:Task.WaitAny(t, F())|});")]
    [InlineData("{|ASL2001:Task.WaitAny(tasks, time)|};")]
    [InlineData("var cold = new Task(() => Log(1)); {|ASL2001:cold.RunSynchronously()|};")]
    [InlineData("var cold = new Task<int>(() => 1); {|ASL2001:cold.RunSynchronously(TaskScheduler.Default)|};")]
    [InlineData("foreach (var n in {|ASL2001:Numbers().ToBlockingEnumerable()|}) { Log(n); }")]
    [InlineData("foreach (var n in {|ASL2001:Numbers().ToBlockingEnumerable(token)|}) { Log(n); }")]
    [InlineData("while ({|ASL2001:!t.IsCompleted|}) { }")]
    [InlineData("while ({|ASL2001:!t.IsCompleted|}) Thread.Yield();")]
    [InlineData("while ({|ASL2001:!v.IsCompleted|}) { Thread.SpinWait(5); }")]
    [InlineData("while ({|ASL2001:t.IsCompleted == false|}) { }")]
    [InlineData("do { Thread.SpinWait(20); } while ({|ASL2001:!t.IsCompleted|});")]
    [InlineData("for (; {|ASL2001:!t.IsCompleted|}; ) { Thread.Yield(); }")]
    [InlineData("var spin = new SpinWait(); while ({|ASL2001:!t.IsCompleted|}) { spin.SpinOnce(); }")]
    [InlineData("{|ASL2001:SpinWait.SpinUntil(() => t.IsCompleted)|};")]
    [InlineData("{|ASL2001:SpinWait.SpinUntil(() => { return t.IsCompleted; }, 500)|};")]
    [InlineData("{|ASL2001:Task.Delay(5).Wait()|};")]
    [InlineData("{|ASL2001:Task.WhenAll(tasks).Wait()|};")]
    [InlineData("Log({|ASL2001:Task.WhenAny(tasks).Result|}.Result);")]
    [InlineData("if (x is { {|ASL2001:Result|}: > 3 }) { Log(1); }")]
    [InlineData("Log({|ASL2001:{|ASL2001:Task.Run(async () => new Func<Task<int>>(F)).Result|}().Result|});")]
    [InlineData("using (new MemoryStream()) { lock (this) { {|ASL2001:t.Wait()|}; } }")]
    [InlineData("try { Log(1); } catch (Exception) when ({|ASL2001:F().Result|} > 0) { } finally { {|ASL2001:t.Wait()|}; }")]
    public Task Every_form_is_reported(string statements) => Verify.Reports<ASL2001SyncOverAsync>(InAsyncMethod(statements));

    [Theory]
    // Lambdas that the async function's own thread runs before it goes on.
    [InlineData("Log(list.Select(i => {|ASL2001:F().Result|}).ToList());")]
    [InlineData("Log(list.Where(i => { var r = {|ASL2001:F().Result|}; return r > i; }).ToList());")]
    [InlineData("Log(from i in list where {|ASL2001:F().Result|} > i select i);")]
    [InlineData("list.ForEach(i => {|ASL2001:F().Wait()|});")]
    [InlineData("list.ForEach(delegate (int i) { {|ASL2001:F().Wait()|}; });")]
    [InlineData("Log(cache.GetOrAdd(1, key => {|ASL2001:F().Result|}));")]
    [InlineData("Parallel.ForEach(list, i => {|ASL2001:F().Wait()|});")]
    [InlineData("Parallel.For(0, 9, i => Log({|ASL2001:F().Result|}));")]
    [InlineData("Parallel.Invoke(() => {|ASL2001:t.Wait()|}, () => {|ASL2001:F().Wait()|});")]
    [InlineData("Log(list.Select(i => list.Select(j => {|ASL2001:F().Result|}).Sum()).ToList());")]
    [InlineData("Log(((Func<int>)(() => {|ASL2001:F().Result|}))());")]
    // Functions of their own.
    [InlineData("Func<Task> f = async () => { {|ASL2001:t.Wait()|}; await t; }; Log(f);")]
    [InlineData("Func<Task> f = () => { {|ASL2001:t.Wait()|}; return F(); }; Log(f);")]
    [InlineData("async Task L() { {|ASL2001:t.Wait()|}; await t; } await L();")]
    [InlineData("Task L() { {|ASL2001:t.Wait()|}; return F(); } await L();")]
    public Task Lambdas_and_local_functions_are_reported(string statements) => Verify.Reports<ASL2001SyncOverAsync>(InAsyncMethod(statements));

    [Theory]
    [InlineData("Log(nameof(x.Result)); Log(nameof(Task<int>.Result));")]
    [InlineData("if (t.Wait(0)) { Log(1); }")]
    [InlineData("if (t.Wait(0, token)) { Log(1); }")]
    [InlineData("if (t.Wait(TimeSpan.Zero)) { Log(1); }")]
    [InlineData("if (t.Wait(default(TimeSpan))) { Log(1); }")]
    [InlineData("if (t.Wait(millisecondsTimeout: 0)) { Log(1); }")]
    [InlineData("const int No = 0; if (Task.WaitAll(tasks, No)) { Log(1); }")]
    [InlineData("Log(Task.WaitAny(tasks, TimeSpan.Zero));")]
    [InlineData("var awaiter = F().GetAwaiter(); Log(awaiter.IsCompleted);")]
    [InlineData("while (!t.IsCompleted) { await Task.Delay(5); }")]
    [InlineData("while (!t.IsCompleted) { if (b) break; }")]
    [InlineData("while (!t.IsCompleted) { if (b) return; }")]
    [InlineData("var n = 0; while (!t.IsCompleted) { n++; }")]
    [InlineData("while (!token.IsCancellationRequested) { }")]
    [InlineData("while (b && !t.IsCompleted) { Thread.Sleep(5); }")]
    [InlineData("while (!t.IsCompleted) { Thread.Sleep(5); }")]
    [InlineData("while (!t.IsCompleted) { Log(1); }")]
    [InlineData("if (t is { IsCompleted: true }) t.Wait();")]
    [InlineData("Task.WaitAll(); Task.WaitAny();")]
    [InlineData("SpinWait.SpinUntil(() => b);")]
    [InlineData("Log(tasks.Select(async r => await r)); Log(await F());")]
    // Lambdas that are kept, or run by somebody else.
    [InlineData("stored = () => F().Result;")]
    [InlineData("Func<int> f = () => F().Result; Log(f);")]
    [InlineData("Keep(() => F().Result);")]
    [InlineData("Changed += () => F().Wait();")]
    [InlineData("Log(new Lazy<int>(() => F().Result));")]
    [InlineData("new Thread(() => F().Wait()).Start();")]
    [InlineData("new Timer(_ => F().Wait(), null, 0, 1).Dispose();")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => F().Wait());")]
    [InlineData("token.Register(() => F().Wait());")]
    [InlineData("await Task.Factory.StartNew(() => F().Result, TaskCreationOptions.LongRunning);")]
    [InlineData("int L() => F().Result; Log(L());")]
    [InlineData("void L() { t.Wait(); list.ForEach(i => t.Wait()); } L();")]
    [InlineData("Expression<Func<int, bool>> e = i => F().Result > i; Log(e);")]
    [InlineData("Expression<Func<Task>> e = () => Task.FromResult(F().Result); Log(e);")]
    [InlineData("Log(list.AsQueryable().Where(i => F().Result > i));")]
    [InlineData("t.Dispose(); Log(t.Status); Log(t.Exception); Log(t.Id);")]
    public Task What_blocks_nobody_here_is_silent(string statements) => Verify.Silent<ASL2001SyncOverAsync>(InAsyncMethod(statements));

    [Fact]
    public Task In_a_test_a_bounded_wait_may_be_what_is_asserted() => Verify.Reports<ASL2001SyncOverAsync>(
        "public class C { [Xunit.Fact] public async Task M(Task t) { await Task.Yield(); if (t.Wait(20)) throw new Exception(); {|ASL2001:t.Wait(20)|}; } async Task N(Task t) { await Task.Yield(); if ({|ASL2001:t.Wait(20)|}) throw new Exception(); } }",
        new Setup { Files = { ["Xunit.cs"] = "namespace Xunit { public class FactAttribute : System.Attribute { } }" } });

    [Fact]
    public Task Every_kind_of_async_or_task_returning_function_is_reported() => Verify.Reports<ASL2001SyncOverAsync>($$"""
        class C : IAsyncDisposable
        {
        {{Helpers}}
            async Task A() { await F(); Log({|ASL2001:F().Result|}); }
            async Task<int> B() => await F() + {|ASL2001:F().Result|};
            async ValueTask V1() { await F(); {|ASL2001:F().Wait()|}; }
            async void OnClick(object sender, EventArgs e) { await F(); {|ASL2001:F().Wait()|}; }
            async IAsyncEnumerable<int> Stream() { await F(); yield return {|ASL2001:F().Result|}; }
            Task T1() { {|ASL2001:F().Wait()|}; return F(); }
            Task<int> T2() => Task.FromResult({|ASL2001:F().Result|});
            ValueTask<int> T3() { return new({|ASL2001:F().Result|}); }
            static Task<int> T4(Task<int> t) { return Task.FromResult({|ASL2001:t.Result|} + 1); }
            public ValueTask DisposeAsync() { {|ASL2001:F().Wait()|}; return default; }
            void Sync()
            {
                Func<Task> lambda = async () => { await F(); {|ASL2001:F().Wait()|}; };
                Action nothing = async () => { await F(); {|ASL2001:F().Wait()|}; };
                Func<Task<int>> anonymous = async delegate { return await F() + {|ASL2001:F().Result|}; };
                async Task Local() { await F(); {|ASL2001:F().Wait()|}; }
                Log(lambda); Log(nothing); Log(anonymous); Local();
            }
            readonly Func<Task<int>> field = async () => await F() + {|ASL2001:F().Result|};
            Func<Task<int>> Property { get; } = async () => await F() + {|ASL2001:F().Result|};
            C() : this(async () => { await F(); {|ASL2001:F().Wait()|}; }) { }
            C(Func<Task> f) { Log(f); }
        }
        """);

    [Fact]
    public Task Top_level_code_that_awaits_is_reported() => Verify.Reports<ASL2001SyncOverAsync>("""
        await Task.Delay(1);
        {|ASL2001:Task.Delay(2).Wait()|};
        """);

    [Fact]
    public Task Top_level_code_without_await_is_silent() => Verify.Silent<ASL2001SyncOverAsync>("Task.Delay(2).Wait();");

    // ASL2002 will say that these could become async.
    [Fact]
    public Task Sync_functions_are_silent() => Verify.Silent<ASL2001SyncOverAsync>($$"""
        using System.Linq.Expressions;
        using System.Runtime.CompilerServices;

        [AttributeUsage(AttributeTargets.All)] class Note(string text) : Attribute { public string Text => text; }

        [Note(nameof(Task<int>.Result))]
        class C : IDisposable
        {
        {{Helpers}}
            readonly int field = F().Result;
            static readonly int Once = F().GetAwaiter().GetResult();
            int Automatic { get; } = F().Result;
            int Arrow => F().Result;
            int Full { get { return F().Result; } set { F().Wait(); } }
            int this[int i] => F().Result;
            event Action E { add { F().Wait(); } remove { F().Wait(); } }
            Task<int> Handed { get { F().Wait(); return F(); } }
            static C() => F().Wait();
            C() : this(F().Result) => F().Wait();
            C(int i) { Log(field); Log(i); }
            ~C() => F().Wait();
            public void Dispose() => F().Wait();
            public static int operator +(C a, C b) => F().Result;
            public static implicit operator int(C c) => F().Result;
            void M() { F().Wait(); Task.WaitAll(F()); foreach (var n in Numbers().ToBlockingEnumerable()) Log(n); }
            int N() => F().Result;
            IEnumerable<int> Iterator() { yield return F().Result; }
            void L() { void Local() => F().Wait(); Action a = () => F().Wait(); Log(a); Local(); new List<int>().ForEach(i => F().Wait()); }
        }

        struct Awaiter(Task<int> task) : INotifyCompletion
        {
            public bool IsCompleted => task.IsCompleted;
            public int GetResult() => task.GetAwaiter().GetResult();
            public void OnCompleted(Action continuation) => task.GetAwaiter().OnCompleted(continuation);
        }
        """);

    // Npgsql, MySqlConnector and Polly: one body for the synchronous and the asynchronous API.
    [Fact]
    public Task The_synchronous_half_of_a_function_that_is_both_is_silent() => Verify.Silent<ASL2001SyncOverAsync>($$"""
        class Context { public bool IsSynchronous { get; } }

        class C
        {
        {{Helpers}}
            Task pending = null!;
            static Task<int> G(bool async) => null!;
            async Task Flush(bool async)
            {
                if (async)
                    await pending.ConfigureAwait(false);
                else
                    pending.GetAwaiter().GetResult();
            }

            async Task<int> Read(bool async) => async ? await G(true).ConfigureAwait(false) : G(false).GetAwaiter().GetResult();

            async Task<int> Rent(bool synchronous)
            {
                if (synchronous)
                {
                    try
                    {
                        var awaiter = G(false).ConfigureAwait(false).GetAwaiter();
                        return awaiter.GetResult();
                    }
                    finally
                    {
                        Log(1);
                    }
                }

                return await G(true);
            }

            static Task Delay(Context context, int delay)
            {
                if (context.IsSynchronous)
                {
                    Task.Delay(delay).GetAwaiter().GetResult();
                    return Task.CompletedTask;
                }

                return Task.Delay(delay);
            }

            static Task Run(Context context, Task task)
            {
                if (context.IsSynchronous && !task.IsCompleted)
                {
                    task.GetAwaiter().GetResult();
                }

                return task;
            }
        }
        """);

    [Fact]
    public Task A_block_beside_another_await_is_reported() => Verify.Reports<ASL2001SyncOverAsync>($$"""
        class C
        {
        {{Helpers}}
            static Task<int> G() => null!;
            async Task One(bool b) { if (b) { await G(); } else { {|ASL2001:F().Wait()|}; } }
            async Task<int> Two(bool b) => b ? await G() : {|ASL2001:F().Result|};
            async Task Three(bool b, Task t) { if (b) { {|ASL2001:t.Wait()|}; } await t; }
            async Task Four(bool b, Task t) { if (b) { {|ASL2001:t.Wait()|}; return; } await G(); }
            async Task Five(bool b, Task t) { await t; if (b) { t = F(); {|ASL2001:t.Wait()|}; } }
        }
        """);

    [Fact]
    public Task Members_of_the_same_name_are_silent() => Verify.Silent<ASL2001SyncOverAsync>("""
        class Answer
        {
            public int Result => 1;
            public void Wait() { }
            public void RunSynchronously() { }
            public int GetResult() => 1;
            public static void WaitAll(params Task[] tasks) { }
            public bool IsCompleted => false;
            public int ToBlockingEnumerable(int i) => i;
        }

        class C
        {
            async Task M(Answer answer, Task<Answer> task)
            {
                answer.Wait();
                answer.RunSynchronously();
                Answer.WaitAll(task);
                Console.WriteLine(answer.Result + answer.GetResult() + (await task).Result + answer.ToBlockingEnumerable(1));
                while (!answer.IsCompleted) { }
                SpinWait.SpinUntil(() => answer.IsCompleted);
            }
        }
        """);

    [Fact]
    public Task The_message_names_the_form_the_function_and_the_task() => Verify.Message<ASL2001SyncOverAsync>(
        "class C { async Task Save(Task write) { await Task.Yield(); {|ASL2001:write.Wait()|}; } }",
        "'Wait()' blocks the thread that runs 'Save' until 'write' completes; 'await' would let the thread go");

    [Fact]
    public Task The_message_speaks_of_all_the_tasks() => Verify.Message<ASL2001SyncOverAsync>(
        "class C { async Task Save(Task a, Task b) { await Task.Yield(); {|ASL2001:Task.WaitAll(a, b)|}; } }",
        "'Task.WaitAll' blocks the thread that runs 'Save' until all the tasks complete; 'await' would let the thread go");

    [Fact]
    public Task A_block_inside_Task_Run_starves_the_pool() => Verify.Message<ASL2001SyncOverAsync>(
        """
        class C
        {
            Task<int> Load() => null!;
            async Task<int> Get() => await Task.Run(() => {|ASL2001:Load().Result|});
        }
        """,
        "'Result' blocks a thread-pool thread, started by 'Get', until 'Load' completes; 'await' would let the thread go");

    [Fact]
    public Task A_block_inside_Task_Run_of_a_sync_function_is_silent() => Verify.Silent<ASL2001SyncOverAsync>("""
        class C
        {
            static Task<int> F() => null!;
            int Get() => Task.Run(() => F().Result).Result;
            Task Start() => Task.Run(() => F().Wait());
        }
        """);

    [Fact]
    public Task Broken_code_is_survived() => Verify.Reports<ASL2001SyncOverAsync>("""
        class C
        {
            async Task M(Task<int> t, Missing m, Task<Missing> n)
            {
                await m;
                m.Result; m.Wait(); m.GetAwaiter().GetResult();
                t. ; t.Wait(1, 2, 3); .Result; Result; n.Missing().Result;
                while (!) { }
                while (!t.) { }
                Task.WaitAll( ; Task.WaitAny(
                SpinWait.SpinUntil(); SpinWait.SpinUntil(() => );
                Console.WriteLine({|ASL2001:t.Result|});
                {|ASL2001:n.Wait()|};
            }

            async { t.Result }
            Task = t.Result;
        }
        """, new() { AllowErrors = true });

    [Fact]
    public Task Without_a_framework_nothing_is_said() => Verify.Silent<ASL2001SyncOverAsync>(
        "class Task { public int Result; public void Wait() { } } class C { async Task M(Task t) { t.Wait(); int i = t.Result; } }",
        new() { AllowErrors = true, References = References.None, ImplicitUsings = false });

    [Fact]
    public Task Old_frameworks_and_languages_are_served() => Verify.Reports<ASL2001SyncOverAsync>("""
        using System.Threading.Tasks;
        class C
        {
            async Task M(Task<int> t, Task u)
            {
                await Task.Delay(1);
                System.Console.WriteLine({|ASL2001:t.Result|});
                {|ASL2001:u.Wait()|};
                {|ASL2001:Task.WaitAll(Task.Delay(1), Task.Delay(2))|};
                {|ASL2001:Task.Delay(3).ConfigureAwait(false).GetAwaiter().GetResult()|};
            }
        }
        """, new() { LanguageVersion = LanguageVersion.CSharp7_3, References = References.NetStandard });

    [Fact]
    public Task Safe_APIs_are_an_option() => Verify.Reports<ASL2001SyncOverAsync>("""
        class C
        {
            Task<int> Quick() => null!;
            Task<int> Slow() => null!;
            async Task M() { await Slow(); Console.WriteLine(Quick().Result + Quick().GetAwaiter().GetResult() + {|ASL2001:Slow().Result|}); }
        }
        """, new() { Options = "asynclint.safe_apis = M:C.Quick" });

    [Fact]
    public Task Generated_code_is_silent() => Verify.Silent<ASL2001SyncOverAsync>(
        "// <auto-generated/>\nclass C { async Task M(Task t) { await Task.Yield(); t.Wait(); } }");

    [Fact]
    public Task A_field_may_keep_a_completed_task() => Verify.Reports<ASL2001SyncOverAsync>("""
        static class Kept
        {
            public static readonly Task<int> One = Task.FromResult(1), Loaded = Load();
            public static Task<int> Changing = Task.FromResult(1);
            public static readonly Task<int>? None = default;
            static Task<int> Load() => null!;
        }

        class C
        {
            async Task<int> M()
            {
                await Task.Yield();
                return Kept.One.Result + {|ASL2001:Kept.Loaded.Result|} + {|ASL2001:Kept.Changing.Result|} + {|ASL2001:Kept.None!.Result|};
            }
        }
        """);
}
