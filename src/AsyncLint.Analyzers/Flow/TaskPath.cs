using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>
/// Where a task, or a collection of tasks, is kept: a variable, or a member of a variable or of <c>this</c>. Two operations with the
/// same path mean the same task as long as nothing is assigned in between.
/// </summary>
/// <param name="Root">Local or parameter; null for a member of <c>this</c> or a static one.</param>
/// <param name="Member">Field or property; null for the variable itself.</param>
internal readonly struct TaskPath(ISymbol? root, ISymbol? member) : IEquatable<TaskPath>
{
    public ISymbol? Root { get; } = root;

    public ISymbol? Member { get; } = member;

    /// <summary>The path of an expression that names a task; null where it computes one.</summary>
    public static TaskPath? Of(IOperation operation, CompilationFacts facts) => TaskCalls.Unwrap(operation, facts) switch
    {
        ILocalReferenceOperation local => new(local.Local, null),
        IParameterReferenceOperation parameter => new(parameter.Parameter, null),
        IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } member and (IFieldReferenceOperation or IPropertyReferenceOperation) =>
            new(null, member.Member),
        IMemberReferenceOperation { Instance: { } instance } member and (IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true }) =>
            TaskCalls.Unwrap(instance, facts) switch
            {
                ILocalReferenceOperation local => new(local.Local, member.Member),
                IParameterReferenceOperation parameter => new(parameter.Parameter, member.Member),
                _ => null,
            },
        _ => null,
    };

    /// <summary>
    /// The path of the collection whose elements an expression yields: <c>tasks</c>, <c>tasks.Where(…).ToList()</c>, <c>byName.Values</c>.
    /// </summary>
    public static TaskPath? OfCollection(IOperation operation, CompilationFacts facts)
    {
        while (true)
        {
            operation = TaskCalls.Unwrap(operation, facts);
            switch (operation)
            {
                case IInvocationOperation { Arguments.Length: > 0 } call
                    when SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, facts.Types.Enumerable):
                    operation = call.Arguments[0].Value;
                    break;
                case IInvocationOperation { Instance: { } receiver, TargetMethod.Name: "ToArray" or "ToList" or "ToImmutableArray" or "GetEnumerator" }:
                    operation = receiver;
                    break;
                case IPropertyReferenceOperation { Property.Name: "Values", Instance: { } dictionary }:
                    operation = dictionary;
                    break;
                default:
                    return Of(operation, facts);
            }
        }
    }

    public bool Equals(TaskPath other) =>
        SymbolEqualityComparer.Default.Equals(Root, other.Root) && SymbolEqualityComparer.Default.Equals(Member, other.Member);

    public override bool Equals(object? obj) => obj is TaskPath other && Equals(other);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Root) * 31 + SymbolEqualityComparer.Default.GetHashCode(Member);
}
