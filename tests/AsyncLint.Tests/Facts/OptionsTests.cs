using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.Tests;

public class OptionsTests
{
    static string Value(Option<string> option, string lines, string ruleId = "ASL1001")
    {
        var code = new TestCode("class C { }", new() { Options = lines });
        return option.Get(new AnalyzerOptions([], code.Options), code.Trees[0], ruleId);
    }

    [Theory]
    [InlineData("", "none")]
    [InlineData("asynclint.ASL1001.alternative = discard", "discard")]
    [InlineData("asynclint.alternative = return", "return")]
    [InlineData("asynclint.alternative = return\nasynclint.ASL1001.alternative = discard", "discard")]
    [InlineData("asynclint.ASL1001.alternative = none\nasynclint.alternative = return", "none")]
    [InlineData("asynclint.ASL1001.alternative =  discard  ", "discard")]
    [InlineData("ASYNCLINT.asl1001.Alternative = discard", "discard")]
    [InlineData("asynclint.ASL1001.alternative = Discard", "discard")]
    [InlineData("asynclint.ASL1001.alternative = nonsense", "none")]
    [InlineData("asynclint.ASL1001.alternative =", "none")]
    [InlineData("asynclint.ASL1001.alternative = nonsense\nasynclint.alternative = return", "return")]
    [InlineData("asynclint.ASL2001.alternative = discard", "none")]
    public void The_narrower_value_wins_and_a_bad_one_means_the_default(string lines, string value) =>
        Assert.Equal(value, Value(Options.UnawaitedCallAlternative, lines));

    [Theory]
    [InlineData("", "")]
    [InlineData("asynclint.forget_helpers =  T:A | M:B.C(System.Int32,System.String) ", "T:A | M:B.C(System.Int32,System.String)")]
    [InlineData("asynclint.forget_helpers = T:A\nasynclint.ASL1001.forget_helpers =", "")]
    public void A_list_is_read_as_it_is_written(string lines, string value) => Assert.Equal(value, Value(Options.ForgetHelpers, lines));

    [Fact]
    public void A_value_may_differ_from_rule_to_rule()
    {
        const string Lines = "asynclint.forget_helpers = T:A\nasynclint.ASL3004.forget_helpers = T:B";
        Assert.Equal("T:A", Value(Options.ForgetHelpers, Lines));
        Assert.Equal("T:B", Value(Options.ForgetHelpers, Lines, "ASL3004"));
    }

    [Fact]
    public void Every_option_is_listed_once_with_key_values_and_meaning()
    {
        var all = Option.All;
        Assert.Equal(all.Length, all.Select(static option => option.Key).Distinct().Count());
        Assert.All(all, static option =>
        {
            Assert.StartsWith("asynclint.", option.Key, StringComparison.Ordinal);
            Assert.NotEmpty(option.DefaultText);
            Assert.NotEmpty(option.Values);
            Assert.EndsWith(".", option.Meaning, StringComparison.Ordinal);
        });
        var declared = typeof(Options).GetFields().Select(static field => field.GetValue(null)).OfType<Option>();
        Assert.Equal(declared.Select(static option => option.Key).Order(StringComparer.Ordinal), all.Select(static option => option.Key).Order(StringComparer.Ordinal));
    }
}
