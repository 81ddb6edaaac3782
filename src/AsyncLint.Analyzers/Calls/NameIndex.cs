using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncLint.Calls;

/// <summary>A member of a type with the names that it can be called by and those that its text mentions, both as <see cref="NameHash"/> makes them.</summary>
/// <param name="Names">None for an async function: a chain ends there, whoever calls it.</param>
/// <param name="HasAsync">True where the word async occurs in it.</param>
internal sealed record IndexedMember(TextSpan Span, ImmutableArray<int> Names, ImmutableArray<int> Mentions, bool HasAsync);

/// <summary>
/// What one file's members are called and what they mention, from its text alone. It is kept for as long as the tree is: an edit in one
/// file leaves the indexes of all others as they are, and no compilation has to be asked.
/// </summary>
internal sealed class NameIndex
{
    private static readonly ConditionalWeakTable<SyntaxTree, NameIndex> s_indexes = new();

    private readonly ImmutableArray<IndexedMember> _members;

    private NameIndex(ImmutableArray<IndexedMember> members, ImmutableArray<IndexedMember> implied)
    {
        _members = members;
        Implied = implied;
    }

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<IndexedMember> Members => _members;

    /// <summary>Constructors that nobody wrote: they call the base type's.</summary>
    public ImmutableArray<IndexedMember> Implied { get; }

    /// <summary>True where the word async occurs in some member.</summary>
    public bool HasAsync
    {
        get
        {
            foreach (var member in _members)
            {
                if (member.HasAsync)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public static NameIndex Of(SyntaxTree tree, CancellationToken cancellation)
    {
        if (s_indexes.TryGetValue(tree, out var known))
        {
            return known;
        }

        var index = new Builder(tree, cancellation).Build();
        return s_indexes.GetValue(tree, _ => index);
    }

    /// <summary>The place in <see cref="Members"/> of the member that holds a position; -1 for none.</summary>
    public int At(int position)
    {
        int low = 0, high = _members.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_members[middle].Span.Contains(position))
            {
                return middle;
            }

            if (_members[middle].Span.Start > position)
            {
                high = middle - 1;
            }
            else
            {
                low = middle + 1;
            }
        }

        return -1;
    }

    /// <summary>True where some member mentions a name.</summary>
    public bool Mentions(int name)
    {
        foreach (var member in _members)
        {
            foreach (var mention in member.Mentions)
            {
                if (NameHash.Plain(mention) == name)
                {
                    return true;
                }
            }
        }

        return false;
    }

    public IndexedMember? MemberAt(int position) => At(position) is >= 0 and var place ? _members[place] : null;

    private sealed class Builder(SyntaxTree tree, CancellationToken cancellation)
    {
        private readonly ImmutableArray<IndexedMember>.Builder _members = ImmutableArray.CreateBuilder<IndexedMember>();
        private readonly ImmutableArray<IndexedMember>.Builder _implied = ImmutableArray.CreateBuilder<IndexedMember>();
        private readonly NameScanner _scanner = new(tree.GetText(cancellation));

        public NameIndex Build()
        {
            if (tree.GetRoot(cancellation) is CompilationUnitSyntax unit)
            {
                AddAll(unit.Members, null);
            }

            return new(_members.ToImmutable(), _implied.ToImmutable());
        }

        private void AddAll(SyntaxList<MemberDeclarationSyntax> members, TypeDeclarationSyntax? owner)
        {
            for (var i = 0; i < members.Count; i++)
            {
                if (members[i] is GlobalStatementSyntax first)
                {
                    // Top-level code is one function, with its local functions.
                    for (; i + 1 < members.Count && members[i + 1] is GlobalStatementSyntax; i++)
                    {
                    }

                    Add(TextSpan.FromBounds(first.SpanStart, members[i].Span.End), null, ImmutableArray<int>.Empty);
                    continue;
                }

                Add(members[i], owner);
            }
        }

        private void Add(MemberDeclarationSyntax member, TypeDeclarationSyntax? owner)
        {
            cancellation.ThrowIfCancellationRequested();
            switch (member)
            {
                case BaseNamespaceDeclarationSyntax space:
                    AddAll(space.Members, null);
                    break;
                case TypeDeclarationSyntax type:
                    if (type.BaseList is not null)
                    {
                        _implied.Add(new(default, ImmutableArray.Create(CreatedBy(type)), Bases(type), false));
                    }

                    AddAll(type.Members, type);
                    break;
                case MethodDeclarationSyntax { Body: null, ExpressionBody: null }:
                    break;
                case MethodDeclarationSyntax method:
                    Add(member.Span, null, EndsChains(method) ? ImmutableArray<int>.Empty : ImmutableArray.Create(NameHash.Called(NameHash.Of(method.Identifier.ValueText))));
                    break;
                case ConstructorDeclarationSyntax constructor:
                    Add(member.Span, owner, ImmutableArray.Create(CreatedBy(owner)));
                    break;
                case PropertyDeclarationSyntax property:
                    Add(property, owner);
                    break;
                case IndexerDeclarationSyntax:
                    Add(member.Span, null, ImmutableArray.Create(NameHash.Indexer));
                    break;
                case EventDeclarationSyntax declared:
                    Add(member.Span, null, ImmutableArray.Create(NameHash.Of(declared.Identifier.ValueText)));
                    break;
                case OperatorDeclarationSyntax @operator:
                    Add(member.Span, null, ImmutableArray.Create(NameHash.Of(@operator.OperatorToken.ValueText)));
                    break;
                case ConversionOperatorDeclarationSyntax:
                    // What is converted is of that type or becomes it, so its name is rarely far.
                    Add(member.Span, null, ImmutableArray.Create(NameOf(owner)));
                    break;
                case FieldDeclarationSyntax field:
                    Add(field, owner);
                    break;
            }
        }

        // An initializer runs in the constructors; a delegate in a field is called by the field's name.
        private void Add(FieldDeclarationSyntax field, TypeDeclarationSyntax? owner)
        {
            var names = ImmutableArray.CreateBuilder<int>();
            var isRun = false;
            foreach (var variable in field.Declaration.Variables)
            {
                if (variable.Initializer is { Value: AnonymousFunctionExpressionSyntax or SimpleNameSyntax or MemberAccessExpressionSyntax })
                {
                    names.Add(NameHash.Of(variable.Identifier.ValueText));
                }

                isRun |= variable.Initializer is not null;
            }

            if (isRun)
            {
                names.Add(CreatedBy(owner));
                Add(field.Span, null, names.ToImmutable());
            }
        }

        private void Add(PropertyDeclarationSyntax property, TypeDeclarationSyntax? owner)
        {
            var names = ImmutableArray.CreateBuilder<int>();
            if (property.ExpressionBody is not null || property.AccessorList?.Accessors.Any(static accessor => accessor is not { Body: null, ExpressionBody: null }) is true)
            {
                names.Add(NameHash.Property(NameHash.Of(property.Identifier.ValueText)));
            }

            if (property.Initializer is not null)
            {
                names.Add(CreatedBy(owner));
            }

            if (names.Count > 0)
            {
                Add(property.Span, null, names.ToImmutable());
            }
        }

        private void Add(TextSpan span, TypeDeclarationSyntax? constructed, ImmutableArray<int> names)
        {
            var mentions = _scanner.Scan(span, out var hasAsync);
            _members.Add(new(span, names, constructed is null ? mentions : mentions.AddRange(Bases(constructed)), hasAsync));
        }

        private static int NameOf(TypeDeclarationSyntax? type) => type is null ? 0 : NameHash.Of(type.Identifier.ValueText);

        private static int CreatedBy(TypeDeclarationSyntax? type) => NameHash.CreatedOf(NameOf(type));

        // By the word: a type of another meaning that is called Task is not worth a look at every caller of every async function.
        private static bool EndsChains(MethodDeclarationSyntax method) =>
            method.Identifier.ValueText is "Dispose" || method.Modifiers.Any(SyntaxKind.AsyncKeyword) || SimpleNameOf(method.ReturnType)?.Identifier.ValueText is "Task" or "ValueTask";

        private static SimpleNameSyntax? SimpleNameOf(TypeSyntax type) => type is QualifiedNameSyntax qualified ? qualified.Right : type as SimpleNameSyntax;

        private static ImmutableArray<int> Bases(TypeDeclarationSyntax type)
        {
            var names = ImmutableArray.CreateBuilder<int>();
            foreach (var declared in type.BaseList?.Types ?? default)
            {
                if (SimpleNameOf(declared.Type) is { } name)
                {
                    names.Add(NameHash.CreatedOf(NameHash.Of(name.Identifier.ValueText)));
                }
            }

            return names.ToImmutable();
        }
    }
}
