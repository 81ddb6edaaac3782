using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Calls;

/// <summary>What one body lets out by itself, and through which functions of the source it lets out what those do.</summary>
/// <param name="Handles">It catches all that something may throw which has reason to.</param>
internal sealed record FaultSummary(Faults Own, FaultEvidence? Evidence, ImmutableArray<FaultyCall> Calls, bool Handles)
{
    public static readonly FaultSummary Unknown = new(Faults.Unproven, null, ImmutableArray<FaultyCall>.Empty, false);
}

/// <summary>A call of a function of the source, and the guards around it.</summary>
internal readonly record struct FaultyCall(IMethodSymbol Callee, Guards Guards);

/// <summary>A place that may throw.</summary>
/// <param name="Name">The operation, for a message.</param>
/// <param name="Member">For <see cref="Faults.Foreign"/>, what is called.</param>
internal sealed record FaultEvidence(string Name, Faults Faults, SyntaxNode Syntax, IMethodSymbol? Member);

/// <summary>What may come out of a function, and the best evidence for it.</summary>
/// <param name="Evidence">The place in the function itself, or in one that it calls, which is most likely to throw; null where nothing counts as evidence.</param>
/// <param name="Handles">The function, or one that it calls, catches all that something may throw which has reason to.</param>
internal sealed record FaultResult(Faults Faults, FaultEvidence? Evidence, bool Handles)
{
    /// <summary>Proven: no exception comes out, but for a cancellation.</summary>
    public bool IsNever => (Faults & ~Faults.Cancellation) == Faults.None;

    /// <summary>Whoever wrote the function has caught what is likely to go wrong in it.</summary>
    public bool SeesToItself => Handles && (Faults & Faults.Evidence) == Faults.None;
}
