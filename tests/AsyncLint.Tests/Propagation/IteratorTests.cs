using static AsyncLint.Tests.Propagation.Fixing;

namespace AsyncLint.Tests.Propagation;

public sealed class IteratorTests
{
    [Fact]
    public Task An_iterator_becomes_an_async_one_where_every_loop_can_await_it() => Converts(
        """
        class Shop
        {
            IEnumerable<int> Load(int count)
            {
                for (var i = 0; i < count; i++)
                {
                    yield return {|ASL2002:Task.Run(() => i).Result|};
                }
            }

            int Sum()
            {
                var sum = 0;
                // Each price once.
                foreach (var price in Load(3))
                {
                    sum += price;
                }

                return sum;
            }

            async Task<int> Sell() { await Task.Yield(); return Sum(); }
        }
        """,
        """
        class Shop
        {
            async IAsyncEnumerable<int> Load(int count)
            {
                for (var i = 0; i < count; i++)
                {
                    yield return await Task.Run(() => i);
                }
            }

            async Task<int> Sum()
            {
                var sum = 0;
                // Each price once.
                await foreach (var price in Load(3))
                {
                    sum += price;
                }

                return sum;
            }

            async Task<int> Sell() { await Task.Yield(); return await Sum(); }
        }
        """);

    [Fact]
    public Task Iterators_over_iterators_change_together_and_follow_the_file() => Converts(
        """
        class Shop
        {
            IEnumerable<int> Load() { yield return {|ASL2002:Task.Run(() => 1).Result|}; }
            IEnumerable<int> Even() { foreach (var i in Load()) { if (i % 2 == 0) yield return i; } }
            async Task SellAsync()
            {
                await Task.Delay(1).ConfigureAwait(false);
                foreach (var i in Even()) { Console.WriteLine(i); }
            }
        }
        """,
        """
        class Shop
        {
            async IAsyncEnumerable<int> LoadAsync() { yield return await Task.Run(() => 1).ConfigureAwait(false); }
            async IAsyncEnumerable<int> EvenAsync() { await foreach (var i in LoadAsync().ConfigureAwait(false)) { if (i % 2 == 0) yield return i; } }
            async Task SellAsync()
            {
                await Task.Delay(1).ConfigureAwait(false);
                await foreach (var i in EvenAsync().ConfigureAwait(false)) { Console.WriteLine(i); }
            }
        }
        """);

    [Theory]
    [InlineData("IEnumerable<int> M() { yield return {|ASL2002:Task.Run(() => 1).Result|}; } async Task<List<int>> A() { await Task.Yield(); return M().ToList(); }", "LINQ enumerates it")]
    [InlineData("System.Collections.IEnumerable M() { yield return {|ASL2002:Task.Run(() => 1).Result|}; } async Task A() { await Task.Yield(); foreach (var x in M()) { } }", "a sequence without a type")]
    [InlineData("IEnumerator<int> M() { yield return {|ASL2002:Task.Run(() => 1).Result|}; } async Task A() { await Task.Yield(); M(); }", "an enumerator")]
    [InlineData("IEnumerable<int> M() { yield return {|ASL2002:Task.Run(() => 1).Result|}; } async Task A() { await Task.Yield(); lock (this) { foreach (var x in M()) { } } }", "a lock")]
    public Task Iterators_that_others_enumerate_stay(string members, string because)
    {
        Assert.NotEmpty(because);
        return Keeps($"class C {{ {members} }}");
    }

    [Fact]
    public Task Without_async_sequences_an_iterator_stays() => Keeps(
        """
        using System.Collections.Generic;
        using System.Threading.Tasks;
        class C
        {
            IEnumerable<int> M() { yield return {|ASL2002:Task.Run(() => 1).Result|}; }
            async Task A() { await Task.Yield(); foreach (var x in M()) { } }
        }
        """,
        new() { References = References.NetStandard, ImplicitUsings = false });
}
