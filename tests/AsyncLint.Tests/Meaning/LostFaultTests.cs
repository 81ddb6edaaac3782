using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

/// <summary>What ASL3005, ASL3006 and ASL3011 say is lost, is lost, and no longer after their fixes; what they leave alone is seen.</summary>
public sealed class LostFaultTests
{
    const string Failing = """

        static class Disk
        {
            public static async Task<int> Write(int i)
            {
                await Task.Delay(i * 20);
                throw new IOException("full");
            }
        }
        """;

    [Fact]
    public Task A_loop_over_started_tasks_loses_all_faults_but_one() => VerifyFate.Ends<ASL3005FaultLostBetweenAwaits, ASL3005FaultLostBetweenAwaitsFix>("""
        static class Scenario
        {
            public static async Task Run()
            {
                var tasks = new[] { 1, 2, 3, 4 }.Select(Disk.Write).ToList();
                foreach (var task in tasks)
                {
                    {|ASL3005:await task|};
                }
            }
        }
        """ + Failing, Fate.Lost);

    [Fact]
    public Task A_throw_before_the_await_loses_the_fault() => VerifyFate.Ends<ASL3005FaultLostBetweenAwaits, ASL3005FaultLostBetweenAwaitsFix>("""
        static class Scenario
        {
            public static Task Run() => Save(isLocked: true);

            static async Task Save(bool isLocked)
            {
                var task = Disk.Write(1);
                if (isLocked)
                {
                    {|ASL3005:throw new InvalidOperationException();|}
                }

                await task;
            }
        }
        """ + Failing, Fate.Lost, repaired: """
        static class Scenario
        {
            public static Task Run() => Save(isLocked: true);

            static async Task Save(bool isLocked)
            {
                if (isLocked)
                {
                    throw new InvalidOperationException();
                }

                await Disk.Write(1);
            }
        }
        """ + Failing);

    [Fact]
    public Task The_second_of_two_awaits_in_turn_is_lost() => VerifyFate.Ends<ASL3005FaultLostBetweenAwaits, ASL3005FaultLostBetweenAwaitsFix>("""
        static class Scenario
        {
            public static async Task Run()
            {
                var a = Disk.Write(1);
                var b = Disk.Write(2);
                {|ASL3011:await a|};
                await b;
            }
        }
        """ + Failing, Fate.Lost);

    [Fact]
    public Task Nothing_is_lost_where_each_await_is_guarded_or_a_finally_waits() => VerifyFate.Survives<ASL3005FaultLostBetweenAwaits, ASL3005FaultLostBetweenAwaitsFix>("""
        static class Scenario
        {
            public static async Task Run()
            {
                var tasks = new[] { 1, 2 }.Select(Disk.Write).ToList();
                foreach (var task in tasks)
                {
                    try
                    {
                        await task;
                    }
                    catch (IOException)
                    {
                    }
                }

                var a = Disk.Write(1);
                var b = Disk.Write(2);
                try
                {
                    await a;
                }
                finally
                {
                    await b;
                }
            }
        }
        """ + Failing);

    [Fact]
    public Task A_winner_that_is_not_awaited_is_lost() => VerifyFate.Ends<ASL3006WhenAnyUnobserved, ASL3006WhenAnyUnobservedFix>("""
        static class Scenario
        {
            public static async Task Run()
            {
                await {|ASL3006:Task.WhenAny(Disk.Write(1), Task.Delay(5000))|};
            }
        }
        """ + Failing, Fate.Lost);

    [Fact]
    public Task Losers_are_lost_when_only_the_winner_is_awaited() => VerifyFate.Ends<ASL3006WhenAnyUnobserved, ASL3006WhenAnyUnobservedFix>("""
        static class Scenario
        {
            public static async Task Run()
            {
                var tasks = new[] { 1, 2, 3 }.Select(Disk.Write).ToList();
                await await {|ASL3006:Task.WhenAny(tasks)|};
            }
        }
        """ + Failing, Fate.Lost, repaired: """
        static class Scenario
        {
            public static async Task Run()
            {
                var tasks = new[] { 1, 2, 3 }.Select(Disk.Write).ToList();
                var first = await Task.WhenAny(tasks);
                foreach (var task in tasks)
                {
                    _ = task.ContinueWith(static t => t.Exception);
                }

                await first;
            }
        }
        """ + Failing);

    [Fact]
    public Task Nothing_is_lost_of_a_winner_that_is_awaited_or_cancelled() => VerifyFate.Survives<ASL3006WhenAnyUnobserved, ASL3006WhenAnyUnobservedFix>("""
        static class Scenario
        {
            public static async Task Run()
            {
                using var source = new CancellationTokenSource();
                await Task.WhenAny(Until(source.Token), Task.Delay(1));
                source.Cancel();
                await await Task.WhenAny(Disk.Write(1), Task.Delay(5000));
            }

            static async Task Until(CancellationToken token) => await Task.Delay(-1, token);
        }
        """ + Failing);
}
