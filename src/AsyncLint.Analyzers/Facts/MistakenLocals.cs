using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>
/// Tells local variables that hold a task by mistake: <c>var user = FindAsync(id); if (user is null) …</c>. Nothing in the function treats the
/// variable as a task, everything takes it for the result, so the await is missing where it is declared.
/// </summary>
internal static class MistakenLocals
{
    /// <summary>The first use that takes the local for its result; null where it is not declared with this call, or where any use may be right.</summary>
    public static TaskValue? FirstUse(IInvocationOperation start, ValueContext context)
    {
        // The variable has the call's own type: no conversion stands between.
        if (start.Parent is not { Kind: OperationKind.VariableInitializer, Parent: IVariableDeclaratorOperation { Parent.Parent: { Parent: { } scope } } declarator })
        {
            return null;
        }

        var isResource = scope is IUsingOperation or IUsingDeclarationOperation;
        if (scope is IUsingDeclarationOperation { Parent: { } block })
        {
            scope = block;
        }

        // Nothing before its declaration can name it, so the walk begins there, and most often ends at the first await.
        TaskValue? first = null;
        foreach (var part in scope.ChildOperations)
        {
            if (part.Syntax.Span.End < start.Syntax.SpanStart)
            {
                continue;
            }

            foreach (var operation in part.Descendants())
            {
                if (operation.Kind is not OperationKind.LocalReference
                    || !SymbolEqualityComparer.Default.Equals(((ILocalReferenceOperation)operation).Local, declarator.Symbol)
                    || operation.Parent is INameOfOperation)
                {
                    continue;
                }

                if (TaskValues.Of(operation, start, context) is not { } use)
                {
                    return null;
                }

                first ??= use;
            }
        }

        return first ?? (isResource && context.Facts.Awaitables.ResultOf(start.Type) is { } result && TaskValues.IsDisposable(result, context.Facts)
            ? new(ValueUse.Disposal, "", start)
            : null);
    }

    /// <summary>True for a variable that the rule reports where it is declared.</summary>
    public static bool Contains(ILocalSymbol local, IOperation reference, ValueContext context)
    {
        foreach (var operation in OperationTree.Root(reference).Descendants())
        {
            if (operation is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))
            {
                return declarator.Initializer?.Value is IInvocationOperation start && FirstUse(start, context) is not null;
            }
        }

        return false;
    }
}
