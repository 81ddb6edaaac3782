using System.Runtime.CompilerServices;
using AsyncLint.CodeFixes.Propagation;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace AsyncLint.CodeFixes;

/// <summary>Builds await expressions the way the file at hand writes them.</summary>
internal sealed class AwaitStyle
{
    // By the project as it stands in one solution: nothing outlives an edit.
    private static readonly ConditionalWeakTable<Project, AwaitStyle> s_projects = new();

    private readonly bool _configured;

    private AwaitStyle(bool configured) => _configured = configured;

    /// <summary>
    /// No ConfigureAwait(false): the code of a control that ran on the UI thread until now stays there after the await, whatever the other awaits of the file do.
    /// </summary>
    public static AwaitStyle Captured { get; } = new(configured: false);

    /// <summary>
    /// A file follows the ConfigureAwait(false) policy when most of its awaits do; one that awaits nothing yet follows the rest of its project.
    /// </summary>
    public static async Task<AwaitStyle> OfAsync(Document document, CancellationToken cancellation)
    {
        var awaits = default(Awaits);
        awaits.Count(await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false));
        return awaits.All > 0 ? new(awaits.MostAreConfigured) : await OfProjectAsync(document.Project, cancellation).ConfigureAwait(false);
    }

    private static async Task<AwaitStyle> OfProjectAsync(Project project, CancellationToken cancellation)
    {
        if (s_projects.TryGetValue(project, out var known))
        {
            return known;
        }

        var awaits = default(Awaits);
        foreach (var document in project.Documents)
        {
            if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root && !GeneratedFiles.Contains(root.SyntaxTree, cancellation))
            {
                awaits.Count(root);
            }
        }

        var configured = awaits.MostAreConfigured;
        return s_projects.GetValue(project, _ => new(configured));
    }

    /// <summary>The style of one await, for another one beside it.</summary>
    public static AwaitStyle Like(AwaitExpressionSyntax awaited) => new(IsConfigured(awaited.Expression));

    /// <summary>
    /// <c>await operand</c>. The operand's outer trivia ends up around the whole.
    /// </summary>
    /// <param name="awaitability">What the operand's type is; only tasks have the ConfigureAwait that a policy asks for.</param>
    /// <param name="alone">
    /// It is a whole statement, returned value or lambda body. Elsewhere it gets parentheses, which the simplifier takes off where they
    /// are not needed; a statement must not have them.
    /// </param>
    public ExpressionSyntax Await(ExpressionSyntax operand, Awaitability awaitability, bool alone = false)
    {
        var bare = Parenthesize(operand.WithoutTrivia());
        if (awaitability is Awaitability.Task or Awaitability.ValueTask && !IsConfigured(operand))
        {
            bare = Configured(bare);
        }

        var awaited = SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), bare);
        return alone
            ? awaited.WithTriviaFrom(operand)
            : SyntaxFactory.ParenthesizedExpression(awaited).WithAdditionalAnnotations(Simplifier.Annotation).WithTriviaFrom(operand);
    }

    /// <summary>True for the places that take any expression, which Roslyn's simplifier does not all know.</summary>
    public static bool StandsAlone(SyntaxNode expression) =>
        expression.Parent is ExpressionStatementSyntax or AssignmentExpressionSyntax or CollectionElementSyntax or ArrayRankSpecifierSyntax;

    /// <summary>The task or asynchronous sequence with ConfigureAwait(false), where the file's policy asks for it.</summary>
    public ExpressionSyntax Configured(ExpressionSyntax operand) => _configured ? WithConfigureAwait(operand) : operand;

    /// <summary><c>operand.ConfigureAwait(false)</c>.</summary>
    public static ExpressionSyntax WithConfigureAwait(ExpressionSyntax operand) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, Parenthesize(operand.WithoutTrivia()), SyntaxFactory.IdentifierName("ConfigureAwait")),
        SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(
            SyntaxFactory.Argument(SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression))))).WithTriviaFrom(operand);

    /// <summary>The expression in parentheses unless it is one that any operator or member access may follow.</summary>
    public static ExpressionSyntax Parenthesize(ExpressionSyntax expression) => expression switch
    {
        InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax or GenericNameSyntax or ElementAccessExpressionSyntax
            or ParenthesizedExpressionSyntax or ThisExpressionSyntax or LiteralExpressionSyntax => expression,
        BaseObjectCreationExpressionSyntax => expression,
        _ => SyntaxFactory.ParenthesizedExpression(expression).WithAdditionalAnnotations(Simplifier.Annotation),
    };

    /// <summary>What an await configures; null where it configures nothing.</summary>
    public static ExpressionSyntax? UnconfiguredOf(AwaitExpressionSyntax awaited) => (ConfigureAwait(awaited.Expression)?.Expression as MemberAccessExpressionSyntax)?.Expression;

    private static bool IsConfigured(ExpressionSyntax expression) => ConfigureAwait(expression) is not null;

    private static InvocationExpressionSyntax? ConfigureAwait(ExpressionSyntax expression) =>
        expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } } call ? call : null;

    /// <summary>How many of the awaits of some code follow the policy.</summary>
    private struct Awaits
    {
        private int _configured;

        public int All { get; private set; }

        public readonly bool MostAreConfigured => _configured * 2 > All;

        public void Count(SyntaxNode? root)
        {
            foreach (var node in root?.DescendantNodes() ?? Enumerable.Empty<SyntaxNode>())
            {
                switch (node)
                {
                    case AwaitExpressionSyntax awaited:
                        Count(awaited.Expression);
                        break;
                    case CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 } each:
                        Count(each.Expression);
                        break;
                }
            }
        }

        // Whoever writes anything but false has a reason for this one await, which tells nothing about the others.
        private void Count(ExpressionSyntax awaited)
        {
            var configuration = ConfigureAwait(awaited);
            if (configuration is null)
            {
                All++;
            }
            else if (configuration.ArgumentList.Arguments is { Count: 1 } arguments && arguments[0].Expression.IsKind(SyntaxKind.FalseLiteralExpression))
            {
                All++;
                _configured++;
            }
        }
    }
}
