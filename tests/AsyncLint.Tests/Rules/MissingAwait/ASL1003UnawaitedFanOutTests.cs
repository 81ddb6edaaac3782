using AsyncLint.Rules;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests;

public class ASL1003UnawaitedFanOutTests
{
    static string InClass(string member) => $$"""
        using System.Collections.Concurrent;
        using System.Collections.Immutable;
        interface IStore { Task SaveAsync(); IEnumerable<int> Items { get; } }
        class C
        {
            static Task F(int i = 0) => Task.Delay(i + 1);
            static async Task<int> G(int i = 0) { await Task.Yield(); return i; }
            static ValueTask V(int i) => new ValueTask(F());
            static Task Done(int i) => Task.CompletedTask;
            static int Parse(int i) => i > 3 ? throw new FormatException() : i;
            static bool Check(int i = 0) => i > DateTime.Now.Second;
            static void Use(object o) => GC.KeepAlive(o);
            {{member}}
        }
        """;

    static Task Reports(string source, Setup? setup = null) => Verify.Reports<ASL1003UnawaitedFanOut>(source, setup);

    static Task Silent(string source, Setup? setup = null) => Verify.Silent<ASL1003UnawaitedFanOut>(source, setup);

    static string InMethod(string statements) =>
        InClass("List<Task> field = new(); async Task M(bool c, int n, List<int> xs, int[] array, IStore store, IStore[] stores, Func<int, Task> callback) { await Task.Yield(); " + statements + " }");

    static Task ReportsIn(string statements) => Reports(InMethod(statements));

    static Task SilentIn(string statements) => Silent(InMethod(statements));

    [Theory]
    [InlineData("{|ASL1003:xs.Select(async x => await F(x))|};")]
    [InlineData("{|ASL1003:xs.Select(async x => { await F(x); })|};")]
    [InlineData("{|ASL1003:xs.Select(x => F(x))|};")]
    [InlineData("{|ASL1003:xs.Select(F)|};")]
    [InlineData("{|ASL1003:xs.Select(V)|};")]
    [InlineData("{|ASL1003:xs.Select(callback)|};")]
    [InlineData("{|ASL1003:xs.Select((x, i) => F(x + i))|};")]
    [InlineData("{|ASL1003:stores.Select(s => s.SaveAsync())|};")]
    [InlineData("{|ASL1003:xs.Where(x => x > 3).Select(F).Take(3)|};")]
    [InlineData("{|ASL1003:Enumerable.Select(xs, x => F(x))|};")]
    [InlineData("{|ASL1003:xs.AsParallel().Select(async x => await F(x))|};")]
    [InlineData("{|ASL1003:xs.Zip(array, (x, y) => F(x + y))|};")]
    [InlineData("{|ASL1003:xs.SelectMany(x => array, (x, y) => F(x + y))|};")]
    [InlineData("{|ASL1003:store?.Items.Select(F)|};")]
    [InlineData("_ = {|ASL1003:xs.Select(async x => await F(x))|};")]
    [InlineData("_ = {|ASL1003:from x in xs select F(x)|};")]
    [InlineData("var tasks = {|ASL1003:xs.Select(async x => await F(x))|};")]
    [InlineData("var tasks = {|ASL1003:xs.Select(F)|}.Where(t => !t.IsCompleted);")]
    [InlineData("IEnumerable<Task> tasks = {|ASL1003:from x in xs select F(x)|};")]
    [InlineData("var tasks = {|ASL1003:from x in xs where x > 3 select F(x)|};")]
    public Task Never_enumerated(string statements) => ReportsIn(statements);

    [Theory]
    [InlineData("{|ASL1003:xs.Select(async x => await F(x)).ToList()|};")]
    [InlineData("{|ASL1003:xs.Select(F).ToArray()|};")]
    [InlineData("{|ASL1003:xs.Select(V).ToImmutableArray()|};")]
    [InlineData("{|ASL1003:xs.ConvertAll(x => F(x))|};")]
    [InlineData("{|ASL1003:Array.ConvertAll(array, F)|};")]
    [InlineData("{|ASL1003:xs.ToDictionary(x => x, x => F(x))|};")]
    [InlineData("{|ASL1003:xs.AsParallel().Select(async x => await F(x)).ToArray()|};")]
    [InlineData("Console.WriteLine({|ASL1003:xs.Select(F)|}.Count());")]
    [InlineData("Console.WriteLine({|ASL1003:xs.Select(F).ToList()|}.Count);")]
    [InlineData("if ({|ASL1003:xs.Select(F)|}.Any()) Use(n);")]
    [InlineData("var tasks = {|ASL1003:xs.Select(F)|}.ToList();")]
    [InlineData("var tasks = {|ASL1003:xs.Select(F)|}.ToList(); Console.WriteLine(tasks.Count);")]
    [InlineData("var tasks = {|ASL1003:xs.Select(F)|}; Console.WriteLine(tasks.Count());")]
    [InlineData("var tasks = {|ASL1003:xs.Select(F)|}; foreach (var t in tasks) Use(t.Id);")]
    [InlineData("foreach (var t in {|ASL1003:xs.Select(F)|}) { }")]
    [InlineData("foreach (var t in {|ASL1003:xs.Select(F)|}) { if (Check()) continue; await t; }")]
    [InlineData("var tasks = {|ASL1003:xs.Select(F)|}.ToList(); if (c) return; await Task.WhenAll(tasks);")]
    [InlineData("var tasks = {|ASL1003:xs.Select(F)|}.ToArray(); if (c) await Task.WhenAll(tasks);")]
    [InlineData("var tasks = ({|ASL1003:from x in xs select F(x)|}).ToList();")]
    [InlineData("var tasks = new List<Task>(); tasks.AddRange({|ASL1003:xs.Select(F)|}); Console.WriteLine(tasks.Count);")]
    [InlineData("var tasks = new List<Task>({|ASL1003:xs.Select(F)|});")]
    [InlineData("var tasks = new ConcurrentBag<Task>({|ASL1003:xs.Select(F)|});")]
    [InlineData("List<Task> tasks = [.. {|ASL1003:xs.Select(F)|}, F()];")]
    [InlineData("var byKey = {|ASL1003:xs.ToDictionary(x => x, x => F(x))|}; Use(byKey.Count);")]
    [InlineData("var byKey = {|ASL1003:xs.ToDictionary(x => x, F)|}; if (c) return; await Task.WhenAll(byKey.Values);")]
    [InlineData("var tasks = {|ASL1003:xs.Select(x => Task.Run(() => Parse(x)))|}.ToList();")]
    public Task Enumerated_and_not_awaited(string statements) => ReportsIn(statements);

    [Theory]
    [InlineData("{|ASL1003:xs.Select(x => Parse(x))|};")]
    [InlineData("{|ASL1003:xs.Select(Parse)|};")]
    [InlineData("{|ASL1003:xs.Select(x => n += x)|};")]
    [InlineData("{|ASL1003:Enumerable.Range(1, 100).Select(i => Parse(i))|};")]
    [InlineData("{|ASL1003:xs.Select(Parse).Where(x => x > 3)|};")]
    [InlineData("{|ASL1003:xs.Where(x => Check(x))|};")]
    [InlineData("{|ASL1003:xs.AsParallel().Select(x => Parse(x))|};")]
    [InlineData("{|ASL1003:store?.Items.Select(x => Parse(x))|};")]
    [InlineData("xs.ForEach(x => { {|ASL1003:array.Select(y => Parse(y))|}; });")]
    public Task A_query_without_tasks_that_nobody_enumerates(string statements) => ReportsIn(statements);

    [Theory]
    [InlineData("await Task.WhenAll(xs.Select(async x => await F(x)));")]
    [InlineData("await Task.WhenAll(from x in xs select F(x));")]
    [InlineData("Task.WaitAll(xs.Select(F).ToArray());")]
    [InlineData("await Task.WhenAny(xs.Select(F));")]
    [InlineData("await foreach (var t in Task.WhenEach(xs.Select(F))) await t;")]
    [InlineData("foreach (var t in xs.Select(F)) await t;")]
    [InlineData("foreach (var t in xs.Select(G)) { Use(await t); if (c) break; }")]
    [InlineData("var tasks = xs.Select(F); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = xs.Select(F); if (c) return; await Task.WhenAll(tasks);")]
    [InlineData("var tasks = xs.Select(F); if (c) await Task.WhenAll(tasks);")]
    [InlineData("var tasks = xs.Select(F).ToList(); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = xs.Select(F).ToList(); await Task.WhenAny(tasks);")]
    [InlineData("var tasks = xs.Select(F).ToList(); while (tasks.Count > 0) { var t = await Task.WhenAny(tasks); tasks.Remove(t); }")]
    [InlineData("var tasks = xs.Select(F).ToArray(); for (var i = 0; i < tasks.Length; i++) await tasks[i];")]
    [InlineData("var tasks = xs.Select(F).ToArray(); if (tasks.Length > 0) await Task.WhenAll(tasks);")]
    [InlineData("var tasks = xs.Select(F).ToList(); if (c) throw new InvalidOperationException(); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = xs.Select(F).ToList(); Use(tasks);")]
    [InlineData("var tasks = xs.Select(F).ToList(); Action a = () => Task.WaitAll(tasks.ToArray()); a();")]
    [InlineData("var tasks = xs.Select(F).ToList(); tasks.Add(F()); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = xs.Select(F).ToList(); tasks.ForEach(t => t.Wait());")]
    [InlineData("var all = Task.WhenAll(xs.Select(F)); await all;")]
    [InlineData("var results = xs.Select(G).Select(t => t.Result).ToList();")]
    [InlineData("var first = await xs.Select(G).First();")]
    [InlineData("Use(xs.Select(F));")]
    [InlineData("field.AddRange(xs.Select(F));")]
    [InlineData("field = xs.Select(F).ToList();")]
    [InlineData("var tasks = new List<Task>(); tasks.AddRange(xs.Select(F)); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(xs.Select(F)); await Task.WhenAll(tasks);")]
    [InlineData("Task[] tasks = [.. xs.Select(F)]; await Task.WhenAll(tasks);")]
    [InlineData("var byKey = xs.ToDictionary(x => x, x => F(x)); await Task.WhenAll(byKey.Values);")]
    [InlineData("var byKey = xs.ToDictionary(x => x, x => F(x)); foreach (var (key, t) in byKey) await t;")]
    [InlineData("var byKey = xs.ToDictionary(x => x, x => F(x)); await byKey[n];")]
    [InlineData("await Task.WhenAll(xs.Select(F).Concat(array.Select(F)));")]
    [InlineData("await Task.WhenAll(xs.AsParallel().Select(F));")]
    [InlineData("_ = xs.Select(F).ToList();")]
    [InlineData("var ignored = xs.Select(F).ToList();")]
    [InlineData("var fireAndForget = xs.Select(F).ToArray();")]
    [InlineData("xs.Select(F).ToList().ForEach(t => t.Wait());")]
    [InlineData("await Task.WhenAll(xs.Select(x => array.Select(F)).Select(Task.WhenAll));")]
    public Task Awaited_combined_or_given_away(string statements) => SilentIn(statements);

    [Theory]
    [InlineData("var tasks = xs.Select(Done).ToList();")]
    [InlineData("var tasks = xs.Select(x => Task.FromResult(x)).ToList(); Use(tasks.Count);")]
    [InlineData("var tasks = xs.Select(x => Task.CompletedTask).ToList();")]
    [InlineData("var tasks = field.Select(t => t).ToList();")]
    [InlineData("var tasks = field.Where(t => !t.IsCompleted).ToList(); Use(tasks.Count);")]
    [InlineData("var sources = xs.Select(x => new TaskCompletionSource()).ToList(); var tasks = sources.Select(s => s.Task).ToList(); Use(tasks.Count);")]
    [InlineData("var starts = xs.Select(x => new Func<Task>(() => F(x))).ToList();")]
    [InlineData("var numbers = xs.Select(Parse).ToList();")]
    [InlineData("var numbers = xs.Select(Parse);")]
    [InlineData("xs.Select(Parse).ToList();")]
    [InlineData("xs.Select(Parse).Count();")]
    [InlineData("_ = xs.Select(Parse);")]
    [InlineData("xs.Select(x => x + 1);")]
    [InlineData("xs.OrderBy(x => x);")]
    [InlineData("xs.AsEnumerable();")]
    [InlineData("xs.AddRange(array.Select(Parse));")]
    [InlineData("xs.ForEach(x => Parse(x));")]
    [InlineData("Action a = () => xs.Select(x => Parse(x)); a();")]
    public Task No_work_that_is_lost(string statements) => SilentIn(statements);

    [Theory]
    [InlineData("IEnumerable<Task> M(List<int> xs) => xs.Select(F);")]
    [InlineData("IEnumerable<Task> M(List<int> xs) { return xs.Select(async x => await F(x)); }")]
    [InlineData("IEnumerable<Task> M(List<int> xs) { foreach (var t in xs.Select(F)) yield return t; }")]
    [InlineData("Dictionary<int, Task> M(List<int> xs) => xs.ToDictionary(x => x, F);")]
    [InlineData("Task M(List<int> xs) { var tasks = xs.Select(F).ToArray(); return Task.WhenAll(tasks); }")]
    [InlineData("IEnumerable<Task> P { get; } = new[] { 1 }.Select(F).ToList();")]
    [InlineData("void M(List<int> xs) { N(xs.Select(F)); } static void N(IEnumerable<Task> tasks) => Task.WaitAll(tasks.ToArray());")]
    [InlineData("void M(List<int> xs) { xs.Select(x => Task.Run(() => Parse(x))).ToList(); var tasks = xs.Select(x => Task.Run(() => Parse(x))).ToList(); }")]
    [InlineData("System.Linq.Expressions.Expression<Action<List<int>>> M() => xs => xs.Select(x => F(x));")]
    [InlineData("async Task M(IAsyncEnumerable<int> xs) { await foreach (var x in xs) await F(x); }")]
    [InlineData("IQueryable<int> M(IQueryable<int> xs) { xs.Select(x => Parse(x)); return xs; }")]
    public Task Handed_out_by_its_function(string member) => Silent(InClass(member));

    [Theory]
    [InlineData("void M(List<int> xs) { {|ASL1003:xs.Select(F)|}; }")]
    [InlineData("void M(List<int> xs) => {|ASL1003:xs.Select(F)|};")]
    [InlineData("async void M(List<int> xs) { await F(); {|ASL1003:xs.Select(F).ToList()|}; }")]
    [InlineData("Task M(List<int> xs) { {|ASL1003:xs.Select(F)|}; return F(); }")]
    [InlineData("C(List<int> xs) { {|ASL1003:xs.Select(F)|}; }")]
    [InlineData("static C() { var tasks = {|ASL1003:new[] { 1 }.Select(F)|}.ToList(); }")]
    [InlineData("int P { get { {|ASL1003:new[] { 1 }.Select(F)|}; return 1; } set => {|ASL1003:new[] { 1 }.Select(F).ToArray()|}; }")]
    [InlineData("event Action E { add { var tasks = {|ASL1003:new[] { 1 }.Select(F)|}.ToList(); } remove { } }")]
    [InlineData("void M(List<int> xs) { L(); void L() { {|ASL1003:xs.Select(F)|}; var tasks = {|ASL1003:xs.Select(F)|}.ToList(); } }")]
    [InlineData("void M(List<int> xs) { Action a = () => {|ASL1003:xs.Select(F)|}; a(); }")]
    [InlineData("void M(List<int> xs) { Action a = () => { var tasks = {|ASL1003:xs.Select(F)|}.ToList(); }; a(); }")]
    [InlineData("Action<List<int>> field = xs => { {|ASL1003:xs.Select(F).ToList()|}; };")]
    [InlineData("IEnumerable<int> M(List<int> xs) { var tasks = {|ASL1003:xs.Select(F)|}.ToList(); yield return 1; }")]
    public Task In_every_kind_of_function(string member) => Reports(InClass(member));

    [Fact]
    public Task Top_level_code() => Reports(
        """
        {|ASL1003:args.Select(a => Task.Delay(a.Length))|};
        var tasks = {|ASL1003:args.Select(a => Task.Delay(a.Length))|}.ToList();
        """);

    [Fact]
    public Task The_message_of_a_query_that_starts_nothing() => Verify.Message<ASL1003UnawaitedFanOut>(
        InMethod("{|ASL1003:xs.Select(x => F(x))|};"),
        "The tasks of 'F' are never started: LINQ runs nothing until a sequence is enumerated, and nobody enumerates this one");

    [Fact]
    public Task The_message_of_a_query_without_tasks() => Verify.Message<ASL1003UnawaitedFanOut>(
        InMethod("{|ASL1003:xs.Select(x => Parse(x))|};"),
        "The elements of 'Select' are never computed: LINQ runs nothing until a sequence is enumerated, and nobody enumerates this one");

    [Fact]
    public Task The_message_of_tasks_that_are_started() => Verify.Message<ASL1003UnawaitedFanOut>(
        InMethod("{|ASL1003:xs.Select(async x => await F(x)).ToList()|};"),
        "The tasks of 'Select' are started and never awaited: nobody waits for them, and an exception in one of them is lost");

    [Fact]
    public Task The_message_of_an_early_return() => Verify.Message<ASL1003UnawaitedFanOut>(
        InMethod("var tasks = {|ASL1003:xs.Select(F)|}.ToList(); if (c) return; await Task.WhenAll(tasks);"),
        "The tasks of 'F' are left unawaited by the early return: nobody waits for them, and an exception in one of them is lost");

    const string Helpers = """

        static class Tasks
        {
            public static Task Catch(this Task task) { task.ContinueWith(t => Console.WriteLine(t.Exception)); return task; }
            public static Task OrEmpty(this Task task) => task == null ? Task.CompletedTask : Wrap(task);
            public static async Task Timed(this Task task) { await task; Console.WriteLine(); }
            public static async Task Logged(this Task task) { try { await task; } catch (Exception e) { Console.WriteLine(e); throw; } }
            public static async Task Ended(this Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            public static Task Itself(this Task task) { return task; }
            public static Task Kept(this Task task) { Task copy = Wrap(task); copy.ContinueWith(t => t.Exception); return copy; }
            static async Task Wrap(Task task) => await task;
        }
        """;

    [Theory]
    [InlineData("var tasks = {|ASL1003:xs.Select(x => F(x).Catch().OrEmpty())|}.ToArray(); if (tasks.Length == 0) return;")]
    [InlineData("{|ASL1003:xs.Select(x => F(x).Logged().Timed()).ToList()|};")]
    public Task A_task_is_made_of_the_one_that_somebody_looks_at(string statements) => Reports(InMethod(statements) + Helpers);

    [Theory]
    [InlineData("var tasks = xs.Select(x => F(x).OrEmpty().Catch()).ToArray(); if (tasks.Length == 0) return;")]
    [InlineData("xs.Select(x => F(x).Timed().Logged()).ToList(); xs.Select(x => F(x).Ended()).ToList();")]
    [InlineData("xs.Select(x => F(x).Itself()).ToList(); xs.Select(x => F(x).Kept()).ToList();")]
    public Task Somebody_looks_at_the_last_task_of_each(string statements) => Silent(InMethod(statements) + Helpers);

    [Fact]
    public async Task The_exits_are_further_locations()
    {
        var diagnostics = await Verify.Run<ASL1003UnawaitedFanOut>(
            InMethod("var tasks = {|ASL1003:xs.Select(F)|}.ToList(); if (c) return; await Task.WhenAll(tasks);"), Setup.Default);
        Assert.Equal(["return;"], Assert.Single(diagnostics).AdditionalLocations.Select(static location => location.SourceTree!.GetText().ToString(location.SourceSpan)));
    }

    [Fact]
    public Task ASL1002_says_nothing_about_the_same_tasks() => Verify.Silent<ASL1002TaskLeak>(InMethod(
        "var tasks = xs.Select(F).ToList(); var more = xs.Select(x => F(x)); foreach (var t in xs.Select(F)) { } var byKey = xs.ToDictionary(x => x, x => F(x)); xs.Select(F).ToArray();"));

    [Fact]
    public Task What_is_listed_as_never_faulting() => Silent(
        InMethod("var tasks = xs.Select(F).ToList(); xs.Select(x => F(x)).ToArray();"), new() { Options = "asynclint.never_faulting = M:C.F(System.Int32)" });

    [Fact]
    public Task What_is_never_started_does_nothing_however_it_is_listed() => Reports(
        InMethod("{|ASL1003:xs.Select(F)|};"), new() { Options = "asynclint.never_faulting = M:C.F(System.Int32)" });

    [Fact]
    public Task An_assertion_about_the_query_itself() => Silent(
        """
        namespace Xunit { public class Assert { public static void Throws<T>(Action a) { } } }
        class C { void M(List<int> xs) { Xunit.Assert.Throws<ArgumentNullException>(() => { xs.Select(x => Task.Delay(x)); xs.Select(x => int.Parse("1")); }); } }
        """);

    [Theory]
    [InlineData("void M(List<int> xs) { xs.Select(x => Missing(x)); }")]
    [InlineData("void M(List<int> xs) { {|ASL1003:xs.Select(async x => ).ToList()|} }")]
    [InlineData("void M(List<int> xs) { var t = xs.Select(F). }")]
    [InlineData("void M() { missing.Select(F); var t = from x in select F(x); }")]
    public Task Code_that_does_not_compile(string member) => Verify.Run<ASL1003UnawaitedFanOut>(InClass(member), new() { AllowErrors = true });

    [Fact]
    public Task Without_tasks_there_is_nothing_to_report() => Silent("class C { void M() { var i = 1; } }", new() { References = [], ImplicitUsings = false, AllowErrors = true });

    [Fact]
    public Task In_the_oldest_language() => Reports(
        "using System.Linq; using System.Threading.Tasks; class C { void M(int[] xs) { {|ASL1003:xs.Select(x => Task.Delay(x))|}; } }",
        new() { LanguageVersion = LanguageVersion.CSharp6 });
}
