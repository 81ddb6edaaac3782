using AsyncLint.Facts;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Calls;

/// <summary>Tells members of interfaces and abstract classes of the project that are <see cref="Faults.Foreign"/> by what they are, and harmless by all that implements them.</summary>
internal static class ImplementedMembers
{
    /// <summary>True where the project has implementations and there is no evidence that any of them fails. What they call in turn of other interfaces is followed no further.</summary>
    public static bool AreHarmless(FaultEvidence evidence, CompilationFacts facts, CancellationToken cancellation)
    {
        if (evidence is not { Faults: Faults.Foreign, Member: { } member })
        {
            return false;
        }

        var implementations = facts.Implementations.Of(member, member.ContainingType, Dispatch.All);
        foreach (var implementation in implementations)
        {
            // A decorator of the same member.
            if (facts.MayFault.Of(implementation, cancellation).Evidence is { } found && !SymbolEqualityComparer.Default.Equals(found.Member?.OriginalDefinition, member.OriginalDefinition))
            {
                return false;
            }
        }

        return !implementations.IsEmpty;
    }
}
