using System.Collections.Immutable;
using AsyncLint.Calls;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports async void functions that have to return void, and out of which an exception may come and end the process.</summary>
public sealed class ASL3003AsyncVoidCanCrash : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL3003",
        "Async void that can crash",
        "{0} is async void and nothing catches what {1} may throw: the exception ends the process",
        Rule.UnobservedExceptions,
        DiagnosticSeverity.Warning,
        "An event handler may be async void, but no caller can catch what leaves it: where no application handles it, the exception is rethrown on a pool "
        + "thread or the UI thread and the process ends. Catch it in the handler and report it.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts)
    {
        if (TestCode.IsIn(facts.Types))
        {
            // An exception that ends the test run is seen.
            return;
        }

        start.RegisterSyntaxNodeAction(
            context =>
            {
                var (modifiers, returnType, name) = context.Node switch
                {
                    MethodDeclarationSyntax method => (method.Modifiers, method.ReturnType, method.Identifier),
                    LocalFunctionStatementSyntax local => (local.Modifiers, local.ReturnType, local.Identifier),
                    _ => default,
                };
                if (returnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } && modifiers.Any(SyntaxKind.AsyncKeyword)
                    && context.SemanticModel.GetDeclaredSymbol(context.Node, context.CancellationToken) is IMethodSymbol { IsAsync: true } symbol
                    // What ASL3001 reports is not to be guarded but to return a task.
                    && ASL3001AsyncVoidMethod.Harm(symbol, context, facts) is null
                    && BodyOf(context.Node, context) is { } body
                    && Crash(body, symbol, facts, context.CancellationToken) is { } crash)
                {
                    context.ReportDiagnostic(Create(name.GetLocation(), "'" + symbol.Name + "'", crash));
                }
            },
            SyntaxKind.MethodDeclaration,
            SyntaxKind.LocalFunctionStatement);
        start.RegisterOperationAction(
            context =>
            {
                var creation = (IDelegateCreationOperation)context.Operation;
                if (creation.Target is IAnonymousFunctionOperation { Symbol: { IsAsync: true, ReturnsVoid: true } } lambda
                    && ASL3002AsyncVoidDelegate.Harm(lambda, creation, facts, context.CancellationToken) is null
                    && Crash(lambda.Body, lambda.Symbol, facts, context.CancellationToken) is { } crash)
                {
                    context.ReportDiagnostic(Create(ASL3002AsyncVoidDelegate.LocationOf(lambda.Syntax), "The async lambda", crash));
                }
            },
            OperationKind.DelegateCreation);
    }

    private static IBlockOperation? BodyOf(SyntaxNode declaration, SyntaxNodeAnalysisContext context) =>
        context.SemanticModel.GetOperation(declaration, context.CancellationToken) switch
        {
            IMethodBodyOperation method => method.BlockBody ?? method.ExpressionBody,
            ILocalFunctionOperation local => local.Body,
            _ => null,
        };

    // Of what a user interface shows and asks, nearly everything is an operation of some other assembly that never fails.
    private static FaultEvidence? Crash(IBlockOperation body, IMethodSymbol function, CompilationFacts facts, CancellationToken cancellation) =>
        facts.LastResort.IsMissingFor(function) && facts.MayFault.Of(body, function, cancellation).Evidence is { } evidence
        && evidence.Faults >= (facts.LastResort.IsUserInterface ? Faults.Likely : Faults.Outside)
            ? evidence
            : null;

    private static Diagnostic Create(Location location, string function, FaultEvidence evidence) =>
        Diagnostic.Create(Descriptor, location, new[] { evidence.Syntax.GetLocation() }, function, "'" + evidence.Name + "'");
}
