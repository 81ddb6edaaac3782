using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Tests;

/// <summary>Reference sets from the targeting packs on this machine, made once: nothing is restored while tests run.</summary>
static class References
{
    public static ImmutableArray<MetadataReference> None { get; } = [];

    public static ImmutableArray<MetadataReference> NetCore { get; } = Load(Pack("Microsoft.NETCore.App.Ref"));

    public static ImmutableArray<MetadataReference> AspNetCore { get; } = [.. NetCore, .. Load(Pack("Microsoft.AspNetCore.App.Ref"))];

    /// <summary>An old framework: no ValueTask, no IAsyncEnumerable, no Task.WaitAsync. The product itself is compiled against it.</summary>
    public static ImmutableArray<MetadataReference> NetStandard { get; } =
        Load(Path.Combine(Repository.Metadata("NuGetPackageRoot"), "netstandard.library", "2.0.3", "build", "netstandard2.0", "ref"));

    /// <summary>The Roslyn that runs the tests, so that the product's own sources bind.</summary>
    public static ImmutableArray<MetadataReference> Roslyn { get; } =
        [.. NetCore, .. Directory.GetFiles(AppContext.BaseDirectory, "Microsoft.CodeAnalysis*.dll").Select(Reference)];

    static string Pack(string name)
    {
        // <root>/shared/Microsoft.NETCore.App/<version>/
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var folder = Directory.GetDirectories(Path.Combine(root, "packs", name), $"{Environment.Version.Major}.*")
            .OrderByDescending(static path => Version.TryParse(Path.GetFileName(path), out var version) ? version : new Version())
            .First();
        return Path.Combine(folder, "ref", $"net{Environment.Version.Major}.0");
    }

    static ImmutableArray<MetadataReference> Load(string folder) => [.. Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal).Select(Reference)];

    static MetadataReference Reference(string path) => MetadataReference.CreateFromFile(path);
}

/// <summary>The repository that the tests were built from.</summary>
static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>The text with \n line ends, or null if there is no such file.</summary>
    public static string? Read(string relative) =>
        File.Exists(PathOf(relative)) ? File.ReadAllText(PathOf(relative)).ReplaceLineEndings("\n") : null;
}
