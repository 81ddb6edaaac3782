using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes;

/// <summary>Keeps documentation comments complete when a function comes to return a task.</summary>
internal static class ReturnsDoc
{
    /// <summary>
    /// What a comment says of a result holds for what the await gives, and stays as it is. A function that gave nothing gets a
    /// <c>returns</c> only where most functions of its file that return a bare task have one, in the words that are usual there.
    /// </summary>
    /// <param name="function">The declaration before its return type changes, in its file.</param>
    public static SyntaxNode Adjust(SyntaxNode function, bool hadResult)
    {
        var trivia = DocOf(function);
        if (hadResult || trivia.GetStructure() is not DocumentationCommentTriviaSyntax doc || !doc.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)
            || Find(doc, "returns") is not null || Find(doc, "inheritdoc") is not null || Find(doc, "include") is not null
            || doc.Content.LastOrDefault(static node => NameOf(node) is "summary" or "typeparam" or "param") is not { } before
            || UsualReturns(function.SyntaxTree.GetRoot()) is not { } returns)
        {
            return function;
        }

        var indentation = function.GetLeadingTrivia() is var leading && leading.IndexOf(trivia) is > 0 and var index && leading[index - 1].IsKind(SyntaxKind.WhitespaceTrivia)
            ? leading[index - 1].ToString()
            : "";
        var newLine = doc.DescendantTokens().First(static token => token.IsKind(SyntaxKind.XmlTextLiteralNewLineToken));
        var lineStart = SyntaxFactory.XmlText(
            SyntaxFactory.XmlTextNewLine(newLine.Text, continueXmlDocumentationComment: false),
            SyntaxFactory.XmlTextLiteral(
                SyntaxFactory.TriviaList(SyntaxFactory.DocumentationCommentExterior(indentation + "///")), " ", " ", SyntaxFactory.TriviaList()));
        var content = doc.Content.InsertRange(doc.Content.IndexOf(before) + 1, new XmlNodeSyntax[] { lineStart, returns.WithoutTrivia() });
        return function.ReplaceTrivia(trivia, SyntaxFactory.Trivia(doc.WithContent(content)));
    }

    /// <summary>The words that most functions of a file have for a task without result; null where most say nothing about it.</summary>
    private static XmlNodeSyntax? UsualReturns(SyntaxNode root)
    {
        var silent = 0;
        var found = new List<XmlNodeSyntax>();
        foreach (var node in root.DescendantNodes())
        {
            if (ReturnTypeOf(node) is not { } type || !IsBareTask(type) || DocOf(node).GetStructure() is not DocumentationCommentTriviaSyntax doc
                || Find(doc, "summary") is null)
            {
                continue;
            }

            if (Find(doc, "returns") is not { } returns)
            {
                silent++;
            }
            else if (!returns.DescendantTokens().Any(static token => token.IsKind(SyntaxKind.XmlTextLiteralNewLineToken)))
            {
                found.Add(returns);
            }
        }

        return found.Count > silent
            ? found.GroupBy(static returns => returns.ToString(), StringComparer.Ordinal).OrderByDescending(static words => words.Count()).First().First()
            : null;
    }

    private static TypeSyntax? ReturnTypeOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.ReturnType,
        LocalFunctionStatementSyntax local => local.ReturnType,
        _ => null,
    };

    // Only words are taken from such a function: its type need not be bound for that.
    private static bool IsBareTask(TypeSyntax type) =>
        (type is QualifiedNameSyntax qualified ? qualified.Right : type) is IdentifierNameSyntax { Identifier.ValueText: "Task" or "ValueTask" };

    private static SyntaxTrivia DocOf(SyntaxNode function) => function.GetLeadingTrivia().FirstOrDefault(static t => t.HasStructure && t.GetStructure() is DocumentationCommentTriviaSyntax);

    private static XmlNodeSyntax? Find(DocumentationCommentTriviaSyntax doc, string name) => doc.Content.FirstOrDefault(node => NameOf(node) == name);

    private static string? NameOf(XmlNodeSyntax node) => node switch
    {
        XmlElementSyntax element => element.StartTag.Name.LocalName.ValueText,
        XmlEmptyElementSyntax empty => empty.Name.LocalName.ValueText,
        _ => null,
    };
}
