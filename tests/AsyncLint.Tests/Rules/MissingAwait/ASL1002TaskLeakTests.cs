using AsyncLint.Rules;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests;

public class ASL1002TaskLeakTests
{
    /// <summary>What the sources below call; <c>member</c> stands in a class C beside it.</summary>
    static string InClass(string member) => $$"""
        interface IStore { Task SaveAsync(); ValueTask<int> CountAsync(); IStore Next { get; } }
        class C
        {
            static Task F(int i = 0) => Task.Delay(i + 1);
            static async Task<int> G(int i = 0) { await Task.Yield(); return i; }
            static ValueTask V() => new ValueTask(F());
            static bool Check(int i = 0) => i > DateTime.Now.Second;
            static void Use(object o) => GC.KeepAlive(o);
            {{member}}
        }
        """;

    static Task Reports(string source, Setup? setup = null) => Verify.Reports<ASL1002TaskLeak>(source, setup);

    static Task Silent(string source, Setup? setup = null) => Verify.Silent<ASL1002TaskLeak>(source, setup);

    static Task ReportsIn(string statements) => Reports(InClass("async Task M(bool c, int n, IStore store, Func<Task> callback) { await Task.Yield(); " + statements + " }"));

    static Task SilentIn(string statements) => Silent(InClass("async Task M(bool c, int n, IStore store, Func<Task> callback, CancellationToken ct) { await Task.Yield(); " + statements + " }"));

    [Theory]
    [InlineData("var t = {|ASL1002:F()|};")]
    [InlineData("Task t = {|ASL1002:G()|};")]
    [InlineData("var t = {|ASL1002:V()|};")]
    [InlineData("Task t; t = {|ASL1002:F()|};")]
    [InlineData("var t = {|ASL1002:store.SaveAsync()|};")]
    [InlineData("var t = {|ASL1002:store.CountAsync()|}.AsTask();")]
    [InlineData("var t = {|ASL1002:F()|}.ConfigureAwait(false);")]
    [InlineData("var t = {|ASL1002:callback()|};")]
    [InlineData("var t = {|ASL1002:callback.Invoke()|};")]
    [InlineData("var t = store?{|ASL1002:.SaveAsync()|};")]
    [InlineData("var t = c ? {|ASL1002:F()|} : null;")]
    [InlineData("var t = c ? {|ASL1002:F()|} : G();")]
    [InlineData("var t = n switch { 1 => {|ASL1002:F()|}, _ => G() };")]
    [InlineData("var (a, b) = ({|ASL1002:F()|}, G()); await b;")]
    [InlineData("var p = (F(), {|ASL1002:G()|}); await p.Item1;")]
    [InlineData("var p = (save: {|ASL1002:F()|}, G()); await p.Item2;")]
    [InlineData("if ({|ASL1002:F()|} is Task t) { Console.WriteLine(); }")]
    [InlineData("if ({|ASL1002:F()|} is { } t) { Console.WriteLine(); }")]
    [InlineData("var all = {|ASL1002:Task.WhenAll(F(), F())|};")]
    [InlineData("var t = {|ASL1002:Task.Run(() => { })|};")]
    [InlineData("var t = {|ASL1002:Task.Delay(10)|};")]
    [InlineData("Task a = {|ASL1002:F()|}, b = a;")]
    public Task Never_awaited(string statements) => ReportsIn(statements);
}
