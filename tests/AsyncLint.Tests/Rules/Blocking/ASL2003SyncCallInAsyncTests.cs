using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.Blocking;

public sealed class ASL2003SyncCallInAsyncTests
{
    const string Usings = """
        using System.Data;
        using System.Data.Common;
        using System.Diagnostics;
        using System.IO.Compression;
        using System.IO.Pipes;
        using System.Net;
        using System.Net.Sockets;
        using System.Security.Cryptography;
        using System.Text;
        using System.Text.Json;

        """;

    static string In(string member) => Usings + $$"""
        class C
        {
            {{member}}
        }
        """;

    [Theory]
    [InlineData("async Task<string> M(Stream s) { using var r = new StreamReader(s); await Task.Yield(); return {|ASL2003:r.ReadToEnd()|}; }")]
    [InlineData("async Task<string> M(TextReader r) { await Task.Yield(); return {|ASL2003:r.ReadLine()|}; }")]
    [InlineData("async Task<int> M(Stream s, byte[] b) { await Task.Yield(); return {|ASL2003:s.Read(b, 0, b.Length)|}; }")]
    [InlineData("async Task<int> M(Stream s, byte[] b) { await Task.Yield(); return {|ASL2003:s.Read(b)|}; }")]
    [InlineData("async Task M(Stream s, byte[] b) { await Task.Yield(); {|ASL2003:s.Write(b, 0, b.Length)|}; }")]
    [InlineData("async Task M(Stream s, Stream t) { await Task.Yield(); {|ASL2003:s.CopyTo(t)|}; }")]
    [InlineData("async Task M(NetworkStream s, byte[] b) { await Task.Yield(); {|ASL2003:s.ReadExactly(b, 0, 4)|}; }")]
    [InlineData("async Task M(GZipStream s, byte[] b) { await Task.Yield(); {|ASL2003:s.Write(b, 0, 4)|}; }")]
    [InlineData("async Task M(CryptoStream s) { await Task.Yield(); {|ASL2003:s.FlushFinalBlock()|}; }")]
    [InlineData("async Task M(StreamWriter w) { await Task.Yield(); {|ASL2003:w.Flush()|}; }")]
    [InlineData("async Task<string> M() { await Task.Yield(); return {|ASL2003:File.ReadAllText(\"a\")|}; }")]
    [InlineData("async Task<string[]> M() { await Task.Yield(); return {|ASL2003:File.ReadAllLines(\"a\", Encoding.UTF8)|}; }")]
    [InlineData("async Task M(byte[] b) { await Task.Yield(); {|ASL2003:File.WriteAllBytes(\"a\", b)|}; }")]
    [InlineData("async Task M(NamedPipeServerStream p) { await Task.Yield(); {|ASL2003:p.WaitForConnection()|}; }")]
    [InlineData("async Task M(NamedPipeClientStream p) { await Task.Yield(); {|ASL2003:p.Connect(5)|}; }")]
    [InlineData("async Task M(Socket s, EndPoint e) { await Task.Yield(); {|ASL2003:s.Connect(e)|}; }")]
    [InlineData("async Task<Socket> M(Socket s) { await Task.Yield(); return {|ASL2003:s.Accept()|}; }")]
    [InlineData("async Task<TcpClient> M(TcpListener s) { await Task.Yield(); return {|ASL2003:s.AcceptTcpClient()|}; }")]
    [InlineData("async Task M(TcpClient s) { await Task.Yield(); {|ASL2003:s.Connect(\"a\", 5)|}; }")]
    [InlineData("async Task<IPAddress[]> M() { await Task.Yield(); return {|ASL2003:Dns.GetHostAddresses(\"a\")|}; }")]
    [InlineData("async Task<HttpResponseMessage> M(HttpClient c, HttpRequestMessage r) { await Task.Yield(); return {|ASL2003:c.Send(r)|}; }")]
    [InlineData("async Task<WebResponse> M(HttpWebRequest r) { await Task.Yield(); return {|ASL2003:r.GetResponse()|}; }")]
    [InlineData("async Task<string> M(WebClient c) { await Task.Yield(); return {|ASL2003:c.DownloadString(\"a\")|}; }")]
    [InlineData("async Task M(System.Net.Mail.SmtpClient c, System.Net.Mail.MailMessage m) { await Task.Yield(); {|ASL2003:c.Send(m)|}; }")]
    [InlineData("async Task<System.Net.NetworkInformation.PingReply> M(System.Net.NetworkInformation.Ping p) { await Task.Yield(); return {|ASL2003:p.Send(\"a\")|}; }")]
    [InlineData("async Task M(DbConnection c) { await Task.Yield(); {|ASL2003:c.Open()|}; }")]
    [InlineData("async Task<DbTransaction> M(DbConnection c) { await Task.Yield(); return {|ASL2003:c.BeginTransaction()|}; }")]
    [InlineData("async Task<int> M(DbCommand c) { await Task.Yield(); return {|ASL2003:c.ExecuteNonQuery()|}; }")]
    [InlineData("async Task<object> M(DbCommand c) { await Task.Yield(); return {|ASL2003:c.ExecuteScalar()|}; }")]
    [InlineData("async Task<DbDataReader> M(DbCommand c) { await Task.Yield(); return {|ASL2003:c.ExecuteReader(CommandBehavior.CloseConnection)|}; }")]
    [InlineData("async Task M(DbDataReader r) { await Task.Yield(); while ({|ASL2003:r.Read()|}) { } }")]
    [InlineData("async Task<bool> M(DbDataReader r) { await Task.Yield(); return {|ASL2003:r.NextResult()|}; }")]
    [InlineData("async Task M(DbTransaction t) { await Task.Yield(); {|ASL2003:t.Commit()|}; }")]
    [InlineData("async Task M(DbTransaction t) { try { await Task.Yield(); } catch { {|ASL2003:t.Rollback()|}; } }")]
    [InlineData("async Task<byte[]> M(Stream s, SHA256 h) { await Task.Yield(); return {|ASL2003:h.ComputeHash(s)|}; }")]
    [InlineData("async Task<byte[]> M(Stream s) { await Task.Yield(); return {|ASL2003:SHA256.HashData(s)|}; }")]
    [InlineData("async Task<JsonDocument> M(Stream s) { await Task.Yield(); return {|ASL2003:JsonDocument.Parse(s)|}; }")]
    [InlineData("async Task M(Stream s) { using var r = new StreamReader(s); while (!{|ASL2003:r.EndOfStream|}) await r.ReadLineAsync(); }")]
    [InlineData("async Task M(StreamReader r) { await Task.Yield(); var t = r?{|ASL2003:.ReadToEnd()|}; }")]
    public Task Reports_what_the_table_knows_to_do_io(string member) => Verify.Reports<ASL2003SyncCallInAsync>(In(member));

    [Fact]
    public Task Silent_where_a_command_of_Redis_asks_for_no_answer() => Verify.Reports<ASL2003SyncCallInAsync>("""
        namespace StackExchange.Redis
        {
            [Flags] public enum CommandFlags { None = 0, FireAndForget = 2, DemandMaster = 4 }
            public interface IRedis { }
            public interface IDatabase : IRedis
            {
                bool KeyDelete(string key, CommandFlags flags = CommandFlags.None);
                Task<bool> KeyDeleteAsync(string key, CommandFlags flags = CommandFlags.None);
            }
        }
        class C
        {
            async Task M(StackExchange.Redis.IDatabase db)
            {
                await Task.Yield();
                {|ASL2003:db.KeyDelete("a")|};
                {|ASL2003:db.KeyDelete("a", StackExchange.Redis.CommandFlags.DemandMaster)|};
                db.KeyDelete("a", StackExchange.Redis.CommandFlags.FireAndForget | StackExchange.Redis.CommandFlags.DemandMaster);
            }
        }
        """);

    [Fact]
    public Task Reports_a_parser_by_what_it_is_given() => Verify.Reports<ASL2003SyncCallInAsync>("""
        namespace AngleSharp.Html.Parser
        {
            interface IHtmlParser
            {
                object ParseDocument(string text);
                Task<object> ParseDocumentAsync(string text);
                object ParseDocument(Stream stream);
                Task<object> ParseDocumentAsync(Stream stream);
            }
        }
        class C
        {
            async Task M(AngleSharp.Html.Parser.IHtmlParser parser, Stream stream, byte[] bytes)
            {
                await Task.Yield();
                {|ASL2003:parser.ParseDocument(stream)|};
                parser.ParseDocument("<p>");
                parser.ParseDocument(new MemoryStream(bytes));
            }
        }
        """);

    [Theory]
    [InlineData("async ValueTask M() { await Task.Yield(); {|ASL2003:File.WriteAllText(\"a\", \"b\")|}; }")]
    [InlineData("async void M() { await Task.Yield(); {|ASL2003:File.WriteAllText(\"a\", \"b\")|}; }")]
    [InlineData("async IAsyncEnumerable<int> M() { await Task.Yield(); {|ASL2003:File.WriteAllText(\"a\", \"b\")|}; yield return 1; }")]
    [InlineData("void M() { async Task L() { await Task.Yield(); {|ASL2003:File.WriteAllText(\"a\", \"b\")|}; } }")]
    [InlineData("Func<Task> f = async () => { await Task.Yield(); {|ASL2003:File.WriteAllText(\"a\", \"b\")|}; };")]
    [InlineData("Func<Task> f = async delegate { await Task.Yield(); {|ASL2003:File.WriteAllText(\"a\", \"b\")|}; };")]
    [InlineData("int P { get { _ = Task.Run(async () => { await Task.Yield(); {|ASL2003:File.WriteAllText(\"a\", \"b\")|}; }); return 1; } }")]
    [InlineData("async Task M(List<string> l) { await Task.Yield(); l.ForEach(x => {|ASL2003:File.WriteAllText(x, x)|}); }")]
    [InlineData("async Task M(List<string> l) { await Task.Yield(); var all = l.Select(x => {|ASL2003:File.ReadAllText(x)|}).ToList(); }")]
    public Task Reports_in_every_async_function(string member) => Verify.Reports<ASL2003SyncCallInAsync>(In(member));

    [Theory]
    [InlineData("string M() => File.ReadAllText(\"a\");")]
    [InlineData("Task M() { File.WriteAllText(\"a\", \"b\"); return Task.CompletedTask; }")]
    [InlineData("async Task M() { await Task.Run(() => File.WriteAllText(\"a\", \"b\")); }")]
    [InlineData("async Task M() { await Task.Yield(); new Thread(() => File.WriteAllText(\"a\", \"b\")).Start(); }")]
    [InlineData("async Task M() { await Task.Yield(); Action a = () => File.WriteAllText(\"a\", \"b\"); }")]
    [InlineData("async Task M() { await Task.Yield(); void L() => File.WriteAllText(\"a\", \"b\"); L(); }")]
    [InlineData("async Task M(object o) { await Task.Yield(); lock (o) { File.WriteAllText(\"a\", \"b\"); } }")]
    [InlineData("async Task M() { try { await Task.Yield(); } catch (Exception) when (File.ReadAllText(\"a\") == \"\") { } }")]
    [InlineData("async Task M(List<string> l) { await Task.Yield(); var q = from x in l where File.ReadAllText(x) == \"\" select x; }")]
    [InlineData("async Task M() { await Task.Yield(); System.Linq.Expressions.Expression<Func<string>> e = () => File.ReadAllText(\"a\"); }")]
    [InlineData("string t = File.ReadAllText(\"a\");")]
    [InlineData("async Task M(string n) { await Task.Yield(); n = nameof(File.ReadAllText); Func<string, string> f = File.ReadAllText; }")]
    [InlineData("async Task M(List<string> l) { await Task.Yield(); Parallel.ForEach(l, x => File.WriteAllText(x, x)); }")]
    [InlineData("async Task M(List<string> l, bool async) { await Task.Yield(); l.ForEach(x => File.WriteAllText(x, x)); }")]
    [InlineData("async Task M(StreamReader r, bool async) { await Task.Yield(); while (!r.EndOfStream) { } }")]
    public Task Silent_where_no_await_could_stand(string member) => Verify.Silent<ASL2003SyncCallInAsync>(In(member));

    [Theory]
    [InlineData("async Task M(MemoryStream s, byte[] b) { await Task.Yield(); s.Write(b, 0, 1); s.Read(b, 0, 1); s.Flush(); }")]
    [InlineData("async Task<string> M(StringReader r) { await Task.Yield(); return r.ReadToEnd(); }")]
    [InlineData("async Task M(StringWriter w) { await Task.Yield(); w.Write(\"a\"); w.WriteLine(\"b\"); w.Flush(); }")]
    [InlineData("async Task<string> M(byte[] b) { await Task.Yield(); using var r = new StreamReader(new MemoryStream(b)); return r.ReadToEnd(); }")]
    [InlineData("async Task<string> M(byte[] b) { await Task.Yield(); Stream s = new MemoryStream(b); using var r = new StreamReader(s, Encoding.UTF8); return r.ReadLine(); }")]
    [InlineData("async Task<string> M(byte[] b) { await Task.Yield(); using (var s = new MemoryStream(b)) using (var z = new GZipStream(s, CompressionMode.Decompress)) using (TextReader r = new StreamReader(z)) return r.ReadToEnd(); }")]
    [InlineData("async Task M(byte[] b) { await Task.Yield(); Stream s; if (b == null) s = Stream.Null; else s = new MemoryStream(); s.Write(b, 0, 1); }")]
    [InlineData("async Task M(byte[] b, ICryptoTransform t) { await Task.Yield(); var m = new MemoryStream(); using var c = new CryptoStream(m, t, CryptoStreamMode.Write); c.Write(b, 0, 1); c.FlushFinalBlock(); }")]
    [InlineData("async Task M() { await Task.Yield(); TextWriter w = new StringWriter(); w.WriteLine(1); w.Write(\"a\"); }")]
    [InlineData("async Task M(byte[] b) { await Task.Yield(); new MemoryStream(b).CopyTo(new MemoryStream()); }")]
    [InlineData("async Task<JsonDocument> M(byte[] b) { await Task.Yield(); return JsonDocument.Parse(new MemoryStream(b)); }")]
    [InlineData("async Task<byte[]> M(byte[] b, SHA256 h) { await Task.Yield(); return h.ComputeHash(new MemoryStream(b)); }")]
    [InlineData("async Task<byte[]> M(byte[] b) { await Task.Yield(); return SHA256.HashData(b); }")]
    [InlineData("async Task M(byte[] b) { await Task.Yield(); using var z = new ZipArchive(new MemoryStream(b)); using var r = new StreamReader(z.GetEntry(\"a\").Open()); r.ReadToEnd(); }")]
    [InlineData("async Task<string> M() { await Task.Yield(); using var s = typeof(C).Assembly.GetManifestResourceStream(\"a\"); using var r = new StreamReader(s); return r.ReadToEnd(); }")]
    [InlineData("async Task<string> M(HttpClient c) { var a = await c.GetAsync(\"a\"); using var r = new StreamReader(await a.Content.ReadAsStreamAsync()); return r.ReadToEnd(); }")]
    [InlineData("async Task<string> M(HttpClient c) { using var a = await c.GetAsync(\"a\").ConfigureAwait(false); using var s = await a.Content.ReadAsStreamAsync().ConfigureAwait(false); using var r = new StreamReader(s); return r.ReadLine(); }")]
    [InlineData("async Task M() { await Task.Yield(); Console.WriteLine(\"a\"); Console.Out.WriteLine(\"a\"); Console.Error.Flush(); Console.In.ReadLine(); }")]
    [InlineData("async Task M() { await Task.Yield(); var o = Console.Out; o.WriteLine(\"a\"); using var r = new StreamReader(Console.OpenStandardInput()); r.ReadLine(); }")]
    [InlineData("async Task M(byte[] b) { using var r = new StreamReader(new MemoryStream(b)); while (!r.EndOfStream) await r.ReadLineAsync(); }")]
    [InlineData("async Task M(System.Buffers.IBufferWriter<byte> b) { await Task.Yield(); using var w = new Utf8JsonWriter(b); w.Flush(); }")]
    public Task Silent_in_memory(string member) => Verify.Silent<ASL2003SyncCallInAsync>(In(member));

    [Theory]
    [InlineData("async Task<string> M(HttpClient c) { var a = await c.GetAsync(\"a\", HttpCompletionOption.ResponseHeadersRead); using var r = new StreamReader(await a.Content.ReadAsStreamAsync()); return {|ASL2003:r.ReadToEnd()|}; }")]
    [InlineData("async Task M(byte[] b, Stream t) { await Task.Yield(); Stream s = new MemoryStream(b); if (b == null) s = t; {|ASL2003:s.Write(b, 0, 1)|}; }")]
    [InlineData("async Task M(byte[] b, Stream t) { await Task.Yield(); var s = new MemoryStream(b); {|ASL2003:s.CopyTo(t)|}; }")]
    [InlineData("async Task M(byte[] b) { await Task.Yield(); using var f = new FileStream(\"a\", FileMode.Open); {|ASL2003:f.Write(b, 0, 1)|}; }")]
    [InlineData("async Task M(Dictionary<int, Stream> d, byte[] b) { await Task.Yield(); Stream s = new MemoryStream(b); if (d.TryGetValue(1, out s)) {|ASL2003:s.Write(b, 0, 1)|}; }")]
    public Task Reports_what_is_not_certainly_in_memory(string member) => Verify.Reports<ASL2003SyncCallInAsync>(In(member));

    [Theory]
    [InlineData("async Task M(CancellationTokenSource s) { await Task.Yield(); s.Cancel(); }")]
    [InlineData("async Task M(Stream s, DbConnection c) { await Task.Yield(); s.Close(); s.Dispose(); c.Close(); }")]
    [InlineData("async Task M(System.Xml.XmlReader r) { await Task.Yield(); while (r.Read()) { } }")]
    [InlineData("async Task M(System.Xml.XmlWriter w) { await Task.Yield(); w.WriteStartDocument(); w.Flush(); }")]
    [InlineData("async Task<bool> M(DbDataReader r) { await r.ReadAsync(); return r.IsDBNull(0) || r.GetFieldValue<int>(0) == 1; }")]
    [InlineData("async Task M(SemaphoreSlim s, Process p) { await Task.Yield(); s.Wait(); p.WaitForExit(); }")]
    [InlineData("async Task M(Task t, CancellationToken c) { await Task.Yield(); t.Wait(c); }")]
    [InlineData("async Task M(IDbCommand c) { await Task.Yield(); c.ExecuteNonQuery(); }")]
    [InlineData("async Task M(UdpClient u, IPEndPoint e) { await Task.Yield(); u.Receive(ref e); }")]
    public Task Silent_where_the_sibling_is_not_to_be_used_or_another_rules(string member) => Verify.Silent<ASL2003SyncCallInAsync>(In(member));

    [NewerCSharpFact]
    public Task Silent_where_a_span_cannot_become_a_memory() => Verify.Silent<ASL2003SyncCallInAsync>(
        In("async Task M(Stream s) { await Task.Yield(); Span<byte> b = stackalloc byte[4]; s.ReadExactly(b); }"));

    [Theory]
    [InlineData("async Task<string> M(TextReader r, bool async) => async ? await r.ReadLineAsync() : r.ReadLine();")]
    [InlineData("async Task M(DbConnection c, bool async) { if (async) await c.OpenAsync(); else c.Open(); }")]
    [InlineData("async Task M(DbConnection c, bool async) { if (!async) { c.Open(); return; } await c.OpenAsync(); }")]
    [InlineData("bool hasAll; async Task<string> M(TextReader r) => hasAll ? r.ReadLine() : await r.ReadLineAsync();")]
    [InlineData("async Task M(TextReader r) { if (r is StreamReader s && s.Peek() > 0) { r.ReadLine(); } else { await r.ReadLineAsync(); } }")]
    [InlineData("enum How { Sync, Async } async Task M(DbConnection c, How how) { await Task.Yield(); File.ReadAllText(\"a\"); await M(c, how); }")]
    [InlineData("async Task M(DbConnection c, bool runAsync) { await Task.Yield(); c.Open(); }")]
    public Task Silent_in_the_sync_half_of_a_pair(string member) => Verify.Silent<ASL2003SyncCallInAsync>(In(member));

    [Theory]
    [InlineData("class T { public void Go() { Thread.Sleep(1); } public Task GoAsync() => Task.Delay(1); }", "ASL2003")]
    [InlineData("class T { public void Go() => GoAsync().Wait(); public async Task GoAsync() => await Task.Delay(1); }", "ASL2003")]
    [InlineData("class T { public void Go() { GoAsync().GetAwaiter().GetResult(); } public async Task GoAsync() => await Task.Delay(1); }", "ASL2003")]
    [InlineData("class T { public void Go() { File.WriteAllText(\"a\", \"b\"); } public async Task GoAsync() => await Task.Delay(1); }", "ASL2003")]
    [InlineData("class T { SemaphoreSlim s; public void Go() { s.Wait(); } public async Task GoAsync() => await s.WaitAsync(); }", "ASL2003")]
    [InlineData("class T { public void Go() { } public async Task GoAsync() => await Task.Delay(1); }", "ASL2010")]
    [InlineData("class T { public virtual void Go() { Thread.Sleep(1); } public virtual async Task GoAsync() => await Task.Delay(1); }", "ASL2010")]
    [InlineData("class T { public void Go() { Action a = () => Thread.Sleep(1); } public async Task GoAsync() => await Task.Delay(1); }", "ASL2010")]
    [InlineData("class T { public void Go() { new MemoryStream().WriteByte(1); } public async Task GoAsync() => await Task.Delay(1); }", "ASL2010")]
    [InlineData("interface T { void Go(); Task GoAsync(CancellationToken token = default); }", "ASL2010")]
    [InlineData("abstract class T { public abstract void Go(); public abstract ValueTask GoAsync(); }", "ASL2010")]
    [InlineData("class T { } static class E { public static void Go(this T t) => Thread.Sleep(1); public static Task GoAsync(this T t) => Task.Delay(1); }", "ASL2003")]
    [InlineData("class T { public void Go() => Go(1); void Go(int n) => Thread.Sleep(n); public Task GoAsync() => Task.Delay(1); }", "ASL2003")]
    [InlineData("class T { public void Go() => Go(1); void Go(int n) => Go(); public Task GoAsync() => Task.Delay(1); }", "ASL2010")]
    public Task Judges_a_method_by_its_source(string type, string id) => Verify.Reports<ASL2003SyncCallInAsync>($$"""
        {{type}}
        class C { async Task M(T t) { await Task.Yield(); {|{{id}}:t.Go()|}; } }
        """);

    [Theory]
    [InlineData("class T { public void Go() => Thread.Sleep(1); public Task GoAsync() => Task.Run(() => Go()); }", "wraps")]
    [InlineData("class T { public void Go() => Thread.Sleep(1); public Task GoAsync() => Task.Run(Go); }", "wraps")]
    [InlineData("class T { public void Go() => Thread.Sleep(1); public Task GoAsync() { Go(); return Task.CompletedTask; } }", "wraps")]
    [InlineData("class T { public void Go() => Thread.Sleep(1); public async Task GoAsync() { await Task.Yield(); Go(); } }", "wraps")]
    [InlineData("class T { public void Go() { } public Task GoAsync() => Task.CompletedTask; }", "complete")]
    [InlineData("class T { public void Go() => Thread.Sleep(1); [Obsolete] public Task GoAsync() => Task.Delay(1); }", "obsolete")]
    [InlineData("class T { public void Go() => Thread.Sleep(1); private Task GoAsync() => Task.Delay(1); }", "inaccessible")]
    [InlineData("class T { public void Go() => Thread.Sleep(1); public Task GoAsync(int n) => Task.Delay(n); }", "other arguments")]
    [InlineData("class T { public void Go() => Thread.Sleep(1); public void GoAsync() => Task.Delay(1); }", "not awaitable")]
    [InlineData("class T { public void Go() => Thread.Sleep(1); public static Task GoAsync() => Task.Delay(1); }", "static")]
    [InlineData("class T { public void Go() => Thread.Sleep(1); }", "none")]
    public Task Silent_where_the_sibling_is_none(string type, string why) => Verify.Silent<ASL2003SyncCallInAsync>($$"""
        // {{why}}
        {{type}}
        class C { async Task M(T t) { await Task.Yield(); t.Go(); } }
        """);

    [Theory]
    [InlineData("public void Go(int n) => Thread.Sleep(n); public Task GoAsync(string s) => Task.Delay(1); async Task M() { await Task.Yield(); Go(1); }")]
    [InlineData("public void Go(Action a) => Thread.Sleep(1); public Task GoAsync(Func<Task> f) => f(); async Task M() { await Task.Yield(); Go(() => throw new Exception()); }")]
    [InlineData("public int Go(object a) => 1; public async Task<int> GoAsync(params object[] all) { await Task.Yield(); return 1; } async Task M() { await Task.Yield(); Go(\"a\"); }")]
    [InlineData("public int Go() => 1; public async Task<string> GoAsync() { await Task.Yield(); return \"\"; } async Task M() { await Task.Yield(); Go(); }")]
    public Task Silent_where_the_sibling_takes_or_gives_something_else(string members) => Verify.Silent<ASL2003SyncCallInAsync>(In(members));

    [Theory]
    [InlineData("public void Load() => Thread.Sleep(1); public async Task LoadAsync() { await Task.Yield(); Load(); }")]
    [InlineData("public void Load() => Thread.Sleep(1); public Task LoadAsync() => LoadAsync(default); public async Task LoadAsync(CancellationToken token) { await Task.Yield(); Load(); }")]
    [InlineData("public void Load() => Thread.Sleep(1); public Task LoadAsync() => LoadCoreAsync(); async Task LoadCoreAsync() { await Task.Yield(); Load(); }")]
    [InlineData("public void Load() => Thread.Sleep(1); public Task LoadAsync() { return Inner(); async Task Inner() { await Task.Yield(); Load(); } }")]
    public Task Silent_in_the_siblings_own_work(string members) => Verify.Silent<ASL2003SyncCallInAsync>(In(members));

    [Fact]
    public Task Reports_a_decorator_that_calls_the_sync_method_of_another_object() => Verify.Reports<ASL2003SyncCallInAsync>("""
        interface IStore { void Save(); Task SaveAsync(); }
        class Logged(IStore inner) : IStore
        {
            public void Save() => inner.Save();
            public async Task SaveAsync() { await Task.Yield(); {|ASL2010:inner.Save()|}; }
        }
        """);

    [Fact]
    public Task Reports_a_sync_assertion_over_an_async_delegate() => Verify.Reports<ASL2003SyncCallInAsync>("""
        static class Should
        {
            public static T Throw<T>(Func<Task> f) where T : Exception { try { Task.Run(f).GetAwaiter().GetResult(); } catch (T e) { return e; } throw new Exception(); }
            public static async Task<T> ThrowAsync<T>(Func<Task> f) where T : Exception { try { await f(); } catch (T e) { return e; } throw new Exception(); }
        }
        class C
        {
            async Task FailAsync() { await Task.Yield(); throw new InvalidOperationException(); }
            async Task M() { await Task.Yield(); {|ASL2003:Should.Throw<InvalidOperationException>(FailAsync)|}; }
        }
        """);

    [Theory]
    [InlineData("async Task M(StreamWriter w) { await Task.Yield(); {|ASL2010:w.WriteLine(\"a\")|}; }")]
    [InlineData("async Task M(TextWriter w) { await Task.Yield(); {|ASL2010:w.Write('a')|}; }")]
    [InlineData("async Task M(Stream s) { await Task.Yield(); {|ASL2010:s.Flush()|}; }")]
    public Task Suggests_for_a_writer_with_a_buffer(string member) => Verify.Reports<ASL2003SyncCallInAsync>(In(member));

    [Fact]
    public Task Suggests_where_the_program_starts() => Verify.Reports<ASL2003SyncCallInAsync>("""
        await Task.Yield();
        var text = {|ASL2010:File.ReadAllText("settings")|};
        Func<Task> later = async () => { await Task.Yield(); {|ASL2003:File.WriteAllText("a", text)|}; };
        """);

    [Fact]
    public Task Suggests_in_Main() => Verify.Reports<ASL2003SyncCallInAsync>(
        """
        static class Program
        {
            static async Task Main() { await Task.Yield(); var text = {|ASL2010:File.ReadAllText("settings")|}; }
            static async Task RunAsync() { await Task.Yield(); var text = {|ASL2003:File.ReadAllText("settings")|}; }
        }
        """,
        new() { OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication });

    const string Xunit = """
        namespace Xunit
        {
            public class FactAttribute : Attribute { }
            public static class Assert
            {
                public static void All<T>(IEnumerable<T> all, Action<T> one) { }
                public static Task AllAsync<T>(IEnumerable<T> all, Action<T> one) => null;
            }
        }
        """;

    [Fact]
    public Task Silent_in_tests_and_a_suggestion_beside_them() => Verify.Reports<ASL2003SyncCallInAsync>(
        """
        class Tests
        {
            [Xunit.Fact] public async Task Test() { await Task.Yield(); File.ReadAllText("a"); Xunit.Assert.All(new[] { 1 }, x => { }); }
            async Task HelpAsync() { await Task.Yield(); {|ASL2010:File.ReadAllText("a")|}; Xunit.Assert.All(new[] { 1 }, x => { }); }
        }
        """,
        new() { Files = { ["Xunit.cs"] = Xunit } });

    [Fact]
    public Task Reports_what_an_option_names() => Verify.Reports<ASL2003SyncCallInAsync>(
        """
        interface IStore { void Save(); Task SaveAsync(); void Load(); Task LoadAsync(); }
        class C { async Task M(IStore s) { await Task.Yield(); {|ASL2003:s.Save()|}; {|ASL2010:s.Load()|}; } }
        """,
        new() { Options = "asynclint.ASL2003.io_apis = M:IStore.Save" });

    [Fact]
    public Task Silent_about_what_an_option_names() => Verify.Silent<ASL2003SyncCallInAsync>(
        """
        interface IStore { void Save(); Task SaveAsync(); }
        class C { async Task M(IStore s, StreamReader r) { await Task.Yield(); s.Save(); File.ReadAllText("a"); while (!r.EndOfStream) { } } }
        """,
        new() { Options = "asynclint.safe_apis = T:IStore | M:System.IO.File.ReadAllText* | P:System.IO.StreamReader.EndOfStream" });

    [Theory]
    [InlineData("async Task M() { await Task.Yield(); {|ASL2003:File.ReadAllText(\"a\")|}; }",
        "'File.ReadAllText' keeps the thread that runs 'M' until its I/O is done; 'await ReadAllTextAsync' would let the thread go")]
    [InlineData("void Wait() => Thread.Sleep(1); Task WaitAsync() => Task.Delay(1); async Task M() { await Task.Yield(); {|ASL2003:Wait()|}; }",
        "'C.Wait' keeps the thread that runs 'M' until what it waits for has happened; 'await WaitAsync' would let the thread go")]
    [InlineData("async Task M(List<string> l) { await Task.Yield(); l.ForEach(x => {|ASL2003:File.WriteAllText(x, x)|}); }",
        "'File.WriteAllText' keeps the thread that runs 'M' until its I/O is done")]
    [InlineData("async Task M(StreamReader r) { await Task.Yield(); if ({|ASL2003:r.EndOfStream|}) { } }",
        "'StreamReader.EndOfStream' keeps the thread that runs 'M' until its I/O is done; 'await ReadLineAsync()' gives null at the end")]
    [InlineData("async Task M(TextWriter w) { await Task.Yield(); {|ASL2010:w.Write(1.ToString())|}; }",
        "'TextWriter.Write' has an asynchronous sibling, which 'M' could await: 'await WriteAsync'")]
    public Task The_messages_name_the_call_the_function_and_the_sibling(string member, string message) => Verify.Message<ASL2003SyncCallInAsync>(In(member), message);

    [Fact]
    public Task Silent_without_the_framework() => Verify.Silent<ASL2003SyncCallInAsync>(
        "class C { async Task M() { File.ReadAllText(); } }", new() { References = References.None, AllowErrors = true });

    [Theory]
    [InlineData("async Task M(Stream s) { await Task.Yield(); s.Read(; }")]
    [InlineData("async Task M() { await Task.Yield(); File.ReadAllText(); }")]
    [InlineData("async Task M(Missing m) { await Task.Yield(); m.Read(); }")]
    public Task Silent_in_broken_code(string member) => Verify.Silent<ASL2003SyncCallInAsync>(In(member), new() { AllowErrors = true });
}
