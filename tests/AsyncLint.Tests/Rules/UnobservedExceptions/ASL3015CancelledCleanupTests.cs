using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.UnobservedExceptions;

public sealed class ASL3015CancelledCleanupTests
{
    [Theory]
    [InlineData("try { await Work(token); } finally { await Close(1, {|ASL3015:token|}); }")]
    [InlineData("try { await Work(token); } finally { await CloseAsked({|ASL3015:token|}).ConfigureAwait(false); }")]
    [InlineData("try { await Work(token); } finally { await Forwarded({|ASL3015:token|}); }")]
    [InlineData("try { await Work(token); } finally { await ForwardedAwait({|ASL3015:token: token|}); }")]
    [InlineData("try { await Work(token); } finally { await session.Close({|ASL3015:token|}); }")]
    [InlineData("try { await Work(token); } finally { await stream.FlushAsync({|ASL3015:token|}); }")]
    [InlineData("try { await Work(token); } catch (IOException) { throw; } finally { if (stream != null) { await stream.FlushAsync({|ASL3015:token|}); } }")]
    [InlineData("try { if (stream != null) { await Work(token); } } finally { await Close(1, {|ASL3015:token|}); }")]
    [InlineData("try { await foreach (var i in Items(token)) { } } finally { await Close(1, {|ASL3015:token|}); }")]
    [InlineData("try { token.ThrowIfCancellationRequested(); } finally { await Close(1, {|ASL3015:token|}); }")]
    [InlineData("try { await Work(source.Token); } finally { await Close(1, {|ASL3015:source.Token|}); }")]
    [InlineData("Func<Task> f = async () => { try { await Work(token); } finally { await Close(1, {|ASL3015:token|}); } }; await f();")]
    [InlineData("await Local(token); async Task Local(CancellationToken t) { try { await Work(t); } finally { await Close(1, {|ASL3015:t|}); } }")]
    public Task Reports_clean_up_that_the_cancelled_token_keeps_from_running(string body) => Verify.Reports<ASL3015CancelledCleanup>(Class(body));

    [Fact]
    public Task Says_that_nothing_is_cleaned_up() => Verify.Message<ASL3015CancelledCleanup>(
        Class("try { await Work(token); } finally { await Close(1, {|ASL3015:token|}); }"),
        "'Close' cleans nothing up when 'token' is cancelled: after a cancellation this 'finally' runs with a token that is cancelled already, and the call ends at once");

    [Theory]
    [InlineData("try { gate.Release(); await Work(default); } finally { await gate.WaitAsync({|ASL3015:token|}); }")]
    [InlineData("try { gate.Release(); await Work(default); } finally { await this.gate.WaitAsync({|ASL3015:token|}).ConfigureAwait(false); }")]
    [InlineData("foreach (var i in new int[1]) { try { await Work(token); } catch (IOException) { try { gate.Release(); await Work(token); } finally { await gate.WaitAsync({|ASL3015:token|}); } } }")]
    public Task Reports_a_semaphore_that_is_not_acquired_again(string body) => Verify.Message<ASL3015CancelledCleanup>(
        Class(body), "'WaitAsync' does not acquire 'gate' again when 'token' is cancelled: it throws, and whoever releases the semaphore further out releases what is not held");

    [Theory]
    [InlineData("try { gate.Release(); await Work(token); } finally { await gate.WaitAsync(); }", "no token")]
    [InlineData("try { gate.Release(); await Work(token); } finally { await gate.WaitAsync(CancellationToken.None); }", "a token that nobody cancels")]
    [InlineData("try { gate.Release(); await Work(token); } finally { await gate.WaitAsync(100, token); }", "a time-out, which may end without it as well")]
    [InlineData("try { gate.Release(); await Work(token); } finally { await other.WaitAsync(token); }", "another semaphore")]
    [InlineData("try { await Work(token); } finally { await gate.WaitAsync(token); }", "not released before")]
    [InlineData("try { gate.Release(); await Work(token); } finally { try { await gate.WaitAsync(token); } catch (OperationCanceledException) { } }", "its failure is caught")]
    [InlineData("try { gate.Release(); await Work(token); } finally { if (!token.IsCancellationRequested) { await gate.WaitAsync(token); } }", "the token is asked")]
    [InlineData("gate.Release(); await Work(token); await gate.WaitAsync(token);", "no finally")]
    public Task Silent_where_it_is_acquired_again_or_was_not_held(string body, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3015CancelledCleanup>(Class(body));
    }

    [Theory]
    [InlineData("try { await Work(token); } finally { await Close(1, CancellationToken.None); }", "another token")]
    [InlineData("try { await Work(token); } finally { await Close(1, default); }", "no token")]
    [InlineData("try { await Work(token); } finally { await Close(1, source.Token); }", "another token")]
    [InlineData("try { await Work(token); } finally { using var time = new CancellationTokenSource(100); await Close(1, time.Token); }", "a time-out of its own")]
    [InlineData("try { await Work(default); } finally { await Close(1, token); }", "nothing is cancelled inside")]
    [InlineData("try { await Work(token); } finally { if (!token.IsCancellationRequested) { await Close(1, token); } }", "the token is asked")]
    [InlineData("try { await Work(token); } finally { try { await Close(1, token); } catch (OperationCanceledException) { } }", "its failure is caught")]
    [InlineData("try { await Work(token); } finally { await Late(token); }", "it cleans up before it asks")]
    [InlineData("try { await Work(token); } finally { await Deaf(token); }", "it does not ask")]
    [InlineData("try { await Work(token); } finally { await service.StopAsync(token); }", "what it does is not known")]
    [InlineData("try { await Work(token); } finally { await two.Close(token); }", "two implementations")]
    [InlineData("try { await Work(token); } finally { await Task.Delay(100, token); }", "only a pause")]
    [InlineData("try { await Work(token); } finally { await stop(token); }", "a delegate")]
    [InlineData("try { await Work(token); } catch (IOException) { await Close(1, token); }", "not after a cancellation")]
    [InlineData("try { await Work(token); } finally { Func<Task> f = async () => await Close(1, token); f = null; }", "another function")]
    [InlineData("await Work(token); await Close(1, token);", "no finally")]
    [InlineData("try { await Work(token); } finally { _ = Close(1, token); }", "not awaited")]
    public Task Silent_where_something_may_be_cleaned_up(string body, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3015CancelledCleanup>(Class(body));
    }

    [Fact]
    public Task Silent_in_tests() => Verify.Silent<ASL3015CancelledCleanup>(
        "namespace Xunit { public class FactAttribute : Attribute { } }\n" + Class("try { await Work(token); } finally { await Close(1, token); }"));

    [Fact]
    public Task Silent_in_broken_code() => Verify.Silent<ASL3015CancelledCleanup>(
        Class("try { await Work(token; } finally { await Close(1, ; await Missing(token); }"), new() { AllowErrors = true });

    [Fact]
    public Task Silent_without_cancellation_tokens() => Verify.Silent<ASL3015CancelledCleanup>(
        Class("try { await Work(token); } finally { await Close(1, token); }"), new() { References = [], AllowErrors = true });

    [Fact]
    public Task The_fix_gives_a_token_that_nobody_cancels() => VerifyFix.Of<ASL3015CancelledCleanup, ASL3015CancelledCleanupFix>(
        """
        class C
        {
            async Task M(Stream stream, CancellationToken token)
            {
                try
                {
                    await stream.WriteAsync(new byte[1], token);
                }
                finally
                {
                    await stream.FlushAsync({|ASL3015:token|}).ConfigureAwait(false); // all of it
                    await stream.FlushAsync({|ASL3015:cancellationToken: token|});
                }
            }
        }
        """,
        """
        class C
        {
            async Task M(Stream stream, CancellationToken token)
            {
                try
                {
                    await stream.WriteAsync(new byte[1], token);
                }
                finally
                {
                    await stream.FlushAsync(CancellationToken.None).ConfigureAwait(false); // all of it
                    await stream.FlushAsync(cancellationToken: CancellationToken.None);
                }
            }
        }
        """);

    static string Class(string body) => $$"""
        #pragma warning disable CS0649, CS0169, CS8424, CS1998, CS4014
        class C
        {
            readonly CancellationTokenSource source = new();
            Stream stream;
            ISession session;
            ITwo two;
            Microsoft.Service service;
            Func<CancellationToken, Task> stop;
            readonly SemaphoreSlim gate = new(1, 1);
            readonly SemaphoreSlim other = new(1, 1);
            async Task Work(CancellationToken token) => await Task.Delay(1, token);
            async IAsyncEnumerable<int> Items(CancellationToken token) { await Task.Delay(1, token); yield return 1; }
            Task Close(int handle, CancellationToken token) { if (token.IsCancellationRequested) { return Task.FromCanceled(token); } Console.WriteLine(handle); return Task.CompletedTask; }
            async Task CloseAsked(CancellationToken token) { token.ThrowIfCancellationRequested(); await Task.Yield(); }
            Task Forwarded(CancellationToken token) => Close(1, token);
            async Task ForwardedAwait(CancellationToken token) { await CloseAsked(token); }
            async Task Late(CancellationToken token) { Console.WriteLine(); await CloseAsked(token); }
            async Task Deaf(CancellationToken token) { await Task.Yield(); }
            async Task M(CancellationToken token)
            {
                {{body}}
            }
        }

        interface ISession { Task Close(CancellationToken token); }
        class Session : ISession { public async Task Close(CancellationToken token) { token.ThrowIfCancellationRequested(); await Task.Yield(); } }
        interface ITwo { Task Close(CancellationToken token); }
        class One : ITwo { public async Task Close(CancellationToken token) { token.ThrowIfCancellationRequested(); await Task.Yield(); } }
        class Other : ITwo { public async Task Close(CancellationToken token) { token.ThrowIfCancellationRequested(); await Task.Yield(); } }
        namespace Microsoft { public abstract class Service { public abstract Task StopAsync(CancellationToken token); } }
        """;
}
