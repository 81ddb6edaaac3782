using System.Collections.Concurrent;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>
/// Tells whether an exception may come out of a function: never, only a cancellation, or maybe, and then on which evidence.
/// </summary>
/// <remarks>
/// Each function is walked once, by itself, and gives what it lets out and the functions whose exceptions it lets out (<see cref="FaultWalk"/>). The
/// answer for a function is the union over all that are reachable that way, under the guards on the way. A union over a reachable set knows no order:
/// recursion ends it and does not change it, and it is the same whichever function was asked for first.
/// </remarks>
internal sealed class MayFault(CompilationFacts facts)
{
    // Who needs more functions than this to fail is not followed to the end; what is found by then is true, and the rest is not known.
    private const int MaxFunctions = 48;

    private readonly ConcurrentDictionary<IMethodSymbol, FaultSummary> _summaries = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, FaultResult> _results = new(SymbolEqualityComparer.Default);

    public FaultTable Table { get; } = new(facts.Types);

    /// <summary>What comes out of a function of the source: thrown, or in the task that it returns.</summary>
    public FaultResult Of(IMethodSymbol function, CancellationToken cancellation)
    {
        var definition = Definition(function);
        return _results.TryGetValue(definition, out var known) ? known : _results.GetOrAdd(definition, Reach(SummaryOf(definition, cancellation), cancellation));
    }

    /// <summary>What comes out of a function whose body is at hand.</summary>
    public FaultResult Of(IBlockOperation body, IMethodSymbol function, CancellationToken cancellation) =>
        Reach(FaultWalk.OfBody(body, function, facts, cancellation), cancellation);

    /// <summary>What comes out of the task that a call returns: the awaiter of <c>await call</c> would see it.</summary>
    public FaultResult OfTask(IOperation task, CancellationToken cancellation) => Reach(FaultWalk.OfTask(task, facts, cancellation), cancellation);

    private FaultResult Reach(FaultSummary start, CancellationToken cancellation)
    {
        var faults = start.Own;
        var evidence = start.Evidence;
        var handles = start.Handles;
        var seen = new HashSet<(IMethodSymbol, Guards)>(FunctionUnderGuards.Comparer);
        var open = new Queue<(FaultSummary Function, Guards Guards)>();
        open.Enqueue((start, Guards.None));
        while (open.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var (function, guards) = open.Dequeue();
            foreach (var call in function.Calls)
            {
                var around = guards | call.Guards;
                if ((around & Guards.All) != 0 || !seen.Add((call.Callee, around)))
                {
                    continue;
                }

                if (seen.Count > MaxFunctions)
                {
                    return new(faults | Faults.Unproven, evidence, handles);
                }

                var callee = SummaryOf(call.Callee, cancellation);
                var escaping = around.LetOut(callee.Own);
                handles |= callee.Handles;
                faults |= escaping;
                if ((escaping & Faults.Evidence) != 0 && callee.Evidence is { } found && (evidence is null || evidence.Faults < found.Faults))
                {
                    evidence = found;
                }

                open.Enqueue((callee, around));
            }
        }

        return new(faults, evidence, handles);
    }

    private FaultSummary SummaryOf(IMethodSymbol function, CancellationToken cancellation) =>
        _summaries.TryGetValue(function, out var known) ? known : _summaries.GetOrAdd(function, Summarize(function, cancellation));

    private FaultSummary Summarize(IMethodSymbol function, CancellationToken cancellation) =>
        BodyOf(function, cancellation) is { } body ? FaultWalk.OfBody(body, function, facts, cancellation) : FaultSummary.Unknown;

    /// <summary>The body of a function of the source; null where it has none, or several.</summary>
    public IBlockOperation? BodyOf(IMethodSymbol function, CancellationToken cancellation)
    {
        if (function.DeclaringSyntaxReferences.Length != 1)
        {
            return null;
        }

        var declaration = function.DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        return facts.Models.Of(declaration.SyntaxTree)?.GetOperation(declaration, cancellation) switch
        {
            IMethodBodyOperation method => method.BlockBody ?? method.ExpressionBody,
            ILocalFunctionOperation local => local.Body,
            _ => null,
        };
    }

    public static IMethodSymbol Definition(IMethodSymbol function)
    {
        var definition = (function.ReducedFrom ?? function).OriginalDefinition;
        return definition.PartialImplementationPart ?? definition;
    }

    /// <summary>Compares functions as symbols.</summary>
    private sealed class FunctionUnderGuards : IEqualityComparer<(IMethodSymbol Function, Guards Guards)>
    {
        public static readonly FunctionUnderGuards Comparer = new();

        public bool Equals((IMethodSymbol Function, Guards Guards) x, (IMethodSymbol Function, Guards Guards) y) =>
            x.Guards == y.Guards && SymbolEqualityComparer.Default.Equals(x.Function, y.Function);

        public int GetHashCode((IMethodSymbol Function, Guards Guards) pair) => (SymbolEqualityComparer.Default.GetHashCode(pair.Function) * 31) + (int)pair.Guards;
    }
}
