using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint;

/// <summary>Collects the actions of several rules, so that the driver is given one for each kind of operation.</summary>
#pragma warning disable RS1012 // the rules register the actions
internal sealed class SharedActions(CompilationStartAnalysisContext start)
    : CompilationStartAnalysisContext(start.Compilation, start.Options, start.CancellationToken)
#pragma warning restore RS1012
{
    private readonly Dictionary<OperationKind, List<Action<OperationAnalysisContext>>> operations = new();

    /// <summary>Hands what was collected to the driver.</summary>
    public void Register()
    {
        foreach (var pair in operations)
        {
            if (pair.Value is [var only])
            {
                start.RegisterOperationAction(only, pair.Key);
                continue;
            }

            var actions = pair.Value.ToArray();
            start.RegisterOperationAction(
                context =>
                {
                    foreach (var action in actions)
                    {
                        action(context);
                    }
                },
                pair.Key);
        }
    }

    public override void RegisterOperationAction(Action<OperationAnalysisContext> action, ImmutableArray<OperationKind> operationKinds)
    {
        foreach (var kind in operationKinds)
        {
            if (!operations.TryGetValue(kind, out var actions))
            {
                operations.Add(kind, actions = new());
            }

            actions.Add(action);
        }
    }

    public override void RegisterSyntaxNodeAction<TLanguageKindEnum>(Action<SyntaxNodeAnalysisContext> action, ImmutableArray<TLanguageKindEnum> syntaxKinds) =>
        start.RegisterSyntaxNodeAction(action, syntaxKinds);

    public override void RegisterSymbolAction(Action<SymbolAnalysisContext> action, ImmutableArray<SymbolKind> symbolKinds) => start.RegisterSymbolAction(action, symbolKinds);

    public override void RegisterOperationBlockAction(Action<OperationBlockAnalysisContext> action) => start.RegisterOperationBlockAction(action);

    public override void RegisterOperationBlockStartAction(Action<OperationBlockStartAnalysisContext> action) => start.RegisterOperationBlockStartAction(action);

    public override void RegisterSymbolStartAction(Action<SymbolStartAnalysisContext> action, SymbolKind symbolKind) => start.RegisterSymbolStartAction(action, symbolKind);

    public override void RegisterCodeBlockAction(Action<CodeBlockAnalysisContext> action) => start.RegisterCodeBlockAction(action);

    public override void RegisterCodeBlockStartAction<TLanguageKindEnum>(Action<CodeBlockStartAnalysisContext<TLanguageKindEnum>> action) =>
        start.RegisterCodeBlockStartAction(action);

    public override void RegisterSyntaxTreeAction(Action<SyntaxTreeAnalysisContext> action) => start.RegisterSyntaxTreeAction(action);

    public override void RegisterSemanticModelAction(Action<SemanticModelAnalysisContext> action) => start.RegisterSemanticModelAction(action);

    public override void RegisterAdditionalFileAction(Action<AdditionalFileAnalysisContext> action) => start.RegisterAdditionalFileAction(action);

    public override void RegisterCompilationEndAction(Action<CompilationAnalysisContext> action) => start.RegisterCompilationEndAction(action);
}
