using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports an object with an asynchronous end of life that async code ends synchronously.</summary>
public sealed class ASL1009SynchronousDisposal : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL1009",
        "Synchronous disposal",
        "{0} is disposed synchronously: {1}",
        Rule.MissingAwait,
        DiagnosticSeverity.Warning,
        "Some objects still have work to do when they are disposed: they write what they buffered, or say goodbye to the other side. Dispose does it while the thread "
        + "waits, which ASP.NET Core even forbids for a response, and some services cannot do it at all without DisposeAsync. 'await using' awaits it.");

    internal static readonly DiagnosticDescriptor Available = Rule.Create(
        "ASL1010",
        "Asynchronous disposal exists",
        "{0} is disposed synchronously, although it has 'DisposeAsync': {1} frees the thread while the disposal waits",
        Rule.MissingAwait,
        DiagnosticSeverity.Info,
        "A type that implements IAsyncDisposable may have to wait for something when its objects are disposed. In an async function 'await using' costs nothing and lets it wait "
        + "without a thread.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor, Available);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts)
    {
        if (facts.Types.AsyncDisposable is null)
        {
            return;
        }

        start.RegisterOperationAction(context => AnalyzeUsing((IUsingOperation)context.Operation, context, facts), OperationKind.Using);
        start.RegisterOperationAction(context => AnalyzeDeclaration((IUsingDeclarationOperation)context.Operation, context, facts), OperationKind.UsingDeclaration);
        start.RegisterOperationAction(context => AnalyzeCall((IInvocationOperation)context.Operation, context, facts), OperationKind.Invocation);
    }

    private static void AnalyzeUsing(IUsingOperation statement, OperationAnalysisContext context, CompilationFacts facts)
    {
        if (!statement.IsAsynchronous && statement.Syntax is UsingStatementSyntax { UsingKeyword: var keyword })
        {
            Report(statement, Strongest(statement.Resources, statement.Body, facts), keyword.GetLocation(), context, facts);
        }
    }

    private static void AnalyzeDeclaration(IUsingDeclarationOperation declaration, OperationAnalysisContext context, CompilationFacts facts)
    {
        if (!declaration.IsAsynchronous && declaration.Syntax is LocalDeclarationStatementSyntax { UsingKeyword: var keyword } && declaration.Parent is { } scope)
        {
            Report(declaration, Strongest(declaration.DeclarationGroup, scope, facts), keyword.GetLocation(), context, facts);
        }
    }

    private static void AnalyzeCall(IInvocationOperation call, OperationAnalysisContext context, CompilationFacts facts)
    {
        if (call is { TargetMethod: { Name: "Dispose", Parameters.IsEmpty: true, IsStatic: false }, Instance: { } disposed and not IInstanceReferenceOperation }
            && OfExpression(disposed, facts) is { Work: not DisposalWork.None } resource
            && !DisposalContext.IsEndOrTest(call, context.ContainingSymbol, facts))
        {
            Report(call, resource, call.Syntax.GetLocation(), context, facts);
        }
    }

    private static void Report(IOperation disposal, Resource resource, Location location, OperationAnalysisContext context, CompilationFacts facts)
    {
        if (resource.Work is DisposalWork.None
            || EnclosingFunction.Of(disposal, context.ContainingSymbol) is not { IsAsync: true }
            || DisposalContext.IsOnPurpose(disposal, context.ContainingSymbol)
            || disposal.SemanticModel is not { } model
            || AwaitLegality.Of(disposal.Syntax, model, facts.Types, context.CancellationToken) is not AwaitObstacle.None)
        {
            return;
        }

        context.ReportDiagnostic(resource.Work is DisposalWork.Unknown
            ? Diagnostic.Create(Available, location, resource.Description, (disposal, resource.Name) switch
            {
                (not IInvocationOperation, _) => "'await using'",
                (_, { } name) => $"'await {name}.DisposeAsync()'",
                _ => "awaiting 'DisposeAsync'",
            })
            : Diagnostic.Create(Descriptor, location, resource.Description, resource.Work switch
            {
                DisposalWork.Writes => "what it still holds is sent while the thread waits",
                DisposalWork.Services => "a service in it that has only 'DisposeAsync' makes 'Dispose' throw",
                _ => "its 'DisposeAsync' waits for something, which 'Dispose' blocks on or leaves out",
            }));
    }

    /// <summary>The resource with most left to do; several may be declared in one statement.</summary>
    private static Resource Strongest(IOperation resources, IOperation scope, CompilationFacts facts)
    {
        if (resources is not IVariableDeclarationGroupOperation group)
        {
            return OfExpression(resources, facts);
        }

        var strongest = default(Resource);
        foreach (var declaration in group.Declarations)
        {
            foreach (var variable in declaration.Declarators)
            {
                if ((variable.Initializer ?? declaration.Initializer)?.Value is { } value && facts.Disposals.CanBeAwaited(variable.Symbol.Type)
                    && facts.Disposals.Of(value) is var work && (work is DisposalWork.Writes ? DisposalContext.OfWriter(variable.Symbol, scope) : work) is var left
                    && left > strongest.Work && !DisposalContext.IsClosedIn(scope, variable.Symbol))
                {
                    strongest = new(left, variable.Symbol.Name, null);
                }
            }
        }

        return strongest;
    }

    // What is not declared here is nobody's to follow: whether something is left to write is not known.
    private static Resource OfExpression(IOperation value, CompilationFacts facts) =>
        new(facts.Disposals.Of(value) is var work && work is DisposalWork.Writes ? DisposalWork.Unknown : work, NameOf(value), OperationTree.Unconverted(value).Type);

    private static string? NameOf(IOperation resource) => resource switch
    {
        IConversionOperation conversion => NameOf(conversion.Operand),
        IConditionalAccessInstanceOperation instance => TaskCalls.ReceiverOf(instance) is { } receiver ? NameOf(receiver) : null,
        ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation => TaskCalls.NameOf(resource),
        _ => null,
    };

    /// <summary>What is disposed; it has a name where it is a variable or a member.</summary>
    private readonly record struct Resource(DisposalWork Work, string? Name, ITypeSymbol? Type)
    {
        public string Description => Name is null ? $"The object of type '{Type?.Name}'" : $"'{Name}'";
    }
}
