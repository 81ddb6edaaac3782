using Microsoft.CodeAnalysis;

namespace AsyncLint;

/// <summary>What application models are recognized by, beside the types of <see cref="Hosts.AppModel"/>'s table.</summary>
internal sealed partial class KnownTypes
{
    public INamedTypeSymbol? Command => Get("System.Windows.Input.ICommand");
    public INamedTypeSymbol? MvcController => Get("System.Web.Mvc.Controller");
    public INamedTypeSymbol? MvcNonAction => Get("System.Web.Mvc.NonActionAttribute");
    public INamedTypeSymbol? ApiController => Get("System.Web.Http.ApiController");
    public INamedTypeSymbol? ApiNonAction => Get("System.Web.Http.NonActionAttribute");

    /// <summary>What hosts Web API in classic ASP.NET; on OWIN there need be no SynchronizationContext.</summary>
    public INamedTypeSymbol? ApiWebHost => Get("System.Web.Http.GlobalConfiguration");

    public INamedTypeSymbol? BlazorServer => Get("Microsoft.AspNetCore.Components.Server.CircuitOptions");
    public INamedTypeSymbol? BlazorWebAssembly => Get("Microsoft.AspNetCore.Components.WebAssembly.Hosting.WebAssemblyHostBuilder");
    public INamedTypeSymbol? TaskScheduler => Get("System.Threading.Tasks.TaskScheduler");
    public INamedTypeSymbol? Lazy => Get("System.Lazy`1");
}
