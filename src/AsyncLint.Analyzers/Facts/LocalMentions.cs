using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>Does anything but its declaration name a variable: by syntax, so that what is not compiled or not bound counts as well.</summary>
internal static class LocalMentions
{
    public static bool AreAny(VariableDeclaratorSyntax declarator)
    {
        var scope = declarator.FirstAncestorOrSelf<MemberDeclarationSyntax>(static n => n is not GlobalStatementSyntax) ?? declarator.SyntaxTree.GetRoot();
        foreach (var token in scope.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == declarator.Identifier.ValueText && token.Parent is IdentifierNameSyntax)
            {
                return true;
            }
        }

        return false;
    }
}
