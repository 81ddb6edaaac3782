using AsyncLint.Calls;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>What is likely to throw, and whether a handler around it sees to the release of a semaphore.</summary>
/// <remarks>
/// Nearly every call may throw. Only what is expected to is counted: work that is awaited or blocked on, unless <see cref="Calls.MayFault"/> proves that it cannot fail, code
/// that somebody else has written (a delegate), and functions of the source that are likely to fail.
/// </remarks>
internal sealed class UnguardedThrows(SemaphoreUses uses, FunctionGraph function, CancellationToken cancellation)
{
    private readonly CompilationFacts _facts = function.Facts;

    public bool MayThrow(IOperation operation) => operation switch
    {
        IAwaitOperation { Operation: var awaited } => !IsHarmless(TaskCalls.Unwrap(awaited, _facts)),
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } => true,
        IInvocationOperation call => BlockedTasks.Find(call, _facts) is not null || !_facts.Awaitables.IsTaskLike(call.Type) && (FaultsOf(call.TargetMethod) & Faults.Likely) != 0,
        IPropertyReferenceOperation property => BlockedTasks.Find(property, _facts) is not null,
        _ => false,
    };

    /// <summary>True where what is thrown by this code does not leave the semaphore taken.</summary>
    public bool IsGuarded(SyntaxNode thrower)
    {
        var body = function.Graph.OriginalOperation.Syntax;
        for (SyntaxNode node = thrower; node.Parent is { } parent && node != body; node = parent)
        {
            if (parent is not TryStatementSyntax @try)
            {
                continue;
            }

            if (node is FinallyClauseSyntax finallyClause)
            {
                // Events that are raised there are hardly meant to throw; work that is awaited fails.
                if (thrower is not AwaitExpressionSyntax && Releases(finallyClause))
                {
                    return true;
                }

                continue;
            }

            // A catch clause is a child of its try as well.
            if (@try.Finally is { } last && Releases(last))
            {
                return true;
            }

            if (node is not BlockSyntax)
            {
                continue;
            }

            foreach (var handler in @try.Catches)
            {
                if (Releases(handler) || IsSwallowing(handler) && IsReleasedBehind(@try))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool Releases(SyntaxNode handler)
    {
        foreach (var release in uses.Releases)
        {
            if (handler.Span.Contains(release.Syntax.Span))
            {
                return true;
            }
        }

        foreach (var node in handler.DescendantNodes())
        {
            if (node is InvocationExpressionSyntax && function.Source.At(node) is IInvocationOperation call && SemaphoreRoles.IsReleasedBy(call.TargetMethod, uses.Symbol, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsSwallowing(CatchClauseSyntax handler)
    {
        var isGeneral = handler.Declaration is not { } declaration
            || function.Source.At(handler) is ICatchClauseOperation { ExceptionType: { } type } && SymbolEqualityComparer.Default.Equals(type, _facts.Types.Exception) && declaration is not null;
        foreach (var node in handler.Block.DescendantNodes())
        {
            if (node is ThrowStatementSyntax or ThrowExpressionSyntax or ReturnStatementSyntax)
            {
                return false;
            }
        }

        return isGeneral;
    }

    private bool IsReleasedBehind(TryStatementSyntax @try)
    {
        foreach (var release in uses.Releases)
        {
            if (release.Syntax.SpanStart >= @try.Span.End)
            {
                return true;
            }
        }

        return false;
    }

    // "Task.Yield()", "Task.Delay(100)", another semaphore: what never fails as long as nobody cancels or disposes it.
    private bool IsHarmless(IOperation awaited)
    {
        if (awaited is not IInvocationOperation { TargetMethod: var method, Arguments: var arguments })
        {
            return TaskCalls.IsBornComplete(awaited, _facts);
        }

        if (method.Name is "Yield" or "Delay" && Same(method.ContainingType, _facts.Types.Task) || Same(method.ContainingType, _facts.Types.SemaphoreSlim))
        {
            foreach (var argument in arguments)
            {
                if (Same(argument.Parameter?.Type, _facts.Types.CancellationToken))
                {
                    return false;
                }
            }

            return true;
        }

        return TaskCalls.IsBornComplete(awaited, _facts) || FaultsOf(method) is Faults.None;
    }

    private Faults FaultsOf(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.IsEmpty ? Faults.Unproven : _facts.MayFault.Of(method, cancellation).Faults;

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
