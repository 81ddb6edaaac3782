using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

public class ASL1007HandlerCannotCatchFixTests
{
    static Task Fixes(string before, string after) => VerifyFix.Of<ASL1007HandlerCannotCatch, ASL1007HandlerCannotCatchFix>(before, after);

    static Task None(string source) => VerifyFix.None<ASL1007HandlerCannotCatch, ASL1007HandlerCannotCatchFix>(source);

    /// <summary>The member stands on lines of its own, so that the formatting of what changes shows.</summary>
    static string InClass(string member) => $$"""
        class C
        {
            static Task<int> GetAsync() => Task.Run(() => 1);
            static Task SaveAsync() => Task.Delay(1);
            static void Log(object o) { }
            bool busy;

        {{string.Join('\n', member.Split('\n').Select(static line => line.Length == 0 ? line : "    " + line))}}
        }
        """;

    [Theory]
    [InlineData(
        "Task<int> M()\n{\n    try\n    {\n        return {|ASL1007:GetAsync()|};\n    }\n    catch (Exception)\n    {\n        return Task.FromResult(0);\n    }\n}",
        "async Task<int> M()\n{\n    try\n    {\n        return await GetAsync();\n    }\n    catch (Exception)\n    {\n        return 0;\n    }\n}")]
    [InlineData(
        "Task<int> M()\n{\n    try\n    {\n        return {|ASL1007:GetAsync()|};\n    }\n    catch (Exception e)\n    {\n        Log(e);\n        throw;\n    }\n}",
        "async Task<int> M()\n{\n    try\n    {\n        return await GetAsync();\n    }\n    catch (Exception e)\n    {\n        Log(e);\n        throw;\n    }\n}")]
    [InlineData(
        "Task<int> M()\n{\n    try\n    {\n        return {|ASL1007:GetAsync()|};\n    }\n    catch (Exception e)\n    {\n        throw new IOException(\"why\", e);\n    }\n}",
        "async Task<int> M()\n{\n    try\n    {\n        return await GetAsync();\n    }\n    catch (Exception e)\n    {\n        throw new IOException(\"why\", e);\n    }\n}")]
    [InlineData(
        "Task M()\n{\n    busy = true;\n    try\n    {\n        return {|ASL1007:SaveAsync()|};\n    }\n    finally\n    {\n        busy = false;\n    }\n}",
        "async Task M()\n{\n    busy = true;\n    try\n    {\n        await SaveAsync();\n    }\n    finally\n    {\n        busy = false;\n    }\n}")]
    [InlineData(
        "Task M()\n{\n    try\n    {\n        return {|ASL1007:SaveAsync()|};\n    }\n    catch (Exception)\n    {\n        return Task.CompletedTask;\n    }\n}",
        "async Task M()\n{\n    try\n    {\n        await SaveAsync();\n    }\n    catch (Exception)\n    {\n    }\n}")]
    [InlineData(
        "Func<Task<int>> M() => () =>\n{\n    try\n    {\n        var t = {|ASL1007:GetAsync()|};\n        return t;\n    }\n    catch (Exception)\n    {\n        return Task.FromResult(0);\n    }\n};",
        "Func<Task<int>> M() => async () =>\n{\n    try\n    {\n        var t = GetAsync();\n        return await t;\n    }\n    catch (Exception)\n    {\n        return 0;\n    }\n};")]
    public Task The_returned_task_is_awaited(string before, string after) => Fixes(InClass(before), InClass(after));

    [Theory]
    [InlineData("Task<int> M(string s)\n{\n    if (s == null)\n    {\n        throw new ArgumentNullException(nameof(s));\n    }\n\n    try\n    {\n        return {|ASL1007:GetAsync()|};\n    }\n    catch (Exception)\n    {\n        return Task.FromResult(0);\n    }\n}")]
    [InlineData("Task<int> M()\n{\n    try\n    {\n        return {|ASL1007:GetAsync()|};\n    }\n    catch (Exception)\n    {\n        return null;\n    }\n}")]
    [InlineData("Task<int> P\n{\n    get\n    {\n        try\n        {\n            return {|ASL1007:GetAsync()|};\n        }\n        catch (Exception)\n        {\n            return Task.FromResult(0);\n        }\n    }\n}")]
    [InlineData("Task<int> M(ref int n)\n{\n    try\n    {\n        return {|ASL1007:GetAsync()|};\n    }\n    catch (Exception)\n    {\n        n++;\n        return Task.FromResult(0);\n    }\n}")]
    [InlineData("Task<int> M(bool c)\n{\n    try\n    {\n        if (c)\n        {\n            return Task.FromResult(int.Parse(\"a\"));\n        }\n    }\n    catch (FormatException)\n    {\n    }\n\n    try\n    {\n        return {|ASL1007:GetAsync()|};\n    }\n    catch (Exception)\n    {\n        return Task.FromResult(0);\n    }\n}")]
    public Task What_would_mean_something_else_stays(string source) => None(InClass(source));
}
