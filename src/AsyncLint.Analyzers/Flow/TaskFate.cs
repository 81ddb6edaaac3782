using Microsoft.CodeAnalysis;

namespace AsyncLint.Flow;

/// <summary>How a path ends for the task that is followed, other than by losing it.</summary>
internal enum TaskEnd
{
    /// <summary>Awaited, waited for, its result or exception read.</summary>
    Observed,

    /// <summary>Given to WhenAll, WhenAny, WhenEach, WaitAll or WaitAny; their result is a task of its own.</summary>
    Combined,

    /// <summary>Given a continuation, which gets to see its fault.</summary>
    Continued,

    /// <summary>Returned or yielded: the caller's business.</summary>
    Returned,

    /// <summary>Stored where it outlives the body: a field, a property, a collection that is not the body's own, a captured variable.</summary>
    Stored,

    /// <summary>An argument of a function that is not known to drop it, or the receiver of a member that is not known.</summary>
    Passed,

    /// <summary>Assigned to a discard.</summary>
    Discarded,

    /// <summary>A condition tells that it is complete.</summary>
    Completed,

    /// <summary>Used in an expression that keeps it nowhere and does not observe it: compared, formatted, a statement of its own.</summary>
    Consumed,

    /// <summary>The path is taken only because the work was cancelled, which counts as an exceptional exit.</summary>
    Cancelled,
}

/// <summary>How a path loses a task that nobody has observed.</summary>
internal enum LeakKind
{
    /// <summary>A return statement before the end of the body.</summary>
    EarlyReturn,

    /// <summary>The end of the body.</summary>
    End,

    /// <summary>The next round of a loop, in which the variable is another one.</summary>
    NextRound,

    /// <summary>A break or goto, or the end of a block, after which the variable is gone.</summary>
    ScopeEnd,

    /// <summary>The variable that holds it is assigned.</summary>
    Overwritten,

    /// <summary>It is an argument of a function that ignores its parameter, and nothing else holds it.</summary>
    Ignored,
}

/// <summary>One way in which a task is lost.</summary>
/// <param name="Exit">The statement, assignment or argument that loses it; the body, where that is its end.</param>
/// <param name="Variable">The variable that held it last; for <see cref="LeakKind.Ignored"/> the parameter.</param>
internal readonly record struct TaskLeak(LeakKind Kind, SyntaxNode Exit, ISymbol? Variable);

/// <summary>All that becomes of one task on the normal paths of the function that starts it.</summary>
internal sealed class TaskFate
{
    private readonly List<(TaskEnd End, IOperation At)> _ends = new();
    private readonly List<TaskLeak> _leaks = new();
    private readonly List<(IMethodSymbol Callee, IParameterSymbol Parameter)> _ignoredBy = new();
    private readonly HashSet<SyntaxNode> _pendingAt = new();

    /// <summary>The uses with which paths end well, or at least not in this function's hands, each once, in source order.</summary>
    public IReadOnlyList<(TaskEnd End, IOperation At)> Ends => _ends;

    /// <summary>The exits that leave it pending and unobserved, in source order.</summary>
    public IReadOnlyList<TaskLeak> Leaks => _leaks;

    /// <summary>The functions that got it as an argument and are proven to do nothing with it.</summary>
    public IReadOnlyList<(IMethodSymbol Callee, IParameterSymbol Parameter)> IgnoredBy => _ignoredBy;

    /// <summary>True where no path does anything with it.</summary>
    public bool IsNeverObserved
    {
        get
        {
            foreach (var (end, _) in _ends)
            {
                if (end is not TaskEnd.Cancelled)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>
    /// True where an operation may run while the task is pending and in this function's hands: a call, the await of something else, or the expression of
    /// a throw, from which a path has left without observing it in a <c>finally</c>.
    /// </summary>
    public bool IsPendingAt(IOperation operation) => _pendingAt.Contains(operation.Syntax);

    public void Add(TaskEnd end, IOperation at)
    {
        foreach (var known in _ends)
        {
            if (known.End == end && known.At.Syntax == at.Syntax)
            {
                return;
            }
        }

        var index = _ends.Count;
        while (index > 0 && _ends[index - 1].At.Syntax.Span.End > at.Syntax.Span.End)
        {
            index--;
        }

        _ends.Insert(index, (end, at));
    }

    public void Add(TaskLeak leak)
    {
        if (_leaks.Contains(leak))
        {
            return;
        }

        var index = _leaks.Count;
        while (index > 0 && _leaks[index - 1].Exit.Span.End > leak.Exit.Span.End)
        {
            index--;
        }

        _leaks.Insert(index, leak);
    }

    public void AddIgnoring(IMethodSymbol callee, IParameterSymbol parameter) => _ignoredBy.Add((callee, parameter));

    public void AddPendingAt(SyntaxNode operation) => _pendingAt.Add(operation);
}
