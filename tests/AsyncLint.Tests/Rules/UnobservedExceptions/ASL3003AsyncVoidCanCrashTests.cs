using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Tests.Rules.UnobservedExceptions;

public sealed class ASL3003AsyncVoidCanCrashTests
{
    const string Wpf = """

        namespace System.Windows.Threading
        {
            public class DispatcherObject { }
            public class Dispatcher { public event System.EventHandler UnhandledException; protected void Raise() => UnhandledException?.Invoke(this, null); }
        }
        """;

    const string WinForms = """

        namespace System.Windows.Forms { public class Control { } }
        """;

    [Theory]
    [InlineData("async void {|ASL3003:On|}(object sender, EventArgs e) => await File.ReadAllTextAsync(path);")]
    [InlineData("async void {|ASL3003:On|}(object sender, EventArgs e) { await client.GetAsync(path); }")]
    [InlineData("async void {|ASL3003:On|}(object sender, EventArgs e) { await Task.Yield(); throw new IOException(); }")]
    [InlineData("async void {|ASL3003:On|}(object sender, EventArgs e) { await work(); }")]
    [InlineData("async void {|ASL3003:On|}(object sender, EventArgs e) { await store.SaveAsync(); }")]
    [InlineData("async void {|ASL3003:On|}(object sender, EventArgs e) { await Inner(); } async Task Inner() => await Deep(); Task Deep() => client.GetAsync(path);")]
    [InlineData("async void {|ASL3003:On|}(object sender, EventArgs e) { await Again(3); } async Task Again(int n) { if (n > 0) await Again(n - 1); await store.SaveAsync(); }")]
    [InlineData("async void {|ASL3003:On|}(object sender, EventArgs e) { await Task.WhenAll(store.SaveAsync(), Task.Delay(1)); }")]
    [InlineData("async void {|ASL3003:On|}(object sender, EventArgs e) { await Task.Run(() => File.Delete(path)); }")]
    [InlineData("async void {|ASL3003:On|}(object sender, EventArgs e) { var task = store.SaveAsync(); await Task.Delay(1); await task; }")]
    [InlineData("async void {|ASL3003:On|}(object sender, EventArgs e) { await (store?.SaveAsync() ?? Task.CompletedTask); }")]
    [InlineData("async void {|ASL3003:On|}(object sender, EventArgs e) { try { await store.SaveAsync(); } finally { path = null; } }")]
    [InlineData("async void {|ASL3003:On|}(object sender, EventArgs e) { try { await store.SaveAsync(); } catch (Exception) { throw; } }")]
    [InlineData("async void {|ASL3003:On|}(object sender, EventArgs e) { await store.SaveAsync(); try { await Task.Delay(1); } catch (Exception) { } }")]
    [InlineData("async void {|ASL3003:On|}(object sender, EventArgs e) { await foreach (var line in File.ReadLinesAsync(path)) { } }")]
    [InlineData("void M() => Changed += {|ASL3003:async (_, _) =>|} await store.SaveAsync();")]
    [InlineData("void M() { Changed += {|ASL3003:async delegate|} { await store.SaveAsync(); }; }")]
    [InlineData("void M() { EventHandler h = {|ASL3003:async (_, _) =>|} await store.SaveAsync(); Changed += h; }")]
    [InlineData("void M() { Changed += On; async void {|ASL3003:On|}(object sender, EventArgs e) => await store.SaveAsync(); }")]
    [InlineData("int P { get { Changed += {|ASL3003:async (_, _) =>|} await store.SaveAsync(); return 1; } }")]
    [InlineData("readonly EventHandler h = {|ASL3003:async (_, _) =>|} await File.ReadAllTextAsync(\"a\");")]
    [InlineData("event Action Done; C() => Done += Finish; async void {|ASL3003:Finish|}() => await store.SaveAsync();")]
    public Task Reports_a_handler_that_fails_unguarded(string member) => Verify.Reports<ASL3003AsyncVoidCanCrash>(Class(member));

    [Theory]
    [InlineData("async void On(object sender, EventArgs e) { try { await store.SaveAsync(); } catch { } }", "guarded")]
    [InlineData("async void On(object sender, EventArgs e) { try { await store.SaveAsync(); } catch (Exception x) { Console.WriteLine(x); } }", "guarded")]
    [InlineData("async void On(object sender, EventArgs e) { if (path == null) return; path = \"\"; try { await store.SaveAsync(); } catch (Exception) { } finally { path = null; } }", "guarded where it matters")]
    [InlineData("async void On(object sender, EventArgs e) { try { await store.SaveAsync(); } catch (IOException) { } }", "somebody thought of it")]
    [InlineData("async void On(object sender, EventArgs e) { try { await store.SaveAsync(); } catch (Exception x) when (x.Message != null) { } }", "somebody thought of it")]
    [InlineData("async void On(object sender, EventArgs e) { try { await store.SaveAsync(); } catch (Exception) { if (path == null) throw; } }", "somebody thought of it")]
    [InlineData("async void On(object sender, EventArgs e) { try { await store.SaveAsync(); } catch (Exception) { await Report(); } } async Task Report() => await client.GetAsync(path);", "a failing handler is another matter")]
    [InlineData("async void On(object sender, EventArgs e) { await Inner(); } async Task Inner() { try { await store.SaveAsync(); } catch (Exception) { } }", "guarded in the callee")]
    [InlineData("async void On(object sender, EventArgs e) { try { await Inner(); } catch (Exception) { } } async Task Inner() => await store.SaveAsync();", "guarded around the callee")]
    [InlineData("async void On(object sender, EventArgs e) => await Task.Delay(1);", "never fails")]
    [InlineData("async void On(object sender, EventArgs e) { await Task.Yield(); path = e.ToString(); }", "never fails")]
    [InlineData("async void On(object sender, EventArgs e) { await gate.WaitAsync(); gate.Release(); }", "never fails")]
    [InlineData("async void On(object sender, EventArgs e) { await Task.WhenAny(store.SaveAsync(), Task.Delay(1)); }", "WhenAny never fails")]
    [InlineData("async void On(object sender, EventArgs e) { await Task.Delay(1, token); }", "a cancellation")]
    [InlineData("async void On(object sender, EventArgs e) { await Task.Yield(); throw new ArgumentException(\"x\"); }", "a mistake, not a failure")]
    [InlineData("async void On(object sender, EventArgs e) { await store.SaveAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); }", "the await throws nothing")]
    [InlineData("async void On(object sender, EventArgs e) { await new MemoryStream().WriteAsync(new byte[1]); }", "in memory")]
    [InlineData("async void On(object sender, EventArgs e) { await Even(2); } async Task Even(int n) => await Odd(n - 1); async Task Odd(int n) { if (n > 0) await Even(n - 1); }", "recursion that never fails")]
    [InlineData("async void On(object sender, EventArgs e) { await saving; }", "of a task made elsewhere nothing is known")]
    [InlineData("async void On() => await store.SaveAsync();", "ASL3001 reports it")]
    [InlineData("void M() { Action a = async () => await store.SaveAsync(); }", "ASL3002 reports it")]
    [InlineData("void M() => AppDomain.CurrentDomain.UnhandledException += async (_, _) => await store.SaveAsync();", "ASL3002 reports it")]
    [InlineData("async Task On(object sender, EventArgs e) => await store.SaveAsync();", "no async void")]
    [InlineData("void On(object sender, EventArgs e) => File.Delete(path);", "not async")]
    public Task Silent_where_nothing_escapes_or_another_rule_speaks(string member, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3003AsyncVoidCanCrash>(Class(member));
    }

    [Fact]
    public Task The_message_names_the_handler_and_what_fails() => Verify.Message<ASL3003AsyncVoidCanCrash>(
        Class("async void {|ASL3003:On|}(object sender, EventArgs e) => await Save(); async Task Save() { await Task.Yield(); await File.WriteAllTextAsync(path, \"\"); }"),
        "'On' is async void and nothing catches what 'WriteAllTextAsync' may throw: the exception ends the process");

    [Fact]
    public Task Follows_callees_into_other_files() => Verify.Reports<ASL3003AsyncVoidCanCrash>(
        "class C { async void {|ASL3003:On|}(object sender, EventArgs e) => await Other.SaveAsync(); }",
        new() { Files = { ["Other.cs"] = "static class Other { public static async Task SaveAsync() => await File.WriteAllTextAsync(\"a\", \"\"); }" } });

    [Fact]
    public Task Reports_overrides_and_implementations_that_have_to_return_void() => Verify.Reports<ASL3003AsyncVoidCanCrash>("""
        abstract class Base { public abstract void Run(); }
        class Derived : Base { public override async void {|ASL3003:Run|}() => await File.ReadAllTextAsync("a"); }
        class Command : System.Windows.Input.ICommand
        {
            public event EventHandler CanExecuteChanged { add { } remove { } }
            public bool CanExecute(object parameter) => true;
            public async void {|ASL3003:Execute|}(object parameter) => await File.ReadAllTextAsync("a");
        }
        """);

    [Theory]
    [InlineData(OutputKind.WindowsApplication, "static void Main() { }", true)]
    [InlineData(OutputKind.DynamicallyLinkedLibrary, "", false)]
    [InlineData(OutputKind.WindowsApplication, "static void Main() { new App().UnhandledException += (_, _) => { }; } class App : System.Windows.Threading.Dispatcher { }", false)]
    public Task Reports_in_a_ui_application_without_a_handler_of_its_own(OutputKind kind, string main, bool reports)
    {
        var name = reports ? "{|ASL3003:On|}" : "On";
        var source = $"class C {{ {main} async void {name}(object sender, EventArgs e) => await File.ReadAllTextAsync(\"a\"); async void Soft(object sender, EventArgs e) => await F(); Func<Task> F; }}";
        var setup = new Setup { OutputKind = kind, References = [.. References.NetCore, WpfReference] };
        return reports ? Verify.Reports<ASL3003AsyncVoidCanCrash>(source, setup) : Verify.Silent<ASL3003AsyncVoidCanCrash>(source, setup);
    }

    [Fact]
    public Task Silent_in_Windows_Forms() => Verify.Silent<ASL3003AsyncVoidCanCrash>(
        "class C { async void On(object sender, EventArgs e) => await File.ReadAllTextAsync(\"a\"); }" + WinForms);

    [Fact]
    public Task Silent_in_a_component_of_Blazor() => Verify.Silent<ASL3003AsyncVoidCanCrash>(
        "class C : Microsoft.AspNetCore.Components.ComponentBase { async void On(object sender, EventArgs e) => await File.ReadAllTextAsync(\"a\"); }",
        new() { References = References.AspNetCore });

    [Fact]
    public Task Silent_in_tests() => Verify.Silent<ASL3003AsyncVoidCanCrash>(
        "namespace Xunit { class FactAttribute : Attribute { } } class C { async void On(object sender, EventArgs e) => await File.ReadAllTextAsync(\"a\"); }");

    [Fact]
    public Task Silent_where_ASL3001_reports_handlers() => Verify.Silent<ASL3003AsyncVoidCanCrash>(
        "class C { async void On(object sender, EventArgs e) => await File.ReadAllTextAsync(\"a\"); }", new() { Options = "asynclint.ASL3001.event_handlers = report" });

    [Fact]
    public Task Silent_without_the_types_it_asks_for() => Verify.Silent<ASL3003AsyncVoidCanCrash>(
        "class C { async void On(object sender, EventArgs e) => await Missing.SaveAsync(); }", new() { AllowErrors = true });

    [Fact]
    public Task The_fix_puts_a_guard_around_the_body() => VerifyFix.Of<ASL3003AsyncVoidCanCrash, ASL3003AsyncVoidCanCrashFix>(
        """
        class C
        {
            event EventHandler Changed;

            // Runs when something changes.
            async void {|ASL3003:On|}(object sender, EventArgs e)
            {
                // Read it.
                var text = await File.ReadAllTextAsync("a");
                Console.WriteLine(text);
            }

            void M()
            {
                Changed += On;
                Changed += {|ASL3003:async (sender, e) =>|} await File.ReadAllTextAsync("a");
            }
        }
        """,
        """
        using System.Diagnostics;

        class C
        {
            event EventHandler Changed;

            // Runs when something changes.
            async void On(object sender, EventArgs e)
            {
                try
                {
                    // Read it.
                    var text = await File.ReadAllTextAsync("a");
                    Console.WriteLine(text);
                }
                catch (Exception exception)
                {
                    Trace.TraceError(exception.ToString());
                }
            }

            void M()
            {
                Changed += On;
                Changed += async (sender, e) =>
                {
                    try
                    {
                        await File.ReadAllTextAsync("a");
                    }
                    catch (Exception exception)
                    {
                        Trace.TraceError(exception.ToString());
                    }
                };
            }
        }
        """);

    [Fact]
    public Task The_fix_reports_to_the_logger_of_the_class() => VerifyFix.Of<ASL3003AsyncVoidCanCrash, ASL3003AsyncVoidCanCrashFix>(
        """
        using Microsoft.Extensions.Logging;

        class C(ILogger<C> logger)
        {
            void M()
            {
                Changed += On;

                async void {|ASL3003:On|}(object sender, EventArgs e) => await File.ReadAllTextAsync("a");
            }

            event EventHandler Changed;
        }
        """,
        """
        using Microsoft.Extensions.Logging;

        class C(ILogger<C> logger)
        {
            void M()
            {
                Changed += On;

                async void On(object sender, EventArgs e)
                {
                    try
                    {
                        await File.ReadAllTextAsync("a");
                    }
                    catch (Exception exception)
                    {
                        logger.LogError(exception, "On failed");
                    }
                }
            }

            event EventHandler Changed;
        }
        """,
        new() { References = References.AspNetCore });

    static MetadataReference WpfReference { get; } = Microsoft.CodeAnalysis.CSharp.CSharpCompilation.Create(
        "WindowsBase", [Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText(Wpf)], References.NetCore,
        new(OutputKind.DynamicallyLinkedLibrary)).ToMetadataReference();

    static string Class(string member) => $$"""
        #pragma warning disable CS0067, CS0649
        interface IStore { Task SaveAsync(); }
        class C
        {
            event EventHandler Changed;
            string path;
            HttpClient client;
            Func<Task> work;
            IStore store;
            Task saving;
            CancellationToken token;
            SemaphoreSlim gate;
            {{member}}
        }
        """;
}
