using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.UnobservedExceptions;

public sealed class ASL3010AsyncVoidCallTests
{
    [Theory]
    [InlineData("void M() { {|ASL3010:Save()|}; Done(); }")]
    [InlineData("void M() { {|ASL3010:this.Save()|}; Done(); }")]
    [InlineData("void M(C other) { other?{|ASL3010:.Save()|}; Done(); }")]
    [InlineData("void M(bool b) { if (b) { {|ASL3010:Save()|}; } Done(); }")]
    [InlineData("void M(int x) { switch (x) { case 1: {|ASL3010:Save()|}; break; } Done(); }")]
    [InlineData("void M(int[] all) { foreach (var x in all) { {|ASL3010:Save()|}; } }")]
    [InlineData("void M() { using var file = File.Create(\"f\"); {|ASL3010:Save()|}; }")]
    [InlineData("void M() { using (File.Create(\"f\")) { {|ASL3010:Save()|}; } }")]
    [InlineData("void M() { lock (this) { {|ASL3010:Save()|}; } }")]
    [InlineData("void M() { try { {|ASL3010:Save()|}; } finally { Done(); } }")]
    [InlineData("bool saved; void M() { {|ASL3010:Save()|}; saved = true; }")]
    [InlineData("bool IsDone { get; set; } void M(C other) { {|ASL3010:Save()|}; other.IsDone = true; }")]
    [InlineData("async Task M() { await Task.Yield(); {|ASL3010:Save()|}; }")]
    [InlineData("async Task M() { {|ASL3010:Save()|}; await Task.Yield(); }")]
    [InlineData("async void OnOther(object sender, EventArgs e) { {|ASL3010:Save()|}; await Task.Yield(); Done(); }")]
    [InlineData("Task M() { {|ASL3010:Save()|}; return Task.CompletedTask; }")]
    [InlineData("C() { {|ASL3010:Save()|}; }")]
    [InlineData("int P { get { {|ASL3010:Save()|}; return 1; } }")]
    [InlineData("void M() { Local(); void Local() { {|ASL3010:Save()|}; Done(); } }")]
    [InlineData("Task M() => Task.Run(() => {|ASL3010:Save()|});")]
    [InlineData("void M(List<C> all) => all.ForEach(x => {|ASL3010:x.Save()|});")]
    [InlineData("object M() => new Thread(() => {|ASL3010:Save()|});")]
    [InlineData("interface I { void M(); } class D : C, I { public void M() { {|ASL3010:Save()|}; Done(); } }")]
    [InlineData("[Xunit.Fact] void M() { {|ASL3010:Save()|}; }")]
    public Task Reports_a_call_of_an_async_void_function(string member) => Verify.Message<ASL3010AsyncVoidCall>(
        Class(member), "'Save' is async void: the caller goes on at its first await, and can neither wait for the rest nor catch what that throws");

    [Theory]
    [InlineData("void M() { {|ASL3010:OnSaved(this, EventArgs.Empty)|}; Done(); }")]
    [InlineData("void M() { {|ASL3010:Local()|}; Done(); async void Local() => await Task.Yield(); }")]
    public Task Reports_calls_of_handlers_and_local_functions(string member) => Verify.Reports<ASL3010AsyncVoidCall>(Class(member));

    [Theory]
    [InlineData("void M() { try { {|ASL3010:Save()|}; } catch (Exception) { } }")]
    [InlineData("void M() { try { if (Console.Read() > 0) { {|ASL3010:Save()|}; } } catch { } finally { Done(); } }")]
    [InlineData("void OnOther(object sender, EventArgs e) { try { {|ASL3010:Save()|}; } catch (Exception) { } }")]
    [InlineData("class D : C { C c; protected override void Changing() { try { {|ASL3010:c.Save()|}; } catch (Exception) { } } }")]
    public Task Says_that_a_handler_around_the_call_catches_nothing(string member) => Verify.Message<ASL3010AsyncVoidCall>(
        Class(member), "'Save' is async void: the 'catch' around this call does not see what it throws behind its first await");

    [Fact]
    public Task Reports_in_top_level_code_and_initializers() => Verify.Reports<ASL3010AsyncVoidCall>("""
        {|ASL3010:Save()|};

        static async void Save() => await Task.Yield();

        class C
        {
            Task field = Task.Run(() => {|ASL3010:Load()|});

            static async void Load() => await Task.Yield();
        }
        """);

    [Fact]
    public Task Reports_at_the_end_of_a_program() => Verify.Reports<ASL3010AsyncVoidCall>(
        "class P { static void Main() => {|ASL3010:Save()|}; static async void Save() => await Task.Yield(); }",
        new() { OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication });

    [Theory]
    [InlineData("void M() { Done(); Save(); }")]
    [InlineData("void M() => this.Save();")]
    [InlineData("void M(C other) => other?.Save();")]
    [InlineData("void M(bool b) { if (b) { { Save(); } } else { Done(); } }")]
    [InlineData("void M(bool b) { if (b) { Save(); return; } Done(); }")]
    [InlineData("void M(int x, C other) { switch (x) { case 1: other?.Save(); break; default: Done(); break; } }")]
    [InlineData("void M(int x) { switch (x) { case 1: if (x > 0) { Save(); break; } Done(); break; } }")]
    [InlineData("void M() { var handled = false; Save(); handled = true; }")]
    [InlineData("void M(System.ComponentModel.CancelEventArgs e) { Save(); e.Cancel = true; }")]
    [InlineData("void M() { Local(); void Local() { Done(); Save(); } }")]
    [InlineData("async void OnOther() { await Task.Yield(); Save(); }")]
    public Task Silent_where_nothing_stands_behind_the_call(string member) => Verify.Silent<ASL3010AsyncVoidCall>(Class(member));

    [Theory]
    [InlineData("void OnOther(object sender, EventArgs e) { Save(); Done(); }", "an event handler")]
    [InlineData("C(bool b) { Changed += OnChanged; } event Action Changed; void OnChanged() { Save(); Done(); }", "subscribed")]
    [InlineData("event Action<int> Changed; void OnChanged(int x) { Save(); Done(); }", "the signature of an event of its type")]
    [InlineData("class D : IObserver<int> { C c; public void OnCompleted() { c.Save(); c.Done(); } public void OnError(Exception e) { } void IObserver<int>.OnNext(int x) { c.Save(); c.Done(); } }", "a foreign interface")]
    [InlineData("class D : C { C c; public override string ToString() => null; protected override void Changing() { c.Save(); c.Done(); } }", "an override")]
    [InlineData("int p; int P { get => p; set { Save(); p = value; } }", "a setter")]
    [InlineData("Action a; void M() { a = () => { Save(); Done(); }; }", "a void delegate")]
    [InlineData("object M() => new Timer(_ => { Save(); Done(); });", "a void delegate")]
    [InlineData("object M() => new Timer(Tick); void Tick(object state) { Save(); Done(); }", "a callback")]
    [InlineData("void M() { Task.Run(() => { Save(); Done(); }); }", "nobody keeps the task")]
    public Task Silent_where_the_caller_has_to_return_void(string member, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3010AsyncVoidCall>(Class(member));
    }

    [Theory]
    [InlineData("void M() { Saved += OnSaved; }", "subscribed")]
    [InlineData("void M() { Saved?.Invoke(this, EventArgs.Empty); Saved(this, EventArgs.Empty); }", "an event is raised")]
    [InlineData("void M(Action save) { save(); save.Invoke(); }", "a delegate")]
    [InlineData("void M() { Action save = Save; }", "not called")]
    [InlineData("void M() { _ = nameof(Save); }", "not called")]
    [InlineData("void OnOther(object sender, EventArgs e) { Save(); }", "a handler that ends with it")]
    [InlineData("void OnOther(object sender, EventArgs e) { Done(); Save(); }", "a handler that ends with it")]
    [InlineData("void OnOther(object sender, EventArgs e) => Save();", "a handler that ends with it")]
    [InlineData("void M() { Saved += (_, _) => Save(); }", "a handler that ends with it")]
    [InlineData("void M() { Guarded(); Done(); }", "it catches all exceptions itself")]
    [InlineData("async Task M() { Task.Delay(1).Forget(); await Task.Yield(); }", "it takes a task off our hands")]
    [InlineData("void M() { Loop(); Done(); }", "it is to run beside its caller")]
    [InlineData("async void Again() { await Task.Yield(); Again(); }", "it calls itself")]
    [InlineData("async Task M() { await SaveAsync(); }", "returns a task")]
    [InlineData("void M() { Done(); }", "not async")]
    [InlineData("void M() { OnName(); }", "of another part")]
    public Task Silent_where_nobody_is_to_wait(string member, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3010AsyncVoidCall>(Class(member));
    }

    [Theory]
    [InlineData("asynclint.forget_helpers = M:C.Save")]
    [InlineData("asynclint.never_faulting = M:C.Save")]
    public Task Silent_for_what_the_user_names(string option) =>
        Verify.Silent<ASL3010AsyncVoidCall>(Class("void M() { Save(); Done(); }"), new() { Options = option });

    [Fact]
    public Task Silent_in_broken_code() => Verify.Silent<ASL3010AsyncVoidCall>(Class("void M() { Missing(); other.Save(; async void x( => "), new() { AllowErrors = true });

    [Fact]
    public Task The_fix_makes_the_function_return_a_task_that_its_callers_await() => VerifyFix.Of<ASL3010AsyncVoidCall, ASL3010AsyncVoidCallFix>(
        """
        class C
        {
            async Task M(Store store)
            {
                {|ASL3010:store.Save()|};
                try
                {
                    {|ASL3010:store.Save()|};
                }
                catch (IOException)
                {
                }
            }
        }
        """,
        """
        class C
        {
            async Task M(Store store)
            {
                await store.Save();
                try
                {
                    await store.Save();
                }
                catch (IOException)
                {
                }
            }
        }
        """,
        new()
        {
            Files = { ["Store.cs"] = "class Store\n{\n    internal async void Save() => await File.WriteAllTextAsync(\"a\", \"b\");\n}\n" },
            FixedFiles = { ["Store.cs"] = "class Store\n{\n    internal async Task Save() => await File.WriteAllTextAsync(\"a\", \"b\");\n}\n" },
        });

    [Theory]
    [InlineData("async Task M() { {|ASL3010:OnSaved(this, EventArgs.Empty)|}; await Task.Yield(); }", "a handler has to return void")]
    [InlineData("async Task M() { try { {|ASL3010:Loop()|}; await Task.Yield(); } catch (IOException) { } }", "one would wait for ever")]
    [InlineData("C() { {|ASL3010:Save()|}; }", "a constructor cannot await")]
    public Task No_fix_where_the_call_cannot_await(string member, string because)
    {
        Assert.NotEmpty(because);
        return VerifyFix.None<ASL3010AsyncVoidCall, ASL3010AsyncVoidCallFix>(Class(member));
    }

    static string Class(string member) => $$"""
        #pragma warning disable CS0067, CS0169, CS0414, CS8321, CS1998
        partial class C
        {
            event EventHandler Saved;
            void Done() => Console.Write(1);
            protected virtual void Changing() { }
            async void Save() { await Task.Yield(); Console.Write(1); }
            async Task SaveAsync() { await Task.Yield(); Console.Write(1); }
            async void OnSaved(object sender, EventArgs e) => await Task.Yield();
            async void Guarded() { try { await Task.Yield(); } catch (Exception e) { Console.WriteLine(e); } }
            async void Loop() { while (true) { await Task.Delay(1); } }
            partial void OnName();
            {{member}}
        }

        namespace Xunit { class FactAttribute : System.Attribute { } }

        static class Tasks
        {
            public static async void Forget(this Task task) => await task;
        }
        """;
}
