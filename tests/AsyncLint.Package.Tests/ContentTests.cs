using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace AsyncLint.Package.Tests;

/// <summary>What is in the packed file, and what it asks of the compiler that loads it.</summary>
public sealed class ContentTests
{
    /// <summary>What a host on the Roslyn floor (4.8.0: Visual Studio 2022 17.8, .NET SDK 8.0.100) has loaded.</summary>
    static readonly Dictionary<string, Version> FloorHost = new(StringComparer.Ordinal)
    {
        ["netstandard"] = new(2, 0, 0, 0),
        ["Microsoft.CodeAnalysis"] = new(4, 8, 0, 0),
        ["Microsoft.CodeAnalysis.CSharp"] = new(4, 8, 0, 0),
        ["System.Collections.Immutable"] = new(7, 0, 0, 0),
        ["System.Reflection.Metadata"] = new(7, 0, 0, 0),
        ["System.Memory"] = new(4, 0, 1, 2),
        ["System.Buffers"] = new(4, 0, 3, 0),
        ["System.Numerics.Vectors"] = new(4, 1, 4, 0),
        ["System.Runtime.CompilerServices.Unsafe"] = new(6, 0, 0, 0),
        ["System.Threading.Tasks.Extensions"] = new(4, 2, 0, 1),
    };

    /// <summary>What only an editor or `dotnet format` has loaded, not the command-line compiler.</summary>
    static readonly Dictionary<string, Version> FloorEditor = new(FloorHost, StringComparer.Ordinal)
    {
        ["Microsoft.CodeAnalysis.Workspaces"] = new(4, 8, 0, 0),
        ["Microsoft.CodeAnalysis.CSharp.Workspaces"] = new(4, 8, 0, 0),
        ["System.Composition.AttributedModel"] = new(7, 0, 0, 0),
    };

    [Fact]
    public void The_package_holds_two_assemblies_targets_presets_readme_and_icon()
    {
        var packaging = new[] { "_rels/", "package/", "[Content_Types].xml" };
        Assert.Equal(
            [
                "AsyncLint.nuspec",
                "README.md",
                "analyzers/dotnet/cs/AsyncLint.Analyzers.dll",
                "analyzers/dotnet/cs/AsyncLint.CodeFixes.dll",
                "build/AsyncLint.props",
                "build/AsyncLint.targets",
                "buildTransitive/AsyncLint.props",
                "buildTransitive/AsyncLint.targets",
                "icon.png",
                "presets/asynclint.none.globalconfig",
                "presets/asynclint.recommended.globalconfig",
                "presets/asynclint.strict.globalconfig",
            ],
            PackedFile.Entries
                .Where(entry => !packaging.Any(prefix => entry.StartsWith(prefix, StringComparison.Ordinal)))
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_manifest_is_that_of_a_development_dependency_without_dependencies()
    {
        var manifest = XDocument.Parse(PackedFile.Text("AsyncLint.nuspec")).Root!;
        var metadata = manifest.Elements().Single().Elements().ToDictionary(element => element.Name.LocalName);

        Assert.Equal("AsyncLint", metadata["id"].Value);
        Assert.Equal(PackedFile.Version, metadata["version"].Value);
        Assert.Equal("true", metadata["developmentDependency"].Value);
        Assert.Equal("MIT", metadata["license"].Value);
        Assert.Equal("expression", metadata["license"].Attribute("type")!.Value);
        Assert.Equal("README.md", metadata["readme"].Value);
        Assert.Equal("icon.png", metadata["icon"].Value);
        Assert.Equal("git", metadata["repository"].Attribute("type")!.Value);
        Assert.StartsWith("https://", metadata["repository"].Attribute("url")!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("dependencies", metadata.Keys);
    }

    [Fact]
    public void The_icon_is_a_png_of_128_by_128()
    {
        var icon = PackedFile.Bytes("icon.png");
        Assert.Equal("PNG"u8, icon.AsSpan(1, 3));
        Assert.Equal(128, BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(16)));
        Assert.Equal(128, BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(20)));
    }

    [Fact]
    public void The_analyzers_ask_for_nothing_that_a_compiler_on_the_floor_lacks()
    {
        var references = ReferencesOf(PackedFile.AnalyzersEntry);
        Assert.Contains(references, reference => reference.Name == "Microsoft.CodeAnalysis.CSharp");
        Assert.Empty(Beyond(FloorHost, references));
    }

    [Fact]
    public void The_code_fixes_ask_for_nothing_that_an_editor_on_the_floor_lacks()
    {
        var references = ReferencesOf(PackedFile.CodeFixesEntry);
        var own = new Version(AssemblyVersionOf(PackedFile.AnalyzersEntry));
        Assert.Contains(references, reference => reference.Name == "Microsoft.CodeAnalysis.Workspaces");
        Assert.Empty(Beyond(new(FloorEditor, StringComparer.Ordinal) { ["AsyncLint.Analyzers"] = own }, references));
    }

    [Fact]
    public void Both_assemblies_are_release_builds_with_their_symbols_inside()
    {
        Assert.All([PackedFile.AnalyzersEntry, PackedFile.CodeFixesEntry], entry =>
        {
            using var image = new PEReader(new MemoryStream(PackedFile.Bytes(entry)));
            Assert.Contains(image.ReadDebugDirectory(), debug => debug.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
            Assert.Contains(image.ReadDebugDirectory(), debug => debug.Type == DebugDirectoryEntryType.Reproducible);
            Assert.Equal("Release", ConfigurationOf(image.GetMetadataReader()));
        });
    }

    static IEnumerable<string> Beyond(Dictionary<string, Version> host, IEnumerable<(string Name, Version Version)> references) =>
        references
            .Where(reference => !host.TryGetValue(reference.Name, out var has) || has < reference.Version)
            .Select(reference => $"{reference.Name} {reference.Version}");

    static List<(string Name, Version Version)> ReferencesOf(string entry)
    {
        using var image = new PEReader(new MemoryStream(PackedFile.Bytes(entry)));
        var metadata = image.GetMetadataReader();
        return metadata.AssemblyReferences
            .Select(handle => metadata.GetAssemblyReference(handle))
            .Select(reference => (metadata.GetString(reference.Name), reference.Version))
            .ToList();
    }

    static string AssemblyVersionOf(string entry)
    {
        using var image = new PEReader(new MemoryStream(PackedFile.Bytes(entry)));
        return image.GetMetadataReader().GetAssemblyDefinition().Version.ToString();
    }

    static string? ConfigurationOf(MetadataReader metadata)
    {
        foreach (var handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind == HandleKind.MemberReference
                && metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
                && metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)parent).Name) == "AssemblyConfigurationAttribute")
            {
                var value = metadata.GetBlobReader(attribute.Value);
                value.ReadUInt16(); // the prolog
                return value.ReadSerializedString();
            }
        }

        return null;
    }
}
