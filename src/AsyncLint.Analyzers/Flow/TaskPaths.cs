using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>Finds the path of an expression that names a task, and of the elements of one that names a collection of tasks.</summary>
/// <param name="original">From an operation of a control flow graph to the one of the source, which has parents and no flow captures.</param>
internal sealed class TaskPaths(CompilationFacts facts, Func<IOperation, IOperation> original)
{
    private const int MaxDepth = 16;

    public CompilationFacts Facts { get; } = facts;

    public IOperation Unwrap(IOperation operation)
    {
        while (true)
        {
            var unwrapped = TaskCalls.Unwrap(original(operation), Facts);
            if (unwrapped is IInvocationOperation { TargetMethod: { Name: WellKnownMemberNames.GetAwaiter, IsStatic: false }, Instance: { } awaited })
            {
                unwrapped = awaited;
            }

            // A project's own shorthand for ConfigureAwait(false).
            if (unwrapped is IInvocationOperation { TargetMethod.IsExtensionMethod: true, Type.OriginalDefinition: { } configured, Arguments: { Length: > 0 } arguments }
                && IsConfigured(configured) && Facts.Awaitables.IsTaskOrValueTask(arguments[0].Value.Type))
            {
                unwrapped = arguments[0].Value;
            }

            if (unwrapped is IConditionalAccessInstanceOperation instance && ReceiverOf(instance) is { } receiver)
            {
                unwrapped = receiver;
            }

            if (ReferenceEquals(unwrapped, operation))
            {
                return operation;
            }

            operation = unwrapped;
        }
    }

    /// <summary>The path of an expression as it is written; null where it computes its value.</summary>
    public TaskPath? Of(IOperation operation, int depth = 0)
    {
        operation = Unwrap(operation);
        if (depth > MaxDepth)
        {
            return null;
        }

        if (TaskCalls.IsBornComplete(operation, Facts))
        {
            return TaskPath.Complete;
        }

        switch (operation)
        {
            case ILocalReferenceOperation local:
                return TaskPath.Of(local.Local);
            case IParameterReferenceOperation parameter:
                return TaskPath.Of(parameter.Parameter);
            case IPropertyReferenceOperation { Property: { Name: "Result" } result, Instance: { } awaited } when IsWhenAny(awaited) && Facts.Awaitables.IsTaskOrValueTask(result.ContainingType):
                return TaskPath.Complete;
            case IArrayElementReferenceOperation { Indices: { Length: 1 } indices } element:
                return At(element.ArrayReference, indices[0], depth);
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } indexed, Arguments: { Length: 1 } arguments }:
                return At(indexed, arguments[0].Value, depth);
            case IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } member and (IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true }):
                return TaskPath.Of(member.Member);
            case IMemberReferenceOperation { Instance: { } instance } member and (IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true }):
                return Of(instance, depth + 1) is not { } owner ? null : IsPairValue(member.Member) ? owner : owner.Member(member.Member);
            case IAwaitOperation { Operation: var awaited } when IsWhenAny(awaited):
                return TaskPath.Complete;
            default:
                return null;
        }
    }

    private TaskPath? At(IOperation collection, IOperation index, int depth) =>
        Of(collection, depth + 1) is not { } owner ? null : Unwrap(index) switch
        {
            { ConstantValue: { HasValue: true, Value: { } value } } => owner.ElementAt(value),
            ILocalReferenceOperation { Local: var local } => owner.ElementAt(local),
            IParameterReferenceOperation { Parameter: var parameter } => owner.ElementAt(parameter),
            _ => null,
        };

    /// <summary>
    /// All paths by which a use may be known: as it is written, and, for the variable of a loop or of a LINQ lambda and for what was
    /// taken out of a collection, as an element of that.
    /// </summary>
    public IEnumerable<TaskPath> AllOf(IOperation operation, int depth = 0)
    {
        operation = Unwrap(operation);
        if (depth > MaxDepth)
        {
            yield break;
        }

        if (Of(operation) is { } own)
        {
            yield return own;
        }

        // The way from the operation down to the variable or the element that it starts with.
        var root = operation;
        var members = new Stack<ISymbol>();
        while (root is IMemberReferenceOperation { Instance: { } instance } member && root is not IPropertyReferenceOperation { Property.IsIndexer: true } && instance is not IInstanceReferenceOperation)
        {
            if (!IsPairValue(member.Member))
            {
                members.Push(member.Member);
            }

            root = Unwrap(instance);
        }

        foreach (var source in SourceOf(root, depth))
        {
            var path = source;
            foreach (var member in members)
            {
                path = ReferenceEquals(path, TaskPath.Complete) ? path : path.Member(member);
            }

            yield return path;
        }
    }

    /// <summary>The paths that the elements of a collection may have; those of a filtered part are those of the whole.</summary>
    public IEnumerable<TaskPath> ElementsOf(IOperation collection, int depth = 0)
    {
        collection = Unwrap(collection);
        if (depth > MaxDepth)
        {
            return Array.Empty<TaskPath>();
        }

        switch (collection)
        {
            case ITranslatedQueryOperation query:
                return ElementsOf(query.Operation, depth + 1);
            case IInvocationOperation { Arguments: { Length: > 0 } arguments } call when IsLinq(call):
                return call.TargetMethod.Name switch
                {
                    "Where" when ConditionOf(arguments) is { } condition && TellsCompletion(condition) => new[] { TaskPath.Complete },
                    "Select" => Projected(arguments) is { } body ? AllOf(body, depth + 1) : Array.Empty<TaskPath>(),
                    "Where" or "Skip" or "SkipWhile" or "Take" or "TakeWhile" or "SkipLast" or "TakeLast" or "Except" => ElementsOf(arguments[0].Value, depth + 1),
                    _ when KeepsAll(call) => ElementsOf(arguments[0].Value, depth + 1),
                    _ => Array.Empty<TaskPath>(),
                };
            case IInvocationOperation { TargetMethod: { Name: "WhenEach", IsStatic: true } method } when Same(method.ContainingType, Facts.Types.Task):
                return new[] { TaskPath.Complete };
            default:
                return InnerOf(collection) is { } inner ? ElementsOf(inner, depth + 1) : AllOf(collection, depth + 1).Select(static path => path.Element());
        }
    }

    /// <summary>The one path of all elements of a collection: null where some of them are left out or made up.</summary>
    public TaskPath? WholeOf(IOperation collection, int depth = 0)
    {
        collection = Unwrap(collection);
        if (depth > MaxDepth)
        {
            return null;
        }

        switch (collection)
        {
            case ITranslatedQueryOperation query:
                return WholeOf(query.Operation, depth + 1);
            case IInvocationOperation { Arguments: { Length: > 0 } arguments, TargetMethod.Name: "Select" } call when IsLinq(call):
                return LambdaOf(arguments) is { Symbol.Parameters: { Length: > 0 } parameters } && Projected(arguments) is { } body && Of(body) is { } path
                    && WholeOf(arguments[0].Value, depth + 1) is { } source
                        ? path.Rebase(parameters[0], source)
                        : null;
            case IInvocationOperation { Arguments: { Length: > 0 } arguments } call when KeepsAll(call):
                return WholeOf(arguments[0].Value, depth + 1);
            default:
                return InnerOf(collection) is { } inner ? WholeOf(inner, depth + 1) : Of(collection)?.Element();
        }
    }

    /// <summary>Task.WhenAny, also through a ConfigureAwait.</summary>
    public bool IsWhenAny(IOperation operation) => Unwrap(operation) is IInvocationOperation call && TaskCalls.IsWhenAny(call.TargetMethod, Facts.Types);

    /// <summary>The lambda among the arguments of a LINQ call.</summary>
    private IAnonymousFunctionOperation? LambdaOf(IEnumerable<IArgumentOperation> arguments)
    {
        foreach (var argument in arguments)
        {
            if (Unwrap(argument.Value) is IDelegateCreationOperation { Target: { } target } && original(target) is IAnonymousFunctionOperation { Symbol.IsAsync: false } lambda)
            {
                return lambda;
            }
        }

        return null;
    }

    private IOperation? Projected(IEnumerable<IArgumentOperation> arguments) =>
        LambdaOf(arguments) is { Body.Operations: { Length: > 0 } statements } && statements[0] is IReturnOperation { ReturnedValue: { } body } ? body : null;

    private IOperation? ConditionOf(IEnumerable<IArgumentOperation> arguments) => Projected(arguments);

    // "x => x.IsCompleted": the filter itself tells that its elements are complete.
    private bool TellsCompletion(IOperation condition)
    {
        var lambda = condition.Parent?.Parent?.Parent as IAnonymousFunctionOperation;
        foreach (var path in new Conditions(this).Implied(condition, true))
        {
            if (path.Variable is IParameterSymbol parameter && lambda is not null && lambda.Symbol.Parameters.Contains(parameter, SymbolEqualityComparer.Default))
            {
                return true;
            }
        }

        return false;
    }

    // Where the variable or the element comes from.
    private IEnumerable<TaskPath> SourceOf(IOperation root, int depth)
    {
        switch (root)
        {
            case IArrayElementReferenceOperation element:
                return ElementsOf(element.ArrayReference, depth + 1);
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } indexed }:
                return ElementsOf(indexed, depth + 1);
            case IInvocationOperation { Arguments: { Length: > 0 } arguments, TargetMethod.Name: "First" or "Single" or "Last" or "ElementAt" or "FirstOrDefault" or "SingleOrDefault" or "LastOrDefault" } call
                when IsLinq(call):
                return LambdaOf(arguments) is not null && ConditionOf(arguments) is { } condition && TellsCompletion(condition) ? new[] { TaskPath.Complete } : ElementsOf(arguments[0].Value, depth + 1);
            case ILocalReferenceOperation { Local: var local }:
                return OfLoopVariable(local, root, depth);
            case IParameterReferenceOperation { Parameter: var parameter }:
                return OfLambdaParameter(parameter, root, depth);
            default:
                return Array.Empty<TaskPath>();
        }
    }

    private IEnumerable<TaskPath> OfLoopVariable(ILocalSymbol local, IOperation use, int depth)
    {
        for (var parent = use.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is not IForEachLoopOperation loop || !loop.Locals.Contains(local, SymbolEqualityComparer.Default))
            {
                continue;
            }

            var elements = ElementsOf(loop.Collection, depth + 1);
            if (loop.LoopControlVariable is IVariableDeclaratorOperation)
            {
                return elements;
            }

            // foreach (var (name, task) in …)
            var tuple = loop.LoopControlVariable is IDeclarationExpressionOperation { Expression: ITupleOperation declared } ? declared : loop.LoopControlVariable as ITupleOperation;
            for (var i = 0; tuple is not null && i < tuple.Elements.Length; i++)
            {
                var item = tuple.Elements[i] is IDeclarationExpressionOperation { Expression: { } inner } ? inner : tuple.Elements[i];
                if (item is ILocalReferenceOperation { Local: var variable } && SymbolEqualityComparer.Default.Equals(variable, local))
                {
                    return Deconstructed(elements, ElementTypeOf(loop), i);
                }
            }

            break;
        }

        return Array.Empty<TaskPath>();
    }

    private IEnumerable<TaskPath> Deconstructed(IEnumerable<TaskPath> elements, ITypeSymbol? type, int index)
    {
        if (type is INamedTypeSymbol { IsTupleType: true, TupleElements: var fields } && index < fields.Length)
        {
            return elements.Select(path => path.Member(fields[index]));
        }

        return index == 1 && Same(type?.OriginalDefinition, Facts.Types.KeyValuePair) ? elements : Array.Empty<TaskPath>();
    }

    private static ITypeSymbol? ElementTypeOf(IForEachLoopOperation loop)
    {
        var type = (loop.Collection is IConversionOperation { IsImplicit: true, Operand: { } operand } ? operand : loop.Collection).Type;
        if (type is IArrayTypeSymbol array)
        {
            return array.ElementType;
        }

        foreach (var candidate in type is null ? Array.Empty<INamedTypeSymbol>() : type.AllInterfaces.Concat(type is INamedTypeSymbol own ? new[] { own } : Array.Empty<INamedTypeSymbol>()))
        {
            if (candidate.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T)
            {
                return candidate.TypeArguments[0];
            }
        }

        return null;
    }

    // The sequence that a LINQ method, or List.ForEach, runs the lambda over.
    private IEnumerable<TaskPath> OfLambdaParameter(IParameterSymbol parameter, IOperation use, int depth)
    {
        for (var parent = use.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation lambda && lambda.Symbol.Parameters.Contains(parameter, SymbolEqualityComparer.Default))
            {
                return parameter.Ordinal == 0 && Facts.Delegates.Of(lambda) is DelegateUse.RunInline or DelegateUse.RunInParallel
                    && DelegateUses.ArgumentOf(lambda) is { Parent: IInvocationOperation call } && (call.Instance ?? call.Arguments[0].Value) is { } sequence && sequence != lambda.Parent
                        ? ElementsOf(sequence, depth + 1)
                        : Array.Empty<TaskPath>();
            }
        }

        return Array.Empty<TaskPath>();
    }

    private bool IsLinq(IInvocationOperation call) =>
        Same(call.TargetMethod.ContainingType, Facts.Types.Enumerable) || Same(call.TargetMethod.ContainingType, Facts.Types.ParallelEnumerable);

    // LINQ methods whose result has every element of their source.
    private bool KeepsAll(IInvocationOperation call) => IsLinq(call) && call.TargetMethod.Name is "ToArray" or "ToList" or "AsEnumerable" or "Cast" or "OfType" or "Reverse"
        or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Distinct" or "ToHashSet" or "Append" or "Prepend" or "Concat" or "Union" or "AsParallel";

    // What has the same elements: a dictionary's values, a copy.
    private static IOperation? InnerOf(IOperation collection) => collection switch
    {
        IPropertyReferenceOperation { Property.Name: "Values", Instance: { } dictionary } => dictionary,
        IInvocationOperation { Instance: { } receiver, TargetMethod: { Name: "ToArray" or "ToList" or "ToImmutableArray" or "AsReadOnly", Parameters.IsEmpty: true } } => receiver,
        _ => null,
    };

    /// <summary>What stands before the "?." of a conditional access.</summary>
    public static IOperation? ReceiverOf(IOperation instance)
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

    private bool IsConfigured(ITypeSymbol type) => Same(type, Facts.Types.ConfiguredTask) || Same(type, Facts.Types.ConfiguredTaskOfT)
        || Same(type, Facts.Types.ConfiguredValueTask) || Same(type, Facts.Types.ConfiguredValueTaskOfT);

    private bool IsPairValue(ISymbol member) => member.Name is "Value" && Same(member.ContainingType?.OriginalDefinition, Facts.Types.KeyValuePair);

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
