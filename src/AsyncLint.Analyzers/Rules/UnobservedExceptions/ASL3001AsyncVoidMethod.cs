using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports async void methods and local functions that nothing obliges to return void.</summary>
public sealed class ASL3001AsyncVoidMethod : AsyncRule
{
    private const string NobodyAwaits = "its caller cannot await it, and an exception in it ends the process or is posted to the SynchronizationContext";
    private const string EndIsUnknown = "its caller goes on at its first await and cannot tell when it has finished";
    private const string NothingAwaited = "it awaits nothing, so that 'async' only keeps its exceptions from its caller, and they end the process or are posted to the SynchronizationContext";
    private const string DisposerGoesOn = "its caller goes on at its first await, and an exception in it ends the process or is posted to the SynchronizationContext";
    private const string NotDisposedYet = "its caller goes on at its first await, before the object is disposed";
    private const string ProcessEnds = "the process ends when the handler returns, which it does at its first await, and the rest of it never runs";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL3001",
        "Async void method",
        "'{0}' is async void: {1}",
        Rule.UnobservedExceptions,
        DiagnosticSeverity.Warning,
        "An async void method returns to its caller at its first await. The caller cannot wait for the rest, and cannot catch what it throws: the exception is "
        + "rethrown on the SynchronizationContext, or on a pool thread, where it ends the process. Return a Task. Event handlers have to return void and are "
        + "not reported.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    // By syntax, since async and void are written at the declaration: nothing is bound for the many methods that are not async void.
    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts) =>
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
                    && Harm(symbol, context, facts) is { } harm)
                {
                    context.ReportDiagnostic(Diagnostic.Create(Descriptor, name.GetLocation(), symbol.Name, harm));
                }
            },
            SyntaxKind.MethodDeclaration,
            SyntaxKind.LocalFunctionStatement);

    /// <summary>What goes wrong with the method; null where it has to return void.</summary>
    internal static string? Harm(IMethodSymbol method, SyntaxNodeAnalysisContext context, CompilationFacts facts)
    {
        if (HostedMembers.AwaitedFormOf(method, facts.Types) is { Name: var awaited })
        {
            return $"the component is rendered at its first await, as if it were done, where an override of '{awaited}' would be awaited";
        }

        if (Contracts.FixSignatureOf(method) || HostedMembers.IsUnityMessage(method, facts.Types))
        {
            return null;
        }

        if (Contracts.ImplementedBy(method)?.ContainingType.SpecialType is SpecialType.System_IDisposable)
        {
            return LetsNothingOut(context, facts) ? NotDisposedYet : DisposerGoesOn;
        }

        if (EventHandlers.HasSignature(method, facts.Types))
        {
            return EventHandlers.IsLastWord(method, facts.Types) ? ProcessEnds : ReportsHandlers(context) ? NobodyAwaits : null;
        }

        if (EventHandlers.FitsEventOfOwnType(method) || EventHandlers.IsSubscribed(method, context.Node, context.SemanticModel, context.CancellationToken))
        {
            return ReportsHandlers(context) ? NobodyAwaits : null;
        }

        // "task.Forget()": what a project has so that no exception is lost. It may check its argument before.
        if (method is { IsExtensionMethod: true, Parameters: [var extended, ..] } && facts.Awaitables.IsTaskLike(extended.Type) && BodyOf(context) is { } helper && GuardedBody.AwaitsInGuard(helper, facts))
        {
            return null;
        }

        // Nothing is lost then but the caller's knowledge of the end, and who runs a callback does not ask for that. A test's end is the whole point of it.
        return LetsNothingOut(context, facts) && !TestCode.IsTestMethod(method, facts.Types)
            ? CallbackUses.AreAll(method, context.Node, context.SemanticModel, context.CancellationToken) ? null : EndIsUnknown
            : EnclosingFunction.BodyOf(context.Node) is { } body && !EnclosingFunction.Awaits(body) ? NothingAwaited
            : NobodyAwaits;
    }

    private static bool LetsNothingOut(SyntaxNodeAnalysisContext context, CompilationFacts facts) => BodyOf(context) is { } body && GuardedBody.Is(body, facts);

    private static IBlockOperation? BodyOf(SyntaxNodeAnalysisContext context) =>
        EnclosingFunction.BodyOf(context.Node) is { } body ? context.SemanticModel.GetOperation(body, context.CancellationToken) as IBlockOperation : null;

    private static bool ReportsHandlers(SyntaxNodeAnalysisContext context) =>
        Options.EventHandlers.Get(context.Options, context.Node.SyntaxTree, "ASL3001") == "report";
}
