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

    /// <summary>It stays for the callers that cannot await, and an async sibling beside it serves the others.</summary>
    AddSibling,
}

/// <summary>A function that the plan may convert, with everything that has to change with it: overrides, interface members, implementations.</summary>
internal sealed class FunctionNode(string key, IMethodSymbol symbol)
{
    /// <summary>File and position of the declaration: the same function in another target framework has the same key.</summary>
    public string Key { get; } = key;

    public IMethodSymbol Symbol { get; } = symbol;

    /// <summary>The declarations to change: one for most functions, all members of the family for virtual ones.</summary>
    public List<FunctionPart> Parts { get; } = new();

    /// <summary>Calls that have to be awaited once the function is async.</summary>
    public List<CallSite> Calls { get; } = new();

    /// <summary>Mentions that only follow a new name: nameof, documentation.</summary>
    public List<Mention> Mentions { get; } = new();

    /// <summary>Why the function cannot change its signature; null where it can.</summary>
    public string? Boundary { get; set; }

    /// <summary>True where nobody outside the family's single declaration depends on it, so that a sibling may stand beside it.</summary>
    public bool MayHaveSibling { get; set; }

    /// <summary>True where the signature may not change because code outside the solution may use it.</summary>
    public bool IsPublicApi { get; set; }

    /// <summary>True for controller actions, page handlers and hub methods: nothing in source calls them, and their framework awaits what they return.</summary>
    public bool IsAwaitedByHost { get; set; }

    /// <summary>The name that the async form gets.</summary>
    public string NewName { get; set; } = symbol.Name;

    public Outcome Outcome { get; set; } = Outcome.Keep;
}

/// <summary>One declaration of a function.</summary>
internal readonly record struct FunctionPart(DocumentId Document, SyntaxNode Declaration, IMethodSymbol Symbol);

/// <summary>One call of a function that may become async.</summary>
/// <param name="Call">The whole call: the invocation, or the conditional access around it.</param>
/// <param name="Name">The name in it that a rename changes.</param>
/// <param name="Caller">Key of the function that would have to become async for it; null where it need not.</param>
/// <param name="CanAwait">False at a boundary: await may not stand there.</param>
internal sealed record CallSite(DocumentId Document, ExpressionSyntax Call, SimpleNameSyntax Name, string? Caller, bool CanAwait)
{
    /// <summary>A conversion of the calling function that changes nothing outside it, where the caller is a lambda, a test or the like.</summary>
    public FunctionConversion? Local { get; init; }
}

/// <summary>A name that refers to the function without calling it.</summary>
internal readonly record struct Mention(DocumentId Document, SimpleNameSyntax Name);
