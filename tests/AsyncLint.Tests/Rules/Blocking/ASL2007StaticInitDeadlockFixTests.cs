using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.Blocking;

public class ASL2007StaticInitDeadlockFixTests
{
    static Task Fixes(string before, string after) => VerifyFix.Of<ASL2007StaticInitDeadlock, ASL2007StaticInitDeadlockFix>(before, after);

    static Task LeavesAlone(string members) => VerifyFix.None<ASL2007StaticInitDeadlock, ASL2007StaticInitDeadlockFix>("class C { " + members + " }");

    [Fact]
    public Task The_field_keeps_the_task() => Fixes(
        """
        class Settings
        {
            static int port = 80;

            // Read once.
            private static readonly string text = {|ASL2007:LoadAsync().Result|}; // from the disk

            static async Task<string> LoadAsync()
            {
                await Task.Delay(1);
                return port.ToString();
            }

            public static async Task<int> CountAsync() => text.Length + Settings.text.Length;

            public static async Task ShowAsync()
            {
                Console.WriteLine(text);
                await Task.Run(async () => Console.WriteLine(text));
            }
        }
        """,
        """
        class Settings
        {
            static int port = 80;

            // Read once.
            private static readonly Task<string> text = LoadAsync(); // from the disk

            static async Task<string> LoadAsync()
            {
                await Task.Delay(1);
                return port.ToString();
            }

            public static async Task<int> CountAsync() => (await text).Length + (await Settings.text).Length;

            public static async Task ShowAsync()
            {
                Console.WriteLine(await text);
                await Task.Run(async () => Console.WriteLine(await text));
            }
        }
        """);

    [Fact]
    public Task Two_fields() => Fixes(
        """
        class C
        {
            static readonly string a = {|ASL2011:File.ReadAllTextAsync("a").Result|};
            static readonly string b = {|ASL2011:File.ReadAllTextAsync("b").GetAwaiter().GetResult()|};

            static async Task<string> Both() { await Task.Yield(); return a + b; }
        }
        """,
        """
        class C
        {
            static readonly Task<string> a = File.ReadAllTextAsync("a");
            static readonly Task<string> b = File.ReadAllTextAsync("b");

            static async Task<string> Both() { await Task.Yield(); return await a + await b; }
        }
        """);

    [Fact]
    public Task The_namespace_of_the_task_is_imported() => VerifyFix.Of<ASL2007StaticInitDeadlock, ASL2007StaticInitDeadlockFix>(
        """
        using System.IO;

        class C
        {
            static readonly string text = {|ASL2011:File.ReadAllTextAsync("a").Result|};

            static async void M() { System.Console.Write(text); }
        }
        """,
        """
        using System.IO;
        using System.Threading.Tasks;

        class C
        {
            static readonly Task<string> text = File.ReadAllTextAsync("a");

            static async void M() { System.Console.Write(await text); }
        }
        """,
        new Setup { ImplicitUsings = false });

    [Theory]
    [InlineData("public static readonly string X = {|ASL2011:File.ReadAllTextAsync(\"a\").Result|}; static async Task M() { Console.Write(X); }")]
    [InlineData("static string X = {|ASL2011:File.ReadAllTextAsync(\"a\").Result|}; static async Task M() { Console.Write(X); }")]
    [InlineData("static readonly string X = {|ASL2011:File.ReadAllTextAsync(\"a\").Result|}; static void M() { Console.Write(X); }")]
    [InlineData("static readonly string X = {|ASL2011:File.ReadAllTextAsync(\"a\").Result|}; static async Task M() { Console.Write(X); } static string Y => X;")]
    [InlineData("static readonly string X = {|ASL2011:File.ReadAllTextAsync(\"a\").Result|}; static async Task M() { lock (typeof(C)) { Console.Write(X); } }")]
    [InlineData("static readonly string X = {|ASL2011:File.ReadAllTextAsync(\"a\").Result|}; static async Task M() { Console.Write(nameof(X)); }")]
    [InlineData("static readonly string X = {|ASL2011:File.ReadAllTextAsync(\"a\").Result|}; static async Task M() { Console.Write(X); Use(in X); } static void Use(in string x) { }")]
    [InlineData("static readonly string X = {|ASL2011:File.ReadAllTextAsync(\"a\").Result|}.Trim(); static async Task M() { Console.Write(X); }")]
    [InlineData("static readonly object X = {|ASL2011:File.ReadAllTextAsync(\"a\").Result|}; static async Task M() { Console.Write(X); }")]
    [InlineData("static readonly string X = {|ASL2011:File.ReadAllTextAsync(\"a\").Result|}, Y = \"\"; static async Task M() { Console.Write(X); }")]
    [InlineData("static readonly string X = {|ASL2011:File.ReadAllTextAsync(\"a\").Result|};")]
    [InlineData("static readonly int X = {|ASL2007:Task.Run(() => X).Result|}; static async Task M() { Console.Write(X); }")]
    [InlineData("static readonly int X = {|ASL2007:Load().Result|}; static async Task<int> Load() { await Task.Delay(1); return X; }")]
    [InlineData("static string X; static C() { X = {|ASL2011:File.ReadAllTextAsync(\"a\").Result|}; } static async Task M() { Console.Write(X); }")]
    public Task Where_it_cannot_be_awaited_wherever_it_is_used(string members) => LeavesAlone(members);
}
