using AsyncLint.Facts;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Tests;

public class SymbolListsTests
{
    const string Source = """
        namespace N
        {
            public class C
            {
                public C() { }
                public C(int i) { }
                static C() { }
                public void M() { }
                public void M(int i) { }
                public void M<T>(T t) { }
                public void More() { }
                public int P { get; set; }
                public event System.Action E;
                void Use() => E?.Invoke();
                public class Nested { public void M() { } }
            }
            public class Derived : C { }
            public class G<T> { public G() { } public void M(T t) { } public void M() { } }
            public static class X { public static void Forget(this C c) { } public static void Forget<T>(this G<T> g) { } }
        }
        """;

    readonly Compilation compilation = new TestCode(Source, Setup.Default).Compilation;

    bool Contains(string list, ISymbol symbol) => new SymbolLists(compilation).Contains(list, symbol);

    ISymbol Symbol(string id) => DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation)
        ?? throw new ArgumentException(id);

    [Theory]
    [InlineData("M:N.C.M", "M:N.C.M")]
    [InlineData("M:N.C.M(System.Int32)", "M:N.C.M(System.Int32)")]
    [InlineData("M:N.C.M``1(``0)", "M:N.C.M``1(``0)")]
    [InlineData("M:N.C.M*", "M:N.C.M|M:N.C.M(System.Int32)|M:N.C.M``1(``0)")]
    [InlineData("T:N.C", "M:N.C.M|M:N.C.M(System.Int32)|M:N.C.More|P:N.C.P|E:N.C.E|T:N.C|M:N.C.#ctor")]
    [InlineData("P:N.C.P", "P:N.C.P")]
    [InlineData("M:N.C.ctor", "M:N.C.#ctor|M:N.C.#ctor(System.Int32)")]
    [InlineData("M:N.C.ctor*", "M:N.C.#ctor|M:N.C.#ctor(System.Int32)")]
    [InlineData("M:N.G`1.ctor", "M:N.G`1.#ctor")]
    [InlineData("M:N.G`1.M*", "M:N.G`1.M|M:N.G`1.M(`0)")]
    [InlineData("T:N.C.Nested", "M:N.C.Nested.M")]
    [InlineData("M:N.C.Nested.M*", "M:N.C.Nested.M")]
    [InlineData(" M:N.C.M | M:N.C.More ", "M:N.C.M|M:N.C.More")]
    [InlineData("||nonsense|M:|T:Missing|M:Missing.M*|M:N.C.Missing*|M:Missing.ctor|M:N.C.M|*|M:*", "M:N.C.M")]
    public void A_list_names(string list, string ids) => Assert.All(ids.Split('|'), id => Assert.True(Contains(list, Symbol(id)), id));

    [Theory]
    [InlineData("", "M:N.C.M")]
    [InlineData("M:N.C.M", "M:N.C.M(System.Int32)|M:N.C.More|T:N.C")]
    [InlineData("M:N.C.M*", "M:N.C.More|M:N.C.Nested.M")]
    [InlineData("M:N.C.ctor", "M:N.C.M|M:N.G`1.#ctor")]
    [InlineData("T:N.C", "M:N.C.Nested.M|M:N.Derived.#ctor")]
    [InlineData("m:N.C.M|n.C.M|N.C.M", "M:N.C.M")]
    public void A_list_does_not_name(string list, string ids) => Assert.All(ids.Split('|'), id => Assert.False(Contains(list, Symbol(id)), id));

    [Fact]
    public void Constructed_and_reduced_methods_are_named_by_their_definition()
    {
        var g = (INamedTypeSymbol)Symbol("T:N.G`1");
        var constructed = g.Construct(compilation.GetSpecialType(SpecialType.System_Int32));
        Assert.All(constructed.GetMembers("M"), method => Assert.True(Contains("M:N.G`1.M*", method)));
        Assert.True(Contains("T:N.G`1", constructed.GetMembers("M")[0]));

        var forget = (IMethodSymbol)Symbol("M:N.X.Forget(N.C)");
        var reduced = forget.ReduceExtensionMethod((ITypeSymbol)Symbol("T:N.C"));
        Assert.NotNull(reduced);
        Assert.True(Contains("M:N.X.Forget(N.C)", reduced));
        Assert.True(Contains("T:N.X", reduced));
    }
}
