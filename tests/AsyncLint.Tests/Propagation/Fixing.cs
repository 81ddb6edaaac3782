using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests.Propagation;

/// <summary>The planner is tested through the fix of ASL2002, whose sites lie in functions that are not async.</summary>
static class Fixing
{
    public static Task Converts(string before, string after, Setup? setup = null) =>
        VerifyFix.Of<ASL2002SyncOverAsyncInSync, ASL2002SyncOverAsyncInSyncFix>(before, after, setup);

    public static Task Keeps(string source, Setup? setup = null) => VerifyFix.None<ASL2002SyncOverAsyncInSync, ASL2002SyncOverAsyncInSyncFix>(source, setup);
}
