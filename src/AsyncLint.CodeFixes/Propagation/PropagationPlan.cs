namespace AsyncLint.CodeFixes.Propagation;

/// <summary>
/// Decides what becomes of each explored function. Three rules keep behaviour: a function is converted only where every use of it can
/// follow, since a caller that blocks on it would block on more than before; one without a use is called in a way that is not seen,
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
                : node.IsPublicApi || node.HasSibling ? SiblingOf(node)
                : node.Uses.Count > 0 || node.IsAwaitedByHost ? Outcome.Convert
                : Outcome.Keep;
        }

        // Each step can only take away, so this ends.
        while (KeepWhatCannotFollow(nodes) | KeepWhatNobodyAwaits(nodes))
        {
        }

        KeepWhatNothingNeeds(nodes, seeds);
    }

    /// <summary>True where the use follows once the plan is carried out.</summary>
    public static bool Follows(FunctionUse use, IReadOnlyDictionary<string, FunctionNode> nodes, Outcome atLeast) =>
        use.Obstacle is null && (use.Caller is null || nodes.TryGetValue(use.Caller, out var caller)
            && (caller.Outcome is Outcome.Convert || atLeast is Outcome.AddSibling && caller is { Outcome: Outcome.AddSibling, HasSibling: false }));

    // Greatest fixpoint: what cannot be converted, or only beside the original, takes conversion away from what it uses.
    private static bool KeepWhatCannotFollow(IReadOnlyDictionary<string, FunctionNode> nodes)
    {
        var any = false;
        for (var changed = true; changed; any |= changed)
        {
            changed = false;
            foreach (var node in nodes.Values)
            {
                if (node.Outcome is Outcome.Convert && !node.Uses.TrueForAll(use => Follows(use, nodes, Outcome.Convert)))
                {
                    node.Outcome = SiblingOf(node);
                    changed = true;
                }

                // An async void local function would stay in the original, which is what was to be mended.
                if (node is { Outcome: Outcome.AddSibling, IsLocalFunction: true } && (node.Form is FunctionForm.AsyncVoid || !node.Uses.TrueForAll(use => Follows(use, nodes, Outcome.AddSibling))))
                {
                    node.Outcome = Outcome.Keep;
                    changed = true;
                }
            }
        }

        return any;
    }

    // Least fixpoint: somebody who awaits already, or whom the framework awaits, is at the end of every chain. Functions that only call
    // each other are not called at all as far as can be seen.
    private static bool KeepWhatNobodyAwaits(IReadOnlyDictionary<string, FunctionNode> nodes)
    {
        var awaited = new HashSet<string>(StringComparer.Ordinal);
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var node in nodes.Values)
            {
                if (node.Outcome is not Outcome.Keep && !awaited.Contains(node.Key)
                    && (node.IsAwaitedByHost || node.Uses.Exists(use => Follows(use, nodes, node.Outcome) && (use.Caller is null || awaited.Contains(use.Caller)))))
                {
                    changed = awaited.Add(node.Key);
                }
            }
        }

        var any = false;
        foreach (var node in nodes.Values)
        {
            if (node.Outcome is not Outcome.Keep && !awaited.Contains(node.Key))
            {
                node.Outcome = Outcome.Keep;
                any = true;
            }
        }

        return any;
    }

    private static Outcome SiblingOf(FunctionNode node) => node.SiblingName is null ? Outcome.Keep : Outcome.AddSibling;

    // A function was explored because something that it uses might change: where that stays, it has no reason to change either.
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
            foreach (var use in node.Uses)
            {
                if (use is { Caller: { } caller, Obstacle: null })
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
