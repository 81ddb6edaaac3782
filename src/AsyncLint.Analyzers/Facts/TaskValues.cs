using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>How a task is taken for its result.</summary>
internal enum ValueUse
{
    /// <summary>It becomes text.</summary>
    Text,

    /// <summary>A method gets it that reads its arguments as values.</summary>
    Argument,

    /// <summary>An assertion looks at it.</summary>
    Check,

    NullTest,
    Comparison,
    TypeTest,
    Cast,

    /// <summary><c>using</c> disposes it.</summary>
    Disposal,

    /// <summary>A variable of the result's type is set to it; Task happens to convert to that.</summary>
    Assignment,

    /// <summary>A function returns it as its result.</summary>
    Return,
}

/// <summary>One place where a task stands and only its result makes sense.</summary>
/// <param name="Name">What takes it, where that has a name.</param>
internal readonly record struct TaskValue(ValueUse Use, string Name, IOperation Task);

/// <summary>Recognizes the expressions that take a task for its result.</summary>
/// <remarks>Asks from the task outwards: tasks are rare among all that is compared, converted and passed, and most are awaited where they are made.</remarks>
internal static class TaskValues
{
    /// <summary>How the place where <paramref name="task"/> stands takes it for its result; null where it does not, or where that is not certain.</summary>
    /// <param name="start">The call that started the task. Where it is not known, only what is wrong for every task is told.</param>
    public static TaskValue? Of(IOperation task, IInvocationOperation? start, ValueContext context)
    {
        if (context.Facts.Awaitables.ResultOf(task.Type) is not { } result)
        {
            return null;
        }

        var value = Outermost(task, out var mayBeNull);
        var hasResult = result.SpecialType is not SpecialType.System_Void;
        switch (value.Parent)
        {
            case IInterpolationOperation:
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String }:
            case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String }:
                return new(ValueUse.Text, "", task);
            case IReturnOperation { Kind: OperationKind.Return } returned when hasResult && value.Type is { SpecialType: SpecialType.System_Object }:
                var function = EnclosingFunction.Of(returned, context.Containing);
                return function.IsAsync ? new(ValueUse.Return, TaskCalls.NameOf(function), task) : null;
            case null:
            case var _ when start is null:
                return null;
            case IInvocationOperation { TargetMethod: { Name: "ToString", Parameters.IsEmpty: true } } call when call.Instance == value && !mayBeNull:
                return new(ValueUse.Text, "", task);
            case IUsingOperation:
                return IsDisposable(result, context.Facts) ? new(ValueUse.Disposal, "", task) : null;
            case var parent when parent is IArgumentOperation or IArrayInitializerOperation or ISimpleAssignmentOperation { Parent: IAnonymousObjectCreationOperation }
                    || NewerKinds.IsCollectionExpression(parent):
                return TaskArguments.Of(task, value, result, start, context);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } or IIsPatternOperation or ICoalesceOperation
                    or IIsTypeOperation or IConversionOperation or IInvocationOperation when hasResult:
                return Compared(task, value, result, start, mayBeNull, context.Facts) is { } use ? new(use, "", task) : null;
            case var target when hasResult && TargetOf(target, value) is { } assigned:
                return TakesResult(value.Type, result, assigned, value, context.Facts) ? new(ValueUse.Assignment, assigned.Name, task) : null;
            case IReturnOperation { Kind: OperationKind.Return } when hasResult && DisposesInstead(value.Type, result, context.Facts):
                return new(ValueUse.Return, TaskCalls.NameOf(EnclosingFunction.Of(task, context.Containing)), task);
            default:
                return null;
        }
    }

    /// <summary>The expression with what converts it implicitly, and with the conditional access that it ends.</summary>
    private static IOperation Outermost(IOperation task, out bool mayBeNull)
    {
        mayBeNull = false;
        while (true)
        {
            switch (task.Parent)
            {
                case IConversionOperation { IsImplicit: true, OperatorMethod: null } conversion:
                    task = conversion;
                    break;
                case IParenthesizedOperation parenthesized:
                    task = parenthesized;
                    break;
                case IConditionalAccessOperation access when access.WhenNotNull == task:
                    task = access;
                    mayBeNull = true;
                    break;
                default:
                    return task;
            }
        }
    }

    /// <summary>Operators that look at a value: comparisons, null tests, type tests, casts.</summary>
    private static ValueUse? Compared(IOperation task, IOperation value, ITypeSymbol result, IInvocationOperation start, bool mayBeNull, CompilationFacts facts)
    {
        // A callback or a conditional access may well give null in place of a task.
        var isNullTest = !mayBeNull && CanBeNull(result) && start.TargetMethod.MethodKind is not MethodKind.DelegateInvoke;
        switch (value.Parent)
        {
            case IBinaryOperation comparison:
                var other = OperationTree.Unconverted(comparison.LeftOperand == value ? comparison.RightOperand : comparison.LeftOperand);
                return IsNull(other) ? isNullTest ? ValueUse.NullTest : null
                    : IsLikeResult(other.Type, result, facts) ? ValueUse.Comparison : null;
            case IInvocationOperation { TargetMethod: { Name: "Equals", Parameters.Length: 1 } } call when call.Instance == value:
                return IsNoTask(OperationTree.Unconverted(call.Arguments[0].Value).Type, facts) ? ValueUse.Comparison : null;
            case ICoalesceOperation { WhenNull: var otherwise } coalesce when coalesce.Value == value && coalesce.Parent is not IAwaitOperation:
                return isNullTest && (OperationTree.Unconverted(otherwise) is IThrowOperation || otherwise.Type is { SpecialType: SpecialType.System_Object }) ? ValueUse.NullTest : null;
            case IIsPatternOperation { Pattern: var pattern }:
                return IsNullPattern(pattern) ? isNullTest ? ValueUse.NullTest : null
                    : IsOtherType(TypeOf(pattern), result, facts) ? ValueUse.TypeTest : null;
            case IIsTypeOperation test:
                return IsOtherType(test.TypeOperand, result, facts) ? ValueUse.TypeTest : null;
            case IConversionOperation { IsImplicit: false, OperatorMethod: null, Type: { } target }:
                // A configured awaitable has no use but to be awaited.
                return target.SpecialType is SpecialType.System_Object && task.Type!.IsValueType && !facts.Awaitables.IsTaskOrValueTask(task.Type)
                    || IsOtherType(target, result, facts) ? ValueUse.Cast : null;
            default:
                return null;
        }
    }

    private static bool IsNull(IOperation value) => value.ConstantValue is { HasValue: true, Value: null };

    private static bool CanBeNull(ITypeSymbol type) =>
        type.IsReferenceType || type.OriginalDefinition.SpecialType is SpecialType.System_Nullable_T || type is ITypeParameterSymbol { IsValueType: false };

    private static bool IsNullPattern(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation { Value: var value } => IsNull(OperationTree.Unconverted(value)),
        INegatedPatternOperation { Pattern: var negated } => IsNullPattern(negated),
        IRecursivePatternOperation { DeclaredSymbol: null, PropertySubpatterns.IsEmpty: true, DeconstructionSubpatterns.IsEmpty: true } recursive =>
            SymbolEqualityComparer.Default.Equals(recursive.MatchedType, recursive.InputType),
        _ => false,
    };

    private static ITypeSymbol? TypeOf(IPatternOperation pattern) => pattern switch
    {
        IDeclarationPatternOperation declaration => declaration.MatchedType,
        ITypePatternOperation type => type.MatchedType,
        INegatedPatternOperation negated => TypeOf(negated.Pattern),
        _ => null,
    };

    // An interface that the result may implement and a task does not. Classes the compiler rejects, and a type parameter may stand for a task.
    private static bool IsOtherType(ITypeSymbol? type, ITypeSymbol result, CompilationFacts facts) =>
        type is { TypeKind: TypeKind.Interface } && !facts.Types.Task!.AllInterfaces.Contains(type, SymbolEqualityComparer.Default)
        && facts.Compilation.ClassifyCommonConversion(result, type).Exists;

    /// <summary>True where the other side of a comparison has the type of the result: that of another task compares two tasks, and object says nothing.</summary>
    private static bool IsLikeResult(ITypeSymbol? other, ITypeSymbol result, CompilationFacts facts) =>
        other is not (null or { SpecialType: SpecialType.System_Object }) && !facts.Awaitables.IsNested(other)
        && facts.Compilation.ClassifyCommonConversion(result, other) is { IsImplicit: true, IsUserDefined: false };

    /// <summary>True for a type whose values are certainly no tasks: an object or a type parameter may be one.</summary>
    public static bool IsNoTask(ITypeSymbol? type, CompilationFacts facts) =>
        type is not (null or { SpecialType: SpecialType.System_Object } or ITypeParameterSymbol or IDynamicTypeSymbol) && !facts.Awaitables.IsTaskLike(type);

    private static ISymbol? TargetOf(IOperation parent, IOperation value) => parent switch
    {
        ISimpleAssignmentOperation assignment when assignment.Value == value => SymbolOf(assignment.Target),
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => local,
        IFieldInitializerOperation { InitializedFields: { Length: > 0 } fields } => fields[0],
        IPropertyInitializerOperation { InitializedProperties: { Length: > 0 } properties } => properties[0],
        _ => null,
    };

    private static ISymbol? SymbolOf(IOperation target) => target switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IMemberReferenceOperation member => member.Member,
        _ => null,
    };

    /// <summary>True where a target has just the type of the result and takes the task only because that converts to it too.</summary>
    private static bool TakesResult(ITypeSymbol? type, ITypeSymbol result, ISymbol target, IOperation value, CompilationFacts facts) =>
        DisposesInstead(type, result, facts)
        || type is { SpecialType: SpecialType.System_Object } && result.SpecialType is SpecialType.System_Object
            && target is ILocalSymbol or IParameterSymbol && !IsTestedForTask(target, value, facts);

    public static bool DisposesInstead(ITypeSymbol? type, ITypeSymbol result, CompilationFacts facts) =>
        type is { SpecialType: SpecialType.System_IDisposable } && IsDisposable(result, facts);

    public static bool IsDisposable(ITypeSymbol result, CompilationFacts facts) =>
        result.SpecialType is not SpecialType.System_Void
        && facts.Compilation.ClassifyCommonConversion(result, facts.Compilation.GetSpecialType(SpecialType.System_IDisposable)).IsImplicit;

    // "object result = InvokeAsync(); if (result is Task task) …": the code knows that there may be a task in it.
    private static bool IsTestedForTask(ISymbol variable, IOperation value, CompilationFacts facts)
    {
        foreach (var operation in OperationTree.Root(value).Descendants())
        {
            if (operation.Kind is OperationKind.LocalReference or OperationKind.ParameterReference
                && SymbolEqualityComparer.Default.Equals(SymbolOf(operation), variable)
                && operation.Parent switch
                {
                    IIsPatternOperation pattern => facts.Awaitables.IsTaskLike(TypeOf(pattern.Pattern)),
                    IIsTypeOperation test => facts.Awaitables.IsTaskLike(test.TypeOperand),
                    IConversionOperation conversion => facts.Awaitables.IsTaskLike(conversion.Type),
                    _ => false,
                })
            {
                return true;
            }
        }

        return false;
    }
}
