using System.Collections.Concurrent;
using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>Two locks of one type that one function acquires in one order, and another one in the other: each then waits for what the other holds.</summary>
internal sealed class LockOrders(CompilationFacts facts)
{
    private readonly ConcurrentDictionary<(ISymbol Held, ISymbol Wanted), ImmutableArray<LockPair>> _pairs = new();

    /// <summary>The other function's acquisitions, the held one first; null where no function holds <paramref name="wanted"/> when it waits for <paramref name="held"/>.</summary>
    /// <param name="pair">Two acquisitions of one function, of fields of one type.</param>
    public LockPair? FindReverse(LockPair pair, ISymbol held, IFieldSymbol wanted, CancellationToken cancellation)
    {
        // In front of both waits there may be a third lock, which lets only one of the functions come so far.
        if (held is not IFieldSymbol || !SymbolEqualityComparer.Default.Equals(held.ContainingType, wanted.ContainingType) || HoldsAnother(pair))
        {
            return null;
        }

        if (!_pairs.TryGetValue((wanted, held), out var reverse))
        {
            reverse = _pairs.GetOrAdd((wanted, held), Collect(wanted, held, cancellation));
        }

        foreach (var other in reverse)
        {
            if (!HoldsAnother(other))
            {
                return other;
            }
        }

        return null;
    }

    /// <summary>True where code could wait for a lock, itself or in a function of the type that has the lock: told by names, for it is asked of all code that holds one.</summary>
    public static bool MayWait(IOperation code, ISymbol held, KnownTypes types, CancellationToken cancellation)
    {
        foreach (var operation in code.Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod: var method }
                && (SemaphoreUses.IsAcquire(method, types) || SymbolEqualityComparer.Default.Equals(method.ContainingType, held.ContainingType) && WaitsByName(method, cancellation)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The field that an acquisition without a timeout waits for, if it is a lock of this object or of its type; null otherwise.</summary>
    public IFieldSymbol? LockOf(IInvocationOperation acquire, CancellationToken cancellation) =>
        SemaphoreUses.IsAcquire(acquire.TargetMethod, facts.Types) && acquire.Instance is IFieldReferenceOperation { Field: var field, Instance: null or IInstanceReferenceOperation }
        && !SemaphoreWaits.IsTimed(acquire, facts.Types) && facts.SemaphoreRoles.InitialCount(field, cancellation) is 1 && !facts.SemaphoreRoles.IsReleasedApart(field, cancellation)
            ? field
            : null;

    private ImmutableArray<LockPair> Collect(ISymbol held, ISymbol wanted, CancellationToken cancellation)
    {
        var pairs = ImmutableArray.CreateBuilder<LockPair>();
        foreach (var reference in held.ContainingType.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(cancellation) is not TypeDeclarationSyntax type || facts.Models.Of(type.SyntaxTree) is not { } model)
            {
                continue;
            }

            foreach (var member in type.Members)
            {
                if (member is BaseMethodDeclarationSyntax && SyntaxNames.Mentions(member, held.Name) && model.GetOperation(member, cancellation) is { } root
                    && model.GetDeclaredSymbol(member, cancellation) is { } symbol)
                {
                    Collect(root, symbol, held, wanted, pairs, cancellation);
                }
            }
        }

        return pairs.ToImmutable();
    }

    private void Collect(IOperation root, ISymbol member, ISymbol held, ISymbol wanted, ImmutableArray<LockPair>.Builder pairs, CancellationToken cancellation)
    {
        if (Graphs.Of(root, cancellation) is not { } graph)
        {
            return;
        }

        foreach (var operation in root.Descendants())
        {
            if (operation is not IInvocationOperation call || !SymbolEqualityComparer.Default.Equals(LockOf(call, cancellation), held)
                || SemaphoreUses.Of(call, facts) is not { IsShared: false, IsLent: false } uses
                || SemaphoreFlow.Follow(uses, isLock: true, graph, facts, cancellation) is not { } fate)
            {
                continue;
            }

            foreach (var (field, inner) in fate.Inner)
            {
                if (SymbolEqualityComparer.Default.Equals(field, wanted))
                {
                    pairs.Add(new LockPair(call, inner, member));
                }
            }
        }
    }

    // What else the function has acquired before, of whatever object.
    private bool HoldsAnother(LockPair pair)
    {
        foreach (var operation in OperationTree.Root(pair.Held).Descendants())
        {
            if (operation.Syntax.SpanStart < pair.Held.Syntax.SpanStart
                && (operation is ILockOperation || operation is IInvocationOperation { TargetMethod: var method } && SemaphoreUses.IsAcquire(method, facts.Types)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool WaitsByName(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            if (SyntaxNames.Mentions(reference.GetSyntax(cancellation), "WaitAsync", "Wait"))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>What a function has acquired, and the call by which it waits for another lock while it holds that.</summary>
/// <param name="Member">The member whose code that is.</param>
internal sealed record LockPair(IInvocationOperation Held, IInvocationOperation Wanted, ISymbol Member);
