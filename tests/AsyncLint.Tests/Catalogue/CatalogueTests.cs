using System.Globalization;
using AsyncLint.Tests.Derived;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.Tests;

/// <summary>What every rule owes its users: a name, a message, a page whose samples are true, a row in each list.</summary>
public class CatalogueTests
{
    public static TheoryData<string> Ids { get; } = [.. Product.Rules.Select(static rule => rule.Id).Distinct()];

    public static TheoryData<string> Paths { get; } = [.. DerivedFiles.All.Select(static file => file.Path)];

    [Fact]
    public void Ids_are_unique() => Assert.Equal(Product.Rules.Select(static rule => rule.Id).Distinct(), Product.Rules.Select(static rule => rule.Id));

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Ids))]
    public void A_rule_is_well_described(string id)
    {
        var rule = RuleOf(id);
        var title = rule.Title.ToString(CultureInfo.InvariantCulture);
        var message = rule.MessageFormat.ToString(CultureInfo.InvariantCulture);
        Assert.Matches(@"^ASL\d{4}$", id);
        Assert.Matches(@"^\p{Lu}[^.!?]*[^.!? ]$", title);
        Assert.DoesNotMatch(@"\b(is|are|should|must|do|does|use|avoid)\b", title.ToLowerInvariant());
        Assert.False(message.EndsWith('.'), "A message has no full stop.");
        Assert.DoesNotContain(". ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Contains("{0}", message, StringComparison.Ordinal);
        Assert.EndsWith(".", rule.Description.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.StartsWith("AsyncLint.", rule.Category, StringComparison.Ordinal);
        Assert.EndsWith("/" + RulePage.PathOf(id), rule.HelpLinkUri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_is_named_by_its_id_and_a_fix_by_its_rule()
    {
        foreach (var rule in Hosts.SelectMany(static host => host.Rules))
        {
            var name = rule.GetType().Name;
            Assert.Contains(rule.SupportedDiagnostics, descriptor => name.StartsWith(descriptor.Id, StringComparison.Ordinal));
        }

        var rules = Hosts.SelectMany(static host => host.Rules).Select(static rule => rule.GetType().Name + "Fix").ToHashSet();
        Assert.All(Product.Fixes, fix => Assert.Contains(fix.GetType().Name, rules));
    }

    [Fact]
    public void Every_rule_runs_in_the_host_of_its_strength()
    {
        Assert.Equal(
            Concrete<AsyncRule>(Product.AnalyzerAssembly).Select(static type => type.Name).Order(StringComparer.Ordinal),
            Hosts.SelectMany(static host => host.Rules).Select(static rule => rule.GetType().Name).Order(StringComparer.Ordinal));

        // A compiler that prints no suggestions leaves the whole host out.
        Assert.All(Hosts.OfType<SuggestionRules>().Single().SupportedDiagnostics, static rule => Assert.Equal(DiagnosticSeverity.Info, rule.DefaultSeverity));
        Assert.All(
            Hosts.OfType<WarningRules>().Single().Rules,
            static rule => Assert.Contains(rule.SupportedDiagnostics, static descriptor => descriptor.DefaultSeverity >= DiagnosticSeverity.Warning));
    }

    [Fact]
    public void Nothing_is_left_out_for_want_of_an_attribute()
    {
        var analyzers = Product.Analyzers.Concat(Product.Suppressors).Select(static analyzer => analyzer.GetType()).ToHashSet();
        Assert.All(
            Concrete<DiagnosticAnalyzer>(Product.AnalyzerAssembly).Where(static type => !type.IsAssignableTo(typeof(AsyncRule))),
            type => Assert.Contains(type, analyzers));
        var fixes = Product.Fixes.Select(static fix => fix.GetType()).ToHashSet();
        Assert.All(Concrete<CodeFixProvider>(Product.FixAssembly), type => Assert.Contains(type, fixes));
    }

    [Fact]
    public void A_fix_is_for_rules_that_exist_and_has_every_FixAll_scope()
    {
        var ids = Product.Rules.Select(static rule => rule.Id).ToHashSet();
        foreach (var fix in Product.Fixes)
        {
            Assert.Subset(ids, fix.FixableDiagnosticIds.ToHashSet());
            var all = fix.GetFixAllProvider();
            Assert.NotNull(all);
            Assert.NotSame(WellKnownFixAllProviders.BatchFixer, all);
            Assert.Superset(
                new HashSet<FixAllScope> { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution, FixAllScope.ContainingMember, FixAllScope.ContainingType },
                all.GetSupportedFixAllScopes().ToHashSet());
        }
    }

    [Fact]
    public void Release_files_name_the_rules_and_no_others()
    {
        var shipped = DerivedFiles.ReleasedIds("Shipped.md");
        var unshipped = DerivedFiles.ReleasedIds("Unshipped.md");
        Assert.Empty(shipped.Intersect(unshipped));
        Assert.Equal(Product.Rules.Select(static rule => rule.Id).Order(StringComparer.Ordinal), shipped.Concat(unshipped).Order(StringComparer.Ordinal));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Ids))]
    public void A_rule_has_a_page_with_all_sections(string id)
    {
        Assert.SkipWhen(Pages().Count == 0, "There are no pages yet.");
        var markdown = Repository.Read(RulePage.PathOf(id));
        Assert.True(markdown is not null, $"{RulePage.PathOf(id)} is missing.");
        Assert.StartsWith($"# {id}", markdown, StringComparison.Ordinal);
        var headings = new RulePage(markdown).Headings.ToList();
        var places = RulePage.Sections.Select(section => headings.FindIndex(heading => heading.StartsWith(section, StringComparison.Ordinal))).ToList();
        Assert.True(!places.Contains(-1) && places.SequenceEqual(places.Order()), $"The sections are {string.Join(" · ", RulePage.Sections)}, not {string.Join(" · ", headings)}.");
        Assert.NotEmpty(new RulePage(markdown).Samples(RulePage.Bad));
        Assert.NotEmpty(new RulePage(markdown).Samples(RulePage.Good));
    }

    [Fact]
    public void No_page_is_left_of_a_rule_that_is_gone() =>
        Assert.Subset(Product.Rules.Select(static rule => rule.Id).ToHashSet(), Pages());

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Ids))]
    public async Task The_samples_of_a_page_are_true(string id)
    {
        var page = new RulePage(Repository.Read(RulePage.PathOf(id)) ?? "");
        foreach (var sample in page.Samples(RulePage.Bad))
        {
            Assert.True(await Reports(id, sample), $"Under {RulePage.Bad} of {id} this is not reported:\n{sample}");
        }

        foreach (var sample in page.Samples(RulePage.Good))
        {
            Assert.False(await Reports(id, sample), $"Under {RulePage.Good} of {id} this is reported:\n{sample}");
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_derived_file_is_up_to_date(string path)
    {
        Assert.SkipUnless(File.Exists(Repository.PathOf(path)) || DerivedFiles.Update, $"There is no {path} yet.");
        var text = DerivedFiles.All.Single(file => file.Path == path).Text();
        if (DerivedFiles.Update)
        {
            File.WriteAllText(Repository.PathOf(path), text);
        }

        Assert.True(text == Repository.Read(path), $"{path} does not follow from the rules; a test run with ASYNCLINT_UPDATE=1 rewrites it. It should be:\n{text}");
    }

    [Fact]
    public void A_page_is_cut_at_its_headings_and_fences()
    {
        var page = new RulePage("# T\n## Why\ntext\n## ❌ Reported\n```csharp\nA();\n## not a heading\n```\nor\n```csharp\nB();\n```\n```ini\nx = y\n```\n## ✅\n");
        Assert.Equal(["Why", "❌ Reported", "✅"], page.Headings);
        Assert.Equal(["A();\n## not a heading", "B();"], page.Samples(RulePage.Bad));
        Assert.Empty(page.Samples(RulePage.Good));
    }

    static HashSet<string> Pages()
    {
        var folder = Repository.PathOf("docs/rules");
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "ASL*.md").Select(static path => Path.GetFileNameWithoutExtension(path)!)] : [];
    }

    static IEnumerable<RuleHost> Hosts => Product.Analyzers.OfType<RuleHost>();

    static IEnumerable<Type> Concrete<T>(System.Reflection.Assembly assembly) =>
        assembly.GetTypes().Where(static type => !type.IsAbstract && type.IsAssignableTo(typeof(T)));

    static DiagnosticDescriptor RuleOf(string id) => Product.Rules.First(rule => rule.Id == id);

    static async Task<bool> Reports(string id, string sample)
    {
        var token = TestContext.Current.CancellationToken;
        var code = new TestCode(sample, new Setup { References = References.AspNetCore });
        Assert.True(code.Compilation.EmitErrors(token) is { IsEmpty: true }, $"A sample of {id} does not compile:\n{string.Join("\n", code.Compilation.EmitErrors(token))}\n{sample}");
        var analyzers = Product.Analyzers.Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => rule.Id == id));
        return (await new Analysis(code.Compilation, [.. analyzers]).Whole(token)).Any(diagnostic => diagnostic.Id == id);
    }
}
