using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

/// <summary>What ASL3003, ASL3004, ASL3007, ASL3010 and ASL3012 say happens, happens; what they leave alone is harmless.</summary>
public sealed class UnobservedFateTests
{
    const string Failing = """

        static class Disk
        {
            public static async Task Write()
            {
                await Task.Yield();
                throw new IOException("full");
            }
        }
        """;

    [Fact]
    public Task A_handler_that_fails_ends_the_process() => VerifyFate.Ends<ASL3003AsyncVoidCanCrash, ASL3003AsyncVoidCanCrashFix>("""
        static class Scenario
        {
            static event EventHandler Saved;

            public static async Task Run()
            {
                Saved += OnSaved;
                Saved(null, EventArgs.Empty);
                await Task.Delay(200);
            }

            static async void {|ASL3003:OnSaved|}(object sender, EventArgs e) => await Disk.Write();
        }
        """ + Failing, Fate.Crashed);

    [Fact]
    public Task A_handler_that_catches_or_only_waits_does_not() => VerifyFate.Survives<ASL3003AsyncVoidCanCrash, ASL3003AsyncVoidCanCrashFix>("""
        static class Scenario
        {
            static event EventHandler Saved;

            public static async Task Run()
            {
                Saved += OnSaved;
                Saved += async (_, _) => await Task.Delay(1);
                Saved(null, EventArgs.Empty);
                await Task.Delay(200);
            }

            static async void OnSaved(object sender, EventArgs e)
            {
                try
                {
                    await Disk.Write();
                }
                catch (Exception)
                {
                }
            }
        }
        """ + Failing);

    [Fact]
    public Task A_handler_around_a_call_of_an_async_void_function_catches_nothing() => VerifyFate.Ends<ASL3010AsyncVoidCall, ASL3010AsyncVoidCallFix>("""
        static class Scenario
        {
            public static async Task Run()
            {
                try
                {
                    {|ASL3010:Save()|};
                    await Task.Delay(200);
                }
                catch (IOException)
                {
                }
            }

            static async void Save() => await Disk.Write();
        }
        """ + Failing, Fate.Crashed);

    [Fact]
    public Task One_that_catches_for_itself_is_harmless() => VerifyFate.Survives<ASL3010AsyncVoidCall, ASL3010AsyncVoidCallFix>("""
        static class Scenario
        {
            public static async Task Run()
            {
                Save();
                await Task.Delay(200);
            }

            static async void Save()
            {
                try
                {
                    await Disk.Write();
                }
                catch (Exception)
                {
                }
            }
        }
        """ + Failing);

    [Fact]
    public Task The_exception_of_a_discarded_task_is_lost() => VerifyFate.Ends<ASL3004FireAndForgetCanFail, ASL3004FireAndForgetCanFailFix>("""
        static class Scenario
        {
            public static async Task Run()
            {
                _ = {|ASL3012:Disk.Write()|};
                await Task.Delay(1);
            }
        }
        """ + Failing, Fate.Lost);

    [Fact]
    public Task The_exception_of_a_scheduled_lambda_is_lost() => VerifyFate.Ends<ASL3004FireAndForgetCanFail, ASL3004FireAndForgetCanFailFix>("""
        static class Scenario
        {
            public static Task Run()
            {
                Start();
                return Task.CompletedTask;
            }

            static void Start()
            {
                {|ASL3004:Task.Factory.StartNew(async () => await Disk.Write())|};
                {|ASL3004:Task.Run(async () => await Disk.Write())|};
            }
        }
        """ + Failing, Fate.Lost, repaired: """
        static class Scenario
        {
            public static Task Run() => Task.WhenAll(Task.Run(async () => await Disk.Write()), Task.Run(async () => await Disk.Write()));
        }
        """ + Failing);

    [Fact]
    public Task A_loop_that_nobody_watches_ends_with_its_first_exception() => VerifyFate.Ends<ASL3004FireAndForgetCanFail, ASL3004FireAndForgetCanFailFix>("""
        static class Scenario
        {
            public static async Task Run()
            {
                _ = Loop();
                await Task.Delay(1);
            }

            static async Task Loop()
            {
                while (true)
                {
                    {|ASL3004:await Disk.Write()|};
                }
            }
        }
        """ + Failing, Fate.Lost, repaired: """
        static class Scenario
        {
            public static async Task Run()
            {
                _ = Loop();
                await Task.Delay(1);
            }

            static async Task Loop()
            {
                while (true)
                {
                    try
                    {
                        await Disk.Write();
                    }
                    catch (IOException)
                    {
                        await Task.Delay(10);
                    }
                }
            }
        }
        """ + Failing);

    [Fact]
    public Task Nothing_is_lost_of_a_cancellation_or_of_what_is_caught() => VerifyFate.Survives<ASL3004FireAndForgetCanFail, ASL3004FireAndForgetCanFailFix>("""
        static class Scenario
        {
            public static async Task Run()
            {
                using var source = new CancellationTokenSource();
                _ = Wait(source.Token);
                _ = Save();
                source.Cancel();
                await Task.Delay(1);
            }

            static async Task Wait(CancellationToken token) => await Task.Delay(1000, token);

            static async Task Save()
            {
                try
                {
                    await Disk.Write();
                }
                catch (Exception e)
                {
                    Console.WriteLine(e.Message);
                }
            }
        }
        """ + Failing);

    [Fact]
    public Task The_exception_that_a_continuation_ignores_is_lost() => VerifyFate.Ends<ASL3007ContinueWithFault, ASL3007ContinueWithFaultFix>("""
        static class Scenario
        {
            public static async Task Run()
            {
                Disk.Write().{|ASL3007:ContinueWith|}(_ => Console.WriteLine());
                await Task.Delay(1);
            }
        }
        """ + Failing, Fate.Lost);

    [Theory]
    [InlineData("Disk.Write().{|ASL3007:ContinueWith|}(_ => { }, TaskContinuationOptions.OnlyOnRanToCompletion);")]
    [InlineData("try { await Disk.Write().{|ASL3007:ContinueWith|}(_ => { }, TaskContinuationOptions.OnlyOnRanToCompletion); } catch (Exception) { }")]
    [InlineData("await Disk.Write().{|ASL3007:ContinueWith|}(_ => Console.WriteLine());")]
    [InlineData("Disk.Write().{|ASL3007:ContinueWith|}(task => task.Wait());")]
    [InlineData("Disk.Write().{|ASL3007:ContinueWith|}(async task => await task);")]
    [InlineData("Task.Delay(1).{|ASL3007:ContinueWith|}(async _ => await Disk.Write());")]
    public Task So_is_that_of_a_failing_continuation_and_of_one_of_success(string statement) => VerifyFate.Ends<ASL3007ContinueWithFault, ASL3007ContinueWithFaultFix>($$"""
        static class Scenario
        {
            public static async Task Run()
            {
                {{statement}}
                await Task.Delay(50);
            }
        }
        """ + Failing, Fate.Lost, repaired: """
        static class Scenario
        {
            public static async Task Run()
            {
                _ = Disk.Write().ContinueWith(task => Console.WriteLine(task.Exception));
                _ = Disk.Write().ContinueWith(task => Console.WriteLine(task.Exception), TaskContinuationOptions.OnlyOnFaulted);
                _ = Task.Delay(1).ContinueWith(_ => Console.WriteLine());
                await Task.Delay(50);
            }
        }
        """ + Failing);
}
