using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Keeps the task in the field instead of its result, and awaits it where the field is used.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL2007StaticInitDeadlockFix))]
public sealed class ASL2007StaticInitDeadlockFix : RuleFix
{
    private const string TaskKey = "ASL2007.task";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL2007", "ASL2011");

    internal override string DefaultKey => TaskKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        TaskField.Find(site, cancellation) is { } field ? ImmutableArray.Create(new FixOffer($"Keep the task in '{field.Name}' and await it where it is used", TaskKey)) : ImmutableArray<FixOffer>.Empty;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation) =>
        TaskField.Find(site, cancellation)!.Apply(editor, functions.Style);
}
