using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.Blocking;

public sealed class ASL2003SyncCallInAsyncFixTests
{
    static Task Fix(string before, string after, Setup? setup = null) => VerifyFix.Of<ASL2003SyncCallInAsync, ASL2003SyncCallInAsyncFix>(before, after, setup);

    static string In(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;

    [Theory]
    [InlineData(
        "async Task<string> M(StreamReader r) { await Task.Yield(); return {|ASL2003:r.ReadToEnd()|}.Trim(); }",
        "async Task<string> M(StreamReader r) { await Task.Yield(); return (await r.ReadToEndAsync()).Trim(); }")]
    [InlineData(
        "async Task<string> M(string p) { await Task.Yield(); return {|ASL2003:File.ReadAllText({|ASL2003:File.ReadAllText(p)|})|}; }",
        "async Task<string> M(string p) { await Task.Yield(); return await File.ReadAllTextAsync(await File.ReadAllTextAsync(p)); }")]
    [InlineData(
        "async Task M(Stream s, byte[] b, CancellationToken token) { await Task.Yield(); {|ASL2003:s.Write(b, 0, 1)|}; }",
        "async Task M(Stream s, byte[] b, CancellationToken token) { await Task.Yield(); await s.WriteAsync(b, 0, 1, token); }")]
    [InlineData(
        "async Task M(StreamReader r, CancellationToken token) { try { await Task.Yield(); } finally { {|ASL2003:r.ReadToEnd()|}; } }",
        "async Task M(StreamReader r, CancellationToken token) { try { await Task.Yield(); } finally { await r.ReadToEndAsync(); } }")]
    [InlineData(
        "async Task M(StreamWriter w, Stream s) { await Task.Yield(); {|ASL2010:w.Write(\"a\")|}; }",
        "async Task M(StreamWriter w, Stream s) { await Task.Yield(); await w.WriteAsync(\"a\"); }")]
    [InlineData(
        "async Task M(System.Data.Common.DbDataReader r, Task t) { await t.ConfigureAwait(false); while ({|ASL2003:r.Read()|}) { } }",
        "async Task M(System.Data.Common.DbDataReader r, Task t) { await t.ConfigureAwait(false); while (await r.ReadAsync().ConfigureAwait(false)) { } }")]
    [InlineData(
        "async Task M(System.Net.WebClient c) { await Task.Yield(); {|ASL2003:c.DownloadString(\"a\")|}; }",
        "async Task M(System.Net.WebClient c) { await Task.Yield(); await c.DownloadStringTaskAsync(\"a\"); }")]
    [InlineData(
        "async Task M(System.Net.Mail.SmtpClient c, System.Net.Mail.MailMessage m, CancellationToken token) { await Task.Yield(); {|ASL2003:c.Send(m)|}; }",
        "async Task M(System.Net.Mail.SmtpClient c, System.Net.Mail.MailMessage m, CancellationToken token) { await Task.Yield(); await c.SendMailAsync(m, token); }")]
    [InlineData(
        "void Go(object o = null) => Thread.Sleep(1); async Task GoAsync(object o = null, CancellationToken cancellationToken = default) => await Task.Yield(); async Task M(CancellationToken token) { await Task.Yield(); {|ASL2003:Go()|}; }",
        "void Go(object o = null) => Thread.Sleep(1); async Task GoAsync(object o = null, CancellationToken cancellationToken = default) => await Task.Yield(); async Task M(CancellationToken token) { await Task.Yield(); await GoAsync(cancellationToken: token); }")]
    [InlineData(
        "async Task M(List<string> l) { await Task.Yield(); foreach (var line in {|ASL2003:File.ReadAllLines(\"a\")|}) l.Add(line); }",
        "async Task M(List<string> l) { await Task.Yield(); foreach (var line in await File.ReadAllLinesAsync(\"a\")) l.Add(line); }")]
    [InlineData(
        "async Task M(System.Data.Common.DbConnection c) { await Task.Yield(); c?{|ASL2003:.Open()|}; }",
        "async Task M(System.Data.Common.DbConnection c) { await Task.Yield(); await (c?.OpenAsync() ?? Task.CompletedTask); }")]
    [InlineData(
        "void Go() => Thread.Sleep(1); async Task GoAsync(CancellationToken stop) => await Task.Yield(); async Task M() { await Task.Yield(); {|ASL2003:Go()|}; }",
        "void Go() => Thread.Sleep(1); async Task GoAsync(CancellationToken stop) => await Task.Yield(); async Task M() { await Task.Yield(); await GoAsync(CancellationToken.None); }")]
    [InlineData(
        "void Go() => Thread.Sleep(1); async Task GoAsync(CancellationToken stop) => await Task.Yield(); async Task M(CancellationToken t) { await Task.Yield(); {|ASL2003:Go()|}; }",
        "void Go() => Thread.Sleep(1); async Task GoAsync(CancellationToken stop) => await Task.Yield(); async Task M(CancellationToken t) { await Task.Yield(); await GoAsync(t); }")]
    public Task Awaits_the_sibling(string before, string after) => Fix(In(before), In(after));

    [Fact]
    public Task Keeps_comments_and_lines() => Fix(
        """
        class C
        {
            async Task M(StreamReader reader)
            {
                await Task.Yield();

                // All of it.
                var text = {|ASL2003:reader
                    .ReadToEnd()|}; // once
            }
        }
        """,
        """
        class C
        {
            async Task M(StreamReader reader)
            {
                await Task.Yield();

                // All of it.
                var text = await reader
                    .ReadToEndAsync(); // once
            }
        }
        """);

    [Fact]
    public Task Awaits_where_a_program_starts_and_in_its_lambdas() => Fix(
        """
        await Task.Yield();
        var text = {|ASL2010:File.ReadAllText("settings")|};
        Func<CancellationToken, Task> later = async token => { await Task.Yield(); {|ASL2003:File.WriteAllText("a", text)|}; };
        """,
        """
        await Task.Yield();
        var text = await File.ReadAllTextAsync("settings");
        Func<CancellationToken, Task> later = async token => { await Task.Yield(); await File.WriteAllTextAsync("a", text, token); };
        """);

    [Theory]
    [InlineData("async Task M(StreamReader r) { while (!{|ASL2003:r.EndOfStream|}) await r.ReadLineAsync(); }", "the loop has to be written otherwise")]
    [InlineData("async Task M(List<string> l) { await Task.Yield(); l.ForEach(x => {|ASL2003:File.WriteAllText(x, x)|}); }", "a sync lambda")]
    [InlineData("async Task<string> M(StreamReader r) { await Task.Yield(); return r?{|ASL2003:.ReadToEnd()|}; }", "a value that may be missing")]
    public Task Offers_nothing_where_no_await_may_stand(string member, string why) =>
        VerifyFix.None<ASL2003SyncCallInAsync, ASL2003SyncCallInAsyncFix>("// " + why + "\n" + In(member));
}
