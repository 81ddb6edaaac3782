using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Finds one's way among the operations of a member.</summary>
internal static class OperationTree
{
    /// <summary>The operation of the whole member in which an operation stands.</summary>
    public static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }

    /// <summary>The innermost lambda or local function around an operation; null where the member runs it itself.</summary>
    public static IOperation? FunctionAround(IOperation operation)
    {
        var function = operation.Parent;
        while (function is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            function = function.Parent;
        }

        return function;
    }

    /// <summary>The operations of a function itself, its body first, without those of the lambdas and local functions in it and what is only named.</summary>
    public static IEnumerable<IOperation> OwnOperations(IOperation body)
    {
        var waiting = new Stack<IOperation>();
        waiting.Push(body);
        while (waiting.Count > 0)
        {
            var operation = waiting.Pop();
            if (operation is INameOfOperation || operation != body && operation is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                continue;
            }

            yield return operation;
            foreach (var child in operation.ChildOperations.Reverse())
            {
                waiting.Push(child);
            }
        }
    }

    /// <summary>True where a loop around one operation has another in it as well, which may then be run before it, in an earlier round.</summary>
    /// <param name="within">Where the search for loops ends; null for the whole member.</param>
    public static bool IsInLoopWith(IOperation operation, IOperation other, IOperation? within = null)
    {
        for (var parent = operation.Parent; parent is not null && parent != within; parent = parent.Parent)
        {
            if (parent is ILoopOperation && parent.Syntax.Span.Contains(other.Syntax.Span))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The local variable, parameter or field that an expression names.</summary>
    public static ISymbol? VariableOf(IOperation? expression) => expression switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IParameterReferenceOperation { Parameter: var parameter } => parameter,
        IFieldReferenceOperation { Field: var field } => field,
        _ => null,
    };

    /// <summary>A value without the conversions that the compiler has added.</summary>
    public static IOperation Unconverted(IOperation value)
    {
        while (value is IConversionOperation { IsImplicit: true, OperatorMethod: null } conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }

    /// <summary>A value without the language's conversions, written or not: the same object, or number.</summary>
    public static IOperation Bare(IOperation value)
    {
        while (value is IConversionOperation { OperatorMethod: null } conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }

    /// <summary>What a value is made of, through all conversions.</summary>
    public static IOperation WithoutConversions(IOperation value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }
}
