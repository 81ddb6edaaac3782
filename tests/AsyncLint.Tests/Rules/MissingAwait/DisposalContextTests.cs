using AsyncLint.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests.Rules.MissingAwait;

/// <summary>ASL1009 and ASL1010 where nothing is left to wait for, or somebody has decided not to.</summary>
public sealed class DisposalContextTests
{
    const string Providers = """
        using System.Data;
        using System.Data.Common;

        abstract class Provider : DbConnection
        {
            public override string ConnectionString { get; set; }
            public override string Database => "";
            public override string DataSource => "";
            public override string ServerVersion => "";
            public override ConnectionState State => default;
            public override void ChangeDatabase(string name) { }
            public override void Close() { }
            public override void Open() { }
            protected override DbTransaction BeginDbTransaction(IsolationLevel level) => new Undo();
            protected override DbCommand CreateDbCommand() => null;
        }

        sealed class Closed : Provider { public Undo Begin() => new(); }
        class Open : Provider { public static Task<Open> StartAsync() => Task.FromResult(new Open()); public static Open Start() => new(); }
        sealed class Quitting : Provider { public override ValueTask DisposeAsync() => base.DisposeAsync(); }
        sealed class Derived : Quit { }
        abstract class Quit : Provider { public override ValueTask DisposeAsync() => base.DisposeAsync(); }

        class Undo : DbTransaction
        {
            public override IsolationLevel IsolationLevel => default;
            protected override DbConnection DbConnection => null;
            public override void Commit() { }
            public override void Rollback() { }
        }

        """;

    static string WithProviders(string statements) => Providers + $$"""
        class C
        {
            async Task M(Closed closed, Open open, DbConnection any, Open[] many)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("using var c = new Closed();")]
    [InlineData("using DbConnection c = new Closed();")]
    [InlineData("using (closed) { }")]
    [InlineData("closed.Dispose();")]
    [InlineData("closed?.Dispose();")]
    [InlineData("using var c = new Open();")]
    [InlineData("using var c = Open.Start();")]
    [InlineData("using var c = await Open.StartAsync();")]
    [InlineData("using var c = await Open.StartAsync().ConfigureAwait(false);")]
    [InlineData("var c = new Open(); c.Dispose();")]
    [InlineData("using var t = closed.Begin();")]
    public Task A_provider_that_inherits_DisposeAsync_has_nothing_to_await(string statements) => Verify.Silent<ASL1009SynchronousDisposal>(WithProviders(statements));

    [Theory]
    [InlineData("{|ASL1010:using|} (any) { }", "any provider's")]
    [InlineData("{|ASL1010:using|} var t = any.BeginTransaction();", "any provider's")]
    [InlineData("{|ASL1010:using|} (open) { }", "perhaps a derived one")]
    [InlineData("{|ASL1010:open.Dispose()|};", "perhaps a derived one")]
    [InlineData("var c = many[0]; {|ASL1010:c.Dispose()|};", "perhaps a derived one")]
    [InlineData("{|ASL1010:using|} var c = new Quitting();", "an override")]
    [InlineData("{|ASL1010:using|} var c = new Derived();", "the override of a base")]
    public Task A_provider_that_may_override_DisposeAsync_is_suggested(string statements, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Reports<ASL1009SynchronousDisposal>(WithProviders(statements));
    }

    const string Json = """
        namespace Newtonsoft.Json
        {
            public abstract class JsonReader : System.IDisposable, System.IAsyncDisposable
            {
                void System.IDisposable.Dispose() { }
                System.Threading.Tasks.ValueTask System.IAsyncDisposable.DisposeAsync() => default;
            }

            public class JsonTextReader : JsonReader { public JsonTextReader(System.IO.TextReader reader) { } }

            public class JsonTextWriter : System.IDisposable, System.IAsyncDisposable
            {
                public void Dispose() { }
                public System.Threading.Tasks.ValueTask DisposeAsync() => default;
            }
        }
        """;

    // As an image, since what is compiled from source is judged by its body.
    static MetadataReference JsonReference { get; } = Compile("Newtonsoft.Json", Json);

    static PortableExecutableReference Compile(string name, string source)
    {
        using var image = new MemoryStream();
        Assert.True(CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(source)], References.NetCore, new(OutputKind.DynamicallyLinkedLibrary)).Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    [Fact]
    public Task Readers_of_JSON_and_binary_writers_only_call_Dispose() => Verify.Reports<ASL1009SynchronousDisposal>(
        """
        class C
        {
            async Task M(Stream stream)
            {
                using var json = new Newtonsoft.Json.JsonTextReader(new StreamReader(stream));
                using var binary = new BinaryWriter(stream);
                {|ASL1010:using|} var writer = new Newtonsoft.Json.JsonTextWriter();
                await stream.FlushAsync();
            }
        }
        """,
        new() { References = [.. References.NetCore, JsonReference] });

    const string Session = """
        using System.Data.Common;

        enum IOBehavior { Synchronous, Asynchronous }
        enum Mode { Fast, Slow }

        sealed class Session : IDisposable, IAsyncDisposable
        {
            public int Count { get; set; }
            public void Dispose() { }
            public Task CloseAsync() => Task.Delay(1);
            public async ValueTask DisposeAsync() => await Task.Delay(1);
        }

        """;

    [Theory]
    [InlineData("async Task M(bool async, DbConnection c) { using (c) { if (async) await c.OpenAsync(); else c.Open(); } }")]
    [InlineData("async Task M(bool useAsync) { using var s = new Session(); await Task.Yield(); }")]
    [InlineData("async Task M(IOBehavior io, Session s) { await Task.Yield(); s.Dispose(); }")]
    [InlineData("async Task M(IOBehavior io) { await Inner(); async Task Inner() { using var s = new Session(); await Task.Yield(); } }")]
    public Task A_function_that_is_told_whether_to_be_async_is_silent(string member) => Verify.Silent<ASL1009SynchronousDisposal>($"{Session}class C {{ {member} }}");

    [Theory]
    [InlineData("async Task M(bool fast, Session s) { await Task.Yield(); {|ASL1009:s.Dispose()|}; }")]
    [InlineData("async Task M(Mode mode, DbConnection c) { {|ASL1010:using|} (c) { await c.OpenAsync(); } }")]
    public Task Another_flag_says_nothing_about_it(string member) => Verify.Reports<ASL1009SynchronousDisposal>($"{Session}class C {{ {member} }}");

    [Theory]
    [InlineData("VSTHRD103")]
    [InlineData("MA0042")]
    [InlineData("MA0045")]
    [InlineData("S6966")]
    [InlineData("CA1849")]
    [InlineData("CS0168, VSTHRD103")]
    public Task A_pragma_for_a_peer_that_says_the_same_counts(string ids) => Verify.Silent<ASL1009SynchronousDisposal>(WithPragma(ids, "s.Dispose();"));

    [Theory]
    [InlineData("CA2000")]
    [InlineData("VSTHRD110")]
    public Task A_pragma_for_another_matter_does_not(string ids) => Verify.Reports<ASL1009SynchronousDisposal>(WithPragma(ids, "{|ASL1009:s.Dispose()|};"));

    [Fact]
    public Task A_pragma_ends_where_it_is_restored() => Verify.Reports<ASL1009SynchronousDisposal>(
        WithPragma("VSTHRD103", "s.Dispose();").Replace("await Task.Yield();", "await Task.Yield(); {|ASL1009:s.Dispose()|};", StringComparison.Ordinal));

    static string WithPragma(string ids, string statement) => $$"""
        {{Session}}
        class C
        {
            async Task M(Session s)
            {
        #pragma warning disable {{ids}}
                {{statement}}
        #pragma warning restore {{ids}}
                await Task.Yield();
            }
        }
        """;

    [Theory]
    [InlineData("async Task M(Session s) { await s.CloseAsync(); s.Dispose(); }")]
    [InlineData("async Task M(DbConnection c) { await c.CloseAsync().ConfigureAwait(false); c?.Dispose(); }")]
    [InlineData("async Task M(Session s) { try { await s.CloseAsync(); } finally { s.Dispose(); } }")]
    [InlineData("async Task M(Session s) { if (s != null) { await s.DisposeAsync(); } s.Dispose(); }")]
    [InlineData("Session s; async Task M() { await s.CloseAsync(); this.s.Dispose(); s = null; }")]
    [InlineData("async Task M() { using var s = new Session(); await s.CloseAsync(); }")]
    [InlineData("async Task M() { using (var s = new Session()) { await s.CloseAsync(); } }")]
    public Task What_was_closed_asynchronously_is_silent(string member) => Verify.Silent<ASL1009SynchronousDisposal>($"{Session}class C {{ {member} }}");

    [Theory]
    [InlineData("async Task M(Session s, Session t) { await t.CloseAsync(); {|ASL1009:s.Dispose()|}; }", "another object")]
    [InlineData("Session s; async Task M(C c) { await c.s.CloseAsync(); {|ASL1009:s.Dispose()|}; }", "another object's")]
    [InlineData("async Task M(Session s) { {|ASL1009:s.Dispose()|}; await s.CloseAsync(); }", "too late")]
    [InlineData("async Task M(Session s) { s.CloseAsync(); {|ASL1009:s.Dispose()|}; await Task.Yield(); }", "not awaited")]
    [InlineData("async Task M(Session s) { Func<Task> f = async () => await s.CloseAsync(); {|ASL1009:s.Dispose()|}; await f(); }", "in another function")]
    public Task What_was_not_closed_is_reported(string member, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Reports<ASL1009SynchronousDisposal>($"{Session}class C {{ {member} }}");
    }

    const string Xunit = "namespace Xunit { class FactAttribute : System.Attribute { } }\n";

    [Theory]
    [InlineData("[Xunit.Fact] async Task M() { var s = new Session(); s.Dispose(); s.Dispose(); await s.DisposeAsync(); }")]
    [InlineData("[Xunit.Fact] async Task M() { var s = new Session(); await Task.Yield(); s.Dispose(); Func<int> f = () => s.Count; f(); }")]
    public Task A_test_of_Dispose_itself_is_silent(string member) => Verify.Silent<ASL1009SynchronousDisposal>($"{Session}{Xunit}class C {{ {member} }}");

    [Theory]
    [InlineData("[Xunit.Fact] async Task M() { var s = new Session(); await Task.Yield(); {|ASL1009:s.Dispose()|}; }", "the end of the object")]
    [InlineData("[Xunit.Fact] async Task M() { var s = new Session(); await Task.Yield(); {|ASL1009:s.Dispose()|}; s = new Session(); s.Count++; }", "the next object")]
    [InlineData("[Xunit.Fact] async Task M() { {|ASL1009:using|} var s = new Session(); await Task.Yield(); s.Count++; }", "not a statement")]
    [InlineData("async Task M(Session s) { {|ASL1009:s.Dispose()|}; await Task.Delay(s.Count); }", "not a test")]
    public Task Other_disposals_in_tests_are_reported(string member, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Reports<ASL1009SynchronousDisposal>($"{Session}{Xunit}class C {{ {member} }}");
    }
}
