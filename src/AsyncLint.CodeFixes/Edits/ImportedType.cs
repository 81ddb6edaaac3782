using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace AsyncLint.CodeFixes;

/// <summary>Names a type in edited code.</summary>
internal static class ImportedType
{
    /// <summary>The type's name, which gets the using that it needs and is then shortened.</summary>
    /// <remarks>The generator's own <c>addImport</c> leaves the annotation out in some versions of Roslyn (5.9 among them).</remarks>
    public static TypeSyntax Of(ITypeSymbol type, SyntaxGenerator generator) =>
        (TypeSyntax)generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation);
}
