using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

namespace AsyncLint.Tests;

/// <summary>What a test needs beyond its source. The defaults are a library on the current framework with implicit usings.</summary>
sealed record Setup
{
    public const string MainFile = "Test.cs";

    public static readonly Setup Default = new();

    /// <summary>Further files, name to text; marks count in them too.</summary>
    public Dictionary<string, string> Files { get; init; } = [];

    /// <summary>The lines of an .editorconfig section for all files: <c>asynclint.x = y</c>.</summary>
    public string Options { get; init; } = "";

    /// <summary>The lines of a global config, such as <c>build_property.X = y</c>.</summary>
    public string GlobalOptions { get; init; } = "";

    public ImmutableArray<MetadataReference> References { get; init; } = Tests.References.NetCore;

    public LanguageVersion LanguageVersion { get; init; } = LanguageVersion.Latest;

    /// <summary>By default an executable where there are top-level statements, else a library.</summary>
    public OutputKind? OutputKind { get; init; }

    public ImmutableArray<string> Defines { get; init; } = [];

    /// <summary>The compiler may report errors in the source.</summary>
    public bool AllowErrors { get; init; }

    public bool ImplicitUsings { get; init; } = true;

    /// <summary>Fixes only: files that no compiler reads, such as markup, name to text.</summary>
    public Dictionary<string, string> AdditionalFiles { get; init; } = [];

    /// <summary>Fixes only: the other projects of the solution.</summary>
    public ImmutableArray<OtherProject> Projects { get; init; } = [];

    /// <summary>Fixes only: the expected text of files other than the main one; those not named stay as they are.</summary>
    public Dictionary<string, string> FixedFiles { get; init; } = [];

    /// <summary>Fixes only: the equivalence key of the action to take; null means the first that is offered.</summary>
    public string? Action { get; init; }
}

/// <summary>A project beside the test's own.</summary>
sealed record OtherProject(string Name)
{
    /// <summary>The main project's files are in this project too, the same documents.</summary>
    public bool Linked { get; init; }

    /// <summary>Whether it sees the main project's types.</summary>
    public bool ReferencesMain { get; init; }

    public Dictionary<string, string> Files { get; init; } = [];

    public ImmutableArray<MetadataReference>? References { get; init; }

    public LanguageVersion? LanguageVersion { get; init; }

    public ImmutableArray<string> Defines { get; init; } = [];
}

/// <summary>A span that a test marked, or one that was reported.</summary>
readonly record struct Mark(string Path, string Id, TextSpan Span);

/// <summary>A file whose marks have been taken out.</summary>
sealed record MarkedFile(string Path, SourceText Text, ImmutableArray<Mark> Marks)
{
    public static MarkedFile Parse(string path, string markup)
    {
        var rooted = Root(path);
        TestFileMarkupParser.GetSpans(markup, out var text, out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans);
        return new(rooted, SourceText.From(text), [.. spans.SelectMany(pair => pair.Value.Select(span => new Mark(rooted, pair.Key, span)))]);
    }

    public static string Root(string path) => path.StartsWith('/') ? path : "/src/" + path;
}

/// <summary>A source and its setup, parsed and compiled.</summary>
sealed class TestCode
{
    /// <summary>The SDK's implicit usings, a document of its own as in a real project. Older languages get them without <c>global</c>, which is nothing.</summary>
    public const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public const string UsingsPath = "/src/obj/Usings.g.cs";

    public TestCode(string source, Setup setup)
    {
        Files = [MarkedFile.Parse(Setup.MainFile, source), .. setup.Files.Select(static file => MarkedFile.Parse(file.Key, file.Value))];
        var parse = ParseOptions(setup.LanguageVersion, setup.Defines);
        var trees = Files.Select(file => CSharpSyntaxTree.ParseText(file.Text, parse, file.Path)).ToImmutableArray();
        Options = new ConfigOptions(setup);
        var all = ImplicitUsingsFor(setup.LanguageVersion, setup) is { } usings
            ? trees.Add(CSharpSyntaxTree.ParseText(usings, parse, UsingsPath))
            : trees;
        Trees = trees;
        Compilation = CSharpCompilation.Create("Test", all, setup.References, CompilationOptions(setup.OutputKind ?? KindOf(trees)));
    }

    public ImmutableArray<MarkedFile> Files { get; }

    /// <summary>The test's own trees, without the implicit usings.</summary>
    public ImmutableArray<SyntaxTree> Trees { get; }

    public CSharpCompilation Compilation { get; }

    public ConfigOptions Options { get; }

    public IEnumerable<Mark> Marks => Files.SelectMany(static file => file.Marks);

    public static CSharpParseOptions ParseOptions(LanguageVersion version, IEnumerable<string> defines) =>
        new(version, DocumentationMode.Parse, SourceCodeKind.Regular, defines);

    public static CSharpCompilationOptions CompilationOptions(OutputKind kind) =>
        new(kind, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Disable, concurrentBuild: false);

    public static OutputKind KindOf(IEnumerable<SyntaxTree> trees) =>
        trees.Any(static tree => tree.GetCompilationUnitRoot().Members.Any(static member => member is GlobalStatementSyntax))
            ? OutputKind.ConsoleApplication
            : OutputKind.DynamicallyLinkedLibrary;

    /// <summary>Null where the language has no global usings or the framework lacks the namespaces.</summary>
    public static string? ImplicitUsingsFor(LanguageVersion version, Setup setup) =>
        !setup.ImplicitUsings || setup.References.IsEmpty || version.MapSpecifiedToEffectiveVersion() < LanguageVersion.CSharp10 ? null : Usings;
}

/// <summary>Options as the compiler reads them: the test's lines go through the real .editorconfig parser.</summary>
sealed class ConfigOptions : AnalyzerConfigOptionsProvider
{
    readonly AnalyzerConfigSet set;

    public ConfigOptions(Setup setup)
    {
        set = AnalyzerConfigSet.Create(ImmutableArray.Create(
            AnalyzerConfig.Parse(EditorConfig(setup), "/.editorconfig"), AnalyzerConfig.Parse(GlobalConfig(setup), "/.globalconfig")));
        GlobalOptions = new Section(set.GlobalConfigOptions.AnalyzerOptions);
    }

    public override AnalyzerConfigOptions GlobalOptions { get; }

    public static string EditorConfig(Setup setup) => "root = true\n[*]\nend_of_line = lf\n" + setup.Options;

    public static string GlobalConfig(Setup setup) => "is_global = true\n" + setup.GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Section(set.GetOptionsForSourcePath(tree.FilePath).AnalyzerOptions);

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Section(set.GetOptionsForSourcePath(textFile.Path).AnalyzerOptions);

    sealed class Section(ImmutableDictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override IEnumerable<string> Keys => values.Keys;

        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
            values.TryGetValue(key.ToLowerInvariant(), out value);
    }
}
