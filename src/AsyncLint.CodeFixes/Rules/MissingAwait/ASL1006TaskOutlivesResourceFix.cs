using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the task where it is returned, so that the resource ends after it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL1006TaskOutlivesResourceFix))]
public sealed class ASL1006TaskOutlivesResourceFix : ReturnedTaskFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL1006");
}
