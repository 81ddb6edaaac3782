using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>When a loop ends in which one step always fails.</summary>
internal enum LoopEnd
{
    /// <summary>The step would have to succeed first.</summary>
    Never,

    /// <summary>After so many rounds, or elements.</summary>
    Counted,
}

/// <summary>Reads off the condition of a loop what can still end it once a step in its body fails every time.</summary>
internal static class LoopEnds
{
    /// <summary>Null where what the condition asks may be changed from elsewhere.</summary>
    /// <param name="body">The part of the loop that is left where the step fails.</param>
    public static LoopEnd? Of(ILoopOperation loop, IOperation body, IOperation step)
    {
        var condition = loop switch
        {
            IWhileLoopOperation @while => @while.Condition,
            IForLoopOperation @for => @for.Condition,
            _ => null,
        };
        if (loop is IForEachLoopOperation)
        {
            return LoopEnd.Counted;
        }

        if (condition is null or { ConstantValue: { HasValue: true, Value: true } })
        {
            return LoopEnd.Never;
        }

        var end = LoopEnd.Never;
        foreach (var operation in condition.DescendantsAndSelf())
        {
            switch (operation)
            {
                case ILocalReferenceOperation { Local: var local }:
                    if (IsChanged(local, loop, body, step) is not { } isChanged)
                    {
                        return null;
                    }

                    end = isChanged ? LoopEnd.Counted : end;
                    break;
                case IParameterReferenceOperation or ILiteralOperation or IUnaryOperation or IBinaryOperation or IConversionOperation or IIsPatternOperation or IPatternOperation:
                    break;
                case IPropertyReferenceOperation or IFieldReferenceOperation or IIncrementOrDecrementOperation when loop is IForLoopOperation:
                    end = LoopEnd.Counted;
                    break;
                case IIncrementOrDecrementOperation { Target: ILocalReferenceOperation }:
                    end = LoopEnd.Counted;
                    break;
                default:
                    return loop is IForLoopOperation ? LoopEnd.Counted : null;
            }
        }

        return end;
    }

    // What is set behind the step, where it succeeded, is not set any more. Null where another function sets it.
    private static bool? IsChanged(ILocalSymbol local, ILoopOperation loop, IOperation body, IOperation step)
    {
        var isChanged = false;
        foreach (var operation in OperationTree.Root(loop).Descendants())
        {
            if (operation is not ILocalReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Local, local) || !IsWritten(reference))
            {
                continue;
            }

            if (OperationTree.FunctionAround(reference) != OperationTree.FunctionAround(loop))
            {
                return null;
            }

            var place = reference.Syntax.Span;
            isChanged |= loop.Syntax.Span.Contains(place) && !(body.Syntax.Span.Contains(place) && (place.Start >= step.Syntax.Span.End || IsGivenBy(reference, step)));
        }

        return isChanged;
    }

    private static bool IsWritten(ILocalReferenceOperation reference) =>
        reference.Parent is IAssignmentOperation assignment && assignment.Target == reference
        || reference.Parent is IIncrementOrDecrementOperation or ITupleOperation or IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out };

    // "connected = await ConnectAsync(token);"
    private static bool IsGivenBy(ILocalReferenceOperation reference, IOperation step) =>
        reference.Parent is ISimpleAssignmentOperation { Value: var value } && value.Syntax.Span.Contains(step.Syntax.Span);
}
