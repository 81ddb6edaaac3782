using System.Collections.Immutable;
using System.Composition;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.Tests;

/// <summary>All that the package holds, found as a host finds it: by attribute. A new rule needs no line here.</summary>
static class Product
{
    public static Assembly AnalyzerAssembly { get; } = Assembly.Load("AsyncLint.Analyzers");

    public static Assembly FixAssembly { get; } = Assembly.Load("AsyncLint.CodeFixes");

    /// <summary>The rules, without the suppressors.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
        [.. Exported<DiagnosticAnalyzer, DiagnosticAnalyzerAttribute>(AnalyzerAssembly).Where(static analyzer => analyzer is not DiagnosticSuppressor)];

    public static ImmutableArray<DiagnosticAnalyzer> Suppressors { get; } =
        [.. Exported<DiagnosticAnalyzer, DiagnosticAnalyzerAttribute>(AnalyzerAssembly).Where(static analyzer => analyzer is DiagnosticSuppressor)];

    public static ImmutableArray<CodeFixProvider> Fixes { get; } = Exported<CodeFixProvider, ExportCodeFixProviderAttribute>(FixAssembly);

    public static ImmutableArray<DiagnosticDescriptor> Rules { get; } =
        [.. Analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics).OrderBy(static rule => rule.Id, StringComparer.Ordinal)];

    /// <summary>The option list, AsyncLint.Option.All, as key, default, values and meaning.</summary>
    public static ImmutableArray<ProductOption> Options { get; } =
        AnalyzerAssembly.GetType("AsyncLint.Option")?.GetProperty("All", BindingFlags.Static | BindingFlags.Public)?.GetValue(null) is System.Collections.IEnumerable all
            ? [.. all.Cast<object>().Select(ProductOption.From)]
            : [];

    static ImmutableArray<T> Exported<T, TAttribute>(Assembly assembly)
        where TAttribute : Attribute =>
        [.. assembly.GetTypes()
            .Where(static type => !type.IsAbstract && type.IsAssignableTo(typeof(T)) && type.IsDefined(typeof(TAttribute), inherit: false))
            .OrderBy(static type => type.FullName, StringComparer.Ordinal)
            .Select(static type => (T)Activator.CreateInstance(type, nonPublic: true)!)];
}

sealed record ProductOption(string Key, string Default, string Values, string Meaning)
{
    public static ProductOption From(object option)
    {
        string Text(string name) => option.GetType().GetProperty(name)?.GetValue(option) as string ?? "";
        return new(Text("Key"), Text("DefaultText"), Text("Values"), Text("Meaning"));
    }
}
