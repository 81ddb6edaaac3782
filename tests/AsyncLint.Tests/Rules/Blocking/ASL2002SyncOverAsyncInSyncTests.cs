using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.Blocking;

public sealed class ASL2002SyncOverAsyncInSyncTests
{
    [Theory]
    [InlineData("void M(Task t) => {|ASL2002:t.Wait()|};")]
    [InlineData("int M(Task<int> t) { return {|ASL2002:t.Result|}; }")]
    [InlineData("int M(ValueTask<int> t) => {|ASL2002:t.Result|};")]
    [InlineData("void M(Task t) => {|ASL2002:t.ConfigureAwait(false).GetAwaiter().GetResult()|};")]
    [InlineData("void M(Task a, Task b) => {|ASL2002:Task.WaitAll(a, b)|};")]
    [InlineData("int P => {|ASL2002:F().Result|}; Task<int> F() => Task.Run(() => 1);")]
    [InlineData("C(Task t) { {|ASL2002:t.Wait()|}; }")]
    [InlineData("int f = {|ASL2002:Task.Run(() => 1).Result|};")]
    [InlineData("public static int operator +(C a, Task<int> b) => {|ASL2002:b.Result|};")]
    [InlineData("void M(Task t) { void Local() => {|ASL2002:t.Wait()|}; Local(); }")]
    [InlineData("void M(Task t) { Action a = () => {|ASL2002:t.Wait()|}; a(); }")]
    [InlineData("void M(CancellationToken c, Task t) => c.Register(() => {|ASL2002:t.Wait()|});")]
    [InlineData("void M(Task t) { try { Action a = () => {|ASL2002:t.Wait()|}; a(); Console.WriteLine(); } catch (Exception e) when (e != null) { Console.WriteLine(); } finally { Console.WriteLine(); } }")]
    [InlineData("void M(Task t) => Task.Run(() => {|ASL2002:t.GetAwaiter().GetResult()|});")]
    public Task Reports_a_block_in_any_sync_function(string member) => Verify.Reports<ASL2002SyncOverAsyncInSync>($"class C {{ {member} }}");

    [Theory]
    [InlineData("async Task M(Task t) { t.Wait(); await t; }", "ASL2001 warns")]
    [InlineData("Task M(Task<int> t) => Task.FromResult(t.Result);", "ASL2001 warns")]
    [InlineData("~C() { Task.Delay(1).Wait(); }", "nothing awaits a finalizer")]
    [InlineData("static C() { Task.Delay(1).Wait(); }", "ASL2011 warns")]
    [InlineData("static int f = Task.Run(() => 1).Result;", "ASL2011 warns")]
    [InlineData("int M(Task<int> t) => t.IsCompletedSuccessfully ? t.Result : 0;", "complete")]
    [InlineData("int M() => Task.FromResult(1).Result;", "complete")]
    [InlineData("bool M(Task t) => t.Wait(0);", "only asks")]
    [InlineData("void M(Task<int> t) => t.ContinueWith(x => x.Result);", "complete")]
    [InlineData("string M(Task<int> t) => nameof(t.Result);", "not run")]
    [InlineData("System.Linq.Expressions.Expression<Func<Task<int>, int>> M() => t => t.Result;", "not run here")]
    public Task Silent_where_nothing_waits_or_another_rule_speaks(string member, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL2002SyncOverAsyncInSync>($"class C {{ {member} }}");
    }

    [Theory]
    [InlineData("abstract class C : Stream { Task<int> t = null!; public override int Read(byte[] b, int o, int n) => t.Result; public override Task<int> ReadAsync(byte[] b, int o, int n, CancellationToken c) => t; }")]
    [InlineData("static class C { public static T WaitFor<T>(this Task<T> task) => task.ConfigureAwait(false).GetAwaiter().GetResult(); public static void WaitFor(this Task task, int more) { Console.WriteLine(more); task.Wait(); } }")]
    [InlineData("class C {\n#pragma warning disable VSTHRD002 // the caller has no async form\n int Read(Task<int> t) => t.Result;\n#pragma warning restore VSTHRD002\n }")]
    public Task Silent_where_the_function_is_the_sync_half_of_two_or_somebody_has_decided(string code) => Verify.Silent<ASL2002SyncOverAsyncInSync>(code);

    [Theory]
    [InlineData("class C : IDisposable, IAsyncDisposable { Task t = null!; public void Dispose() => {|ASL2002:t.Wait()|}; public ValueTask DisposeAsync() => new(t); }")]
    [InlineData("abstract class C : Stream { Task<int> t = null!; public override int Read(byte[] b, int o, int n) => {|ASL2002:t.Result|}; }")]
    [InlineData("static class C { public static int Length(this string text, Task<int> task) => {|ASL2002:task.Result|}; }")]
    [InlineData("class C { int Read() => {|ASL2002:Read(async: false).GetAwaiter().GetResult()|}; async ValueTask<int> Read(bool async) { if (async) await Task.Delay(1); return 1; } }")]
    [InlineData("class C {\n#pragma warning disable VSTHRD110\n int Read(Task<int> t) => {|ASL2002:t.Result|};\n }")]
    public Task Reports_where_it_is_not(string code) => Verify.Reports<ASL2002SyncOverAsyncInSync>(code);

    [Theory]
    [InlineData("class Shop { public Shop(Task t) => {|ASL2002:t.Wait()|}; }", "'Wait()' blocks every caller of the constructor of 'Shop' until 't' completes")]
    [InlineData("class Shop { Action<Task> F() => t => {|ASL2002:t.Wait()|}; }", "'Wait()' blocks every caller of the lambda until 't' completes")]
    public Task The_message_says_what_has_no_name_of_its_own(string code, string message) => Verify.Message<ASL2002SyncOverAsyncInSync>(code, message);

    [Fact]
    public Task Silent_in_the_result_of_an_awaiter() => Verify.Silent<ASL2002SyncOverAsyncInSync>("""
        struct Awaiter(Task<int> task) : System.Runtime.CompilerServices.INotifyCompletion
        {
            public bool IsCompleted => task.IsCompleted;
            public int GetResult() => task.GetAwaiter().GetResult();
            public void OnCompleted(Action continuation) => task.GetAwaiter().OnCompleted(continuation);
        }
        """);

    [Fact]
    public Task Names_the_form_the_callers_and_the_task() => Verify.Message<ASL2002SyncOverAsyncInSync>(
        "class C { int Load(Task<int> price) => {|ASL2002:price.Result|}; }",
        "'Result' blocks every caller of 'Load' until 'price' completes");
}
