using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Everything that a local variable is given in the member under analysis.</summary>
internal static class LocalValues
{
    /// <summary>The values in the order of the code; null where one of them is not an expression of its own: a loop's element, an <c>out</c> argument.</summary>
    /// <param name="use">Any operation of the same body.</param>
    public static List<IOperation>? Of(ILocalSymbol local, IOperation use)
    {
        var root = OperationTree.Root(use);

        var values = new List<IOperation>();
        foreach (var operation in root.Descendants())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when Same(declarator.Symbol, local):
                    if (InitializerOf(declarator) is { } initial)
                    {
                        values.Add(initial);
                    }
                    else if (declarator.Parent is IForEachLoopOperation or ICatchClauseOperation)
                    {
                        return null;
                    }

                    break;
                case ILocalReferenceOperation reference when Same(reference.Local, local):
                    if (reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference)
                    {
                        values.Add(assignment.Value);
                    }
                    else if (reference.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } or ITupleOperation
                        || reference.Parent is IAssignmentOperation other && other.Target == reference || reference.IsDeclaration)
                    {
                        return null;
                    }

                    break;
                case IDeclarationPatternOperation pattern when Same(pattern.DeclaredSymbol, local):
                    return null;
            }
        }

        return values.Count > 0 ? values : null;
    }

    private static IOperation? InitializerOf(IVariableDeclaratorOperation declarator) =>
        (declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer)?.Value;

    private static bool Same(ISymbol? a, ISymbol b) => SymbolEqualityComparer.Default.Equals(a, b);
}
