using AsyncLint.Rules;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Tests.Rules.Blocking;

/// <summary>What hangs and what does not is run by <see cref="DeadlockProofTests"/>; here is what cannot be run, and how it is said.</summary>
public class ASL2006DeadlockTests
{
    static Setup Wpf(OutputKind kind = OutputKind.DynamicallyLinkedLibrary, string options = "") => new() { References = UiFramework.References, OutputKind = kind, Options = options };

    static Setup Web(string options = "") => new() { References = References.AspNetCore, Options = options };

    static string Window(string members) => "using System.Windows; using System.Windows.Controls; using System.Windows.Threading; partial class W : Window { " + members
        + " static async Task<int> Get() { await Task.Delay(20); return 1; } }";

    static string Component(string members) => "using Microsoft.AspNetCore.Components; class C : ComponentBase { " + members + " static async Task<int> Get() { await Task.Delay(20); return 1; } }";

    [Fact]
    public Task The_message_names_the_block_the_context_its_owner_and_the_await() => Verify.Message<ASL2006Deadlock>(
        """
        using System.Windows;

        class Prices : Window
        {
            readonly HttpClient client = new();

            protected override void OnInitialized(EventArgs e) => Title = {|ASL2006:LoadAsync().Result|};

            string Title { get; set; }

            async Task<string> LoadAsync() => (await FetchAsync().ConfigureAwait(false)).Trim();

            async Task<string> FetchAsync() => await client.GetStringAsync("https://example.org");
        }
        """,
        "'Result' deadlocks: it holds the UI thread of WPF, which runs 'OnInitialized', until 'LoadAsync' completes, and 'FetchAsync' needs it to go on after 'await GetStringAsync'",
        Wpf());

    [Fact]
    public async Task The_further_locations_lead_to_the_await_and_to_the_owner()
    {
        var diagnostic = Assert.Single(await Verify.Run<ASL2006Deadlock>(
            Window("protected override void OnInitialized(EventArgs e) => Load(); void Load() => {|ASL2006:Outer().Wait()|}; static async Task Outer() => await Get().ConfigureAwait(false);"), Wpf()));
        Assert.Equal(
            ["await Get().ConfigureAwait(false)", "await Task.Delay(20)", "OnInitialized"],
            diagnostic.AdditionalLocations.Select(static place => place.SourceTree!.GetText().ToString(place.SourceSpan)));
    }

    [Theory]
    [InlineData("protected override void OnInitialized() => {|ASL2006:Get().Wait()|};")]
    [InlineData("protected override async Task OnInitializedAsync() { await Task.Yield(); {|ASL2006:Get().Wait()|}; }")]
    [InlineData("int[] all; protected override void OnInitialized() => all = new[] { 1 }.Select(i => {|ASL2006:Get().Result|}).ToArray();")]
    [InlineData("public void M() => InvokeAsync(() => {|ASL2006:Get().Wait()|});")]
    [InlineData("EventCallback M() => EventCallback.Factory.Create(this, () => {|ASL2006:Get().Wait()|});")]
    [InlineData("[Inject] Microsoft.JSInterop.IJSRuntime Js { get; set; } protected override void OnInitialized() => {|ASL2006:Ask().Wait()|}; async Task Ask() { await Microsoft.JSInterop.JSRuntimeExtensions.InvokeAsync<int>(Js, \"f\"); }")]
    public Task Components_of_Blazor_Server(string members) => Verify.Reports<ASL2006Deadlock>(Component(members), Web());

    [Fact]
    public Task In_a_browser_a_block_throws() => Verify.Message<ASL2006Deadlock>(
        Component("protected override void OnInitialized() => {|ASL2006:Get().Wait()|};"),
        "'Wait()' throws: it would hold the browser's only thread, which runs 'OnInitialized', until 'Get' completes, and 'Get' needs it to go on after 'await Delay'",
        Web("asynclint.app_model = blazor_webassembly"));

    [Theory]
    [InlineData("public void M() => Get().Wait();")]
    [InlineData("protected override Task OnInitializedAsync() => Task.Run(() => Get().Wait());")]
    [InlineData("protected override void OnInitialized() => Task.Run(Get).Wait();")]
    [InlineData("protected override void OnInitialized() => Get().Wait(100);")]
    [InlineData("Task<int> kept = Get(); protected override void OnInitialized() => kept.Wait();")]
    [InlineData("protected override async Task OnInitializedAsync() { await Task.Delay(1).ConfigureAwait(false); Get().Wait(); }")]
    [InlineData("protected override async Task OnInitializedAsync() { while (true) { Get().Wait(); await Task.Delay(1).ConfigureAwait(false); } }")]
    [InlineData("protected override void OnInitialized() => Load(); public void Load() => Get().Wait(); void Other() => Task.Run(Load);")]
    [InlineData("protected override void OnInitialized() => Load(); void Load() => Get().Wait(); void Other() => Load();")]
    [InlineData("[Inject] IService S { get; set; } protected override void OnInitialized() => S.Do().Wait(); public interface IService { Task Do(); }")]
    [InlineData("protected override void OnInitialized() => Cached().Wait(); string text; async Task Cached() { if (text == null) { text = await File.ReadAllTextAsync(\"\"); } }")]
    [InlineData("protected override void OnInitialized() => Retry().Wait(); async Task Retry() { try { Console.WriteLine(); } catch (IOException) { await Task.Delay(100); } }")]
    [InlineData("protected override void OnInitialized() => Gate().Wait(); SemaphoreSlim gate = new(1); async Task Gate() { await gate.WaitAsync(); gate.Release(); }")]
    [InlineData("protected override void OnInitialized() => Read().Wait(); async Task Read() { await new MemoryStream().ReadAsync(new byte[1]); }")]
    [InlineData("protected override void OnInitialized() => By(false).Wait(); async Task By(bool async) { if (async) { await Task.Delay(1); } }")]
    [InlineData("bool fast; protected override void OnInitialized() => By(fast).Wait(); async Task By(bool async) { if (async) { await Task.Delay(1); } }")]
    [InlineData("protected override void OnInitialized() { var get = Get(); StateHasChanged(); get.Wait(); }")]
    [InlineData("protected override void OnInitialized() => Virtual().Wait(); protected virtual async Task Virtual() { await Task.Delay(1); }")]
    [InlineData("protected override void OnInitialized() => Lazily(() => Get().Wait()); void Lazily(Action a) { }")]
    [InlineData("IEnumerable<int> query; protected override void OnInitialized() => query = new[] { 1 }.Select(i => Get().Result);")]
    [InlineData("IEnumerable<int> query; protected override void OnInitialized() => query = new[] { 1 }.OrderBy(i => Get().Result);")]
    [InlineData("C() => Get().Wait();")]
    public Task Unproven_is_not_said(string members) => Verify.Silent<ASL2006Deadlock>(Component(members), Web());

    [Theory]
    [InlineData("none")]
    [InlineData("wpf")]
    public Task The_user_knows_the_model(string model) =>
        Verify.Silent<ASL2006Deadlock>(Component("protected override void OnInitialized() => Get().Wait();"), Web("asynclint.app_model = " + model));

    [Fact]
    public Task Without_such_a_framework_nothing_is_exclusive() => Verify.Silent<ASL2006Deadlock>("class C { void OnClick(object s, EventArgs e) => Get().Wait(); async Task Get() { await Task.Delay(1); } }");

    [Fact]
    public Task Tests_run_on_threads_of_their_own() => Verify.Silent<ASL2006Deadlock>(
        Window("protected override void OnInitialized(EventArgs e) => Get().Wait();"), new Setup { References = UiFramework.References, Files = { ["Xunit.cs"] = "namespace Xunit { class FactAttribute : Attribute { } }" } });

    [Theory]
    [InlineData("void OnClick(object sender, RoutedEventArgs e) => {|ASL2006:Get().Wait()|};")]
    [InlineData("void OnClick(object sender, RoutedEventArgs e) { void Load() => {|ASL2006:Get().Wait()|}; Load(); }")]
    [InlineData("async void OnClick(object sender, RoutedEventArgs e) { await LoadAsync(); } async Task LoadAsync() { await Task.Yield(); _ = {|ASL2006:Get().Result|}; }")]
    [InlineData("void OnClick(object sender, RoutedEventArgs e) { if (Topmost) Load(1); } void Load(int n) { if (n > 0) Load(n - 1); {|ASL2006:Get().Wait()|}; }")]
    public Task Handlers_that_markup_names(string members) => Verify.Reports<ASL2006Deadlock>(Window(members), Wpf());

    [Theory]
    [InlineData("public void OnClick(object sender, RoutedEventArgs e) => Get().Wait();")]
    [InlineData("void OnClick(object sender, RoutedEventArgs e) => Get().Wait(); void Other() => OnClick(this, null);")]
    [InlineData("void OnElapsed(object sender, System.Timers.ElapsedEventArgs e) => Get().Wait(); void Other() => new System.Timers.Timer().Elapsed += OnElapsed;")]
    [InlineData("void OnClick(object sender, RoutedEventArgs e) => Get().Wait(); void Other(Action<RoutedEventHandler> add) => add(OnClick);")]
    public Task Handlers_of_which_it_is_not_known_who_calls_them(string members) => Verify.Silent<ASL2006Deadlock>(Window(members), Wpf());

    [Fact]
    public Task In_an_application_an_interface_with_one_implementation_is_that() => Verify.Reports<ASL2006Deadlock>(
        Window("readonly IService service = new Service(); protected override void OnInitialized(EventArgs e) => {|ASL2006:service.Do().Wait()|}; static void Main() { }")
            + "interface IService { Task Do(); } class Service : IService { public async Task Do() { await Task.Delay(1); } }",
        Wpf(OutputKind.ConsoleApplication));

    [Fact]
    public Task Broken_code_is_not_judged() => Verify.Silent<ASL2006Deadlock>(
        Component("protected override void OnInitialized() => { Get().Wait( ; } protected override void OnParametersSet() => Gone().Wait(); async Task Gone2() { await Missing(); }"),
        new Setup { References = References.AspNetCore, AllowErrors = true });

    [Theory]
    [InlineData("protected override void OnInitialized() => Get().Wait();")]
    [InlineData("protected override async Task OnInitializedAsync() { await Task.Yield(); Get().Wait(); }")]
    public async Task It_stands_in_for_the_other_rules_about_blocking(string members)
    {
        await Verify.Silent<ASL2001SyncOverAsync>(Component(members), Web());
        await Verify.Silent<ASL2002SyncOverAsyncInSync>(Component(members), Web());
    }

    [Fact]
    public Task Where_it_is_off_the_others_speak() => Verify.Reports<ASL2002SyncOverAsyncInSync>(
        Component("protected override void OnInitialized() => {|ASL2002:Get().Wait()|};"), Web("asynclint.app_model = none"));
}
