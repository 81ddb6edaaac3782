namespace AsyncLint.Calls;

/// <summary>
/// A name as a number, so that an index holds no strings. Two names with one number only make a function be looked at in vain. The lowest bit
/// tells a mention that is called, <c>Name(</c>, from one that is not.
/// </summary>
internal static class NameHash
{
    /// <summary>What an element access mentions, and an indexer is called.</summary>
    public static readonly int Indexer = Of("[");

    /// <summary>What <c>new(…)</c> mentions.</summary>
    public static readonly int Created = Of("new");

    private const uint Basis = 2166136261;
    private const uint Prime = 16777619;

    public static int Of(string name) => Of(name.AsSpan());

    public static int Of(ReadOnlySpan<char> name)
    {
        var hash = Basis;
        foreach (var c in name)
        {
            hash = (hash ^ c) * Prime;
        }

        return (int)(hash & ~1u);
    }

    public static int Called(int hash) => hash | 1;

    public static int Uncalled(int hash) => hash & ~1;
}
