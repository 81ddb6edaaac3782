namespace AsyncLint.Tests.Rules.Blocking;

/// <summary>
/// Generates chains of calls: six helpers, each of which calls the next through one kind of call, and the last of which blocks. An async
/// function calls each of them, so that a block is one to six calls away.
/// </summary>
static class CallChains
{
    public const int Length = 6;

    const string Next = "NEXT";

    /// <summary>By kind: the declaration of helper N, whose body has the place NEXT, and the call of it, marked where a report lies.</summary>
    static readonly Dictionary<string, (string Declaration, string Call)> s_kinds = new()
    {
        ["static method"] = ("static class TN { public static void M() { NEXT } }", "TN.[M]();"),
        ["instance method"] = ("class TN { public void M() { NEXT } }", "new TN().[M]();"),
        ["expression body"] = ("static class TN { public static void M() => TNI.M(); } static class TNI { public static void M() { NEXT } }", "TNI.[M]();"),
        ["conditional access"] = ("class TN { public static TN One = new TN(); public void M() { NEXT } }", "TN.One?.[M]();"),
        ["getter"] = ("class TN { public static int P { get { NEXT return 0; } } }", "_ = TN.[P];"),
        ["setter"] = ("class TN { public static int P { set { NEXT } } }", "TN.[P] = 1;"),
        ["indexer"] = ("class TN { public int this[int i] { get { NEXT return 0; } } }", "_ = [new TN()[0]];"),
        ["event accessor"] = ("class TN { public event Action E { add { NEXT } remove { } } }", "[new TN().E += null];"),
        ["constructor"] = ("class TN { public TN() { NEXT } }", "new [TN]();"),
        ["target-typed new"] = ("class TN { public TN() { NEXT } }", "TN tN = [new()];"),
        ["chained constructor"] = ("class TN { public TN() : this(1) { } public TN(int i) { NEXT } }", "new [TN](1);"),
        ["this constructor"] = ("class TN { TN(int i) { NEXT } public TN() : this(1) { } }", "new [TN]();"),
        ["implicit base constructor"] = ("class BN { public BN() { NEXT } } class TN : BN { }", "new [TN]();"),
        ["base constructor"] = ("class BN { public BN(int i) { NEXT } } class TN : BN { public TN() : base(1) { } }", "new [TN]();"),
        ["field initializer"] = ("class TN { int f = F(); static int F() { NEXT return 0; } }", "new [TN]();"),
        ["property initializer"] = ("class TN { public int P { get; } = F(); static int F() { NEXT return 0; } }", "new [TN]();"),
        ["operator"] = ("class TN { public static int operator +(TN a, TN b) { NEXT return 0; } }", "_ = [new TN() + new TN()];"),
        ["unary operator"] = ("class TN { public static int operator !(TN a) { NEXT return 0; } }", "_ = [!new TN()];"),
        ["compound assignment"] = ("class TN { public static TN operator -(TN a, TN b) { NEXT return a; } }", "var tN = new TN(); [tN -= tN];"),
        ["increment"] = ("class TN { public static TN operator ++(TN a) { NEXT return a; } }", "var tN = new TN(); [tN++];"),
        ["implicit conversion"] = ("class TN { public static implicit operator int(TN a) { NEXT return 0; } }", "int nN = [new TN()];"),
        ["explicit conversion"] = ("class TN { public static explicit operator int(TN a) { NEXT return 0; } }", "_ = [(int)new TN()];"),
        ["local function"] = ("class TN { public static void M() { L(); void L() { NEXT } } }", "TN.[M]();"),
        ["called lambda"] = ("class TN { public static void M() { Action f = () => { NEXT }; f(); } }", "TN.[M]();"),
        ["called method group"] = ("class TN { static void F() { NEXT } public static void M() { Action f = F; f(); } }", "TN.[M]();"),
        ["readonly delegate"] = ("class TN { static readonly Action f = () => { NEXT }; public static void M() { f(); } }", "TN.[M]();"),
        ["readonly method group"] = ("class TN { static void F() { NEXT } static readonly Action f = F; public static void M() { f.Invoke(); } }", "TN.[M]();"),
        ["lambda of LINQ"] = ("class TN { public static void M() { new[] { 1 }.Select(x => { NEXT return x; }).ToList(); } }", "TN.[M]();"),
        ["method group of ForEach"] = ("class TN { static void F(int x) { NEXT } public static void M() { new List<int>().ForEach(F); } }", "TN.[M]();"),
        ["parallel loop"] = ("class TN { public static void M() { Parallel.For(0, 9, i => { NEXT }); } }", "TN.[M]();"),
        ["own runner"] = ("class TN { static void Run(Action a) { a(); } public static void M() { Run(() => { NEXT }); } }", "TN.[M]();"),
        ["runner of a runner"] = ("class TN { static void Run(Action a) { Try(a); } static void Try(Action a) => a?.Invoke(); public static void M() { Run(() => { NEXT }); } }", "TN.[M]();"),
        ["query"] = ("class TN { public static int M() { return (from x in new[] { 1 } select F(x)).First(); } static int F(int x) { NEXT return x; } }", "TN.[M]();"),
        ["interface"] = ("interface IN { void M(); } class TN : IN { public void M() { NEXT } }", "IN iN = new TN(); iN.[M]();"),
        ["explicit implementation"] = ("interface IN { void M(); } class TN : IN { void IN.M() { NEXT } }", "IN iN = new TN(); iN.[M]();"),
        ["generic interface"] = ("interface IN<T> { void M(T t); } class TN : IN<int> { public void M(int t) { NEXT } }", "IN<int> iN = new TN(); iN.[M](1);"),
        ["interface property"] = ("interface IN { int P { get; } } class TN : IN { public int P { get { NEXT return 0; } } }", "IN iN = new TN(); _ = iN.[P];"),
        ["default interface method"] = ("interface IN { void M() { NEXT } } class TN : IN { }", "IN iN = new TN(); iN.[M]();"),
        ["abstract method"] = ("abstract class BN { public abstract void M(); } class TN : BN { public override void M() { NEXT } }", "BN bN = new TN(); bN.[M]();"),
        ["virtual method"] = ("class TN { public virtual void M() { NEXT } }", "var tN = new TN(); tN.[M]();"),
        ["only override"] = ("class BN { public virtual void M() { } } class TN : BN { public override void M() { NEXT } }", "BN bN = new TN(); bN.[M]();"),
        ["base call"] = ("class BN { public virtual void M() { NEXT } } class TN : BN { public override void M() { base.M(); } }", "var tN = new TN(); tN.[M]();"),
        ["extension method"] = ("static class TN { public static void XN(this string s) { NEXT } }", "\"\".[XN]();"),
        ["generic method"] = ("class TN { public static void M<T>() { NEXT } }", "TN.[M<int>]();"),
        ["generic type"] = ("class TN<T> { public static void M() { NEXT } }", "TN<string>.[M]();"),
        ["partial method"] = ("partial class TN { public static partial void M(); } partial class TN { public static partial void M() { NEXT } }", "TN.[M]();"),
        ["iterator"] = ("class TN { public static IEnumerable<int> M() { NEXT yield return 1; } }", "foreach (var xN in TN.[M]()) { }"),
        ["iterator in LINQ"] = ("class TN { public static IEnumerable<int> M() { NEXT yield return 1; } }", "_ = TN.[M]().Where(x => x > 1).Count();"),
        ["own enumerator"] = ("class TN { public TN GetEnumerator() => this; public int Current => 1; public bool MoveNext() { NEXT return false; } }", "foreach (var xN in [new TN()]) { }"),
        ["collection initializer"] = ("class TN : List<string> { public void Add(int i) { NEXT } }", "_ = new TN { [1] };"),
        ["struct"] = ("struct TN { public void M() { NEXT } }", "new TN().[M]();"),
        ["recursion"] = ("class TN { public static void M(int n) { if (n > 0) M(n - 1); else F(n); } static void F(int n) { if (n > 9) M(n); NEXT } }", "TN.[M](1);"),
        ["lock"] = ("class TN { public static void M() { lock (typeof(TN)) { NEXT } } }", "TN.[M]();"),
        ["try and finally"] = ("class TN { public static void M() { try { M2(); } finally { NEXT } } static void M2() { } }", "TN.[M]();"),
        ["loop and condition"] = ("class TN { public static void M() { for (int i = 0; i < 9; i++) { if (i == 3) { NEXT } } } }", "TN.[M]();"),
    };

    public static IEnumerable<string> Kinds => s_kinds.Keys;

    /// <summary>A source in which an async function calls each helper of a chain of one kind, all marked.</summary>
    /// <param name="leaf">The statement at the end of the chain.</param>
    public static string Of(string kind, string leaf) => Joined(Mixed(Enumerable.Repeat(kind, Length).ToArray(), leaf, "ASL2005"));

    /// <summary>The same without marks.</summary>
    public static string Unmarked(string kind, string leaf) => Joined(Mixed(Enumerable.Repeat(kind, Length).ToArray(), leaf, null));

    /// <summary>A chain with a kind for each helper; the callers and the helpers may stand in two files.</summary>
    public static (string Callers, string Helpers) Mixed(string[] kinds, string leaf, string? id)
    {
        var callers = "";
        var helpers = "static class Work { public static Task<int> One() => Task.Run(() => 1); }\n";
        for (var i = 1; i <= kinds.Length; i++)
        {
            var next = i == kinds.Length ? leaf : Call(kinds[i], i + 1, null);
            helpers += Numbered(s_kinds[kinds[i - 1]].Declaration, i).Replace(Next, next, StringComparison.Ordinal) + "\n";
            callers += $"    async Task M{i}() {{ await Task.Yield(); {Call(kinds[i - 1], i, id)} }}\n";
        }

        return ("class Callers\n{\n" + callers + "}\n", helpers);
    }

    static string Joined((string Callers, string Helpers) chain) => chain.Callers + chain.Helpers;

    static string Call(string kind, int i, string? id)
    {
        var call = Numbered(s_kinds[kind].Call, i);
        var start = call.IndexOf('[');
        var end = call.LastIndexOf(']');
        return call[..start] + (id is null ? "" : "{|" + id + ":") + call[(start + 1)..end] + (id is null ? "" : "|}") + call[(end + 1)..];
    }

    // "TN" of helper 3 is "T3".
    static string Numbered(string text, int i) => System.Text.RegularExpressions.Regex.Replace(
        text, @"\b(T|B|I|t|b|i|n|x|X)N(I?)\b", match => match.Groups[1].Value + i + match.Groups[2].Value);
}
