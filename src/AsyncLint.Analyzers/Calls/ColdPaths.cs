using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>Tells code of a function that hardly any of its calls run: after an error, or once in a lifetime; or that a sync caller has asked for.</summary>
internal static class ColdPaths
{
    /// <summary>
    /// True where <paramref name="operation"/> is run only after something went wrong, or before the process ends. A catch in a loop is not: the loop
    /// tries again, and waits for that.
    /// </summary>
    public static bool IsAfterError(IOperation operation, KnownTypes types)
    {
        var isCaught = false;
        for (var parent = operation.Parent; parent is not null && !IsFunction(parent); parent = parent.Parent)
        {
            switch (parent)
            {
                case IThrowOperation:
                case IBlockOperation { Parent: IConditionalOperation, Operations: [.., var last] } when NeverReturns(last, types):
                    return true;
                case ICatchClauseOperation:
                    isCaught = true;
                    break;
                case ILoopOperation when isCaught:
                    return false;
            }
        }

        return isCaught;
    }

    private static bool NeverReturns(IOperation statement, KnownTypes types) => statement switch
    {
        IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod: var method } } => ThrowHelpers.NeverReturns(method, types),
        _ => false,
    };

    /// <summary>True where a field or property keeps what <paramref name="operation"/> leads to, and is asked before.</summary>
    public static bool IsOneTime(IOperation operation, KnownTypes types)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null && !IsMember(parent); child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case ICoalesceAssignmentOperation { Target: IMemberReferenceOperation } kept when child == kept.Value:
                case ICoalesceOperation coalesce when child == coalesce.WhenNull && MemberIn(coalesce.Value) is { } member && Assigns(child, member):
                case IConditionalOperation choice when child != choice.Condition && TestedBy(choice.Condition) is { } tested && Assigns(child, tested):
                case IBlockOperation block when IsBehindReturn(block, child):
                case IAnonymousFunctionOperation when DelegateUses.ArgumentOf(parent)?.Parent is IInvocationOperation { TargetMethod.ContainingType: var owner }
                        && SymbolEqualityComparer.Default.Equals(owner, types.LazyInitializer):
                    return true;
            }
        }

        return false;
    }

    /// <summary>True where a flag among the function's parameters chooses <paramref name="operation"/> for sync callers, and something asynchronous for others.</summary>
    public static bool IsSyncHalf(IOperation operation, CompilationFacts facts)
    {
        if (SyncBranches.Contains(operation))
        {
            return true;
        }

        for (IOperation child = operation, parent = operation.Parent!; parent is not null && !IsFunction(parent); child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalOperation choice && child != choice.Condition && SyncBranches.IsOnFlag(choice.Condition)
                && ((choice.WhenTrue == child ? choice.WhenFalse : choice.WhenTrue) is { } other ? MakesTask(other, facts)
                    : ReturnIn(child) is not null && choice.Parent is IBlockOperation { Operations: var statements } && statements.Any(rest => rest.Syntax.SpanStart > choice.Syntax.SpanStart && MakesTask(rest, facts))))
            {
                return true;
            }

            if (parent is IBlockOperation { Operations: var earlier } && earlier.Any(statement => statement.Syntax.SpanStart < child.Syntax.SpanStart
                && statement is IConditionalOperation { WhenFalse: null } exit && SyncBranches.IsOnFlag(exit.Condition) && ReturnIn(exit.WhenTrue) is not null && MakesTask(exit.WhenTrue, facts)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MakesTask(IOperation branch, CompilationFacts facts)
    {
        foreach (var operation in branch.DescendantsAndSelf())
        {
            if (operation is IInvocationOperation call && facts.Awaitables.IsTaskLike(call.Type))
            {
                return true;
            }
        }

        return false;
    }

    // "if (cache != null) return cache; … cache = …;", "if (connected) return cache; … return cache;"
    private static bool IsBehindReturn(IBlockOperation block, IOperation statement)
    {
        foreach (var earlier in block.Operations)
        {
            if (earlier == statement)
            {
                return false;
            }

            if (earlier is IConditionalOperation { WhenFalse: null } exit && ReturnIn(exit.WhenTrue) is { } early
                && (TestedBy(exit.Condition) is { } tested && Assigns(block, tested)
                    || early.ReturnedValue is { } value && MemberIn(value) is { } kept && block.Operations is [.., IReturnOperation { ReturnedValue: { } other }]
                        && SymbolEqualityComparer.Default.Equals(kept, MemberIn(other))))
            {
                return true;
            }
        }

        return false;
    }

    private static IReturnOperation? ReturnIn(IOperation branch) => branch as IReturnOperation ?? (branch is IBlockOperation { Operations: [.., IReturnOperation last] } ? last : null);

    // "cache == null", "cache is null", "!loaded", "cache is { } known".
    private static ISymbol? TestedBy(IOperation condition) => condition switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => TestedBy(not.Operand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison => MemberIn(comparison.LeftOperand) ?? MemberIn(comparison.RightOperand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.ConditionalAnd } both => TestedBy(both.LeftOperand) ?? TestedBy(both.RightOperand),
        IIsPatternOperation pattern => MemberIn(pattern.Value),
        IConversionOperation conversion => TestedBy(conversion.Operand),
        IPropertyReferenceOperation { Property.Name: "HasValue", Instance: { } nullable } => MemberIn(nullable),
        IInvocationOperation { TargetMethod: { Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" }, Arguments: [var text] } => MemberIn(text.Value),
        _ => MemberIn(condition),
    };

    private static ISymbol? MemberIn(IOperation value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value is IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true } ? ((IMemberReferenceOperation)value).Member : null;
    }

    private static bool Assigns(IOperation code, ISymbol member)
    {
        foreach (var operation in code.DescendantsAndSelf())
        {
            if (operation is IAssignmentOperation { Target: IMemberReferenceOperation { Member: var assigned } } && SymbolEqualityComparer.Default.Equals(assigned, member)
                || operation is IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref, Value: IMemberReferenceOperation { Member: var passed } } && SymbolEqualityComparer.Default.Equals(passed, member))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFunction(IOperation operation) => operation is IAnonymousFunctionOperation or ILocalFunctionOperation;

    private static bool IsMember(IOperation operation) => operation is ILocalFunctionOperation;
}
