using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the asynchronous counterpart of a blocking call, with the same arguments and the token that the function was given to stop waiting.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL2004BlockingWaitFix))]
public sealed class ASL2004BlockingWaitFix : RuleFix
{
    private const string Key = "ASL2004.await";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL2004");

    internal override string DefaultKey => Key;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        CallAt(site) is { } call && CounterpartOf(call, site, cancellation) is { } counterpart
        && OfferAwait(site, call, counterpart.Name, Key, cancellation) is { } offer
            ? ImmutableArray.Create(offer)
            : ImmutableArray<FixOffer>.Empty;

    internal override ExpressionSyntax? AwaitedAt(FixSite site, string key, CancellationToken cancellation) => CallAt(site);

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var call = CallAt(site)!;
        var (name, kind) = CounterpartOf(call, site, cancellation)!.Value;
        var style = functions.Style;
        var task = IsSleep(call, site, cancellation) ? ImportedType.Of(site.Facts.Types.Task!, editor.Generator) : null;
        var token = TokenFor(call, site, cancellation);
        editor.ReplaceNode(call, (current, generator) =>
        {
            var old = (InvocationExpressionSyntax)current;
            var awaited = task is null ? AsyncSiblings.Rename(old, name)! : Delay(old, (ExpressionSyntax)generator.MemberAccessExpression(task, name));
            return style.Await(
                token is null ? awaited : awaited.AddArgumentListArguments(token).WithTrailingTrivia(current.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation),
                kind);
        });
    }

    /// <summary>The function's one token as a further argument, where the counterpart takes it and the call has none.</summary>
    private static ArgumentSyntax? TokenFor(InvocationExpressionSyntax call, FixSite site, CancellationToken cancellation)
    {
        if (site.Model.GetOperation(call, cancellation) is not IInvocationOperation operation
            || operation.TargetMethod.Parameters.Any(p => TokenArgument.IsToken(p, site)) || TokenInScope.At(call, site.Model, site.Facts.Types, cancellation) is not { } token)
        {
            return null;
        }

        var generator = SyntaxGenerator.GetGenerator(site.Document);
        var argument = SyntaxFactory.Argument((ExpressionSyntax)generator.IdentifierName(token.Name));
        var taking = IsSleep(call, site, cancellation)
            ? site.Model.GetSpeculativeSymbolInfo(
                call.SpanStart,
                Delay(call, (ExpressionSyntax)generator.MemberAccessExpression(generator.TypeExpression(site.Facts.Types.Task!), "Delay")).AddArgumentListArguments(argument),
                SpeculativeBindingOption.BindAsExpression).Symbol as IMethodSymbol
            : site.Facts.Siblings.Find(operation, site.Model.GetEnclosingSymbol(call.SpanStart, cancellation) as IMethodSymbol, cancellation, argument);
        return taking?.Parameters is [.., { } last] && TokenArgument.IsToken(last, site) ? argument : null;
    }

    // The report lies on the whole call, or on its callee where a lambda makes the call long.
    private static InvocationExpressionSyntax? CallAt(FixSite site) =>
        site.Expression as InvocationExpressionSyntax is { } call && call.Span == site.Diagnostic.Location.SourceSpan ? call
            : site.Expression?.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } outer && outer.Expression.Span == site.Diagnostic.Location.SourceSpan ? outer
            : null;

    private static (string Name, Awaitability Kind)? CounterpartOf(InvocationExpressionSyntax call, FixSite site, CancellationToken cancellation)
    {
        if (IsSleep(call, site, cancellation))
        {
            return call.ArgumentList.Arguments.Count == 1 ? ("Delay", Awaitability.Task) : null;
        }

        return site.Model.GetOperation(call, cancellation) is IInvocationOperation operation
            && site.Facts.Siblings.Find(operation, site.Model.GetEnclosingSymbol(call.SpanStart, cancellation) as IMethodSymbol, cancellation) is { } sibling
                ? (sibling.Name, site.Facts.Awaitables.Of(sibling.ReturnType))
                : null;
    }

    private static bool IsSleep(InvocationExpressionSyntax call, FixSite site, CancellationToken cancellation) =>
        site.Model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol { Name: "Sleep", ContainingType: var owner }
        && SymbolEqualityComparer.Default.Equals(owner, site.Facts.Types.Thread);

    // Sleep and Delay take the same values under other parameter names.
    private static InvocationExpressionSyntax Delay(InvocationExpressionSyntax sleep, ExpressionSyntax delay)
    {
        var argument = sleep.ArgumentList.Arguments[0];
        var arguments = sleep.ArgumentList.ReplaceNode(argument, argument.WithNameColon(null));
        return SyntaxFactory.InvocationExpression(delay.WithAdditionalAnnotations(Simplifier.Annotation), arguments).WithTriviaFrom(sleep);
    }
}
