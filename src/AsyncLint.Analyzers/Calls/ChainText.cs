using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>How a message shows a chain, and where the places along it lie.</summary>
internal static class ChainText
{
    /// <summary>The functions by name. Overloads that call one another are one to the reader.</summary>
    public static string NameOf(ImmutableArray<IMethodSymbol> functions)
    {
        var names = new List<string>();
        foreach (var function in functions)
        {
            var name = "'" + NameOf(function) + "'";
            if (names.Count == 0 || names[names.Count - 1] != name)
            {
                names.Add(name);
            }
        }

        return string.Join(" → ", names);
    }

    /// <summary>The name of what is called; an operator, a conversion or an element access has none.</summary>
    public static Location PlaceOf(IOperation call) => (call switch
    {
        IConversionOperation or IBinaryOperation or IUnaryOperation => call.Syntax,
        { Syntax: ObjectCreationExpressionSyntax { Type: var type } } => type,
        { Syntax: CommonForEachStatementSyntax { Expression: var sequence } } => sequence,
        _ => NameIn(call.Syntax),
    }).GetLocation();

    private static SyntaxNode NameIn(SyntaxNode call) => call switch
    {
        InvocationExpressionSyntax { Expression: var callee } => NameIn(callee),
        MemberAccessExpressionSyntax { Name: var name } => name,
        MemberBindingExpressionSyntax { Name: var name } => name,
        _ => call,
    };

    private static string NameOf(IMethodSymbol function) => function switch
    {
        { MethodKind: MethodKind.Constructor } => "new " + function.ContainingType.Name,
        { MethodKind: MethodKind.AnonymousFunction } => "the lambda",
        { MethodKind: MethodKind.Conversion } => "conversion to " + function.ReturnType.Name,
        { MethodKind: MethodKind.UserDefinedOperator } => "operator " + SyntaxFacts.GetText(SyntaxFacts.GetOperatorKind(function.Name)),
        { AssociatedSymbol: IPropertySymbol { IsIndexer: true } indexer } => indexer.ContainingType.Name + "[]",
        { AssociatedSymbol: { } member } => TaskCalls.NameOf(member),
        _ => TaskCalls.NameOf(function),
    };
}
