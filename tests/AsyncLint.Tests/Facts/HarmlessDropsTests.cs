using AsyncLint.Rules;

namespace AsyncLint.Tests;

/// <summary>Calls with whose task nothing is lost, beside those that look like them.</summary>
public class HarmlessDropsTests
{
    static Task Reports(string source) => Verify.Reports<ASL1001UnawaitedCall>(source);

    static Task Silent(string source) => Verify.Silent<ASL1001UnawaitedCall>(source);

    const string Redis = """
        namespace StackExchange.Redis
        {
            [Flags] public enum CommandFlags { None = 0, FireAndForget = 2, DemandMaster = 4 }
            public interface IDatabaseAsync { Task<bool> KeyDeleteAsync(string key, CommandFlags flags = CommandFlags.None); Task<object> ExecuteAsync(string command); }
            public interface IBatch : IDatabaseAsync { void Execute(); }
            public interface ITransaction : IBatch { Task<bool> ExecuteAsync(CommandFlags flags = CommandFlags.None); }
        }
        namespace Tests
        {
            using StackExchange.Redis;
            class C
            {
                MEMBER
            }
        }
        """;

    [Theory]
    [InlineData("async Task M(ITransaction transaction) { transaction.KeyDeleteAsync(\"a\"); transaction.ExecuteAsync(\"PING\"); await transaction.ExecuteAsync(); }")]
    [InlineData("void M(IBatch batch) { batch.KeyDeleteAsync(\"a\"); batch.Execute(); }")]
    [InlineData("void M(IDatabaseAsync db) { db.KeyDeleteAsync(\"a\", CommandFlags.FireAndForget); db.KeyDeleteAsync(\"a\", flags: CommandFlags.FireAndForget | CommandFlags.DemandMaster); }")]
    public Task What_waits_for_Execute_or_asks_for_no_answer(string member) => Silent(Redis.Replace("MEMBER", member, StringComparison.Ordinal));

    [Theory]
    [InlineData("async Task M(ITransaction transaction) { await Task.Yield(); {|ASL1001:transaction.ExecuteAsync()|}; }")]
    [InlineData("void M(IDatabaseAsync db) { {|ASL1001:db.KeyDeleteAsync(\"a\")|}; {|ASL1001:db.KeyDeleteAsync(\"a\", CommandFlags.DemandMaster)|}; }")]
    public Task What_is_sent_at_once(string member) => Reports(Redis.Replace("MEMBER", member, StringComparison.Ordinal));

    const string Awaiter = """
        class Awaiter : System.Runtime.CompilerServices.INotifyCompletion { public bool IsCompleted => true; public void GetResult() { } public void OnCompleted(Action a) { } }
        class Operation { public Task Done => _source.Task; public Task Rerun => Task.Run(() => { }); readonly TaskCompletionSource _source = new(); public Awaiter GetAwaiter() => new(); }

        """;

    [Theory]
    [InlineData("void M(Operation o) { Enqueue(1, o); } List<Operation> q = new(); Operation Enqueue(int p, Operation o) { q.Add(o); return o; }")]
    [InlineData("void M() { var t = Start(); Keep(t); t.Wait(); } Task Keep(Task t) { Console.WriteLine(t); return t; } static Task Start() => Task.Run(() => { });")]
    [InlineData("void M() { Start(); } Task pending; Task Start() { var t = RunAsync(); pending = t.ContinueWith(x => Console.WriteLine(x.Exception)); return t; } bool Ended => pending.IsCompleted;")]
    [InlineData("void M() { Start(); } Task pending; Task Start() { var t = RunAsync(); pending = t; return t; } Task Stop() => pending;")]
    [InlineData("void M() { Start(); } Task pending; Task Start() => pending ??= RunAsync(); Task Stop() => pending;")]
    [InlineData("void M() { Start(); } Task pending; Task Start() { if (pending != null) { return pending; } return pending = RunAsync(); } Task Stop() => pending;")]
    [InlineData("void M() { Request(); } Task Request() => Batch().Done; Operation batch; Operation Batch() { if (batch == null) { batch = new(); } return batch; }")]
    [InlineData("void M() { Request(); } Task Request() { var b = batch; return b.Done; } Operation batch; void N() { batch = null; }")]
    [InlineData("void M(Operation o) { Request(o); } static Task Request(Operation o) => o.Done;")]
    [InlineData("void M() { Request(); } Task Request() => batch?.Done ?? Task.CompletedTask; Operation batch; void N() { batch = null; }")]
    public Task A_task_that_the_callee_hands_out(string members) => Silent(Awaiter + $"class C {{ {members} async Task RunAsync() {{ await Task.Yield(); throw new Exception(); }} }}");

    [Theory]
    [InlineData("void M() { {|ASL1001:Keep(RunAsync())|}; } Task Keep(Task t) { Console.WriteLine(t); return t; }")]
    [InlineData("void M(Task o) { {|ASL1001:Keep(o)|}; } Task Keep(Task t) { t = RunAsync(); return t; }")]
    [InlineData("void M() { {|ASL1001:Start()|}; } Task pending; Task Start() { var t = RunAsync(); pending = t; return t; }")]
    [InlineData("void M() { {|ASL1001:Start()|}; } Task pending; Task Start() { var t = RunAsync(); pending = t; return RunAsync(); } Task Stop() => pending;")]
    [InlineData("void M() { {|ASL1001:Request()|}; } Task Request() => new Operation().Done;")]
    [InlineData("void M() { {|ASL1001:Request()|}; } Task Request() { var o = new Operation(); return o.Done; }")]
    [InlineData("void M() { {|ASL1001:Request()|}; } Task Request() => batch.Rerun; Operation batch; void N() { batch = null; }")]
    [InlineData("void M(Operation o) { {|ASL1001:Request(o)|}; } public virtual Task Request(Operation o) => o.Done;")]
    public Task A_task_that_the_callee_makes(string members) => Reports(Awaiter + $"class C {{ {members} async Task RunAsync() {{ await Task.Yield(); throw new Exception(); }} }}");

    const string Threading = """
        namespace Microsoft.VisualStudio.Threading { public class AsyncLazy<T> { public Task<T> GetValueAsync() => null; public Task DisposeValueAsync() => null; } }
        static class Waits { public static T Await<T>(this Task<T> task) => task.GetAwaiter().GetResult(); }
        class C
        {
            Task running;
            C() { running = null; }
            void M(Microsoft.VisualStudio.Threading.AsyncLazy<int> lazy) { MARK }
        }
        """;

    [Theory]
    [InlineData("lazy.GetValueAsync();")]
    [InlineData("Task.WhenAny(running, Task.Delay(1000)).Await();")]
    public Task A_task_that_a_lazy_or_a_variable_holds(string statement) => Silent(Threading.Replace("MARK", statement, StringComparison.Ordinal));

    [Theory]
    [InlineData("{|ASL1001:Task.WhenAny(running, Task.Run(() => { })).Await()|};")]
    [InlineData("{|ASL1001:Task.WhenAny(running, Task.Delay(1000))|};")]
    public Task A_task_that_a_race_has_started(string statement) => Reports(Threading.Replace("MARK", statement, StringComparison.Ordinal));

    const string Helpers = """
        static class Helpers
        {
            public static Task Warn(this Task task, string why) => task.ContinueWith(t => Console.WriteLine(why + t.Exception));
            public static Task WarnInBlock(this Task task, string why) { Console.WriteLine(why); return task.ContinueWith(t => Console.WriteLine(t.Exception)); }
            public static Task Either(this Task task, bool b) { if (b) { return task; } return task.ContinueWith(t => Console.WriteLine(t.Exception)); }
            public static Task Restart(this Task task, Func<Task> f) => f().ContinueWith(t => Console.WriteLine(t.Exception));
            public static Task<bool> TrySetAsync<T>(this TaskCompletionSource<T> source, T value) => Task.Run(() => source.TrySetResult(value));
            public static Task SetAsync<T>(this TaskCompletionSource<T> source, T value) => Task.Run(() => source.SetResult(value));
            public static async Task RunAsync() { await Task.Yield(); throw new Exception(); }
        }
        class C { MEMBER }
        """;

    [Theory]
    [InlineData("void M() { Helpers.RunAsync().Warn(\"a\"); Helpers.RunAsync().WarnInBlock(\"a\"); }")]
    [InlineData("async Task M(TaskCompletionSource<int> source) { source.TrySetAsync(1); source?.TrySetAsync(1); await Helpers.RunAsync(); }")]
    public Task A_helper_that_is_as_good_as_what_it_wraps(string member) => Silent(Helpers.Replace("MEMBER", member, StringComparison.Ordinal));

    [Theory]
    [InlineData("void M(Func<Task> f) { {|ASL1001:Helpers.RunAsync().Either(true)|}; {|ASL1001:Helpers.RunAsync().Restart(f)|}; }")]
    [InlineData("async Task M(TaskCompletionSource<int> source) { {|ASL1001:source.SetAsync(1)|}; await Helpers.RunAsync(); }")]
    public Task A_helper_that_does_more(string member) => Reports(Helpers.Replace("MEMBER", member, StringComparison.Ordinal));

    [Fact]
    public Task A_continuation_under_another_name_that_a_variable_holds() =>
        Verify.Silent<ASL1002TaskLeak>(Helpers.Replace("MEMBER", "Task M() { var sub = Helpers.RunAsync().Warn(\"a\"); return Task.CompletedTask; }", StringComparison.Ordinal));

    const string Jobs = """
        interface IJob { Task Execute(); }
        class Job : IJob { public virtual Task Execute() { Console.WriteLine(); return Task.CompletedTask; } }
        class SlowJob : Job { public override Task Execute() => Task.Delay(1); }
        interface IStore { Task Merge(); Task Open(); Task Close(); ValueTask Flush(); Task Unknown(); }
        abstract class Store : IStore { public Task Merge() => Task.CompletedTask; public Task Open() => Task.CompletedTask; public abstract Task Close(); public ValueTask Flush() => default; public Task Unknown() => Task.CompletedTask; }
        class FileStore : Store { public override Task Close() => Task.CompletedTask; }
        class OtherStore : IStore { Task IStore.Merge() => Task.CompletedTask; public Task Open() => Task.Delay(1); public Task Close() => Task.CompletedTask; public ValueTask Flush() => default; Task IStore.Unknown() => throw new Exception(); }
        interface INobody { Task Execute(); }
        class C : SlowJob
        {
            TaskCompletionSource source = new();
            MEMBER
        }
        """;

    [Theory]
    [InlineData("void M() { var job = new Job(); job.Execute(); new Job().Execute(); job?.Execute(); }")]
    [InlineData("void M() { IJob job = new Job(); job.Execute(); }")]
    [InlineData("void M(IStore store) { store.Merge(); store.Flush(); store?.Merge(); }")]
    [InlineData("void M() { Show(false); Show(modal: false); } Task Show(bool modal) { if (modal) { return source.Task; } return null; }")]
    [InlineData("void M() { Show(false); } Task Show(bool modal) { Task result = null; if (modal) { result = source.Task; } return result; }")]
    [InlineData("void M() { Show(false); } Task Show(bool modal) => modal ? Task.Run(() => { }) : null;")]
    public Task A_task_that_is_certainly_complete(string member) => Silent(Jobs.Replace("MEMBER", member, StringComparison.Ordinal));

    const string Each = """
        class Observers
        {
            int[] all = new int[2];
            public Task Each(Func<int, Task> callback)
            {
                if (all.Length == 0) { return Task.CompletedTask; }
                if (all.Length == 1) { return callback(all[0]); }
                var tasks = new Task[all.Length];
                for (var i = 0; i < all.Length; i++) { tasks[i] = callback(all[i]); }
                return Task.WhenAll(tasks);
            }
            public Task Logged(Func<int, Task> callback) { callback(1).Wait(); return LogAsync(); }
            public Task Both(Func<int, Task> one, Func<int, Task> other) => Task.WhenAll(one(1), other(1));
            public Task Others(Func<int, Task> callback, Task[] others) { callback(1).Wait(); return Task.WhenAll(others); }
            public Task Selected(Func<int, Task> callback) { callback(1).Wait(); return Task.WhenAll(all.Select(i => LogAsync())); }
            static async Task LogAsync() { await Task.Yield(); throw new Exception(); }
        }
        class C { void M(Observers observers, Func<int, Task> f) { MARK } }
        """;

    [Theory]
    [InlineData("observers.Each(i => { Console.WriteLine(i); return Task.CompletedTask; });")]
    [InlineData("observers.Both(i => Task.CompletedTask, i => Task.FromResult(i));")]
    public Task A_callee_that_combines_what_is_complete(string statement) => Silent(Each.Replace("MARK", statement, StringComparison.Ordinal));

    [Theory]
    [InlineData("{|ASL1001:observers.Each(f)|};")]
    [InlineData("{|ASL1001:observers.Each(i => Task.Run(() => { }))|};")]
    [InlineData("{|ASL1001:observers.Each(async i => { await Task.Yield(); })|};")]
    [InlineData("{|ASL1001:observers.Logged(i => Task.CompletedTask)|};")]
    [InlineData("{|ASL1001:observers.Both(i => Task.CompletedTask, f)|};")]
    [InlineData("{|ASL1001:observers.Others(i => Task.CompletedTask, new[] { f(1) })|};")]
    [InlineData("{|ASL1001:observers.Selected(i => Task.CompletedTask)|};")]
    public Task A_callee_that_has_tasks_beside_those(string statement) => Reports(Each.Replace("MARK", statement, StringComparison.Ordinal));

    [Fact]
    public Task A_base_call_runs_the_body_of_the_base() => Silent(
        """
        class B { protected virtual Task After() => Task.CompletedTask; }
        class C : B { protected override async Task After() { base.After(); await Task.Yield(); } }
        """);

    [Theory]
    [InlineData("void M(Job job, IJob other, INobody nobody) { {|ASL1001:job.Execute()|}; {|ASL1001:other.Execute()|}; {|ASL1001:nobody.Execute()|}; }")]
    [InlineData("void M(bool b) { var job = new Job(); if (b) { job = new SlowJob(); } {|ASL1001:job.Execute()|}; {|ASL1001:new SlowJob().Execute()|}; }")]
    [InlineData("void M() { {|ASL1001:base.Execute()|}; }")]
    [InlineData("void M(IStore store) { {|ASL1001:store.Open()|}; {|ASL1001:store.Unknown()|}; }")]
    [InlineData("void M(bool b) { {|ASL1001:Show(true)|}; {|ASL1001:Show(b)|}; } Task Show(bool modal) => modal ? Task.Run(() => { }) : null;")]
    [InlineData("void M() { {|ASL1001:Show(false)|}; } Task Show(bool modal) { var result = Task.Run(() => { }); if (modal) { result = source.Task; } return result; }")]
    [InlineData("void M() { {|ASL1001:Show(true)|}; } Task Show(bool loud) { if (loud) { Console.WriteLine(); } return Task.Run(() => { }); }")]
    public Task A_task_that_may_be_pending(string member) => Reports(Jobs.Replace("MEMBER", member, StringComparison.Ordinal));

    [Fact]
    public Task An_implementation_that_is_left_to_others() => Reports(
        """
        public interface IStore { Task Close(); }
        public abstract class Store : IStore { public abstract Task Close(); }
        public class FileStore : IStore { public Task Close() => Task.CompletedTask; }
        class C { void M(IStore store) { {|ASL1001:store.Close()|}; } }
        """);

    const string Careful = """
        public interface IApi { Task SendAsync(); }
        public class C
        {
            IApi api = null;
            C() { }
            async Task CaughtAsync() { try { await api.SendAsync(); } catch (Exception e) { Console.WriteLine(e); } }
            async Task CaughtInsideAsync() { var s = new List<int>(); try { s.Add(1); try { await api.SendAsync(); } catch (Exception e) { Console.WriteLine(e); } } finally { s.Clear(); } }
            async Task ThroughAsync() { await CaughtAsync(); }
            async Task SomeAsync() { try { await api.SendAsync(); } catch (InvalidOperationException e) { Console.WriteLine(e); } }
            async Task RethrowsAsync() { try { await api.SendAsync(); } catch (Exception e) { Console.WriteLine(e); throw; } }
            async Task OneOfTwoAsync() { try { await api.SendAsync(); } catch (Exception e) { Console.WriteLine(e); } await api.SendAsync(); }
            async Task WaitsAsync() { await Task.Delay(1); }
            MEMBER
        }
        """;

    [Theory]
    [InlineData("void M() { CaughtAsync(); }")]
    [InlineData("void M() => CaughtInsideAsync().ConfigureAwait(false);")]
    [InlineData("void M() { ThroughAsync(); Console.WriteLine(); }")]
    [InlineData("void M(System.Timers.Timer t) { t.Elapsed += (s, e) => CaughtAsync(); }")]
    [InlineData("int P { set { CaughtAsync(); } }")]
    public Task A_callee_that_catches_what_may_go_wrong_in_a_function_that_cannot_wait(string member) => Silent(Careful.Replace("MEMBER", member, StringComparison.Ordinal));

    [Theory]
    [InlineData("async Task M() { {|ASL1001:CaughtAsync()|}; await api.SendAsync(); }")]
    [InlineData("Task M() { {|ASL1001:CaughtAsync()|}; return api.SendAsync(); }")]
    [InlineData("void M() { {|ASL1001:SomeAsync()|}; {|ASL1001:RethrowsAsync()|}; {|ASL1001:OneOfTwoAsync()|}; }")]
    [InlineData("void M() { {|ASL1001:WaitsAsync()|}; }")]
    [InlineData("public virtual async Task OwnAsync() { try { await api.SendAsync(); } catch (Exception) { } } void M() { {|ASL1001:OwnAsync()|}; }")]
    public Task A_callee_that_may_fail_or_that_could_be_awaited(string member) => Reports(Careful.Replace("MEMBER", member, StringComparison.Ordinal));

    [Fact]
    public Task A_call_that_cannot_fail_and_is_left_by_an_early_return() => Verify.Silent<ASL1002TaskLeak>(Careful.Replace("MEMBER",
        "async Task M(bool b) { var task = CaughtAsync(); if (b) { return; } await task; }", StringComparison.Ordinal));

    [Fact]
    public Task A_call_that_may_fail_and_is_left_by_an_early_return() => Verify.Reports<ASL1002TaskLeak>(Careful.Replace("MEMBER",
        "async Task M(bool b) { var task = {|ASL1002:SomeAsync()|}; if (b) { return; } await task; }", StringComparison.Ordinal));

    [Theory]
    [InlineData("VSTHRD110")]
    [InlineData("CA2012")]
    [InlineData("MA0134")]
    public Task A_pragma_of_another_analyzer_for_the_same_defect(string id) => Silent(
        $"class C {{ void M(HttpClient client) {{\n#pragma warning disable {id}\nclient.GetAsync(\"x\");\n#pragma warning restore {id}\n}} }}");

    [Theory]
    [InlineData("VSTHRD002")]
    [InlineData("IDE0058")]
    public Task A_pragma_for_another_defect(string id) => Reports(
        $"class C {{ void M(HttpClient client) {{\n#pragma warning disable {id}\n{{|ASL1001:client.GetAsync(\"x\")|}};\n}} }}");

    const string Mocks = """
        using NSubstitute; using Moq; using FakeItEasy; using Xunit;
        namespace Xunit { public class FactAttribute : Attribute { } public static class Assert { public static void True(bool value) { } } }
        namespace NSubstitute { public static class SubstituteExtensions { public static T Received<T>(this T mock) where T : class => mock; public static T Returns<T>(this T mock, T value) => mock; } }
        namespace Moq { public class Mock { } public class Mock<T> : Mock { public T Object => default; public void Verify() { } public void Reset() { } } }
        namespace FakeItEasy { public static class A { public static Configuration.IAssertConfiguration CallTo(System.Linq.Expressions.Expression<Action> a) => null; } }
        namespace FakeItEasy.Configuration { public interface IAssertConfiguration { void MustHaveHappened(); } }
        public interface IStore { Task SaveAsync(); Task LoadAsync(); }
        public class Client(IStore store) { public async Task RunAsync() => await store.SaveAsync(); public void Received() { } }
        public class Tests
        {
            MEMBER
        }
        """;

    [Theory]
    [InlineData("[Fact] public void M() { IStore store = null; new Client(store).RunAsync(); store.Received().SaveAsync(); }")]
    [InlineData("[Fact] public void M() { var mock = new Mock<IStore>(); new Client(mock.Object).RunAsync(); mock.Verify(); }")]
    [InlineData("[Fact] public void M() { IStore store = null; new Client(store).RunAsync(); A.CallTo(() => store.SaveAsync()).MustHaveHappened(); }")]
    [InlineData("[Fact] public void M(HttpClient client) { client.GetAsync(\"x\"); Assert.True(client.Timeout.Ticks > 0); }")]
    public Task A_test_that_asks_its_mock_later(string member) => Silent(Mocks.Replace("MEMBER", member, StringComparison.Ordinal));

    [Theory]
    [InlineData("public void M() { IStore store = null; {|ASL1001:new Client(store).RunAsync()|}; store.Received().SaveAsync(); }")]
    [InlineData("[Fact] public async Task M() { IStore store = null; {|ASL1001:new Client(store).RunAsync()|}; await store.Received().SaveAsync(); }")]
    [InlineData("[Fact] public void M() { IStore store = null; store.Received().SaveAsync(); {|ASL1001:new Client(store).RunAsync()|}; }")]
    [InlineData("[Fact] public void M() { IStore store = null; var client = new Client(store); {|ASL1001:client.RunAsync()|}; client.Received(); }")]
    [InlineData("[Fact] public void M() { var mock = new Mock<IStore>(); {|ASL1001:new Client(mock.Object).RunAsync()|}; mock.Reset(); }")]
    [InlineData("[Fact] public void M(HttpClient client) { Assert.True(client.Timeout.Ticks > 0); {|ASL1001:client.GetAsync(\"x\")|}; }")]
    [InlineData("[Fact] public void M(IStore store) { {|ASL1001:new Client(store).RunAsync()|}; Assert.True(store != null); }")]
    [InlineData("[Fact] public async Task M(HttpClient client) { {|ASL1001:client.GetAsync(\"x\")|}; await Task.Yield(); Assert.True(client.Timeout.Ticks > 0); }")]
    public Task A_test_that_does_not_ask_a_mock_later(string member) => Reports(Mocks.Replace("MEMBER", member, StringComparison.Ordinal));
}
