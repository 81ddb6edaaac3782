using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>
/// What the source of a callee says about its thread, asked once for each method and only where a call is about to be reported. Names are compared
/// before anything is bound, and of the calls that the callee makes only those of its own overloads are followed.
/// </summary>
internal sealed class CalleeBodies(CompilationFacts facts)
{
    // "Sleep(int)" calls "Sleep(TimeSpan)", and that another.
    private const int MaxOverloads = 4;

    private readonly ConcurrentDictionary<IMethodSymbol, SyncCallKind> _kinds = new(SymbolEqualityComparer.Default);

    /// <summary>Io or Wait where the body of <paramref name="method"/> itself does that; Unknown for a method that others may override or implement.</summary>
    public SyncCallKind KindOf(IMethodSymbol method)
    {
        var definition = (method.ReducedFrom ?? method).OriginalDefinition;
        return _kinds.TryGetValue(definition, out var known) ? known : _kinds.GetOrAdd(definition, Judge(definition, 0));
    }

    /// <summary>
    /// True for a sibling that only wraps the sync method, as <c>Task.Run(() => Load())</c> does, or awaits nothing: to await it gains nothing.
    /// </summary>
    public bool IsWrapper(IMethodSymbol sibling, IMethodSymbol method)
    {
        sibling = (sibling.ReducedFrom ?? sibling).OriginalDefinition;
        if (BodyOf(sibling) is not { } body)
        {
            return false;
        }

        if (FreshTasks.IsTriviallyComplete(sibling, facts.Awaitables.Of(sibling.ReturnType)))
        {
            return true;
        }

        var wrapped = (method.ReducedFrom ?? method).OriginalDefinition;
        var awaits = false;
        foreach (var node in body.DescendantNodesAndSelf())
        {
            awaits |= node is AwaitExpressionSyntax or CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 } or UsingStatementSyntax { AwaitKeyword.RawKind: not 0 }
                or LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 };
            if (node is SimpleNameSyntax { Identifier.ValueText: var name } && name == wrapped.Name
                && facts.Models.Of(node.SyntaxTree)?.GetSymbolInfo(node).Symbol is IMethodSymbol called
                && SymbolEqualityComparer.Default.Equals((called.ReducedFrom ?? called).OriginalDefinition, wrapped))
            {
                return true;
            }
        }

        return sibling.IsAsync && !awaits;
    }

    private SyncCallKind Judge(IMethodSymbol method, int depth)
    {
        if (depth == MaxOverloads || method.IsVirtual || method.IsAbstract || method.IsOverride && !method.IsSealed && !method.ContainingType.IsSealed || BodyOf(method) is not { } body)
        {
            return SyncCallKind.Unknown;
        }

        foreach (var node in body.DescendantNodesAndSelf(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or CatchClauseSyntax)))
        {
            if (node is InvocationExpressionSyntax or MemberAccessExpressionSyntax { Parent: not InvocationExpressionSyntax } && MayBlock(node, method)
                && facts.Models.Of(node.SyntaxTree)?.GetOperation(node) is { } operation && KindOf(operation, method, depth) is var kind and not SyncCallKind.Unknown)
            {
                return kind;
            }
        }

        return SyncCallKind.Unknown;
    }

    private bool MayBlock(SyntaxNode node, IMethodSymbol method) =>
        NameOf(node) is { } name && (name == method.Name || name is "Result" or "Wait" or "GetResult" or "WaitAll" || SyncApis.IsListed(name) || facts.BlockingWaits.IsListed(name));

    private static string? NameOf(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax call => NameOf(call.Expression),
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax bare => bare.Identifier.ValueText,
        _ => null,
    };

    // Of the blocks on tasks only those on a call's own: a task in a variable may be complete.
    private SyncCallKind KindOf(IOperation operation, IMethodSymbol method, int depth)
    {
        if (BlockedTasks.Find(operation, facts) is { } blocked)
        {
            return TaskCalls.Unwrap(blocked.Task, facts) is IInvocationOperation task && !TaskCalls.IsBornComplete(task, facts) ? SyncCallKind.Wait : SyncCallKind.Unknown;
        }

        if (operation is not IInvocationOperation call)
        {
            return SyncCallKind.Unknown;
        }

        if (call.TargetMethod.Name == method.Name && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType.OriginalDefinition, method.ContainingType))
        {
            return Judge(call.TargetMethod.OriginalDefinition, depth + 1);
        }

        if (facts.BlockingWaits.Blocking(call) is not null)
        {
            return SyncCallKind.Wait;
        }

        if (facts.SyncApis.Of(call.TargetMethod) is not { Extensions: null, Kind: SyncCallKind.Io or SyncCallKind.Wait or SyncCallKind.IoOnArgument } api
            || facts.MemoryChannels.AreAllThatIsUsedBy(call, api.Kind))
        {
            return SyncCallKind.Unknown;
        }

        return api.Kind is SyncCallKind.Wait ? SyncCallKind.Wait : SyncCallKind.Io;
    }

    private static SyntaxNode? BodyOf(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences is { Length: 1 } references ? EnclosingFunction.BodyOf(references[0].GetSyntax()) : null;
}
