using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Tests;

/// <summary>
/// Where await may stand. Each row marks a place with T(); the compiler is the judge: with the await put there, and the function made
/// async, the row compiles exactly where no obstacle was found.
/// </summary>
public class AwaitLegalityTests
{
    static string InClass(string member) => $$"""
        using System.Linq.Expressions;
        unsafe ref struct RefLike { public int I; public void Dispose() { } }
        class C
        {
            static Task<int> T() => Task.FromResult(1);
            static void Take(Span<int> s, int i) { }
            static void Take(int i, Span<int> s) { }
            static ref int RefTo(int[] a) => ref a[0];
            static void Swap(ref int a, int b) { }
            static readonly object s_gate = new object();
            {{member}}
        }
        """;

    [Theory]
    [InlineData("None", "async Task M() { T(); }")]
    [InlineData("None", "Task M() { T(); return null; }")]
    [InlineData("None", "void M() { T(); }")]
    [InlineData("None", "void M() { Action a = () => { T(); }; }")]
    [InlineData("None", "void M() { Func<Task> a = async () => { T(); }; }")]
    [InlineData("None", "void M() { void L() { T(); } }")]
    [InlineData("None", "Action field = () => { T(); };")]
    [InlineData("None", "Action P => () => { T(); };")]
    [InlineData("None", "C() { Action a = () => { T(); }; }")]
    [InlineData("None", "IEnumerable<int> M() { Action a = () => { T(); }; yield return 1; }")]
    [InlineData("None", "async IAsyncEnumerable<int> M() { T(); yield return 1; }")]
    [InlineData("Lock", "async Task M() { lock (s_gate) { T(); } }")]
    [InlineData("Lock", "async Task M() { lock (s_gate) { if (true) { T(); } } }")]
    [InlineData("None", "async Task M() { lock (await Gate(T())) { } } static Task<object> Gate(object t) => null;")]
    [InlineData("None", "async Task M() { lock (s_gate) { Action a = () => { T(); }; } }")]
    [InlineData("CatchFilter", "async Task M() { try { } catch (Exception) when (T() != null) { } }")]
    [InlineData("None", "async Task M() { try { T(); } catch { T(); } finally { T(); } }")]
    [InlineData("QueryClause", "async Task M() { var q = from i in new[] { 1 } select T(); }")]
    [InlineData("QueryClause", "async Task M() { var q = from i in new[] { 1 } where T() != null select i; }")]
    [InlineData("QueryClause", "async Task M() { var q = from i in new[] { 1 } let j = T() select i; }")]
    [InlineData("QueryClause", "async Task M() { var q = from i in new[] { 1 } orderby T().Id select i; }")]
    [InlineData("QueryClause", "async Task M() { var q = from i in new[] { 1 } from j in L(T()) select i; } static int[] L(object t) => null;")]
    [InlineData("QueryClause", "async Task M() { var q = from i in new[] { 1 } join j in new[] { 1 } on i equals L(T()) select i; } static int L(object t) => 1;")]
    [InlineData("QueryClause", "async Task M() { var q = from i in new[] { 1 } group i by T() into g select g; }")]
    [InlineData("QueryClause", "async Task M() { var q = from i in new[] { 1 } select i into j select L(T()); } static int L(object t) => 1;")]
    [InlineData("None", "async Task M() { var q = from i in L(T()) select i; } static int[] L(object t) => null;")]
    [InlineData("None", "async Task M() { var q = from i in new[] { 1 } join j in L(T()) on i equals j select i; } static int[] L(object t) => null;")]
    [InlineData("None", "async Task M() { var q = from i in new[] { 1 } select new Action(() => { T(); }); }")]
    [InlineData("Unsafe", "async Task M() { unsafe { T(); } }")]
    [InlineData("Unsafe", "unsafe void M() { T(); }")]
    [InlineData("Unsafe", "unsafe class N { void M() { T(); } }")]
    [InlineData("Unsafe", "void M() { unsafe void L() { T(); } }")]
    [InlineData("ExpressionTree", "void M() { Expression<Func<Task>> e = () => T(); }")]
    [InlineData("ExpressionTree", "void M() { LambdaExpression e = () => T(); }")]
    [InlineData("None", "void M() { Func<Task<int>> f = () => T(); }")]
    [InlineData("RefLikeLocal", "async Task M() { Take(new int[1].AsSpan(), L(T())); } static int L(object t) => 1;")]
    [InlineData("None", "async Task M() { Take(L(T()), new int[1].AsSpan()); } static int L(object t) => 1;")]
    [InlineData("RefLikeLocal", "async Task M() { Swap(ref RefTo(new int[1]), L(T())); } static int L(object t) => 1;")]
    [InlineData("RefLikeLocal", "async Task M() { RefTo(new int[1]) = L(T()); } static int L(object t) => 1;")]
    [InlineData("ByRefParameter", "Task M(ref int i) { T(); return null; }")]
    [InlineData("ByRefParameter", "Task M(out int i) { i = 1; T(); return null; }")]
    [InlineData("ByRefParameter", "Task M(in int i) { T(); return null; }")]
    [InlineData("ByRefParameter", "Task M(Span<int> s) { T(); return null; }")]
    [InlineData("ByRefParameter", "Task M(RefLike s) { T(); return null; }")]
    [InlineData("ByRefParameter", "delegate void D(ref int i); D d = (ref int i) => { T(); };")]
    [InlineData("Iterator", "IEnumerable<int> M() { T(); yield return 1; }")]
    [InlineData("Iterator", "IEnumerator<int> M() { if (T() != null) { yield break; } yield return 1; }")]
    [InlineData("Constructor", "class B { public B(object o) { } } class D() : B(T());")]
    [InlineData("Constructor", "C() { T(); }")]
    [InlineData("Constructor", "C() => T();")]
    [InlineData("Constructor", "C(object o) { } C() : this(T()) { }")]
    [InlineData("Constructor", "static C() { T(); }")]
    [InlineData("Finalizer", "~C() { T(); }")]
    [InlineData("Accessor", "int P { get { T(); return 1; } }")]
    [InlineData("Accessor", "object P { get => T(); }")]
    [InlineData("Accessor", "object P => T();")]
    [InlineData("Accessor", "object this[int i] => T();")]
    [InlineData("Accessor", "int P { set { T(); } }")]
    [InlineData("Accessor", "event Action E { add { T(); } remove { } }")]
    [InlineData("Operator", "public static C operator +(C a, C b) { T(); return a; }")]
    [InlineData("Operator", "public static implicit operator int(C a) { T(); return 1; }")]
    [InlineData("Initializer", "object field = T();")]
    [InlineData("Initializer", "static object field = T();")]
    [InlineData("Initializer", "object P { get; } = T();")]
    [InlineData("RefReturn", "ref int M(int[] a) { T(); return ref a[0]; }")]
    [InlineData("None", "async Task M() { foreach (var i in new[] { 1 }) { T(); } }")]
    [InlineData("None", "async Task M() { using var s = new MemoryStream(); T(); }")]
    public void Every_obstacle(string obstacle, string member) => Check(obstacle, member, LanguageVersion.Latest);

    const string Span = "Span<int> s = new int[1];";

    [Theory]
    [InlineData("RefLikeLocal", "async Task M() { L(); T(); void L() { } } Task N() { " + Span + " s[0] = 1; T(); return null; }")]
    [InlineData("RefLikeLocal", "Task N() { T(); " + Span + " s[0] = 1; return null; }")]
    [InlineData("RefLikeLocal", "Task N(int[] a) { ref int r = ref a[0]; r = 1; T(); return null; }")]
    [InlineData("None", "async Task M() { { L(); } T(); static void L() { " + Span + " s[0] = 1; } }")]
    public void A_span_or_ref_local_anywhere_in_the_function_before_CSharp_13(string obstacle, string member) => Check(obstacle, member, LanguageVersion.CSharp12);

    [NewerCSharpTheory]
    [InlineData("None", "Task M() { " + Span + " s[0] = 1; T(); return null; }")]
    [InlineData("None", "Task M() { T(); " + Span + " s[0] = 1; return null; }")]
    [InlineData("None", "async Task M() { { " + Span + " s[0] = 1; } T(); }")]
    [InlineData("None", "Task M(int[] a) { ref int r = ref a[0]; r = 1; T(); return null; }")]
    [InlineData("RefLikeLocal", "Task M() { " + Span + " T(); s[0] = 1; return null; }")]
    [InlineData("RefLikeLocal", "Task M(int[] a) { ref int r = ref a[0]; T(); r = 1; return null; }")]
    [InlineData("RefLikeLocal", "Task M() { " + Span + " for (var i = 0; i < 2; i++) { s[0] = 1; T(); } return null; }")]
    [InlineData("RefLikeLocal", "Task M() { " + Span + " while (s.Length > 0) { T(); } return null; }")]
    [InlineData("None", "Task M() { for (var i = 0; i < 2; i++) { " + Span + " s[0] = 1; T(); } return null; }")]
    [InlineData("RefLikeLocal", "Task M() { foreach (var i in new int[1].AsSpan()) { T(); } return null; }")]
    [InlineData("RefLikeLocal", "Task M() { foreach (ref var i in new int[1].AsSpan()) { i = 1; T(); } return null; }")]
    [InlineData("RefLikeLocal", "Task M() { using RefLike r = default; T(); return null; }")]
    [InlineData("RefLikeLocal", "Task M() { using (RefLike r = default) { T(); } return null; }")]
    [InlineData("RefLikeLocal", "Task M() { if (N(out var s)) { T(); s[0] = 1; } return null; } bool N(out Span<int> s) { s = default; return true; }")]
    [InlineData("None", "async Task M() { unsafe { int* p = null; } T(); }")]
    public void A_span_or_ref_local_that_lives_on_from_CSharp_13(string obstacle, string member) => Check(obstacle, member, LanguageVersion.Latest);

    [Theory]
    [InlineData(true, "struct S { int i; Task M() { T(); i = 1; return null; } }")]
    [InlineData(true, "struct S { int I { get; set; } Task M() { T(); I = 1; return null; } }")]
    [InlineData(false, "struct S { int i; async Task M() { T(); } }")]
    [InlineData(false, "struct S { int i; static Task M() { T(); return null; } }")]
    [InlineData(false, "struct S { int i; readonly Task M() { T(); return null; } }")]
    [InlineData(false, "struct S { static int s; readonly int i; Task M() { T(); return null; } }")]
    [InlineData(false, "struct S { int i; Task M() { Action a = static () => { T(); }; return null; } }")]
    public void A_method_that_would_change_a_copy_of_its_struct(bool wouldChange, string member)
    {
        var code = new TestCode(InClass(member), Setup.Default);
        var call = code.Trees[0].GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<InvocationExpressionSyntax>().Single(static call => call.ToString() == "T()");
        var found = AwaitLegality.Of(
            call, code.Compilation.GetSemanticModel(code.Trees[0]), CompilationFacts.Of(code.Compilation)!.Types, TestContext.Current.CancellationToken);
        Assert.Equal(wouldChange ? AwaitObstacle.StructCopy : AwaitObstacle.None, found);
    }

    [Fact]
    public void Top_level_code_and_attributes()
    {
        Check("None", "static Task<int> T() => null;\nT();", LanguageVersion.Latest, whole: true);
        Check("Initializer", "[A(nameof(T))] class C { static int T() => 1; } class A(string s) : Attribute { public string S = s; }", LanguageVersion.Latest, whole: true, find: "nameof(T)");
    }

    static void Check(string obstacle, string member, LanguageVersion version, bool whole = false, string find = "T()")
    {
        var setup = new Setup { LanguageVersion = version, AllowErrors = true };
        var code = new TestCode(whole ? member : InClass(member), setup);
        var token = TestContext.Current.CancellationToken;
        var errors = code.Compilation.EmitErrors(token).Where(static error => error.Id != "CS1989").ToList();
        Assert.Empty(errors);

        var tree = code.Trees[0];
        var model = code.Compilation.GetSemanticModel(tree);
        var facts = CompilationFacts.Of(code.Compilation)!;
        var calls = tree.GetRoot(token).DescendantNodes().OfType<InvocationExpressionSyntax>().Where(call => call.ToString() == find).ToList();
        Assert.NotEmpty(calls);
        var found = calls.ConvertAll(call => AwaitLegality.Of(call, model, facts.Types, token));
        Assert.Contains(obstacle, found.ConvertAll(static o => o.ToString()));
        Assert.All(found, o => Assert.Contains(o.ToString(), new[] { obstacle, "None" }));

        foreach (var (call, legality) in calls.Zip(found))
        {
            var awaiting = Awaiting(code.Compilation, call, model);
            var added = awaiting.EmitErrors(token);
            Assert.True(added.IsEmpty == legality is AwaitObstacle.None, $"{legality}, but the compiler says: {string.Join("\n", added)}\n{awaiting.SyntaxTrees.First()}");
        }
    }

    /// <summary>The compilation with the call awaited and its function, where it has one that may bear the modifier, async.</summary>
    static CSharpCompilation Awaiting(CSharpCompilation compilation, InvocationExpressionSyntax call, SemanticModel model)
    {
        var function = EnclosingFunction.At(call, model, TestContext.Current.CancellationToken);
        var root = call.SyntaxTree.GetRoot();
        var mark = new SyntaxAnnotation();
        var nodes = function.Node is null or CompilationUnitSyntax ? [call] : new SyntaxNode[] { call, function.Node };
        root = root.TrackNodes(nodes);
        root = root.ReplaceNode(root.GetCurrentNode(call)!, SyntaxFactory.ParseExpression(
            call.Parent is ExpressionStatementSyntax or ArrowExpressionClauseSyntax or AnonymousFunctionExpressionSyntax ? "await T()" : "(await T())").WithAdditionalAnnotations(mark));
        if (nodes.Length == 2 && !function.IsAsync && root.GetCurrentNode(function.Node!) is { } node)
        {
            root = root.ReplaceNode(node, MadeAsync(node, function));
        }

        return compilation.ReplaceSyntaxTree(call.SyntaxTree, CSharpSyntaxTree.Create((CSharpSyntaxNode)SyntaxFactory.ParseCompilationUnit(root.NormalizeWhitespace().ToFullString(), options: (CSharpParseOptions)call.SyntaxTree.Options), (CSharpParseOptions)call.SyntaxTree.Options, call.SyntaxTree.FilePath));
    }

    static SyntaxNode MadeAsync(SyntaxNode node, EnclosingFunction function)
    {
        var async = SyntaxFactory.Token(SyntaxKind.AsyncKeyword);
        return node switch
        {
            MethodDeclarationSyntax method => WithoutReturns(method).AddModifiers(async),
            LocalFunctionStatementSyntax local => local.AddModifiers(async),
            AnonymousFunctionExpressionSyntax lambda => lambda.AddModifiers(async),
            _ => node,
        };
    }

    static MethodDeclarationSyntax WithoutReturns(MethodDeclarationSyntax method) => method.ReplaceNodes(
        method.DescendantNodes().OfType<ReturnStatementSyntax>().Where(static r => r.Expression is LiteralExpressionSyntax { Token.ValueText: "null" }),
        static (r, _) => r.WithExpression(null));
}
