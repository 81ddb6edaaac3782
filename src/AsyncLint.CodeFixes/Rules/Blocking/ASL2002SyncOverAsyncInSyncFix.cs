using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the task that a sync function blocks on, where the function may become async.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL2002SyncOverAsyncInSyncFix))]
public sealed class ASL2002SyncOverAsyncInSyncFix : BlockFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL2002");
}
