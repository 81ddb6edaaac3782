using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes;

/// <summary>Tells which parameters are made for delegates that return a task.</summary>
internal static class TaskDelegates
{
    /// <summary>True where an argument of a call to <paramref name="method"/> is for such a delegate.</summary>
    public static bool AreTakenBy(IMethodSymbol method, ArgumentSyntax argument, int position, CompilationFacts facts) =>
        ParameterOf(method, argument, position) is { Type: INamedTypeSymbol { DelegateInvokeMethod: { } invoke } } && facts.Awaitables.IsTaskOrValueTask(invoke.ReturnType);

    /// <summary>The parameter for an argument, as the method's definition declares it.</summary>
    /// <remarks>
    /// The definition decides: <c>StartNew&lt;Task&gt;(Func&lt;Task&gt;)</c> is written for any result and would drop the inner task.
    /// </remarks>
    public static IParameterSymbol? ParameterOf(IMethodSymbol method, ArgumentSyntax argument, int position) =>
        FunctionConversion.ParameterAt((method.ReducedFrom ?? method).OriginalDefinition, argument, position + (method.ReducedFrom is null ? 0 : 1));
}
