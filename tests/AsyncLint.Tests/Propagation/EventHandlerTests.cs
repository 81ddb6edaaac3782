using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Tests.Propagation;

/// <summary>Which event handlers become async void, and which stay as they are because something depends on what they have done when they return.</summary>
public sealed class EventHandlerTests
{
    private static Task Converts(string before, string after, Setup? setup = null) => VerifyFix.Of<BlockRules, BlockRulesFix>(before, after, setup);

    private static Task Keeps(string source, Setup? setup = null) => VerifyFix.None<BlockRules, BlockRulesFix>(source, setup);

    private const string Source = """

        class Source
        {
            public event EventHandler Click { add { } remove { } }
            public event Action<string> Renamed { add { } remove { } }
            public event Func<string, bool> Asked { add { } remove { } }
            public event EventHandler<KeyArgs> Key { add { } remove { } }
            public event EventHandler<System.ComponentModel.DoWorkEventArgs> Work { add { } remove { } }
            public event Action<object, SuspendArgs> Suspend { add { } remove { } }
            public Action Callback { get; set; }
        }

        class KeyArgs : EventArgs
        {
            public bool Handled { get; set; }
            public string Text { get; set; }
            public List<string> Log { get; set; }
            public KeyArgs Inner { get; set; }
            public void Accept() { }
        }

        class SuspendArgs { public Operation Operation { get; } }
        class Operation { public IDisposable GetDeferral() => null; }
        """;

    private static string Guarded(string statement) =>
        $"{{\n        try\n        {{\n            {statement}\n        }}\n        catch (Exception exception)\n        {{\n            Trace.TraceError(exception.ToString());\n        }}\n    }}";

    private static string In(string members) => $"using System.Diagnostics;\n\nclass C\n{{\n    {members}\n    Task<string> Load() => Task.Run(() => \"\");\n}}\n" + Source;

    [Theory]
    [InlineData("void OnClick(object sender, EventArgs e)", "int x;")]
    [InlineData("private static void OnClick(object s, System.ComponentModel.PropertyChangedEventArgs e)", "int x;")]
    [InlineData("void OnClick<T>(object s, T e) where T : EventArgs", "int x;")]
    [InlineData("void OnRenamed(string name)", "C(Source s) => s.Renamed += OnRenamed;")]
    [InlineData("void OnRenamed(string name)", "C(Source s) { s.Renamed += new Action<string>(this.OnRenamed); s.Renamed -= OnRenamed; }")]
    [InlineData("void OnRenamed(string name)", "event Action<string> Renamed { add { } remove { } } string N() => nameof(OnRenamed);")]
    [InlineData("[Obsolete] void OnClick(object s, EventArgs e)", "[Obsolete] void M(Source x) => x.Click += OnClick;")]
    public Task A_method_that_only_an_event_runs(string handler, string rest) => Converts(
        In($"{handler} {{ {{|ASL2002:Task.Delay(1).Wait()|}}; }}\n    {rest}"),
        In($"{handler.Replace("void", "async void", StringComparison.Ordinal)}\n    {Guarded("await Task.Delay(1);")}\n    {rest}"));

    [Fact]
    public Task A_local_function_that_only_an_event_runs() => Converts(
        In(
        """
        void M(Source source)
            {
                source.Click += OnClick;
                void OnClick(object sender, EventArgs e)
                {
                    {|ASL2002:Load().Wait()|};
                }
            }
        """),
        In(
        """
        void M(Source source)
            {
                source.Click += OnClick;
                async void OnClick(object sender, EventArgs e)
                {
                    try
                    {
                        await Load();
                    }
                    catch (Exception exception)
                    {
                        Trace.TraceError(exception.ToString());
                    }
                }
            }
        """));

    [Theory]
    [InlineData("source.Click += ", "(s, e) =>", ";")]
    [InlineData("source.Renamed += ", "name =>", ";")]
    [InlineData("source.Click += ", "delegate", ";")]
    [InlineData("source.Click += new EventHandler(", "(s, e) =>", ");")]
    [InlineData("EventHandler handler = null; source.Click += handler; handler = ", "(s, e) =>", "; source.Click -= handler;")]
    [InlineData("EventHandler handler = ", "(s, e) =>", "; source.Click += handler;")]
    public Task A_lambda_that_only_an_event_runs(string head, string lambda, string tail) => Converts(
        In($"void M(Source source)\n    {{\n        {head}{lambda}\n        {{\n            {{|ASL2002:Load().Wait()|}};\n        }}{tail}\n    }}"),
        In($"void M(Source source)\n    {{\n        {head}async {lambda}\n        {Guarded("await Load();").Replace("\n", "\n    ", StringComparison.Ordinal)}{tail}\n    }}"));

    [Fact]
    public Task A_handler_in_top_level_code() => Converts(
        """
        using System.Diagnostics;

        var timer = new System.Timers.Timer(1000);
        timer.Elapsed += (_, _) => {|ASL2002:Task.Delay(1).Wait()|};
        timer.Start();
        """,
        """
        using System.Diagnostics;

        var timer = new System.Timers.Timer(1000);
        timer.Elapsed += async (_, _) =>
        {
            try
            {
                await Task.Delay(1);
            }
            catch (Exception exception)
            {
                Trace.TraceError(exception.ToString());
            }
        };
        timer.Start();
        """);

    [Fact]
    public Task A_method_that_the_designers_half_of_the_class_subscribes() => Converts(
        """
        using System.Diagnostics;

        partial class Form
        {
            void OnRenamed(string name)
            {
                {|ASL2002:Task.Delay(1).Wait()|};
            }
        }
        """,
        """
        using System.Diagnostics;

        partial class Form
        {
            async void OnRenamed(string name)
            {
                try
                {
                    await Task.Delay(1);
                }
                catch (Exception exception)
                {
                    Trace.TraceError(exception.ToString());
                }
            }
        }
        """,
        new() { Files = { ["Form.Designer.cs"] = "partial class Form { Form(Source s) { s.Renamed += new Action<string>(this.OnRenamed); } }" + Source } });

    [Fact]
    public Task A_handler_that_calls_what_becomes_async() => Converts(
        """
        using System.Diagnostics;

        class Page
        {
            void OnClick(object sender, EventArgs e)
            {
                Save();
                Save();
            }

            void Save() => {|ASL2002:Task.Delay(1).Wait()|};
        }
        """,
        """
        using System.Diagnostics;

        class Page
        {
            async void OnClick(object sender, EventArgs e)
            {
                try
                {
                    await SaveAsync();
                    await SaveAsync();
                }
                catch (Exception exception)
                {
                    Trace.TraceError(exception.ToString());
                }
            }

            async Task SaveAsync() => await Task.Delay(1);
        }
        """);

    [Theory]
    [InlineData("e.Handled = true; if (e.Inner != null) {|ASL2002:Load().Wait()|};", "set before the await")]
    [InlineData("if (Check(e)) { {|ASL2002:Load().Wait()|}; }", "handed on before the await")]
    [InlineData("foreach (var x in e.Log) { {|ASL2002:Load().Wait()|}; Console.WriteLine(e.Text + x); }", "read")]
    [InlineData("var t = {|ASL2002:Load().Result|}; Check(e.Inner.Inner); Text = e.Text; e.Log.Add(t); e.ToString();", "read")]
    public Task Arguments_may_be_read_after_the_await(string body, string because)
    {
        Assert.NotEmpty(because);
        var after = body.Replace("{|ASL2002:Load().Wait()|}", "await Load()", StringComparison.Ordinal).Replace("{|ASL2002:Load().Result|}", "await Load()", StringComparison.Ordinal);
        const string Rest = "\n    bool Check(KeyArgs e) => true;\n    string Text { get; set; }";
        return Converts(
            In($"void OnKey(object sender, KeyArgs e)\n    {{\n        {body}\n    }}{Rest}"),
            In($"async void OnKey(object sender, KeyArgs e)\n    {Guarded(after)}{Rest}"));
    }

    [Theory]
    [InlineData("{|ASL2002:Load().Wait()|}; e.Handled = true;", "set afterwards")]
    [InlineData("e.Handled = {|ASL2002:Load().Result|} == \"\";", "set afterwards, though it stands before")]
    [InlineData("e.Text = {|ASL2002:Load().Result|};", "set afterwards, though it stands before")]
    [InlineData("{|ASL2002:Load().Wait()|}; e.Inner.Handled = true;", "set afterwards, one further in")]
    [InlineData("{|ASL2002:Load().Wait()|}; (e.Handled, _) = (true, 1);", "set afterwards, in a tuple")]
    [InlineData("{|ASL2002:Load().Wait()|}; e.Log[0] = \"\";", "changed afterwards")]
    [InlineData("{|ASL2002:Load().Wait()|}; e.Accept();", "changed afterwards, perhaps")]
    [InlineData("{|ASL2002:Load().Wait()|}; Check(e);", "changed by another, perhaps")]
    [InlineData("Check(e, {|ASL2002:Load().Result|});", "handed on after the await, though it stands before")]
    [InlineData("for (var i = 0; i < 2; i++) { e.Handled = i == 1; {|ASL2002:Load().Wait()|}; }", "set in the next round")]
    [InlineData("var args = e; {|ASL2002:Load().Wait()|}; args.Handled = true;", "set under another name")]
    [InlineData("Action set = () => e.Handled = true; {|ASL2002:Load().Wait()|}; set();", "set by a lambda")]
    [InlineData("{|ASL2002:Load().Wait()|}; e.Handled = true; {|ASL2002:Load().Wait()|};", "set between two awaits")]
    [InlineData("{|ASL2002:Load().Wait()|}; if (e is { } args) { args.Handled = true; }", "set under another name")]
    public Task A_handler_stays_where_it_changes_the_arguments_too_late(string body, string because)
    {
        Assert.NotEmpty(because);
        return Keeps(In($"void OnKey(object sender, KeyArgs e) {{ {body} }}\n    void Check(KeyArgs e, string s = null) {{ }}\n    C(Source s) => s.Key += OnKey;"));
    }

    [Theory]
    [InlineData("void OnWork(object s, System.ComponentModel.DoWorkEventArgs e) => {|ASL2002:Load().Wait()|};", "the worker is done when the handler returns")]
    [InlineData("void OnClosing(object s, System.ComponentModel.CancelEventArgs e) => {|ASL2002:Load().Wait()|};", "the window closes when the handler returns")]
    [InlineData("C() => Console.CancelKeyPress += (s, e) => {|ASL2002:Load().Wait()|};", "the process ends when the handler returns")]
    [InlineData("C() => AppDomain.CurrentDomain.ProcessExit += (s, e) => {|ASL2002:Load().Wait()|};", "the process ends when the handler returns")]
    [InlineData("C() => AppDomain.CurrentDomain.ProcessExit += OnExit; void OnExit(object s, EventArgs e) => {|ASL2002:Load().Wait()|};", "the process ends when the handler returns")]
    [InlineData("void OnCrash(object s, UnhandledExceptionEventArgs e) => {|ASL2002:Load().Wait()|};", "the process ends when the handler returns")]
    [InlineData("C() => System.Runtime.Loader.AssemblyLoadContext.Default.Unloading += c => {|ASL2002:Load().Wait()|};", "the process ends when the handler returns")]
    [InlineData("C(Source x) => x.Suspend += (s, e) => {|ASL2002:Load().Wait()|};", "the process is suspended when the handler returns")]
    public Task A_handler_stays_where_the_raiser_acts_on_its_return(string members, string because)
    {
        Assert.NotEmpty(because);
        return Keeps(In(members));
    }

    private const string Desktop = """

        namespace System.Windows
        {
            public class ExitEventArgs : EventArgs { }
            public class Application { public event EventHandler<ExitEventArgs> Exit { add { } remove { } } }
            public class Window { public event EventHandler Closed { add { } remove { } } public event EventHandler Loaded { add { } remove { } } }
        }
        namespace System.Windows.Forms
        {
            public class Application { public static event EventHandler ApplicationExit { add { } remove { } } }
            public class Form { public event EventHandler FormClosed { add { } remove { } } }
        }
        """;

    [Theory]
    [InlineData("System.Windows.Window", "Closed")]
    [InlineData("System.Windows.Application", "Exit")]
    [InlineData("System.Windows.Forms.Form", "FormClosed")]
    public Task A_handler_stays_where_the_process_may_end_with_it(string source, string name) => Keeps(
        $"class C {{ C({source} x) => x.{name} += (s, e) => {{|ASL2002:Task.Delay(1).Wait()|}}; }}" + Desktop);

    [Theory]
    [InlineData("class C { C() => System.Windows.Forms.Application.ApplicationExit += OnExit; void OnExit(object s, EventArgs e) => {|ASL2002:Task.Delay(1).Wait()|}; }")]
    [InlineData("class C { void OnExit(object s, System.Windows.ExitEventArgs e) => {|ASL2002:Task.Delay(1).Wait()|}; }")]
    public Task A_method_stays_where_the_process_may_end_with_it(string source) => Keeps(source + Desktop);

    [Theory]
    [InlineData("void OnClick(object s, EventArgs e) => {|ASL2002:Load().Wait()|}; void M() => OnClick(null, null);", "called")]
    [InlineData("void OnClick(object s, EventArgs e) => {|ASL2002:Load().Wait()|}; class N { void M(C c) => c.OnClick(null, null); }", "called")]
    [InlineData("void OnClick(object s, EventArgs e) => {|ASL2002:Load().Wait()|}; void M(Action<EventHandler> a) => a(OnClick);", "handed over")]
    [InlineData("void OnClick(object s, EventArgs e) => {|ASL2002:Load().Wait()|}; EventHandler M() => OnClick;", "handed over")]
    [InlineData("void OnClick(object s, EventArgs e) => {|ASL2002:Load().Wait()|}; void M() { EventHandler h = OnClick; h(null, null); }", "handed over")]
    [InlineData("[Obsolete] void OnClick(object s, EventArgs e) => {|ASL2002:Load().Wait()|};", "an attribute and no subscription")]
    [InlineData("public void OnClick(object s, EventArgs e) => {|ASL2002:Load().Wait()|};", "others may call it")]
    [InlineData("protected virtual void OnClick(object s, EventArgs e) => {|ASL2002:Load().Wait()|};", "others may call it")]
    [InlineData("void OnClick(string s) => {|ASL2002:Load().Wait()|};", "no handler")]
    [InlineData("void M(Source s) => s.Callback += () => {|ASL2002:Load().Wait()|};", "no event")]
    [InlineData("void M(Source s) => s.Callback = () => {|ASL2002:Load().Wait()|};", "no event")]
    [InlineData("void M(Source s) => s.Asked += x => {|ASL2002:Load().Result|} == x;", "an event that wants an answer")]
    [InlineData("void M(Source s) { EventHandler h = (x, e) => {|ASL2002:Load().Wait()|}; s.Click += h; h(null, null); }", "called as well")]
    [InlineData("void M() { EventHandler h = (x, e) => {|ASL2002:Load().Wait()|}; h(null, null); }", "only called")]
    [InlineData("EventHandler h = (x, e) => {|ASL2002:Task.Delay(1).Wait()|};", "a field")]
    [InlineData("void M() => N((x, e) => {|ASL2002:Load().Wait()|}); void N(EventHandler h) { }", "handed over")]
    [InlineData("void M(Source s) { s.Click += L; L(null, null); void L(object x, EventArgs e) => {|ASL2002:Load().Wait()|}; }", "called as well")]
    [InlineData("void M() { void L(object x, EventArgs e) => {|ASL2002:Load().Wait()|}; }", "never subscribed")]
    [InlineData("partial void OnClick(object s, EventArgs e); partial void OnClick(object s, EventArgs e) => {|ASL2002:Load().Wait()|};", "a partial method")]
    [InlineData("void OnClick(object s, EventArgs e) { lock (s) { {|ASL2002:Load().Wait()|}; } }", "await cannot stand there")]
    public Task What_others_run_too_stays(string members, string because)
    {
        Assert.NotEmpty(because);
        return Keeps(In(members).Replace("class C", "partial class C", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("class Base { protected virtual void OnClick(object s, EventArgs e) { } } class Page : Base { protected override void OnClick(object s, EventArgs e) => {|ASL2002:Task.Delay(1).Wait()|}; }")]
    [InlineData("interface I { void OnClick(object s, EventArgs e); } class Page : I { void I.OnClick(object s, EventArgs e) => {|ASL2002:Task.Delay(1).Wait()|}; }")]
    [InlineData("namespace System.Web.UI { class Control { } } class Page : System.Web.UI.Control { void Page_Load(object s, EventArgs e) => {|ASL2002:Task.Delay(1).Wait()|}; }")]
    public Task What_a_contract_or_a_name_binds_stays(string source) => Keeps(source);

    private const string Configured = """
        class Store
        {
            public async Task<string> Load()
            {
                await Task.Delay(1).ConfigureAwait(false);
                await Task.Delay(2).ConfigureAwait(false);
                await Task.Delay(3).ConfigureAwait(false);
                return await Task.Run(() => "").ConfigureAwait(false);
            }
        }
        """;

    private const string Ui = "namespace System.Windows.Threading { class Dispatcher { } }";

    [Fact]
    public Task A_handler_goes_on_with_the_UI_whatever_the_policy_of_the_file() => Converts(
        """
        class Page
        {
            string Text { get; set; }
            void OnClick(object sender, EventArgs e)
            {
                try
                {
                    Text = {|ASL2002:new Store().Load().Result|};
                    {|ASL2002:Task.Run(() => {|ASL2002:new Store().Load().Result|}).ConfigureAwait(false).GetAwaiter().GetResult()|};
                }
                catch
                {
                }
            }
        }

        """ + Configured + Ui,
        """
        class Page
        {
            string Text { get; set; }
            async void OnClick(object sender, EventArgs e)
            {
                try
                {
                    Text = await new Store().Load();
                    await Task.Run(async () => await new Store().Load().ConfigureAwait(false));
                }
                catch
                {
                }
            }
        }

        """ + Configured + Ui);

    [Fact]
    public Task A_handler_without_a_UI_follows_the_policy_of_the_file() => Converts(
        "class Page { void OnClick(object s, EventArgs e) { try { {|ASL2002:new Store().Load().Wait()|}; } catch { } } }\n" + Configured,
        "class Page { async void OnClick(object s, EventArgs e) { try { await new Store().Load().ConfigureAwait(false); } catch { } } }\n" + Configured);

    [Fact]
    public Task An_await_of_a_handler_that_was_configured_before_stays() => Converts(
        "class Page { async void OnClick(object s, EventArgs e) { await Task.Delay(1).ConfigureAwait(false); {|ASL2001:new Store().Load().Wait()|}; } }\n" + Configured + Ui,
        "class Page { async void OnClick(object s, EventArgs e) { await Task.Delay(1).ConfigureAwait(false); await new Store().Load().ConfigureAwait(false); } }\n" + Configured + Ui);

    [Fact]
    public Task Nothing_becomes_async_void_where_handlers_are_reported() => Keeps(
        In("void OnClick(object s, EventArgs e) => {|ASL2002:Load().Wait()|};"), new() { Options = "asynclint.event_handlers = report" });

    [Fact]
    public Task Nothing_becomes_async_void_where_nothing_can_report() => Keeps(
        """
        using System; using System.Threading.Tasks;
        namespace System.Diagnostics { class Trace { } }
        class C { void OnClick(object s, EventArgs e) => {|ASL2002:Task.Delay(1).Wait()|}; }
        """, new() { References = References.NetStandard, ImplicitUsings = false });

    [Fact]
    public Task An_async_void_handler_does_not_return_earlier_than_its_raiser_expects() => Keeps(In(
        """
        async void OnKey(object sender, KeyArgs e)
            {
                {|ASL2001:Load().Wait()|};
                e.Handled = true;
                await Load();
            }
        """));

    [Fact]
    public Task An_async_void_handler_that_has_returned_already_awaits() => Converts(
        In("async void OnKey(object sender, KeyArgs e) { await Load(); {|ASL2001:Load().Wait()|}; e.Handled = true; }"),
        In("async void OnKey(object sender, KeyArgs e) { await Load(); await Load(); e.Handled = true; }"));

    [Fact]
    public Task A_dropped_task_in_a_handler_is_awaited_too() => VerifyFix.Of<ASL1001UnawaitedCall, ASL1001UnawaitedCallFix>(
        In("void OnClick(object sender, EventArgs e)\n    {\n        {|ASL1001:Load()|};\n    }"),
        In("async void OnClick(object sender, EventArgs e)\n    " + Guarded("await Load();")));

    [Fact]
    public async Task Titles_say_what_becomes_of_the_handler() => Assert.Equal(
        ["Await 'Load' in an async void handler whose exceptions are logged", "Await 'Load' in an async void handler"],
        await VerifyFix.Titles<BlockRules, BlockRulesFix>(In(
            """
            void OnClick(object s, EventArgs e) => {|ASL2002:Load().Wait()|};
            void OnGuarded(object s, EventArgs e) { try { {|ASL2002:Load().Wait()|}; } catch { } }
            void OnCalled(object s, EventArgs e) => {|ASL2002:Load().Wait()|};
            void M() => OnCalled(null, null);
            """)));
}
