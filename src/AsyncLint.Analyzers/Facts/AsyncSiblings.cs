using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>
/// Finds the asynchronous counterpart of a call, and proves it: the rewritten call is bound by the compiler in the place of the old
/// one, and must give what the old one gave once it is awaited.
/// </summary>
internal sealed class AsyncSiblings(Compilation compilation, AwaitableTypes awaitables, KnownTypes types)
{
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _hasCandidate = new(SymbolEqualityComparer.Default);

    /// <summary>The counterpart of <paramref name="call"/> with the same arguments, or null where none is proven.</summary>
    /// <param name="enclosing">The function that makes the call: neither it nor one around it is its sibling.</param>
    /// <param name="added">One more argument, behind the others.</param>
    public IMethodSymbol? Find(IInvocationOperation call, IMethodSymbol? enclosing, CancellationToken cancellation, ArgumentSyntax? added = null) =>
        call.Syntax is InvocationExpressionSyntax syntax && MayHaveCandidate(call.TargetMethod)
        && Rename(added is null ? syntax : syntax.AddArgumentListArguments(added), call.TargetMethod.Name + "Async") is { } renamed
            ? Find(call, renamed, enclosing, cancellation)
            : null;

    /// <summary>The counterpart that <paramref name="replacement"/> calls in the place of <paramref name="call"/>, or null where it is none.</summary>
    public IMethodSymbol? Find(IInvocationOperation call, InvocationExpressionSyntax replacement, IMethodSymbol? enclosing, CancellationToken cancellation) =>
        call is { SemanticModel: { } model, Syntax.SpanStart: var position }
        && model.GetSpeculativeSymbolInfo(position, replacement, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol candidate
        && IsSibling(candidate, call.TargetMethod, enclosing, model, position, cancellation)
            ? candidate
            : null;

    /// <summary>The same call with another method name; null where the callee is not named in a way that can be replaced.</summary>
    public static InvocationExpressionSyntax? Rename(InvocationExpressionSyntax call, string name)
    {
        var simple = call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name,
            MemberBindingExpressionSyntax binding => binding.Name,
            SimpleNameSyntax bare => bare,
            _ => null,
        };
        if (simple is null || call.Expression is MemberBindingExpressionSyntax)
        {
            return null;
        }

        var identifier = SyntaxFactory.Identifier(name).WithTriviaFrom(simple.Identifier);
        return call.ReplaceNode(simple, simple.WithIdentifier(identifier));
    }

    // A name is looked at only to avoid the cost of binding; what decides is the bound symbol.
    private bool MayHaveCandidate(IMethodSymbol method)
    {
        if (method.MethodKind is not (MethodKind.Ordinary or MethodKind.ReducedExtension) || awaitables.Of(method.ReturnType) is not Awaitability.None)
        {
            return false;
        }

        var definition = (method.ReducedFrom ?? method).OriginalDefinition;
        return _hasCandidate.TryGetValue(definition, out var found) ? found : _hasCandidate.GetOrAdd(definition, HasMember(definition, definition.Name + "Async"));
    }

    /// <summary>True where the type that declares <paramref name="method"/>, its bases or its interfaces have a member of a name.</summary>
    public static bool HasMember(IMethodSymbol method, string name)
    {
        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.BaseType)
        {
            if (!type.GetMembers(name).IsEmpty)
            {
                return true;
            }
        }

        foreach (var implemented in method.ContainingType.AllInterfaces)
        {
            if (!implemented.GetMembers(name).IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsSibling(
        IMethodSymbol candidate, IMethodSymbol method, IMethodSymbol? enclosing, SemanticModel model, int position, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var result = awaitables.ResultOf(candidate.ReturnType);
        return result is not null
            && (SymbolEqualityComparer.Default.Equals(result, method.ReturnType) || result.SpecialType is SpecialType.System_Void && method.ReturnsVoid
                || compilation.ClassifyCommonConversion(result, method.ReturnType) is { Exists: true, IsImplicit: true })
            && (candidate.IsStatic == method.IsStatic || candidate.IsExtensionMethod && method.IsExtensionMethod)
            && model.IsAccessible(position, candidate)
            && !IsObsolete(candidate)
            && !IsAround(enclosing, candidate);
    }

    // A lambda or local function in the sibling is the sibling's own work.
    private static bool IsAround(IMethodSymbol? enclosing, IMethodSymbol candidate)
    {
        for (ISymbol? symbol = enclosing; symbol is IMethodSymbol method; symbol = symbol.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, method.OriginalDefinition) || Overrides(method, candidate))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsObsolete(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, types.Obsolete))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Overrides(IMethodSymbol method, IMethodSymbol candidate)
    {
        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            if (SymbolEqualityComparer.Default.Equals(overridden.OriginalDefinition, candidate.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }
}
