using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>
/// Tells calls that read from and write to memory alone, however many readers, writers and compressors lie in between:
/// <c>new StreamReader(new GZipStream(new MemoryStream(bytes), …)).ReadToEnd()</c>.
/// </summary>
internal sealed class MemoryChannels
{
    // A chain of readers and variables that is longer than this is not understood.
    private const int MaxDepth = 12;

    private readonly CompilationFacts _facts;
    private readonly ImmutableArray<INamedTypeSymbol> _inMemory;
    private readonly ImmutableArray<INamedTypeSymbol> _channels;

    public MemoryChannels(CompilationFacts facts)
    {
        _facts = facts;
        _inMemory = Resolve(SyncCallTable.InMemory);
        _channels = Resolve(SyncCallTable.Channels);
    }

    /// <summary>True where everything that a call reads from or writes to is certainly memory.</summary>
    /// <param name="kind">What the callee does: for some, a receiver that is no stream does the I/O, whatever stream it is given.</param>
    public bool AreAllThatIsUsedBy(IInvocationOperation call, SyncCallKind kind)
    {
        var (receiver, arguments) = call switch
        {
            { Instance: { } instance } => (instance, call.Arguments),
            { TargetMethod.IsExtensionMethod: true, Arguments: { IsEmpty: false } all } => (all[0].Value, all.RemoveAt(0)),
            _ => (null, call.Arguments),
        };
        return kind switch
        {
            SyncCallKind.Io or SyncCallKind.Wait when receiver is not null && !IsChannel(receiver) => false,
            SyncCallKind.IoOnArgument when !arguments.Any(a => IsChannel(a.Value)) => true,
            _ => AreMemory(receiver, arguments, 0),
        };
    }

    /// <summary>True where what a reader's member tells is in memory.</summary>
    public bool Contain(IOperation channel) => IsMemory(channel, 0);

    // At least one, and no other: a copy from memory to a socket is not done in memory.
    private bool AreMemory(IOperation? receiver, ImmutableArray<IArgumentOperation> arguments, int depth)
    {
        var any = false;
        if (receiver is not null && IsChannel(receiver))
        {
            any = true;
            if (!IsMemory(receiver, depth))
            {
                return false;
            }
        }

        foreach (var argument in arguments)
        {
            if (argument.ArgumentKind is not ArgumentKind.DefaultValue && IsChannel(argument.Value))
            {
                any = true;
                if (!IsMemory(argument.Value, depth))
                {
                    return false;
                }
            }
        }

        return any;
    }

    private bool IsMemory(IOperation value, int depth)
    {
        if (depth > MaxDepth)
        {
            return false;
        }

        if (DerivesFromAny(value.Type, _inMemory))
        {
            return true;
        }

        switch (value)
        {
            case IConversionOperation conversion:
                return IsMemory(conversion.Operand, depth + 1);
            case IParenthesizedOperation parenthesized:
                return IsMemory(parenthesized.Operand, depth + 1);
            case IAwaitOperation awaited:
                return IsMemory(TaskCalls.Unwrap(awaited.Operation, _facts), depth + 1);
            case IObjectCreationOperation creation:
                return AreMemory(null, creation.Arguments, depth + 1);
            case IInvocationOperation call:
                return IsMemorySource(call.TargetMethod) || BufferedContent.IsReadBy(call, _facts) || AreMemory(call.Instance, call.Arguments, depth + 1);
            case IPropertyReferenceOperation property:
                return Same(property.Property.ContainingType, _facts.Types.Console) || property.Instance is { } owner && IsChannel(owner) && IsMemory(owner, depth + 1);
            case IFieldReferenceOperation { Field: { Name: "Null", IsStatic: true, ContainingType: var type } }:
                return DerivesFromAny(type, _channels);
            case ILocalReferenceOperation { Local: var local }:
                return LocalValues.Of(local, value) is { } values && values.TrueForAll(v => IsMemory(v, depth + 1));
            default:
                return false;
        }
    }

    // Resources of an assembly are mapped into memory; the console is as quick as its reader.
    private bool IsMemorySource(IMethodSymbol method) =>
        Same(method.ContainingType, _facts.Types.Console)
        || method.Name is "GetManifestResourceStream" && Same(method.ContainingType, _facts.Types.Assembly);

    private bool IsChannel(IOperation value)
    {
        while (value is IConversionOperation { IsImplicit: true } conversion)
        {
            value = conversion.Operand;
        }

        return DerivesFromAny(value.Type, _channels);
    }

    private static bool DerivesFromAny(ITypeSymbol? type, ImmutableArray<INamedTypeSymbol> ancestors)
    {
        foreach (var ancestor in ancestors)
        {
            if (type is not null && SyncApis.DerivesFrom(type, ancestor))
            {
                return true;
            }
        }

        return false;
    }

    private ImmutableArray<INamedTypeSymbol> Resolve(string[] names)
    {
        var found = ImmutableArray.CreateBuilder<INamedTypeSymbol>();
        foreach (var name in names)
        {
            if (_facts.Types.Listed(name) is { } type)
            {
                found.Add(type);
            }
        }

        return found.ToImmutable();
    }

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
