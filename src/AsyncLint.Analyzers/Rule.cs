using Microsoft.CodeAnalysis;

namespace AsyncLint;

/// <summary>Makes the descriptors of all rules, so that category, help link and defaults are decided once.</summary>
internal static class Rule
{
    public const string MissingAwait = "AsyncLint.MissingAwait";
    public const string Blocking = "AsyncLint.Blocking";
    public const string UnobservedExceptions = "AsyncLint.UnobservedExceptions";

    /// <summary>A descriptor that is on by default.</summary>
    /// <param name="id">ASL and four digits, the first of which is the family; never reused.</param>
    /// <param name="title">A noun phrase.</param>
    /// <param name="message">One sentence without full stop that names the symbol and says what goes wrong.</param>
    /// <param name="category">One of the family constants of this class.</param>
    /// <param name="severity">Error: a proven hang. Warning: wrong. Info: better otherwise.</param>
    /// <param name="description">Why it is wrong: what the runtime does.</param>
    public static DiagnosticDescriptor Create(
        string id, string title, string message, string category, DiagnosticSeverity severity, string description) =>
#pragma warning disable RS0030 // the one place that makes descriptors
        new(id, title, message, category, severity, isEnabledByDefault: true, description, HelpLink.Base + id + ".md");
#pragma warning restore RS0030
}
