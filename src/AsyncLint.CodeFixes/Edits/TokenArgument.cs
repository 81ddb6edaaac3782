using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes;

/// <summary>The function's one token as a further argument of a call that is put in the place of another.</summary>
internal static class TokenArgument
{
    /// <summary>The argument, where the sibling takes it and the call has none; <c>CancellationToken.None</c> where it insists on one; null otherwise.</summary>
    public static ArgumentSyntax? For(IInvocationOperation call, InvocationExpressionSyntax syntax, ProvenSibling sibling, FixSite site, CancellationToken cancellation)
    {
        if (call.TargetMethod.Parameters.Any(p => IsToken(p, site)))
        {
            return null;
        }

        var generator = SyntaxGenerator.GetGenerator(site.Document);
        if (TokenInScope.At(syntax, site.Model, site.Facts.Types, cancellation) is { } token)
        {
            // By its place, or else by the name that most libraries give it.
            var plain = SyntaxFactory.Argument((ExpressionSyntax)generator.IdentifierName(token.Name));
            foreach (var argument in new[] { plain, plain.WithNameColon(Named("cancellationToken")) })
            {
                if (Takes(sibling, argument, call, syntax, site, cancellation))
                {
                    return argument;
                }
            }
        }

        return sibling.NeedsToken
            ? SyntaxFactory.Argument((ExpressionSyntax)generator.MemberAccessExpression(ImportedType.Of(site.Facts.Types.CancellationToken!, generator), "None"))
            : null;
    }

    private static bool Takes(
        ProvenSibling sibling, ArgumentSyntax token, IInvocationOperation call, InvocationExpressionSyntax syntax, FixSite site, CancellationToken cancellation)
    {
        var renamed = AsyncSiblings.Rename(syntax, sibling.Method.Name)?.AddArgumentListArguments(token);
        var bound = renamed is not null && sibling.Import is { } import ? EntityQueries.AsStatic(renamed, import) : renamed;
        return bound is not null
            && site.Facts.Siblings.Find(call, bound, site.Model.GetEnclosingSymbol(syntax.SpanStart, cancellation) as IMethodSymbol, cancellation) is { } taking
            && ParameterOf(token, bound.ArgumentList, taking) is { } parameter && IsToken(parameter, site);
    }

    /// <summary>The call with the argument behind its others.</summary>
    public static InvocationExpressionSyntax Add(InvocationExpressionSyntax call, ArgumentSyntax token)
    {
        var arguments = call.ArgumentList.Arguments;
        var separators = arguments.GetSeparators();
        return call.WithArgumentList(call.ArgumentList.WithArguments(SyntaxFactory.SeparatedList(
            arguments.Add(token),
            arguments.Count == 0 ? separators : separators.Append(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space)))));
    }

    private static NameColonSyntax Named(string name) =>
        SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(name), SyntaxFactory.Token(SyntaxKind.ColonToken).WithTrailingTrivia(SyntaxFactory.Space));

    private static IParameterSymbol? ParameterOf(ArgumentSyntax last, ArgumentListSyntax list, IMethodSymbol method) =>
        last.NameColon is { Name.Identifier.ValueText: var name } ? method.Parameters.FirstOrDefault(p => p.Name == name)
        : list.Arguments.All(static a => a.NameColon is null) ? method.Parameters.ElementAtOrDefault(list.Arguments.Count - 1)
        : null;

    public static bool IsToken(IParameterSymbol parameter, FixSite site) => SymbolEqualityComparer.Default.Equals(parameter.Type, site.Facts.Types.CancellationToken);
}
