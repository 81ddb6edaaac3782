using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes.Propagation;

/// <summary>Decides whether functions that become async get the suffix, by option or by what the project does.</summary>
internal sealed class AsyncSuffix
{
    private const string Suffix = "Async";
    private readonly Dictionary<ProjectId, bool> _usesSuffix = new();

    /// <summary>True where the async form of <paramref name="method"/> is to be called by another name than the method itself.</summary>
    public async Task<bool> IsWantedAsync(IMethodSymbol method, Project project, SyntaxTree tree, CancellationToken cancellation) =>
        !method.Name.EndsWith(Suffix, StringComparison.Ordinal) && Options.AsyncSuffix.Get(project.AnalyzerOptions, tree, "") switch
        {
            "never" => false,
            "always" => true,
            _ => await UsesSuffixAsync(project, cancellation).ConfigureAwait(false),
        };

    // Most of the project's own task-returning methods decide; a project without any follows the framework's convention.
    private async Task<bool> UsesSuffixAsync(Project project, CancellationToken cancellation)
    {
        if (_usesSuffix.TryGetValue(project.Id, out var known))
        {
            return known;
        }

        int with = 0, without = 0;
        foreach (var document in project.Documents)
        {
            if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root)
            {
                continue;
            }

            foreach (var node in root.DescendantNodes(static n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax))
            {
                if (node is MethodDeclarationSyntax { AttributeLists.Count: 0 } method && IsTask(method.ReturnType))
                {
                    _ = method.Identifier.ValueText.EndsWith(Suffix, StringComparison.Ordinal) ? with++ : without++;
                }
            }
        }

        return _usesSuffix[project.Id] = with >= without;
    }

    private static bool IsTask(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => IsTask(qualified.Right),
        SimpleNameSyntax name => name.Identifier.ValueText is "Task" or "ValueTask",
        _ => false,
    };
}
