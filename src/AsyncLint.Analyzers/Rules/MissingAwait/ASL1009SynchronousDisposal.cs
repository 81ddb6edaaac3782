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
        "'{0}' is disposed synchronously: {1}",
        Rule.MissingAwait,
        DiagnosticSeverity.Warning,
        "Some objects still have work to do when they are disposed: they write what they buffered, or say goodbye to the other side. Dispose does it while the thread "
        + "waits, which ASP.NET Core even forbids for a response, and some services cannot do it at all without DisposeAsync. 'await using' awaits it.");

    internal static readonly DiagnosticDescriptor Available = Rule.Create(
        "ASL1010",
        "Asynchronous disposal exists",
        "'{0}' is disposed synchronously, although it has 'DisposeAsync'; 'await using' keeps no thread should that have to wait",
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
            Report(statement, statement.Resources, keyword.GetLocation(), statement.Body, context, facts);
        }
    }

    private static void AnalyzeDeclaration(IUsingDeclarationOperation declaration, OperationAnalysisContext context, CompilationFacts facts)
    {
        if (!declaration.IsAsynchronous && declaration.Syntax is LocalDeclarationStatementSyntax { UsingKeyword: var keyword } && declaration.Parent is { } scope)
        {
            Report(declaration, declaration.DeclarationGroup, keyword.GetLocation(), scope, context, facts);
        }
    }

    private static void AnalyzeCall(IInvocationOperation call, OperationAnalysisContext context, CompilationFacts facts)
    {
        if (call is { TargetMethod: { Name: "Dispose", Parameters.IsEmpty: true, IsStatic: false }, Instance: { } disposed and not IInstanceReferenceOperation })
        {
            Report(call, disposed, call.Syntax.GetLocation(), scope: null, context, facts);
        }
    }

    private static void Report(
        IOperation operation, IOperation resources, Location location, IOperation? scope, OperationAnalysisContext context, CompilationFacts facts)
    {
        if (Strongest(resources, scope, facts) is not (not DisposalWork.None and var work, var name)
            || EnclosingFunction.Of(operation, context.ContainingSymbol) is not { IsAsync: true }
            || SyncBranches.Contains(operation)
            || operation.SemanticModel is not { } model
            || AwaitLegality.Of(operation.Syntax, model, facts.Types, context.CancellationToken) is not AwaitObstacle.None)
        {
            return;
        }

        context.ReportDiagnostic(work is DisposalWork.Unknown
            ? Diagnostic.Create(Available, location, name)
            : Diagnostic.Create(Descriptor, location, name, work switch
            {
                DisposalWork.Writes => "what it still holds is sent while the thread waits",
                DisposalWork.Services => "a service in it that has only 'DisposeAsync' makes 'Dispose' throw",
                _ => "its 'DisposeAsync' waits for something, which 'Dispose' blocks on or leaves out",
            }));
    }

    /// <summary>The resource with most left to do; several may be declared in one statement.</summary>
    private static (DisposalWork Work, string Name) Strongest(IOperation resources, IOperation? scope, CompilationFacts facts)
    {
        if (resources is not IVariableDeclarationGroupOperation group)
        {
            var work = facts.Disposals.Of(resources);
            // What is not declared here is nobody's to follow: whether something is left to write is not known.
            return (work is DisposalWork.Writes ? DisposalWork.Unknown : work, NameOf(resources));
        }

        var strongest = (Work: DisposalWork.None, Name: "");
        foreach (var declaration in group.Declarations)
        {
            foreach (var variable in declaration.Declarators)
            {
                if ((variable.Initializer ?? declaration.Initializer)?.Value is { } value && facts.Disposals.CanBeAwaited(variable.Symbol.Type))
                {
                    var work = facts.Disposals.Of(value);
                    if (work is DisposalWork.Writes)
                    {
                        work = OfWriter(variable.Symbol, scope!);
                    }

                    if (work > strongest.Work)
                    {
                        strongest = (work, variable.Symbol.Name);
                    }
                }
            }
        }

        return strongest;
    }

    private static string NameOf(IOperation resource) => resource switch
    {
        IConversionOperation conversion => NameOf(conversion.Operand),
        ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation or IConditionalAccessInstanceOperation => TaskCalls.NameOf(resource),
        _ => resource.Type?.Name ?? "",
    };

    /// <summary>
    /// Nothing is left to write once the writer was flushed; and where it is used synchronously throughout, the last of many blocking writes is no news.
    /// </summary>
    private static DisposalWork OfWriter(ILocalSymbol writer, IOperation scope)
    {
        var work = DisposalWork.Unknown;
        foreach (var operation in scope.Descendants())
        {
            if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, writer))
            {
                if (reference.Parent is IInvocationOperation { TargetMethod.Name: "FlushAsync" or "Flush" or "DisposeAsync" or "CloseAsync" } end && end.Instance == reference)
                {
                    return DisposalWork.None;
                }

                if (IsAwaited(reference))
                {
                    work = DisposalWork.Writes;
                }
            }
        }

        return work;
    }

    private static bool IsAwaited(IOperation use)
    {
        for (var parent = use.Parent; parent is not null and not (IBlockOperation or IAnonymousFunctionOperation); parent = parent.Parent)
        {
            if (parent is IAwaitOperation)
            {
                return true;
            }
        }

        return false;
    }
}
