using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>
/// The framework's operations whose task is not complete when they return it, since a timer, the network or another process has to answer first. What may be
/// buffered or cached is not among them, nor what only has the form of an asynchronous operation.
/// </summary>
internal static class SuspendingApis
{
    /// <summary>Types all of whose methods that return a task go over a wire or to a disk.</summary>
    private static readonly string[] s_types =
    {
        "System.Net.Http.HttpMessageInvoker", // HttpClient
        "System.Net.Http.Json.HttpClientJsonExtensions",
        "System.Net.WebRequest",
        "System.Net.WebClient",
        "System.Net.Dns",
        "System.Net.HttpListener",
        "System.Net.Mail.SmtpClient",
        "System.Net.NetworkInformation.Ping",
        "System.Net.Sockets.TcpListener",
        "System.Net.WebSockets.ClientWebSocket",
        "System.IO.File",
        "Microsoft.AspNetCore.SignalR.Client.HubConnection",
        "Microsoft.AspNetCore.SignalR.Client.HubConnectionExtensions",
        "Microsoft.Data.SqlClient.SqlConnection",
        "Microsoft.Data.SqlClient.SqlCommand",
        "System.Data.SqlClient.SqlConnection",
        "System.Data.SqlClient.SqlCommand",
        "Npgsql.NpgsqlConnection",
        "Npgsql.NpgsqlCommand",
    };

    /// <summary>From the server to the browser and back; in the browser they may be complete at once.</summary>
    private static readonly string[] s_serverTypes = { "Microsoft.JSInterop.IJSRuntime", "Microsoft.JSInterop.JSRuntimeExtensions" };

    private static readonly (string Type, string Method)[] s_methods =
    {
        ("System.Threading.Tasks.Task", "Delay"),
        ("System.Threading.PeriodicTimer", "WaitForNextTickAsync"),
        ("System.Diagnostics.Process", "WaitForExitAsync"),
        ("System.Net.Sockets.TcpClient", "ConnectAsync"),
        ("System.IO.Pipes.NamedPipeServerStream", "WaitForConnectionAsync"),
    };

    /// <summary>True where what the call returns is awaited or blocked on before it is complete.</summary>
    public static bool Contain(IInvocationOperation call, CompilationFacts facts)
    {
        var method = call.TargetMethod.ReducedFrom ?? call.TargetMethod;
        if (!method.DeclaringSyntaxReferences.IsEmpty || method.Name is "DisposeAsync" or "CloseAsync" || ZeroTimeouts.In(call, facts.Types))
        {
            return false;
        }

        foreach (var (type, name) in s_methods)
        {
            if (method.Name == name && IsOf(method, type, facts))
            {
                return true;
            }
        }

        return IsOfAny(method, s_types, facts) || facts.Types.BlazorServer is not null && IsOfAny(method, s_serverTypes, facts);
    }

    private static bool IsOfAny(IMethodSymbol method, string[] types, CompilationFacts facts)
    {
        foreach (var type in types)
        {
            if (IsOf(method, type, facts))
            {
                return true;
            }
        }

        return false;
    }

    // What others derive from a client may answer from a cache.
    private static bool IsOf(IMethodSymbol method, string metadataName, CompilationFacts facts) =>
        facts.Types.Listed(metadataName) is { } type && method.ContainingType.IsOrDerivesFrom(type) && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, type.ContainingAssembly);
}
