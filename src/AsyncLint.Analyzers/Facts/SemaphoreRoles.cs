using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>What a semaphore is for, as far as the code that owns it shows: a lock, a signal, or a baton that one function hands to another.</summary>
/// <remarks>By syntax alone: a semaphore is meant by its name, within the type that declares it. It is asked only of what would be reported otherwise.</remarks>
internal sealed class SemaphoreRoles
{
    private const int MaxDepth = 3;

    private readonly ConcurrentDictionary<ISymbol, int?> _counts = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, bool> _apart = new(SymbolEqualityComparer.Default);

    /// <summary>How many may enter at first; null where that is not written as a number, or not the same everywhere.</summary>
    public int? InitialCount(ISymbol semaphore, CancellationToken cancellation) => _counts.GetOrAdd(semaphore, symbol => FindCount(symbol, cancellation));

    /// <summary>
    /// True where some member of the type only releases the semaphore: then it is acquired in one function and released in another, or tells one function that
    /// another has done something.
    /// </summary>
    public bool IsReleasedApart(ISymbol semaphore, CancellationToken cancellation) => _apart.GetOrAdd(semaphore, symbol => FindReleaseApart(symbol, cancellation));

    /// <summary>The other locks of the type that declares a semaphore: fields that only one may hold.</summary>
    public IEnumerable<IFieldSymbol> LocksBeside(ISymbol semaphore, KnownTypes types, CancellationToken cancellation)
    {
        foreach (var member in semaphore.ContainingType.GetMembers())
        {
            if (member is IFieldSymbol { IsImplicitlyDeclared: false } field && SymbolEqualityComparer.Default.Equals(field.Type, types.SemaphoreSlim)
                && !SymbolEqualityComparer.Default.Equals(field, semaphore) && InitialCount(field, cancellation) is 1)
            {
                yield return field;
            }
        }
    }

    private static int? FindCount(ISymbol semaphore, CancellationToken cancellation)
    {
        int? count = null;
        foreach (var node in Owners(semaphore, cancellation).SelectMany(static owner => owner.DescendantNodes()))
        {
            var value = node switch
            {
                VariableDeclaratorSyntax { Identifier.ValueText: var name, Initializer.Value: var initial } when name == semaphore.Name => initial,
                PropertyDeclarationSyntax { Identifier.ValueText: var name, Initializer.Value: var initial } when name == semaphore.Name => initial,
                AssignmentExpressionSyntax { Left: var left, Right: var assigned } when LastName(left) == semaphore.Name => assigned,
                _ => null,
            };
            if (value is null)
            {
                continue;
            }

            if (value is not BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments }
                || arguments[0].Expression is not LiteralExpressionSyntax { Token.Value: int written } || count is { } other && other != written)
            {
                return null;
            }

            count = written;
        }

        return count;
    }

    private static bool FindReleaseApart(ISymbol semaphore, CancellationToken cancellation)
    {
        foreach (var member in Owners(semaphore, cancellation).OfType<TypeDeclarationSyntax>().SelectMany(static type => type.DescendantNodes()).OfType<MemberDeclarationSyntax>())
        {
            if (member is not (BaseTypeDeclarationSyntax or DelegateDeclarationSyntax) && Mentions(member, semaphore.Name, "Release")
                && !Mentions(member, semaphore.Name, "Wait") && !Mentions(member, semaphore.Name, "WaitAsync"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True where a function of the type that owns the semaphore releases it, itself or through another one.</summary>
    public static bool IsReleasedBy(IMethodSymbol method, ISymbol semaphore, CancellationToken cancellation, int depth = 0)
    {
        if (!IsRelated(method.ContainingType, semaphore.ContainingType))
        {
            return false;
        }

        foreach (var reference in (method.PartialImplementationPart ?? method).OriginalDefinition.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax(cancellation).DescendantNodes())
            {
                if (node is not InvocationExpressionSyntax { Expression: var called } call)
                {
                    continue;
                }

                if (IsCall(call, semaphore.Name, "Release"))
                {
                    return true;
                }

                if (depth < MaxDepth && LastName(called) is { } name)
                {
                    foreach (var member in method.ContainingType.GetMembers(name))
                    {
                        if (member is IMethodSymbol callee && IsReleasedBy(callee, semaphore, cancellation, depth + 1))
                        {
                            return true;
                        }
                    }
                }
            }
        }

        return false;
    }

    // A type and its bases share what is protected.
    private static bool IsRelated(INamedTypeSymbol? type, INamedTypeSymbol? owner)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current.OriginalDefinition, owner?.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<SyntaxNode> Owners(ISymbol semaphore, CancellationToken cancellation) =>
        semaphore.ContainingSymbol.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation));

    private static bool Mentions(SyntaxNode code, string semaphore, string method)
    {
        foreach (var node in code.DescendantNodes())
        {
            if (node is InvocationExpressionSyntax call && IsCall(call, semaphore, method))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCall(InvocationExpressionSyntax call, string semaphore, string method) => call.Expression switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name, Expression: var receiver } => name == method && LastName(receiver) == semaphore,
        MemberBindingExpressionSyntax { Name.Identifier.ValueText: var name } => name == method && call.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>() is { } access && LastName(access.Expression) == semaphore,
        _ => false,
    };

    private static string? LastName(ExpressionSyntax expression) => expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        ParenthesizedExpressionSyntax parenthesized => LastName(parenthesized.Expression),
        PostfixUnaryExpressionSyntax suppressed => LastName(suppressed.Operand),
        ConditionalAccessExpressionSyntax access => LastName(access.WhenNotNull),
        _ => null,
    };
}
