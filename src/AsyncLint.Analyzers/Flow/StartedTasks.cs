using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>Tells which calls start a task that is not awaited on the spot, and where it leaves the code that started it.</summary>
internal static class StartedTasks
{
    /// <summary>
    /// True for a call that gives a task which is neither awaited nor an operand of another task where it stands. This is asked of every call, so that
    /// whether the task is fresh at all, <see cref="IsFresh"/>, is a question for later.
    /// </summary>
    public static bool IsKept(IInvocationOperation call, CompilationFacts facts)
    {
        if (call.Type is not { SpecialType: SpecialType.None } type || call.Parent is IAwaitOperation || !facts.Awaitables.IsTaskLike(type))
        {
            return false;
        }

        for (IOperation value = call; value.Parent is { } parent; value = parent)
        {
            switch (parent)
            {
                case IAwaitOperation:
                case IInvocationOperation outer when facts.Awaitables.IsTaskLike(outer.Type) && !(outer.Instance == value && TaskUses.OfReceiver(outer.TargetMethod, facts) is TaskUse.SameTask):
                    return false;
                case IBlockOperation or IExpressionStatementOperation or IReturnOperation or IVariableInitializerOperation or ISimpleAssignmentOperation
                    or IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return ReferenceEquals(TaskCalls.Unwrap(call, facts), call);
            }
        }

        return false;
    }

    /// <summary>As <see cref="TaskCalls.Unwrap"/>, and through a project's own shorthand for ConfigureAwait(false).</summary>
    public static IOperation Unwrap(IOperation task, CompilationFacts facts)
    {
        task = TaskCalls.Unwrap(task, facts);
        while (task is IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: [{ Value: var same }, ..] } shorthand && TaskUses.OfArgument(shorthand.TargetMethod, facts) is TaskUse.SameTask)
        {
            task = TaskCalls.Unwrap(same, facts);
        }

        return task;
    }

    /// <summary>True where the call starts the work, which is not certain to be complete when it returns.</summary>
    public static bool IsFresh(IInvocationOperation call, CompilationFacts facts) => FreshTasks.Is(call, facts.Awaitables.Of(call.Type), facts);

    /// <summary>The return in whose value a call stands and that hands out nothing but its task; null where there is none.</summary>
    public static IReturnOperation? ReturnOf(IInvocationOperation call, CompilationFacts facts)
    {
        for (IOperation value = call; value.Parent is { } parent; value = parent)
        {
            switch (parent)
            {
                case IReturnOperation { Kind: OperationKind.Return } returned:
                    return returned;
                case IConversionOperation or IParenthesizedOperation or ISwitchExpressionArmOperation or ISwitchExpressionOperation or ICoalesceOperation:
                case IConditionalOperation conditional when conditional.Condition != value:
                case IConditionalAccessOperation access when access.WhenNotNull == value:
                case IArgumentOperation { Parent: IObjectCreationOperation creation } when facts.Awaitables.IsTaskOrValueTask(creation.Type):
                case IObjectCreationOperation:
                case IInvocationOperation outer when TaskCalls.Unwrap(outer, facts) == call:
                    continue;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The returns inside <paramref name="part"/> that hand the task out; a yield return, behind which the function goes on, is none.</summary>
    public static SyntaxNode? ReturnedFrom(TaskFate fate, Func<SyntaxNode, bool> part)
    {
        foreach (var (end, at) in fate.Ends)
        {
            if (end is TaskEnd.Returned && part(at.Syntax) && at.Syntax.FirstAncestorOrSelf<StatementSyntax>() is not YieldStatementSyntax)
            {
                return at.Syntax;
            }
        }

        return null;
    }
}
