using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.CodeFixes.Propagation;

/// <summary>What the plan does with a function.</summary>
internal enum Outcome
{
    /// <summary>It stays as it is.</summary>
    Keep,

    /// <summary>It becomes async, with its whole family and every caller.</summary>
    Convert,

    /// <summary>
    /// It stays for the callers that cannot await, and an async sibling beside it serves the others. A local function has no sibling: it
    /// becomes async in the siblings of the functions around it.
    /// </summary>
    AddSibling,
}

/// <summary>What a function is today, which decides what its async form looks like.</summary>
internal enum FunctionForm
{
    /// <summary>It returns a value or nothing, and will return a task.</summary>
    Sync,

    /// <summary>It is async void already and only lacks the task.</summary>
    AsyncVoid,

    /// <summary>It yields an IEnumerable&lt;T&gt; and will yield an IAsyncEnumerable&lt;T&gt;.</summary>
    Iterator,
}

/// <summary>A function that the plan may convert, with everything that has to change with it: overrides, interface members, implementations.</summary>
internal sealed class FunctionNode(string key, IMethodSymbol symbol)
{
    /// <summary>File and position of the declaration: the same function in another target framework has the same key.</summary>
    public string Key { get; } = key;

    public IMethodSymbol Symbol { get; } = symbol;

    public bool IsLocalFunction => Symbol.MethodKind is MethodKind.LocalFunction;

    public FunctionForm Form { get; set; }

    /// <summary>The declarations to change: one for most functions, all members of the family for virtual ones, both parts of a partial one.</summary>
    public List<FunctionPart> Parts { get; } = new();

    /// <summary>Calls, loops and delegates that have to follow once the function is async.</summary>
    public List<FunctionUse> Uses { get; } = new();

    /// <summary>Mentions that only follow a new name: nameof, documentation.</summary>
    public List<Mention> Mentions { get; } = new();

    /// <summary>Why the function cannot change its signature; null where it can.</summary>
    public string? Boundary { get; set; }

    /// <summary>True where the function only blocks on its async form, which stands under <see cref="SiblingName"/> already.</summary>
    public bool HasSibling { get; set; }

    /// <summary>True where the signature may not change because code outside the solution may use it.</summary>
    public bool IsPublicApi { get; set; }

    /// <summary>True for controller actions, page handlers, hub methods and tests: nothing in source need call them, and their framework awaits what they return.</summary>
    public bool IsAwaitedByHost { get; set; }

    /// <summary>The name that the function gets when it is converted.</summary>
    public string ConvertedName { get; set; } = symbol.Name;

    /// <summary>The name of an async sibling; null where none may stand beside every declaration of the family.</summary>
    public string? SiblingName { get; set; }

    public Outcome Outcome { get; set; } = Outcome.Keep;

    /// <summary>The name under which the plan's outcome is called.</summary>
    public string NewName => Outcome is Outcome.AddSibling ? SiblingName! : ConvertedName;
}

/// <summary>One declaration of a function.</summary>
internal readonly record struct FunctionPart(DocumentId Document, SyntaxNode Declaration, IMethodSymbol Symbol);

internal enum UseKind
{
    /// <summary>A call, which is to be awaited.</summary>
    Call,

    /// <summary>The collection of a foreach statement, which is to become <c>await foreach</c>.</summary>
    ForEach,

    /// <summary>A method group whose receiver has an overload for delegates that return a task.</summary>
    Delegate,
}

/// <summary>One use of a function that may become async.</summary>
/// <param name="Expression">The whole use: the invocation, the conditional access around it, the method group.</param>
/// <param name="Name">The name in it that a rename changes.</param>
internal sealed record FunctionUse(DocumentId Document, UseKind Kind, ExpressionSyntax Expression, SimpleNameSyntax Name)
{
    /// <summary>Key of the function that would have to become async for the use; null where none has to.</summary>
    public string? Caller { get; init; }

    /// <summary>A conversion of the using function that changes nothing outside it, where that is a lambda, a test or the like.</summary>
    public FunctionConversion? Local { get; init; }

    /// <summary>What keeps the use synchronous, in words that follow "because"; null where it can follow.</summary>
    public string? Obstacle { get; init; }
}

/// <summary>A name that refers to the function without using it.</summary>
internal readonly record struct Mention(DocumentId Document, SimpleNameSyntax Name);
