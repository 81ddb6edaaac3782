using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>What the place of a synchronous call says about it: that it is meant, or that it matters less.</summary>
internal static class SyncCallContext
{
    /// <summary>True for the synchronous half of a pair, for the sibling's own work, and for a call that waits for nothing or only verifies a mock.</summary>
    public static bool IsOnPurpose(IInvocationOperation call, IMethodSymbol sibling, ISymbol containing, CompilationFacts facts) =>
        SyncBranches.Contains(call) || SyncBranches.IsToldBy(EnclosingFunction.Of(call, containing).Symbol) || SyncBranches.ChooseBetween(call, sibling)
        || IsWorkOf(sibling, call, containing) || AsksForNoAnswer(call, facts.Types) || TestCode.IsMockVerification(call, facts.Types)
        || Pragmas.AcceptSyncCall(call.Syntax);

    /// <summary>
    /// The kind that a call is reported as: a program's start waits for its files once, and so do tests, where nobody else needs the thread. Null
    /// where a report would be unwelcome.
    /// </summary>
    public static SyncCallKind? Weigh(
        SyncCallKind kind, EnclosingFunction function, ISymbol containing, CompilationFacts facts, CancellationToken cancellation)
    {
        if (kind is SyncCallKind.Wait)
        {
            return kind;
        }

        if (containing is IMethodSymbol member && TestCode.IsTestMethod(member, facts.Types))
        {
            return null;
        }

        var isStart = function.Kind is FunctionKind.TopLevel
            || function.Kind is FunctionKind.Method && SymbolEqualityComparer.Default.Equals(facts.Compilation.GetEntryPoint(cancellation), function.Symbol);
        return isStart || TestCode.IsIn(facts.Types) ? kind is SyncCallKind.Unknown ? null : SyncCallKind.Unknown : kind;
    }

    // "db.KeyDelete(key, CommandFlags.FireAndForget)" queues a command and returns.
    private static bool AsksForNoAnswer(IInvocationOperation call, KnownTypes types)
    {
        const int FireAndForget = 2;
        foreach (var argument in call.Arguments)
        {
            if (argument.Value is { Type: { TypeKind: TypeKind.Enum } flags, ConstantValue: { HasValue: true, Value: int value } } && (value & FireAndForget) != 0
                && SymbolEqualityComparer.Default.Equals(flags, types.RedisCommandFlags))
            {
                return true;
            }
        }

        return false;
    }

    // LoadAsync(token) that calls Load() on its own object, and helpers of it such as LoadCoreAsync: to await LoadAsync there would never end.
    private static bool IsWorkOf(IMethodSymbol sibling, IInvocationOperation call, ISymbol containing)
    {
        if (call.Instance is not (null or IInstanceReferenceOperation))
        {
            return false;
        }

        for (var function = EnclosingFunction.Of(call, containing).Symbol; function is not null; function = function.ContainingSymbol as IMethodSymbol)
        {
            var name = NameOf(function);
            if ((name == sibling.Name || name.StartsWith(call.TargetMethod.Name, StringComparison.Ordinal) && name.IndexOf("Async", StringComparison.Ordinal) > 0)
                && IsOrDerives(containing.ContainingType, call.TargetMethod.ContainingType))
            {
                return true;
            }
        }

        return false;
    }

    // "Task IStore.LoadAsync()" implements a member by its last name.
    private static string NameOf(IMethodSymbol method) =>
        method.ExplicitInterfaceImplementations.IsEmpty ? method.Name : method.ExplicitInterfaceImplementations[0].Name;

    private static bool IsOrDerives(INamedTypeSymbol? type, INamedTypeSymbol ancestor) => type is not null && SyncApis.DerivesFrom(type, ancestor.OriginalDefinition);
}
