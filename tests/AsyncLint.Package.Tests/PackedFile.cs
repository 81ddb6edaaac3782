using System.IO.Compression;
using System.Reflection;

namespace AsyncLint.Package.Tests;

/// <summary>The packed file, as it would be published: the build of this project packs it from the current sources.</summary>
static class PackedFile
{
    public const string AnalyzersEntry = "analyzers/dotnet/cs/AsyncLint.Analyzers.dll";
    public const string CodeFixesEntry = "analyzers/dotnet/cs/AsyncLint.CodeFixes.dll";

    public static string Path { get; } = typeof(PackedFile).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "PackedFile").Value!;

    public static string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>AsyncLint.1.2.3.nupkg holds 1.2.3.</summary>
    public static string Version { get; } = System.IO.Path.GetFileNameWithoutExtension(Path)["AsyncLint.".Length..];

    public static IReadOnlyList<string> Entries { get; } = Read(zip => zip.Entries.Select(entry => entry.FullName).ToList());

    public static byte[] Bytes(string entry) => Read(zip =>
    {
        using var stream = zip.GetEntry(entry)!.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    });

    public static string Text(string entry) => System.Text.Encoding.UTF8.GetString(Bytes(entry)).TrimStart('\uFEFF');

    static T Read<T>(Func<ZipArchive, T> read)
    {
        using var zip = ZipFile.OpenRead(Path);
        return read(zip);
    }
}
