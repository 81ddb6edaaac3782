using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>
/// The conditions that are known to hold, or not, on a path, so that <c>if (flag) task = F(); … if (flag) await task;</c> is seen to await
/// what it has started. Conditions are the same if they are written the same and no variable in them has been assigned in between; what a call
/// may change is not considered, since a path that is wrongly ruled out only means a report less.
/// </summary>
internal readonly struct PathFacts
{
    private readonly ImmutableArray<(string Condition, bool Holds)> _known;

    private PathFacts(ImmutableArray<(string Condition, bool Holds)> known) => _known = known;

    private ImmutableArray<(string Condition, bool Holds)> Known => _known.IsDefault ? ImmutableArray<(string Condition, bool Holds)>.Empty : _known;

    /// <summary>Whether the condition is known to hold, known not to, or unknown.</summary>
    public bool? Of(IOperation condition)
    {
        if (KeyOf(condition) is not { } key)
        {
            return null;
        }

        foreach (var fact in Known)
        {
            if (fact.Condition == key.Text)
            {
                return fact.Holds != key.IsNegated;
            }
        }

        return null;
    }

    public PathFacts Assume(IOperation condition, bool holds) => KeyOf(condition) is { } key ? With(key.Text, holds != key.IsNegated) : this;

    /// <summary>As <see cref="Assume"/>, for a variable that has just been assigned.</summary>
    public PathFacts AssumeValue(IOperation target, bool value) => target is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation ? With(NameOf(target), value) : this;

    /// <summary>What is left after an operation, and what its assignments of constants tell.</summary>
    public PathFacts After(IOperation operation)
    {
        var facts = this;
        foreach (var nested in operation.DescendantsAndSelf())
        {
            switch (nested)
            {
                case ISimpleAssignmentOperation { Target: var target, Value: var value }:
                    facts = facts.Assigned(target, value);
                    break;
                case IAssignmentOperation { Target: var target }:
                    facts = facts.Without(target);
                    break;
                case IIncrementOrDecrementOperation { Target: var target }:
                    facts = facts.Without(target);
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: var passed }:
                    facts = facts.Without(passed);
                    break;
                case IDeclarationPatternOperation { DeclaredSymbol: { } declared }:
                    facts = facts.Without(declared.Name);
                    break;
            }
        }

        return facts;
    }

    public PathFacts Intersect(PathFacts other) => new(Known.RemoveAll(fact => !other.Known.Contains(fact)));

    public bool HasSameCountAs(PathFacts other) => Known.Length == other.Known.Length;

    private PathFacts Assigned(IOperation target, IOperation value)
    {
        var facts = Without(target);
        if (target is not (ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation))
        {
            return facts;
        }

        value = OperationTree.Bare(value);

        var name = NameOf(target);
        return value switch
        {
            { ConstantValue: { HasValue: true, Value: bool constant } } => facts.With(name, constant),
            { ConstantValue: { HasValue: true, Value: null } } => facts.With(name + " == null", true),
            { ConstantValue.HasValue: true } => facts.With(name + " == " + value.Syntax, true),
            IObjectCreationOperation or IArrayCreationOperation => facts.With(name + " == null", false),
            _ => facts,
        };
    }

    private PathFacts With(string condition, bool holds) =>
        new(Known.RemoveAll(fact => fact.Condition == condition).Add((condition, holds)));

    private PathFacts Without(IOperation target) => target switch
    {
        ITupleOperation tuple => tuple.Elements.Aggregate(this, static (facts, element) => facts.Without(element)),
        IDeclarationExpressionOperation declaration => Without(declaration.Expression),
        ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation => Without(NameOf(target)),
        IFlowCaptureReferenceOperation => Without(target.Syntax.ToString()),
        _ => this,
    };

    private PathFacts Without(string? name)
    {
        // The compiler's own variables have no name, and no condition of the source mentions them.
        if (name is not { Length: > 0 })
        {
            return this;
        }

        foreach (var fact in Known)
        {
            if (Mentions(fact.Condition, name))
            {
                return new(Known.RemoveAll(known => Mentions(known.Condition, name)));
            }
        }

        return this;
    }

    private static string NameOf(IOperation target) => target switch
    {
        ILocalReferenceOperation local => local.Local.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        IMemberReferenceOperation member => member.Member.Name,
        _ => target.Syntax.ToString(),
    };

    private static bool Mentions(string condition, string name)
    {
        for (var at = condition.IndexOf(name, StringComparison.Ordinal); at >= 0; at = condition.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at == 0 || !IsNamePart(condition[at - 1])) && (end == condition.Length || !IsNamePart(condition[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c == '_';

    /// <summary>One text for all ways to write a condition or its opposite; null for what tells nothing about the next time it is evaluated.</summary>
    private static (string Text, bool IsNegated)? KeyOf(IOperation condition)
    {
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand }:
                return KeyOf(operand) is { } key ? (key.Text, !key.IsNegated) : null;
            case IParenthesizedOperation { Operand: var operand }:
                return KeyOf(operand);
            case IConversionOperation { OperatorMethod: null, Operand: var operand }:
                return KeyOf(operand);
            case IBinaryOperation { LeftOperand: var left, RightOperand: var right } binary:
                return binary.OperatorKind switch
                {
                    BinaryOperatorKind.Equals => OfEquality(left, right, false),
                    BinaryOperatorKind.NotEquals => OfEquality(left, right, true),
                    BinaryOperatorKind.LessThan => (TextOf(left) + " < " + TextOf(right), false),
                    BinaryOperatorKind.GreaterThanOrEqual => (TextOf(left) + " < " + TextOf(right), true),
                    BinaryOperatorKind.GreaterThan => (TextOf(right) + " < " + TextOf(left), false),
                    BinaryOperatorKind.LessThanOrEqual => (TextOf(right) + " < " + TextOf(left), true),
                    _ => null,
                };
            case IIsNullOperation { Operand: var operand }:
                return (TextOf(operand) + " == null", false);
            case IIsPatternOperation { Value: var value, Pattern: var pattern }:
                return OfPattern(value, pattern);
            case IPropertyReferenceOperation { Property: { Name: "HasValue", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }, Instance: { } nullable }:
                return (TextOf(nullable) + " == null", true);
            case IFlowCaptureReferenceOperation or IAwaitOperation or IDynamicInvocationOperation:
                return null;
            default:
                return condition.ConstantValue.HasValue ? null : (TextOf(condition), false);
        }
    }

    private static (string Text, bool IsNegated)? OfEquality(IOperation left, IOperation right, bool isNegated)
    {
        if (right.ConstantValue is { HasValue: true, Value: bool constant })
        {
            return KeyOf(left) is { } key ? (key.Text, key.IsNegated != isNegated == constant) : null;
        }

        return left.ConstantValue.HasValue && !right.ConstantValue.HasValue ? OfEquality(right, left, isNegated) : (TextOf(left) + " == " + TextOf(right), isNegated);
    }

    private static (string Text, bool IsNegated)? OfPattern(IOperation value, IPatternOperation pattern) => pattern switch
    {
        INegatedPatternOperation { Pattern: var inner } => OfPattern(value, inner) is { } key ? (key.Text, !key.IsNegated) : null,
        IConstantPatternOperation { Value: var constant } => OfEquality(value, constant, false),
        IRecursivePatternOperation { DeclaredSymbol: null, DeconstructionSubpatterns.IsEmpty: true, PropertySubpatterns.IsEmpty: true } => (TextOf(value) + " == null", true),
        IDiscardPatternOperation => null,
        _ => (TextOf(value) + " is " + pattern.Syntax, false),
    };

    private static string TextOf(IOperation operation)
    {
        operation = OperationTree.Bare(operation);

        return operation.ConstantValue is { HasValue: true, Value: null } ? "null" : operation.Syntax.ToString();
    }
}
