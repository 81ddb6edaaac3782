using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Flow;

/// <summary>
/// Outcomes of conditions that a path depends on and that may exclude that the task was started. What happens on both outcomes of a condition
/// does not depend on it.
/// </summary>
internal readonly struct Doubts
{
    private readonly ImmutableArray<(SyntaxNode Condition, bool Holds)> _outcomes;

    private Doubts(ImmutableArray<(SyntaxNode Condition, bool Holds)> outcomes) => _outcomes = outcomes;

    public bool IsEmpty => _outcomes.IsDefaultOrEmpty;

    private ImmutableArray<(SyntaxNode Condition, bool Holds)> Outcomes => _outcomes.IsDefault ? ImmutableArray<(SyntaxNode Condition, bool Holds)>.Empty : _outcomes;

    public Doubts With(SyntaxNode condition, bool holds) => Outcomes.Contains((condition, holds)) ? this : new(Outcomes.Add((condition, holds)));

    public bool SetEquals(Doubts other) => Outcomes.Length == other.Outcomes.Length && Outcomes.All(other.Outcomes.Contains);

    /// <summary>What two paths have in common that differ only in the outcome of one condition; null for other paths.</summary>
    public Doubts? Resolve(Doubts other)
    {
        if (Outcomes.Length != other.Outcomes.Length)
        {
            return null;
        }

        var common = Outcomes.RemoveAll(outcome => !other.Outcomes.Contains(outcome));
        if (common.Length != Outcomes.Length - 1)
        {
            return null;
        }

        var (condition, holds) = Outcomes.First(outcome => !common.Contains(outcome));
        return other.Outcomes.Contains((condition, !holds)) ? new Doubts(common) : null;
    }
}
