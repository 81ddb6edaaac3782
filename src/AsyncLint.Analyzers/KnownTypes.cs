using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace AsyncLint;

/// <summary>
/// The types that rules compare with, each looked up once per compilation. A property is null where the compilation does not
/// reference the type, or where two references define it: what cannot be told apart is not reported.
/// </summary>
internal sealed partial class KnownTypes(Compilation compilation)
{
    private readonly ConcurrentDictionary<string, INamedTypeSymbol?> _types = new(StringComparer.Ordinal);

    public INamedTypeSymbol? Task { get; } = Find(compilation, "System.Threading.Tasks.Task");
    public INamedTypeSymbol? TaskOfT { get; } = Find(compilation, "System.Threading.Tasks.Task`1");
    public INamedTypeSymbol? ValueTask { get; } = Find(compilation, "System.Threading.Tasks.ValueTask");
    public INamedTypeSymbol? ValueTaskOfT { get; } = Find(compilation, "System.Threading.Tasks.ValueTask`1");
    public INamedTypeSymbol? AsyncEnumerable { get; } = Find(compilation, "System.Collections.Generic.IAsyncEnumerable`1");
    public INamedTypeSymbol? NotifyCompletion { get; } = Find(compilation, "System.Runtime.CompilerServices.INotifyCompletion");

    public INamedTypeSymbol? ConfiguredTask => Get("System.Runtime.CompilerServices.ConfiguredTaskAwaitable");
    public INamedTypeSymbol? ConfiguredTaskOfT => Get("System.Runtime.CompilerServices.ConfiguredTaskAwaitable`1");
    public INamedTypeSymbol? ConfiguredValueTask => Get("System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable");
    public INamedTypeSymbol? ConfiguredValueTaskOfT => Get("System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable`1");
    public INamedTypeSymbol? AsyncResult => Get("System.IAsyncResult");
    public INamedTypeSymbol? AsyncDisposable => Get("System.IAsyncDisposable");
    public INamedTypeSymbol? TaskFactory => Get("System.Threading.Tasks.TaskFactory");
    public INamedTypeSymbol? TaskFactoryOfT => Get("System.Threading.Tasks.TaskFactory`1");
    public INamedTypeSymbol? TaskStatus => Get("System.Threading.Tasks.TaskStatus");
    public INamedTypeSymbol? TaskContinuationOptions => Get("System.Threading.Tasks.TaskContinuationOptions");
    public INamedTypeSymbol? TaskCompletionSource => Get("System.Threading.Tasks.TaskCompletionSource");
    public INamedTypeSymbol? TaskCompletionSourceOfT => Get("System.Threading.Tasks.TaskCompletionSource`1");
    public INamedTypeSymbol? TaskAsyncEnumerableExtensions => Get("System.Threading.Tasks.TaskAsyncEnumerableExtensions");
    public INamedTypeSymbol? ConfiguredAsyncEnumerable => Get("System.Runtime.CompilerServices.ConfiguredCancelableAsyncEnumerable`1");
    public INamedTypeSymbol? TaskExtensions => Get("System.Threading.Tasks.TaskExtensions");
    public INamedTypeSymbol? Parallel => Get("System.Threading.Tasks.Parallel");
    public INamedTypeSymbol? CancellationToken => Get("System.Threading.CancellationToken");
    public INamedTypeSymbol? CancellationTokenSource => Get("System.Threading.CancellationTokenSource");
    public INamedTypeSymbol? Thread => Get("System.Threading.Thread");
    public INamedTypeSymbol? ThreadPool => Get("System.Threading.ThreadPool");
    public INamedTypeSymbol? Timer => Get("System.Threading.Timer");
    public INamedTypeSymbol? WaitHandle => Get("System.Threading.WaitHandle");
    public INamedTypeSymbol? ManualResetEventSlim => Get("System.Threading.ManualResetEventSlim");
    public INamedTypeSymbol? CountdownEvent => Get("System.Threading.CountdownEvent");
    public INamedTypeSymbol? Barrier => Get("System.Threading.Barrier");
    public INamedTypeSymbol? Monitor => Get("System.Threading.Monitor");
    public INamedTypeSymbol? SemaphoreSlim => Get("System.Threading.SemaphoreSlim");
    public INamedTypeSymbol? PeriodicTimer => Get("System.Threading.PeriodicTimer");
    public INamedTypeSymbol? ChannelReader => Get("System.Threading.Channels.ChannelReader`1");
    public INamedTypeSymbol? SpinWait => Get("System.Threading.SpinWait");
    public INamedTypeSymbol? SpinLock => Get("System.Threading.SpinLock");
    public INamedTypeSymbol? Lock => Get("System.Threading.Lock");
    public INamedTypeSymbol? Mutex => Get("System.Threading.Mutex");
    public INamedTypeSymbol? ReaderWriterLock => Get("System.Threading.ReaderWriterLock");
    public INamedTypeSymbol? ReaderWriterLockSlim => Get("System.Threading.ReaderWriterLockSlim");
    public INamedTypeSymbol? SynchronizationContext => Get("System.Threading.SynchronizationContext");
    public INamedTypeSymbol? Timeout => Get("System.Threading.Timeout");
    public INamedTypeSymbol? LazyInitializer => Get("System.Threading.LazyInitializer");
    public INamedTypeSymbol? Console => Get("System.Console");
    public INamedTypeSymbol? Assembly => Get("System.Reflection.Assembly");
    public INamedTypeSymbol? StreamReader => Get("System.IO.StreamReader");
    public INamedTypeSymbol? HttpCompletionOption => Get("System.Net.Http.HttpCompletionOption");
    public INamedTypeSymbol? Debug => Get("System.Diagnostics.Debug");
    public INamedTypeSymbol? Trace => Get("System.Diagnostics.Trace");
    public INamedTypeSymbol? Process => Get("System.Diagnostics.Process");
    public INamedTypeSymbol? BlockingCollection => Get("System.Collections.Concurrent.BlockingCollection`1");
    public INamedTypeSymbol? ConcurrentDictionary => Get("System.Collections.Concurrent.ConcurrentDictionary`2");
    public INamedTypeSymbol? TimeSpan => Get("System.TimeSpan");
    public INamedTypeSymbol? EventArgs => Get("System.EventArgs");
    public INamedTypeSymbol? UnhandledExceptionEventArgs => Get("System.UnhandledExceptionEventArgs");
    public INamedTypeSymbol? CancelEventArgs => Get("System.ComponentModel.CancelEventArgs");
    public INamedTypeSymbol? ConsoleCancelEventArgs => Get("System.ConsoleCancelEventArgs");
    public INamedTypeSymbol? AppDomain => Get("System.AppDomain");
    public INamedTypeSymbol? AssemblyLoadContext => Get("System.Runtime.Loader.AssemblyLoadContext");
    public INamedTypeSymbol? Delegate => Get("System.Delegate");
    public INamedTypeSymbol? Exception => Get("System.Exception");
    public INamedTypeSymbol? ArgumentNullException => Get("System.ArgumentNullException");
    public INamedTypeSymbol? DoesNotReturn => Get("System.Diagnostics.CodeAnalysis.DoesNotReturnAttribute");
    public INamedTypeSymbol? RedisCommandFlags => Get("StackExchange.Redis.CommandFlags");
    public INamedTypeSymbol? MaybeNull => Get("System.Diagnostics.CodeAnalysis.MaybeNullAttribute");
    public INamedTypeSymbol? RedisDatabase => Get("StackExchange.Redis.IDatabaseAsync");
    public INamedTypeSymbol? RedisBatch => Get("StackExchange.Redis.IBatch");
    public INamedTypeSymbol? AggregateException => Get("System.AggregateException");
    public INamedTypeSymbol? OperationCanceledException => Get("System.OperationCanceledException");
    public INamedTypeSymbol? TimeoutException => Get("System.TimeoutException");
    public INamedTypeSymbol? Obsolete => Get("System.ObsoleteAttribute");
    public INamedTypeSymbol? Array => Get("System.Array");
    public INamedTypeSymbol? KeyValuePair => Get("System.Collections.Generic.KeyValuePair`2");
    public INamedTypeSymbol? List => Get("System.Collections.Generic.List`1");
    public INamedTypeSymbol? Enumerable => Get("System.Linq.Enumerable");
    public INamedTypeSymbol? ParallelEnumerable => Get("System.Linq.ParallelEnumerable");
    public INamedTypeSymbol? QueryableMethods => Get("System.Linq.Queryable");
    public INamedTypeSymbol? QueryableOfT => Get("System.Linq.IQueryable`1");
    public INamedTypeSymbol? OrderedEnumerable => Get("System.Linq.IOrderedEnumerable`1");
    public INamedTypeSymbol? ParallelQuery => Get("System.Linq.ParallelQuery`1");
    public INamedTypeSymbol? OrderedParallelQuery => Get("System.Linq.OrderedParallelQuery`1");
    public INamedTypeSymbol? ExpressionOfT => Get("System.Linq.Expressions.Expression`1");
    public INamedTypeSymbol? LambdaExpression => Get("System.Linq.Expressions.LambdaExpression");

    // Dispatchers: their operations run later on the UI thread and report faults to the dispatcher.
    public INamedTypeSymbol? WpfDispatcher => Get("System.Windows.Threading.Dispatcher");
    public INamedTypeSymbol? WpfDispatcherOperation => Get("System.Windows.Threading.DispatcherOperation");
    public INamedTypeSymbol? AvaloniaDispatcher => Get("Avalonia.Threading.Dispatcher");
    public INamedTypeSymbol? MauiDispatcher => Get("Microsoft.Maui.Dispatching.IDispatcher");
    public INamedTypeSymbol? BlazorDispatcher => Get("Microsoft.AspNetCore.Components.Dispatcher");
    public INamedTypeSymbol? UnityBehaviour => Get("UnityEngine.MonoBehaviour");
    public INamedTypeSymbol? BlazorComponent => Get("Microsoft.AspNetCore.Components.ComponentBase");
    public INamedTypeSymbol? WinUIApplication => Get("Microsoft.UI.Xaml.Application");
    public INamedTypeSymbol? MauiApplication => Get("Microsoft.Maui.Controls.Application");
    public INamedTypeSymbol? WinFormsControl => Get("System.Windows.Forms.Control");

    /// <summary>True for the controls and other objects of WPF, Windows Forms, Avalonia and MAUI, which only the thread that made them may touch.</summary>
    public bool BelongsToUiThread(ITypeSymbol type) => IsOrDerives(type, s_threadBound);

    private static readonly string[] s_threadBound =
    {
        "System.Windows.Threading.DispatcherObject",
        "System.Windows.Forms.Control",
        "Avalonia.AvaloniaObject",
        "Microsoft.Maui.Controls.BindableObject",
    };

    // Whose last event may be followed by the end of the process.
    public INamedTypeSymbol? WinFormsForm => Get("System.Windows.Forms.Form");
    public INamedTypeSymbol? WinFormsApplication => Get("System.Windows.Forms.Application");
    public INamedTypeSymbol? WpfWindow => Get("System.Windows.Window");
    public INamedTypeSymbol? WpfApplication => Get("System.Windows.Application");
    public INamedTypeSymbol? WpfExitEventArgs => Get("System.Windows.ExitEventArgs");

    // Classic ASP.NET, which calls handlers by name and refuses async void where a page is not marked for it.
    public INamedTypeSymbol? WebFormsControl => Get("System.Web.UI.Control");
    public INamedTypeSymbol? HttpApplication => Get("System.Web.HttpApplication");

    public INamedTypeSymbol? EndpointRouteBuilderExtensions => Get("Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions");
    public INamedTypeSymbol? RequestDelegate => Get("Microsoft.AspNetCore.Http.RequestDelegate");

    public INamedTypeSymbol? ExtensionsLogger => Get("Microsoft.Extensions.Logging.ILogger");
    public INamedTypeSymbol? Serilog => Get("Serilog.ILogger");
    public INamedTypeSymbol? NLog => Get("NLog.ILogger");
    public INamedTypeSymbol? Log4Net => Get("log4net.ILog");

    // Frameworks that find methods by themselves and await what they return.
    public INamedTypeSymbol? VisualStudioTasks => Get("Microsoft.VisualStudio.Threading.TplExtensions");
    public INamedTypeSymbol? VisualStudioAsyncLazy => Get("Microsoft.VisualStudio.Threading.AsyncLazy`1");
    public INamedTypeSymbol? ControllerBase => Get("Microsoft.AspNetCore.Mvc.ControllerBase");
    public INamedTypeSymbol? NonAction => Get("Microsoft.AspNetCore.Mvc.NonActionAttribute");
    public INamedTypeSymbol? PageModel => Get("Microsoft.AspNetCore.Mvc.RazorPages.PageModel");
    public INamedTypeSymbol? NonHandler => Get("Microsoft.AspNetCore.Mvc.RazorPages.NonHandlerAttribute");
    public INamedTypeSymbol? Hub => Get("Microsoft.AspNetCore.SignalR.Hub");

    // Test frameworks: which methods are tests, which calls verify a mock or expect an exception.
    public INamedTypeSymbol? XunitFact => Get("Xunit.FactAttribute");
    public INamedTypeSymbol? XunitAssert => Get("Xunit.Assert");
    public INamedTypeSymbol? XunitRecord => Get("Xunit.Record");
    public INamedTypeSymbol? NUnitTest => Get("NUnit.Framework.TestAttribute");
    public INamedTypeSymbol? NUnitTestCase => Get("NUnit.Framework.TestCaseAttribute");
    public INamedTypeSymbol? NUnitTestCaseSource => Get("NUnit.Framework.TestCaseSourceAttribute");
    public INamedTypeSymbol? NUnitSetUp => Get("NUnit.Framework.SetUpAttribute");
    public INamedTypeSymbol? NUnitTearDown => Get("NUnit.Framework.TearDownAttribute");
    public INamedTypeSymbol? NUnitOneTimeSetUp => Get("NUnit.Framework.OneTimeSetUpAttribute");
    public INamedTypeSymbol? NUnitOneTimeTearDown => Get("NUnit.Framework.OneTimeTearDownAttribute");
    public INamedTypeSymbol? NUnitAssert => Get("NUnit.Framework.Assert");
    public INamedTypeSymbol? MSTestTestMethod => Get("Microsoft.VisualStudio.TestTools.UnitTesting.TestMethodAttribute");
    public INamedTypeSymbol? MSTestTestInitialize => Get("Microsoft.VisualStudio.TestTools.UnitTesting.TestInitializeAttribute");
    public INamedTypeSymbol? MSTestTestCleanup => Get("Microsoft.VisualStudio.TestTools.UnitTesting.TestCleanupAttribute");
    public INamedTypeSymbol? MSTestClassInitialize => Get("Microsoft.VisualStudio.TestTools.UnitTesting.ClassInitializeAttribute");
    public INamedTypeSymbol? MSTestClassCleanup => Get("Microsoft.VisualStudio.TestTools.UnitTesting.ClassCleanupAttribute");
    public INamedTypeSymbol? MSTestAssemblyInitialize => Get("Microsoft.VisualStudio.TestTools.UnitTesting.AssemblyInitializeAttribute");
    public INamedTypeSymbol? MSTestAssemblyCleanup => Get("Microsoft.VisualStudio.TestTools.UnitTesting.AssemblyCleanupAttribute");
    public INamedTypeSymbol? MSTestAssert => Get("Microsoft.VisualStudio.TestTools.UnitTesting.Assert");
    public INamedTypeSymbol? FluentAssertionsExtensions => Get("FluentAssertions.FluentActions");
    public INamedTypeSymbol? NSubstituteExtensions => Get("NSubstitute.SubstituteExtensions");
    public INamedTypeSymbol? NSubstituteReceived => Get("NSubstitute.ReceivedExtensions.ReceivedExtensions");
    public INamedTypeSymbol? Moq => Get("Moq.Mock");
    public INamedTypeSymbol? MoqOfT => Get("Moq.Mock`1");
    public INamedTypeSymbol? FakeItEasyAssert => Get("FakeItEasy.Configuration.IAssertConfiguration");
    public INamedTypeSymbol? FakeItEasyAssertExtensions => Get("FakeItEasy.AssertConfigurationExtensions");
    public INamedTypeSymbol? NSubstituteReceivedInOrder => Get("NSubstitute.Received");

    /// <summary>True for an attribute whose reader calls the method by a signature that it may not change: interop, serialization callbacks.</summary>
    public bool IsSignatureAttribute(INamedTypeSymbol? attribute) => IsAny(attribute, s_signatureAttributes);

    private static readonly string[] s_signatureAttributes =
    {
        "System.Runtime.InteropServices.UnmanagedCallersOnlyAttribute",
        "System.Runtime.CompilerServices.ModuleInitializerAttribute",
        "System.Runtime.Serialization.OnSerializingAttribute",
        "System.Runtime.Serialization.OnSerializedAttribute",
        "System.Runtime.Serialization.OnDeserializingAttribute",
        "System.Runtime.Serialization.OnDeserializedAttribute",
        "System.STAThreadAttribute",
    };

    /// <summary>A type of a fact's table that lists many APIs by their names; single types have properties above.</summary>
    public INamedTypeSymbol? Listed(string metadataName) => Get(metadataName);

    /// <summary>Func with a number of parameters, 16 at most.</summary>
    public INamedTypeSymbol? Func(int parameters) => Get("System.Func`" + (parameters + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));

    private INamedTypeSymbol? Get(string metadataName) => _types.TryGetValue(metadataName, out var type)
        ? type
        : _types.GetOrAdd(metadataName, Find(compilation, metadataName));

#pragma warning disable RS0030 // the one place that looks types up by name
    private static INamedTypeSymbol? Find(Compilation compilation, string metadataName) => compilation.GetTypeByMetadataName(metadataName);
#pragma warning restore RS0030
}
