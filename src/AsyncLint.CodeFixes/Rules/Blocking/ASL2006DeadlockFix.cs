using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the task whose completion the block keeps from coming.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL2006DeadlockFix))]
public sealed class ASL2006DeadlockFix : BlockFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL2006");
}
