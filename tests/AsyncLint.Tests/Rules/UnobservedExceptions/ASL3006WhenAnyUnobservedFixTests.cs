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
                {{statements.Replace("\n", "\n        ").Replace("\n        \n", "\n\n")}}
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
    [InlineData("var work = SaveAsync(); if (await {|ASL3006:Task.WhenAny(work, Task.Delay(5))|} != work) throw new InvalidOperationException();")]
    [InlineData("return await await {|ASL3006:Task.WhenAny(LoadAsync(1), LoadAsync(2))|};")]
    public Task Other_shapes_are_left_alone(string statements) => VerifyFix.None<ASL3006WhenAnyUnobserved, ASL3006WhenAnyUnobservedFix>(InMethod(statements));

    [Theory]
    [InlineData(
        "var work = SaveAsync();\nif (await {|ASL3013:Task.WhenAny(work, Task.Delay(5))|} != work)\n{\n    throw new TimeoutException();\n}\n\nawait work;",
        "var work = SaveAsync();\nawait work.WaitAsync(TimeSpan.FromMilliseconds(5));\n\nawait work;")]
    [InlineData(
        "var work = LoadAsync(1);\n// In time?\nif (work != await {|ASL3013:Task.WhenAny(work, Task.Delay(TimeSpan.FromSeconds(5)))|}.ConfigureAwait(false))\n    throw new TimeoutException();\nreturn await work;",
        "var work = LoadAsync(1);\n// In time?\nawait work.WaitAsync(TimeSpan.FromSeconds(5)).ConfigureAwait(false);\nreturn await work;")]
    [InlineData(
        "var work = SaveAsync();\nif (await {|ASL3006:Task.WhenAny(work, Task.Delay(5))|} != work)\n    throw new TimeoutException();",
        "var work = SaveAsync();\nawait work.WaitAsync(TimeSpan.FromMilliseconds(5));")]
    public Task A_timeout_becomes_WaitAsync(string before, string after) => VerifyFix.Of<ASL3006WhenAnyUnobserved, ASL3006WhenAnyUnobservedFix>(InMethod(before), InMethod(after));

    [Theory]
    [InlineData("throw new TimeoutException(\"late\");", "5")]
    [InlineData("throw new InvalidOperationException();", "5")]
    [InlineData("throw new TimeoutException();", "5, token")]
    [InlineData("{ /* late */ throw new TimeoutException(); }", "5")]
    public Task A_timeout_that_throws_something_else_is_left_alone(string thrown, string delay) => VerifyFix.None<ASL3006WhenAnyUnobserved, ASL3006WhenAnyUnobservedFix>(
        InMethod($"var work = SaveAsync(); if (await {{|ASL3013:Task.WhenAny(work, Task.Delay({delay}))|}} != work) {thrown} await work;"));
}
