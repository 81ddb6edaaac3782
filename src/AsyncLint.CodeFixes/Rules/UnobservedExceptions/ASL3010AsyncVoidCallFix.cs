using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Makes the function that is called return a task, as ASL3001 would at its declaration: this call awaits it then, as all others do.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL3010AsyncVoidCallFix))]
public sealed class ASL3010AsyncVoidCallFix : RuleFix
{
    private const string TaskKey = "ASL3010.task";

    private static readonly RuleFix s_declarationFix = new ASL3001AsyncVoidMethodFix();

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL3010");

    internal override string DefaultKey => TaskKey;

    internal override Task<(Document Document, Diagnostic Diagnostic)?> EditedAtAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        Task.FromResult<(Document, Diagnostic)?>(
            diagnostic.AdditionalLocations is [var name] && DocumentOf(name, document.Project) is { } owner ? (owner, Diagnostic.Create(ASL3010AsyncVoidCall.Descriptor, name)) : null);

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        ConvertedAt(site, TaskKey, cancellation) is { } function && !EventHandlers.HasSignature(function, site.Facts.Types)
        && s_declarationFix.OffersAt(site, cancellation) is [var offer, ..]
            ? ImmutableArray.Create(offer with { Key = TaskKey })
            : ImmutableArray<FixOffer>.Empty;

    internal override IMethodSymbol? ConvertedAt(FixSite site, string key, CancellationToken cancellation) => s_declarationFix.ConvertedAt(site, s_declarationFix.DefaultKey, cancellation);

    // The signature and the calls are all that changes, and the planner changes them.
    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
    }
}
