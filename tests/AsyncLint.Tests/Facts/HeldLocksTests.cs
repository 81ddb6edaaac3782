using AsyncLint.Facts;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Tests;

/// <summary>Locks that their own thread has to release, and so no await may be put between taking and releasing one. <c>T()</c> is the place.</summary>
public class HeldLocksTests
{
    static AwaitObstacle ObstacleIn(string body)
    {
        var code = new TestCode($$"""
            class C
            {
                static void T() { }
                static readonly object s_gate = new();
                static readonly Lock s_lock = new();
                static readonly Mutex s_mutex = new();
                static readonly ReaderWriterLockSlim s_turn = new();
                static readonly ReaderWriterLock s_old = new();
                static readonly SemaphoreSlim s_semaphore = new(1);
                static SpinLock s_spin;
                async Task M(CustomLock custom, bool taken) { {{body}} }
            }

            class CustomLock { public void Enter() { } public void Exit() { } }
            """, Setup.Default);
        Assert.Empty(code.Compilation.EmitErrors(TestContext.Current.CancellationToken));
        var tree = code.Trees[0];
        var place = tree.GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<InvocationExpressionSyntax>().Single(static call => call.ToString() == "T()");
        return AwaitLegality.Of(place, code.Compilation.GetSemanticModel(tree), CompilationFacts.Of(code.Compilation)!.Types, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("Monitor.Enter(s_gate); T(); Monitor.Exit(s_gate);")]
    [InlineData("Monitor.Enter(s_gate, ref taken); try { T(); } finally { if (taken) Monitor.Exit(s_gate); }")]
    [InlineData("if (Monitor.TryEnter(s_gate)) { try { T(); } finally { System.Threading.Monitor.Exit(s_gate); } }")]
    [InlineData("s_mutex.WaitOne(); T(); s_mutex.ReleaseMutex();")]
    [InlineData("s_turn.EnterUpgradeableReadLock(); try { T(); } finally { s_turn.ExitUpgradeableReadLock(); }")]
    [InlineData("s_old.AcquireReaderLock(5); T(); s_old.ReleaseReaderLock();")]
    [InlineData("s_spin.Enter(ref taken); T(); s_spin.Exit();")]
    [InlineData("s_lock.Enter(); try { T(); } finally { s_lock.Exit(); }")]
    public void Nothing_may_be_awaited_while_it_is_held(string body) => Assert.Equal(AwaitObstacle.ThreadAffineLock, ObstacleIn(body));

    [Theory]
    [InlineData("T(); Monitor.Enter(s_gate); Monitor.Exit(s_gate);")]
    [InlineData("Monitor.Enter(s_gate); Monitor.Exit(s_gate); T();")]
    [InlineData("Monitor.Enter(s_gate); T(); s_turn.ExitReadLock();")]
    [InlineData("s_semaphore.Wait(); T(); s_semaphore.Release();")]
    [InlineData("custom.Enter(); T(); custom.Exit();")]
    [InlineData("Monitor.Enter(s_gate); Func<Task> later = async () => T(); Monitor.Exit(s_gate); await later();")]
    [InlineData("Func<int> f = () => { Monitor.Enter(s_gate); return 1; }; T(); Monitor.Exit(s_gate);")]
    public void Anything_may_be_awaited_otherwise(string body) => Assert.Equal(AwaitObstacle.None, ObstacleIn(body));
}
