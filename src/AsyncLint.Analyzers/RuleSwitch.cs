using Microsoft.CodeAnalysis;

namespace AsyncLint;

/// <summary>Tells where the user has switched a rule off.</summary>
internal static class RuleSwitch
{
    /// <summary>True where a rule is on in some file.</summary>
    public static bool IsOn(string id, Compilation compilation, CancellationToken cancellation)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (IsOn(id, tree, compilation, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True where a rule is on in a file.</summary>
    public static bool IsOn(string id, SyntaxTree tree, Compilation compilation, CancellationToken cancellation)
    {
        var options = compilation.Options;
        return !(options.SpecificDiagnosticOptions.TryGetValue(id, out var severity) && severity is ReportDiagnostic.Suppress)
            && !(options.SyntaxTreeOptionsProvider is { } files
                && (files.TryGetDiagnosticValue(tree, id, cancellation, out severity) || files.TryGetGlobalDiagnosticValue(id, cancellation, out severity))
                && severity is ReportDiagnostic.Suppress);
    }
}
