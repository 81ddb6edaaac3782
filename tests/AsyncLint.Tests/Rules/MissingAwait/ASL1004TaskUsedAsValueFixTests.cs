using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

public class ASL1004TaskUsedAsValueFixTests
{
    static Task Fixes(string before, string after, Setup? setup = null) =>
        VerifyFix.Of<ASL1004TaskUsedAsValue, ASL1004TaskUsedAsValueFix>(before, after, setup);

    static Task None(string source, Setup? setup = null) => VerifyFix.None<ASL1004TaskUsedAsValue, ASL1004TaskUsedAsValueFix>(source, setup);

    static string InClass(string member) => $$"""
        interface IUser { }
        class User : IUser { }
        interface IStore { Task<User> FindAsync(int id); Task<IUser> FirstAsync(); Task<object> AnyAsync(); Task SaveAsync(); Task<MemoryStream> OpenAsync(); }
        class C
        {
            static Task FooAsync(int i = 0) => Task.Delay(i);
            static Task<int> GetAsync(int i = 0) => Task.Run(() => i);
            static async ValueTask<int> ValueAsync() { await Task.Yield(); return 1; }

        {{string.Join('\n', member.Split('\n').Select(static line => line.Length == 0 ? line : "    " + line))}}
        }
        """;

    static Task FixesMember(string before, string after, Setup? setup = null) => Fixes(InClass(before), InClass(after), setup);

    [Theory]
    [InlineData("Console.WriteLine({|ASL1004:GetAsync()|});", "Console.WriteLine(await GetAsync());")]
    [InlineData("var s = $\"a {{|ASL1004:GetAsync()|}} b {{|ASL1004:ValueAsync()|}}\";", "var s = $\"a {await GetAsync()} b {await ValueAsync()}\";")]
    [InlineData("var s = \"a \" + {|ASL1004:GetAsync()|} + {|ASL1004:ValueAsync()|};", "var s = \"a \" + await GetAsync() + await ValueAsync();")]
    [InlineData("var s = {|ASL1004:GetAsync()|}.ToString();", "var s = (await GetAsync()).ToString();")]
    [InlineData("var b = {|ASL1004:store.FindAsync(1)|} == null;", "var b = await store.FindAsync(1) == null;")]
    [InlineData("var b = {|ASL1004:store.FindAsync(1)|} is null;", "var b = await store.FindAsync(1) is null;")]
    [InlineData("var b = {|ASL1004:store.FindAsync(1)|} is IUser;", "var b = await store.FindAsync(1) is IUser;")]
    [InlineData("var b = (IUser){|ASL1004:store.FindAsync(1)|};", "var b = (IUser)await store.FindAsync(1);")]
    [InlineData("var b = {|ASL1004:store.FindAsync(1)|} ?? throw new Exception();", "var b = await store.FindAsync(1) ?? throw new Exception();")]
    [InlineData("var b = user != {|ASL1004:store.FirstAsync()|};", "var b = user != await store.FirstAsync();")]
    [InlineData("var b = {|ASL1004:GetAsync()|}.Equals(1);", "var b = (await GetAsync()).Equals(1);")]
    [InlineData("using ({|ASL1004:store.OpenAsync()|}) { }", "using (await store.OpenAsync()) { }")]
    [InlineData("using var s = {|ASL1004:store.OpenAsync()|};", "using var s = await store.OpenAsync();")]
    [InlineData("IDisposable d = {|ASL1004:store.OpenAsync()|};", "IDisposable d = await store.OpenAsync();")]
    [InlineData("object o = {|ASL1004:store.AnyAsync()|};", "object o = await store.AnyAsync();")]
    [InlineData("object o = (object){|ASL1004:GetAsync().ConfigureAwait(false)|};", "object o = (object)await GetAsync().ConfigureAwait(false);")]
    [InlineData("var found = {|ASL1004:store.FindAsync(1)|}; if (found == null) { return; }", "var found = await store.FindAsync(1); if (found == null) { return; }")]
    [InlineData("var winner = {|ASL1004:Task.WhenAny(running, plain)|}; if (winner == plain) { }", "var winner = await Task.WhenAny(running, plain); if (winner == plain) { }")]
    [InlineData("var s = $\"{{|ASL1004:running|}}\";", "var s = $\"{await running}\";")]
    [InlineData("Console.WriteLine(/* a */ {|ASL1004:GetAsync()|} /* b */); // c", "Console.WriteLine(/* a */ await GetAsync() /* b */); // c")]
    [InlineData("Console.WriteLine(\n            // one\n            {|ASL1004:GetAsync(\n                1)|});", "Console.WriteLine(\n            // one\n            await GetAsync(\n                1));")]
    public Task Awaits_in_an_async_function(string before, string after)
    {
        const string Method = """
            async Task M(IStore store, IUser user, Task<int> running, Task plain)
            {
                await FooAsync();
                STATEMENT
            }
            """;
        return FixesMember(Method.Replace("STATEMENT", before, StringComparison.Ordinal), Method.Replace("STATEMENT", after, StringComparison.Ordinal));
    }

    [Fact]
    public Task Nested_hits() => FixesMember(
        """
        async Task<object> M(IStore store)
        {
            await FooAsync();
            Console.WriteLine({|ASL1004:GetAsync($"{{|ASL1004:GetAsync(1)|}}".Length)|});
            return {|ASL1004:GetAsync({|ASL1004:store.FindAsync(1)|} == null ? 1 : 2)|};
        }
        """,
        """
        async Task<object> M(IStore store)
        {
            await FooAsync();
            Console.WriteLine(await GetAsync($"{await GetAsync(1)}".Length));
            return await GetAsync(await store.FindAsync(1) == null ? 1 : 2);
        }
        """);

    [Fact]
    public Task The_files_ConfigureAwait_style_is_kept() => FixesMember(
        """
        async Task M()
        {
            await FooAsync().ConfigureAwait(false);
            await FooAsync().ConfigureAwait(false);
            Console.WriteLine({|ASL1004:GetAsync()|});
            Console.WriteLine({|ASL1004:ValueAsync().ConfigureAwait(false)|});
        }
        """,
        """
        async Task M()
        {
            await FooAsync().ConfigureAwait(false);
            await FooAsync().ConfigureAwait(false);
            Console.WriteLine(await GetAsync().ConfigureAwait(false));
            Console.WriteLine(await ValueAsync().ConfigureAwait(false));
        }
        """);

    [Theory]
    [InlineData(
        "Task M()\n{\n    Console.WriteLine({|ASL1004:GetAsync()|});\n    return Task.CompletedTask;\n}",
        "async Task M()\n{\n    Console.WriteLine(await GetAsync());\n}")]
    [InlineData(
        "Func<int, Task> f = i =>\n{\n    Console.WriteLine({|ASL1004:GetAsync()|});\n    return FooAsync(i);\n};",
        "Func<int, Task> f = async i =>\n{\n    Console.WriteLine(await GetAsync());\n    await FooAsync(i);\n};")]
    [InlineData(
        "void M() { Console.WriteLine({|ASL1004:GetAsync()|}); }\nasync Task N() { await FooAsync(); M(); }",
        "async Task MAsync() { Console.WriteLine(await GetAsync()); }\nasync Task N() { await FooAsync(); await MAsync(); }")]
    [InlineData(
        "string M() => $\"{{|ASL1004:GetAsync()|}}\";\nasync Task<int> N() { await FooAsync(); return M().Length; }",
        "async Task<string> MAsync() => $\"{await GetAsync()}\";\nasync Task<int> N() { await FooAsync(); return (await MAsync()).Length; }")]
    [InlineData(
        "Task M(int[] ids) => Task.Run(() => { Console.WriteLine({|ASL1004:GetAsync()|}); });",
        "Task M(int[] ids) => Task.Run(async () => { Console.WriteLine(await GetAsync()); });")]
    public Task A_function_that_is_not_async_becomes_so(string before, string after) => FixesMember(before, after);

    [Fact]
    public Task Top_level_code() => Fixes("Console.WriteLine({|ASL1004:Task.Run(() => 1)|});\n", "Console.WriteLine(await Task.Run(() => 1));\n");

    [Fact]
    public Task A_controller_action() => Fixes(
        """
        using Microsoft.AspNetCore.Mvc;
        public interface IUsers { Task<string> FindAsync(int id); }
        public class UsersController(IUsers users) : ControllerBase
        {
            public async Task<IActionResult> Get(int id)
            {
                await Task.Yield();
                var user = {|ASL1004:users.FindAsync(id)|};
                return user is null ? NotFound() : Ok(user);
            }

            public async Task<IActionResult> Both(int id)
            {
                await Task.Yield();
                return Ok(new { a = {|ASL1004:users.FindAsync(id)|}, b = {|ASL1004:users.FindAsync(id + 1)|} });
            }
        }
        """,
        """
        using Microsoft.AspNetCore.Mvc;
        public interface IUsers { Task<string> FindAsync(int id); }
        public class UsersController(IUsers users) : ControllerBase
        {
            public async Task<IActionResult> Get(int id)
            {
                await Task.Yield();
                var user = await users.FindAsync(id);
                return user is null ? NotFound() : Ok(user);
            }

            public async Task<IActionResult> Both(int id)
            {
                await Task.Yield();
                return Ok(new { a = await users.FindAsync(id), b = await users.FindAsync(id + 1) });
            }
        }
        """,
        new() { References = References.AspNetCore });

    [Theory]
    [InlineData("async Task M(IStore store) { await FooAsync(); Console.WriteLine({|ASL1004:store.SaveAsync()|}); }")]
    [InlineData("async Task M(IStore store) { await FooAsync(); Console.WriteLine({|ASL1004:store?.FindAsync(1)|}); }")]
    [InlineData("async Task M(IStore store) { await FooAsync(); Task<User> user = {|ASL1004:store.FindAsync(1)|}; if (user == null) { } }")]
    [InlineData("async Task M() { await FooAsync(); lock (this) { Console.WriteLine({|ASL1004:GetAsync()|}); } }")]
    [InlineData("async Task M(IStore store) { try { await FooAsync(); } catch (Exception) when ({|ASL1004:store.FindAsync(1)|} == null) { } }")]
    [InlineData("async Task M(IStore store, int[] ids) { await FooAsync(); var found = ids.Where(i => {|ASL1004:store.FindAsync(i)|} != null); }")]
    [InlineData("async Task M(IStore store, int[] ids) { await FooAsync(); var found = from i in ids where {|ASL1004:store.FindAsync(i)|} != null select i; }")]
    [InlineData("C() { Console.WriteLine({|ASL1004:GetAsync()|}); }")]
    [InlineData("string P => $\"{{|ASL1004:GetAsync()|}}\";")]
    [InlineData("string field = $\"{{|ASL1004:GetAsync()|}}\";")]
    [InlineData("Task M(ref int i) { Console.WriteLine({|ASL1004:GetAsync()|}); return FooAsync(); }")]
    [InlineData("Task M(Span<int> s) { Console.WriteLine({|ASL1004:GetAsync()|}); return FooAsync(); }")]
    [InlineData("IEnumerable<string> M() { yield return $\"{{|ASL1004:GetAsync()|}}\"; }")]
    [InlineData("Task M(object o) { ArgumentNullException.ThrowIfNull(o); Console.WriteLine({|ASL1004:GetAsync()|}); return FooAsync(); }")]
    [InlineData("public override string ToString() => $\"{{|ASL1004:GetAsync()|}}\";")]
    public Task No_fix_that_would_not_compile_or_would_change_what_callers_see(string member) => None(InClass(member));

    [Fact]
    public async Task The_action_is_named_by_what_it_awaits() => Assert.Equal(
        ["Await 'GetAsync'"],
        await VerifyFix.Titles<ASL1004TaskUsedAsValue, ASL1004TaskUsedAsValueFix>(InClass("async Task M() { await FooAsync(); Console.WriteLine({|ASL1004:GetAsync()|}); }")));

    [Fact]
    public Task A_linked_document() => Fixes(
        InClass("async Task M() { await FooAsync(); Console.WriteLine({|ASL1004:GetAsync()|}); }"),
        InClass("async Task M() { await FooAsync(); Console.WriteLine(await GetAsync()); }"),
        new() { Projects = [new("Other") { Linked = true }] });
}
