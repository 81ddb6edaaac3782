using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>A wait, while something is initialized, for another thread that waits for the end of the initialization.</summary>
/// <param name="Initialized">What a message calls the thing.</param>
/// <param name="Use">Where the other thread needs it.</param>
internal sealed record InitializationDeadlock(string Initialized, IOperation Use);

/// <summary>
/// Proves deadlocks over the lock that a type initializer or a Lazy holds. No SynchronizationContext takes part: any other thread that needs what is being initialized waits for
/// its end.
/// </summary>
/// <remarks>
/// A type with a static constructor is initialized before any use of its static members and constructors. One that only has initializers (beforefieldinit) need not be before its static
/// fields are used; its methods may be run while it is initialized. Lambdas live in a class of their own.
/// </remarks>
internal sealed class InitializationDeadlocks(CompilationFacts facts)
{
    /// <summary>The deadlock at an operation that waits for another thread; null where none is proven.</summary>
    /// <param name="member">The static constructor, or the field or property whose initializer it stands in.</param>
    public InitializationDeadlock? At(IOperation wait, ISymbol member)
    {
        var function = EnclosingFunction.Of(wait, member);
        if (IsStaticInitializer(function, member))
        {
            return member.ContainingType is { } type && UseIn(wait, operation => IsUse(operation, type)) is { } use ? new("the initialization of '" + type.Name + "'", use) : null;
        }

        return function is { Kind: FunctionKind.Lambda, Operation: { } factory } && LazyMadeBy(factory) is { } lazy
            && UseIn(wait, operation => operation is IPropertyReferenceOperation { Property.Name: "Value", Instance: IMemberReferenceOperation { Member: var read } } && Same(read, lazy)) is { } reads
                ? new("the value of '" + lazy.Name + "'", reads)
                : null;
    }

    /// <summary>True for the code that a type initializer runs itself.</summary>
    public static bool IsStaticInitializer(EnclosingFunction function, ISymbol member) =>
        function.Kind is FunctionKind.StaticConstructor || function.Kind is FunctionKind.Initializer && member is IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true };

    private IOperation? UseIn(IOperation wait, Func<IOperation, bool> isUse)
    {
        foreach (var operation in CodeAwaitedBy(wait))
        {
            if (isUse(operation))
            {
                return operation;
            }
        }

        return null;
    }

    private IEnumerable<IOperation> CodeAwaitedBy(IOperation wait) => BlockedTasks.Find(wait, facts) switch
    {
        { Form: BlockingForm.Result or BlockingForm.GetResult, Task: var task } => WaitedCode.Of(task, facts),
        { Form: BlockingForm.Wait, Task: var task } when wait is IInvocationOperation { Arguments.IsEmpty: true } => WaitedCode.Of(task, facts),
        { Form: BlockingForm.WaitAll, Task: var tasks } when wait is IInvocationOperation { Arguments.Length: 1 } => WaitedCode.Of(tasks, facts),
        null when ThreadJoinedBy(wait) is { } function => WaitedCode.OfDelegate(function, facts),
        _ => Enumerable.Empty<IOperation>(),
    };

    // "var thread = new Thread(…); thread.Start(); thread.Join();"
    private IOperation? ThreadJoinedBy(IOperation wait) =>
        wait is IInvocationOperation { TargetMethod: { Name: "Join", ContainingType: var owner }, Arguments.IsEmpty: true, Instance: ILocalReferenceOperation { Local: var local } } && Same(owner, facts.Types.Thread)
        && LocalValues.Of(local, wait) is [IObjectCreationOperation { Arguments: [{ Value: var function }, ..] }]
            ? function
            : null;

    private static bool IsUse(IOperation operation, INamedTypeSymbol type)
    {
        var isPrecise = type.StaticConstructors.Any(static constructor => !constructor.IsImplicitlyDeclared);
        return operation switch
        {
            IFieldReferenceOperation { Field: { IsStatic: true, IsConst: false } field } => Same(field.ContainingType, type),
            IPropertyReferenceOperation { Property: { IsStatic: true } property } => Same(property.ContainingType, type) && (isPrecise || IsAuto(property)),
            IInvocationOperation { TargetMethod: { IsStatic: true, MethodKind: MethodKind.Ordinary } method } => isPrecise && Same(method.ContainingType, type),
            IMethodReferenceOperation { Method: { IsStatic: true, MethodKind: MethodKind.Ordinary } method } => isPrecise && Same(method.ContainingType, type),
            IObjectCreationOperation { Constructor: { } constructor } => isPrecise && Same(constructor.ContainingType, type),
            _ => false,
        };
    }

    private static bool IsAuto(IPropertySymbol property)
    {
        foreach (var member in property.ContainingType.GetMembers())
        {
            if (member is IFieldSymbol { AssociatedSymbol: { } owner } && Same(owner, property.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The static field or property that is given a Lazy with this factory, which other threads wait for; null for every other lambda.</summary>
    private ISymbol? LazyMadeBy(IOperation factory)
    {
        if (DelegateUses.ArgumentOf(factory) is not { Parent: IObjectCreationOperation { Type: { } created } creation } || !Same(created.OriginalDefinition, facts.Types.Lazy)
            || !creation.Arguments.All(static argument => argument.Value is IDelegateCreationOperation or IConversionOperation { Operand: IDelegateCreationOperation }
                || argument.Value.ConstantValue is { HasValue: true, Value: true or ExecutionAndPublication }))
        {
            return null;
        }

        IOperation value = creation;
        while (value.Parent is IConversionOperation)
        {
            value = value.Parent;
        }

        var member = value.Parent switch
        {
            IFieldInitializerOperation { InitializedFields: [var field] } => field,
            IPropertyInitializerOperation { InitializedProperties: [var property] } => property,
            ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: var assigned } } => assigned,
            _ => (ISymbol?)null,
        };
        return member is { IsStatic: true } ? member : null;
    }

    // LazyThreadSafetyMode.
    private const int ExecutionAndPublication = 2;

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
