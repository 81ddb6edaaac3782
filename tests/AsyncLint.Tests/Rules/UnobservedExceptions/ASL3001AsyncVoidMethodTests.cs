using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests.Rules.UnobservedExceptions;

public sealed class ASL3001AsyncVoidMethodTests
{
    const string Xaml = """

        class TappedArgs { }
        delegate void TappedHandler(object sender, TappedArgs e);
        class Element { public event TappedHandler Tapped; protected void Raise() => Tapped?.Invoke(this, new()); }
        """;

    [Theory]
    [InlineData("async void {|ASL3001:M|}() => await Task.Yield();")]
    [InlineData("async void {|ASL3001:M|}() { await Task.Yield(); }")]
    [InlineData("static async void {|ASL3001:M|}<T>(T x) => await Task.Yield();")]
    [InlineData("protected virtual async void {|ASL3001:M|}(string s) => await Task.Yield();")]
    [InlineData("public async void {|ASL3001:M|}(object sender, string e) => await Task.Yield();")]
    [InlineData("public async void {|ASL3001:M|}(string sender, EventArgs e) => await Task.Yield();")]
    [InlineData("public async void {|ASL3001:M|}(object sender, EventArgs e, int more = 0) => await Task.Yield();")]
    [InlineData("void M() { Local(); async void {|ASL3001:Local|}() { await Task.Yield(); } }")]
    [InlineData("int P { get { Local(); return 1; static async void {|ASL3001:Local|}() => await Task.Yield(); } }")]
    [InlineData("C() { Local(); async void {|ASL3001:Local|}() => await Task.Yield(); }")]
    [InlineData("Action f = () => { Local(); async void {|ASL3001:Local|}() => await Task.Yield(); };")]
    [InlineData("public static C operator +(C a, C b) { Local(); return a; async void {|ASL3001:Local|}() => await Task.Yield(); }")]
    public Task Reports_async_void_in_any_place(string member) => Verify.Reports<ASL3001AsyncVoidMethod>($"class C {{ {member} }}");

    [Theory]
    [InlineData("async Task M() => await Task.Yield();", "returns a task")]
    [InlineData("void M() => Task.Delay(1);", "not async")]
    [InlineData("void M() { Action a = async () => await Task.Yield(); }", "ASL3002 speaks of lambdas")]
    [InlineData("async void M(object sender, EventArgs e) => await Task.Yield();", "an event handler")]
    [InlineData("async void M(object s, System.ComponentModel.PropertyChangedEventArgs e) => await Task.Yield();", "an event handler")]
    [InlineData("async void M<T>(object s, T e) where T : EventArgs => await Task.Yield();", "an event handler")]
    [InlineData("static void M(C c) { c.E += Local; async void Local(object sender, EventArgs e) => await Task.Yield(); } event EventHandler E;", "an event handler")]
    [InlineData("event Action Changed; C() => Changed += M; async void M() => await Task.Yield();", "subscribed")]
    [InlineData("event Action Changed; C() => Changed += this.M; async void M() => await Task.Yield();", "subscribed")]
    [InlineData("event Action Changed; C() => Changed += new Action(M); async void M() => await Task.Yield();", "subscribed")]
    [InlineData("event Action Changed; C() { Changed += M; async void M() => await Task.Yield(); }", "subscribed")]
    [InlineData("static event Action<int> Changed; class N { N() => Changed += M<int>; async void M<T>(T x) => await Task.Yield(); }", "subscribed")]
    [InlineData("public Action<int> Changed; void N(C other) => other.Changed += M; async void M(int x) => await Task.Yield();", "subscribed")]
    [InlineData("event Action<int> Changed; async void OnChanged(int x) => await Task.Yield();", "fits an event of its type")]
    public Task Silent_where_void_is_meant_or_nothing_is_async_void(string member, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3001AsyncVoidMethod>($"#pragma warning disable CS0067\nclass C {{ {member} }}");
    }

    [Theory]
    [InlineData("object M() => new Timer(Tick); async void Tick(object state) { try { await Task.Yield(); } catch { } }")]
    public Task Silent_for_a_callback_that_lets_no_exception_out(string member) => Verify.Silent<ASL3001AsyncVoidMethod>($"class C {{ {member} }}");

    [Theory]
    [InlineData("object M() { Tick(1); return new Timer(this.Tick); } async void {|ASL3001:Tick|}(object state) { try { await Task.Yield(); } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("void M() { Local(); async void {|ASL3001:Local|}() { try { await Task.Yield(); } catch { } finally { Console.WriteLine(); } } }")]
    [InlineData("public async void {|ASL3001:Start|}() { try { await Task.Yield(); } catch (IOException) { } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("async void {|ASL3001:Start|}() { const int n = 1; try { await Task.Delay(n); } catch { } }")]
    [InlineData("async void {|ASL3001:Start|}() { try { Console.WriteLine(); } catch { } }")]
    [InlineData("interface I { void Start(); } class D : I { public async void {|ASL3001:Start|}() { try { await Task.Yield(); } catch { } } }")]
    public Task Reports_what_is_called_and_lets_no_exception_out(string member) => Verify.Reports<ASL3001AsyncVoidMethod>($"class C {{ {member} }}");

    [Theory]
    [InlineData("static class C { public static async void Forget(this Task t) { ArgumentNullException.ThrowIfNull(t); try { await t; } catch (Exception e) { Console.WriteLine(e); } } static void M() => Task.Delay(1).Forget(); }", true)]
    [InlineData("static class C { public static async void {|ASL3001:Forget|}(this Task t) { await t; } static void M() => Task.Delay(1).Forget(); }", false)]
    [InlineData("static class C { public static async void {|ASL3001:Forget|}(this Task t) { await Task.Yield(); try { await t; } catch (Exception e) { Console.WriteLine(e); } } static void M() => Task.Delay(1).Forget(); }", false)]
    public Task A_helper_for_forgotten_tasks_has_to_catch(string code, bool catches) => catches ? Verify.Silent<ASL3001AsyncVoidMethod>(code) : Verify.Reports<ASL3001AsyncVoidMethod>(code);

    [Fact]
    public Task The_message_does_not_speak_of_exceptions_that_are_all_caught() => Verify.Message<ASL3001AsyncVoidMethod>(
        "class C { void M() { Start(); } async void {|ASL3001:Start|}() { try { await Task.Yield(); } catch { } } }",
        "'Start' is async void: its caller goes on at its first await and cannot tell when it has finished");

    [Theory]
    [InlineData("async void {|ASL3001:Tick|}(object state) { try { await Task.Yield(); } catch (IOException) { } }", "another exception")]
    [InlineData("async void {|ASL3001:Tick|}(object state) { try { await Task.Yield(); } catch { throw; } }", "it is thrown on")]
    [InlineData("async void {|ASL3001:Tick|}(object state) { try { await Task.Yield(); } catch { } await Task.Delay(1); }", "behind the guard")]
    [InlineData("async void {|ASL3001:Tick|}(object state) { try { await Task.Yield(); } finally { } }", "no guard")]
    [InlineData("[Xunit.Fact] public async void {|ASL3001:Test|}() { try { await Task.Yield(); } catch (Exception e) { Console.WriteLine(e); } }", "the test ends at its first await")]
    public Task Reports_a_guard_with_a_gap(string member, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Reports<ASL3001AsyncVoidMethod>($"class C {{ {member} }} {Xunit}");
    }

    [Theory]
    [InlineData("async void {|ASL3001:M|}() => Console.WriteLine();")]
    [InlineData("async void {|ASL3001:M|}() { Func<Task> f = async () => await Task.Yield(); throw new IOException(); }")]
    public Task Says_that_nothing_is_awaited(string member) => Verify.Message<ASL3001AsyncVoidMethod>(
        $"#pragma warning disable CS1998\nclass C {{ {member} }}",
        "'M' is async void: it awaits nothing, so that 'async' only keeps its exceptions from its caller, and they end the process or are posted to the SynchronizationContext");

    [Theory]
    [InlineData("async void {|ASL3001:M|}() { await using var stream = new MemoryStream(); }")]
    [InlineData("async void {|ASL3001:M|}(IAsyncEnumerable<int> source) { await foreach (var x in source) { } }")]
    public Task Sees_every_kind_of_await(string member) => Verify.Message<ASL3001AsyncVoidMethod>(
        $"class C {{ {member} }}",
        "'M' is async void: its caller cannot await it, and an exception in it ends the process or is posted to the SynchronizationContext");

    [Theory]
    [InlineData("C(Missing x) { x.DragEnter += OnDragEnter; x.DragOver += new MissingHandler(this.OnDragEnter); }")]
    [InlineData("C() { Overlay.DragEnter += OnDragEnter; }")]
    [InlineData("C() => DragEnter += OnDragEnter;")]
    public Task Silent_for_a_handler_of_an_event_whose_reference_is_missing(string member) => Verify.Silent<ASL3001AsyncVoidMethod>(
        $"class C {{ {member} async void OnDragEnter(object sender, Missing.DragEventArgs e) => await Task.Yield(); }}", new() { AllowErrors = true });

    [Theory]
    [InlineData("Action<object, object>[] actions; C() { actions[0] += OnDragEnter; }")]
    [InlineData("MissingHandler handler; C() { handler += OnDragEnter; }")]
    [InlineData("C(Missing x) { x.DragEnter += x.OnDragEnter; x.DragEnter -= OnDragEnter; }")]
    public Task Reports_what_is_no_subscription_to_a_missing_event(string member) => Verify.Reports<ASL3001AsyncVoidMethod>(
        $"class C {{ {member} async void {{|ASL3001:OnDragEnter|}}(object sender, Missing.DragEventArgs e) => await Task.Yield(); }}", new() { AllowErrors = true });

    [Fact]
    public Task Silent_for_a_guarded_callback_that_another_part_hands_over() => Verify.Silent<ASL3001AsyncVoidMethod>(
        "partial class C { async void Tick(object state) { try { await Task.Yield(); } catch (IOException) { } catch (Exception) { } } }",
        new() { Files = { ["C.Other.cs"] = "partial class C { readonly Timer timer; C() => timer = new Timer(Tick); }" } });

    [Fact]
    public Task Reports_in_top_level_code() => Verify.Reports<ASL3001AsyncVoidMethod>("""
        Local();
        async void {|ASL3001:Local|}() => await Task.Yield();
        """);

    [Fact]
    public Task Reports_in_structs_records_and_interfaces() => Verify.Reports<ASL3001AsyncVoidMethod>("""
        struct S { public async void {|ASL3001:M|}() => await Task.Yield(); }
        record R { public async void {|ASL3001:M|}() => await Task.Yield(); }
        interface I { async void {|ASL3001:M|}() => await Task.Yield(); }
        """);

    [Fact]
    public Task Reports_what_only_looks_subscribed() => Verify.Reports<ASL3001AsyncVoidMethod>("""
        class C
        {
            Action callback;
            event Action Changed;
            C(D other)
            {
                callback += M;
                Changed += other.M;
                Changed -= M;
                Changed?.Invoke();
            }
            async void {|ASL3001:M|}() => await Task.Yield();
        }
        class D { public void M() { } }
        """);

    [Fact]
    public Task Silent_in_an_override() => Verify.Silent<ASL3001AsyncVoidMethod>("""
        abstract class B { protected abstract void Load(); }
        class C : B { protected override async void Load() => await Task.Yield(); }
        """);

    [Fact]
    public Task Silent_where_an_interface_of_another_assembly_wants_void() => Verify.Silent<ASL3001AsyncVoidMethod>("""
        class C : IObserver<int>, System.Windows.Input.ICommand
        {
            public async void OnCompleted() => await Task.Yield();
            public async void OnError(Exception e) => await Task.Yield();
            async void IObserver<int>.OnNext(int x) => await Task.Yield();
            public bool CanExecute(object parameter) => true;
            public async void Execute(object parameter) => await Task.Yield();
            public event EventHandler CanExecuteChanged { add { } remove { } }
        }
        """);

    [Fact]
    public Task Silent_where_a_base_class_implements_the_foreign_interface_through_it() => Verify.Silent<ASL3001AsyncVoidMethod>("""
        class B : IObserver<int>
        {
            public virtual async void OnCompleted() => await Task.Yield();
            public void OnError(Exception e) { }
            public void OnNext(int x) { }
        }
        class D : B { public override async void OnCompleted() => await Task.Yield(); }
        """);

    [Fact]
    public Task Reports_the_implementation_of_an_interface_that_source_can_change() => Verify.Reports<ASL3001AsyncVoidMethod>("""
        interface IMail { void Send(string to); void Flush(); }
        class Mail : IMail
        {
            public async void {|ASL3001:Send|}(string to) => await Task.Yield();
            async void IMail.{|ASL3001:Flush|}() => await Task.Yield();
        }
        """);

    [Fact]
    public Task Reports_Dispose_which_has_an_asynchronous_form() => Verify.Message<ASL3001AsyncVoidMethod>("""
        class C : IDisposable { public async void {|ASL3001:Dispose|}() => await Task.Yield(); }
        """,
        "'Dispose' is async void: its caller goes on at its first await, and an exception in it ends the process or is posted to the SynchronizationContext");

    [Fact]
    public Task Reports_a_guarded_Dispose_since_its_caller_goes_on() => Verify.Message<ASL3001AsyncVoidMethod>("""
        class C : IDisposable { public async void {|ASL3001:Dispose|}() { try { await Task.Yield(); } catch { } } }
        """,
        "'Dispose' is async void: its caller goes on at its first await, before the object is disposed");

    [Fact]
    public Task Silent_in_the_hook_of_a_generator() => Verify.Silent<ASL3001AsyncVoidMethod>(
        "partial class C { async partial void OnNameChanged(string name) => await Task.Yield(); }",
        new() { Files = { ["C.g.cs"] = "// <auto-generated/>\npartial class C { partial void OnNameChanged(string name); }" } });

    [Fact]
    public Task Silent_for_a_handler_that_a_generated_part_subscribes() => Verify.Silent<ASL3001AsyncVoidMethod>(
        "partial class Page { async void Button_Tapped(object sender, string e) => await Task.Yield(); }",
        new()
        {
            Files = { ["Page.g.cs"] = "// <auto-generated/>\npartial class Page { void Connect(Button b) { b.Tapped += this.Button_Tapped; } }\nclass Button { public event Action<object, string> Tapped { add { } remove { } } }" },
        });

    [Fact]
    public Task Silent_for_XAML_arguments_that_do_not_derive_from_EventArgs() => Verify.Silent<ASL3001AsyncVoidMethod>(
        "class Page : Element { async void OnTapped(object sender, TappedArgs e) => await Task.Yield(); }" + Xaml);

    [Fact]
    public Task Reports_the_same_arguments_in_a_type_without_such_an_event() => Verify.Reports<ASL3001AsyncVoidMethod>(
        "class Page { async void {|ASL3001:OnTapped|}(object sender, TappedArgs e) => await Task.Yield(); }" + Xaml);

    [Fact]
    public Task Reports_a_crash_handler_since_the_process_does_not_wait_for_it() => Verify.Message<ASL3001AsyncVoidMethod>("""
        class C
        {
            C() => AppDomain.CurrentDomain.UnhandledException += OnCrash;
            async void {|ASL3001:OnCrash|}(object sender, UnhandledExceptionEventArgs e) => await File.WriteAllTextAsync("crash", e.ToString());
        }
        """,
        "'OnCrash' is async void: the process ends when the handler returns, which it does at its first await, and the rest of it never runs");

    [Fact]
    public Task Says_what_goes_wrong() => Verify.Message<ASL3001AsyncVoidMethod>(
        "class C { async void {|ASL3001:SaveAll|}() { await Task.Yield(); } }",
        "'SaveAll' is async void: its caller cannot await it, and an exception in it ends the process or is posted to the SynchronizationContext");

    [Theory]
    [InlineData("asynclint.ASL3001.event_handlers = report", true)]
    [InlineData("asynclint.event_handlers = report", true)]
    [InlineData("asynclint.ASL3001.event_handlers = allow", false)]
    [InlineData("asynclint.ASL3001.event_handlers = nonsense", false)]
    public Task Reports_event_handlers_by_option(string options, bool reported)
    {
        const string Source = """
            class C
            {
                event Action Changed;
                C() => Changed += OnChanged;
                async void [OnClick](object sender, EventArgs e) => await Task.Yield();
                async void [OnChanged]() => await Task.Yield();
                void Raise() => Changed?.Invoke();
            }
            """;
        return reported
            ? Verify.Reports<ASL3001AsyncVoidMethod>(Source.Replace("[", "{|ASL3001:", StringComparison.Ordinal).Replace("]", "|}", StringComparison.Ordinal), new() { Options = options })
            : Verify.Silent<ASL3001AsyncVoidMethod>(Source.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal), new() { Options = options });
    }

    [Theory]
    [InlineData("class C { async void {|ASL3001:M|}(Missing x) => await Task.Yield(); }")]
    [InlineData("class C { async void {|ASL3001:M|}( { await Task.Yield(); } }")]
    [InlineData("class C : IMissing { async void {|ASL3001:M|}() => await Task.Yield(); }")]
    [InlineData("class C { void M() { async void {|ASL3001:Local|}() { await } } }")]
    public Task Reports_in_broken_code_without_a_crash(string source) => Verify.Reports<ASL3001AsyncVoidMethod>(source, new() { AllowErrors = true });

    [Theory]
    [InlineData("class C : IMissing { async void IMissing.M() => await Task.Yield(); }")]
    [InlineData("class C : IMissing { public async void M() => await Task.Yield(); }")]
    [InlineData("class C : B { internal async void M() => await Task.Yield(); } class B : Missing { }")]
    public Task Silent_where_a_missing_type_may_want_void(string source) => Verify.Silent<ASL3001AsyncVoidMethod>(source, new() { AllowErrors = true });

    [Fact]
    public Task Silent_without_Task() => Verify.Silent<ASL3001AsyncVoidMethod>(
        "class C { async void M() { } }", new() { References = References.None, AllowErrors = true });

    [Fact]
    public Task Reports_in_old_languages_and_frameworks() => Verify.Reports<ASL3001AsyncVoidMethod>(
        "using System.Threading.Tasks; class C { async void {|ASL3001:M|}() { await Task.Delay(1); } }",
        new() { LanguageVersion = LanguageVersion.CSharp5, References = References.NetStandard });

    const string Blazor = """

        namespace Microsoft.AspNetCore.Components
        {
            public abstract class ComponentBase
            {
                protected virtual void OnInitialized() { }
                protected virtual Task OnInitializedAsync() => Task.CompletedTask;
                protected virtual void OnAfterRender(bool firstRender) { }
                protected virtual Task OnAfterRenderAsync(bool firstRender) => Task.CompletedTask;
                protected virtual void OnParametersSet() { }
                protected virtual Task OnParametersSetAsync() => Task.CompletedTask;
                protected virtual void StateHasChanged() { }
            }
        }
        """;

    [Fact]
    public Task Reports_a_component_that_overrides_what_is_not_awaited() => Verify.Message<ASL3001AsyncVoidMethod>(
        "class Page : Microsoft.AspNetCore.Components.ComponentBase { protected override async void {|ASL3001:OnInitialized|}() => await Task.Yield(); }" + Blazor,
        "'OnInitialized' is async void: the component is rendered at its first await, as if it were done, where an override of 'OnInitializedAsync' would be awaited");

    [Theory]
    [InlineData("class Page : Microsoft.AspNetCore.Components.ComponentBase { protected override async void StateHasChanged() => await Task.Yield(); }", "has no form that is awaited")]
    [InlineData("class Page : Microsoft.AspNetCore.Components.ComponentBase { protected override async void OnInitialized() => await Task.Yield(); protected override async Task OnInitializedAsync() => await Task.Yield(); }", "has both")]
    [InlineData("class Page : Microsoft.AspNetCore.Components.ComponentBase { protected override void OnInitialized() { } }", "not async")]
    [InlineData("class B { protected virtual void OnInitialized() { } protected virtual Task OnInitializedAsync() => null; } class Page : B { protected override async void OnInitialized() => await Task.Yield(); }", "no component")]
    public Task Silent_where_a_component_has_no_choice(string source, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3001AsyncVoidMethod>(source + Blazor);
    }

    [Theory]
    [InlineData("async void Start() => await Task.Yield();")]
    [InlineData("private async void OnTriggerEnter(object other) => await Task.Yield();")]
    [InlineData("void Awake() { } protected virtual async void OnDestroy() => await Task.Yield();")]
    public async Task Silent_for_what_Unity_calls_by_name(string member)
    {
        var source = "namespace UnityEngine { public class MonoBehaviour { } } class Player : UnityEngine.MonoBehaviour { " + member + " }";
        await Verify.Silent<ASL3001AsyncVoidMethod>(source);
        await Verify.Silent<ASL3003AsyncVoidCanCrash>(source.Replace("Task.Yield()", "File.ReadAllTextAsync(null)", StringComparison.Ordinal));
    }

    [Fact]
    public Task Reports_other_methods_of_a_Unity_script() => Verify.Reports<ASL3001AsyncVoidMethod>(
        "namespace UnityEngine { public class MonoBehaviour { } } class Player : UnityEngine.MonoBehaviour { async void {|ASL3001:Load|}() => await Task.Yield(); } class C { async void {|ASL3001:Start|}() => await Task.Yield(); }");

    [Fact]
    public Task Fix_overrides_what_is_awaited() => Fixes(
        """
        class Page : Microsoft.AspNetCore.Components.ComponentBase
        {
            protected override async void {|ASL3001:OnInitialized|}() // first
            {
                base.OnInitialized();
                await Task.Yield();
                return;
            }

            protected override async void {|ASL3001:OnAfterRender|}(bool firstRender) => await Task.Delay(1);
        }
        """ + Blazor,
        """
        class Page : Microsoft.AspNetCore.Components.ComponentBase
        {
            protected override async Task OnInitializedAsync() // first
            {
                base.OnInitialized();
                await Task.Yield();
                return;
            }

            protected override async Task OnAfterRenderAsync(bool firstRender) => await Task.Delay(1);
        }
        """ + Blazor);

    const string Xunit = "namespace Xunit { class FactAttribute : System.Attribute { } }";

    static Task Fixes(string before, string after, Setup? setup = null) => VerifyFix.Of<ASL3001AsyncVoidMethod, ASL3001AsyncVoidMethodFix>(before, after, setup);

    static Task NoFix(string source, Setup? setup = null) => VerifyFix.None<ASL3001AsyncVoidMethod, ASL3001AsyncVoidMethodFix>(source, setup);

    [Fact]
    public Task Fix_returns_a_task_from_tests() => Fixes(
        """
        public class Tests
        {
            /// <summary>Saves.</summary>
            [Xunit.Fact]
            public async void {|ASL3001:Saves|}() // the file
            {
                await Task.Yield();
                return;
            }

            [Xunit.Fact] async void {|ASL3001:Loads|}() => await Task.FromResult(1);
        }
        """,
        """
        public class Tests
        {
            /// <summary>Saves.</summary>
            [Xunit.Fact]
            public async Task Saves() // the file
            {
                await Task.Yield();
                return;
            }

            [Xunit.Fact] async Task Loads() => await Task.FromResult(1);
        }
        """,
        new() { Files = { ["Xunit.cs"] = Xunit } });

    [Fact]
    public Task Fix_returns_a_task_and_awaits_local_functions_and_private_methods() => Fixes(
        """
        class C
        {
            public async Task Run(string path)
            {
                await Task.Yield();
                if (path is null)
                {
                    // nothing there
                    Create("new"); // now
                }

                Local(1);
                Func<Task> later = async () =>
                {
                    await Task.Yield();
                    this.Create(path);
                };
                await later();

                async void {|ASL3001:Local|}(int x)
                {
                    await Task.Delay(x);
                    Create(path);
                }
            }

            /// <summary>See also <see cref="Create"/>.</summary>
            private async void {|ASL3001:Create|}(string path)
            {
                await File.WriteAllTextAsync(path, "");
                if (path.Length > 1)
                {
                    Create(path[1..]);
                    Flush<int>();
                }
            }

            async void {|ASL3001:Flush|}<T>() => await Task.Yield();
        }
        """,
        """
        class C
        {
            public async Task Run(string path)
            {
                await Task.Yield();
                if (path is null)
                {
                    // nothing there
                    await Create("new"); // now
                }

                await Local(1);
                Func<Task> later = async () =>
                {
                    await Task.Yield();
                    await this.Create(path);
                };
                await later();

                async Task Local(int x)
                {
                    await Task.Delay(x);
                    await Create(path);
                }
            }

            /// <summary>See also <see cref="Create"/>.</summary>
            private async Task Create(string path)
            {
                await File.WriteAllTextAsync(path, "");
                if (path.Length > 1)
                {
                    await Create(path[1..]);
                    await Flush<int>();
                }
            }

            async Task Flush<T>() => await Task.Yield();
        }
        """);

    [Fact]
    public Task Fix_works_in_top_level_code_and_follows_the_ConfigureAwait_of_the_file() => Fixes(
        """
        await Task.Delay(1).ConfigureAwait(false);
        Save();
        async void {|ASL3001:Save|}() => await Task.Delay(1).ConfigureAwait(false);
        """,
        """
        await Task.Delay(1).ConfigureAwait(false);
        await SaveAsync().ConfigureAwait(false);
        async Task SaveAsync() => await Task.Delay(1).ConfigureAwait(false);
        """);

    [Fact]
    public Task Fix_imports_the_namespace_of_Task() => Fixes(
        """
        using System.IO;

        class C
        {
            async void M()
            {
                Local();
                await File.WriteAllTextAsync("f", "");
                async void {|ASL3001:Local|}() => await File.WriteAllTextAsync("g", "");
            }

            event System.Action Saved;
            C() => Saved += M;
            void Raise() => Saved?.Invoke();
        }
        """,
        """
        using System.IO;
        using System.Threading.Tasks;

        class C
        {
            async void M()
            {
                await LocalAsync();
                await File.WriteAllTextAsync("f", "");
                async Task LocalAsync() => await File.WriteAllTextAsync("g", "");
            }

            event System.Action Saved;
            C() => Saved += M;
            void Raise() => Saved?.Invoke();
        }
        """,
        new() { ImplicitUsings = false });

    [Theory]
    [InlineData("async void {|ASL3001:M|}() => await Task.Yield();", "nobody calls it: by reflection perhaps")]
    [InlineData("public void Run() { M(); } async void {|ASL3001:M|}() => await Task.Yield();", "the caller is not async")]
    [InlineData("public async Task Run() { await Task.Yield(); M(); Action a = () => M(); } async void {|ASL3001:M|}() => await Task.Yield();", "one caller is not async")]
    [InlineData("public async Task Run() { await Task.Yield(); M(); Action a = M; } async void {|ASL3001:M|}() => await Task.Yield();", "a delegate")]
    [InlineData("public async Task Run() { await Task.Yield(); lock (this) { M(); } } async void {|ASL3001:M|}() => await Task.Yield();", "in a lock")]
    [InlineData("public async Task Run() { await Task.Yield(); M(); } async void {|ASL3001:M|}() { while (true) await Task.Yield(); }", "its caller would wait for ever")]
    [InlineData("void Run() { Local(); async void {|ASL3001:Local|}() => await Task.Yield(); }", "the caller is not async")]
    [InlineData("async Task Run() { await Task.Yield(); Action a = Local; a(); async void {|ASL3001:Local|}() => await Task.Yield(); }", "a delegate")]
    public Task No_fix_where_something_else_would_have_to_change(string member, string because)
    {
        Assert.NotEmpty(because);
        return NoFix($"class C {{ {member} }}");
    }

    [Theory]
    [InlineData("class C { public async Task Run() { await Task.Yield(); M(); } public async void {|ASL3001:M|}() => await Task.Yield(); }",
        "class C { public async Task Run() { await Task.Yield(); await M(); } public async Task M() => await Task.Yield(); }")]
    [InlineData("class C { public async Task Run(C other) { await Task.Yield(); other?.M(); } async void {|ASL3001:M|}() => await Task.Yield(); }",
        "class C { public async Task Run(C other) { await Task.Yield(); await (other?.M() ?? Task.CompletedTask); } async Task M() => await Task.Yield(); }")]
    [InlineData("partial class C { public async Task Run() { await Task.Yield(); M(); } async void {|ASL3001:M|}() => await Task.Yield(); }",
        "partial class C { public async Task Run() { await Task.Yield(); await M(); } async Task M() => await Task.Yield(); }")]
    [InlineData("class C { public async Task Run() { await Task.Yield(); Save(); } void Save() => M(); async void {|ASL3001:M|}() => await Task.Yield(); }",
        "class C { public async Task Run() { await Task.Yield(); await Save(); } async Task Save() => await M(); async Task M() => await Task.Yield(); }")]
    public Task Callers_follow_over_the_whole_solution(string before, string after) => Fixes(before, after);

    [Fact]
    public Task No_fix_for_public_api_that_others_may_call() => NoFix("""
        public class C
        {
            public async Task Run() { await Task.Yield(); M(); }
            public async void {|ASL3001:M|}() => await Task.Yield();
        }
        """);

    [Fact]
    public async Task The_title_says_how_far_the_fix_reaches() => Assert.Equal(
        ["Return a task from 'M' and make its callers await it"],
        await VerifyFix.Titles<ASL3001AsyncVoidMethod, ASL3001AsyncVoidMethodFix>("class C { async void {|ASL3001:M|}() => await Task.Yield(); }"));

    [Fact]
    public Task No_fix_for_a_test_that_is_called_too() => NoFix(
        """
        public class Tests
        {
            [Xunit.Fact] public async void {|ASL3001:A|}() => await Task.Yield();
            void B() => A();
        }
        """,
        new() { Files = { ["Xunit.cs"] = Xunit } });
}
