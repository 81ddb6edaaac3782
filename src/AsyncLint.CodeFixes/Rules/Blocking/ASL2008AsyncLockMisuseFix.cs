using System.Collections.Immutable;
using AsyncLint.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Puts what follows the wait for a semaphore into a try whose finally releases it, or the wait in front of the try.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL2008AsyncLockMisuseFix))]
public sealed class ASL2008AsyncLockMisuseFix : RuleFix
{
    private const string FinallyKey = "ASL2008.finally";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL2008");

    internal override string DefaultKey => FinallyKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) => FormOf(site) switch
    {
        ASL2008AsyncLockMisuse.NotReleased when GuardedSection.Find(site, cancellation) is not null => ImmutableArray.Create(new FixOffer("Release the semaphore in a 'finally'", FinallyKey)),
        ASL2008AsyncLockMisuse.InsideTry when WaitBeforeTry.Find(site) is not null => ImmutableArray.Create(new FixOffer("Wait in front of the 'try'", FinallyKey)),
        _ => ImmutableArray<FixOffer>.Empty,
    };

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        if (FormOf(site) == ASL2008AsyncLockMisuse.NotReleased)
        {
            GuardedSection.Find(site, cancellation)!.Apply(site, editor);
        }
        else
        {
            WaitBeforeTry.Find(site)!.Apply(editor);
        }
    }

    private static string? FormOf(FixSite site) => site.Diagnostic.Properties.TryGetValue(ASL2008AsyncLockMisuse.Form, out var form) ? form : null;
}
