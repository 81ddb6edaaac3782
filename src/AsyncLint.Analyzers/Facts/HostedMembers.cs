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
    private static bool AnswerRequests(IMethodSymbol method, KnownTypes types) =>
        method is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, MethodKind: MethodKind.Ordinary, TypeParameters.IsEmpty: true }
        && (method.ContainingType.BaseType.IsOrDerivesFrom(types.ControllerBase) && !HasAttribute(method, types.NonAction)
            || method.ContainingType.BaseType.IsOrDerivesFrom(types.PageModel) && method.Name.StartsWith("On", StringComparison.Ordinal) && !HasAttribute(method, types.NonHandler)
            || method.ContainingType.BaseType.IsOrDerivesFrom(types.Hub));

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
