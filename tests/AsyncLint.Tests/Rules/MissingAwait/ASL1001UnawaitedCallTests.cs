using AsyncLint.Rules;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests;

public class ASL1001UnawaitedCallTests
{
    /// <summary>What the sources below call; <c>member</c> stands in a class C beside it.</summary>
    static string InClass(string member) => $$"""
        interface IStore { Task SaveAsync(); ValueTask<int> CountAsync(); IStore Next { get; } }
        class C
        {
            IStore store = null;
            Func<Task> callback = null;
            event Func<object, Task> Changed;
            static Task FooAsync() => Task.Delay(1);
            static async Task<int> GetAsync() { await Task.Yield(); return 1; }
            static ValueTask ValueAsync() => new ValueTask(FooAsync());
            static async IAsyncEnumerable<int> ItemsAsync() { await Task.Yield(); yield return 1; }
            Task Own() => Changed is null ? null : FooAsync();
            {{member}}
        }
        """;

    static Task Reports(string source, Setup? setup = null) => Verify.Reports<ASL1001UnawaitedCall>(source, setup);

    static Task Silent(string source, Setup? setup = null) => Verify.Silent<ASL1001UnawaitedCall>(source, setup);

    [Fact]
    public Task The_message_names_the_call_and_what_is_lost() => Verify.Message<ASL1001UnawaitedCall>(
        InClass("async Task M() { {|ASL1001:store.SaveAsync()|}; await FooAsync(); }"),
        "'SaveAsync' is not awaited: the code after it runs before it has finished, and an exception in it is lost");

    [Fact]
    public Task An_async_sequence_has_its_own_message() => Verify.Message<ASL1001UnawaitedCall>(
        InClass("void M() { {|ASL1001:ItemsAsync()|}; }"),
        "'ItemsAsync' is not awaited: it returns an async sequence, and none of its code runs until that is enumerated");

    [Fact]
    public Task A_delegate_is_named_by_its_variable() => Verify.Message<ASL1001UnawaitedCall>(
        InClass("async Task M() { await FooAsync(); {|ASL1001:callback()|}; {|ASL1001:callback?.Invoke()|}; }"),
        "The task of 'callback' is not awaited: the code after it runs before it has finished, and an exception in it is lost");

    [Theory]
    [InlineData("void M() => {|ASL1001:store.SaveAsync()|};")]
    [InlineData("void M() { store = null; {|ASL1001:store.SaveAsync()|}; }")]
    [InlineData("void M() { if (store != null) { {|ASL1001:store.SaveAsync()|}; } else { {|ASL1001:store.SaveAsync()|}; } return; }")]
    [InlineData("int P { set { L(); void L() => {|ASL1001:store.SaveAsync()|}; } }")]
    [InlineData("void M() { Action a = () => {|ASL1001:store.SaveAsync()|}; a(); }")]
    [InlineData("C() { {|ASL1001:store.SaveAsync()|}; void L() { } }")]
    public Task Where_no_code_comes_behind_none_is_spoken_of(string member) =>
        Verify.Message<ASL1001UnawaitedCall>(InClass(member), "'SaveAsync' is not awaited: nobody waits for it, and an exception in it is lost");

    [Theory]
    [InlineData("void M() { {|ASL1001:store.SaveAsync()|}; store = null; }")]
    [InlineData("void M() { foreach (var i in new[] { 1 }) { {|ASL1001:store.SaveAsync()|}; } }")]
    [InlineData("void M() { try { {|ASL1001:store.SaveAsync()|}; } finally { store = null; } }")]
    [InlineData("async Task M() { await FooAsync(); {|ASL1001:store.SaveAsync()|}; }")]
    [InlineData("int M() { {|ASL1001:store.SaveAsync()|}; return 1; }")]
    public Task Where_code_comes_behind(string member) => Verify.Message<ASL1001UnawaitedCall>(
        InClass(member), "'SaveAsync' is not awaited: the code after it runs before it has finished, and an exception in it is lost");

    [Theory]
    [InlineData("async Task M() { {|ASL1001:CaughtAsync()|}; await FooAsync(); }", "'CaughtAsync' is not awaited: the code after it runs before it has finished")]
    [InlineData("void M() { {|ASL1001:Task.Delay(1)|}; }", "'Delay' is not awaited: nobody waits for it")]
    public Task Where_no_exception_can_be_lost_none_is_spoken_of(string member, string message) => Verify.Message<ASL1001UnawaitedCall>(
        InClass(member + " async Task CaughtAsync() { try { await store.SaveAsync(); } catch (Exception e) { Console.WriteLine(e); } }"), message);

    [Theory]
    [InlineData("async Task M() { {|ASL1001:FooAsync()|}; await FooAsync(); }")]
    [InlineData("void M() { {|ASL1001:FooAsync()|}; }")]
    [InlineData("void M() => {|ASL1001:FooAsync()|};")]
    [InlineData("Task M() { {|ASL1001:FooAsync()|}; return FooAsync(); }")]
    [InlineData("async void M() { {|ASL1001:FooAsync()|}; await FooAsync(); }")]
    [InlineData("C() { {|ASL1001:FooAsync()|}; }")]
    [InlineData("C() => {|ASL1001:FooAsync()|};")]
    [InlineData("static C() { {|ASL1001:FooAsync()|}; }")]
    [InlineData("~C() { {|ASL1001:FooAsync()|}; }")]
    [InlineData("int P { get { {|ASL1001:FooAsync()|}; return 1; } set { {|ASL1001:FooAsync()|}; } }")]
    [InlineData("int P { get => 1; set => {|ASL1001:FooAsync()|}; }")]
    [InlineData("int P { get => 1; init { {|ASL1001:FooAsync()|}; } }")]
    [InlineData("int this[int i] { get { {|ASL1001:FooAsync()|}; return i; } }")]
    [InlineData("event Action E { add { {|ASL1001:FooAsync()|}; } remove => {|ASL1001:FooAsync()|}; }")]
    [InlineData("public static C operator +(C a, C b) { {|ASL1001:FooAsync()|}; return a; }")]
    [InlineData("public static implicit operator int(C c) { {|ASL1001:FooAsync()|}; return 1; }")]
    [InlineData("void M() { L(); void L() { {|ASL1001:FooAsync()|}; } }")]
    [InlineData("void M() { L(); static void L() => {|ASL1001:FooAsync()|}; }")]
    [InlineData("void M() { L(); async void L() { {|ASL1001:FooAsync()|}; await FooAsync(); } }")]
    [InlineData("void M() { Action a = () => { {|ASL1001:FooAsync()|}; }; a(); }")]
    [InlineData("void M() { Action a = () => {|ASL1001:FooAsync()|}; a(); }")]
    [InlineData("void M() { Action a = delegate { {|ASL1001:FooAsync()|}; }; a(); }")]
    [InlineData("void M() { Func<Task> f = async () => { {|ASL1001:FooAsync()|}; await FooAsync(); }; }")]
    [InlineData("void M(List<int> l) => l.ForEach(i => {|ASL1001:FooAsync()|});")]
    [InlineData("Action field = () => {|ASL1001:FooAsync()|};")]
    [InlineData("static Action Property { get; } = () => { {|ASL1001:FooAsync()|}; };")]
    [InlineData("void M() { for ({|ASL1001:FooAsync()|}; ; {|ASL1001:FooAsync()|}) { break; } }")]
    [InlineData("void M() { if (store != null) {|ASL1001:FooAsync()|}; else {|ASL1001:FooAsync()|}; }")]
    [InlineData("IEnumerable<int> M() { {|ASL1001:FooAsync()|}; yield return 1; }")]
    [InlineData("async IAsyncEnumerable<int> M() { {|ASL1001:FooAsync()|}; await FooAsync(); yield return 1; }")]
    [InlineData("void M() { try { } catch { {|ASL1001:FooAsync()|}; } finally { {|ASL1001:FooAsync()|}; } }")]
    [InlineData("void M() { lock (this) { {|ASL1001:FooAsync()|}; } }")]
    public Task Dropped_in_every_kind_of_function(string member) => Reports(InClass(member));

    [Fact]
    public Task Dropped_by_top_level_code() => Reports(
        """
        {|ASL1001:Task.Delay(1)|};
        await Task.Yield();
        {|ASL1001:FooAsync()|};
        Task FooAsync() => Task.Delay(1);
        """);

    [Fact]
    public Task Dropped_by_a_primary_constructors_initializer_lambda() => Reports(
        "class C(Func<Task> f) { Action a = () => {|ASL1001:f()|}; }", new() { LanguageVersion = LanguageVersion.CSharp12 });

    [Theory]
    [InlineData("{|ASL1001:store.SaveAsync()|};")]
    [InlineData("{|ASL1001:store?.SaveAsync()|};")]
    [InlineData("{|ASL1001:store?.Next.SaveAsync()|};")]
    [InlineData("{|ASL1001:store?.Next?.SaveAsync()|};")]
    [InlineData("{|ASL1001:store?.CountAsync()|};")]
    [InlineData("{|ASL1001:store?.SaveAsync().ConfigureAwait(false)|};")]
    [InlineData("{|ASL1001:store?.SaveAsync()?.ConfigureAwait(false)|};")]
    [InlineData("{|ASL1001:FooAsync().ConfigureAwait(false)|};")]
    [InlineData("{|ASL1001:FooAsync().ConfigureAwait(ConfigureAwaitOptions.ForceYielding)|};")]
    [InlineData("{|ASL1001:ValueAsync().AsTask().ConfigureAwait(false)|};")]
    [InlineData("{|ASL1001:ValueAsync()|};")]
    [InlineData("{|ASL1001:ValueAsync().Preserve()|};")]
    [InlineData("{|ASL1001:GetAsync()|};")]
    [InlineData("{|ASL1001:callback()|};")]
    [InlineData("{|ASL1001:callback.Invoke()|};")]
    [InlineData("{|ASL1001:callback?.Invoke()|};")]
    [InlineData("{|ASL1001:Changed(this)|};")]
    [InlineData("{|ASL1001:Changed?.Invoke(this)|};")]
    [InlineData("{|ASL1001:ItemsAsync()|};")]
    [InlineData("{|ASL1001:ItemsAsync().ConfigureAwait(false)|};")]
    [InlineData("{|ASL1001:ItemsAsync().WithCancellation(default)|};")]
    [InlineData("{|ASL1001:Task.WhenAll(FooAsync(), FooAsync())|};")]
    [InlineData("{|ASL1001:Task.Delay(10)|};")]
    [InlineData("{|ASL1001:Task.FromException(new Exception())|};")]
    [InlineData("{|ASL1001:ItemsAsync().WithCancellation(default).ConfigureAwait(false)|};")]
    [InlineData("{|ASL1001:Task.Run(() => FooAsync()).WaitAsync(TimeSpan.Zero)|};")]
    [InlineData("{|ASL1001:new HttpClient().GetAsync(\"x\")|};")]
    [InlineData("{|ASL1001:((Func<Task>)FooAsync)()|};")]
    [InlineData("new Thread(() => {|ASL1001:FooAsync()|}).Start();")]
    [InlineData("Parallel.ForEach(new[] { 1 }, i => {|ASL1001:FooAsync()|});")]
    public Task Dropped_in_every_shape(string statement) => Reports(InClass($"void M() {{ {statement} }}"));

    [Fact]
    public Task A_task_held_by_a_type_parameter() => Reports(
        "class C { void M<T>(Func<T> f) where T : Task { {|ASL1001:f()|}; } }");

    [Fact]
    public Task A_task_of_a_derived_type() => Reports(
        "class Job : Task { public Job() : base(() => { }) { } } class C { Job StartAsync() => null; void M() { {|ASL1001:StartAsync()|}; } }");

    const string CustomAwaitable = """
        using System.Runtime.CompilerServices;
        class Awaiter : INotifyCompletion
        {
            public bool IsCompleted => false;
            public void GetResult() { }
            public void OnCompleted(Action a) { }
        }

        """;

    [Fact]
    public Task A_custom_awaitable() => Reports(CustomAwaitable +
        """
        class Work { public Awaiter GetAwaiter() => new(); }
        class C { Work Start() => new(); void M() { {|ASL1001:Start()|}; } }
        """);

    [Fact]
    public Task A_custom_awaitable_struct_with_a_method_builder() => Reports(CustomAwaitable +
        """
        [AsyncMethodBuilder(typeof(AsyncTaskMethodBuilder))]
        struct UniTask { public Awaiter GetAwaiter() => new(); }
        class C { UniTask Start() => default; void M() { {|ASL1001:Start()|}; } }
        """);

    [Fact]
    public Task An_interface_that_inherits_its_awaiter() => Reports(CustomAwaitable +
        """
        interface IWork { Awaiter GetAwaiter(); }
        interface IJob : IWork { }
        class C { IJob Start() => null; void M() { {|ASL1001:Start()|}; } }
        """);

    [Fact]
    public Task An_awaiter_by_extension_where_the_callee_says_that_it_is_asynchronous() => Reports(CustomAwaitable +
        """
        class Work { }
        static class Extensions { public static Awaiter GetAwaiter(this Work work) => new(); }
        class C { Work StartAsync() => new(); void M() { {|ASL1001:StartAsync()|}; } }
        """);

    [Theory]
    [InlineData("Work Start() => new(); void M() { Start(); }")]
    [InlineData("TimeSpan Measure() => default; void M() { Measure(); }")]
    [InlineData("int CountAsync() => 1; void M() { CountAsync(); }")]
    [InlineData("TimeSpan MeasureAsync() => default; void M() { MeasureAsync(); }")]
    public Task An_awaiter_by_extension_alone_says_nothing(string member) => Silent(CustomAwaitable +
        $$"""
        class Work { }
        static class Extensions
        {
            public static Awaiter GetAwaiter(this Work work) => new();
            public static Awaiter GetAwaiter(this int i) => new();
        }
        class C { {{member}} }
        """);

    [Theory]
    [InlineData("class Work { private Awaiter GetAwaiter() => new(); }")]
    [InlineData("class Work { public static Awaiter GetAwaiter() => new(); }")]
    [InlineData("class Work { public Awaiter GetAwaiter(int i) => new(); }")]
    [InlineData("class Work { public object GetAwaiter() => new(); }")]
    [InlineData("class Almost { public bool IsCompleted => false; public void GetResult() { } } class Work { public Almost GetAwaiter() => new(); }")]
    public Task What_only_looks_like_an_awaitable(string type) =>
        Silent(CustomAwaitable + type + " class C { Work StartAsync() => new(); void M() { StartAsync(); } }");

    [Theory]
    [InlineData("async Task M() { await FooAsync(); }")]
    [InlineData("async Task M() { await FooAsync().ConfigureAwait(false); }")]
    [InlineData("async Task M() { await (store?.SaveAsync() ?? Task.CompletedTask); }")]
    [InlineData("Task M() { return FooAsync(); }")]
    [InlineData("Task M() => FooAsync();")]
    [InlineData("Task M() => store?.SaveAsync();")]
    [InlineData("Func<Task> M() => () => FooAsync();")]
    [InlineData("Func<Task> M() => FooAsync;")]
    [InlineData("void M() { _ = FooAsync(); }")]
    [InlineData("void M() { _ = store?.SaveAsync(); }")]
    [InlineData("void M() { var _ = FooAsync(); }")]
    [InlineData("Task running; void M() { running = FooAsync(); running ??= FooAsync(); }")]
    [InlineData("void M() { var t = FooAsync(); t.Wait(); }")]
    [InlineData("void M() { FooAsync().Wait(); GetAsync().GetAwaiter().GetResult(); }")]
    [InlineData("int M() => GetAsync().Result;")]
    [InlineData("void M(List<Task> l) { l.Add(FooAsync()); }")]
    [InlineData("IEnumerable<Task> Tasks() { yield return FooAsync(); }")]
    [InlineData("Dictionary<int, Task> Tasks() => null; void M() { Tasks(); }")]
    [InlineData("IEnumerable<Task> Tasks() => null; void M() { Tasks(); }")]
    [InlineData("Task[] Tasks() => null; void M() { Tasks(); }")]
    [InlineData("void M() { Take(() => FooAsync()); } void Take(Func<Task> f) { }")]
    [InlineData("void M() { Take(FooAsync()); } void Take(Task t) { }")]
    [InlineData("object M() => FooAsync();")]
    [InlineData("async Task M() { await foreach (var i in ItemsAsync()) { } }")]
    [InlineData("IAsyncEnumerator<int> M() => ItemsAsync().GetAsyncEnumerator();")]
    [InlineData("void M(dynamic d) { d.FooAsync(); }")]
    [InlineData("string M() => nameof(FooAsync);")]
    [InlineData("void M() { void FooAsync() { } FooAsync(); }")]
    [InlineData("async void Later() => await FooAsync(); void M() { Later(); }")]
    public Task A_task_that_is_used(string member) => Silent(InClass(member));

    [Theory]
    [InlineData("Task.Run(() => FooAsync());")]
    [InlineData("Task.Run(() => { });")]
    [InlineData("Task.Run(() => FooAsync()).ConfigureAwait(false);")]
    [InlineData("Task.Factory.StartNew(() => { });")]
    [InlineData("new TaskFactory<int>().StartNew(() => 1);")]
    [InlineData("Task.Factory.StartNew(async () => await FooAsync()).Unwrap();")]
    [InlineData("FooAsync().ContinueWith(async t => await t).Unwrap();")]
    [InlineData("FooAsync().ContinueWith(t => { });")]
    [InlineData("GetAsync().ContinueWith(t => t.Result);")]
    [InlineData("store?.SaveAsync().ContinueWith(t => { });")]
    [InlineData("FooAsync().ContinueWith(t => { }).ConfigureAwait(false);")]
    public Task Started_on_purpose_in_a_sync_function(string statement) => Silent(InClass($$"""
        void M() { {{statement}} }
        C() { {{statement}} }
        Task Started() { {{statement}} return FooAsync(); }
        int P { set { {{statement}} } }
        Action field = () => { {{statement.Replace("store", "default(IStore)", StringComparison.Ordinal)}} };
        """));

    [Theory]
    [InlineData("async Task M() { {|ASL1001:Task.Run(() => FooAsync())|}; await FooAsync(); }")]
    [InlineData("async Task M() { {|ASL1001:Task.Factory.StartNew(() => { })|}; await FooAsync(); }")]
    [InlineData("void M() { Func<Task> f = async () => { {|ASL1001:Task.Run(() => { })|}; await FooAsync(); }; }")]
    [InlineData("async Task M() { FooAsync().ContinueWith(t => { }); await FooAsync(); Action a = () => Task.Run(() => { }); }")]
    public async Task Task_Run_is_reported_in_an_async_function_and_ContinueWith_never(string member)
    {
        if (member.Contains("{|", StringComparison.Ordinal))
        {
            await Reports(InClass(member));
        }
        else
        {
            await Silent(InClass(member));
        }
    }

    [Theory]
    [InlineData("Task.FromResult(1);")]
    [InlineData("Task.FromCanceled(new CancellationToken(true));")]
    [InlineData("Qualified();")]
    [InlineData("EitherWay(true);")]
    [InlineData("ValueTask.FromResult(1);")]
    [InlineData("Task.CompletedTask.ConfigureAwait(false);")]
    [InlineData("new ValueTask<int>(1).ConfigureAwait(false);")]
    [InlineData("Done();")]
    [InlineData("DoneWithBlock();")]
    [InlineData("Zero();")]
    [InlineData("Nothing();")]
    [InlineData("Local(); Task Local() => Task.CompletedTask;")]
    public Task A_task_that_is_certainly_complete(string statement) => Silent(InClass($$"""
        void M() { {{statement}} }
        static Task Done() => Task.CompletedTask;
        Task DoneWithBlock() { Console.WriteLine(); if (store is null) { return Task.CompletedTask; } return Task.FromResult(1); }
        ValueTask<int> Zero() => new(0);
        ValueTask Nothing() => default;
        Task Qualified() => System.Threading.Tasks.Task.CompletedTask;
        Task<int> EitherWay(bool b) => b ? Task.FromResult(1) : Task.FromResult(2);
        """));

    [Theory]
    [InlineData("virtual Task Maybe() => Task.CompletedTask;")]
    [InlineData("Task Maybe() { if (store is null) { return Task.CompletedTask; } return FooAsync(); }")]
    [InlineData("Task Maybe() => store is null ? Task.CompletedTask : FooAsync();")]
    [InlineData("async Task Maybe() { await Task.CompletedTask; }")]
    [InlineData("Task Maybe() => throw new Exception();")]
    public Task A_task_that_may_be_pending(string callee) => Reports(InClass($$"""
        void M() { {|ASL1001:Maybe()|}; }
        public {{callee}}
        """));

    /// <summary>Seen in MQTTnet: the warning for the same defect was answered at this very place.</summary>
    [Theory]
    [InlineData("#pragma warning disable")]
    [InlineData("#pragma warning disable 4014")]
    [InlineData("#pragma warning disable CS4014")]
    [InlineData("#pragma warning disable CS0168, CS4014 // on purpose")]
    [InlineData("#pragma warning disable CS4014\n#pragma warning restore CS0168\n#if MISSING\n#pragma warning restore CS4014\n#endif")]
    public Task Where_a_pragma_silences_the_compilers_own_warning(string pragma) =>
        Silent(InClass("async Task M()\n{\n" + pragma + "\nTask.Run(() => { });\nFooAsync();\nawait FooAsync();\n}"));

    [Theory]
    [InlineData("#pragma warning disable 168")]
    [InlineData("#pragma warning disable CS4014\n#pragma warning restore 4014")]
    [InlineData("#pragma warning disable 4014\n#pragma warning restore")]
    [InlineData("#if MISSING\n#pragma warning disable 4014\n#endif")]
    public Task Where_no_pragma_silences_the_compilers_own_warning(string pragma) =>
        Reports(InClass("async Task M()\n{\n" + pragma + "\n{|ASL1001:FooAsync()|};\nawait FooAsync();\n}"));

    /// <summary>Seen in Polly: Shouldly's assertions return what they are given.</summary>
    [Theory]
    [InlineData("Task t = FooAsync(); t.ShouldNotBeNull(); Check.NotNull(t, 1);")]
    [InlineData("field.ShouldNotBeNull(); this.field.ShouldNotBeNull();")]
    [InlineData("Interlocked.Exchange(ref field, FooAsync());")]
    [InlineData("queue.Dequeue(); cache.GetOrAdd(1, i => FooAsync()); stack.Pop();")]
    public Task A_task_that_somebody_else_holds(string statements) => Silent(InClass("Task field; void M(Queue<Task> queue, System.Collections.Concurrent.ConcurrentDictionary<int, Task> cache, Stack<Task> stack) { " + statements + " }") + Assertions);

    [Theory]
    [InlineData("{|ASL1001:FooAsync().ShouldNotBeNull()|};")]
    [InlineData("{|ASL1001:Check.Run(() => FooAsync())|};")]
    [InlineData("{|ASL1001:handler.Handle(1)|};")]
    public Task A_task_that_nobody_holds(string statements) => Reports(InClass("void M(IHandler<Task> handler) { " + statements + " }") + Assertions);

    const string Assertions = """

        interface IHandler<TResult> { TResult Handle(int i); }
        static class Check
        {
            public static T ShouldNotBeNull<T>(this T actual) where T : class => actual;
            public static T NotNull<T>(T actual, int i) => actual;
            public static T Run<T>(Func<T> f) => f();
        }
        """;

    const string Helpers = """
        static class TaskExtensions
        {
            public static Task Forget(this Task task, string why = null) => task;
            public static Task Forget(this Task task, int i) => task;
        }
        class Builder { public Task With(int i) => null; public static Task Make() => null; }
        class C
        {
            static Task FooAsync() => Task.Delay(1);
            void M() { MARK }
        }
        """;

    [Theory]
    [InlineData("asynclint.forget_helpers = M:TaskExtensions.Forget(System.Threading.Tasks.Task,System.String)", "FooAsync().Forget();")]
    [InlineData("asynclint.forget_helpers = M:TaskExtensions.Forget*", "FooAsync().Forget(); FooAsync().Forget(1);")]
    [InlineData("asynclint.ASL1001.forget_helpers = T:TaskExtensions", "FooAsync().Forget(); TaskExtensions.Forget(FooAsync());")]
    [InlineData("asynclint.forget_helpers = T:Missing | M:TaskExtensions.Forget* | nonsense", "FooAsync().Forget().ConfigureAwait(false);")]
    [InlineData("asynclint.ASL1001.fluent_apis = T:Builder", "new Builder().With(1); Builder.Make();")]
    [InlineData("asynclint.fluent_apis = M:Builder.With(System.Int32)", "new Builder().With(1);")]
    public Task Calls_that_an_option_names(string option, string statements) =>
        Silent(Helpers.Replace("MARK", statements, StringComparison.Ordinal), new() { Options = option });

    [Theory]
    [InlineData("", "{|ASL1001:FooAsync().Forget()|};")]
    [InlineData("asynclint.forget_helpers = M:TaskExtensions.Forget(System.Threading.Tasks.Task,System.String)", "{|ASL1001:FooAsync().Forget(1)|}; {|ASL1001:FooAsync()|};")]
    [InlineData("asynclint.ASL2001.forget_helpers = T:TaskExtensions", "{|ASL1001:FooAsync().Forget()|};")]
    [InlineData("asynclint.ASL1001.fluent_apis = M:Builder.With(System.Int32)", "{|ASL1001:Builder.Make()|};")]
    public Task Calls_that_no_option_names(string option, string statements) =>
        Reports(Helpers.Replace("MARK", statements, StringComparison.Ordinal), new() { Options = option });

    [Fact]
    public Task An_extension_that_only_looks_after_the_task() => Silent(
        """
        static class TaskExtensions
        {
            public static Task ObserveErrors(this Task task) => task;
            public static Task<T> ObserveErrors<T>(this Task<T> task) => task;
        }
        class C
        {
            Task<int> FooAsync() => Task.Run(() => 1);
            void M(Task t) { FooAsync().ObserveErrors(); t.ObserveErrors(); }
        }
        """);

    [Fact]
    public Task An_extension_that_makes_another_task() => Reports(
        """
        static class TaskExtensions
        {
            public static Task TimeoutAfter(this Task task, int seconds) => task.WaitAsync(TimeSpan.FromSeconds(seconds));
            public static Task Started(this Func<Task> start) => start();
        }
        class C
        {
            Task FooAsync() => Task.Delay(1);
            void M(Func<Task> f) { {|ASL1001:FooAsync().TimeoutAfter(1)|}; {|ASL1001:f.Started()|}; }
        }
        """);

    [Fact]
    public Task A_fluent_awaitable_that_stays_in_its_variable() => Silent(CustomAwaitable +
        """
        class Query { public Query Where(int i) => this; public Awaiter GetAwaiter() => new(); }
        static class QueryExtensions { public static Query Take(this Query q, int i) => q; }
        class C
        {
            Query field = new();
            void M(Query p) { var q = new Query(); q.Where(1); p.Where(2); field.Where(3); field.Take(4); }
        }
        """);

    [Fact]
    public Task A_fluent_awaitable_that_nobody_holds() => Reports(CustomAwaitable +
        """
        class Query { public Query Where(int i) => this; public Awaiter GetAwaiter() => new(); }
        class C { Query New() => new(); void M() { {|ASL1001:New().Where(1)|}; } }
        """);

    [Fact]
    public Task Expression_trees() => Silent(
        """
        using System.Linq.Expressions;
        interface IStore { Task SaveAsync(); }
        class C
        {
            void Setup(Expression<Action<IStore>> call) { }
            void M() { Setup(s => s.SaveAsync()); Expression<Action> e = () => Task.Delay(1); }
        }
        """);

    [Fact]
    public Task Moq() => Silent(
        """
        using Moq;
        namespace Moq
        {
            using System.Linq.Expressions;
            public class Mock<T>
            {
                public T Object => default;
                public object Setup(Expression<Action<T>> e) => null;
                public object Setup<R>(Expression<Func<T, R>> e) => null;
                public void Verify(Expression<Action<T>> e) { }
                public void Verify<R>(Expression<Func<T, R>> e) { }
            }
        }
        public interface IStore { Task SaveAsync(); }
        class C
        {
            void M(Mock<IStore> mock) { mock.Setup(s => s.SaveAsync()); mock.Verify(s => s.SaveAsync()); }
        }
        """);

    const string NSubstitute = """
        namespace NSubstitute
        {
            public static class SubstituteExtensions
            {
                public static T Received<T>(this T mock) where T : class => mock;
                public static T DidNotReceive<T>(this T mock) where T : class => mock;
            }
            public class Received { public static void InOrder(Action calls) { } }
        }
        namespace NSubstitute.ReceivedExtensions
        {
            public static class ReceivedExtensions { public static T Received<T>(this T mock, object quantity) where T : class => mock; }
        }
        public interface IStore { Task SaveAsync(); IStore Next { get; } }

        """;

    [Fact]
    public Task NSubstitute_verifications() => Silent("using NSubstitute;\n" + "using NSubstitute.ReceivedExtensions;\n" + NSubstitute +
        """
        class C
        {
            void M(IStore store)
            {
                store.Received().SaveAsync();
                store.DidNotReceive().SaveAsync();
                store.Received((object)2).SaveAsync();
                store.Received().Next.SaveAsync();
                store.Received().SaveAsync().ConfigureAwait(false);
                Received.InOrder(() => { store.SaveAsync(); store.Next.SaveAsync(); });
                Received.InOrder(() => store.SaveAsync());
            }
        }
        """);

    [Fact]
    public Task NSubstitute_verifications_through_extensions() => Silent("using NSubstitute;\n" + "using NSubstitute.ReceivedExtensions;\n" + NSubstitute +
        """
        static class Extensions
        {
            public static Task SaveTwiceAsync(this IStore store) => Task.WhenAll(store.SaveAsync(), store.SaveAsync());
            public static IStore After(this IStore store) => store.Next;
        }
        class C
        {
            void M(IStore store)
            {
                store.Received().SaveTwiceAsync();
                store.DidNotReceive().After().SaveAsync();
            }
        }
        """);

    [Fact]
    public Task A_mock_that_is_called_for_real() => Reports("using NSubstitute;\n" + NSubstitute +
        "class C { void M(IStore store) { {|ASL1001:store.SaveAsync()|}; } }");

    const string Frameworks = """
        namespace Xunit { public static class Assert { public static T Throws<T>(Action a) => default; public static void True(bool b) { } } public class Record { public static Exception Exception(Action a) => null; } }
        namespace NUnit.Framework { public delegate void TestDelegate(); public class Assert { public static void Throws<T>(TestDelegate a) { } } }
        namespace Microsoft.VisualStudio.TestTools.UnitTesting { public class Assert { public static T ThrowsException<T>(Action a) => default; } }

        """;

    [Theory]
    [InlineData("Xunit.Assert.Throws<ArgumentNullException>(() => { client.GetAsync((Uri)null); });")]
    [InlineData("Xunit.Assert.Throws<ArgumentNullException>(delegate { client.GetAsync((Uri)null); });")]
    [InlineData("Xunit.Record.Exception(() => { client.GetAsync((Uri)null); });")]
    [InlineData("NUnit.Framework.Assert.Throws<ArgumentNullException>(() => client.GetAsync((Uri)null));")]
    [InlineData("Microsoft.VisualStudio.TestTools.UnitTesting.Assert.ThrowsException<ArgumentNullException>(() => client.GetAsync((Uri)null));")]
    public Task A_call_made_for_the_exception_that_it_throws_at_once(string statement) =>
        Silent(Frameworks + $"class C {{ void M(HttpClient client) {{ {statement} }} }}");

    [Theory]
    [InlineData("Xunit.Assert.Throws<ArgumentNullException>(() => { {|ASL1001:SaveAsync()|}; });")]
    [InlineData("NUnit.Framework.Assert.Throws<ArgumentNullException>(() => {|ASL1001:SaveAsync()|});")]
    public Task An_async_method_never_throws_at_once(string statement) =>
        Reports(Frameworks + $"class C {{ void M() {{ {statement} }} async Task SaveAsync() {{ await Task.Yield(); throw new ArgumentNullException(); }} }}");

    [Fact]
    public Task A_call_in_an_ordinary_assertion() => Reports(Frameworks +
        "class C { void M(HttpClient client) { Xunit.Assert.True(Check(() => {|ASL1001:client.GetAsync(\"x\")|})); } bool Check(Action a) => true; }");

    const string Ui = """
        namespace System.Windows.Threading
        {
            public class DispatcherOperation { public System.Runtime.CompilerServices.TaskAwaiter GetAwaiter() => default; }
            public class Dispatcher
            {
                public DispatcherOperation BeginInvoke(Delegate d, params object[] args) => null;
                public DispatcherOperation InvokeAsync(Action a) => null;
            }
        }
        namespace Avalonia.Threading { public class Dispatcher { public Task InvokeAsync(Action a) => null; } }
        namespace Microsoft.AspNetCore.Components
        {
            public abstract class ComponentBase { protected void StateHasChanged() { } protected Task InvokeAsync(Action a) => null; protected Task InvokeAsync(Func<Task> a) => null; }
        }
        class View : Microsoft.AspNetCore.Components.ComponentBase
        {
            System.Windows.Threading.Dispatcher wpf;
            Avalonia.Threading.Dispatcher avalonia;
            View() { wpf = null; avalonia = null; }
            MEMBER
        }
        """;

    [Theory]
    [InlineData("void M() { wpf.BeginInvoke(new Action(M)); wpf.InvokeAsync(M); wpf?.BeginInvoke(new Action(M)); }")]
    [InlineData("async Task M() { wpf.BeginInvoke(new Action(() => { })); await Task.Yield(); }")]
    [InlineData("void M() { avalonia.InvokeAsync(M); }")]
    [InlineData("void M() { InvokeAsync(StateHasChanged); InvokeAsync(() => Task.Delay(1)); }")]
    [InlineData("void OnChanged(object sender, EventArgs e) => InvokeAsync(StateHasChanged);")]
    public Task Work_posted_to_a_dispatcher(string member) => Silent(Ui.Replace("MEMBER", member, StringComparison.Ordinal));

    [Theory]
    [InlineData("async Task M() { {|ASL1001:wpf.InvokeAsync(() => { })|}; await Task.Yield(); }")]
    [InlineData("async Task M() { {|ASL1001:InvokeAsync(StateHasChanged)|}; await Task.Yield(); }")]
    public Task Work_given_to_a_dispatcher_by_an_async_function(string member) => Reports(Ui.Replace("MEMBER", member, StringComparison.Ordinal));

    [Theory]
    [InlineData("class C { void M() { FooAsync(); } }")]
    [InlineData("class C { Missing FooAsync() => null; void M() { FooAsync(); } }")]
    [InlineData("class C { Task<Missing> FooAsync() => null; void M() { {|ASL1001:FooAsync()|}; } }")]
    [InlineData("class C { Task FooAsync() => null; void M() { {|ASL1001:FooAsync()|} } }")]
    [InlineData("class C { Task FooAsync(int i) => null; void M() { FooAsync(); FooAsync(; } }")]
    [InlineData("class C { void M() { .FooAsync(); x?.FooAsync( } ")]
    [InlineData("class C { Task FooAsync() => null; void M() { Unknown(() => FooAsync()); } }")]
    [InlineData("class C { Task FooAsync() => null; int field = FooAsync(); }")]
    public async Task Broken_code(string source)
    {
        var setup = new Setup { AllowErrors = true };
        if (source.Contains("{|", StringComparison.Ordinal))
        {
            await Reports(source, setup);
        }
        else
        {
            await Silent(source, setup);
        }
    }

    [Fact]
    public Task No_references_at_all() =>
        Silent("class C { void M() { FooAsync(); } Task FooAsync() => null; }", new() { References = References.None, AllowErrors = true });

    [Fact]
    public Task A_second_Task_type_in_source() => Silent(
        """
        namespace System.Threading.Tasks { public class Task { } }
        class C { System.Threading.Tasks.Task FooAsync() => null; void M() { FooAsync(); } }
        """,
        new() { AllowErrors = true });

    [Fact]
    public Task CSharp_7_3_on_an_old_framework() => Reports(
        """
        using System.Threading.Tasks;
        class C
        {
            Task FooAsync() { return Task.Delay(1); }
            void M(C c) { {|ASL1001:FooAsync()|}; {|ASL1001:c?.FooAsync().ConfigureAwait(false)|}; }
        }
        """,
        new() { LanguageVersion = LanguageVersion.CSharp7_3, References = References.NetStandard });

    [NewerCSharpFact]
    public Task WhenAll_over_a_params_span() => Reports(InClass("async Task M() { {|ASL1001:Task.WhenAll(FooAsync(), ValueAsync().AsTask())|}; await FooAsync(); }"));

    [Fact]
    public Task Generated_code() => Silent("// <auto-generated/>\n" + InClass("void M() { FooAsync(); }"));
}
