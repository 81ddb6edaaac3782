using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>
/// Updates of shared state that an await would interrupt: <c>_count += await …</c> reads the field, waits, and then writes over what
/// others have added meanwhile. As long as the thread is blocked, nothing else that runs on it can come in between.
/// </summary>
internal static class InterruptedUpdates
{
    public static bool Contain(SyntaxNode place, SemanticModel model, CancellationToken cancellation)
    {
        for (SyntaxNode child = place, parent = place.Parent!;
             parent is not (null or StatementSyntax or AnonymousFunctionExpressionSyntax or ArrowExpressionClauseSyntax);
             child = parent, parent = parent.Parent!)
        {
            if (parent is AssignmentExpressionSyntax update && update.Right == child && ReadsBefore(update, place) && IsShared(update.Left, model, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    // "x += y" and "x = x + y"; "x ??= y" reads too, but two who come at once write what either would have written.
    private static bool ReadsBefore(AssignmentExpressionSyntax update, SyntaxNode place)
    {
        if (!update.IsKind(SyntaxKind.SimpleAssignmentExpression))
        {
            return !update.IsKind(SyntaxKind.CoalesceAssignmentExpression);
        }

        foreach (var node in update.Right.DescendantNodes())
        {
            if (node.Span.End <= place.SpanStart && node.IsKind(update.Left.Kind()) && SyntaxFactory.AreEquivalent(node, update.Left))
            {
                return true;
            }
        }

        return false;
    }

    // A variable of the function itself is nobody else's, if no other function captures it; adding to an event reads nothing here.
    private static bool IsShared(ExpressionSyntax target, SemanticModel model, CancellationToken cancellation) => model.GetSymbolInfo(target, cancellation).Symbol switch
    {
        ILocalSymbol or IParameterSymbol => !SymbolEqualityComparer.Default.Equals(
            model.GetSymbolInfo(target, cancellation).Symbol!.ContainingSymbol, EnclosingFunction.At(target, model, cancellation).Symbol),
        IEventSymbol => false,
        _ => target is not (TupleExpressionSyntax or DeclarationExpressionSyntax),
    };
}
