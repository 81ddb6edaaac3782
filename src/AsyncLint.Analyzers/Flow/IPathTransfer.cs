using Microsoft.CodeAnalysis;

namespace AsyncLint.Flow;

/// <summary>What operations do to the thing that <see cref="PathExplorer"/> follows: a task, or a semaphore that is held.</summary>
internal interface IPathTransfer
{
    /// <summary>True where a path that is taken because the work was cancelled need not end well.</summary>
    bool IsCancellationExcused { get; }

    /// <summary>Runs one operation of a block.</summary>
    void Run(IOperation operation, PathState state);

    /// <summary>Runs the value that a block returns, branches on, or throws.</summary>
    void RunBranchValue(IOperation value, bool isReturned, PathState state);

    /// <summary>The outcome of a condition without which there is nothing to follow; null where the condition does not tell.</summary>
    bool? Premise(IOperation condition);
}
