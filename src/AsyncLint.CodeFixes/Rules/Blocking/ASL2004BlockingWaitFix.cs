using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the asynchronous counterpart of a blocking call, with the same arguments.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL2004BlockingWaitFix))]
public sealed class ASL2004BlockingWaitFix : RuleFix
{
    private const string Key = "ASL2004.await";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL2004");

    internal override string DefaultKey => Key;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        CallAt(site) is { } call && CounterpartOf(call, site, cancellation) is { } counterpart
        && FunctionConversion.Find(call, site, cancellation) is not null
            ? ImmutableArray.Create(new FixOffer($"Await '{counterpart.Name}'", Key))
            : ImmutableArray<FixOffer>.Empty;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var call = CallAt(site)!;
        var (name, kind) = CounterpartOf(call, site, cancellation)!.Value;
        var style = functions.Style;
        functions.Apply(FunctionConversion.Find(call, site, cancellation)!, site, cancellation);
        var task = IsSleep(call, site, cancellation) ? ImportedType.Of(site.Facts.Types.Task!, editor.Generator) : null;
        editor.ReplaceNode(call, (current, generator) => style.Await(
            task is null
                ? AsyncSiblings.Rename((InvocationExpressionSyntax)current, name)!
                : Delay((InvocationExpressionSyntax)current, (ExpressionSyntax)generator.MemberAccessExpression(task, name)),
            kind));
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
