using AsyncLint.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Tests;

public class ReturnsDocTests
{
    const string Usual = """
            /// <summary>Opens it.</summary>
            /// <returns>A task that completes when it is open.</returns>
            Task OpenAsync() => null!;
        """;

    static string Adjusted(string member, string others, bool hadResult = false)
    {
        var root = CSharpSyntaxTree.ParseText($"class C\n{{\n{member}\n\n{others}\n}}\n").GetRoot();
        var method = root.DescendantNodes().OfType<MethodDeclarationSyntax>().First();
        var changed = root.ReplaceNode(method, ReturnsDoc.Adjust(method, hadResult));
        Assert.True(SyntaxFactory.AreEquivalent(changed, CSharpSyntaxTree.ParseText(changed.ToFullString()).GetRoot()), changed.ToFullString());
        return string.Join("\n", changed.ToFullString().Split('\n').Skip(2).Take(changed.ToFullString().Split('\n').Length - 5 - others.Split('\n').Length));
    }

    static void Stays(string member, string others, bool hadResult = false) => Assert.Equal(member, Adjusted(member, others, hadResult));

    [Fact]
    public void A_function_that_gave_nothing_is_documented_as_its_neighbours_are() => Assert.Equal(
        """
            /// <summary>Saves it.</summary>
            /// <typeparam name="T">What.</typeparam>
            /// <param name="it">It.</param>
            /// <returns>A task that completes when it is open.</returns>
            /// <exception cref="Exception">It is gone.</exception>
            [Obsolete]
            public void Save<T>(T it) { }
        """,
        Adjusted(
            """
                /// <summary>Saves it.</summary>
                /// <typeparam name="T">What.</typeparam>
                /// <param name="it">It.</param>
                /// <exception cref="Exception">It is gone.</exception>
                [Obsolete]
                public void Save<T>(T it) { }
            """,
            Usual));

    [Fact]
    public void The_usual_words_are_the_most_frequent_ones() => Assert.Equal(
        """
            // Why.

            /// <summary>
            /// Saves it.
            /// </summary>
            /// <returns>A task.</returns>
            public void Save() { }
        """,
        Adjusted(
            """
                // Why.

                /// <summary>
                /// Saves it.
                /// </summary>
                public void Save() { }
            """,
            Usual + """

                /// <summary>A.</summary>
                /// <returns>A task.</returns>
                ValueTask A() => default;

                /// <summary>B.</summary>
                /// <returns>A task.</returns>
                System.Threading.Tasks.Task B() => null!;

                /// <summary>D.</summary>
                Task D() => null!;
            """));

    [Theory]
    [InlineData("    /// <summary>Loads it.</summary>\n    /// <returns>The price.</returns>\n    int Load() => 1;", true, "what is awaited is still the price")]
    [InlineData("    /// <summary>Loads it.</summary>\n    int Load() => 1;", true, "a result that nobody documented")]
    [InlineData("    /// <inheritdoc/>\n    void Save() { }", false, "documented elsewhere")]
    [InlineData("    /// <summary>Saves.</summary>\n    /// <inheritdoc cref=\"C\"/>\n    void Save() { }", false, "documented elsewhere")]
    [InlineData("    /// <include file=\"a\" path=\"b\"/>\n    void Save() { }", false, "documented elsewhere")]
    [InlineData("    /// <summary>Saves it.</summary>\n    /// <returns>Nothing.</returns>\n    void Save() { }", false, "something is said already")]
    [InlineData("    /// <remarks>No summary.</remarks>\n    void Save() { }", false, "not documented as others are")]
    [InlineData("    // Saves it.\n    void Save() { }", false, "no documentation")]
    [InlineData("    /** <summary>Saves it.</summary> */\n    void Save() { }", false, "another form of comment")]
    public void A_comment_that_stays_right_stays(string member, bool hadResult, string because)
    {
        Assert.NotEmpty(because);
        Stays(member, Usual, hadResult);
    }

    [Theory]
    [InlineData("    /// <summary>A.</summary>\n    Task A() => null!;", "they say nothing")]
    [InlineData(Usual + "\n\n    /// <summary>A.</summary>\n    Task A() => null!;", "only half of them do")]
    [InlineData("    /// <summary>A.</summary>\n    /// <returns>The price.</returns>\n    Task<int> A() => null!;", "they have a result to speak of")]
    [InlineData("    /// <summary>A.</summary>\n    /// <returns>\n    /// A task.\n    /// </returns>\n    Task A() => null!;", "in a form of their own")]
    [InlineData("    Task A() => null!;", "they are not documented")]
    public void Nothing_is_added_that_is_not_usual_in_the_file(string others, string because)
    {
        Assert.NotEmpty(because);
        Stays("    /// <summary>Saves it.</summary>\n    void Save() { }", others);
    }
}
