using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

/// <summary>A loop that ASL3009 or ASL3014 reports runs on after its cancellation; what they leave alone stops.</summary>
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

    static string Program(string body) => $$"""
        #pragma warning disable CS0162, CS0414
        static class Scenario
        {
            static int rounds;

            public static async Task Run()
            {
                using var source = new CancellationTokenSource(50);
                await Loop(source.Token);
            }

            static async Task Loop(CancellationToken token)
            {
                {{body}}
            }
        }
        """;
}
