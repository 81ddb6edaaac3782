using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint.Facts;

/// <summary>What the question about one task needs beside the task.</summary>
/// <param name="RuleId">The rule that asks, for its options.</param>
internal readonly record struct ValueContext(
    CompilationFacts Facts, ISymbol Containing, AnalyzerOptions Options, string RuleId, CancellationToken Cancellation);
