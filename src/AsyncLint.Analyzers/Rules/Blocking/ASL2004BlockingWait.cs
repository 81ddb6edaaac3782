using System.Collections.Concurrent;
using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports a call that blocks the thread of an async or task-returning function without being about a task.</summary>
public sealed class ASL2004BlockingWait : AsyncRule
{
    private const string Id = "ASL2004";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        Id,
        "Blocking wait in asynchronous code",
        "'{0}' stalls {1}: nothing else can run on its thread until it returns{2}",
        Rule.Blocking,
        DiagnosticSeverity.Warning,
        "The caller of an asynchronous function expects its thread back while the function waits. A call that blocks keeps the thread "
        + "instead: a window freezes, and on a server every such call takes one of the few threads of the pool until requests queue up. "
        + "Await the asynchronous counterpart, which needs no thread while it waits.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts)
    {
        var added = new ConcurrentDictionary<SyntaxTree, string>();
        start.RegisterOperationAction(
            context =>
            {
                var call = (IInvocationOperation)context.Operation;
                if (IsBlocking(call, context, facts, added, out var wait)
                    && StalledFunction.Of(call, context.ContainingSymbol, facts) is { } stalled
                    && ParallelLoops.Running(call, context.ContainingSymbol, facts) is null
                    && !SyncBranches.Contains(call)
                    && !ExpressionTrees.Contains(call, facts.Types)
                    && !facts.SymbolLists.Contains(Options.SafeApis.Get(context.Options, call.Syntax.SyntaxTree, Id), call.TargetMethod))
                {
                    var advice = Advice(call, wait, context.ContainingSymbol, facts, context.CancellationToken);

                    // A test may wait for what it has started on another thread, and has that thread to itself.
                    if (advice.Length > 0 || !(context.ContainingSymbol is IMethodSymbol test && TestCode.IsTestMethod(test, facts.Types)))
                    {
                        context.ReportDiagnostic(Diagnostic.Create(
                            Descriptor, BlockingCalls.PlaceOf(call).GetLocation(), BlockingCalls.NameOf(call), TaskCalls.QuotedNameOf(stalled), advice));
                    }
                }
            },
            OperationKind.Invocation);
    }

    private static bool IsBlocking(
        IInvocationOperation call, OperationAnalysisContext context, CompilationFacts facts, ConcurrentDictionary<SyntaxTree, string> added, out BlockingWait? wait)
    {
        wait = facts.BlockingWaits.Blocking(call);
        if (wait is not null)
        {
            return true;
        }

        var tree = call.Syntax.SyntaxTree;
        if (!added.TryGetValue(tree, out var apis))
        {
            added.TryAdd(tree, apis = Options.BlockingApis.Get(context.Options, tree, Id));
        }

        return apis.Length > 0 && facts.SymbolLists.Contains(apis, call.TargetMethod) && !ZeroTimeouts.In(call, facts.Types)
            && facts.BlockingWaits.Find(call.TargetMethod) is null;
    }

    /// <summary>Names what to await instead, once it is known to exist in this compilation.</summary>
    private static string Advice(IInvocationOperation call, BlockingWait? wait, ISymbol containing, CompilationFacts facts, CancellationToken cancellation)
    {
        var counterpart = wait?.Counterpart is { } other ? Existing(other, facts) : facts.Siblings.Find(call, containing as IMethodSymbol, cancellation)?.Name;
        return counterpart is null ? "" : "; 'await " + counterpart + "' would let the thread go";
    }

    // The loops' counterparts came with .NET 6 and 8.
    private static string? Existing(string counterpart, CompilationFacts facts)
    {
        var dot = counterpart.IndexOf('.');
        var parallel = facts.Types.Parallel;
        return !counterpart.StartsWith("Parallel", StringComparison.Ordinal) || parallel?.GetMembers(counterpart.Substring(dot + 1)).Length > 0
            ? counterpart
            : parallel?.GetMembers("ForEachAsync").Length > 0 ? "Parallel.ForEachAsync" : null;
    }
}
