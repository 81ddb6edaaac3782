using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests;

public class ASL1008NullTaskFixTests
{
    static Task Fixes(string before, string after, Setup? setup = null) => VerifyFix.Of<ASL1008NullTask, ASL1008NullTaskFix>(before, after, setup);

    static Task None(string source, Setup? setup = null) => VerifyFix.None<ASL1008NullTask, ASL1008NullTaskFix>(source, setup);

    static string InClass(string member) => $$"""
        interface IStore { Task SaveAsync(); Task<string> NameAsync(); Task<int> CountAsync(); IStore Next { get; } }
        class C
        {
            static Task F() => Task.Delay(1);
            static void Use(object o) => GC.KeepAlive(o);
            {{member}}
        }
        """;

    [Theory]
    [InlineData("Task M() { return {|ASL1008:null|}; }", "Task M() { return Task.CompletedTask; }")]
    [InlineData("Task M() => {|ASL1008:default|}; // none", "Task M() => Task.CompletedTask; // none")]
    [InlineData("Task<int> M() => {|ASL1008:null|};", "Task<int> M() => Task.FromResult<int>(default);")]
    [InlineData("Task<string> M() => {|ASL1008:default(Task<string>)|};", "Task<string> M() => Task.FromResult<string>(default);")]
    [InlineData("Task<List<Guid>> M() => {|ASL1008:null|};", "Task<List<Guid>> M() => Task.FromResult<List<Guid>>(default);")]
    [InlineData("Task<T> M<T>() => {|ASL1008:null|};", "Task<T> M<T>() => Task.FromResult<T>(default);")]
    [InlineData("Task M() => {|ASL1008:(Task)null|};", "Task M() => Task.CompletedTask;")]
    [InlineData("Task M(bool c) => c ? F() : {|ASL1008:null|};", "Task M(bool c) => c ? F() : Task.CompletedTask;")]
    [InlineData(
        "Task M(int i) => i switch { 1 => F(), 2 => {|ASL1008:null|}, _ => {|ASL1008:default|} };",
        "Task M(int i) => i switch { 1 => F(), 2 => Task.CompletedTask, _ => Task.CompletedTask };")]
    [InlineData("Task M(IStore s) => {|ASL1008:s?.SaveAsync()|};", "Task M(IStore s) => s?.SaveAsync() ?? Task.CompletedTask;")]
    [InlineData("Task<int> M(IStore s) { return {|ASL1008:s?.CountAsync()|}; }", "Task<int> M(IStore s) { return s?.CountAsync() ?? Task.FromResult<int>(default); }")]
    [InlineData("Task M(IStore s, bool c) => c ? {|ASL1008:s?.SaveAsync()|} : F();", "Task M(IStore s, bool c) => c ? s?.SaveAsync() ?? Task.CompletedTask : F();")]
    [InlineData("void M() { Func<Task> f = () => {|ASL1008:null|}; Use(f); }", "void M() { Func<Task> f = () => Task.CompletedTask; Use(f); }")]
    [InlineData("void M() { Use(L()); Task<int> L() { return {|ASL1008:null|}; } }", "void M() { Use(L()); Task<int> L() { return Task.FromResult<int>(default); } }")]
    public Task What_is_returned(string before, string after) => Fixes(InClass(before), InClass(after));

    [Theory]
    [InlineData("await {|ASL1008:s?.SaveAsync()|};", "await (s?.SaveAsync() ?? Task.CompletedTask);")]
    [InlineData("await {|ASL1008:s?.CountAsync()|};", "await (s?.CountAsync() ?? Task.CompletedTask);")]
    [InlineData("await {|ASL1008:s?.Next?.SaveAsync()|};", "await (s?.Next?.SaveAsync() ?? Task.CompletedTask);")]
    [InlineData("await ({|ASL1008:s?.SaveAsync()|}).ConfigureAwait(false);", "await (s?.SaveAsync() ?? Task.CompletedTask).ConfigureAwait(false);")]
    [InlineData("await {|ASL1008:run?.Invoke()|};", "await (run?.Invoke() ?? Task.CompletedTask);")]
    [InlineData("Use(await {|ASL1008:s?.CountAsync()|} + 1);", "Use(await (s?.CountAsync() ?? Task.FromResult<int>(default)) + 1);")]
    [InlineData("var name = await {|ASL1008:s?.NameAsync()|};", "var name = await (s?.NameAsync() ?? Task.FromResult<string>(default));")]
    public Task What_is_awaited(string before, string after) => Fixes(
        InClass("async Task M(IStore s, Func<Task> run) { " + before + " }"), InClass("async Task M(IStore s, Func<Task> run) { " + after + " }"));

    [Theory]
    [InlineData("Task<string> M() => {|ASL1008:null|};", "Task<string> M() => Task.FromResult<string>(default!);")]
    [InlineData("Task<string?> M() => {|ASL1008:null|};", "Task<string?> M() => Task.FromResult<string?>(default);")]
    [InlineData("Task<int> M() => {|ASL1008:null|};", "Task<int> M() => Task.FromResult<int>(default);")]
    [InlineData("Task<T> M<T>() => {|ASL1008:null|};", "Task<T> M<T>() => Task.FromResult<T>(default!);")]
    [InlineData("async Task<string> M(IStore? s) => await {|ASL1008:s?.NameAsync()|};", "async Task<string> M(IStore? s) => await (s?.NameAsync() ?? Task.FromResult<string>(default!));")]
    public Task In_a_nullable_context(string before, string after) => Fixes("#nullable enable\n\n" + InClass(before), "#nullable enable\n\n" + InClass(after));

    [Fact]
    public Task In_the_oldest_language() => Fixes(
        "using System.Threading.Tasks;\n\nclass C { Task<int> M() { return {|ASL1008:null|}; } Task N() { return {|ASL1008:null|}; } }",
        "using System.Threading.Tasks;\n\nclass C { Task<int> M() { return Task.FromResult(default(int)); } Task N() { return Task.CompletedTask; } }",
        new() { LanguageVersion = LanguageVersion.CSharp6 });

    [Fact]
    public Task An_awaitable_of_somebody_else() => None(
        """
        using System.Runtime.CompilerServices;
        class Job { public TaskAwaiter GetAwaiter() => Task.Delay(1).GetAwaiter(); public Job Next() => this; }
        class C { async Task M(Job j) { await {|ASL1008:j?.Next()|}; } }
        """);

    [Fact]
    public async Task The_titles() => Assert.Equal(
        ["Use 'Task.CompletedTask'", "Add 'Task.FromResult'"],
        await VerifyFix.Titles<ASL1008NullTask, ASL1008NullTaskFix>(InClass("Task M() => {|ASL1008:null|}; async Task<int> N(IStore s) => await {|ASL1008:s?.CountAsync()|};")));
}
