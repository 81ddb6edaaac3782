using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

public class ASL1002TaskLeakFixTests
{
    static Task Fixes(string before, string after, Setup? setup = null) => VerifyFix.Of<ASL1002TaskLeak, ASL1002TaskLeakFix>(before, after, setup);

    static Task None(string source, Setup? setup = null) => VerifyFix.None<ASL1002TaskLeak, ASL1002TaskLeakFix>(source, setup);

    /// <summary>The member stands on lines of its own, so that the formatting of what changes shows.</summary>
    static string InClass(string member) => $$"""
        class C
        {
            public static Task FooAsync(int i = 0) => Task.Delay(i + 1);
            static Task<int> GetAsync() => Task.Run(() => 1);
            static ValueTask ValueAsync() => new ValueTask(FooAsync());
            Task field;

        {{string.Join('\n', member.Split('\n').Select(static line => line.Length == 0 ? line : "    " + line))}}
        }
        """;

    static string InMethod(string statements) => InClass(
        "async Task M(bool c, int n)\n{\n    await Task.Yield();\n" + string.Join('\n', statements.Split('\n').Select(static line => line.Length == 0 ? line : "    " + line)) + "\n}");

    [Theory]
    [InlineData("var t = {|ASL1002:FooAsync()|};", "await FooAsync();")]
    [InlineData("Task t = {|ASL1002:FooAsync()|};", "await FooAsync();")]
    [InlineData("var t = {|ASL1002:GetAsync()|};", "var t = await GetAsync();")]
    [InlineData("Task<int> t = {|ASL1002:GetAsync()|};", "int t = await GetAsync();")]
    [InlineData("Task t = {|ASL1002:GetAsync()|};", "await GetAsync();")]
    [InlineData("var t = {|ASL1002:ValueAsync()|};", "await ValueAsync();")]
    [InlineData("var t = {|ASL1002:FooAsync()|}.ConfigureAwait(false);", "await FooAsync().ConfigureAwait(false);")]
    [InlineData("// why\nvar t = {|ASL1002:FooAsync()|}; // what", "// why\nawait FooAsync(); // what")]
    public Task An_unused_variable_goes(string before, string after) => Fixes(InMethod(before), InMethod(after));

    [Theory]
    [InlineData(
        "var t = {|ASL1002:FooAsync()|};\nif (c)\n{\n    return;\n}\n\nawait t;",
        "var t = FooAsync();\nif (c)\n{\n    await t;\n    return;\n}\n\nawait t;")]
    [InlineData(
        "var t = {|ASL1002:FooAsync()|};\nif (c)\n    return;\nawait t;",
        "var t = FooAsync();\nif (c)\n{\n    await t;\n    return;\n}\nawait t;")]
    [InlineData(
        "var t = {|ASL1002:FooAsync()|};\nif (c)\n{\n    await t;\n}",
        "var t = FooAsync();\nif (c)\n{\n    await t;\n}\n\nawait t;")]
    [InlineData(
        "foreach (var i in new[] { 1, 2 })\n{\n    var t = {|ASL1002:FooAsync(i)|};\n    if (c)\n    {\n        continue;\n    }\n\n    await t;\n}",
        "foreach (var i in new[] { 1, 2 })\n{\n    var t = FooAsync(i);\n    if (c)\n    {\n        await t;\n        continue;\n    }\n\n    await t;\n}")]
    [InlineData(
        "var t = {|ASL1002:FooAsync()|};\nswitch (n)\n{\n    case 1:\n        return;\n}\n\nawait t;",
        "var t = FooAsync();\nswitch (n)\n{\n    case 1:\n        await t;\n        return;\n}\n\nawait t;")]
    [InlineData(
        "var a = {|ASL1002:FooAsync()|};\nvar b = {|ASL1002:FooAsync()|};\nif (c)\n{\n    return;\n}\n\nawait Task.WhenAll(a, b);",
        "var a = FooAsync();\nvar b = FooAsync();\nif (c)\n{\n    await a;\n    await b;\n    return;\n}\n\nawait Task.WhenAll(a, b);")]
    [InlineData(
        "var tasks = new List<Task>();\ntasks.Add({|ASL1002:FooAsync()|});\nif (c)\n{\n    return;\n}\n\nawait Task.WhenAll(tasks);",
        "var tasks = new List<Task>();\ntasks.Add(FooAsync());\nif (c)\n{\n    await Task.WhenAll(tasks);\n    return;\n}\n\nawait Task.WhenAll(tasks);")]
    [InlineData(
        "var tasks = new[] { {|ASL1002:FooAsync()|}, FooAsync() };\nConsole.WriteLine(tasks.Length);",
        "var tasks = new[] { FooAsync(), FooAsync() };\nConsole.WriteLine(tasks.Length);\nawait Task.WhenAll(tasks);")]
    [InlineData(
        "var t = {|ASL1002:FooAsync()|};\nConsole.WriteLine(t.Id);",
        "var t = FooAsync();\nConsole.WriteLine(t.Id);\nawait t;")]
    public Task The_exits_await(string before, string after) => Fixes(InMethod(before), InMethod(after));

    [Fact]
    public Task A_file_that_configures_its_awaits() => Fixes(
        InClass("async Task M(bool c)\n{\n    await FooAsync().ConfigureAwait(false);\n    var t = {|ASL1002:FooAsync()|};\n    if (c)\n    {\n        return;\n    }\n\n    await t.ConfigureAwait(false);\n}"),
        InClass("async Task M(bool c)\n{\n    await FooAsync().ConfigureAwait(false);\n    var t = FooAsync();\n    if (c)\n    {\n        await t.ConfigureAwait(false);\n        return;\n    }\n\n    await t.ConfigureAwait(false);\n}"));

    [Fact]
    public Task A_function_that_returns_a_task_becomes_async() => Fixes(
        InClass("Task M()\n{\n    var t = {|ASL1002:FooAsync()|};\n    return FooAsync(1);\n}"),
        InClass("async Task M()\n{\n    await FooAsync();\n    await FooAsync(1);\n}"));

    [Fact]
    public Task A_function_and_its_callers_become_async() => Fixes(
        InClass("void M()\n{\n    var t = {|ASL1002:FooAsync()|};\n}\n\npublic async Task N()\n{\n    await Task.Yield();\n    M();\n}"),
        InClass("async Task MAsync()\n{\n    await FooAsync();\n}\n\npublic async Task N()\n{\n    await Task.Yield();\n    await MAsync();\n}"));

    [Fact]
    public Task Top_level_code() => Fixes(
        "await Task.Yield();\nvar t = {|ASL1002:Task.Delay(1)|};\n",
        "await Task.Yield();\nawait Task.Delay(1);\n");

    [Theory]
    [InlineData("Task t = null; for (var i = 0; i < n; i++) { t = {|ASL1002:FooAsync(i)|}; } if (t != null) await t;")]
    [InlineData("var t = c ? {|ASL1002:FooAsync()|} : null;")]
    [InlineData("Task t = null; if (c) t = {|ASL1002:FooAsync()|}; if (DateTime.Now.Second > n) return; if (t != null) await t;")]
    [InlineData("var t = {|ASL1002:ValueAsync()|}; if (c) return; await t;")]
    [InlineData("Ignore(n, {|ASL1002:FooAsync()|}); static void Ignore(int i, Task t) => Console.WriteLine(i);")]
    [InlineData("field = {|ASL1002:FooAsync()|};")]
    [InlineData("lock (this) { var t = {|ASL1002:FooAsync()|}; }")]
    [InlineData("var t = {|ASL1002:FooAsync()|}; lock (this) { if (c) return; } await t;")]
    [InlineData("var t = {|ASL1002:FooAsync()|}; t = FooAsync(1); await t;")]
    public Task Not_offered(string statements) => None(InMethod(statements));

    [Fact]
    public async Task The_title_names_the_call_or_the_variable() => Assert.Equal(
        ["Await 'FooAsync'", "Await 'u'"],
        await VerifyFix.Titles<ASL1002TaskLeak, ASL1002TaskLeakFix>(InMethod("var t = {|ASL1002:FooAsync()|}; var u = {|ASL1002:FooAsync()|}; if (c) return; await u;")));
}
