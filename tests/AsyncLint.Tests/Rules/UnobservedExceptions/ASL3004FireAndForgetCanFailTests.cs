using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests.Rules.UnobservedExceptions;

public sealed class ASL3004FireAndForgetCanFailTests
{
    [Theory]
    [InlineData("void M() { Task.Run(async () => await store.SaveAsync()); }", "Task.Run(async () => await store.SaveAsync())")]
    [InlineData("void M() { Task.Run(async () => { await Task.Yield(); throw new IOException(); }); }", "Task.Run(async () => { await Task.Yield(); throw new IOException(); })")]
    [InlineData("void M() { Task.Factory.StartNew(async () => await store.SaveAsync()); }", "Task.Factory.StartNew(async () => await store.SaveAsync())")]
    [InlineData("void M() => Task.Run(async () => await client.GetAsync(path));", "Task.Run(async () => await client.GetAsync(path))")]
    [InlineData("void M() { _ = Task.Run(async () => { while (true) { await store.SaveAsync(); } }); }", "Task.Run(async () => { while (true) { await store.SaveAsync(); } })")]
    [InlineData("void M() => Task.Run(async () => await work());", "Task.Run(async () => await work())")]
    [InlineData("Task loop; void M() { loop = Task.Run(async () => await store.SaveAsync()); }", "Task.Run(async () => await store.SaveAsync())")]
    [InlineData("Task loop; void M() { if (loop is { IsCompleted: false }) return; loop = Task.Run(async () => await store.SaveAsync()); }", "Task.Run(async () => await store.SaveAsync())")]
    [InlineData("void M() { Task.Run(SaveAsync); } async Task SaveAsync() => await work();", "Task.Run(SaveAsync)")]
    [InlineData("void M() { Task.Run(async () => { await OtherAsync(); await SaveAsync(); }); } async Task OtherAsync() => await Task.Yield(); async Task SaveAsync() => await work?.Invoke();", "Task.Run(async () => { await OtherAsync(); await SaveAsync(); })")]
    [InlineData("Action f = () => { Task.Run(async () => await new HttpClient().GetAsync(\"\")); };", "Task.Run(async () => await new HttpClient().GetAsync(\"\"))")]
    [InlineData("int P { set { Task.Run(async () => await store.SaveAsync()); } }", "Task.Run(async () => await store.SaveAsync())")]
    public Task Reports_a_scheduled_lambda_that_fails_unguarded(string member, string marked) => Verify.Reports<ASL3004FireAndForgetCanFail>(
        Class(member.Replace(marked, "{|ASL3004:" + marked + "|}", StringComparison.Ordinal)));

    [Theory]
    [InlineData("void M() { _ = {|ASL3012:SaveAsync()|}; } async Task SaveAsync() => await client.GetAsync(path);")]
    [InlineData("void M() { _ = {|ASL3012:SaveAsync()|}.ConfigureAwait(false); } async Task SaveAsync() => await client.GetAsync(path);")]
    [InlineData("async Task M() { _ = {|ASL3012:SaveAsync()|}; await Task.Yield(); } async Task SaveAsync() => await client.GetAsync(path);")]
    [InlineData("void M() { _ = {|ASL3012:File.WriteAllTextAsync(path, path)|}; }")]
    [InlineData("void M() { _ = {|ASL3012:store.SaveAsync()|}; }")]
    [InlineData("void M() { _ = store?{|ASL3012:.SaveAsync()|}; }")]
    [InlineData("void M() { _ = {|ASL3012:Task.Run(async () => await store.SaveAsync())|}; }")]
    [InlineData("void M() { _ = {|ASL3012:Task.Run(() => File.Delete(path))|}; }")]
    [InlineData("void M() { {|ASL3012:Task.Run(() => File.Delete(path))|}; }")]
    [InlineData("void M() { {|ASL3012:Task.Run(Clear)|}; } void Clear() => File.Delete(path);")]
    [InlineData("void M() { _ = {|ASL3012:Local()|}; async ValueTask Local() => await store.SaveAsync(); }")]
    [InlineData("void M() { _ = {|ASL3012:SaveAsync()|}; } async Task SaveAsync() { try { await store.SaveAsync(); } catch (Exception) { Console.WriteLine(); throw; } }")]
    [InlineData("void M() { _ = {|ASL3012:SaveAsync()|}; } async Task SaveAsync() { try { await store.SaveAsync(); } catch (IOException) { throw; } catch (Exception) when (path is null) { throw; } }")]
    [InlineData("public void M() { _ = {|ASL3012:RunAsync()|}; } public async Task RunAsync() { while (true) { await store.SaveAsync(); } }")]
    public Task Suggests_to_look_after_a_discarded_task(string member) => Verify.Reports<ASL3004FireAndForgetCanFail>(Class(member));

    [Theory]
    [InlineData("void M() { _ = SaveAsync(); } async Task SaveAsync() { try { await store.SaveAsync(); } catch (Exception) { } }", "guarded")]
    [InlineData("void M() { _ = SaveAsync(); } async Task SaveAsync() { try { await store.SaveAsync(); } catch (Exception e) when (e is not OperationCanceledException) { } }", "guarded but for a cancellation")]
    [InlineData("void M() { _ = SaveAsync(); } async Task SaveAsync() { try { await store.SaveAsync(); } catch (OperationCanceledException) { throw; } catch (Exception) { } }", "guarded but for a cancellation")]
    [InlineData("void M() { _ = SaveAsync(); } async Task SaveAsync() { try { await store.SaveAsync(); } catch (IOException) { } }", "somebody thought of it")]
    [InlineData("void M() { _ = Task.Delay(1000, token); }", "only cancelled")]
    [InlineData("void M() { _ = gate.WaitAsync(); }", "never fails")]
    [InlineData("void M() { _ = WaitAsync(); } async Task WaitAsync() { await Task.Delay(1); path = null; }", "never fails")]
    [InlineData("void M() { _ = work(); }", "who gives the delegate takes care of it")]
    [InlineData("void M() { _ = Update(); } async Task Update() => await work();", "who gives the delegate takes care of it")]
    [InlineData("void M() { _ = saving; }", "no call")]
    [InlineData("void M() { Task.Run(SaveAsync); } async Task SaveAsync() { try { await work(); } catch (Exception) { } }", "guarded")]
    [InlineData("void M() { _ = signal.SetAsync(); }", "nothing that implements it fails")]
    [InlineData("Task loop; void M() { if (loop is { IsFaulted: true }) return; loop = Task.Run(async () => await store.SaveAsync()); }", "somebody looks how it ended")]
    [InlineData("async Task M() { _ = await F(); } Task<int> F() => Task.FromResult(1);", "awaited")]
    [InlineData("void M() { _ = Task.CompletedTask; _ = Task.FromResult(1); }", "complete")]
    [InlineData("void M() { _ = store.SaveAsync().ContinueWith(t => Console.WriteLine(t.Exception)); }", "continued")]
    [InlineData("void M() { Task.Run(async () => { try { await store.SaveAsync(); } catch (Exception e) { Console.WriteLine(e); } }); }", "guarded")]
    [InlineData("Task loop; void M() { loop = Task.Run(async () => await store.SaveAsync()); } Task P => loop;", "observed elsewhere")]
    [InlineData("void M() { Task.Run(() => path = null); }", "computes")]
    [InlineData("void M() { Task.Run(() => path.Trim()); }", "computes")]
    [InlineData("void M() { Task.Run(Loop); } void Loop() { while (path != null) path = path.Trim(); }", "computes")]
    [InlineData("async Task M() { Task.Run(async () => await store.SaveAsync()); await Task.Yield(); }", "ASL1001 reports it")]
    [InlineData("void M() { store.SaveAsync(); }", "ASL1001 reports it")]
    [InlineData("void M() { var task = store.SaveAsync(); }", "ASL1002 reports it")]
    [InlineData("Task M() => Task.Run(async () => await store.SaveAsync());", "returned")]
    [InlineData("void M() { Task.Run(async () => await store.SaveAsync()).Wait(); }", "waited for")]
    [InlineData("void M() { saving = store.SaveAsync(); } Task P => saving;", "stored")]
    [InlineData("void M() { _ = saving.ConfigureAwait(false); }", "a task made elsewhere")]
    [InlineData("Func<Task> M() => () => _ = store.SaveAsync();", "returned")]
    [InlineData("void M() { _ = SaveAsync(); } async Task SaveAsync() { try { await store.SaveAsync(); } catch (Exception) { await store.SaveAsync(); } }", "a failing handler is another matter")]
    [InlineData("void M() { _ = new Timer(async _ => await store.SaveAsync()); }", "ASL3002 reports it")]
    public Task Silent_where_nothing_is_lost_or_another_rule_speaks(string member, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3004FireAndForgetCanFail>(Class(member));
    }

    [Theory]
    [InlineData("void M() { _ = RunAsync(); } async Task RunAsync() { while (true) { {|ASL3004:await work()|}; } }")]
    [InlineData("void M() { _ = RunAsync(); } async Task RunAsync() { while (true) { {|ASL3004:await store.SaveAsync()|}; } }")]
    [InlineData("void M() { _ = this.RunAsync(); } async Task RunAsync() { while (!token.IsCancellationRequested) { await Task.Delay(1); {|ASL3004:await store.SaveAsync()|}; } }")]
    [InlineData("Task loop; void M() { loop = RunAsync(); } async Task RunAsync() { for (;;) { {|ASL3004:await store.SaveAsync()|}; } }")]
    [InlineData("Task loop; Task M() { loop = RunAsync(); return loop.IsCompleted ? loop : Task.CompletedTask; } async Task RunAsync() { for (;;) { {|ASL3004:await store.SaveAsync()|}; } }")]
    [InlineData("Task loop; Task M() { loop = RunAsync(); if (loop.IsCompleted) { return loop; } return Task.CompletedTask; } async Task RunAsync() { for (;;) { {|ASL3004:await store.SaveAsync()|}; } }")]
    [InlineData("Task loop; void M() { loop = RunAsync(); } async Task Stop() { if (loop == null) return; await Task.WhenAny(loop, Task.Delay(-1, token)).ConfigureAwait(false); } async Task RunAsync() { for (;;) { {|ASL3004:await store.SaveAsync()|}; } }")]
    [InlineData("Task loop; void M() { this.loop = Task.Run(() => RunAsync()); } async Task RunAsync() { for (;;) { {|ASL3004:await store.SaveAsync()|}; } }")]
    [InlineData("Task loop; void M() => loop = RunAsync(); async Task RunAsync() { do { {|ASL3004:await store.SaveAsync()|}; } while (!token.IsCancellationRequested); }")]
    [InlineData("void M() { Task.Run(RunAsync); } async Task RunAsync() { using var timer = new PeriodicTimer(default); while (await timer.WaitForNextTickAsync()) { {|ASL3004:await store.SaveAsync()|}; } }")]
    [InlineData("void M() { _ = Local(); async Task Local() { while (true) { {|ASL3004:await store.SaveAsync()|}; } } }")]
    [InlineData("void M() { _ = RunAsync(); } async Task RunAsync() { try { while (true) { {|ASL3004:await store.SaveAsync()|}; } } finally { path = null; } }")]
    [InlineData("void M() { _ = RunAsync(); } async Task RunAsync() { while (true) { {|ASL3004:await StepAsync()|}; } } async Task StepAsync() => await store.SaveAsync();")]
    public Task Reports_the_await_that_ends_a_loop_nobody_watches(string member) => Verify.Reports<ASL3004FireAndForgetCanFail>(Class(member));

    [Theory]
    [InlineData("void M() { _ = RunAsync(); } async Task RunAsync() { while (true) { try { await store.SaveAsync(); } catch (Exception) { } } }", "guarded")]
    [InlineData("void M() { _ = RunAsync(); } async Task RunAsync() { try { while (true) { await store.SaveAsync(); } } catch (Exception e) { Console.WriteLine(e); } }", "its end is reported")]
    [InlineData("void M() { _ = RunAsync(); } async Task RunAsync() { while (!token.IsCancellationRequested) { await Task.Delay(1, token); } }", "only cancelled")]
    [InlineData("Task loop; void M() { loop = RunAsync(); } async Task RunAsync() { while (true) { await store.SaveAsync(); } } Task Stop() => loop;", "observed at the end")]
    [InlineData("Task loop; void M() { loop = RunAsync(); } async Task RunAsync() { while (true) { await store.SaveAsync(); } } async Task Stop() => await await Task.WhenAny(loop, Task.Delay(1));", "the winner is awaited")]
    [InlineData("Task loop; void M() { loop = RunAsync(); } async Task RunAsync() { while (true) { await store.SaveAsync(); } } async Task Stop() { var done = await Task.WhenAny(loop, Task.Delay(1)); done.Wait(); }", "the winner is looked at")]
    [InlineData("Task loop; Task M() { loop = RunAsync(); return loop.IsCanceled ? Task.CompletedTask : loop; } async Task RunAsync() { while (true) { await store.SaveAsync(); } }", "returned while it runs")]
    [InlineData("Task loop; void M() { loop = RunAsync(); } async Task RunAsync() { while (true) { await store.SaveAsync(); } } bool P => loop.IsFaulted;", "somebody asks how it ended")]
    [InlineData("async Task M() { await RunAsync(); } async Task RunAsync() { while (true) { await store.SaveAsync(); } }", "awaited")]
    [InlineData("void M() { _ = RunAsync(); } async Task N() => await RunAsync(); async Task RunAsync() { while (true) { try { await store.SaveAsync(); } catch (IOException) { } } }", "awaited somewhere")]
    [InlineData("public async Task RunAsync() { while (true) { await store.SaveAsync(); } }", "nobody starts it here")]
    [InlineData("void M() { RunAsync(); } async Task RunAsync() { while (true) { await store.SaveAsync(); } }", "ASL1001 reports the start")]
    [InlineData("async Task RunAsync() { while (true) { await store.SaveAsync(); } }", "nobody starts it at all")]
    [InlineData("Func<Task> M() => RunAsync; async Task RunAsync() { while (true) { await store.SaveAsync(); } }", "handed on")]
    public Task Silent_where_a_loop_survives_or_is_watched(string member, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3004FireAndForgetCanFail>(Class(member));
    }

    [Fact]
    public Task Reports_discarded_assertions_and_nothing_else_in_tests() => Verify.Reports<ASL3004FireAndForgetCanFail>("""
        namespace Xunit
        {
            public class FactAttribute : Attribute { }
            public class Assert { public static Task<T> ThrowsAsync<T>(Func<Task> test) where T : Exception => null; }
        }

        class Tests
        {
            Func<Task> work;

            [Xunit.Fact]
            public void Fails()
            {
                _ = {|ASL3004:Xunit.Assert.ThrowsAsync<IOException>(work)|};
                _ = work();
                Task.Run(async () => await work());
            }
        }
        """, message: "'ThrowsAsync' is not awaited: the test passes whether the assertion holds or not");

    [Fact]
    public Task Says_that_the_request_ends() => Verify.Message<ASL3004FireAndForgetCanFail>("""
        using Microsoft.AspNetCore.Mvc;

        public class ItemsController : ControllerBase
        {
            public interface IStore { Task SaveAsync(); }

            IStore store;

            public IActionResult Post()
            {
                _ = {|ASL3012:store.SaveAsync()|};
                return Ok();
            }
        }
        """, "'SaveAsync' is started and forgotten: an exception in it is lost, and the request and its services may be gone before it has finished", new() { References = References.AspNetCore });

    [Fact]
    public Task Says_so_of_all_code_that_runs_for_one_request() => Verify.Message<ASL3004FireAndForgetCanFail>("""
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Mvc.RazorPages;
        using Microsoft.AspNetCore.SignalR;

        public interface IStore { Task SaveAsync(); }

        public class Page(IStore store) : PageModel
        {
            void Save() => _ = {|ASL3012:store.SaveAsync()|};
        }

        public class Chat(IStore store) : Hub
        {
            public void Send() => _ = {|ASL3012:store.SaveAsync()|};
        }

        public static class Program
        {
            public static void Map(WebApplication app) => app.MapPost("/items", (IStore store) =>
            {
                _ = {|ASL3012:store.SaveAsync()|};
            });
        }
        """, "'SaveAsync' is started and forgotten: an exception in it is lost, and the request and its services may be gone before it has finished", new() { References = References.AspNetCore });

    [Fact]
    public Task Says_nothing_of_requests_elsewhere_in_a_web_application() => Verify.Message<ASL3004FireAndForgetCanFail>("""
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Mvc;

        public interface IStore { Task SaveAsync(); }

        public class Startup(IStore store)
        {
            public void Configure(WebApplication app)
            {
                app.MapGet("/", () => "");
                _ = {|ASL3012:store.SaveAsync()|};
            }
        }

        public class ItemsController : ControllerBase
        {
            internal static void Start(IStore store) => _ = {|ASL3012:store.SaveAsync()|};
        }
        """, "'SaveAsync' is started and forgotten: an exception in it is lost", new() { References = References.AspNetCore });

    [Theory]
    [InlineData("static void Forget(this Task task) { }")]
    [InlineData("static void Forget(this Task task) { _ = task; }")]
    [InlineData("static void Forget(this Task task, string name = null) { _ = task.ConfigureAwait(false); }")]
    public Task Suggests_to_look_after_a_task_whose_helper_does_not(string helper) => Verify.Message<ASL3004FireAndForgetCanFail>(
        "static class Tasks { internal " + helper + " }\n" + Class("void M() { {|ASL3012:store.SaveAsync()|}.Forget(); }"),
        "'SaveAsync' is started and forgotten: an exception in it is lost, 'Forget' does not look at it either");

    [Fact]
    public Task Knows_the_helper_of_a_library() => Verify.Reports<ASL3004FireAndForgetCanFail>(
        Class("void M() { Microsoft.VisualStudio.Threading.TplExtensions.Forget({|ASL3012:store.SaveAsync()|}); }"), new()
        {
            References = [.. References.NetCore, Library("namespace Microsoft.VisualStudio.Threading { public static class TplExtensions { public static void Forget(this System.Threading.Tasks.Task task) { } } }")],
        });

    [Theory]
    [InlineData("static async void Forget(this Task task) { try { await task; } catch (Exception) { } }", "void M() { store.SaveAsync().Forget(); }", "caught")]
    [InlineData("static void Forget(this Task task) => task.ContinueWith(t => Console.WriteLine(t.Exception));", "void M() { store.SaveAsync().Forget(); }", "continued")]
    [InlineData("static async void Forget(this Task task) => await task;", "void M() { store.SaveAsync().Forget(); }", "ASL3001 reports the helper")]
    [InlineData("static void Forget(this Task task) { if (task.IsFaulted) Console.WriteLine(task.Exception); else Keep(task); } static void Keep(Task task) => all.Add(task); static List<Task> all = new();", "void M() { store.SaveAsync().Forget(); }", "kept")]
    [InlineData("static void Forget(this Task task) => throw new NotImplementedException();", "void M() { store.SaveAsync().Forget(); }", "a stub")]
    [InlineData("static void Forget(this Task task) { }", "void M() { Task.Delay(1).Forget(); SaveAsync().Forget(); } async Task SaveAsync() { try { await store.SaveAsync(); } catch (Exception) { } }", "cannot fail")]
    [InlineData("static void Forget(this Task task) { }", "void M() { saving.Forget(); work().Forget(); }", "started elsewhere")]
    [InlineData("static Task Forget(this Task task) => task;", "async Task M() { await store.SaveAsync().Forget(); }", "awaited")]
    [InlineData("static void Forget(this string text) { }", "void M() { path.Forget(); }", "no task")]
    public Task Silent_where_the_helper_looks_or_there_is_nothing_to_see(string helper, string member, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3004FireAndForgetCanFail>("static class Tasks { internal " + helper + " }\n" + Class(member));
    }

    [Fact]
    public Task Silent_for_a_helper_that_the_user_names() => Verify.Silent<ASL3004FireAndForgetCanFail>(
        "static class Tasks { internal static void Forget(this Task task) { } }\n" + Class("void M() { store.SaveAsync().Forget(); }"), new() { Options = "asynclint.forget_helpers = M:Tasks.Forget*" });

    [Fact]
    public Task Names_what_fails() => Verify.Message<ASL3004FireAndForgetCanFail>(
        Class("void M() { _ = {|ASL3012:SaveAsync()|}; } async Task SaveAsync() => await client.GetAsync(path);"),
        "'SaveAsync' is started and forgotten: if 'GetAsync' in it throws, nobody sees the exception");

    [Fact]
    public Task Names_the_loop() => Verify.Message<ASL3004FireAndForgetCanFail>(
        Class("void M() { _ = RunAsync(); } async Task RunAsync() { while (true) { {|ASL3004:await store.SaveAsync()|}; } }"),
        "'SaveAsync' ends the loop of 'RunAsync' if it throws, and nobody notices: the task of the loop is not observed");

    [Theory]
    [InlineData("asynclint.never_faulting = M:C.SaveAsync")]
    [InlineData("asynclint.ASL3004.forget_helpers = M:C.SaveAsync")]
    public Task Silent_for_what_the_options_name(string options) => Verify.Silent<ASL3004FireAndForgetCanFail>(
        Class("void M() { _ = SaveAsync(); } async Task SaveAsync() => await store.SaveAsync();"), new() { Options = options });

    [Fact]
    public Task Silent_in_broken_code() => Verify.Silent<ASL3004FireAndForgetCanFail>(
        Class("void M() { _ = Missing(); _ = Task.Run(; _ = store.; }"), new() { AllowErrors = true });

    [Fact]
    public Task The_fix_awaits() => VerifyFix.Of<ASL3004FireAndForgetCanFail, ASL3004FireAndForgetCanFailFix>(
        """
        interface IStore { Task SaveAsync(); }

        class C
        {
            IStore store;

            public async Task M()
            {
                _ = {|ASL3012:store.SaveAsync()|};   // go
                await Task.Yield();
            }
        }
        """,
        """
        interface IStore { Task SaveAsync(); }

        class C
        {
            IStore store;

            public async Task M()
            {
                await store.SaveAsync();   // go
                await Task.Yield();
            }
        }
        """);

    [Fact]
    public Task The_fix_gives_the_task_to_the_helper_of_the_project() => VerifyFix.Of<ASL3004FireAndForgetCanFail, ASL3004FireAndForgetCanFailFix>(
        """
        static class Tasks
        {
            public static async void Forget(this Task task)
            {
                try
                {
                    await task;
                }
                catch (Exception e)
                {
                    Console.WriteLine(e);
                }
            }
        }

        interface IStore { Task SaveAsync(); }

        class C
        {
            IStore store;

            public C() => _ = {|ASL3012:store.SaveAsync()|};
        }
        """,
        """
        static class Tasks
        {
            public static async void Forget(this Task task)
            {
                try
                {
                    await task;
                }
                catch (Exception e)
                {
                    Console.WriteLine(e);
                }
            }
        }

        interface IStore { Task SaveAsync(); }

        class C
        {
            IStore store;

            public C() => store.SaveAsync().Forget();
        }
        """,
        new() { Action = "ASL3004.forget" });

    [Fact]
    public Task The_fix_awaits_assertions_statements_and_what_may_be_null() => VerifyFix.Of<ASL3004FireAndForgetCanFail, ASL3004FireAndForgetCanFailFix>(
        """
        interface IStore { Task SaveAsync(); }

        class C
        {
            IStore store;

            internal async Task M()
            {
                Start();
                _ = store?{|ASL3012:.SaveAsync()|};
                await Task.Yield();
            }

            void Start()
            {
                {|ASL3004:Task.Run(async () =>
                {
                    // Save it.
                    await store.SaveAsync();
                })|};
            }
        }
        """,
        """
        interface IStore { Task SaveAsync(); }

        class C
        {
            IStore store;

            internal async Task M()
            {
                await StartAsync();
                await (store?.SaveAsync() ?? Task.CompletedTask);
                await Task.Yield();
            }

            async Task StartAsync()
            {
                await Task.Run(async () =>
                {
                    // Save it.
                    await store.SaveAsync();
                });
            }
        }
        """);

    [Fact]
    public Task The_fix_lets_a_test_wait_for_its_assertion() => VerifyFix.Of<ASL3004FireAndForgetCanFail, ASL3004FireAndForgetCanFailFix>(
        """
        namespace Xunit
        {
            public class FactAttribute : Attribute { }
            public class Assert { public static Task<T> ThrowsAsync<T>(Func<Task> test) where T : Exception => null; }
        }

        public class Tests
        {
            Func<Task> work;

            [Xunit.Fact]
            public void Fails()
            {
                _ = {|ASL3004:Xunit.Assert.ThrowsAsync<IOException>(work)|};
            }
        }
        """,
        """
        namespace Xunit
        {
            public class FactAttribute : Attribute { }
            public class Assert { public static Task<T> ThrowsAsync<T>(Func<Task> test) where T : Exception => null; }
        }

        public class Tests
        {
            Func<Task> work;

            [Xunit.Fact]
            public async Task Fails()
            {
                await Xunit.Assert.ThrowsAsync<IOException>(work);
            }
        }
        """);

    [Fact]
    public async Task The_actions_say_what_they_do() => Assert.Equal(
        ["Await 'SaveAsync'", "Give the task to 'Forget'"],
        await VerifyFix.Titles<ASL3004FireAndForgetCanFail, ASL3004FireAndForgetCanFailFix>(
            "static class Tasks { public static void Forget(this Task task) => task.ContinueWith(t => Console.WriteLine(t.Exception)); }\n"
            + Class("async Task M() { _ = {|ASL3012:store.SaveAsync()|}; await Task.Yield(); }")));

    [Theory]
    [InlineData("C() => _ = {|ASL3012:store.SaveAsync()|};")]
    [InlineData("void M() { {|ASL3004:Task.Factory.StartNew(async () => await store.SaveAsync())|}; }")]
    [InlineData("async Task M() { _ = {|ASL3004:Task.Run(async () => { while (true) await store.SaveAsync(); })|}; await Task.Yield(); }")]
    [InlineData("public async Task M() { _ = {|ASL3012:RunAsync()|}; await Task.Yield(); } public async Task RunAsync() { while (true) await store.SaveAsync(); }")]
    [InlineData("async Task M() { _ = RunAsync(); await Task.Yield(); } async Task RunAsync() { while (true) { {|ASL3004:await store.SaveAsync()|}; } }")]
    public Task No_fix_where_await_may_not_stand_or_would_never_return(string member) => VerifyFix.None<ASL3004FireAndForgetCanFail, ASL3004FireAndForgetCanFailFix>(Class(member));

    static PortableExecutableReference Library(string source)
    {
        var image = new MemoryStream();
        Assert.True(CSharpCompilation.Create("Library", [CSharpSyntaxTree.ParseText(source)], References.NetCore, new(OutputKind.DynamicallyLinkedLibrary)).Emit(image).Success);
        image.Position = 0;
        return MetadataReference.CreateFromStream(image);
    }

    static string Class(string member) => $$"""
        #pragma warning disable CS0067, CS0649
        interface IStore { Task SaveAsync(); }
        class C
        {
            string path;
            HttpClient client;
            Func<Task> work;
            IStore store;
            Task saving;
            CancellationToken token;
            SemaphoreSlim gate;
            ISignal signal;
            {{member}}
        }

        interface ISignal { Task SetAsync(); }
        class Signal : ISignal { public async Task SetAsync() => await Task.Yield(); }
        class Decorated(ISignal inner) : ISignal { public Task SetAsync() => inner.SetAsync(); }
        """;
}
