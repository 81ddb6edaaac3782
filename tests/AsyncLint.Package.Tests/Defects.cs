namespace AsyncLint.Package.Tests;

/// <summary>One defect for each rule, each in a shape that its fix can repair, in code that every tested framework compiles.</summary>
static class Defects
{
    public const string FileName = "Orders.cs";

    /// <summary>The reports in the order of their lines.</summary>
    public static readonly IReadOnlyList<string> Ids = ["ASL1001", "ASL1004", "ASL1005", "ASL2001", "ASL2004", "ASL3001", "ASL3002"];

    public const string Source = """
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;

        namespace Shop
        {
            public class Orders
            {
                private readonly List<string> saved = new List<string>();

                public async Task PlaceAsync(string order)
                {
                    SaveAsync(order); // ASL1001
                    await Task.Yield();
                }

                public async Task PrintAsync()
                {
                    await Task.Yield();
                    Console.WriteLine(LoadAsync()); // ASL1004
                }

                public Task ReloadAsync()
                {
                    return Task.Factory.StartNew(() => LoadAsync()); // ASL1005
                }

                public async Task<int> CountAsync()
                {
                    await Task.Yield();
                    return LoadAsync().Result.Count; // ASL2001
                }

                public async Task RetryAsync(string order)
                {
                    await SaveAsync(order);
                    Thread.Sleep(100); // ASL2004
                    await SaveAsync(order);
                }

                private async void Notify(string order) // ASL3001
                {
                    await SaveAsync(order);
                }

                public async Task CloseAsync(string order)
                {
                    await Task.Yield();
                    #pragma warning disable ASL3010 // what is wrong is the method
                    Notify(order);
                    #pragma warning restore ASL3010
                }

                public async Task PlaceAllAsync(List<string> orders)
                {
                    orders.ForEach(async order => await SaveAsync(order)); // ASL3002
                    await Task.Yield();
                }

                private async Task SaveAsync(string order)
                {
                    await Task.Delay(10);
                    saved.Add(order);
                }

                private async Task<List<string>> LoadAsync()
                {
                    await Task.Delay(10);
                    return saved;
                }
            }
        }

        """;

    /// <summary>The line, from 1, that the comment marks.</summary>
    public static int LineOf(string id) =>
        Source.ReplaceLineEndings("\n").Split('\n').TakeWhile(line => !line.EndsWith("// " + id, StringComparison.Ordinal)).Count() + 1;
}
