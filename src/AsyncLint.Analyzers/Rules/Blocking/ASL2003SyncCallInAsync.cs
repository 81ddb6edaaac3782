using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>
/// Reports synchronous calls in async functions that have an asynchronous sibling: as ASL2003 where the call certainly does I/O or waits, as
/// ASL2010 where the sibling merely exists.
/// </summary>
public sealed class ASL2003SyncCallInAsync : AsyncRule
{
    private const string Id = "ASL2003";

    internal static readonly DiagnosticDescriptor Blocks = Rule.Create(
        Id,
        "Synchronous call in an async function",
        "'{0}' keeps the thread that runs {1} until {2}{3}",
        Rule.Blocking,
        DiagnosticSeverity.Warning,
        "Whoever awaits an async function expects its thread back while the function waits for a disk, a network or another process. A synchronous "
        + "call keeps the thread instead: a window freezes meanwhile, and a server that has a few dozen such calls under way answers nobody else.");

    internal static readonly DiagnosticDescriptor Exists = Rule.Create(
        "ASL2010",
        "Asynchronous sibling of a synchronous call",
        "'{0}' has an asynchronous sibling, which {1} could await: '{2}'",
        Rule.Blocking,
        DiagnosticSeverity.Info,
        "Whoever wrote the sibling expects the call to take its time. In an async function the sibling costs no more than an await, and the thread is "
        + "free while it works.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Blocks, Exists);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts)
    {
        start.RegisterOperationAction(context => AnalyzeCall(context, facts), OperationKind.Invocation);
        start.RegisterOperationAction(context => AnalyzeProperty(context, facts), OperationKind.PropertyReference);
    }

    private static void AnalyzeCall(OperationAnalysisContext context, CompilationFacts facts)
    {
        var call = (IInvocationOperation)context.Operation;
        if (SyncCalls.Find(call, context.ContainingSymbol, facts, context.CancellationToken) is not { } found
            || facts.SymbolLists.Contains(Options.SafeApis.Get(context.Options, call.Syntax.SyntaxTree, Id), call.TargetMethod))
        {
            return;
        }

        var place = BlockingCalls.PlaceOf(call).GetLocation();
        if (found.Kind is SyncCallKind.Unknown && !facts.SymbolLists.Contains(Options.IoApis.Get(context.Options, call.Syntax.SyntaxTree, Id), call.TargetMethod))
        {
            context.ReportDiagnostic(Diagnostic.Create(Exists, place, BlockingCalls.NameOf(call), TaskCalls.QuotedNameOf(found.Stalled), "await " + found.Sibling!.Method.Name));
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Blocks,
            place,
            BlockingCalls.NameOf(call),
            TaskCalls.QuotedNameOf(found.Stalled),
            found.Kind is SyncCallKind.Wait ? "what it waits for has happened" : "its I/O is done",
            found.Sibling is { } sibling ? "; 'await " + sibling.Method.Name + "' would let the thread go" : ""));
    }

    // "while (!reader.EndOfStream)": to know that, the reader fills its buffer.
    private static void AnalyzeProperty(OperationAnalysisContext context, CompilationFacts facts)
    {
        var property = (IPropertyReferenceOperation)context.Operation;
        if (property is { Property: { Name: "EndOfStream", ContainingType: var owner }, Instance: { } reader }
            && SymbolEqualityComparer.Default.Equals(owner, facts.Types.StreamReader)
            && EnclosingFunction.Of(property, context.ContainingSymbol) is { IsAsync: true } function
            && !facts.MemoryChannels.Contain(reader)
            && !SyncBranches.Contains(property) && !SyncBranches.IsToldBy(function.Symbol)
            && SyncCallContext.Weigh(SyncCallKind.Io, function, context.ContainingSymbol, facts, context.CancellationToken) is SyncCallKind.Io
            && !facts.SymbolLists.Contains(Options.SafeApis.Get(context.Options, property.Syntax.SyntaxTree, Id), property.Property))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Blocks, property.Syntax.GetLocation(), "StreamReader.EndOfStream", TaskCalls.QuotedNameOf(function), "its I/O is done", "; 'await ReadLineAsync()' gives null at the end"));
        }
    }
}
