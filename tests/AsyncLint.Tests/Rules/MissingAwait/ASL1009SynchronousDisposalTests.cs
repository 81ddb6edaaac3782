using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.MissingAwait;

public sealed class ASL1009SynchronousDisposalTests
{
    const string Types = """
        using System.Data.Common;
        using System.IO.Compression;
        using System.Security.Cryptography;
        using System.Text.Json;

        sealed class Session : IDisposable, IAsyncDisposable
        {
            public Task SendAsync() => Task.Delay(1);
            public void Dispose() { }
            public async ValueTask DisposeAsync() => await SendAsync();
        }

        class Node : IDisposable, IAsyncDisposable
        {
            public void Dispose() { }
            public async ValueTask DisposeAsync() { await DisposeAsyncCore().ConfigureAwait(false); GC.SuppressFinalize(this); }
            protected virtual async ValueTask DisposeAsyncCore() => await Task.Delay(1);
        }

        sealed class Wrapper : IDisposable, IAsyncDisposable
        {
            public void Dispose() { }
            public ValueTask DisposeAsync() { Dispose(); return default; }
        }

        sealed class Empty : IDisposable, IAsyncDisposable
        {
            public void Dispose() { }
            public ValueTask DisposeAsync() => default;
        }

        sealed class Hidden : IDisposable, IAsyncDisposable
        {
            public void Dispose() { }
            async ValueTask IAsyncDisposable.DisposeAsync() => await Task.Delay(1);
        }

        """;

    static string InAsync(string statements) => Types + $$"""
        class C
        {
            async Task M(Stream target, System.Net.Sockets.NetworkStream net, DbConnection connection, DbTransaction transaction, Session field, Session? maybe, bool flag)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("{|ASL1009:using|} var writer = new StreamWriter(net); await writer.WriteAsync(\"\");")]
    [InlineData("{|ASL1009:using|} (var writer = new StreamWriter(net)) { await writer.WriteAsync(\"\"); }")]
    [InlineData("{|ASL1009:using|} var zip = new GZipStream(net, CompressionMode.Compress); await target.CopyToAsync(zip);")]
    [InlineData("{|ASL1009:using|} var writer = new StreamWriter(new BrotliStream(net, CompressionLevel.Fastest)); await writer.WriteAsync(\"\");")]
    [InlineData("{|ASL1009:using|} var json = new Utf8JsonWriter(net); static Task WriteAsync(Utf8JsonWriter writer) => Task.CompletedTask; await WriteAsync(json);")]
    [InlineData("{|ASL1009:using|} var session = new Session();")]
    [InlineData("{|ASL1009:using|} (new Session()) { }")]
    [InlineData("{|ASL1009:using|} (field) { }")]
    [InlineData("{|ASL1009:using|} var node = new Node();")]
    [InlineData("{|ASL1009:using|} Session a = new(), b = new();")]
    [InlineData("{|ASL1009:field.Dispose()|};")]
    [InlineData("maybe?{|ASL1009:.Dispose()|};")]
    [InlineData("{|ASL1009:using|} var hidden = new Hidden();")]
    [InlineData("if (flag) { {|ASL1009:using|} var session = new Session(); }")]
    [InlineData("Func<Task> f = async () => { {|ASL1009:using|} var session = new Session(); await session.SendAsync(); };")]
    public Task Work_that_is_left_is_reported(string statements) => Verify.Reports<ASL1009SynchronousDisposal>(InAsync(statements));

    [Theory]
    [InlineData("{|ASL1010:using|} var writer = new StreamWriter(net); writer.Write(1);", "it wrote synchronously all along")]
    [InlineData("{|ASL1010:using|} var started = await connection.BeginTransactionAsync();", "what a provider does is not known")]
    [InlineData("{|ASL1010:using|} (connection) { }", "nor whether it closes anything")]
    [InlineData("{|ASL1010:transaction.Dispose()|};", "the same for a call")]
    [InlineData("{|ASL1010:using|} var empty = new Empty();", "it may be filled one day")]
    public Task A_disposal_that_may_wait_is_a_suggestion(string statements, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Reports<ASL1009SynchronousDisposal>(InAsync(statements));
    }

    [Theory]
    [InlineData("await using var writer = new StreamWriter(\"f\"); await writer.WriteAsync(\"\");")]
    [InlineData("using var writer = new StreamWriter(net); await writer.WriteAsync(\"\"); await writer.FlushAsync();")]
    [InlineData("using var writer = new StreamWriter(new MemoryStream()); await writer.WriteAsync(\"\");")]
    [InlineData("var memory = new MemoryStream(); using var zip = new GZipStream(memory, CompressionMode.Compress); await target.CopyToAsync(zip);")]
    [InlineData("using var writer = new StreamWriter(new GZipStream(new MemoryStream(), CompressionMode.Compress)); await writer.WriteAsync(\"\");")]
    [InlineData("using var zip = new GZipStream(net, CompressionMode.Decompress); await zip.ReadAsync(new byte[1]);")]
    [InlineData("using var writer = new StreamWriter(\"f\"); await writer.WriteAsync(\"\");")]
    [InlineData("using var file = new FileStream(\"f\", FileMode.Create); await file.WriteAsync(new byte[1]);")]
    [InlineData("using var file = File.OpenRead(\"f\");")]
    [InlineData("using var file = new FileStream(\"f\", FileMode.Open, FileAccess.Read);")]
    [InlineData("using var crypto = new CryptoStream(target, SHA256.Create(), CryptoStreamMode.Read); await crypto.ReadAsync(new byte[1]);")]
    [InlineData("using var stream = Stream.Null;")]
    [InlineData("using var memory = new MemoryStream(); await memory.WriteAsync(new byte[1]);")]
    [InlineData("using var command = connection.CreateCommand();")]
    [InlineData("using var wrapper = new Wrapper();")]
    [InlineData("using var registration = CancellationToken.None.Register(() => { });")]
    [InlineData("using var timer = new Timer(_ => { });")]
    [InlineData("using var source = new CancellationTokenSource();")]
    [InlineData("using IDisposable session = new Session();")]
    [InlineData("lock (target) { field.Dispose(); }")]
    [InlineData("if (flag) await field.DisposeAsync(); else field.Dispose();")]
    [InlineData("Action f = () => { using var session = new Session(); };")]
    [InlineData("void Local() { using var session = new Session(); }")]
    public Task Nothing_to_wait_for_or_no_place_for_await_is_silent(string statements) => Verify.Silent<ASL1009SynchronousDisposal>(InAsync(statements));

    [Fact]
    public Task Sync_functions_and_the_type_itself_are_silent() => Verify.Silent<ASL1009SynchronousDisposal>(Types + """
        class C : IAsyncDisposable, IDisposable
        {
            readonly Session session = new();
            void M() { using var other = new Session(); }
            Task N() { using var other = new Session(); return Task.CompletedTask; }
            public void Dispose() => session.Dispose();
            public async ValueTask DisposeAsync() { await session.DisposeAsync(); Dispose(); }
            int P { get { using var other = new Session(); return 1; } }
            C() { using var other = new Session(); }
        }
        """);

    [Fact]
    public Task Top_level_code_with_an_await_is_async() => Verify.Reports<ASL1009SynchronousDisposal>("""
        {|ASL1009:using|} var writer = new StreamWriter(new System.Net.Sockets.NetworkStream(null!));
        await writer.WriteAsync("");
        """);

    [Fact]
    public Task A_response_of_ASPNET_Core_is_reported() => Verify.Reports<ASL1009SynchronousDisposal>(
        "using Microsoft.AspNetCore.Http; class C { async Task M(HttpContext c) { {|ASL1009:using|} var writer = new StreamWriter(c.Response.Body); await writer.WriteAsync(\"\"); } }",
        new() { References = References.AspNetCore });

    [Fact]
    public Task A_scope_of_services_has_a_message_of_its_own() => Verify.Message<ASL1009SynchronousDisposal>(
        """
        namespace Microsoft.Extensions.DependencyInjection
        {
            public readonly struct AsyncServiceScope : IDisposable, IAsyncDisposable
            {
                public void Dispose() { }
                public ValueTask DisposeAsync() => default;
            }
        }

        class C
        {
            async Task M(Microsoft.Extensions.DependencyInjection.AsyncServiceScope scope)
            {
                {|ASL1009:using|} (scope) { await Task.Yield(); }
            }
        }
        """,
        "'scope' is disposed synchronously: a service in it that has only 'DisposeAsync' makes 'Dispose' throw");

    [Fact]
    public Task What_has_no_name_is_called_by_its_type() => Verify.Message<ASL1009SynchronousDisposal>(
        "class C { async Task M(Task<System.Data.Common.DbDataReader> t) { {|ASL1010:using|} (await t.ConfigureAwait(false)) { } } }",
        "The object of type 'DbDataReader' is disposed synchronously, although it has 'DisposeAsync': 'await using' frees the thread while the disposal waits");

    [Theory]
    [InlineData("{|ASL1010:using|} (connection) { }", "'connection' is disposed synchronously, although it has 'DisposeAsync': 'await using' frees the thread while the disposal waits")]
    [InlineData("{|ASL1010:connection.Dispose()|};", "'connection' is disposed synchronously, although it has 'DisposeAsync': 'await connection.DisposeAsync()' frees the thread while the disposal waits")]
    [InlineData("connection?{|ASL1010:.Dispose()|};", "'connection' is disposed synchronously, although it has 'DisposeAsync': 'await connection.DisposeAsync()' frees the thread while the disposal waits")]
    [InlineData("{|ASL1010:connection.BeginTransaction().Dispose()|};", "The object of type 'DbTransaction' is disposed synchronously, although it has 'DisposeAsync': awaiting 'DisposeAsync' frees the thread while the disposal waits")]
    [InlineData("{|ASL1009:using|} (new Session()) { }", "The object of type 'Session' is disposed synchronously: its 'DisposeAsync' waits for something, which 'Dispose' blocks on or leaves out")]
    public Task The_message_says_what_to_write_in_this_place(string statements, string message) => Verify.Message<ASL1009SynchronousDisposal>(InAsync(statements), message);

    [Fact]
    public Task Without_async_disposal_there_is_nothing_to_say() => Verify.Silent<ASL1009SynchronousDisposal>(
        "class C { async Task M(Missing x) { using (x) { await Task.Yield(); } } }", new() { AllowErrors = true });

    [Theory]
    [InlineData("{|ASL1009:using|} var session = new Session(); // c", "await using var session = new Session(); // c")]
    [InlineData("{|ASL1009:using|} (var a = new Session()) { }", "await using (var a = new Session()) { }")]
    [InlineData("{|ASL1009:using|} (var a = new Session())\n        {|ASL1009:using|} (var b = new Session()) { }", "await using (var a = new Session())\n        await using (var b = new Session()) { }")]
    [InlineData("{|ASL1009:field.Dispose()|};", "await field.DisposeAsync();")]
    [InlineData("maybe?{|ASL1009:.Dispose()|};", "await (maybe?.DisposeAsync() ?? default);")]
    [InlineData("{|ASL1010:using|} (connection) { }", "await using (connection) { }")]
    [InlineData("// why\n        {|ASL1009:using|} var hidden = new Hidden();", "// why\n        await using var hidden = new Hidden();")]
    public Task The_fix_awaits_the_disposal(string before, string after) =>
        VerifyFix.Of<ASL1009SynchronousDisposal, ASL1009SynchronousDisposalFix>(InAsync(before), InAsync(after));

    [Fact]
    public Task A_call_without_a_public_counterpart_is_left_alone() =>
        VerifyFix.None<ASL1009SynchronousDisposal, ASL1009SynchronousDisposalFix>(InAsync("var hidden = new Hidden(); {|ASL1009:hidden.Dispose()|};"));

    [Fact]
    public Task The_policy_of_the_file_holds_for_calls() => VerifyFix.Of<ASL1009SynchronousDisposal, ASL1009SynchronousDisposalFix>(
        Types + "class C { async Task M(Session s, Task t) { await t.ConfigureAwait(false); await t.ConfigureAwait(false); await t.ConfigureAwait(false); {|ASL1009:s.Dispose()|}; } }",
        Types + "class C { async Task M(Session s, Task t) { await t.ConfigureAwait(false); await t.ConfigureAwait(false); await t.ConfigureAwait(false); await s.DisposeAsync().ConfigureAwait(false); } }");
}
