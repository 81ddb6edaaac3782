using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests;

/// <summary>
/// An assembly with as much of WPF as tests need, compiled once, since the machine need not have WPF: the names and signatures are WPF's, and so is what its dispatcher does
/// with code that waits.
/// </summary>
static class UiFramework
{
    public const string Name = "PresentationFramework";

    const string Source = """
        using System;
        using System.Collections.Concurrent;
        using System.Threading;
        using System.Windows.Threading;

        namespace System.Windows.Threading
        {
            public class Dispatcher
            {
                [ThreadStatic] private static Dispatcher current;
                private readonly BlockingCollection<Action> queue = new();
                private readonly Thread thread = Thread.CurrentThread;
                private int operations;

                public static Dispatcher CurrentDispatcher => current ??= new();
                public bool CheckAccess() => Thread.CurrentThread == thread;
                public void BeginInvoke(Action action) => Post(action);
                public void Invoke(Action action) { if (CheckAccess()) action(); else { using var done = new ManualResetEventSlim(); Post(() => { action(); done.Set(); }); done.Wait(); } }

                public static void PushFrame(DispatcherFrame frame)
                {
                    while (frame.Continue) if (CurrentDispatcher.queue.TryTake(out var next, 20)) next();
                }

                /// <summary>Runs an application: until nothing is left to do and no async void function is on its way.</summary>
                public static void Start(Action main)
                {
                    var dispatcher = CurrentDispatcher;
                    SynchronizationContext.SetSynchronizationContext(new Context(dispatcher));
                    dispatcher.Post(main);
                    while (dispatcher.operations > 0) dispatcher.queue.Take()();
                }

                private void Post(Action action)
                {
                    Interlocked.Increment(ref operations);
                    queue.Add(() => { action(); Ended(); });
                }

                private void Ended()
                {
                    if (Interlocked.Decrement(ref operations) == 0) queue.Add(() => { });
                }

                private sealed class Context(Dispatcher dispatcher) : SynchronizationContext
                {
                    public override void Post(SendOrPostCallback d, object state) => dispatcher.Post(() => d(state));
                    public override void Send(SendOrPostCallback d, object state) => dispatcher.Invoke(() => d(state));
                    public override void OperationStarted() => Interlocked.Increment(ref dispatcher.operations);
                    public override void OperationCompleted() => dispatcher.Ended();
                }
            }

            public class DispatcherFrame { public bool Continue { get; set; } = true; }

            public class DispatcherObject
            {
                public Dispatcher Dispatcher { get; } = Dispatcher.CurrentDispatcher;
                public bool CheckAccess() => Dispatcher.CheckAccess();
            }

            public class DispatcherTimer
            {
                private readonly Dispatcher dispatcher = Dispatcher.CurrentDispatcher;
                public event EventHandler Tick;
                public void Start() => dispatcher.BeginInvoke(() => Tick?.Invoke(this, EventArgs.Empty));
            }
        }

        namespace System.Windows
        {
            public class RoutedEventArgs : EventArgs { public bool Handled { get; set; } }
            public delegate void RoutedEventHandler(object sender, RoutedEventArgs e);
            public class StartupEventArgs : EventArgs { }
            public class UIElement : DispatcherObject { protected virtual void OnGotFocus(RoutedEventArgs e) { } }

            public class FrameworkElement : UIElement
            {
                public event RoutedEventHandler Loaded;
                protected virtual void OnInitialized(EventArgs e) { }
                protected void Load() { OnInitialized(EventArgs.Empty); Loaded?.Invoke(this, new()); }
            }

            public class Window : FrameworkElement
            {
                public bool Topmost { get; set; }
                public virtual void Show() => Load();
            }

            public class Application : DispatcherObject { protected virtual void OnStartup(StartupEventArgs e) { } public void Run() => OnStartup(new()); }
        }

        namespace System.Windows.Controls
        {
            public class Button : FrameworkElement
            {
                public event RoutedEventHandler Click;
                public System.Windows.Input.ICommand Command { get; set; }
                public void Press() { Click?.Invoke(this, new()); Command?.Execute(null); }
            }
        }
        """;

    public static ImmutableArray<byte> Image { get; } = Compile();

    public static ImmutableArray<MetadataReference> References { get; } = [.. Tests.References.NetCore, MetadataReference.CreateFromImage(Image)];

    static ImmutableArray<byte> Compile()
    {
        using var image = new MemoryStream();
        var emitted = CSharpCompilation.Create(
            Name, [CSharpSyntaxTree.ParseText(Source)], Tests.References.NetCore, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(image);
        return emitted.Success ? [.. image.ToArray()] : throw new InvalidOperationException(string.Join("\n", emitted.Diagnostics));
    }
}
