using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>
/// Tells the stream of a response that was read into memory before: <c>HttpClient</c> waits for the whole content unless it is told to complete
/// with the headers (learn.microsoft.com, HttpCompletionOption).
/// </summary>
internal static class BufferedContent
{
    /// <summary>True for <c>response.Content.ReadAsStreamAsync()</c> where every value of <c>response</c> is the awaited answer to a whole request.</summary>
    public static bool IsReadBy(IInvocationOperation call, CompilationFacts facts)
    {
        if (call is not { TargetMethod.Name: "ReadAsStream" or "ReadAsStreamAsync", Instance: IPropertyReferenceOperation { Instance: ILocalReferenceOperation response } }
            || !Same(call.TargetMethod.ContainingType, facts.Types.HttpContent)
            || LocalValues.Of(response.Local, call) is not { } values)
        {
            return false;
        }

        foreach (var value in values)
        {
            if (!IsWholeRequest(value, facts))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsWholeRequest(IOperation value, CompilationFacts facts) =>
        value is IAwaitOperation { Operation: var sent } && TaskCalls.Unwrap(sent, facts) is IInvocationOperation { TargetMethod: var method }
        && Same(method.ContainingType, facts.Types.HttpClient) && !method.Parameters.Any(p => Same(p.Type, facts.Types.HttpCompletionOption));

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
