using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>Tells calls before which the task is known to be complete on which the called function blocks.</summary>
internal static class KnownCompletion
{
    /// <summary>True where the caller has awaited the argument, or the member of the same object, whose result the leaf takes.</summary>
    public static bool Before(IOperation? call, BlockingLeaf leaf, CompilationFacts facts, CancellationToken cancellation)
    {
        if (call is null || leaf.Task is null || new TaskPaths(facts, static operation => operation).Of(leaf.Task) is not { } path)
        {
            return false;
        }

        return path.Root switch
        {
            IParameterSymbol parameter when ArgumentOf(call, parameter) is { } argument => IsComplete(argument, parameter, facts, cancellation),
            IFieldSymbol or IPropertySymbol when path.Root.IsStatic || IsOnThis(call) =>
                CompletedTasks.IsComplete(path, call, facts, () => Graphs.Of(call, cancellation), cancellation),
            _ => false,
        };
    }

    private static bool IsComplete(IOperation argument, IParameterSymbol parameter, CompilationFacts facts, CancellationToken cancellation) =>
        facts.Awaitables.IsTaskLike(parameter.Type)
            ? CompletedTasks.IsComplete(argument, facts, () => Graphs.Of(argument, cancellation), cancellation)
            : CompletedTasks.AreComplete(argument, facts, () => Graphs.Of(argument, cancellation), cancellation);

    private static IOperation? ArgumentOf(IOperation call, IParameterSymbol parameter)
    {
        var arguments = call switch
        {
            IInvocationOperation invocation => invocation.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            IPropertyReferenceOperation indexer => indexer.Arguments,
            _ => default,
        };
        if (arguments.IsDefault)
        {
            return null;
        }

        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Ordinal == parameter.Ordinal)
            {
                return argument.Value;
            }
        }

        return null;
    }

    private static bool IsOnThis(IOperation call) => call switch
    {
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction } => true,
        IInvocationOperation { Instance: IInstanceReferenceOperation } => true,
        IMemberReferenceOperation { Instance: IInstanceReferenceOperation } => true,
        _ => false,
    };
}
