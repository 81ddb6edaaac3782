using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests.Rules.Blocking;

public sealed class ASL2004BlockingWaitTests
{
    // The user-interface frameworks are not on every machine: their types as far as a call needs them.
    const string Dispatchers = """
        namespace System.Windows.Threading
        {
            class DispatcherOperation { public System.Runtime.CompilerServices.TaskAwaiter GetAwaiter() => default; }
            class DispatcherOperation<T> { public System.Runtime.CompilerServices.TaskAwaiter<T> GetAwaiter() => default; }
            class Dispatcher
            {
                public void Invoke(Action callback) { }
                public T Invoke<T>(Func<T> callback) => default;
                public object Invoke(Delegate method, params object[] args) => null;
                public DispatcherOperation InvokeAsync(Action callback) => null;
                public DispatcherOperation<T> InvokeAsync<T>(Func<T> callback) => null;
                public void BeginInvoke(Action callback) { }
            }
        }
        namespace Avalonia.Threading
        {
            class Dispatcher
            {
                public static Dispatcher UIThread { get; }
                public void Invoke(Action callback) { }
                public Task InvokeAsync(Action callback) => null;
                public void Post(Action callback) { }
            }
        }
        namespace System.Windows.Forms
        {
            class Control
            {
                public object Invoke(Delegate method) => null;
                public void Invoke(Action method) { }
                public Task InvokeAsync(Action callback, CancellationToken cancellationToken = default) => null;
                public IAsyncResult BeginInvoke(Delegate method) => null;
            }
        }
        """;

    static readonly Setup WithDispatchers = new() { Files = { ["Dispatchers.cs"] = Dispatchers } };

    static string In(string member) => $$"""
        using System.Collections.Concurrent;
        using System.Diagnostics;
        class C
        {
            {{member}}
        }
        """;

    static Setup With(string options) => new() { Options = options };

    [Theory]
    [InlineData("async Task M() { await Task.Yield(); {|ASL2004:Thread.Sleep(100)|}; }")]
    [InlineData("async Task M(TimeSpan t) { await Task.Yield(); {|ASL2004:Thread.Sleep(t)|}; }")]
    [InlineData("async Task M(int n) { await Task.Yield(); {|ASL2004:Thread.Sleep(n)|}; }")]
    [InlineData("async Task M() { await Task.Yield(); {|ASL2004:Thread.Sleep(1)|}; }")]
    [InlineData("async Task M() { await Task.Yield(); {|ASL2004:Thread.Sleep(Timeout.Infinite)|}; }")]
    [InlineData("async Task M() { await Task.Yield(); {|ASL2004:Thread.Sleep(TimeSpan.FromSeconds(1))|}; }")]
    [InlineData("async Task M(Thread t) { await Task.Yield(); {|ASL2004:t.Join()|}; }")]
    [InlineData("async Task<bool> M(Thread t) { await Task.Yield(); return {|ASL2004:t.Join(50)|}; }")]
    [InlineData("async Task M(WaitHandle h) { await Task.Yield(); {|ASL2004:h.WaitOne()|}; }")]
    [InlineData("async Task M(Mutex h) { await Task.Yield(); {|ASL2004:h.WaitOne()|}; }")]
    [InlineData("async Task M(Semaphore h) { await Task.Yield(); {|ASL2004:h.WaitOne(10, false)|}; }")]
    [InlineData("async Task M(AutoResetEvent h, TimeSpan t) { await Task.Yield(); while ({|ASL2004:h.WaitOne(t)|}) { } }")]
    [InlineData("async Task M(CancellationToken c) { await Task.Yield(); {|ASL2004:c.WaitHandle.WaitOne(500)|}; }")]
    [InlineData("async Task M(WaitHandle[] h) { await Task.Yield(); {|ASL2004:WaitHandle.WaitAll(h)|}; }")]
    [InlineData("async Task<int> M(WaitHandle[] h) { await Task.Yield(); return {|ASL2004:WaitHandle.WaitAny(h, 100)|}; }")]
    [InlineData("async Task M(WaitHandle a, WaitHandle b) { await Task.Yield(); {|ASL2004:WaitHandle.SignalAndWait(a, b)|}; }")]
    [InlineData("async Task M(ManualResetEventSlim e) { await Task.Yield(); {|ASL2004:e.Wait()|}; }")]
    [InlineData("async Task M(ManualResetEventSlim e, CancellationToken c) { await Task.Yield(); {|ASL2004:e.Wait(c)|}; }")]
    [InlineData("async Task M(CountdownEvent e) { await Task.Yield(); {|ASL2004:e.Wait()|}; }")]
    [InlineData("async Task M(Barrier b) { await Task.Yield(); {|ASL2004:b.SignalAndWait()|}; }")]
    [InlineData("async Task M(object o) { await Task.Yield(); lock (o) { {|ASL2004:Monitor.Wait(o)|}; } }")]
    [InlineData("async Task M(SemaphoreSlim s) { await Task.Yield(); {|ASL2004:s.Wait()|}; }")]
    [InlineData("async Task<bool> M(SemaphoreSlim s) { await Task.Yield(); return {|ASL2004:s.Wait(5000)|}; }")]
    [InlineData("async Task M(SemaphoreSlim s) { await Task.Yield(); s?{|ASL2004:.Wait()|}; }")]
    [InlineData("bool done; async Task M() { await Task.Yield(); {|ASL2004:SpinWait.SpinUntil|}(() => done); }")]
    [InlineData("bool done; async Task M() { await Task.Yield(); {|ASL2004:SpinWait.SpinUntil|}(() => done, 1000); }")]
    [InlineData("async Task M(Process p) { await Task.Yield(); {|ASL2004:p.WaitForExit()|}; }")]
    [InlineData("async Task<bool> M(Process p) { await Task.Yield(); return {|ASL2004:p.WaitForExit(1000)|}; }")]
    [InlineData("async Task<int> M(BlockingCollection<int> q) { await Task.Yield(); return {|ASL2004:q.Take()|}; }")]
    [InlineData("async Task<bool> M(BlockingCollection<int> q) { await Task.Yield(); return {|ASL2004:q.TryTake(out var x, 100)|}; }")]
    [InlineData("async Task<bool> M(BlockingCollection<int> q, CancellationToken c) { await Task.Yield(); return {|ASL2004:q.TryTake(out var x, -1, c)|}; }")]
    [InlineData("async Task M(BlockingCollection<int>[] q) { await Task.Yield(); {|ASL2004:BlockingCollection<int>.TakeFromAny(q, out _)|}; }")]
    [InlineData("async Task M(BlockingCollection<int>[] q) { await Task.Yield(); {|ASL2004:BlockingCollection<int>.TryTakeFromAny(q, out _, 50)|}; }")]
    [InlineData("async Task M(BlockingCollection<int> q) { foreach (var x in {|ASL2004:q.GetConsumingEnumerable()|}) await Task.Delay(x); }")]
    [InlineData("async Task M(SynchronizationContext c) { await Task.Yield(); {|ASL2004:c.Send|}(_ => { }, null); }")]
    public Task Reports_each_line_of_the_table(string member) => Verify.Reports<ASL2004BlockingWait>(In(member));

    [Theory]
    [InlineData("async Task M(System.Windows.Threading.Dispatcher d) { await Task.Yield(); {|ASL2004:d.Invoke|}(() => { }); }")]
    [InlineData("async Task<int> M(System.Windows.Threading.Dispatcher d) { await Task.Yield(); return {|ASL2004:d.Invoke|}(() => 1); }")]
    [InlineData("async Task M(System.Windows.Threading.Dispatcher d, Delegate f) { await Task.Yield(); {|ASL2004:d.Invoke(f)|}; }")]
    [InlineData("async Task M() { await Task.Yield(); {|ASL2004:Avalonia.Threading.Dispatcher.UIThread.Invoke|}(() => { }); }")]
    [InlineData("async Task M(System.Windows.Forms.Control c) { await Task.Yield(); {|ASL2004:c.Invoke|}(() => { }); }")]
    public Task Reports_waits_for_a_user_interface_thread(string member) => Verify.Reports<ASL2004BlockingWait>(In(member), WithDispatchers);

    [Theory]
    [InlineData("async Task M(System.Windows.Threading.Dispatcher d) { await d.InvokeAsync(() => { }); d.BeginInvoke(() => { }); }")]
    [InlineData("async Task M() { await Task.Yield(); Avalonia.Threading.Dispatcher.UIThread.Post(() => { }); }")]
    [InlineData("async Task M(System.Windows.Threading.Dispatcher d) { await d.InvokeAsync(() => Thread.Sleep(1)); }")]
    [InlineData("async Task M(System.Windows.Forms.Control c) { await Task.Yield(); c.BeginInvoke(() => { }); }")]
    [InlineData("void M(System.Windows.Threading.Dispatcher d) { d.Invoke(() => { }); }")]
    public Task Silent_where_the_user_interface_thread_is_not_waited_for(string member) => Verify.Silent<ASL2004BlockingWait>(In(member), WithDispatchers);

    [Theory]
    [InlineData("Task M() { {|ASL2004:Thread.Sleep(1)|}; return Task.CompletedTask; }")]
    [InlineData("ValueTask<int> M() { {|ASL2004:Thread.Sleep(1)|}; return new(1); }")]
    [InlineData("async void M() { await Task.Yield(); {|ASL2004:Thread.Sleep(1)|}; }")]
    [InlineData("async ValueTask M() { await Task.Yield(); {|ASL2004:Thread.Sleep(1)|}; }")]
    [InlineData("async IAsyncEnumerable<int> M() { await Task.Yield(); {|ASL2004:Thread.Sleep(1)|}; yield return 1; }")]
    [InlineData("void M() { async Task L() { await Task.Yield(); {|ASL2004:Thread.Sleep(1)|}; } }")]
    [InlineData("void M() { Task L() { {|ASL2004:Thread.Sleep(1)|}; return Task.CompletedTask; } }")]
    [InlineData("Func<Task> f = async () => { await Task.Yield(); {|ASL2004:Thread.Sleep(1)|}; };")]
    [InlineData("Func<Task> f = () => { {|ASL2004:Thread.Sleep(1)|}; return Task.CompletedTask; };")]
    [InlineData("Func<Task> f = async delegate { await Task.Yield(); {|ASL2004:Thread.Sleep(1)|}; };")]
    [InlineData("C() { Func<Task> f = async () => { await Task.Yield(); {|ASL2004:Thread.Sleep(1)|}; }; }")]
    [InlineData("int P { get { _ = Task.Run(async () => { await Task.Yield(); {|ASL2004:Thread.Sleep(1)|}; }); return 1; } }")]
    [InlineData("async Task M(List<int> l) { await Task.Yield(); l.ForEach(x => {|ASL2004:Thread.Sleep(x)|}); }")]
    [InlineData("async Task M(IEnumerable<int> l) { await Task.Yield(); l.Select(x => { {|ASL2004:Thread.Sleep(x)|}; return x; }).ToList(); }")]
    [InlineData("async Task M(IEnumerable<int> l) => await Parallel.ForEachAsync(l, async (x, c) => { await Task.Yield(); {|ASL2004:Thread.Sleep(x)|}; });")]
    public Task Reports_in_every_function_that_a_caller_awaits(string member) => Verify.Reports<ASL2004BlockingWait>(In(member));

    [Fact]
    public Task In_a_test_only_what_could_be_awaited_is_reported() => Verify.Reports<ASL2004BlockingWait>(
        "public class C { [Xunit.Fact] public async Task M() { await Task.Yield(); new ManualResetEventSlim().Wait(); new AutoResetEvent(false).WaitOne(); {|ASL2004:Thread.Sleep(50)|}; } async Task N() { await Task.Yield(); {|ASL2004:new AutoResetEvent(false).WaitOne()|}; } }",
        new Setup { Files = { ["Xunit.cs"] = "namespace Xunit { public class FactAttribute : System.Attribute { } }" } });

    [Fact]
    public Task Reports_in_a_program_that_awaits() => Verify.Reports<ASL2004BlockingWait>("await Task.Yield(); {|ASL2004:Thread.Sleep(1)|};");

    [Fact]
    public Task Reports_an_override_of_a_method_of_the_table() => Verify.Reports<ASL2004BlockingWait>("""
        class Gate : WaitHandle
        {
            public override bool WaitOne(int millisecondsTimeout) => true;
            public static async Task M(Gate gate) { await Task.Yield(); {|ASL2004:gate.WaitOne(5)|}; }
        }
        """);

    [Theory]
    [InlineData("async Task M() { await Task.Yield(); Thread.Sleep(0); }", "yields")]
    [InlineData("async Task M() { await Task.Yield(); Thread.Sleep(TimeSpan.Zero); }", "yields")]
    [InlineData("async Task M() { await Task.Yield(); Thread.Sleep(default(TimeSpan)); }", "yields")]
    [InlineData("async Task M() { await Task.Yield(); Thread.Sleep(new TimeSpan(0)); }", "yields")]
    [InlineData("const int No = 0; async Task<bool> M(SemaphoreSlim s) { await Task.Yield(); return s.Wait(No); }", "only asks")]
    [InlineData("async Task<bool> M(SemaphoreSlim s) { await Task.Yield(); return s.Wait(millisecondsTimeout: 0); }", "only asks")]
    [InlineData("async Task<bool> M(SemaphoreSlim s) { await Task.Yield(); return s.Wait(TimeSpan.FromMilliseconds(0)); }", "only asks")]
    [InlineData("async Task<bool> M(SemaphoreSlim s, CancellationToken c) { await Task.Yield(); return s.Wait(0, c); }", "only asks")]
    [InlineData("async Task<bool> M(Mutex h) { await Task.Yield(); return h.WaitOne(0); }", "only asks")]
    [InlineData("async Task<bool> M(WaitHandle h) { await Task.Yield(); return h.WaitOne(TimeSpan.Zero, true); }", "only asks")]
    [InlineData("async Task<bool> M(Process p) { await Task.Yield(); return p.WaitForExit(0); }", "only asks")]
    [InlineData("async Task<bool> M(BlockingCollection<int> q) { await Task.Yield(); return q.TryTake(out _); }", "only asks")]
    [InlineData("async Task<bool> M(BlockingCollection<int> q) { await Task.Yield(); return q.TryTake(out _, 0); }", "only asks")]
    [InlineData("async Task M(BlockingCollection<int> q) { await Task.Yield(); q.Add(0); q.TryAdd(1, 10); }", "blocks only when bounded")]
    [InlineData("async Task M(BlockingCollection<int>[] q) { await Task.Yield(); BlockingCollection<int>.TryTakeFromAny(q, out _); }", "only asks")]
    public Task Silent_where_nothing_waits(string member, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL2004BlockingWait>(In(member));
    }

    [Theory]
    [InlineData("async Task M() { await Task.Delay(10); }")]
    [InlineData("async Task M(SemaphoreSlim s) { await s.WaitAsync(); s.Release(); }")]
    [InlineData("async Task M(Process p) { await p.WaitForExitAsync(); p.Kill(); }")]
    [InlineData("async Task M() { await Task.Yield(); Thread.SpinWait(10); Thread.Yield(); new SpinWait().SpinOnce(); }")]
    [InlineData("async Task M(ReaderWriterLockSlim l) { await Task.Yield(); l.EnterReadLock(); l.ExitReadLock(); }")]
    [InlineData("async Task M(object o) { await Task.Yield(); Monitor.Enter(o); Monitor.PulseAll(o); Monitor.Exit(o); lock (o) { } }")]
    [InlineData("async Task M(ManualResetEventSlim e, AutoResetEvent a) { await Task.Yield(); e.Set(); e.Reset(); a.Set(); }")]
    [InlineData("async Task M(SynchronizationContext c) { await Task.Yield(); c.Post(_ => { }, null); }")]
    [InlineData("async Task M(Task t) { await Task.Yield(); t.Wait(); Task.WaitAll(t); }")]
    [InlineData("async Task M(Task t) { await Task.Yield(); SpinWait.SpinUntil(() => t.IsCompleted); }")]
    [InlineData("async Task<string> M() { await Task.Yield(); return nameof(Thread.Sleep); }")]
    [InlineData("static void Sleep(int ms) { } async Task M() { await Task.Yield(); Sleep(5); Take(); Wait(); Join(); } void Take() { } void Wait() { } void Join() { }")]
    [InlineData("async Task M() { await Task.Yield(); Action<int> f = Thread.Sleep; }")]
    public Task Silent_for_what_is_not_a_blocking_wait_or_is_another_rules(string member) => Verify.Silent<ASL2004BlockingWait>(In(member));

    [Theory]
    [InlineData("void M() { Thread.Sleep(1); }")]
    [InlineData("int M(SemaphoreSlim s) { s.Wait(); return 1; }")]
    [InlineData("C() { Thread.Sleep(1); }")]
    [InlineData("static C() { Thread.Sleep(1); }")]
    [InlineData("~C() { Thread.Sleep(1); }")]
    [InlineData("int P { get { Thread.Sleep(1); return 1; } set { Thread.Sleep(1); } }")]
    [InlineData("Task P { get { Thread.Sleep(1); return Task.CompletedTask; } }")]
    [InlineData("public static C operator +(C a, C b) { Thread.Sleep(1); return a; }")]
    [InlineData("bool f = new ManualResetEvent(false).WaitOne(5);")]
    [InlineData("IEnumerable<int> M() { Thread.Sleep(1); yield return 1; }")]
    [InlineData("async Task M() { void L() => Thread.Sleep(1); L(); await Task.Yield(); }")]
    [InlineData("async Task M() { Action a = () => Thread.Sleep(1); a += () => { }; await Task.Run(a); }")]
    [InlineData("async Task M() { await Task.Run(() => Thread.Sleep(1)); }")]
    [InlineData("async Task M() { await Task.Run(() => { Thread.Sleep(1); return 1; }); }")]
    [InlineData("async Task M() { await Task.Factory.StartNew(() => Thread.Sleep(1), TaskCreationOptions.LongRunning); }")]
    [InlineData("async Task M(BlockingCollection<int> q) { new Thread(() => { foreach (var x in q.GetConsumingEnumerable()) { } }).Start(); await Task.Yield(); }")]
    [InlineData("async Task M() { ThreadPool.QueueUserWorkItem(_ => Thread.Sleep(1)); await Task.Yield(); }")]
    [InlineData("async Task M() { using var t = new Timer(_ => Thread.Sleep(1)); await Task.Yield(); }")]
    [InlineData("async Task M(Task t) { await t.ContinueWith(_ => Thread.Sleep(1)); }")]
    [InlineData("event Action E; async Task M() { E += () => Thread.Sleep(1); await Task.Yield(); }")]
    [InlineData("async Task M(CancellationToken c) { c.Register(() => Thread.Sleep(1)); await Task.Yield(); }")]
    [InlineData("async Task M() { System.Linq.Expressions.Expression<Action> e = () => Thread.Sleep(1); await Task.Yield(); }")]
    [InlineData("async Task M(IQueryable<Thread> q) { q.Where(t => t.Join(1)).Count(); await Task.Yield(); }")]
    public Task Silent_in_sync_functions_and_on_other_threads(string member) => Verify.Silent<ASL2004BlockingWait>(In(member));

    [Fact]
    public Task Silent_in_a_program_that_never_awaits() => Verify.Silent<ASL2004BlockingWait>("Thread.Sleep(1);");

    [Theory]
    [InlineData("async Task M(bool async, SemaphoreSlim s) { if (async) await s.WaitAsync(); else s.Wait(); }")]
    [InlineData("async Task M(bool sync, SemaphoreSlim s) { if (!sync) { await s.WaitAsync(); } else { s.Wait(); } }")]
    [InlineData("async Task M(DayOfWeek d) { if (d == DayOfWeek.Sunday) await Task.Delay(1); else Thread.Sleep(1); }")]
    [InlineData("async Task M(DayOfWeek d) { if (d is DayOfWeek.Sunday) await Task.Delay(1); else Thread.Sleep(1); }")]
    [InlineData("async Task<bool> M(bool async, SemaphoreSlim s) => async ? await s.WaitAsync(5) : s.Wait(5);")]
    public Task Silent_in_the_sync_branch_of_a_function_for_both_kinds_of_caller(string member) => Verify.Silent<ASL2004BlockingWait>(In(member));

    [Theory]
    [InlineData("async Task M(bool slow) { if (slow) {|ASL2004:Thread.Sleep(1)|}; await Task.Yield(); }")]
    [InlineData("async Task M(int n) { if (n > 1) await Task.Yield(); else {|ASL2004:Thread.Sleep(1)|}; }")]
    [InlineData("async Task M(bool slow) { if (slow) {|ASL2004:Thread.Sleep(1)|}; else Console.WriteLine(); await Task.Yield(); }")]
    [InlineData("async Task M(SemaphoreSlim s) { if ({|ASL2004:s.Wait(5)|}) await Task.Yield(); else s.Release(); }")]
    public Task Reports_in_a_branch_that_is_not_a_sync_twin(string member) => Verify.Reports<ASL2004BlockingWait>(In(member));

    [Theory]
    [InlineData("async Task M(int[] a) { await Task.Yield(); {|ASL2004:Parallel.ForEach|}(a, x => Thread.Sleep(x)); }")]
    [InlineData("async Task M(HttpClient h, string[] a) { await Task.Yield(); {|ASL2004:Parallel.ForEach|}(a, x => { var s = h.GetStringAsync(x).Result; }); }")]
    [InlineData("async Task M(HttpClient h, string[] a) { await Task.Yield(); {|ASL2004:Parallel.ForEach|}(a, x => h.GetStringAsync(x).GetAwaiter().GetResult()); }")]
    [InlineData("async Task M(Task[] a) { await Task.Yield(); {|ASL2004:Parallel.For|}(0, 5, i => a[i].Wait()); }")]
    [InlineData("async Task M() { await Task.Yield(); {|ASL2004:Parallel.Invoke|}(() => Thread.Sleep(1), () => { }); }")]
    [InlineData("async Task M(int[] a) { await Task.Yield(); {|ASL2004:a.AsParallel().ForAll|}(x => Thread.Sleep(x)); }")]
    [InlineData("async Task M(int[] a) { await Task.Yield(); {|ASL2004:Parallel.ForEach|}(a, x => a.ToList().ForEach(y => Thread.Sleep(y))); }")]
    [InlineData("async Task M(int[] a) { await Task.Yield(); {|ASL2004:Parallel.ForEach|}(a, x => Parallel.ForEach(a, y => Thread.Sleep(y))); }")]
    public Task Reports_a_parallel_loop_whose_body_blocks_once_at_the_loop(string member) => Verify.Reports<ASL2004BlockingWait>(In(member));

    [Theory]
    [InlineData("async Task M(int[] a) { await Task.Yield(); Parallel.ForEach(a, x => Math.Sqrt(x)); }")]
    [InlineData("async Task M(int[] a) { await Task.Yield(); Parallel.For(0, 5, i => a[i]++); }")]
    [InlineData("async Task M(int[] a) { await Task.Yield(); Parallel.ForEach(a, x => { Task.Run(() => Thread.Sleep(x)); }); }")]
    [InlineData("async Task M(int[] a, Action<int> f) { await Task.Yield(); Parallel.ForEach(a, f); }")]
    [InlineData("async Task M(int[] a, SemaphoreSlim s) { await Task.Yield(); Parallel.ForEach(a, x => s.Wait(0)); }")]
    [InlineData("void M(int[] a) { Parallel.ForEach(a, x => Thread.Sleep(x)); }")]
    [InlineData("async Task M(int[] a) { await Task.Run(() => Parallel.ForEach(a, x => Thread.Sleep(x))); }")]
    public Task Silent_for_a_parallel_loop_that_computes_or_stalls_nobody(string member) => Verify.Silent<ASL2004BlockingWait>(In(member));

    [Theory]
    [InlineData("async Task PollAsync() { await Task.Yield(); {|ASL2004:Thread.Sleep(1)|}; }",
        "'Thread.Sleep' stalls 'PollAsync': nothing else can run on its thread until it returns; 'await Task.Delay' would let the thread go")]
    [InlineData("async Task PollAsync(AutoResetEvent ready) { await Task.Yield(); {|ASL2004:ready.WaitOne()|}; }",
        "'AutoResetEvent.WaitOne' stalls 'PollAsync': nothing else can run on its thread until it returns")]
    [InlineData("Func<SemaphoreSlim, Task> f = async s => { await Task.Yield(); {|ASL2004:s.Wait()|}; };",
        "'SemaphoreSlim.Wait' stalls the lambda: nothing else can run on its thread until it returns; 'await WaitAsync' would let the thread go")]
    [InlineData("async Task LoadAsync(int[] a) { await Task.Yield(); {|ASL2004:Parallel.ForEach|}(a, x => Thread.Sleep(x)); }",
        "'Parallel.ForEach' stalls 'LoadAsync': nothing else can run on its thread until it returns; 'await Parallel.ForEachAsync' would let the thread go")]
    [InlineData("async Task<bool> StopAsync(Process p) { await Task.Yield(); return {|ASL2004:p.WaitForExit(10)|}; }",
        "'Process.WaitForExit' stalls 'StopAsync': nothing else can run on its thread until it returns")]
    public Task Names_the_call_the_function_and_a_counterpart_that_exists(string member, string message) =>
        Verify.Message<ASL2004BlockingWait>(In(member), message);

    [Theory]
    [InlineData("async Task M(Process p) { await Task.Yield(); {|ASL2004:p.WaitForExit()|}; }",
        "'Process.WaitForExit' stalls 'M': nothing else can run on its thread until it returns")]
    [InlineData("async Task M(int[] a) { await Task.Yield(); {|ASL2004:Parallel.ForEach|}(a, x => Thread.Sleep(x)); }",
        "'Parallel.ForEach' stalls 'M': nothing else can run on its thread until it returns")]
    public Task Names_no_counterpart_that_the_framework_lacks(string member, string message) => Verify.Message<ASL2004BlockingWait>(
        In("").Insert(0, "using System; using System.Threading; using System.Threading.Tasks;\n").Replace("class C\n{", "class C\n{\n" + member, StringComparison.Ordinal),
        message, new() { References = References.NetStandard, LanguageVersion = LanguageVersion.CSharp7_3 });

    [Theory]
    [InlineData("async Task M() { await Task.Yield(); Thread.Sleep(); }")]
    [InlineData("async Task M() { await Task.Yield(); Thread.Sleep(\"a\"); }")]
    [InlineData("async Task M( { Thread.")]
    [InlineData("async Task M() { Parallel.ForEach(x, y => { y.Result; }); Unknown.Wait(1); }")]
    [InlineData("async Task M(SemaphoreSlim s) { s.Wait(undefined); }")]
    public Task Silent_where_the_call_does_not_bind(string member) =>
        Verify.Silent<ASL2004BlockingWait>(In(member), new() { AllowErrors = true });

    [Fact]
    public Task Silent_without_a_framework() => Verify.Silent<ASL2004BlockingWait>(
        "class C { async System.Threading.Tasks.Task M() { System.Threading.Thread.Sleep(1); } }",
        new() { References = References.None, AllowErrors = true });

    [Fact]
    public Task Silent_for_a_users_type_of_the_same_name() => Verify.Silent<ASL2004BlockingWait>("""
        namespace My
        {
            class Thread { public static void Sleep(int ms) { } }
            class SemaphoreSlim { public void Wait() { } }
            class C { async Task M(SemaphoreSlim s) { await Task.Yield(); Thread.Sleep(1); s.Wait(); } }
        }
        """);

    const string Device = """
        class Device
        {
            public void Drain() { }
            public Task DrainAsync() => Task.CompletedTask;
            public int Read(int timeout) => 0;
            public async Task M() { await Task.Yield(); MARK; }
        }
        """;

    [Theory]
    [InlineData("{|ASL2004:Drain()|}", "blocking_apis = M:Device.Drain", "'Device.Drain' stalls 'M': nothing else can run on its thread until it returns; 'await DrainAsync' would let the thread go")]
    [InlineData("{|ASL2004:Drain()|}; {|ASL2004:Drain()|}", "blocking_apis = T:Nothing | M:Device.Drain", null)]
    [InlineData("{|ASL2004:Read(5)|}", "blocking_apis = M:Device.Read*", "'Device.Read' stalls 'M': nothing else can run on its thread until it returns")]
    public Task Reports_the_users_own_blocking_methods(string statement, string option, string? message) => Verify.Reports<ASL2004BlockingWait>(
        Device.Replace("MARK", statement, StringComparison.Ordinal), With("asynclint.ASL2004." + option), message);

    [Theory]
    [InlineData("Drain()", "asynclint.ASL2004.blocking_apis = nonsense")]
    [InlineData("Drain()", "asynclint.ASL2001.blocking_apis = M:Device.Drain")]
    [InlineData("Read(0)", "asynclint.ASL2004.blocking_apis = M:Device.Read*")]
    [InlineData("Drain()", "asynclint.blocking_apis = M:Device.Drain\nasynclint.safe_apis = M:Device.Drain")]
    [InlineData("Thread.Sleep(1)", "asynclint.safe_apis = M:System.Threading.Thread.Sleep*")]
    [InlineData("Thread.Sleep(1)", "asynclint.ASL2004.safe_apis = T:System.Threading.Thread")]
    public Task Silent_for_what_the_user_calls_safe(string statement, string options) =>
        Verify.Silent<ASL2004BlockingWait>(Device.Replace("MARK", statement, StringComparison.Ordinal), With(options));

    static Task Fixes(string before, string after, Setup? setup = null) => VerifyFix.Of<ASL2004BlockingWait, ASL2004BlockingWaitFix>(In(before), In(after), setup);

    static Task NoFix(string member, Setup? setup = null) => VerifyFix.None<ASL2004BlockingWait, ASL2004BlockingWaitFix>(In(member), setup);

    // Two tokens, so that none is passed on.
    [Theory]
    [InlineData("{|ASL2004:Thread.Sleep(100)|};", "await Task.Delay(100);")]
    [InlineData("{|ASL2004:Thread.Sleep(TimeSpan.FromSeconds(1))|};", "await Task.Delay(TimeSpan.FromSeconds(1));")]
    [InlineData("{|ASL2004:Thread.Sleep(millisecondsTimeout: 5)|};", "await Task.Delay(5);")]
    [InlineData("{|ASL2004:System.Threading.Thread.Sleep(Timeout.Infinite)|};", "await Task.Delay(Timeout.Infinite);")]
    [InlineData("/* a */ {|ASL2004:Thread.Sleep(/* b */ 100)|} /* c */;", "/* a */ await Task.Delay(/* b */ 100) /* c */;")]
    [InlineData("{|ASL2004:s.Wait()|};", "await s.WaitAsync();")]
    [InlineData("{|ASL2004:s.Wait(c)|};", "await s.WaitAsync(c);")]
    [InlineData("var ok = {|ASL2004:s.Wait(5)|};", "var ok = await s.WaitAsync(5);")]
    [InlineData("var ok = {|ASL2004:s.Wait(TimeSpan.FromSeconds(1))|};", "var ok = await s.WaitAsync(TimeSpan.FromSeconds(1));")]
    [InlineData("if (!{|ASL2004:s.Wait(5, c)|}) return;", "if (!await s.WaitAsync(5, c)) return;")]
    [InlineData("var t = {|ASL2004:s.Wait(5)|}.ToString();", "var t = (await s.WaitAsync(5)).ToString();")]
    [InlineData("{|ASL2004:p.WaitForExit()|};", "await p.WaitForExitAsync();")]
    [InlineData("{|ASL2004:Process.Start(\"x\").WaitForExit()|};", "await Process.Start(\"x\").WaitForExitAsync();")]
    public Task Awaits_the_counterpart(string before, string after) => Fixes(
        $"async Task M(SemaphoreSlim s, Process p, CancellationToken c, CancellationToken other) {{ await Task.Yield(); {before} }}",
        $"async Task M(SemaphoreSlim s, Process p, CancellationToken c, CancellationToken other) {{ await Task.Yield(); {after} }}");

    [Fact]
    public Task Awaits_in_a_whole_file() => Fixes(
        """
        async Task A(SemaphoreSlim s)
            {
                // first
                {|ASL2004:s.Wait()|};
                try
                {
                    {|ASL2004:Thread.Sleep(1)|}; // nap
                }
                finally
                {
                    s.Release();
                }
            }

            Task B()
            {
                {|ASL2004:Thread.Sleep(1)|};
                return Task.CompletedTask;
            }

            Func<Task> c = async () => {|ASL2004:Thread.Sleep(1)|};
        """,
        """
        async Task A(SemaphoreSlim s)
            {
                // first
                await s.WaitAsync();
                try
                {
                    await Task.Delay(1); // nap
                }
                finally
                {
                    s.Release();
                }
            }

            async Task B()
            {
                await Task.Delay(1);
            }

            Func<Task> c = async () => await Task.Delay(1);
        """);

    [Fact]
    public Task Follows_the_configure_await_style_of_the_file() => Fixes(
        "async Task M(SemaphoreSlim s) { await Task.Delay(1).ConfigureAwait(false); {|ASL2004:s.Wait()|}; {|ASL2004:Thread.Sleep(2)|}; }",
        "async Task M(SemaphoreSlim s) { await Task.Delay(1).ConfigureAwait(false); await s.WaitAsync().ConfigureAwait(false); await Task.Delay(2).ConfigureAwait(false); }");

    [Fact]
    public Task Awaits_nested_waits_in_one_expression() => Fixes(
        "async Task<bool> M(SemaphoreSlim a, SemaphoreSlim b) { await Task.Yield(); return {|ASL2004:a.Wait({|ASL2004:b.Wait(1)|} ? 2 : 3)|}; }",
        "async Task<bool> M(SemaphoreSlim a, SemaphoreSlim b) { await Task.Yield(); return await a.WaitAsync(await b.WaitAsync(1) ? 2 : 3); }");

    [Fact]
    public Task Adds_the_using_for_the_delay() => VerifyFix.Of<ASL2004BlockingWait, ASL2004BlockingWaitFix>(
        """
        using System.Threading;

        class C
        {
            async System.Threading.Tasks.ValueTask M()
            {
                {|ASL2004:Thread.Sleep(1)|};
            }
        }
        """,
        """
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async System.Threading.Tasks.ValueTask M()
            {
                await Task.Delay(1);
            }
        }
        """,
        new() { ImplicitUsings = false });

    [Theory]
    [InlineData("{|ASL2004:Thread.Sleep(1)|};", "await Task.Delay(1, c);")]
    [InlineData("{|ASL2004:Thread.Sleep(timeout: time)|} /* b */;", "await Task.Delay(time, c) /* b */;")]
    [InlineData("{|ASL2004:s.Wait()|};", "await s.WaitAsync(c);")]
    [InlineData("var ok = {|ASL2004:s.Wait(time)|};", "var ok = await s.WaitAsync(time, c);")]
    [InlineData("{|ASL2004:p.WaitForExit()|};", "await p.WaitForExitAsync(c);")]
    [InlineData("{|ASL2004:s.Wait(c)|};", "await s.WaitAsync(c);")]
    [InlineData("{|ASL2004:s.Wait(CancellationToken.None)|};", "await s.WaitAsync(CancellationToken.None);")]
    [InlineData("try { } finally { {|ASL2004:s.Wait()|}; }", "try { } finally { await s.WaitAsync(); }")]
    [InlineData("try { } catch { {|ASL2004:Thread.Sleep(1)|}; }", "try { } catch { await Task.Delay(1); }")]
    [InlineData("var late = c; {|ASL2004:Thread.Sleep(1)|};", "var late = c; await Task.Delay(1);")]
    [InlineData("using var source = new CancellationTokenSource(); {|ASL2004:Thread.Sleep(1)|};", "using var source = new CancellationTokenSource(); await Task.Delay(1);")]
    [InlineData("Func<Task> f = async () => {|ASL2004:Thread.Sleep(1)|};", "Func<Task> f = async () => await Task.Delay(1);")]
    [InlineData("Func<CancellationToken, Task> f = async d => {|ASL2004:Thread.Sleep(1)|};", "Func<CancellationToken, Task> f = async d => await Task.Delay(1, d);")]
    [InlineData("await L(c); static async Task L(CancellationToken @params) { {|ASL2004:Thread.Sleep(1)|}; }", "await L(c); static async Task L(CancellationToken @params) { await Task.Delay(1, @params); }")]
    public Task Passes_on_the_one_token_that_the_function_was_given(string before, string after) => Fixes(
        $"async Task M(SemaphoreSlim s, Process p, TimeSpan time, CancellationToken c) {{ await Task.Yield(); {before} }}",
        $"async Task M(SemaphoreSlim s, Process p, TimeSpan time, CancellationToken c) {{ await Task.Yield(); {after} }}");

    [Theory]
    [InlineData("public Task DrainAsync(int port, CancellationToken token = default) => null;", "d.DrainAsync(1, c)")]
    [InlineData("public Task DrainAsync(int port) => null; public Task DrainAsync(int port, CancellationToken token) => null;", "d.DrainAsync(1, c)")]
    [InlineData("public Task DrainAsync(int port) => null; public Task DrainAsync(int port, object state) => null;", "d.DrainAsync(1)")]
    [InlineData("public Task DrainAsync(int port) => null; [Obsolete] public Task DrainAsync(int port, CancellationToken token) => null;", "d.DrainAsync(1)")]
    [InlineData("public Task DrainAsync(int port) => null; public Task<string> DrainAsync(int port, CancellationToken token) => null;", "d.DrainAsync(1)")]
    public Task Passes_on_a_token_only_to_a_counterpart_that_takes_one(string siblings, string after) => Fixes(
        "async Task M(Device d, CancellationToken c) { await Task.Yield(); {|ASL2004:d.Drain(1)|}; }",
        $"async Task M(Device d, CancellationToken c) {{ await Task.Yield(); await {after}; }}",
        new Setup
        {
            Options = "asynclint.ASL2004.blocking_apis = M:Device.Drain*",
            Files = { ["Device.cs"] = $"class Device {{ public void Drain(int port) {{ }} {siblings} }}" },
        });

    [Fact]
    public Task Awaits_the_dispatcher_with_the_same_lambda() => Fixes(
        """
        async Task<int> M(System.Windows.Threading.Dispatcher d, System.Windows.Forms.Control c)
            {
                await Task.Yield();
                {|ASL2004:d.Invoke|}(() => { Console.WriteLine(); });
                {|ASL2004:Avalonia.Threading.Dispatcher.UIThread.Invoke|}(() => { });
                {|ASL2004:c.Invoke|}(() => { });
                return {|ASL2004:d.Invoke|}(() => 1) + 1;
            }
        """,
        """
        async Task<int> M(System.Windows.Threading.Dispatcher d, System.Windows.Forms.Control c)
            {
                await Task.Yield();
                await d.InvokeAsync(() => { Console.WriteLine(); });
                await Avalonia.Threading.Dispatcher.UIThread.InvokeAsync(() => { });
                await c.InvokeAsync(() => { });
                return await d.InvokeAsync(() => 1) + 1;
            }
        """,
        WithDispatchers);

    [Theory]
    [InlineData("async Task M(object o) { await Task.Yield(); lock (o) { {|ASL2004:Thread.Sleep(1)|}; } }", "await is an error in a lock")]
    [InlineData("async Task M(WaitHandle h) { await Task.Yield(); {|ASL2004:h.WaitOne()|}; }", "no counterpart")]
    [InlineData("async Task M(Process p) { await Task.Yield(); {|ASL2004:p.WaitForExit(5)|}; }", "the counterpart takes no timeout")]
    [InlineData("async Task M(SemaphoreSlim s) { await Task.Yield(); s?{|ASL2004:.Wait()|}; }", "nothing to await where it is null")]
    [InlineData("async Task M(List<int> l) { await Task.Yield(); l.ForEach(x => {|ASL2004:Thread.Sleep(x)|}); }", "the lambda cannot be async")]
    [InlineData("async Task M(int[] a) { await Task.Yield(); {|ASL2004:Parallel.ForEach|}(a, x => Thread.Sleep(x)); }", "another kind of body")]
    [InlineData("Task M(string s) { if (s == null) throw new ArgumentNullException(nameof(s)); {|ASL2004:Thread.Sleep(1)|}; return Task.CompletedTask; }", "throws at once")]
    [InlineData("Task M(out int i) { i = 1; {|ASL2004:Thread.Sleep(1)|}; return Task.CompletedTask; }", "an out parameter")]
    [InlineData("async Task M(Exception e) { try { await Task.Yield(); } catch when ({|ASL2004:new SemaphoreSlim(1).Wait(5)|}) { } }", "a filter")]
    public Task Leaves_alone_what_cannot_be_awaited(string member, string because)
    {
        Assert.NotEmpty(because);
        return NoFix(member);
    }

    [NewerCSharpTheory]
    [InlineData("async Task M(int[] a) { await Task.Yield(); Span<int> s = a; {|ASL2004:Thread.Sleep(1)|}; s[0] = 1; }", "a span lives on")]
    public Task Leaves_alone_where_a_span_lives_on(string member, string because)
    {
        Assert.NotEmpty(because);
        return NoFix(member);
    }

    [Fact]
    public Task Leaves_alone_a_linked_file_whose_other_framework_lacks_the_counterpart() => VerifyFix.None<ASL2004BlockingWait, ASL2004BlockingWaitFix>(
        """
        using System.Diagnostics;
        using System.Threading.Tasks;
        class C
        {
            async Task M(Process p) { await Task.Yield(); {|ASL2004:p.WaitForExit()|}; }
        }
        """,
        new() { ImplicitUsings = false, Projects = [new("Old") { Linked = true, References = References.NetStandard }] });

    // What AsyncSiblings proves, seen through the user's own methods.
    [Theory]
    [InlineData("public Task DrainAsync() => Task.CompletedTask;", true)]
    [InlineData("public ValueTask DrainAsync() => default;", true)]
    [InlineData("public Task DrainAsync(CancellationToken token = default) => Task.CompletedTask;", true)]
    [InlineData("[Obsolete] public Task DrainAsync() => Task.CompletedTask;", false)]
    [InlineData("Task DrainAsync() => Task.CompletedTask;", false)]
    [InlineData("public void DrainAsync() { }", false)]
    [InlineData("public Task DrainAsync(int port) => Task.CompletedTask;", false)]
    [InlineData("public Task<string> DrainAsync() => null;", false)]
    [InlineData("public static Task DrainAsync() => Task.CompletedTask;", false)]
    [InlineData("public IAsyncEnumerable<int> DrainAsync() => null;", false)]
    public Task Awaits_a_sibling_only_if_it_is_proven(string sibling, bool proven)
    {
        var setup = new Setup
        {
            Options = "asynclint.ASL2004.blocking_apis = M:Device.Drain",
            Files = { ["Device.cs"] = $"class Device {{ public void Drain() {{ }} {sibling} }}" },
        };
        const string Before = "async Task M(Device d) { await Task.Yield(); {|ASL2004:d.Drain()|}; }";
        return proven ? Fixes(Before, "async Task M(Device d) { await Task.Yield(); await d.DrainAsync(); }", setup) : NoFix(Before, setup);
    }

    [Theory]
    [InlineData("{|ASL2004:Drain(1)|};", "fewer parameters")]
    [InlineData("int n = {|ASL2004:Count()|};", "another result")]
    public Task Awaits_no_sibling_of_another_shape(string statement, string because)
    {
        Assert.NotEmpty(because);
        return NoFix(
            $"void Drain(int port) {{ }} Task DrainAsync() => null; int Count() => 1; Task<string> CountAsync() => null; async Task M() {{ await Task.Yield(); {statement} }}",
            With("asynclint.ASL2004.blocking_apis = M:C.Drain(System.Int32) | M:C.Count"));
    }

    [Theory]
    [InlineData("void Drain() { } async Task DrainAsync() { await Task.Yield(); {|ASL2004:Drain()|}; }")]
    [InlineData("void Drain() { } async Task DrainAsync() { await Task.Run(async () => { await Task.Yield(); {|ASL2004:Drain()|}; }); }")]
    [InlineData("void Drain() { } async Task DrainAsync() { await L(); async Task L() { await Task.Yield(); {|ASL2004:Drain()|}; } }")]
    public Task Awaits_never_the_function_it_is_in(string member) => NoFix(member, With("asynclint.ASL2004.blocking_apis = M:C.Drain"));
}
