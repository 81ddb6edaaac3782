using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes;

/// <summary>
/// Calls an extension in edited code and brings the using that it needs. Roslyn's own import adder finds the namespace of a type that is written out,
/// and of an extension it knows nothing before its namespace is imported.
/// </summary>
internal static class ImportedExtension
{
    private const string Kind = "AsyncLint.Import";

    /// <summary>The call, marked with the namespace of the class that declares the extension.</summary>
    public static InvocationExpressionSyntax Mark(InvocationExpressionSyntax call, INamedTypeSymbol extensions) =>
        call.WithAdditionalAnnotations(new SyntaxAnnotation(Kind, extensions.ContainingNamespace.ToDisplayString()));

    /// <summary>The root with a using for each marked namespace that has none.</summary>
    public static SyntaxNode AddUsings(SyntaxNode root)
    {
        if (root is not CompilationUnitSyntax unit)
        {
            return root;
        }

        foreach (var name in root.GetAnnotatedNodes(Kind).SelectMany(static node => node.GetAnnotations(Kind)).Select(static mark => mark.Data!).Distinct().ToArray())
        {
            unit = Add(unit, name);
        }

        return unit;
    }

    private static CompilationUnitSyntax Add(CompilationUnitSyntax unit, string name)
    {
        var imports = unit.DescendantNodes(static n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<UsingDirectiveSyntax>()
            .Where(static u => u.Alias is null && u.StaticKeyword.RawKind == 0 && u.GlobalKeyword.RawKind == 0).ToList();
        if (imports.Exists(u => u.Name?.ToString() == name))
        {
            return unit;
        }

        if (imports.Count == 0)
        {
            var first = SyntaxFactory.UsingDirective(NameOf(name)).NormalizeWhitespace().WithTrailingTrivia(SyntaxFactory.ElasticLineFeed, SyntaxFactory.ElasticLineFeed);
            return unit.WithUsings(unit.Usings.Add(first));
        }

        // In the order of the others, which have System first.
        var after = imports.FindLast(u => IsBefore(u.Name?.ToString() ?? "", name));
        var beside = after ?? imports[0];
        var added = beside.WithName(NameOf(name).WithTriviaFrom(beside.Name!));
        return after is null
            ? unit.ReplaceNode(beside, new[] { added.WithTrailingTrivia(EndOfLine(beside)), beside.WithoutLeadingTrivia() })
            : unit.InsertNodesAfter(beside, new[] { added.WithoutLeadingTrivia().WithTrailingTrivia(EndOfLine(beside)) });
    }

    private static IEnumerable<SyntaxTrivia> EndOfLine(UsingDirectiveSyntax beside) => beside.GetTrailingTrivia().Where(static t => t.IsKind(SyntaxKind.EndOfLineTrivia));

    private static bool IsBefore(string one, string other) =>
        IsSystem(one) != IsSystem(other) ? IsSystem(one) : string.CompareOrdinal(one, other) < 0;

    private static bool IsSystem(string name) => name == "System" || name.StartsWith("System.", StringComparison.Ordinal);

    private static NameSyntax NameOf(string name)
    {
        NameSyntax? found = null;
        foreach (var part in name.Split('.'))
        {
            var identifier = SyntaxFactory.IdentifierName(part);
            found = found is null ? identifier : SyntaxFactory.QualifiedName(found, identifier);
        }

        return found!;
    }
}
