using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>
/// The transfer functions: what the operations of a block do to the followed task. Each expression is visited once, in the order of
/// evaluation, and tells whether its value is the task (<see cref="Place.Whole"/>), holds it (another part), or has nothing to do with it
/// (null). Whatever gets such a value and is not listed here ends the path: it may do anything with the task.
/// </summary>
/// <param name="origin">The expression that starts the task; null where a parameter is followed.</param>
/// <param name="originPart">What the value of <paramref name="origin"/> is.</param>
internal sealed partial class TaskTransfer(FunctionGraph function, IOperation? origin, object originPart, TaskFate fate, ParamFlow? callees)
{
    private readonly CompilationFacts _facts = function.Facts;
    private PathState _state = new();

    /// <summary>Runs one operation of a block.</summary>
    public void Run(IOperation operation, PathState state)
    {
        _state = state;
        if (state.IsStarted || MayContainOrigin(operation))
        {
            Visit(operation);
            if (state is { IsStarted: true, IsEnded: false, Places.Count: 0 })
            {
                // Nothing keeps it: the value was an operand only, or a statement.
                End(TaskEnd.Consumed, operation);
            }
        }

        state.Facts = state.Facts.After(operation);
    }

    /// <summary>Runs the value that a block returns, branches on, or throws.</summary>
    public void RunBranchValue(IOperation value, bool isReturned, PathState state)
    {
        _state = state;
        if (!state.IsStarted && !MayContainOrigin(value))
        {
            state.Facts = state.Facts.After(value);
            return;
        }

        var held = Visit(value);
        if (held is not null && isReturned)
        {
            End(TaskEnd.Returned, value);
        }
        else if (state is { IsStarted: true, IsEnded: false, Places.Count: 0 })
        {
            End(TaskEnd.Consumed, value);
        }

        state.Facts = state.Facts.After(value);
    }

    private bool MayContainOrigin(IOperation operation) => origin is not null && operation.Syntax.Span.Contains(origin.Syntax.Span);

    private bool IsOrigin(IOperation operation) =>
        origin is not null && operation.Syntax == origin.Syntax && operation.Kind == origin.Kind && operation.IsImplicit == origin.IsImplicit;

    private void End(TaskEnd end, IOperation at)
    {
        if (_state is { IsStarted: true, IsEnded: false })
        {
            _state.IsEnded = true;
            fate.Add(end, at);
        }
    }

    private object? Visit(IOperation operation)
    {
        if (!_state.IsStarted && IsOrigin(operation))
        {
            VisitAll(operation.ChildOperations);
            _state.IsStarted = true;
            return originPart;
        }

        switch (operation)
        {
            case ILocalReferenceOperation local:
                return _state.HeldBy(local.Local);
            case IParameterReferenceOperation parameter:
                return _state.HeldBy(parameter.Parameter);
            case IFlowCaptureReferenceOperation capture:
                return _state.HeldBy(capture.Id);
            case IFlowCaptureOperation capture:
                Store(new Place(capture.Id, Place.Whole), Visit(capture.Value), capture);
                return null;
            case IParenthesizedOperation parenthesized:
                return Visit(parenthesized.Operand);
            case ITranslatedQueryOperation query:
                return Visit(query.Operation);
            case IConversionOperation { OperatorMethod: null } conversion:
                return Visit(conversion.Operand);
            case IArgumentOperation argument:
                return Visit(argument.Value);
            case IExpressionStatementOperation statement:
                Visit(statement.Operation);
                return null;
            case IAwaitOperation awaited:
                if (Visit(awaited.Operation) is not null)
                {
                    End(TaskEnd.Observed, awaited);
                }
                else if (_state is { IsStarted: true, IsEnded: false })
                {
                    fate.AddPendingAt(awaited.Syntax);
                }

                return null;
            case IInvocationOperation call:
                return VisitCall(call);
            case IObjectCreationOperation creation:
                return VisitCreation(creation);
            case IPropertyReferenceOperation property:
                return VisitProperty(property);
            case IFieldReferenceOperation { Instance: { } instance } field:
                return Visit(instance) is { } inside && (inside == Place.Anywhere || inside.Equals(PositionOf(field.Field))) ? Place.Whole : null;
            case IArrayElementReferenceOperation element:
                var array = Visit(element.ArrayReference);
                VisitAll(element.Indices);
                return ElementOf(array, element.Indices.Length == 1 ? element.Indices[0] : null, element.Type);
            case IArrayCreationOperation { Initializer: { } elements }:
                return VisitElements(elements.ElementValues);
            case ITupleOperation tuple:
                return VisitElements(tuple.Elements);
            case ISimpleAssignmentOperation { IsRef: false } assignment:
                VisitTarget(assignment.Target);
                var value = Visit(assignment.Value);
                Assign(assignment.Target, value, assignment);
                return value;
            case IDeconstructionAssignmentOperation deconstruction:
                Deconstruct(deconstruction);
                return null;
            case IIsPatternOperation match:
                Match(match.Pattern, Visit(match.Value));
                return null;
            case IIsNullOperation or IBinaryOperation { OperatorMethod: null, Type.SpecialType: SpecialType.System_Boolean } or IIsTypeOperation:
                VisitAll(operation.ChildOperations);
                return null;
            case IReturnOperation returned:
                if (returned.ReturnedValue is { } result && Visit(result) is not null)
                {
                    End(TaskEnd.Returned, returned);
                }

                return null;
            case INameOfOperation or IFlowAnonymousFunctionOperation or ITypeOfOperation or ISizeOfOperation or IDiscardOperation:
                // What a lambda captures is no longer followed from the moment it is stored in the captured variable.
                return null;
            case { Syntax: SpreadElementSyntax }:
                return VisitAll(operation.ChildOperations) ? Place.Anywhere : null;
            case var _ when NewerKinds.IsCollectionExpression(operation):
                return VisitElements(operation.ChildOperations.ToImmutableArray());
            default:
                if (VisitAll(operation.ChildOperations))
                {
                    End(IsText(operation) ? TaskEnd.Consumed : TaskEnd.Passed, operation);
                }

                return null;
        }
    }

    private bool VisitAll(IEnumerable<IOperation> operations)
    {
        var holds = false;
        foreach (var operation in operations)
        {
            holds |= Visit(operation) is not null;
        }

        return holds;
    }

    // The position of the element that is the task, or holds it.
    private object? VisitElements(ImmutableArray<IOperation> elements)
    {
        object? part = null;
        for (var i = 0; i < elements.Length; i++)
        {
            if (Visit(elements[i]) is { } held)
            {
                part = held == Place.Whole && part is null && elements[i].Syntax is not SpreadElementSyntax ? i : Place.Anywhere;
            }
            else if (elements[i].Syntax is SpreadElementSyntax)
            {
                // Positions after it are not known.
                part = part is null ? null : Place.Anywhere;
            }
        }

        return part;
    }

    private object? VisitProperty(IPropertyReferenceOperation property)
    {
        var receiver = property.Instance is { } instance ? Visit(instance) : null;
        var holdsArgument = VisitAll(property.Arguments);
        if (receiver is null)
        {
            if (holdsArgument)
            {
                End(TaskEnd.Passed, property);
            }

            return null;
        }

        if (receiver == Place.Whole)
        {
            switch (TaskUses.OfProperty(property.Property, _facts))
            {
                case TaskUse.Observes:
                    End(TaskEnd.Observed, property);
                    break;
                case not TaskUse.Neutral:
                case TaskUse.Neutral when IsHandedOn(property):
                    End(TaskEnd.Passed, property);
                    break;
            }

            return null;
        }

        if (property.Property.IsIndexer)
        {
            return ElementOf(receiver, property.Arguments.Length == 1 ? property.Arguments[0].Value : null, property.Type);
        }

        if (TaskUses.IsSize(property.Property))
        {
            return null;
        }

        if (property is { Property.Name: "Current", Instance: IFlowCaptureReferenceOperation enumerator })
        {
            // The loop has come to the task: from here on it may end.
            _state.Forget((object)enumerator.Id);
            _state.Hold(new Place(enumerator.Id, Place.Enumerated));
        }

        return PartOf(property.Type);
    }

    // "Assert.True(task.IsCanceled)": whoever is told the state checks it.
    private static bool IsHandedOn(IPropertyReferenceOperation property)
    {
        IOperation value = property;
        while (value.Parent is IConversionOperation conversion)
        {
            value = conversion;
        }

        return TaskUses.IsState(property.Property) && (value.Parent is IArgumentOperation || value.Parent is IInvocationOperation call && call.Instance == value);
    }

    private object? ElementOf(object? collection, IOperation? index, ITypeSymbol? type) =>
        collection is null || IsOther(collection, KeyOf(index)) ? null : PartOf(type);

    // An element, or what a collection gives: the task if it can be one, else something that holds it.
    private object PartOf(ITypeSymbol? type) =>
        type is null || type.SpecialType is SpecialType.System_Object || _facts.Awaitables.IsTaskLike(type) || type is ITypeParameterSymbol ? Place.Whole : Place.Anywhere;

    private static bool IsOther(object part, object key) =>
        part != Place.Anywhere && part != Place.Enumerated && part != Place.Whole && key != Place.Anywhere && !part.Equals(key);

    private static object KeyOf(IOperation? index) => index?.ConstantValue is { HasValue: true, Value: { } key } ? key : Place.Anywhere;

    private static object PositionOf(IFieldSymbol field)
    {
        if (field.ContainingType is { IsTupleType: true, TupleElements: var elements })
        {
            for (var i = 0; i < elements.Length; i++)
            {
                if (elements[i].Name == field.Name || elements[i].CorrespondingTupleField is { } position && SymbolEqualityComparer.Default.Equals(position, field.CorrespondingTupleField))
                {
                    return i;
                }
            }
        }

        return Place.Anywhere;
    }

    private static bool IsText(IOperation operation) => operation is IInterpolatedStringOperation or IInterpolationOperation or IBinaryOperation { Type.SpecialType: SpecialType.System_String };
}
