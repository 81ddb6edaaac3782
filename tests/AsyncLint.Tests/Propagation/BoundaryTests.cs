using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;
using static AsyncLint.Tests.Propagation.Fixing;

namespace AsyncLint.Tests.Propagation;

/// <summary>What cannot become async: what happens there, and how the preview says so.</summary>
public sealed class BoundaryTests
{
    [Theory]
    [InlineData("class C { C() => M(); void M() => {|ASL2002:Task.Delay(1).Wait()|}; }", "nobody would await")]
    [InlineData("class C : IDisposable { public void Dispose() => {|ASL2002:Task.Delay(1).Wait()|}; async Task M() { await Task.Yield(); Dispose(); } }", "the interface is not ours")]
    [InlineData("class C { public override string ToString() => {|ASL2002:Task.Run(() => \"\").Result|}; async Task M() { await Task.Yield(); ToString(); } }", "the base is not ours")]
    [InlineData("class C { int P => {|ASL2002:Task.Run(() => 1).Result|}; async Task<int> M() { await Task.Yield(); return P; } }", "a property")]
    [InlineData("class C { int this[int i] { get { return {|ASL2002:Task.Run(() => 1).Result|}; } } async Task<int> M() { await Task.Yield(); return this[0]; } }", "an indexer")]
    [InlineData("class C { public static C operator +(C a, C b) { {|ASL2002:Task.Delay(1).Wait()|}; return a; } async Task<C> M(C c) { await Task.Yield(); return c + c; } }", "an operator")]
    [InlineData("class C { int s = {|ASL2002:Task.Run(() => 1).Result|}; }", "an initializer")]
    [InlineData("class C { C() { {|ASL2002:Task.Delay(1).Wait()|}; } }", "a constructor")]
    [InlineData("class C { void M(out int x) { x = {|ASL2002:Task.Run(() => 1).Result|}; } async Task N() { await Task.Yield(); M(out _); } }", "an out parameter")]
    [InlineData("class C { int M(Span<int> s) => s[0] + {|ASL2002:Task.Run(() => 1).Result|}; async Task N() { await Task.Yield(); M(new int[1]); } }", "a span parameter")]
    [InlineData("class C { void M() { lock (this) { {|ASL2002:Task.Delay(1).Wait()|}; } } async Task N() { await Task.Yield(); M(); } }", "a lock")]
    [InlineData("class C { unsafe void M(int* p) { {|ASL2002:Task.Delay(1).Wait()|}; *p = 1; } }", "unsafe code")]
    [InlineData("class C { void M() => {|ASL2002:Task.Delay(1).Wait()|}; void N() => M(); void O() => N(); }", "nobody awaits in the end")]
    [InlineData("class C { void M() { {|ASL2002:Task.Delay(1).Wait()|}; N(); } void N() => M(); }", "functions that only call each other")]
    [InlineData("class C { [System.Runtime.Serialization.OnDeserialized] void M(System.Runtime.Serialization.StreamingContext c) => {|ASL2002:Task.Delay(1).Wait()|}; async Task N() { await Task.Yield(); M(default); } }", "a serializer calls it")]
    [InlineData("class C { string EndLoad(IAsyncResult result) => {|ASL2002:((Task<string>)result).Result|}; async Task N(IAsyncResult r) { await Task.Yield(); EndLoad(r); } }", "the second half of a pair")]
    public Task Where_await_cannot_go_the_block_stays(string source, string because)
    {
        Assert.NotEmpty(because);
        return Keeps(source);
    }

    [Fact]
    public async Task The_preview_says_who_goes_on_blocking_and_why() => Assert.Equal(
        ["Load: Still waits for 'Load' synchronously: a constructor cannot be async"],
        await VerifyFix.Warnings<ASL2002SyncOverAsyncInSync, ASL2002SyncOverAsyncInSyncFix>("""
            class Shop
            {
                private readonly int price;
                public Shop() { price = Load(); }
                private int Load() => {|ASL2002:Task.Run(() => 1).Result|};
                public async Task<int> SellAsync() { await Task.Yield(); return Load() + price; }
            }
            """));

    [Fact]
    public async Task The_title_tells_a_local_edit_from_one_that_reaches_further()
    {
        Assert.Equal(
            ["Await 'Run' and make 'Load' and its callers async"],
            await VerifyFix.Titles<ASL2002SyncOverAsyncInSync, ASL2002SyncOverAsyncInSyncFix>("class C { int Load() => {|ASL2002:Task.Run(() => 1).Result|}; }"));
        Assert.Equal(
            ["Await 'Run'"],
            await VerifyFix.Titles<ASL2001SyncOverAsync, ASL2001SyncOverAsyncFix>("class C { async Task<int> Load() => {|ASL2001:Task.Run(() => 1).Result|}; }"));
    }

    [Fact]
    public Task A_change_that_reaches_too_far_stops_where_it_would()
    {
        // Each function calls the one before; the last of them is async.
        var chain = string.Join("\n", Enumerable.Range(1, 500).Select(static i => $"    int M{i}() => M{i - 1}();"));
        return Keeps($$"""
            class C
            {
                int M0() => {|ASL2002:Task.Run(() => 1).Result|};
            {{chain}}
                async Task<int> Last() { await Task.Yield(); return M500(); }
            }
            """);
    }
}
