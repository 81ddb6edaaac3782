using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>
/// Follows tasks from the operation that starts them to what observes them, or loses them, in one member with its lambdas and local functions.
/// </summary>
/// <remarks>
/// A forward dataflow over Roslyn's control flow graph, one run for each allocation site. The lattice of a site, from unknown to known:
/// <list type="bullet">
/// <item>not started: the path has not come to the site; it collects the conditions that hold on it (<see cref="PathFacts"/>);</item>
/// <item>pending, held in a set of places: variables, captures, elements of the body's own collections (<see cref="PathState"/>);</item>
/// <item>ended: observed, escaped or complete (<see cref="TaskEnd"/>), or lost (<see cref="TaskLeak"/>). Nothing more is asked of the path.</item>
/// </list>
/// Where paths meet, equal sets of places become one state and their facts are intersected; different sets stay apart, so that a variable that
/// is null on one path is not taken for the task of another. A task must be observed on every normal path: one state that is still pending
/// where its last place ends is a leak. When the site is reached again, in the next round of a loop, the run goes on with the task of the round
/// before, which the new one may push out of its variable.
/// <para>
/// The transfer functions are in <see cref="TaskTransfer"/>; what it knows of the framework's API is in <see cref="TaskUses"/>, and what a
/// function of the source does with an argument in <see cref="ParamFlow"/>. What is not understood ends the path as <see cref="TaskEnd.Passed"/>.
/// </para>
/// <para>
/// Exits by an exception do not count, nor do paths into a catch or filter, even if those return: <see cref="PathExplorer"/> follows only the
/// edges of normal flow, among them the finally blocks that a branch runs through. A path that is taken because of a cancellation
/// (<c>IsCancellationRequested</c>) is exceptional too.
/// </para>
/// </remarks>
internal sealed class TaskFlow
{
    private static readonly ConditionalWeakTable<ControlFlowGraph, TaskFlow> s_flows = new();

    private readonly ControlFlowGraph _member;
    private readonly CompilationFacts _facts;
    private readonly ConcurrentDictionary<SyntaxNode, TaskFate?> _fates = new();

    private TaskFlow(ControlFlowGraph member, CompilationFacts facts)
    {
        _member = member;
        _facts = facts;
    }

    /// <summary>The flow of a member. All rules that ask for the same graph share it.</summary>
    /// <param name="member">The graph of the outermost member, as an analysis context gives it.</param>
    public static TaskFlow Of(ControlFlowGraph member, CompilationFacts facts) =>
        s_flows.TryGetValue(member, out var flow) ? flow : s_flows.GetValue(member, graph => new TaskFlow(graph, facts));

    /// <summary>
    /// What becomes of the task that an expression of the member gives, or of the tasks in the collection or sequence that it gives. Null where the
    /// expression is not reached or the answer would take too long.
    /// </summary>
    /// <param name="origin">An operation of the source, such as a rule gets it, not one of the graph.</param>
    public TaskFate? Follow(IOperation origin, CancellationToken cancellation)
    {
        if (!_fates.TryGetValue(origin.Syntax, out var fate))
        {
            fate = Compute(origin, cancellation);
            _fates.TryAdd(origin.Syntax, fate);
        }

        return fate;
    }

    /// <summary>What becomes of a task that the member gets as an argument.</summary>
    public TaskFate? Follow(IParameterSymbol parameter, CancellationToken cancellation)
    {
        var entry = new PathState { IsStarted = true };
        var part = PartOf(parameter.Type);
        entry.Hold(new Place(parameter, part));
        var function = new FunctionGraph(_member, _member.OriginalOperation, _facts);
        return function.IsShared(parameter) ? null : Run(function, null, part, _facts.Callees.BySyntax, entry, cancellation);
    }

    private TaskFate? Compute(IOperation origin, CancellationToken cancellation)
    {
        if (Graphs.Around(origin, _member, cancellation) is not { } graph)
        {
            return null;
        }

        var fate = Run(new FunctionGraph(graph, _member.OriginalOperation, _facts), origin, PartOf(origin.Type), _facts.Callees, new PathState(), cancellation);
        return fate is { Ends.Count: 0, Leaks.Count: 0 } ? null : fate;
    }

    private object PartOf(ITypeSymbol? type) => _facts.Awaitables.IsTaskLike(type) ? Place.Whole : Place.Anywhere;

    private static TaskFate? Run(FunctionGraph function, IOperation? origin, object part, ParamFlow? callees, PathState entry, CancellationToken cancellation)
    {
        var fate = new TaskFate();
        var transfer = new TaskTransfer(function, origin, part, fate, callees);
        return new PathExplorer(function, origin, transfer, fate).Run(entry, cancellation) ? fate : null;
    }
}
