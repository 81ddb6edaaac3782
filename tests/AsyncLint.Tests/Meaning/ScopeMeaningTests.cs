using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

/// <summary>Tasks that leave their scope too early, run before and after the fix.</summary>
public class ScopeMeaningTests
{
    /// <summary>A method that gives a task for the number of a client; the client goes on when the task is given, and knows when it is used too late.</summary>
    static string Code(string method) => $$"""
        using static Seen;

        sealed class Client : IDisposable
        {
            bool disposed;

            public async Task<int> GetAsync()
            {
                await Scenario.Returned;
                ObjectDisposedException.ThrowIf(disposed, this);
                return 1;
            }

            public async Task<int> FailAsync()
            {
                await Task.Delay(5);
                throw new IOException("offline");
            }

            public void Dispose()
            {
                Note("disposed");
                disposed = true;
            }
        }

        static class Scenario
        {
            static readonly SemaphoreSlim gate = new(1);
            static readonly TaskCompletionSource returned = new();

            // The work goes on once M has given its task to its caller, however slow the machine is.
            public static Task Returned => returned.Task;

            public static async Task Run()
            {
                try
                {
                    var task = M();
                    returned.SetResult();
                    Note(await task);
                }
                catch (Exception e)
                {
                    Note(e.GetType().Name);
                }
            }

            {{method}}
        }
        """;

    [Theory]
    [InlineData("static Task<int> M() { using var client = new Client(); return client.GetAsync(); }")]
    [InlineData("static Task<int> M() { using (var client = new Client()) { var task = client.GetAsync(); return task; } }")]
    [InlineData("static Task<int> M() { var client = new Client(); try { return client.GetAsync(); } finally { client.Dispose(); } }")]
    public Task A_resource_lasts_as_long_as_the_work(string method) => VerifyMeaning.Repaired<ASL1006TaskOutlivesResource, ASL1006TaskOutlivesResourceFix>(
        Code(method), ["disposed", nameof(ObjectDisposedException)], ["disposed", "1"]);

    [Fact]
    public Task A_linked_source_cancels_as_long_as_the_work_goes_on() => VerifyMeaning.Repaired<ASL1006TaskOutlivesResource, ASL1006TaskOutlivesResourceFix>(
        Code("""
        static async Task<int> WaitAsync(CancellationToken token)
        {
            for (var i = 0; i < 100 && !token.IsCancellationRequested; i++) { await Task.Delay(10); }
            return token.IsCancellationRequested ? 1 : 2;
        }

        static Task<int> M() { using var source = new CancellationTokenSource(200); return WaitAsync(source.Token); }
        """),
        ["2"], ["1"]);

    [Fact]
    public Task A_catch_sees_the_exception_of_the_work() => VerifyMeaning.Repaired<ASL1007HandlerCannotCatch, ASL1007HandlerCannotCatchFix>(
        Code("static readonly Client client = new(); static Task<int> M() { try { return client.FailAsync(); } catch (IOException) { return Task.FromResult(7); } }"),
        [nameof(IOException)], ["7"]);

    [Fact]
    public Task A_semaphore_is_held_as_long_as_the_work_goes_on() => VerifyMeaning.Repaired<ASL1007HandlerCannotCatch, ASL1007HandlerCannotCatchFix>(
        Code("""
        static async Task<int> WorkAsync()
        {
            await Returned;
            Note(gate.CurrentCount == 0 ? "held" : "free");
            return 1;
        }

        static Task<int> M()
        {
            gate.Wait();
            try { return WorkAsync(); }
            finally { gate.Release(); }
        }
        """),
        ["free", "1"], ["held", "1"]);
}
