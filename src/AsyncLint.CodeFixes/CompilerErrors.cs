using Microsoft.CodeAnalysis;

namespace AsyncLint.CodeFixes;

/// <summary>
/// The errors of a project as its compiler gives them when it emits: GetDiagnostics alone misses those about what may live across an
/// await (CS4007, CS9217, CS8178 and others come from lowering).
/// </summary>
internal sealed class CompilerErrors
{
    private readonly List<Diagnostic> _errors;

    private CompilerErrors(List<Diagnostic> errors) => _errors = errors;

    public static async Task<CompilerErrors> OfAsync(Project project, CancellationToken cancellation)
    {
        var compilation = await project.GetCompilationAsync(cancellation).ConfigureAwait(false);
        var errors = new List<Diagnostic>();
        if (compilation is not null)
        {
            foreach (var diagnostic in compilation.Emit(Stream.Null, cancellationToken: cancellation).Diagnostics)
            {
                if (diagnostic.Severity is DiagnosticSeverity.Error)
                {
                    errors.Add(diagnostic);
                }
            }
        }

        return new CompilerErrors(errors);
    }

    /// <summary>The errors that <paramref name="known"/> does not have; an edit moves errors, so their positions do not count.</summary>
    public List<Diagnostic> Except(CompilerErrors known)
    {
        var left = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var error in known._errors)
        {
            var key = KeyOf(error);
            left[key] = left.TryGetValue(key, out var count) ? count + 1 : 1;
        }

        var result = new List<Diagnostic>();
        foreach (var error in _errors)
        {
            var key = KeyOf(error);
            if (left.TryGetValue(key, out var count) && count > 0)
            {
                left[key] = count - 1;
            }
            else
            {
                result.Add(error);
            }
        }

        return result;
    }

    private static string KeyOf(Diagnostic error) => error.Id + "|" + error.Location.SourceTree?.FilePath + "|" + error.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
}
