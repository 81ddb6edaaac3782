using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Recognizes the framework's own operations on tasks: how one is configured, scheduled, combined or made complete.</summary>
internal static class TaskCalls
{
    /// <summary>Takes off what wraps a task without changing which one it is: conversions, ConfigureAwait, AsTask, Preserve.</summary>
    public static IOperation Unwrap(IOperation operation, CompilationFacts facts)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                case IInvocationOperation { Instance: { } receiver, TargetMethod.Name: "ConfigureAwait" or "AsTask" or "Preserve" } call
                    when facts.Awaitables.IsTaskOrValueTask(call.TargetMethod.ContainingType):
                    operation = receiver;
                    break;
                case IInvocationOperation { Instance: null, TargetMethod.Name: "ConfigureAwait" or "WithCancellation", Arguments.Length: > 0 } call
                    when Same(call.TargetMethod.ContainingType, facts.Types.TaskAsyncEnumerableExtensions):
                    operation = call.Arguments[0].Value;
                    break;
                case IInvocationOperation { Instance: { } sequence, TargetMethod.Name: "ConfigureAwait" or "WithCancellation" } call
                    when Same(call.TargetMethod.ContainingType.OriginalDefinition, facts.Types.ConfiguredAsyncEnumerable):
                    operation = sequence;
                    break;
                default:
                    return operation;
            }
        }
    }

    /// <summary>Task.Run, TaskFactory.StartNew and the dispatchers' InvokeAsync: the callee only puts the delegate in a queue.</summary>
    public static bool IsScheduling(IMethodSymbol method, KnownTypes types) => method.Name switch
    {
        "Run" => Same(method.ContainingType, types.Task),
        "StartNew" => Same(method.ContainingType.OriginalDefinition, types.TaskFactory) || Same(method.ContainingType.OriginalDefinition, types.TaskFactoryOfT),
        "InvokeAsync" or "BeginInvoke" => Same(method.ContainingType, types.WpfDispatcher) || Same(method.ContainingType, types.AvaloniaDispatcher)
            || Same(method.ContainingType, types.BlazorDispatcher) || Same(method.ContainingType, types.BlazorComponent)
            || Same(method.ContainingType, types.WinFormsControl),
        _ => false,
    };

    /// <summary>
    /// Dispatcher.BeginInvoke: the operation that it returns need not be watched, since the dispatcher raises UnhandledException for what
    /// the delegate throws (learn.microsoft.com, Dispatcher.UnhandledException; InvokeAsync keeps the exception in its task instead).
    /// </summary>
    public static bool IsPost(IMethodSymbol method, KnownTypes types) => method.Name is "BeginInvoke" && Same(method.ContainingType, types.WpfDispatcher);

    public static bool IsContinueWith(IMethodSymbol method, CompilationFacts facts) =>
        method.Name is "ContinueWith" && facts.Awaitables.Of(method.ContainingType) is Awaitability.Task;

    public static bool IsWhenAll(IMethodSymbol method, KnownTypes types) => method.Name is "WhenAll" && Same(method.ContainingType, types.Task);

    public static bool IsDelay(IMethodSymbol method, KnownTypes types) => method.Name is "Delay" && Same(method.ContainingType, types.Task);

    public static bool IsWhenAny(IMethodSymbol method, KnownTypes types) => method.Name is "WhenAny" && Same(method.ContainingType, types.Task);

    /// <summary>The tasks written out in an argument such as <c>WhenAll(a, b)</c> or <c>WhenAll([a, b])</c>; null for one that names a collection.</summary>
    public static IEnumerable<IOperation>? ElementsOf(IOperation tasks) => tasks switch
    {
        IArrayCreationOperation { Initializer.ElementValues: var elements } => elements,
        _ when NewerKinds.IsCollectionExpression(tasks) => tasks.ChildOperations.ToArray(),
        IObjectCreationOperation { Initializer.Initializers: var added, Arguments.IsEmpty: true } when added.All(static add => add is IInvocationOperation { Arguments.Length: 1 }) =>
            added.Select(static add => ((IInvocationOperation)add).Arguments[0].Value),
        _ => null,
    };

    /// <summary>
    /// A task that is complete from the start: CompletedTask, FromResult, FromException, FromCanceled, new ValueTask(result), default, or a static
    /// readonly field that keeps one of these.
    /// </summary>
    public static bool IsBornComplete(IOperation task, CompilationFacts facts) => Unwrap(task, facts) switch
    {
        IPropertyReferenceOperation { Property: { Name: "CompletedTask", IsStatic: true } property } => facts.Awaitables.IsTaskOrValueTask(property.ContainingType),
        IInvocationOperation { TargetMethod: { Name: "FromResult" or "FromException" or "FromCanceled", IsStatic: true } method } =>
            facts.Awaitables.IsTaskOrValueTask(method.ContainingType),
        IObjectCreationOperation { Arguments: { Length: 1 } arguments, Type: { } type } =>
            facts.Awaitables.Of(type) is Awaitability.ValueTask && facts.Awaitables.Of(arguments[0].Value.Type) is Awaitability.None
            && arguments[0].Parameter?.Type is { TypeKind: not TypeKind.Interface },
        IDefaultValueOperation { Type: { } type } => facts.Awaitables.Of(type) is Awaitability.ValueTask,
        IFieldReferenceOperation { Field: { IsStatic: true } field } => FreshTasks.IsTriviallyComplete(field, facts.Awaitables.Of(field.Type)),
        _ => false,
    };

    /// <summary>The name that a message gives to a call or value: the method, the delegate that is invoked, the variable.</summary>
    public static string NameOf(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: { } instance } => NameOf(instance),
        IInvocationOperation call => call.TargetMethod.Name,
        ILocalReferenceOperation local => local.Local.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        IMemberReferenceOperation member => member.Member.Name,
        IObjectCreationOperation { Type: { } type } => type.Name,
        IConversionOperation conversion => NameOf(conversion.Operand),
        IAwaitOperation awaited => NameOf(awaited.Operation),
        IConditionalAccessOperation access => NameOf(access.WhenNotNull),
        IConditionalAccessInstanceOperation instance when ReceiverOf(instance) is { } receiver => NameOf(receiver),
        IArrayElementReferenceOperation element => NameOf(element.ArrayReference),
        IFlowCaptureReferenceOperation { Syntax: IdentifierNameSyntax { Identifier.ValueText: var name } } => name,
        _ => "the task",
    };

    /// <summary>The name of a function as a message quotes it: what has no name of its own is not quoted.</summary>
    public static string QuotedNameOf(EnclosingFunction function) => function switch
    {
        { Kind: FunctionKind.Lambda or FunctionKind.TopLevel or FunctionKind.Initializer } => NameOf(function),
        { Kind: FunctionKind.Constructor, Symbol.ContainingType: var type } => "the constructor of '" + type.Name + "'",
        { Kind: FunctionKind.StaticConstructor, Symbol.ContainingType: var type } => "the static constructor of '" + type.Name + "'",
        _ => "'" + NameOf(function) + "'",
    };

    /// <summary>The name that a message gives to a function.</summary>
    public static string NameOf(EnclosingFunction function) => function switch
    {
        { Kind: FunctionKind.Lambda } => "the lambda",
        { Kind: FunctionKind.TopLevel } => "the program",
        { Kind: FunctionKind.Accessor, Symbol.AssociatedSymbol: { } property } => NameOf(property),
        { Symbol: { } symbol } => NameOf(symbol),
        _ => "the initializer",
    };

    /// <summary>The name of a member; an explicit implementation of an interface is named as the interface names it.</summary>
    public static string NameOf(ISymbol member) => member.Name.Substring(member.Name.LastIndexOf('.') + 1);

    /// <summary>What stands before the question mark: the value of which <paramref name="instance"/> is a member.</summary>
    public static IOperation? ReceiverOf(IConditionalAccessInstanceOperation instance)
    {
        for (IOperation child = instance, parent = instance.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalAccessOperation access && access.WhenNotNull == child)
            {
                return access.Operation;
            }
        }

        return null;
    }

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
