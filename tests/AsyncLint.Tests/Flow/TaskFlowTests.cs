using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Tests;

/// <summary>What rules learn of a task from its flow, beyond whether it leaks, which the tests of ASL1002 hold.</summary>
public class TaskFlowTests
{
    static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    static (TaskFate? Fate, Func<string, IOperation> Call) Follow(string statements, string name = "F")
    {
        var code = new TestCode(
            $$"""
            class C
            {
                Task field;
                Task Property { get; set; }
                static Task F(int i = 0) => Task.Delay(i + 1);
                static async Task<int> G() { await Task.Yield(); return 1; }
                static void Use(object o) => GC.KeepAlive(o);
                static void Ignore(int i, Task task) => Use(i);
                async Task<object> M(bool c, int n, List<int> items, CancellationToken ct)
                {
                    await Task.Yield();
                    {{statements}}
                    return null;
                }
            }
            """,
            Setup.Default);
        Assert.True(code.Compilation.EmitErrors(Token).IsEmpty, string.Join("\n", code.Compilation.EmitErrors(Token)));
        var model = code.Compilation.GetSemanticModel(code.Trees[0]);
        var facts = CompilationFacts.Of(code.Compilation)!;
        var root = model.GetOperation(code.Trees[0].GetRoot(Token).DescendantNodes().OfType<MethodDeclarationSyntax>().Single(method => method.Identifier.ValueText == "M"), Token)!;
        var graph = Graphs.Of(root, Token)!;
        var calls = root.Descendants().OfType<IInvocationOperation>().ToList();
        return (
            TaskFlow.Of(graph, facts).Follow(calls.First(call => call.TargetMethod.Name == name), Token),
            called => graph.Blocks.SelectMany(static block => Graphs.OperationsOf(block).SelectMany(Graphs.InOrder)).OfType<IInvocationOperation>().First(call => call.TargetMethod.Name == called));
    }

    static string Ends(string statements) =>
        Follow(statements).Fate is { } fate ? string.Join(" ", fate.Ends.Select(static end => end.End.ToString()).Concat(fate.Leaks.Select(static leak => leak.Kind.ToString()))) : "none";

    [Theory]
    [InlineData("await F();", "Observed")]
    [InlineData("var t = F(); await t;", "Observed")]
    [InlineData("F().Wait();", "Observed")]
    [InlineData("F().GetAwaiter().GetResult();", "Observed")]
    [InlineData("await Task.WhenAll(F(), G());", "Combined")]
    [InlineData("var t = F(); _ = t.ContinueWith(x => { }, ct, default, TaskScheduler.Default);", "Continued")]
    [InlineData("return F();", "Returned")]
    [InlineData("var t = F(); return t;", "Returned")]
    [InlineData("field = F();", "Stored")]
    [InlineData("Property = F();", "Stored")]
    [InlineData("Task t; t = F(); Action a = () => t.Wait(); a();", "Stored")]
    [InlineData("Use(F());", "Passed")]
    [InlineData("var t = F(); Use(new { t });", "Stored")]
    [InlineData("_ = F();", "Discarded")]
    [InlineData("var t = F(); if (t.IsCompleted) return 1; await t;", "Completed Observed")]
    [InlineData("F();", "Consumed")]
    [InlineData("if (F() == null) return 1;", "Consumed")]
    [InlineData("Use($\"{F()}\");", "Consumed")]
    [InlineData("var t = F(); if (ct.IsCancellationRequested) return 1; await t;", "Observed Cancelled")]
    [InlineData("var t = F();", "End")]
    [InlineData("var t = F(); if (c) return 1; await t;", "Observed EarlyReturn")]
    [InlineData("var t = F(); if (c) { await t; return 1; } field = t;", "Observed Stored")]
    [InlineData("foreach (var i in items) { var t = F(i); if (c) continue; await t; }", "Observed NextRound")]
    [InlineData("{ var t = F(); } Use(n);", "ScopeEnd")]
    [InlineData("var t = F(); t = G(); await t;", "Overwritten")]
    [InlineData("Ignore(1, F());", "Ignored")]
    [InlineData("throw null; F();", "none")]
    [InlineData("while (true) { var t = F(); throw null; }", "none")]
    public void Where_paths_end(string statements, string expected) =>
        Assert.Equal(expected.Split(' ').Order(StringComparer.Ordinal), Ends(statements).Split(' ').Order(StringComparer.Ordinal));

    [Fact]
    public void Code_with_too_many_situations_is_given_up() => Assert.Equal("none", Ends(
        "var t = F(); Task a0 = null, a1 = null, a2 = null, a3 = null, a4 = null, a5 = null, a6 = null, a7 = null, a8 = null, a9 = null;\n"
        + string.Concat(Enumerable.Range(0, 10).Select(static i => $"if (n > DateTime.Now.Second + {i}) a{i} = t;\n"))));

    [Fact]
    public void A_sequence_of_tasks_can_be_followed_too()
    {
        Assert.Equal([TaskEnd.Combined], Follow("await Task.WhenAll(items.Select(i => F(i)));", "Select").Fate!.Ends.Select(static end => end.End));
        Assert.Equal([TaskEnd.Combined], Follow("var tasks = items.Select(i => F(i)).ToList(); await Task.WhenAll(tasks);", "Select").Fate!.Ends.Select(static end => end.End));
        Assert.Equal([TaskEnd.Observed], Follow("foreach (var t in items.Select(i => F(i))) await t;", "Select").Fate!.Ends.Select(static end => end.End));
        Assert.True(Follow("var tasks = items.Select(i => F(i)).ToList(); Use(tasks.Count);", "Select").Fate!.IsNeverObserved);
        Assert.True(Follow("var tasks = items.Select(i => F(i));", "Select").Fate!.IsNeverObserved);
    }

    [Fact]
    public void A_task_in_a_lambda_is_followed_in_its_own_graph() =>
        Assert.Equal([TaskEnd.Returned], Follow("Use(items.Select(i => F(i)));").Fate!.Ends.Select(static end => end.End));

    [Theory]
    [InlineData("using var s = new MemoryStream(); var t = F(); if (c) return 1; await t;", true)]
    [InlineData("Task t; using (var s = new MemoryStream()) { t = F(); } await t;", true)]
    [InlineData("using var s = new MemoryStream(); var t = F(); await t;", false)]
    [InlineData("var t = F(); await t; using var s = new MemoryStream();", false)]
    public void Whether_it_is_pending_at_a_call(string statements, bool expected)
    {
        var (fate, call) = Follow(statements);
        Assert.Equal(expected, fate!.IsPendingAt(call("Dispose")));
    }

    [Fact]
    public void Who_ignores_it() =>
        Assert.Equal("Ignore", Assert.Single(Follow("var t = F(); Ignore(1, t); await t;").Fate!.IgnoredBy).Callee.Name);

    [Fact]
    public void The_statement_at_which_a_path_ends()
    {
        var fate = Follow("var t = F(); if (c) { await t; return 1; } return t;").Fate!;
        Assert.Equal(["await t", "t"], fate.Ends.Select(static end => end.At.Syntax.ToString()));
    }

    [Theory]
    [InlineData("static void P(Task t) { Use(1); }", "Ignored")]
    [InlineData("static void P(Task t) { if (t == null) throw new ArgumentNullException(nameof(t)); Use(1); }", "Ignored")]
    [InlineData("static void P(Task t) { var u = t; Use(1); }", "Ignored")]
    [InlineData("static void P(Task t) { Q(t); } static void Q(Task t) { Use(1); }", "Ignored")]
    [InlineData("static void P(Task t) => Use(1);", "Ignored")]
    [InlineData("static void P(Task[] t) => Use(t.Length);", "Ignored")]
    [InlineData("static void P(Task t) { }", "Forgotten")]
    [InlineData("static void P(Task t) { _ = t; }", "Forgotten")]
    [InlineData("static void P(Task t) { if (DateTime.Now.Second > 3) t.Wait(); else _ = t; }", "Unknown")]
    [InlineData("static void P(Task t) => throw new NotImplementedException();", "Unknown")]
    [InlineData("static void P(ref Task t) { Use(1); }", "Unknown")]
    [InlineData("static void P(Task t) { Use(t); }", "Unknown")]
    [InlineData("static void P(Task t) { if (DateTime.Now.Second > 3) t.Wait(); }", "Unknown")]
    [InlineData("static void P(Task t) { Action a = () => t.Wait(); a(); }", "Unknown")]
    [InlineData("static void P(Task t) { Q(t); } static void Q(Task t) { R(t); } static void R(Task t) { Use(1); }", "Unknown")]
    [InlineData("static void P(Task t) { P(t); }", "Unknown")]
    [InlineData("static extern void P(Task t);", "Unknown")]
    [InlineData("static async Task P(Task t) { await t; }", "Observed")]
    [InlineData("static async Task P(Task t) { await Task.WhenAll(t, F()); }", "Observed")]
    [InlineData("static void P(Task t) => t.Wait();", "Observed")]
    [InlineData("static Task P(Task t) => t;", "Returned")]
    [InlineData("static Task P(Task t) { Use(1); return t; }", "Returned")]
    [InlineData("Task kept; void P(Task t) { kept = t; }", "Stored")]
    public void What_a_function_does_with_its_parameter(string member, string expected)
    {
        var code = new TestCode("class C { static Task F() => Task.Delay(1); static void Use(object o) => GC.KeepAlive(o); " + member + " }", new() { AllowErrors = true });
        var facts = CompilationFacts.Of(code.Compilation)!;
        var method = (IMethodSymbol)code.Compilation.GetTypeByMetadataName("C")!.GetMembers("P").Single();
        Assert.Equal(expected, facts.Callees.Of(method, method.Parameters[0]).ToString());
    }
}
