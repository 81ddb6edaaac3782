using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace AsyncLint.Calls;

/// <summary>
/// Reads the names out of a stretch of source text. Words in comments and strings count too: they only make a function be looked at in vain,
/// and a scanner that skipped them would have to know interpolation and raw strings.
/// </summary>
internal sealed class NameScanner(SourceText text)
{
    private const string Operators = "+-*/%&|^!=<>~";
    private const int LongestOperator = 3;

    private static readonly int s_async = NameHash.Of("async");
    private static readonly int s_new = NameHash.Of("new");
    private static readonly int s_add = NameHash.Called(NameHash.Of("Add"));
    private static readonly int s_join = NameHash.Of("Join");
    private static readonly int s_foreach = NameHash.Called(NameHash.Of("foreach"));
    private static readonly int[] s_enumeration = { NameHash.Called(NameHash.Of("GetEnumerator")), NameHash.Called(NameHash.Of("MoveNext")), NameHash.Of("Current") };
    private static readonly int[] s_strings = { NameHash.Of("string"), NameHash.Of("String") };

    private static readonly int[] s_properties = BlockingLeaves.Properties.Select(NameHash.Of).ToArray();

    private readonly HashSet<int> _found = new();
    private char[] _buffer = Array.Empty<char>();

    /// <summary>The mentions in a span, each once.</summary>
    public ImmutableArray<int> Scan(TextSpan span, out bool hasAsync)
    {
        if (_buffer.Length < span.Length)
        {
            _buffer = new char[Math.Max(span.Length, 2 * _buffer.Length)];
        }

        text.CopyTo(span.Start, _buffer, 0, span.Length);
        _found.Clear();
        Read(_buffer.AsSpan(0, span.Length));
        AddCreated();
        hasAsync = _found.Contains(s_async) || _found.Contains(NameHash.Called(s_async));
        if (_found.Contains(s_foreach))
        {
            _found.UnionWith(s_enumeration);
        }

        return _found.ToImmutableArray();
    }

    // "Parser p = new();" creates a type that is mentioned somewhere near.
    private void AddCreated()
    {
        if (_found.Contains(NameHash.Called(s_new)))
        {
            foreach (var mention in _found.ToArray())
            {
                _found.Add(NameHash.CreatedOf(NameHash.Plain(mention)));
            }
        }
    }

    private void Read(ReadOnlySpan<char> code)
    {
        var qualifier = 0;
        var last = '\0';
        var isCreating = false;
        var isCreated = false;
        for (var i = 0; i < code.Length;)
        {
            var c = code[i];
            var start = i;
            if (IsPart(c))
            {
                while (i < code.Length && IsPart(code[i]))
                {
                    i++;
                }

                if (c is >= '0' and <= '9')
                {
                    continue;
                }

                var hash = NameHash.Of(code.Slice(start, i - start));
                var next = Next(code, i);
                if (hash != s_join || Array.IndexOf(s_strings, qualifier) < 0)
                {
                    _found.Add(next is '(' or '<' ? NameHash.Called(hash) : next is ')' or ',' or ';' or '}' ? NameHash.Alone(hash) : hash);
                }

                if (last == '.' && Array.IndexOf(s_properties, hash) >= 0)
                {
                    _found.Add(NameHash.MemberOf(hash));
                }

                // "new Space.Type(": the last name is the type's.
                if (isCreated && next is not ('.' or ':'))
                {
                    _found.Add(NameHash.CreatedOf(hash));
                    isCreated = false;
                }

                qualifier = next == '.' ? hash : 0;
                isCreating |= hash == s_new;
                isCreated |= hash == s_new && next != '(';
                last = c;
            }
            else if (c is '[')
            {
                // Not an attribute, a list, or the brackets of an array's type.
                if ((IsPart(last) || last is ')' or ']' or '?' or '!') && Next(code, i + 1) is not (']' or ','))
                {
                    _found.Add(NameHash.Indexer);
                }

                last = c;
                isCreated = false;
                i++;
            }
            else if (Operators.IndexOf(c) >= 0)
            {
                while (i < code.Length && Operators.IndexOf(code[i]) >= 0)
                {
                    i++;
                }

                // "List<int>" is no comparison; that one stands between spaces.
                if (c is not ('<' or '>') || start == 0 || char.IsWhiteSpace(code[start - 1]))
                {
                    AddOperators(code.Slice(start, i - start));
                }

                last = c;
            }
            else
            {
                if (c is '{' && isCreating)
                {
                    // A collection initializer calls what it does not name.
                    _found.Add(s_add);
                }

                isCreating &= c is not (';' or '{');
                isCreated &= c is not (';' or '{' or '(');
                last = char.IsWhiteSpace(c) ? last : c;
                i++;
            }
        }
    }

    // "a=-b" and "+=" use more than the operator that the whole run would be.
    private void AddOperators(ReadOnlySpan<char> run)
    {
        for (var start = 0; start < run.Length; start++)
        {
            for (var length = 1; length <= LongestOperator && start + length <= run.Length; length++)
            {
                _found.Add(NameHash.Of(run.Slice(start, length)));
            }
        }
    }

    private static char Next(ReadOnlySpan<char> code, int i)
    {
        while (i < code.Length && char.IsWhiteSpace(code[i]))
        {
            i++;
        }

        return i < code.Length ? code[i] : '\0';
    }

    private static bool IsPart(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_' or >= '0' and <= '9' || c > 127 && char.IsLetterOrDigit(c);
}
