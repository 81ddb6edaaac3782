using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>How the inner task of a task of a task gets lost.</summary>
internal enum InnerLoss
{
    /// <summary>What the outer one gives when it is awaited is not used.</summary>
    Awaited,

    /// <summary>The outer one becomes a plain Task, which gives nothing.</summary>
    Converted,

    /// <summary>A thread waits for the outer one only.</summary>
    Waited,
}

/// <summary>Follows a task of a task to where its inner one is dropped.</summary>
internal static class NestedTasks
{
    /// <summary>How the inner task that a call makes is lost; null where it is used, or may be.</summary>
    /// <param name="use">Where.</param>
    public static InnerLoss? Find(IInvocationOperation call, CompilationFacts facts, CancellationToken cancellation, out IOperation? use)
    {
        use = null;
        if (!MakesInner(call, facts, cancellation))
        {
            return null;
        }

        var value = Outermost(call, facts);
        if (value.Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } })
        {
            return LossOf(value, facts, cancellation);
        }

        InnerLoss? first = null;
        foreach (var operation in OperationTree.Root(call).Descendants())
        {
            if (operation.Kind is not OperationKind.LocalReference || !SymbolEqualityComparer.Default.Equals(((ILocalReferenceOperation)operation).Local, local)
                || operation.Parent is INameOfOperation || IsOfOuter(operation.Parent, facts))
            {
                continue;
            }

            if (LossOf(Outermost(operation, facts), facts, cancellation) is not { } loss)
            {
                return null;
            }

            if (first is null)
            {
                (first, use) = (loss, operation);
            }
        }

        return first;
    }

    /// <summary>
    /// True for a method that starts an inner task which nothing but the outer one gives access to: it runs a delegate and wraps what that gives, or is
    /// declared to return a task of a task. WhenAny is not one: its inner task is one of those that it was given. Nor is a call whose inner task is complete.
    /// </summary>
    private static bool MakesInner(IInvocationOperation call, CompilationFacts facts, CancellationToken cancellation)
    {
        var method = call.TargetMethod.OriginalDefinition;
        if (method.ReturnType is not INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } || method.MethodKind is MethodKind.DelegateInvoke)
        {
            return false;
        }

        if (arguments[0] is not ITypeParameterSymbol result)
        {
            return !TaskCalls.IsWhenAny(method, facts.Types) && !Picks(method, cancellation);
        }

        if (result.DeclaringMethod is null)
        {
            return false;
        }

        foreach (var parameter in method.Parameters)
        {
            if (parameter.Type is INamedTypeSymbol { DelegateInvokeMethod.ReturnType: var made }
                && (Same(made, result) || made is INamedTypeSymbol { TypeArguments: { Length: 1 } wrapped } && Same(wrapped[0], result)))
            {
                return !CompletedInners.Are(call, parameter, isWrapped: !Same(made, result), facts, cancellation);
            }
        }

        return false;
    }

    // A method of one's own around WhenAny.
    private static bool Picks(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax(cancellation).DescendantNodes())
            {
                if (node is SimpleNameSyntax { Identifier.ValueText: "WhenAny" })
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The task with its ConfigureAwait, or the collection of such tasks that is made around it.</summary>
    private static IOperation Outermost(IOperation task, CompilationFacts facts)
    {
        var isCollection = false;
        while (true)
        {
            switch (task.Parent)
            {
                case IParenthesizedOperation parenthesized:
                    task = parenthesized;
                    continue;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "WaitAsync" } call when call.Instance == task:
                    task = call;
                    continue;
                case IReturnOperation { Parent: IBlockOperation { Parent: IAnonymousFunctionOperation { Symbol.IsAsync: false } lambda } }
                    when SequenceOf(DelegateUses.ArgumentOf(lambda), "Select", facts) is { } selected:
                    task = selected;
                    isCollection = true;
                    continue;
                case IArgumentOperation argument when isCollection
                    && (SequenceOf(argument, "ToArray", facts) ?? SequenceOf(argument, "ToList", facts)) is { } materialized:
                    task = materialized;
                    continue;
                case IArgumentOperation or IArrayInitializerOperation or IConversionOperation { IsImplicit: true } when Combination(task, facts) is { } combination:
                    task = combination;
                    isCollection = true;
                    continue;
                case var parent when parent is not null && NewerKinds.IsCollectionExpression(parent) && Combination(task, facts) is { } combination:
                    task = combination;
                    isCollection = true;
                    continue;
                default:
                    return task;
            }
        }
    }

    private static IInvocationOperation? SequenceOf(IArgumentOperation? argument, string method, CompilationFacts facts) =>
        argument?.Parent is IInvocationOperation { TargetMethod: { } called } call && called.Name == method && Same(called.ContainingType, facts.Types.Enumerable) ? call : null;

    /// <summary>The WhenAll that combines the tasks as what they are, so that its result holds the inner ones.</summary>
    private static IInvocationOperation? Combination(IOperation task, CompilationFacts facts)
    {
        var parent = task.Parent;
        while (parent is IArrayInitializerOperation or IArrayCreationOperation or IConversionOperation { IsImplicit: true } || parent is not null && NewerKinds.IsCollectionExpression(parent))
        {
            parent = parent.Parent;
        }

        return parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.TypeArguments.Length: 1 } call } && TaskCalls.IsWhenAll(call.TargetMethod, facts.Types)
            ? call
            : null;
    }

    private static InnerLoss? LossOf(IOperation value, CompilationFacts facts, CancellationToken cancellation)
    {
        switch (value.Parent)
        {
            case IAwaitOperation { Parent: IExpressionStatementOperation }:
                return InnerLoss.Awaited;
            case IConversionOperation { IsImplicit: true, Type: { } type } conversion:
                return IsPlain(type, facts) && !(FieldAround(conversion) is { } field && UnwaitedFields.Contains(field, facts, cancellation)) ? InnerLoss.Converted : null;
            case IInvocationOperation { TargetMethod.Name: "Wait" } call when call.Instance == value:
                return InnerLoss.Waited;
            case IInvocationOperation { TargetMethod.Name: "GetAwaiter", Parent: IInvocationOperation { TargetMethod.Name: "GetResult", Parent: IExpressionStatementOperation } } call
                when call.Instance == value:
                return InnerLoss.Waited;
            default:
                return null;
        }
    }

    // "field = task", "field.Add(key, task)", "field[key] = task"
    private static IFieldSymbol? FieldAround(IOperation task) => task.Parent switch
    {
        IFieldInitializerOperation { InitializedFields: [var initialized] } => initialized,
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: var assigned } } => assigned,
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: IFieldReferenceOperation { Field: var indexed } } } => indexed,
        IArgumentOperation { Parent: IInvocationOperation { Instance: IFieldReferenceOperation { Field: var collection } } } => collection,
        _ => null,
    };

    // A Task, or an array, sequence or span of such, in which nothing is left of the inner tasks.
    private static bool IsPlain(ITypeSymbol type, CompilationFacts facts) => type switch
    {
        IArrayTypeSymbol { ElementType: var element } => IsPlain(element, facts),
        INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } => !facts.Awaitables.IsTaskLike(type) && IsPlain(arguments[0], facts),
        _ => Same(type, facts.Types.Task),
    };

    // "task.IsCompleted", "task.Status": about the outer task alone, and no loss.
    private static bool IsOfOuter(IOperation? parent, CompilationFacts facts) =>
        parent is IPropertyReferenceOperation { Property: { Name: not "Result", ContainingType: var owner } } && facts.Awaitables.IsTaskOrValueTask(owner);

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
