using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint;

/// <summary>The analyzer that a compiler or an editor loads: it runs the rules of one strength.</summary>
/// <remarks>
/// What costs most in rules that nearly always have nothing to say is being asked. The driver asks every analyzer about every call; a host is asked
/// once and passes the call on.
/// </remarks>
public abstract class RuleHost : DiagnosticAnalyzer
{
    private protected RuleHost(params AsyncRule[] rules)
    {
        Rules = ImmutableArray.Create(rules);
        SupportedDiagnostics = ImmutableArray.CreateRange(rules.SelectMany(static rule => rule.SupportedDiagnostics));
    }

    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    internal ImmutableArray<AsyncRule> Rules { get; }

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (CompilationFacts.Of(start.Compilation) is not { } facts)
            {
                return;
            }

            var shared = new SharedActions(start);
            foreach (var rule in Rules)
            {
                if (IsOn(rule, start.Compilation, start.CancellationToken))
                {
                    rule.Start(shared, facts);
                }
            }

            shared.Register();
        });
    }

    // The driver leaves out an analyzer of which every rule is off, and filters what the others report. A rule alone is for the host to leave out.
    private static bool IsOn(AsyncRule rule, Compilation compilation, CancellationToken cancellation)
    {
        foreach (var descriptor in rule.SupportedDiagnostics)
        {
            if (RuleSwitch.IsOn(descriptor.Id, compilation, cancellation))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The rules about what is wrong.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WarningRules() : RuleHost(
    new ASL1001UnawaitedCall(),
    new ASL1002TaskLeak(),
    new ASL1003UnawaitedFanOut(),
    new ASL1004TaskUsedAsValue(),
    new ASL1005InnerTaskDropped(),
    new ASL1006TaskOutlivesResource(),
    new ASL1007HandlerCannotCatch(),
    new ASL1008NullTask(),
    new ASL1009SynchronousDisposal(),
    new ASL2001SyncOverAsync(),
    new ASL2003SyncCallInAsync(),
    new ASL2004BlockingWait(),
    new ASL2005TransitiveBlocking(),
    new ASL2006Deadlock(),
    new ASL2007StaticInitDeadlock(),
    new ASL2008AsyncLockMisuse(),
    new ASL3001AsyncVoidMethod(),
    new ASL3002AsyncVoidDelegate(),
    new ASL3003AsyncVoidCanCrash(),
    new ASL3004FireAndForgetCanFail(),
    new ASL3005FaultLostBetweenAwaits(),
    new ASL3006WhenAnyUnobserved(),
    new ASL3007ContinueWithFault(),
    new ASL3008UncompletedSource(),
    new ASL3009CancellationSwallowed(),
    new ASL3015CancelledCleanup());

/// <summary>The rules about what could be better: a build that shows no suggestions does not run them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SuggestionRules() : RuleHost(
    new ASL2002SyncOverAsyncInSync(),
    new ASL2009FakeAsync(),
    new ASL3010AsyncVoidCall());
