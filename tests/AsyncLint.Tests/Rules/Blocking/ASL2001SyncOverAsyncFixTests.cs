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
            static void Log(object? o) { }
            static Task<int> F() => null!;
            static Task<string> S(int i) => null!;
            static ValueTask<int> V() => default;
            static IAsyncEnumerable<int> Numbers() => null!;

            async Task M(Task t, Task<int>? x, ValueTask<int> v, Task<int>[] tasks, List<int> list, TimeSpan time, CancellationToken token)
            {
                await Task.Yield();
                {{statements}}
            }
        }
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
    [InlineData("Log({|ASL2001:v.AsTask().Result|});", "Log(await v.AsTask());")]
    [InlineData("{|ASL2001:t.Wait()|};", "await t;")]
    [InlineData("{|ASL2001:Task.Delay(5).Wait()|};", "await Task.Delay(5);")]
    [InlineData("{|ASL2001:t.Wait(token)|};", "await t.WaitAsync(token);")]
    [InlineData("{|ASL2001:t.GetAwaiter().GetResult()|};", "await t;")]
    [InlineData("Log({|ASL2001:F().ConfigureAwait(false).GetAwaiter().GetResult()|});", "Log(await F().ConfigureAwait(false));")]
    [InlineData("Log({|ASL2001:V().AsTask().GetAwaiter().GetResult()|});", "Log(await V().AsTask());")]
    [InlineData("{|ASL2001:Task.WaitAll(t, F())|};", "await Task.WhenAll(t, F());")]
    [InlineData("{|ASL2001:Task.WaitAll(tasks)|};", "await Task.WhenAll(tasks);")]
    [InlineData("{|ASL2001:Task.WaitAny(tasks)|};", "await Task.WhenAny(tasks);")]
    [InlineData("Log({|ASL2001:Task.WhenAny(tasks).Result|}.Result);", "Log((await Task.WhenAny(tasks)).Result);")]
    [InlineData("Log({|ASL2001:S({|ASL2001:F().Result|}).Result|});", "Log(await S(await F()));")]
    [InlineData("Log({|ASL2001:S({|ASL2001:S({|ASL2001:F().Result|}).Result|}.Length).Result|}.Length);", "Log((await S((await S(await F())).Length)).Length);")]
    [InlineData("Log({|ASL2001:F().Result|} + {|ASL2001:F().Result|});", "Log(await F() + await F());")]
    [InlineData("Log(await Task.Run(() => {|ASL2001:F().Result|}));", "Log(await Task.Run(async () => await F()));")]
    [InlineData("await Task.Run(() => { {|ASL2001:F().Wait()|}; });", "await Task.Run(async () => { await F(); });")]
    [InlineData("await Task.Run(() => { Log({|ASL2001:F().Result|}); Log({|ASL2001:F().Result|}); });", "await Task.Run(async () => { Log(await F()); Log(await F()); });")]
    [InlineData("Func<Task> f = () => { {|ASL2001:t.Wait()|}; return F(); }; Log(f);", "Func<Task> f = async () => { await t; await F(); }; Log(f);")]
    [InlineData("if ({|ASL2001:F().Result|} > 1) Log(1); else {|ASL2001:t.Wait()|};", "if (await F() > 1) Log(1); else await t;")]
    [InlineData("using var s = {|ASL2001:File.ReadAllBytesAsync(\"\").ContinueWith(_ => new MemoryStream()).Result|};", "using var s = await File.ReadAllBytesAsync(\"\").ContinueWith(_ => new MemoryStream());")]
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (InvalidOperationException e) { Log(e.Message); }", "try { await t; } catch (InvalidOperationException e) { Log(e.Message); }")]
    [InlineData("/* a */ {|ASL2001:t.Wait()|} /* b */; // c", "/* a */ await t /* b */; // c")]
    [InlineData("Log(/* a */ {|ASL2001:F().Result|} /* b */);", "Log(/* a */ await F() /* b */);")]
    public Task Await_takes_the_place_of_the_block(string before, string after) => Of(InAsyncMethod(before), InAsyncMethod(after));

    [Theory]
    [InlineData("Log(x?{|ASL2001:.Result|});")]
    [InlineData("x?{|ASL2001:.Wait()|};")]
    [InlineData("Log({|ASL2001:t.Wait(500)|});")]
    [InlineData("{|ASL2001:t.Wait(time)|};")]
    [InlineData("{|ASL2001:t.Wait(500, token)|};")]
    [InlineData("Log({|ASL2001:Task.WaitAny(tasks)|});")]
    [InlineData("var i = {|ASL2001:Task.WaitAny(tasks)|}; Log(i);")]
    [InlineData("Log({|ASL2001:Task.WaitAll(tasks, 500)|});")]
    [InlineData("{|ASL2001:Task.WaitAll(tasks, token)|};")]
    [InlineData("{|ASL2001:new Task(() => Log(1)).RunSynchronously()|};")]
    [InlineData("foreach (var n in {|ASL2001:Numbers().ToBlockingEnumerable()|}) Log(n);")]
    [InlineData("while ({|ASL2001:!t.IsCompleted|}) { }")]
    [InlineData("{|ASL2001:SpinWait.SpinUntil(() => t.IsCompleted)|};")]
    [InlineData("var awaiter = F().GetAwaiter(); Log({|ASL2001:awaiter.GetResult()|});")]
    // The exception would be another one.
    [InlineData("try { {|ASL2001:t.Wait()|}; } catch (AggregateException e) { Log(e); }")]
    [InlineData("try { Log({|ASL2001:F().Result|}); } catch (Exception e) when (e.InnerException is IOException) { Log(e); }")]
    [InlineData("try { try { {|ASL2001:t.Wait()|}; } finally { Log(1); } } catch (Exception e) { Log(e.InnerException); }")]
    [InlineData("try { {|ASL2001:Task.WaitAll(tasks)|}; } catch (AggregateException e) { Log(e.InnerExceptions); }")]
    // Await may not stand here.
    [InlineData("lock (list) { {|ASL2001:t.Wait()|}; }")]
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
}
