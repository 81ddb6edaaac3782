using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Gives the clean-up a token that nobody cancels.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL3015CancelledCleanupFix))]
public sealed class ASL3015CancelledCleanupFix : RuleFix
{
    private const string NoneKey = "ASL3015.none";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL3015");

    internal override string DefaultKey => NoneKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        Token(site, cancellation) is not null ? ImmutableArray.Create(new FixOffer("Clean up without the cancelled token", NoneKey)) : ImmutableArray<FixOffer>.Empty;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation) =>
        editor.ReplaceNode(
            Token(site, cancellation)!,
            (current, generator) => generator.MemberAccessExpression(ImportedType.Of(site.Facts.Types.CancellationToken!, generator), nameof(CancellationToken.None)).WithTriviaFrom(current));

    private static ExpressionSyntax? Token(FixSite site, CancellationToken cancellation)
    {
        if (site.Node.FirstAncestorOrSelf<ArgumentSyntax>() is not { } argument || argument.Span != site.Diagnostic.Location.SourceSpan
            || argument.FirstAncestorOrSelf<AwaitExpressionSyntax>() is not { } cleanup || site.Model.GetOperation(cleanup, cancellation) is not IAwaitOperation await)
        {
            return null;
        }

        return CancelledCleanups.Find(await, site.Facts, cancellation)?.Syntax == argument ? argument.Expression : null;
    }
}
