using AsyncLint.Rules;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests;

public class ASL1008NullTaskTests
{
    static string InClass(string member) => $$"""
        interface IStore { Task SaveAsync(); Task<int> CountAsync(); IStore Next { get; } Task Job { get; } ValueTask ValueAsync(); }
        class C
        {
            static Task F() => Task.Delay(1);
            static Task<int> G() => Task.Run(() => 1);
            static IStore Find(int i) => i > DateTime.Now.Second ? null : throw new InvalidOperationException();
            static void Use(object o) => GC.KeepAlive(o);
            IStore field;
            {{member}}
        }
        """;

    static string Nullable(string member) => "#nullable enable\n" + InClass(member).Replace("? null :", "? null! :").Replace("IStore field;", "IStore field = null!;");

    static Task Reports(string source, Setup? setup = null) => Verify.Reports<ASL1008NullTask>(source, setup);

    static Task Silent(string source, Setup? setup = null) => Verify.Silent<ASL1008NullTask>(source, setup);

    [Theory]
    [InlineData("Task M() { return {|ASL1008:null|}; }")]
    [InlineData("Task<int> M() => {|ASL1008:null|};")]
    [InlineData("Task<string> M() { return {|ASL1008:default|}; }")]
    [InlineData("Task M() => {|ASL1008:default(Task)|};")]
    [InlineData("Task M() => {|ASL1008:(Task)null|};")]
    [InlineData("Task M(bool c) { if (c) return {|ASL1008:null|}; return F(); }")]
    [InlineData("Task M(bool c) => c ? F() : {|ASL1008:null|};")]
    [InlineData("Task M(bool c, bool d) => c ? F() : d ? {|ASL1008:null|} : G();")]
    [InlineData("Task M(Task t) => t ?? {|ASL1008:null|};")]
    [InlineData("Task M(int i) => i switch { 1 => F(), 2 => {|ASL1008:null|}, _ => {|ASL1008:default|} };")]
    [InlineData("Task M(IStore s) => {|ASL1008:s?.SaveAsync()|};")]
    [InlineData("Task<int> M(IStore s) { return {|ASL1008:s?.CountAsync()|}; }")]
    [InlineData("Task M(IStore s) => {|ASL1008:s?.Next?.SaveAsync()|};")]
    [InlineData("Task M(IStore s) => {|ASL1008:s?.Next.Job|};")]
    [InlineData("Task M(IStore s, bool c) => c ? {|ASL1008:s?.SaveAsync()|} : F();")]
    [InlineData("Task M() => {|ASL1008:field?.SaveAsync()|};")]
    [InlineData("protected virtual Task M() => {|ASL1008:null|};")]
    [InlineData("Task<T> M<T>() => {|ASL1008:null|};")]
    public Task Null_that_is_returned(string member) => Reports(InClass(member));

    [Theory]
    [InlineData("await {|ASL1008:s?.SaveAsync()|};")]
    [InlineData("var i = await {|ASL1008:s?.CountAsync()|};")]
    [InlineData("await {|ASL1008:s?.Next?.SaveAsync()|};")]
    [InlineData("await {|ASL1008:s?.Next.SaveAsync()|};")]
    [InlineData("await {|ASL1008:s?.Job|};")]
    [InlineData("await ({|ASL1008:s?.SaveAsync()|}).ConfigureAwait(false);")]
    [InlineData("await {|ASL1008:field?.SaveAsync()|};")]
    [InlineData("await {|ASL1008:Find(1)?.SaveAsync()|};")]
    [InlineData("await {|ASL1008:run?.Invoke()|};")]
    [InlineData("await (c ? F() : {|ASL1008:null|});")]
    [InlineData("await (s.Job ?? {|ASL1008:s.Next?.SaveAsync()|});")]
    [InlineData("await (c ? {|ASL1008:s?.SaveAsync()|} : F());")]
    [InlineData("Use(await {|ASL1008:s?.CountAsync()|} + 1);")]
    [InlineData("if (c) await {|ASL1008:s?.SaveAsync()|}; s = null;")]
    public Task Null_that_is_awaited(string statements) => Reports(InClass("async Task M(IStore s, Func<Task> run, bool c) { " + statements + " }"));

    [Theory]
    [InlineData("ValueTask M() { return default; }")]
    [InlineData("ValueTask<string> M() => default(ValueTask<string>);")]
    [InlineData("async Task<string> M() { await F(); return null; }")]
    [InlineData("async Task<Task> M() { await F(); return null; }")]
    [InlineData("Task M() => Task.CompletedTask;")]
    [InlineData("Task<string> M() => Task.FromResult<string>(null);")]
    [InlineData("Task M() => throw new NotImplementedException();")]
    [InlineData("Task M(bool c) => c ? F() : Task.CompletedTask;")]
    [InlineData("Task M(IStore s) => s?.SaveAsync() ?? Task.CompletedTask;")]
    [InlineData("Task M(Task t) => t ?? F();")]
    [InlineData("Task M(IStore s) => s is null ? F() : s.SaveAsync();")]
    [InlineData("Task M(IStore s) { if (s == null) throw new ArgumentNullException(); return s?.SaveAsync(); }")]
    [InlineData("Task M(IStore s) { ArgumentNullException.ThrowIfNull(s); return s?.SaveAsync(); }")]
    [InlineData("Task P => null;")]
    [InlineData("Task P { get { return null; } }")]
    [InlineData("object M() => null;")]
    [InlineData("IEnumerable<Task> M() { yield return null; }")]
    [InlineData("IEnumerable<Task> M() => null;")]
    [InlineData("IAsyncResult M() => null;")]
    [InlineData("Task M(object o) => o as Task;")]
    [InlineData("Task M() { Task t = null; return t; }")]
    [InlineData("Task M() => null!;")]
    [InlineData("Task M() { return default!; }")]
    [InlineData("Task M(IStore s) => (s?.SaveAsync())!;")]
    [InlineData("[return: System.Diagnostics.CodeAnalysis.MaybeNull] Task M() => null;")]
    public Task No_null_or_not_in_the_place_of_a_task(string member) => Silent(InClass(member));

    [Theory]
    [InlineData("await (s?.SaveAsync() ?? Task.CompletedTask);")]
    [InlineData("await s.SaveAsync();")]
    [InlineData("await s.Next?.SaveAsync()!;")]
    [InlineData("if (s != null) await s?.SaveAsync();")]
    [InlineData("if (s is null) return; await s?.SaveAsync();")]
    [InlineData("if (s is not { }) return; await s?.SaveAsync();")]
    [InlineData("s ??= Find(1); await s?.SaveAsync();")]
    [InlineData("var t = s?.SaveAsync(); if (t != null) await t;")]
    [InlineData("await (s?.ValueAsync() ?? default);")]
    [InlineData("await (c ? F() : G());")]
    [InlineData("s?.SaveAsync().Wait();")]
    [InlineData("await Task.WhenAll(s?.SaveAsync());")]
    [InlineData("var name = await G() is 1 ? s?.ToString() : null;")]
    public Task Awaits_of_a_task(string statements) => Silent(InClass("async Task M(IStore s, bool c) { " + statements + " }"));

    [Theory]
    [InlineData("Task M() => null; async Task N() { var t = M(); if (t != null) await t; }")]
    [InlineData("Task M() => null; async Task N() { if (M() is { } t) await t; }")]
    [InlineData("Task M() => null; async Task N() { await (M() ?? Task.CompletedTask); }")]
    [InlineData("Task M() => null; void N() { M()?.Wait(); }")]
    [InlineData("Task M() => null; void N(C c) { var t = c?.M(); t?.Wait(); }")]
    [InlineData("Task M() => null; Task t; void N() { t = M(); } void O() { if (t == null) return; t.Wait(); }")]
    [InlineData("Task M() => null; Task t; void N() { this.t = this.M(); } void O() => this.t?.Wait();")]
    [InlineData("void N() { var t = M(); if (t is not null) t.Wait(); Task M() => null; }")]
    public Task Callers_that_test_for_null(string member) => Silent(InClass(member));

    [Theory]
    [InlineData("Task M() => {|ASL1008:null|}; async Task N() { var t = M(); await t; }")]
    [InlineData("Task M() => {|ASL1008:null|}; async Task N(string t) { await M(); if (t != null) await F(); }")]
    public Task Callers_that_do_not(string member) => Reports(InClass(member));

    [Theory]
    [InlineData("Task? M() => null;")]
    [InlineData("Task<int>? M(IStore? s) => s?.CountAsync();")]
    [InlineData("Task? M(bool c) => c ? F() : default;")]
    [InlineData("void M() { Task? L() => null; Func<Task?> f = () => null; Use(f); Use(L()!); }")]
    [InlineData("async Task M(IStore s) => await s?.SaveAsync();")]
    [InlineData("async Task M(IStore? s) { s = Find(1); await s?.SaveAsync(); }")]
    [InlineData("Task M(IStore s) => s?.SaveAsync();")]
    [InlineData("Task M() => null!;")]
    public Task Nullable_contexts_that_know_better(string member) => Silent(Nullable(member));

    [Theory]
    [InlineData("Task M() => {|ASL1008:null|};")]
    [InlineData("Task M(IStore? s) => {|ASL1008:s?.SaveAsync()|};")]
    [InlineData("async Task M(IStore? s) => await {|ASL1008:s?.SaveAsync()|};")]
    [InlineData("async Task M(IStore s, Func<Task>? f) => await {|ASL1008:f?.Invoke()|};")]
    public Task Nullable_contexts_that_agree(string member) => Reports(Nullable(member));

    [Fact]
    public Task Annotations_without_warnings_are_believed() => Reports(
        "#nullable enable annotations\n"
        + InClass(
            """
            private Func<int, Task>? update;
            private IStore certain = null!;
            async Task M(IStore s, Func<Task>? run)
            {
                await {|ASL1008:update?.Invoke(1)|};
                await {|ASL1008:run?.Invoke()|};
                await s?.SaveAsync();
                await certain?.SaveAsync();
            }
            """));

    [Theory]
    [InlineData("void M() { Func<Task> f = () => {|ASL1008:null|}; Use(f); }")]
    [InlineData("void M() { Func<Task> f = () => { return {|ASL1008:null|}; }; Use(f); }")]
    [InlineData("void M() { Func<Task> f = delegate { return {|ASL1008:null|}; }; Use(f); }")]
    [InlineData("void M() { Take(() => {|ASL1008:null|}); } static void Take(Func<Task> f) => Use(f);")]
    [InlineData("Func<Task> f = () => {|ASL1008:null|};")]
    [InlineData("void M() { Task L() { return {|ASL1008:null|}; } Use(L()); }")]
    [InlineData("void M(IStore s) { Func<Task> f = async () => await {|ASL1008:s?.SaveAsync()|}; Use(f); }")]
    [InlineData("async void M(IStore s) { await {|ASL1008:s?.SaveAsync()|}; }")]
    [InlineData("event Action E { add { L(null); async void L(IStore s) => await {|ASL1008:s?.SaveAsync()|}; } remove { } }")]
    public Task In_every_kind_of_function(string member) => Reports(InClass(member));

    [Fact]
    public Task Top_level_code() => Reports(
        """
        using var s = args.Length > 9 ? new StringReader("") : null;
        Console.WriteLine(await {|ASL1008:s?.ReadLineAsync()|});
        await L();
        static Task L() => {|ASL1008:null|};
        """);

    [Theory]
    [InlineData("void M() { Lazy<Task> l = new(() => null); Use(l); }")]
    [InlineData("void M() { Use(Enumerable.Range(0, 1).Select(i => (Task)null)); }")]
    [InlineData("System.Linq.Expressions.Expression<Func<Task>> M() => () => null;")]
    public Task Delegates_for_code_that_is_not_known(string member) => Silent(InClass(member));

    [Fact]
    public Task A_readonly_field_that_is_made_with_its_object_is_there() => Reports("""
        class Store { public Task SaveAsync() => Task.Delay(1); }

        class C
        {
            readonly Store made, given, maybe, chosen;
            readonly Store initialized = new Store();
            Store changing = new Store();

            C(Store s, bool c) { made = new Store(); this.given = s; if (c) maybe = new Store(); chosen = new Store(); if (c) chosen = null; }
            C(Store s) : this(s, true) { }

            async Task M()
            {
                await made?.SaveAsync();
                await initialized?.SaveAsync();
                await {|ASL1008:given?.SaveAsync()|};
                await {|ASL1008:maybe?.SaveAsync()|};
                await {|ASL1008:chosen?.SaveAsync()|};
                await {|ASL1008:changing?.SaveAsync()|};
            }
        }
        """);

    [Fact]
    public Task What_another_file_does_with_a_delegate_is_not_known() => Silent(
        "class C { Pages M(bool more) => new Pages(() => more ? Task.FromResult(1) : null); }",
        new() { Files = { ["Pages.cs"] = "class Pages(Func<Task<int>> next) { public async Task<int> Next() { var page = next(); return page == null ? 0 : await page; } }" } });

    [Fact]
    public Task Contracts_that_allow_null() => Silent(
        """
        #nullable enable
        interface IJob { Task? RunAsync(); }
        abstract class Base { public abstract Task? StopAsync(); }
        #nullable disable
        class Job : Base, IJob { public Task RunAsync() => null; public override Task StopAsync() => null; }
        """);

    [Fact]
    public Task Contracts_that_do_not() => Reports(
        """
        interface IJob { Task RunAsync(); }
        abstract class Base { public abstract Task StopAsync(); }
        class Job : Base, IJob { public Task RunAsync() => {|ASL1008:null|}; public override Task StopAsync() => {|ASL1008:null|}; }
        class Bytes : MemoryStream { public override Task FlushAsync(CancellationToken token) => {|ASL1008:null|}; }
        """);

    [Theory]
    [InlineData("async Task M(Func<Task> f) { await f?.Invoke(); await f?.Invoke(); }")]
    [InlineData("async Task M(Func<Task> f) { _ = f?.Invoke(); await f?.Invoke(); }")]
    [InlineData("async Task M(IStore s) { Use(s?.Next); await s?.CountAsync(); }")]
    [InlineData("async Task M() { Use(field?.Next); await field?.SaveAsync(); }")]
    [InlineData("event Func<Task> Closing = F; async Task M() { Use(Closing?.Target); await Closing?.Invoke(); }")]
    [InlineData("IStore P { get; } = null!; async Task M() { Use(P?.Next); await P?.SaveAsync(); }")]
    [InlineData("async Task M() { IStore s = Find(1); Use(s?.Next); await s?.SaveAsync(); }")]
    public Task A_question_mark_puts_no_later_one_in_doubt(string member) => Silent(Nullable(member));

    [Theory]
    [InlineData("async Task M(Func<Task>? f) { _ = f?.Invoke(); await {|ASL1008:f?.Invoke()|}; }")]
    [InlineData("async Task M(IStore? s) { Use(s?.Next!); await {|ASL1008:s?.CountAsync()|}; }")]
    [InlineData("IStore? P { get; } async Task M() { Use(P?.Next!); await {|ASL1008:P?.SaveAsync()|}; }")]
    [InlineData("async Task M<T>(T s) where T : IStore? { await {|ASL1008:s?.SaveAsync()|}; }")]
    public Task What_is_declared_as_nullable(string member) => Reports(Nullable(member));

    [Theory]
    [InlineData("static Task Notify(Func<Task> f) => f.GetInvocationList().Length switch { 0 => default, 1 => f(), _ => F() };")]
    [InlineData("static Task Notify(Func<Task> f) { var list = f.GetInvocationList(); return list.Length switch { 0 => null, _ => F() }; }")]
    [InlineData("void M(IStore s) { Task.Run(() => Notify(s)); } static Task Notify(IStore s) => s?.SaveAsync();")]
    [InlineData("void M() { Task.Run(Notify); Task.Run(() => this.Notify()); } Task Notify() => null;")]
    [InlineData("void M() { Task.Run(Notify); Task Notify() => null; }")]
    public Task Null_that_does_not_come_or_that_Task_Run_takes(string member) => Silent(InClass(member));

    [Theory]
    [InlineData("static Task Notify(Func<Task> f) => f.GetInvocationList().Length switch { 1 => {|ASL1008:default|}, _ => F() };")]
    [InlineData("static Task Notify(int[] list) => list.Length switch { 0 => {|ASL1008:default|}, _ => F() };")]
    [InlineData("void M(IStore s) { Task.Run(() => Notify(s)); } public static Task Notify(IStore s) => {|ASL1008:s?.SaveAsync()|};")]
    [InlineData("async Task M(IStore s) { _ = Task.Run(() => Notify(s)); await Notify(s); } static Task Notify(IStore s) => {|ASL1008:s?.SaveAsync()|};")]
    [InlineData("void M() { Task.Run(async () => await Notify()); } Task Notify() => {|ASL1008:null|};")]
    [InlineData("void M() { Run(Notify); } static void Run(Func<Task> f) => f().Wait(); Task Notify() => {|ASL1008:null|};")]
    [InlineData("Task Notify() => {|ASL1008:null|};")]
    public Task Null_that_somebody_may_await(string member) => Reports(InClass(member));

    [Theory]
    [InlineData("Task Save() => {|ASL1008:null|};", "'Save' returns null instead of a task: awaiting null throws a NullReferenceException")]
    [InlineData("Task Save(IStore store) => {|ASL1008:store?.SaveAsync()|};", "'Save' returns null instead of a task where 'store' is null: awaiting null throws a NullReferenceException")]
    [InlineData("async Task Save(IStore store) => await {|ASL1008:store?.SaveAsync()|};", "The awaited task is null where 'store' is null: awaiting null throws a NullReferenceException")]
    [InlineData("Func<Task> f = () => {|ASL1008:null|};", "The lambda returns null instead of a task: awaiting null throws a NullReferenceException")]
    public Task The_message(string member, string message) => Verify.Message<ASL1008NullTask>(InClass(member), message);

    [Theory]
    [InlineData("Task M() => nul;")]
    [InlineData("Task M() { return ; }")]
    [InlineData("Missing M() => null;")]
    [InlineData("async Task M() { await missing?.SaveAsync(); await ; }")]
    public Task Code_that_does_not_compile(string member) => Verify.Run<ASL1008NullTask>(InClass(member), new() { AllowErrors = true });

    [Fact]
    public Task Without_tasks_there_is_nothing_to_report() => Silent("class C { object M() { return null; } }", new() { References = [], ImplicitUsings = false, AllowErrors = true });

    [Fact]
    public Task In_the_oldest_language() => Reports(
        "using System.Threading.Tasks; class C { Task M() { return {|ASL1008:null|}; } async Task N(C c) { await {|ASL1008:c?.M()|}; } }",
        new() { LanguageVersion = LanguageVersion.CSharp6 });
}
