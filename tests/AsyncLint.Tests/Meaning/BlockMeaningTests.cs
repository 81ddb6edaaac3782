using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

/// <summary>The fix of a block on a task, run before and after, over every way in which a task can end.</summary>
public class BlockMeaningTests
{
    /// <summary>A method that is given a task; <c>Load()</c> is an async function that ends as that task does.</summary>
    static string Code(string statements, string members = "") => $$"""
        using static Seen;

        static class Scenario
        {
            static readonly (string Name, Func<Task<int>> Make)[] Kinds =
            [
                ("done", static () => Task.FromResult(1)),
                ("late", static async () => { await Task.Delay(5); return 2; }),
                ("fails", static () => Task.FromException<int>(new InvalidOperationException("a"))),
                ("fails late", static async () => { await Task.Delay(5); throw new IOException("b"); }),
                ("cancelled", static () => Task.FromCanceled<int>(new(true))),
                ("cancelled late", static async () => { await Task.Delay(5); new CancellationToken(true).ThrowIfCancellationRequested(); return 3; }),
                ("fails twice", static () => { var s = new TaskCompletionSource<int>(); s.SetException([new IOException("c"), new IOException("d")]); return s.Task; }),
                ("fails wrapped", static async () => throw new AggregateException(new IOException("e"))),
            ];

            static Func<Task<int>> make = null!;

            public static async Task Run()
            {
                foreach (var (name, kind) in Kinds)
                {
                    Note("--- " + name);
                    make = kind;
                    try
                    {
                        await M(make());
                        Note("came to its end");
                    }
                    catch (Exception e)
                    {
                        // What leaves the function is no longer wrapped; its callers are not in sight.
                        Note("threw " + Kind(e is AggregateException wrapped ? wrapped.Flatten().InnerException! : e));
                    }
                }
            }

            static async Task<int> Load(int i = 0) { Note("load"); return await make(); }

            static int Next(int i) => Noted(i);

            {{members}}

            static async Task M(Task<int> t)
            {
                {{statements}}
            }
        }
        """;

    static Task Kept(string source, string expected) => VerifyMeaning.Kept<ASL2001SyncOverAsync, ASL2001SyncOverAsyncFix>(source, expected);

    static Task WouldChange(string source, string rewritten) => VerifyMeaning.WouldChange<ASL2001SyncOverAsync, ASL2001SyncOverAsyncFix>(source, rewritten);

    [Theory]
    [InlineData("Note(t.Result);", "Note(await t);")]
    [InlineData("t.Wait();", "await t;")]
    [InlineData("Note(t.GetAwaiter().GetResult());", "Note(await t);")]
    [InlineData("Note(t.ConfigureAwait(false).GetAwaiter().GetResult());", "Note(await t.ConfigureAwait(false));")]
    [InlineData("Note(new ValueTask<int>(t).Result);", "Note(await new ValueTask<int>(t));")]
    [InlineData("Note(new ValueTask<int>(t).AsTask().Result);", "Note(await new ValueTask<int>(t));")]
    [InlineData("Note(Load().Result); Note(Load(Load().Result).Result);", "Note(await Load()); Note(await Load(await Load()));")]
    [InlineData("Task.WaitAll(t, Load());", "await Task.WhenAll(t, Load());")]
    [InlineData("Task.WaitAll(new List<Task> { t, Load() });", "await Task.WhenAll(new List<Task> { t, Load() });")]
    public Task The_result_or_the_exception_arrives(string statements, string expected) => Kept(Code(statements), expected);

    [Theory]
    [InlineData("try { t.Wait(); } catch (AggregateException e) { throw e.InnerException!; }", "await t;")]
    [InlineData("try { Note(\"in\"); t.GetAwaiter().GetResult(); } catch (AggregateException e) { Note(e.InnerExceptions.Count); }", "await t; } catch (AggregateException e)")]
    [InlineData("try { _ = new ValueTask<int>(t).Result; } catch (AggregateException e) { Note(e.InnerException); }", "await new ValueTask<int>(t); } catch (AggregateException e)")]
    [InlineData("try { t.Wait(); } catch (AggregateException) { Note(\"failed\"); }", "catch (Exception) { Note(\"failed\"); }")]
    [InlineData("try { Task.WaitAll(t, t); } catch (AggregateException) { Note(\"failed\"); }", "await Task.WhenAll(t, t); } catch (Exception)")]
    [InlineData("int n; try { n = t.Result; } catch (AggregateException e) { Note(e.InnerException); n = 7; } Note(n);", "catch (Exception e) { Note(e); n = 7; }")]
    [InlineData("try { Load().Wait(); } catch (AggregateException e) { Note(\"x\"); throw e.InnerException ?? e; } finally { Note(\"end\"); }", "catch (Exception) { Note(\"x\"); throw; }")]
    [InlineData("try { t.Wait(); } catch (AggregateException e) { Note(e.InnerExceptions[0]); throw new NotSupportedException(\"n\", e.InnerException!); }", "catch (Exception e) { Note(e); throw new NotSupportedException(\"n\", e); }")]
    [InlineData("try { t.Wait(); } catch (AggregateException e) when (e.InnerException is IOException io) { Note(io); }", "catch (IOException io) { Note(io); }")]
    [InlineData("try { t.Wait(); } catch (AggregateException e) when (e.InnerException is IOException io && io.Message == \"b\") { Note(io); }", "catch (IOException io) when (io.Message == \"b\") { Note(io); }")]
    [InlineData("try { t.Wait(); } catch (AggregateException e) when (e.InnerException is IOException or OperationCanceledException) { Note(e.InnerException); }", "catch (Exception e) when (e is IOException or OperationCanceledException) { Note(e); }")]
    [InlineData("try { t.Wait(); } catch (AggregateException e) when (e.InnerException is OperationCanceledException) { Note(\"c\"); } catch (AggregateException e) when (e.InnerException is IOException) { Note(\"io\"); } catch (AggregateException e) { Note(e.InnerException); }", "catch (OperationCanceledException) { Note(\"c\"); } catch (IOException) { Note(\"io\"); } catch (Exception e) { Note(e); }")]
    [InlineData("try { t.Wait(); } catch (AggregateException e) when (e.InnerException is IOException io) { Note(io); } catch (Exception) { Note(\"other\"); }", "catch (IOException io) { Note(io); } catch (Exception) { Note(\"other\"); }")]
    [InlineData("try { Task.Run(() => t).Wait(); } catch (AggregateException e) { Note(e.InnerException!.GetType().Name == \"IOException\"); }", "catch (Exception e) { Note(e.GetType().Name == \"IOException\"); }")]
    [InlineData("try { try { t.Wait(); } catch (AggregateException e) { throw e.InnerException!; } } catch (IOException io) { Note(io); }", "try { await t; } catch (IOException io) { Note(io); }")]
    public Task Handlers_are_reached_as_before(string statements, string expected) => Kept(Code(statements), expected);

    // Each of these looks like one above.
    [Theory]
    [InlineData("try { t.Wait(); } catch (AggregateException e) { Note(e.InnerExceptions.Count); }", "try { await t; } catch (Exception e) { Note(1); }")]
    [InlineData("try { t.Wait(); } catch (AggregateException e) { Note(e.GetBaseException()); }", "try { await t; } catch (Exception e) { Note(e); }")]
    [InlineData("try { t.Wait(); } catch (AggregateException e) { Note(e.Flatten().InnerException); }", "try { await t; } catch (Exception e) { Note(e); }")]
    [InlineData("try { t.Wait(); } catch (AggregateException e) { Note(e.Message); }", "try { await t; } catch (Exception e) { Note(e.Message); }")]
    [InlineData("try { t.Wait(); } catch (AggregateException e) when (e.InnerException is TaskCanceledException) { Note(\"c\"); } catch { Note(\"other\"); }", "try { await t; } catch (TaskCanceledException) { Note(\"c\"); } catch { Note(\"other\"); }")]
    [InlineData("try { t.Wait(); } catch (OperationCanceledException) { Note(\"c\"); } catch (AggregateException) { Note(\"a\"); }", "try { await t; } catch (OperationCanceledException) { Note(\"c\"); } catch (Exception) { Note(\"a\"); }")]
    [InlineData("try { Task.WaitAll(Load(), Task.FromException(new IOException(\"z\"))); } catch (AggregateException e) { Note(e.InnerException); }", "try { await Task.WhenAll(Load(), Task.FromException(new IOException(\"z\"))); } catch (Exception e) { Note(e); }")]
    [InlineData("try { Note(\"in\"); t.Wait(); int.Parse(\"x\"); } catch (AggregateException) { Note(\"a\"); }", "try { Note(\"in\"); await t; int.Parse(\"x\"); } catch (Exception) { Note(\"a\"); }")]
    [InlineData("try { Throws(1).Wait(); } catch (AggregateException) { Note(\"a\"); } static Task Throws(int i) => throw new IOException(\"now\");", "try { await Throws(1); } catch (Exception) { Note(\"a\"); } static Task Throws(int i) => throw new IOException(\"now\");")]
    [InlineData("try { try { t.Wait(); } finally { Note(\"f\"); } } catch (Exception e) { Note(e.InnerException is IOException); }", "try { try { await t; } finally { Note(\"f\"); } } catch (Exception e) { Note(e.InnerException is IOException); }")]
    [InlineData("Expect<AggregateException>(() => { t.Wait(); return Task.CompletedTask; });", "Expect<AggregateException>(async () => { await t; });")]
    public Task Handlers_that_would_notice_keep_the_block(string statements, string rewritten)
    {
        const string Expect = "static void Expect<T>(Func<Task> run) where T : Exception { try { run().GetAwaiter().GetResult(); Note(\"none\"); } catch (T) { Note(\"expected\"); } }";
        return WouldChange(Code(statements, Expect), Code(rewritten, Expect));
    }

    [Theory]
    [InlineData("if (!t.Wait(TimeSpan.FromSeconds(1))) throw new TimeoutException(); Note(\"in time\");", "await t.WaitAsync(TimeSpan.FromSeconds(1));")]
    [InlineData("if (!t.Wait(1000)) { throw new TimeoutException(); } Note(\"in time\");", "await t.WaitAsync(TimeSpan.FromMilliseconds(1000));")]
    [InlineData("if (!new TaskCompletionSource().Task.Wait(5)) throw new TimeoutException();", "await new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromMilliseconds(5));")]
    [InlineData("if (!t.Wait(1000, CancellationToken.None)) throw new TimeoutException();", "await t.WaitAsync(TimeSpan.FromMilliseconds(1000), CancellationToken.None);")]
    [InlineData("t.Wait(CancellationToken.None);", "await t.WaitAsync(CancellationToken.None);")]
    [InlineData("new TaskCompletionSource().Task.Wait(new CancellationToken(true));", "await new TaskCompletionSource().Task.WaitAsync(new CancellationToken(true));")]
    public Task A_time_out_stays_one(string statements, string expected) => Kept(Code(statements), expected);

    [Theory]
    [InlineData("new TaskCompletionSource().Task.Wait(5); Note(\"goes on\");", "await new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromMilliseconds(5)); Note(\"goes on\");")]
    [InlineData("t.Wait(1000); Note(\"goes on\");", "await Task.WhenAny(t, Task.Delay(1000)); Note(\"goes on\");")]
    [InlineData("Note(t.Wait(1000));", "Note(await Task.WhenAny(t, Task.Delay(1000)) == t);")]
    [InlineData("if (!new TaskCompletionSource().Task.Wait(5)) throw new TimeoutException(\"mine\");", "await new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromMilliseconds(5));")]
    [InlineData("Task.WaitAll(new Task[] { t }, new CancellationToken(true));", "await Task.WhenAll(new Task[] { t }).WaitAsync(new CancellationToken(true));")]
    public Task A_time_out_that_would_become_something_else_keeps_the_block(string statements, string rewritten) => WouldChange(Code(statements), Code(rewritten));

    [Theory]
    [InlineData("var never = new TaskCompletionSource<int>().Task; Note(Task.WaitAny(t, never) == 0);", "Note(await Task.WhenAny(t, never) == t);")]
    [InlineData("var never = new TaskCompletionSource<int>().Task; Note(Task.WaitAny(never, t) == 1);", "Note(await Task.WhenAny(never, t) != never);")]
    [InlineData("var never = new TaskCompletionSource<int>().Task; if (Task.WaitAny(t, never, Task.Delay(1000)) != 0) Note(\"late\");", "if (await Task.WhenAny(t, never, Task.Delay(1000)) != t)")]
    [InlineData("var tasks = new[] { new TaskCompletionSource<int>().Task, t }; Note(Task.WaitAny(tasks));", "Note(Array.IndexOf(tasks, await Task.WhenAny(tasks)));")]
    [InlineData("Task.WaitAny(t, new TaskCompletionSource().Task); Note(t.IsCompleted);", "await Task.WhenAny(t, new TaskCompletionSource().Task);")]
    public Task The_winner_is_the_same(string statements, string expected) => Kept(Code(statements), expected);

    [Fact]
    public Task No_task_at_all_is_no_winner() => WouldChange(
        Code("var tasks = Array.Empty<Task>(); Note(Task.WaitAny(tasks));"), Code("var tasks = Array.Empty<Task>(); Note(Array.IndexOf(tasks, await Task.WhenAny(tasks)));"));

    [Theory]
    [InlineData("Task<int>? none = make is null ? t : null, some = t; none?.Wait(); some?.Wait();", "await (none ?? Task.CompletedTask); await (some ?? Task.CompletedTask);")]
    [InlineData("Task<int>? none = make is null ? t : null, some = t; Note(none?.Result); Note(some?.Result);", "Note(none is null ? default(int?) : await none); Note(some is null ? default(int?) : await some);")]
    [InlineData("string? none = null, some = \"s\"; none?.Repeat(t).Wait(); some?.Repeat(t).Wait();", "await (none?.Repeat(t) ?? Task.CompletedTask); await (some?.Repeat(t) ?? Task.CompletedTask);")]
    [InlineData("string? none = null, some = \"s\"; Note(none?.Repeat(t).Result.Length); Note(some?.Repeat(t).Result.Length);", "Note(none is null ? default(int?) : (await none.Repeat(t)).Length);")]
    [InlineData("string? none = null, some = \"s\"; Note(none?.Repeat(t).Result ?? \"-\"); Note(some?.Repeat(t).Result);", "Note((none is null ? null : await none.Repeat(t)) ?? \"-\"); Note(some is null ? null : await some.Repeat(t));")]
    public Task Nothing_is_awaited_where_there_is_nothing(string statements, string expected) => Kept(
        Code(statements) + "\nstatic class Extensions { public static async Task<string> Repeat(this string s, Task<int> times) => string.Concat(Enumerable.Repeat(s, await times)); }", expected);

    [Theory]
    [InlineData("Add(Next(1), t.Result, Next(2)); void Add(int a, int b, int c) => Note(a + b + c);", "Add(Next(1), await t, Next(2));")]
    [InlineData("var i = 1; Note(i++ + t.Result * i++ - i); Note(i);", "Note(i++ + await t * i++ - i);")]
    [InlineData("var list = new List<int> { Next(1), t.Result, Next(2) }; Note(string.Join(',', list));", "{ Next(1), await t, Next(2) }")]
    [InlineData("int[] list = [Next(1), t.Result, .. Enumerable.Range(0, Load().Result)]; Note(string.Join(',', list));", "[Next(1), await t, .. Enumerable.Range(0, await Load())]")]
    [InlineData("var sum = Next(4); sum += t.Result; Note(sum);", "sum += await t;")]
    [InlineData("var a = new int[5]; a[Next(1)] = t.Result; Note(string.Join(',', a));", "a[Next(1)] = await t;")]
    [InlineData("Note($\"{Next(1)} {t.Result,4:N2} {Next(2)}\");", "{await t,4:N2}")]
    [InlineData("Note(\"a\" + Load(1).Result + -Load(2).Result + (Load(3).Result > 1 ? 1 : 2));", "Note(\"a\" + await Load(1) + -await Load(2) + (await Load(3) > 1 ? 1 : 2));")]
    [InlineData("Note(Next(1) == 2 && t.Result == 1);", "Note(Next(1) == 2 && await t == 1);")]
    [InlineData("try { using var s = new StringReader(\"q\"); Note(t.Result); Note(s.ReadLine()); } finally { Note(\"finally \" + Load().IsCompleted); }", "Note(await t); Note(s.ReadLine());")]
    [InlineData("using (new Scope()) { try { t.Wait(); } finally { Note(\"finally\"); } }", "try { await t; } finally { Note(\"finally\"); }")]
    [InlineData("try { Note(1); throw new IOException(); } catch (IOException) { t.Wait(); Note(2); } finally { Note(Load().Result); }", "catch (IOException) { await t; Note(2); } finally { Note(await Load()); }")]
    [InlineData("for (var i = 0; i < Load(1).Result; i += Load(2).Result) Note(i);", "for (var i = 0; i < await Load(1); i += await Load(2)) Note(i);")]
    [InlineData("Note(t.Result switch { 1 => \"one\", _ => \"other\" });", "await t switch { 1 =>")]
    public Task Everything_happens_in_the_same_order(string statements, string expected) =>
        Kept(Code(statements, "sealed class Scope : IDisposable { public Scope() => Note(\"open\"); public void Dispose() => Note(\"close\"); }"), expected);

    [Theory]
    [InlineData("await Task.WhenAll(Add(), Add()); async Task Add() { sum += Slow().Result; }", "await Task.WhenAll(Add(), Add()); async Task Add() { sum += await Slow(); }")]
    [InlineData("await Task.WhenAll(Add(), Add()); async Task Add() { sum = sum + Slow().Result; }", "await Task.WhenAll(Add(), Add()); async Task Add() { sum = sum + await Slow(); }")]
    [InlineData("var all = 0; await Task.WhenAll(Add(), Add()); sum = all; async Task Add() { all += Slow().Result; }", "var all = 0; await Task.WhenAll(Add(), Add()); sum = all; async Task Add() { all += await Slow(); }")]
    public Task An_update_that_others_would_interrupt_keeps_the_block(string statements, string rewritten)
    {
        const string Sum = "static int sum; static async Task<int> Slow() { await Task.Delay(5); return 1; }";
        return WouldChange(Code("sum = 0; " + statements + " Note(sum);", Sum), Code("sum = 0; " + rewritten + " Note(sum);", Sum));
    }

    [Theory]
    [InlineData("var gate = new object(); Monitor.Enter(gate); try { t.Wait(); } finally { Monitor.Exit(gate); }", "var gate = new object(); Monitor.Enter(gate); try { await t; } finally { Monitor.Exit(gate); }")]
    [InlineData("var turn = new ReaderWriterLockSlim(); turn.EnterWriteLock(); try { Note(t.Result); } finally { turn.ExitWriteLock(); }", "var turn = new ReaderWriterLockSlim(); turn.EnterWriteLock(); try { Note(await t); } finally { turn.ExitWriteLock(); }")]
    [InlineData("var one = new Mutex(); one.WaitOne(); t.Wait(); one.ReleaseMutex();", "var one = new Mutex(); one.WaitOne(); await t; one.ReleaseMutex();")]
    public Task A_lock_that_its_own_thread_has_to_release_keeps_the_block(string statements, string rewritten)
    {
        // A thread of its own, which the code behind an await does not get back.
        static string OnThread(string code) => "var done = new TaskCompletionSource(); new Thread(() => Body().ContinueWith(b => done.SetResult(), TaskScheduler.Default)) { IsBackground = true }.Start();"
            + " await done.Task; async Task Body() { try { " + code + " } catch (Exception e) when (e is SynchronizationLockException or ApplicationException) { Note(e); } }";
        return WouldChange(Code(OnThread(statements)), Code(OnThread(rewritten)));
    }
}
