using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Where the task of a call is kept.</summary>
internal enum TaskKeeper
{
    /// <summary>Nowhere: it is awaited, returned, dropped, or given to code that is not known, right where it is made.</summary>
    None,

    /// <summary>In a variable, a tuple, a collection, or a parameter of a function of the source: its flow tells what becomes of it.</summary>
    Body,

    /// <summary>In a field.</summary>
    Field,
}

/// <summary>
/// The test before the flow: does a call give a task that its body keeps. It looks at parents only, since it runs on every call of a compilation.
/// </summary>
internal static class HeldTasks
{
    public static TaskKeeper KeeperOf(IInvocationOperation call, CompilationFacts facts)
    {
        if (call.Type is not { SpecialType: SpecialType.None } type)
        {
            return TaskKeeper.None;
        }

        IOperation value = call;
        while (value.Parent is { } parent)
        {
            switch (parent.Kind)
            {
                case OperationKind.Conversion:
                case OperationKind.Parenthesized:
                case OperationKind.Coalesce:
                case OperationKind.Conditional when ((IConditionalOperation)parent).Condition != value:
                case OperationKind.ConditionalAccess when ((IConditionalAccessOperation)parent).WhenNotNull == value:
                case OperationKind.SwitchExpressionArm:
                case OperationKind.SwitchExpression:
                case OperationKind.Tuple:
                case OperationKind.ArrayInitializer:
                case OperationKind.ArrayCreation:
                case OperationKind.Invocation when IsInstanceOfSame((IInvocationOperation)parent, value, facts):
                    value = parent;
                    continue;
                case OperationKind.Argument:
                    if (!facts.Awaitables.IsTaskLike(type))
                    {
                        return TaskKeeper.None;
                    }

                    if (!IsPassedOn((IArgumentOperation)parent, facts))
                    {
                        return IsFollowed((IArgumentOperation)parent) ? TaskKeeper.Body : TaskKeeper.None;
                    }

                    value = parent.Parent!;
                    continue;
                case OperationKind.VariableInitializer:
                case OperationKind.DeconstructionAssignment:
                case OperationKind.IsPattern:
                    return OfType(type, TaskKeeper.Body, facts);
                case OperationKind.SimpleAssignment:
                case OperationKind.CoalesceAssignment:
                    return OfType(type, KeeperIn(((IAssignmentOperation)parent).Target), facts);
                case OperationKind.FieldInitializer:
                    return OfType(type, TaskKeeper.Field, facts);
                default:
                    if (NewerKinds.IsCollectionExpression(parent))
                    {
                        value = parent;
                        continue;
                    }

                    return TaskKeeper.None;
            }
        }

        return TaskKeeper.None;
    }

    private static TaskKeeper OfType(ITypeSymbol type, TaskKeeper keeper, CompilationFacts facts) =>
        keeper is not TaskKeeper.None && facts.Awaitables.IsTaskLike(type) ? keeper : TaskKeeper.None;

    private static TaskKeeper KeeperIn(IOperation target) => target switch
    {
        ILocalReferenceOperation or IParameterReferenceOperation or IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true } => TaskKeeper.Body,
        IFieldReferenceOperation { Field.ContainingType.IsTupleType: true } => TaskKeeper.Body,
        IFieldReferenceOperation => TaskKeeper.Field,
        _ => TaskKeeper.None,
    };

    // "F().ConfigureAwait(false)", "F().WaitAsync(timeout)".
    private static bool IsInstanceOfSame(IInvocationOperation outer, IOperation value, CompilationFacts facts) =>
        outer.Instance == value && TaskUses.OfReceiver(outer.TargetMethod, facts) is TaskUse.SameTask;

    // "Unwrap(F())", "new ValueTask(F())", "new List<Task>(…)": what matters is what becomes of the result.
    private static bool IsPassedOn(IArgumentOperation argument, CompilationFacts facts) => argument.Parent switch
    {
        IInvocationOperation { TargetMethod: var method } => TaskUses.OfArgument(method, facts) is TaskUse.SameTask || method.IsStatic && facts.Types.IsCollectionFactory(method.ContainingType),
        IObjectCreationOperation { Type: INamedTypeSymbol type } => facts.Awaitables.IsTaskOrValueTask(type) || facts.Types.IsCollection(type),
        _ => false,
    };

    private static bool IsFollowed(IArgumentOperation argument) => argument.Parent switch
    {
        IInvocationOperation call => call.Instance is not null && TaskUses.IsAdding(call.TargetMethod) || !call.IsVirtual && IsOfSource(call.TargetMethod),
        IObjectCreationOperation { Constructor: { } constructor } => IsOfSource(constructor),
        _ => false,
    };

    private static bool IsOfSource(IMethodSymbol method) => !method.OriginalDefinition.DeclaringSyntaxReferences.IsEmpty;
}
