using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Writes <c>await using</c>, or awaits DisposeAsync in the place of a call of Dispose.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL1009SynchronousDisposalFix))]
public sealed class ASL1009SynchronousDisposalFix : RuleFix
{
    private const string AwaitKey = "ASL1009.await";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL1009", "ASL1010");

    internal override string DefaultKey => AwaitKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        site.Node is UsingStatementSyntax or LocalDeclarationStatementSyntax ? ImmutableArray.Create(new FixOffer("Use 'await using'", AwaitKey))
        : CallAt(site, cancellation) is not null ? ImmutableArray.Create(new FixOffer("Await 'DisposeAsync'", AwaitKey))
        : ImmutableArray<FixOffer>.Empty;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        if (CallAt(site, cancellation) is { } call)
        {
            var style = functions.Style;
            var facts = site.Facts;
            editor.ReplaceNode(call, (current, generator) =>
            {
                var renamed = Renamed((ExpressionSyntax)current);
                return style.Await(
                    renamed is ConditionalAccessExpressionSyntax ? NullGuard.Around(renamed, Awaitability.ValueTask, facts, generator) : renamed, Awaitability.ValueTask, alone: true);
            });
            return;
        }

        editor.ReplaceNode(site.Node, static (current, _) =>
        {
            var leading = current.GetLeadingTrivia();
            var keyword = SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space);
            return current.WithLeadingTrivia() switch
            {
                UsingStatementSyntax statement => statement.WithAwaitKeyword(keyword).WithLeadingTrivia(leading),
                LocalDeclarationStatementSyntax declaration => declaration.WithAwaitKeyword(keyword).WithLeadingTrivia(leading),
                _ => current,
            };
        });
    }

    /// <summary>A statement that calls Dispose where DisposeAsync can be called under its own name.</summary>
    private static ExpressionSyntax? CallAt(FixSite site, CancellationToken cancellation)
    {
        if (site.Expression is not InvocationExpressionSyntax call || call.Span != site.Diagnostic.Location.SourceSpan)
        {
            return null;
        }

        var whole = (ExpressionSyntax)call;
        while (whole.Parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == whole)
        {
            whole = access;
        }

        return whole.Parent is ExpressionStatementSyntax && site.Model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol { ContainingType: { } type }
            && HasDisposeAsync(TypeOfReceiver(call, site, cancellation) ?? type, site.Facts)
                ? whole
                : null;
    }

    private static ExpressionSyntax Renamed(ExpressionSyntax whole) => whole switch
    {
        ConditionalAccessExpressionSyntax access => access.WithWhenNotNull(Renamed(access.WhenNotNull)),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name } } call => call.ReplaceNode(name, NameOf(name)),
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax { Name: var name } } call => call.ReplaceNode(name, NameOf(name)),
        _ => whole,
    };

    private static IdentifierNameSyntax NameOf(SimpleNameSyntax dispose) => SyntaxFactory.IdentifierName("DisposeAsync").WithTriviaFrom(dispose);

    private static ITypeSymbol? TypeOfReceiver(InvocationExpressionSyntax call, FixSite site, CancellationToken cancellation) =>
        (site.Model.GetOperation(call, cancellation) as Microsoft.CodeAnalysis.Operations.IInvocationOperation)?.Instance?.Type;

    // Not where it is an explicit implementation of the interface.
    private static bool HasDisposeAsync(ITypeSymbol type, CompilationFacts facts)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            foreach (var member in current.GetMembers("DisposeAsync"))
            {
                if (member is IMethodSymbol { Parameters.IsEmpty: true, IsStatic: false, DeclaredAccessibility: Accessibility.Public } method
                    && facts.Awaitables.Of(method.ReturnType) is Awaitability.ValueTask)
                {
                    return true;
                }
            }
        }

        return type.TypeKind is TypeKind.Interface && type.IsOrImplements(facts.Types.AsyncDisposable);
    }
}
