using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.Blocking;

public sealed class ASL2009FakeAsyncTests
{
    static string In(string members) => $$"""
        class C
        {
            int Sum(int n) => n;
            {{members}}
        }
        """;

    [Theory]
    [InlineData("Task<string> M(string p) => {|ASL2009:Task.FromResult|}(File.ReadAllText(p));")]
    [InlineData("Task<string> M(TextReader r) { return {|ASL2009:Task.FromResult|}(r.ReadToEnd()); }")]
    [InlineData("Task<string> M(string p) { if (p == null) return null; var full = Path.GetFullPath(p); return {|ASL2009:Task.FromResult<string>|}(File.ReadAllText(full)); }")]
    [InlineData("Task<string> M(string p) => {|ASL2009:Task.Run|}(() => File.ReadAllText(p));")]
    [InlineData("Task<string> M(string p) => {|ASL2009:Task.Run|}(() => { return File.ReadAllText(p); });")]
    [InlineData("Task M(Stream s, Stream t) => {|ASL2009:Task.Run|}(() => s.CopyTo(t));")]
    [InlineData("Task M(Stream s, Stream t) => {|ASL2009:Task.Run|}(() => { s.CopyTo(t); });")]
    [InlineData("Task<string> M(string p, CancellationToken t) => {|ASL2009:Task.Run|}(() => File.ReadAllText(p), t);")]
    [InlineData("Task M(Stream s, byte[] b) => {|ASL2009:Task.Run|}(() => s.Write(b, 0, b.Length));")]
    [InlineData("void M() { Task<string> L(string p) => {|ASL2009:Task.FromResult|}(File.ReadAllText(p)); }")]
    [InlineData("Func<string, Task<string>> f = p => {|ASL2009:Task.FromResult|}(File.ReadAllText(p));")]
    [InlineData("Task<int> M(D d) => {|ASL2009:Task.FromResult|}(d.Load()); class D { public int Load() => File.ReadAllText(\"a\").Length; public async Task<int> LoadAsync() { await Task.Yield(); return 1; } }")]
    public Task Reports_a_synchronous_call_in_a_task(string member) => Verify.Reports<ASL2009FakeAsync>(In(member));

    [Theory]
    [InlineData("Task<int> M(int n) => Task.FromResult(Sum(n));")]
    [InlineData("Task<int> M(int n) => Task.Run(() => Sum(n));")]
    [InlineData("Task<string> M(StringReader r) => Task.FromResult(r.ReadToEnd());")]
    [InlineData("Task M(MemoryStream s, byte[] b) => Task.Run(() => s.Write(b, 0, 1));")]
    [InlineData("string Load() => File.ReadAllText(\"a\"); Task<string> LoadAsync() => Task.FromResult(Load());")]
    [InlineData("string Load() => File.ReadAllText(\"a\"); Task<string> LoadAsync() => Task.Run(() => Load());")]
    [InlineData("Task<int> M(D d) => Task.FromResult(d.Load()); class D { public int Load() => File.ReadAllText(\"a\").Length; public Task<int> LoadAsync() => Task.FromResult(Load()); }")]
    [InlineData("Task<int> M(D d) => Task.FromResult(d.Load()); class D { public int Load() => File.ReadAllText(\"a\").Length; public Task<string> LoadAsync() => null; }")]
    [InlineData("Task<int> M(D d) => Task.FromResult(d.Load()); class D { public int Load() => File.ReadAllText(\"a\").Length; public async ValueTask<int> LoadAsync() { await Task.Yield(); return 1; } }")]
    [InlineData("Task<int> M(D d) => Task.FromResult(d.Load()); class D { public int Load() => File.ReadAllText(\"a\").Length; [Obsolete] public async Task<int> LoadAsync() { await Task.Yield(); return 1; } }")]
    [InlineData("Task<int> M(D d) => Task.FromResult(d.Load()); class D { public int Load() => 1; public async Task<int> LoadAsync() { await Task.Yield(); return 1; } }")]
    [InlineData("Task M(Stream s) => Task.Run(() => s.Flush());")]
    [InlineData("Task<string> M(byte[] b) => Task.FromResult(new StreamReader(new MemoryStream(b)).ReadToEnd());")]
    [InlineData("Task<object> M(string p) => Task.FromResult<object>(File.ReadAllText(p));")]
    [InlineData("Task<string> M(string p) => Task.FromResult(File.ReadAllText(p).Trim());")]
    [InlineData("Task<int> M(string p) => Task.Run(() => { var text = File.ReadAllText(p); return text.Length; });")]
    [InlineData("Task<string> M(string p) => Task.Run(() => File.ReadAllTextAsync(p));")]
    [InlineData("Task<string> M(string p) => Task.Run(async () => await File.ReadAllTextAsync(p));")]
    [InlineData("async Task<string> M(string p) => await Task.Run(() => File.ReadAllText(p));")]
    [InlineData("Task<string> M(string p) { var task = Task.Run(() => File.ReadAllText(p)); return task; }")]
    [InlineData("void M(string p) { var task = Task.Run(() => File.ReadAllText(p)); }")]
    [InlineData("Task<string[]> M(string a, string b) => Task.WhenAll(Task.Run(() => File.ReadAllText(a)), Task.Run(() => File.ReadAllText(b)));")]
    [InlineData("Task<string> P => Task.FromResult(File.ReadAllText(\"a\"));")]
    [InlineData("static T FromResult<T>(T value) => value; string M(string p) => FromResult(File.ReadAllText(p));")]
    public Task Silent_where_nothing_is_faked_or_nothing_better_exists(string member) => Verify.Silent<ASL2009FakeAsync>(In(member));

    [Fact]
    public Task Silent_beside_a_user_interface() => Verify.Silent<ASL2009FakeAsync>(
        In("Task<string> M(string p) => Task.Run(() => File.ReadAllText(p));") + " namespace System.Windows.Forms { class Control { } }");

    [Fact]
    public Task Silent_in_test_projects() => Verify.Silent<ASL2009FakeAsync>(
        In("Task<string> M(string p) => Task.FromResult(File.ReadAllText(p));") + " namespace Xunit { class FactAttribute : Attribute { } }");

    [Fact]
    public Task Silent_in_code_that_does_not_compile() => Verify.Silent<ASL2009FakeAsync>(In("Task<string> M() => Task.FromResult(File.ReadAllText(missing);"), new Setup { AllowErrors = true });

    [Fact]
    public Task Top_level_code_has_no_task_to_return() => Verify.Silent<ASL2009FakeAsync>("await Task.FromResult(File.ReadAllText(\"a\"));");

    [Fact]
    public Task The_message_names_both_calls() => Verify.Reports<ASL2009FakeAsync>(
        In("Task<string> M(string p) => {|ASL2009:Task.Run|}(() => File.ReadAllText(p));"),
        message: "'M' puts the synchronous 'ReadAllText' into a task: a thread of the pool waits until it is done, where 'ReadAllTextAsync' would hold none");

    [Theory]
    [InlineData("Task<string> M(string p) => {|ASL2009:Task.FromResult|}(File.ReadAllText(p));", "Task<string> M(string p) => File.ReadAllTextAsync(p);")]
    [InlineData("Task<string> M(string p) { /* a */ return {|ASL2009:Task.Run|}(() => { return File.ReadAllText(p); }); /* b */ }", "Task<string> M(string p) { /* a */ return File.ReadAllTextAsync(p); /* b */ }")]
    [InlineData("Task M(Stream s, Stream t) => {|ASL2009:Task.Run|}(() => s.CopyTo(t));", "Task M(Stream s, Stream t) => s.CopyToAsync(t);")]
    [InlineData("Task<string> M(string p, CancellationToken t) => {|ASL2009:Task.Run|}(() => File.ReadAllText(p), t);", "Task<string> M(string p, CancellationToken t) => File.ReadAllTextAsync(p, t);")]
    [InlineData(
        "Task<string> M(string p) => {|ASL2009:Task.Run|}(() => File.ReadAllText(p)); Task<string> N(TextReader r) => {|ASL2009:Task.FromResult|}(r.ReadToEnd());",
        "Task<string> M(string p) => File.ReadAllTextAsync(p); Task<string> N(TextReader r) => r.ReadToEndAsync();")]
    public Task The_sibling_gives_the_task(string before, string after) => VerifyFix.Of<ASL2009FakeAsync, ASL2009FakeAsyncFix>(In(before), In(after));

    [Fact]
    public Task Comments_in_the_wrapping_are_not_thrown_away() => VerifyFix.None<ASL2009FakeAsync, ASL2009FakeAsyncFix>(
        In("Task<string> M(string p) => {|ASL2009:Task.Run|}(() => /* slow */ File.ReadAllText(p));"));
}
