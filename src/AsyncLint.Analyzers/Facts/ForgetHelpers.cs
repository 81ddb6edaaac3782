using AsyncLint.Flow;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Facts;

/// <summary>Tells what becomes of a task that is given to a helper for tasks that nobody waits for.</summary>
internal static class ForgetHelpers
{
    /// <summary>
    /// True for an extension that does nothing with its task but take it: in source, where its body is empty or a discard, and the one of vs-threading (TplExtensions.Forget:
    /// "Consumes a task and doesn't do anything with it").
    /// </summary>
    public static bool LookAway(IMethodSymbol helper, CompilationFacts facts) =>
        helper.DeclaringSyntaxReferences.IsEmpty
            ? helper.Name is "Forget" && facts.Types.VisualStudioTasks is { } tasks && SymbolEqualityComparer.Default.Equals(helper.ContainingType, tasks)
            : facts.Callees.Of(helper, helper.Parameters[0]) is ParameterUse.Forgotten;
}
