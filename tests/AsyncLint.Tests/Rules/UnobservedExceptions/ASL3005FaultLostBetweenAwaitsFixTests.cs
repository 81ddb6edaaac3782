using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

public class ASL3005FaultLostBetweenAwaitsFixTests
{
    static Task Fixes(string before, string after) => VerifyFix.Of<ASL3005FaultLostBetweenAwaits, ASL3005FaultLostBetweenAwaitsFix>(InMethod(before), InMethod(after));

    static Task None(string statements) => VerifyFix.None<ASL3005FaultLostBetweenAwaits, ASL3005FaultLostBetweenAwaitsFix>(InMethod(statements));

    static string InMethod(string statements) => $$"""
        class C
        {
            async Task<int> LoadAsync(int i) { await Task.Delay(i); return File.ReadAllText("f").Length; }
            async Task SaveAsync() => await File.WriteAllTextAsync("f", "");
            async ValueTask<int> ValueAsync() => await LoadAsync(1);
            void Use(object value) => GC.KeepAlive(value);
            async Task<int> M(List<int> items, bool c)
            {
                {{statements.Replace("\n", "\n        ").Replace("\n        \n", "\n\n")}}
                return 0;
            }
        }
        """;

    [Theory]
    [InlineData(
        "var tasks = items.Select(LoadAsync).ToList();\nforeach (var task in tasks)\n{\n    {|ASL3005:await task|};\n}",
        "var tasks = items.Select(LoadAsync).ToList();\nawait Task.WhenAll(tasks);")]
    [InlineData(
        "var tasks = items.Select(LoadAsync).ToArray();\n\n// All of them.\nforeach (var task in tasks)\n    {|ASL3005:await task.ConfigureAwait(false)|};",
        "var tasks = items.Select(LoadAsync).ToArray();\n\n// All of them.\nawait Task.WhenAll(tasks).ConfigureAwait(false);")]
    [InlineData(
        "foreach (var task in items.Select(LoadAsync).ToList())\n{\n    {|ASL3005:await task|};\n}",
        "await Task.WhenAll(items.Select(LoadAsync).ToList());")]
    public Task A_loop_that_only_awaits_becomes_one_await(string before, string after) => Fixes(before, after);

    [Theory]
    [InlineData(
        "var tasks = items.Select(LoadAsync).ToList();\nforeach (var task in tasks)\n{\n    Use({|ASL3005:await task|});\n}",
        "var tasks = items.Select(LoadAsync).ToList();\nforeach (var result in await Task.WhenAll(tasks))\n{\n    Use(result);\n}")]
    [InlineData(
        "var tasks = items.Select(LoadAsync).ToList();\nforeach (var task in tasks)\n{\n    var size = {|ASL3005:await task|};\n    Use(size);\n}",
        "var tasks = items.Select(LoadAsync).ToList();\nforeach (var size in await Task.WhenAll(tasks))\n{\n    Use(size);\n}")]
    [InlineData(
        "var sum = 0;\nvar tasks = items.Select(LoadAsync).ToList();\nforeach (Task<int> task in tasks)\n    sum += {|ASL3005:await task.ConfigureAwait(false)|};",
        "var sum = 0;\nvar tasks = items.Select(LoadAsync).ToList();\nforeach (int result in await Task.WhenAll(tasks).ConfigureAwait(false))\n    sum += result;")]
    public Task A_loop_over_results_awaits_in_its_head(string before, string after) => Fixes(before, after);

    [Theory]
    [InlineData(
        "var a = LoadAsync(1);\nvar b = SaveAsync();\n{|ASL3011:await a|};\nawait b;",
        "var a = LoadAsync(1);\nvar b = SaveAsync();\nawait Task.WhenAll(a, b);\nawait a;\nawait b;")]
    [InlineData(
        "var a = LoadAsync(1);\nvar b = LoadAsync(2);\nvar d = SaveAsync();\n\n// The sizes.\nvar x = {|ASL3011:await a.ConfigureAwait(false)|}; // first\nvar y = await b.ConfigureAwait(false);\nawait d.ConfigureAwait(false);\nUse(x + y);",
        "var a = LoadAsync(1);\nvar b = LoadAsync(2);\nvar d = SaveAsync();\nawait Task.WhenAll(a, b, d).ConfigureAwait(false);\n\n// The sizes.\nvar x = await a.ConfigureAwait(false); // first\nvar y = await b.ConfigureAwait(false);\nawait d.ConfigureAwait(false);\nUse(x + y);")]
    public Task Tasks_awaited_in_turn_are_awaited_together_before(string before, string after) => Fixes(before, after);

    [Theory]
    [InlineData("var task = LoadAsync(1); if (c) {|ASL3005:throw new InvalidOperationException();|} await task;")]
    [InlineData("var a = ValueAsync(); var b = ValueAsync(); {|ASL3011:await a|}; await b;")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); foreach (var task in tasks) { {|ASL3005:await task|}; Use(task); }")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); foreach (var task in tasks) { {|ASL3005:await task|}; Use(c); }")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); foreach (var task in tasks) { {|ASL3005:await task|}; /* the next */ }")]
    [InlineData("var tasks = items.Select(LoadAsync).ToList(); foreach (var task in tasks) { var size = {|ASL3005:await task|}; size++; Use(size); }")]
    [InlineData("var tasks = items.Select(i => ValueAsync()).ToList(); foreach (var task in tasks) {|ASL3005:await task|};")]
    [InlineData("var result = 0; var tasks = items.Select(LoadAsync).ToList(); foreach (var task in tasks) result += {|ASL3005:await task|}; Use(result);")]
    public Task Other_shapes_are_left_alone(string statements) => None(statements);

    [Fact]
    public Task A_shorthand_for_ConfigureAwait_is_not_lost() => VerifyFix.None<ASL3005FaultLostBetweenAwaits, ASL3005FaultLostBetweenAwaitsFix>("""
        static class Shorthand
        {
            public static System.Runtime.CompilerServices.ConfiguredTaskAwaitable ForAwait(this Task task) => task.ConfigureAwait(false);
        }

        class C
        {
            async Task M(string[] paths)
            {
                foreach (var task in paths.Select(path => File.WriteAllTextAsync(path, "")).ToList())
                {
                    {|ASL3005:await task.ForAwait()|};
                }
            }
        }
        """);
}
