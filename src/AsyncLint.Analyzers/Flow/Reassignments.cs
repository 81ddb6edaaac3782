using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>What code gives a new value, so that what was known of the old one is forgotten.</summary>
internal sealed class Reassignments(ControlFlowGraph graph, TaskPaths paths, SourceOperations source)
{
    private List<TaskPath>? _changedInside;

    /// <summary>Without a path that was assigned, and all that begins with it.</summary>
    public static ImmutableHashSet<TaskPath> Forget(TaskPath assigned, ImmutableHashSet<TaskPath> state)
    {
        foreach (var path in state)
        {
            if (path.Starts(assigned))
            {
                state = state.Remove(path);
            }
        }

        return state;
    }

    /// <summary>What an operation gives a new value, or changes the elements of.</summary>
    public IEnumerable<TaskPath> Of(IOperation operation)
    {
        var targets = operation switch
        {
            IDeconstructionAssignmentOperation { Target: ITupleOperation tuple } => tuple.Elements,
            IAssignmentOperation { Target: { } target } => ImmutableArray.Create(target),
            IIncrementOrDecrementOperation { Target: { } target } => ImmutableArray.Create(target),
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: { } passed } => ImmutableArray.Create(passed),
            _ => ImmutableArray<IOperation>.Empty,
        };
        foreach (var target in targets)
        {
            var place = paths.Unwrap(target is IDeclarationExpressionOperation declared ? declared.Expression : target);
            if (place is IArrayElementReferenceOperation { ArrayReference: { } array })
            {
                place = array;
            }
            else if (place is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } indexed })
            {
                place = indexed;
            }

            if (paths.Of(place) is { } path)
            {
                yield return path;
            }
        }

        if (operation is IInvocationOperation { Instance: { } collection } call && (IsAdding(call) || call.TargetMethod.Name is "AddRange" or "AddOrUpdate")
            && paths.Of(collection) is { } changed)
        {
            yield return changed.Element();
        }
    }

    public static bool IsAdding(IInvocationOperation call) =>
        call is { Instance: not null, Arguments.IsEmpty: false, TargetMethod.Name: "Add" or "Insert" or "Enqueue" or "Push" or "TryAdd" or "AddLast" or "AddFirst" };

    /// <summary>Without what the lambdas and local functions of this graph assign.</summary>
    public ImmutableHashSet<TaskPath> ForgetChangedInside(ImmutableHashSet<TaskPath> state)
    {
        foreach (var path in ChangedInside())
        {
            state = Forget(path, state);
        }

        return state;
    }

    private List<TaskPath> ChangedInside()
    {
        if (_changedInside is null)
        {
            _changedInside = new();
            foreach (var operation in source.Root.DescendantsAndSelf())
            {
                foreach (var path in IsInNestedFunction(operation) ? Of(operation) : Array.Empty<TaskPath>())
                {
                    _changedInside.Add(path);
                }
            }
        }

        return _changedInside;
    }

    private bool IsInNestedFunction(IOperation operation)
    {
        if (operation is not (IAssignmentOperation or IArgumentOperation or IInvocationOperation or IIncrementOrDecrementOperation))
        {
            return false;
        }

        for (var parent = operation.Parent; parent is not null && parent != graph.OriginalOperation; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return parent.Syntax != graph.OriginalOperation.Syntax;
            }
        }

        return false;
    }
}
