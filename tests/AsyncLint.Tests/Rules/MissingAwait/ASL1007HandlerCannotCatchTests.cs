using AsyncLint.Rules;

namespace AsyncLint.Tests;

public class ASL1007HandlerCannotCatchTests
{
    /// <summary>What the sources below call; <c>member</c> stands in a class C beside it.</summary>
    static string InClass(string member) => $$"""
        using System.Net.Http;
        using System.Diagnostics;
        interface IStore { Task<int> LoadAsync(int i = 0); }
        class Client : IDisposable { public Task<int> GetAsync() => Task.Run(() => 1); public void Dispose() => GC.SuppressFinalize(this); }
        class C
        {
            static async Task<int> F(int i = 0) { await Task.Yield(); return i; }
            static Task<int> Checked(string s) { if (s == null) throw new ArgumentNullException(nameof(s)); return F(); }
            static async Task<int> Watched(Task<int> t) { try { return await t; } catch (Exception) { return 0; } }
            static Task<int> Done() => Task.FromResult(1);
            static int Read() => 1;
            static void Log(object o) { }
            readonly SemaphoreSlim gate = new(1);
            readonly Stopwatch watch = new();
            bool busy;
            bool IsBusy { get; set; }
            int active;
            [ThreadStatic] static bool inside;
            {{member}}
        }
        """;

    static Task Reports(string source) => Verify.Reports<ASL1007HandlerCannotCatch>(source);

    static Task Silent(string source) => Verify.Silent<ASL1007HandlerCannotCatch>(source);

    static string InMethod(string statements) => InClass("Task<int> M(bool c, IStore store, HttpClient http, Func<Task<int>> next, CancellationToken token) { " + statements + " }");

    [Theory]
    [InlineData("try { return {|ASL1007:F()|}; } catch { return Task.FromResult(0); }")]
    [InlineData("try { return {|ASL1007:F()|}; } catch (Exception e) { Log(e); throw; }")]
    [InlineData("try { return {|ASL1007:F()|}; } catch (Exception e) when (c) { Log(e); return Done(); }")]
    [InlineData("try { return {|ASL1007:F()|}; } catch (InvalidOperationException) { return Done(); }")]
    [InlineData("try { return {|ASL1007:store.LoadAsync()|}; } catch (Exception) { return Done(); }")]
    [InlineData("try { return {|ASL1007:next()|}; } catch (Exception e) { Log(e); return Done(); }")]
    [InlineData("try { return c ? {|ASL1007:F()|} : {|ASL1007:F(2)|}; } catch (Exception) { return Done(); }")]
    [InlineData("try { var t = {|ASL1007:F()|}; return t; } catch (Exception) { return Done(); }")]
    [InlineData("try { if (c) return Task.FromResult(1); return {|ASL1007:store.LoadAsync(1)|}; } catch (Exception) { return Done(); }")]
    [InlineData("try { var n = Read(); return {|ASL1007:store.LoadAsync(n)|}; } catch (OperationCanceledException) { return Done(); }")]
    [InlineData("try { try { return {|ASL1007:F()|}; } catch (ArgumentException) { throw; } } catch (Exception) { return Done(); }")]
    [InlineData("gate.Wait(); try { return {|ASL1007:F()|}; } finally { gate.Release(); }")]
    [InlineData("gate.Wait(); try { var n = Read(); return {|ASL1007:F(n)|}; } finally { gate.Release(); }")]
    [InlineData("watch.Start(); try { return {|ASL1007:next()|}; } finally { watch.Stop(); }")]
    [InlineData("var w = Stopwatch.StartNew(); try { return {|ASL1007:next()|}; } finally { Log(w.ElapsedMilliseconds); }")]
    [InlineData("busy = true; try { return {|ASL1007:F()|}; } finally { busy = false; }")]
    [InlineData("try { IsBusy = true; return {|ASL1007:F()|}; } finally { IsBusy = false; }")]
    [InlineData("Interlocked.Increment(ref active); try { return {|ASL1007:F()|}; } finally { Interlocked.Decrement(ref active); }")]
    [InlineData("active++; try { return {|ASL1007:F()|}; } finally { active--; }")]
    public Task A_task_that_is_returned(string statements) => Reports(InMethod(statements));

    [Theory]
    [InlineData("return F();")]
    [InlineData("try { Read(); } catch (Exception) { } return F();")]
    [InlineData("try { return Task.FromResult(Read()); } catch (Exception) { return F(); }")]
    [InlineData("try { return Done(); } catch (Exception) { return Task.FromResult(0); }")]
    [InlineData("try { var n = Read(); return F(n); } catch (Exception) { return Done(); }")]
    [InlineData("try { return F(Read()); } catch (Exception) { return Done(); }")]
    [InlineData("try { return F(); } catch (Exception e) { return Task.FromException<int>(e); }")]
    [InlineData("try { return F(); } catch (Exception e) { var s = new TaskCompletionSource<int>(); s.SetException(e); return s.Task; }")]
    [InlineData("try { return store.LoadAsync(); } catch (ArgumentException) { return Done(); }")]
    [InlineData("try { return store.LoadAsync(); } catch (InvalidOperationException) { return Done(); }")]
    [InlineData("try { return store.LoadAsync(); } catch (NotSupportedException) { return Done(); }")]
    [InlineData("try { return Checked(\"a\"); } catch (Exception) { return Done(); }")]
    [InlineData("try { token.ThrowIfCancellationRequested(); return store.LoadAsync(); } catch (OperationCanceledException) { return Done(); }")]
    [InlineData("try { var t = F(); return t.IsCompletedSuccessfully ? t : Watched(t); } catch (Exception) { return Done(); }")]
    [InlineData("try { return F(); } catch { throw; }")]
    [InlineData("try { var t = F(); t.Wait(); return t; } catch (Exception) { return Done(); }")]
    [InlineData("try { return Task.FromResult(F().Result); } catch (Exception) { return Done(); }")]
    [InlineData("try { return F(); } finally { Log(\"started\"); }")]
    [InlineData("try { return F(); } finally { busy = false; }")]
    [InlineData("inside = true; try { return F(); } finally { inside = false; }")]
    [InlineData("var old = SynchronizationContext.Current; try { SynchronizationContext.SetSynchronizationContext(null); return F(); } finally { SynchronizationContext.SetSynchronizationContext(old); }")]
    [InlineData("try { using var x = new Client(); return x.GetAsync(); } catch (Exception) { return Done(); }")]
    [InlineData("var x = new Client(); try { return x.GetAsync(); } finally { x.Dispose(); }")]
    [InlineData("try { Func<Task<int>> later = () => F(); return Done(); } catch (Exception) { return Done(); }")]
    [InlineData("try { return Done(); } catch (Exception) { return F(); }")]
    [InlineData("var first = F(); try { Read(); return first; } catch (Exception) { return Done(); }")]
    public Task A_handler_that_has_another_purpose(string statements) => Silent(InMethod(statements));

    [Theory]
    [InlineData("async Task<int> M() { try { return await F(); } catch (Exception) { return 1; } }")]
    [InlineData("async Task<int> M() { try { var t = F(); return await t; } catch (Exception) { return 1; } }")]
    [InlineData("IEnumerable<Task<int>> M() { try { yield return F(); } finally { gate.Release(); } }")]
    [InlineData("Task<int> pending; Task<int> M() { gate.Wait(); try { return pending ??= F(); } finally { gate.Release(); } }")]
    [InlineData("int M() { try { return F().Result; } catch (Exception) { return 1; } }")]
    public Task Functions_that_wait_or_keep_the_task(string member) => Silent(InClass(member));

    [Theory]
    [InlineData("Task<int> P { get { try { return {|ASL1007:F()|}; } catch (Exception) { return Done(); } } }")]
    [InlineData("Task<int> M() { return Local(); Task<int> Local() { try { return {|ASL1007:F()|}; } catch (Exception) { return Done(); } } }")]
    [InlineData("Func<Task<int>> M() => () => { try { return {|ASL1007:F()|}; } catch (Exception) { return Done(); } };")]
    [InlineData("static readonly Func<Task<int>> f = delegate { try { return {|ASL1007:F()|}; } catch (Exception) { return Done(); } };")]
    [InlineData("ValueTask<int> M() { try { return new ValueTask<int>({|ASL1007:F()|}); } catch (Exception) { return default; } }")]
    public Task In_every_kind_of_function(string member) => Reports(InClass(member));

    [Fact]
    public Task The_message_tells_what_the_handler_misses() => Verify.Message<ASL1007HandlerCannotCatch>(
        InMethod("try { return {|ASL1007:store.LoadAsync()|}; } catch (Exception) { return Done(); }"),
        "The task of 'LoadAsync' is returned out of the try while it is still pending: the catch never sees an exception of the work");

    [Fact]
    public Task The_message_tells_what_the_finally_ends() => Verify.Message<ASL1007HandlerCannotCatch>(
        InMethod("gate.Wait(); try { return {|ASL1007:F()|}; } finally { gate.Release(); }"),
        "The task of 'F' is returned out of the try while it is still pending: 'Release' in the finally comes before the work has ended");
}
