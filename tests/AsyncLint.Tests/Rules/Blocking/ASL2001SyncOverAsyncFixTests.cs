using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests;

public class ASL2001SyncOverAsyncFixTests
{
    static string InAsyncMethod(string statements) => $$"""
        using System.Collections.Concurrent;

        class C
        {
            public int Size;
            int count;
            readonly C? field;
            event Action? Done;
            public C Next => this;
            public Task<string> this[int i] => null!;
            public Task<string> Find(int i) => null!;
            public ValueTask<int> Count() => default;
            public virtual async Task Over() { await Task.Yield(); }
            static C? Make() => null;
            static Task<Action> Handler() => null!;
            static void Log(object? o) { }
            static Task<int> F() => null!;
            static Task<string> S(int i) => null!;
            static ValueTask<int> V() => default;
            static IAsyncEnumerable<int> Numbers() => null!;

            async Task M(Task t, Task<int>? x, C? c, ValueTask<int> v, Task<int>[] tasks, List<int> list, TimeSpan time, CancellationToken token)
            {
                await Task.Yield();
                {{statements}}
            }
        }

        static class Assert { public static void Throws<T>(Action a) where T : Exception { } public static void Throws<T>(Func<Task> a) where T : Exception { } }
        """;

    static Task Of(string before, string after, Setup? setup = null) => VerifyFix.Of<ASL2001SyncOverAsync, ASL2001SyncOverAsyncFix>(before, after, setup);

    static Task None(string source, Setup? setup = null) => VerifyFix.None<ASL2001SyncOverAsync, ASL2001SyncOverAsyncFix>(source, setup);

    [Theory]
    [InlineData("Log({|ASL2001:F().Result|});", "Log(await F());")]
    [InlineData("var n = {|ASL2001:x!.Result|};", "var n = await x!;")]
    [InlineData("Log({|ASL2001:F().Result|}.ToString());", "Log((await F()).ToString());")]
    [InlineData("Log({|ASL2001:S(1).Result|}[0]);", "Log((await S(1))[0]);")]
    [InlineData("Log(-{|ASL2001:F().Result|} + 1);", "Log(-await F() + 1);")]
    [InlineData("Log((double){|ASL2001:F().Result|});", "Log((double)await F());")]
    [InlineData("Log({|ASL2001:V().Result|});", "Log(await V());")]
    [InlineData("Log({|ASL2001:v.AsTask().Result|});", "Log(await v);")]
    [InlineData("{|ASL2001:t.Wait()|};", "await t;")]
    [InlineData("{|ASL2001:Task.Delay(5).Wait()|};", "await Task.Delay(5);")]
    [InlineData("{|ASL2001:t.Wait(token)|};", "await t.WaitAsync(token);")]
    [InlineData("{|ASL2001:t.GetAwaiter().GetResult()|};", "await t;")]
    [InlineData("Log({|ASL2001:F().ConfigureAwait(false).GetAwaiter().GetResult()|});", "Log(await F().ConfigureAwait(false));")]
    [InlineData("Log({|ASL2001:V().AsTask().GetAwaiter().GetResult()|});", "Log(await V());")]
    [InlineData("{|ASL2001:Task.WaitAll(t, F())|};", "await Task.WhenAll(t, F());")]
    [InlineData("{|ASL2001:Task.WaitAll(tasks)|};", "await Task.WhenAll(tasks);")]
    [InlineData("{|ASL2001:Task.WaitAll(new List<Task> { t })|};", "await Task.WhenAll(new List<Task> { t });")]
    [InlineData("{|ASL2001:Task.WaitAny(t, x)|};", "await Task.WhenAny(t, x);")]
    [InlineData("Log({|ASL2001:Task.WhenAny(tasks).Result|}.Result);", "Log((await Task.WhenAny(tasks)).Result);")]
    [InlineData("Log({|ASL2001:S({|ASL2001:F().Result|}).Result|});", "Log(await S(await F()));")]
    [InlineData("Log({|ASL2001:S({|ASL2001:S({|ASL2001:F().Result|}).Result|}.Length).Result|}.Length);", "Log((await S((await S(await F())).Length)).Length);")]
    [InlineData("Log({|ASL2001:F().Result|} + {|ASL2001:F().Result|});", "Log(await F() + await F());")]
    [InlineData("Log(await Task.Run(() => {|ASL2001:F().Result|}));", "Log(await Task.Run(async () => await F()));")]
    [InlineData("await Task.Run(() => { {|ASL2001:F().Wait()|}; });", "await Task.Run(async () => { await F(); });")]
    [InlineData("await Task.Run(() => { Log({|ASL2001:F().Result|}); Log({|ASL2001:F().Result|}); });", "await Task.Run(async () => { Log(await F()); Log(await F()); });")]
    [InlineData("Func<Task> f = () => { {|ASL2001:t.Wait()|}; return F(); }; Log(f);", "Func<Task> f = async () => { await t; await F(); }; Log(f);")]
    [InlineData("if ({|ASL2001:F().Result|} > 1) Log(1); else {|ASL2001:t.Wait()|};", "if (await F() > 1) Log(1); else await t;")]
    [InlineData("using var s = {|ASL2001:File.ReadAllBytesAsync(\"\").ContinueWith(b => new MemoryStream(b.Result)).Result|};", "using var s = await File.ReadAllBytesAsync(\"\").ContinueWith(b => new MemoryStream(b.Result));")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (InvalidOperationException e) { Log(e.Message); }", "try { await t; } catch (InvalidOperationException e) { Log(e.Message); }")]
    [InlineData("/* a */ {|ASL2001:t.Wait()|} /* b */; // c", "/* a */ await t /* b */; // c")]
    [InlineData("Log(/* a */ {|ASL2001:F().Result|} /* b */);", "Log(/* a */ await F() /* b */);")]
    [InlineData("/* a */ foreach (var n in {|ASL2001:Numbers().ToBlockingEnumerable()|} /* b */) Log(n); // c", "/* a */ await foreach (var n in Numbers() /* b */) Log(n); // c")]
    [InlineData("foreach (var n in {|ASL2001:Numbers().ToBlockingEnumerable(token)|}) { Log(n); }", "await foreach (var n in Numbers().WithCancellation(token)) { Log(n); }")]
    public Task Await_takes_the_place_of_the_block(string before, string after) => Of(InAsyncMethod(before), InAsyncMethod(after));

    [Theory]
    [InlineData("Log({|ASL2001:Task.WaitAll(tasks, 500)|});")]
    [InlineData("{|ASL2001:Task.WaitAll(tasks, token)|};")]
    [InlineData("{|ASL2001:new Task(() => Log(1)).RunSynchronously()|};")]
    [InlineData("Log({|ASL2001:Numbers().ToBlockingEnumerable()|}.First());")]
    [InlineData("foreach (var n in {|ASL2001:Numbers().ToBlockingEnumerable()|}.Skip(1)) Log(n);")]
    [InlineData("while ({|ASL2001:!t.IsCompleted|}) { }")]
    [InlineData("{|ASL2001:SpinWait.SpinUntil(() => t.IsCompleted)|};")]
    [InlineData("var awaiter = F().GetAwaiter(); Log({|ASL2001:awaiter.GetResult()|});")]
    // Await may not stand here.
    [InlineData("lock (list) { {|ASL2001:t.Wait()|}; }")]
    // A comment would be lost.
    [InlineData("Log({|ASL2001:S(1) // one\n .Result|}.Length);")]
    [InlineData("try { Log(1); } catch (Exception) when ({|ASL2001:F().Result|} > 1) { }")]
    [InlineData("Log(from i in list where {|ASL2001:F().Result|} > i select i);")]
    [InlineData("unsafe { {|ASL2001:t.Wait()|}; }")]
    // Nor in a lambda that has to stay what it is.
    [InlineData("Log(list.Select(i => {|ASL2001:F().Result|}).ToList());")]
    [InlineData("Log(list.Where(i => {|ASL2001:F().Result|} > i).ToList());")]
    [InlineData("list.ForEach(i => {|ASL2001:F().Wait()|});")]
    [InlineData("Parallel.ForEach(list, i => {|ASL2001:F().Wait()|});")]
    [InlineData("Log(new ConcurrentDictionary<int, int>().GetOrAdd(1, _ => {|ASL2001:F().Result|}));")]
    public Task No_fix_is_offered(string statements) => None(InAsyncMethod(statements));

    [Theory]
    [InlineData("x?{|ASL2001:.Wait()|};", "await (x ?? Task.CompletedTask);")]
    [InlineData("Log(x?{|ASL2001:.Result|});", "Log(x is null ? default(int?) : await x);")]
    [InlineData("var n = x?{|ASL2001:.Result|} ?? 1;", "var n = (x is null ? default(int?) : await x) ?? 1;")]
    [InlineData("Log($\"{x?{|ASL2001:.Result|}:N2}\");", "Log($\"{(x is null ? default(int?) : await x):N2}\");")]
    [InlineData("Log(c?{|ASL2001:.Find(1).Result|});", "Log(c is null ? null : await c.Find(1));")]
    [InlineData("Log(c?{|ASL2001:.Find({|ASL2001:F().Result|}).Result|});", "Log(c is null ? null : await c.Find(await F()));")]
    [InlineData("Log(c?{|ASL2001:.Find(1).Result|}.Length);", "Log(c is null ? default(int?) : (await c.Find(1)).Length);")]
    [InlineData("Log(c?{|ASL2001:.Find(1).Result|}?.Trim().Length);", "Log(c is null ? null : (await c.Find(1))?.Trim().Length);")]
    [InlineData("Log(c?{|ASL2001:[1].Result|});", "Log(c is null ? null : await c[1]);")]
    [InlineData("Log(c?{|ASL2001:.Find(1).GetAwaiter().GetResult()|});", "Log(c is null ? null : await c.Find(1));")]
    [InlineData("c?{|ASL2001:.Next.Find(1).Wait()|}; // c", "await (c?.Next.Find(1) ?? Task.CompletedTask); // c")]
    [InlineData("c?.Next?{|ASL2001:.Find(1).Wait()|};", "await (c?.Next?.Find(1) ?? Task.CompletedTask);")]
    [InlineData("c?{|ASL2001:.Find(1).GetAwaiter().GetResult()|};", "await (c?.Find(1) ?? Task.CompletedTask);")]
    [InlineData("c?{|ASL2001:.Count().GetAwaiter().GetResult()|};", "await (c?.Count() ?? default);")]
    public Task What_may_be_null_is_awaited_where_it_is_there(string before, string after) => Of(InAsyncMethod(before), InAsyncMethod(after));

    [Theory]
    [InlineData("Log(field?{|ASL2001:.Find(1).Result|});", "a field may change in between")]
    [InlineData("Log(Make()?{|ASL2001:.Find(1).Result|});", "called twice")]
    [InlineData("Log(c?.Next?{|ASL2001:.Find(1).Result|});", "two of them")]
    [InlineData("c?{|ASL2001:.Find(1).Result|}.Trim();", "a statement, and no conditional expression can be one")]
    [InlineData("x?{|ASL2001:.Wait(token)|};", "a token")]
    [InlineData("x /* why */ ?{|ASL2001:.Wait()|};", "a comment")]
    [InlineData("c?{|ASL2001:.Find(1).ConfigureAwait(false).GetAwaiter().GetResult()|};", "no complete value of a configured task")]
    public Task What_may_be_null_keeps_the_block_where_it_would_be_asked_twice(string statements, string because)
    {
        Assert.NotEmpty(because);
        return None(InAsyncMethod(statements));
    }

    [Theory]
    [InlineData("if (!{|ASL2001:t.Wait(time)|}) throw new TimeoutException();", "await t.WaitAsync(time);")]
    [InlineData("/* a */ if (!{|ASL2001:t.Wait(time, token)|}) { throw new TimeoutException(); } // b", "/* a */ await t.WaitAsync(time, token); // b")]
    [InlineData("if (!{|ASL2001:t.Wait({|ASL2001:F().Result|})|}) throw new System.TimeoutException();", "await t.WaitAsync(TimeSpan.FromMilliseconds(await F()));")]
    [InlineData("for (;;) if (!{|ASL2001:t.Wait(500)|}) throw new TimeoutException();", "for (;;) await t.WaitAsync(TimeSpan.FromMilliseconds(500));")]
    public Task A_wait_that_throws_on_time_out_is_awaited(string before, string after) => Of(InAsyncMethod(before), InAsyncMethod(after));

    [Theory]
    [InlineData("Log({|ASL2001:t.Wait(500)|});")]
    [InlineData("{|ASL2001:t.Wait(time)|};")]
    [InlineData("{|ASL2001:t.Wait(500, token)|};")]
    [InlineData("if ({|ASL2001:t.Wait(500)|}) Log(1);")]
    [InlineData("if (!{|ASL2001:t.Wait(500)|}) Log(1);")]
    [InlineData("if (!{|ASL2001:t.Wait(500)|}) throw new TimeoutException(\"late\");")]
    [InlineData("if (!{|ASL2001:t.Wait(500)|}) throw new IOException();")]
    [InlineData("if (!{|ASL2001:t.Wait(500)|}) { Log(1); throw new TimeoutException(); }")]
    [InlineData("if (!{|ASL2001:t.Wait(500)|}) throw new TimeoutException(); else Log(1);")]
    [InlineData("if (!{|ASL2001:t.Wait(500)|}) { /* the device is slow */ throw new TimeoutException(); }")]
    [InlineData("if (!{|ASL2001:t.Wait(millisecondsTimeout: 500)|}) throw new TimeoutException();")]
    [InlineData("while (!{|ASL2001:t.Wait(500)|}) Log(1);")]
    public Task A_wait_whose_result_means_something_else_stays(string statements) => None(InAsyncMethod(statements));

    [Theory]
    [InlineData("if ({|ASL2001:Task.WaitAny(t, Task.Delay(5))|} == 0) Log(1);", "if (await Task.WhenAny(t, Task.Delay(5)) == t) Log(1);")]
    [InlineData("Log({|ASL2001:Task.WaitAny(t, F())|} != 0);", "Log(await Task.WhenAny(t, F()) != t);")]
    [InlineData("var late = {|ASL2001:Task.WaitAny(t, F())|} == 1; Log(late);", "var late = await Task.WhenAny(t, F()) != t; Log(late);")]
    [InlineData("Task[] all = { t, F() }; var i = {|ASL2001:Task.WaitAny(all)|}; Log(i);", "Task[] all = { t, F() }; var i = Array.IndexOf(all, await Task.WhenAny(all)); Log(i);")]
    [InlineData("var all = new[] { x, F() }; Log(all[{|ASL2001:Task.WaitAny(all)|}]);", "var all = new[] { x, F() }; Log(all[Array.IndexOf(all, await Task.WhenAny(all))]);")]
    [InlineData("Task[] all = [t, F()]; {|ASL2001:Task.WaitAny(all)|};", "Task[] all = [t, F()]; await Task.WhenAny(all);")]
    public Task The_winner_takes_the_place_of_its_index(string before, string after) => Of(InAsyncMethod(before), InAsyncMethod(after));

    [Theory]
    [InlineData("{|ASL2001:Task.WaitAny(tasks)|};", "there may be none, and WhenAny throws")]
    [InlineData("Log({|ASL2001:Task.WaitAny(tasks)|});", "there may be none")]
    [InlineData("Task[] all = [t]; all = []; Log({|ASL2001:Task.WaitAny(all)|});", "another array by then")]
    [InlineData("Task[] all = [.. tasks]; Log({|ASL2001:Task.WaitAny(all)|});", "there may be none")]
    [InlineData("var i = {|ASL2001:Task.WaitAny(t, F())|}; Log(i);", "the tasks have no name")]
    [InlineData("if ({|ASL2001:Task.WaitAny(F(), t)|} == 0) Log(1);", "the first task has no name")]
    [InlineData("if ({|ASL2001:Task.WaitAny(t, F(), F())|} == 1) Log(1);", "neither the first nor any other")]
    [InlineData("Log({|ASL2001:Task.WaitAny(new[] { t }, token)|});", "a token")]
    public Task An_index_that_cannot_be_told_stays(string statements, string because)
    {
        Assert.NotEmpty(because);
        return None(InAsyncMethod(statements));
    }

    [Theory]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) { throw e.InnerException!; }", "await t;")]
    [InlineData("try { return; } finally { try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) { throw e.InnerException; } finally { Log(1); } }", "try { return; } finally { try { await t; } catch (Exception) { throw; } finally { Log(1); } }")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) { /* why */ throw e.InnerException!; }", "try { await t; } catch (Exception) { /* why */ throw; }")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (System.AggregateException) { Log(1); }", "try { await t; } catch (Exception) { Log(1); }")]
    [InlineData("try { var n = {|ASL2001:x!.Result|}; } catch (AggregateException e) { Log(e.InnerException?.Message ?? \"\"); }", "try { var n = await x!; } catch (Exception e) { Log(e.Message ?? \"\"); }")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) { Action a = () => throw e.InnerException!; a(); }", "try { await t; } catch (Exception e) { Action a = () => throw e; a(); }")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) { try { Log(1); } catch { throw (e.InnerException ?? e); } }", "try { await t; } catch (Exception e) { try { Log(1); } catch { throw e; } }")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) { {|ASL2001:x!.Wait()|}; Log(e.InnerException); }", "try { await t; } catch (Exception e) { await x!; Log(e); }")]
    [InlineData("try { {|ASL2001:Task.Run(() => Log(1)).Wait()|}; } catch (AggregateException e) when (e.InnerException is IOException io) { Log(io); }", "try { await Task.Run(() => Log(1)); } catch (IOException io) { Log(io); }")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) when (e.InnerException is IOException && list.Count > 1 && list[0] > 1) { Log(1); }", "try { await t; } catch (IOException) when (list.Count > 1 && list[0] > 1) { Log(1); }")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) when (list.Count > 1 && e.InnerException is IOException) { Log(1); }", "try { await t; } catch (Exception e) when (list.Count > 1 && e is IOException) { Log(1); }")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException) when (list.Count > 1) { Log(1); }", "try { await t; } catch (Exception) when (list.Count > 1) { Log(1); }")]
    [InlineData("var all = new List<Task> { t }; {|ASL2001:Task.WaitAll(all.ToArray())|};", "var all = new List<Task> { t }; await Task.WhenAll(all.ToArray());")]
    [InlineData("var all = new Task[] { t }; try { {|ASL2001:Task.WaitAll(all)|}; } catch (AggregateException) { }", "var all = new Task[] { t }; try { await Task.WhenAll(all); } catch (Exception) { }")]
    [InlineData("var all = new List<Task> { t }; try { {|ASL2001:Task.WaitAll(all.ToArray())|}; } catch (AggregateException) { }", "var all = new List<Task> { t }; try { await Task.WhenAll(all.ToArray()); } catch (Exception) { }")]
    [InlineData("try { {|ASL2001:F().GetAwaiter().GetResult()|}; } catch (AggregateException e) { Log(e); }", "try { await F(); } catch (AggregateException e) { Log(e); }")]
    [InlineData("try { {|ASL2001:Task.WaitAny(t, x)|}; } catch (AggregateException e) { Log(e); }", "try { await Task.WhenAny(t, x); } catch (AggregateException e) { Log(e); }")]
    public Task Handlers_of_the_inner_exception_catch_it_themselves(string before, string after) => Of(InAsyncMethod(before), InAsyncMethod(after));

    [Fact]
    public Task Handlers_change_on_their_own_lines() => Of(InAsyncMethod("""
        // Before.
                try
                {
                    {|ASL2001:t.Wait()|};
                }
                catch (AggregateException e) when (e.InnerException is IOException io)
                {
                    Log(io); // Known.
                }
                catch (AggregateException ex)
                {
                    // Everything else.
                    throw ex.InnerException!;
                }

                try
                {
                    {|ASL2001:x!.Wait()|};
                }
                catch (AggregateException ex)
                {
                    throw ex.InnerException!;
                }
        """), InAsyncMethod("""
        // Before.
                try
                {
                    await t;
                }
                catch (IOException io)
                {
                    Log(io); // Known.
                }
                catch (Exception)
                {
                    // Everything else.
                    throw;
                }

                await x!;
        """));

    [Theory]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) { Log(e); }", "the exception itself is used")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) { Log(e.InnerException); Log(e.Message); }", "its message is used too")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) { foreach (var i in e.Flatten().InnerExceptions) Log(i); }", "there may be several")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) { Log(e.InnerExceptions[1]); }", "there may be several")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) { e.Handle(i => i is IOException); }", "there may be several")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) { Log(e.GetBaseException()); }", "there may be several")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) { if (e.InnerException != null) Log(1); }", "always true")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) { if (e.InnerException is not null) Log(1); }", "always true")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) { var code = e.InnerException?.HResult; Log(code); }", "another type")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) when (e.InnerException is TaskCanceledException) { Log(1); }", "await throws what was thrown")]
    [InlineData("try { {|ASL2001:t.Wait(token)|}; } catch (AggregateException) { Log(1); }", "the token's exception is not wrapped")]
    [InlineData("try { {|ASL2001:t.Wait()|}; Log(1); } catch (AggregateException) { Log(1); }", "more in the try may throw")]
    [InlineData("try { Log({|ASL2001:x!.Result|}); } catch (AggregateException) { Log(1); }", "more in the statement may throw")]
    [InlineData("try { list[9] = {|ASL2001:x!.Result|}; } catch (AggregateException) { Log(1); }", "more in the statement may throw")]
    [InlineData("try { {|ASL2001:F().Wait()|}; } catch (AggregateException) { Log(1); }", "F is no async function and may throw itself")]
    [InlineData("try { {|ASL2001:c!.Over().Wait()|}; } catch (AggregateException) { Log(1); }", "an override need not be async")]
    [InlineData("try { c?{|ASL2001:.Find(1).Wait()|}; } catch (AggregateException) { Log(1); }", "more in the statement may throw")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (IOException) { } catch (AggregateException) { Log(1); }", "another handler would take what this one took")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException) { Log(1); } catch (Exception) { Log(2); }", "two of the same")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) when (e.InnerException is /* why */ IOException) { Log(1); }", "a comment")]
    [InlineData("try { {|ASL2001:Task.WaitAll(tasks)|}; } catch (AggregateException e) { Log(e.InnerExceptions); }", "all of them are used")]
    [InlineData("try { {|ASL2001:Task.WaitAll(tasks)|}; } catch (AggregateException e) { Log(e.InnerException); }", "await prefers a failure to a cancellation")]
    [InlineData("try { Log({|ASL2001:F().Result|}); } catch (Exception e) when (e.InnerException is IOException) { Log(e); }", "a handler for anything that unwraps")]
    [InlineData("try { try { {|ASL2001:t.Wait()|}; } finally { Log(1); } } catch (Exception e) { Log(e.InnerException); }", "an outer one")]
    [InlineData("try { try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) { throw e.InnerException!; } } catch (AggregateException) { Log(1); }", "two of them")]
    [InlineData("Assert.Throws<AggregateException>(async () => {|ASL2001:t.Wait()|});", "expected by the caller")]
    public Task A_handler_that_would_notice_keeps_the_block(string statements, string because)
    {
        Assert.NotEmpty(because);
        return None(InAsyncMethod(statements));
    }

    [Theory]
    [InlineData("count += {|ASL2001:F().Result|};")]
    [InlineData("this.count -= {|ASL2001:F().Result|} * 2;")]
    [InlineData("c!.Size += {|ASL2001:F().Result|};")]
    [InlineData("list[0] += {|ASL2001:F().Result|};")]
    [InlineData("count = Math.Max(count, {|ASL2001:F().Result|});")]
    [InlineData("var sum = 0; Func<Task> add = async () => sum += {|ASL2001:F().Result|}; Log(add);")]
    public Task An_update_that_an_await_would_interrupt_stays(string statements) => None(InAsyncMethod(statements));

    [Theory]
    [InlineData("var sum = 0; sum += {|ASL2001:F().Result|}; Log(sum);", "var sum = 0; sum += await F(); Log(sum);")]
    [InlineData("count = {|ASL2001:F().Result|} + count;", "count = await F() + count;")]
    [InlineData("c ??= {|ASL2001:Task.FromResult(new C()).ContinueWith(r => r.Result).Result|};", "c ??= await Task.FromResult(new C()).ContinueWith(r => r.Result);")]
    [InlineData("Done += {|ASL2001:Handler().Result|};", "Done += await Handler();")]
    [InlineData("list[{|ASL2001:F().Result|}] += 1;", "list[await F()] += 1;")]
    public Task An_update_that_reads_nothing_before_the_await_is_fixed(string before, string after) => Of(InAsyncMethod(before), InAsyncMethod(after));

    [Theory]
    [InlineData("Log($\"{{|ASL2001:F().Result|}:N2}\");", "Log($\"{await F():N2}\");")]
    [InlineData("Log($\"{{|ASL2001:F().Result|},8}\" + {|ASL2001:F().Result|});", "Log($\"{await F(),8}\" + await F());")]
    [InlineData("Log(!{|ASL2001:F().ContinueWith(_ => true).Result|});", "Log(!await F().ContinueWith(_ => true));")]
    [InlineData("Log(checked((byte){|ASL2001:F().Result|}));", "Log(checked((byte)await F()));")]
    [InlineData("Log({|ASL2001:S(1).Result|}?.Length);", "Log((await S(1))?.Length);")]
    [InlineData("Log({|ASL2001:S(1).Result|}!);", "Log((await S(1))!);")]
    [InlineData("Log({|ASL2001:S(1).Result|}!.Length);", "Log((await S(1))!.Length);")]
    [InlineData("if ({|ASL2001:S(1).Result|} is { Length: > 1 } s) Log(s);", "if (await S(1) is { Length: > 1 } s) Log(s);")]
    [InlineData("Log({|ASL2001:F().Result|} switch { 1 => 2, _ => {|ASL2001:F().Result|} });", "Log(await F() switch { 1 => 2, _ => await F() });")]
    [InlineData("Log({|ASL2001:F().Result|} as object);", "Log(await F() as object);")]
    [InlineData("Log(list[^{|ASL2001:F().Result|}]);", "Log(list[^(await F())]);")]
    [InlineData("Log(tasks[1..{|ASL2001:F().Result|}]);", "Log(tasks[1..await F()]);")]
    [InlineData("Log(new List<int>({|ASL2001:F().Result|}) { {|ASL2001:F().Result|} });", "Log(new List<int>(await F()) { await F() });")]
    [InlineData("Log(new C { Size = {|ASL2001:F().Result|} });", "Log(new C { Size = await F() });")]
    [InlineData("Log(new { A = {|ASL2001:F().Result|}, {|ASL2001:S(1).Result|}.Length });", "Log(new { A = await F(), (await S(1)).Length });")]
    [InlineData("int[] all = [1, {|ASL2001:F().Result|}, .. new int[{|ASL2001:F().Result|}]]; Log(all);", "int[] all = [1, await F(), .. new int[await F()]]; Log(all);")]
    [InlineData("Log(({|ASL2001:F().Result|}, 1));", "Log((await F(), 1));")]
    [InlineData("Log({|ASL2001:F().Result|} > 1 ? {|ASL2001:F().Result|} : -{|ASL2001:S(1).Result|}.Length);", "Log(await F() > 1 ? await F() : -(await S(1)).Length);")]
    [InlineData("Log(list?[{|ASL2001:F().Result|}]);", "Log(list?[await F()]);")]
    [InlineData("foreach (var ch in {|ASL2001:S(1).Result|}) Log(ch);", "foreach (var ch in await S(1)) Log(ch);")]
    [InlineData("for (var i = {|ASL2001:F().Result|}; i < {|ASL2001:F().Result|}; i += {|ASL2001:F().Result|}) Log(i);", "for (var i = await F(); i < await F(); i += await F()) Log(i);")]
    [InlineData("while ({|ASL2001:F().Result|} > 1) Log(1); do Log(2); while ({|ASL2001:F().Result|} > 1);", "while (await F() > 1) Log(1); do Log(2); while (await F() > 1);")]
    [InlineData("switch ({|ASL2001:F().Result|}) { case 1: {|ASL2001:t.Wait()|}; break; }", "switch (await F()) { case 1: await t; break; }")]
    [InlineData("throw new IOException({|ASL2001:S(1).Result|});", "throw new IOException(await S(1));")]
    [InlineData("using (var s = new StringReader({|ASL2001:S(1).Result|})) {|ASL2001:t.Wait()|};", "using (var s = new StringReader(await S(1))) await t;")]
    [InlineData("lock ({|ASL2001:S(1).Result|}) Log(1);", "lock (await S(1)) Log(1);")]
    [InlineData("try { Log(1); } catch { {|ASL2001:t.Wait()|}; } finally { {|ASL2001:F().Wait()|}; }", "try { Log(1); } catch { await t; } finally { await F(); }")]
    [InlineData("Log(from i in {|ASL2001:S(1).Result|} select i);", "Log(from i in await S(1) select i);")]
    [InlineData("var (a, b) = ({|ASL2001:F().Result|}, 1); Log(a + b);", "var (a, b) = (await F(), 1); Log(a + b);")]
    [InlineData("Log({|ASL2001:S(1) /* one */ .Result|} /* two */ .Length);", "Log((await S(1)) /* one */ /* two */ .Length);")]
    public Task The_await_fits_into_what_is_around_it(string before, string after) => Of(InAsyncMethod(before), InAsyncMethod(after));

    [Theory]
    [InlineData("var gate = new object(); Monitor.Enter(gate); try { {|ASL2001:t.Wait()|}; } finally { Monitor.Exit(gate); }")]
    [InlineData("var turn = new ReaderWriterLockSlim(); if (turn.TryEnterReadLock(5)) { {|ASL2001:t.Wait()|}; turn.ExitReadLock(); }")]
    public Task A_lock_that_its_own_thread_has_to_release_keeps_the_block(string statements) => None(InAsyncMethod(statements));

    [Fact]
    public Task An_async_iterator_awaits() => Of(
        "class C { async IAsyncEnumerable<int> M(Task<int> t) { await Task.Yield(); yield return {|ASL2001:t.Result|}; } }",
        "class C { async IAsyncEnumerable<int> M(Task<int> t) { await Task.Yield(); yield return await t; } }");

    [Fact]
    public Task A_file_without_awaits_follows_its_project() => Of(
        "class C { async Task M(Task t) { {|ASL2001:t.Wait()|}; } async Task N(Task t) { {|ASL2001:t.Wait()|}; } }",
        "class C { async Task M(Task t) { await t.ConfigureAwait(false); } async Task N(Task t) { await t.ConfigureAwait(false); } }",
        new() { Files = { ["D.cs"] = "class D { async Task M(Task t) { await t.ConfigureAwait(false); await foreach (var i in N().ConfigureAwait(false)) { } } async IAsyncEnumerable<int> N() { await Task.Yield(); yield return 1; } }" } });

    [Fact]
    public Task What_follows_an_await_in_a_control_stays_on_its_thread() => Of(
        "class C : System.Windows.Forms.Form { async Task M(Task t) { await t.ConfigureAwait(false); } async Task N(Task t) { {|ASL2001:t.Wait()|}; } }",
        "class C : System.Windows.Forms.Form { async Task M(Task t) { await t.ConfigureAwait(false); } async Task N(Task t) { await t; } }",
        new() { Files = { ["Forms.cs"] = "namespace System.Windows.Forms { public class Control { } public class Form : Control { } }" } });

    [Fact]
    public Task A_loop_follows_the_policy_of_its_file() => Of(
        "class C { async Task M(IAsyncEnumerable<int> all, Task t) { await t.ConfigureAwait(false); foreach (var n in {|ASL2001:all.ToBlockingEnumerable()|}) { } } }",
        "class C { async Task M(IAsyncEnumerable<int> all, Task t) { await t.ConfigureAwait(false); await foreach (var n in all.ConfigureAwait(false)) { } } }");

    [Fact]
    public Task A_file_with_awaits_follows_itself() => Of(
        "class C { async Task M(Task t) { await Task.Yield(); {|ASL2001:t.Wait()|}; } }",
        "class C { async Task M(Task t) { await Task.Yield(); await t; } }",
        new() { Files = { ["D.cs"] = "class D { async Task M(Task t) { await t.ConfigureAwait(false); } }", ["obj/E.g.cs"] = "class E { async Task M(Task t) { await t.ConfigureAwait(false); } }" } });

    [Fact]
    public Task Generated_files_and_awaits_that_are_meant_to_capture_set_no_style() => Of(
        "class C { async Task M(Task t) { {|ASL2001:t.Wait()|}; } }",
        "class C { async Task M(Task t) { await t; } }",
        new()
        {
            Files =
            {
                ["D.cs"] = "class D { async Task M(Task t) { await t.ConfigureAwait(true); await t.ConfigureAwait(ConfigureAwaitOptions.None); } }",
                ["E.g.cs"] = "class E { async Task M(Task t) { await t.ConfigureAwait(false); } }",
            },
        });

    [NewerCSharpTheory]
    [InlineData("Span<int> span = stackalloc int[{|ASL2001:F().Result|}]; Log(span.Length); {|ASL2001:t.Wait()|}; span[0] = 1;")]
    public Task No_fix_is_offered_where_a_span_lives_on(string statements) => None(InAsyncMethod(statements));

    [Fact]
    public Task Wait_with_a_token_stays_where_WaitAsync_does_not_exist() => None(
        """
        using System.Threading;
        using System.Threading.Tasks;
        class C { async Task M(Task t, CancellationToken token) { await Task.Delay(1); {|ASL2001:t.Wait(token)|}; } }
        """, new() { References = References.NetStandard, LanguageVersion = LanguageVersion.CSharp7_3 });

    [Fact]
    public Task The_file_keeps_its_ConfigureAwait_style() => Of("""
        class C
        {
            async Task<int> M(Task t, Task<int> u, ValueTask<int> v)
            {
                await t.ConfigureAwait(false);
                {|ASL2001:Task.Delay(1).Wait()|};
                return {|ASL2001:u.Result|} + {|ASL2001:v.Result|} + {|ASL2001:u.ContinueWith(_ => 1).ConfigureAwait(true).GetAwaiter().GetResult()|};
            }
        }
        """, """
        class C
        {
            async Task<int> M(Task t, Task<int> u, ValueTask<int> v)
            {
                await t.ConfigureAwait(false);
                await Task.Delay(1).ConfigureAwait(false);
                return await u.ConfigureAwait(false) + await v.ConfigureAwait(false) + await u.ContinueWith(_ => 1).ConfigureAwait(true);
            }
        }
        """);

    [Fact]
    public Task Functions_that_return_a_task_become_async() => Of("""
        class C
        {
            static Task<int> F() => null!;

            Task A()
            {
                {|ASL2001:F().Wait()|};
                return F();
            }

            Task B()
            {
                if ({|ASL2001:F().Result|} > 1)
                {
                    return F();
                }

                return Task.CompletedTask;
            }

            // Comment.
            public Task<int> D() => Task.FromResult({|ASL2001:F().Result|});

            ValueTask<int> E()
            {
                var n = {|ASL2001:F().Result|};
                return new ValueTask<int>(n);
            }

            Task<int> G()
            {
                Task<int> Local() => Task.FromResult({|ASL2001:F().Result|} + 1);
                return Local();
            }
        }
        """, """
        class C
        {
            static Task<int> F() => null!;

            async Task A()
            {
                await F();
                await F();
            }

            async Task B()
            {
                if (await F() > 1)
                {
                    await F();
                    return;
                }
            }

            // Comment.
            public async Task<int> D() => await F();

            async ValueTask<int> E()
            {
                var n = await F();
                return n;
            }

            Task<int> G()
            {
                async Task<int> Local() => await F() + 1;
                return Local();
            }
        }
        """);

    [Fact]
    public Task A_function_that_throws_to_its_caller_or_leaves_a_scope_stays() => None("""
        class C
        {
            static Task<int> F() => null!;
            static Task Use(Stream s) => null!;

            Task A(object o)
            {
                ArgumentNullException.ThrowIfNull(o);
                {|ASL2001:F().Wait()|};
                return F();
            }

            Task B(bool b)
            {
                if (b) throw new ArgumentException("b");
                {|ASL2001:F().Wait()|};
                return F();
            }

            Task D(Stream stream)
            {
                using (stream)
                {
                    {|ASL2001:F().Wait()|};
                    return Use(stream);
                }
            }

            Task E(ref int i)
            {
                {|ASL2001:F().Wait()|};
                return F();
            }
        }
        """, new() { Options = "" });

    // Polly's circuit breaker: the state behind the await would change outside of the lock.
    [Fact]
    public Task A_function_that_is_called_under_a_lock_stays() => None("""
        class C
        {
            static Task<int> F() => null!;
            readonly object gate = new();
            int state;

            Task Open()
            {
                Task task;
                lock (gate)
                {
                    task = OpenUnderLock();
                }

                return task;
            }

            Task OpenUnderLock()
            {
                state = {|ASL2001:F().Result|};
                state++;
                return F();
            }
        }
        """);

    [Fact]
    public Task Comments_directives_and_line_breaks_stay() => Of("""
        class C
        {
            static Task<int> F() => null!;

            async Task<int> M(Task t)
            {
                await Task.Yield();
        #if true
                // Before.
                {|ASL2001:t.Wait()|}; // After.
        #else
                t.Wait();
        #endif
                return {|ASL2001:F()
                    .ContinueWith(x => x.Result)
                    .Result|};
            }
        }
        """, """
        class C
        {
            static Task<int> F() => null!;

            async Task<int> M(Task t)
            {
                await Task.Yield();
        #if true
                // Before.
                await t; // After.
        #else
                t.Wait();
        #endif
                return await F()
                    .ContinueWith(x => x.Result);
            }
        }
        """);

    [Fact]
    public Task Top_level_code_is_fixed() => Of("""
        await Task.Yield();
        {|ASL2001:Task.Delay(1).Wait()|};
        Console.WriteLine({|ASL2001:File.ReadAllTextAsync("x").Result|}.Length);
        """, """
        await Task.Yield();
        await Task.Delay(1);
        Console.WriteLine((await File.ReadAllTextAsync("x")).Length);
        """);

    [Fact]
    public Task All_files_of_a_solution_are_fixed() => Of(
        "class C { async Task M(Task t) { await Task.Yield(); {|ASL2001:t.Wait()|}; } async Task N(Task t) { await Task.Yield(); {|ASL2001:t.Wait()|}; } }",
        "class C { async Task M(Task t) { await Task.Yield(); await t; } async Task N(Task t) { await Task.Yield(); await t; } }",
        new()
        {
            Files = { ["D.cs"] = "class D { async Task M(Task<int> t) { await Task.Yield(); Console.WriteLine({|ASL2001:t.Result|}); } }" },
            FixedFiles = { ["D.cs"] = "class D { async Task M(Task<int> t) { await Task.Yield(); Console.WriteLine(await t); } }" },
        });

    [Fact]
    public Task A_linked_file_is_fixed_where_all_its_projects_compile() => Of("""
        using System.Threading;
        using System.Threading.Tasks;
        class C { async Task M(Task t) { await Task.Delay(1); {|ASL2001:t.Wait()|}; } }
        """, """
        using System.Threading;
        using System.Threading.Tasks;
        class C { async Task M(Task t) { await Task.Delay(1); await t; } }
        """, new() { LanguageVersion = LanguageVersion.CSharp7_3, Projects = [new("Old") { Linked = true, References = References.NetStandard }] });

    [Fact]
    public Task A_linked_file_stays_where_one_project_has_no_WaitAsync() => None("""
        using System.Threading;
        using System.Threading.Tasks;
        class C { async Task M(Task t, CancellationToken token) { await Task.Delay(1); {|ASL2001:t.Wait(token)|}; } }
        """, new() { LanguageVersion = LanguageVersion.CSharp7_3, Projects = [new("Old") { Linked = true, References = References.NetStandard }] });

    [Fact]
    public async Task The_action_names_the_task() => Assert.Equal(["Await 'F'"], await VerifyFix.Titles<ASL2001SyncOverAsync, ASL2001SyncOverAsyncFix>(
        "class C { Task F() => null!; async Task M() { await Task.Yield(); {|ASL2001:F().Wait()|}; } }"));

    [Fact]
    public Task Broken_code_is_left_alone() => Of(
        "class C { async Task M(Task t) { Missing(); {|ASL2001:t.Wait()|}; t.Wait( } }",
        "class C { async Task M(Task t) { Missing(); await t; t.Wait( } }",
        new() { AllowErrors = true });

    [Fact]
    public Task A_completed_task_that_a_field_keeps_is_not_awaited() => VerifyFix.Of<ASL2001SyncOverAsync, ASL2001SyncOverAsyncFix>(
        """
        static class Done
        {
            public static readonly Task Instance = Task.CompletedTask;
        }

        class C
        {
            static Task<int> F() => null!;

            Task A()
            {
                if ({|ASL2001:F().Result|} > 1)
                {
                    return Done.Instance;
                }

                {|ASL2001:F().Wait()|};
                return Done.Instance;
            }
        }
        """, """
        static class Done
        {
            public static readonly Task Instance = Task.CompletedTask;
        }

        class C
        {
            static Task<int> F() => null!;

            async Task A()
            {
                if (await F() > 1)
                {
                    return;
                }

                await F();
            }
        }
        """);
}
