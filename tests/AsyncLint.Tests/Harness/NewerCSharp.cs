using System.Runtime.CompilerServices;

namespace AsyncLint.Tests;

/// <summary>A fact whose source needs a newer C# than the oldest supported compiler knows (C# 12); skipped there.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class NewerCSharpFactAttribute : FactAttribute
{
    public NewerCSharpFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = NewerCSharp.SkipReason;
}

/// <summary>As <see cref="NewerCSharpFactAttribute"/>, for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class NewerCSharpTheoryAttribute : TheoryAttribute
{
    public NewerCSharpTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = NewerCSharp.SkipReason;
}

static class NewerCSharp
{
#if ROSLYN_FLOOR
    public static string? SkipReason => "The oldest supported compiler stops at C# 12";
#else
    public static string? SkipReason => null;
#endif
}
