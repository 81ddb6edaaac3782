using AsyncLint.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests.Hosts;

/// <summary>Frameworks that own a SynchronizationContext, each in an assembly of its own with the types that it is recognized by, and what they run.</summary>
public class AppModelTests
{
    static readonly Dictionary<string, string> s_frameworks = new()
    {
        ["Windows Forms"] = """
            namespace System.Windows.Forms
            {
                public class Control { public event EventHandler Click { add { } remove { } } protected virtual void OnClick(EventArgs e) { } public void BeginInvoke(Action a) { } public bool InvokeRequired => false; }
                public class Form : Control { public event EventHandler Load { add { } remove { } } }
                public class ToolStripItem { public event EventHandler Click { add { } remove { } } }
                public class Timer { public event EventHandler Tick { add { } remove { } } }
            }
            """,
        ["Avalonia"] = """
            namespace Avalonia { public class AvaloniaObject { } public class StyledElement : AvaloniaObject { } public class Application : AvaloniaObject { public virtual void OnFrameworkInitializationCompleted() { } } }
            namespace Avalonia.Interactivity { public class RoutedEventArgs : EventArgs { } }
            namespace Avalonia.Threading { public class Dispatcher { public static Dispatcher UIThread => null; public void Post(Action a) { } } }
            namespace Avalonia.Controls { public class Control : Avalonia.StyledElement { protected virtual void OnLoaded(Avalonia.Interactivity.RoutedEventArgs e) { } } public class Button : Control { public event EventHandler<Avalonia.Interactivity.RoutedEventArgs> Click { add { } remove { } } } }
            """,
        ["MAUI"] = """
            namespace Microsoft.Maui.Controls { public class Element { } public class Page : Element { protected virtual void OnAppearing() { } } public class Button : Element { public event EventHandler Clicked { add { } remove { } } } }
            namespace Microsoft.Maui.Dispatching { public interface IDispatcher { bool Dispatch(Action a); } public interface IDispatcherTimer { event EventHandler Tick; } }
            namespace Microsoft.Maui.ApplicationModel { public static class MainThread { public static void BeginInvokeOnMainThread(Action a) { } } }
            """,
        ["WinUI"] = """
            namespace Microsoft.UI.Xaml
            {
                public class RoutedEventArgs { }
                public delegate void RoutedEventHandler(object sender, RoutedEventArgs e);
                public class UIElement { }
                public class FrameworkElement : UIElement { public event RoutedEventHandler Loaded { add { } remove { } } }
                public class Application { protected virtual void OnLaunched(object e) { } }
            }
            namespace Microsoft.UI.Xaml.Controls { public class Page : Microsoft.UI.Xaml.FrameworkElement { protected virtual void OnNavigatedTo(object e) { } } }
            """,
        ["ASP.NET"] = """
            namespace System.Web.UI { public class Control { protected virtual void OnLoad(EventArgs e) { } } public class Page : Control { } }
            namespace System.Web.Mvc { public class Controller { } public class NonActionAttribute : Attribute { } }
            namespace System.Web.Http { public class ApiController { } public class NonActionAttribute : Attribute { } public static class GlobalConfiguration { } }
            """,
        ["OWIN"] = "namespace System.Web.Http { public class ApiController { } }",
    };

    // A control of somebody else, which calls its overrides and handlers from wherever it pleases.
    const string Grid = "namespace Vendor { public class Grid : System.Windows.Forms.Control { protected virtual void OnRead(EventArgs e) { } public event EventHandler Read { add { } remove { } } public void Run(Action a) { } } }";

    static Setup With(string framework)
    {
        var known = Compile("Framework", s_frameworks[framework], References.NetCore);
        return new() { References = framework is "Windows Forms" ? [.. References.NetCore, known, Compile("Vendor", Grid, [.. References.NetCore, known])] : [.. References.NetCore, known] };
    }

    static PortableExecutableReference Compile(string name, string source, IEnumerable<MetadataReference> references)
    {
        using var image = new MemoryStream();
        var emitted = CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText("using System; " + source)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(image);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    static string Code(string members) => members[..^1] + " static async Task<int> Get() { await Task.Delay(20); return 1; } }";

    [Theory]
    [InlineData("Windows Forms", "class F : System.Windows.Forms.Form { public F() { {|ASL2006:Get().Wait()|}; } }")]
    [InlineData("Windows Forms", "class F : System.Windows.Forms.Form { protected override void OnClick(EventArgs e) => {|ASL2006:Get().Wait()|}; }")]
    [InlineData("Windows Forms", "class F : System.Windows.Forms.Form { void Init() => Load += OnLoad; void OnLoad(object sender, EventArgs e) => {|ASL2006:Get().Wait()|}; }")]
    [InlineData("Windows Forms", "class G : Vendor.Grid { protected override void OnClick(EventArgs e) => {|ASL2006:Get().Wait()|}; }")]
    [InlineData("Windows Forms", "class P { P(Vendor.Grid grid) => grid.Click += (_, _) => {|ASL2006:Get().Wait()|}; }")]
    [InlineData("Windows Forms", "class P { P(System.Windows.Forms.ToolStripItem item) => item.Click += (_, _) => {|ASL2006:Get().Wait()|}; }")]
    [InlineData("Windows Forms", "class P { P(System.Windows.Forms.Timer timer) => timer.Tick += delegate { {|ASL2006:Get().Wait()|}; }; }")]
    [InlineData("Windows Forms", "class P { P(System.Windows.Forms.Control c) => c.BeginInvoke(() => {|ASL2006:Get().Wait()|}); }")]
    [InlineData("Avalonia", "class P { P() => Avalonia.Threading.Dispatcher.UIThread.Post(() => {|ASL2006:Get().Wait()|}); }")]
    [InlineData("Avalonia", "class B : Avalonia.Controls.Control { protected override void OnLoaded(Avalonia.Interactivity.RoutedEventArgs e) => {|ASL2006:Get().Wait()|}; }")]
    [InlineData("Avalonia", "partial class B : Avalonia.Controls.Control { void Clicked(object sender, Avalonia.Interactivity.RoutedEventArgs e) => {|ASL2006:Get().Wait()|}; }")]
    [InlineData("Avalonia", "class A : Avalonia.Application { public override void OnFrameworkInitializationCompleted() => {|ASL2006:Get().Wait()|}; }")]
    [InlineData("MAUI", "class P : Microsoft.Maui.Controls.Page { protected override void OnAppearing() => {|ASL2006:Get().Wait()|}; }")]
    [InlineData("MAUI", "partial class P : Microsoft.Maui.Controls.Page { void OnClicked(object sender, EventArgs e) => {|ASL2006:Get().Wait()|}; }")]
    [InlineData("MAUI", "class P { P(Microsoft.Maui.Dispatching.IDispatcherTimer t) => t.Tick += (_, _) => {|ASL2006:Get().Wait()|}; }")]
    [InlineData("MAUI", "class P { P() => Microsoft.Maui.ApplicationModel.MainThread.BeginInvokeOnMainThread(() => {|ASL2006:Get().Wait()|}); }")]
    [InlineData("WinUI", "class P : Microsoft.UI.Xaml.Controls.Page { protected override void OnNavigatedTo(object e) => {|ASL2006:Get().Wait()|}; }")]
    [InlineData("WinUI", "partial class P : Microsoft.UI.Xaml.Controls.Page { P() => Loaded += OnLoaded; void OnLoaded(object sender, Microsoft.UI.Xaml.RoutedEventArgs e) => {|ASL2006:Get().Wait()|}; }")]
    [InlineData("ASP.NET", "class HomeController : System.Web.Mvc.Controller { public string Index() => {|ASL2006:Get().Result|}.ToString(); }")]
    [InlineData("ASP.NET", "class HomeController : System.Web.Mvc.Controller { public async Task Index() { await Task.Delay(1); {|ASL2006:Get().Wait()|}; } }")]
    [InlineData("ASP.NET", "class PricesController : System.Web.Http.ApiController { public int Get(int id) => {|ASL2006:Get().Result|}; }")]
    [InlineData("ASP.NET", "class P : System.Web.UI.Page { protected override void OnLoad(EventArgs e) => {|ASL2006:Get().Wait()|}; }")]
    [InlineData("ASP.NET", "partial class P : System.Web.UI.Page { protected void Page_Load(object sender, EventArgs e) => {|ASL2006:Get().Wait()|}; }")]
    public Task What_a_framework_runs_holds_its_context(string framework, string code) => Verify.Reports<ASL2006Deadlock>(Code(code), With(framework));

    [Theory]
    [InlineData("Windows Forms", "class F : System.Windows.Forms.Form { void Load2() { if (InvokeRequired) { Get().Wait(); } } protected override void OnClick(EventArgs e) => Load2(); }")]
    [InlineData("Windows Forms", "class F : System.Windows.Forms.Form { public void Show2() => Get().Wait(); }")]
    [InlineData("Windows Forms", "class F : System.Windows.Forms.Form { readonly int n = Get().Result; }")]
    [InlineData("Windows Forms", "class P { public P() => Get().Wait(); }")]
    [InlineData("Windows Forms", "class F : System.Windows.Forms.Form { public override string ToString() => Get().Result.ToString(); }")]
    [InlineData("Windows Forms", "class G : Vendor.Grid { protected override void OnRead(EventArgs e) => Get().Wait(); }")]
    [InlineData("Windows Forms", "class P { P(Vendor.Grid grid) => grid.Read += (_, _) => Get().Wait(); }")]
    [InlineData("Windows Forms", "class P { P(Vendor.Grid grid) => grid.Run(() => Get().Wait()); }")]
    [InlineData("MAUI", "class P : Microsoft.Maui.Controls.Page { public P() => Get().Wait(); }")]
    [InlineData("MAUI", "class P { void OnClicked(object sender, EventArgs e) => Get().Wait(); }")]
    [InlineData("ASP.NET", "class HomeController : System.Web.Mvc.Controller { [System.Web.Mvc.NonAction] public int Index() => Get().Result; }")]
    [InlineData("ASP.NET", "class HomeController : System.Web.Mvc.Controller { public static int Index() => Get().Result; }")]
    [InlineData("ASP.NET", "class HomeController : System.Web.Mvc.Controller { public int Index() => Task.Run(() => Get()).Result; }")]
    [InlineData("OWIN", "class PricesController : System.Web.Http.ApiController { public int Get(int id) => Get().Result; }")]
    public Task What_others_run_need_not(string framework, string code) => Verify.Silent<ASL2006Deadlock>(Code(code), With(framework));
}
