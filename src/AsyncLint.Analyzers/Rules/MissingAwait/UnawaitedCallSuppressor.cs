using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Silences the compiler's CS4014 exactly where ASL1001 reports, so that a build shows one warning per defect.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnawaitedCallSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor s_descriptor = new("ASLS1001", "CS4014", "ASL1001 reports the same call");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = ImmutableArray.Create(s_descriptor);

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        if (CompilationFacts.Of(context.Compilation) is not { } facts)
        {
            return;
        }

        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree && IsOn(context, tree) && FindStatement(context, diagnostic, tree) is { } statement
                && statement.SemanticModel?.GetEnclosingSymbol(statement.Syntax.SpanStart, context.CancellationToken) is { } containing
                && DroppedTasks.Find(statement, containing, facts, context.Options, context.CancellationToken) is not null)
            {
                context.ReportSuppression(Suppression.Create(s_descriptor, diagnostic));
            }
        }
    }

    private static IExpressionStatementOperation? FindStatement(SuppressionAnalysisContext context, Diagnostic diagnostic, SyntaxTree tree)
    {
        var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        var operation = context.GetSemanticModel(tree).GetOperation(node, context.CancellationToken);
        while (operation is not (null or IExpressionStatementOperation or IAnonymousFunctionOperation))
        {
            operation = operation.Parent;
        }

        return operation as IExpressionStatementOperation;
    }

    /// <summary>
    /// True where the build shows ASL1001 as a warning or an error. Where it is off, or lowered to a suggestion that no build prints, the
    /// compiler's warning is the one that is left.
    /// </summary>
    private static bool IsOn(SuppressionAnalysisContext context, SyntaxTree tree) =>
        Severity(context, tree) is ReportDiagnostic.Default or ReportDiagnostic.Warn or ReportDiagnostic.Error;

    private static ReportDiagnostic Severity(SuppressionAnalysisContext context, SyntaxTree tree)
    {
        var descriptor = ASL1001UnawaitedCall.Descriptor;
        var options = context.Compilation.Options;
        if (options.SpecificDiagnosticOptions.TryGetValue(descriptor.Id, out var commandLine) && commandLine is ReportDiagnostic.Suppress)
        {
            return commandLine;
        }

        if (options.SyntaxTreeOptionsProvider is { } provider
            && (provider.TryGetDiagnosticValue(tree, descriptor.Id, context.CancellationToken, out var severity)
                || provider.TryGetGlobalDiagnosticValue(descriptor.Id, context.CancellationToken, out severity)))
        {
            return severity;
        }

        if (options.SpecificDiagnosticOptions.ContainsKey(descriptor.Id))
        {
            return commandLine;
        }

        // Severities for a whole category or for all analyzers are no diagnostic options to the compiler; its driver reads them from here.
        var config = context.Options.AnalyzerConfigOptionsProvider.GetOptions(tree);
        return config.TryGetValue("dotnet_analyzer_diagnostic.category-" + descriptor.Category + ".severity", out var text)
            || config.TryGetValue("dotnet_analyzer_diagnostic.severity", out text)
            ? text.Trim().ToUpperInvariant() switch
            {
                "NONE" => ReportDiagnostic.Suppress,
                "SILENT" or "REFACTORING" => ReportDiagnostic.Hidden,
                "SUGGESTION" => ReportDiagnostic.Info,
                _ => ReportDiagnostic.Default,
            }
            : ReportDiagnostic.Default;
    }
}
