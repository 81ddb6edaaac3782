using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.Blocking;

public sealed class ASL2005TransitiveBlockingTests
{
    public static TheoryData<string> Kinds { get; } = [.. CallChains.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Finds_a_block_one_to_six_calls_away_through_each_kind_of_call(string kind)
    {
        var reports = await Verify.Run<ASL2005TransitiveBlocking>(CallChains.Of(kind, "Work.One().Wait();"), Setup.Default);
        Assert.Equal(CallChains.Length, reports.Length);
        Assert.All(reports, report => Assert.Contains("Wait()", report.AdditionalLocations[^1].SourceTree!.ToString()[..][report.AdditionalLocations[^1].SourceSpan.Start..report.AdditionalLocations[^1].SourceSpan.End], StringComparison.Ordinal));
    }
}
