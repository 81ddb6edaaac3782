using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>
/// Finds on which of its function's parameters an operation depends: <c>if (wait) task.Wait();</c>, <c>if (query.User != null) Load(query.User);</c>. A call that
/// passes a constant or a new object decides them; what depends on a flag in any other way may or may not be run.
/// </summary>
internal sealed class CallGuards
{
    private readonly KnownTypes _types;
    private readonly AwaitableTypes _awaitables;
    private readonly IMethodSymbol _function;
    private readonly ImmutableArray<CallGuard>.Builder _guards = ImmutableArray.CreateBuilder<CallGuard>();
    private bool _isUnknown;

    private CallGuards(IMethodSymbol function, CompilationFacts facts)
    {
        _function = function;
        _types = facts.Types;
        _awaitables = facts.Awaitables;
    }

    /// <summary>The guards of an operation in the code of a function; default where it depends on a parameter in a way that no call decides.</summary>
    public static ImmutableArray<CallGuard> Of(IOperation operation, IOperation code, IMethodSymbol function, CompilationFacts facts)
    {
        var guards = new CallGuards(function, facts);
        for (IOperation child = operation, parent = operation.Parent!; child != code && parent is not null && !guards._isUnknown; child = parent, parent = parent.Parent!)
        {
            guards.AddFrom(parent, child);
        }

        return guards._isUnknown ? default : guards._guards.ToImmutable();
    }

    private void AddFrom(IOperation parent, IOperation child)
    {
        switch (parent)
        {
            case IConditionalOperation choice when child != choice.Condition:
                Add(choice.Condition, child == choice.WhenTrue);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when child == both.RightOperand:
                Add(both.LeftOperand, true);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when child == either.RightOperand:
                Add(either.LeftOperand, false);
                break;
            case ISwitchOperation choice when child != choice.Value:
                _isUnknown |= MentionsFlag(choice.Value);
                break;
            case ISwitchExpressionOperation choice when child != choice.Value:
                _isUnknown |= MentionsFlag(choice.Value);
                break;
            case IBlockOperation block:
                foreach (var earlier in block.Operations)
                {
                    if (earlier == child)
                    {
                        break;
                    }

                    if (earlier is IConditionalOperation { WhenFalse: null } exit && Returns(exit.WhenTrue))
                    {
                        Add(exit.Condition, false);
                    }
                }

                break;
        }
    }

    private static bool Returns(IOperation branch) => branch is IReturnOperation or IBlockOperation { Operations: [.., IReturnOperation] };

    private void Add(IOperation condition, bool isTrue)
    {
        switch (condition)
        {
            case IParameterReferenceOperation { Parameter: { Type.SpecialType: SpecialType.System_Boolean } flag }:
                Add(flag, isTrue, true);
                break;
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                Add(not.Operand, !isTrue);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when isTrue:
                Add(both.LeftOperand, true);
                Add(both.RightOperand, true);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when !isTrue:
                Add(either.LeftOperand, false);
                Add(either.RightOperand, false);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison
                when FlagIn(comparison.LeftOperand) is { } flag && comparison.RightOperand.ConstantValue is { HasValue: true, Value: { } value }:
                Add(flag, value, comparison.OperatorKind is BinaryOperatorKind.Equals == isTrue);
                break;
            case IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: { } value } } } pattern when FlagIn(pattern.Value) is { } flag:
                Add(flag, value, isTrue);
                break;
            default:
                if (TestedForNull(condition, isTrue) is { } tested)
                {
                    AddNullTest(tested);
                }
                else
                {
                    _isUnknown |= MentionsFlag(condition);
                }

                break;
        }
    }

    private void AddNullTest(IOperation tested)
    {
        var (parameter, member) = tested switch
        {
            IParameterReferenceOperation reference => (reference.Parameter, null),
            IMemberReferenceOperation { Instance: IParameterReferenceOperation owner } reference => (owner.Parameter, reference.Member),
            _ => (default(IParameterSymbol), default(ISymbol)),
        };

        // That a value is there is the ordinary case, unless the call shows that it is not.
        if (parameter is not null && Same(parameter.ContainingSymbol, _function))
        {
            _guards.Add(member is null ? new ValueGuard(parameter) : new MemberGuard(parameter, member));
        }
    }

    // What is not null where the condition has this outcome: "x != null", "x is not null", "x is { }".
    private static IOperation? TestedForNull(IOperation condition, bool isTrue) => condition switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, RightOperand.ConstantValue: { HasValue: true, Value: null } } comparison
            when comparison.OperatorKind is BinaryOperatorKind.NotEquals == isTrue => OperationTree.WithoutConversions(comparison.LeftOperand),
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } test when !isTrue => OperationTree.WithoutConversions(test.Value),
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } } test when isTrue => OperationTree.WithoutConversions(test.Value),
        IIsPatternOperation { Pattern: IRecursivePatternOperation { DeconstructionSubpatterns.IsEmpty: true, PropertySubpatterns.IsEmpty: true } pattern } test
            when isTrue && Same(pattern.MatchedType, test.Value.Type) => OperationTree.WithoutConversions(test.Value),
        _ => null,
    };

    private static bool Same(ISymbol? a, ISymbol? b) => SymbolEqualityComparer.Default.Equals(a, b);

    // A flag of the function around a local function is not what its callers pass.
    private void Add(IParameterSymbol flag, object value, bool isEqual)
    {
        _isUnknown |= !Same(flag.ContainingSymbol, _function);
        _guards.Add(new FlagGuard(flag, value, isEqual));
    }

    private static IParameterSymbol? FlagIn(IOperation value)
    {
        value = OperationTree.WithoutConversions(value);
        return value is IParameterReferenceOperation { Parameter: var parameter } && IsFlag(parameter.Type) ? parameter : null;
    }

    /// <summary>True for a type by whose values a caller chooses what a function does.</summary>
    public static bool IsFlag(ITypeSymbol? type) => type is { SpecialType: SpecialType.System_Boolean } or { TypeKind: TypeKind.Enum };

    // A flag, a flag of an object that was passed, the type of that object.
    private bool MentionsFlag(IOperation condition)
    {
        foreach (var operation in condition.DescendantsAndSelf())
        {
            if (operation switch
            {
                IParameterReferenceOperation { Type: var type } => IsFlag(type),
                IMemberReferenceOperation { Instance: IParameterReferenceOperation { Type: { } owner }, Type: var type } => IsFlag(type) && !IsState(owner),
                IIsTypeOperation { ValueOperand: IParameterReferenceOperation } => true,
                ITypePatternOperation { InputType: var input } pattern => pattern.Parent is IIsPatternOperation or INegatedPatternOperation && IsOnParameter(pattern),
                IDeclarationPatternOperation { MatchesNull: false, MatchedType: not null } pattern => IsOnParameter(pattern),
                _ => false,
            })
            {
                return true;
            }
        }

        return false;
    }

    // That a token is not cancelled or a value is there is the ordinary case.
    private bool IsState(ITypeSymbol owner) =>
        SymbolEqualityComparer.Default.Equals(owner, _types.CancellationToken) || owner.OriginalDefinition.SpecialType is SpecialType.System_Nullable_T
        || _awaitables.IsTaskLike(owner);

    private static bool IsOnParameter(IOperation pattern)
    {
        var parent = pattern.Parent;
        while (parent is IPatternOperation)
        {
            parent = parent.Parent;
        }

        return parent is IIsPatternOperation { Value: IParameterReferenceOperation };
    }
}
