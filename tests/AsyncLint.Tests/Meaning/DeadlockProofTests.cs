using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

/// <summary>Windows of which ASL2006 says that they hang, and others of which it does not, opened and clicked.</summary>
public class DeadlockProofTests
{
    // What a handler calls.
    const string Helpers = """
        static async Task<int> Get() { await Task.Delay(20); return 1; }
        static async Task<int> GetAnywhere() { await Task.Delay(20).ConfigureAwait(false); return 1; }
        static async Task<int> GetNow() { await Task.CompletedTask; return 1; }
        static Task<int> Forward() => Get();
        static async Task<int> Outer() => await Get().ConfigureAwait(false);
        static async Task<int> OverAnywhere() { await GetAnywhere(); return 1; }
        static async Task<int> By(bool wait) { if (wait) { await Task.Delay(20); } return 1; }
        static async Task<int> Second() { await Task.CompletedTask.ConfigureAwait(false); await Task.Delay(20); return 1; }
        static async Task<int> First() { await Task.Delay(20).ConfigureAwait(false); await Task.Delay(20); return 1; }
        static async Task<int> Kept() { var delay = Task.Delay(20); await delay; return 1; }
        static async Task<int> Both() { await Task.WhenAll(GetAnywhere(), Get()); return 1; }
        static async Task<int> OnPool() => await Task.Run(() => { Thread.Sleep(20); return 1; });
        static async Task<int> Yields() { await Task.Yield(); return 1; }
        static async Task<int> Told() { await Task.Delay(20).ConfigureAwait(true); return 1; }
        static async Task<int> Twice(int n) { if (n > 0) { return await Twice(n - 1); } await Task.Delay(20); return 1; }
        static async ValueTask<int> Value() { await Task.Delay(20); return 1; }
        """;

    static string Window(string handler, string members = "", string start = "new MainWindow().Press()") => $$"""
        using System.Windows;
        using System.Windows.Controls;
        using System.Windows.Threading;

        public class MainWindow : Window
        {
            readonly Button button = new();
            public MainWindow() => button.Click += OnClick;
            public void Press() => button.Press();
            {{(handler.StartsWith("async ", StringComparison.Ordinal) ? "async void" : "void")}} OnClick(object sender, RoutedEventArgs e)
            {
                {{(handler.StartsWith("async ", StringComparison.Ordinal) ? handler[6..] : handler)}}
            }
            {{members}}
            {{Helpers}}
        }

        static class Scenario
        {
            public static void Run() => Dispatcher.Start(() => {{start}});
        }
        """;

    static readonly Dictionary<string, string> s_windows = new()
    {
        ["fact 14: the callee awaits without ConfigureAwait(false)"] = Window("_ = {|ASL2006:Get().Result|};"),
        ["Wait"] = Window("{|ASL2006:Get().Wait()|};"),
        ["GetResult"] = Window("_ = {|ASL2006:Get().GetAwaiter().GetResult()|};"),
        ["ConfigureAwait at the block helps nothing"] = Window("_ = {|ASL2006:Get().ConfigureAwait(false).GetAwaiter().GetResult()|};"),
        ["fact 15: the first await completes synchronously"] = Window("_ = {|ASL2006:Second().Result|};"),
        ["fact 16: only the outer function has ConfigureAwait(false)"] = Window("_ = {|ASL2006:Outer().Result|};"),
        ["only the inner function has ConfigureAwait(false)"] = Window("_ = {|ASL2006:OverAnywhere().Result|};"),
        ["a function hands a task on"] = Window("_ = {|ASL2006:Forward().Result|};"),
        ["Task.Yield"] = Window("_ = {|ASL2006:Yields().Result|};"),
        ["work on the pool is awaited"] = Window("_ = {|ASL2006:OnPool().Result|};"),
        ["ConfigureAwait(true)"] = Window("_ = {|ASL2006:Told().Result|};"),
        ["WaitAll"] = Window("{|ASL2006:Task.WaitAll(GetAnywhere(), Get())|};"),
        ["WhenAll"] = Window("_ = {|ASL2006:Task.WhenAll(GetAnywhere(), Get()).Result|};"),
        ["WhenAll in the callee"] = Window("_ = {|ASL2006:Both().Result|};"),
        ["a task in a variable"] = Window("var get = Get(); Topmost = true; {|ASL2006:get.Wait()|};"),
        ["a task in a variable of the callee"] = Window("_ = {|ASL2006:Kept().Result|};"),
        ["a switch that is on"] = Window("_ = {|ASL2006:By(true).Result|};"),
        ["recursion"] = Window("_ = {|ASL2006:Twice(1).Result|};"),
        ["a ValueTask"] = Window("_ = {|ASL2006:Value().AsTask().Result|};"),
        ["a local function"] = Window("_ = {|ASL2006:Local().Result|}; async Task<int> Local() { await Task.Delay(20); return 1; }"),
        ["an async handler that came back"] = Window("async await Task.Delay(1); _ = {|ASL2006:Get().Result|};"),
        ["a helper of the handler"] = Window("Load();", "private void Load() => {|ASL2006:Get().Wait()|};"),
        ["a helper of a helper"] = Window("Load();", "private void Load() { for (var i = 0; i < 1; i++) Reload(); } private void Reload() => _ = {|ASL2006:Get().Result|};"),
        ["a loop of LINQ"] = Window("new List<int> { 1 }.ForEach(i => {|ASL2006:Get().Wait()|});"),
        ["a lambda as handler"] = Window("var other = new Button(); other.Click += (_, _) => {|ASL2006:Get().Wait()|}; other.Press();"),
        ["through the dispatcher"] = Window("Dispatcher.BeginInvoke(() => {|ASL2006:Get().Wait()|});"),
        ["a timer of the dispatcher"] = Window("var timer = new DispatcherTimer(); timer.Tick += OnTick; timer.Start();", "private void OnTick(object sender, EventArgs e) => {|ASL2006:Get().Wait()|};"),
        ["a lifecycle method"] = Window("", "protected override void OnInitialized(EventArgs e) { {|ASL2006:Get().Wait()|}; base.OnInitialized(e); }", "new MainWindow().Show()"),
        ["a command"] = Window(
            "var other = new Button { Command = new Command() }; other.Press();",
            "class Command : System.Windows.Input.ICommand { public event EventHandler CanExecuteChanged { add { } remove { } } public bool CanExecute(object p) => true; public void Execute(object p) => {|ASL2006:Get().Wait()|}; }"),

        ["ConfigureAwait(false) all the way"] = Window("_ = GetAnywhere().Result;"),
        ["fact 17: Task.Run"] = Window("_ = Task.Run(() => Get()).Result;"),
        ["fact 18: the callee completes synchronously"] = Window("_ = GetNow().Result;"),
        ["a completed task"] = Window("_ = Task.FromResult(1).Result;"),
        ["no delay"] = Window("_ = None().Result;", "static async Task<int> None() { await Task.Delay(0); return 1; }"),
        ["the framework's own operation"] = Window("Task.Delay(20).Wait();"),
        ["an await behind one with ConfigureAwait(false)"] = Window("_ = First().Result;"),
        ["a switch that is off"] = Window("_ = By(false).Result;"),
        ["a handler that left the context"] = Window("async await Task.Delay(20).ConfigureAwait(false); _ = Get().Result;"),
        ["a block on the pool"] = Window("Task.Run(() => Get().Wait());"),
        ["a block on a thread of its own"] = Window("var thread = new Thread(() => Get().Wait()); thread.Start(); thread.Join();"),
        ["a helper on the pool"] = Window("Task.Run(Load);", "private void Load() => Get().Wait();"),
        ["an own event of the window"] = Window("Done += OnDone; Task.Run(() => Done(this, e)).Wait();", "event RoutedEventHandler Done; void OnDone(object sender, RoutedEventArgs e) => Get().Wait();"),
        ["a wait with an end"] = Window("_ = Get().Wait(10);"),
        ["one of two"] = Window("Task.WaitAny(Get(), Task.CompletedTask);"),
        ["awaited before"] = Window("async var get = Get(); await get; _ = get.Result;"),
        ["started before an await"] = Window("async var get = Get(); await Task.Delay(200); Task.WaitAll(get, GetAnywhere());"),
        ["and in another variable"] = Window("async var first = Get(); await Task.Delay(200); var get = first; get.Wait();"),
        ["guarded"] = Window("var get = Get(); if (get.IsCompleted) _ = get.Result;"),
        ["a message loop"] = Window(
            "var get = Get(); var frame = new DispatcherFrame(); get.ContinueWith(_ => frame.Continue = false, TaskScheduler.Default); Dispatcher.PushFrame(frame); _ = get.Result;"),
        ["no context"] = Window(
            "var old = SynchronizationContext.Current; SynchronizationContext.SetSynchronizationContext(null); _ = Get().Result; SynchronizationContext.SetSynchronizationContext(old);"),
        ["who is not on the thread asks"] = Window(
            "Load(); Task.Run(Load);", "private void Load() { if (!CheckAccess()) { _ = Get().Result; } }"),
        ["the catch of nothing"] = Window("try { Topmost = true; } catch (IOException) { _ = Get().Result; }"),
    };

    // Where nothing that runs the function would wait for its task.
    static readonly HashSet<string> s_unfixed = ["a loop of LINQ", "through the dispatcher", "a lifecycle method", "a command"];

    // Work outside of controls, which can do without the context.
    static readonly Dictionary<string, string> s_loaders = new()
    {
        ["two functions"] = Loader("await ReadAsync().ConfigureAwait(false); return await ReadAsync();", "static async Task<int> ReadAsync() { await Task.Delay(20); return 1; }"),
        ["a function that hands a task on"] = Loader("return await ReadAsync();", "static Task<int> ReadAsync() => FetchAsync(); static async Task<int> FetchAsync() { await Task.Delay(20); return 1; }"),
        ["a loop"] = Loader("for (var i = 0; i < 2; i++) await Task.Delay(20); return 1;"),
        ["several tasks"] = Loader("return (await Task.WhenAll(ReadAsync(), ReadAsync())).Length;", "static async Task<int> ReadAsync() { await Task.Delay(20); return 1; }"),
    };

    static string Loader(string body, string members = "") => $$"""
        using System.Windows;
        using System.Windows.Threading;

        public class MainWindow : Window
        {
            protected override void OnInitialized(EventArgs e) => Topmost = {|ASL2006:Loader.LoadAsync().Result|} > 0;
        }

        static class Loader
        {
            public static async Task<int> LoadAsync() { {{body}} }
            {{members}}
        }

        static class Scenario
        {
            public static void Run() => Dispatcher.Start(() => new MainWindow().Show());
        }
        """;

    static readonly Setup s_setup = new() { References = UiFramework.References, OutputKind = Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary };

    static readonly VerifyHang<ASL2006Deadlock, ASL2006DeadlockFix> s_runs = new(s_windows, s_setup);

    static readonly VerifyHang<ASL2006Deadlock, ASL2006DeadlockFix> s_configured = new(s_loaders, s_setup, "ASL2006.configure");

    public static TheoryData<string> Names { get; } = [.. s_windows.Keys];

    public static TheoryData<string> Loaders { get; } = [.. s_loaders.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task What_is_reported_hangs_and_nothing_else(string name) => s_runs.Holds(name, isFixed: !s_unfixed.Contains(name));

    [Theory]
    [MemberData(nameof(Loaders))]
    public Task What_hangs_ends_with_ConfigureAwait_all_the_way(string name) => s_configured.Holds(name);
}
