using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Tests;

/// <summary>What is awaitable: told by the awaiter pattern, and checked against what the compiler lets one await.</summary>
public class AwaitableTypesTests
{
    const string Types = """
        using System.Runtime.CompilerServices;
        class Awaiter : INotifyCompletion { public bool IsCompleted => true; public int GetResult() => 1; public void OnCompleted(Action a) { } }
        class DerivedAwaiter : Awaiter { }
        interface IAwaiter : INotifyCompletion { bool IsCompleted { get; } void GetResult(); }
        class NoNotify { public bool IsCompleted => true; public void GetResult() { } }
        class NoIsCompleted : INotifyCompletion { public void GetResult() { } public void OnCompleted(Action a) { } }
        class IntIsCompleted : INotifyCompletion { public int IsCompleted => 1; public void GetResult() { } public void OnCompleted(Action a) { } }
        class NoGetResult : INotifyCompletion { public bool IsCompleted => true; public void OnCompleted(Action a) { } }
        class StaticGetResult : INotifyCompletion { public bool IsCompleted => true; public static void GetResult() { } public void OnCompleted(Action a) { } }

        class Work { public Awaiter GetAwaiter() => null; }
        class DerivedWork : Work { }
        struct StructWork { public DerivedAwaiter GetAwaiter() => null; }
        class Generic<T> { public TaskAwaiter<T> GetAwaiter() => default; }
        class ByInterface { public IAwaiter GetAwaiter() => null; }
        interface IWork { Awaiter GetAwaiter(); }
        interface IDerivedWork : IWork { }
        class Job : Task { public Job() : base(() => { }) { } }
        class Job<T> : Task<T> { public Job() : base(() => default) { } }

        class Hidden { private Awaiter GetAwaiter() => null; }
        class Static { public static Awaiter GetAwaiter() => null; }
        class WithParameter { public Awaiter GetAwaiter(int i) => null; }
        class TypeParameter { public Awaiter GetAwaiter<T>() => null; }
        class Property { public Func<Awaiter> GetAwaiter => null; }
        class ToObject { public object GetAwaiter() => null; }
        class To<T> { public T GetAwaiter() => default; }
        class Sequence : IAsyncEnumerable<int> { public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken c) => null; }
        class Extended { }
        static class Extensions { public static Awaiter GetAwaiter(this Extended e) => null; }
        enum E { A }
        class C<TTask, TWork, TAny, TBoth> where TTask : Task<string> where TWork : IWork where TBoth : TTask { }
        """;

    [Theory]
    [InlineData("Task", "Task", "void")]
    [InlineData("Task<int>", "Task", "int")]
    [InlineData("Task<Task<int>>", "Task", "System.Threading.Tasks.Task<int>")]
    [InlineData("Task<(int A, int B)>", "Task", "(int A, int B)")]
    [InlineData("Job", "Task", "void")]
    [InlineData("Job<int>", "Task", "int")]
    [InlineData("ValueTask", "ValueTask", "void")]
    [InlineData("ValueTask<int>", "ValueTask", "int")]
    [InlineData("ConfiguredTaskAwaitable", "Pattern", "void")]
    [InlineData("ConfiguredTaskAwaitable<int>", "Pattern", "int")]
    [InlineData("ConfiguredValueTaskAwaitable<int>", "Pattern", "int")]
    [InlineData("YieldAwaitable", "Pattern", "void")]
    [InlineData("Work", "Pattern", "int")]
    [InlineData("DerivedWork", "Pattern", "int")]
    [InlineData("StructWork", "Pattern", "int")]
    [InlineData("Generic<string>", "Pattern", "string")]
    [InlineData("ByInterface", "Pattern", "void")]
    [InlineData("IWork", "Pattern", "int")]
    [InlineData("IDerivedWork", "Pattern", "int")]
    [InlineData("To<Awaiter>", "Pattern", "int")]
    [InlineData("Hidden", "None", null)]
    [InlineData("Static", "None", null)]
    [InlineData("WithParameter", "None", null)]
    [InlineData("TypeParameter", "None", null)]
    [InlineData("Property", "None", null)]
    [InlineData("ToObject", "None", null)]
    [InlineData("To<NoNotify>", "None", null)]
    [InlineData("To<NoIsCompleted>", "None", null)]
    [InlineData("To<IntIsCompleted>", "None", null)]
    [InlineData("To<NoGetResult>", "None", null)]
    [InlineData("To<StaticGetResult>", "None", null)]
    [InlineData("int", "None", null)]
    [InlineData("object", "None", null)]
    [InlineData("string", "None", null)]
    [InlineData("E", "None", null)]
    [InlineData("Task[]", "None", null)]
    [InlineData("List<Task>", "None", null)]
    [InlineData("Func<Task>", "None", null)]
    [InlineData("ValueTask?", "None", null)]
    [InlineData("IAsyncDisposable", "None", null)]
    [InlineData("IAsyncResult", "None", null)]
    [InlineData("TaskAwaiter", "None", null)]
    [InlineData("(Task, Task)", "None", null)]
    public void A_type_is(string type, string kind, string? result)
    {
        var (symbol, facts, compiler) = Of($"class Probe {{ async Task Try({type} x) {{ await x; await Task.Yield(); }} }}");
        Assert.Equal(kind, facts.Awaitables.Of(symbol).ToString());
        Assert.Equal(result, facts.Awaitables.ResultOf(symbol)?.ToDisplayString());
        Assert.Equal(kind != "None", facts.Awaitables.IsTaskLike(symbol));
        Assert.Equal(kind is "Task" or "ValueTask", facts.Awaitables.IsTaskOrValueTask(symbol));
        Assert.Equal(compiler is null, kind == "None");
        Assert.Equal(compiler, result);
    }

    [Theory]
    [InlineData("IAsyncEnumerable<int>", "AsyncEnumerable")]
    [InlineData("ConfiguredCancelableAsyncEnumerable<int>", "AsyncEnumerable")]
    [InlineData("Sequence", "None")]
    [InlineData("IAsyncEnumerator<int>", "None")]
    [InlineData("IEnumerable<int>", "None")]
    public void A_sequence_is_not_awaited_as_one_value(string type, string kind)
    {
        var (symbol, facts, compiler) = Of($"class Probe {{ async Task Try({type} x) {{ await x; await Task.Yield(); }} }}");
        Assert.Equal(kind, facts.Awaitables.Of(symbol).ToString());
        Assert.Null(facts.Awaitables.ResultOf(symbol));
        Assert.False(facts.Awaitables.IsTaskLike(symbol));
        Assert.Null(compiler);
    }

    [Theory]
    [InlineData("where T : Task", "Task")]
    [InlineData("where T : Task<int>", "Task")]
    [InlineData("where T : IWork", "Pattern")]
    [InlineData("where T : class, IDerivedWork", "Pattern")]
    [InlineData("where T : Work", "Pattern")]
    [InlineData("", "None")]
    [InlineData("where T : class", "None")]
    [InlineData("where T : IDisposable", "None")]
    public void A_type_parameter_is_what_its_constraints_are(string constraint, string kind)
    {
        var (symbol, facts, compiler) = Of($"class Probe {{ async Task Try<T>(T x) {constraint} {{ await x; await Task.Yield(); }} }}");
        Assert.Equal(kind, facts.Awaitables.Of(symbol).ToString());
        Assert.Equal(compiler is null, kind == "None");
    }

    [Fact]
    public void A_type_parameter_constrained_by_another()
    {
        var (symbol, facts, _) = Of("class Probe { async Task Try<T, U>(T x) where T : U where U : Task { await x; await Task.Yield(); } }");
        Assert.Equal(Awaitability.Task, facts.Awaitables.Of(symbol));
    }

    [Fact]
    public void An_extension_counts_only_where_it_is_asked_for()
    {
        var (symbol, facts, compiler) = Of("class Probe { async Task Try(Extended x) { await x; await Task.Yield(); } }");
        Assert.Equal(Awaitability.None, facts.Awaitables.Of(symbol));
        Assert.Equal("int", compiler);
        var tree = facts.Compilation.SyntaxTrees.First();
        var model = facts.Compilation.GetSemanticModel(tree);
        Assert.NotNull(facts.Awaitables.ExtensionAwaiter(symbol, model, tree.Length - 10));
        Assert.Null(facts.Awaitables.ExtensionAwaiter(facts.Types.Task!, model, tree.Length - 10));
    }

    [Fact]
    public void Nothing_and_errors_are_not_awaitable()
    {
        var (symbol, facts, _) = Of("class Probe { async Task Try(Missing x) { await x; await Task.Yield(); } }");
        Assert.Equal(Awaitability.None, facts.Awaitables.Of(symbol));
        Assert.Equal(Awaitability.None, facts.Awaitables.Of(null));
        Assert.Null(facts.Awaitables.ResultOf(symbol));
    }

    [Fact]
    public void An_old_framework_has_no_ValueTask()
    {
        var code = new TestCode("class Probe { }", new() { References = References.NetStandard });
        var facts = CompilationFacts.Of(code.Compilation)!;
        Assert.Null(facts.Types.ValueTask);
        Assert.Equal(Awaitability.Task, facts.Awaitables.Of(facts.Types.Task));
    }

    [Fact]
    public void Without_Task_there_are_no_facts() =>
        Assert.Null(CompilationFacts.Of(new TestCode("class C { }", new() { References = References.None, AllowErrors = true }).Compilation));

    /// <summary>The type of the probe's parameter x, and what the compiler says <c>await x</c> gives.</summary>
    static (ITypeSymbol Type, CompilationFacts Facts, string? Compiler) Of(string probe)
    {
        var code = new TestCode(Types + "\n" + probe, new() { AllowErrors = true });
        var token = TestContext.Current.CancellationToken;
        var tree = code.Trees[0];
        var model = code.Compilation.GetSemanticModel(tree);
        var awaited = tree.GetRoot(token).DescendantNodes().OfType<AwaitExpressionSyntax>().First(static a => a.Expression is IdentifierNameSyntax);
        var type = ((IParameterSymbol)model.GetSymbolInfo(awaited.Expression, token).Symbol!).Type;
        var errors = model.GetDiagnostics(awaited.Span, token).Any(static d => d.Severity == DiagnosticSeverity.Error);
        return (type, CompilationFacts.Of(code.Compilation)!, errors ? null : model.GetTypeInfo(awaited, token).Type!.ToDisplayString());
    }
}
