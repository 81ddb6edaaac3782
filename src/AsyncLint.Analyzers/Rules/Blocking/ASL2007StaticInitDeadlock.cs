using System.Collections.Immutable;
using AsyncLint.Calls;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports waits for tasks and threads while a type is initialized: ASL2007 where they never end, and ASL2011 where they hold up whoever uses the type.</summary>
public sealed class ASL2007StaticInitDeadlock : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL2007",
        "Deadlock of an initializer",
        "'{0}' deadlocks: {1} is not over before {2}, and on another thread the use of '{3}' waits for it to be over",
        Rule.Blocking,
        DiagnosticSeverity.Error,
        "While one thread initializes a type, or the value of a Lazy, every other thread that needs it waits. An initializer that waits for such a thread waits for ever, whatever "
        + "the SynchronizationContext.");

    internal static readonly DiagnosticDescriptor BlockingDescriptor = Rule.Create(
        "ASL2011",
        "Blocking initializer",
        "'{0}' blocks the initialization of '{1}' until {2}, and with it every thread that comes to use '{1}'",
        Rule.Blocking,
        DiagnosticSeverity.Warning,
        "A type initializer holds a lock until it is done, runs when nobody expects it, and is never run again: an exception makes the type unusable for the rest of the process. "
        + "What has to be waited for belongs into an async factory, or into a Lazy of a task that its users await.");

    private static readonly int[] s_names =
    {
        NameHash.MemberOf(NameHash.Of("Result")), NameHash.Called(NameHash.Of("Wait")), NameHash.Called(NameHash.Of("GetResult")), NameHash.Called(NameHash.Of("WaitAll")),
        NameHash.Called(NameHash.Of("WaitAny")), NameHash.Called(NameHash.Of("Join")),
    };

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor, BlockingDescriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts) =>
        start.RegisterOperationAction(context => Analyze(context, facts), OperationKind.FieldInitializer, OperationKind.PropertyInitializer, OperationKind.ConstructorBody);

    private static void Analyze(OperationAnalysisContext context, CompilationFacts facts)
    {
        var member = context.ContainingSymbol;
        if (member is not (IFieldSymbol { IsStatic: true, IsConst: false } or IPropertySymbol { IsStatic: true } or IMethodSymbol { MethodKind: MethodKind.StaticConstructor })
            || !MayWait(context.Operation, context.CancellationToken))
        {
            return;
        }

        foreach (var operation in context.Operation.Descendants())
        {
            if (operation is IInvocationOperation or IPropertyReferenceOperation)
            {
                Analyze(operation, member, context, facts);
            }
        }
    }

    // By the text: tables of constants are initialized here too.
    private static bool MayWait(IOperation initializer, CancellationToken cancellation)
    {
        if (NameIndex.Of(initializer.Syntax.SyntaxTree, cancellation).MemberAt(initializer.Syntax.SpanStart) is { } member)
        {
            foreach (var name in s_names)
            {
                if (member.Mentions.Contains(name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void Analyze(IOperation operation, ISymbol member, OperationAnalysisContext context, CompilationFacts facts)
    {
        var blocked = BlockedTasks.Find(operation, facts);
        if (blocked is null && operation is not IInvocationOperation { TargetMethod.Name: "Join" }
            || blocked is { } task && SyncOverAsync.IsHarmless(task, operation, context.Options, facts, Descriptor.Id, () => Graphs.Of(operation, context.CancellationToken), context.CancellationToken))
        {
            return;
        }

        if (facts.InitializationDeadlocks.At(operation, member) is { } deadlock)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor,
                SyncOverAsync.LocationOf(operation.Syntax),
                ImmutableArray.Create(deadlock.Use.Syntax.GetLocation()),
                blocked?.Text ?? "Join()",
                deadlock.Initialized,
                blocked is { } endless ? SyncOverAsync.NameOf(endless, facts) : "the thread ends",
                TaskCalls.NameOf(deadlock.Use)));
        }
        else if (blocked is { } block && InitializationDeadlocks.IsStaticInitializer(EnclosingFunction.Of(operation, member), member) && !TestCode.IsIn(facts.Types)
            && !SynchronousTwin.Contains(operation, block, facts))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                BlockingDescriptor, SyncOverAsync.LocationOf(operation.Syntax), block.Text, member.ContainingType.Name, SyncOverAsync.NameOf(block, facts)));
        }
    }
}
