using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>Tells code of one function that hardly any of its calls run: after an error, or once in a lifetime; or that a sync caller has asked for.</summary>
internal sealed class ColdPaths(CompilationFacts facts, bool includeOneTime)
{
    private readonly Dictionary<IBlockOperation, (int OneTime, int ForSync)> _exits = new();

    /// <summary>True for code that hardly any call of its function runs, or only what a sync caller asked for.</summary>
    /// <param name="operation">An operation of the function.</param>
    public bool Contain(IOperation operation) => IsAfterError(operation, facts.Types) || IsSyncHalf(operation) || !includeOneTime && IsOneTime(operation);

    /// <summary>
    /// True where <paramref name="operation"/> is run only after something went wrong, or before the process ends. A catch in a loop without
    /// an end is not: the loop tries again, and waits for that. Where a loop counts its tries, hardly any call comes to the second.
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
                case ILoopOperation and not IForLoopOperation { Condition: not null } when isCaught:
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
    private bool IsOneTime(IOperation operation)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null && !IsMember(parent); child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case ICoalesceAssignmentOperation { Target: IMemberReferenceOperation } kept when child == kept.Value:
                case ICoalesceOperation coalesce when child == coalesce.WhenNull && MemberIn(coalesce.Value) is { } member && Assigns(child, member):
                case IConditionalOperation choice when child != choice.Condition && TestedBy(choice.Condition) is { } tested && Assigns(child, tested):
                case IBlockOperation block when child.Syntax.SpanStart > ExitsOf(block).OneTime:
                case IAnonymousFunctionOperation when DelegateUses.ArgumentOf(parent)?.Parent is IInvocationOperation { TargetMethod: var keeper } && KeepsResult(keeper):
                    return true;
            }
        }

        return false;
    }

    // Once for each key is once in a lifetime for most of what is kept so.
    private bool KeepsResult(IMethodSymbol method) =>
        SymbolEqualityComparer.Default.Equals(method.ContainingType, facts.Types.LazyInitializer)
        || method.Name is "GetOrAdd" && SymbolEqualityComparer.Default.Equals(method.ContainingType.OriginalDefinition, facts.Types.ConcurrentDictionary);

    /// <summary>True where a flag among the function's parameters chooses <paramref name="operation"/> for sync callers, and something asynchronous for others.</summary>
    private bool IsSyncHalf(IOperation operation)
    {
        if (SyncBranches.Contains(operation))
        {
            return true;
        }

        for (IOperation child = operation, parent = operation.Parent!; parent is not null && !IsFunction(parent); child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalOperation choice && child != choice.Condition && SyncBranches.IsOnFlag(choice.Condition)
                && ((choice.WhenTrue == child ? choice.WhenFalse : choice.WhenTrue) is { } other ? MakesTask(other)
                    : ReturnIn(child) is not null && choice.Parent is IBlockOperation { Operations: var statements } && statements.Any(rest => rest.Syntax.SpanStart > choice.Syntax.SpanStart && MakesTask(rest))))
            {
                return true;
            }

            if (parent is IBlockOperation block && child.Syntax.SpanStart > ExitsOf(block).ForSync)
            {
                return true;
            }
        }

        return false;
    }

    private bool MakesTask(IOperation branch)
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

    // Where in a block the statement stands behind which it fills what it has asked for, and the one behind which it is for sync callers.
    private (int OneTime, int ForSync) ExitsOf(IBlockOperation block)
    {
        if (_exits.TryGetValue(block, out var exits))
        {
            return exits;
        }

        exits = (int.MaxValue, int.MaxValue);
        foreach (var statement in block.Operations)
        {
            if (statement is IConditionalOperation { WhenFalse: null } exit && ReturnIn(exit.WhenTrue) is { } early)
            {
                var place = exit.Syntax.SpanStart;
                exits.OneTime = exits.OneTime is int.MaxValue && IsAnsweredBefore(exit, early, block) ? place : exits.OneTime;
                exits.ForSync = exits.ForSync is int.MaxValue && SyncBranches.IsOnFlag(exit.Condition) && MakesTask(exit.WhenTrue) ? place : exits.ForSync;
            }
        }

        _exits.Add(block, exits);
        return exits;
    }

    // "if (cache != null) return cache; … cache = …;", "if (connected) return cache; … return cache;"
    private static bool IsAnsweredBefore(IConditionalOperation exit, IReturnOperation early, IBlockOperation block) =>
        TestedBy(exit.Condition) is { } tested && Assigns(block, tested)
        || early.ReturnedValue is { } value && MemberIn(value) is { } kept && block.Operations is [.., IReturnOperation { ReturnedValue: { } other }]
            && SymbolEqualityComparer.Default.Equals(kept, MemberIn(other));

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
        value = OperationTree.WithoutConversions(value);

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
