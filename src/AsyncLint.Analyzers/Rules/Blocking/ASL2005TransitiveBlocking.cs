using System.Collections.Concurrent;
using System.Collections.Immutable;
using AsyncLint.Calls;
using AsyncLint.Facts;
using AsyncLint.Hosts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports a call in an async or task-returning function to a sync function that blocks, itself or in what it calls.</summary>
public sealed class ASL2005TransitiveBlocking : AsyncRule
{
    private const string Id = "ASL2005";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        Id,
        "Blocking behind a call",
        "{0} is stalled by this call: {1} blocks on '{2}', and its thread can do nothing else until that returns",
        Rule.Blocking,
        DiagnosticSeverity.Warning,
        "The caller of an asynchronous function expects its thread back while the function waits. A sync function that blocks, and be it a few calls "
        + "further down, keeps the thread all the same: a window freezes, and on a server requests queue up for the threads of the pool. Make the "
        + "functions between this call and the block asynchronous, or run the call on a thread of its own.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts)
    {
        foreach (var tree in start.Compilation.SyntaxTrees)
        {
            if (NameIndex.Of(tree, start.CancellationToken).HasAsync)
            {
                facts.Calls(OptionsFor(start.Options, tree)).Prepare(start.CancellationToken);
                break;
            }
        }

        var settings = new ConcurrentDictionary<SyntaxTree, (CallSummaries, EntryPoints)>();
        start.RegisterOperationBlockAction(context => Analyze(context, settings, facts));
    }

    // Member by member: the index tells by text which ones are worth a look, and no operation of all others is touched.
    private static void Analyze(OperationBlockAnalysisContext context, ConcurrentDictionary<SyntaxTree, (CallSummaries Summaries, EntryPoints Entries)> known, CompilationFacts facts)
    {
        if (context.OperationBlocks is not [{ Syntax: var syntax }, ..])
        {
            return;
        }

        var tree = syntax.SyntaxTree;
        if (NameIndex.Of(tree, context.CancellationToken).MemberAt(syntax.SpanStart) is not { } member)
        {
            return;
        }

        if (!known.TryGetValue(tree, out var settings))
        {
            known.TryAdd(tree, settings = (facts.Calls(OptionsFor(context.Options, tree)), facts.EntryPoints(Options.AppModel.Get(context.Options, tree, Id))));
        }

        var (summaries, entries) = settings;
        if (!member.HasAsync && !(context.OwningSymbol is IMethodSymbol owner && facts.Awaitables.IsTaskLike(owner.ReturnType)) && !entries.MayAnswerUser(context.OwningSymbol.ContainingType)
            || !summaries.MayBlock(tree, syntax.SpanStart, context.CancellationToken)
            || context.OwningSymbol is IMethodSymbol test && TestCode.IsTestMethod(test, facts.Types) && Options.TestMethods.Get(context.Options, tree, Id) is "ignore")
        {
            return;
        }

        foreach (var block in context.OperationBlocks)
        {
            if (summaries.Options.ReportOneTime || !IsEntryPoint(context))
            {
                AnalyzeFunction(EnclosingFunction.Of(block, context.OwningSymbol), block, context, summaries, entries, facts);
            }

            foreach (var operation in block.Descendants())
            {
                switch (operation)
                {
                    case IAnonymousFunctionOperation { Body: var body } lambda when !ExpressionTrees.Contains(body, facts.Types):
                        AnalyzeFunction(EnclosingFunction.Of(body, lambda.Symbol), body, context, summaries, entries, facts);
                        break;
                    case ILocalFunctionOperation { Body: { } body } local:
                        AnalyzeFunction(EnclosingFunction.Of(body, local.Symbol), body, context, summaries, entries, facts);
                        break;
                }
            }
        }
    }

    private static bool IsEntryPoint(OperationBlockAnalysisContext context) =>
        SymbolEqualityComparer.Default.Equals(context.OwningSymbol, context.Compilation.GetEntryPoint(context.CancellationToken));

    private static CallOptions OptionsFor(AnalyzerOptions options, SyntaxTree tree) => new(
        Options.VirtualCalls.Get(options, tree, Id) switch { "exact" => Dispatch.Exact, "all" => Dispatch.All, _ => Dispatch.Single },
        Options.OneTimePaths.Get(options, tree, Id) is "report",
        Options.SafeApis.Get(options, tree, Id),
        Options.BlockingApis.Get(options, tree, "ASL2004"));

    private static void AnalyzeFunction(EnclosingFunction function, IOperation code, OperationBlockAnalysisContext context, CallSummaries summaries, EntryPoints entries, CompilationFacts facts)
    {
        if (function.Color(facts.Awaitables) is FunctionColor.Sync && !AnswersUser(function, entries, context.CancellationToken))
        {
            return;
        }

        // Once for each block, at the nearest call: the others would only say it again.
        var nearest = new Dictionary<SyntaxNode, (IOperation Call, BlockChain Chain)>();
        foreach (var (call, chain) in summaries.ChainsIn(code, context.CancellationToken))
        {
            if (!IsForAnotherRule(call, function, facts, context.CancellationToken) && !IsDeadlock(chain, context, facts)
                && (!nearest.TryGetValue(chain.Leaf.Operation.Syntax, out var known) || chain.Functions.Length < known.Chain.Functions.Length))
            {
                nearest[chain.Leaf.Operation.Syntax] = (call, chain);
            }
        }

        foreach (var (call, chain) in nearest.Values)
        {
            context.ReportDiagnostic(Report(function, call, chain));
        }
    }

    // Precedence: where the call has a proven async sibling, that is what is to be said about it.
    private static bool IsForAnotherRule(IOperation call, EnclosingFunction function, CompilationFacts facts, CancellationToken cancellation) =>
        call is IInvocationOperation invocation && facts.Siblings.Find(invocation, function.Symbol, cancellation) is not null;

    private static bool IsDeadlock(BlockChain chain, OperationBlockAnalysisContext context, CompilationFacts facts)
    {
        ISymbol member = chain.Functions[chain.Functions.Length - 1];
        while (member is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
        {
            member = member.ContainingSymbol;
        }

        return SyncOverAsync.IsDeadlock(chain.Leaf.Operation, member, context.Options, facts, context.CancellationToken);
    }

    // Nothing else in the window goes on while its handler waits.
    private static bool AnswersUser(EnclosingFunction function, EntryPoints entries, CancellationToken cancellation) => entries.Exist && function switch
    {
        { Kind: FunctionKind.Lambda, Operation: { } lambda } => entries.ModelOf(lambda) is not null,
        { Kind: FunctionKind.Method, Symbol: { } method } => entries.AnswersUser(method, cancellation),
        _ => false,
    };

    private static Diagnostic Report(EnclosingFunction function, IOperation call, BlockChain chain)
    {
        var places = ImmutableArray.CreateBuilder<Location>();
        foreach (var hop in chain.Calls)
        {
            if (hop is not null)
            {
                places.Add(ChainText.PlaceOf(hop));
            }
        }

        places.Add(chain.Leaf.Operation.Syntax.GetLocation());
        return Diagnostic.Create(
            Descriptor,
            ChainText.PlaceOf(call),
            places.ToImmutable(),
            TaskCalls.QuotedNameOf(function),
            ChainText.NameOf(chain.Functions),
            chain.Leaf.Text);
    }
}
