using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the task where it is returned, so that the handlers around it see how it ends.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL1007HandlerCannotCatchFix))]
public sealed class ASL1007HandlerCannotCatchFix : ReturnedTaskFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL1007");
}
