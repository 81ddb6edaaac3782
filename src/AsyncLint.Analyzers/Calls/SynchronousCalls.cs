using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>
/// Calls of async functions that come to no await, since they pass a constant: <c>GetUserAsync(id, CacheMode.CacheOnly)</c>, where the function awaits only
/// <c>if (mode == CacheMode.AllowDownload)</c>. Their tasks are complete.
/// </summary>
internal static class SynchronousCalls
{
    /// <summary>True where all functions that a call may run are known, and none of them awaits anything for what it is passed.</summary>
    public static bool AwaitNothing(IInvocationOperation call, CompilationFacts facts)
    {
        // Where the flag says how the work is done and not whether, the thread waits all the same, for I/O that is done synchronously.
        if (SyncBranches.IsToldToBeSync(call) || !call.Arguments.Any(static argument => argument.Value.ConstantValue is { HasValue: true, Value: not null } && argument.Parameter?.Type is { } type && CallGuards.IsFlag(type)))
        {
            return false;
        }

        var method = SourceFunctions.DefinitionOf(call.TargetMethod);
        var targets = Implementations.ReceiverOf(call) is { } receiver && Implementations.CanBeReplaced(method) ? facts.Implementations.Of(method, receiver, Dispatch.All) : ImmutableArray.Create(method);
        return !targets.IsEmpty && targets.All(target => AwaitsNothing(SourceFunctions.DefinitionOf(target), call, facts));
    }

    private static bool AwaitsNothing(IMethodSymbol function, IInvocationOperation call, CompilationFacts facts)
    {
        if (!function.IsAsync || SourceFunctions.BodyOf(function, facts) is not { } body)
        {
            return false;
        }

        foreach (var operation in OperationTree.OwnOperations(body))
        {
            if (operation is IAwaitOperation or IForEachLoopOperation { IsAsynchronous: true } or IUsingOperation { IsAsynchronous: true } or IUsingDeclarationOperation { IsAsynchronous: true }
                && CallGuards.Of(operation, body, function, facts) is var guards && (guards.IsDefault || guards.All(guard => guard.HoldsAt(call))))
            {
                return false;
            }
        }

        return true;
    }
}
