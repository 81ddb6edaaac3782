using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes;

/// <summary>
/// <c>WaitAny</c> gives the index of the task that completed first and <c>WhenAny</c> the task. Neither throws what the task throws. Without any
/// task, <c>WaitAny</c> gives -1 where <c>WhenAny</c> throws, so that there have to be some in sight.
/// </summary>
internal static class WinnerIndex
{
    private const string WhenAny = "WhenAny";

    public static BlockRewrite? Find(IInvocationOperation call, InvocationExpressionSyntax expression, FixSite site, CancellationToken cancellation)
    {
        var tasks = Inner(call.Arguments[0].Value);
        if (ProvenCall.Renamed(call, expression, WhenAny, site) is null || !HasElements(ValueOf(tasks, site, cancellation), site))
        {
            return null;
        }

        if (expression.Parent is ExpressionStatementSyntax)
        {
            return BlockRewrite.Of(expression, "Task.WhenAny", Awaitability.Task, static (current, _) => AsyncSiblings.Rename((InvocationExpressionSyntax)current, WhenAny)!);
        }

        return Comparison(call, expression) ?? (tasks is ILocalReferenceOperation ? Index(expression, site) : null);
    }

    // "Task.WaitAny(task, delay) == 0" asks for the first task, with two of them "== 1" for any other.
    private static BlockRewrite? Comparison(IInvocationOperation call, InvocationExpressionSyntax expression)
    {
        var arguments = expression.ArgumentList.Arguments;
        if (expression.Parent is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } comparison
            || comparison.Left != expression || call.SemanticModel!.GetConstantValue(comparison.Right) is not { HasValue: true, Value: int index }
            || arguments.Count < 2 || index is not 0 && (index is not 1 || arguments.Count != 2)
            || arguments[0].Expression is not IdentifierNameSyntax first || call.SemanticModel.GetSymbolInfo(first).Symbol is not (ILocalSymbol or IParameterSymbol))
        {
            return null;
        }

        var isEqual = comparison.IsKind(SyntaxKind.EqualsExpression) == (index == 0);
        return new(comparison, "Task.WhenAny", (editor, style) => editor.ReplaceNode(comparison, (current, _) =>
        {
            var old = (BinaryExpressionSyntax)current;
            return SyntaxFactory.BinaryExpression(
                isEqual ? SyntaxKind.EqualsExpression : SyntaxKind.NotEqualsExpression,
                style.Await(AsyncSiblings.Rename((InvocationExpressionSyntax)old.Left, WhenAny)!, Awaitability.Task),
                SyntaxFactory.Token(isEqual ? SyntaxKind.EqualsEqualsToken : SyntaxKind.ExclamationEqualsToken).WithTriviaFrom(old.OperatorToken),
                first.WithTriviaFrom(old.Right));
        }));
    }

    private static BlockRewrite Index(InvocationExpressionSyntax expression, FixSite site) =>
        new(expression, "Task.WhenAny", (editor, style) => editor.ReplaceNode(expression, (current, generator) =>
        {
            var call = (InvocationExpressionSyntax)current;
            var winner = style.Await(AsyncSiblings.Rename(call.WithoutTrivia(), WhenAny)!, Awaitability.Task);
            return generator.InvocationExpression(
                generator.MemberAccessExpression(ImportedType.Of(site.Facts.Types.Array!, generator), "IndexOf"), call.ArgumentList.Arguments[0].Expression, winner)
                .WithTriviaFrom(current).WithAdditionalAnnotations(Formatter.Annotation);
        }));

    private static bool HasElements(IOperation? tasks, FixSite site) =>
        tasks is not null && TaskCalls.ElementsOf(tasks)?.Any(element => site.Facts.Awaitables.Of(element.Type) is Awaitability.Task) == true;

    // The array, or what a local that is never assigned again was made with.
    private static IOperation? ValueOf(IOperation tasks, FixSite site, CancellationToken cancellation)
    {
        if (tasks is not ILocalReferenceOperation { Local: { DeclaringSyntaxReferences: { Length: 1 } declared } local })
        {
            return tasks;
        }

        return declared[0].GetSyntax(cancellation) is VariableDeclaratorSyntax { Initializer.Value: var value } declarator && !IsWritten(local, declarator, site, cancellation)
            && site.Model.GetOperation(value, cancellation) is { } operation
                ? Inner(operation)
                : null;
    }

    private static bool IsWritten(ILocalSymbol local, VariableDeclaratorSyntax declarator, FixSite site, CancellationToken cancellation)
    {
        foreach (var node in EnclosingFunction.At(declarator, site.Model, cancellation).Node?.DescendantNodes() ?? Enumerable.Empty<SyntaxNode>())
        {
            if (node is IdentifierNameSyntax name && name.Identifier.ValueText == local.Name && name.Parent switch
                {
                    AssignmentExpressionSyntax { Left: var left } => left == name,
                    ArgumentSyntax argument => argument.RefKindKeyword.RawKind != 0 || argument.Parent is TupleExpressionSyntax,
                    RefExpressionSyntax => true,
                    _ => false,
                })
            {
                return true;
            }
        }

        return false;
    }

    private static IOperation Inner(IOperation operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null } conversion)
        {
            operation = conversion.Operand;
        }

        // "Task[] tasks = { a, b };": the creation has no syntax of its own.
        return operation is IArrayInitializerOperation { Parent: { } creation } ? creation : operation;
    }
}
