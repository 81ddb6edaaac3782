using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

/// <summary>A loop that ASL3009 or ASL3014 reports runs on after its cancellation, and what ASL3015 reports cleans nothing up; what they leave alone stops, and does.</summary>
public sealed class CancellationFateTests
{
    [Theory]
    [InlineData("while (true) { try { await Task.Delay(10, token); } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("while (true) { try { await Task.Delay(10, token); } {|ASL3009:catch|} (OperationCanceledException) { } }")]
    [InlineData("var done = false; while (!done) { try { await Task.Delay(10, token); throw new IOException(); done = true; } {|ASL3009:catch|} { } }")]
    [InlineData("while (true) { using var linked = CancellationTokenSource.CreateLinkedTokenSource(token); try { await Task.Delay(10, linked.Token); } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("for (var i = 0; i < 1000; i++) { try { await Task.Delay(10, token); } {|ASL3014:catch|} (Exception) { rounds++; } } if (rounds > 100) await Task.Delay(-1);")]
    [InlineData("foreach (var i in Enumerable.Range(0, 1000)) { try { await Task.Delay(10, token); } {|ASL3014:catch|} (Exception) { rounds++; } } if (rounds > 100) await Task.Delay(-1);")]
    public Task A_loop_whose_handler_takes_the_cancellation_runs_on(string body) =>
        VerifyFate.Ends<ASL3009CancellationSwallowed, ASL3009CancellationSwallowedFix>(Program(body), Fate.Unfinished);

    [Theory]
    [InlineData("while (!token.IsCancellationRequested) { try { await Task.Delay(10, token); } catch (Exception) { } }")]
    [InlineData("while (true) { try { await Task.Delay(10, token); } catch (Exception) { await Task.Delay(10, token); } }")]
    [InlineData("while (true) { try { await Task.Delay(10, token); } catch (OperationCanceledException) { break; } catch (Exception) { } }")]
    [InlineData("var done = false; token.Register(() => done = true); while (!done) { try { await Task.Delay(10, token); } catch (Exception) { } }")]
    public Task A_loop_that_tests_its_token_ends(string body) => VerifyFate.Survives<ASL3009CancellationSwallowed, ASL3009CancellationSwallowedFix>(Program(body));

    [Fact]
    public Task Clean_up_with_the_cancelled_token_is_not_done() => VerifyFate.Ends<ASL3015CancelledCleanup, ASL3015CancelledCleanupFix>(
        Program("try { await Task.Delay(-1, token); } finally { await Close({|ASL3015:token|}); }"), Fate.Unfinished);

    [Theory]
    [InlineData("try { await Task.Delay(-1, token); } finally { await Close(CancellationToken.None); }")]
    [InlineData("try { await Task.Delay(-1, token); } finally { if (!token.IsCancellationRequested) { await Close(token); } isOpen = false; }")]
    public Task Clean_up_with_another_token_is_done(string body) => VerifyFate.Survives<ASL3015CancelledCleanup, ASL3015CancelledCleanupFix>(Program(body));

    static string Program(string body) => $$"""
        #pragma warning disable CS0162, CS0414
        static class Scenario
        {
            static int rounds;
            static bool isOpen;

            static async Task Close(CancellationToken token)
            {
                token.ThrowIfCancellationRequested();
                await Task.Yield();
                isOpen = false;
            }

            public static async Task Run()
            {
                using var source = new CancellationTokenSource(50);
                isOpen = {{(body.Contains("Close", StringComparison.Ordinal) ? "true" : "false")}};
                try
                {
                    await Loop(source.Token);
                }
                finally
                {
                    // Whoever finds it open waits for its end.
                    await Task.Delay(isOpen ? -1 : 0);
                }
            }

            static async Task Loop(CancellationToken token)
            {
                {{body}}
            }
        }
        """;
}
