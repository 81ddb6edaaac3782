using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the task whose completion the block keeps from coming; or lets the task do without the context.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL2006DeadlockFix))]
public sealed class ASL2006DeadlockFix : BlockFix
{
    private const string ConfigureKey = "ASL2006.configure";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL2006");

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        ConfiguredAwaits.Find(site, cancellation) is null
            ? base.Offers(site, cancellation)
            : base.Offers(site, cancellation).Add(new("Add ConfigureAwait(false) to every await that the task comes to", ConfigureKey));

    internal override ExpressionSyntax? AwaitedAt(FixSite site, string key, CancellationToken cancellation) =>
        key == ConfigureKey ? null : base.AwaitedAt(site, key, cancellation);

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        if (key == ConfigureKey)
        {
            ConfiguredAwaits.Find(site, cancellation)!.Apply(editor);
        }
        else
        {
            base.Edit(site, key, functions, editor, cancellation);
        }
    }
}
