using AsyncLint.Rules;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests;

/// <summary>What is known about completed tasks, seen through ASL2001: reading a complete task cannot block.</summary>
public class CompletedTasksTests
{
    static string InAsyncMethod(string statements) => $$"""
        using System.Collections.Concurrent;
        using System.Diagnostics;

        static class Awaiting
        {
            public static System.Runtime.CompilerServices.ConfiguredTaskAwaitable ForAwait(this Task t) => t.ConfigureAwait(false);
            public static System.Runtime.CompilerServices.ConfiguredTaskAwaitable<T> ForAwait<T>(this Task<T> t) => t.ConfigureAwait(false);
            public static bool IsDone(this Task t) => t.Status == TaskStatus.RanToCompletion;
            public static bool IsAtEnd(Task t, int n) { return n > 0 && t.IsCompleted; }
            public static bool IsKnown(this Task t) => t.Id > 0 || t.IsCompleted;
        }

        class Item { public Task<int> Task = null!; public string Name = ""; public Task<int> Load() => Task; }

        class C
        {
            Task<int> field = null!;
            bool HasValue => this.field.Status == TaskStatus.RanToCompletion;
            bool HasTask => this.field != null;
            bool IsReady() => field is { IsCompleted: true };
            static void Log(object o) { }
            static Task<int> F() => null!;
            static bool G(ref Task<int> t) => true;

            async Task<int> M(Task<int> t, Task<int> u, Task p, ValueTask<int> v, Task<int>[] tasks, List<Task<int>> list,
                Dictionary<string, Task<int>> byName, Item item, List<Item> items, TimeSpan time, CancellationToken token, bool b)
            {
                await Task.Yield();
                {{statements}}
                return 0;
            }
        }
        """;

    [Theory]
    // Awaited before.
    [InlineData("await t; Log(t.Result);")]
    [InlineData("await t.ConfigureAwait(false); Log(t.Result);")]
    [InlineData("await t.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); t.Wait();")]
    [InlineData("await ((Task)t).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); Log(t.Result);")]
    [InlineData("await (t); Log((t).Result);")]
    [InlineData("await t; Log(t?.Result!); t?.Wait();")]
    [InlineData("await t; Log(t.GetAwaiter().GetResult());")]
    [InlineData("await t; Log(t.ConfigureAwait(false).GetAwaiter().GetResult());")]
    [InlineData("await v; Log(v.Result);")]
    [InlineData("await p; p.Wait(); p.Wait(token); p.Wait(time);")]
    [InlineData("await t; t = t; Log(t.Result);")]
    [InlineData("Log(await t + t.Result);")]
    [InlineData("Log(await t, t.Result); void Log(int a, int b) { }")]
    [InlineData("await t.WaitAsync(time); Log(t.Result);")]
    [InlineData("await t.WaitAsync(token).ConfigureAwait(false); Log(t.Result);")]
    [InlineData("await t.ContinueWith(x => { }); Log(t.Result);")]
    [InlineData("await item.Task; Log(item.Task.Result);")]
    [InlineData("await field; Log(field.Result); Log(this.field.Result);")]
    [InlineData("var x = F(); if (b) { await x; } else { await x.ConfigureAwait(false); } Log(x.Result);")]
    [InlineData("if (!b) { await t; } if (!b) return 1; await t; Log(t.Result);")]
    [InlineData("while (b) { await t; Log(t.Result); t = F(); }")]
    [InlineData("await t; while (b) { Log(t.Result); }")]
    [InlineData("for (var i = 0; ; i++) { if (i == 3) { await t; break; } } Log(t.Result);")]
    [InlineData("await t; using (new MemoryStream()) { Log(t.Result); }")]
    [InlineData("try { } finally { await t; Log(t.Result); }")]
    [InlineData("await t; lock (this) { Log(t.Result); }")]
    [InlineData("await t; try { Log(1); } catch (Exception) { Log(t.Result); } finally { Log(t.Result); }")]
    [InlineData("await t; Func<int> f = () => t.Result; Log(f);")]
    [InlineData("await t; Log(items.Select(i => t.Result));")]
    [InlineData("await t; int L() => t.Result; Log(L());")]
    // A task that faulted is complete too.
    [InlineData("try { await t; } catch { } Log(t.Result);")]
    [InlineData("try { await t.ConfigureAwait(false); Log(1); } catch (Exception e) { Log(e); } Log(t.Result);")]
    [InlineData("try { await Task.WhenAll(t, u); } catch { Log(t.Exception!); } Log(t.Result + u.Result);")]
    [InlineData("try { await Task.WhenAll(tasks); } catch { } foreach (var x in tasks) Log(x.Result);")]
    [InlineData("try { await t; } catch (Exception e) when (t.Result > 0) { Log(e); }")]
    [InlineData("try { var x = await t; Log(x); } finally { Log(t.Result); }")]
    [InlineData("var all = Task.WhenAll(t, u); try { await all; } catch { throw all.Exception!; } Log(t.Result);")]
    // WhenAll, WhenAny, WhenEach.
    [InlineData("await Task.WhenAll(t, u); Log(t.Result + u.Result);")]
    [InlineData("await Task.WhenAll(t, u).ConfigureAwait(false); Log(t.Result + u.Result);")]
    [InlineData("await Task.WhenAll(new Task[] { t, u }); Log(t.Result + u.Result);")]
    [InlineData("await Task.WhenAll(new[] { t, u }); Log(t.Result + u.Result);")]
    [InlineData("await Task.WhenAll(new List<Task> { t, u }); Log(t.Result + u.Result);")]
    [InlineData("await Task.WhenAll(p, Task.WhenAll(t, u)); Log(t.Result + u.Result);")]
    [InlineData("await Task.WhenAll(t, u).WaitAsync(time); Log(t.Result + u.Result);")]
    [InlineData("var all = Task.WhenAll(t, u); await all; Log(t.Result + u.Result);")]
    [InlineData("list.Add(t); await Task.WhenAll(list); Log(t.Result);")]
    [InlineData("var all = new List<Task>(); var x = F(); all.Add(x); all.Add(u); await Task.WhenAll(all.ToArray()); Log(x.Result);")]
    [InlineData("var all = new List<Task> { t, p }; await Task.WhenAll(all); Log(t.Result);")]
    [InlineData("var all = new Task[] { t, p }; await Task.WhenAll(all).ForAwait(); Log(t.Result);")]
    [InlineData("Task[] all = [t, p]; await Task.WhenAll(all); Log(t.Result);")]
    [InlineData("Task<int>? x = null; var all = new List<Task> { p }; if (b) { x = F(); all.Add(x); } await Task.WhenAll(all); if (x != null) Log(x.Result);")]
    [InlineData("await t.ForAwait(); Log(t.Result);")]
    [InlineData("await Task.WhenAll(tasks).ForAwait(); Log(tasks[0].Result + tasks[tasks.Length - 1].Result);")]
    [InlineData("if (tasks[0].IsCompleted) { Log(tasks[0].Result); }")]
    [InlineData("for (var i = 0; i < 3; i++) { if (tasks[i].IsCompleted) { Log(tasks[i].Result); } }")]
    [InlineData("var both = new[] { t, u }; await Task.WhenAll(both); Log(both[0].Result + both[1].Result);")]
    [InlineData("await Task.WhenAll(tasks); Log(tasks[0].Result);")]
    [InlineData("await Task.WhenAll(tasks); Log(tasks[^1].Result);")]
    [InlineData("await Task.WhenAll(tasks); for (var i = 0; i < tasks.Length; i++) { Log(tasks[i].Result); }")]
    [InlineData("await Task.WhenAll(list); Log(list[0].Result);")]
    [InlineData("await Task.WhenAll(list); foreach (var x in list) { Log(x.Result); }")]
    [InlineData("await Task.WhenAll(list); foreach (var x in list.Where(x => x.IsFaulted)) { Log(x.Result); }")]
    [InlineData("await Task.WhenAll(list); Log(list.Select(x => x.Result).ToList());")]
    [InlineData("await Task.WhenAll(list); Log(list.Where(x => x.Result > 0).Sum(x => x.Result));")]
    [InlineData("await Task.WhenAll(list); Log(from x in list where x.Result > 0 select x.Result);")]
    [InlineData("await Task.WhenAll(list); list.ForEach(x => Log(x.Result));")]
    [InlineData("await Task.WhenAll(list); Log(list.First().Result + list.Last().Result + list.Single(x => x.IsFaulted).Result);")]
    [InlineData("await Task.WhenAll(list); var first = list[0]; Log(first.Result);")]
    [InlineData("await Task.WhenAll(list.ToArray()); Log(list[0].Result);")]
    [InlineData("await Task.WhenAll(byName.Values); Log(byName[\"a\"].Result);")]
    [InlineData("await Task.WhenAll(byName.Values); foreach (var x in byName.Values) { Log(x.Result); }")]
    [InlineData("await Task.WhenAll(byName.Values); foreach (var pair in byName) { Log(pair.Value.Result); }")]
    [InlineData("await Task.WhenAll(byName.Values); foreach (var (name, x) in byName) { Log(x.Result); }")]
    [InlineData("await Task.WhenAll(byName.Values); Log(byName.ToDictionary(pair => pair.Key, pair => pair.Value.Result));")]
    [InlineData("await Task.WhenAll(byName.Select(pair => pair.Value)); Log(byName.Values.Select(x => x.Result));")]
    [InlineData("await Task.WhenAll(items.Select(i => i.Task)); foreach (var i in items) { Log(i.Task.Result); }")]
    [InlineData("var work = items.Select(i => new { i.Name, Task = i.Load() }).ToList(); await Task.WhenAll(work.Select(w => w.Task)); Log(work.Select(w => w.Task.Result));")]
    [InlineData("var work = items.Select(i => (i.Name, Task: i.Load())).ToList(); await Task.WhenAll(work.Select(w => w.Task)); foreach (var w in work) Log(w.Task.Result);")]
    [InlineData("var work = items.Select(i => (i.Name, Task: i.Load())).ToList(); await Task.WhenAll(work.Select(w => w.Task)); foreach (var (name, x) in work) Log(x.Result);")]
    [InlineData("var pair = (A: F(), B: F()); await Task.WhenAll(pair.A, pair.B); Log(pair.A.Result + pair.B.Result);")]
    [InlineData("var (x, y) = (F(), F()); await Task.WhenAll(x, y); Log(x.Result + y.Result);")]
    [InlineData("var done = await Task.WhenAny(t, u); Log(done.Result);")]
    [InlineData("Log((await Task.WhenAny(t, u)).Result);")]
    [InlineData("Log((await Task.WhenAny(t, u).ConfigureAwait(false)).GetAwaiter().GetResult());")]
    [InlineData("while (list.Count > 0) { var done = await Task.WhenAny(list); list.Remove(done); Log(done.Result); }")]
    [InlineData("if (await Task.WhenAny(t, Task.Delay(5)) == t) { Log(t.Result); }")]
    [InlineData("if (t == await Task.WhenAny(t, p).ConfigureAwait(false)) { Log(t.Result); }")]
    [InlineData("if (t != await Task.WhenAny(t, Task.Delay(5))) { throw new TimeoutException(); } Log(t.Result);")]
    [InlineData("if (await Task.WhenAny(t, Task.Delay(5)) != t) { return 1; } return t.Result;")]
    [InlineData("var first = await Task.WhenAny(t, p); if (first == t) { Log(t.Result); }")]
    [InlineData("var first = await Task.WhenAny(t, u); Log(first == t ? t.Result : u.IsCompleted ? u.Result : 0);")]
    [InlineData("if (ReferenceEquals(await Task.WhenAny(t, p), t)) { Log(t.Result); }")]
    [InlineData("await Task.WhenAny(t); Log(t.Result);")]
    [InlineData("await foreach (var x in Task.WhenEach(list)) { Log(x.Result); }")]
    [InlineData("foreach (var x in list) { await x; } Log(list.Select(x => x.Result));")]
    // Guards.
    [InlineData("if (t.IsCompleted) { Log(t.Result); }")]
    [InlineData("if (t.IsCompletedSuccessfully) Log(t.Result); else Log(await t);")]
    [InlineData("if (v.IsCompletedSuccessfully) { return v.Result; }")]
    [InlineData("if (v.IsCompleted) { return v.GetAwaiter().GetResult(); }")]
    [InlineData("if (!t.IsCompleted) { await t.ConfigureAwait(false); } Log(t.Result);")]
    [InlineData("if (!t.IsCompleted) return 1; return t.Result;")]
    [InlineData("if (t.IsCompleted == false) return 1; return t.Result;")]
    [InlineData("if (t.IsFaulted || t.IsCanceled) { Log(t.Result); }")]
    [InlineData("if (t.IsCompleted && t.Result > 0) { Log(1); }")]
    [InlineData("if (!t.IsCompleted || t.Result > 0) { Log(1); }")]
    [InlineData("if (b && (t.IsCompleted && !token.IsCancellationRequested)) { Log(t.Result); }")]
    [InlineData("if (!(b || !t.IsCompleted)) { Log(t.Result); }")]
    [InlineData("Log(t.IsCompleted ? t.Result : 0);")]
    [InlineData("return t.IsCompletedSuccessfully ? t.Result : await t;")]
    [InlineData("if (t.Status == TaskStatus.RanToCompletion) { Log(t.Result); }")]
    [InlineData("if (TaskStatus.RanToCompletion != t.Status) { return 1; } Log(t.Result);")]
    [InlineData("if (t.Status is TaskStatus.RanToCompletion) { Log(t.Result); }")]
    [InlineData("if (t.Status is TaskStatus.RanToCompletion or TaskStatus.Faulted) { Log(t.Result); }")]
    [InlineData("if (t.Status is not TaskStatus.RanToCompletion) { return 1; } Log(t.Result);")]
    [InlineData("if (t.Status >= TaskStatus.RanToCompletion) { Log(t.Result); }")]
    [InlineData("switch (t.Status) { case TaskStatus.RanToCompletion: Log(t.Result); break; default: break; }")]
    [InlineData("switch (t.Status) { case TaskStatus.Canceled: case TaskStatus.Faulted: Log(t.Result); break; }")]
    [InlineData("Log(t.Status switch { TaskStatus.RanToCompletion => t.Result, _ => 0 });")]
    [InlineData("Log(t.IsCompleted switch { true => t.Result, false => 0 });")]
    [InlineData("if (t is { IsCompletedSuccessfully: true }) { Log(t.Result); }")]
    [InlineData("if (t is { IsCompletedSuccessfully: true, Result: > 3 }) { Log(1); }")]
    [InlineData("if (t is { Status: TaskStatus.RanToCompletion or TaskStatus.Faulted }) { Log(t.Result); }")]
    [InlineData("if (t is { IsCompletedSuccessfully: true } done) { Log(done.Result); }")]
    [InlineData("if (t is not { IsCompletedSuccessfully: true }) { return 1; } Log(t.Result);")]
    [InlineData("if (t?.IsCompleted == true) { Log(t.Result); }")]
    [InlineData("if (t != null && t.IsCompleted) { Log(t.Result); }")]
    [InlineData("if (p is Task<int> { IsCompleted: true } x) { Log(x.Result); }")]
    [InlineData("while (!t.IsCompleted) { await Task.Delay(1); } Log(t.Result);")]
    [InlineData("do { await Task.Delay(1); } while (!t.IsCompleted); Log(t.Result);")]
    [InlineData("while (true) { if (t.IsCompleted) break; await Task.Yield(); } Log(t.Result);")]
    [InlineData("if (item.Task.IsCompleted) { Log(item.Task.Result); }")]
    [InlineData("foreach (var x in list) { if (x.IsCompleted) { Log(x.Result); } }")]
    [InlineData("foreach (var x in list) { if (!x.IsCompleted) continue; Log(x.Result); }")]
    [InlineData("Log(list.Where(x => x.IsCompleted).Select(x => x.Result));")]
    [InlineData("Log(list.Where(x => x.IsFaulted || x.IsCanceled).Select(x => x.Result));")]
    [InlineData("foreach (var x in list.Where(x => x.IsCompletedSuccessfully)) { Log(x.Result); }")]
    [InlineData("Log(from x in list where x.IsCompletedSuccessfully select x.Result);")]
    [InlineData("var done = t.IsCompleted; if (done) { Log(t.Result); }")]
    [InlineData("var done = t.IsCompleted; if (!done) { await t; } Log(t.Result);")]
    [InlineData("if (t.Wait(0)) { Log(t.Result); }")]
    [InlineData("if (!t.Wait(TimeSpan.Zero)) { return 1; } Log(t.Result);")]
    [InlineData("var awaiter = t.GetAwaiter(); if (awaiter.IsCompleted) { Log(awaiter.GetResult()); }")]
    [InlineData("var awaiter = t.GetAwaiter(); if (t.IsCompleted) { Log(awaiter.GetResult()); }")]
    [InlineData("var awaiter = t.GetAwaiter(); if (awaiter.IsCompleted) { Log(t.Result); }")]
    [InlineData("var awaiter = t.ConfigureAwait(false).GetAwaiter(); awaiter.OnCompleted(() => Log(awaiter.GetResult()));")]
    [InlineData("Debug.Assert(t.IsCompleted); Log(t.Result);")]
    // Continuations.
    [InlineData("await t.ContinueWith(x => Log(x.Result));")]
    [InlineData("await t.ContinueWith(x => { if (b) { Log(x.Result); } }, TaskScheduler.Default);")]
    [InlineData("await t.ContinueWith((x, state) => x.Result, b);")]
    [InlineData("await t.ContinueWith(async x => { await Task.Yield(); Log(x.Result); }).Unwrap();")]
    [InlineData("await t.ContinueWith(_ => Log(t.Result));")]
    [InlineData("await t.ContinueWith(delegate (Task<int> x) { return x.Result; });")]
    [InlineData("await Task.WhenAll(t, u).ContinueWith(_ => Log(t.Result + u.Result));")]
    [InlineData("await Task.WhenAll(list).ContinueWith(x => Log(x.Result.Length + list.Sum(l => l.Result)));")]
    [InlineData("await Task.WhenAny(t, u).ContinueWith(x => Log(x.Result.Result));")]
    [InlineData("await Task.WhenAny(t, u).ContinueWith(async x => { await Task.Yield(); Log(x.Result.Result); });")]
    [InlineData("await Task.Factory.ContinueWhenAll(tasks, done => Log(done[0].Result));")]
    [InlineData("await Task.Factory.ContinueWhenAll(tasks, done => done.Sum(x => x.Result));")]
    [InlineData("await Task.Factory.ContinueWhenAll(tasks, async done => { await Task.Yield(); Log(done[0].Result); });")]
    [InlineData("await Task.Factory.ContinueWhenAny(tasks, done => Log(done.Result));")]
    // Born complete.
    [InlineData("Log(Task.FromResult(1).Result); Task.CompletedTask.Wait(); Log(ValueTask.FromResult(1).Result);")]
    [InlineData("var x = Task.FromResult(1); Log(x.Result);")]
    [InlineData("Task<int> x = b ? Task.FromResult(1) : Task.FromResult(2); Log(x.Result);")]
    [InlineData("Log((b ? Task.FromResult(1) : Task.FromResult(2)).Result);")]
    [InlineData("var x = new ValueTask<int>(3); Log(x.Result); Log(default(ValueTask<int>).Result);")]
    [InlineData("Task.WaitAll(Task.CompletedTask, Task.FromResult(1));")]
    [InlineData("await Task.WhenAll(t, u); Task.WaitAll(t, u);")]
    [InlineData("await Task.WhenAll(tasks); Task.WaitAll(tasks);")]
    [InlineData("Task.WaitAny(Task.CompletedTask, t);")]
    // Functions of the source that ask.
    [InlineData("if (t.IsDone()) Log(t.Result);")]
    [InlineData("if (!t.IsDone()) return 1; Log(t.GetAwaiter().GetResult());")]
    [InlineData("if (Awaiting.IsAtEnd(n: 3, t: t)) Log(t.Result);")]
    [InlineData("if (HasValue) Log(field.Result);")]
    [InlineData("if (this.IsReady() && b) Log(field.Result);")]
    // Another name for it.
    [InlineData("await p; if (p is Task<int> named) Log(named.Result);")]
    // The other one of two has not won.
    [InlineData("var delay = Task.Delay(5); var first = await Task.WhenAny(t, delay).ConfigureAwait(false); if (first == delay) throw new TimeoutException(); Log(t.Result);")]
    [InlineData("var delay = Task.Delay(5); if (await Task.WhenAny(new Task[] { delay, t }) == delay) return 1; Log(t.GetAwaiter().GetResult());")]
    [InlineData("var first = await Task.WhenAny(t, u); if (first != u) Log(t.Result);")]
    // All of a list, in another function of the same member.
    [InlineData("IList<Task<int>> all = new List<Task<int>>(); foreach (var i in items) { if (b) all.Add(i.Load()); else all.Add(Task.FromResult(1)); } await Task.WhenAll(all.ToArray()); Log(all.Select((x) => x.Result));")]
    [InlineData("var all = new List<Task<int>>(); foreach (var i in items) all.Add(i.Load()); await Task.WhenAll(all); return all.Select(s => s.Result).Select(Twice).Sum(); static int Twice(int n) => 2 * n;")]
    public Task A_complete_task_is_not_reported(string statements) => Verify.Silent<ASL2001SyncOverAsync>(InAsyncMethod(statements));

    [NewerCSharpTheory]
    [InlineData("await Task.WhenAll([t, u]); Log(t.Result + u.Result);")]
    public Task A_complete_task_in_a_collection_expression_is_not_reported(string statements) => Verify.Silent<ASL2001SyncOverAsync>(InAsyncMethod(statements));

    [Theory]
    [InlineData("Log({|ASL2001:t.Result|});")]
    [InlineData("await t; t = F(); Log({|ASL2001:t.Result|});")]
    [InlineData("await t; (t, u) = (F(), F()); Log({|ASL2001:t.Result|});")]
    [InlineData("await t; t = u; Log({|ASL2001:t.Result|});")]
    [InlineData("await t; if (b) { t = F(); } Log({|ASL2001:t.Result|});")]
    [InlineData("await t; G(ref t); Log({|ASL2001:t.Result|});")]
    [InlineData("await t; item = new Item(); await item.Task; item = new Item(); Log({|ASL2001:item.Task.Result|});")]
    [InlineData("await item.Task; item.Task = F(); Log({|ASL2001:item.Task.Result|});")]
    [InlineData("Task<int>? x = null; await t; x ??= F(); Log({|ASL2001:x.Result|});")]
    [InlineData("if (b) { await t; } Log({|ASL2001:t.Result|});")]
    [InlineData("while (b) { await t; break; } Log({|ASL2001:t.Result|});")]
    [InlineData("while (b) { Log({|ASL2001:t.Result|}); t = F(); }")]
    [InlineData("await t; while (b) { Log({|ASL2001:t.Result|}); t = F(); }")]
    [InlineData("await u; Log({|ASL2001:t.Result|});")]
    [InlineData("try { Log(1); await t; } catch { } Log({|ASL2001:t.Result|});")]
    [InlineData("try { await u; await t; } catch { } Log({|ASL2001:t.Result|});")]
    [InlineData("try { await t.WaitAsync(time); } catch (TimeoutException) { } Log({|ASL2001:t.Result|});")]
    [InlineData("try { await t; t = F(); } catch { } Log({|ASL2001:t.Result|});")]
    [InlineData("try { await t; } catch { t = F(); } Log({|ASL2001:t.Result|});")]
    [InlineData("try { t = F(); await t; } catch { } finally { Log({|ASL2001:t.Result|}); }")]
    [InlineData("await Task.WhenAny(t, u); Log({|ASL2001:t.Result|});")]
    [InlineData("if (await Task.WhenAny(t, u) == t) { Log({|ASL2001:u.Result|}); }")]
    [InlineData("if (await Task.WhenAny(t, u) != t) { Log({|ASL2001:t.Result|}); }")]
    [InlineData("await Task.WhenAll(list); list.Add(F()); Log({|ASL2001:list[0].Result|});")]
    [InlineData("list.Add(t); t = F(); await Task.WhenAll(list); Log({|ASL2001:t.Result|});")]
    [InlineData("list.Add(t); list = new(); await Task.WhenAll(list); Log({|ASL2001:t.Result|});")]
    [InlineData("list.Add(t); await Task.WhenAll(byName.Values); Log({|ASL2001:t.Result|});")]
    [InlineData("if (b) list.Add(t); await Task.WhenAll(list); Log({|ASL2001:t.Result|});")]
    [InlineData("if (tasks[0].IsCompleted) { Log({|ASL2001:tasks[1].Result|}); }")]
    [InlineData("var i = 0; if (tasks[i].IsCompleted) { i++; Log({|ASL2001:tasks[i].Result|}); }")]
    [InlineData("Task<int>? x = null; list.ForEach(y => x = y); Log({|ASL2001:x!.Result|});")]
    [InlineData("await Task.WhenAll(tasks); tasks[0] = F(); Log({|ASL2001:tasks[0].Result|});")]
    [InlineData("await Task.WhenAll(tasks); tasks = new[] { F() }; Log({|ASL2001:tasks[0].Result|});")]
    [InlineData("await Task.WhenAll(byName.Values); byName[\"a\"] = F(); Log({|ASL2001:byName[\"a\"].Result|});")]
    [InlineData("await Task.WhenAll(list.Take(2)); Log({|ASL2001:list[3].Result|});")]
    [InlineData("await Task.WhenAll(list.Where(x => b)); Log({|ASL2001:list[3].Result|});")]
    [InlineData("await Task.WhenAll(items.Select(i => i.Load())); Log({|ASL2001:items[0].Task.Result|});")]
    [InlineData("await Task.WhenAll(items.Select(async i => await i.Load())); Log({|ASL2001:items[0].Task.Result|});")]
    [InlineData("await Task.WhenAll(list); Log({|ASL2001:list.Select(x => x.ContinueWith(y => 1)).First().Result|});")]
    [InlineData("foreach (var x in list) { if (b) { await x; } } Log({|ASL2001:list[0].Result|});")]
    [InlineData("foreach (var x in list) { await x; break; } Log({|ASL2001:list[0].Result|});")]
    [InlineData("Log(list.Where(x => !x.IsCompleted).Select(x => {|ASL2001:x.Result|}));")]
    [InlineData("Log(list.Where(x => x.IsCompleted || b).Select(x => {|ASL2001:x.Result|}));")]
    [InlineData("if (!t.IsCompleted) { Log({|ASL2001:t.Result|}); }")]
    [InlineData("if (t.IsCompleted || b) { Log({|ASL2001:t.Result|}); }")]
    [InlineData("if (t.IsCompleted) { } else { Log({|ASL2001:t.Result|}); }")]
    [InlineData("if (!t.IsFaulted) { Log({|ASL2001:t.Result|}); }")]
    [InlineData("if (t.IsCanceled == false) { Log({|ASL2001:t.Result|}); }")]
    [InlineData("if (u.IsCompleted) { Log({|ASL2001:t.Result|}); }")]
    [InlineData("if (t.Status != TaskStatus.Faulted) { Log({|ASL2001:t.Result|}); }")]
    [InlineData("if (t.Status == TaskStatus.Running) { Log({|ASL2001:t.Result|}); }")]
    [InlineData("if (t.Status is TaskStatus.Running or TaskStatus.RanToCompletion) { Log({|ASL2001:t.Result|}); }")]
    [InlineData("if (t.Status <= TaskStatus.RanToCompletion) { Log({|ASL2001:t.Result|}); }")]
    [InlineData("switch (t.Status) { case TaskStatus.RanToCompletion: break; default: Log({|ASL2001:t.Result|}); break; }")]
    [InlineData("Log(t.Status switch { TaskStatus.Running => {|ASL2001:t.Result|}, _ => 0 });")]
    [InlineData("if (t is { IsCompleted: false }) { Log({|ASL2001:t.Result|}); }")]
    [InlineData("if (t is not { IsCompleted: true }) { Log({|ASL2001:t.Result|}); }")]
    [InlineData("if (t is { IsFaulted: false }) { Log({|ASL2001:t.Result|}); }")]
    [InlineData("if (t is { AsyncState: null }) { Log({|ASL2001:t.Result|}); }")]
    [InlineData("var done = t.IsCompleted; t = F(); if (done) { Log({|ASL2001:t.Result|}); }")]
    [InlineData("var done = t.IsCompleted; done = b; if (done) { Log({|ASL2001:t.Result|}); }")]
    [InlineData("async Task L() => Log({|ASL2001:t.Result|}); await L(); await t;")]
    [InlineData("await t; async Task L() => Log({|ASL2001:t.Result|}); t = F(); await L();")]
    [InlineData("await t; void L() { t = F(); } L(); Log({|ASL2001:t.Result|});")]
    [InlineData("await t; Action change = () => t = F(); change(); Log({|ASL2001:t.Result|});")]
    [InlineData("await u.ContinueWith(async x => { await Task.Yield(); Log({|ASL2001:t.Result|}); });")]
    [InlineData("await t.ContinueWith(async x => { x = F(); Log({|ASL2001:x.Result|}); await x; });")]
    [InlineData("await Task.WhenAny(t, u).ContinueWith(async x => { await Task.Yield(); Log({|ASL2001:t.Result|}); });")]
    [InlineData("var x = Task.FromResult(1); x = F(); Log({|ASL2001:x.Result|});")]
    [InlineData("Log({|ASL2001:(b ? t : Task.FromResult(2)).Result|});")]
    [InlineData("{|ASL2001:Task.WaitAll(t, Task.CompletedTask)|};")]
    [InlineData("await t; {|ASL2001:Task.WaitAll(t, u)|};")]
    [InlineData("Trace.Assert(b); Log({|ASL2001:t.Result|});")]
    [InlineData("if (!t.IsDone()) Log({|ASL2001:t.Result|});")]
    [InlineData("if (p is Task<int> named) Log({|ASL2001:named.Result|});")]
    [InlineData("if (u.IsDone()) Log({|ASL2001:t.Result|});")]
    [InlineData("if (t.IsKnown()) Log({|ASL2001:t.Result|});")]
    [InlineData("if (HasTask) Log({|ASL2001:field.Result|});")]
    [InlineData("if (HasValue) { field = F(); Log({|ASL2001:field.Result|}); }")]
    [InlineData("var other = new C(); if (other.HasValue) Log({|ASL2001:field.Result|});")]
    [InlineData("var delay = Task.Delay(5); var first = await Task.WhenAny(t, delay); if (first == delay) Log({|ASL2001:t.Result|});")]
    [InlineData("var delay = Task.Delay(5); var first = await Task.WhenAny(t, u, delay); if (first != delay) Log({|ASL2001:t.Result|});")]
    public Task A_task_that_may_be_pending_is_reported(string statements) => Verify.Reports<ASL2001SyncOverAsync>(InAsyncMethod(statements));

    // One block is one report: once it is over, the task is complete.
    [Theory]
    [InlineData("Log({|ASL2001:t.Result|}); Log(t.Result);")]
    [InlineData("{|ASL2001:t.Wait()|}; Log(t.Result);")]
    [InlineData("{|ASL2001:t.Wait(token)|}; Log(t.Result);")]
    [InlineData("if ({|ASL2001:t.Wait(time)|}) { Log(t.Result); }")]
    [InlineData("if (!{|ASL2001:t.Wait(time)|}) { throw new TimeoutException(); } Log(t.Result);")]
    [InlineData("{|ASL2001:Task.WaitAll(t, u)|}; Log(t.Result + u.Result);")]
    [InlineData("{|ASL2001:Task.WaitAll(tasks)|}; Log(tasks.Select(x => x.Result));")]
    [InlineData("while ({|ASL2001:!t.IsCompleted|}) { } Log(t.Result);")]
    [InlineData("var i = {|ASL2001:Task.WaitAny(tasks)|}; Log(tasks[i].Result);")]
    [InlineData("Log({|ASL2001:t.GetAwaiter().GetResult()|}); Log(t.Result);")]
    public Task A_block_is_reported_once(string statements) => Verify.Reports<ASL2001SyncOverAsync>(InAsyncMethod(statements));

    // What users showed in vs-threading#91, #301, #541, #680, #698, sonar-dotnet#2413, #3452, SharpSource#373 and xunit#2780, retold.
    [Fact]
    public Task What_users_of_other_packages_complain_about_is_silent() => Verify.Silent<ASL2001SyncOverAsync>("""
        using System.Data.Common;

        class C
        {
            static Task<int> Job() => Task.Run(() => 1);
            static Task<TTo> Cast<TFrom, TTo>(Task<TFrom> task) where TFrom : TTo
            {
                ArgumentNullException.ThrowIfNull(task);
                if (task.Status == TaskStatus.RanToCompletion)
                    return Task.FromResult((TTo)task.Result!);
                return Slow(task);
                static async Task<TTo> Slow(Task<TFrom> task) => await task.ConfigureAwait(false);
            }

            ValueTask<string?> Read(DbDataReader reader, int column)
            {
                var isNull = reader.IsDBNullAsync(column);
                if (isNull.IsCompleted && isNull.Result)
                {
                    return new ValueTask<string?>((string?)null);
                }

                return new(Job().ContinueWith(job => job.Result.ToString(), TaskScheduler.Default)!);
            }

            ValueTask<int> Fast(ValueTask<int> pending) => pending.IsCompletedSuccessfully ? new ValueTask<int>(pending.Result + 1) : Slow(pending);
            async ValueTask<int> Slow(ValueTask<int> pending) => await pending + 1;

            async Task<string> Test()
            {
                var first = Job();
                var second = Job();
                await Task.WhenAll(first, second);
                Console.WriteLine(first.Result + second.Result);
                Console.WriteLine(await Job().ContinueWith(x => x.Result.ToString()));

                var task = Job();
                if (!task.IsCompleted)
                    await task.ConfigureAwait(false);
                return task.Result.ToString();
            }

            Task<bool> Copy<T>(Task<T> task, TaskCompletionSource<T> target)
            {
                if (task.IsCanceled)
                {
                    target.SetCanceled();
                }
                else if (task.IsFaulted)
                {
                    target.SetException(task.Exception!);
                }
                else if (task.IsCompleted)
                {
                    target.SetResult(task.Result);
                }
                else
                {
                    return Task.FromResult(false);
                }

                return Task.FromResult(true);
            }
        }
        """);

    // The shared case blocking.pp-race: an assertion that the task is complete fails the test if it is not, but a race is still a block.
    [Fact]
    public Task An_assertion_of_a_test_library_is_no_proof() => Verify.Reports<ASL2001SyncOverAsync>("""
        static class Assert { public static void True(bool condition) { } }

        class C
        {
            async Task M(Task<int> task)
            {
                await Task.Delay(10);
                Assert.True(task.IsCompleted);
                Console.WriteLine({|ASL2001:task.Result|});
            }
        }
        """);

    [Fact]
    public Task Old_languages_know_completed_tasks_too() => Verify.Silent<ASL2001SyncOverAsync>("""
        using System.Threading.Tasks;
        class C
        {
            async Task<int> M(Task<int> a, Task<int> b)
            {
                await Task.WhenAll(a, b);
                if (a.Status == TaskStatus.Faulted) { return 0; }
                return a.Result + b.Result;
            }
        }
        """, new() { LanguageVersion = LanguageVersion.CSharp7_3, References = References.NetStandard });
}
