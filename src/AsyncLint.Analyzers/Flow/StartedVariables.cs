using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>A variable that is declared with the task of a call, and nothing else.</summary>
internal readonly record struct StartedVariable(ILocalSymbol Variable, IInvocationOperation Start);

/// <summary>Finds the tasks that a function has started, and holds in variables, when it comes to one of its operations.</summary>
internal static class StartedVariables
{
    /// <summary>The variables of tasks that are declared before an operation in the blocks around it, in their order.</summary>
    public static List<StartedVariable> Before(IOperation operation, CompilationFacts facts)
    {
        var found = new List<StartedVariable>();
        for (var child = operation; child.Parent is { } parent && child is not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent)
        {
            if (parent is not IBlockOperation block)
            {
                continue;
            }

            foreach (var statement in block.Operations)
            {
                if (statement.Syntax.SpanStart >= child.Syntax.SpanStart)
                {
                    break;
                }

                if (statement is IVariableDeclarationGroupOperation declarations)
                {
                    AddTo(found, declarations, facts);
                }
            }
        }

        found.Sort(static (a, b) => a.Start.Syntax.SpanStart.CompareTo(b.Start.Syntax.SpanStart));
        return found;
    }

    /// <summary>
    /// True where a handler mentions the variable: a <c>catch</c> or <c>finally</c>, which the flow of normal paths does not look into, may observe what is in it.
    /// </summary>
    public static bool IsHandled(ILocalSymbol variable, IOperation operation)
    {
        var root = OperationTree.Root(operation);

        foreach (var candidate in root.Descendants())
        {
            if (candidate is ILocalReferenceOperation { Local: var local } reference && SymbolEqualityComparer.Default.Equals(local, variable) && IsInHandler(reference))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The nearest try statement with a handler around an operation, within the function; null where there is none.</summary>
    public static ITryOperation? TryAround(IOperation operation)
    {
        for (var child = operation; child.Parent is { } parent && child is not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent)
        {
            if (parent is ITryOperation { Catches.IsEmpty: false } guarded && guarded.Body == child)
            {
                return guarded;
            }
        }

        return null;
    }

    private static bool IsInHandler(IOperation operation)
    {
        for (var child = operation; child.Parent is { } parent; child = parent)
        {
            if (parent is ICatchClauseOperation || parent is ITryOperation guarded && guarded.Finally == child)
            {
                return true;
            }
        }

        return false;
    }

    private static void AddTo(List<StartedVariable> found, IVariableDeclarationGroupOperation declarations, CompilationFacts facts)
    {
        foreach (var declaration in declarations.Declarations)
        {
            foreach (var declarator in declaration.Declarators)
            {
                if (declarator.GetVariableInitializer() is { Value: var value } && facts.Awaitables.IsTaskLike(value.Type)
                    && StartedTasks.Unwrap(value, facts) is IInvocationOperation start)
                {
                    found.Add(new(declarator.Symbol, start));
                }
            }
        }
    }
}
