using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.Blocking;

public sealed class ASL2008AsyncLockMisuseFixTests
{
    static string In(string members) => $$"""
        class C
        {
            readonly SemaphoreSlim gate = new(1);
            readonly SemaphoreSlim other = new(1);
            bool closed;
            async Task<int> WorkAsync() => (await File.ReadAllTextAsync("a")).Length;
            static void Count() { }

        {{members}}
        }
        """;

    static Task Fixed(string before, string after) => VerifyFix.Of<ASL2008AsyncLockMisuse, ASL2008AsyncLockMisuseFix>(In(before), In(after));

    static Task Kept(string source) => VerifyFix.None<ASL2008AsyncLockMisuse, ASL2008AsyncLockMisuseFix>(In(source));

    [Fact]
    public Task What_follows_the_wait_goes_into_a_try() => Fixed(
        """
            async Task M()
            {
                // One at a time.
                await {|ASL2008:gate.WaitAsync()|}; // waits

                // The work.
                await WorkAsync();
                Count(); /* counted */

                // Let the next one in.
                gate.Release(); // done

                Count();
            }
        """,
        """
            async Task M()
            {
                // One at a time.
                await gate.WaitAsync(); // waits
                try
                {
                    // The work.
                    await WorkAsync();
                    Count(); /* counted */
                }
                finally
                {
                    // Let the next one in.
                    gate.Release(); // done
                }

                Count();
            }
        """);

    [Fact]
    public Task An_early_return_goes_through_the_finally() => Fixed(
        """
            async Task M()
            {
                await {|ASL2008:gate.WaitAsync()|};
                if (closed)
                {
                    return;
                }

                Count();
                gate.Release();
            }
        """,
        """
            async Task M()
            {
                await gate.WaitAsync();
                try
                {
                    if (closed)
                    {
                        return;
                    }

                    Count();
                }
                finally
                {
                    gate.Release();
                }
            }
        """);

    [Fact]
    public Task The_return_of_what_was_computed_goes_along() => Fixed(
        """
            async Task<int> M()
            {
                await {|ASL2008:gate.WaitAsync()|}.ConfigureAwait(false);
                var result = await WorkAsync().ConfigureAwait(false);
                gate.Release();
                return result;
            }
        """,
        """
            async Task<int> M()
            {
                await gate.WaitAsync().ConfigureAwait(false);
                try
                {
                    var result = await WorkAsync().ConfigureAwait(false);
                    return result;
                }
                finally
                {
                    gate.Release();
                }
            }
        """);

    [Fact]
    public Task Two_semaphores_inside_of_one_another() => Fixed(
        """
            async Task M()
            {
                await {|ASL2008:gate.WaitAsync()|};
                await {|ASL2008:other.WaitAsync()|};
                await WorkAsync();
                other.Release();
                gate.Release();
            }
        """,
        """
            async Task M()
            {
                await gate.WaitAsync();
                try
                {
                    await other.WaitAsync();
                    try
                    {
                        await WorkAsync();
                    }
                    finally
                    {
                        other.Release();
                    }
                }
                finally
                {
                    gate.Release();
                }
            }
        """);

    [Fact]
    public Task In_a_nested_block_and_in_a_lambda() => Fixed(
        """
            async Task M(Action<Func<Task>> add)
            {
                if (!closed)
                {
                    await {|ASL2008:gate.WaitAsync()|};
                    await WorkAsync();
                    gate.Release();
                }

                add(async () =>
                {
                    {|ASL2008:other.Wait()|};
                    await WorkAsync();
                    other.Release();
                });
            }
        """,
        """
            async Task M(Action<Func<Task>> add)
            {
                if (!closed)
                {
                    await gate.WaitAsync();
                    try
                    {
                        await WorkAsync();
                    }
                    finally
                    {
                        gate.Release();
                    }
                }

                add(async () =>
                {
                    other.Wait();
                    try
                    {
                        await WorkAsync();
                    }
                    finally
                    {
                        other.Release();
                    }
                });
            }
        """);

    [Fact]
    public Task A_wait_in_the_try_goes_in_front_of_it() => Fixed(
        """
            async Task M(CancellationToken token)
            {
                Count();

                // Carefully.
                try
                {
                    await {|ASL2008:gate.WaitAsync(token)|};

                    await WorkAsync();
                }
                finally
                {
                    gate.Release();
                }
            }
        """,
        """
            async Task M(CancellationToken token)
            {
                Count();

                // Carefully.
                await gate.WaitAsync(token);
                try
                {
                    await WorkAsync();
                }
                finally
                {
                    gate.Release();
                }
            }
        """);

    [Theory]
    [InlineData("async Task<int> M() { await {|ASL2008:gate.WaitAsync()|}; var a = await WorkAsync(); gate.Release(); Count(); return a; }")]
    [InlineData("async Task M() { await {|ASL2008:gate.WaitAsync()|}; using var stream = new FileStream(\"a\", FileMode.Open);\n await WorkAsync();\n gate.Release(); }")]
    [InlineData("async Task M() {\n await {|ASL2008:gate.WaitAsync()|};\n if (closed) {\n gate.Release();\n return;\n }\n await WorkAsync();\n gate.Release();\n }")]
    [InlineData("async Task M() {\n if (await {|ASL2008:gate.WaitAsync(0)|}) {\n await WorkAsync();\n gate.Release();\n }\n }")]
    [InlineData("async Task M() {\n await {|ASL2008:gate.WaitAsync()|};\n await WorkAsync();\n if (closed) gate.Release(); else gate.Release();\n }")]
    [InlineData("async Task M(CancellationToken t) {\n try {\n await {|ASL2008:gate.WaitAsync(t)|};\n await WorkAsync();\n }\n catch (OperationCanceledException) { }\n finally { gate.Release(); }\n }")]
    [InlineData("async Task M(CancellationToken t) {\n try {\n Count();\n await {|ASL2008:gate.WaitAsync(t)|};\n await WorkAsync();\n }\n finally { gate.Release(); }\n }")]
    [InlineData("async Task M() {\n await {|ASL2008:gate.WaitAsync(100)|};\n await WorkAsync();\n gate.Release();\n }")]
    public Task Nothing_is_offered_where_the_shape_is_another(string member) => Kept(member);

    [Fact]
    public async Task The_titles_say_what_is_done()
    {
        Assert.Equal(["Release the semaphore in a 'finally'"], await VerifyFix.Titles<ASL2008AsyncLockMisuse, ASL2008AsyncLockMisuseFix>(In("async Task M() {\n await {|ASL2008:gate.WaitAsync()|};\n await WorkAsync();\n gate.Release();\n }")));
        Assert.Equal(["Wait in front of the 'try'"], await VerifyFix.Titles<ASL2008AsyncLockMisuse, ASL2008AsyncLockMisuseFix>(In("async Task M(CancellationToken t) {\n try\n {\n await {|ASL2008:gate.WaitAsync(t)|};\n Count();\n }\n finally\n {\n gate.Release();\n }\n }")));
    }

    static string Scenario(string method) => $$"""
        using static Seen;

        static class Scenario
        {
            static readonly SemaphoreSlim gate = new(1);
            static int inside;

            public static async Task Run()
            {
                for (var i = 0; i < 2; i++)
                {
                    var work = M();
                    if (await Task.WhenAny(work, Task.Delay(200)) != work)
                    {
                        Note("hangs");
                    }
                    else
                    {
                        try { await work; } catch (Exception e) { Note(e.GetType().Name); }
                    }
                }

                Note(gate.CurrentCount);
            }

            static async Task FailAsync() { await Task.Yield(); throw new IOException(); }

            {{method}}
        }
        """;

    [Fact]
    public Task An_exception_no_longer_locks_the_next_one_out() => VerifyMeaning.Repaired<ASL2008AsyncLockMisuse, ASL2008AsyncLockMisuseFix>(
        Scenario("static async Task M()\n{\n    await gate.WaitAsync();\n    await FailAsync();\n    gate.Release();\n}"),
        [nameof(IOException), "hangs", "0"], [nameof(IOException), nameof(IOException), "1"]);

    [Fact]
    public Task An_early_return_no_longer_locks_the_next_one_out() => VerifyMeaning.Repaired<ASL2008AsyncLockMisuse, ASL2008AsyncLockMisuseFix>(
        Scenario("static async Task M()\n{\n    await gate.WaitAsync();\n    if (inside == 0)\n    {\n        return;\n    }\n\n    await Task.Yield();\n    gate.Release();\n}"),
        ["hangs", "0"], ["1"]);

    [Fact]
    public Task A_cancelled_wait_no_longer_lets_two_in() => VerifyMeaning.Repaired<ASL2008AsyncLockMisuse, ASL2008AsyncLockMisuseFix>(
        Scenario("static async Task M()\n{\n    try\n    {\n        await gate.WaitAsync(new CancellationToken(true));\n        await Task.Yield();\n    }\n    finally\n    {\n        gate.Release();\n    }\n}"),
        [nameof(TaskCanceledException), nameof(TaskCanceledException), "3"], [nameof(TaskCanceledException), nameof(TaskCanceledException), "1"]);
}
