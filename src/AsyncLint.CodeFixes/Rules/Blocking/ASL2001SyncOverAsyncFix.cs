using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the task that an async function blocks on.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL2001SyncOverAsyncFix))]
public sealed class ASL2001SyncOverAsyncFix : BlockFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL2001");
}
