using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.Blocking;

/// <summary>What hangs and what does not is run by <see cref="InitializerProofTests"/>; here is what remains.</summary>
public class ASL2007StaticInitDeadlockTests
{
    [Fact]
    public Task The_message_of_a_deadlock_names_the_use() => Verify.Message<ASL2007StaticInitDeadlock>(
        "class Settings { static string path = \"a\"; static string text = {|ASL2007:LoadAsync().Result|}; static async Task<string> LoadAsync() { await Task.Delay(1); return path; } }",
        "'Result' deadlocks: the initialization of 'Settings' is not over before 'LoadAsync' completes, and on another thread the use of 'path' waits for it to be over");

    [Fact]
    public Task The_message_of_a_Lazy_names_it() => Verify.Message<ASL2007StaticInitDeadlock>(
        "class C { static readonly Lazy<int> size; static C() => size = new Lazy<int>(() => {|ASL2007:Task.Run(() => size.Value).GetAwaiter().GetResult()|}); }",
        "'GetAwaiter().GetResult()' deadlocks: the value of 'size' is not over before 'Run' completes, and on another thread the use of 'Value' waits for it to be over");

    [Fact]
    public Task The_message_of_a_block_names_the_type() => Verify.Message<ASL2007StaticInitDeadlock>(
        "class Settings { static string text = {|ASL2011:File.ReadAllTextAsync(\"a\").Result|}; }",
        "'Result' blocks the initialization of 'Settings' until 'ReadAllTextAsync' completes, and with it every thread that comes to use 'Settings'");

    [Fact]
    public async Task The_further_location_is_the_use()
    {
        var diagnostic = Assert.Single(await Verify.Run<ASL2007StaticInitDeadlock>("class C { static int y; static int X = {|ASL2007:Task.Run(() => M()).Result|}; static int M() => y; }", Setup.Default));
        Assert.Equal(["y"], diagnostic.AdditionalLocations.Select(static place => place.SourceTree!.GetText().ToString(place.SourceSpan)));
    }

    [Theory]
    [InlineData("static string X { get; } = {|ASL2011:File.ReadAllTextAsync(\"a\").Result|};")]
    [InlineData("static string X; static C() { X = {|ASL2011:File.ReadAllTextAsync(\"a\").GetAwaiter().GetResult()|}; }")]
    [InlineData("static C() { {|ASL2011:Task.Delay(1).Wait()|}; }")]
    [InlineData("static C() => {|ASL2011:Task.Delay(1).Wait()|};")]
    [InlineData("static C() { {|ASL2011:Task.WaitAll(Task.Delay(1), Task.Delay(2))|}; }")]
    [InlineData("static C() { foreach (var path in new[] { 1 }) { {|ASL2011:Task.Delay(path).Wait()|}; } }")]
    [InlineData("static readonly string X = {|ASL2011:new HttpClient().GetStringAsync(\"a\").ConfigureAwait(false).GetAwaiter().GetResult()|}.Trim();")]
    public Task Blocks(string members) => Verify.Reports<ASL2007StaticInitDeadlock>("class C { " + members + " }");

    [Theory]
    [InlineData("string X = File.ReadAllTextAsync(\"a\").Result;")]
    [InlineData("C() { Task.Delay(1).Wait(); }")]
    [InlineData("static void M() { Task.Delay(1).Wait(); }")]
    [InlineData("static readonly Task<string> X = File.ReadAllTextAsync(\"a\");")]
    [InlineData("static readonly Func<string> X = () => File.ReadAllTextAsync(\"a\").Result;")]
    [InlineData("static readonly Lazy<string> X = new(() => File.ReadAllTextAsync(\"a\").Result);")]
    [InlineData("static string X => File.ReadAllTextAsync(\"a\").Result;")]
    [InlineData("static readonly int X = Task.FromResult(1).Result;")]
    [InlineData("static C() { void Local() { Task.Delay(1).Wait(); } }")]
    [InlineData("static C() { Action load = () => Task.Delay(1).Wait(); }")]
    [InlineData("static readonly string X = nameof(Task<int>.Result);")]
    [InlineData("static readonly string X = string.Join(\",\", new[] { \"Result\" });")]
    [InlineData("class Result { public int Value; } static readonly int X = new Result().Value;")]
    [InlineData("static readonly Dictionary<string, int> X = new() { [\"Result\"] = 1 };")]
    public Task Whatever_does_not_block_an_initializer(string members) => Verify.Silent<ASL2007StaticInitDeadlock>("class C { " + members + " }");

    [Fact]
    public Task Constants_of_enumerations() => Verify.Silent<ASL2007StaticInitDeadlock>("enum E { Result = 1, Wait = 2 } class C { const int Result = 1; }");

    [Fact]
    public Task A_test_may_wait() => Verify.Silent<ASL2007StaticInitDeadlock>(
        "class C { static string X = File.ReadAllTextAsync(\"a\").Result; }", new Setup { Files = { ["Xunit.cs"] = "namespace Xunit { class FactAttribute : Attribute { } }" } });

    [Fact]
    public Task But_not_for_ever() => Verify.Reports<ASL2007StaticInitDeadlock>(
        "class C { static int y; static int X = {|ASL2007:Task.Run(() => y).Result|}; }", new Setup { Files = { ["Xunit.cs"] = "namespace Xunit { class FactAttribute : Attribute { } }" } });

    [Fact]
    public Task What_is_declared_safe() => Verify.Silent<ASL2007StaticInitDeadlock>(
        "class C { static string X = File.ReadAllTextAsync(\"a\").Result; }", new Setup { Options = "asynclint.safe_apis = M:System.IO.File.ReadAllTextAsync*" });

    [Fact]
    public Task Broken_code_is_not_judged() => Verify.Silent<ASL2007StaticInitDeadlock>(
        "class C { static int X = Task.Run(() => y.Result; static int Y = Gone().Result; static C( { Missing.Wait(; }", new Setup { AllowErrors = true });

    [Fact]
    public Task On_an_old_framework() => Verify.Reports<ASL2007StaticInitDeadlock>(
        "using System.Threading.Tasks; class C { static int y; static int X = {|ASL2007:Task.Run(() => y).Result|}; }", new Setup { References = References.NetStandard, ImplicitUsings = false });

    [Theory]
    [InlineData("class C { static int y; static int X = Task.Run(() => y).Result; }")]
    [InlineData("class C { static string X = File.ReadAllTextAsync(\"a\").Result; }")]
    [InlineData("class C { static readonly Lazy<int> X = new(() => Task.Run(() => X.Value).Result); }")]
    public Task It_stands_in_for_the_suggestion(string source) => Verify.Silent<ASL2002SyncOverAsyncInSync>(source);

    [Fact]
    public Task A_Lazy_that_only_blocks_is_a_suggestion() => Verify.Reports<ASL2002SyncOverAsyncInSync>("class C { static readonly Lazy<string> X = new(() => {|ASL2002:File.ReadAllTextAsync(\"a\").Result|}); }");
}
