using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Makes an async void function return a task, and its callers await it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL3001AsyncVoidMethodFix))]
public sealed class ASL3001AsyncVoidMethodFix : RuleFix
{
    private const string TaskKey = "ASL3001.task";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL3001");

    internal override string DefaultKey => TaskKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        AwaitedForm(site, cancellation) is { Name: var awaited }
            ? ImmutableArray.Create(new FixOffer($"Override '{awaited}' instead", TaskKey))
        : ConvertedAt(site, TaskKey, cancellation) is { } function && !Contracts.FixSignatureOf(function) && !RunsOn(site.Node)
            ? ImmutableArray.Create(new FixOffer(
                TestCode.IsTestMethod(function, site.Facts.Types) ? $"Return a task from '{function.Name}'" : $"Return a task from '{function.Name}' and make its callers await it",
                TaskKey))
            : ImmutableArray<FixOffer>.Empty;

    internal override IMethodSymbol? ConvertedAt(FixSite site, string key, CancellationToken cancellation) =>
        site.Node is MethodDeclarationSyntax or LocalFunctionStatementSyntax
            && site.Model.GetDeclaredSymbol(site.Node, cancellation) is IMethodSymbol { IsAsync: true, ReturnsVoid: true } function && HostedMembers.AwaitedFormOf(function, site.Facts.Types) is null
            ? function
            : null;

    // The signature and the calls are all that changes, and the planner changes them; but for an override, which is to override something else.
    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        if (AwaitedForm(site, cancellation) is not { Name: var awaited })
        {
            return;
        }

        editor.ReplaceNode(site.Node, (current, generator) =>
        {
            var method = (MethodDeclarationSyntax)current;
            return method
                .WithReturnType(ImportedType.Of(site.Facts.Types.Task!, generator).WithTriviaFrom(method.ReturnType))
                .WithIdentifier(SyntaxFactory.Identifier(awaited).WithTriviaFrom(method.Identifier));
        });
    }

    private static IMethodSymbol? AwaitedForm(FixSite site, CancellationToken cancellation) =>
        site.Node is MethodDeclarationSyntax && site.Model.GetDeclaredSymbol(site.Node, cancellation) is IMethodSymbol method ? HostedMembers.AwaitedFormOf(method, site.Facts.Types) : null;

    /// <summary>A function that loops for as long as it likes is meant to run beside its caller, which would wait for ever.</summary>
    private static bool RunsOn(SyntaxNode declaration)
    {
        foreach (var node in declaration.DescendantNodes(n => n == declaration || n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            if (node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax { Condition: null } or GotoStatementSyntax
                || node is CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 })
            {
                return true;
            }
        }

        return false;
    }
}
