using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>
/// Awaits the work: in a loop in place of ForEach, with Parallel.ForEachAsync, with the callee's async counterpart, or with its overload that takes
/// a task.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL3002AsyncVoidDelegateFix))]
public sealed class ASL3002AsyncVoidDelegateFix : RuleFix
{
    // One key: at each site at most one of the ways fits.
    private const string AwaitKey = "ASL3002.await";

    private enum Way
    {
        Loop,
        Parallel,
        Sibling,
        Overload,
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL3002");

    internal override string DefaultKey => AwaitKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        Command(site, cancellation) is { } command ? ImmutableArray.Create(new FixOffer($"Use '{command.Type}', which awaits the lambda", AwaitKey))
        : Find(site, cancellation) is { } repair && Offer(repair, site, cancellation) is { } offer ? ImmutableArray.Create(offer) : ImmutableArray<FixOffer>.Empty;

    internal override ExpressionSyntax? AwaitedAt(FixSite site, string key, CancellationToken cancellation) =>
        Find(site, cancellation) is { Overload: not { IsToBeAwaited: false } } repair ? repair.Call : null;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        if (Command(site, cancellation) is not null)
        {
            editor.ReplaceNode(
                site.Node.FirstAncestorOrSelf<ObjectCreationExpressionSyntax>()!, static (current, _) => TaskCommand.Renamed((ObjectCreationExpressionSyntax)current)!);
            return;
        }

        var repair = Find(site, cancellation)!.Value;
        var style = functions.Style;
        var isStatement = repair.Call.Parent is ExpressionStatementSyntax;
        switch (repair.Way)
        {
            case Way.Loop:
                editor.ReplaceNode(repair.Call.Parent!, static (current, _) => ForEachLoop.Replace((ExpressionStatementSyntax)current));
                return;
            case Way.Overload:
                var overload = repair.Overload!;
                editor.ReplaceNode(overload.Conversion, static (current, _) => TaskOverload.LambdaIn((ExpressionSyntax)current).WithTriviaFrom(current));
                if (overload.IsToBeAwaited)
                {
                    editor.ReplaceNode(repair.Call, (current, _) => style.Await((ExpressionSyntax)current, site.Facts.Awaitables.Of(overload.Method.ReturnType), isStatement));
                }

                return;
            default:
                var token = repair.Way is Way.Parallel ? ParallelBody.TokenParameter(repair.Lambda, site) : null;
                editor.ReplaceNode(repair.Call, (current, _) => style.Await(Renamed((InvocationExpressionSyntax)current, token)!, Awaitability.Task, isStatement));
                return;
        }
    }

    private static FixOffer? Offer(Repair repair, FixSite site, CancellationToken cancellation)
    {
        if (repair.Overload is { IsToBeAwaited: false, Method.Name: var name })
        {
            return new($"Give '{name}' the task of the lambda", AwaitKey);
        }

        // A lambda around the call that would have to be bound anew is not proven with what stands in it by then.
        if (FunctionConversion.Find(repair.Call, site, cancellation) is { Kind: ConversionKind.RetargetLambda })
        {
            return null;
        }

        return repair.Way is Way.Loop
            ? Offer(site, repair.Call, "Await in a 'foreach' loop", AwaitKey, cancellation)
            : OfferAwait(site, repair.Call, repair.Overload?.Method.Name ?? NameOf(repair.Call) + "Async", AwaitKey, cancellation);
    }

    private static AnonymousFunctionExpressionSyntax? LambdaAt(FixSite site) =>
        site.Node.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is { } lambda && lambda.SpanStart == site.Diagnostic.Location.SourceSpan.Start ? lambda : null;

    private static ObjectCreationExpressionSyntax? Command(FixSite site, CancellationToken cancellation) =>
        LambdaAt(site) is { } lambda ? TaskCommand.Find(lambda, site.Model, site.Facts, cancellation) : null;

    private static Repair? Find(FixSite site, CancellationToken cancellation)
    {
        if (LambdaAt(site) is not { } lambda)
        {
            return null;
        }

        if (lambda.Parent is not ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax syntax } } argument)
        {
            return TaskOverload.Find(lambda, site.Model, site.Facts, cancellation) is { } overload ? new(Way.Overload, overload.Call, lambda, overload) : null;
        }

        if (site.Model.GetOperation(syntax, cancellation) is not IInvocationOperation call)
        {
            return null;
        }

        Way? way = ForEachLoop.CanReplace(call, lambda, site, cancellation) ? Way.Loop
            : HasParallelCounterpart(call, syntax, lambda, site) ? Way.Parallel
            : HasSibling(call, syntax, argument, site, cancellation) ? Way.Sibling
            : null;
        return way is { } found ? new(found, syntax, lambda, null) : null;
    }

    // The result of Parallel.ForEach tells whether the loop was stopped; that of ForEachAsync does not.
    private static bool HasParallelCounterpart(IInvocationOperation call, InvocationExpressionSyntax syntax, AnonymousFunctionExpressionSyntax lambda, FixSite site) =>
        syntax.Parent is ExpressionStatementSyntax
        && Same(call.TargetMethod.ContainingType, site.Facts.Types.Parallel)
        && ParallelBody.TokenParameter(lambda, site) is { } token
        && Renamed(syntax, token) is { } renamed
        && call.SemanticModel!.GetSpeculativeSymbolInfo(syntax.SpanStart, renamed, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol counterpart
        && Same(counterpart.ContainingType, site.Facts.Types.Parallel) && site.Facts.Awaitables.Of(counterpart.ReturnType) is Awaitability.Task;

    private static bool HasSibling(
        IInvocationOperation call, InvocationExpressionSyntax syntax, ArgumentSyntax argument, FixSite site, CancellationToken cancellation) =>
        site.Facts.Siblings.Find(call, EnclosingFunction.At(syntax, site.Model, cancellation).Symbol, cancellation) is { } sibling
        && site.Facts.Awaitables.Of(sibling.ReturnType) is Awaitability.Task
        && FunctionConversion.ParameterAt(sibling, argument, syntax.ArgumentList.Arguments.IndexOf(argument)) is { Type: INamedTypeSymbol { DelegateInvokeMethod: { } invoke } }
        && site.Facts.Awaitables.IsTaskOrValueTask(invoke.ReturnType);

    private static InvocationExpressionSyntax? Renamed(InvocationExpressionSyntax call, ParameterSyntax? token) =>
        AsyncSiblings.Rename(token is null ? call : ParallelBody.WithToken(call, token), NameOf(call) + "Async");

    private static string NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);

    private readonly record struct Repair(Way Way, InvocationExpressionSyntax Call, AnonymousFunctionExpressionSyntax Lambda, TaskOverload? Overload);
}
