using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>Which tasks are complete because a condition holds, or does not.</summary>
/// <param name="followsPredicates">Whether a function of the source that asks for completion counts as the question that it asks.</param>
internal sealed class Conditions(TaskPaths paths, Func<IOperation, bool>? isComplete = null, bool followsPredicates = true)
{
    private static readonly IReadOnlyCollection<TaskPath> s_none = Array.Empty<TaskPath>();

    /// <summary>The tasks that are then complete; a bool variable in the list is itself the premise of what is known to follow from it.</summary>
    public IReadOnlyCollection<TaskPath> Implied(IOperation condition, bool holds)
    {
        condition = paths.Unwrap(condition);
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Implied(not.Operand, !holds);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And } and:
                return Both(Implied(and.LeftOperand, holds), Implied(and.RightOperand, holds), all: holds);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or } or:
                return Both(Implied(or.LeftOperand, holds), Implied(or.RightOperand, holds), all: !holds);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equality:
                var equal = holds == equality.OperatorKind is BinaryOperatorKind.Equals;
                return Both(Equal(equality.LeftOperand, equality.RightOperand, equal), Equal(equality.RightOperand, equality.LeftOperand, equal), all: true);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.GreaterThan } comparison when holds && IsFinal(comparison.RightOperand):
                return OfStatus(comparison.LeftOperand);
            case ICoalesceOperation { WhenNull.ConstantValue: { HasValue: true, Value: bool otherwise } } coalesce when otherwise != holds:
                return Implied(coalesce.Value, holds);
            case IConditionalAccessOperation access when holds:
                return Implied(access.WhenNotNull, holds);
            case IPropertyReferenceOperation { Property.Name: var name, Instance: { } task } when holds && SaysComplete(name) && IsTaskOrAwaiter(task):
                return One(task);
            case IInvocationOperation { TargetMethod.Name: "Wait", Instance: { } waited } when holds && paths.Facts.Awaitables.Of(waited.Type) is Awaitability.Task:
                return One(waited);
            case IInvocationOperation { TargetMethod: { Name: not ("ReferenceEquals" or "Equals"), ReturnType.SpecialType: SpecialType.System_Boolean } } call when holds && followsPredicates:
                return Asked(call);
            case IPropertyReferenceOperation { Property: { Type.SpecialType: SpecialType.System_Boolean, GetMethod: { } getter }, Instance: null or IInstanceReferenceOperation } when holds && followsPredicates:
                return paths.Facts.CompletionPredicates.Of(getter);
            case IInvocationOperation { TargetMethod: { Name: "ReferenceEquals" or "Equals", IsStatic: true }, Arguments: { Length: 2 } arguments } when holds:
                return Both(Equal(arguments[0].Value, arguments[1].Value, true), Equal(arguments[1].Value, arguments[0].Value, true), all: true);
            case IInvocationOperation { TargetMethod.Name: "Equals", Instance: { } left, Arguments: { Length: 1 } arguments } when holds:
                return Both(Equal(left, arguments[0].Value, true), Equal(arguments[0].Value, left, true), all: true);
            case IIsPatternOperation match:
                return Matched(match.Value, match.Pattern, holds);
            case ILocalReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } when holds:
                return One(condition);
            default:
                return s_none;
        }
    }

    // "if (task.IsDone())", where the function has asked for its parameter; of a function of this object also what it asks of a field.
    private IReadOnlyCollection<TaskPath> Asked(IInvocationOperation call)
    {
        var complete = s_none;
        foreach (var path in paths.Facts.CompletionPredicates.Of(call.TargetMethod))
        {
            var known = path.Variable is IParameterSymbol parameter
                ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal) is { } argument ? One(argument.Value) : s_none
                : path.Root is IFieldSymbol or IPropertySymbol && call.Instance is null or IInstanceReferenceOperation ? new[] { path }
                : s_none;
            complete = Both(complete, known, all: true);
        }

        return complete;
    }

    private IReadOnlyCollection<TaskPath> Matched(IOperation value, IPatternOperation pattern, bool holds)
    {
        switch (pattern)
        {
            case INegatedPatternOperation not:
                return Matched(value, not.Pattern, !holds);
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } and:
                return Both(Matched(value, and.LeftPattern, holds), Matched(value, and.RightPattern, holds), all: holds);
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } or:
                return Both(Matched(value, or.LeftPattern, holds), Matched(value, or.RightPattern, holds), all: !holds);
            case IConstantPatternOperation { Value: { } constant }:
                return constant.ConstantValue is { HasValue: true, Value: bool expected } ? Implied(value, expected == holds) : holds && IsFinal(constant) ? OfStatus(value) : s_none;
            case IRelationalPatternOperation { OperatorKind: BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.GreaterThan } relation when holds && IsFinal(relation.Value):
                return OfStatus(value);
            case IDeclarationPatternOperation { DeclaredSymbol: { } named } when holds && isComplete is not null && isComplete(value):
                // "task is Task<string> text": another name for it.
                return new[] { TaskPath.Of(named) };
            case IRecursivePatternOperation recursive when holds && TellsCompletion(recursive):
                return recursive.DeclaredSymbol is { } declared ? Both(One(value), new[] { TaskPath.Of(declared) }, all: true) : One(value);
            case IRecursivePatternOperation recursive when !holds && TellsPending(recursive):
                return One(value);
            default:
                return s_none;
        }
    }

    // { IsCompleted: true }, { Status: TaskStatus.RanToCompletion or TaskStatus.Faulted }
    public bool TellsCompletion(IRecursivePatternOperation pattern)
    {
        if (!paths.Facts.Awaitables.IsTaskLike(pattern.MatchedType))
        {
            return false;
        }

        foreach (var property in pattern.PropertySubpatterns)
        {
            if (property.Member is IPropertyReferenceOperation { Property.Name: var name }
                && (SaysComplete(name) && property.Pattern is IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: true } }
                    || name is "Status" && IsFinal(property.Pattern)))
            {
                return true;
            }
        }

        return false;
    }

    // { IsCompleted: false } is left by a task that is complete, and by null.
    private bool TellsPending(IRecursivePatternOperation pattern) =>
        paths.Facts.Awaitables.IsTaskLike(pattern.MatchedType) && SymbolEqualityComparer.Default.Equals(pattern.MatchedType, pattern.InputType)
        && pattern is { DeconstructionSubpatterns.IsEmpty: true, PropertySubpatterns: { Length: > 0 } properties }
        && properties.All(static property => property.Member is IPropertyReferenceOperation { Property.Name: var name } && SaysComplete(name) && IsFalse(property.Pattern));

    private static bool IsFalse(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: false } } => true,
        INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: true } } } => true,
        _ => false,
    };

    private static bool IsFinal(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation constant => IsFinal(constant.Value),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } or => IsFinal(or.LeftPattern) && IsFinal(or.RightPattern),
        _ => false,
    };

    private IReadOnlyCollection<TaskPath> Equal(IOperation left, IOperation right, bool equal)
    {
        if (paths.Unwrap(right).ConstantValue is { HasValue: true, Value: bool expected })
        {
            return Implied(left, expected == equal);
        }

        if (!equal)
        {
            return s_none;
        }

        if (IsFinal(paths.Unwrap(right)))
        {
            return OfStatus(left);
        }

        // "winner == task", where the winner is complete.
        return isComplete is not null && paths.Facts.Awaitables.IsTaskLike(paths.Unwrap(right).Type) && isComplete(left) ? One(right) : s_none;
    }

    private IReadOnlyCollection<TaskPath> OfStatus(IOperation status)
    {
        status = paths.Unwrap(status) is IConditionalAccessOperation access ? access.WhenNotNull : paths.Unwrap(status);
        return status is IPropertyReferenceOperation { Property.Name: "Status", Instance: { } task } && paths.Facts.Awaitables.IsTaskLike(task.Type) ? One(task) : s_none;
    }

    private IReadOnlyCollection<TaskPath> One(IOperation task) => paths.Of(task) is { } path ? new[] { path } : s_none;

    private bool IsTaskOrAwaiter(IOperation operation) => paths.Facts.Awaitables.IsTaskLike(operation.Type) || paths.Facts.Awaitables.IsAwaiter(operation.Type);

    private static bool SaysComplete(string name) => name is "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "IsCanceled";

    // RanToCompletion, Canceled and Faulted are 5, 6 and 7, the last and the only final ones.
    private static bool IsFinal(IOperation value) => value is { ConstantValue: { HasValue: true, Value: >= 5 and <= 7 }, Type.TypeKind: TypeKind.Enum };

    private static IReadOnlyCollection<TaskPath> Both(IReadOnlyCollection<TaskPath> a, IReadOnlyCollection<TaskPath> b, bool all) =>
        all ? (a.Count == 0 ? b : b.Count == 0 ? a : a.Concat(b).ToArray())
        : a.Count == 0 || b.Count == 0 ? s_none : a.Intersect(b).ToArray();
}
