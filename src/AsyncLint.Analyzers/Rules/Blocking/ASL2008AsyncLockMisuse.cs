using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports a semaphore that stays taken, is released without having been acquired, or is acquired by who holds it.</summary>
public sealed class ASL2008AsyncLockMisuse : AsyncRule
{
    /// <summary>The property of a diagnostic that names the form of the misuse.</summary>
    internal const string Form = "form";

    /// <summary>Forms that a try with a finally repairs.</summary>
    internal const string NotReleased = "not released";

    /// <summary>The wait stands in the try whose finally releases.</summary>
    internal const string InsideTry = "inside try";

    private const string Other = "other";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL2008",
        "Async lock misuse",
        "'{0}' {1}",
        Rule.Blocking,
        DiagnosticSeverity.Warning,
        "A semaphore that is not released stays taken: everybody who waits for it from then on waits for ever, with no exception and no thread that shows why. One that is released without having been "
        + "acquired lets two in at once, or throws SemaphoreFullException. Acquire it in front of a try, release it in the finally.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts)
    {
        if (facts.Types.SemaphoreSlim is not null)
        {
            start.RegisterOperationAction(context => Analyze(context, facts), OperationKind.Invocation);
        }
    }

    private static void Analyze(OperationAnalysisContext context, CompilationFacts facts)
    {
        var acquire = (IInvocationOperation)context.Operation;
        if (!SemaphoreUses.IsAcquire(acquire.TargetMethod, facts.Types) || SemaphoreUses.Of(acquire, facts) is not { IsShared: false, IsLent: false } uses
            || facts.SemaphoreRoles.InitialCount(uses.Symbol, context.CancellationToken) is var count && count is 0)
        {
            return;
        }

        var isLock = count is 1 && uses.Symbol is IFieldSymbol { DeclaredAccessibility: Accessibility.Private };
        if (uses.Releases.Count == 0 && !isLock
            || SemaphoreWaits.GuardedBy(uses, facts.Types) is { } work && !(isLock && LockOrders.MayWait(work, uses.Symbol, facts.Types, context.CancellationToken))
            || SemaphoreWaits.IsResultMixed(acquire, facts.Types) || facts.SemaphoreRoles.IsReleasedApart(uses.Symbol, context.CancellationToken))
        {
            return;
        }

        if (uses.Releases.Count > 0 && SemaphoreWaits.IsResultIgnored(acquire, facts.Types))
        {
            Report(context, uses, Other, "is released further down even if this wait has timed out, since nobody looks at its result: two are then inside at once", uses.Releases[0].Syntax.GetLocation());
            return;
        }

        if (SemaphoreWaits.MayFail(acquire, facts.Types) && SemaphoreWaits.ReleaseAfterFailure(uses) is { } release)
        {
            Report(context, uses, InsideTry, "is released by the finally even if this wait was cancelled or timed out, and then lets two in at once: the wait belongs in front of the try", release.Syntax.GetLocation());
            return;
        }

        if (SemaphoreFlow.Follow(uses, isLock, context.GetControlFlowGraph(), facts, context.CancellationToken) is not { } fate)
        {
            return;
        }

        if (fate.Reentry is { } reentry)
        {
            Report(
                context, uses, Other, $"is acquired again by '{TaskCalls.NameOf(reentry.Call)}' while it is held here: that wait never ends, since only its own caller could release it",
                reentry.Call.Syntax.GetLocation(), reentry.Acquire.Syntax.GetLocation());
        }
        else if (ReverseOf(uses, fate, facts, context) is var (wanted, call, reverse))
        {
            Report(
                context, uses, Other,
                $"is held while '{wanted.Name}' is waited for, and {TaskCalls.QuotedNameOf(EnclosingFunction.Of(reverse.Held, reverse.Member))} acquires them in the other order: when both run at once, each waits for ever for what the other holds",
                call.Syntax.GetLocation(), reverse.Held.Syntax.GetLocation(), reverse.Wanted.Syntax.GetLocation());
        }
        else if (IsReleased(fate))
        {
            ReportHeld(context, uses, fate);
        }
    }

    private static (IFieldSymbol Wanted, IInvocationOperation Call, LockPair Reverse)? ReverseOf(SemaphoreUses uses, SemaphoreFate fate, CompilationFacts facts, OperationAnalysisContext context)
    {
        foreach (var (wanted, call) in fate.Inner)
        {
            if (facts.LockOrders.FindReverse(new LockPair(uses.Acquire, call, context.ContainingSymbol), uses.Symbol, wanted, context.CancellationToken) is { } reverse)
            {
                return (wanted, call, reverse);
            }
        }

        return null;
    }

    private static void ReportHeld(OperationAnalysisContext context, SemaphoreUses uses, SemaphoreFate fate)
    {
        if (fate.Paths.Leaks.Count > 0 && IsOwn(uses.Symbol) && !uses.IsReleasedOnCondition)
        {
            var leak = fate.Paths.Leaks[0];
            Report(context, uses, NotReleased, WordsOf(leak) + ": who waits for it next waits for ever", ASL1002TaskLeak.LocationOf(leak));
        }
        else if (fate.Unguarded.Count > 0)
        {
            var thrower = fate.Unguarded[0];
            Report(context, uses, NotReleased, WordsOf(thrower) + ", since no finally around that releases it: who waits for it next waits for ever", LocationOf(thrower));
        }
    }

    private static bool IsReleased(SemaphoreFate fate)
    {
        foreach (var (end, _) in fate.Paths.Ends)
        {
            if (end is TaskEnd.Released)
            {
                return true;
            }
        }

        return false;
    }

    // What other types can see, they may release.
    private static bool IsOwn(ISymbol semaphore) => semaphore is ILocalSymbol or { DeclaredAccessibility: Accessibility.Private };

    private static string WordsOf(TaskLeak leak) => leak.Kind switch
    {
        LeakKind.EarlyReturn => "is not released by the early return",
        LeakKind.NextRound => "is not released before the next round of the loop",
        _ => "is not released on every path to the end",
    };

    private static string WordsOf(IOperation thrower) =>
        IsThrow(thrower) ? "is not released by the throw" : $"stays taken when '{TaskCalls.NameOf(ThrownBy(thrower))}' throws";

    private static Location LocationOf(IOperation thrower) => (IsThrow(thrower) ? thrower.Syntax.Parent! : thrower.Syntax).GetLocation();

    private static bool IsThrow(IOperation thrower) => thrower.Syntax.Parent is ThrowStatementSyntax or ThrowExpressionSyntax;

    private static IOperation ThrownBy(IOperation thrower) =>
        thrower is IAwaitOperation { Operation: IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } configured } } ? configured : thrower;

    private static void Report(OperationAnalysisContext context, SemaphoreUses uses, string form, string what, params Location[] others) =>
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, uses.Acquire.Syntax.GetLocation(), others, ImmutableDictionary<string, string?>.Empty.Add(Form, form), uses.Symbol.Name, what));
}
