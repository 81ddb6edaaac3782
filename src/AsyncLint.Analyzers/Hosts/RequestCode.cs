using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Hosts;

/// <summary>Tells code of ASP.NET Core that runs for one request, with whose end the services that it was given are disposed.</summary>
internal static class RequestCode
{
    /// <summary>
    /// True in methods of controllers, Razor pages and SignalR hubs, of which there is one object for each request, and in the lambdas of minimal APIs.
    /// </summary>
    /// <param name="containing">The member under analysis.</param>
    public static bool Contains(IOperation operation, ISymbol containing, KnownTypes types)
    {
        var type = containing.ContainingType?.BaseType;
        if (!containing.IsStatic && (type.IsOrDerivesFrom(types.ControllerBase) || type.IsOrDerivesFrom(types.PageModel) || type.IsOrDerivesFrom(types.Hub)))
        {
            return true;
        }

        for (var parent = operation.Parent; types.EndpointRouteBuilderExtensions is not null && parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation && DelegateUses.ArgumentOf(parent) is { Parent: IInvocationOperation { TargetMethod: var method } } && IsEndpoint(method, types))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for MapGet, MapPost and the others that make an endpoint of a delegate.</summary>
    public static bool IsEndpoint(IMethodSymbol method, KnownTypes types) =>
        types.EndpointRouteBuilderExtensions is { } extensions && SymbolEqualityComparer.Default.Equals(method.ContainingType, extensions);
}
