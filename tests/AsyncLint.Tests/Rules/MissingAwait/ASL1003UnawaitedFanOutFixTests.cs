using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

public class ASL1003UnawaitedFanOutFixTests
{
    static Task Fixes(string before, string after, Setup? setup = null) => VerifyFix.Of<ASL1003UnawaitedFanOut, ASL1003UnawaitedFanOutFix>(before, after, setup);

    static Task None(string source, Setup? setup = null) => VerifyFix.None<ASL1003UnawaitedFanOut, ASL1003UnawaitedFanOutFix>(source, setup);

    static string InClass(string member) => $$"""
        class C
        {
            public static Task FooAsync(int i = 0) => Task.Delay(i + 1);
            static async Task<int> GetAsync(int i) { await Task.Yield(); return i; }
            static ValueTask ValueAsync(int i) => new ValueTask(FooAsync());
            static int Parse(int i) => i > 3 ? throw new FormatException() : i;

        {{string.Join('\n', member.Split('\n').Select(static line => line.Length == 0 ? line : "    " + line))}}
        }
        """;

    static string InMethod(string statements) => InClass(
        "async Task M(bool c, int[] xs)\n{\n    await Task.Yield();\n" + string.Join('\n', statements.Split('\n').Select(static line => line.Length == 0 ? line : "    " + line)) + "\n}");

    [Theory]
    [InlineData("{|ASL1003:xs.Select(async x => await FooAsync(x))|};", "await Task.WhenAll(xs.Select(async x => await FooAsync(x)));")]
    [InlineData("{|ASL1003:xs.Select(x => GetAsync(x))|}; // all", "await Task.WhenAll(xs.Select(x => GetAsync(x))); // all")]
    [InlineData("// why\n{|ASL1003:xs.Select(FooAsync)|};", "// why\nawait Task.WhenAll(xs.Select(FooAsync));")]
    [InlineData("_ = {|ASL1003:xs.Select(FooAsync)|};", "await Task.WhenAll(xs.Select(FooAsync));")]
    [InlineData("_ = {|ASL1003:from x in xs select FooAsync(x)|};", "await Task.WhenAll(from x in xs select FooAsync(x));")]
    [InlineData("{|ASL1003:xs.Select(FooAsync).ToList()|};", "await Task.WhenAll(xs.Select(FooAsync));")]
    [InlineData("{|ASL1003:xs.AsParallel().Select(FooAsync).ToArray()|};", "await Task.WhenAll(xs.AsParallel().Select(FooAsync));")]
    [InlineData(
        "{|ASL1003:xs.Select(async x =>\n{\n    await FooAsync(x);\n    await FooAsync(x + 1);\n})|};",
        "await Task.WhenAll(xs.Select(async x =>\n{\n    await FooAsync(x);\n    await FooAsync(x + 1);\n}));")]
    public Task A_statement_awaits_all(string before, string after) => Fixes(InMethod(before), InMethod(after));

    [Theory]
    [InlineData("var tasks = {|ASL1003:xs.Select(FooAsync)|};", "await Task.WhenAll(xs.Select(FooAsync));")]
    [InlineData("var tasks = {|ASL1003:xs.Select(GetAsync)|}.ToList();", "await Task.WhenAll(xs.Select(GetAsync).ToList());")]
    [InlineData(
        "var tasks = {|ASL1003:xs.Select(FooAsync)|}.ToList();\nif (c)\n{\n    return;\n}\n\nawait Task.WhenAll(tasks);",
        "var tasks = xs.Select(FooAsync).ToList();\nif (c)\n{\n    await Task.WhenAll(tasks);\n    return;\n}\n\nawait Task.WhenAll(tasks);")]
    [InlineData(
        "var tasks = {|ASL1003:xs.Select(FooAsync)|}.ToArray();\nConsole.WriteLine(tasks.Length);",
        "var tasks = xs.Select(FooAsync).ToArray();\nConsole.WriteLine(tasks.Length);\nawait Task.WhenAll(tasks);")]
    [InlineData(
        "var tasks = new List<Task>();\ntasks.AddRange({|ASL1003:xs.Select(FooAsync)|});\nConsole.WriteLine(tasks.Count);",
        "var tasks = new List<Task>();\ntasks.AddRange(xs.Select(FooAsync));\nConsole.WriteLine(tasks.Count);\nawait Task.WhenAll(tasks);")]
    public Task A_variable_is_awaited(string before, string after) => Fixes(InMethod(before), InMethod(after));

    [Theory]
    [InlineData("{|ASL1003:xs.Select(x => Parse(x))|};", "foreach (var x in xs)\n{\n    Parse(x);\n}")]
    [InlineData("// all\n{|ASL1003:Enumerable.Range(1, 100).Select(i => Parse(i))|};", "// all\nforeach (var i in Enumerable.Range(1, 100))\n{\n    Parse(i);\n}")]
    [InlineData("var sum = 0;\n{|ASL1003:xs.Where(x => x > 1).Select((int x) => sum += x)|};", "var sum = 0;\nforeach (int x in xs.Where(x => x > 1))\n{\n    sum += x;\n}")]
    public Task A_query_without_tasks_becomes_a_loop(string before, string after) => Fixes(InMethod(before), InMethod(after));

    [Fact]
    public Task Several_in_one_function() => Fixes(
        InMethod("{|ASL1003:xs.Select(FooAsync)|};\n{|ASL1003:xs.Select(x => Parse(x))|};\nvar tasks = {|ASL1003:xs.Select(GetAsync)|};"),
        InMethod("await Task.WhenAll(xs.Select(FooAsync));\nforeach (var x in xs)\n{\n    Parse(x);\n}\nawait Task.WhenAll(xs.Select(GetAsync));"));

    [Fact]
    public Task One_inside_the_other() => Fixes(
        InMethod("{|ASL1003:xs.Select(async x => { await FooAsync(x); {|ASL1003:xs.Select(FooAsync)|}; })|};"),
        InMethod("await Task.WhenAll(xs.Select(async x => { await FooAsync(x); await Task.WhenAll(xs.Select(FooAsync)); }));"));

    [Fact]
    public Task A_file_that_configures_its_awaits() => Fixes(
        InClass("async Task M(int[] xs)\n{\n    await FooAsync().ConfigureAwait(false);\n    await FooAsync().ConfigureAwait(false);\n    {|ASL1003:xs.Select(FooAsync)|};\n}"),
        InClass("async Task M(int[] xs)\n{\n    await FooAsync().ConfigureAwait(false);\n    await FooAsync().ConfigureAwait(false);\n    await Task.WhenAll(xs.Select(FooAsync)).ConfigureAwait(false);\n}"));

    [Fact]
    public Task A_function_that_returns_a_task_becomes_async() => Fixes(
        InClass("Task M(int[] xs)\n{\n    {|ASL1003:xs.Select(FooAsync)|};\n    return FooAsync(1);\n}"),
        InClass("async Task M(int[] xs)\n{\n    await Task.WhenAll(xs.Select(FooAsync));\n    await FooAsync(1);\n}"));

    [Fact]
    public Task A_function_and_its_callers_become_async() => Fixes(
        InClass("void M(int[] xs)\n{\n    {|ASL1003:xs.Select(FooAsync)|};\n}\n\npublic async Task N(int[] xs)\n{\n    await Task.Yield();\n    M(xs);\n}"),
        InClass("async Task MAsync(int[] xs)\n{\n    await Task.WhenAll(xs.Select(FooAsync));\n}\n\npublic async Task N(int[] xs)\n{\n    await Task.Yield();\n    await MAsync(xs);\n}"));

    [Fact]
    public Task Top_level_code() => Fixes(
        "await Task.Yield();\n{|ASL1003:args.Select(a => Task.Delay(a.Length))|};\n",
        "await Task.Yield();\nawait Task.WhenAll(args.Select(a => Task.Delay(a.Length)));\n");

    [Theory]
    [InlineData("{|ASL1003:xs.Select(ValueAsync)|};")]
    [InlineData("var tasks = {|ASL1003:xs.Select(ValueAsync)|}.ToList();")]
    [InlineData("List<int> none = null; {|ASL1003:none?.Select(FooAsync)|};")]
    [InlineData("Console.WriteLine({|ASL1003:xs.Select(FooAsync)|}.Count());")]
    [InlineData("foreach (var t in {|ASL1003:xs.Select(FooAsync)|}) { }")]
    [InlineData("var tasks = {|ASL1003:xs.Select(FooAsync)|}; Console.WriteLine(tasks.Count());")]
    [InlineData("var byKey = {|ASL1003:xs.ToDictionary(x => x, FooAsync)|};")]
    [InlineData("lock (xs) { {|ASL1003:xs.Select(FooAsync)|}; }")]
    [InlineData("{|ASL1003:xs.Select(Parse)|};")]
    [InlineData("{|ASL1003:xs.Select((x, i) => Parse(x + i))|};")]
    [InlineData("{|ASL1003:xs.Select(x => { Parse(x); return x; })|};")]
    [InlineData("{|ASL1003:xs.Select(x => Parse(x) + 1)|};")]
    [InlineData("{|ASL1003:xs.Select(x => Parse(x)).Where(x => x > 1)|};")]
    [InlineData("{|ASL1003:xs.Where(x => Parse(x) > 1)|};")]
    [InlineData("{|ASL1003:xs.Select(/* why */ x => Parse(x))|};")]
    public Task Not_offered(string statements) => None(InMethod(statements));

    [Fact]
    public async Task The_titles() => Assert.Equal(
        ["Await the tasks with 'Task.WhenAll'", "Run it in a 'foreach' loop"],
        await VerifyFix.Titles<ASL1003UnawaitedFanOut, ASL1003UnawaitedFanOutFix>(InMethod("{|ASL1003:xs.Select(FooAsync)|}; {|ASL1003:xs.Select(x => Parse(x))|};")));
}
