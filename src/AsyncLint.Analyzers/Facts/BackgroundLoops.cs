using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Tells functions that run beside their caller for as long as they like, so that nobody can wait for them right away.</summary>
internal static class BackgroundLoops
{
    /// <summary>A function of the source with a loop that does not count: while, do, for without a condition, await foreach.</summary>
    public static bool Contains(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var reference in method.OriginalDefinition.DeclaringSyntaxReferences)
        {
            if (IsIn(reference.GetSyntax(cancellation)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The same for what a call is given to run.</summary>
    public static bool AreStartedBy(IInvocationOperation call, CompilationFacts facts, CancellationToken cancellation) =>
        StartedWork.BodiesOf(call, facts, cancellation).Any(static body => IsIn(body.Syntax));

    /// <summary>True where a call is given work to run that ends only when it is told to, so that to wait for it is to wait for that.</summary>
    public static bool RunUntilStopped(IInvocationOperation call, CompilationFacts facts, CancellationToken cancellation) =>
        StartedWork.BodiesOf(call, facts, cancellation)
            .Any(body => OperationTree.OwnOperations(body).Any(operation => operation is ILoopOperation loop && IsEndless(loop, facts.Types)));

    /// <summary>The same for a piece of code.</summary>
    public static bool IsIn(SyntaxNode code)
    {
        foreach (var node in code.DescendantNodes())
        {
            if (node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax { Condition: null } or CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// A loop that is meant to run until it is told to stop, not until its work is done: <c>while (true)</c>, <c>for (;;)</c>, and what a cancellation, a
    /// timer or a channel ends.
    /// </summary>
    public static bool IsEndless(ILoopOperation loop, KnownTypes types) => loop switch
    {
        IWhileLoopOperation { Condition: { } condition } => condition.ConstantValue is { HasValue: true, Value: true } || WaitsForSignal(condition, types),
        IForLoopOperation { Condition: var condition } => condition is null or { ConstantValue: { HasValue: true, Value: true } },
        _ => false,
    };

    private static bool WaitsForSignal(IOperation condition, KnownTypes types)
    {
        foreach (var operation in condition.DescendantsAndSelf())
        {
            var owner = operation switch
            {
                IPropertyReferenceOperation { Property: { Name: "IsCancellationRequested", ContainingType: var source } } => source,
                IInvocationOperation { TargetMethod: { Name: "WaitForNextTickAsync", ContainingType: var timer } } => timer,
                IInvocationOperation { TargetMethod: { Name: "WaitToReadAsync", ContainingType: var reader } } => reader.OriginalDefinition,
                _ => null,
            };
            if (owner is not null && (Same(owner, types.CancellationToken) || Same(owner, types.CancellationTokenSource)
                || Same(owner, types.PeriodicTimer) || Same(owner, types.ChannelReader)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(ISymbol a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
