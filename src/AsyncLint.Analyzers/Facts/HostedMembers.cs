using Microsoft.CodeAnalysis;

namespace AsyncLint.Facts;

/// <summary>Tells members that nothing in source need call: a framework finds them, calls them, and awaits them if they return a task.</summary>
internal static class HostedMembers
{
    private static readonly string[] s_unityMessages = { "OnApplication", "OnBecame", "OnCollision", "OnMouse", "OnTransform", "OnTrigger" };

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

    /// <summary>
    /// The member that a Blazor component should override instead of its synchronous form, since the renderer awaits that (learn.microsoft.com, "Razor component lifecycle");
    /// null for any other method.
    /// </summary>
    public static IMethodSymbol? AwaitedFormOf(IMethodSymbol method, KnownTypes types)
    {
        if (types.BlazorComponent is not { } component || method is not { IsOverride: true, Name: "OnInitialized" or "OnParametersSet" or "OnAfterRender" }
            || !method.ContainingType.IsOrDerivesFrom(component) || method.ContainingType.GetMembers(method.Name + "Async").Length > 0)
        {
            return null;
        }

        foreach (var member in component.GetMembers(method.Name + "Async"))
        {
            return member as IMethodSymbol;
        }

        return null;
    }

    /// <summary>
    /// True for a method of a script that Unity calls by its name. It may be async void: the exception goes to Unity's SynchronizationContext, which logs it (docs.unity3d.com,
    /// "MonoBehaviour", Messages, and "Async overview").
    /// </summary>
    public static bool IsUnityMessage(IMethodSymbol method, KnownTypes types) =>
        types.UnityBehaviour is not null
        && (method.Name is "Awake" or "Start" or "Update" or "LateUpdate" or "FixedUpdate" or "Reset" or "OnEnable" or "OnDisable" or "OnDestroy" or "OnGUI" or "OnValidate"
            || s_unityMessages.Any(prefix => method.Name.StartsWith(prefix, StringComparison.Ordinal)))
        && method.ContainingType.IsOrDerivesFrom(types.UnityBehaviour);

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
