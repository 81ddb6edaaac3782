using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>
/// Functions that serve sync and async callers by a flag, as database drivers do:
/// <c>if (async) await semaphore.WaitAsync(); else semaphore.Wait();</c>. Their sync branch blocks on purpose.
/// </summary>
internal static class SyncBranches
{
    /// <summary>True where a flag among the parameters decides between <paramref name="operation"/>'s branch and one that awaits.</summary>
    public static bool Contains(IOperation operation)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return false;
            }

            if (parent is IConditionalOperation { WhenFalse: { } otherwise } choice && child != choice.Condition && IsOnFlag(choice.Condition)
                && Awaits(child == otherwise ? choice.WhenTrue : otherwise))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True for a function that is told whether to run asynchronously: <c>OpenAsync(IOBehavior behavior)</c>, <c>Read(bool async)</c>. An await that does not
    /// ask would break its sync callers. By name, since nothing else tells what a flag is for. The functions inside it know the flag too.
    /// </summary>
    public static bool IsToldBy(IMethodSymbol? function)
    {
        for (; function is not null; function = function.ContainingSymbol as IMethodSymbol)
        {
            foreach (var parameter in function.Parameters)
            {
                if (parameter.Type.SpecialType is SpecialType.System_Boolean && SaysAsync(parameter.Name)
                    || IsMode(parameter.Type))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// True for a call that tells such a function to be synchronous, <c>Close(async: false)</c>, <c>Open(IOBehavior.Synchronous)</c>: its task is complete when it returns,
    /// but until then it has done synchronously what the function is for, which is mostly I/O.
    /// </summary>
    public static bool IsToldToBeSync(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter
                && (parameter.Type.SpecialType is SpecialType.System_Boolean && SaysAsync(parameter.Name) && argument.Value.ConstantValue is { HasValue: true, Value: false }
                    || OperationTree.Bare(argument.Value) is IFieldReferenceOperation { Field: { ContainingType: var modes, Name: var mode } }
                        && mode.StartsWith("Sync", StringComparison.Ordinal) && IsMode(modes)))
            {
                return true;
            }
        }

        return false;
    }

    // "enum IOBehavior { Synchronous, Asynchronous }".
    private static bool IsMode(ITypeSymbol type) => type.TypeKind is TypeKind.Enum && type.GetMembers().Any(static mode => mode is IFieldSymbol && SaysAsync(mode.Name));

    private static bool SaysAsync(string name) => name.IndexOf("async", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>
    /// True where a condition, whatever it asks for, decides between a call and <paramref name="sibling"/>: a fast path that has nothing to wait for, or a twin.
    /// </summary>
    public static bool ChooseBetween(IOperation call, IMethodSymbol sibling)
    {
        for (IOperation child = call, parent = call.Parent!; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent, parent = parent.Parent!)
        {
            if (parent is not IConditionalOperation choice || child == choice.Condition)
            {
                continue;
            }

            var otherwise = child == choice.WhenTrue ? choice.WhenFalse : choice.WhenTrue;
            if (otherwise is not null && Calls(otherwise, sibling) || choice.WhenFalse is null && IsCalledAfter(choice, sibling))
            {
                return true;
            }
        }

        return false;
    }

    // "if (synchronous) { Save(); return; } await SaveAsync();"
    private static bool IsCalledAfter(IConditionalOperation choice, IMethodSymbol sibling)
    {
        if (choice is not { WhenTrue: IBlockOperation { Operations: [.., IReturnOperation] } or IReturnOperation, Parent: IBlockOperation { Operations: var statements } })
        {
            return false;
        }

        for (var i = statements.IndexOf(choice) + 1; i < statements.Length; i++)
        {
            if (Calls(statements[i], sibling))
            {
                return true;
            }
        }

        return false;
    }

    // Any overload of it.
    private static bool Calls(IOperation code, IMethodSymbol sibling)
    {
        foreach (var operation in code.DescendantsAndSelf())
        {
            if (operation is IInvocationOperation { TargetMethod: { } called } && called.Name == sibling.Name
                && SymbolEqualityComparer.Default.Equals(called.ContainingType.OriginalDefinition, sibling.ContainingType.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for a condition on a parameter that is a switch: a bool or an enum.</summary>
    public static bool IsOnFlag(IOperation condition) => condition switch
    {
        IParameterReferenceOperation { Parameter.Type: { } type } => type.SpecialType is SpecialType.System_Boolean || type.TypeKind is TypeKind.Enum,
        IUnaryOperation unary => IsOnFlag(unary.Operand),
        IBinaryOperation binary => IsOnFlag(binary.LeftOperand) || IsOnFlag(binary.RightOperand),
        IConversionOperation conversion => IsOnFlag(conversion.Operand),
        IIsPatternOperation pattern => IsOnFlag(pattern.Value),
        _ => false,
    };

    private static bool Awaits(IOperation branch)
    {
        foreach (var operation in branch.DescendantsAndSelf())
        {
            if (operation is IAwaitOperation)
            {
                return true;
            }
        }

        return false;
    }
}
