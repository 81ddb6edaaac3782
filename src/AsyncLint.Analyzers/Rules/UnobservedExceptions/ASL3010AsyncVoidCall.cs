using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Suggests to look at calls of async void functions of one's own, for which their caller cannot wait.</summary>
public sealed class ASL3010AsyncVoidCall : AsyncRule
{
    private const string GoesOn = "the caller goes on at its first await, and can neither wait for the rest nor catch what that throws";
    private const string NotCaught = "the 'catch' around this call does not see what it throws behind its first await";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL3010",
        "Call of an async void function",
        "'{0}' is async void: {1}",
        Rule.UnobservedExceptions,
        DiagnosticSeverity.Info,
        "An async void function returns to its caller at its first await and gives it nothing to wait for. What the caller does next runs before the work is done, and an "
        + "exception in it passes the caller's handlers by: it ends the process or goes to the SynchronizationContext. Let the function return a task, and await it.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts) =>
        start.RegisterOperationAction(
            context =>
            {
                // What raises an event or runs a delegate calls its Invoke, which is not async.
                var call = (IInvocationOperation)context.Operation;
                if (call.TargetMethod is { ReturnsVoid: true, IsAsync: true, DeclaringSyntaxReferences: [var declared, ..] } method
                    && Harm(call, method, context, facts) is { } harm
                    && NameOf(declared.GetSyntax(context.CancellationToken)) is { } name)
                {
                    context.ReportDiagnostic(Diagnostic.Create(Descriptor, call.Syntax.GetLocation(), new[] { name }, method.Name, harm));
                }
            },
            OperationKind.Invocation);

    private static string? Harm(IInvocationOperation call, IMethodSymbol method, OperationAnalysisContext context, CompilationFacts facts)
    {
        var caller = EnclosingFunction.Of(call, context.ContainingSymbol);
        if (IsForgetHelper(method, context, facts) || SymbolEqualityComparer.Default.Equals(caller.Symbol?.OriginalDefinition, method.OriginalDefinition))
        {
            return null;
        }

        return IsInTryWithCatch(call) ? NotCaught
            : BackgroundLoops.Contains(method, context.CancellationToken) || !IsMissedBy(caller, call, context, facts) ? null
            : GoesOn;
    }

    /// <summary>
    /// True where a caller takes the work for done, or could wait for it. A function that has to return void can do neither, and one that ends with the call
    /// does nothing too early, unless its end is something that others wait for: of a test, a program, a loop's round.
    /// </summary>
    private static bool IsMissedBy(EnclosingFunction caller, IInvocationOperation call, OperationAnalysisContext context, CompilationFacts facts)
    {
        if (caller is not { Symbol: { ReturnsVoid: true } function, Kind: not (FunctionKind.Constructor or FunctionKind.StaticConstructor) }
            || TestCode.IsTestMethod(function, facts.Types)
            || SymbolEqualityComparer.Default.Equals(facts.Compilation.GetEntryPoint(context.CancellationToken), function)
            || caller is { Kind: FunctionKind.Lambda, Operation: { } lambda } && VoidFunctions.ReceiverOf(lambda, facts, context.CancellationToken) is not VoidReceiver.Nobody)
        {
            return true;
        }

        return !FunctionEnds.IsAt(call, facts.Types)
            && (function.IsAsync || call.SemanticModel is not { } model || !VoidFunctions.AreBound(caller, model, facts, context.CancellationToken));
    }

    // It takes a task off its caller's hands, or sees to its own exceptions: nobody is to wait for it.
    private static bool IsForgetHelper(IMethodSymbol method, OperationAnalysisContext context, CompilationFacts facts)
    {
        foreach (var parameter in (method.ReducedFrom ?? method).Parameters)
        {
            if (facts.Awaitables.IsTaskLike(parameter.Type))
            {
                return true;
            }
        }

        return facts.MayFault.BodyOf(method.OriginalDefinition, context.CancellationToken) is { } body && GuardedBody.Is(body, facts)
            || facts.SymbolLists.Contains(Options.ForgetHelpers, Descriptor.Id, context, method)
            || facts.SymbolLists.Contains(Options.NeverFaulting, Descriptor.Id, context, method);
    }

    private static bool IsInTryWithCatch(IOperation call)
    {
        for (IOperation child = call, parent = call.Parent!; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent, parent = parent.Parent!)
        {
            if (parent is ITryOperation { Catches.IsEmpty: false } @try && @try.Body == child)
            {
                return true;
            }
        }

        return false;
    }

    private static Location? NameOf(SyntaxNode declaration) => declaration switch
    {
        MethodDeclarationSyntax method => method.Identifier.GetLocation(),
        LocalFunctionStatementSyntax local => local.Identifier.GetLocation(),
        _ => null,
    };
}
