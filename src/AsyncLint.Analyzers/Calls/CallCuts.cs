using AsyncLint.Facts;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Calls;

/// <summary>Decides which calls a chain does not follow.</summary>
internal sealed class CallCuts(CompilationFacts facts, CallOptions options)
{
    /// <summary>True for a function whose block is its own business or nobody's.</summary>
    public bool StopAt(IMethodSymbol function) =>
        function.MethodKind is MethodKind.Destructor or MethodKind.StaticConstructor
        // An async function is judged where it blocks, and so is one that returns a task.
        || EnclosingFunction.Declared(function, function.DeclaringSyntaxReferences.IsEmpty ? null! : function.DeclaringSyntaxReferences[0].GetSyntax()).Color(facts.Awaitables) is not FunctionColor.Sync
        || IsDispose(function)
        || function.Name is WellKnownMemberNames.GetResult && facts.Awaitables.IsAwaiter(function.ContainingType)
        || facts.SymbolLists.Contains(options.SafeApis, function.AssociatedSymbol ?? function)
        || facts.SymbolLists.Contains(options.BlockingApis, function);

    // What 'using' calls is for a rule of its own; to block in Dispose is often all that one can do.
    private static bool IsDispose(IMethodSymbol function) =>
        function is { Name: "Dispose", ReturnsVoid: true } && (function.Parameters.IsEmpty || function.Parameters is [{ Type.SpecialType: SpecialType.System_Boolean }])
        || function is { MethodKind: MethodKind.ExplicitInterfaceImplementation, ExplicitInterfaceImplementations: [{ ContainingType.SpecialType: SpecialType.System_IDisposable }] };
}
