using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Facts;

/// <summary>
/// Names for what the oldest supported compiler does not know yet: read by number, and through ChildOperations, these work on every host.
/// </summary>
internal static class NewerKinds
{
    /// <summary>OperationKind.CollectionExpression; on .NET 10 the arguments of <c>Task.WhenAll(a, b)</c> arrive as one.</summary>
    public const OperationKind CollectionExpression = (OperationKind)127;

    /// <summary>LanguageVersion.CSharp13: ref and span locals are allowed in async functions.</summary>
    public const LanguageVersion CSharp13 = (LanguageVersion)1300;
}
