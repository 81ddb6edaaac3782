using AsyncLint.Calls;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>
/// Tells calls of functions of the source that hand out what somebody else holds: the argument that they were given, what a field keeps, or a member of
/// an object that they have not made. Asked only where a report is about to be made: other bodies are bound for it.
/// </summary>
internal static class HandedOutTasks
{
    // "RequestBatch().Processed", "Processed => _source.Task": from function to function.
    private const int MaxDepth = 4;

    public static bool Are(IInvocationOperation call, CompilationFacts facts, CancellationToken cancellation) =>
        CompletedCallees.ExactCallee(call) is { } callee && new Walk(facts, call, 0, cancellation).AllReturnsOf(callee);

    /// <summary>The returns of one function.</summary>
    private sealed class Walk(CompilationFacts facts, IInvocationOperation? call, int depth, CancellationToken cancellation)
    {
        public bool AllReturnsOf(IMethodSymbol callee)
        {
            var definition = SourceFunctions.DefinitionOf(callee);
            if (depth > MaxDepth || definition.IsAsync || SourceFunctions.BodyOf(definition, facts) is not { } body)
            {
                return false;
            }

            var isHeld = false;
            foreach (var operation in OperationTree.OwnOperations(body))
            {
                cancellation.ThrowIfCancellationRequested();
                if (operation is IReturnOperation { ReturnedValue: { } returned })
                {
                    var isComplete = TaskCalls.IsBornComplete(returned, facts);
                    if (!isComplete && !IsHeld(returned))
                    {
                        return false;
                    }

                    isHeld |= !isComplete;
                }
            }

            return isHeld;
        }

        private bool IsHeld(IOperation value)
        {
            value = TaskCalls.Unwrap(OperationTree.Bare(value), facts);
            return value switch
            {
                IParameterReferenceOperation parameter => IsHeldByCaller(parameter),
                ILocalReferenceOperation local => IsKept(local) || AreHeld(local),
                IMemberReferenceOperation member => IsMemberOfOther(member),
                ICoalesceOperation coalesce => IsHeld(coalesce.Value) && IsHeld(coalesce.WhenNull),
                IConditionalOperation { WhenFalse: { } otherwise } choice => IsHeld(choice.WhenTrue) && IsHeld(otherwise),
                IConditionalAccessOperation access => IsHeld(access.WhenNotNull),
                IAssignmentOperation { Target: IFieldReferenceOperation { Field: var field } } => !facts.UnreadFields.Contains(field, cancellation),
                IInvocationOperation inner => CompletedCallees.ExactCallee(inner) is { } callee && new Walk(facts, null, depth + 1, cancellation).AllReturnsOf(callee),
                _ => false,
            };
        }

        // "q.Add(op); return op;" for a caller that has it in a variable.
        private bool IsHeldByCaller(IParameterReferenceOperation parameter)
        {
            if (call is null || !FreshTasks.IsVariable(Arguments.Of(call, parameter.Parameter.Ordinal)))
            {
                return false;
            }

            foreach (var operation in OperationTree.Root(parameter).Descendants())
            {
                if (operation is IParameterReferenceOperation { Parent: var parent } other && SymbolEqualityComparer.Default.Equals(other.Parameter, parameter.Parameter)
                    && parent is IAssignmentOperation assignment && assignment.Target == other)
                {
                    return false;
                }
            }

            return true;
        }

        // "var task = RunAsync(); _running = task; return task;", with the task or a continuation of it in the field.
        private bool IsKept(ILocalReferenceOperation local)
        {
            foreach (var operation in OperationTree.Root(local).Descendants())
            {
                if (operation is ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: var field }, Value: var value }
                    && AntecedentOf(value) is ILocalReferenceOperation { Local: var kept } && SymbolEqualityComparer.Default.Equals(kept, local.Local)
                    && !facts.UnreadFields.Contains(field, cancellation))
                {
                    return true;
                }
            }

            return false;
        }

        private IOperation AntecedentOf(IOperation value)
        {
            value = TaskCalls.Unwrap(value, facts);
            while (value is IInvocationOperation { Instance: { } antecedent } continuation && TaskCalls.IsContinueWith(continuation.TargetMethod, facts))
            {
                value = TaskCalls.Unwrap(antecedent, facts);
            }

            return value;
        }

        private bool AreHeld(ILocalReferenceOperation local)
        {
            if (depth >= MaxDepth || LocalValues.Of(local.Local, local) is not { } values)
            {
                return false;
            }

            // A variable that is given itself, through others, would not end.
            var deeper = new Walk(facts, call, depth + 1, cancellation);
            return values.TrueForAll(value => deeper.IsHeld(value));
        }

        private bool IsMemberOfOther(IMemberReferenceOperation member)
        {
            var receiver = member.Instance is IConditionalAccessInstanceOperation access ? TaskCalls.ReceiverOf(access) : member.Instance;
            if (receiver is { } instance && OperationTree.Bare(instance) is not (IInstanceReferenceOperation or IParameterReferenceOperation) && !IsHeld(instance))
            {
                return false;
            }

            // A property that others implement, or of another assembly, hands out by custom; one that is written here may start work.
            return member is IFieldReferenceOperation
                || member is IPropertyReferenceOperation { Property: { GetMethod: { } getter } property }
                && (property.IsAbstract || IsAutomatic(property) || getter.DeclaringSyntaxReferences.IsEmpty || new Walk(facts, null, depth + 1, cancellation).AllReturnsOf(getter));
        }

        private static bool IsAutomatic(IPropertySymbol property)
        {
            foreach (var member in property.OriginalDefinition.ContainingType.GetMembers())
            {
                if (member is IFieldSymbol { AssociatedSymbol: { } owner } && SymbolEqualityComparer.Default.Equals(owner, property.OriginalDefinition))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
