using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes;

/// <summary>
/// Adds awaits of variables at the end of a list of statements, in the order in which the variables are declared, so that it does not matter which
/// of them is added first.
/// </summary>
internal sealed class DeclarationOrder
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly int _own;

    public DeclarationOrder(SyntaxNode declaration)
    {
        _own = declaration.SpanStart;
        var member = declaration.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? declaration.SyntaxTree.GetRoot();
        foreach (var node in member.DescendantNodes())
        {
            if (node is VariableDeclaratorSyntax declarator)
            {
                _places[declarator.Identifier.ValueText] = node.SpanStart;
            }
        }
    }

    /// <param name="beforeLast">The list ends with the jump before which the await belongs.</param>
    public SyntaxNode InsertAtEnd(SyntaxNode list, StatementSyntax statement, bool beforeLast) => list switch
    {
        BlockSyntax block => block.WithStatements(Insert(block.Statements, statement, beforeLast)),
        SwitchSectionSyntax section => section.WithStatements(Insert(section.Statements, statement, beforeLast)),
        _ => list,
    };

    private SyntaxList<StatementSyntax> Insert(SyntaxList<StatementSyntax> statements, StatementSyntax statement, bool beforeLast)
    {
        var index = beforeLast ? statements.Count - 1 : statements.Count;
        while (index > 0 && AwaitedIn(statements[index - 1]) is { } name && _places.TryGetValue(name, out var place) && place > _own)
        {
            index--;
        }

        return statements.Insert(index, statement);
    }

    // "await x;", "await x.ConfigureAwait(false);", "await Task.WhenAll(x);"
    private static string? AwaitedIn(StatementSyntax statement) =>
        statement is not ExpressionStatementSyntax { Expression: AwaitExpressionSyntax { Expression: var awaited } } ? null : awaited switch
        {
            IdentifierNameSyntax name => name.Identifier.ValueText,
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax name, Name.Identifier.ValueText: "ConfigureAwait" } } => name.Identifier.ValueText,
            InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } => (arguments[0].Expression as IdentifierNameSyntax)?.Identifier.ValueText,
            _ => null,
        };
}
