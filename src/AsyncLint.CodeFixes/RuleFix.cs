using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
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
            if (await FixSite.FindAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is not { } site)
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

    /// <summary>What may be done about a site, the default action first. Local and cheap: nothing beyond the document is looked at.</summary>
    private protected abstract ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation);

    /// <summary>
    /// Makes the edit of one offer. Nodes are replaced through callbacks, so that edits nested in one another compose.
    /// </summary>
    private protected abstract void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation);

    /// <summary>Edits a site if the alternative <paramref name="key"/> is offered for it.</summary>
    internal bool TryEdit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        foreach (var offer in Offers(site, cancellation))
        {
            if (offer.Key == key)
            {
                Edit(site, key, functions, editor, cancellation);
                return true;
            }
        }

        return false;
    }
}

/// <summary>One action that a fix offers for a site.</summary>
/// <param name="Key">The equivalence key: one per rule and alternative, never varying with the site.</param>
internal readonly record struct FixOffer(string Title, string Key);
