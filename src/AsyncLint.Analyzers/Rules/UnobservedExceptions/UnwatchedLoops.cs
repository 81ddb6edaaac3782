using AsyncLint.Calls;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>The part of ASL3004 about loops that run in the background, in functions whose tasks nobody observes.</summary>
internal static class UnwatchedLoops
{
    /// <summary>A loop that nobody watches and that its first exception ends.</summary>
    public static void Report(ILoopOperation loop, OperationAnalysisContext context, CompilationFacts facts)
    {
        if (BackgroundLoops.IsEndless(loop, facts.Types)
            && EnclosingFunction.Of(loop, context.ContainingSymbol) is { Symbol: { IsAsync: true, ReturnsVoid: false, DeclaringSyntaxReferences: { Length: 1 } declared } function, Kind: FunctionKind.Method or FunctionKind.LocalFunction }
            && UnobservedStarts.OfAll(function, declared[0].GetSyntax(context.CancellationToken), loop.SemanticModel!, facts, context.CancellationToken) is { } start
            && !ASL3004FireAndForgetCanFail.IsListed(function, context, facts)
            && LoopFaults.In(loop, facts, context.CancellationToken) is { } await)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                ASL3004FireAndForgetCanFail.Descriptor, await.Syntax.GetLocation(), new[] { start.GetLocation() }, TaskCalls.NameOf(TaskCalls.Unwrap(await.Operation, facts)),
                $"ends the loop of '{function.Name}' if it throws, and nobody notices: the task of the loop is not observed"));
        }
    }

    /// <summary>True where a call starts such a loop: what is reported inside it is not reported where it is started.</summary>
    public static bool IsStartOfOne(IInvocationOperation call, OperationAnalysisContext context, CompilationFacts facts)
    {
        var started = !TaskCalls.IsScheduling(call.TargetMethod, facts.Types) ? call.TargetMethod
            : ScheduledFunction(call) switch
            {
                IAnonymousFunctionOperation { Body.Operations: [IReturnOperation { ReturnedValue: IInvocationOperation { TargetMethod: var returned } }] } => returned,
                IMethodReferenceOperation { Method: var group } => group,
                _ => null,
            };
        return started is { IsAsync: true, DeclaringSyntaxReferences: { Length: 1 } declared } method
            && BackgroundLoops.Contains(method, context.CancellationToken)
            && facts.MayFault.BodyOf(method.OriginalDefinition, context.CancellationToken) is { } body && LoopFaults.InBody(body, facts, context.CancellationToken) is not null
            && UnobservedStarts.OfAll(method.OriginalDefinition, declared[0].GetSyntax(context.CancellationToken), call.SemanticModel!, facts, context.CancellationToken) is not null;
    }

    /// <summary>The lambda or method group that Task.Run or StartNew is given.</summary>
    public static IOperation? ScheduledFunction(IInvocationOperation call) =>
        call.Arguments is { Length: > 0 } arguments ? (arguments[0].Value as IDelegateCreationOperation)?.Target : null;
}
