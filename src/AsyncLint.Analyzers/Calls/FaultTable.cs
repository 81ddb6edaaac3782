using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>The framework's own operations: which never fail, which only when they are cancelled, and which do input or output.</summary>
internal sealed class FaultTable(KnownTypes types)
{
    /// <summary>Operations that do nothing but wait. Given a token they can be cancelled, and nothing else.</summary>
    private static readonly (string Type, string Method)[] s_waits =
    {
        ("System.Threading.Tasks.Task", "Delay"), // Task.Delay, Exceptions: ArgumentOutOfRangeException, TaskCanceledException
        ("System.Threading.Tasks.Task", "Yield"), // Task.Yield: gives an awaitable that only posts
        ("System.Threading.Tasks.Task", "WhenAny"), // Task.WhenAny, Remarks: "The returned task will always end in the RanToCompletion state"
        ("System.Threading.SemaphoreSlim", "WaitAsync"), // SemaphoreSlim.WaitAsync, Exceptions: ObjectDisposed, OperationCanceled
        ("System.Threading.PeriodicTimer", "WaitForNextTickAsync"), // PeriodicTimer.WaitForNextTickAsync: false once it is disposed
        ("System.Diagnostics.Process", "WaitForExitAsync"), // Process.WaitForExitAsync: a task that completes at exit
        ("System.Threading.Channels.ChannelReader`1", "WaitToReadAsync"), // faulted only where the writer completed the channel with an exception
        ("System.Threading.Channels.ChannelWriter`1", "WaitToWriteAsync"), // the same
    };

    /// <summary>Operations that fail only where the program is over anyway, or somebody handed them the failure.</summary>
    private static readonly (string Type, string Method)[] s_hardlyEver =
    {
        ("System.Threading.Channels.ChannelReader`1", "ReadAsync"), // ChannelClosedException
        ("System.Threading.Channels.ChannelWriter`1", "WriteAsync"), // the same
        ("System.Threading.CancellationTokenSource", "CancelAsync"), // what the callbacks throw
        ("System.Threading.Timer", "DisposeAsync"),
        ("System.IAsyncDisposable", "DisposeAsync"),
    };

    /// <summary>
    /// Types whose methods read, write, connect or query: the remarks and exceptions of nearly every member name IOException, SocketException,
    /// HttpRequestException, DbException or their like.
    /// </summary>
    private static readonly string[] s_inputAndOutput =
    {
        "System.IO.Stream",
        "System.IO.File",
        "System.IO.Directory",
        "System.IO.FileSystemInfo",
        "System.IO.StreamReader",
        "System.IO.StreamWriter",
        "System.Net.Dns",
        "System.Net.WebClient",
        "System.Net.WebRequest",
        "System.Net.HttpListener",
        "System.Net.Http.HttpMessageInvoker",
        "System.Net.Http.HttpContent",
        "System.Net.Http.Json.HttpClientJsonExtensions",
        "System.Net.Http.Json.HttpContentJsonExtensions",
        "System.Net.Mail.SmtpClient",
        "System.Net.NetworkInformation.Ping",
        "System.Net.Sockets.Socket",
        "System.Net.Sockets.SocketTaskExtensions",
        "System.Net.Sockets.TcpClient",
        "System.Net.Sockets.TcpListener",
        "System.Net.Sockets.UdpClient",
        "System.Net.WebSockets.WebSocket",
        "System.Data.Common.DbConnection",
        "System.Data.Common.DbCommand",
        "System.Data.Common.DbDataReader",
        "System.Data.Common.DbTransaction",
        "System.Data.IDbCommand",
        "System.Data.IDbConnection",
        "Microsoft.EntityFrameworkCore.DbContext",
        "Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions",
        "Microsoft.EntityFrameworkCore.RelationalQueryableExtensions",
        "Microsoft.AspNetCore.SignalR.Client.HubConnection",
        "Microsoft.AspNetCore.SignalR.Client.HubConnectionExtensions",
        "Microsoft.AspNetCore.SignalR.ClientProxyExtensions",
        "System.Media.SoundPlayer",
        "Microsoft.JSInterop.IJSRuntime",
        "Microsoft.JSInterop.JSRuntimeExtensions",
    };

    /// <summary>What has the methods of the types above and only works in memory.</summary>
    private static readonly string[] s_inMemory = { "System.IO.MemoryStream" };

    private static readonly string[] s_logs =
    {
        "Microsoft.Extensions.Logging.ILogger",
        "Microsoft.Extensions.Logging.LoggerExtensions",
        "Serilog.ILogger",
        "Serilog.Log",
        "Serilog.Core.Logger",
        "NLog.ILogger",
        "NLog.ILoggerBase",
        "NLog.Logger",
        "log4net.ILog",
        "System.Diagnostics.Trace",
        "System.Diagnostics.Debug",
        "System.Console",
    };

    /// <summary>An exception that says that the caller has made a mistake, or that there is nothing there yet.</summary>
    private static readonly string[] s_mistakes =
    {
        "System.ArgumentException",
        "System.InvalidOperationException", // ObjectDisposedException derives from it
        "System.NotImplementedException",
        "System.NotSupportedException",
        "System.Diagnostics.UnreachableException",
    };

    /// <summary>What awaiting the call may throw; null where the table does not know it.</summary>
    public Faults? Awaited(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        foreach (var (type, name) in s_waits)
        {
            if (method.Name == name && Is(method.ContainingType, type))
            {
                return IsCancellable(call) ? Faults.Cancellation : Faults.None;
            }
        }

        foreach (var (type, name) in s_hardlyEver)
        {
            if (method.Name == name && Is(method.ContainingType, type))
            {
                return Faults.Unproven;
            }
        }

        return DoesInputOrOutput(call) ? Faults.Likely : WorksInMemory(call) ? Faults.Unproven : null;
    }

    /// <summary>True for an operation on a file, a connection, a database or another process's end of a pipe.</summary>
    public bool DoesInputOrOutput(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        return method.Name is not ("Exists" or "Close" or "CloseAsync" or "Dispose" or "DisposeAsync" or "ToString" or "Equals" or "GetHashCode" or "GetType" or "Combine")
            && method.MethodKind is MethodKind.Ordinary or MethodKind.ReducedExtension
            && method.DeclaringSyntaxReferences.IsEmpty
            && Derives((method.ReducedFrom ?? method).ContainingType, s_inputAndOutput)
            && !WorksInMemory(call);
    }

    private bool WorksInMemory(IInvocationOperation call) => call.Instance?.Type is INamedTypeSymbol receiver && Derives(receiver, s_inMemory);

    /// <summary>A message to a log: its provider sees to its own failures (learn.microsoft.com, "Logging providers"; NLog and Serilog say the same of theirs).</summary>
    public bool IsLogging(IMethodSymbol method)
    {
        var type = (method.ReducedFrom ?? method).ContainingType;
        foreach (var log in s_logs)
        {
            if (Is(type, log))
            {
                return true;
            }
        }

        return Implements(type, types.ExtensionsLogger) || Implements(type, types.Serilog) || Implements(type, types.NLog) || Implements(type, types.Log4Net);
    }

    /// <summary>CancellationToken.ThrowIfCancellationRequested.</summary>
    public bool OnlyCancels(IMethodSymbol method) =>
        method.Name is "ThrowIfCancellationRequested" && SymbolEqualityComparer.Default.Equals(method.ContainingType, types.CancellationToken);

    /// <summary>What throwing an exception of a type means.</summary>
    public Faults Thrown(ITypeSymbol? exception) =>
        exception is not INamedTypeSymbol type ? Faults.Unproven
        : type.IsOrDerivesFrom(types.OperationCanceledException) ? Faults.Cancellation
        : Derives(type, s_mistakes) ? Faults.Unproven
        : Faults.Likely;

    public bool IsCancellation(ITypeSymbol? exception) => exception.IsOrDerivesFrom(types.OperationCanceledException);

    /// <summary>True for what a handler of all exceptions catches: OperationCanceledException or a type that it derives from. A catch without a type catches object.</summary>
    public bool IncludesCancellation(ITypeSymbol? caught) =>
        caught?.SpecialType is SpecialType.System_Object || types.OperationCanceledException.IsOrDerivesFrom(caught as INamedTypeSymbol);

    // A token that is left out or default cannot be cancelled.
    private bool IsCancellable(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (types.CancellationToken is { } token && SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, token)
                && argument is { ArgumentKind: not ArgumentKind.DefaultValue, Value: not (IDefaultValueOperation or IPropertyReferenceOperation { Property: { Name: "None", IsStatic: true } }) })
            {
                return true;
            }
        }

        return false;
    }

    private bool Derives(INamedTypeSymbol? type, string[] ancestors)
    {
        for (; type is { SpecialType: not SpecialType.System_Object }; type = type.BaseType)
        {
            foreach (var ancestor in ancestors)
            {
                if (Is(type, ancestor))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool Is(INamedTypeSymbol? type, string metadataName) =>
        types.Listed(metadataName) is { } listed && SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, listed);

    private static bool Implements(INamedTypeSymbol? type, INamedTypeSymbol? contract) =>
        contract is not null && type is not null && type.AllInterfaces.Contains(contract, SymbolEqualityComparer.Default);
}
