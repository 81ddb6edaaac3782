using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests;

public class ASL1001UnawaitedCallFixTests
{
    static Task Fixes(string before, string after, Setup? setup = null) =>
        VerifyFix.Of<ASL1001UnawaitedCall, ASL1001UnawaitedCallFix>(before, after, setup);

    static Task None(string source, Setup? setup = null) => VerifyFix.None<ASL1001UnawaitedCall, ASL1001UnawaitedCallFix>(source, setup);

    /// <summary>The member stands on lines of its own, so that the formatting of what changes shows.</summary>
    static string InClass(string member) => $$"""
        interface IStore { Task SaveAsync(); ValueTask ClearAsync(); ValueTask<int> CountAsync(); IStore Next { get; } }
        class C
        {
            public static Task FooAsync(int i = 0) => Task.Delay(i);
            static Task<int> GetAsync() => Task.Run(() => 1);
            static ValueTask ValueAsync() => new ValueTask(FooAsync());
            static readonly object s_gate = new object();

        {{string.Join('\n', member.Split('\n').Select(static line => line.Length == 0 ? line : "    " + line))}}
        }
        """;

    static Task FixesMember(string before, string after, Setup? setup = null) => Fixes(InClass(before), InClass(after), setup);

    [Theory]
    [InlineData("{|ASL1001:FooAsync()|};", "await FooAsync();")]
    [InlineData("{|ASL1001:GetAsync()|};", "await GetAsync();")]
    [InlineData("{|ASL1001:ValueAsync()|};", "await ValueAsync();")]
    [InlineData("{|ASL1001:FooAsync().ConfigureAwait(false)|};", "await FooAsync().ConfigureAwait(false);")]
    [InlineData("{|ASL1001:store.SaveAsync()|};", "await store.SaveAsync();")]
    [InlineData("{|ASL1001:callback()|};", "await callback();")]
    [InlineData("{|ASL1001:store?.SaveAsync()|};", "await (store?.SaveAsync() ?? Task.CompletedTask);")]
    [InlineData("{|ASL1001:store?.Next?.SaveAsync()|};", "await (store?.Next?.SaveAsync() ?? Task.CompletedTask);")]
    [InlineData("{|ASL1001:store?.ClearAsync()|};", "await (store?.ClearAsync() ?? default);")]
    [InlineData("{|ASL1001:store?.CountAsync()|};", "await (store?.CountAsync() ?? default);")]
    [InlineData("{|ASL1001:callback?.Invoke()|};", "await (callback?.Invoke() ?? Task.CompletedTask);")]
    [InlineData("{|ASL1001:Task.Run(() => { })|};", "await Task.Run(() => { });")]
    [InlineData("if (store != null) {|ASL1001:store.SaveAsync()|};", "if (store != null) await store.SaveAsync();")]
    [InlineData("for (; ; {|ASL1001:FooAsync(1)|}) { }", "for (; ; await FooAsync(1)) { }")]
    [InlineData("/* a */ {|ASL1001:FooAsync()|} /* b */; // c", "/* a */ await FooAsync() /* b */; // c")]
    [InlineData("{|ASL1001:FooAsync(\n            // one\n            1)|};", "await FooAsync(\n            // one\n            1);")]
    public Task Awaits_in_an_async_function(string before, string after)
    {
        const string Method = """
            async Task M(IStore store, Func<Task> callback)
            {
                await Task.Yield();
                STATEMENT
            }
            """;
        return FixesMember(Method.Replace("STATEMENT", before, StringComparison.Ordinal), Method.Replace("STATEMENT", after, StringComparison.Ordinal));
    }

    [Fact]
    public Task A_conditional_access_needs_no_using_for_Task() => Fixes(
        """
        interface IStore { System.Threading.Tasks.Task SaveAsync(); }
        class C { async System.Threading.Tasks.Task M(IStore s) { await s.SaveAsync(); {|ASL1001:s?.SaveAsync()|}; } }
        """,
        """
        using System.Threading.Tasks;

        interface IStore { System.Threading.Tasks.Task SaveAsync(); }
        class C { async System.Threading.Tasks.Task M(IStore s) { await s.SaveAsync(); await (s?.SaveAsync() ?? Task.CompletedTask); } }
        """,
        new() { ImplicitUsings = false });

    [Fact]
    public Task A_task_with_a_result_behind_a_conditional_access() => FixesMember(
        "async Task M(C c) { await FooAsync(); {|ASL1001:c?.NumberAsync()|}; }\nTask<int> NumberAsync() => GetAsync();",
        "async Task M(C c) { await FooAsync(); await (c?.NumberAsync() ?? Task.CompletedTask); }\nTask<int> NumberAsync() => GetAsync();");

    [Fact]
    public Task The_files_ConfigureAwait_style_is_kept() => FixesMember(
        """
        async Task M(C c)
        {
            await FooAsync().ConfigureAwait(false);
            {|ASL1001:FooAsync()|};
            {|ASL1001:ValueAsync()|};
            {|ASL1001:FooAsync(1).ConfigureAwait(false)|};
            {|ASL1001:c?.BarAsync()|};
        }
        Task BarAsync() => FooAsync();
        """,
        """
        async Task M(C c)
        {
            await FooAsync().ConfigureAwait(false);
            await FooAsync().ConfigureAwait(false);
            await ValueAsync().ConfigureAwait(false);
            await FooAsync(1).ConfigureAwait(false);
            await (c?.BarAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
        Task BarAsync() => FooAsync();
        """);

    [Theory]
    [InlineData(
        "Task M()\n{\n    {|ASL1001:FooAsync()|};\n    return Task.CompletedTask;\n}",
        "async Task M()\n{\n    await FooAsync();\n}")]
    [InlineData(
        "public static Task M()\n{\n    {|ASL1001:FooAsync()|};\n    return FooAsync(1);\n}",
        "public static async Task M()\n{\n    await FooAsync();\n    await FooAsync(1);\n}")]
    [InlineData(
        "Task<int> M()\n{\n    {|ASL1001:FooAsync()|};\n    return Task.FromResult(1);\n}",
        "async Task<int> M()\n{\n    await FooAsync();\n    return 1;\n}")]
    [InlineData(
        "Task<int> M()\n{\n    {|ASL1001:FooAsync()|};\n    return GetAsync();\n}",
        "async Task<int> M()\n{\n    await FooAsync();\n    return await GetAsync();\n}")]
    [InlineData(
        "Task<int> M(bool b)\n{\n    {|ASL1001:FooAsync()|};\n    return b ? GetAsync() : Task.FromResult(1);\n}",
        "async Task<int> M(bool b)\n{\n    await FooAsync();\n    return await (b ? GetAsync() : Task.FromResult(1));\n}")]
    [InlineData(
        "Task M(bool b)\n{\n    if (b)\n    {\n        return Task.CompletedTask;\n    }\n\n    {|ASL1001:FooAsync()|};\n    return FooAsync(1);\n}",
        "async Task M(bool b)\n{\n    if (b)\n    {\n        return;\n    }\n\n    await FooAsync();\n    await FooAsync(1);\n}")]
    [InlineData(
        "Task M(bool b)\n{\n    if (b)\n        return FooAsync(2);\n    {|ASL1001:FooAsync()|};\n    return Task.CompletedTask; // done\n}",
        "async Task M(bool b)\n{\n    if (b)\n    {\n        await FooAsync(2);\n        return;\n    }\n    await FooAsync();\n    return; // done\n}")]
    [InlineData(
        "ValueTask M()\n{\n    {|ASL1001:FooAsync()|};\n    return default;\n}",
        "async ValueTask M()\n{\n    await FooAsync();\n}")]
    [InlineData(
        "ValueTask<int> M()\n{\n    {|ASL1001:FooAsync()|};\n    return new ValueTask<int>(1);\n}",
        "async ValueTask<int> M()\n{\n    await FooAsync();\n    return 1;\n}")]
    [InlineData(
        "Task M()\n{\n    {|ASL1001:FooAsync()|};\n    return Task.FromResult(true);\n}",
        "async Task M()\n{\n    await FooAsync();\n}")]
    [InlineData(
        "ValueTask<int> M()\n{\n    {|ASL1001:FooAsync()|};\n    return new(1);\n}",
        "async ValueTask<int> M()\n{\n    await FooAsync();\n    return 1;\n}")]
    [InlineData(
        "// before\n[Obsolete]\nTask M()\n{\n    {|ASL1001:FooAsync()|};\n    return Task.CompletedTask;\n}",
        "// before\n[Obsolete]\nasync Task M()\n{\n    await FooAsync();\n}")]
    [InlineData(
        "/// <summary>Docs.</summary>\npublic virtual Task M()\n{\n    {|ASL1001:FooAsync()|};\n    {|ASL1001:FooAsync(1)|};\n    return Task.CompletedTask;\n}",
        "/// <summary>Docs.</summary>\npublic virtual async Task M()\n{\n    await FooAsync();\n    await FooAsync(1);\n}")]
    [InlineData(
        "void M()\n{\n    _ = L();\n    Task L()\n    {\n        {|ASL1001:FooAsync()|};\n        return Task.CompletedTask;\n    }\n}",
        "void M()\n{\n    _ = L();\n    async Task L()\n    {\n        await FooAsync();\n    }\n}")]
    public Task A_function_that_returns_a_task_becomes_async(string before, string after) =>
        FixesMember(before, after);

    [Theory]
    [InlineData(
        "Func<Task> f = () =>\n{\n    {|ASL1001:FooAsync()|};\n    return Task.CompletedTask;\n};",
        "Func<Task> f = async () =>\n{\n    await FooAsync();\n};")]
    [InlineData(
        "Func<int, Task<int>> f = i =>\n{\n    {|ASL1001:FooAsync()|};\n    return Task.FromResult(i);\n};",
        "Func<int, Task<int>> f = async i =>\n{\n    await FooAsync();\n    return i;\n};")]
    [InlineData(
        "Func<int, Task> f = delegate (int i)\n{\n    {|ASL1001:FooAsync()|};\n    return FooAsync(i);\n};",
        "Func<int, Task> f = async delegate (int i)\n{\n    await FooAsync();\n    await FooAsync(i);\n};")]
    [InlineData(
        "Func<int, Task> f = static i =>\n{\n    {|ASL1001:FooAsync()|};\n    return FooAsync(i);\n};",
        "Func<int, Task> f = static async i =>\n{\n    await FooAsync();\n    await FooAsync(i);\n};")]
    [InlineData(
        "Func<Task> f = async () => { await FooAsync(); {|ASL1001:FooAsync(1)|}; };",
        "Func<Task> f = async () => { await FooAsync(); await FooAsync(1); };")]
    public Task A_lambda_that_returns_a_task_becomes_async(string before, string after) => FixesMember(before, after);

    [Theory]
    [InlineData(
        "void M() => {|ASL1001:FooAsync()|};\nasync Task N() { await FooAsync(); M(); }",
        "async Task MAsync() => await FooAsync();\nasync Task N() { await FooAsync(); await MAsync(); }")]
    [InlineData(
        "int M() { {|ASL1001:FooAsync()|}; return 1; }\nasync Task<int> N() { await FooAsync(); return M() + 1; }",
        "async Task<int> MAsync() { await FooAsync(); return 1; }\nasync Task<int> N() { await FooAsync(); return await MAsync() + 1; }")]
    [InlineData(
        "async Task M() { await FooAsync(); L(); void L() { {|ASL1001:FooAsync()|}; } }",
        "async Task M() { await FooAsync(); await LAsync(); async Task LAsync() { await FooAsync(); } }")]
    [InlineData(
        "void M() { {|ASL1001:FooAsync()|}; }\nasync Task N() { await FooAsync(); M(); }",
        "async Task MAsync() { await FooAsync(); }\nasync Task N() { await FooAsync(); await MAsync(); }")]
    public Task A_sync_function_becomes_async_with_its_callers(string before, string after) => FixesMember(before, after);

    [Theory]
    [InlineData("void M() { {|ASL1001:FooAsync()|}; }")]
    [InlineData("void M() { L(); void L() { {|ASL1001:FooAsync()|}; } }")]
    [InlineData("C() { {|ASL1001:FooAsync()|}; }")]
    [InlineData("static C() { {|ASL1001:FooAsync()|}; }")]
    [InlineData("~C() { {|ASL1001:FooAsync()|}; }")]
    [InlineData("int P { get { {|ASL1001:FooAsync()|}; return 1; } set => {|ASL1001:FooAsync()|}; }")]
    [InlineData("Task P { get { {|ASL1001:FooAsync()|}; return FooAsync(); } }")]
    [InlineData("public static C operator +(C a, C b) { {|ASL1001:FooAsync()|}; return a; }")]
    [InlineData("public static Task operator -(C a, C b) { {|ASL1001:FooAsync()|}; return FooAsync(); }")]
    [InlineData("Action a = () => {|ASL1001:FooAsync()|};")]
    [InlineData("IEnumerable<int> M() { {|ASL1001:FooAsync()|}; yield return 1; }")]
    [InlineData("IAsyncEnumerable<int> M() { {|ASL1001:FooAsync()|}; return null; }")]
    [InlineData("async Task M() { await FooAsync(); lock (s_gate) { {|ASL1001:FooAsync()|}; } }")]
    [InlineData("async Task M() { await FooAsync(); unsafe { {|ASL1001:FooAsync()|}; } }")]
    [InlineData("unsafe Task M() { {|ASL1001:FooAsync()|}; return FooAsync(); }")]
    [InlineData("Task M(ref int i) { {|ASL1001:FooAsync()|}; return FooAsync(); }")]
    [InlineData("Task M(out int i) { i = 1; {|ASL1001:FooAsync()|}; return FooAsync(); }")]
    [InlineData("Task M(in int i) { {|ASL1001:FooAsync()|}; return FooAsync(); }")]
    [InlineData("Task M(Span<int> s) { {|ASL1001:FooAsync()|}; return FooAsync(); }")]
    [InlineData("Task M() { Span<int> s = stackalloc int[1]; {|ASL1001:FooAsync()|}; s[0] = 1; return FooAsync(); }")]
    [InlineData("Task M() { if (s_gate is null) { throw new Exception(); } {|ASL1001:FooAsync()|}; return FooAsync(); }")]
    [InlineData("Task M(object o) { ArgumentNullException.ThrowIfNull(o); {|ASL1001:FooAsync()|}; return FooAsync(); }")]
    [InlineData("Task M(object o) { _ = o ?? throw new Exception(); {|ASL1001:FooAsync()|}; return FooAsync(); }")]
    [InlineData("Task M() { try { {|ASL1001:FooAsync()|}; return FooAsync(); } catch { return FooAsync(); } }")]
    [InlineData("Task M() { using (var s = new MemoryStream()) { {|ASL1001:FooAsync()|}; return FooAsync(); } }")]
    [InlineData("Task M() { using var s = new MemoryStream(); {|ASL1001:FooAsync()|}; return FooAsync(); }")]
    [InlineData("Task M() { {|ASL1001:FooAsync()|}; return null; }")]
    [InlineData("Task M(bool b) { {|ASL1001:FooAsync()|}; return b ? FooAsync() : null; }")]
    [InlineData("Task M(C c) { {|ASL1001:FooAsync()|}; return c?.M(c); }")]
    [InlineData("ref int M(int[] a) { {|ASL1001:FooAsync()|}; return ref a[0]; }")]
    [InlineData("async Task M() { await foreach (var i in N()) { } } IAsyncEnumerable<int> N() { {|ASL1001:N()|}; return null; }")]
    [InlineData("async Task M(List<int> l) { await FooAsync(); l.ForEach(i => {|ASL1001:FooAsync(i)|}); }")]
    [InlineData("async Task M(List<int> l) { await FooAsync(); Parallel.ForEach(l, i => { {|ASL1001:FooAsync(i)|}; }); }")]
    [InlineData("public void M(object sender, EventArgs e) { {|ASL1001:FooAsync()|}; }")]
    [InlineData("void M(object sender, System.ComponentModel.CancelEventArgs e) { {|ASL1001:FooAsync()|}; }")]
    public Task No_fix_that_would_not_compile_or_would_change_what_callers_see(string member) => None(InClass(member));

    [Theory]
    [InlineData("void M() { Run((int i) => { {|ASL1001:FooAsync(i)|}; }); }", "void M() { Run(async (int i) => { await FooAsync(i); }); }")]
    [InlineData("void M() { Run(() => { {|ASL1001:FooAsync()|}; {|ASL1001:FooAsync(1)|}; }); }", "void M() { Run(async () => { await FooAsync(); await FooAsync(1); }); }")]
    [InlineData("void M() { Run(work: () => { {|ASL1001:FooAsync()|}; }); }", "void M() { Run(work: async () => { await FooAsync(); }); }")]
    [InlineData("void M() { Task.Run(() => { {|ASL1001:FooAsync()|}; }).Wait(); }", "void M() { Task.Run(async () => { await FooAsync(); }).Wait(); }")]
    public Task A_lambda_for_which_there_is_an_overload_that_takes_a_task(string before, string after)
    {
        const string Overloads = """

            void Run(Action work) { }
            void Run(Func<Task> work) { }
            void Run(Action<int> work) { }
            void Run(Func<int, Task> work) { }
            """;
        return FixesMember(before + Overloads, after + Overloads);
    }

    [Fact]
    public Task A_lambda_for_which_there_is_no_such_overload() => None(InClass(
        "void M() { Run(() => { {|ASL1001:FooAsync()|}; }); }\nvoid Run(Action work) { }\nvoid Run(Func<int> work) { }"));

    [Theory]
    [InlineData("void M() { Run(() => { {|ASL1001:FooAsync()|}; }); }\nvoid Run(Action work) { }\nTask Run(Func<Task> work) => work();")]
    [InlineData("void M() { Task.Factory.StartNew(() => { {|ASL1001:FooAsync()|}; }); }")]
    [InlineData("void M() { Run(delegate { {|ASL1001:FooAsync()|}; }); }\nvoid Run(Action work) { }\nvoid Run(Func<Task> work) { }")]
    [InlineData("void M() { Run(() => { {|ASL1001:FooAsync()|}; }); }\nvoid Run(Action work) { }\nvoid Run<T>(Func<T> work) { }")]
    public Task A_lambda_whose_other_overload_would_leave_a_task_behind(string member) => None(InClass(member));

    [Fact]
    public Task A_lambda_whose_other_overload_would_change_the_calls_type() => None(InClass(
        "void M() { int i = Run(() => { {|ASL1001:FooAsync()|}; }); }\nint Run(Action work) => 1;\nTask<int> Run(Func<Task> work) => null;"));

    const string TestFrameworks = """
        namespace Xunit { public class FactAttribute : System.Attribute { } public class TheoryAttribute : FactAttribute { } }
        namespace NUnit.Framework
        {
            public class TestAttribute : System.Attribute { }
            public class SetUpAttribute : System.Attribute { }
            public class OneTimeSetUpAttribute : System.Attribute { }
        }
        namespace Microsoft.VisualStudio.TestTools.UnitTesting
        {
            public class TestMethodAttribute : System.Attribute { }
            public class TestInitializeAttribute : System.Attribute { }
        }
        """;

    [Theory]
    [InlineData("Xunit.Fact")]
    [InlineData("Xunit.Theory")]
    [InlineData("NUnit.Framework.Test")]
    [InlineData("NUnit.Framework.SetUp")]
    [InlineData("NUnit.Framework.OneTimeSetUp")]
    [InlineData("Microsoft.VisualStudio.TestTools.UnitTesting.TestMethod")]
    [InlineData("Microsoft.VisualStudio.TestTools.UnitTesting.TestInitialize")]
    public Task A_test_returns_a_task(string attribute) => Fixes(
        $$"""
        using System.Net.Http;

        public class Tests
        {
            [{{attribute}}]
            public void Gets() // why
            {
                {|ASL1001:new HttpClient().GetAsync("x")|};
            }
        }
        """,
        $$"""
        using System.Net.Http;
        using System.Threading.Tasks;

        public class Tests
        {
            [{{attribute}}]
            public async Task Gets() // why
            {
                await new HttpClient().GetAsync("x");
            }
        }
        """,
        new() { ImplicitUsings = false, Files = { ["Frameworks.cs"] = TestFrameworks } });

    [Theory]
    [InlineData("static void Main()\n{\n    {|ASL1001:FooAsync()|};\n}", "static async Task Main()\n{\n    await FooAsync();\n}")]
    [InlineData("static void Main(string[] args) => {|ASL1001:FooAsync()|};", "static async Task Main(string[] args) => await FooAsync();")]
    [InlineData("public static int Main()\n{\n    {|ASL1001:FooAsync()|};\n    return 1;\n}", "public static async Task<int> Main()\n{\n    await FooAsync();\n    return 1;\n}")]
    public Task Main_returns_a_task(string before, string after) =>
        FixesMember(before, after, new() { OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication });

    [Fact]
    public Task Main_before_CSharp_7_1_stays_as_it_is() => None(
        "using System.Threading.Tasks; class C { static void Main() { {|ASL1001:Task.Delay(1)|}; } }",
        new() { LanguageVersion = LanguageVersion.CSharp7, OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication });

    [Fact]
    public Task Top_level_code() => Fixes(
        "{|ASL1001:Task.Delay(1)|};\nSystem.Console.WriteLine();\n", "await Task.Delay(1);\nSystem.Console.WriteLine();\n");

    [Fact]
    public Task Nested_functions_each_become_async() => FixesMember(
        """
        Task M()
        {
            {|ASL1001:FooAsync()|};
            Func<Task> f = () =>
            {
                {|ASL1001:FooAsync(1)|};
                return Task.CompletedTask;
            };
            return f();
        }
        """,
        """
        async Task M()
        {
            await FooAsync();
            Func<Task> f = async () =>
            {
                await FooAsync(1);
            };
            await f();
        }
        """);

    [Fact]
    public Task A_lambda_inside_a_dropped_call() => FixesMember(
        """
        async Task M()
        {
            await FooAsync();
            {|ASL1001:Task.Run(async () =>
            {
                await FooAsync();
                {|ASL1001:FooAsync(1)|};
            })|};
        }
        """,
        """
        async Task M()
        {
            await FooAsync();
            await Task.Run(async () =>
            {
                await FooAsync();
                await FooAsync(1);
            });
        }
        """);

    [Fact]
    public Task Directives_stay() => FixesMember(
        """
        #region A
        Task M()
        {
        #if !OLD
            {|ASL1001:FooAsync()|};
        #endif
            // last
            return Task.CompletedTask;
        }
        #endregion
        """,
        """
        #region A
        async Task M()
        {
        #if !OLD
            await FooAsync();
        #endif
            // last
            return;
        }
        #endregion
        """);

    [Fact]
    public Task Where_one_member_cannot_be_fixed_the_others_are() => Fixes(
        """
        class C
        {
            async Task M() { await Task.Yield(); {|ASL1001:Task.Delay(1)|}; }
            C() { {|ASL1001:Task.Delay(2)|}; }
            Task O() { {|ASL1001:Task.Delay(3)|}; return Task.CompletedTask; }
        }
        class D
        {
            async Task M() { await Task.Yield(); {|ASL1001:Task.Delay(1)|}; }
        }
        """,
        """
        class C
        {
            async Task M() { await Task.Yield(); await Task.Delay(1); }
            C() { {|ASL1001:Task.Delay(2)|}; }
            async Task O() { await Task.Delay(3); }
        }
        class D
        {
            async Task M() { await Task.Yield(); await Task.Delay(1); }
        }
        """);

    [Fact]
    public Task Other_files_and_linked_projects_follow() => Fixes(
        "class C { Task M() { {|ASL1001:Task.Delay(1)|}; return Task.CompletedTask; } }",
        "class C { async Task M() { await Task.Delay(1); } }",
        new()
        {
            Files = { ["D.cs"] = "class D { async Task M() { await Task.Yield(); {|ASL1001:Task.Delay(1)|}; } }" },
            FixedFiles = { ["D.cs"] = "class D { async Task M() { await Task.Yield(); await Task.Delay(1); } }" },
            Projects = [new("Other") { Linked = true, Defines = ["OTHER"] }],
        });

    [Fact]
    public Task A_fix_that_does_not_compile_in_a_linked_project_is_not_made() => None(
        """
        class C
        {
            async Task M()
            {
                await Task.Yield();
        #if OTHER
                lock (this)
        #endif
                {
                    {|ASL1001:Task.Delay(1)|};
                }
            }
        }
        """,
        new() { Projects = [new("Other") { Linked = true, Defines = ["OTHER"] }] });

    [Fact]
    public Task Discard_by_option() => FixesMember(
        "void M(IStore s) { {|ASL1001:FooAsync()|}; /* a */ {|ASL1001:s?.SaveAsync()|}; /* b */ }",
        "void M(IStore s) { _ = FooAsync(); /* a */ _ = s?.SaveAsync(); /* b */ }",
        // What may fail is a suggestion of ASL3012 once it is discarded.
        new() { Options = "asynclint.ASL1001.alternative = discard\nasynclint.never_faulting = T:C|T:IStore", Action = "ASL1001.discard" });

    [Fact]
    public Task No_discard_where_the_name_is_taken() => None(InClass(
        "void M(int _) { {|ASL1001:FooAsync()|}; }"), new() { Options = "asynclint.ASL1001.alternative = discard", Action = "ASL1001.discard" });

    [Fact]
    public Task Return_by_option() => FixesMember(
        "Task M()\n{\n    Console.WriteLine();\n    {|ASL1001:FooAsync()|};\n    return Task.CompletedTask;\n}",
        "Task M()\n{\n    Console.WriteLine();\n    return FooAsync();\n}",
        new() { Options = "asynclint.ASL1001.alternative = return", Action = "ASL1001.return" });

    [Theory]
    [InlineData("", "Await 'FooAsync'")]
    [InlineData("asynclint.ASL1001.alternative = discard", "Await 'FooAsync'|Discard the task of 'FooAsync'")]
    [InlineData("asynclint.ASL1001.alternative = return", "Await 'FooAsync'|Return the task of 'FooAsync'")]
    [InlineData("asynclint.ASL1001.alternative = nonsense", "Await 'FooAsync'")]
    public async Task The_light_bulb(string option, string titles) => Assert.Equal(
        titles.Split('|'),
        await VerifyFix.Titles<ASL1001UnawaitedCall, ASL1001UnawaitedCallFix>(
            InClass("Task M() { {|ASL1001:FooAsync()|}; return Task.CompletedTask; }"), new() { Options = option }));

    [Fact]
    public Task A_custom_awaitable_is_awaited_as_it_is() => Fixes(
        """
        class Work { public System.Runtime.CompilerServices.TaskAwaiter GetAwaiter() => default; }
        class C { Work Start() => null; async Task M() { await Task.Yield().ConfigureAwait2(); {|ASL1001:Start()|}; } }
        static class X { public static Task ConfigureAwait2(this System.Runtime.CompilerServices.YieldAwaitable y) => null; }
        """,
        """
        class Work { public System.Runtime.CompilerServices.TaskAwaiter GetAwaiter() => default; }
        class C { Work Start() => null; async Task M() { await Task.Yield().ConfigureAwait2(); await Start(); } }
        static class X { public static Task ConfigureAwait2(this System.Runtime.CompilerServices.YieldAwaitable y) => null; }
        """);

    [Theory]
    [InlineData("class C { async Task M() { {|ASL1001:FooAsync()|} } Task FooAsync() => null; }")]
    [InlineData("class C { Task M() { {|ASL1001:Task.Delay(1)|}; return Missing(); } }")]
    [InlineData("class C { Missing M() { {|ASL1001:Task.Delay(1)|}; return null; } }")]
    [InlineData("class C { Task M( { {|ASL1001:Task.Delay(1)|}; }")]
    [InlineData("class C { void N() { Unknown(() => { {|ASL1001:Task.Delay(1)|}; }); } }")]
    [InlineData("class C { Task M() { {|ASL1001:Task.Delay(1)|}; return } }")]
    public async Task Broken_code_does_no_harm(string source) =>
        await VerifyFix.Titles<ASL1001UnawaitedCall, ASL1001UnawaitedCallFix>(source, new() { AllowErrors = true });
}
