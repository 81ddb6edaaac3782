using System.Collections.Immutable;
using AsyncLint.CodeFixes.Propagation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes;

/// <summary>
/// Base of every fix that edits one document. A rule's fix says what it offers for a site and how it edits it; the same edit then
/// serves the light bulb and FixAll in every scope, inner sites before outer ones, and nothing is applied that does not compile.
/// </summary>
public abstract class RuleFix : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => RuleFixAllProvider.Instance;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await EditedAtAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is not { } edited
                || await FixSite.FindAsync(edited.Document, edited.Diagnostic, context.CancellationToken).ConfigureAwait(false) is not { } site)
            {
                continue;
            }

            foreach (var offer in Offers(site, context.CancellationToken))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        offer.Title,
                        cancellation => FixRun.ApplyAsync(this, context.Document.Project.Solution, context.Document.Id, ImmutableArray.Create(diagnostic), offer.Key, cancellation),
                        offer.Key),
                    diagnostic);
            }
        }
    }

    /// <summary>The key of the action that bulk fixing applies when it is not told which: the first one that the rule ever offers.</summary>
    internal abstract string DefaultKey { get; }

    /// <summary>Where a diagnostic is repaired: where it is reported, unless a rule reports elsewhere than it edits. Null where it cannot be.</summary>
    internal virtual Task<(Document Document, Diagnostic Diagnostic)?> EditedAtAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        Task.FromResult<(Document, Diagnostic)?>((document, diagnostic));

    /// <summary>What may be done about a site, the default action first. Local and cheap: nothing beyond the document is looked at.</summary>
    private protected abstract ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation);

    /// <summary>
    /// Makes the edit of one offer. Nodes are replaced through callbacks, so that edits nested in one another compose.
    /// </summary>
    private protected abstract void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation);

    /// <summary>
    /// The expression in whose place the edit of an offer puts an await; null where it puts none. The function around it is then made
    /// async before <see cref="Edit"/> is called.
    /// </summary>
    internal virtual ExpressionSyntax? AwaitedAt(FixSite site, string key, CancellationToken cancellation) => null;

    /// <summary>The function that an offer without an await makes return a task, together with its callers; null where there is none.</summary>
    internal virtual IMethodSymbol? ConvertedAt(FixSite site, string key, CancellationToken cancellation) => null;

    /// <summary>
    /// The offer to await at an expression: where the function can become async on its own, or where its callers can follow.
    /// Null where await may not stand there.
    /// </summary>
    private protected static FixOffer? OfferAwait(FixSite site, ExpressionSyntax expression, string name, string key, CancellationToken cancellation) =>
        Offer(site, expression, $"Await '{name}'", key, cancellation);

    /// <summary>As <see cref="OfferAwait"/>, for an action with words of its own, such as "Await in a loop".</summary>
    private protected static FixOffer? Offer(FixSite site, ExpressionSyntax expression, string action, string key, CancellationToken cancellation) =>
        FunctionConversion.Find(expression, site, cancellation) is { } conversion
            ? new(
                conversion.Kind switch
                {
                    ConversionKind.AsyncVoid => action + " in an async void handler",
                    ConversionKind.GuardedAsyncVoid => action + " in an async void handler whose exceptions are logged",
                    _ => action,
                },
                key)
        : PropagationSeeds.Of(expression, site.Model, site.Facts, cancellation) is { } function
            ? new($"{action} and make '{function.Name}' and its callers async", key)
        : null;

    /// <summary>The document that has a further location of a diagnostic.</summary>
    private protected static Document? DocumentOf(Location place, Project project) =>
        place.SourceTree is not { } tree ? null
            : project.Solution.GetDocument(tree) ?? project.Documents.FirstOrDefault(document => document.FilePath == tree.FilePath);

    /// <summary>True where the alternative <paramref name="key"/> is offered for a site.</summary>
    internal bool IsOffered(FixSite site, string key, CancellationToken cancellation)
    {
        foreach (var offer in Offers(site, cancellation))
        {
            if (offer.Key == key)
            {
                return true;
            }
        }

        return false;
    }

    internal ImmutableArray<FixOffer> OffersAt(FixSite site, CancellationToken cancellation) => Offers(site, cancellation);

    internal void ApplyEdit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation) =>
        Edit(site, key, functions, editor, cancellation);
}

/// <summary>One action that a fix offers for a site.</summary>
/// <param name="Key">The equivalence key: one per rule and alternative, never varying with the site.</param>
internal readonly record struct FixOffer(string Title, string Key);
