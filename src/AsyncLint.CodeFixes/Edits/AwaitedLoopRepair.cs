using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes;

/// <summary>
/// Waits for all tasks of a <c>foreach</c> at once: <c>await Task.WhenAll(tasks);</c> where the loop does nothing but await, and
/// <c>foreach (var result in await Task.WhenAll(tasks))</c> where it needs the results.
/// </summary>
internal sealed class AwaitedLoopRepair
{
    // The result has no name yet where it is used without a variable.
    private const string Result = "result";

    private readonly ForEachStatementSyntax _loop;
    private readonly AwaitExpressionSyntax _awaited;
    private readonly LocalDeclarationStatementSyntax? _declaration;
    private readonly ITypeSymbol? _result;

    private AwaitedLoopRepair(ForEachStatementSyntax loop, AwaitExpressionSyntax awaited, LocalDeclarationStatementSyntax? declaration, ITypeSymbol? result)
    {
        _loop = loop;
        _awaited = awaited;
        _declaration = declaration;
        _result = result;
    }

    /// <summary>Null where the body needs the tasks themselves, or is not one that awaits them for their results.</summary>
    public static AwaitedLoopRepair? Find(AwaitExpressionSyntax awaited, FixSite site, CancellationToken cancellation)
    {
        if (site.Model.GetOperation(awaited, cancellation) is not IAwaitOperation operation || Graphs.Of(operation, cancellation) is not { } graph
            || AwaitedLoop.Of(operation, site.Facts, () => graph, cancellation) is not { Loop: IForEachLoopOperation { Syntax: ForEachStatementSyntax loop } }
            || site.Model.GetDeclaredSymbol(loop, cancellation) is not { Type: var type } || site.Facts.Awaitables.Of(type) is not Awaitability.Task)
        {
            return null;
        }

        var first = loop.Statement is BlockSyntax block ? block.Statements.FirstOrDefault() : loop.Statement;
        if (first is ExpressionStatementSyntax only && only.Expression == awaited)
        {
            return loop.Statement is not BlockSyntax { Statements.Count: > 1 } && !Comments.AreIn(loop) ? new(loop, awaited, null, null) : null;
        }

        if (site.Facts.Awaitables.ResultOf(type) is not { SpecialType: not SpecialType.System_Void } result || awaited.Parent is ExpressionStatementSyntax || Mentions(loop.Statement, loop.Identifier.ValueText) != 1)
        {
            return null;
        }

        if (first is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: [{ Initializer.Value: var value }] } declaration && value == awaited && loop.Statement is BlockSyntax)
        {
            // A variable of the loop could not be assigned: then the result does not compile, and nothing is changed.
            return !Comments.AreIn(declaration) ? new(loop, awaited, declaration, result) : null;
        }

        return Mentions(awaited.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? site.Root, Result) == 0 ? new(loop, awaited, null, result) : null;
    }

    public void Apply(FixSite site, SyntaxEditor editor)
    {
        var generator = editor.Generator;
        if (_result is null)
        {
            editor.ReplaceNode(_loop, (current, _) => SyntaxFactory.ExpressionStatement(WhenAll.Await(new[] { ((ForEachStatementSyntax)current).Expression }, _awaited, site, generator))
                .WithTriviaFrom(current).WithAdditionalAnnotations(Formatter.Annotation));
            return;
        }

        var declared = _declaration?.Declaration;
        var type = declared?.Type.WithoutTrivia() ?? (_loop.Type.IsVar ? _loop.Type.WithoutTrivia() : ImportedType.Of(_result, generator));
        var name = declared?.Variables[0].Identifier.WithoutTrivia() ?? SyntaxFactory.Identifier(Result);
        if (_declaration is not null)
        {
            editor.RemoveNode(_declaration, SyntaxRemoveOptions.KeepNoTrivia);
        }
        else
        {
            editor.ReplaceNode(_awaited, (current, _) => SyntaxFactory.IdentifierName(Result).WithTriviaFrom(current));
        }

        editor.ReplaceNode(_loop, (current, _) =>
        {
            var loop = (ForEachStatementSyntax)current;
            return loop.WithType(type.WithTriviaFrom(loop.Type)).WithIdentifier(name.WithTriviaFrom(loop.Identifier))
                .WithExpression(WhenAll.Await(new[] { loop.Expression }, _awaited, site, generator).WithTriviaFrom(loop.Expression));
        });
    }

    private static int Mentions(SyntaxNode code, string name) => code.DescendantTokens().Count(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name);
}
