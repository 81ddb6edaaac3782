using AsyncLint.Rules;

namespace AsyncLint.Tests;

public class ASL1006TaskOutlivesResourceTests
{
    /// <summary>What the sources below call; <c>member</c> stands in a class C beside it.</summary>
    static string InClass(string member) => $$"""
        using System.Buffers;
        class Client : IDisposable, IAsyncDisposable
        {
            public Client(string name = null, Client inner = null) { }
            public Task<int> GetAsync(int i = 0) => Task.Run(() => i);
            public async ValueTask<int> ValueAsync() { await Task.Yield(); return 1; }
            public Task SaveAsync(object o = null) => Task.Delay(1);
            public Task Done() => Task.CompletedTask;
            public int Get() => 1;
            public string Name => "";
            public Uri Address => null;
            public Part Part => new();
            public Client Open() => new();
            public IQueryable<int> Query => null;
            public void Close() { }
            public void Dispose() => GC.SuppressFinalize(this);
            public ValueTask DisposeAsync() => default;
        }
        sealed class Idle : IDisposable { public Task<int> GetAsync() => Task.Run(() => 1); public void Dispose() { } }
        sealed class IdleToo : IAsyncDisposable { public Task<int> GetAsync() => Task.Run(() => 1); public ValueTask DisposeAsync() => default; }
        class Part { public Task<int> LoadAsync() => Task.Run(() => 1); public Part Next => this; }
        class Wrapper { public Wrapper(Client c) { } public Task<int> RunAsync() => Task.Run(() => 1); }
        interface IRetry { Task<T> ExecuteAsync<T>(Func<Task<T>> run); }
        interface IScope : IDisposable { IServiceProvider ServiceProvider { get; } }
        namespace Microsoft.Extensions.DependencyInjection
        {
            static class ServiceProviderServiceExtensions { public static T GetRequiredService<T>(this IServiceProvider services) => default; }
        }
        static class Extensions { public static Task<List<T>> ToListAsync<T>(this IQueryable<T> q) => Task.Run(() => new List<T>()); }
        class C
        {
            static Task<int> SendAsync(object o, CancellationToken t = default) => Task.Run(() => 1);
            static Task<int> WaitAsync(CancellationToken t) => Task.Run(() => 1);
            static bool Check() => DateTime.Now.Second > 3;
            static Task<int> field;
            static readonly IRetry retry = null;
            {{member}}
        }
        """;

    static Task Reports(string source) => Verify.Reports<ASL1006TaskOutlivesResource>(source);

    static Task Silent(string source) => Verify.Silent<ASL1006TaskOutlivesResource>(source);

    static string InMethod(string statements) => InClass("Task<int> M(bool c, Client p, CancellationToken token, IEnumerable<int> items, Stream stream) { " + statements + " }");

    static string InAsync(string statements) => InClass("async Task<int> M(bool c, Client p, CancellationToken token, IEnumerable<int> items, Stream stream) { " + statements + " }");

    [Theory]
    [InlineData("using (var x = new Client()) { return {|ASL1006:x.GetAsync()|}; }")]
    [InlineData("using (var x = new Client()) return {|ASL1006:x.GetAsync()|};")]
    [InlineData("using (Client x = new(), y = new()) { return {|ASL1006:y.GetAsync()|}; }")]
    [InlineData("using var x = new Client(); return {|ASL1006:x.GetAsync()|};")]
    [InlineData("using var x = new Client(); if (c) return Task.FromResult(1); return {|ASL1006:x.GetAsync()|};")]
    [InlineData("using (p) { return {|ASL1006:p.GetAsync()|}; }")]
    [InlineData("using var x = new Client(); return {|ASL1006:x.ValueAsync()|}.AsTask();")]
    [InlineData("using var x = new Client(); return c ? {|ASL1006:x.GetAsync()|} : null;")]
    [InlineData("using var x = new Client(); return x?{|ASL1006:.GetAsync()|};")]
    [InlineData("using var x = new Client(); var t = {|ASL1006:x.GetAsync()|}; return t;")]
    [InlineData("Task<int> t; using (var x = new Client()) { t = {|ASL1006:x.GetAsync()|}; } return t;")]
    [InlineData("using var x = new Client(); return {|ASL1006:SendAsync(x)|};")]
    [InlineData("using var x = new Client(); return {|ASL1006:SendAsync(new Client(inner: x))|};")]
    [InlineData("using var x = new Client(); return {|ASL1006:x.Part.LoadAsync()|};")]
    [InlineData("using var x = new Client(); return {|ASL1006:x.Part.Next.LoadAsync()|};")]
    [InlineData("using var x = new Client(); var y = x.Open(); return {|ASL1006:y.GetAsync()|};")]
    [InlineData("using var x = new Client(); var y = new Client(inner: x); return {|ASL1006:y.GetAsync()|};")]
    [InlineData("using var x = new Client(); return {|ASL1006:new Wrapper(x).RunAsync()|};")]
    [InlineData("using var x = new Client(); return {|ASL1006:Task.Run(() => x.Get())|};")]
    [InlineData("using var x = new Client(); return {|ASL1006:Task.Run(async () => await x.GetAsync())|};")]
    [InlineData("using var x = new Client(); return {|ASL1006:retry.ExecuteAsync(() => x.GetAsync())|};")]
    [InlineData("using var x = new Client(); return {|ASL1006:x.GetAsync().ContinueWith(t => 1)|};")]
    [InlineData("using var source = CancellationTokenSource.CreateLinkedTokenSource(token); return {|ASL1006:WaitAsync(source.Token)|};")]
    [InlineData("using var source = new CancellationTokenSource(1000); return {|ASL1006:WaitAsync(source.Token)|};")]
    [InlineData("using var source = new CancellationTokenSource(); source.CancelAfter(1000); return {|ASL1006:WaitAsync(source.Token)|};")]
    [InlineData("using var s = File.OpenRead(\"a\"); using var r = new StreamReader(s); return {|ASL1006:SendAsync(r)|};")]
    [InlineData("var x = new Client(); try { return {|ASL1006:x.GetAsync()|}; } finally { x.Dispose(); }")]
    [InlineData("var x = new Client(); try { return {|ASL1006:x.GetAsync()|}; } finally { x.Close(); }")]
    [InlineData("Client x = null; try { x = new Client(); return {|ASL1006:x.GetAsync()|}; } finally { x?.Dispose(); }")]
    [InlineData("Client x = null; try { x = new Client(); return {|ASL1006:x.GetAsync()|}; } finally { if (x != null) { x.Dispose(); } }")]
    [InlineData("var x = new Client(); var t = {|ASL1006:x.GetAsync()|}; x.Dispose(); return t;")]
    [InlineData("var b = ArrayPool<byte>.Shared.Rent(1); try { return {|ASL1006:stream.ReadAsync(b, 0, 1)|}; } finally { ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("var b = ArrayPool<byte>.Shared.Rent(1); var t = {|ASL1006:stream.ReadAsync(b, 0, 1)|}; ArrayPool<byte>.Shared.Return(b); return t;")]
    public Task A_task_that_is_returned(string statements) => Reports(InMethod(statements));

    [Theory]
    [InlineData("Task<int> t; using (var x = new Client()) { t = {|ASL1006:x.GetAsync()|}; } return await t;")]
    [InlineData("Task<int> t; using (var x = new Client()) t = {|ASL1006:x.GetAsync()|}; return await t;")]
    [InlineData("var all = new List<Task<int>>(); foreach (var i in items) { using var x = new Client(); all.Add({|ASL1006:x.GetAsync(i)|}); } return (await Task.WhenAll(all))[0];")]
    [InlineData("Task<int> t; await using (var x = new Client()) { t = {|ASL1006:x.GetAsync()|}; } return await t;")]
    [InlineData("var b = ArrayPool<byte>.Shared.Rent(1); var t = {|ASL1006:stream.ReadAsync(b, 0, 1)|}; ArrayPool<byte>.Shared.Return(b); return await t;")]
    public Task A_task_that_is_awaited_behind_the_scope(string statements) => Reports(InAsync(statements));

    [Theory]
    [InlineData("using var x = new Client(); return SendAsync(1);")]
    [InlineData("using var x = new Client(); return SendAsync(x.Get());")]
    [InlineData("using var x = new Client(); return SendAsync(x.Name);")]
    [InlineData("using var x = new Client(); return SendAsync(x.Address);")]
    [InlineData("using var x = new Client(); var n = x.Get(); return SendAsync(n);")]
    [InlineData("using var x = new Client(); x.Done(); return Task.FromResult(x.Get());")]
    [InlineData("using var x = new Client(); x.Done(); return p.GetAsync();")]
    [InlineData("using var x = new Client(); return Task.FromResult(x.GetAsync().Result);")]
    [InlineData("using var x = new Client(); var t = x.GetAsync(); t.Wait(); return t;")]
    [InlineData("using var x = new Client(); var t = x.GetAsync(); if (t.IsCompleted) return t; t.Wait(); return Task.FromResult(2);")]
    [InlineData("using (var x = new Client()) { x.GetAsync().Wait(); } return p.GetAsync();")]
    [InlineData("var x = new Client(); return x.GetAsync();")]
    [InlineData("using var s = new MemoryStream(); return s.ReadAsync(new byte[1], 0, 1);")]
    [InlineData("using var s = new StringReader(\"\"); return s.ReadAsync(new char[1], 0, 1);")]
    [InlineData("using var source = new CancellationTokenSource(); return WaitAsync(source.Token);")]
    [InlineData("using var source = CancellationTokenSource.CreateLinkedTokenSource(token); return WaitAsync(token);")]
    [InlineData("using var x = new Idle(); return x.GetAsync();")]
    [InlineData("using IDisposable x = new Client(); return SendAsync(x);")]
    [InlineData("using var x = new Client(); Func<Task<int>> later = () => p.GetAsync(); return later();")]
    [InlineData("using var x = new Client(); return Task.Run(() => p.Get());")]
    [InlineData("using var x = new Client(); return retry.ExecuteAsync(() => p.GetAsync());")]
    [InlineData("var x = new Client(); try { return x.GetAsync(); } catch { x.Dispose(); throw; }")]
    [InlineData("var x = new Client(); var ok = false; try { ok = true; return x.GetAsync(); } finally { if (!ok) x.Dispose(); }")]
    [InlineData("var x = new Client(); if (c) { x.Dispose(); return SendAsync(1); } return x.GetAsync();")]
    [InlineData("var b = new List<int>(); try { return SendAsync(b); } finally { b.Clear(); }")]
    public Task A_task_that_has_no_need_of_the_resource(string statements) => Silent(InMethod(statements));

    [Theory]
    [InlineData("using var x = new Client(); return await x.GetAsync();")]
    [InlineData("using var x = new Client(); var t = x.GetAsync(); return await t;")]
    [InlineData("using var x = new Client(); var t = x.GetAsync(); await SendAsync(1); return await t;")]
    [InlineData("using var x = new Client(); var all = items.Select(i => x.GetAsync(i)); return (await Task.WhenAll(all))[0];")]
    [InlineData("Task<int> t; using (var x = new Client()) { t = x.GetAsync(); await SendAsync(1); } return await t;")]
    [InlineData("Task<int> t; await using (var x = new IdleToo()) { t = x.GetAsync(); } return await t;")]
    [InlineData("var x = new Client(); var t = x.GetAsync(); x.Dispose(); return await t;")]
    [InlineData("var b = ArrayPool<byte>.Shared.Rent(1); var t = stream.ReadAsync(b, 0, 1); await t; ArrayPool<byte>.Shared.Return(b); return 1;")]
    public Task What_is_awaited_in_time_or_ended_on_purpose(string statements) => Silent(InAsync(statements));

    [Theory]
    [InlineData("Task<int> P { get { using var x = new Client(); return {|ASL1006:x.GetAsync()|}; } }")]
    [InlineData("Task<int> M() { return Local(); Task<int> Local() { using var x = new Client(); return {|ASL1006:x.GetAsync()|}; } }")]
    [InlineData("Func<Task<int>> M() => () => { using var x = new Client(); return {|ASL1006:x.GetAsync()|}; };")]
    [InlineData("static readonly Func<Task<int>> f = delegate { using var x = new Client(); return {|ASL1006:x.GetAsync()|}; };")]
    [InlineData("Task<List<int>> M() { using var x = new Client(); return {|ASL1006:x.Query.Where(i => i > 1).ToListAsync()|}; }")]
    [InlineData("Task<int> M(IScope scope) { using (scope) { return {|ASL1006:((Part)scope.ServiceProvider.GetService(typeof(Part))).LoadAsync()|}; } }")]
    [InlineData("Task<int[]> M(IEnumerable<int> items) { using var x = new Client(); return {|ASL1006:Task.WhenAll(x.GetAsync(), x.GetAsync(2))|}; }")]
    [InlineData("Task<int[]> M(IEnumerable<int> items) { using var x = new Client(); return {|ASL1006:Task.WhenAll(items.Select(i => x.GetAsync(i)))|}; }")]
    [InlineData("Task<int[]> M(IEnumerable<int> items) { using var x = new Client(); return {|ASL1006:Task.WhenAll(items.Select(x.GetAsync))|}; }")]
    [InlineData("void M() { using (var x = new Client()) { field = {|ASL1006:x.GetAsync()|}; } }")]
    [InlineData("static async Task<int> Sum(Client c) { await Task.Yield(); return c.Get(); } Task<int> M() { using var x = new Client(); return {|ASL1006:Sum(x)|}; }")]
    public Task In_every_kind_of_function_and_of_use(string member) => Reports(InClass(member));

    [Theory]
    [InlineData("IEnumerable<Task<int>> M() { using var x = new Client(); yield return x.GetAsync(); }")]
    [InlineData("async Task M() { using (var x = new Client()) { field = x.GetAsync(); await field; } }")]
    [InlineData("async Task M() { using (var x = new Client()) { field = x.GetAsync(); await Task.WhenAny(field); } }")]
    [InlineData("void M() { using (var x = new Client()) { field = x.GetAsync(); field.Wait(); } }")]
    [InlineData("static async Task<int> Sum(Client c) { var n = c.Get(); await Task.Yield(); return n; } Task<int> M() { using var x = new Client(); return Sum(x); }")]
    [InlineData("Task<int[]> M(IEnumerable<int> items) { using var x = new Client(); return Task.WhenAll(items.Select(i => SendAsync(x.Get()))); }")]
    [InlineData("Client x; Task<int> M() { x = new Client(); return x.GetAsync(); } void End() => x.Dispose();")]
    public Task What_is_done_in_time_in_other_functions(string member) => Silent(InClass(member));

    [Fact]
    public Task The_service_of_a_scope_goes_with_it() => Reports(
        "using Microsoft.Extensions.DependencyInjection;\n" + InClass("Task<int> M(IScope scope) { using (scope) { var p = scope.ServiceProvider.GetRequiredService<Part>(); return {|ASL1006:p.LoadAsync()|}; } }"));

    [Fact]
    public Task Code_that_does_not_compile_is_left_alone() => Verify.Silent<ASL1006TaskOutlivesResource>(
        "class C { Task<int> M() { using var x = new Missing(); return x.GetAsync(); } }", new Setup { AllowErrors = true });

    [Fact]
    public Task The_message_tells_what_goes_and_when() => Verify.Message<ASL1006TaskOutlivesResource>(
        InMethod("using var x = new Client(); return {|ASL1006:x.GetAsync()|};"),
        "The task of 'GetAsync' is returned while it is still pending, and 'x', which it uses, is disposed right then: the work may fail or go wrong halfway");

    [Fact]
    public Task The_message_tells_of_a_source_that_cancels_no_more() => Verify.Message<ASL1006TaskOutlivesResource>(
        InMethod("using var source = new CancellationTokenSource(1000); return {|ASL1006:WaitAsync(source.Token)|};"),
        "The task of 'WaitAsync' is returned while it is still pending, and 'source', which it uses, is disposed right then: nothing can cancel the work any more");
}
