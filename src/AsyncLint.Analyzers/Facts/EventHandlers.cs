using Microsoft.CodeAnalysis;

namespace AsyncLint.Facts;

/// <summary>Tells event handlers, whose signature their event dictates.</summary>
internal static class EventHandlers
{
    /// <summary>The pattern (object sender, TEventArgs e) of learn.microsoft.com, "Event design".</summary>
    public static bool HasSignature(IMethodSymbol method, CompilationFacts facts)
    {
        if (!method.ReturnsVoid || method.Parameters is not { Length: 2 } parameters || parameters[0].Type.SpecialType is not SpecialType.System_Object)
        {
            return false;
        }

        for (var type = parameters[1].Type; type is not null; type = type.BaseType)
        {
            if (facts.Types.EventArgs is { } args && SymbolEqualityComparer.Default.Equals(type, args))
            {
                return true;
            }
        }

        return false;
    }
}
