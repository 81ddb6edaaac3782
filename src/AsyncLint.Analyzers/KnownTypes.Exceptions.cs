using Microsoft.CodeAnalysis;

namespace AsyncLint;

/// <summary>Exceptions by what they tell.</summary>
internal sealed partial class KnownTypes
{
    // What a call throws before it starts any work: its arguments, its state or its target are wrong.
    private static readonly string[] s_usageExceptions =
    {
        "System.ArgumentException",
        "System.InvalidOperationException",
        "System.NotSupportedException",
        "System.NotImplementedException",
        "System.NullReferenceException",
        "System.InvalidCastException",
        "System.FormatException",
        "System.OverflowException",
        "System.IndexOutOfRangeException",
        "System.Collections.Generic.KeyNotFoundException",
        "System.TypeLoadException",
        "System.MemberAccessException",
        "System.Reflection.TargetInvocationException",
    };

    private static readonly string[] s_invalidOperations = { "System.InvalidOperationException" };

    // What only the work itself ends with.
    private static readonly string[] s_asynchronousExceptions =
    {
        "System.OperationCanceledException",
        "System.Net.Http.HttpRequestException",
        "System.Data.Common.DbException",
        "System.Net.Sockets.SocketException",
    };

    /// <summary>An exception, or one derived from it, that tells of a wrong call.</summary>
    public bool IsUsageException(ITypeSymbol type) => IsOrDerives(type, s_usageExceptions);

    /// <summary>InvalidOperationException, or one derived from it, such as ObjectDisposedException.</summary>
    public bool IsInvalidOperation(ITypeSymbol type) => IsOrDerives(type, s_invalidOperations);

    /// <summary>An exception, or one derived from it, that tells how the work of a task went.</summary>
    public bool IsAsynchronousException(ITypeSymbol type) => IsOrDerives(type, s_asynchronousExceptions);

    private bool IsOrDerives(ITypeSymbol type, string[] names)
    {
        for (var current = type as INamedTypeSymbol; current is not null; current = current.BaseType)
        {
            if (IsAny(current, names))
            {
                return true;
            }
        }

        return false;
    }
}
