using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Hosts;

/// <summary>
/// A framework that runs an application's code on a SynchronizationContext which lets in one thread at a time: who blocks there keeps out whatever is to
/// go on there.
/// </summary>
/// <param name="Name">What an option calls it.</param>
/// <param name="Context">What a message calls its context.</param>
/// <param name="Components">The types whose overrides and events it calls on the context.</param>
internal sealed record AppModel(string Name, string Context, params string[] Components)
{
    /// <summary>Further types whose events it raises there.</summary>
    public string[] Raisers { get; private init; } = Array.Empty<string>();

    /// <summary>The types whose methods run the delegates that they are given there.</summary>
    public string[] Dispatchers { get; private init; } = Array.Empty<string>();

    /// <summary>It has windows or pages whose controls only one thread may touch.</summary>
    public bool IsUserInterface { get; private init; }

    /// <summary>There is no other thread, and what would block throws.</summary>
    public bool RefusesToBlock { get; private init; }

    // In front of those that use it: static fields are initialized in the order of the source.
    private static readonly string[] s_blazorDispatchers =
    {
        "Microsoft.AspNetCore.Components.Dispatcher", "Microsoft.AspNetCore.Components.ComponentBase", "Microsoft.AspNetCore.Components.EventCallbackFactory",
    };

    public static readonly AppModel Wpf = new("wpf", "the UI thread of WPF", "System.Windows.UIElement", "System.Windows.ContentElement", "System.Windows.Application")
    {
        Raisers = new[] { "System.Windows.Threading.DispatcherTimer" },
        Dispatchers = new[] { "System.Windows.Threading.Dispatcher" },
        IsUserInterface = true,
    };

    public static readonly AppModel WindowsForms = new("winforms", "the UI thread of Windows Forms", "System.Windows.Forms.Control")
    {
        Raisers = new[] { "System.Windows.Forms.Timer", "System.Windows.Forms.ToolStripItem", "System.Windows.Forms.NotifyIcon" },
        Dispatchers = new[] { "System.Windows.Forms.Control" },
        IsUserInterface = true,
    };

    private static readonly AppModel s_avalonia = new("avalonia", "the UI thread of Avalonia", "Avalonia.StyledElement", "Avalonia.Application")
    {
        Raisers = new[] { "Avalonia.Threading.DispatcherTimer" },
        Dispatchers = new[] { "Avalonia.Threading.Dispatcher" },
        IsUserInterface = true,
    };

    private static readonly AppModel s_maui = new("maui", "the UI thread of MAUI", "Microsoft.Maui.Controls.Element", "Microsoft.Maui.Controls.Application")
    {
        Raisers = new[] { "Microsoft.Maui.Dispatching.IDispatcherTimer" },
        Dispatchers = new[] { "Microsoft.Maui.Dispatching.IDispatcher", "Microsoft.Maui.ApplicationModel.MainThread" },
        IsUserInterface = true,
    };

    private static readonly AppModel s_winUI = new(
        "winui", "the UI thread of WinUI", "Microsoft.UI.Xaml.UIElement", "Microsoft.UI.Xaml.Window", "Microsoft.UI.Xaml.Application", "Windows.UI.Xaml.UIElement", "Windows.UI.Xaml.Application")
    {
        Raisers = new[] { "Microsoft.UI.Xaml.DispatcherTimer", "Windows.UI.Xaml.DispatcherTimer" },
        Dispatchers = new[] { "Microsoft.UI.Dispatching.DispatcherQueue" },
        IsUserInterface = true,
    };

    /// <summary>ASP.NET before ASP.NET Core.</summary>
    public static readonly AppModel AspNet = new("aspnet", "the request's context", "System.Web.UI.Control");

    public static readonly AppModel BlazorServer = new("blazor_server", "the context of the component's renderer", "Microsoft.AspNetCore.Components.ComponentBase")
    {
        Dispatchers = s_blazorDispatchers,
    };

    public static readonly AppModel BlazorWebAssembly = new("blazor_webassembly", "the browser's only thread", "Microsoft.AspNetCore.Components.ComponentBase")
    {
        Dispatchers = s_blazorDispatchers,
        RefusesToBlock = true,
    };

    public static readonly ImmutableArray<AppModel> All = ImmutableArray.Create(Wpf, WindowsForms, s_avalonia, s_maui, s_winUI, AspNet, BlazorServer, BlazorWebAssembly);
}
