namespace AsyncLint.Calls;

/// <summary>
/// A name as a number, so that an index holds no strings. Two names with one number only make a function be looked at in vain. The lowest bits
/// tell mentions apart: <c>Name(</c> is no property, <c>Name.</c> no method, and what stands alone in <c>f(Name)</c> may be either. In the names of
/// members they tell of which kind the member is.
/// </summary>
internal static class NameHash
{
    /// <summary>What an element access mentions, and an indexer is called.</summary>
    public static readonly int Indexer = Of("[");

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

        return (int)(hash & ~3u);
    }

    /// <summary>What <c>new Name(…)</c> mentions beside the name, and a constructor of the type is called.</summary>
    public static int CreatedOf(int type) => (int)((((uint)type >> 1) ^ Basis) * Prime) & ~3;

    /// <summary>What <c>.Name</c> mentions beside the name.</summary>
    public static int MemberOf(int name) => (int)((((uint)name >> 2) ^ Basis) * Prime) & ~3;

    /// <summary>A mention with parentheses or type arguments, and the name of a method.</summary>
    public static int Called(int name) => name | 1;

    /// <summary>A mention that stands alone, as the name of a property does, or of a method that is handed on.</summary>
    public static int Alone(int name) => name | 2;

    /// <summary>The name of a property.</summary>
    public static int Property(int name) => name | 2;

    /// <summary>The name without the kind of its mention.</summary>
    public static int Plain(int mention) => mention & ~3;

    /// <summary>The mentions that may mean a member of this name: a method is called or handed on, a property is not called, for all else any will do.</summary>
    public static int[] MentionsOf(int name) => (name & 3) switch
    {
        1 => new[] { name, Alone(Plain(name)) },
        2 => new[] { name, Plain(name) },
        _ => new[] { name, Called(name), Alone(name) },
    };
}
