using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests.Rules.UnobservedExceptions;

public sealed class ASL3002AsyncVoidDelegateTests
{
    [Theory]
    [InlineData("void M(List<int> l) => l.ForEach({|ASL3002:async x =>|} await Task.Delay(x));")]
    [InlineData("void M(int[] a) => Array.ForEach(a, {|ASL3002:async x =>|} { await Task.Delay(x); });")]
    [InlineData("void M(int[] a) => Parallel.ForEach(a, {|ASL3002:async (int x) =>|} await Task.Delay(x));")]
    [InlineData("void M() => Parallel.For(0, 3, {|ASL3002:async delegate (int x)|} { await Task.Delay(x); });")]
    [InlineData("void M() => Parallel.Invoke({|ASL3002:async delegate|} { await Task.Yield(); }, () => { });")]
    [InlineData("object M() => new Timer({|ASL3002:async _ =>|} await Task.Yield());")]
    [InlineData("object M() => new Thread({|ASL3002:async () =>|} await Task.Yield());")]
    [InlineData("object M() => new Task({|ASL3002:async () =>|} await Task.Yield());")]
    [InlineData("void M(CancellationToken c) => c.Register({|ASL3002:async () =>|} await Task.Yield());")]
    [InlineData("void M(SynchronizationContext c) => c.Post({|ASL3002:async _ =>|} await Task.Yield(), null);")]
    [InlineData("void M() => ThreadPool.QueueUserWorkItem({|ASL3002:async _ =>|} await Task.Yield());")]
    [InlineData("void M() => N({|ASL3002:async () =>|} await Task.Yield()); void N(Action a) => a();")]
    [InlineData("void M() => N(1, a: {|ASL3002:async () =>|} await Task.Yield()); void N(int i, Action a = null) => a();")]
    [InlineData("void M() { Action a = {|ASL3002:async () =>|} await Task.Yield(); a(); }")]
    [InlineData("void M() { Action<int> a; a = {|ASL3002:static async x =>|} await Task.Delay(x); a(1); }")]
    [InlineData("void M() { var a = {|ASL3002:async void () =>|} await Task.Yield(); a(); }")]
    [InlineData("void M(bool b) { Action a = b ? {|ASL3002:async () =>|} await Task.Yield() : null; a(); }")]
    [InlineData("void M() { var a = new Action({|ASL3002:async () =>|} await Task.Yield()); a(); }")]
    [InlineData("void M() { ((Action)({|ASL3002:async () =>|} await Task.Yield()))(); }")]
    [InlineData("Action f = {|ASL3002:async () =>|} await Task.Yield();")]
    [InlineData("Action P { get; } = {|ASL3002:async () =>|} await Task.Yield();")]
    [InlineData("Action P => {|ASL3002:async () =>|} await Task.Yield();")]
    [InlineData("Action P { get { return {|ASL3002:async () =>|} await Task.Yield(); } }")]
    [InlineData("Action f; C() { f = {|ASL3002:async () =>|} await Task.Yield(); f += {|ASL3002:async () =>|} await Task.Yield(); }")]
    [InlineData("Action f; static C() { new C { f = {|ASL3002:async () =>|} await Task.Yield() }.f(); }")]
    [InlineData("C(Action a) { } C() : this({|ASL3002:async () =>|} await Task.Yield()) { }")]
    [InlineData("public static C operator +(C a, C b) { Action f = {|ASL3002:async () =>|} await Task.Yield(); f(); return a; }")]
    [InlineData("void M() { void Local() { Action a = {|ASL3002:async () =>|} await Task.Yield(); a(); } Local(); }")]
    [InlineData("void M(List<int> l) { l.ForEach({|ASL3002:Local|}); async void Local(int x) => await Task.Delay(x); }")]
    [InlineData("object M() => new Thread({|ASL3002:V|}); async void V() => await Task.Yield();")]
    [InlineData("object M() => Task.Factory.StartNew({|ASL3002:V|}); async void V() => await Task.Yield();")]
    [InlineData("Action<string, EventArgs> N() => {|ASL3002:V|}; async void V(object s, EventArgs e) => await Task.Yield();")]
    [InlineData("protected virtual void V() { } class D : C { Action M() => {|ASL3002:V|}; protected override async void V() => await Task.Yield(); }")]
    [InlineData("class D : IObserver<int> { Action M() => {|ASL3002:OnCompleted|}; public async void OnCompleted() => await Task.Yield(); public void OnError(Exception e) { } public void OnNext(int x) { } }")]
    [InlineData("void M(List<int> l) => l.ForEach({|ASL3002:this.V|}); async void V(int x) => await Task.Delay(x);")]
    public Task Reports_async_functions_as_void_delegates(string member) => Verify.Reports<ASL3002AsyncVoidDelegate>($"class C {{ {member} }}");

    [Theory]
    [InlineData("Func<Task> M() => async () => await Task.Yield();", "returns a task")]
    [InlineData("void M() => Task.Run(async () => await Task.Yield());", "Task.Run takes a Func<Task>")]
    [InlineData("void M() => N(async () => await Task.Yield()); void N(Action a) { } void N(Func<Task> a) { }", "the overload for tasks is chosen")]
    [InlineData("void M() { var a = async () => await Task.Yield(); a(); }", "a Func<Task>")]
    [InlineData("void M(List<int> l) => l.ForEach(x => Task.Delay(x));", "not async; ASL1001 speaks")]
    [InlineData("void M(List<int> l) => l.Select(async x => await Task.Delay(x));", "returns a task")]
    [InlineData("Task M(int[] a) => Parallel.ForEachAsync(a, async (x, _) => await Task.Delay(x));", "returns a task")]
    [InlineData("event Action E; void M() => E += async () => await Task.Yield();", "an event subscription")]
    [InlineData("event Action E; void M() => E += (async () => await Task.Yield());", "an event subscription")]
    [InlineData("event Action E; void M() => E += new Action(async () => await Task.Yield());", "an event subscription")]
    [InlineData("event Action E; void M() => E += V; async void V() => await Task.Yield();", "an event subscription")]
    [InlineData("event Action E; void M() => E -= V; async void V() => await Task.Yield();", "taken off an event")]
    [InlineData("event Action E; void M() => E = async () => await Task.Yield();", "an event set in its own type")]
    [InlineData("event Action E; void M() { Action h = null; h = async () => { E -= h; await Task.Yield(); }; E += h; }", "a handler that takes itself off")]
    [InlineData("event Action E; void M() { Action h = async () => await Task.Yield(); E += h; }", "a handler")]
    [InlineData("EventHandler M() => async (s, e) => await Task.Yield();", "an event handler by type")]
    [InlineData("EventHandler<UnhandledExceptionEventArgs> f = async (s, e) => await Task.Yield();", "an event handler by type")]
    [InlineData("delegate void H(object s, EventArgs e); void M() => N(async (s, e) => await Task.Yield()); void N(H h) { }", "an event handler by type")]
    [InlineData("void M() => N(V); void N(EventHandler h) { } async void V(object s, EventArgs e) => await Task.Yield();", "an event handler by type")]
    [InlineData("void M() => N(V); void N(Action<object, EventArgs> h) { } async void V(object s, EventArgs e) => await Task.Yield();", "an event handler by type")]
    [InlineData("void M() => V(); async void V() => await Task.Yield();", "a call, not a delegate")]
    [InlineData("Action M() => V; async void V() => await Task.Yield();", "ASL3001 says it of the method")]
    [InlineData("void M() { Action a = Local; a(); async void Local() => await Task.Yield(); }", "ASL3001 says it of the function")]
    [InlineData("object M() => new Timer(V); static async void V(object state) => await Task.Yield();", "ASL3001 says it of the method")]
    [InlineData("string M() => nameof(V); async void V() => await Task.Yield();", "a name")]
    [InlineData("object M() => new Timer(async _ => { try { await Task.Yield(); } catch (Exception) { } });", "guarded")]
    [InlineData("object M() => new Timer(async _ => { try { await Task.Yield(); } catch { } });", "guarded")]
    [InlineData("void M(CancellationToken c) => c.Register(async () => { const int n = 1; try { await Task.Delay(n); } catch (TimeoutException) { } catch (Exception e) { Console.WriteLine(e); } });", "guarded")]
    [InlineData("void M() => N(async () => { try { await Task.Yield(); } catch { } finally { Console.WriteLine(); } }); void N(Action a) { }", "guarded")]
    [InlineData("protected virtual void V() { } class D : C { Action M() => V; protected override async void V() { try { await Task.Yield(); } catch { } } }", "guarded")]
    [InlineData("void M() { Action a = async () => { try { await Task.Yield(); } catch (Exception e) { Action t = () => throw e; } }; }", "guarded")]
    public Task Silent_where_a_task_is_kept_or_void_is_meant(string member, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3002AsyncVoidDelegate>($"#pragma warning disable CS0067\nclass C {{ {member} }}");
    }

    [Theory]
    [InlineData("void M(CancellationToken c) => c.Register({|ASL3002:async () =>|} { try { await Task.Yield(); } catch (IOException) { } });")]
    [InlineData("void M(CancellationToken c) => c.Register({|ASL3002:async () =>|} { try { await Task.Yield(); } catch (Exception e) when (e is IOException) { } });")]
    [InlineData("void M(CancellationToken c) => c.Register({|ASL3002:async () =>|} { try { await Task.Yield(); } catch { Console.WriteLine(); throw; } });")]
    [InlineData("void M(CancellationToken c) => c.Register({|ASL3002:async () =>|} { try { await Task.Yield(); } catch (IOException) { throw; } catch { } });")]
    [InlineData("void M(CancellationToken c) => c.Register({|ASL3002:async () =>|} { try { await Task.Yield(); } finally { } });")]
    [InlineData("void M(CancellationToken c) => c.Register({|ASL3002:async () =>|} { await Task.Yield(); try { } catch { } });")]
    [InlineData("void M(CancellationToken c) => c.Register({|ASL3002:async () =>|} { var n = c.GetHashCode(); try { await Task.Delay(n); } catch { } });")]
    public Task Reports_a_body_with_a_gap_in_its_guard(string member) => Verify.Reports<ASL3002AsyncVoidDelegate>($"class C {{ {member} }}");

    [Theory]
    [InlineData("void M(List<int> l) => l.ForEach({|ASL3002:async x =>|} { try { await Task.Delay(x); } catch { } });")]
    [InlineData("void M(List<int> l) => l.Each({|ASL3002:async x =>|} { try { await Task.Delay(x); } catch { } });")]
    [InlineData("void M() => Parallel.For(0, 3, {|ASL3002:async x =>|} { try { await Task.Delay(x); } catch { } });")]
    [InlineData("object M() => new Thread({|ASL3002:async () =>|} { try { await Task.Yield(); } catch { } });")]
    [InlineData("object M() => new Task({|ASL3002:async () =>|} { try { await Task.Yield(); } catch { } });")]
    public Task Reports_a_guarded_body_where_the_caller_takes_the_work_for_done(string member) => Verify.Reports<ASL3002AsyncVoidDelegate>(
        $"class C {{ {member} }}",
        new() { Files = { ["Each.cs"] = "static class X { public static void Each<T>(this IEnumerable<T> source, Action<T> action) { foreach (var item in source) { action(item); } } }" } });

    [Theory]
    [InlineData("void M() { Task.Run((Action)(async () => { try { await Task.Yield(); } catch { } })); }")]
    [InlineData("void M() { _ = Task.Factory.StartNew((Action)(async () => { try { await Task.Yield(); } catch (Exception e) { Console.WriteLine(e); } finally { } })); }")]
    [InlineData("void M(Task t) { t.ContinueWith((Action<Task>)(async _ => { try { await Task.Yield(); } catch { } })); }")]
    [InlineData("void M(Task t) { t?.ContinueWith(V).ConfigureAwait(false); async void V(Task t) { try { await t; } catch { } } }")]
    [InlineData("void M() { Task.Run(V); } async void V() => await Task.Yield();")]
    public Task Silent_for_a_guarded_body_where_the_task_of_the_call_is_dropped(string member) => Verify.Silent<ASL3002AsyncVoidDelegate>($"class C {{ {member} }}");

    [Theory]
    [InlineData("Task M() => Task.Run((Action)({|ASL3002:async () =>|} { try { await Task.Yield(); } catch { } }));")]
    [InlineData("async Task M(Task t) { await t.ContinueWith((Action<Task>)({|ASL3002:async _ =>|} { try { await Task.Yield(); } catch { } })); }")]
    [InlineData("Task M() => Task.Run({|ASL3002:V|}); async void V() { try { await Task.Yield(); } catch { } }")]
    public Task Reports_a_guarded_body_whose_task_somebody_keeps(string member) => Verify.Reports<ASL3002AsyncVoidDelegate>($"class C {{ {member} }}");

    [Fact]
    public Task Says_that_nobody_awaits_where_the_task_of_the_call_is_dropped() => Verify.Message<ASL3002AsyncVoidDelegate>(
        "class C { void M() { Task.Run((Action)({|ASL3002:async () =>|} await Task.Yield())); } }",
        "The async lambda given to 'Run' is async void: nobody can await it, and an exception in it ends the process or is posted to the SynchronizationContext");

    [Fact]
    public Task Reports_in_top_level_code() => Verify.Reports<ASL3002AsyncVoidDelegate>("""
        await Task.Yield();
        new List<int>().ForEach({|ASL3002:async x =>|} await Task.Delay(x));
        """);

    [Fact]
    public Task Reports_the_head_of_the_lambda_only() => Verify.Reports<ASL3002AsyncVoidDelegate>("""
        class C
        {
            void M(List<int> l)
            {
                l.ForEach({|ASL3002:async x =>|}
                {
                    await Task.Delay(x);
                    l.ForEach({|ASL3002:async (y) =>|} { await Task.Delay(y); });
                });
            }
        }
        """);

    [Fact]
    public Task Reports_the_last_handlers_of_a_process_at_their_subscription() => Verify.Message<ASL3002AsyncVoidDelegate>("""
        class C
        {
            C() => AppDomain.CurrentDomain.ProcessExit += {|ASL3002:async (s, e) =>|} await Task.Yield();
        }
        """,
        "The async lambda subscribed to 'ProcessExit' is async void: the process ends when the handler returns, which it does at its first await, and the rest of it never runs");

    [Fact]
    public Task Leaves_a_method_that_ASL3001_reports_as_a_crash_handler() => Verify.Silent<ASL3002AsyncVoidDelegate>("""
        class C
        {
            C() => AppDomain.CurrentDomain.UnhandledException += OnCrash;
            async void OnCrash(object sender, UnhandledExceptionEventArgs e) => await Task.Yield();
        }
        """);

    [Theory]
    [InlineData("void M(List<int> l) => l.ForEach({|ASL3002:async x =>|} await Task.Delay(x));",
        "The async lambda given to 'ForEach' is async void: the call goes on at its first await, before the work is done, and an exception in it ends the process or is posted to the SynchronizationContext")]
    [InlineData("object M() => new Timer({|ASL3002:async _ =>|} await Task.Yield());",
        "The async lambda given to 'Timer' is async void: nobody can await it, and an exception in it ends the process or is posted to the SynchronizationContext")]
    [InlineData("void M(int[] a) => Array.ForEach(a, {|ASL3002:Save|}); async void Save(int x) => await Task.Delay(x);",
        "'Save' given to 'ForEach' is async void: the call goes on at its first await, before the work is done, and an exception in it ends the process or is posted to the SynchronizationContext")]
    [InlineData("object M() => new Thread({|ASL3002:async () =>|} await Task.Yield());",
        "The async lambda given to 'Thread' is async void: the thread ends at its first await, and the rest runs elsewhere, where an exception in it ends the process or is posted to the SynchronizationContext")]
    [InlineData("object M() => new Task({|ASL3002:async () =>|} await Task.Yield());",
        "The async lambda given to 'Task' is async void: the task completes at its first await, and an exception in it ends the process or is posted to the SynchronizationContext")]
    [InlineData("Action onDone = {|ASL3002:async () =>|} await Task.Yield();",
        "The async lambda assigned to 'onDone' is async void: nobody can await it, and an exception in it ends the process or is posted to the SynchronizationContext")]
    [InlineData("Action M() => {|ASL3002:async () =>|} await Task.Yield();",
        "The async lambda converted to 'Action' is async void: nobody can await it, and an exception in it ends the process or is posted to the SynchronizationContext")]
    public Task Says_who_gets_it_and_what_goes_wrong(string member, string message) => Verify.Message<ASL3002AsyncVoidDelegate>($"class C {{ {member} }}", message);

    [Theory]
    [InlineData("class C { void M() => Missing(async () => await Task.Yield()); }")]
    [InlineData("class C { void M(List<int> l) => l.ForEach(async x ); }")]
    [InlineData("class C { Missing f = async () => await Task.Yield(); }")]
    [InlineData("class C { void M() { Action a = async } }")]
    [InlineData("class C { System.Linq.Expressions.Expression<Action> M() => async () => await Task.Yield(); }")]
    public Task Silent_in_broken_code(string source) => Verify.Silent<ASL3002AsyncVoidDelegate>(source, new() { AllowErrors = true });

    [Fact]
    public Task Silent_without_Task() => Verify.Silent<ASL3002AsyncVoidDelegate>(
        "class C { void M() { System.Action a = async () => { }; } }", new() { References = References.None, AllowErrors = true });

    [Fact]
    public Task Reports_in_old_languages_and_frameworks() => Verify.Reports<ASL3002AsyncVoidDelegate>(
        "using System; using System.Threading.Tasks; class C { Action M() { return {|ASL3002:async () =>|} { await Task.Delay(1); }; } }",
        new() { LanguageVersion = LanguageVersion.CSharp5, References = References.NetStandard });

    const string Each = """

        static class Sequences
        {
            public static void Each<T>(this IEnumerable<T> source, Action<T> action)
            {
                ArgumentNullException.ThrowIfNull(source);
                foreach (var item in source)
                {
                    action(item);
                }
            }
        }
        """;

    static Task Fixes(string before, string after, Setup? setup = null) => VerifyFix.Of<ASL3002AsyncVoidDelegate, ASL3002AsyncVoidDelegateFix>(before, after, setup);

    static Task NoFix(string source, Setup? setup = null) => VerifyFix.None<ASL3002AsyncVoidDelegate, ASL3002AsyncVoidDelegateFix>(source, setup);

    [Fact]
    public Task Fix_writes_loops() => Fixes(
        """
        class C
        {
            async Task M(List<int> list, int[] array, IEnumerable<int> source)
            {
                // all of them
                list.ForEach({|ASL3002:async x =>|}
                {
                    // first
                    await Task.Delay(x);
                    array.Each({|ASL3002:async (int y) =>|}
                    {
                        if (y == 0)
                        {
                            return; // nothing to do
                        }

                        await Task.Delay(x + y); // both
                    });
                }); // done
                Array.ForEach(array, {|ASL3002:async x =>|} await Task.Delay(x));
                source
                    .Where(x => x > 0)
                    .Each({|ASL3002:async delegate (int x)|}
                    {
                        await Task.Delay(x);
                    });

                await Task.Yield();
            }
        }
        """ + Each,
        """
        class C
        {
            async Task M(List<int> list, int[] array, IEnumerable<int> source)
            {
                // all of them
                foreach (var x in list)
                {
                    // first
                    await Task.Delay(x);
                    foreach (int y in array)
                    {
                        if (y == 0)
                        {
                            continue; // nothing to do
                        }

                        await Task.Delay(x + y); // both
                    }
                } // done
                foreach (var x in array)
                {
                    await Task.Delay(x);
                }
                foreach (int x in source
                    .Where(x => x > 0))
                {
                    await Task.Delay(x);
                }

                await Task.Yield();
            }
        }
        """ + Each);

    [Fact]
    public Task Fix_works_in_top_level_code() => Fixes(
        """
        new List<int>().ForEach({|ASL3002:async x =>|} await Task.Delay(x));
        """,
        """
        foreach (var x in new List<int>())
        {
            await Task.Delay(x);
        }
        """);

    [Theory]
    [InlineData("void M(List<int> l) => l.ForEach({|ASL3002:async x =>|} await Task.Delay(x));", "not async")]
    [InlineData("void M(List<int> l) { l.ForEach({|ASL3002:async x =>|} await Task.Delay(x)); }", "not async")]
    [InlineData("async Task M(List<int> l) { await Task.Yield(); l?.ForEach({|ASL3002:async x =>|} await Task.Delay(x)); }", "the list may be null")]
    [InlineData("async Task M(List<int> l) { await Task.Yield(); lock (l) { l.ForEach({|ASL3002:async x =>|} await Task.Delay(x)); } }", "a lock")]
    [InlineData("async Task M(List<int> l) { await Task.Yield(); l.ForEach({|ASL3002:async x =>|} { foreach (var c in \"\") { return; } await Task.Delay(x); }); }", "the return leaves two loops")]
    [InlineData("async Task M(List<int> l) { await Task.Yield(); l.ForEach({|ASL3002:async x =>|} { x++; await Task.Delay(x); }); }", "the parameter changes")]
    [InlineData("async Task M(List<int> l) { await Task.Yield(); var n = 1; l.ForEach({|ASL3002:async x =>|} { var n = x; await Task.Delay(n); }); await Task.Delay(n); }", "a name is taken")]
    [InlineData("async Task M(List<int> l) { await Task.Yield(); l.ForEach(/* why */ {|ASL3002:async x =>|} await Task.Delay(x)); }", "a comment without a place")]
    [InlineData("async Task M(List<int> l) { await Task.Yield(); l.ForEach({|ASL3002:V|}); } async void V(int x) => await Task.Delay(x);", "a method")]
    [InlineData("async Task M(int[] l) { await Task.Yield(); var r = Parallel.ForEach(l, {|ASL3002:async x =>|} await Task.Delay(x)); Console.WriteLine(r); }", "the result is used")]
    [InlineData("async Task M(int[] l) { await Task.Yield(); Parallel.ForEach(l, {|ASL3002:async (x, state) =>|} await Task.Delay(x)); }", "the loop's state is used")]
    [InlineData("async Task M() { await Task.Yield(); Parallel.Invoke({|ASL3002:async () =>|} await Task.Yield()); }", "no counterpart")]
    [InlineData("async Task M() { await Task.Yield(); N({|ASL3002:async () =>|} await Task.Yield()); } void N(Action a) { }", "no sibling")]
    [InlineData("async Task M() { await Task.Yield(); N({|ASL3002:async () =>|} await Task.Yield()); } void N(Action a) { } Task NAsync(Action a) => null;", "the sibling takes an Action too")]
    [InlineData("async Task M() { await Task.Yield(); N({|ASL3002:async () =>|} await Task.Yield()); } int N(Action a) => 1; Task<string> NAsync(Func<Task> a) => null;", "another result")]
    public Task No_fix_where_it_would_not_compile_or_mean_something_else(string member, string because)
    {
        Assert.NotEmpty(because);
        return NoFix($"class C {{ {member} }}");
    }

    const string Commands = """

        namespace Mvvm
        {
            public interface ICommand { }
            public interface IAsyncCommand : ICommand { }
            public class RelayCommand : ICommand { public RelayCommand(Action execute, Func<bool> canExecute = null) { } }
            public class RelayCommand<T> : ICommand { public RelayCommand(Action<T> execute) { } }
            public class AsyncRelayCommand : IAsyncCommand { public AsyncRelayCommand(Func<Task> execute, Func<bool> canExecute = null) { } }
            public class AsyncRelayCommand<T> : IAsyncCommand { public AsyncRelayCommand(Func<T, Task> execute) { } }
            public class Command : ICommand { public Command(Action execute) { } }
            public class AsyncCommand : ICommand { public AsyncCommand(Action execute) { } }
        }
        """;

    [Fact]
    public Task Fix_takes_the_command_that_awaits() => Fixes(
        """
        using Mvvm;

        class Page
        {
            ICommand Save { get; } = new RelayCommand({|ASL3002:async () =>|} await Task.Delay(1));
            ICommand Load { get; }
            Page(bool canLoad)
            {
                Load = new RelayCommand({|ASL3002:async () =>|}
                {
                    await Task.Delay(1);
                    Run(new Mvvm.RelayCommand<int>({|ASL3002:async x =>|} await Task.Delay(x))); // now
                }, () => canLoad);
            }
            void Run(ICommand command) { }
        }
        """ + Commands,
        """
        using Mvvm;

        class Page
        {
            ICommand Save { get; } = new AsyncRelayCommand(async () => await Task.Delay(1));
            ICommand Load { get; }
            Page(bool canLoad)
            {
                Load = new AsyncRelayCommand(async () =>
                {
                    await Task.Delay(1);
                    Run(new Mvvm.AsyncRelayCommand<int>(async x => await Task.Delay(x))); // now
                }, () => canLoad);
            }
            void Run(ICommand command) { }
        }
        """ + Commands);

    [Theory]
    [InlineData("RelayCommand Save = new RelayCommand({|ASL3002:async () =>|} await Task.Delay(1));", "the type is asked for")]
    [InlineData("object Save = new RelayCommand({|ASL3002:async () =>|} await Task.Delay(1));", "whoever gets the object may ask for the type")]
    [InlineData("ICommand Save = new Command({|ASL3002:async () =>|} await Task.Delay(1));", "the twin takes an Action too")]
    [InlineData("ICommand Save = new Other({|ASL3002:async () =>|} await Task.Delay(1)); class Other : ICommand { public Other(Action execute) { } }", "no twin")]
    public Task No_fix_for_a_command_without_a_twin_in_its_place(string member, string because)
    {
        Assert.NotEmpty(because);
        return NoFix("using Mvvm; class Page { " + member + " }" + Commands);
    }

    [Fact]
    public async Task The_action_names_the_command() => Assert.Equal(
        ["Use 'AsyncRelayCommand', which awaits the lambda"],
        await VerifyFix.Titles<ASL3002AsyncVoidDelegate, ASL3002AsyncVoidDelegateFix>(
            "using Mvvm; class Page { ICommand Save = new RelayCommand({|ASL3002:async () =>|} await Task.Delay(1)); }" + Commands));

    [Fact]
    public Task No_fix_for_an_extension_that_does_more_than_loop() => NoFix("""
        class C
        {
            async Task M(List<int> list)
            {
                await Task.Yield();
                list.ForEachParallel({|ASL3002:async x =>|} await Task.Delay(x));
            }
        }
        static class Sequences
        {
            public static void ForEachParallel<T>(this IEnumerable<T> source, Action<T> action) => Parallel.ForEach(source, action);
        }
        """);

    [Fact]
    public Task Fix_awaits_the_parallel_loops() => Fixes(
        """
        class C
        {
            async Task M(int[] source, ParallelOptions options)
            {
                await Task.Yield();
                // all at once
                Parallel.ForEach(source, {|ASL3002:async x =>|} await Task.Delay(x)); // really
                Parallel.ForEach(source, options, {|ASL3002:async x =>|}
                {
                    if (x > 1) return;
                    _ = Task.Delay(x);
                    await Task.Delay(x);
                });
                Parallel.ForEach<int>(source, {|ASL3002:async (int x) =>|} await Task.Delay(x));
                Parallel.For(0, 10, {|ASL3002:async (i) =>|} await Task.Delay(i));
            }
        }
        """,
        """
        class C
        {
            async Task M(int[] source, ParallelOptions options)
            {
                await Task.Yield();
                // all at once
                await Parallel.ForEachAsync(source, async (x, _) => await Task.Delay(x)); // really
                await Parallel.ForEachAsync(source, options, async (x, token) =>
                {
                    if (x > 1) return;
                    _ = Task.Delay(x);
                    await Task.Delay(x);
                });
                await Parallel.ForEachAsync<int>(source, async (int x, CancellationToken _) => await Task.Delay(x));
                await Parallel.ForAsync(0, 10, async (i, _) => await Task.Delay(i));
            }
        }
        """);

    [Fact]
    public Task No_fix_for_a_parallel_loop_on_a_framework_without_the_async_one() => NoFix(
        "using System.Threading.Tasks; class C { async Task M(int[] a) { await Task.Delay(1); Parallel.ForEach(a, {|ASL3002:async x =>|} await Task.Delay(x)); } }",
        new() { References = References.NetStandard });

    [Fact]
    public Task Fix_awaits_the_counterpart_that_takes_a_task() => Fixes(
        """
        class C
        {
            async Task M()
            {
                await Task.Yield();
                Check.Throws<IOException>({|ASL3002:async () =>|} await Task.Yield());
                var e = Check.Throws<IOException>({|ASL3002:async delegate|} { await Task.Yield(); });
            }
        }
        static class Check
        {
            public static T Throws<T>(Action code) => default;
            public static Task<T> ThrowsAsync<T>(Func<Task> code) => Task.FromResult(default(T));
        }
        """,
        """
        class C
        {
            async Task M()
            {
                await Task.Yield();
                await Check.ThrowsAsync<IOException>(async () => await Task.Yield());
                var e = await Check.ThrowsAsync<IOException>(async delegate { await Task.Yield(); });
            }
        }
        static class Check
        {
            public static T Throws<T>(Action code) => default;
            public static Task<T> ThrowsAsync<T>(Func<Task> code) => Task.FromResult(default(T));
        }
        """);

    [Fact]
    public Task Fix_follows_the_ConfigureAwait_of_the_file() => Fixes(
        """
        class C
        {
            async Task M(int[] source)
            {
                await Task.Delay(1).ConfigureAwait(false);
                Parallel.ForEach(source, {|ASL3002:async x =>|} await Task.Delay(x).ConfigureAwait(false));
            }
        }
        """,
        """
        class C
        {
            async Task M(int[] source)
            {
                await Task.Delay(1).ConfigureAwait(false);
                await Parallel.ForEachAsync(source, async (x, _) => await Task.Delay(x).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        """);

    [Fact]
    public Task Fix_makes_the_callers_async() => Fixes(
        """
        class C
        {
            void Save(List<int> list)
            {
                list.ForEach({|ASL3002:async x =>|} await Task.Delay(x));
                Parallel.ForEach(list, {|ASL3002:async x =>|} await Task.Delay(x));
            }

            async Task SaveTwiceAsync(List<int> list)
            {
                await Task.Yield();
                Save(list);
                Save(list);
            }
        }
        """,
        """
        class C
        {
            async Task SaveAsync(List<int> list)
            {
                foreach (var x in list)
                {
                    await Task.Delay(x);
                }
                await Parallel.ForEachAsync(list, async (x, _) => await Task.Delay(x));
            }

            async Task SaveTwiceAsync(List<int> list)
            {
                await Task.Yield();
                await SaveAsync(list);
                await SaveAsync(list);
            }
        }
        """);

    [Fact]
    public Task Fix_awaits_in_a_function_that_returns_a_task() => Fixes(
        """
        class C
        {
            Task M(List<int> list)
            {
                list.ForEach({|ASL3002:async x =>|} await Task.Delay(x));
                return Task.CompletedTask;
            }
        }
        """,
        """
        class C
        {
            async Task M(List<int> list)
            {
                foreach (var x in list)
                {
                    await Task.Delay(x);
                }
            }
        }
        """);

    [Fact]
    public Task Fix_awaits_in_an_event_handler_with_a_guard() => Fixes(
        """
        using System.Diagnostics;

        class C
        {
            void OnClick(object sender, EventArgs e)
            {
                new List<int>().ForEach({|ASL3002:async x =>|} await Task.Delay(x));
            }
        }
        """,
        """
        using System.Diagnostics;

        class C
        {
            async void OnClick(object sender, EventArgs e)
            {
                try
                {
                    foreach (var x in new List<int>())
                    {
                        await Task.Delay(x);
                    }
                }
                catch (Exception exception)
                {
                    Trace.TraceError(exception.ToString());
                }
            }
        }
        """);

    const string Runner = """

        static class Runner
        {
            public static void Run(Action work) { }
            public static Task Run(Func<Task> work) => work();
            public static int Count(Action<int> work) => 1;
            public static ValueTask<int> Count(Func<int, Task> work) => default;
            public static void Start(Action work) { }
            public static void Start(Func<ValueTask> work) { }
        }
        """;

    [Fact]
    public Task Fix_takes_a_conversion_away_that_hides_the_overload_for_tasks() => Fixes(
        """
        class C
        {
            async Task M()
            {
                await Task.Run((Action)({|ASL3002:async () =>|} await Task.Yield()));
                Task.Run(new Action({|ASL3002:async () =>|} { await Task.Delay(1); })).Wait();
                Runner.Run((Action)({|ASL3002:async () =>|}
                {
                    // one
                    await Task.Yield();
                })); // two
                var n = Runner.Count(new Action<int>({|ASL3002:async x =>|} await Task.Delay(x))) + 1;
                Runner.Start(work: (Action)({|ASL3002:async delegate|} { await Task.Yield(); }));
                Runner.Run((Action)({|ASL3002:async () =>|} Runner.Run((Action)({|ASL3002:async () =>|} await Task.Yield()))));
            }
        }
        """ + Runner,
        """
        class C
        {
            async Task M()
            {
                await Task.Run(async () => await Task.Yield());
                Task.Run(async () => { await Task.Delay(1); }).Wait();
                await Runner.Run(async () =>
                {
                    // one
                    await Task.Yield();
                }); // two
                var n = await Runner.Count(async x => await Task.Delay(x)) + 1;
                Runner.Start(work: async delegate { await Task.Yield(); });
                await Runner.Run(async () => await Runner.Run(async () => await Task.Yield()));
            }
        }
        """ + Runner);

    [Theory]
    [InlineData("async Task M() { await Task.Yield(); Task.Run((Action)({|ASL3002:async () =>|} await Task.Yield())); }", "the task is dropped")]
    [InlineData("Task M() => Task.Factory.StartNew((Action)({|ASL3002:async () =>|} await Task.Yield()));", "the inner task would be dropped")]
    [InlineData("async Task M() { await Task.Run((Action)({|ASL3002:async () =>|} await Task.FromResult(1))); }", "another type of task")]
    [InlineData("async Task M() { await Task.Yield(); new Thread(new ThreadStart({|ASL3002:async () =>|} await Task.Yield())).Start(); }", "a thread takes no task")]
    [InlineData("async Task M() { await Task.Yield(); N((Action)({|ASL3002:async () =>|} await Task.Yield())); } void N(Action a) { }", "no overload")]
    [InlineData("async Task M() { await Task.Yield(); N((Action)({|ASL3002:async () =>|} await Task.Yield())); } void N(Delegate a) { }", "any delegate")]
    [InlineData("async Task M() { await Task.Yield(); N((Action)({|ASL3002:async () =>|} await Task.Yield())); } void N(Action a) { } int N(Func<Task> a) => 1;", "another result")]
    [InlineData("void M() { Runner.Run((Action)({|ASL3002:async () =>|} await Task.Yield())); }", "nobody would await it")]
    [InlineData("async Task M() { await Task.Yield(); lock (this) { Runner.Run((Action)({|ASL3002:async () =>|} await Task.Yield())); } }", "a lock")]
    public Task No_fix_where_the_conversion_has_to_stay(string member, string because)
    {
        Assert.NotEmpty(because);
        return NoFix($"class C {{ {member} }}" + Runner);
    }

    [Fact]
    public async Task Fix_says_what_it_does()
    {
        Assert.Equal(
            [
                "Await in a 'foreach' loop", "Await 'ForEachAsync'", "Await 'Run'", "Give 'Run' the task of the lambda",
                "Await in a 'foreach' loop and make 'N' and its callers async", "Await 'Run' and make 'N' and its callers async",
            ],
            await VerifyFix.Titles<ASL3002AsyncVoidDelegate, ASL3002AsyncVoidDelegateFix>("""
            class C
            {
                async Task M(List<int> list)
                {
                    await Task.Yield();
                    list.ForEach({|ASL3002:async x =>|} await Task.Delay(x));
                    Parallel.ForEach(list, {|ASL3002:async x =>|} await Task.Delay(x));
                    Runner.Run((Action)({|ASL3002:async () =>|} await Task.Yield()));
                    await Task.Run((Action)({|ASL3002:async () =>|} await Task.Yield()));
                }

                void N(List<int> list)
                {
                    list.ForEach({|ASL3002:async x =>|} await Task.Delay(x));
                    Runner.Run((Action)({|ASL3002:async () =>|} await Task.Yield()));
                }
            }
            """ + Runner));
    }
}
