using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

public class ASL3006WhenAnyUnobservedFixTests
{
    static string InMethod(string statements) => $$"""
        class C
        {
            async Task<int> LoadAsync(int i) { await Task.Delay(i); return File.ReadAllText("f").Length; }
            async Task SaveAsync() => await File.WriteAllTextAsync("f", "");
            async Task<int> M(Task given, CancellationToken token)
            {
                {{statements.Replace("\n", "\n        ")}}
                return 0;
            }
        }
        """;

    [Theory]
    [InlineData("await {|ASL3006:Task.WhenAny(SaveAsync(), Task.Delay(5))|}; // at most", "await await Task.WhenAny(SaveAsync(), Task.Delay(5)); // at most")]
    [InlineData(
        "// First.\nawait {|ASL3006:Task.WhenAny(SaveAsync(), Task.Delay(5))|}.ConfigureAwait(false);",
        "// First.\nawait (await Task.WhenAny(SaveAsync(), Task.Delay(5)).ConfigureAwait(false)).ConfigureAwait(false);")]
    [InlineData(
        "var work = LoadAsync(1);\nawait {|ASL3006:Task.WhenAny(Task.Delay(5), work)|};\nawait {|ASL3006:Task.WhenAny(SaveAsync(), Task.Delay(5))|};",
        "var work = LoadAsync(1);\nawait await Task.WhenAny(Task.Delay(5), work);\nawait await Task.WhenAny(SaveAsync(), Task.Delay(5));")]
    public Task A_dropped_winner_is_awaited(string before, string after) => VerifyFix.Of<ASL3006WhenAnyUnobserved, ASL3006WhenAnyUnobservedFix>(InMethod(before), InMethod(after));

    [Theory]
    [InlineData("await {|ASL3006:Task.WhenAny(SaveAsync(), Task.Delay(-1, token))|};")]
    [InlineData("await {|ASL3006:Task.WhenAny(SaveAsync(), given)|};")]
    [InlineData("await {|ASL3006:Task.WhenAny(SaveAsync(), LoadAsync(1))|};")]
    [InlineData("_ = await {|ASL3006:Task.WhenAny(SaveAsync(), Task.Delay(5))|};")]
    [InlineData("var work = SaveAsync(); if (await {|ASL3006:Task.WhenAny(work, Task.Delay(5))|} != work) throw new TimeoutException();")]
    [InlineData("return await await {|ASL3006:Task.WhenAny(LoadAsync(1), LoadAsync(2))|};")]
    public Task Other_shapes_are_left_alone(string statements) => VerifyFix.None<ASL3006WhenAnyUnobserved, ASL3006WhenAnyUnobservedFix>(InMethod(statements));
}
