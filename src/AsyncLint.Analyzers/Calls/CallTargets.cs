using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>Tells which functions of the source an operation calls, in every form in which C# has calls.</summary>
internal sealed class CallTargets(CompilationFacts facts, InlineDelegates delegates)
{
    /// <summary>The functions that an operation names; what of them is run instead of a virtual one is for <see cref="Implementations"/>.</summary>
    public ImmutableArray<IMethodSymbol> Of(IOperation operation)
    {
        switch (operation.Kind)
        {
            case OperationKind.Invocation:
                return OfCall((IInvocationOperation)operation);
            case OperationKind.PropertyReference:
                return OfProperty((IPropertyReferenceOperation)operation);
            case OperationKind.ObjectCreation:
                return One(((IObjectCreationOperation)operation).Constructor);
            case OperationKind.Binary:
                return One(((IBinaryOperation)operation).OperatorMethod);
            case OperationKind.Unary:
                return One(((IUnaryOperation)operation).OperatorMethod);
            case OperationKind.Conversion:
                return One(((IConversionOperation)operation).OperatorMethod);
            case OperationKind.CompoundAssignment:
                return One(((ICompoundAssignmentOperation)operation).OperatorMethod);
            case OperationKind.Increment or OperationKind.Decrement:
                return One(((IIncrementOrDecrementOperation)operation).OperatorMethod);
            case OperationKind.EventAssignment:
                return OfEvent((IEventAssignmentOperation)operation);
            case OperationKind.Loop:
                return operation is IForEachLoopOperation { IsAsynchronous: false } loop ? OfLoop(loop) : ImmutableArray<IMethodSymbol>.Empty;
            case OperationKind.MethodReference:
                var reference = (IMethodReferenceOperation)operation;
                return delegates.AreRun(reference) ? One(reference.Method) : ImmutableArray<IMethodSymbol>.Empty;
            default:
                return ImmutableArray<IMethodSymbol>.Empty;
        }
    }

    private ImmutableArray<IMethodSymbol> OfCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.MethodKind is MethodKind.DelegateInvoke)
        {
            return One(call.Instance is { } instance ? KnownDelegates.Of(instance, facts) : null);
        }

        return IsInSource(method) && SourceFunctions.IsIterator(SourceFunctions.DefinitionOf(method)) && !IsEnumerated(call, facts.Types)
            ? ImmutableArray<IMethodSymbol>.Empty
            : One(method);
    }

    private ImmutableArray<IMethodSymbol> OfProperty(IPropertyReferenceOperation reference)
    {
        var property = reference.Property;
        var isTarget = reference.Parent is IAssignmentOperation assignment && assignment.Target == reference;
        var isRead = !isTarget || reference.Parent is not ISimpleAssignmentOperation;
        var isWritten = isTarget || reference.Parent is IIncrementOrDecrementOperation;
        return isRead && isWritten && property is { GetMethod: { } getter, SetMethod: { } setter } && IsInSource(getter) ? ImmutableArray.Create(getter, setter)
            : One(isWritten ? property.SetMethod : property.GetMethod);
    }

    private ImmutableArray<IMethodSymbol> OfEvent(IEventAssignmentOperation assignment) =>
        assignment.EventReference is IEventReferenceOperation { Event: var changed } ? One(assignment.Adds ? changed.AddMethod : changed.RemoveMethod) : ImmutableArray<IMethodSymbol>.Empty;

    private ImmutableArray<IMethodSymbol> OfLoop(IForEachLoopOperation loop)
    {
        if (loop.Syntax is not CommonForEachStatementSyntax syntax || loop.SemanticModel is not { } model)
        {
            return ImmutableArray<IMethodSymbol>.Empty;
        }

        var info = model.GetForEachStatementInfo(syntax);
        var targets = ImmutableArray.CreateBuilder<IMethodSymbol>();
        foreach (var method in new[] { info.GetEnumeratorMethod, info.MoveNextMethod, info.CurrentProperty?.GetMethod })
        {
            if (IsInSource(method))
            {
                targets.Add(method!);
            }
        }

        return targets.ToImmutable();
    }

    /// <summary>True for a sequence that is enumerated where it stands: by foreach, or by a method of LINQ that needs the elements at once.</summary>
    public static bool IsEnumerated(IOperation sequence, KnownTypes types)
    {
        var value = sequence;
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        return value.Parent switch
        {
            IForEachLoopOperation loop => loop.Collection == value,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var method } call } when SymbolEqualityComparer.Default.Equals(method.ContainingType, types.Enumerable) =>
                !IsQuery(method.ReturnType, types) || IsEnumerated(call, types),
            _ => false,
        };
    }

    /// <summary>True for what a method of LINQ returns that has not looked at the elements yet.</summary>
    public static bool IsQuery(ITypeSymbol? result, KnownTypes types) =>
        result?.OriginalDefinition is { } type
        && (type.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T || SymbolEqualityComparer.Default.Equals(type, types.OrderedEnumerable));

    private ImmutableArray<IMethodSymbol> One(IMethodSymbol? method) => IsInSource(method) ? ImmutableArray.Create(method!) : ImmutableArray<IMethodSymbol>.Empty;

    private bool IsInSource(IMethodSymbol? method) => method is not null && SourceFunctions.IsInSource(method, facts);
}
