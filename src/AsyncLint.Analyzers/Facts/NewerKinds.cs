using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>
/// Names for what the oldest supported compiler does not know yet: read by number, and through ChildOperations, these work on every host.
/// </summary>
internal static class NewerKinds
{
    /// <summary>OperationKind.CollectionExpression; on .NET 10 the arguments of <c>Task.WhenAll(a, b)</c> arrive as one.</summary>
    public const OperationKind CollectionExpression = (OperationKind)127;

    /// <summary>True for <c>[a, b]</c>, which the oldest compiler parses and binds but gives no operation kind of its own.</summary>
    public static bool IsCollectionExpression(IOperation operation) =>
        operation.Kind is CollectionExpression || operation is { Kind: OperationKind.None, Syntax: CollectionExpressionSyntax };

    /// <summary>LanguageVersion.CSharp13: ref and span locals are allowed in async functions.</summary>
    public const LanguageVersion CSharp13 = (LanguageVersion)1300;
}
