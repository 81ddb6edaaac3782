using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes;

/// <summary>
/// A <c>catch (AggregateException e)</c> that asks for nothing but <c>e.InnerException</c>, and so can catch that exception itself:
/// <c>catch (AggregateException e) when (e.InnerException is IOException io)</c> becomes <c>catch (IOException io)</c>.
/// </summary>
internal sealed class UnwrappedCatch
{
    private readonly CatchClauseSyntax _clause;
    private readonly List<ExpressionSyntax> _uses;
    private readonly CompilationFacts _facts;
    private readonly FilteredType? _test;

    private UnwrappedCatch(CatchClauseSyntax clause, List<ExpressionSyntax> uses, FilteredType? test, CompilationFacts facts)
    {
        _clause = clause;
        _uses = uses;
        _test = test;
        _facts = facts;
    }

    /// <summary>No other exception gets past this handler.</summary>
    public bool CatchesAll => _clause.Filter is null;

    /// <summary>The handler throws the inner exception and does nothing else: what happens without a handler.</summary>
    public bool OnlyRethrows => CatchesAll && _uses.Count == 1 && _clause.Block.Statements.Count == 1 && ThrowOf(_uses[0]) == _clause.Block.Statements[0];

    public static bool CatchesAggregate(CatchClauseSyntax clause, SemanticModel model, CompilationFacts facts, CancellationToken cancellation) =>
        clause.Declaration is { Type: { } type }
        && SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(type, cancellation).Type, facts.Types.AggregateException);

    /// <summary>Null where the clause is another, or notices whether the exception is wrapped.</summary>
    public static UnwrappedCatch? Find(CatchClauseSyntax clause, bool mayReadException, FixSite site, CancellationToken cancellation)
    {
        if (!CatchesAggregate(clause, site.Model, site.Facts, cancellation) || Comments.AreIn(clause.Declaration!) || clause.Filter is { } filter && Comments.AreIn(filter))
        {
            return null;
        }

        var uses = new List<ExpressionSyntax>();
        var caught = site.Model.GetDeclaredSymbol(clause.Declaration!, cancellation);
        foreach (var node in clause.DescendantNodes())
        {
            if (node is not IdentifierNameSyntax name)
            {
                continue;
            }

            var symbol = site.Model.GetSymbolInfo(name, cancellation).Symbol;
            if (symbol is INamedTypeSymbol type && TellsCancellations(type, site.Facts.Types))
            {
                return null;
            }

            if (caught is null || !SymbolEqualityComparer.Default.Equals(symbol, caught))
            {
                continue;
            }

            if (!mayReadException || InnerOf(name, site, cancellation) is not { } use)
            {
                return null;
            }

            // "e.InnerException ?? e" has the variable twice.
            if (!uses.Contains(use))
            {
                uses.Add(use);
            }
        }

        return new(clause, uses, FilteredType.Of(clause, uses, site, cancellation), site.Facts);
    }

    public void Apply(SyntaxEditor editor)
    {
        if (_test is { } test)
        {
            editor.ReplaceNode(_clause.Declaration!, (current, _) => SyntaxFactory.CatchDeclaration(
                test.Type.WithoutTrivia(), test.Variable is { } variable ? variable.WithoutTrivia().WithLeadingTrivia(SyntaxFactory.Space) : default).WithTriviaFrom(current));
            editor.ReplaceNode(_clause, static (current, _) => FilteredType.WithoutTest((CatchClauseSyntax)current));
            return;
        }

        var rethrown = 0;
        foreach (var use in _uses)
        {
            if (ThrowOf(use) is { } @throw)
            {
                rethrown++;
                editor.ReplaceNode(@throw, static (current, _) =>
                    ((ThrowStatementSyntax)current).WithExpression(null).WithThrowKeyword(((ThrowStatementSyntax)current).ThrowKeyword.WithTrailingTrivia()));
                continue;
            }

            var variable = SyntaxFactory.IdentifierName(_clause.Declaration!.Identifier.WithoutTrivia());
            editor.ReplaceNode(use, (current, _) => current is ConditionalAccessExpressionSyntax { WhenNotNull: var part }
                ? ConditionalBlock.WithReceiver(part, variable).WithTriviaFrom(current)
                : variable.WithTriviaFrom(current));
        }

        var isNamed = _uses.Count == 0 || rethrown < _uses.Count;
        var type = ImportedType.Of(_facts.Types.Exception!, editor.Generator);
        editor.ReplaceNode(_clause.Declaration!, (current, _) =>
        {
            var declaration = (CatchDeclarationSyntax)current;
            return isNamed
                ? declaration.WithType(type.WithTriviaFrom(declaration.Type))
                : declaration.WithType(type).WithIdentifier(default);
        });
    }

    // The exception of a cancelled task is made by the task for Wait, and is the thrown one for await: not always a TaskCanceledException.
    private static bool TellsCancellations(INamedTypeSymbol type, KnownTypes types)
    {
        for (var t = type.BaseType; t is not null; t = t.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(t, types.OperationCanceledException))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The expression around the caught variable that gives the inner exception, or a member of it; null for any other use.</summary>
    private static ExpressionSyntax? InnerOf(IdentifierNameSyntax name, FixSite site, CancellationToken cancellation)
    {
        if (name.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } fallback && fallback.Right == name
            && fallback.Left is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var left }, Name.Identifier.ValueText: "InnerException" }
            && left == name.Identifier.ValueText)
        {
            return Outer(fallback);
        }

        ExpressionSyntax? inner = name.Parent switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "InnerException" } member when member.Expression == name => member,
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "InnerExceptions", Parent: ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } index } element }
                when site.Model.GetConstantValue(index[0].Expression, cancellation) is { HasValue: true, Value: 0 } => element,
            _ => null,
        };
        if (inner is null)
        {
            return null;
        }

        inner = Outer(inner);
        return inner.Parent switch
        {
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce when coalesce.Left == inner =>
                coalesce.Right is IdentifierNameSyntax { Identifier.ValueText: var right } && right == name.Identifier.ValueText ? Outer(coalesce) : null,
            // Whether there is one is a question that would always be answered with yes.
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } => null,
            IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax or UnaryPatternSyntax or RecursivePatternSyntax { Type: null } } => null,
            ConditionalAccessExpressionSyntax access when access.Expression == inner =>
                site.Model.GetTypeInfo(access, cancellation).Type is { IsReferenceType: true } ? access : null,
            _ => inner,
        };
    }

    private static ExpressionSyntax Outer(ExpressionSyntax expression)
    {
        while (expression.Parent is ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression })
        {
            expression = (ExpressionSyntax)expression.Parent;
        }

        return expression;
    }

    /// <summary>The statement that throws the inner exception out of the handler; <c>throw;</c> does the same and keeps the stack trace.</summary>
    private ThrowStatementSyntax? ThrowOf(ExpressionSyntax use)
    {
        if (use.Parent is not ThrowStatementSyntax statement)
        {
            return null;
        }

        for (var parent = statement.Parent; parent != _clause; parent = parent!.Parent)
        {
            if (parent is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or CatchClauseSyntax or FinallyClauseSyntax)
            {
                return null;
            }
        }

        return statement;
    }
}
