using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Recognizes arguments that are read as values, for <see cref="TaskValues"/>.</summary>
internal static class TaskArguments
{
    /// <param name="task">The task.</param>
    /// <param name="value">The task with what converts it implicitly.</param>
    public static TaskValue? Of(IOperation task, IOperation value, ITypeSymbol result, IInvocationOperation start, ValueContext context)
    {
        var facts = context.Facts;
        if (ArgumentOf(value, out var isElement, out var isMember) is not { Parent: { } callee } argument)
        {
            return null;
        }

        var name = callee is IObjectCreationOperation { Type: { } created } ? created.Name : TaskCalls.NameOf(callee);
        if (callee is IInvocationOperation { TargetMethod.Name: "AppendFormatted", Parent.Kind: OperationKind.InterpolatedStringAppendFormatted })
        {
            return new(ValueUse.Text, "", task);
        }

        var sink = facts.ValueSinks.Of(argument, isElement, Options.ValueSinks.Get(context.Options, task.Syntax.SyntaxTree, context.RuleId));
        if (isMember)
        {
            // "Ok(new { user = GetUserAsync(id) })": nobody can get at the member before it is serialized.
            return sink is SinkKind.Data && result.SpecialType is not SpecialType.System_Void ? new(ValueUse.Argument, name, task) : null;
        }

        // Nothing was started, and a test may want just this task.
        if (sink is SinkKind.Text || sink is SinkKind.Data && !TaskCalls.IsBornComplete(start, facts))
        {
            return new(sink is SinkKind.Text ? ValueUse.Text : ValueUse.Argument, name, task);
        }

        if (result.SpecialType is SpecialType.System_Void || TaskCalls.IsBornComplete(start, facts) || callee is not IInvocationOperation call)
        {
            return null;
        }

        return sink is SinkKind.Check ? TaskChecks.AreAboutResult(call, argument, facts) ? new(ValueUse.Check, name, task) : null
            : TaskValues.DisposesInstead(value.Type, result, facts) ? new(ValueUse.Argument, name, task)
            : IsComparison(call) ? TaskValues.IsNoTask(Other(call, argument), facts) ? new(ValueUse.Comparison, "", task) : null
            : !isElement && value.Type is { SpecialType: SpecialType.System_Object } && argument.Parameter is { } parameter
                && ValueParameters.AreOnlyRead(parameter.OriginalDefinition, context.Cancellation) ? new(ValueUse.Argument, name, task)
            : null;
    }

    /// <summary>The argument that the value is, alone, among those of a <c>params</c> parameter, or as a member of an anonymous object.</summary>
    private static IArgumentOperation? ArgumentOf(IOperation value, out bool isElement, out bool isMember)
    {
        isElement = false;
        isMember = value.Parent is ISimpleAssignmentOperation { Parent: IAnonymousObjectCreationOperation };
        if (isMember)
        {
            value = value.Parent!.Parent!;
            while (value.Parent is IConversionOperation { IsImplicit: true } conversion)
            {
                value = conversion;
            }
        }

        var container = value.Parent is IArrayInitializerOperation { Parent: { } array } ? array : value.Parent;
        if (container is IArrayCreationOperation { IsImplicit: true } || container is { IsImplicit: true } && NewerKinds.IsCollectionExpression(container))
        {
            isElement = true;
            container = container.Parent;
            while (container is IConversionOperation { IsImplicit: true } conversion)
            {
                container = conversion.Parent;
            }
        }

        return container as IArgumentOperation;
    }

    // "x.Equals(y)" of any type and "object.Equals(x, y)".
    private static bool IsComparison(IInvocationOperation call) =>
        call.TargetMethod is { Name: "Equals" } method
        && (method is { IsStatic: false, Parameters.Length: 1 } || method is { IsStatic: true, ContainingType.SpecialType: SpecialType.System_Object });

    private static ITypeSymbol? Other(IInvocationOperation call, IArgumentOperation argument)
    {
        foreach (var other in call.Arguments)
        {
            if (other != argument)
            {
                return OperationTree.Unconverted(other.Value).Type;
            }
        }

        return call.Instance is null ? null : OperationTree.Unconverted(call.Instance).Type;
    }
}
