using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports null in the place of a task: returned by a function whose caller awaits, or awaited.</summary>
public sealed class ASL1008NullTask : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL1008",
        "Null task",
        "{0}: awaiting null throws a NullReferenceException",
        Rule.MissingAwait,
        DiagnosticSeverity.Warning,
        "A function that returns a task has a caller that awaits it, and awaiting null throws a NullReferenceException, far from where the null came from. Nothing to do is a task as "
        + "well, Task.CompletedTask, and no result is Task.FromResult of nothing. Behind '?.' a task is null wherever its receiver is.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts)
    {
        start.RegisterOperationAction(context => AnalyzeReturn(context, facts), OperationKind.Return);
        start.RegisterOperationAction(context => AnalyzeAwait(context, facts), OperationKind.Await);
    }

    private static void AnalyzeReturn(OperationAnalysisContext context, CompilationFacts facts)
    {
        var returning = (IReturnOperation)context.Operation;
        if (!NullTasks.MayBeIn(returning.ReturnedValue) || returning.ReturnedValue is not { Type.TypeKind: TypeKind.Class } value || !facts.Awaitables.IsFrameworkTask(value.Type))
        {
            return;
        }

        EnclosingFunction? function = null;
        foreach (var part in NullTasks.In(value))
        {
            function ??= Expecting(returning, context, facts);
            if (function is not { Symbol: { } symbol })
            {
                return;
            }

            Report(context, part, symbol.MethodKind is MethodKind.AnonymousFunction ? "The lambda returns null instead of a task" : $"'{symbol.Name}' returns null instead of a task");
        }
    }

    /// <summary>The function, where its caller may expect a task of it and nothing but a task.</summary>
    private static EnclosingFunction? Expecting(IReturnOperation returning, OperationAnalysisContext context, CompilationFacts facts)
    {
        var function = EnclosingFunction.Of(returning, context.ContainingSymbol);
        return function is { Kind: FunctionKind.Method or FunctionKind.LocalFunction or FunctionKind.Lambda, IsAsync: false, Symbol: { } symbol }
            && facts.Awaitables.IsFrameworkTask(symbol.ReturnType)
            && !ExpressionTrees.Contains(returning, facts.Types)
            && !NullContracts.Allow(function, returning, facts, context.CancellationToken)
                ? function
                : null;
    }

    private static void AnalyzeAwait(OperationAnalysisContext context, CompilationFacts facts)
    {
        var value = ((IAwaitOperation)context.Operation).Operation;
        if (value is IInvocationOperation call)
        {
            // Nearly all awaits: left at once unless "(x?.SaveAsync()).ConfigureAwait(false)".
            if (call.TargetMethod.Name is not "ConfigureAwait")
            {
                return;
            }

            value = TaskCalls.Unwrap(call, facts);
        }

        if (!NullTasks.MayBeIn(value) || value.Type is not { IsReferenceType: true } || !facts.Awaitables.IsTaskLike(value.Type))
        {
            return;
        }

        foreach (var part in NullTasks.In(value))
        {
            Report(context, part, "The awaited task is null");
        }
    }

    private static void Report(OperationAnalysisContext context, IOperation part, string what) =>
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor,
            part.Syntax.GetLocation(),
            part is IConditionalAccessOperation access ? $"{what} where {NameOf(access.Operation)} is null" : what));

    private static string NameOf(IOperation receiver) => receiver switch
    {
        IInvocationOperation or ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation => $"'{TaskCalls.NameOf(receiver)}'",
        _ => "the receiver",
    };
}
