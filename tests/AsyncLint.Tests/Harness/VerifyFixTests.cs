using Xunit.Sdk;

namespace AsyncLint.Tests;

/// <summary>The fix driver itself: each way in which a fix may be wrong makes it fail.</summary>
public class VerifyFixTests
{
    const string Methods = """

            static int Bad(int i = 0) => i;
            static int Good(int i = 0) => i;
            static int Better(int i = 0) => i;
        """;

    const string Before = $$"""
        class C
        {{{Methods}}

            void M()
            {
                {|TOY001:Bad({|TOY001:Bad()|})|}; // why
            }

            int P => {|TOY001:Bad()|};
        }
        """;

    const string After = $$"""
        class C
        {{{Methods}}

            void M()
            {
                Good(Good()); // why
            }

            int P => Good();
        }
        """;

    [Fact]
    public Task Nested_calls_are_fixed_one_by_one_and_in_every_scope() => VerifyFix.Of<ToyRule, ToyFix>(Before, After);

    [Fact]
    public Task Another_action_is_chosen_by_its_key() => VerifyFix.Of<ToyRule, ToyFix>(
        Before, After.Replace("Good()", "Better()", StringComparison.Ordinal).Replace("Good(B", "Better(B", StringComparison.Ordinal), new() { Action = "Better" });

    [Fact]
    public Task What_the_fix_leaves_is_marked_in_the_result() => VerifyFix.Of<ToyRule, ToyFix>(
        $$"""
        class C
        {{{Methods}}
            int P => {|TOY001:Bad(/* not this */)|} + {|TOY001:Bad()|};
        }
        """,
        $$"""
        class C
        {{{Methods}}
            int P => {|TOY001:Bad(/* not this */)|} + Good();
        }
        """);

    [Fact]
    public Task No_action_is_offered() => VerifyFix.None<ToyRule, ToyFix>(
        $$"""
        class C
        {{{Methods}}
            int P => {|TOY001:Bad(/* not this */)|};
        }
        """);

    [Fact]
    public async Task Titles_are_those_of_the_light_bulb() =>
        Assert.Equal(["Call Good", "Call Better"], await VerifyFix.Titles<ToyRule, ToyFix>(Before));

    [Fact]
    public Task Linked_documents_other_files_and_dependents_follow() => VerifyFix.Of<ToyRule, ToyFix>(Before, After, new()
    {
        Files = { ["Other.cs"] = Before.Replace("class C", "class D", StringComparison.Ordinal), ["F.cs"] = "public class F { }" },
        FixedFiles =
        {
            ["Other.cs"] = After.Replace("class C", "class D", StringComparison.Ordinal),
            ["Caller.cs"] = After.Replace("class C", "class E : F", StringComparison.Ordinal),
        },
        Projects =
        [
            new("Old") { Linked = true, References = References.NetStandard },
            new("Dependent") { ReferencesMain = true, Files = { ["Caller.cs"] = Before.Replace("class C", "class E : F", StringComparison.Ordinal) } },
        ],
    });

    [Fact]
    public Task Another_result_fails() => Fails("is not as expected", () => VerifyFix.Of<ToyRule, ToyFix>(Before, After + " "));

    [Fact]
    public Task A_fix_that_breaks_the_build_fails() => Fails("CS0103", () => VerifyFix.Of<ToyRule, ToyBreakingFix>(Before, After));

    [Fact]
    public Task A_fix_that_breaks_only_a_linked_project_fails() => Fails("does not compile in Old", () => VerifyFix.Of<ToyRule, ToyFix>(
        """
        class C
        {
            static void Bad() { }
        #if !OLD
            static void Good() { }
        #endif
            void M() => {|TOY001:Bad()|};
        }
        """,
        "",
        new() { Projects = [new("Old") { Linked = true, Defines = ["OLD"] }] }));

    [Fact]
    public Task A_fix_whose_tree_is_not_its_text_fails() => Fails("parses to", () => VerifyFix.Of<ToyRule, ToyMisparsedFix>(Before, After));

    [Fact]
    public Task A_fix_that_changes_nothing_is_none() => VerifyFix.None<ToyRule, ToyIdleFix>(Before);

    [Fact]
    public Task A_FixAll_that_differs_fails() => Fails("After FixAll in Document", () => VerifyFix.Of<ToyRule, ToyTwoMindedFix>(Before, After));

    [Fact]
    public Task An_action_where_none_is_expected_fails() => Fails("the fix changes", () => VerifyFix.None<ToyRule, ToyFix>(Before));

    [Fact]
    public Task An_unknown_action_fails() => Fails("No action has the key", () => VerifyFix.Of<ToyRule, ToyFix>(Before, After, new() { Action = "Worse" }));

    static async Task Fails(string reason, Func<Task> test) =>
        Assert.Contains(reason, (await Assert.ThrowsAnyAsync<XunitException>(test)).Message, StringComparison.Ordinal);
}
