using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>A way from a task to an await that goes on only on the SynchronizationContext on which the task was started.</summary>
/// <param name="Functions">The functions that wait for one another; the last one has the await.</param>
/// <param name="Steps">Where each of them waits.</param>
internal sealed record ContextNeed(ImmutableArray<IMethodSymbol> Functions, ImmutableArray<AwaitStep> Steps)
{
    public IMethodSymbol Function => Functions[Functions.Length - 1];

    /// <summary>The await that needs the context.</summary>
    public IAwaitOperation Await => (IAwaitOperation)Steps[Steps.Length - 1].Operation;
}

/// <summary>
/// Tells whether a task needs the context of the thread that starts it before it is complete: an await on its way captures the context and suspends.
/// ConfigureAwait(false) helps only from the first await on that suspends with it, and only the function that has it.
/// </summary>
internal sealed class ContextNeeds(AwaitSteps steps)
{
    // What needs more functions than this before something suspends is not followed to the end.
    private const int MaxFunctions = 64;

    /// <summary>The way that comes first in the source, to the innermost await; null where none is proven.</summary>
    /// <param name="task">A task that is started on the context.</param>
    public ContextNeed? Of(IOperation task, CancellationToken cancellation) =>
        Find(steps.Sources.Of(task), new(SymbolEqualityComparer.Default), cancellation);

    private ContextNeed? Find(ImmutableArray<TaskSource> sources, HashSet<IMethodSymbol> visited, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var source in sources)
        {
            if (source.Origin is TaskOrigin.Function && visited.Count < MaxFunctions && visited.Add(source.Function!) && FindIn(source, visited, cancellation) is { } need)
            {
                return need;
            }
        }

        return null;
    }

    private ContextNeed? FindIn(TaskSource source, HashSet<IMethodSymbol> visited, CancellationToken cancellation)
    {
        foreach (var step in steps.Of(source.Function!))
        {
            if (!step.IsOnContext)
            {
                return null;
            }

            if (!step.IsReachedBy(source.Operation))
            {
                continue;
            }

            if (Find(step.Sources, visited, cancellation) is { } inner)
            {
                return new(inner.Functions.Insert(0, source.Function!), inner.Steps.Insert(0, step));
            }

            if (step.Continuation is Continuation.OnContext && step.Sources.Any(steps.Suspends))
            {
                return new(ImmutableArray.Create(source.Function!), ImmutableArray.Create(step));
            }
        }

        return null;
    }
}
