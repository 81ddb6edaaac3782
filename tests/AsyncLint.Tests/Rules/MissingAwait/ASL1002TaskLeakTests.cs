using AsyncLint.Rules;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests;

public class ASL1002TaskLeakTests
{
    /// <summary>What the sources below call; <c>member</c> stands in a class C beside it.</summary>
    static string InClass(string member) => $$"""
        interface IStore { Task SaveAsync(); ValueTask<int> CountAsync(); IStore Next { get; } }
        class C
        {
            static Task F(int i = 0) => Task.Delay(i + 1);
            static async Task<int> G(int i = 0) { await Task.Yield(); return i; }
            static ValueTask V() => new ValueTask(F());
            static bool Check(int i = 0) => i > DateTime.Now.Second;
            static void Use(object o) => GC.KeepAlive(o);
            static Type Other => null;
            {{member}}
        }
        """;

    static Task Reports(string source, Setup? setup = null) => Verify.Reports<ASL1002TaskLeak>(source, setup);

    static Task Silent(string source, Setup? setup = null) => Verify.Silent<ASL1002TaskLeak>(source, setup);

    static Task ReportsIn(string statements) => Reports(InClass("async Task M(bool c, int n, IStore store, Func<Task> callback) { await Task.Yield(); " + statements + " }"));

    static Task SilentIn(string statements) => Silent(InClass("async Task M(bool c, int n, IStore store, Func<Task> callback, CancellationToken ct) { await Task.Yield(); " + statements + " }"));

    [Theory]
    [InlineData("var t = {|ASL1002:F()|};")]
    [InlineData("Task t = {|ASL1002:G()|};")]
    [InlineData("var t = {|ASL1002:V()|};")]
    [InlineData("Task t; t = {|ASL1002:F()|};")]
    [InlineData("var t = {|ASL1002:store.SaveAsync()|};")]
    [InlineData("var t = {|ASL1002:store.CountAsync()|}.AsTask();")]
    [InlineData("var t = {|ASL1002:F()|}.ConfigureAwait(false);")]
    [InlineData("var t = {|ASL1002:callback()|};")]
    [InlineData("var t = {|ASL1002:callback.Invoke()|};")]
    [InlineData("var t = store?{|ASL1002:.SaveAsync()|};")]
    [InlineData("var t = c ? {|ASL1002:F()|} : null;")]
    [InlineData("var t = c ? {|ASL1002:F()|} : G();")]
    [InlineData("var t = n switch { 1 => {|ASL1002:F()|}, _ => G() };")]
    [InlineData("var (a, b) = ({|ASL1002:F()|}, G()); await b;")]
    [InlineData("var p = (F(), {|ASL1002:G()|}); await p.Item1;")]
    [InlineData("var p = (save: {|ASL1002:F()|}, G()); await p.Item2;")]
    [InlineData("if ({|ASL1002:F()|} is Task t) { Console.WriteLine(); }")]
    [InlineData("if ({|ASL1002:F()|} is { } t) { Console.WriteLine(); }")]
    [InlineData("var all = {|ASL1002:Task.WhenAll(F(), F())|};")]
    [InlineData("var t = {|ASL1002:Task.Run(() => { })|};")]
    [InlineData("var t = {|ASL1002:Task.Delay(10)|};")]
    [InlineData("Task a = {|ASL1002:F()|}, b = a;")]
    public Task Never_awaited(string statements) => ReportsIn(statements);

    [Theory]
    [InlineData("var t = {|ASL1002:F()|}; if (c) return; await t;")]
    [InlineData("var t = {|ASL1002:F()|}; if (c) { Use(n); return; } await t;")]
    [InlineData("var t = {|ASL1002:F()|}; if (!c || n > 3) return; await t;")]
    [InlineData("var t = {|ASL1002:F()|}; if (c) { await t; }")]
    [InlineData("var t = {|ASL1002:F()|}; if (c) await t; else Use(n);")]
    [InlineData("var t = {|ASL1002:F()|}; switch (n) { case 1: await t; break; case 2: Use(n); break; default: await t; break; }")]
    [InlineData("var t = {|ASL1002:F()|}; switch (n) { case 1: return; } await t;")]
    [InlineData("Task t = null; if (c) t = {|ASL1002:F()|}; if (Check()) return; if (t != null) await t;")]
    [InlineData("Task t; if (c) t = {|ASL1002:F()|}; else t = Task.CompletedTask; if (Other?.Name?.Equals(\"a\") ?? false) return; await t;")]
    [InlineData("Task t; if (c) t = {|ASL1002:F()|}; else t = Task.CompletedTask; try { if (Check()) return; await t; } finally { if (store != null) Use(n); }")]
    [InlineData("Task t = null; if (c) t = {|ASL1002:F()|}; if (n > 3) Use(n); if (Check()) return; if (t != null) await t;")]
    [InlineData("Task t = null; if (c) t = {|ASL1002:F()|}; if (n > 3) Use(n); else Use(c); Use(t == null);")]
    [InlineData("foreach (var i in new[] { 1, 2 }) { var t = {|ASL1002:F(i)|}; if (Check(i)) continue; await t; }")]
    [InlineData("foreach (var i in new[] { 1, 2 }) { var t = {|ASL1002:F(i)|}; if (Check(i)) break; await t; }")]
    [InlineData("while (Check()) { var t = {|ASL1002:F()|}; if (Check(1)) return; await t; }")]
    [InlineData("{ var t = {|ASL1002:F()|}; if (c) goto end; await t; } end: Use(n);")]
    [InlineData("try { var t = {|ASL1002:F()|}; if (c) return; await t; } finally { Use(n); }")]
    [InlineData("var t = {|ASL1002:F()|}; try { if (c) return; } catch (Exception) { } await t;")]
    [InlineData("try { await F(); } catch (Exception) { var t = {|ASL1002:F()|}; if (c) return; await t; }")]
    [InlineData("try { await F(); } catch (Exception) { var t = {|ASL1002:F()|}; }")]
    [InlineData("try { await F(); } finally { var t = {|ASL1002:F()|}; if (c) await t; }")]
    [InlineData("using (var s = new MemoryStream()) { var t = {|ASL1002:F()|}; if (c) return; await t; }")]
    [InlineData("lock (store) { var t = {|ASL1002:F()|}; if (c) return; Use(t); }")]
    [InlineData("var t = {|ASL1002:F()|}; var u = t; if (c) return; await u;")]
    [InlineData("var t = {|ASL1002:F()|}; if (t.IsFaulted) Use(n);")]
    [InlineData("var t = {|ASL1002:F()|}; if (!t.IsCompleted) return; await t;")]
    [InlineData("var t = {|ASL1002:F()|}; if (t.Status == TaskStatus.Running) return; await t;")]
    [InlineData("var t = {|ASL1002:F()|}; if (t is null) return; Use(n);")]
    [InlineData("var t = {|ASL1002:G()|}; var u = F(); await u; if (n > 2) return; Use(await t);")]
    [InlineData("var t = {|ASL1002:F()|}; if (c && await G() > 1) return; await t;")]
    public Task A_path_that_does_not_await(string statements) => ReportsIn(statements);

    [Theory]
    [InlineData("foreach (var i in new[] { 1, 2 }) { var t = {|ASL1002:F(i)|}; }")]
    [InlineData("Task t = null; for (var i = 0; i < n; i++) { t = {|ASL1002:F(i)|}; } if (t != null) await t;")]
    [InlineData("Task last = Task.CompletedTask; foreach (var i in new[] { 1, 2 }) { last = {|ASL1002:F(i)|}; } await last;")]
    [InlineData("var t = {|ASL1002:F()|}; t = G(); await t;")]
    [InlineData("var t = {|ASL1002:F()|}; t = null;")]
    [InlineData("var t = {|ASL1002:F()|}; if (c) t = G(); await t;")]
    [InlineData("var t = {|ASL1002:F()|}; (t, _) = (G(), 1); await t;")]
    [InlineData("var p = ({|ASL1002:F()|}, 1); p.Item1 = G(); await p.Item1;")]
    [InlineData("Task t = {|ASL1002:F()|}; while (Check()) { t = F(); await t; }")]
    public Task A_variable_that_is_assigned_again(string statements) => ReportsIn(statements);

    [Theory]
    [InlineData("await F();")]
    [InlineData("var t = F(); await t;")]
    [InlineData("var t = F(); await t.ConfigureAwait(false);")]
    [InlineData("var t = F().ConfigureAwait(false); await t;")]
    [InlineData("var t = V(); await t.AsTask();")]
    [InlineData("var t = V().Preserve(); await t;")]
    [InlineData("var t = F(); t.Wait();")]
    [InlineData("var t = F(); t.Wait(100);")]
    [InlineData("var t = G(); Use(t.Result);")]
    [InlineData("var t = G(); t.GetAwaiter().GetResult();")]
    [InlineData("var a = F().GetAwaiter(); a.GetResult();")]
    [InlineData("var a = F().GetAwaiter(); a.OnCompleted(() => { });")]
    [InlineData("var t = F(); Use(t.Exception);")]
    [InlineData("var t = F(); await t.WaitAsync(ct);")]
    [InlineData("var t = F().WaitAsync(ct); await t;")]
    [InlineData("var t = F(); _ = t.ContinueWith(x => Use(x.Exception), ct, default, TaskScheduler.Default);")]
    [InlineData("var t = F(); _ = t;")]
    [InlineData("_ = F();")]
    [InlineData("var _ = F();")]
    [InlineData("var ignored = F();")]
    [InlineData("var fireAndForgetSave = F();")]
    [InlineData("var t = F(); Use(t);")]
    [InlineData("var t = F(); await Task.WhenAll(t, G());")]
    [InlineData("var t = F(); await Task.WhenAll(new[] { t });")]
    [InlineData("var t = F(); await Task.WhenAny(t, Task.Delay(10));")]
    [InlineData("var t = F(); Task.WaitAll(t);")]
    [InlineData("var t = F(); Action a = () => t.Wait(); a();")]
    [InlineData("Task t = null; Action a = () => t.Wait(); t = F(); a();")]
    [InlineData("var t = F(); await L(); async Task L() => await t;")]
    [InlineData("using var t = F();")]
    [InlineData("using (F()) { }")]
    [InlineData("Task t; t = c ? F() : G(); await t;")]
    [InlineData("var t = c ? F() : null; if (t != null) await t;")]
    [InlineData("var t = store?.SaveAsync(); if (t is not null) await t;")]
    [InlineData("var t = store?.SaveAsync(); await (t ?? Task.CompletedTask);")]
    [InlineData("var t = store?.SaveAsync(); t?.Wait();")]
    [InlineData("if (F() is Task t) { await t; }")]
    [InlineData("if (F() is { } t) { await t; }")]
    [InlineData("var (a, b) = (F(), G()); await a; await b;")]
    [InlineData("var (a, _) = (F(), G()); await a;")]
    [InlineData("var p = (F(), G()); await p.Item1; await p.Item2;")]
    [InlineData("var p = (F(), G()); var (a, b) = p; await a; await b;")]
    [InlineData("var p = (F(), G()); Use(p);")]
    [InlineData("Task a = F(), b = a; await b;")]
    [InlineData("Task a, b; a = b = F(); await b;")]
    [InlineData("var t = F(); var u = t; t = G(); await t; await u;")]
    [InlineData("if (c) { var t = F(); await t; } else { var t = G(); await t; }")]
    [InlineData("var t = Task.CompletedTask; var u = Task.FromResult(1); var v = default(ValueTask);")]
    [InlineData("var t = F(); if (t.IsCompleted) return; await t;")]
    [InlineData("var t = F(); if (t.IsCompletedSuccessfully) return; await t;")]
    [InlineData("var t = F(); while (!t.IsCompleted) await Task.Delay(1);")]
    [InlineData("var t = F(); if (t is { IsCompleted: true }) return; await t;")]
    [InlineData("var t = F(); Use(t.IsCanceled);")]
    [InlineData("var t = F(); Use(t.Status == TaskStatus.Canceled); t.Status.ToString();")]
    public Task Awaited_or_given_away(string statements) => SilentIn(statements);

    [Theory]
    [InlineData("var count = G(); Console.WriteLine($\"{count}\");")]
    [InlineData("var count = G(); if (count == null) return; Console.WriteLine(\"\" + count);")]
    public Task A_variable_that_is_taken_for_the_result_is_left_to_ASL1004(string statements) => SilentIn(statements);

    [Theory]
    [InlineData("Task t = null; if (c) t = F(); if (c) await t;")]
    [InlineData("Task t = null; if (!c) t = F(); if (c) Use(n); else await t;")]
    [InlineData("Task t = null; if (n == 3) t = F(); if (3 == n) await t;")]
    [InlineData("Task t = null; if (n > 3) t = F(); if (n <= 3) return; await t;")]
    [InlineData("Task t = null; if (store != null) t = F(); if (store is null) return; await t;")]
    [InlineData("Task t = null; if (c && n > 3) t = F(); if (c && n > 3) await t;")]
    [InlineData("Task t = null; var started = false; if (Check()) { t = F(); started = true; } if (started) await t;")]
    [InlineData("Task t = null; if (Check()) t = F(); if (t != null) await t;")]
    [InlineData("Task t = null; if (Check()) t = F(); if (t == null) return; await t;")]
    [InlineData("Task t = null; if (Check()) { t = F(); } Use(n); await (t ?? Task.CompletedTask);")]
    [InlineData("Task t = null; if (n is 1 or 2) t = F(); if (n is 1 or 2) await t;")]
    [InlineData("Task t = null; switch (n) { case 1: t = F(); break; } switch (n) { case 1: await t; break; }")]
    [InlineData("Task t = null; foreach (var i in new[] { 1, 2 }) { if (t != null) await t; t = F(i); } if (t != null) await t;")]
    [InlineData("var next = F(0); while (true) { await next; if (Check()) break; next = F(1); }")]
    [InlineData("var t = F(); try { Use(n); if (c) return; } finally { await t; }")]
    [InlineData("Task t = null; try { t = F(); if (c) return; } finally { if (t != null) await t; }")]
    [InlineData("var t = F(); try { if (c) return; } finally { try { Use(n); } finally { await t; } }")]
    [InlineData("Task t = null; bool done = Check(), half = done; if (half) t = F(); if (done) return; if (t != null) await t;")]
    public Task Paths_that_exclude_each_other(string statements) => SilentIn(statements);

    [Theory]
    [InlineData("var t = F(); if (c) throw new InvalidOperationException(); await t;")]
    [InlineData("var t = F(); Use(n); ArgumentNullException.ThrowIfNull(store); await t;")]
    [InlineData("var t = F(); if (c) Environment.FailFast(\"\"); await t;")]
    [InlineData("var t = F(); try { Use(n); } catch (Exception) { return; } await t;")]
    [InlineData("try { var t = F(); Use(n); await t; } catch (Exception) { return; }")]
    [InlineData("Task t = null; try { t = F(); Use(n); await t; } catch (Exception) when (c) { Use(n); }")]
    [InlineData("var t = F(); if (ct.IsCancellationRequested) return; await t;")]
    [InlineData("var t = F(); while (true) { await Task.Delay(1); }")]
    [InlineData("var t = Task.Delay(10); if (c) return; await t;")]
    public Task Exits_that_are_no_normal_ones(string statements) => SilentIn(statements);

    [Theory]
    [InlineData("var tasks = new List<Task>(); tasks.Add({|ASL1002:F()|});")]
    [InlineData("var tasks = new List<Task>(); foreach (var i in new[] { 1, 2 }) tasks.Add({|ASL1002:F(i)|}); Use(tasks.Count);")]
    [InlineData("var tasks = new List<Task> { {|ASL1002:F()|}, G() };")]
    [InlineData("var tasks = new[] { {|ASL1002:F()|}, F(), F() };")]
    [InlineData("Task[] tasks = [{|ASL1002:F()|}, G()];")]
    [InlineData("var tasks = new[] { F(), {|ASL1002:F()|}, F() }; await tasks[0]; await tasks[2];")]
    [InlineData("var tasks = new Task[2]; tasks[0] = F(); tasks[1] = {|ASL1002:G()|}; await tasks[0];")]
    [InlineData("var tasks = new[] { {|ASL1002:F()|}, G() }; tasks[0] = G(); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new Dictionary<string, Task>(); tasks[\"a\"] = F(); tasks[\"b\"] = {|ASL1002:F()|}; await tasks[\"a\"];")]
    [InlineData("var tasks = new Dictionary<string, Task>(); tasks.Add(\"a\", F()); tasks.Add(\"b\", {|ASL1002:F()|}); await tasks[\"a\"];")]
    [InlineData("var tasks = new Dictionary<string, Task> { [\"a\"] = {|ASL1002:F()|} };")]
    [InlineData("var tasks = new ConcurrentBag<Task>(); tasks.Add({|ASL1002:F()|});")]
    [InlineData("var tasks = new Queue<Task>(); tasks.Enqueue({|ASL1002:F()|}); if (c) return; await tasks.Dequeue();")]
    [InlineData("var tasks = new List<Task>(); tasks.Add({|ASL1002:F()|}); if (c) return; await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); tasks.Add({|ASL1002:F()|}); if (tasks.Count == 0) return; if (c) await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); tasks.Add({|ASL1002:F()|}); foreach (var t in tasks) Use(t.Id);")]
    [InlineData("var tasks = new List<Task>(); tasks.Add({|ASL1002:F()|}); foreach (var t in tasks) { if (Check()) await t; }")]
    [InlineData("var tasks = new List<Task>(); tasks.Add({|ASL1002:F()|}); foreach (var t in tasks) { if (Check()) return; await t; }")]
    [InlineData("var tasks = new List<Task>(); tasks.Add(F()); var all = {|ASL1002:Task.WhenAll(tasks)|};")]
    [InlineData("var tasks = new List<(string, Task)>(); tasks.Add((\"a\", {|ASL1002:F()|}));")]
    [InlineData("var tasks = new List<Task>(); tasks.Add({|ASL1002:F()|}); var copy = tasks.ToArray(); Use(copy.Length);")]
    [InlineData("var tasks = ImmutableArray.Create({|ASL1002:F()|}, G());")]
    [InlineData("var tasks = ImmutableArray<Task>.Empty; var more = tasks.Add({|ASL1002:F()|});")]
    public Task A_collection_of_the_body_that_is_not_awaited(string statements) => Reports("using System.Collections.Concurrent; using System.Collections.Immutable;\n"
        + InClass("async Task M(bool c, int n, IStore store) { await Task.Yield(); " + statements + " }"));

    [Theory]
    [InlineData("var tasks = new List<Task>(); tasks.Add(F()); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); foreach (var i in new[] { 1, 2 }) tasks.Add(F(i)); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); for (var i = 0; i < n; i++) { tasks.Add(F(i)); if (tasks.Count == 10) { await Task.WhenAll(tasks); tasks.Clear(); } } await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); for (var i = 0; i < n; i++) { tasks.Add(F(i)); if (tasks.Count >= 10) tasks.Remove(await Task.WhenAny(tasks)); } await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new Task[n]; for (var i = 0; i < n; i++) tasks[i] = F(i); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new Task[n]; for (var i = 0; i < n; i++) tasks[i] = F(i); for (var i = 0; i < n; i++) await tasks[i];")]
    [InlineData("var tasks = new List<Task>(); for (var i = 0; i < n; i++) tasks.Add(F(i)); for (var i = 0; i < tasks.Count; i++) await tasks[i];")]
    [InlineData("var tasks = new List<Task>(); for (var i = 0; i < n; i++) tasks.Add(F(i)); while (tasks.Count > 0) { var t = await Task.WhenAny(tasks); tasks.Remove(t); }")]
    [InlineData("var tasks = new List<Task>(); for (var i = 0; i < n; i++) tasks.Add(F(i)); if (tasks.Count > 0) await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); for (var i = 0; i < n; i++) tasks.Add(F(i)); if (tasks.Any()) await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); tasks.Add(F()); foreach (var t in tasks) await t;")]
    [InlineData("var tasks = new List<Task>(); tasks.Add(F()); foreach (var t in tasks.ToArray()) await t;")]
    [InlineData("var tasks = new List<Task>(); tasks.Add(F()); foreach (var t in tasks) { if (t.IsCompleted) continue; await t; }")]
    [InlineData("var tasks = new List<Task>(); tasks.Add(F()); await Task.WhenAll(tasks.Where(t => !t.IsCompleted));")]
    [InlineData("var tasks = new List<Task>(); tasks.Add(F()); await Task.WhenAll(tasks.Append(G()).ToArray());")]
    [InlineData("var tasks = new List<Task>(); tasks.Add(F()); Use(tasks);")]
    [InlineData("var tasks = new List<Task>(); tasks.Add(F()); tasks.ForEach(t => t.Wait());")]
    [InlineData("var tasks = new List<Task<int>>(); tasks.Add(G()); Use(tasks.Select(t => t.Result).Sum());")]
    [InlineData("var tasks = new List<Task>(); tasks.Add(F()); Action a = () => Task.WaitAll(tasks.ToArray()); a();")]
    [InlineData("var tasks = new List<Task>(); var copy = tasks; copy.Add(F()); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = field; tasks.Add(F());")]
    [InlineData("field.Add(F());")]
    [InlineData("parameter[0] = F();")]
    [InlineData("var tasks = new Dictionary<string, Task>(); tasks[\"a\"] = F(); foreach (var (key, t) in tasks) await t;")]
    [InlineData("var tasks = new Dictionary<string, Task>(); tasks[\"a\"] = F(); foreach (var pair in tasks) await pair.Value;")]
    [InlineData("var tasks = new Dictionary<string, Task>(); tasks[\"a\"] = F(); await Task.WhenAll(tasks.Values);")]
    [InlineData("var tasks = new Dictionary<string, Task>(); tasks[\"a\"] = F(); if (tasks.TryGetValue(\"a\", out var t)) await t;")]
    [InlineData("var tasks = new Dictionary<string, Task>(); tasks[\"a\"] = F(); var key = \"a\"; await tasks[key];")]
    [InlineData("var tasks = new Queue<Task>(); tasks.Enqueue(F()); while (tasks.TryDequeue(out var t)) await t;")]
    [InlineData("var tasks = new Queue<Task>(); tasks.Enqueue(F()); await tasks.Dequeue();")]
    [InlineData("var tasks = new List<(string Name, Task Task)>(); tasks.Add((\"a\", F())); foreach (var (name, t) in tasks) await t;")]
    [InlineData("var tasks = new List<(string Name, Task Task)>(); tasks.Add((\"a\", F())); await Task.WhenAll(tasks.Select(t => t.Task));")]
    [InlineData("Task[] tasks = [F(), G()]; await Task.WhenAll(tasks);")]
    [InlineData("Task[] tasks = [F(), G()]; Task[] all = [.. tasks, F()]; await Task.WhenAll(all);")]
    [InlineData("await Task.WhenAll(new List<Task> { F(), G() });")]
    [InlineData("await Task.WhenAll([F(), G()]);")]
    [InlineData("var tasks = new[] { F(), G() }; foreach (var t in tasks) await t;")]
    [InlineData("var tasks = new[] { F(), G() }; await tasks[0]; await tasks[1];")]
    [InlineData("var tasks = new[] { F(), G() }; await tasks[n];")]
    [InlineData("var tasks = ImmutableArray<Task>.Empty; tasks = tasks.Add(F()); await Task.WhenAll(tasks);")]
    [InlineData("var builder = ImmutableArray.CreateBuilder<Task>(); builder.Add(F()); await Task.WhenAll(builder.ToImmutable());")]
    [InlineData("var tasks = new ConcurrentBag<Task>(); Parallel.For(0, n, i => tasks.Add(F(i))); await Task.WhenAll(tasks);")]
    [InlineData("await foreach (var t in Task.WhenEach(F(), G())) await t;")]
    public Task A_collection_that_is_awaited_or_given_away(string statements) => Silent("using System.Collections.Concurrent; using System.Collections.Immutable;\n"
        + InClass("List<Task> field = new(); async Task M(bool c, int n, IStore store, Task[] parameter) { await Task.Yield(); " + statements + " }"));

    [Theory]
    [InlineData("H({|ASL1002:F()|}, n); static void H(Task t, int i) => Use(i);")]
    [InlineData("Drop(\"a\", {|ASL1002:F()|});")]
    [InlineData("await DropAsync({|ASL1002:F()|});")]
    [InlineData("Question({|ASL1002:F()|});")]
    [InlineData("Questions(new[] { {|ASL1002:F()|} });")]
    [InlineData("new C({|ASL1002:F()|});")]
    [InlineData("var t = {|ASL1002:F()|}; Drop(\"a\", t);")]
    [InlineData("var t = Through({|ASL1002:F()|});")]
    [InlineData("var t = {|ASL1002:F()|}; var u = Through(t); if (c) return; await u;")]
    [InlineData("Partial({|ASL1002:F()|}, 1);")]
    [InlineData("if (Check()) { Drop(\"a\", {|ASL1002:F()|}); }")]
    public Task Given_to_a_function_that_ignores_it(string statements) => Reports(InClass(Callees + "async Task M(bool c, int n) { await Task.Yield(); " + statements + " }"));

    [Theory]
    [InlineData("Forget(F());")]
    [InlineData("F().Forgotten();")]
    [InlineData("await Awaits(F());")]
    [InlineData("Waits(F());")]
    [InlineData("Stores(F());")]
    [InlineData("Captures(F());")]
    [InlineData("OnSomePath(F(), c);")]
    [InlineData("Virtual(F(), 1);")]
    [InlineData("new D().Virtual(F(), 1);")]
    [InlineData("i.Call(F(), 1);")]
    [InlineData("await Through(F());")]
    [InlineData("var t = Through(F()); if (n > 2) { await t; return; } await t;")]
    [InlineData("var t = Through(F()); await t;")]
    [InlineData("Unfinished(F(), 1);")]
    [InlineData("Unused(F(), 1);")]
    [InlineData("Nested(F(), 1);")]
    [InlineData("new Holder(F());")]
    [InlineData("new Record(F(), 1);")]
    [InlineData("new Primary(F(), 1);")]
    [InlineData("d(F(), 1);")]
    [InlineData("Console.WriteLine(F());")]
    [InlineData("var t = F(); Drop(\"a\", t); await t;")]
    [InlineData("Asks(F());")]
    public Task Given_to_a_function_that_may_use_it(string statements) => Silent(InClass(Callees + """
        async Task M(bool c, int n, I i, Action<Task, int> d) { await Task.Yield(); STATEMENTS }
        }
        interface I { void Call(Task t, int i); }
        class D : C { public override void Virtual(Task t, int i) => t.Wait(); }
        class Holder { Task t; public Holder(Task t) => this.t = t; public Task T => t; }
        record Record(Task T, int I);
        class Primary(Task t, int i) { public Task T => t; public int I => i;
        """.Replace("STATEMENTS", statements, StringComparison.Ordinal)) + " static class Extensions { public static void Forgotten(this Task t) { } }");

    const string Callees = """
        C(Task t) => Use(1);
        public C() { }
        static void Drop(string name, Task t) { Use(name); }
        static async Task DropAsync(Task t) { await Task.Yield(); }
        static void Question(Task t) { if (t == null) throw new ArgumentNullException(nameof(t)); Use(t.Id); }
        static void Questions(Task[] ts) { Use(ts.Length); }
        static Task Through(Task t) { Use(1); return t; }
        static void Forget(Task t) { }
        static async Task Awaits(Task t) { Use(1); await t; }
        static void Waits(Task t) => t.Wait();
        Task stored;
        void Stores(Task t) { stored = t; Use(stored); }
        static void Captures(Task t) { Action a = () => t.Wait(); a(); }
        static void OnSomePath(Task t, bool c) { if (c) t.Wait(); }
        public virtual void Virtual(Task t, int i) => Use(i);
        static void Unfinished(Task t, int i) => throw new NotImplementedException();
        static void Unused(Task _, int i) => Use(i);
        static void Nested(Task t, int i) { L(); void L() => t.Wait(); }
        static void Asks(Task t) { if (t.IsFaulted) Use(t.Exception); }
        static void Partial(Task t, int i) { Drop("b", t); Use(i); }

        """;

    [Theory]
    [InlineData("Task t; void M() { t = {|ASL1002:F()|}; }")]
    [InlineData("Task t; void M() { this.t = {|ASL1002:F()|}; }")]
    [InlineData("static Task s_t; void M() => A(() => { s_t = {|ASL1002:F()|}; }); void A(Action a) => a();")]
    [InlineData("Task t = {|ASL1002:F()|};")]
    [InlineData("ValueTask t; void M() { t = {|ASL1002:V()|}; }")]
    [InlineData("Task t; Task u; void M(bool c) { t = c ? {|ASL1002:F()|} : null; u = {|ASL1002:G()|}; }")]
    public Task Stored_in_a_field_that_nothing_reads(string member) => Reports(InClass(member));

    [Theory]
    [InlineData("Task t; void M() { t = F(); } Task Own => t;")]
    [InlineData("Task t; void M() { t = F(); t.Wait(); }")]
    [InlineData("Task t; async Task M() { await (t = F()); }")]
    [InlineData("Task t; void M() { t ??= F(); }")]
    [InlineData("internal Task t; void M() { t = F(); }")]
    [InlineData("Task t { get; set; } void M() { t = F(); }")]
    [InlineData("[Obsolete] Task t; void M() { t = F(); }")]
    [InlineData("Task t; void M() { t = F(); Use(nameof(t)); }")]
    [InlineData("Task _ignored; void M() { _ignored = F(); }")]
    [InlineData("Task t; void M() { t = Task.CompletedTask; }")]
    [InlineData("Task t; void M() { t = F(); } class N { void M(C c) => c.t.Wait(); }")]
    [InlineData("Task t; Task M() => t = F();")]
    [InlineData("Task t; void M() { t = LoopAsync(); } async Task LoopAsync() { while (true) await F(); }")]
    [InlineData("Task t; C() { t = Task.Run(() => 1); }")]
    [InlineData("Task t; async Task M() { t = Task.Run(() => 1); await Task.Yield(); }")]
    public Task Stored_in_a_field_that_may_be_read(string member) => Silent(InClass(member));

    [Fact]
    public Task A_field_is_read_in_another_part_of_its_type() => Silent(
        "partial class C { Task t; void M() { t = Task.Delay(1); } }",
        new() { Files = { ["Other.cs"] = "partial class C { Task Own => t; }" } });

    [Fact]
    public Task A_field_is_read_in_no_part_of_its_type() => Reports(
        "partial class C { Task t; void M() { t = {|ASL1002:Task.Delay(1)|}; } }",
        new() { Files = { ["Other.cs"] = "partial class C { Task Own => null; }" } });

    [Fact]
    public Task The_message_of_a_variable() => Verify.Message<ASL1002TaskLeak>(
        InClass("void M() { var save = {|ASL1002:F()|}; }"),
        "The task of 'F' is held by 'save' and never awaited: nobody waits for it, and an exception in it is lost");

    [Fact]
    public Task The_message_of_an_early_return() => Verify.Message<ASL1002TaskLeak>(
        InClass("async Task M(bool c) { var save = {|ASL1002:F()|}; if (c) return; await save; }"),
        "The task of 'F' is held by 'save' and left unawaited by the early return: nobody waits for it, and an exception in it is lost");

    [Fact]
    public Task The_message_of_an_end() => Verify.Message<ASL1002TaskLeak>(
        InClass("async Task Ship(bool c) { var save = {|ASL1002:F()|}; if (c) await save; }"),
        "The task of 'F' is held by 'save' and left unawaited at the end of 'Ship': nobody waits for it, and an exception in it is lost");

    [Fact]
    public Task The_message_of_a_loop() => Verify.Message<ASL1002TaskLeak>(
        InClass("async Task M(int n) { Task save = null; for (var i = 0; i < n; i++) save = {|ASL1002:F()|}; if (save != null) await save; }"),
        "The task of 'F' is held by 'save' and left unawaited by the next round of the loop: nobody waits for it, and an exception in it is lost");

    [Fact]
    public Task The_message_of_a_variable_of_each_round() => Verify.Message<ASL1002TaskLeak>(
        InClass("async Task M(int n) { while (Check()) { var t = {|ASL1002:G()|}; if (n > 3) Use(await t); } }"),
        "The task of 'G' is held by 't' and left unawaited at the end of a round of the loop: nobody waits for it, and an exception in it is lost");

    [Fact]
    public Task The_message_of_a_wrapper_names_the_work() => Verify.Message<ASL1002TaskLeak>(
        InClass("void M() { var t = {|ASL1002:G().Logged(\"g\")|}; }") + " static class Tasks { public static async Task Logged(this Task task, string name) { Console.WriteLine(name); await task; } }",
        "The task of 'G' is held by 't' and never awaited: nobody waits for it, and an exception in it is lost");

    [Fact]
    public Task The_message_of_an_argument() => Verify.Message<ASL1002TaskLeak>(
        InClass("void M() { Log(\"a\", {|ASL1002:F()|}); } static void Log(string text, Task task) => Use(text);"),
        "The task of 'F' is given to 'Log', which does nothing with 'task': nobody waits for it, and an exception in it is lost");

    [Fact]
    public Task The_message_of_a_field() => Verify.Message<ASL1002TaskLeak>(
        InClass("Task save; void M() { save = {|ASL1002:F()|}; }"),
        "The task of 'F' is stored in 'save', which nothing reads: nobody waits for it, and an exception in it is lost");

    [Theory]
    [InlineData("void M() { var t = {|ASL1002:F()|}; }")]
    [InlineData("async void M() { var t = {|ASL1002:F()|}; await F(); }")]
    [InlineData("Task M() { var t = {|ASL1002:F()|}; return F(); }")]
    [InlineData("C() { var t = {|ASL1002:F()|}; }")]
    [InlineData("static C() { var t = {|ASL1002:F()|}; }")]
    [InlineData("~C() { var t = {|ASL1002:F()|}; }")]
    [InlineData("int P { get { var t = {|ASL1002:F()|}; return 1; } set { var t = {|ASL1002:F()|}; } }")]
    [InlineData("int this[int i] { get { var t = {|ASL1002:F()|}; return i; } }")]
    [InlineData("event Action E { add { var t = {|ASL1002:F()|}; } remove { } }")]
    [InlineData("public static C operator +(C a, C b) { var t = {|ASL1002:F()|}; return a; }")]
    [InlineData("void M() { L(); void L() { var t = {|ASL1002:F()|}; } }")]
    [InlineData("void M() { L(); static async Task L() { var t = {|ASL1002:F()|}; await F(); } }")]
    [InlineData("void M() { Action a = () => { var t = {|ASL1002:F()|}; }; a(); }")]
    [InlineData("void M() { Func<Task> a = async () => { var t = {|ASL1002:F()|}; await F(); }; a(); }")]
    [InlineData("void M() { Action a = delegate { var t = {|ASL1002:F()|}; }; a(); }")]
    [InlineData("Action field = () => { var t = {|ASL1002:F()|}; };")]
    [InlineData("static Action Property { get; } = () => { var t = {|ASL1002:F()|}; };")]
    [InlineData("IEnumerable<int> M() { var t = {|ASL1002:F()|}; yield return 1; }")]
    [InlineData("IEnumerable<int> M(bool c) { var t = {|ASL1002:F()|}; if (c) yield break; t.Wait(); yield return 1; }")]
    [InlineData("async IAsyncEnumerable<int> M() { var t = {|ASL1002:F()|}; yield return 1; }")]
    [InlineData("void M() { L(); void L() { Action a = () => { var t = {|ASL1002:F()|}; }; a(); } }")]
    [InlineData("void M(Task t) { t = {|ASL1002:F()|}; }")]
    [InlineData("void M() { L(); void L() { } return; }  void N() { var t = {|ASL1002:F()|}; try { } finally { } }")]
    public Task In_every_kind_of_function(string member) => Reports(InClass(member));

    [Theory]
    [InlineData("IEnumerable<Task> M() { var t = F(); yield return t; }")]
    [InlineData("Task M() { var t = F(); return t; }")]
    [InlineData("Task M(bool c) { var t = F(); return c ? t : t.ContinueWith(x => { }, default(CancellationToken), default, TaskScheduler.Default); }")]
    [InlineData("async Task<Task> M() { await F(); var t = F(); return t; }")]
    [InlineData("(Task, int) M() { var t = F(); return (t, 1); }")]
    [InlineData("Task[] M() { var t = F(); return new[] { t }; }")]
    [InlineData("IEnumerable<Task> M() => Enumerable.Range(0, 3).Select(i => F(i));")]
    [InlineData("Task M() { var tasks = Enumerable.Range(0, 3).Select(i => { var t = F(i); return t; }); return Task.WhenAll(tasks); }")]
    [InlineData("void M(out Task t) { t = F(); }")]
    [InlineData("void M(ref Task t) { t = F(); }")]
    [InlineData("void M(ref Task t) { ref var u = ref t; u = F(); }")]
    [InlineData("void M() { var t = F(); N(ref t); } static void N(ref Task t) => t.Wait();")]
    [InlineData("void M() { var t = F(); N(in t); } static void N(in Task t) => t.Wait();")]
    [InlineData("Task P { get; set; } void M() { var t = F(); P = t; }")]
    [InlineData("Task P { get; set; } void M(C c) { var t = F(); c.P = t; }")]
    [InlineData("void M() { var o = new { Task = F() }; Use(o); }")]
    [InlineData("void M() { object o = F(); Use(o); }")]
    [InlineData("dynamic M() { dynamic d = F(); return d; }")]
    [InlineData("void M(dynamic d) { var t = F(); d.Run(t); }")]
    [InlineData("void M() { var t = F(); Console.WriteLine($\"{t}\"); }")]
    [InlineData("void M() { var t = F(); Console.WriteLine(\"a\" + t); }")]
    [InlineData("void M() { var t = F(); GC.KeepAlive(t); }")]
    [InlineData("void M() { var t = F(); Action wait = t.Wait; wait(); }")]
    [InlineData("Task P { get; } C() { P = F(); }")]
    [InlineData("Task P { get; } = F();")]
    [InlineData("event Action<Task> E; void M() { var t = F(); E?.Invoke(t); }")]
    [InlineData("void M(List<Task> list) { var t = F(); list?.Add(t); }")]
    [InlineData("void M() { L(F()); void L(Task t) => t.Wait(); }")]
    [InlineData("Task t; void M() { var u = F(); Interlocked.Exchange(ref t, u)?.Wait(); }")]
    [InlineData("System.Linq.Expressions.Expression<Func<Task>> M() => () => F(1);")]
    [InlineData("async Task M() { var t = F(); await N(); async Task N() { await t; } }")]
    [InlineData("async Task M() { Task t = null; await N(); if (t != null) await t; async Task N() { t = F(); await F(); } }")]
    public Task Handed_out_by_its_function(string member) => Silent(InClass(member));

    [Theory]
    [InlineData("void M() { var t = {|ASL1002:F()|}; Action a = () => Use(nameof(t)); a(); }")]
    [InlineData("void M() { var t = {|ASL1002:F()|}; Func<bool> a = () => t.IsCompleted; a(); }")]
    [InlineData("void M() { var t = {|ASL1002:F()|}; Action a = () => { var t2 = {|ASL1002:G()|}; }; a(); }")]
    [InlineData("void M() { Action a = () => { var t = F(); t.Wait(); }; a(); var u = {|ASL1002:F()|}; }")]
    public Task A_lambda_that_does_not_use_it(string member) => Reports(InClass(member));

    [Fact]
    public Task A_call_through_an_interface_that_a_lambda_starts() => Reports(
        InClass("void M(IStore store, List<int> l) => l.ForEach(i => { var t = {|ASL1002:store.SaveAsync()|}; });"));

    [Fact]
    public Task Top_level_code() => Reports(
        """
        var t = {|ASL1002:Task.Delay(1)|};
        var u = {|ASL1002:F()|};
        if (args.Length > 0) return;
        await u;
        static async Task F() => await Task.Yield();
        """);

    [Fact]
    public Task A_custom_awaitable() => Reports(
        """
        using System.Runtime.CompilerServices;
        class Job { public TaskAwaiter GetAwaiter() => Task.Delay(1).GetAwaiter(); public Job With(int i) => this; public int Size => 1; }
        class C
        {
            Job Start() => new();
            async Task M(bool c) { var j = {|ASL1002:Start()|}; if (c) return; await j; }
            void N() { var j = {|ASL1002:Start()|}; }
            async Task O() { var j = Start(); j = j.With(1); await j; var k = Start(); var l = k.With(2); Console.WriteLine(l.Size); }
        }
        """);

    [Theory]
    [InlineData("var t = list.First();")]
    [InlineData("var t = queue.Dequeue();")]
    [InlineData("var t = cache.GetOrAdd(1, _ => Task.Delay(1));")]
    [InlineData("var t = source.Task;")]
    [InlineData("var t = Get<Task>();")]
    [InlineData("var t = new Task(() => { });")]
    [InlineData("var t = Empty();")]
    [InlineData("if (cache.TryGetValue(1, out var t)) { }")]
    public Task A_task_that_somebody_else_holds_or_that_is_complete(string statements) => Silent(
        "using System.Collections.Concurrent; class C { Task Empty() => Task.CompletedTask; T Get<T>() => default; void M(List<Task> list, Queue<Task> queue, ConcurrentDictionary<int, Task> cache, TaskCompletionSource source) { "
        + statements + " } }");

    [Fact]
    public Task Task_Run_that_a_sync_function_never_looks_at() => Silent(InClass("void M() { var t = Task.Run(() => F()); var u = Task.Factory.StartNew(() => { }); }"));

    [Fact]
    public Task Task_Run_that_a_sync_function_waits_for_on_some_path() => Reports(InClass("void M(bool c) { var t = {|ASL1002:Task.Run(() => F())|}; if (c) return; t.Wait(); }"));

    [Fact]
    public Task What_is_listed_as_never_faulting() => Silent(
        InClass("void M() { var t = F(); var u = G(); }"), new() { Options = "asynclint.never_faulting = M:C.F(System.Int32)|M:C.G*" });

    [Fact]
    public Task What_is_listed_as_a_forget_helper() => Silent(
        InClass("void M() { Log(\"a\", F()); var t = F(); Log(\"b\", t); var u = Start(); } static void Log(string s, Task t) => Use(s); static Task Start() => F();"),
        new() { Options = "asynclint.forget_helpers = M:C.Log(System.String,System.Threading.Tasks.Task)|M:C.Start" });

    [Fact]
    public Task Names_that_say_that_nobody_waits() => Silent(
        InClass("void M() { var background = F(); Log(\"a\", F()); } static void Log(string s, Task backgroundTask) => Use(s);"),
        new() { Options = "asynclint.ASL1002.discard_names = background" });

    [Fact]
    public Task Names_are_what_the_option_says_and_no_others() => Reports(
        InClass("void M() { var ignored = {|ASL1002:F()|}; }"), new() { Options = "asynclint.ASL1002.discard_names = background" });

    [Fact]
    public async Task The_exits_are_further_locations()
    {
        var diagnostics = await Verify.Run<ASL1002TaskLeak>(
            InClass("async Task M(bool c, int n) { var t = {|ASL1002:F()|}; if (c) return; if (n > 3) { await t; } }"), Setup.Default);
        Assert.Equal(["return;", "}"], Assert.Single(diagnostics).AdditionalLocations.Select(static location => location.SourceTree!.GetText().ToString(location.SourceSpan)));
    }

    [Fact]
    public async Task The_field_is_a_further_location()
    {
        var diagnostics = await Verify.Run<ASL1002TaskLeak>(InClass("Task save; void M() { save = {|ASL1002:F()|}; }"), Setup.Default);
        Assert.Equal(["save"], Assert.Single(diagnostics).AdditionalLocations.Select(static location => location.SourceTree!.GetText().ToString(location.SourceSpan)));
    }

    [Fact]
    public Task A_batch_of_Redis_that_is_given_up() => Silent(
        """
        namespace StackExchange.Redis { public interface IBatch { Task SetAsync(); } public interface ITransaction : IBatch { Task<bool> ExecuteAsync(); } }
        class C
        {
            async Task M(StackExchange.Redis.ITransaction transaction)
            {
                var set = transaction.SetAsync();
                if (await transaction.ExecuteAsync()) await set;
            }
        }
        """);

    [Theory]
    [InlineData("var t = F(); if (t is { IsCompletedSuccessfully: false }) { await t; } else { Use(n); }")]
    [InlineData("var t = F(); if (t is { IsCompleted: false }) await t;")]
    [InlineData("var t = F(); if (t is { IsCompleted: not true }) await t;")]
    [InlineData("var t = F(); if (t is not { IsCompleted: false }) return; await t;")]
    [InlineData("var t = G(); if (t is { IsCompleted: false, IsFaulted: false }) await t;")]
    public Task A_pattern_of_pending_tasks_that_does_not_match(string statements) => SilentIn(statements);

    [Theory]
    [InlineData("var t = {|ASL1002:F()|}; if (t is { IsCompletedSuccessfully: true }) await t;")]
    [InlineData("var t = {|ASL1002:F()|}; if (t is { Id: 1 }) await t;")]
    [InlineData("var t = {|ASL1002:F()|}; if (t is Task<int> { IsCompleted: false }) await t;")]
    [InlineData("var t = {|ASL1002:F()|}; if (t is { IsCompleted: false, Id: 1 }) await t;")]
    public Task A_pattern_that_pending_tasks_do_not_match_either(string statements) => ReportsIn(statements);

    const string Lazies = """
        class AsyncLazy<T> { public bool IsValueCreated => false; public Task<T> GetValueAsync() => Task.Run(() => default(T)); public Task<T> GetValueAsync(CancellationToken ct) => GetValueAsync(); }
        class Loader { public Task<int> GetValueAsync() => Task.Run(() => 1); }
        """;

    [Theory]
    [InlineData("var t = lazy.GetValueAsync(); if (t.IsFaulted || t.IsCanceled) Use(n);")]
    [InlineData("var t = lazy.GetValueAsync(ct); if (t.Status == TaskStatus.Faulted) return; Use(n);")]
    [InlineData("var t = lazy.GetValueAsync(); if (!t.IsCompleted) return; await t;")]
    public Task The_task_that_a_lazy_object_keeps_and_that_is_only_looked_at(string statements) => Silent(Lazies + InClass(
        "async Task M(int n, AsyncLazy<int> lazy, CancellationToken ct) { await Task.Yield(); " + statements + " }"));

    [Theory]
    [InlineData("var t = {|ASL1002:lazy.GetValueAsync()|};")]
    [InlineData("var t = {|ASL1002:loader.GetValueAsync()|}; if (t.IsFaulted || t.IsCanceled) Use(n);")]
    public Task A_task_that_nobody_looks_at_or_that_is_made_at_each_call(string statements) => Reports(Lazies + InClass(
        "async Task M(int n, AsyncLazy<int> lazy, Loader loader) { await Task.Yield(); " + statements + " }"));

    const string Xunit = "namespace Xunit { public class FactAttribute : System.Attribute { } }";

    [Theory]
    [InlineData("Task last = null; for (var i = 0; i < 9; i++) { last = db.SaveAsync(); } await last;")]
    [InlineData("Task<int> a = null; Task b = null; foreach (var i in new[] { 1, 2 }) { a = db.CountAsync().AsTask(); b = db.SaveAsync(); } Use(await a); await b;")]
    [InlineData("for (var i = 0; i < 9; i++) { var t = db.SaveAsync(); if (i > 3) { _ = t.ContinueWith(x => Use(x)); } } Use(await db.CountAsync());")]
    public Task A_test_that_waits_for_the_last_of_many_requests(string statements) => Silent(
        InClass("[Xunit.Fact] public async Task Test() { IStore db = null; await Task.Yield(); " + statements + " }"), new() { Files = { ["Xunit.cs"] = Xunit } });

    [Theory]
    [InlineData("Task last = null; for (var i = 0; i < 9; i++) { last = {|ASL1002:db.SaveAsync()|}; }")]
    [InlineData("Task last = null; for (var i = 0; i < 9; i++) { last = {|ASL1002:F(i)|}; } await last;")]
    [InlineData("for (var i = 0; i < 9; i++) { var t = {|ASL1002:db.SaveAsync()|}; } await other.SaveAsync();")]
    [InlineData("var t = {|ASL1002:db.SaveAsync()|}; Use(await db.CountAsync());")]
    public Task A_test_that_forgets_a_task(string statements) => Reports(
        InClass("[Xunit.Fact] public async Task Test() { IStore db = null, other = null; await Task.Yield(); " + statements + " }"), new() { Files = { ["Xunit.cs"] = Xunit } });

    [Fact]
    public Task Requests_of_which_only_the_last_is_awaited_out_of_tests() => ReportsIn("Task last = null; for (var i = 0; i < 9; i++) { last = {|ASL1002:store.SaveAsync()|}; } await last;");

    [Theory]
    [InlineData("var rest = Task.Run(async () => { try { await F(); } catch (Exception e) { Console.WriteLine(e); } finally { Use(n); } });")]
    [InlineData("var rest = Task.Run(() => Guarded());")]
    [InlineData("var rest = Task.Run(Guarded);")]
    public Task Background_work_that_sees_to_its_exceptions(string statements) => SilentIn(statements + " async Task Guarded() { try { await F(); } catch { } }");

    [Theory]
    [InlineData("var rest = {|ASL1002:Task.Run(async () => { await F(); })|};")]
    [InlineData("var rest = {|ASL1002:Task.Run(async () => { try { await F(); } catch (IOException) { } })|};")]
    [InlineData("var rest = {|ASL1002:Task.Run(async () => { await F(); try { await F(); } catch { } })|};")]
    [InlineData("var rest = {|ASL1002:Task.Run(async () => { try { await F(); } catch (Exception e) { Console.WriteLine(e); throw; } })|};")]
    [InlineData("var rest = {|ASL1002:Task.Run(async () => { try { await F(); } catch { } })|}; if (c) return; await rest;")]
    public Task Background_work_that_may_fail_or_that_somebody_waits_for(string statements) => ReportsIn(statements);

    [Theory]
    [InlineData("run = queue.Enqueue(() => LoopAsync());")]
    [InlineData("run = queue.Enqueue(LoopAsync);")]
    [InlineData("run = queue.Enqueue(async () => { while (Check()) await F(); });")]
    [InlineData("run = queue.Enqueue(async () => await LoopAsync().ConfigureAwait(false));")]
    public Task A_background_loop_that_a_field_keeps_through_a_lambda(string statement) => Silent(InClass(
        "Task run; void M(Jobs queue) { " + statement + " } static async Task LoopAsync() { while (Check()) await F(); }") + " class Jobs { public Task Enqueue(Func<Task> work) => work(); }");

    [Theory]
    [InlineData("run = {|ASL1002:queue.Enqueue(() => F())|};")]
    [InlineData("run = {|ASL1002:queue.Enqueue(() => { Func<Task> later = LoopAsync; return F(); })|};")]
    public Task Work_that_ends_and_that_a_field_keeps(string statement) => Reports(InClass(
        "Task run; void M(Jobs queue) { " + statement + " } static async Task LoopAsync() { while (Check()) await F(); }") + " class Jobs { public Task Enqueue(Func<Task> work) => work(); }");

    [Theory]
    [InlineData("var o = p.StandardOutput.ReadToEndAsync(); await p.WaitForExitAsync(); if (p.ExitCode != 0) Use(await o);")]
    [InlineData("var o = p.StandardError.ReadToEndAsync(ct); p.WaitForExit(); if (p.ExitCode != 0) Use(await o);")]
    [InlineData("var o = p.StandardOutput.ReadToEndAsync(); await p.WaitForExitAsync(ct).ConfigureAwait(false);")]
    [InlineData("var o = p.StandardOutput.ReadToEndAsync(); await p.WaitForExitAsync(\"\"); if (p.ExitCode != 0) Use(await o);")]
    public Task A_read_that_drains_the_pipe_of_a_process(string statements) => Silent(
        "using System.Diagnostics; static class Waits { public static Task WaitForExitAsync(this Process p, string s) => p.WaitForExitAsync(); }"
        + InClass("async Task M(Process p, CancellationToken ct) { await Task.Yield(); " + statements + " }"));

    [Theory]
    [InlineData("var o = {|ASL1002:p.StandardOutput.ReadToEndAsync()|}; if (p.ExitCode != 0) Use(await o);")]
    [InlineData("await p.WaitForExitAsync(); var o = {|ASL1002:p.StandardOutput.ReadToEndAsync()|}; if (p.ExitCode != 0) Use(await o);")]
    [InlineData("var o = {|ASL1002:p.StandardOutput.ReadToEndAsync()|}; await other.WaitForExitAsync(); if (p.ExitCode != 0) Use(await o);")]
    [InlineData("var o = {|ASL1002:p.StandardOutput.ReadLineAsync()|}; await p.WaitForExitAsync(); if (p.ExitCode != 0) Use(await o);")]
    [InlineData("var o = {|ASL1002:reader.ReadToEndAsync()|}; await p.WaitForExitAsync(); if (p.ExitCode != 0) Use(await o);")]
    public Task A_read_that_drains_no_process_that_is_waited_for(string statements) => Reports(
        "using System.Diagnostics;" + InClass("async Task M(Process p, Process other, StreamReader reader) { await Task.Yield(); " + statements + " }"));

    [Theory]
    [InlineData("void M() { var t = Missing(); }")]
    [InlineData("void M() { var t = F() ; t. }")]
    [InlineData("void M() { Task t = F(, 1); while ( }")]
    [InlineData("void M() { foreach (var t in new[] { F() }) await }")]
    [InlineData("void M() { Missing(F()); Drop(F(), 1, 2); } void Drop(Task t) { Use(1); }")]
    public Task Code_that_does_not_compile(string member) => Verify.Run<ASL1002TaskLeak>(InClass(member), new() { AllowErrors = true });

    [Fact]
    public Task Without_tasks_there_is_nothing_to_report() => Silent("class C { void M() { var i = 1; } }", new() { References = [], ImplicitUsings = false, AllowErrors = true });

    [Fact]
    public Task Before_nullable_and_patterns() => Reports(
        "using System.Threading.Tasks; class C { async Task M(bool c) { var t = {|ASL1002:Task.Run(() => 1)|}; if (c) { return; } await t; } }",
        new() { LanguageVersion = LanguageVersion.CSharp6 });
}
