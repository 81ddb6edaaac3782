using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Benchmarks;

/// <summary>
/// C# as people write it, made up: repositories, services and their requests, half of it async. The same arguments give the same text
/// on every machine.
/// </summary>
static class Source
{
    private const int LinesPerFile = 300;
    private const int LinesPerDefect = 200;

    private static readonly string[] s_entities = ["Order", "Invoice", "Customer", "Product", "Shipment", "Ticket", "Account", "Booking"];
    private static readonly string[] s_words = ["pending", "ready", "archived", "blocked", "unknown", "imported", "expired"];

    private static readonly CSharpParseOptions s_parseOptions = new(LanguageVersion.CSharp12, DocumentationMode.None);

    private static readonly SyntaxTree s_usings = CSharpSyntaxTree.ParseText(
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """,
        s_parseOptions,
        "Usings.cs");

    private static readonly ImmutableArray<MetadataReference> s_references = LoadReferences();

    /// <summary>A compilation of about <paramref name="lines"/> lines; throws where it does not compile.</summary>
    /// <param name="dirty">One defect of each kind per 200 lines, or the same code without them.</param>
    public static CSharpCompilation Compile(int lines, bool dirty)
    {
        var trees = ImmutableArray.CreateBuilder<SyntaxTree>();
        trees.Add(s_usings);
        for (var i = 0; i * LinesPerFile < lines; i++)
        {
            trees.Add(Parse(File(i, Math.Min(LinesPerFile, lines - i * LinesPerFile), dirty), PathOf(i)));
        }

        return Compile(trees.ToImmutable());
    }

    /// <summary>A compilation of one file; throws where it does not compile.</summary>
    public static CSharpCompilation Compile(string text) => Compile([s_usings, Parse(text, "Code.cs")]);

    private static CSharpCompilation Compile(ImmutableArray<SyntaxTree> trees)
    {
        var compilation = CSharpCompilation.Create("Shop", trees, s_references, new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        return Fresh(compilation).GetDiagnostics().FirstOrDefault(static d => d.Severity is DiagnosticSeverity.Error) is { } error
            ? throw new InvalidOperationException("The generated code does not compile: " + error)
            : compilation;
    }

    /// <summary>The same code in a compilation that has bound nothing yet.</summary>
    public static CSharpCompilation Fresh(CSharpCompilation compilation) => compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(compilation.SyntaxTrees);

    public static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, s_parseOptions, path, Encoding.UTF8);

    public static string PathOf(int index) => "Area" + index.ToString(CultureInfo.InvariantCulture) + ".cs";

    /// <summary>One file of about <paramref name="lines"/> lines; <paramref name="index"/> is its namespace and its seed.</summary>
    public static string File(int index, int lines, bool dirty)
    {
        // A generator of our own: System.Random may give other numbers on another version.
        var state = (uint)index * 2654435761u + 12345u;
        int Next(int below)
        {
            state = state * 1664525u + 1013904223u;
            return (int)((state >> 16) % (uint)below);
        }

        var entity = s_entities[Next(s_entities.Length)];
        var text = new StringBuilder(lines * 40);
        var written = 0;
        var number = 0;

        void Write(string template, int number)
        {
            var filled = template.Replace("$E", entity, StringComparison.Ordinal).Replace("$N", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("$K", (2 + Next(30)).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("$W", s_words[Next(s_words.Length)], StringComparison.Ordinal);
            text.Append(filled).Append("\n\n");
            written += filled.AsSpan().Count('\n') + 2;
        }

        Write(Templates.Head, index);

        // Spread evenly, and starting anywhere, so that short files hold them as often as long ones.
        var defects = Templates.Defects.Count;
        var nextDefect = Next(LinesPerDefect / defects);
        var defect = Next(defects);
        while (written < lines)
        {
            if (written >= nextDefect)
            {
                nextDefect += LinesPerDefect / defects;
                var (bad, good) = Templates.Defects[defect++ % defects];
                Write(dirty ? bad : good, number++);
            }
            else
            {
                Write(Templates.Members[Next(Templates.Members.Count)], number++);
            }
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>All lines of a compilation.</summary>
    public static int Lines(Compilation compilation) => compilation.SyntaxTrees.Sum(static tree => tree.GetText().Lines.Count);

    // The targeting pack of the running .NET: <root>/shared/Microsoft.NETCore.App/<version>/ lies beside <root>/packs.
    private static ImmutableArray<MetadataReference> LoadReferences()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var pack = Directory.GetDirectories(Path.Combine(root, "packs", "Microsoft.NETCore.App.Ref"), Environment.Version.Major + ".*")
            .OrderByDescending(static path => Version.TryParse(Path.GetFileName(path), out var version) ? version : new Version()).First();
        return [.. Directory.GetFiles(Path.Combine(pack, "ref", "net" + Environment.Version.Major + ".0"), "*.dll").Order(StringComparer.Ordinal)
            .Select(static path => MetadataReference.CreateFromFile(path))];
    }
}
