using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.Blocking;

public sealed class ASL2005TransitiveBlockingTests
{
    public static TheoryData<string> Kinds { get; } = [.. CallChains.Kinds];

    static string In(string members) => $$"""
        using System.Collections.Concurrent;
        using System.Diagnostics;
        class C
        {
            static Task<int> GetAsync() => Task.Run(() => 1);
            {{members}}
        }
        """;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Finds_a_block_one_to_six_calls_away_through_each_kind_of_call(string kind)
    {
        var reports = await Verify.Run<ASL2005TransitiveBlocking>(CallChains.Of(kind, "Work.One().Wait();"), Setup.Default);
        Assert.Equal(CallChains.Length, reports.Length);
        foreach (var report in reports)
        {
            var leaf = report.AdditionalLocations[^1];
            Assert.Equal("Work.One().Wait()", leaf.SourceTree!.GetText(TestContext.Current.CancellationToken).ToString(leaf.SourceSpan));
        }
    }

    [Fact]
    public Task Finds_a_block_behind_calls_of_mixed_kinds_and_in_other_files()
    {
        var (callers, helpers) = CallChains.Mixed(["getter", "local function", "interface", "own runner", "constructor", "static method"], "Thread.Sleep(100);", "ASL2005");
        return Verify.Reports<ASL2005TransitiveBlocking>(callers, new Setup { Files = { ["Helpers.cs"] = helpers } });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Silent_where_nothing_at_the_end_of_the_chain_blocks(string kind) =>
        Verify.Silent<ASL2005TransitiveBlocking>(CallChains.Unmarked(kind, "Thread.Sleep(0); Task.FromResult(1).Wait(); _ = Task.Run(() => Thread.Sleep(9));"));

    [Theory]
    [InlineData("_ = GetAsync().Result;")]
    [InlineData("GetAsync().GetAwaiter().GetResult();")]
    [InlineData("GetAsync().ConfigureAwait(false).GetAwaiter().GetResult();")]
    [InlineData("GetAsync().Wait(500);")]
    [InlineData("Task.WaitAll(GetAsync(), GetAsync());")]
    [InlineData("Task.WaitAny(GetAsync());")]
    [InlineData("var t = GetAsync(); while (!t.IsCompleted) { }")]
    [InlineData("new Task(() => { }).RunSynchronously();")]
    [InlineData("Thread.Sleep(20);")]
    [InlineData("new Thread(() => { }).Join();")]
    [InlineData("new AutoResetEvent(false).WaitOne();")]
    [InlineData("WaitHandle.WaitAll(new WaitHandle[0]);")]
    [InlineData("new ManualResetEventSlim().Wait();")]
    [InlineData("new CountdownEvent(1).Wait();")]
    [InlineData("new Barrier(2).SignalAndWait();")]
    [InlineData("var o = new object(); lock (o) Monitor.Wait(o);")]
    [InlineData("new SemaphoreSlim(0).Wait();")]
    [InlineData("var i = 0; SpinWait.SpinUntil(() => i > 1);")]
    [InlineData("Process.Start(\"x\").WaitForExit();")]
    [InlineData("new BlockingCollection<int>().Take();")]
    [InlineData("foreach (var i in new BlockingCollection<int>().GetConsumingEnumerable()) { }")]
    [InlineData("Parallel.For(0, 9, i => Thread.Sleep(50));")]
    [InlineData("for (;;) { try { File.Delete(\"x\"); return; } catch (IOException) { Thread.Sleep(50); } }")]
    public Task Reports_what_ends_in_each_kind_of_block(string leaf) =>
        Verify.Reports<ASL2005TransitiveBlocking>(In($$"""async Task M() { await Task.Yield(); {|ASL2005:F|}(); } static void F() => G(); static void G() { {{leaf}} }"""));

    [Theory]
    [InlineData("async Task M() { await Task.Yield(); {|ASL2005:F|}(); }")]
    [InlineData("async void M() { await Task.Yield(); {|ASL2005:F|}(); }")]
    [InlineData("async ValueTask<int> M() { await Task.Yield(); {|ASL2005:F|}(); return 1; }")]
    [InlineData("Task M() { {|ASL2005:F|}(); return Task.CompletedTask; }")]
    [InlineData("async IAsyncEnumerable<int> M() { await Task.Yield(); {|ASL2005:F|}(); yield return 1; }")]
    [InlineData("void M() { async Task L() { await Task.Yield(); {|ASL2005:F|}(); } }")]
    [InlineData("Func<Task> M() => async () => { await Task.Yield(); {|ASL2005:F|}(); };")]
    [InlineData("Func<Task> f = async () => { await Task.Yield(); {|ASL2005:F|}(); };")]
    [InlineData("Func<Task> P { get { return async () => { await Task.Yield(); {|ASL2005:F|}(); }; } }")]
    [InlineData("C() { Func<Task> f = async () => { await Task.Yield(); {|ASL2005:F|}(); }; }")]
    [InlineData("async Task M(List<int> l) { await Task.Yield(); l.ForEach(i => {|ASL2005:F|}()); }")]
    [InlineData("async Task M(int[] l) { await Task.Yield(); l.Any(i => { {|ASL2005:F|}(); return true; }); }")]
    [InlineData("async Task M() { await Task.Yield(); Twice(() => {|ASL2005:F|}()); } static void Twice(Action a) { a(); a(); }")]
    [InlineData("async Task M() { await Task.Yield(); {|ASL2005:L|}(); void L() => F(); }")]
    [InlineData("async Task M(bool b) { await Task.Yield(); if (b) {|ASL2005:F|}(); }")]
    [InlineData("async Task M() { try { await Task.Yield(); } finally { {|ASL2005:F|}(); } }")]
    [InlineData("async Task<int> M() { await Task.Yield(); return {|ASL2005:P|} + 1; } static int P => GetAsync().Result;")]
    public Task Reports_in_every_kind_of_function(string caller) => Verify.Reports<ASL2005TransitiveBlocking>(In(caller + " static void F() => Thread.Sleep(50);"));

    [Theory]
    [InlineData("await Task.Yield(); Load(); static void Load() => Thread.Sleep(50);")]
    [InlineData("class P { static async Task Main() { await Task.Yield(); Load(); } static void Load() => Thread.Sleep(50); }")]
    public Task Silent_in_the_entry_point_which_runs_once(string program) =>
        Verify.Silent<ASL2005TransitiveBlocking>(program, new Setup { OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication });

    [Theory]
    [InlineData("await Task.Yield(); {|ASL2005:Load|}(); static void Load() => Thread.Sleep(50);")]
    [InlineData("class P { static async Task Main() { await Task.Yield(); {|ASL2005:Load|}(); } static void Load() => Thread.Sleep(50); }")]
    public Task Reports_in_the_entry_point_where_the_option_says_so(string program) => Verify.Reports<ASL2005TransitiveBlocking>(
        program, new Setup { OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication, Options = "asynclint.ASL2005.one_time_paths = report" });

    [Fact]
    public Task Reports_in_functions_of_the_top_level_code() => Verify.Reports<ASL2005TransitiveBlocking>("""
        await ServeAsync();
        Func<Task> serve = async () => { await Task.Yield(); {|ASL2005:Load|}(); };

        static async Task ServeAsync()
        {
            await Task.Yield();
            {|ASL2005:Load|}();
        }

        static void Load() => Thread.Sleep(50);
        """);

    const string Xunit = "namespace Xunit { public class FactAttribute : System.Attribute { } public class TheoryAttribute : FactAttribute { } }";

    [Fact]
    public Task Silent_in_test_methods() => Verify.Silent<ASL2005TransitiveBlocking>(
        In("[Xunit.Fact] public async Task M() { await Task.Yield(); F(); } [Xunit.Theory] public async Task N() { await G(async () => F()); } Task G(Func<Task> f) => f(); void F() => Thread.Sleep(50);"),
        new Setup { Files = { ["Xunit.cs"] = Xunit } });

    [Fact]
    public Task Reports_in_test_methods_where_the_option_says_so_and_in_their_helpers() => Verify.Reports<ASL2005TransitiveBlocking>(
        In("[Xunit.Fact] public async Task M() { await N(); {|ASL2005:F|}(); } async Task N() { await Task.Yield(); {|ASL2005:F|}(); } void F() => Thread.Sleep(50);"),
        new Setup { Files = { ["Xunit.cs"] = Xunit }, Options = "asynclint.ASL2005.test_methods = report" });

    [Theory]
    [InlineData("void M() { F(); }")]
    [InlineData("int P { get { F(); return 1; } }")]
    [InlineData("C() { F(); }")]
    [InlineData("Task M() => Task.Run(() => F());")]
    [InlineData("Task M() => Task.Run(F);")]
    [InlineData("Task M() => Task.Factory.StartNew(F, TaskCreationOptions.LongRunning);")]
    [InlineData("async Task M() { await Task.Yield(); new Thread(F).Start(); }")]
    [InlineData("async Task M() { await Task.Yield(); new Thread(() => F()).Start(); }")]
    [InlineData("async Task M() { await Task.Yield(); ThreadPool.QueueUserWorkItem(_ => F()); }")]
    [InlineData("async Task M() { await Task.Yield(); using var t = new Timer(_ => F()); }")]
    [InlineData("event Action E; async Task M() { await Task.Yield(); E += () => F(); E += F; }")]
    [InlineData("Action a; async Task M() { await Task.Yield(); a = F; a = () => F(); }")]
    [InlineData("Action a = F; async Task M() { await Task.Yield(); a(); }")]
    [InlineData("readonly Action a = F; C(Action b) { a = b; } async Task M() { await Task.Yield(); a(); }")]
    [InlineData("async Task M(Action b) { await Task.Yield(); Action a = F; a = b; a(); }")]
    [InlineData("async Task M() { await Task.Yield(); Keep(() => F()); } Action kept; void Keep(Action a) => kept = a;")]
    [InlineData("async Task M() { await Task.Yield(); Later(() => F()); } void Later(Action a) => Task.Run(() => a());")]
    [InlineData("async Task M() { await Task.Yield(); _ = nameof(F); }")]
    [InlineData("async Task M() { await Task.Yield(); System.Linq.Expressions.Expression<Action> e = () => F(); }")]
    [InlineData("async Task M() { await Task.Yield(); void L() => F(); }")]
    [InlineData("async Task M() { await G(); } static async Task G() { await Task.Yield(); }")]
    [InlineData("async Task M() { await G(); } static Task G() { try { return Task.CompletedTask; } finally { } }")]
    [InlineData("async Task M() { try { await Task.Yield(); } catch (IOException) { F(); } }")]
    [InlineData("async Task M(string s) { await Task.Yield(); if (s == null) { F(); throw new ArgumentException(); } }")]
    [InlineData("async Task M() { await Task.Yield(); if (DateTime.Now.Year < 2000) { F(); Environment.Exit(1); } }")]
    [InlineData("async Task M() { await Task.Yield(); Items(); } IEnumerable<int> Items() { F(); yield return 1; }")]
    [InlineData("async Task M(bool async) { if (async) await GetAsync(); else F(); }")]
    [InlineData("async Task M(bool async) { if (!async) { F(); return; } await GetAsync(); }")]
    [InlineData("Task M(bool async) { if (async) return GetAsync(); F(); return Task.CompletedTask; }")]
    [InlineData("Task<int> M(bool async) => async ? GetAsync() : Task.FromResult(G()); static int G() { F(); return 1; }")]
    [InlineData("C one; async Task M() { await Task.Yield(); one ??= Make(); } static C Make() { F(); return null; }")]
    public Task Silent_where_the_callers_thread_does_not_meet_the_block(string caller) => Verify.Silent<ASL2005TransitiveBlocking>(In(caller + " static void F() => Thread.Sleep(50);"));

    [Theory]
    [InlineData("int F() { try { return 1; } catch (IOException) { return GetAsync().Result; } }")]
    [InlineData("int F() { if (DateTime.Now.Year < 2000) throw new Exception(GetAsync().Result.ToString()); return 1; }")]
    [InlineData("int F() { var t = GetAsync(); return t.IsCompleted ? t.Result : 0; }")]
    [InlineData("int F() { var t = GetAsync(); if (!t.IsCompleted) return 0; return t.Result; }")]
    [InlineData("int F() => Task.FromResult(1).Result;")]
    [InlineData("int? kept; int F() => kept ??= GetAsync().Result;")]
    [InlineData("string kept; int F() { if (kept == null) { kept = GetAsync().Result.ToString(); } return kept.Length; }")]
    [InlineData("string kept; int F() { lock (this) { if (kept is null) kept = GetAsync().Result.ToString(); } return kept.Length; }")]
    [InlineData("string kept; int F() { if (kept != null) return kept.Length; kept = GetAsync().Result.ToString(); return kept.Length; }")]
    [InlineData("string kept; string G() => kept ?? (kept = GetAsync().Result.ToString()); int F() => G().Length;")]
    [InlineData("bool ready; int F() { if (!ready) { GetAsync().Wait(); ready = true; } return 1; }")]
    [InlineData("int kept; int count; int G { get { if (count > 0) return kept; GetAsync().Wait(); return kept; } } int F() => G;")]
    [InlineData("static readonly int kept = GetAsync().Result; int F() => kept;")]
    [InlineData("static class S { public static int One; static S() { GetAsync().Wait(); } } int F() => S.One;")]
    [InlineData("readonly Lazy<int> kept = new(() => GetAsync().Result); int F() => kept.Value;")]
    [InlineData("string kept; int F() => LazyInitializer.EnsureInitialized(ref kept, () => GetAsync().Result.ToString()).Length;")]
    [InlineData("class D : IDisposable { public void Dispose() => GetAsync().Wait(); } int F() { using var d = new D(); using (new D()) { } new D().Dispose(); return 1; }")]
    [InlineData("class D { ~D() { GetAsync().Wait(); } } int F() { new D(); return 1; }")]
    [InlineData("readonly SemaphoreSlim gate = new(1); int F() { gate.Wait(); try { return 1; } finally { gate.Release(); } }")]
    [InlineData("readonly Mutex gate = new(); int F() { gate.WaitOne(); try { return 1; } finally { gate.ReleaseMutex(); } }")]
    [InlineData("readonly object gate = new(); int F() { lock (gate) return 1; }")]
    [InlineData("readonly SemaphoreSlim gate = new(1); int F() => gate.Wait(0) ? 1 : 0;")]
    [InlineData("int F() { Thread.Sleep(1); return 1; }")]
    [InlineData("int F() { Thread.Yield(); Thread.SpinWait(9); return 1; }")]
    [InlineData("int F() { _ = GetAsync().ContinueWith(t => t.Result); return 1; }")]
    [InlineData("int F() { new Thread(() => GetAsync().Wait()).Start(); return 1; }")]
    [InlineData("int F() { Interlocked.Add(ref n, 1); return string.Join(\",\", new[] { 1 }.Take(1)).Length; } int n;")]
    [InlineData("class R { public int Result => 1; public void Wait() { } } int F() { new R().Wait(); return new R().Result; }")]
    [InlineData("int F() => F(1); int F(int n) => n > 0 ? F(n - 1) : 0;")]
    public Task Silent_where_what_is_called_does_not_block_or_hardly_ever(string callee) =>
        Verify.Silent<ASL2005TransitiveBlocking>(In("async Task<int> M() { await Task.Yield(); return F(); } " + callee));

    [Theory]
    [InlineData("async Task<int> M(Task<int> t) { await t; return F(t); } static int F(Task<int> t) => t.Result;")]
    [InlineData("async Task<int> M(Task<int> t) { if (!t.IsCompleted) await t; return F(1, t); } static int F(int i, Task<int> t) => t.Result;")]
    [InlineData("async Task<int> M(Task<int> t) { await Task.WhenAll(t); return F(t); } static int F(Task<int> t) => t.GetAwaiter().GetResult();")]
    [InlineData("async Task<int> M(Task<int>[] t) { await Task.WhenAll(t); F(t); return 1; } static void F(Task[] t) => Task.WaitAll(t);")]
    [InlineData("async Task<int> M() => F(Task.FromResult(await GetAsync())); static int F(Task<int> t) => t.Result;")]
    [InlineData("Task<int> task = GetAsync(); async Task<int> M() { await task; return P; } int P => task.Result;")]
    [InlineData("Task<int> task = GetAsync(); async Task<int> M() { await task; return F(); } int F() => task.Result;")]
    [InlineData("async Task<int> M(Task<int> t) { await Task.Yield(); return t.IsCompletedSuccessfully ? F(t) : 0; } static int F(Task<int> t) => t.Result;")]
    [InlineData("Task<int> M(Task<int> t) => t.ContinueWith(u => F(u)); static int F(Task<int> t) => t.Result;")]
    [InlineData("async Task<int> M(Task<int> t) { await t; return L(); int L() => t.Result; }")]
    public Task Silent_where_the_caller_has_awaited_the_task(string code) => Verify.Silent<ASL2005TransitiveBlocking>(In(code));

    [Theory]
    [InlineData("async Task<int> M(Task<int> t, Task<int> u) { await t; return {|ASL2005:F|}(u); } static int F(Task<int> t) => t.Result;")]
    [InlineData("async Task<int> M(Task<int> t) { var i = {|ASL2005:F|}(t); await t; return i; } static int F(Task<int> t) => t.Result;")]
    [InlineData("Task<int> task = GetAsync(); async Task<int> M(C c) { await task; return c.{|ASL2005:P|}; } int P => task.Result;")]
    [InlineData("async Task<int> M(Task<int> t) { await t; return {|ASL2005:F|}(t); } static int F(Task<int> t) => t.Result + GetAsync().Result;")]
    public Task Reports_where_the_caller_has_awaited_another_task(string code) => Verify.Reports<ASL2005TransitiveBlocking>(In(code));

    [Theory]
    [InlineData("F(false);", "static void F(bool wait) { if (wait) GetAsync().Wait(); }")]
    [InlineData("F();", "static void F(bool wait = false) { if (wait) GetAsync().Wait(); }")]
    [InlineData("F(b);", "static void F(bool wait) { if (wait) GetAsync().Wait(); }")]
    [InlineData("F(true);", "static void F(bool later) { if (later) return; GetAsync().Wait(); }")]
    [InlineData("F(b);", "static void F(bool wait) { G(); void G() { } if (!wait) { return; } GetAsync().Wait(); }")]
    [InlineData("F(FileMode.Open);", "static void F(FileMode mode) { if (mode == FileMode.Append) GetAsync().Wait(); }")]
    [InlineData("F(new Message());", "static void F(Message m) { if (m.Forget) return; GetAsync().Wait(); } class Message { public bool Forget; }")]
    [InlineData("F(\"\");", "static void F(object m) { if (m is not string) GetAsync().Wait(); }")]
    [InlineData("F(FileMode.Open);", "static void F(FileMode mode) { switch (mode) { case FileMode.Append: GetAsync().Wait(); break; } }")]
    [InlineData("F(b);", "static void F(bool wait) { _ = wait && GetAsync().Wait(9); }")]
    [InlineData("F(b);", "static void F(bool wait) => G(wait); static void G(bool wait) { if (wait) GetAsync().Wait(); }")]
    public Task Silent_where_an_argument_decides_and_does_not_say_so(string call, string callee) =>
        Verify.Silent<ASL2005TransitiveBlocking>(In("async Task M(bool b) { await Task.Yield(); " + call + " } " + callee));

    const string Query = "class Q { public Q() { } public Q(object o) { User = o; } public object User { get; set; } public object Other { get; set; } public void Fill() { } }";

    [Theory]
    [InlineData("F(null);", "static void F(object o) { if (o != null) GetAsync().Wait(); }")]
    [InlineData("F();", "static void F(object o = null) { if (o is null) return; GetAsync().Wait(); }")]
    [InlineData("F(new Q());", "static void F(Q q) { if (q.User != null) GetAsync().Wait(); }")]
    [InlineData("F(new Q { Other = this });", "static void F(Q q) { if (q.User is not null) G(); } static void G() => GetAsync().Wait();")]
    [InlineData("var q = new Q { Other = this }; q.Other = null; F(q);", "static void F(Q q) { if (q.User is { }) GetAsync().Wait(); }")]
    [InlineData("var q = new Q(); F(q); q.User = this;", "static void F(Q q) { if (q.User != null) GetAsync().Wait(); }")]
    [InlineData("G(new Q());", "static void G(Q q) => F(q); static void F(Q q) { if (q.User != null) GetAsync().Wait(); }")]
    public Task Silent_where_what_the_block_is_for_is_not_passed(string call, string helper) =>
        Verify.Silent<ASL2005TransitiveBlocking>(In($"async Task M() {{ await Task.Yield(); {call} }} {helper} {Query}"));

    [Theory]
    [InlineData("{|ASL2005:F|}(this);", "static void F(object o) { if (o != null) GetAsync().Wait(); }")]
    [InlineData("{|ASL2005:F|}(new Q(this));", "static void F(Q q) { if (q.User != null) GetAsync().Wait(); }")]
    [InlineData("{|ASL2005:F|}(new Q { User = this });", "static void F(Q q) { if (q.User is not null) G(); } static void G() => GetAsync().Wait();")]
    [InlineData("var q = new Q(); q.User = this; {|ASL2005:F|}(q);", "static void F(Q q) { if (q.User is not null) GetAsync().Wait(); }")]
    [InlineData("var q = new Q(); while (true) { {|ASL2005:F|}(q); q.User = this; }", "static void F(Q q) { if (q.User is not null) GetAsync().Wait(); }")]
    [InlineData("var q = new Q(); q.Fill(); {|ASL2005:F|}(q);", "static void F(Q q) { if (q.User is { }) GetAsync().Wait(); }")]
    public Task Reports_where_it_is(string call, string helper) =>
        Verify.Reports<ASL2005TransitiveBlocking>(In($"async Task M() {{ await Task.Yield(); {call} }} {helper} {Query}"));

    [Theory]
    [InlineData("static void F() => _ = FindAsync(Cache.Only).Result; enum Cache { Only, Load } static async Task<int> FindAsync(Cache cache) { if (cache == Cache.Load) { return await GetAsync(); } return 0; }")]
    [InlineData("static void F() => _ = new Guild().FindAsync(Cache.Only).Result; enum Cache { Only, Load } interface IGuild { Task<int> FindAsync(Cache cache); } class Guild : IGuild { public async Task<int> FindAsync(Cache cache) { if (cache == Cache.Load) { await GetAsync(); } return 0; } }")]
    [InlineData("static void F() => Wait(0); static readonly ManualResetEventSlim done = new(); static void Wait(int timeout) { if (!done.Wait(timeout)) throw new TimeoutException(); }")]
    [InlineData("static void F() { for (var i = 0; i < 3; i++) { try { File.Delete(\"a\"); return; } catch (IOException) when (i < 2) { Thread.Sleep(100); } } }")]
    [InlineData("static void F() { using var guard = new Guard(\"a\"); } class Guard : IDisposable { readonly Mutex mutex; public Guard(string name) { mutex = new Mutex(false, name); mutex.WaitOne(); } public void Dispose() => mutex.ReleaseMutex(); }")]
    public Task Silent_where_the_call_shows_that_nothing_waits(string helpers) => Verify.Silent<ASL2005TransitiveBlocking>(In("async Task M() { await Task.Yield(); F(); } " + helpers));

    [Theory]
    [InlineData("static void F() => CloseAsync(async: false).GetAwaiter().GetResult(); static ValueTask CloseAsync(bool async) => async ? new(GetAsync()) : default;")]
    [InlineData("static void F() { _ = OpenAsync(Mode.Synchronous).Result; } enum Mode { Synchronous, Asynchronous } static async Task<int> OpenAsync(Mode mode) => mode == Mode.Asynchronous ? await GetAsync() : 1;")]
    [InlineData("static void F() => CloseAsync(async: true).GetAwaiter().GetResult(); static ValueTask CloseAsync(bool async) => async ? new(GetAsync()) : default;")]
    [InlineData("static void F() => CloseAsync(force: false).GetAwaiter().GetResult(); static ValueTask CloseAsync(bool force) => new(GetAsync());")]
    [InlineData("static void F() => _ = FindAsync(Cache.Load).Result; enum Cache { Only, Load } static async Task<int> FindAsync(Cache cache) { if (cache == Cache.Load) { return await GetAsync(); } return 0; }")]
    [InlineData("static void F() => _ = FindAsync(Cache.Only).Result; enum Cache { Only, Load } static async Task<int> FindAsync(Cache cache) { if (cache == Cache.Load) { return await GetAsync(); } await GetAsync(); return 0; }")]
    [InlineData("static void F() => Wait(100); static readonly ManualResetEventSlim done = new(); static void Wait(int timeout) { if (!done.Wait(timeout)) throw new TimeoutException(); }")]
    [InlineData("static void F() { while (true) { try { File.Delete(\"a\"); return; } catch (IOException) { Thread.Sleep(100); } } }")]
    public Task Reports_where_it_may(string helpers) => Verify.Reports<ASL2005TransitiveBlocking>(In("async Task M() { await Task.Yield(); {|ASL2005:F|}(); } " + helpers));

    [Fact]
    public Task Silent_where_a_dictionary_keeps_what_is_waited_for() => Verify.Silent<ASL2005TransitiveBlocking>(
        In("readonly ConcurrentDictionary<int, int> _known = new(); int F(int key) => _known.GetOrAdd(key, _ => GetAsync().Result); async Task M() { await Task.Yield(); F(1); }"));

    [Theory]
    [InlineData("{|ASL2005:F|}(true);", "static void F(bool wait) { if (wait) GetAsync().Wait(); }")]
    [InlineData("F(false); {|ASL2005:F|}(true);", "static void F(bool wait) { if (wait) GetAsync().Wait(); }")]
    [InlineData("{|ASL2005:F|}();", "static void F(bool wait = true) { if (wait) GetAsync().Wait(); }")]
    [InlineData("{|ASL2005:F|}(false);", "static void F(bool later) { if (later) return; GetAsync().Wait(); }")]
    [InlineData("{|ASL2005:F|}(FileMode.Append);", "static void F(FileMode mode) { if (mode == FileMode.Append) GetAsync().Wait(); }")]
    [InlineData("{|ASL2005:F|}();", "static void F() => G(true); static void G(bool wait) { if (wait) GetAsync().Wait(); }")]
    [InlineData("{|ASL2005:F|}();", "static void F() { G(false); G(true); } static void G(bool wait) { if (wait) GetAsync().Wait(); }")]
    [InlineData("{|ASL2005:F|}(default);", "static void F(CancellationToken t) { if (t.IsCancellationRequested) return; GetAsync().Wait(); }")]
    [InlineData("{|ASL2005:F|}(1);", "static void F(int n) { if (n > 0) GetAsync().Wait(); }")]
    [InlineData("{|ASL2005:F|}(\"\");", "static void F(string s) { if (s is null) return; if (s == \"x\") return; GetAsync().Wait(); }")]
    public Task Reports_where_an_argument_says_so_or_is_no_switch(string call, string callee) =>
        Verify.Reports<ASL2005TransitiveBlocking>(In("async Task M(bool b) { await Task.Yield(); " + call + " } " + callee));

    [Theory]
    [InlineData("class A : I { public void M() => Thread.Sleep(50); } class B : I { public void M() { } }", "I", "all")]
    [InlineData("class A : I { public void M() => Thread.Sleep(50); }", "I", "single, all")]
    [InlineData("sealed class A : I { public void M() => Thread.Sleep(50); } class B : I { public void M() { } }", "A", "exact, single, all")]
    [InlineData("class A : I { public void M() => Thread.Sleep(50); } class B : A { }", "B", "exact, single, all")]
    [InlineData("class A : I { public virtual void M() => Thread.Sleep(50); } class B : A { public override void M() { } } class D : A { public override void M() { } }", "A", "single, all")]
    [InlineData("class A : I { public virtual void M() { } } class B : A { public override void M() => Thread.Sleep(50); } class D : A { public override void M() { } }", "A", "all")]
    [InlineData("class A : I { public virtual void M() { } } class B : A { public override void M() => Thread.Sleep(50); } class D : B { }", "A", "single, all")]
    [InlineData("class A : I { public virtual void M() { } } class B : A { public override void M() => Thread.Sleep(50); } class D : A { }", "D", "")]
    [InlineData("abstract class A : I { public abstract void M(); } class B : A { public override void M() => Thread.Sleep(50); } class D : A { public override void M() { } }", "A", "all")]
    [InlineData("class A : I { public void M() => Thread.Sleep(50); } class B : I { void I.M() { } }", "I", "all")]
    public async Task Follows_virtual_calls_as_far_as_the_option_says(string types, string receiver, string reported)
    {
        foreach (var level in new[] { "exact", "single", "all" })
        {
            var isReported = reported.Contains(level, StringComparison.Ordinal);
            var source = In($$"""async Task M({{receiver}} x) { await Task.Yield(); x.{{(isReported ? "{|ASL2005:M|}" : "M")}}(); } interface I { void M(); } {{types}}""");
            await Verify.Run<ASL2005TransitiveBlocking>(source, new Setup { Options = "asynclint.ASL2005.virtual_calls = " + level });
        }
    }

    [Fact]
    public Task Silent_for_members_of_the_framework_that_source_implements() => Verify.Silent<ASL2005TransitiveBlocking>(In("""
        class A : IComparable { public int CompareTo(object o) => GetAsync().Result; public override string ToString() => GetAsync().Result.ToString(); }
        async Task<int> M(IComparable c, object o) { await Task.Yield(); return c.CompareTo(o) + o.ToString().Length; }
        """));

    [Fact]
    public Task Reports_one_time_paths_where_the_option_says_so() => Verify.Reports<ASL2005TransitiveBlocking>(
        In("int? kept; int F() => kept ??= GetAsync().Result; async Task<int> M() { await Task.Yield(); return {|ASL2005:F|}(); }"),
        new Setup { Options = "asynclint.ASL2005.one_time_paths = report" });

    [Theory]
    [InlineData("asynclint.safe_apis = M:C.F")]
    [InlineData("asynclint.safe_apis = M:C.G")]
    [InlineData("asynclint.ASL2005.safe_apis = M:C.GetAsync")]
    [InlineData("asynclint.ASL2005.safe_apis = T:C")]
    public Task Silent_about_safe_apis(string option) => Verify.Silent<ASL2005TransitiveBlocking>(
        In("async Task M() { await Task.Yield(); F(); } void F() => G(); void G() => GetAsync().Wait();"), new Setup { Options = option });

    [Fact]
    public Task Reports_calls_that_lead_to_a_blocking_api_of_the_user() => Verify.Reports<ASL2005TransitiveBlocking>(
        In("async Task M() { await Task.Yield(); Native(); {|ASL2005:F|}(); } void F() => Native(); void Native() { }"),
        new Setup { Options = "asynclint.blocking_apis = M:C.Native" });

    [Fact]
    public Task Reports_a_block_once_in_a_function_at_the_nearest_call() => Verify.Reports<ASL2005TransitiveBlocking>(In("""
        async Task M() { await Task.Yield(); A(); B(); {|ASL2005:D|}(); D(); {|ASL2005:E|}(); }
        async Task N() { await Task.Yield(); {|ASL2005:A|}(); }
        void A() => B();
        void B() => D();
        void D() => Thread.Sleep(50);
        void E() => Thread.Sleep(50);
        """));

    [Fact]
    public Task Silent_where_the_call_has_an_async_sibling() => Verify.Silent<ASL2005TransitiveBlocking>(In("""
        async Task M() { await Task.Yield(); Load(); }
        void Load() => GetAsync().Wait();
        Task LoadAsync() => GetAsync();
        """));

    [Theory]
    [InlineData("""
        Func<string, Task<int>> resolver;
        public async Task HandleAsync(string message) { var command = {|ASL2005:Find|}(message); if (command != null) await GetAsync(); }
        string Find(string message)
        {
            var at = -1;
            if (resolver != null)
                at = resolver(message).ConfigureAwait(false).GetAwaiter().GetResult();
            return at < 0 ? null : message.Substring(at);
        }
        """)]
    [InlineData("""
        class Pool
        {
            public void Return(bool healthy) { try { if (!healthy) CloseAsync(false).GetAwaiter().GetResult(); } finally { } }
            async Task CloseAsync(bool async) { if (async) await Task.Delay(1); else Thread.Sleep(1); }
        }
        readonly Pool pool = new();
        public async Task CloseAsync() { await Task.Yield(); pool.{|ASL2005:Return|}(false); }
        public async Task KeepAsync() { await Task.Yield(); pool.Return(true); }
        """)]
    [InlineData("""
        Task sent = Task.CompletedTask;
        public Task CloseAsync() { {|ASL2005:Close|}(); return Task.CompletedTask; }
        void Close() => sent.GetAwaiter().GetResult();
        """)]
    public Task Reports_shapes_of_real_defects(string code) => Verify.Reports<ASL2005TransitiveBlocking>(In(code));

    [Fact]
    public Task Reports_in_the_sibling_itself() => Verify.Reports<ASL2005TransitiveBlocking>(In("""
        Task LoadAsync() { {|ASL2005:Load|}(); return Task.CompletedTask; }
        void Load() => GetAsync().Wait();
        """));

    [Fact]
    public Task Leaves_blocks_that_stand_in_the_function_itself_to_the_other_rules() => Verify.Silent<ASL2005TransitiveBlocking>(In("""
        async Task M(List<int> l) { await Task.Yield(); GetAsync().Wait(); Thread.Sleep(50); l.ForEach(i => Thread.Sleep(i)); }
        """));

    [Fact]
    public Task Follows_twelve_calls_and_no_more()
    {
        var helpers = string.Concat(Enumerable.Range(1, 13).Select(i => $"void F{i}() => {(i == 13 ? "Thread.Sleep(50)" : $"F{i + 1}()")};\n"));
        return Verify.Reports<ASL2005TransitiveBlocking>(In("async Task M() { await Task.Yield(); {|ASL2005:F2|}(); }\nasync Task N() { await Task.Yield(); F1(); }\n" + helpers));
    }

    [Fact]
    public Task Answers_the_same_in_any_order_of_functions_that_call_each_other() => Verify.Reports<ASL2005TransitiveBlocking>(In("""
        async Task M() { await Task.Yield(); {|ASL2005:B|}(2); }
        async Task N() { await Task.Yield(); {|ASL2005:A|}(2); }
        async Task O() { await Task.Yield(); {|ASL2005:D|}(2); }
        async Task P() { await Task.Yield(); E(2); }
        void A(int n) { if (n > 0) B(n - 1); }
        void B(int n) { if (n > 0) A(n - 1); D(n); }
        void D(int n) { if (n > 0) A(n - 1); else Thread.Sleep(50); E(n); }
        void E(int n) { if (n > 0) E(n - 1); }
        """));

    [Fact]
    public Task Names_the_way_and_what_it_leads_to() => Verify.Message<ASL2005TransitiveBlocking>(
        In("async Task RenderAsync() { await Task.Yield(); {|ASL2005:LoadTheme|}(); } int LoadTheme() => ReadAll(); int ReadAll() => GetAsync().Result;"),
        "'RenderAsync' is stalled by this call: 'LoadTheme' → 'ReadAll' blocks on 'Task.Result', and its thread can do nothing else until that returns");

    [Fact]
    public async Task Leads_along_the_way_by_further_locations()
    {
        var report = Assert.Single(await Verify.Run<ASL2005TransitiveBlocking>(
            In("async Task M() { await Task.Yield(); {|ASL2005:F|}(); } int F() => this.G(); int G() => new D().P; class D { public int P => GetAsync().Result; }"), Setup.Default));
        var text = await report.Location.SourceTree!.GetTextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["G", "P", "GetAsync().Result"], report.AdditionalLocations.Select(place => text.ToString(place.SourceSpan)));
    }

    [Theory]
    [InlineData("async Task M() { await Task.Yield(); F(); Missing(); } void F() => Missing();")]
    [InlineData("async Task M() { await Task.Yield(); F(1); } void F() => Thread.Sleep(")]
    [InlineData("async Task M() { await Task.Yield(); x.F(); } void F() => Thread.Sleep(9);")]
    public Task Silent_in_broken_code(string code) => Verify.Silent<ASL2005TransitiveBlocking>(In(code), new Setup { AllowErrors = true });

    [Fact]
    public Task Silent_without_the_framework() => Verify.Silent<ASL2005TransitiveBlocking>(
        "class C { void M() { F(); } void F() { } }", new Setup { References = [], AllowErrors = true, ImplicitUsings = false });

    static string Window(string members) => "using System.Windows; using System.Windows.Controls; partial class W : Window { " + members
        + " static void Read() => File.ReadAllTextAsync(\"a\").Wait(); static void Pause() => Thread.Sleep(500); static async Task Get() { await Task.Delay(20); } }";

    static Setup Wpf(string options = "") => new() { References = UiFramework.References, Options = options };

    [Theory]
    [InlineData("void OnClick(object sender, RoutedEventArgs e) => {|ASL2005:Read|}();")]
    [InlineData("void OnClick(object sender, RoutedEventArgs e) { {|ASL2005:Pause|}(); Topmost = true; }")]
    [InlineData("W() => new Button().Click += (_, _) => {|ASL2005:Read|}();")]
    [InlineData("W(Button b) => b.Click += OnClick; void OnClick(object sender, RoutedEventArgs e) => {|ASL2005:Load|}(); static void Load() => Read();")]
    [InlineData("class Command : System.Windows.Input.ICommand { public event EventHandler CanExecuteChanged; public bool CanExecute(object p) => true; public void Execute(object p) => {|ASL2005:Pause|}(); }")]
    public Task A_handler_of_a_window_is_stalled_like_an_async_function(string members) => Verify.Reports<ASL2005TransitiveBlocking>(Window(members), Wpf());

    [Theory]
    [InlineData("void OnClick(object sender, RoutedEventArgs e) => File.ReadAllTextAsync(\"a\").Wait();")]
    [InlineData("void OnClick(object sender, RoutedEventArgs e) => Task.Run(Read);")]
    [InlineData("void OnClick(object sender, RoutedEventArgs e) { var thread = new Thread(() => Read()); thread.Start(); }")]
    [InlineData("void Load() => Read();")]
    [InlineData("W() => Read();")]
    [InlineData("protected override void OnInitialized(EventArgs e) => Read();")]
    [InlineData("void OnClosing(object sender, System.ComponentModel.CancelEventArgs e) => Read();")]
    [InlineData("void OnDone(object sender, RoutedEventArgs e) => Read(); event RoutedEventHandler Done; void M() => Done += OnDone;")]
    public Task Other_sync_functions_of_a_window_are_not(string members) => Verify.Silent<ASL2005TransitiveBlocking>(Window(members), Wpf());

    [Fact]
    public Task The_user_may_say_that_there_is_no_window() =>
        Verify.Silent<ASL2005TransitiveBlocking>(Window("void OnClick(object sender, RoutedEventArgs e) => Read();"), Wpf("asynclint.app_model = none"));

    [Fact]
    public Task A_block_that_never_ends_is_reported_where_it_is() =>
        Verify.Silent<ASL2005TransitiveBlocking>(Window("async void OnClick(object sender, RoutedEventArgs e) { await Task.Yield(); Load(); } static void Load() => Get().Wait();"), Wpf());
}
