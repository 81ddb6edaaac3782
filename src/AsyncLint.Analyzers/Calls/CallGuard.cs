using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>What a call has to pass for an operation of the called function to be run.</summary>
internal abstract record CallGuard(IParameterSymbol Parameter)
{
    public abstract bool HoldsAt(IOperation? call);

    protected IOperation? ArgumentOf(IOperation? call) => Arguments.Of(call, Parameter.Ordinal);
}

/// <summary><c>if (wait)</c>, <c>if (mode != Mode.Lazy)</c>: run where the call passes a constant that says so.</summary>
internal sealed record FlagGuard(IParameterSymbol Parameter, object Value, bool IsEqual) : CallGuard(Parameter)
{
    public override bool HoldsAt(IOperation? call) =>
        ArgumentOf(call) is { ConstantValue: { HasValue: true, Value: { } passed } } && passed.Equals(Value) == IsEqual;
}

/// <summary><c>if (user != null)</c>: not run where the call passes null, or leaves it out.</summary>
internal sealed record ValueGuard(IParameterSymbol Parameter) : CallGuard(Parameter)
{
    public override bool HoldsAt(IOperation? call) => ArgumentOf(call) is not { ConstantValue: { HasValue: true, Value: null } };
}

/// <summary><c>done.Wait(timeout)</c>: only asks where the call passes zero.</summary>
internal sealed record TimeoutGuard(IParameterSymbol Parameter, KnownTypes Types) : CallGuard(Parameter)
{
    public override bool HoldsAt(IOperation? call) => ArgumentOf(call) is not { } argument || !ZeroTimeouts.IsZero(argument, Types);

    /// <summary>The guard of a wait whose timeout its caller passes; null for other operations.</summary>
    public static TimeoutGuard? Of(IOperation wait, IMethodSymbol function, KnownTypes types)
    {
        foreach (var argument in (wait as IInvocationOperation)?.Arguments ?? ImmutableArray<IArgumentOperation>.Empty)
        {
            if (argument.Parameter is { } timeout && ZeroTimeouts.IsTimeout(timeout, types) && OperationTree.Bare(argument.Value) is IParameterReferenceOperation { Parameter: var passed }
                && SymbolEqualityComparer.Default.Equals(passed.ContainingSymbol, function))
            {
                return new(passed, types);
            }
        }

        return null;
    }
}

/// <summary><c>if (query.User != null)</c>: run where the call passes a new object that was given this.</summary>
internal sealed record MemberGuard(IParameterSymbol Parameter, ISymbol Member) : CallGuard(Parameter)
{
    public override bool HoldsAt(IOperation? call) => ArgumentOf(call) is { } argument && OperationTree.WithoutConversions(argument) switch
    {
        IObjectCreationOperation creation => MayHave(creation),
        ILocalReferenceOperation { Local: var local } use => LocalValues.Of(local, use) is { Count: > 0 } values && (values.Exists(MayHave) || IsGivenTo(local, use)),
        _ => false,
    };

    // What is passed to the constructor may become anything.
    private bool MayHave(IOperation value) =>
        value is not IObjectCreationOperation { Arguments.IsEmpty: true, Initializer: var initializer } || initializer?.Initializers.Any(IsAssignment) is true;

    private bool IsGivenTo(ILocalSymbol local, IOperation use)
    {
        var root = OperationTree.Root(use);

        foreach (var operation in root.Descendants())
        {
            // A method of the object may set it, and so may any function that it is passed to before.
            if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && MayComeBefore(reference, use)
                && (reference.Parent is IInvocationOperation || reference.Parent is IArgumentOperation
                    || reference.Parent is IMemberReferenceOperation { Parent: IAssignmentOperation assignment } member && assignment.Target == member && IsMember(member.Member)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MayComeBefore(IOperation operation, IOperation use) =>
        operation.Syntax.SpanStart < use.Syntax.SpanStart || operation != use && OperationTree.IsInLoopWith(use, operation);

    private bool IsAssignment(IOperation initializer) => initializer is IAssignmentOperation { Target: IMemberReferenceOperation { Member: var member } } && IsMember(member);

    private bool IsMember(ISymbol member) => SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, Member.OriginalDefinition);
}

/// <summary>Finds the arguments of calls of all forms.</summary>
internal static class Arguments
{
    public static IOperation? Of(IOperation? call, int ordinal)
    {
        var arguments = call switch
        {
            IInvocationOperation invocation => invocation.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            IPropertyReferenceOperation indexer => indexer.Arguments,
            _ => ImmutableArray<IArgumentOperation>.Empty,
        };
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Ordinal == ordinal)
            {
                return argument.Value;
            }
        }

        return null;
    }
}
