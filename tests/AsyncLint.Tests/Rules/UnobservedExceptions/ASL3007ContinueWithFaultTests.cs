using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.UnobservedExceptions;

public sealed class ASL3007ContinueWithFaultTests
{
    [Theory]
    [InlineData("void M() { SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null); }")]
    [InlineData("void M() { _ = SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null); }")]
    [InlineData("void M() { store?.SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null); }")]
    [InlineData("void M() { store.SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null).ConfigureAwait(false); }")]
    [InlineData("void M() => SaveAsync().{|ASL3007:ContinueWith|}(delegate { path = null; });")]
    [InlineData("void M() { SaveAsync().{|ASL3007:ContinueWith|}(Done); } void Done(Task task) => path = null;")]
    [InlineData("void M() { SaveAsync().{|ASL3007:ContinueWith|}(t => { if (t.IsCanceled) return; path = null; }); }")]
    [InlineData("void M() { SaveAsync().{|ASL3007:ContinueWith|}((t, state) => path = (string)state, path); }")]
    [InlineData("void M() { Task.Run(() => File.Delete(path)).{|ASL3007:ContinueWith|}(_ => path = null); }")]
    [InlineData("void M() { var task = SaveAsync(); task.{|ASL3007:ContinueWith|}(_ => path = null); }")]
    [InlineData("void M() { var task = SaveAsync(); task.{|ASL3007:ContinueWith|}(_ => path = null); task.ContinueWith(_ => path = \"\", TaskContinuationOptions.OnlyOnRanToCompletion); }")]
    [InlineData("Action f = () => new HttpClient().GetAsync(\"\").{|ASL3007:ContinueWith|}(_ => Console.WriteLine());")]
    [InlineData("int P { set { SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null); } }")]
    [InlineData("void M() { Local(); void Local() => SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null); }")]
    [InlineData("C() { SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null); }")]
    public Task Reports_a_continuation_that_does_not_look(string member) =>
        Verify.Message<ASL3007ContinueWithFault>(Class(member), "If 'SaveAsync' fails, nobody sees its exception: the continuation does not look at it"
            .Replace("SaveAsync", member.Contains("Task.Run", StringComparison.Ordinal) ? "Task.Run" : member.Contains("GetAsync", StringComparison.Ordinal) ? "GetAsync" : "SaveAsync", StringComparison.Ordinal));

    [Theory]
    [InlineData("void M() { SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null, TaskContinuationOptions.OnlyOnRanToCompletion); }")]
    [InlineData("void M() { SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null, TaskContinuationOptions.NotOnFaulted); }")]
    [InlineData("void M() { LoadAsync().{|ASL3007:ContinueWith|}(t => path = t.Result, TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously); }")]
    [InlineData("void M() { SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null, CancellationToken.None, TaskContinuationOptions.NotOnFaulted, TaskScheduler.Default); }")]
    [InlineData("void M() { SaveAsync().{|ASL3007:ContinueWith|}(done, TaskContinuationOptions.NotOnFaulted); }")]
    public Task Reports_a_continuation_of_success_alone(string member) =>
        Verify.Message<ASL3007ContinueWithFault>(Class(member), "If '" + (member.Contains("Load", StringComparison.Ordinal) ? "LoadAsync" : "SaveAsync")
            + "' fails, nobody sees its exception: the continuation runs only on success, and nothing runs on failure");

    [Theory]
    [InlineData("async Task M() { await SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null, TaskContinuationOptions.OnlyOnRanToCompletion); }")]
    [InlineData("async Task M() { var n = await SaveAsync().{|ASL3007:ContinueWith|}(_ => 1, TaskContinuationOptions.NotOnFaulted).ConfigureAwait(false); }")]
    [InlineData("async Task M() { try { await SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null, TaskContinuationOptions.NotOnFaulted); } catch (IOException) { } }")]
    public Task Reports_an_await_that_gets_a_cancellation_instead(string member) => Verify.Message<ASL3007ContinueWithFault>(
        Class(member), "If 'SaveAsync' fails, nobody sees its exception: the continuation runs only on success, and the await throws a TaskCanceledException in its place");

    [Theory]
    [InlineData("async Task M() { await SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null); }")]
    [InlineData("async Task M() => Console.WriteLine(await store.SaveAsync().{|ASL3007:ContinueWith|}(_ => 1).ConfigureAwait(false));")]
    [InlineData("async Task M() => await SaveAsync().{|ASL3007:ContinueWith|}(async _ => await Task.Yield()).Unwrap();")]
    public Task Reports_an_await_that_succeeds_instead(string member) => Verify.Message<ASL3007ContinueWithFault>(
        Class(member), "If 'SaveAsync' fails, nobody sees its exception: the continuation does not look at it, and the await succeeds");

    [Theory]
    [InlineData("Task M() => SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null);")]
    [InlineData("Task<int> M() { return SaveAsync().{|ASL3007:ContinueWith|}(_ => 1); }")]
    [InlineData("Task M() { return SaveAsync().{|ASL3007:ContinueWith|}(_ => store.SaveAsync()).Unwrap(); }")]
    [InlineData("void M() { Local(); Task Local() => SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null); }")]
    public Task Reports_a_returned_task_that_succeeds_instead(string member) => Verify.Message<ASL3007ContinueWithFault>(
        Class(member), "If 'SaveAsync' fails, nobody sees its exception: the continuation does not look at it, and the task that is returned succeeds");

    [Theory]
    [InlineData("Task task; void M() { task = SaveAsync(); _ = task.{|ASL3007:ContinueWith|}(_ => path = null); }")]
    [InlineData("Task task; void M() { if (task is { IsCompleted: false }) return; task = SaveAsync(); _ = task.{|ASL3007:ContinueWith|}(_ => { task = null; }); }")]
    public Task Reports_a_continuation_of_a_field_that_nobody_observes(string member) => Verify.Message<ASL3007ContinueWithFault>(
        Class(member), "If 'SaveAsync' fails, nobody sees its exception: the continuation does not look at it");

    [Theory]
    [InlineData("void M() { LoadAsync().{|ASL3007:ContinueWith|}(t => path = t.Result); }")]
    [InlineData("void M() { LoadAsync().{|ASL3007:ContinueWith|}(t => { t.Wait(); path = null; }); }")]
    [InlineData("void M() { LoadAsync().{|ASL3007:ContinueWith|}(t => path = t.GetAwaiter().GetResult()); }")]
    [InlineData("void M() { LoadAsync().{|ASL3007:ContinueWith|}(async t => path = await t); }")]
    [InlineData("void M() { LoadAsync().{|ASL3007:ContinueWith|}(async t => path = await t.ConfigureAwait(false)).Unwrap(); }")]
    [InlineData("void M() { LoadAsync().{|ASL3007:ContinueWith|}(Show); } void Show(Task<string> task) => path = task.Result;")]
    [InlineData("void M() { LoadAsync().ContinueWith(t => t.Result + 1).{|ASL3007:ContinueWith|}(t => path = t.Result); }")]
    public Task Reports_a_continuation_that_throws_it_into_a_dropped_task(string member) => Verify.Message<ASL3007ContinueWithFault>(
        Class(member), "If 'LoadAsync' fails, nobody sees its exception: the continuation throws it again, and its own task is dropped");

    [Theory]
    [InlineData("void M() { Task.Delay(1).{|ASL3007:ContinueWith|}(async _ => await store.SaveAsync()); }")]
    [InlineData("void M() { Task.Delay(1, token).{|ASL3007:ContinueWith|}(async _ => await store.SaveAsync(), token).Unwrap(); }")]
    [InlineData("void M() { kept.{|ASL3007:ContinueWith|}(async t => { Console.WriteLine(t.Exception); await store.SaveAsync(); }); }")]
    public Task Reports_an_async_continuation_that_may_fail(string member) => Verify.Message<ASL3007ContinueWithFault>(
        Class(member), "If 'SaveAsync' fails, nobody sees its exception: it is in the task of the async continuation, which is dropped");

    [Theory]
    [InlineData("void M() { SaveAsync().ContinueWith(t => Console.WriteLine(t.Exception)); }", "reads it")]
    [InlineData("void M() { SaveAsync().ContinueWith(t => Console.WriteLine(t.Exception), TaskContinuationOptions.OnlyOnFaulted); }", "runs on failure")]
    [InlineData("void M() { SaveAsync().ContinueWith(_ => path = null, TaskContinuationOptions.OnlyOnFaulted); }", "runs on failure")]
    [InlineData("void M() { SaveAsync().ContinueWith(_ => path = null, TaskContinuationOptions.OnlyOnCanceled); }", "runs on cancellation")]
    [InlineData("void M() { SaveAsync().ContinueWith(t => { if (t.IsFaulted) path = null; }); }", "asks whether it failed")]
    [InlineData("void M() { SaveAsync().ContinueWith(t => { if (t.Status == TaskStatus.RanToCompletion) path = null; }); }", "asks how it ended")]
    [InlineData("void M() { LoadAsync().ContinueWith(t => { if (t.IsCompletedSuccessfully) path = t.Result; }); }", "asks how it ended")]
    [InlineData("void M() { SaveAsync().ContinueWith(t => Log(t)); } void Log(Task t) => Console.WriteLine(t.Exception);", "passes the task on")]
    [InlineData("void M() { SaveAsync().ContinueWith(Log); } void Log(Task t) => Console.WriteLine(t.Exception);", "a method that reads it")]
    [InlineData("void M() { SaveAsync().ContinueWith(_ => { }); }", "says that nobody looks, as a discard does")]
    [InlineData("void M() { SaveAsync().ContinueWith(done); }", "a delegate that may read it")]
    [InlineData("void M() { SaveAsync().ContinueWith(Done); } protected virtual void Done(Task t) { }", "an override may read it")]
    [InlineData("void M(TaskContinuationOptions options) { SaveAsync().ContinueWith(_ => path = null, options); }", "options that are not known")]
    [InlineData("void M() { Task.Delay(1).ContinueWith(_ => path = null); }", "never fails")]
    [InlineData("void M() { Task.Delay(1, token).ContinueWith(_ => path = null, TaskContinuationOptions.OnlyOnRanToCompletion); }", "only cancelled")]
    [InlineData("void M() { Safe().ContinueWith(_ => path = null); } async Task Safe() { try { await store.SaveAsync(); } catch (Exception) { } }", "guarded")]
    [InlineData("void M() { Task.CompletedTask.ContinueWith(_ => path = null); Task.FromResult(1).ContinueWith(t => path = t.Result.ToString()); }", "complete")]
    [InlineData("void M() { kept.ContinueWith(_ => path = null); }", "made and observed elsewhere")]
    [InlineData("void M(Task task) { task.ContinueWith(_ => path = null); }", "observed by the caller")]
    [InlineData("Task M() { var task = SaveAsync(); task.ContinueWith(_ => path = null); return task; }", "returned as well")]
    [InlineData("async Task M() { var task = SaveAsync(); _ = task.ContinueWith(_ => path = null); await task; }", "awaited as well")]
    [InlineData("void M() { var task = SaveAsync(); task.ContinueWith(_ => path = null); kept = task; }", "kept as well")]
    [InlineData("void M() { var task = SaveAsync(); task.ContinueWith(_ => Console.WriteLine(task.Exception)); }", "read through the variable")]
    [InlineData("void M() { var task = SaveAsync(); task.ContinueWith(_ => path = null, TaskContinuationOptions.NotOnFaulted); task.ContinueWith(t => Console.WriteLine(t.Exception), TaskContinuationOptions.OnlyOnFaulted); }", "a second one reads it")]
    [InlineData("Task M() => SaveAsync().ContinueWith(_ => { });", "says that nobody looks")]
    [InlineData("Task M() => SaveAsync().ContinueWith(t => { if (t.IsFaulted) path = null; });", "asks how it ended")]
    [InlineData("Task M() => SaveAsync().ContinueWith(_ => path = null, TaskContinuationOptions.OnlyOnRanToCompletion);", "cancelled for the caller to see")]
    [InlineData("Task M() => LoadAsync().ContinueWith(t => path = t.Result);", "thrown to the caller")]
    [InlineData("Task M() => LoadAsync().ContinueWith(async _ => await Task.Yield());", "ASL1005 reports it")]
    [InlineData("Func<Task> M() => () => SaveAsync().ContinueWith(_ => path = null);", "a delegate, whose caller is not known")]
    [InlineData("Task task; void M() { task = SaveAsync(); _ = task.ContinueWith(_ => task = null); } Task P => task;", "a field that others may observe")]
    [InlineData("Task task; void M() { task = SaveAsync(); _ = task.ContinueWith(_ => task = null); task.ContinueWith(t => Console.WriteLine(t.Exception)); }", "a second one reads it")]
    [InlineData("Task task; void M(Task given) { task = SaveAsync(); task = given; _ = task.ContinueWith(_ => task = null); }", "a field with a task from elsewhere")]
    [InlineData("async Task M() => await SaveAsync().ContinueWith(_ => { });", "waits for the end, not for success")]
    [InlineData("async Task M() => await LoadAsync().ContinueWith(t => path = t.Result);", "throws it to the awaiter")]
    [InlineData("async Task M() => await LoadAsync().ContinueWith(async _ => await Task.Yield());", "ASL1005 reports it")]
    [InlineData("async Task M() { try { await SaveAsync().ContinueWith(_ => path = null, TaskContinuationOptions.NotOnFaulted); } catch (OperationCanceledException) { } }", "expects the cancellation")]
    [InlineData("void M() { SaveAsync().ContinueWith(_ => path = null).Wait(); }", "waited for")]
    [InlineData("void M() { kept = SaveAsync().ContinueWith(_ => path = null); }", "stored")]
    [InlineData("void M() { LoadAsync().ContinueWith(t => { try { path = t.Result; } catch (Exception) { } }); }", "caught in the continuation")]
    [InlineData("void M() { LoadAsync().ContinueWith(async t => { try { path = await t; } catch (Exception) { } }); }", "caught in the continuation")]
    [InlineData("void M() { LoadAsync().ContinueWith(t => Console.WriteLine(t.Exception)).ContinueWith(_ => path = null); }", "the one before reads it")]
    [InlineData("void M() { LoadAsync().ContinueWith(t => path = t.Result).ContinueWith(t => Console.WriteLine(t.Exception)); }", "the one behind reads it")]
    [InlineData("void M() { Task.Delay(1).ContinueWith(async _ => await Task.Yield()); }", "an async continuation that never fails")]
    [InlineData("void M() { kept.ContinueWith(async t => await store.SaveAsync(), TaskContinuationOptions.OnlyOnFaulted); }", "what reports a failure")]
    [InlineData("void M() { Task.Run(() => path.Trim()).ContinueWith(_ => path = null); }", "no evidence that it fails")]
    [InlineData("async Task M() {\n#pragma warning disable CS4014\n SaveAsync().ContinueWith(_ => path = null);\n await Task.Yield(); }", "decided at the compiler's warning")]
    [InlineData("void M() { new Other().ContinueWith(_ => path = null); } class Other { public Task ContinueWith(Action<Task> f) => null; }", "another method")]
    public Task Silent_where_somebody_sees_the_exception_or_there_is_none(string member, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3007ContinueWithFault>(Class(member));
    }

    [Fact]
    public Task Silent_for_what_the_option_names() => Verify.Silent<ASL3007ContinueWithFault>(
        Class("void M() { SaveAsync().ContinueWith(_ => path = null); }"), new() { Options = "asynclint.never_faulting = M:C.SaveAsync" });

    [Fact]
    public Task Silent_in_tests() => Verify.Silent<ASL3007ContinueWithFault>(
        "namespace Xunit { public class FactAttribute : Attribute { } }\n" + Class("void M() { SaveAsync().ContinueWith(_ => path = null); }"));

    [Fact]
    public Task Silent_in_broken_code() => Verify.Silent<ASL3007ContinueWithFault>(
        Class("void M() { SaveAsync().ContinueWith(); Missing().ContinueWith(_ => path = null); SaveAsync().ContinueWith(_ => Missing()); SaveAsync().ContinueWith(_ => ; }"), new() { AllowErrors = true });

    [Fact]
    public Task The_fix_runs_the_continuation_behind_an_await() => VerifyFix.Of<ASL3007ContinueWithFault, ASL3007ContinueWithFaultFix>(
        Class("""
            async Task M()
                {
                    // First.
                    SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null);   // go
                    store.SaveAsync().{|ASL3007:ContinueWith|}(t =>
                    {
                        path = null;
                        Console.WriteLine(path);
                    });
                    LoadAsync().{|ASL3007:ContinueWith|}(t => Console.WriteLine(t.Result));
                    await Task.Yield();
                }
            """),
        Class("""
            async Task M()
                {
                    // First.
                    try
                    {
                        await SaveAsync();
                    }
                    finally
                    {
                        path = null;
                    }   // go
                    try
                    {
                        await store.SaveAsync();
                    }
                    finally
                    {
                        path = null;
                        Console.WriteLine(path);
                    }
                    Console.WriteLine(await LoadAsync());
                    await Task.Yield();
                }
            """));

    [Theory]
    [InlineData("void M() { SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null); }")]
    [InlineData("async Task M() { _ = SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null); await Task.Yield(); }")]
    [InlineData("async Task M() { store?.SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null); await Task.Yield(); }")]
    [InlineData("async Task M() { SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null, token); await Task.Yield(); }")]
    [InlineData("async Task M() { SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null, TaskScheduler.Default); await Task.Yield(); }")]
    [InlineData("async Task M() { SaveAsync().{|ASL3007:ContinueWith|}(_ => path = null, TaskContinuationOptions.OnlyOnRanToCompletion); await Task.Yield(); }")]
    [InlineData("async Task M() { SaveAsync().{|ASL3007:ContinueWith|}(_ => { if (path == null) return; path = null; }); await Task.Yield(); }")]
    [InlineData("async Task M() { SaveAsync().{|ASL3007:ContinueWith|}(t => { if (t.IsCanceled) path = null; }); await Task.Yield(); }")]
    [InlineData("async Task M() { LoadAsync().{|ASL3007:ContinueWith|}(t => string.Concat(path.Trim(), t.Result)); await Task.Yield(); }")]
    [InlineData("async Task M() { SaveAsync().{|ASL3007:ContinueWith|}(Done); await Task.Yield(); } void Done(Task task) => path = null;")]
    public Task No_fix_for_other_shapes(string member) => VerifyFix.None<ASL3007ContinueWithFault, ASL3007ContinueWithFaultFix>(Class(member));

    static string Class(string member) => $$"""
        #pragma warning disable CS0649, CS0414
        interface IStore { Task SaveAsync(); Task<string> LoadAsync(); }
        class C
        {
            string path;
            IStore store;
            Task kept;
            Action<Task> done;
            CancellationToken token;
            async Task SaveAsync() => await store.SaveAsync();
            async Task<string> LoadAsync() => await store.LoadAsync();
            {{member}}
        }
        """;
}
