using System.Collections.Immutable;
using AsyncLint.CodeFixes;
using AsyncLint.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.Tests;

/// <summary>
/// ASL2001 and ASL2002 as one rule: once one of two blocks in a function is fixed the function is async, and what ASL2002 reported there
/// is ASL2001's.
/// </summary>
sealed class BlockRules : DiagnosticAnalyzer
{
    readonly DiagnosticAnalyzer[] rules = [new ASL2001SyncOverAsync(), new ASL2002SyncOverAsyncInSync()];

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [.. rules.SelectMany(static rule => rule.SupportedDiagnostics)];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        foreach (var rule in rules)
        {
            rule.Initialize(context);
        }
    }
}

sealed class BlockRulesFix : BlockFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["ASL2001", "ASL2002"];
}
