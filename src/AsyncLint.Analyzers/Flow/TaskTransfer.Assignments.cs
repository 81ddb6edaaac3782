using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>Where values go: variables, elements, patterns.</summary>
internal sealed partial class TaskTransfer
{
    /// <summary>The parts of an assignment's target that are evaluated before its value.</summary>
    private void VisitTarget(IOperation target)
    {
        switch (target)
        {
            case IArrayElementReferenceOperation element:
                VisitAll(element.Indices);
                break;
            case IPropertyReferenceOperation property:
                VisitAll(property.Arguments);
                break;
        }
    }

    private void Assign(IOperation target, object? held, IOperation assignment)
    {
        switch (target)
        {
            case IDiscardOperation:
                if (held is not null)
                {
                    End(TaskEnd.Discarded, assignment);
                }

                break;
            case IDeclarationExpressionOperation declaration:
                Assign(declaration.Expression, held, assignment);
                break;
            case IConversionOperation { OperatorMethod: null } conversion:
                Assign(conversion.Operand, held, assignment);
                break;
            case IFlowCaptureReferenceOperation capture when function.CapturedBy(capture.Id) is { } captured:
                Assign(captured, held, assignment);
                break;
            case ILocalReferenceOperation { Local: { RefKind: RefKind.None } local }:
                AssignVariable(local, held, assignment);
                break;
            case IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter }:
                AssignVariable(parameter, held, assignment);
                break;
            case IArrayElementReferenceOperation { ArrayReference: var array, Indices: { Length: 1 } indices }:
                AssignElement(array, KeyOf(indices[0]), held, assignment);
                break;
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } collection, Arguments: { Length: 1 } arguments }:
                AssignElement(collection, KeyOf(arguments[0].Value), held, assignment);
                break;
            case IFieldReferenceOperation { Instance: { } tuple, Field: { ContainingType.IsTupleType: true } field }:
                AssignElement(tuple, PositionOf(field), held, assignment);
                break;
            default:
                if (held is not null)
                {
                    End(TaskEnd.Stored, assignment);
                }

                break;
        }
    }

    private void AssignVariable(ISymbol variable, object? held, IOperation assignment)
    {
        if (held is not null && function.IsShared(variable))
        {
            End(TaskEnd.Stored, assignment);
            return;
        }

        Store(new Place(variable, Place.Whole), held, assignment);
    }

    // The variable has another value than before: what it held is lost, unless something else holds it too.
    private void Store(Place place, object? held, IOperation assignment)
    {
        var holdsBefore = _state.HeldBy(place.Root) is not null;
        _state.Forget(place.Root);
        if (held is not null)
        {
            _state.Hold(place with { Part = held });
        }
        else if (holdsBefore)
        {
            LoseIfUnheld(place, assignment);
        }
    }

    private void AssignElement(IOperation collection, object key, object? held, IOperation assignment)
    {
        if (OwnRoot(collection) is not { } root)
        {
            if (held is not null)
            {
                End(TaskEnd.Stored, assignment);
            }

            return;
        }

        var place = new Place(root, key);
        if (held is not null)
        {
            _state.Hold(held == Place.Whole ? place : place with { Part = Place.Anywhere });
        }
        else if (key != Place.Anywhere && _state.HeldBy(root) is { } part && part.Equals(key))
        {
            _state.Forget(place);
            LoseIfUnheld(place, assignment);
        }
    }

    private void LoseIfUnheld(Place place, IOperation assignment)
    {
        if (_state is { IsStarted: true, IsEnded: false, Places.Count: 0 } && place.Variable is { } variable)
        {
            _state.IsEnded = true;
            if (_state.Doubts.IsEmpty)
            {
                var kind = origin is not null && assignment.Syntax.Span.Contains(origin.Syntax.Span) ? LeakKind.NextRound : LeakKind.Overwritten;
                fate.Add(new TaskLeak(kind, assignment.Syntax, variable));
            }
        }
    }

    /// <summary>The variable or capture behind a collection or tuple, if what is in it is in nothing else.</summary>
    private object? OwnRoot(IOperation collection)
    {
        collection = OperationTree.Bare(collection);

        return collection switch
        {
            ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } when !function.IsShared(local) && (local.Type.IsTupleType || function.IsOwnCollection(local)) => local,
            IFlowCaptureReferenceOperation { Id: var id } => function.CapturedBy(id) switch
            {
                IObjectCreationOperation { Type: INamedTypeSymbol type } when _facts.Types.IsCollection(type) => id,
                ILocalReferenceOperation captured => OwnRoot(captured),
                _ => null,
            },
            _ => null,
        };
    }

    private void Deconstruct(IDeconstructionAssignmentOperation deconstruction)
    {
        var target = deconstruction.Target is IDeclarationExpressionOperation declaration ? declaration.Expression : deconstruction.Target;
        var value = deconstruction.Value;
        value = OperationTree.Bare(value);

        if (target is not ITupleOperation targets)
        {
            if (Visit(value) is not null)
            {
                End(TaskEnd.Passed, deconstruction);
            }
        }
        else if (value is ITupleOperation values && values.Elements.Length == targets.Elements.Length)
        {
            var held = new object?[values.Elements.Length];
            for (var i = 0; i < held.Length; i++)
            {
                held[i] = Visit(values.Elements[i]);
            }

            for (var i = 0; i < held.Length; i++)
            {
                AssignPart(targets.Elements[i], held[i], deconstruction);
            }
        }
        else
        {
            var held = Visit(value);
            for (var i = 0; i < targets.Elements.Length; i++)
            {
                // Of "foreach (var (key, task) in byKey)" the one that can be a task is it.
                var isHeld = held is not null && (held.Equals(i) || held == Place.Anywhere && _facts.Awaitables.IsTaskLike(targets.Elements[i].Type));
                AssignPart(targets.Elements[i], isHeld ? Place.Whole : null, deconstruction);
            }

            if (held is not null && _state is { IsEnded: false, Places.Count: 0 })
            {
                End(TaskEnd.Passed, deconstruction);
            }
        }
    }

    private void AssignPart(IOperation target, object? held, IOperation assignment)
    {
        if (target is ITupleOperation nested)
        {
            foreach (var element in nested.Elements)
            {
                Assign(element, null, assignment);
            }

            if (held is not null)
            {
                End(TaskEnd.Passed, assignment);
            }
        }
        else
        {
            Assign(target, held, assignment);
        }
    }

    // "F() is { IsCompleted: false } task": a pattern may give the task another name, and look at its properties.
    private void Match(IPatternOperation pattern, object? held)
    {
        switch (pattern)
        {
            case INegatedPatternOperation not:
                Match(not.Pattern, held);
                break;
            case IBinaryPatternOperation binary:
                Match(binary.LeftPattern, held);
                Match(binary.RightPattern, held);
                break;
            case IDeclarationPatternOperation { DeclaredSymbol: { } declared }:
                AssignVariable(declared, held, pattern);
                break;
            case IRecursivePatternOperation recursive:
                if (recursive.DeclaredSymbol is { } named)
                {
                    AssignVariable(named, held, pattern);
                }

                if (held is not null && (held != Place.Whole || !recursive.DeconstructionSubpatterns.IsEmpty || !recursive.PropertySubpatterns.All(AsksOnly)))
                {
                    End(TaskEnd.Passed, pattern);
                }

                break;
            case IConstantPatternOperation or IDiscardPatternOperation or ITypePatternOperation or IDeclarationPatternOperation:
                break;
            default:
                if (held is not null)
                {
                    End(TaskEnd.Passed, pattern);
                }

                break;
        }
    }

    private bool AsksOnly(IPropertySubpatternOperation property) =>
        property is { Member: IPropertyReferenceOperation { Property: var asked }, Pattern: IConstantPatternOperation or IBinaryPatternOperation or INegatedPatternOperation or IRelationalPatternOperation }
        && TaskUses.OfProperty(asked, _facts) is TaskUse.Neutral;
}
