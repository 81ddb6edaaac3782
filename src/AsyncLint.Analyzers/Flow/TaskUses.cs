using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>What a member or a function does with a task, or with a collection that holds it.</summary>
internal enum TaskUse
{
    /// <summary>Not known: whoever gets the task may do anything with it.</summary>
    Unknown,

    /// <summary>Tells something about it and leaves it as it is.</summary>
    Neutral,

    /// <summary>Gives the same work in another form.</summary>
    SameTask,

    /// <summary>Gives something that holds it among others.</summary>
    Holder,

    /// <summary>Throws or hands out its fault.</summary>
    Observes,

    /// <summary>Makes one task of several, which has their faults.</summary>
    Combines,

    /// <summary>Runs something that gets to see it.</summary>
    Continues,
}

/// <summary>
/// The framework's API as the flow of tasks sees it. Where learn.microsoft.com is named, the page is that of the member, under
/// /dotnet/api/system.threading.tasks.
/// </summary>
internal static class TaskUses
{
    public static TaskUse OfProperty(IPropertySymbol property, CompilationFacts facts)
    {
        switch (property.Name)
        {
            // Both hand out the fault, and a task whose Exception was read raises no UnobservedTaskException (Task.Exception, Remarks).
            case "Result" or "Exception" when facts.Awaitables.IsTaskOrValueTask(property.ContainingType):
                return TaskUse.Observes;

            // That a task has failed says nothing of how: its fault stays unobserved (TaskScheduler.UnobservedTaskException).
            case "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "IsCanceled" or "Status" or "Id" or "AsyncState" or "CreationOptions"
                when facts.Awaitables.IsTaskLike(property.ContainingType) || facts.Awaitables.IsAwaiter(property.ContainingType):
                return TaskUse.Neutral;

            default:
                return TaskUse.Unknown;
        }
    }

    /// <summary>A property that tells how far a task is.</summary>
    public static bool IsState(IPropertySymbol property) => property.Name is "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "IsCanceled" or "Status";

    /// <summary>What a method does with the task that it is called on.</summary>
    public static TaskUse OfReceiver(IMethodSymbol method, CompilationFacts facts)
    {
        switch (method.Name)
        {
            // Other views of one task. WaitAsync gives a task with the fault of this one, unless it is given up before (Task.WaitAsync).
            case "ConfigureAwait" or "AsTask" or "Preserve" or "WaitAsync" when facts.Awaitables.IsTaskOrValueTask(method.ContainingType):
            case WellKnownMemberNames.GetAwaiter:
                return TaskUse.SameTask;

            // These throw the fault (Task.Wait, TaskAwaiter.GetResult, Task.RunSynchronously).
            case "Wait" or "RunSynchronously" when facts.Awaitables.IsTaskOrValueTask(method.ContainingType):
            case WellKnownMemberNames.GetResult when facts.Awaitables.IsAwaiter(method.ContainingType):
                return TaskUse.Observes;

            case "OnCompleted" or "UnsafeOnCompleted" when facts.Awaitables.IsAwaiter(method.ContainingType):
                return TaskUse.Continues;

            case "Start" or "Equals" or "GetHashCode" or "GetType" when facts.Awaitables.IsTaskOrValueTask(method.ContainingType) || IsObject(method):
                return TaskUse.Neutral;

            default:
                return TaskCalls.IsContinueWith(method, facts) ? TaskUse.Continues : TaskUse.Unknown;
        }
    }

    /// <summary>What a method does with a task that is one of its arguments.</summary>
    public static TaskUse OfArgument(IMethodSymbol method, CompilationFacts facts)
    {
        if (SymbolEqualityComparer.Default.Equals(method.ContainingType, facts.Types.Task))
        {
            // Task.WhenAll, WhenAny, WhenEach, WaitAll, WaitAny: whether the result is used is a question of its own.
            return method.Name is "WhenAll" or "WhenAny" or "WhenEach" or "WaitAll" or "WaitAny" ? TaskUse.Combines : TaskUse.Unknown;
        }

        if (IsObject(method) && method.Name is "Equals" or "ReferenceEquals"
            || method is { Name: "ThrowIfNull", ContainingType: var guard } && SymbolEqualityComparer.Default.Equals(guard, facts.Types.ArgumentNullException))
        {
            return TaskUse.Neutral;
        }

        // TaskExtensions.Unwrap, an awaiter from an extension, a project's own shorthand for ConfigureAwait(false).
        return method is { Name: "Unwrap", ContainingType: var owner } && SymbolEqualityComparer.Default.Equals(owner, facts.Types.TaskExtensions)
            || method.Name is WellKnownMemberNames.GetAwaiter
            || method.IsExtensionMethod && IsConfigured(method.ReturnType.OriginalDefinition, facts.Types)
                ? TaskUse.SameTask
                : TaskUse.Unknown;
    }

    /// <summary>What a method does with the tasks in the collection that it is called on.</summary>
    public static TaskUse OfCollection(IMethodSymbol method, CompilationFacts facts)
    {
        switch (method.Name)
        {
            case "MoveNext" or "Dispose" or "DisposeAsync" or "Reset" or "Contains" or "ContainsKey" or "ContainsValue" or "IndexOf" or "LastIndexOf" or "EnsureCapacity" or "TrimExcess"
                or "Equals" or "GetHashCode" or "GetType" or "GetLength" or "GetUpperBound" or "GetLowerBound":
                return TaskUse.Neutral;
            case "GetEnumerator" or "AsReadOnly" or "ToArray" or "ToList" or "ToImmutable" or "ToImmutableArray" or "ToImmutableList" or "MoveToImmutable" or "DrainToImmutable" or "GetRange" or "Slice" or "AsSpan" or "AsMemory":
                return TaskUse.Holder;
            case var _ when IsAdding(method):
                // An immutable collection stays as it is and gives a new one.
                return method.ReturnsVoid || method.ReturnType.SpecialType is not SpecialType.None || facts.Awaitables.IsTaskLike(method.ReturnType) ? TaskUse.Neutral : TaskUse.Holder;
            case "Dequeue" or "Pop" or "Peek":
                return TaskUse.SameTask;
            default:
                return TaskUse.Unknown;
        }
    }

    /// <summary>What a LINQ method does with the tasks of its source, or with a task that it adds to it.</summary>
    public static TaskUse OfSequence(IMethodSymbol method) => method.Name switch
    {
        "Count" or "LongCount" or "Any" or "TryGetNonEnumeratedCount" => method.Parameters.Length <= 1 ? TaskUse.Neutral : TaskUse.Unknown,
        "First" or "FirstOrDefault" or "Last" or "LastOrDefault" or "Single" or "SingleOrDefault" or "ElementAt" or "ElementAtOrDefault" => TaskUse.SameTask,
        "ToArray" or "ToList" or "ToHashSet" or "ToImmutableArray" or "ToImmutableList" or "AsEnumerable" or "Cast" or "OfType" or "Reverse" or "Distinct" or "Skip" or "Take" or "SkipLast" or "TakeLast"
            or "Append" or "Prepend" or "Concat" or "Union" or "Except" or "Intersect" or "Where" or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Chunk" or "DefaultIfEmpty" => TaskUse.Holder,
        _ => TaskUse.Unknown,
    };

    /// <summary>A method that puts its last argument into the collection that it is called on.</summary>
    public static bool IsAdding(IMethodSymbol method) =>
        method.Name is "Add" or "Insert" or "Enqueue" or "Push" or "TryAdd" or "AddLast" or "AddFirst" or "AddRange" or "InsertRange";

    /// <summary>Reading a size or the like from a collection.</summary>
    public static bool IsSize(IPropertySymbol property) =>
        property.Name is "Count" or "Length" or "LongLength" or "IsEmpty" or "IsDefault" or "IsDefaultOrEmpty" or "Capacity" or "Rank" or "Keys" or "IsReadOnly";

    private static bool IsObject(IMethodSymbol method) => method.ContainingType?.SpecialType is SpecialType.System_Object;

    private static bool IsConfigured(ITypeSymbol type, KnownTypes types) => Same(type, types.ConfiguredTask) || Same(type, types.ConfiguredTaskOfT)
        || Same(type, types.ConfiguredValueTask) || Same(type, types.ConfiguredValueTaskOfT);

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
