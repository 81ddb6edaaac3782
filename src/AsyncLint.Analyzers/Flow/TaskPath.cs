using Microsoft.CodeAnalysis;

namespace AsyncLint.Flow;

/// <summary>
/// Where a task is kept: a variable, a member of one, an element of a collection, and so on (<c>work</c>, <c>work.Items[*].Task</c>). Two
/// operations with the same path mean the same task as long as nothing on the path is assigned in between.
/// </summary>
internal sealed class TaskPath : IEquatable<TaskPath>
{
    /// <summary>A task that is complete whatever happens: a completed one from the start, the winner of WhenAny.</summary>
    public static readonly TaskPath Complete = new(null, "complete");

    private const string EveryElement = "[*]";

    private readonly TaskPath? _owner;
    private readonly object _segment;

    private TaskPath(TaskPath? owner, object segment)
    {
        _owner = owner;
        _segment = segment;
    }

    /// <summary>A local, a parameter, or a member of <c>this</c> or a static one.</summary>
    public static TaskPath Of(ISymbol root) => new(null, root);

    public TaskPath Member(ISymbol member) => new(this, member is IFieldSymbol { CorrespondingTupleField: { } element } ? element : member);

    /// <summary>Every element of this collection. An element's Value in a dictionary is the element itself: <c>pair.Value</c> is <c>byKey[k]</c>.</summary>
    public TaskPath Element() => new(this, EveryElement);

    /// <summary>The one element at a constant index, or at the index that a variable holds.</summary>
    public TaskPath ElementAt(object index) => new(this, index as ISymbol ?? (object)("[" + index + "]"));

    /// <summary>A fact rather than a task: this is complete if <paramref name="premise"/> is complete, or true.</summary>
    public TaskPath If(ISymbol premise) => new(new TaskPath(this, "if"), premise);

    /// <summary>What follows from <paramref name="premise"/>, where this is such a fact.</summary>
    public TaskPath? Conclusion(ISymbol premise) => _owner is { _segment: "if" } conclusion && Same(_segment, premise) ? conclusion._owner : null;

    /// <summary>The variable, where the path is nothing else.</summary>
    public ISymbol? Variable => _owner is null ? _segment as ISymbol : null;

    /// <summary>The variable that completes with this path: itself, or the collection of which this is every element.</summary>
    public ISymbol? Premise => Variable ?? (_segment as string == EveryElement ? _owner!.Variable : null);

    /// <summary>What would follow, where this is a fact and not a task.</summary>
    public TaskPath? AnyConclusion => _owner is { _segment: "if" } conclusion ? conclusion._owner : null;

    public ISymbol? Root => _owner is null ? _segment as ISymbol : _owner.Root;

    public bool Mentions(ISymbol symbol) => Same(_segment, symbol) || _owner is not null && _owner.Mentions(symbol);

    /// <summary>True where an assignment to <paramref name="assigned"/> may change what this path leads to.</summary>
    public bool Starts(TaskPath assigned)
    {
        for (var path = this; path is not null; path = path._owner)
        {
            if (path.Equals(assigned))
            {
                return true;
            }
        }

        // As an index or a premise.
        return assigned.Variable is (ILocalSymbol or IParameterSymbol) and { } variable && Mentions(variable);
    }

    /// <summary>The same way from another start; null where this path does not begin with <paramref name="root"/>.</summary>
    public TaskPath? Rebase(ISymbol root, TaskPath start) =>
        _owner is null ? (Same(_segment, root) ? start : null)
        : _owner.Rebase(root, start) is not { } owner ? null
        : ReferenceEquals(owner, Complete) ? Complete
        : new(owner, _segment);

    public bool Equals(TaskPath? other) =>
        ReferenceEquals(this, other) || other is not null && Same(_segment, other._segment) && (_owner is null ? other._owner is null : _owner.Equals(other._owner));

    public override bool Equals(object? obj) => Equals(obj as TaskPath);

    public override int GetHashCode() =>
        (_segment is ISymbol symbol ? SymbolEqualityComparer.Default.GetHashCode(symbol) : StringComparer.Ordinal.GetHashCode((string)_segment)) + 31 * (_owner?.GetHashCode() ?? 0);

    private static bool Same(object a, object b) =>
        a is ISymbol x ? b is ISymbol y && SymbolEqualityComparer.Default.Equals(x, y) : a is string s && b is string t && string.Equals(s, t, StringComparison.Ordinal);
}
