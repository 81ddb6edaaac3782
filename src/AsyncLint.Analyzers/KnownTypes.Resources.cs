using Microsoft.CodeAnalysis;

namespace AsyncLint;

/// <summary>What is opened and closed: resources, scopes, measurements.</summary>
internal sealed partial class KnownTypes
{
    // What these hold is memory or a name, and their asynchronous members are complete when they return (MemoryStream, StringReader and
    // StringWriter override them so); a scope that is typed as nothing but IDisposable has no members.
    private static readonly string[] s_harmlessToDispose =
    {
        "System.IDisposable",
        "System.IAsyncDisposable",
        "System.IO.MemoryStream",
        "System.IO.StringReader",
        "System.IO.StringWriter",
        "System.Data.DataTable",
        "System.Data.DataSet",
        "System.Diagnostics.Activity",
        "System.Diagnostics.ActivitySource",
        "System.Diagnostics.Metrics.Meter",
        "System.Threading.CancellationTokenRegistration",
    };

    public INamedTypeSymbol? Disposable => Get("System.IDisposable");
    public INamedTypeSymbol? ServiceProvider => Get("System.IServiceProvider");
    public INamedTypeSymbol? ServiceProviderExtensions => Get("Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions");
    public INamedTypeSymbol? Queryable => Get("System.Linq.IQueryable");
    public INamedTypeSymbol? ArrayPool => Get("System.Buffers.ArrayPool`1");
    public INamedTypeSymbol? Memory => Get("System.Memory`1");
    public INamedTypeSymbol? ReadOnlyMemory => Get("System.ReadOnlyMemory`1");
    public INamedTypeSymbol? ArraySegment => Get("System.ArraySegment`1");
    public INamedTypeSymbol? Uri => Get("System.Uri");
    public INamedTypeSymbol? HttpClient => Get("System.Net.Http.HttpClient");
    public INamedTypeSymbol? HttpContent => Get("System.Net.Http.HttpContent");
    public INamedTypeSymbol? HttpRequestMessage => Get("System.Net.Http.HttpRequestMessage");
    public INamedTypeSymbol? Stopwatch => Get("System.Diagnostics.Stopwatch");
    public INamedTypeSymbol? Interlocked => Get("System.Threading.Interlocked");

    /// <summary>A type whose disposal does nothing that a task would notice.</summary>
    public bool IsHarmlessToDispose(INamedTypeSymbol? type) => IsAny(type, s_harmlessToDispose);
}
