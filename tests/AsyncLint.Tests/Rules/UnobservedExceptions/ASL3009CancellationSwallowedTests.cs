using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.UnobservedExceptions;

public sealed class ASL3009CancellationSwallowedTests
{
    [Theory]
    [InlineData("while (true) { try { await Receive(token); } {|ASL3009:catch|} (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("while (true) { try { await Receive(token); } {|ASL3009:catch|} { } }")]
    [InlineData("while (true) { try { await Receive(token); } {|ASL3009:catch|} (SystemException) { } }")]
    [InlineData("while (true) { try { await Receive(token); } {|ASL3009:catch|} (OperationCanceledException) { } }")]
    [InlineData("while (true) { try { await Receive(token); } {|ASL3009:catch|} (Exception) { await Task.Delay(1000); } }")]
    [InlineData("while (true) { try { await Receive(token); } {|ASL3009:catch|} (Exception) { continue; } }")]
    [InlineData("while (true) { try { await Receive(token); } catch (IOException) { return; } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("while (true) { try { await Receive(token).ConfigureAwait(false); return; } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("while (true) { try { var n = 1; if (n > 1) { Do(); } using (new MemoryStream()) { n = await Read(token) + 1; if (n == 0) break; } } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("for (;;) { Do(); { try { await Receive(token); } {|ASL3009:catch|} (Exception) { } } }")]
    [InlineData("for (var i = 0; ; i++) { try { await Receive(token); } {|ASL3009:catch|} (Exception e) { Console.WriteLine(i + e.Message); } }")]
    [InlineData("do { try { await Receive(token); } {|ASL3009:catch|} (Exception) { } } while (true);")]
    [InlineData("var done = false; while (!done) { try { await Receive(token); done = true; } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("var n = 0; while (n == 0) { try { n = await Read(token); } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("string text = null; do { try { text = (await Read(token)).ToString(); } {|ASL3009:catch|} (Exception) { } } while (text is null);")]
    [InlineData("while (true) { try { await foreach (var item in Items(token)) { Do(); } } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("while (true) { try { await foreach (var item in Items().WithCancellation(token).ConfigureAwait(false)) { if (item > 0) break; } } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("while (true) { try { while (await Read(token) > 0) { Do(); } } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("while (true) { try { await listeners[0].Notify(token); } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("while (true) { try { token.ThrowIfCancellationRequested(); await Receive(default); } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("while (true) { try { await Task.Delay(100, readOnly.Token); } {|ASL3009:catch|} (OperationCanceledException) { } }")]
    [InlineData("while (true) { try { await Task.Delay(100, source.Token); } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("while (true) { try { await Task.Delay(100, kept); } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("while (true) { try { await Task.Delay(100, context.Token); } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("var stop = source.Token; while (true) { try { await Task.Delay(100, stop); } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("using var linked = CancellationTokenSource.CreateLinkedTokenSource(token, kept); while (true) { try { await Receive(linked.Token); } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("while (true) { using var linked = CancellationTokenSource.CreateLinkedTokenSource(token); linked.CancelAfter(100); try { await Receive(linked.Token); } {|ASL3009:catch|} (OperationCanceledException) { } }")]
    [InlineData("while (true) { try { try { await Receive(token); } finally { Do(); } } {|ASL3009:catch|} (Exception) { } }")]
    [InlineData("while (!token.IsCancellationRequested) { while (true) { try { await Receive(token); break; } {|ASL3009:catch|} (Exception) { } } }")]
    [InlineData("await Task.Run(async () => { while (true) { try { await Receive(token); } {|ASL3009:catch|} (Exception) { Report(() => { return; }); } } });")]
    public Task Reports_a_loop_that_a_cancellation_does_not_end(string body) => Verify.Reports<ASL3009CancellationSwallowed>(Class(body));

    [Theory]
    [InlineData("for (var i = 0; i < 3; i++) { try { await Receive(token); return; } {|ASL3014:catch|} (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("for (var i = 0; i < context.Retries; i++) { try { await Receive(token); break; } {|ASL3014:catch|} { } }")]
    [InlineData("var i = 0; while (i < 3) { try { await Receive(token); } {|ASL3014:catch|} (Exception) { } i++; }")]
    [InlineData("var i = 3; while (i-- > 0) { try { await Receive(token); } {|ASL3014:catch|} (Exception) { } }")]
    [InlineData("foreach (var item in new[] { 1, 2 }) { try { await Receive(token); } {|ASL3014:catch|} (Exception) { Console.WriteLine(item); } }")]
    [InlineData("await foreach (var item in Items()) { try { await Receive(token); } {|ASL3014:catch|} (Exception) { Console.WriteLine(item); } }")]
    public Task Suggests_where_the_loop_has_an_end_of_its_own(string body) => Verify.Reports<ASL3009CancellationSwallowed>(Class(body));

    [Fact]
    public Task Says_that_the_loop_spins() => Verify.Message<ASL3009CancellationSwallowed>(
        Class("while (true) { try { await Receive(token); } {|ASL3009:catch|} (Exception) { } }"),
        "'token' cannot stop this loop: the handler takes the cancellation of 'Receive' for a failure and goes on, and from then on every round fails at once");

    [Theory]
    [InlineData("for (var i = 0; i < 3; i++)", "this 'for' loop")]
    [InlineData("var i = 0; while (i++ < 3)", "this 'while' loop")]
    [InlineData("int[] items = [1, 2]; foreach (var item in items)", "the loop over 'items'")]
    [InlineData("await foreach (var item in Items())", "the loop over 'Items'")]
    [InlineData("foreach (var item in new[] { 1, 2 })", "this 'foreach' loop")]
    public Task Says_that_all_rounds_are_run(string loop, string name) => Verify.Message<ASL3009CancellationSwallowed>(
        Class(loop + " { try { await Task.Delay(1, source.Token); } {|ASL3014:catch|} (Exception) { } }"),
        $"'source' does not stop {name}: the handler takes the cancellation of 'Delay' for a failure, and all further rounds are run and fail at once");

    [Theory]
    [InlineData("while (!token.IsCancellationRequested) { try { await Receive(token); } catch (Exception) { } }", "the condition tests the token")]
    [InlineData("while (true) { token.ThrowIfCancellationRequested(); try { await Receive(token); } catch (Exception) { } }", "tested before")]
    [InlineData("while (true) { try { await Receive(token); } catch (Exception) { if (token.IsCancellationRequested) throw; } }", "tested in the handler")]
    [InlineData("while (true) { try { if (token.IsCancellationRequested) return; await Receive(token); } catch (Exception) { } }", "tested inside")]
    [InlineData("while (true) { try { await Receive(token); } catch (Exception) { } finally { if (token.IsCancellationRequested) Stop(); } }", "tested in the end")]
    [InlineData("while (true) { try { await Receive(token); } catch (Exception) { } await Task.Delay(100, token); }", "cancelled outside")]
    [InlineData("while (true) { try { await Receive(token); } catch (Exception) { await Task.Delay(100, token); } }", "cancelled in the handler")]
    [InlineData("var stop = token; while (true) { try { await Receive(token); } catch (Exception) { } if (stop.IsCancellationRequested) Stop(); }", "tested under another name")]
    [InlineData("while (true) { using var linked = CancellationTokenSource.CreateLinkedTokenSource(token); try { await Receive(linked.Token); } catch (Exception) { } if (linked.IsCancellationRequested) Stop(); }", "tested by the source")]
    [InlineData("while (!source.IsCancellationRequested) { try { await Receive(source.Token); } catch (Exception) { } }", "the source is tested")]
    [InlineData("while (true) { try { await Receive(token); } catch (OperationCanceledException) { break; } catch (Exception) { } }", "left by another handler")]
    [InlineData("while (true) { try { await Receive(token); } catch (TaskCanceledException) { break; } catch (Exception) { } }", "left by another handler")]
    [InlineData("while (true) { try { await Receive(token); } catch (OperationCanceledException) when (token.IsCancellationRequested) { break; } catch (Exception) { } }", "left by another handler")]
    [InlineData("while (true) { try { await Receive(token); } catch (Exception e) when (e is not OperationCanceledException) { } }", "a filter")]
    [InlineData("while (true) { try { await Receive(token); } catch (Exception) when (!token.IsCancellationRequested) { } }", "a filter")]
    [InlineData("while (true) { try { await Receive(token); } catch (Exception) { throw; } }", "thrown on")]
    [InlineData("while (true) { try { await Receive(token); } catch (Exception) { if (Do() > 3) throw; } }", "thrown on in the end")]
    [InlineData("while (true) { try { await Receive(token); } catch (Exception e) { Fail(e); } }", "a helper throws")]
    [InlineData("while (true) { try { await Receive(token); } catch (Exception e) { Check(e); } }", "a helper may throw")]
    [InlineData("while (true) { try { await Receive(token); } catch (Exception e) { System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e); } }", "a helper throws")]
    [InlineData("while (true) { try { await Receive(token); } catch (Exception) { return; } }", "returns")]
    [InlineData("while (true) { try { await Receive(token); } catch (Exception) { break; } }", "breaks")]
    [InlineData("while (true) { try { await Receive(token); } catch (Exception) { goto end; } } end: Do();", "jumps")]
    [InlineData("while (true) { try { await Receive(token); } catch (Exception) { } if (Do() > 3) break; }", "something else ends it")]
    [InlineData("while (running) { try { await Receive(token); } catch (Exception) { } }", "a field may end it")]
    [InlineData("while (IsRunning()) { try { await Receive(token); } catch (Exception) { } }", "a call may end it")]
    [InlineData("var done = false; token.Register(() => done = true); while (!done) { try { await Receive(token); } catch (Exception) { } }", "a callback ends it")]
    [InlineData("while (true) { try { if (Do() > 1) return; await Receive(token); } catch (Exception) { } }", "may be left before")]
    [InlineData("while (true) { try { if (Do() > 1) await Receive(token); } catch (Exception) { } }", "may not come to it")]
    [InlineData("while (true) { try { foreach (var i in new[] { 1 }) await Receive(token); } catch (Exception) { } }", "may not come to it")]
    [InlineData("while (true) { if (Do() > 1) { try { await Receive(token); } catch (Exception) { } } }", "may not come to it")]
    [InlineData("while (true) { try { _ = Do() > 1 && await Read(token) > 1; } catch (Exception) { } }", "may not come to it")]
    [InlineData("while (true) { try { await Receive(default); } catch (Exception) { } }", "no token")]
    [InlineData("while (true) { try { await Receive(CancellationToken.None); } catch (Exception) { } }", "nobody's token")]
    [InlineData("while (true) { using var timeout = new CancellationTokenSource(100); try { await Receive(timeout.Token); } catch (Exception) { } }", "a time-out")]
    [InlineData("var timeout = new CancellationTokenSource(100); while (true) { try { await Receive(timeout.Token); } catch (Exception) { timeout = new(100); } }", "a time-out")]
    [InlineData("while (true) { try { await Task.Delay(100, source.Token); } catch (OperationCanceledException) { } }", "a signal")]
    [InlineData("while (true) { try { await Task.WhenAny(Receive(token), Task.Delay(100, token)); } catch (Exception) { } }", "WhenAny throws nothing")]
    [InlineData("while (true) { try { await Task.WhenAny(Receive(token)); await Receive(token); } catch (IOException) { } }", "catches something else")]
    [InlineData("while (true) { try { await Quiet(token); } catch (Exception) { } }", "the callee catches")]
    [InlineData("while (true) { try { try { await Receive(token); } catch (OperationCanceledException) { return; } } catch (Exception) { } }", "caught inside")]
    [InlineData("try { await Receive(token); } catch (Exception) { }", "no loop")]
    [InlineData("try { while (true) { await Receive(token); } } catch (Exception) { }", "outside the loop")]
    [InlineData("while (true) { await Run(async () => { try { await Receive(token); } catch (Exception) { } }); }", "another function")]
    [InlineData("while (true) { try { await Run(() => Receive(token)); } catch (Exception) { } }", "given to another function")]
    [InlineData("foreach (var listener in listeners) { try { await listener.Notify(token); } catch (Exception) { } }", "all are to be told")]
    [InlineData("foreach (var handler in handlers) { try { await handler(token); } catch (Exception) { } }", "all are to be told")]
    [InlineData("for (var i = 0; i < 3; i++) { try { await Receive(token); } catch (OperationCanceledException) { } }", "named, and comes to an end")]
    [InlineData("for (var i = 0; i < 3; i++) { try { await Receive(token); } catch (Exception) { } } token.ThrowIfCancellationRequested();", "tested behind")]
    [InlineData("while (!token.IsCancellationRequested) { foreach (var i in new[] { 1 }) { try { await Receive(token); } catch (Exception) { } } }", "tested around")]
    [InlineData("for (var i = 0; i < 3 && !token.IsCancellationRequested; i++) { try { await Receive(token); } catch (Exception) { } }", "the condition tests the token")]
    [InlineData("for (var i = 0; i < 3; i++) { try { await Receive(token); } catch (Exception) { if (i == 2) throw; } }", "thrown on in the end")]
    public Task Silent_where_something_ends_the_loop(string body, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3009CancellationSwallowed>(Class(body));
    }

    [Fact]
    public Task Silent_in_tests() => Verify.Silent<ASL3009CancellationSwallowed>(
        "namespace Xunit { public class FactAttribute : Attribute { } }\n" + Class("while (true) { try { await Receive(token); } catch (Exception) { } }"));

    [Fact]
    public Task Silent_without_cancellation_tokens() => Verify.Silent<ASL3009CancellationSwallowed>(
        Class("while (true) { try { await Receive(token); } catch (Exception) { } }"), new() { References = [], AllowErrors = true });

    [Fact]
    public Task Silent_in_broken_code() => Verify.Silent<ASL3009CancellationSwallowed>(
        Class("while (true { try { await Receive(; } catch (Exception { } } while (x) { try { await Receive(y); } catch { }"), new() { AllowErrors = true });

    [Fact]
    public Task Reports_in_every_kind_of_function() => Verify.Reports<ASL3009CancellationSwallowed>("""
        var stop = new CancellationTokenSource();
        await Work(stop.Token);

        static async Task Work(CancellationToken token)
        {
            while (true) { try { await Task.Delay(1, token); } {|ASL3009:catch|} { } }
        }

        class C
        {
            readonly CancellationTokenSource stop = new();

            Func<CancellationToken, Task> field = async token =>
            {
                while (true) { try { await Task.Delay(1, token); } {|ASL3009:catch|} { } }
            };

            Func<Task> Loop => async () =>
            {
                while (true) { try { await Task.Delay(1, stop.Token); } {|ASL3009:catch|} { } }
            };

            async IAsyncEnumerable<int> Items([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
            {
                yield return 1;
                while (true) { try { await Task.Delay(1, token); } {|ASL3009:catch|} { } }
            }
        }
        """);

    [Fact]
    public Task The_fix_lets_exceptions_out_once_the_token_is_cancelled() => VerifyFix.Of<ASL3009CancellationSwallowed, ASL3009CancellationSwallowedFix>(
        """
        class C
        {
            readonly CancellationTokenSource source = new();

            async Task M(CancellationToken token, IEnumerable<string> paths)
            {
                while (true)
                {
                    try
                    {
                        await Task.Delay(1, token);
                    }
                    {|ASL3009:catch|} (Exception e) // logged
                    {
                        Console.WriteLine(e);
                    }
                }
            }

            async Task N(CancellationToken token, IEnumerable<string> paths)
            {
                foreach (var path in paths)
                {
                    try { await File.ReadAllTextAsync(path, this.source.Token); }
                    {|ASL3014:catch|} { /* next */ }
                }

                while (true)
                {
                    using var linked = CancellationTokenSource.CreateLinkedTokenSource(token);
                    try
                    {
                        await Task.Delay(1, linked.Token);
                    }
                    {|ASL3009:catch|} (OperationCanceledException)
                    {
                    }
                }
            }
        }
        """,
        """
        class C
        {
            readonly CancellationTokenSource source = new();

            async Task M(CancellationToken token, IEnumerable<string> paths)
            {
                while (true)
                {
                    try
                    {
                        await Task.Delay(1, token);
                    }
                    catch (Exception e) when (!token.IsCancellationRequested) // logged
                    {
                        Console.WriteLine(e);
                    }
                }
            }

            async Task N(CancellationToken token, IEnumerable<string> paths)
            {
                foreach (var path in paths)
                {
                    try { await File.ReadAllTextAsync(path, this.source.Token); }
                    catch when (!this.source.IsCancellationRequested) { /* next */ }
                }

                while (true)
                {
                    using var linked = CancellationTokenSource.CreateLinkedTokenSource(token);
                    try
                    {
                        await Task.Delay(1, linked.Token);
                    }
                    catch (OperationCanceledException) when (!token.IsCancellationRequested)
                    {
                    }
                }
            }
        }
        """);

    [Theory]
    [InlineData("async void N() { while (true) { try { await Receive(source.Token); } {|ASL3009:catch|} (Exception) { } } } N();")]
    [InlineData("Action act = async () => { while (true) { try { await Receive(token); } {|ASL3009:catch|} (Exception) { } } };")]
    public Task No_fix_where_the_exception_would_end_the_process(string body) => VerifyFix.None<ASL3009CancellationSwallowed, ASL3009CancellationSwallowedFix>(Class(body));

    static string Class(string body) => $$"""
        #pragma warning disable CS0649, CS0414, CS0169, CS0164, CS0162, CS1998, CS4014, CS0219, CS0168, CS8321, CS8424
        class C
        {
            CancellationTokenSource source = new();
            readonly CancellationTokenSource readOnly = new();
            readonly CancellationToken kept;
            volatile bool running;
            bool IsRunning() => running;
            int Do() => Console.Read();
            IListener[] listeners;
            Func<CancellationToken, Task>[] handlers;
            [System.Diagnostics.CodeAnalysis.DoesNotReturn] void Fail(Exception e) => Environment.Exit(1);
            void Check(Exception e) { if (e is OperationCanceledException) throw new IOException("", e); }
            void Stop() => Environment.Exit(1);
            void Report(Action action) => action();
            Task Run(Func<Task> run) => run();
            async Task Receive(CancellationToken token) { await Task.Delay(100, token); throw new IOException(); }
            async Task<int> Read(CancellationToken token) { await Task.Delay(100, token); return 1; }
            async Task Quiet(CancellationToken token) { try { await Task.Delay(100, token); } catch (Exception) { } }
            async IAsyncEnumerable<int> Items(CancellationToken token = default) { await Task.Delay(100, token); yield return 1; }
            async Task M(CancellationToken token, Context context)
            {
                {{body}}
            }
        }

        interface IListener
        {
            Task Notify(CancellationToken token);
        }

        class Context
        {
            public CancellationToken Token { get; }
            public int Retries { get; }
        }
        """;
}
