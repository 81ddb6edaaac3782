using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Starts the work with Task.Run, unwraps the task, or awaits a second time.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL1005InnerTaskDroppedFix))]
public sealed class ASL1005InnerTaskDroppedFix : RuleFix
{
    // One key: at each site the first of the three ways that fits is taken.
    private const string UnwrapKey = "ASL1005.unwrap";

    private enum Way
    {
        Run,
        Unwrap,
        AwaitAgain,
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL1005");

    internal override string DefaultKey => UnwrapKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        Find(site, cancellation) is var (way, call)
            ? ImmutableArray.Create(new FixOffer(
                way switch
                {
                    Way.Run => "Use 'Task.Run'",
                    Way.Unwrap => $"Unwrap the task of '{call.TargetMethod.Name}'",
                    _ => $"Await the inner task of '{call.TargetMethod.Name}'",
                },
                UnwrapKey))
            : ImmutableArray<FixOffer>.Empty;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var (way, call) = Find(site, cancellation)!.Value;
        switch (way)
        {
            case Way.Run:
                editor.ReplaceNode(call.Syntax, static (current, _) => AsRun((InvocationExpressionSyntax)current)!);
                break;
            case Way.Unwrap:
                editor.ReplaceNode(call.Syntax, static (current, _) => Unwrapped((InvocationExpressionSyntax)current));
                break;
            default:
                var inner = site.Facts.Awaitables.Of(site.Facts.Awaitables.ResultOf(call.Type));
                editor.ReplaceNode(
                    AwaitAround(call)!.Syntax, (current, _) => AwaitStyle.Like((AwaitExpressionSyntax)current).Await((ExpressionSyntax)current, inner, alone: true));
                break;
        }
    }

    private static (Way Way, IInvocationOperation Call)? Find(FixSite site, CancellationToken cancellation)
    {
        if (site.Expression is not { Parent: InvocationExpressionSyntax syntax } callee || syntax.Expression != callee
            || site.Model.GetOperation(syntax, cancellation) is not IInvocationOperation call
            || NestedTasks.Find(call, site.Facts, cancellation, out _) is not { } loss
            // Who awaits the start of a loop does not mean to wait until it is stopped.
            || loss is not InnerLoss.Converted && BackgroundLoops.RunUntilStopped(call, site.Facts, cancellation)
            || IsDeclaredAsNested(syntax, site, cancellation))
        {
            return null;
        }

        return IsPlainStart(call, site.Facts) && AsRun(syntax) is { } run && GivesInner(run, syntax, site, cancellation) ? (Way.Run, call)
            : GivesInner(Unwrapped(syntax), syntax, site, cancellation) ? (Way.Unwrap, call)
            : AwaitAround(call) is not null ? (Way.AwaitAgain, call)
            : null;
    }

    // "Task.Factory.StartNew(f)" and "Task.Factory.StartNew(f, token)": Task.Run takes neither options nor a scheduler nor a state.
    private static bool IsPlainStart(IInvocationOperation call, CompilationFacts facts) =>
        call is { TargetMethod.Name: "StartNew", Instance: IPropertyReferenceOperation { Property: { Name: "Factory", IsStatic: true } factory } }
        && SymbolEqualityComparer.Default.Equals(factory.ContainingType, facts.Types.Task)
        && (call.TargetMethod.Parameters.Length == 1
            || call.TargetMethod.Parameters.Length == 2 && SymbolEqualityComparer.Default.Equals(call.TargetMethod.Parameters[1].Type, facts.Types.CancellationToken));

    private static InvocationExpressionSyntax? AsRun(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name, Expression: MemberAccessExpressionSyntax factory } start
            ? call.WithExpression(start.WithExpression(factory.Expression.WithTrailingTrivia(factory.GetTrailingTrivia()))
                .WithName(SyntaxFactory.IdentifierName("Run").WithTriviaFrom(name)))
            : null;

    private static InvocationExpressionSyntax Unwrapped(InvocationExpressionSyntax call) =>
        SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, call.WithoutTrailingTrivia(), SyntaxFactory.IdentifierName("Unwrap")))
            .WithTrailingTrivia(call.GetTrailingTrivia());

    /// <summary>True where the new call binds and gives the inner task, or one that completes with it.</summary>
    private static bool GivesInner(InvocationExpressionSyntax changed, InvocationExpressionSyntax call, FixSite site, CancellationToken cancellation) =>
        site.Model.GetSpeculativeSymbolInfo(call.SpanStart, changed, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol { ReturnType: var made }
        && SymbolEqualityComparer.Default.Equals(made, site.Facts.Awaitables.ResultOf(site.Model.GetTypeInfo(call, cancellation).Type));

    private static IAwaitOperation? AwaitAround(IInvocationOperation call)
    {
        IOperation task = call;
        while (task.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured && configured.Instance == task)
        {
            task = configured;
        }

        return task.Parent as IAwaitOperation;
    }

    private static bool IsDeclaredAsNested(InvocationExpressionSyntax call, FixSite site, CancellationToken cancellation) =>
        call.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Type: { IsVar: false } type } } }
        && site.Facts.Awaitables.IsNested(site.Model.GetTypeInfo(type, cancellation).Type);
}
