using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace AsyncLint.Rules;

/// <summary>Reports async functions that are handed over as a delegate that returns void.</summary>
#pragma warning disable CA1711 // the stem of the rule, which is about delegates
public sealed class ASL3002AsyncVoidDelegate : AsyncRule
#pragma warning restore CA1711
{
    private const string Crash = "an exception in it ends the process or is posted to the SynchronizationContext";
    private const string NobodyAwaits = "nobody can await it, and " + Crash;
    private const string CalleeGoesOn = "the call goes on at its first await, before the work is done, and " + Crash;
    private const string ThreadEnds = "the thread ends at its first await, and the rest runs elsewhere, where " + Crash;
    private const string TaskCompletes = "the task completes at its first await, and " + Crash;
    private const string ProcessEnds = "the process ends when the handler returns, which it does at its first await, and the rest of it never runs";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL3002",
        "Async void delegate",
        "{0} is async void: {1}",
        Rule.UnobservedExceptions,
        DiagnosticSeverity.Warning,
        "An async lambda that becomes a delegate without a result is an async void function. Whoever calls the delegate gets control back at the first await, takes "
        + "the work for done, and cannot catch what the rest throws. Hand it to something that takes a function returning a Task, or write the loop and await in it.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts) =>
        start.RegisterOperationAction(
            context =>
            {
                var creation = (IDelegateCreationOperation)context.Operation;
                if (creation.Target is (IAnonymousFunctionOperation { Symbol: { IsAsync: true, ReturnsVoid: true } }
                        or IMethodReferenceOperation { Method: { IsAsync: true, ReturnsVoid: true } }) and var function
                    && Harm(function, creation, facts, context.CancellationToken) is { } harm)
                {
                    var name = function is IMethodReferenceOperation { Method: var method } ? "'" + method.Name + "'" : "The async lambda";
                    context.ReportDiagnostic(Diagnostic.Create(Descriptor, LocationOf(function.Syntax), name + ReceiverOf(creation), harm));
                }
            },
            OperationKind.DelegateCreation);

    /// <summary>What goes wrong; null where the delegate has to return void, or where nothing that matters is lost.</summary>
    internal static string? Harm(IOperation function, IDelegateCreationOperation creation, CompilationFacts facts, CancellationToken cancellation)
    {
        var value = DelegateUses.Delegate(function);
        if (value.Parent is IEventAssignmentOperation subscription)
        {
            return IsLastWord(subscription, function, facts.Types) ? ProcessEnds : null;
        }

        if (EventHandlers.IsHandlerType(creation.Type, facts.Types) || BecomesHandler(value))
        {
            return null;
        }

        return VoidFunctions.ReceiverOf(function, facts, cancellation) switch
        {
            VoidReceiver.Call => CalleeGoesOn,
            VoidReceiver.Thread => ThreadEnds,
            VoidReceiver.Task => TaskCompletes,
            _ => LosesNothing(function, facts, cancellation) ? null : NobodyAwaits,
        };
    }

    private static bool LosesNothing(IOperation function, CompilationFacts facts, CancellationToken cancellation) => function switch
    {
        IAnonymousFunctionOperation lambda => GuardedBody.Is(lambda.Body, facts),

        // ASL3001 says the same at the method's declaration, unless something obliges that to return void.
        IMethodReferenceOperation { Method: var method } => !EventHandlers.HasSignature(method, facts.Types) && !Contracts.FixSignatureOf(method)
            || facts.MayFault.BodyOf(method.OriginalDefinition, cancellation) is { } body && GuardedBody.Is(body, facts),
        _ => false,
    };

    // ASL3001 tells a method that handles AppDomain.UnhandledException by its signature, and reports the method.
    private static bool IsLastWord(IEventAssignmentOperation subscription, IOperation function, KnownTypes types) =>
        subscription is { Adds: true, EventReference: IEventReferenceOperation { Event: var @event } }
        && EventHandlers.IsLastWord(@event, types)
        && !(function is IMethodReferenceOperation { Method: var handler } && EventHandlers.IsLastWord(handler, types));

    /// <summary>A variable that is subscribed to an event in the same body, or an event set with <c>=</c> in its own type.</summary>
    private static bool BecomesHandler(IOperation value)
    {
        var variable = VariableOf(value);
        if (variable is null or IEventSymbol)
        {
            return variable is not null;
        }

        var root = OperationTree.Root(value);

        foreach (var operation in root.Descendants())
        {
            if (operation is IEventAssignmentOperation { Adds: true, HandlerValue: var handler }
                && SymbolEqualityComparer.Default.Equals(SymbolOf(handler is IConversionOperation conversion ? conversion.Operand : handler), variable))
            {
                return true;
            }
        }

        return false;
    }

    private static ISymbol? VariableOf(IOperation value) => value.Parent switch
    {
        IAssignmentOperation assignment => SymbolOf(assignment.Target),
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
        IFieldInitializerOperation { InitializedFields: { Length: > 0 } fields } => fields[0],
        IPropertyInitializerOperation { InitializedProperties: { Length: > 0 } properties } => properties[0],
        _ => null,
    };

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IMemberReferenceOperation member => member.Member,
        _ => null,
    };

    /// <summary>The words that say who gets the delegate.</summary>
    private static string ReceiverOf(IDelegateCreationOperation creation)
    {
        var value = DelegateUses.Delegate(creation);
        return value.Parent switch
        {
            IEventAssignmentOperation { EventReference: IEventReferenceOperation { Event.Name: var name } } => $" subscribed to '{name}'",
            IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: var name } } => $" given to '{name}'",
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Constructor, ContainingType.Name: var name } } } => $" given to '{name}'",
            IArgumentOperation { Parent: IInvocationOperation call } => $" given to '{TaskCalls.NameOf(call)}'",
            _ when VariableOf(value) is { } variable => $" assigned to '{variable.Name}'",
            _ => $" converted to '{creation.Type?.Name}'",
        };
    }

    // What a user would edit: a lambda's head rather than all of its lines.
    internal static Location LocationOf(SyntaxNode function)
    {
        var end = function switch
        {
            LambdaExpressionSyntax lambda => lambda.ArrowToken.Span.End,
            AnonymousMethodExpressionSyntax { ParameterList: { } parameters } => parameters.Span.End,
            AnonymousMethodExpressionSyntax anonymous => anonymous.DelegateKeyword.Span.End,
            _ => function.Span.End,
        };
        return Location.Create(function.SyntaxTree, TextSpan.FromBounds(function.SpanStart, end));
    }
}
