using AsyncLint.Calls;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Tests.Calls;

public sealed class MayFaultTests
{
    [Theory]
    [InlineData("async Task F() { }", "None")]
    [InlineData("async Task F() => await Task.Yield();", "None")]
    [InlineData("async Task F() => await Task.Delay(1);", "None")]
    [InlineData("async Task F() => await Task.Delay(1, CancellationToken.None);", "None")]
    [InlineData("async Task F(CancellationToken t) => await Task.Delay(1, t);", "Cancellation")]
    [InlineData("async Task F(CancellationToken t) { t.ThrowIfCancellationRequested(); await Task.Delay(1); }", "Cancellation")]
    [InlineData("async Task F() { try { await G(); } catch { } } Func<Task> G;", "None")]
    [InlineData("async Task F() { try { await G(); } catch (Exception e) { Console.WriteLine(e); } } Func<Task> G;", "None")]
    [InlineData("async Task F() { try { await G(); } catch (Exception e) { Handle(e); } } Func<Task> G; void Handle(Exception e) { }", "Unproven")]
    [InlineData("async Task F() { try { await G(); } catch (Exception) { throw; } } Func<Task> G;", "Outside")]
    [InlineData("async Task F() { try { await G(); } catch (Exception e) when (e is not OperationCanceledException) { } } Func<Task> G;", "None")]
    [InlineData("async Task F() { try { await G(); } catch (IOException) { throw; } catch (Exception) { } } Func<Task> G;", "Unproven")]
    [InlineData("async Task F() { try { await G(); } catch (IOException) { } } Func<Task> G;", "Unproven")]
    [InlineData("async Task F() { await G(); } Func<Task> G;", "Outside")]
    [InlineData("async Task F() { await S.G(); } I S; interface I { Task G(); }", "Foreign")]
    [InlineData("async Task F() { await G(); } Task G() => File.WriteAllTextAsync(\"a\", \"\");", "Likely")]
    [InlineData("Task F() => G(); async Task G() { try { await H(); } catch (Exception) { } } Func<Task> H;", "None")]
    [InlineData("async Task F() { await G(); } async Task G() { await F(); await H(); } async Task H() => await Task.Delay(1);", "None")]
    [InlineData("async Task F(System.Threading.Channels.Channel<int> c) { await c.Reader.ReadAsync(); await c.Writer.WriteAsync(1); }", "Unproven")]
    [InlineData("async Task F() => await new HttpClient().GetAsync(\"a\").ContinueWith(_ => { });", "Unproven")]
    [InlineData("async Task F() { throw new IOException(); }", "Likely")]
    [InlineData("async Task F() { throw new OperationCanceledException(); }", "Cancellation")]
    [InlineData("Task F() { throw new IOException(); }", "Unproven")]
    [InlineData("async Task F() { Action a = () => throw new IOException(); await Task.Delay(1); }", "None")]
    [InlineData("async Task F() { await using var s = new MemoryStream(); }", "Unproven")]
    [InlineData("async Task F() => await Task.WhenAll(Task.Delay(1), Task.Delay(2));", "None")]
    [InlineData("async Task F() => await Task.WhenAll(new[] { 1 }.Select(async x => await G(x))); Func<int, Task> G;", "Outside")]
    public void Grades_what_comes_out_of_a_function(string members, string faults) =>
        Assert.Equal(faults, Strongest(Of(Facts(members), "F")));

    [Fact]
    public void The_answer_does_not_depend_on_who_asked_first()
    {
        const string Ring = """
            async Task A() { await B(); await D(); }
            async Task B() { try { await C(); } catch (OperationCanceledException) { } }
            async Task C(CancellationToken t = default) { await A(); await Task.Delay(1, t); }
            async Task D() { await C(); try { await E(); } catch (Exception) { } }
            async Task E() { await A(); throw new IOException(); }
            """;
        string[] names = ["A", "B", "C", "D", "E"];
        var expected = names.Select(static name => Of(Facts(Ring), name).Faults).ToList();
        Assert.Equal([Faults.Cancellation, Faults.None, Faults.Cancellation, Faults.Cancellation, Faults.Cancellation | Faults.Likely], expected.Select(static f => f & ~Faults.Unproven));
        foreach (var order in new[] { new[] { 0, 1, 2, 3, 4 }, [4, 3, 2, 1, 0], [2, 4, 0, 3, 1], [1, 0, 4, 2, 3] })
        {
            var facts = Facts(Ring);
            Assert.All(order, i => Assert.Equal(expected[i], Of(facts, names[i]).Faults));
        }
    }

    [Fact]
    public void A_long_chain_is_followed_only_so_far()
    {
        var chain = string.Concat(Enumerable.Range(0, 200).Select(static i => $"async Task F{i}() => await F{i + 1}(); ")) + "async Task F200() => throw new IOException();";
        Assert.Equal(Faults.Unproven, Of(Facts(chain), "F0").Faults);
        Assert.Equal(Faults.Likely, Of(Facts(chain), "F190").Faults);
    }

    static string Strongest(FaultResult result) =>
        Enum.GetValues<Faults>().Where(f => f is not Faults.Evidence && (f is Faults.None || (result.Faults & f) != 0)).Last().ToString();

    static CompilationFacts Facts(string members) =>
        CompilationFacts.Of(new TestCode("#pragma warning disable\nclass Type { " + members + " }", Setup.Default).Compilation)!;

    static FaultResult Of(CompilationFacts facts, string name)
    {
        Assert.Empty(facts.Compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static d => d.Severity is DiagnosticSeverity.Error));
        return facts.MayFault.Of((IMethodSymbol)facts.Compilation.GetSymbolsWithName(name, SymbolFilter.Member, TestContext.Current.CancellationToken).Single(), TestContext.Current.CancellationToken);
    }
}
