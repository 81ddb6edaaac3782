using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>The part of ASL3006 that finds the tasks which may fail and with which nothing but WhenAny does anything.</summary>
internal static class UnseenTasks
{
    /// <summary>The names of the tasks in the arguments of WhenAny.</summary>
    public static List<string> OfArguments(IInvocationOperation call, OperationAnalysisContext context, CompilationFacts facts)
    {
        var unseen = new List<string>();
        foreach (var argument in call.Arguments)
        {
            AddUnseen(unseen, OperationTree.Bare(argument.Value), context, facts);
        }

        return unseen;
    }

    private static void AddUnseen(List<string> unseen, IOperation given, OperationAnalysisContext context, CompilationFacts facts)
    {
        if (TaskCalls.ElementsOf(given) is { } elements)
        {
            foreach (var element in elements)
            {
                AddUnseen(unseen, element, context, facts);
            }

            return;
        }

        switch (StartedTasks.Unwrap(given, facts))
        {
            case ILocalReferenceOperation tasks when !facts.Awaitables.IsTaskLike(given.Type):
                unseen.AddRange(OfCollection(tasks, null, context, facts));
                break;
            case var _ when !facts.Awaitables.IsTaskLike(given.Type):
                AddStarted(unseen, given, context, facts);
                break;
            case IInvocationOperation { TargetMethod: var method, Arguments: var parts } all when TaskCalls.IsWhenAll(method, facts.Types):
                // It fails where one of its tasks does, each of which may be awaited by itself.
                var unseenParts = new List<string>();
                foreach (var part in parts)
                {
                    AddUnseen(unseenParts, OperationTree.Bare(part.Value), context, facts);
                }

                unseen.AddRange(unseenParts.Take(1).Select(_ => TaskCalls.NameOf(all)));
                break;
            case IInvocationOperation start when CanFault(start, context, facts):
                unseen.Add(TaskCalls.NameOf(start));
                break;
            case ILocalReferenceOperation { Local: var local } task when IsUsedNowhereElse(local, task, facts) && StartOf(local, task, facts) is { } started && CanFault(started, context, facts):
                unseen.Add(local.Name);
                break;
            case IFieldReferenceOperation { Field: var field } task when UnobservedFields.Contains(field, facts, context.CancellationToken) && IsStartedInVain(field, task, context, facts):
                unseen.Add(field.Name);
                break;
        }
    }

    /// <summary>The same for the tasks of a collection, which is used for nothing else.</summary>
    /// <param name="ended">The loop that an exception ends: behind it nobody looks at the others any more.</param>
    public static List<string> OfCollection(ILocalReferenceOperation tasks, ILoopOperation? ended, OperationAnalysisContext context, CompilationFacts facts)
    {
        var unseen = new List<string>();
        foreach (var reference in Winner.ReferencesTo(tasks.Local, tasks))
        {
            if (!(ended is not null && reference.Syntax.SpanStart > ended.Syntax.Span.End) && !IsOfCollection(reference, facts))
            {
                return unseen;
            }
        }

        AddStarted(unseen, tasks, context, facts);
        return unseen;
    }

    private static void AddStarted(List<string> unseen, IOperation tasks, OperationAnalysisContext context, CompilationFacts facts)
    {
        foreach (var element in StartedCollections.ElementsOf(tasks, facts))
        {
            if (FallibleWork.Is(element.Work, ASL3006WhenAnyUnobserved.Descriptor.Id, context, facts))
            {
                unseen.AddRange(Enumerable.Repeat(FallibleWork.NameOf(element.Work), element.IsMany ? 2 : 1));
            }
        }
    }

    // Filling the collection, taking out the winner, counting, waiting for one of them.
    private static bool IsOfCollection(IOperation reference, CompilationFacts facts)
    {
        while (reference.Parent is IConversionOperation { OperatorMethod: null })
        {
            reference = reference.Parent;
        }

        return reference.Parent switch
        {
            ISimpleAssignmentOperation assignment => assignment.Target == reference,
            IArrayElementReferenceOperation { Parent: ISimpleAssignmentOperation element } => element.Target == reference.Parent,
            IPropertyReferenceOperation property => TaskUses.IsSize(property.Property),
            IInvocationOperation { TargetMethod: var method } => TaskUses.IsAdding(method) || method.Name is "Remove",
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var method } } =>
                TaskCalls.IsWhenAny(method, facts.Types) || facts.Types.IsSequence(method.ContainingType) && TaskUses.OfSequence(method) is TaskUse.Neutral,
            _ => false,
        };
    }

    private static bool IsUsedNowhereElse(ILocalSymbol local, IOperation argument, CompilationFacts facts)
    {
        foreach (var reference in Winner.ReferencesTo(local, argument))
        {
            if (reference.Syntax != argument.Syntax && !Winner.IsQuestion(reference, facts))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The call with whose task a local is declared.</summary>
    public static IInvocationOperation? StartOf(ILocalSymbol local, IOperation call, CompilationFacts facts)
    {
        foreach (var (variable, start) in StartedVariables.Before(call, facts))
        {
            if (SymbolEqualityComparer.Default.Equals(variable, local))
            {
                return start;
            }
        }

        return null;
    }

    // Loops, and what is given to the pool, ASL3004 reports where it is started.
    private static bool IsStartedInVain(IFieldSymbol field, IOperation call, OperationAnalysisContext context, CompilationFacts facts) =>
        StartedFields.Of(field, call.SemanticModel!, facts, context.CancellationToken) is { Count: > 0 } starts
        && starts.TrueForAll(start => !TaskCalls.IsScheduling(start.TargetMethod, facts.Types) && !BackgroundLoops.Contains(start.TargetMethod, context.CancellationToken) && CanFault(start, context, facts));

    public static bool CanFault(IInvocationOperation start, OperationAnalysisContext context, CompilationFacts facts) =>
        StartedTasks.IsFresh(start, facts) && FallibleWork.Is(start, ASL3006WhenAnyUnobserved.Descriptor.Id, context, facts);
}
