using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>
/// Tells which tasks use a resource while they run: those of a call on it or with it, or with what was obtained from it, such as the content of a
/// response, a command of a connection, a reader over a stream, a service of a scope, the token of a source.
/// </summary>
internal sealed class ResourceUses
{
    private readonly HashSet<ISymbol> _symbols = new(SymbolEqualityComparer.Default);
    private readonly CompilationFacts _facts;

    /// <param name="scope">The code in which the resource lives; variables made from it there count as the resource.</param>
    public ResourceUses(ISymbol resource, IReadOnlyList<IOperation> scope, CompilationFacts facts)
    {
        _facts = facts;
        _symbols.Add(resource);
        foreach (var statement in scope)
        {
            Learn(statement);
        }
    }

    /// <summary>True where the task of a call certainly uses the resource while it runs.</summary>
    public bool By(IInvocationOperation task)
    {
        // "client.GetAsync().ContinueWith(…)" is at work for as long as its first part.
        if (task.Instance is { } receiver && (Strip(receiver) is IInvocationOperation first && _facts.Awaitables.IsTaskLike(first.Type) ? By(first) : IsOf(receiver)))
        {
            return true;
        }

        foreach (var argument in task.Arguments)
        {
            if (IsUsedThrough(argument, task))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsUsedThrough(IArgumentOperation argument, IInvocationOperation task)
    {
        var value = Strip(argument.Value);
        if (value is IDelegateCreationOperation creation)
        {
            return creation.Target is IAnonymousFunctionOperation lambda ? IsUsedBy(lambda, task) : creation.Target is IMethodReferenceOperation { Instance: { } instance } && IsOf(instance);
        }

        // "Task.WhenAll(client.A(), client.B())", "WhenAll(urls.Select(url => client.GetAsync(url)))".
        if (TaskCalls.ElementsOf(value) is { } elements)
        {
            foreach (var element in elements)
            {
                if (Strip(element) is IInvocationOperation one && _facts.Awaitables.IsTaskLike(one.Type) && By(one))
                {
                    return true;
                }
            }

            return false;
        }

        if (value is IInvocationOperation inner && (_facts.Awaitables.IsTaskLike(inner.Type) || _facts.Types.IsSequence(inner.TargetMethod.ContainingType) && TaskCalls.IsWhenAll(task.TargetMethod, _facts.Types)))
        {
            return By(inner);
        }

        // The receiver of an extension may be any part of the resource; anything else that is handed over must be such that it has an end.
        var isReceiver = task.TargetMethod.IsExtensionMethod && task.Instance is null && argument.Parameter?.Ordinal == 0;
        return (IsSymbol(value) || isReceiver || IsHandle(value.Type)) && IsOf(value) && !IsDoneAtFirstAwait(task, argument.Parameter);
    }

    // The lambda starts a task that uses it, or is what the task runs.
    private bool IsUsedBy(IAnonymousFunctionOperation lambda, IInvocationOperation task)
    {
        var runs = TaskCalls.IsScheduling(task.TargetMethod, _facts.Types) || TaskCalls.IsContinueWith(task.TargetMethod, _facts);
        foreach (var operation in lambda.Body.Descendants())
        {
            if (operation is IInvocationOperation call && (runs || _facts.Awaitables.IsTaskLike(call.Type)) && By(call))
            {
                return true;
            }
        }

        return false;
    }

    private void Learn(IOperation operation)
    {
        switch (operation)
        {
            case IAnonymousFunctionOperation or ILocalFunctionOperation:
                return;
            case IVariableDeclaratorOperation { Symbol: var variable } declarator when declarator.GetVariableInitializer() is { Value: var value }:
                if (IsObtained(value))
                {
                    _symbols.Add(variable);
                }

                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var assigned }, Value: var value }:
                if (IsObtained(value))
                {
                    _symbols.Add(assigned);
                }

                break;
        }

        foreach (var child in operation.ChildOperations)
        {
            Learn(child);
        }
    }

    private bool IsObtained(IOperation value) => !_facts.Awaitables.IsTaskLike(value.Type) && IsOf(value);

    // The resource, or something that is useless without it.
    private bool IsOf(IOperation value)
    {
        value = Strip(value);
        switch (value)
        {
            case ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation when IsSymbol(value):
                return true;
            case IConditionalAccessOperation access:
                return IsOf(access.WhenNotNull) || IsPart(access.Type) && access.WhenNotNull is IPropertyReferenceOperation && IsOf(access.Operation);
            case IConditionalAccessInstanceOperation instance:
                return TaskCalls.ReceiverOf(instance) is { } receiver && IsOf(receiver);
            case IPropertyReferenceOperation { Instance: { } owner } property:
                return IsPart(property.Type) && IsOf(owner);
            case IInvocationOperation call:
                return (IsHandle(call.Type) || _facts.Awaitables.ResultOf(call.Type) is { } result && IsHandle(result) || IsServiceOf(call)) && IsMadeFrom(call);
            case IObjectCreationOperation { Type.TypeKind: TypeKind.Class } creation:
                return creation.Arguments.Any(argument => IsOf(argument.Value))
                    || creation.Initializer is { } initializer && initializer.Initializers.Any(set => set is ISimpleAssignmentOperation assignment && IsOf(assignment.Value));
            default:
                return false;
        }
    }

    private bool IsMadeFrom(IInvocationOperation call) =>
        call.Instance is { } receiver ? IsOf(receiver) : call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 && IsOf(call.Arguments[0].Value);

    private bool IsSymbol(IOperation value) => value switch
    {
        ILocalReferenceOperation local => _symbols.Contains(local.Local),
        IParameterReferenceOperation parameter => _symbols.Contains(parameter.Parameter),
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => _symbols.Contains(field.Field),
        _ => false,
    };

    // What a property gives is a part of its owner, unless it is a plain value.
    private bool IsPart(ITypeSymbol? type) => IsHandle(type)
        || type is { IsReferenceType: true, SpecialType: SpecialType.None, TypeKind: TypeKind.Class or TypeKind.Interface } && !_facts.Awaitables.IsTaskLike(type)
            && !SymbolEqualityComparer.Default.Equals(type, _facts.Types.Uri);

    // What a method gives lives on without its owner, unless its type says otherwise.
    private bool IsHandle(ITypeSymbol? type) => type is not null && !_facts.Awaitables.IsTaskLike(type)
        && (type.IsOrImplements(_facts.Types.Disposable) || type.IsOrImplements(_facts.Types.AsyncDisposable) || type.IsOrImplements(_facts.Types.Queryable)
            || Same(type, _facts.Types.ServiceProvider) || Same(type, _facts.Types.CancellationToken)
            || Same(type.OriginalDefinition, _facts.Types.Memory) || Same(type.OriginalDefinition, _facts.Types.ReadOnlyMemory) || Same(type.OriginalDefinition, _facts.Types.ArraySegment));

    private bool IsServiceOf(IInvocationOperation call) =>
        Same(call.TargetMethod.ContainingType, _facts.Types.ServiceProvider) || Same(call.TargetMethod.ContainingType, _facts.Types.ServiceProviderExtensions);

    // An async function of the source that reads all it needs before it suspends.
    private static bool IsDoneAtFirstAwait(IInvocationOperation task, IParameterSymbol? parameter)
    {
        if (parameter is null || task.IsVirtual || task.TargetMethod.OriginalDefinition is not { IsAsync: true, DeclaringSyntaxReferences: { Length: 1 } references }
            || EnclosingFunction.BodyOf(references[0].GetSyntax()) is not { } body)
        {
            return false;
        }

        var suspends = int.MaxValue;
        var lastUse = -1;
        foreach (var token in body.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.AwaitKeyword))
            {
                // What is in the awaited operand may be used while it is awaited.
                suspends = Math.Min(suspends, token.SpanStart);
            }
            else if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == parameter.Name)
            {
                lastUse = token.SpanStart;
            }
        }

        return lastUse < suspends;
    }

    private IOperation Strip(IOperation value)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    value = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    value = parenthesized.Operand;
                    break;
                case IAwaitOperation awaited:
                    value = TaskCalls.Unwrap(awaited.Operation, _facts);
                    break;
                default:
                    return value;
            }
        }
    }

    private static bool Same(ISymbol a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
