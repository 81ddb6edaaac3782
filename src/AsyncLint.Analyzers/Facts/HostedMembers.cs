using Microsoft.CodeAnalysis;

namespace AsyncLint.Facts;

/// <summary>Tells members that nothing in source need call: a framework finds them, calls them, and awaits them if they return a task.</summary>
internal static class HostedMembers
{
    /// <summary>
    /// True for a test and its set-up, a controller action, a handler of a Razor page, a method of a SignalR hub (learn.microsoft.com: "Routing to
    /// controller actions", "Razor Pages", "Use hubs in SignalR").
    /// </summary>
    public static bool AreAwaited(IMethodSymbol method, KnownTypes types) =>
        method.ReturnsVoid && TestCode.IsTestMethod(method, types) || AnswerRequests(method, types);

    /// <summary>True for those of them that answer a request, with whose end the services that it was given are disposed.</summary>
    public static bool AnswerRequests(IMethodSymbol method, KnownTypes types) =>
        method is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, MethodKind: MethodKind.Ordinary, TypeParameters.IsEmpty: true }
        && (Derives(method.ContainingType, types.ControllerBase) && !HasAttribute(method, types.NonAction)
            || Derives(method.ContainingType, types.PageModel) && method.Name.StartsWith("On", StringComparison.Ordinal) && !HasAttribute(method, types.NonHandler)
            || Derives(method.ContainingType, types.Hub));

    private static bool Derives(INamedTypeSymbol type, INamedTypeSymbol? ancestor)
    {
        if (ancestor is null)
        {
            return false;
        }

        for (var t = type.BaseType; t is not null; t = t.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(t, ancestor))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasAttribute(IMethodSymbol method, INamedTypeSymbol? attribute)
    {
        foreach (var data in method.GetAttributes())
        {
            if (attribute is not null && SymbolEqualityComparer.Default.Equals(data.AttributeClass, attribute))
            {
                return true;
            }
        }

        return false;
    }
}
