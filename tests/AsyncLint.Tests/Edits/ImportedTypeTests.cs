using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests.Edits;

public sealed class ImportedTypeTests
{
    [Fact]
    public Task A_new_return_type_brings_its_using() => VerifyFix.Of<ASL2002SyncOverAsyncInSync, ASL2002SyncOverAsyncInSyncFix>(
        """
        using System.IO;

        static class Program
        {
            static void Main()
            {
                {|ASL2002:File.WriteAllTextAsync("log", "started").Wait()|};
            }
        }
        """,
        """
        using System.IO;
        using System.Threading.Tasks;

        static class Program
        {
            static async Task Main()
            {
                await File.WriteAllTextAsync("log", "started");
            }
        }
        """,
        new() { ImplicitUsings = false, OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication });
}
