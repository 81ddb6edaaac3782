using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Rules;

/// <summary>Reports a task that is taken for its result.</summary>
public sealed class ASL1004TaskUsedAsValue : AsyncRule
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "ASL1004",
        "Task used as a value",
        "'{0}' is not awaited: {1}",
        Rule.MissingAwait,
        DiagnosticSeverity.Warning,
        "A task is an object like any other, so the compiler lets it be printed, compared, serialized or asserted on where its result was meant. The text is then the name of "
        + "a type, the comparison always gives the same answer, and an exception in the task is lost. Await the task and use what it gives.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    private protected override void Register(CompilationStartAnalysisContext start, CompilationFacts facts)
    {
        start.RegisterOperationAction(context => AnalyzeCall(context, facts), OperationKind.Invocation);
        start.RegisterOperationAction(context => AnalyzeVariable(((IInterpolationOperation)context.Operation).Expression, context, facts), OperationKind.Interpolation);
        start.RegisterOperationAction(context => AnalyzeVariable(((IReturnOperation)context.Operation).ReturnedValue, context, facts), OperationKind.Return);
        start.RegisterOperationAction(context => AnalyzeSum(context, facts), OperationKind.Binary);
    }

    /// <summary>A call that makes a task: what becomes of the task where it stands, or of the variable that is declared with it.</summary>
    private static void AnalyzeCall(OperationAnalysisContext context, CompilationFacts facts)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!facts.Awaitables.IsFrameworkTask(call.Type) || call.Parent is null or { Kind: OperationKind.Await or OperationKind.ExpressionStatement })
        {
            return;
        }

        var question = Question(context, facts);
        if ((TaskValues.Of(call, call, question) ?? MistakenLocals.FirstUse(call, question)) is { } value && !IsHandedOut(call) && !ExpressionTrees.Contains(call, facts.Types))
        {
            Report(context, facts, call, value);
        }
    }

    private static void AnalyzeSum(OperationAnalysisContext context, CompilationFacts facts)
    {
        var sum = (IBinaryOperation)context.Operation;
        if (sum.OperatorKind is BinaryOperatorKind.Add && sum.Type is { SpecialType: SpecialType.System_String })
        {
            AnalyzeVariable(sum.LeftOperand, context, facts);
            AnalyzeVariable(sum.RightOperand, context, facts);
        }
    }

    /// <summary>A variable with a task that becomes text, or the result of an async function.</summary>
    /// <remarks>A Task without a result, or a ValueTask, whose text may be that of its result, is printed to see its state.</remarks>
    private static void AnalyzeVariable(IOperation? operand, OperationAnalysisContext context, CompilationFacts facts)
    {
        var variable = operand;
        while (variable is { Kind: OperationKind.Conversion, IsImplicit: true })
        {
            variable = ((IConversionOperation)variable).Operand;
        }

        if (variable is { Kind: OperationKind.LocalReference or OperationKind.ParameterReference or OperationKind.FieldReference or OperationKind.PropertyReference }
            && variable.Type is INamedTypeSymbol { TypeKind: TypeKind.Class, IsGenericType: true } && facts.Awaitables.IsFrameworkTask(variable.Type)
            && TaskValues.Of(variable, null, Question(context, facts)) is { } value
            && !(variable is ILocalReferenceOperation { Local: var local } && MistakenLocals.Contains(local, variable, Question(context, facts)))
            && !ExpressionTrees.Contains(variable, facts.Types))
        {
            Report(context, facts, variable, value);
        }
    }

    private static void Report(OperationAnalysisContext context, CompilationFacts facts, IOperation task, TaskValue value) =>
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor,
            LocationOf(task),
            value.Task == task ? null : ImmutableArray.Create(value.Task.Syntax.GetLocation()),
            TaskCalls.NameOf(TaskCalls.Unwrap(task, facts)),
            Reason(value)));

    private static string Reason(TaskValue value) => value.Use switch
    {
        ValueUse.Text => "the text is the name of the task's type, not its result",
        ValueUse.Argument => $"'{value.Name}' gets the task instead of its result",
        ValueUse.Check => $"'{value.Name}' checks the task instead of its result",
        ValueUse.NullTest => "the task is tested for null, which it never is, instead of its result",
        ValueUse.Comparison => "the task is compared instead of its result, and the two are never equal",
        ValueUse.TypeTest => "the type of the task is tested instead of that of its result",
        ValueUse.Disposal => "'using' disposes the task instead of its result",
        ValueUse.Assignment => $"'{value.Name}' is set to the task instead of its result",
        ValueUse.Return => $"'{value.Name}' returns the task as its result",
        _ => "the task is cast instead of its result",
    };

    // "client?.GetAsync()" is awaited as a whole.
    private static Location LocationOf(IOperation task)
    {
        while (task.Parent is IConditionalAccessOperation access && access.WhenNotNull == task)
        {
            task = access;
        }

        return task.Syntax.GetLocation();
    }

    // "cache.GetOrAdd(key, Load)", "mock.Object": a method that gives back any type did not start the task.
    private static bool IsHandedOut(IInvocationOperation call) =>
        call.TargetMethod is { MethodKind: not MethodKind.DelegateInvoke, OriginalDefinition.ReturnType: ITypeParameterSymbol };

    private static ValueContext Question(OperationAnalysisContext context, CompilationFacts facts) =>
        new(facts, context.ContainingSymbol, context.Options, Descriptor.Id, context.CancellationToken);
}
