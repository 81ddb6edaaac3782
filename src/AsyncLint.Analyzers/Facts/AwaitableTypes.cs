using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Facts;

/// <summary>What awaiting a value of a type means.</summary>
internal enum Awaitability
{
    /// <summary>The type has no awaiter of its own (an extension may still give it one).</summary>
    None,

    /// <summary>Task or Task&lt;T&gt;.</summary>
    Task,

    /// <summary>ValueTask or ValueTask&lt;T&gt;: may be consumed once.</summary>
    ValueTask,

    /// <summary>Any other type that follows the awaiter pattern: configured awaitables, UniTask, dispatcher operations.</summary>
    Pattern,

    /// <summary>
    /// IAsyncEnumerable&lt;T&gt; itself, configured or not: nothing runs until it is enumerated with <c>await foreach</c>. Types that merely implement it,
    /// such as an Entity Framework set, have a life of their own.
    /// </summary>
    AsyncEnumerable,
}

/// <summary>
/// Tells awaitable types by the awaiter pattern (C# specification, "Awaitable expressions"), never by their names.
/// </summary>
internal sealed class AwaitableTypes(Compilation compilation, KnownTypes types)
{
    private readonly ConcurrentDictionary<ITypeSymbol, (Awaitability Kind, ITypeSymbol? Result)> _cache = new(SymbolEqualityComparer.Default);
    private readonly INamedTypeSymbol?[] _structs =
    {
        types.ValueTask, types.ValueTaskOfT, types.ConfiguredTask, types.ConfiguredTaskOfT, types.ConfiguredValueTask, types.ConfiguredValueTaskOfT,
    };

    public Awaitability Of(ITypeSymbol? type) => Find(type).Kind;

    /// <summary>True for what can be awaited as one value: everything but <see cref="Awaitability.AsyncEnumerable"/>.</summary>
    public bool IsTaskLike(ITypeSymbol? type) => Of(type) is Awaitability.Task or Awaitability.ValueTask or Awaitability.Pattern;

    public bool IsTaskOrValueTask(ITypeSymbol? type) => Of(type) is Awaitability.Task or Awaitability.ValueTask;

    /// <summary>
    /// Task and ValueTask themselves and what ConfigureAwait makes of them, but nothing derived from Task and no other awaitable: those may have
    /// a text, an equality and a use of their own.
    /// </summary>
    /// <remarks>Asked for the type of every call, so nothing is looked up in the cache.</remarks>
    public bool IsFrameworkTask(ITypeSymbol? type)
    {
        if (type is null || type.SpecialType is not SpecialType.None)
        {
            return false;
        }

        switch (type.TypeKind)
        {
            case TypeKind.Class:
                return Same(type.OriginalDefinition, types.Task) || Same(type.OriginalDefinition, types.TaskOfT);
            case TypeKind.Struct:
                foreach (var known in _structs)
                {
                    if (Same(type.OriginalDefinition, known))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    /// <summary>True for an awaitable whose result is to be awaited in turn, such as <c>Task&lt;Task&gt;</c>.</summary>
    public bool IsNested(ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeArguments: { Length: 1 } arguments, TypeKind: TypeKind.Class or TypeKind.Struct }
        && arguments[0].TypeKind is TypeKind.Class or TypeKind.Struct
        && (IsFrameworkTask(type) || IsFrameworkTask(arguments[0]))
        && IsTaskLike(arguments[0])
        && Same(arguments[0], ResultOf(type));

    /// <summary>The type of <c>await x</c> for an x of <paramref name="type"/> (void included); null where it cannot be awaited.</summary>
    public ITypeSymbol? ResultOf(ITypeSymbol? type) => Find(type) is { Kind: not Awaitability.AsyncEnumerable } found ? found.Result : null;

    /// <summary>The GetAwaiter extension that makes a value of <paramref name="type"/> awaitable at a position, or null.</summary>
    /// <remarks>A lookup over the extensions in scope is dear: callers ask last.</remarks>
    public IMethodSymbol? ExtensionAwaiter(ITypeSymbol type, SemanticModel model, int position)
    {
        foreach (var symbol in model.LookupSymbols(position, type, WellKnownMemberNames.GetAwaiter, includeReducedExtensionMethods: true))
        {
            if (symbol is IMethodSymbol { MethodKind: MethodKind.ReducedExtension, Parameters.Length: 0 } method && IsAwaiter(method.ReturnType))
            {
                return method;
            }
        }

        return null;
    }

    /// <summary>The awaiter pattern: INotifyCompletion, bool IsCompleted, GetResult().</summary>
    public bool IsAwaiter(ITypeSymbol? type) => type is not null && GetResultOf(type) is not null;

    private (Awaitability Kind, ITypeSymbol? Result) Find(ITypeSymbol? type)
    {
        if (type is null || type.SpecialType is not SpecialType.None || type.TypeKind is TypeKind.Enum or TypeKind.Delegate or TypeKind.Array
            or TypeKind.Pointer or TypeKind.Dynamic or TypeKind.Error)
        {
            return default;
        }

        return _cache.TryGetValue(type, out var found) ? found : _cache.GetOrAdd(type, Compute(type));
    }

    private (Awaitability Kind, ITypeSymbol? Result) Compute(ITypeSymbol type)
    {
        if (type is ITypeParameterSymbol parameter)
        {
            foreach (var constraint in parameter.ConstraintTypes)
            {
                if (Find(constraint) is { Kind: not Awaitability.None } found)
                {
                    return found;
                }
            }

            return default;
        }

        var definition = type.OriginalDefinition;
        if (Same(definition, types.AsyncEnumerable) || Same(definition, types.ConfiguredAsyncEnumerable))
        {
            return (Awaitability.AsyncEnumerable, ((INamedTypeSymbol)type).TypeArguments[0]);
        }

        for (var t = type; t is not null; t = t.BaseType)
        {
            foreach (var member in t.GetMembers(WellKnownMemberNames.GetAwaiter))
            {
                if (member is IMethodSymbol { IsStatic: false, Parameters.Length: 0, TypeParameters.Length: 0 } getAwaiter
                    && compilation.IsSymbolAccessibleWithin(getAwaiter, compilation.Assembly)
                    && GetResultOf(getAwaiter.ReturnType) is { } getResult)
                {
                    return (KindOf(type), getResult.ReturnType);
                }
            }
        }

        // An interface that derives from an awaitable one inherits its GetAwaiter. Classes are not asked for theirs: that list is dear.
        if (type.TypeKind is TypeKind.Interface)
        {
            foreach (var implemented in type.AllInterfaces)
            {
                if (Find(implemented) is { Kind: Awaitability.Pattern } inherited)
                {
                    return inherited;
                }
            }
        }

        return default;
    }

    private Awaitability KindOf(ITypeSymbol type)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            var definition = t.OriginalDefinition;
            if (Same(definition, types.Task) || Same(definition, types.TaskOfT))
            {
                return Awaitability.Task;
            }

            if (Same(definition, types.ValueTask) || Same(definition, types.ValueTaskOfT))
            {
                return Awaitability.ValueTask;
            }
        }

        return Awaitability.Pattern;
    }

    private IMethodSymbol? GetResultOf(ITypeSymbol awaiter)
    {
        if (awaiter.SpecialType is not SpecialType.None || !awaiter.IsOrImplements(types.NotifyCompletion))
        {
            return null;
        }

        IMethodSymbol? getResult = null;
        var isCompleted = false;
        foreach (var owner in MembersOwners(awaiter))
        {
            foreach (var member in owner.GetMembers(WellKnownMemberNames.IsCompleted))
            {
                isCompleted |= member is IPropertySymbol { Type.SpecialType: SpecialType.System_Boolean, GetMethod: not null };
            }

            foreach (var member in owner.GetMembers(WellKnownMemberNames.GetResult))
            {
                if (getResult is null && member is IMethodSymbol { IsStatic: false, Parameters.Length: 0, TypeParameters.Length: 0 } method)
                {
                    getResult = method;
                }
            }
        }

        return isCompleted ? getResult : null;
    }

    private static IEnumerable<ITypeSymbol> MembersOwners(ITypeSymbol type)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            yield return t;
        }

        if (type.TypeKind is TypeKind.Interface)
        {
            foreach (var implemented in type.AllInterfaces)
            {
                yield return implemented;
            }
        }
    }

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
