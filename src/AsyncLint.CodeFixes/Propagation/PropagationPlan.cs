namespace AsyncLint.CodeFixes.Propagation;

/// <summary>
/// Decides what becomes of each explored function. Three rules keep behaviour: a function is converted only where every call of it can be
/// awaited, since a caller that blocks on it would block on more than before; one without a call is called in a way that is not seen,
/// such as by reflection or from markup, and stays; and a sibling is added only for callers that await it.
/// </summary>
internal static class PropagationPlan
{
    /// <param name="seeds">The functions in which an await is wanted, by key.</param>
    public static void Decide(IReadOnlyDictionary<string, FunctionNode> nodes, ISet<string> seeds)
    {
        foreach (var node in nodes.Values)
        {
            node.Outcome = node.Boundary is not null ? Outcome.Keep
                : node.IsPublicApi ? (node.MayHaveSibling ? Outcome.AddSibling : Outcome.Keep)
                : node.Calls.Count > 0 || node.IsAwaitedByHost ? Outcome.Convert
                : Outcome.Keep;
        }

        // Greatest fixpoint: what cannot be converted, or only beside the original, takes conversion away from what it calls.
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var node in nodes.Values)
            {
                if (node.Outcome is Outcome.Convert && !node.Calls.TrueForAll(call => Awaits(call, nodes, Outcome.Convert)))
                {
                    node.Outcome = node.MayHaveSibling && node.NewName != node.Symbol.Name ? Outcome.AddSibling : Outcome.Keep;
                    changed = true;
                }
            }
        }

        // A sibling is worth a change only for a caller that awaits it.
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var node in nodes.Values)
            {
                if (node.Outcome is Outcome.AddSibling && !node.Calls.Exists(call => Awaits(call, nodes, Outcome.AddSibling) && call.Caller != node.Key))
                {
                    node.Outcome = Outcome.Keep;
                    changed = true;
                }
            }
        }

        KeepWhatNothingNeeds(nodes, seeds);
    }

    /// <summary>True where the caller awaits the call once the plan is carried out.</summary>
    public static bool Awaits(CallSite call, IReadOnlyDictionary<string, FunctionNode> nodes, Outcome atLeast) =>
        call.CanAwait && (call.Caller is null || nodes.TryGetValue(call.Caller, out var caller)
            && (caller.Outcome is Outcome.Convert || atLeast is Outcome.AddSibling && caller.Outcome is Outcome.AddSibling));

    // A function was explored because something that it calls might change: where that stays, it has no reason to change either.
    private static void KeepWhatNothingNeeds(IReadOnlyDictionary<string, FunctionNode> nodes, ISet<string> seeds)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        var work = new Stack<FunctionNode>();
        foreach (var seed in seeds)
        {
            Need(seed);
        }

        while (work.Count > 0)
        {
            var node = work.Pop();
            foreach (var call in node.Calls)
            {
                if (call.Caller is { } caller)
                {
                    Need(caller);
                }
            }
        }

        foreach (var node in nodes.Values)
        {
            if (!needed.Contains(node.Key))
            {
                node.Outcome = Outcome.Keep;
            }
        }

        void Need(string key)
        {
            if (nodes.TryGetValue(key, out var node) && node.Outcome is not Outcome.Keep && needed.Add(key))
            {
                work.Push(node);
            }
        }
    }
}
