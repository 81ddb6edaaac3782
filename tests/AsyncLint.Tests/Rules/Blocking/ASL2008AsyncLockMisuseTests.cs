using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.Blocking;

public sealed class ASL2008AsyncLockMisuseTests
{
    static string In(string member, string field = "readonly SemaphoreSlim gate = new(1);") => $$"""
        class C
        {
            {{field}}
            bool closed;
            Task WorkAsync() => File.WriteAllTextAsync("a", "b");
            async Task QuietAsync() { try { await WorkAsync(); } catch (Exception) { closed = true; } }
            void Count() { }
            {{member}}
        }
        """;

    [Theory]
    [InlineData("async Task M(bool b) { await {|ASL2008:gate.WaitAsync()|}; if (b) return; gate.Release(); }")]
    [InlineData("async Task M(bool b) { await {|ASL2008:gate.WaitAsync()|}.ConfigureAwait(false); if (b) { return; } gate.Release(); }")]
    [InlineData("void M(bool b) { {|ASL2008:gate.Wait()|}; if (b) return; gate.Release(); }")]
    [InlineData("async Task M(bool b) { await {|ASL2008:gate.WaitAsync()|}; if (b) gate.Release(); }")]
    [InlineData("async Task<int> M(int n) { await {|ASL2008:gate.WaitAsync()|}; switch (n) { case 1: gate.Release(); return 1; case 2: return 2; default: gate.Release(); return 3; } }")]
    [InlineData("async Task M(int n) { while (n-- > 0) { await {|ASL2008:gate.WaitAsync()|}; if (n == 5) continue; gate.Release(); } }")]
    [InlineData("async Task M(CancellationToken t) { await {|ASL2008:gate.WaitAsync()|}; if (t.IsCancellationRequested) return; gate.Release(); }")]
    [InlineData("async Task M(bool b) { if (await {|ASL2008:gate.WaitAsync(100)|}) { if (b) return; gate.Release(); } }")]
    [InlineData("async Task<bool> M(bool b) { var taken = await {|ASL2008:gate.WaitAsync(100)|}; if (!taken) return false; if (b) return true; gate.Release(); return true; }")]
    [InlineData("readonly SemaphoreSlim queue = new(5); async Task M(CancellationToken t) { await {|ASL2008:queue.WaitAsync()|}; await gate.WaitAsync(t); try { await WorkAsync(); } finally { if (!closed) { queue.Release(); gate.Release(); } } }")]
    [InlineData("async Task M() { await {|ASL2008:gate.WaitAsync()|}; try { await WorkAsync(); } finally { await WorkAsync(); gate.Release(); } }")]
    public Task Reports_what_some_path_leaves_taken(string member) => Verify.Reports<ASL2008AsyncLockMisuse>(In(member));

    [Theory]
    [InlineData("async Task M() { await {|ASL2008:gate.WaitAsync()|}; await WorkAsync(); gate.Release(); }")]
    [InlineData("async Task M() { await {|ASL2008:gate.WaitAsync()|}.ConfigureAwait(false); await WorkAsync().ConfigureAwait(false); gate.Release(); }")]
    [InlineData("async Task M() { await {|ASL2008:gate.WaitAsync()|}; await WorkAsync(); try { Count(); } finally { gate.Release(); } }")]
    [InlineData("async Task M() { await {|ASL2008:gate.WaitAsync()|}; try { await WorkAsync(); } catch (InvalidOperationException) { Count(); } gate.Release(); }")]
    [InlineData("async Task M(Func<Task> f) { await {|ASL2008:gate.WaitAsync()|}; await f(); gate.Release(); }")]
    [InlineData("async Task M(Action f) { await {|ASL2008:gate.WaitAsync()|}; f(); gate.Release(); }")]
    [InlineData("async Task M() { await {|ASL2008:gate.WaitAsync()|}; if (closed) throw new ObjectDisposedException(nameof(C)); gate.Release(); }")]
    [InlineData("async Task M() { await {|ASL2008:gate.WaitAsync()|}; Check(); gate.Release(); } void Check() { if (closed) throw new IOException(); }")]
    [InlineData("async Task M(CancellationToken t) { await {|ASL2008:gate.WaitAsync()|}; await Task.Delay(1, t); gate.Release(); }")]
    [InlineData("void M() { {|ASL2008:gate.Wait()|}; WorkAsync().Wait(); gate.Release(); }")]
    [InlineData("async Task M() { if (await {|ASL2008:gate.WaitAsync(0)|}) { await WorkAsync(); gate.Release(); } }")]
    [InlineData("async Task M() { await {|ASL2008:gate.WaitAsync()|}; await WorkAsync(); gate.Release(); }", "readonly SemaphoreSlim gate = new(4);")]
    [InlineData("async Task M() { await {|ASL2008:gate.WaitAsync()|}; await WorkAsync(); gate.Release(); }", "static readonly SemaphoreSlim gate = new SemaphoreSlim(1, 1);")]
    [InlineData("async Task M() { async Task L() { await {|ASL2008:gate.WaitAsync()|}; await WorkAsync(); gate.Release(); } await L(); }")]
    [InlineData("Func<Task> M() => async () => { await {|ASL2008:gate.WaitAsync()|}; await WorkAsync(); gate.Release(); };")]
    [InlineData("Func<Task> f; C() { f = async () => { await {|ASL2008:gate.WaitAsync()|}; await WorkAsync(); gate.Release(); }; }")]
    [InlineData("int P { get { {|ASL2008:gate.Wait()|}; WorkAsync().Wait(); gate.Release(); return 1; } }")]
    [InlineData("async Task M(SemaphoreSlim s) { await {|ASL2008:s.WaitAsync()|}; await WorkAsync(); s.Release(); }")]
    public Task Reports_a_release_that_an_exception_skips(string member, string field = "readonly SemaphoreSlim gate = new(1);") =>
        Verify.Reports<ASL2008AsyncLockMisuse>(In(member, field));

    [Theory]
    [InlineData("async Task M(CancellationToken t) { try { await {|ASL2008:gate.WaitAsync(t)|}; await WorkAsync(); } finally { gate.Release(); } }")]
    [InlineData("async Task M(CancellationToken t) { try { Count(); await {|ASL2008:gate.WaitAsync(t)|}.ConfigureAwait(false); } catch (OperationCanceledException) { } finally { gate.Release(); } }")]
    [InlineData("async Task<bool> M() { try { if (!await {|ASL2008:gate.WaitAsync(1000)|}) return false; await WorkAsync(); return true; } finally { gate.Release(); } }")]
    [InlineData("void M(CancellationToken t) { try { {|ASL2008:gate.Wait(t)|}; Count(); } finally { gate.Release(); } }")]
    [InlineData("void M(CancellationToken t) { try { {|ASL2008:gate.Wait(t)|}; Count(); } finally { _ = gate.Release(); } }")]
    public Task Reports_a_release_of_what_was_never_acquired(string member) => Verify.Reports<ASL2008AsyncLockMisuse>(In(member));

    [Theory]
    [InlineData("async Task M() { await {|ASL2008:gate.WaitAsync(1000)|}; try { await WorkAsync(); } finally { gate.Release(); } }")]
    [InlineData("async Task M(TimeSpan t) { _ = await {|ASL2008:gate.WaitAsync(t)|}.ConfigureAwait(false); try { await WorkAsync(); } finally { gate.Release(); } }")]
    [InlineData("void M() { {|ASL2008:gate.Wait(1000)|}; Count(); gate.Release(); }")]
    public Task Reports_a_timed_wait_whose_result_is_ignored(string member) => Verify.Reports<ASL2008AsyncLockMisuse>(In(member));

    [Theory]
    [InlineData("async Task M() { await {|ASL2008:gate.WaitAsync()|}; try { await N(); } finally { gate.Release(); } } async Task N() { await gate.WaitAsync(); try { await WorkAsync(); } finally { gate.Release(); } }")]
    [InlineData("async Task M() { await {|ASL2008:gate.WaitAsync()|}; try { N(); } finally { gate.Release(); } } void N() { Count(); gate.Wait(); try { Count(); } finally { gate.Release(); } }")]
    [InlineData("async Task M() { await {|ASL2008:gate.WaitAsync()|}; try { await gate.WaitAsync(); } finally { gate.Release(); } }")]
    [InlineData("async Task M() { await {|ASL2008:gate.WaitAsync()|}; try { await N(default).ConfigureAwait(false); } finally { gate.Release(); } } async Task N(CancellationToken t) { await gate.WaitAsync(t).ConfigureAwait(false); try { await WorkAsync(); } finally { gate.Release(); } }")]
    public Task Reports_a_lock_that_waits_for_itself(string member) => Verify.Reports<ASL2008AsyncLockMisuse>(In(member, "private readonly SemaphoreSlim gate = new(1, 1);"));

    [Theory]
    [InlineData("async Task M() { await gate.WaitAsync(); try { await WorkAsync(); } finally { gate.Release(); } }")]
    [InlineData("async Task M(CancellationToken t) { await gate.WaitAsync(t); try { if (closed) return; await WorkAsync(); } finally { gate.Release(); } }")]
    [InlineData("async Task M() { await gate.WaitAsync(); Count(); gate.Release(); }")]
    [InlineData("async Task M() { await gate.WaitAsync(); await Task.Yield(); gate.Release(); }")]
    [InlineData("async Task M() { await gate.WaitAsync(); await QuietAsync(); gate.Release(); }")]
    [InlineData("async Task M(string s) { await gate.WaitAsync(); Check(s); gate.Release(); } void Check(string s) { if (s == null) throw new ArgumentNullException(nameof(s)); }")]
    [InlineData("async Task M() { await gate.WaitAsync(); try { await WorkAsync(); } catch { gate.Release(); throw; } gate.Release(); }")]
    [InlineData("async Task M() { await gate.WaitAsync(); try { await WorkAsync(); } catch (Exception) { Count(); } gate.Release(); }")]
    [InlineData("async Task M() { await gate.WaitAsync(); try { await WorkAsync(); } finally { Leave(); } } void Leave() { gate.Release(); }")]
    [InlineData("async Task M(bool b) { await gate.WaitAsync(); if (b) { gate.Release(); return; } gate.Release(); }")]
    [InlineData("async Task M(bool b) { if (b) await gate.WaitAsync(); try { await WorkAsync(); } finally { if (b) gate.Release(); } }")]
    [InlineData("async Task M(bool b) { if (b) await gate.WaitAsync(); Count(); if (b) gate.Release(); }")]
    [InlineData("async Task M(CancellationToken t) { var taken = false; try { await gate.WaitAsync(t); taken = true; await WorkAsync(); } finally { if (taken) gate.Release(); } }")]
    [InlineData("async Task M() { if (!await gate.WaitAsync(100)) return; try { await WorkAsync(); } finally { gate.Release(); } }")]
    [InlineData("async Task M() { while (!await gate.WaitAsync(100)) { Count(); } try { await WorkAsync(); } finally { gate.Release(); } }")]
    [InlineData("async Task M() { var taken = await gate.WaitAsync(100); try { await WorkAsync(); } finally { if (taken) gate.Release(); } }")]
    [InlineData("async Task M() { try { await gate.WaitAsync(); await WorkAsync(); } finally { gate.Release(); } }")]
    [InlineData("async Task M() { try { await gate.WaitAsync(CancellationToken.None); await WorkAsync(); } finally { gate.Release(); } }")]
    [InlineData("async Task M() { await gate.WaitAsync(Timeout.Infinite); try { await WorkAsync(); } finally { gate.Release(); } }")]
    [InlineData("async Task M() { await gate.WaitAsync(1000); await WorkAsync(); }")]
    [InlineData("async Task M() { await gate.WaitAsync(); try { await WorkAsync(); } finally { if (!closed) { gate.Release(); } } }")]
    [InlineData("event Action Done; async Task M() { await gate.WaitAsync(); try { await WorkAsync(); } finally { Done?.Invoke(); gate.Release(); } }")]
    [InlineData("async Task M(bool b) { var taken = b ? await gate.WaitAsync(100) : gate.Wait(100); if (!taken) throw new TimeoutException(); try { await WorkAsync(); } finally { gate.Release(); } }")]
    public Task Silent_where_the_release_follows_what_was_acquired(string member) => Verify.Silent<ASL2008AsyncLockMisuse>(In(member));

    [Theory]
    [InlineData("async Task M(bool b) { await gate.WaitAsync(); if (b) { await WorkAsync(); gate.Release(); } }", "readonly SemaphoreSlim gate = new(0);")]
    [InlineData("async Task M(bool b) { await gate.WaitAsync(); if (b) { await WorkAsync(); gate.Release(); } }", "readonly SemaphoreSlim gate; C() { gate = new SemaphoreSlim(0, 1); }")]
    [InlineData("async Task M() { await gate.WaitAsync(); _ = Task.Run(async () => { try { await WorkAsync(); } finally { gate.Release(); } }); }", "readonly SemaphoreSlim gate = new(4);")]
    [InlineData("async Task M() { await gate.WaitAsync(); await WorkAsync().ContinueWith(_ => gate.Release()); }", "readonly SemaphoreSlim gate = new(4);")]
    [InlineData("async Task M() { await gate.WaitAsync(); await WorkAsync(); gate.Release(2); }", "readonly SemaphoreSlim gate = new(4);")]
    [InlineData("async Task<bool> EnterAsync() { await gate.WaitAsync(); if (closed) { gate.Release(); return false; } await WorkAsync(); return true; } void Leave() => gate.Release();")]
    [InlineData("async Task EnterAsync() { await gate.WaitAsync(); await WorkAsync(); } ")]
    [InlineData("async Task<IDisposable> EnterAsync() { await gate.WaitAsync(); if (closed) { gate.Release(); return null; } return new Releaser(this); } class Releaser(C c) : IDisposable { public void Dispose() => c.gate.Release(); }")]
    [InlineData("async Task<IDisposable> EnterAsync() { await gate.WaitAsync(); if (closed) { gate.Release(); return null; } return new Releaser(gate); } class Releaser(SemaphoreSlim s) : IDisposable { public void Dispose() => s.Release(); }")]
    [InlineData("async Task<SemaphoreSlim> EnterAsync() { await gate.WaitAsync(); if (closed) { gate.Release(); return null; } return gate; }")]
    [InlineData("async Task M(bool b) { await gate.WaitAsync(); if (b) { gate.Release(); return; } }", "protected readonly SemaphoreSlim gate = new(1);")]
    [InlineData("async Task M(CancellationToken t) { try { gate.Release(); await WorkAsync(); } finally { await gate.WaitAsync(t); } }")]
    [InlineData("async Task M() { await gate.WaitAsync(); if (closed) { gate.Release(); return; } Task.Run(Finish); } void Finish() { Count(); gate.Release(); }")]
    public Task Silent_where_the_semaphore_changes_hands_or_counts(string member, string field = "readonly SemaphoreSlim gate = new(1);") =>
        Verify.Silent<ASL2008AsyncLockMisuse>(In(member, field));

    [Theory]
    [InlineData("async Task M() { await gate.WaitAsync(); gate.Release(); await N(); } async Task N() { await gate.WaitAsync(); gate.Release(); }")]
    [InlineData("async Task M() { await gate.WaitAsync(); try { _ = N(); } finally { gate.Release(); } } async Task N() { await gate.WaitAsync(); gate.Release(); }")]
    [InlineData("async Task M() { await gate.WaitAsync(); try { await N(true); } finally { gate.Release(); } } async Task N(bool held) { if (!held) await gate.WaitAsync(); await WorkAsync(); }")]
    [InlineData("async Task M() { await gate.WaitAsync(); try { await N(true); } finally { gate.Release(); } } async Task N(bool held) { if (held) { return; } await gate.WaitAsync(); try { await WorkAsync(); } finally { gate.Release(); } }")]
    [InlineData("async Task M() { await gate.WaitAsync(); try { await N(); } finally { gate.Release(); } } async Task N() { if (await gate.WaitAsync(100)) { gate.Release(); } }")]
    [InlineData("async Task M() { await gate.WaitAsync(); try { await N(); } finally { gate.Release(); } } protected virtual async Task N() { await gate.WaitAsync(); try { } finally { gate.Release(); } }")]
    [InlineData("async Task M(C other) { await gate.WaitAsync(); try { await other.N(); } finally { gate.Release(); } } async Task N() { await gate.WaitAsync(); try { } finally { gate.Release(); } }")]
    public Task Silent_where_the_second_acquisition_need_not_wait_for_the_first(string member) => Verify.Silent<ASL2008AsyncLockMisuse>(In(member));

    [Fact]
    public Task Silent_where_two_may_enter() => Verify.Silent<ASL2008AsyncLockMisuse>(In(
        "async Task M() { await gate.WaitAsync(); try { await N(); } finally { gate.Release(); } } async Task N() { await gate.WaitAsync(); try { } finally { gate.Release(); } }",
        "readonly SemaphoreSlim gate = new(2);"));

    [Fact]
    public Task The_message_names_the_semaphore_and_what_goes_wrong() => Verify.Reports<ASL2008AsyncLockMisuse>(
        In("async Task M() { await {|ASL2008:gate.WaitAsync()|}; await WorkAsync(); gate.Release(); }"),
        message: "'gate' stays taken when 'WorkAsync' throws, since no finally around that releases it: who waits for it next waits for ever");

    const string Two = "readonly SemaphoreSlim gate = new(1), door = new(1, 1); static readonly SemaphoreSlim all = new(1); readonly object root = new();";

    [Theory]
    [InlineData("async Task A() { await {|ASL2008:gate.WaitAsync()|}; try { await door.WaitAsync(); try { await WorkAsync(); } finally { door.Release(); } } finally { gate.Release(); } } async Task B() { await {|ASL2008:door.WaitAsync()|}; try { await gate.WaitAsync(); try { await WorkAsync(); } finally { gate.Release(); } } finally { door.Release(); } }")]
    [InlineData("async Task A(CancellationToken t) { await {|ASL2008:gate.WaitAsync(t)|}.ConfigureAwait(false); await door.WaitAsync(t).ConfigureAwait(false); Count(); door.Release(); gate.Release(); } void B() { {|ASL2008:door.Wait()|}; gate.Wait(); Count(); gate.Release(); door.Release(); }")]
    [InlineData("async Task A() { await {|ASL2008:gate.WaitAsync()|}; try { await InnerAsync(); } finally { gate.Release(); } } async Task InnerAsync() { await door.WaitAsync(); try { await WorkAsync(); } finally { door.Release(); } } async Task B() { await {|ASL2008:door.WaitAsync()|}; try { await gate.WaitAsync(); try { await WorkAsync(); } finally { gate.Release(); } } finally { door.Release(); } }")]
    [InlineData("async Task A() { await {|ASL2008:all.WaitAsync()|}; try { await gate.WaitAsync(); gate.Release(); } finally { all.Release(); } } async Task B() { await {|ASL2008:gate.WaitAsync()|}; try { await all.WaitAsync(); all.Release(); } finally { gate.Release(); } }")]
    public Task Reports_two_locks_that_are_acquired_in_both_orders(string members) => Verify.Reports<ASL2008AsyncLockMisuse>(In(members, Two));

    [Theory]
    [InlineData("async Task A() { await gate.WaitAsync(); await door.WaitAsync(); door.Release(); gate.Release(); } async Task B() { await gate.WaitAsync(); await door.WaitAsync(); door.Release(); gate.Release(); }")]
    [InlineData("async Task A() { await gate.WaitAsync(); await door.WaitAsync(); door.Release(); gate.Release(); } async Task B() { await door.WaitAsync(); door.Release(); await gate.WaitAsync(); gate.Release(); }")]
    [InlineData("async Task A() { await gate.WaitAsync(); await door.WaitAsync(); door.Release(); gate.Release(); } async Task B() { await door.WaitAsync(); if (!await gate.WaitAsync(100)) { door.Release(); return; } gate.Release(); door.Release(); }")]
    [InlineData("async Task A() { await all.WaitAsync(); try { await gate.WaitAsync(); await door.WaitAsync(); door.Release(); gate.Release(); } finally { all.Release(); } } async Task B() { await all.WaitAsync(); try { await door.WaitAsync(); await gate.WaitAsync(); gate.Release(); door.Release(); } finally { all.Release(); } }")]
    [InlineData("async Task A() { await gate.WaitAsync(); await door.WaitAsync(); door.Release(); gate.Release(); } async Task B(C other) { await door.WaitAsync(); await other.gate.WaitAsync(); other.gate.Release(); door.Release(); }")]
    [InlineData("async Task A() { await gate.WaitAsync(); var inner = InnerAsync(); gate.Release(); await inner; } async Task InnerAsync() { await door.WaitAsync(); door.Release(); } async Task B() { await door.WaitAsync(); await gate.WaitAsync(); gate.Release(); door.Release(); }")]
    public Task Silent_where_nobody_waits_for_the_holder_of_the_other_lock(string members) => Verify.Silent<ASL2008AsyncLockMisuse>(In(members, Two));

    [Fact]
    public Task The_message_names_both_locks_and_the_other_function() => Verify.Reports<ASL2008AsyncLockMisuse>(
        In("async Task A() { await {|ASL2008:gate.WaitAsync()|}; await door.WaitAsync(); door.Release(); gate.Release(); } class D { readonly SemaphoreSlim door = new(1), gate = new(1); async Task B() { await door.WaitAsync(); await gate.WaitAsync(); gate.Release(); door.Release(); } }\n#pragma warning disable ASL2008\nasync Task E() { await door.WaitAsync(); F(); door.Release(); } void F() { gate.Wait(); gate.Release(); }", Two),
        message: "'gate' is held while 'door' is waited for, and 'E' acquires them in the other order: when both run at once, each waits for ever for what the other holds");

    [Fact]
    public Task The_message_names_an_event() => Verify.Reports<ASL2008AsyncLockMisuse>(
        In("event Action Done; async Task M() { await {|ASL2008:gate.WaitAsync()|}; Done?.Invoke(); gate.Release(); }"),
        message: "'gate' stays taken when 'Done' throws, since no finally around that releases it: who waits for it next waits for ever");

    [Fact]
    public Task Top_level_code() => Verify.Reports<ASL2008AsyncLockMisuse>("""
        await {|ASL2008:G.Gate.WaitAsync()|};
        await Task.Delay(1, new CancellationToken(true));
        G.Gate.Release();

        static class G { public static readonly SemaphoreSlim Gate = new(1); }
        """);

    [Fact]
    public Task Silent_in_code_that_does_not_compile() => Verify.Silent<ASL2008AsyncLockMisuse>(
        In("async Task M() { await gate.WaitAsync(; await Missing(); gate.Release(1, 2, 3); }"), new Setup { AllowErrors = true });

    [Fact]
    public Task Silent_without_the_type() => Verify.Silent<ASL2008AsyncLockMisuse>("class SemaphoreSlim { public System.Threading.Tasks.Task WaitAsync() => null; public void Release() { } async System.Threading.Tasks.Task M() { await WaitAsync(); await M(); Release(); } }", new Setup { ImplicitUsings = false });
}
