using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

public class ASL1006TaskOutlivesResourceFixTests
{
    static Task Fixes(string before, string after, Setup? setup = null) => VerifyFix.Of<ASL1006TaskOutlivesResource, ASL1006TaskOutlivesResourceFix>(before, after, setup);

    static Task None(string source, Setup? setup = null) => VerifyFix.None<ASL1006TaskOutlivesResource, ASL1006TaskOutlivesResourceFix>(source, setup);

    /// <summary>The member stands on lines of its own, so that the formatting of what changes shows.</summary>
    static string InClass(string member) => $$"""
        class Client : IDisposable
        {
            public Task<int> GetAsync(int i = 0) => Task.Run(() => i);
            public Task SaveAsync() => Task.Delay(1);
            public ValueTask<int> ValueAsync() => new(GetAsync());
            public void Dispose() => GC.SuppressFinalize(this);
        }
        class C
        {
        {{string.Join('\n', member.Split('\n').Select(static line => line.Length == 0 ? line : "    " + line))}}
        }
        """;

    [Theory]
    [InlineData(
        "Task<int> M()\n{\n    using var x = new Client();\n    return {|ASL1006:x.GetAsync()|};\n}",
        "async Task<int> M()\n{\n    using var x = new Client();\n    return await x.GetAsync();\n}")]
    [InlineData(
        "Task<int> M(bool c)\n{\n    using (var x = new Client())\n    {\n        if (c)\n        {\n            return {|ASL1006:x.GetAsync()|};\n        }\n\n        return {|ASL1006:x.GetAsync(2)|};\n    }\n}",
        "async Task<int> M(bool c)\n{\n    using (var x = new Client())\n    {\n        if (c)\n        {\n            return await x.GetAsync();\n        }\n\n        return await x.GetAsync(2);\n    }\n}")]
    [InlineData(
        "Task M()\n{\n    using var x = new Client();\n    return {|ASL1006:x.SaveAsync()|}; // all of it\n}",
        "async Task M()\n{\n    using var x = new Client();\n    await x.SaveAsync(); // all of it\n}")]
    [InlineData(
        "Task M()\n{\n    using (var x = new Client())\n    {\n        return {|ASL1006:x.SaveAsync()|};\n    }\n}",
        "async Task M()\n{\n    using (var x = new Client())\n    {\n        await x.SaveAsync();\n    }\n}")]
    [InlineData(
        "Task<int> M(bool c)\n{\n    if (c)\n    {\n        return Task.FromResult(1);\n    }\n\n    using var x = new Client();\n    var t = {|ASL1006:x.GetAsync()|};\n    return t;\n}",
        "async Task<int> M(bool c)\n{\n    if (c)\n    {\n        return 1;\n    }\n\n    using var x = new Client();\n    var t = x.GetAsync();\n    return await t;\n}")]
    [InlineData(
        "ValueTask<int> M()\n{\n    using var x = new Client();\n    return {|ASL1006:x.ValueAsync()|};\n}",
        "async ValueTask<int> M()\n{\n    using var x = new Client();\n    return await x.ValueAsync();\n}")]
    [InlineData(
        "Task<int> M()\n{\n    var x = new Client();\n    try\n    {\n        return {|ASL1006:x.GetAsync()|};\n    }\n    finally\n    {\n        x.Dispose();\n    }\n}",
        "async Task<int> M()\n{\n    var x = new Client();\n    try\n    {\n        return await x.GetAsync();\n    }\n    finally\n    {\n        x.Dispose();\n    }\n}")]
    [InlineData(
        "Func<Task<int>> M() => () =>\n{\n    using var x = new Client();\n    return {|ASL1006:x.GetAsync()|};\n};",
        "Func<Task<int>> M() => async () =>\n{\n    using var x = new Client();\n    return await x.GetAsync();\n};")]
    [InlineData(
        "Task<int> M()\n{\n    return Get();\n    Task<int> Get()\n    {\n        using var x = new Client();\n        return {|ASL1006:x.GetAsync()|};\n    }\n}",
        "Task<int> M()\n{\n    return Get();\n    async Task<int> Get()\n    {\n        using var x = new Client();\n        return await x.GetAsync();\n    }\n}")]
    [InlineData(
        "async Task N() => await Task.Delay(1).ConfigureAwait(false);\nTask<int> M()\n{\n    using var x = new Client();\n    return {|ASL1006:x.GetAsync()|};\n}",
        "async Task N() => await Task.Delay(1).ConfigureAwait(false);\nasync Task<int> M()\n{\n    using var x = new Client();\n    return await x.GetAsync().ConfigureAwait(false);\n}")]
    public Task The_returned_task_is_awaited(string before, string after) => Fixes(InClass(before), InClass(after));

    [Theory]
    [InlineData("Task<int> M(Client p)\n{\n    ArgumentNullException.ThrowIfNull(p);\n    using var x = new Client();\n    return {|ASL1006:x.GetAsync()|};\n}")]
    [InlineData("Task<int> M(out int i)\n{\n    i = 1;\n    using var x = new Client();\n    return {|ASL1006:x.GetAsync()|};\n}")]
    [InlineData("Task<int> P\n{\n    get\n    {\n        using var x = new Client();\n        return {|ASL1006:x.GetAsync()|};\n    }\n}")]
    [InlineData("Task<int> M()\n{\n    using var x = new Client();\n    return x?{|ASL1006:.GetAsync()|};\n}")]
    [InlineData("Task<int> M()\n{\n    Task<int> t;\n    using (var x = new Client())\n    {\n        t = {|ASL1006:x.GetAsync()|};\n    }\n\n    return t;\n}")]
    [InlineData("Task<int> M(bool c)\n{\n    try\n    {\n        if (c)\n        {\n            return Task.FromResult(int.Parse(\"a\"));\n        }\n    }\n    catch (FormatException)\n    {\n    }\n\n    using var x = new Client();\n    return {|ASL1006:x.GetAsync()|};\n}")]
    public Task What_would_mean_something_else_stays(string source) => None(InClass(source));
}
