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

    // The outcome is the same for all: the function gets a sibling for the callers that can await, and this one goes on blocking.
    [Theory]
    [InlineData("Shop() { Load(); }", "a constructor cannot be async")]
    [InlineData("~Shop() => Load();", "a finalizer cannot be async")]
    [InlineData("int Price => Load();", "a property or event cannot be async")]
    [InlineData("int this[int i] { get { return Load(); } }", "a property or event cannot be async")]
    [InlineData("event Action Sold { add { Load(); } remove { } }", "a property or event cannot be async")]
    [InlineData("public static Shop operator +(Shop a, Shop b) { a.Load(); return b; }", "an operator cannot be async")]
    [InlineData("static readonly int s_price = new Shop().Load();", "an initializer cannot await")]
    [InlineData("void Get(out int price) => price = Load();", "an async function has no ref, out, in, span or pointer parameters")]
    [InlineData("void Get(Span<int> prices) => prices[0] = Load();", "an async function has no ref, out, in, span or pointer parameters")]
    [InlineData("ref int Get(int[] prices) { Load(); return ref prices[0]; }", "an async function cannot return by reference")]
    [InlineData("int Get(int[] prices) { Span<int> all = prices; return Load() + all[0]; }", "a span or reference would live across the await")]
    [InlineData("void Get() { lock (this) { Load(); } }", "a lock cannot be held across an await")]
    [InlineData("void Get() { Monitor.Enter(this); Load(); Monitor.Exit(this); }", "the lock that is held has to be released by its own thread")]
    [InlineData("void Get() { unsafe { Load(); } }", "unsafe code cannot await")]
    [InlineData("void Get() { try { } catch when (Load() > 1) { } }", "an exception filter cannot await")]
    [InlineData("IEnumerable<int> Get() => from i in new[] { 1 } select i + Load();", "a query clause cannot await")]
    [InlineData("IEnumerator<int> Get() { yield return Load(); }", "an iterator of this type has no async form")]
    [InlineData("int sum; void Get() { sum += Load(); }", "others may change the value while the function waits")]
    [InlineData("Func<int> Get() => Load;", "it is used as a delegate that cannot return a task")]
    [InlineData("Func<int> Get() => () => Load();", "the function around it cannot await")]
    [InlineData("int? Get(Shop other) => other?.Load();", "a conditional access uses its value")]
    [InlineData("void Get() { try { Load(); } catch (AggregateException) { } }", "a handler around it can tell an AggregateException from the exception inside")]
    [InlineData("public override string ToString() { Load(); return null; }", "'Object' is not part of the solution")]
    [InlineData("public void Dispose() => Load();", "'IDisposable' is not part of the solution")]
    [InlineData("[System.Runtime.Serialization.OnDeserialized] void Get(System.Runtime.Serialization.StreamingContext c) => Load();", "what calls it demands the signature")]
    [InlineData("[System.Runtime.InteropServices.UnmanagedCallersOnly] static void Get(int i) => new Shop().Load();", "what calls it demands the signature")]
    [InlineData("[System.Runtime.CompilerServices.ModuleInitializer] internal static void Get() => new Shop().Load();", "what calls it demands the signature")]
    [InlineData("void Get() => Load();", "nothing awaits the function around it")]
    [InlineData("int Get() => Load(); Func<int> Got => Get;", "nothing awaits the function around it")]
    public async Task The_preview_says_who_goes_on_blocking_and_why(string caller, string why) => Assert.Equal(
        [$"Load: Still waits for 'Load' synchronously: {why}"],
        await VerifyFix.Warnings<ASL2002SyncOverAsyncInSync, ASL2002SyncOverAsyncInSyncFix>($$"""
            sealed class Shop{{(caller.Contains("Dispose", StringComparison.Ordinal) ? " : IDisposable" : "")}}
            {
                {{caller}}
                private int Load() => {|ASL2002:Task.Run(() => 1).Result|};
                public async Task<int> SellAsync() { await Task.Yield(); return Load(); }
            }
            """));

    [Fact]
    public Task A_function_of_a_struct_that_it_may_change_stays() => Keeps("""
        struct Counter
        {
            int n;
            public void Add() { {|ASL2002:Task.Delay(1).Wait()|}; n++; }
            public static async Task M() { await Task.Yield(); var counter = new Counter(); counter.Add(); }
        }
        """);

    [Fact]
    public Task A_function_of_a_struct_that_nothing_changes_becomes_async() => Converts(
        """
        readonly struct Price
        {
            readonly int n;
            Price(int n) => this.n = n;
            int Load() => n + {|ASL2002:Task.Run(() => 1).Result|};
            static async Task<int> M() { await Task.Yield(); return new Price(1).Load(); }
        }
        """,
        """
        readonly struct Price
        {
            readonly int n;
            Price(int n) => this.n = n;
            async Task<int> Load() => n + await Task.Run(() => 1);
            static async Task<int> M() { await Task.Yield(); return await new Price(1).Load(); }
        }
        """);

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

    [Fact]
    public async Task Cancellation_ends_a_long_exploration()
    {
        var chain = string.Join("\n", Enumerable.Range(1, 399).Select(static i => $"    int M{i}() => M{i - 1}();"));
        var source = $$"""
            class C
            {
                int M0() => {|ASL2002:Task.Run(() => 1).Result|};
            {{chain}}
                async Task<int> Last() { await Task.Yield(); return M399(); }
            }
            """;
        var run = new FixRun(new ASL2002SyncOverAsyncInSync(), new ASL2002SyncOverAsyncInSyncFix(), Setup.Default, source, source);
        var action = Assert.Single(await FixRun.Actions(run.Fix, run.Before, Assert.Single(await run.Fixable(run.Before))));
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(20));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => action.GetOperationsAsync(cancellation.Token));
    }
}
