using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>What a condition tells about a path on which the followed task has been started.</summary>
internal sealed class TaskConditions(FunctionGraph function, IOperation? origin)
{
    private readonly Conditions _completion = new(new TaskPaths(function.Facts, function.Source.Of));

    /// <summary>Whether the condition is certain to hold, or not to, because of what holds the task.</summary>
    public bool? Of(IOperation condition, PathState state)
    {
        switch (condition)
        {
            case { ConstantValue: { HasValue: true, Value: bool constant } }:
                return constant;
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand }:
                return !Of(operand, state);
            case IParenthesizedOperation { Operand: var operand }:
                return Of(operand, state);
            case IConversionOperation { OperatorMethod: null, Operand: var operand }:
                return Of(operand, state);
            case IIsNullOperation { Operand: var operand } when IsHeldIn(operand, state):
                return false;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equality:
                return IsNull(equality.RightOperand) && IsHeldIn(equality.LeftOperand, state) || IsNull(equality.LeftOperand) && IsHeldIn(equality.RightOperand, state)
                    ? equality.OperatorKind is BinaryOperatorKind.NotEquals
                    : IsZero(equality.RightOperand) && IsSize(equality.LeftOperand, state) ? equality.OperatorKind is BinaryOperatorKind.NotEquals
                    : null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan, LeftOperand: var left, RightOperand: var right } when IsZero(right) && IsSize(left, state):
                return true;
            case IIsPatternOperation { Value: var value, Pattern: var pattern }:
                return OfPattern(pattern, value, state);
            case IInvocationOperation { TargetMethod.Name: "MoveNext", Instance: IFlowCaptureReferenceOperation { Id: var enumerator } } when state.HeldBy(enumerator) == Place.Anywhere:
                // A loop over what holds the task does not end before it has come to it.
                return true;
            case IInvocationOperation { TargetMethod: { Name: "Any", IsExtensionMethod: true, Parameters.Length: <= 1 }, Arguments: { Length: 1 } arguments } when IsHeldIn(arguments[0].Value, state):
                return true;
            case IPropertyReferenceOperation { Property.Name: "IsEmpty" or "IsDefaultOrEmpty", Instance: { } collection } when IsHeldIn(collection, state):
                return false;
            default:
                return null;
        }
    }

    /// <summary>True where the condition tells that the task is complete.</summary>
    public bool TellsCompletion(IOperation condition, bool holds, PathState state)
    {
        foreach (var path in _completion.Implied(condition, holds))
        {
            if (path.Variable is { } variable && state.HeldBy(variable) == Place.Whole)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for the question whether the work was cancelled.</summary>
    public bool AsksForCancellation(IOperation condition) =>
        condition is IPropertyReferenceOperation { Property: { Name: "IsCancellationRequested", ContainingType: var owner } }
        && (Same(owner, function.Facts.Types.CancellationToken) || Same(owner, function.Facts.Types.CancellationTokenSource));

    /// <summary>The loop of which this is the condition; null for other conditions.</summary>
    public static StatementSyntax? LoopOf(IOperation condition)
    {
        for (var node = condition.Syntax; node is not null; node = node.Parent)
        {
            switch (node.Parent)
            {
                case WhileStatementSyntax loop when loop.Condition == node:
                    return loop;
                case DoStatementSyntax loop when loop.Condition == node:
                    return loop;
                case ForStatementSyntax loop when loop.Condition == node:
                    return loop;
                case CommonForEachStatementSyntax loop when loop.Expression == node:
                    // Not the question of the finally block behind it whether there is an enumerator to dispose.
                    return condition is { IsImplicit: true } and not IIsNullOperation ? loop : null;
                case StatementSyntax:
                    return null;
            }
        }

        return null;
    }

    /// <summary>
    /// True where a loop that uses what holds the task is taken not to run at all. How often it runs follows from other variables ("for (i = 0; i &lt;
    /// count; i++) await tasks[i]"), so that this exit is not counted as normal. A loop over the collection that holds the task is understood.
    /// </summary>
    public bool IsSkippedUse(StatementSyntax loop, IOperation condition, PathState state) =>
        (origin is null || !loop.Span.Contains(origin.Syntax.Span))
        && !(condition is IInvocationOperation { Instance: IFlowCaptureReferenceOperation enumerator } && state.HeldBy(enumerator.Id) is not null)
        && Uses(loop, state);

    /// <summary>True where "receiver?.Take(task)" is taken to have no receiver: that there may be none is not what the code is about.</summary>
    public static bool IsSkippedUse(IOperation condition, PathState state) =>
        condition is IIsNullOperation && condition.Syntax.Parent is ConditionalAccessExpressionSyntax access && access.Expression == condition.Syntax && Uses(access.WhenNotNull, state);

    private static bool Uses(SyntaxNode code, PathState state)
    {
        foreach (var place in state.Places)
        {
            if (place.Variable is not { } variable)
            {
                continue;
            }

            foreach (var node in code.DescendantNodes())
            {
                if (node is IdentifierNameSyntax name && name.Identifier.ValueText == variable.Name)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// True where the task is started on a condition, and this condition behind it asks only for what was settled before: "if (a) task = F();
    /// if (b) return;" may never do both.
    /// </summary>
    public bool MayExcludeOrigin(IOperation condition)
    {
        if (origin is null || condition.Syntax.SpanStart < origin.Syntax.Span.End || !AsksForOld(condition, origin.Syntax.Span.End))
        {
            return false;
        }

        for (SyntaxNode node = origin.Syntax; node.Parent is { } parent && !parent.Span.Contains(condition.Syntax.Span); node = parent)
        {
            if (parent is IfStatementSyntax @if && @if.Condition != node || parent is ElseClauseSyntax or SwitchSectionSyntax or SwitchExpressionArmSyntax or ConditionalAccessExpressionSyntax
                or WhileStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or CatchClauseSyntax
                || parent is ConditionalExpressionSyntax choice && choice.Condition != node
                || parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression or (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression } binary && binary.Right == node)
            {
                return true;
            }
        }

        return false;
    }

    // Only variables and fields that had their value when the task was started, and constants.
    private bool AsksForOld(IOperation operation, int start)
    {
        switch (operation)
        {
            case ILocalReferenceOperation { Local.DeclaringSyntaxReferences: { Length: > 0 } references } when references[0].Span.Start > start:
            case IInvocationOperation or IAwaitOperation or IAssignmentOperation or IIncrementOrDecrementOperation or IDynamicInvocationOperation:
            case IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } }:
                return false;
            case IFlowCaptureReferenceOperation when function.Source.Of(operation) is var captured && !ReferenceEquals(captured, operation):
                return AsksForOld(captured, start);
            case IConditionalAccessInstanceOperation instance:
                return TaskPaths.ReceiverOf(instance) is { } receiver && AsksForOld(receiver, start);
        }

        foreach (var child in operation.ChildOperations)
        {
            if (!AsksForOld(child, start))
            {
                return false;
            }
        }

        return true;
    }

    private bool? OfPattern(IPatternOperation pattern, IOperation value, PathState state) => pattern switch
    {
        INegatedPatternOperation { Pattern: var inner } => !OfPattern(inner, value, state),
        IConstantPatternOperation { Value: var constant } when IsNull(constant) && IsHeldIn(value, state) => false,
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool expected } } => Of(value, state) is { } known ? known == expected : null,
        IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true, DeconstructionSubpatterns.IsEmpty: true } recursive when IsHeldIn(value, state) && Same(recursive.MatchedType, recursive.InputType) => true,
        IDiscardPatternOperation => true,
        IDeclarationPatternOperation { MatchesNull: true } => true,
        // The value has just been given this name.
        IDeclarationPatternOperation { DeclaredSymbol: { } declared } when state.HeldBy(declared) is not null => true,
        IRecursivePatternOperation { DeclaredSymbol: { } declared, PropertySubpatterns.IsEmpty: true, DeconstructionSubpatterns.IsEmpty: true } when state.HeldBy(declared) is not null => true,
        _ => null,
    };

    private static bool IsHeldIn(IOperation operation, PathState state)
    {
        operation = OperationTree.Bare(operation);

        return operation switch
        {
            ILocalReferenceOperation local => state.HeldBy(local.Local),
            IParameterReferenceOperation parameter => state.HeldBy(parameter.Parameter),
            IFlowCaptureReferenceOperation capture => state.HeldBy(capture.Id),
            ISimpleAssignmentOperation assignment => IsHeldIn(assignment.Target, state) ? Place.Whole : null,
            _ => null,
        } is not null;
    }

    private static bool IsSize(IOperation operation, PathState state) => operation switch
    {
        IPropertyReferenceOperation { Property: { Name: "Count" or "Length" or "LongLength" }, Instance: { } collection } => IsHeldIn(collection, state),
        IInvocationOperation { TargetMethod: { Name: "Count", IsExtensionMethod: true, Parameters.Length: <= 1 }, Arguments: { Length: 1 } arguments } => IsHeldIn(arguments[0].Value, state),
        _ => false,
    };

    private static bool IsNull(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: null }
        || operation is IConversionOperation { OperatorMethod: null, Operand: var operand } && IsNull(operand);

    private static bool IsZero(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: 0 };

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
