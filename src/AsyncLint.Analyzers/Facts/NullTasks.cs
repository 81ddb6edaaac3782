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
            case ISwitchExpressionOperation { Arms: var arms }:
                return arms.SelectMany(static arm => In(arm.Value));
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

    // The compiler knows better, its declaration says so, or another place in the function asks.
    private static bool IsCertainlyThere(IConditionalAccessOperation access) =>
        access.SemanticModel is { } model
        && (access.WhenNotNull is not IConditionalAccessOperation inner || IsCertainlyThere(inner))
        && ((model.GetNullableContext(access.Syntax.SpanStart).WarningsEnabled()
                ? model.GetTypeInfo(access.Operation.Syntax).Nullability.FlowState is NullableFlowState.NotNull
                : IsDeclaredAsThere(access.Operation))
            || access.Operation is IFieldReferenceOperation { Field: var field } && NullTests.IsMadeWithItsObject(field)
            || NullTests.AreMadeOf(access.Operation.Syntax));

    // Where the compiler checks nothing, annotations still tell what the author thinks.
    private static bool IsDeclaredAsThere(IOperation receiver) => receiver switch
    {
        IParameterReferenceOperation { Parameter: var parameter } => parameter.NullableAnnotation,
        IFieldReferenceOperation { Field: var field } => field.NullableAnnotation,
        IPropertyReferenceOperation { Property: var property } => property.NullableAnnotation,
        _ => NullableAnnotation.None,
    } is NullableAnnotation.NotAnnotated;
}
