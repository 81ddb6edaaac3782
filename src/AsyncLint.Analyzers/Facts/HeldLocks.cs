using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>
/// Locks that their own thread has to release: Monitor, Mutex, ReaderWriterLock(Slim), SpinLock, Lock. Across an await that resumes on another
/// thread the release throws, and the compiler knows only the lock statement.
/// </summary>
internal static class HeldLocks
{
    /// <summary>True where such a lock is taken before <paramref name="place"/> and released after it, by their order in the text.</summary>
    public static bool Around(SyntaxNode place, EnclosingFunction function, SemanticModel model, KnownTypes types, CancellationToken cancellation)
    {
        if (EnclosingFunction.BodyOf(function.Node) is not { } body)
        {
            return false;
        }

        INamedTypeSymbol? taken = null;
        foreach (var node in body.DescendantNodes(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            if (node is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver, Name.Identifier.ValueText: var name } } call
                || !(call.SpanStart < place.SpanStart ? Takes(name) : taken is not null && Releases(name)))
            {
                continue;
            }

            // By the receiver: a Mutex inherits WaitOne. Monitor is static, and its receiver names the type.
            var type = (model.GetTypeInfo(receiver, cancellation).Type ?? model.GetSymbolInfo(receiver, cancellation).Symbol) as INamedTypeSymbol;
            if (!IsLock(type, types))
            {
                continue;
            }

            if (call.SpanStart < place.SpanStart)
            {
                taken = type;
            }
            else if (SymbolEqualityComparer.Default.Equals(type, taken))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Takes(string name) =>
        name is "WaitOne" || name.StartsWith("Enter", StringComparison.Ordinal) || name.StartsWith("TryEnter", StringComparison.Ordinal)
        || name.StartsWith("Acquire", StringComparison.Ordinal);

    private static bool Releases(string name) =>
        name.StartsWith("Exit", StringComparison.Ordinal) || name.StartsWith("Release", StringComparison.Ordinal);

    private static bool IsLock(INamedTypeSymbol? type, KnownTypes types) =>
        type is not null
        && (Same(type, types.Monitor) || Same(type, types.Mutex) || Same(type, types.ReaderWriterLockSlim) || Same(type, types.ReaderWriterLock)
            || Same(type, types.SpinLock) || Same(type, types.Lock));

    private static bool Same(ISymbol a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
