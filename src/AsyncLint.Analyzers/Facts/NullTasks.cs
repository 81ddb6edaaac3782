using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Finds where an expression gives null in the place of a task, by its shape.</summary>
internal static class NullTasks
{
    /// <summary>
    /// The parts of a task-typed value that are null: <c>null</c>, <c>default</c>, and <c>x?.SaveAsync()</c> where x may be null. What is behind a
    /// <c>!</c> was looked at by somebody.
    /// </summary>
    public static IEnumerable<IOperation> In(IOperation value)
    {
        switch (value)
        {
            case { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation:
                return IsForgiven(value.Syntax) ? Enumerable.Empty<IOperation>() : new[] { value };
            case IConversionOperation { OperatorMethod: null, IsTryCast: false, Operand: var operand }:
                return In(operand);
            case IParenthesizedOperation { Operand: var operand }:
                return In(operand);
            case IConditionalOperation { WhenTrue: var one, WhenFalse: { } other }:
                return In(one).Concat(In(other));
            case ICoalesceOperation { WhenNull: var instead }:
                return In(instead);
            case ISwitchExpressionOperation { Arms: var arms, Value: var chosen }:
                return arms.Where(arm => !IsForEmptyDelegate(arm.Pattern, chosen)).SelectMany(static arm => In(arm.Value));
            case IConditionalAccessOperation access when !IsForgiven(value.Syntax) && !IsCertainlyThere(access):
                return new[] { value };
            default:
                return Enumerable.Empty<IOperation>();
        }
    }

    /// <summary>The kinds of operation that <see cref="In"/> looks into, as a cheap test before it.</summary>
    public static bool MayBeIn(IOperation? value) => value?.Kind is OperationKind.Conversion or OperationKind.Literal or OperationKind.DefaultValue or OperationKind.Conditional
        or OperationKind.Coalesce or OperationKind.SwitchExpression or OperationKind.ConditionalAccess or OperationKind.Parenthesized;

    private static bool IsForgiven(SyntaxNode node)
    {
        while (node.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax or ConditionalAccessExpressionSyntax)
        {
            node = node.Parent;
        }

        return node.IsKind(SyntaxKind.SuppressNullableWarningExpression) || node.Parent.IsKind(SyntaxKind.SuppressNullableWarningExpression);
    }

    // A delegate that is there has a method: "GetInvocationList().Length" is never 0.
    private static bool IsForEmptyDelegate(IPatternOperation pattern, IOperation value)
    {
        if (pattern is not IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: 0 } } || value is not IPropertyReferenceOperation { Property.Name: "Length", Instance: { } list })
        {
            return false;
        }

        if (list is ILocalReferenceOperation { Local: var local } && LocalValues.Of(local, list) is [var only])
        {
            list = only;
        }

        return list is IInvocationOperation
        {
            TargetMethod: { Name: "GetInvocationList", ContainingType.SpecialType: SpecialType.System_Delegate or SpecialType.System_MulticastDelegate },
        };
    }

    // Its declaration says so, the compiler knows it, or another place in the function asks.
    private static bool IsCertainlyThere(IConditionalAccessOperation access) =>
        access.SemanticModel is { } model
        && (access.WhenNotNull is not IConditionalAccessOperation inner || IsCertainlyThere(inner))
        && (IsDeclaredAsThere(access.Operation)
            || model.GetNullableContext(access.Syntax.SpanStart).WarningsEnabled() && model.GetTypeInfo(access.Operation.Syntax).Nullability.FlowState is NullableFlowState.NotNull
            || access.Operation is IFieldReferenceOperation { Field: var field } && NullTests.IsMadeWithItsObject(field)
            || NullTests.AreMadeOf(access.Operation.Syntax));

    // Annotations tell what the author thinks, even where the compiler checks nothing. That of a T which may be nullable itself tells nothing.
    private static bool IsDeclaredAsThere(IOperation receiver) => receiver.Type is not ITypeParameterSymbol && receiver switch
    {
        ILocalReferenceOperation { Local: var local } => local.NullableAnnotation,
        IParameterReferenceOperation { Parameter: var parameter } => parameter.NullableAnnotation,
        IFieldReferenceOperation { Field: var field } => field.NullableAnnotation,
        IPropertyReferenceOperation { Property: var property } => property.NullableAnnotation,
        IEventReferenceOperation { Event: var raised } => raised.NullableAnnotation,
        _ => NullableAnnotation.None,
    } is NullableAnnotation.NotAnnotated;
}
