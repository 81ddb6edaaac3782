using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>What is left to do when an object is disposed.</summary>
internal enum DisposalWork
{
    /// <summary>There is no DisposeAsync, or it only calls Dispose, or nothing is left to do.</summary>
    None,

    /// <summary>There is a DisposeAsync; what it does is not known.</summary>
    Unknown,

    /// <summary>What the object still holds is sent to somebody, who may let it wait.</summary>
    Writes,

    /// <summary>The type's own DisposeAsync awaits.</summary>
    Awaits,

    /// <summary>Services are disposed, and one that has only DisposeAsync makes Dispose throw.</summary>
    Services,
}

/// <summary>Tells how much of the work of disposing is lost, or blocks, when an object is disposed synchronously.</summary>
/// <remarks>
/// Sources: learn.microsoft.com "Implement a DisposeAsync method" (Stream, TextWriter and DbCommand only call Dispose there);
/// "Microsoft.Extensions.DependencyInjection, Disposal of services" (InvalidOperationException for services that are only IAsyncDisposable);
/// "Breaking changes, HTTP: Synchronous IO disabled in all servers" (a writer that is disposed synchronously over a response body throws).
/// </remarks>
internal sealed class AsyncDisposals(CompilationFacts facts)
{
    // Their DisposeAsync calls Dispose, or there is nothing to wait for. Streams and writers have a rest to write, which is of no account
    // unless it goes over a wire.
    private static readonly string[] s_harmless =
    {
        "System.IO.Stream",
        "System.IO.TextWriter",
        "System.IO.BinaryWriter", // writes synchronously all along; DisposeAsync calls Dispose, or hands the stream's FlushAsync on
        "Newtonsoft.Json.JsonReader", // only reads; DisposeAsync is an explicit implementation that calls Dispose
        "System.Text.Json.Utf8JsonWriter",
        "System.IO.Compression.ZipArchive",
        "System.Data.Common.DbCommand",
        "System.Data.Common.DbBatch",
        "System.Threading.CancellationTokenRegistration",
        "System.Threading.Timer",
        "System.Threading.ITimer",
    };

    // Their own DisposeAsync only calls Dispose. Npgsql and MySqlConnector override it, Microsoft.Data.SqlClient, System.Data.SqlClient and
    // Microsoft.Data.Sqlite do not.
    private static readonly string[] s_adoNet = { "System.Data.Common.DbConnection", "System.Data.Common.DbTransaction", "System.Data.Common.DbDataReader" };

    private static readonly string[] s_buffering =
    {
        "System.IO.StreamWriter",
        "System.IO.BufferedStream",
        "System.Text.Json.Utf8JsonWriter",
        "System.IO.Compression.GZipStream",
        "System.IO.Compression.DeflateStream",
        "System.IO.Compression.ZLibStream",
        "System.IO.Compression.BrotliStream",
        "System.IO.Compression.ZipArchive",
        "System.Security.Cryptography.CryptoStream",
    };

    private static readonly string[] s_wires = { "System.Net.Sockets.NetworkStream", "System.Net.Security.AuthenticatedStream", "System.IO.Pipes.PipeStream" };

    private readonly ConcurrentDictionary<ITypeSymbol, DisposalWork> _types = new(SymbolEqualityComparer.Default);

    /// <summary>True where <c>await using</c> may stand.</summary>
    public bool CanBeAwaited(ITypeSymbol type) => type.IsOrImplements(facts.Types.AsyncDisposable);

    /// <summary>What disposing an object of a type leaves to do.</summary>
    public DisposalWork Of(ITypeSymbol? type) => type is INamedTypeSymbol named && facts.Types.AsyncDisposable is not null
        ? _types.TryGetValue(named, out var known) ? known : _types.GetOrAdd(named, Judge(named))
        : DisposalWork.None;

    /// <summary>What disposing the value of an expression leaves to do: more than its type tells where it writes over a wire.</summary>
    public DisposalWork Of(IOperation value)
    {
        value = OperationTree.Unconverted(value);

        return WritesOverWire(value) ? DisposalWork.Writes
            : Of(value.Type) is var work && work is DisposalWork.Unknown && InheritsFromAdoNet(value) ? DisposalWork.None
            : work;
    }

    // What is declared as a class that can be derived from may be an object of another one.
    private bool InheritsFromAdoNet(IOperation value) =>
        value.Type is INamedTypeSymbol { IsAbstract: false } type
        && facts.Types.AsyncDisposable!.GetMembers() is [var contract]
        && type.FindImplementationForInterfaceMember(contract) is IMethodSymbol { ContainingType: var owner } implementation
        && s_adoNet.Any(name => Is(owner, name))
        && !IsOverridden(implementation, type)
        && (type.IsSealed || IsOfItsType(value));

    private static bool IsOverridden(IMethodSymbol implementation, INamedTypeSymbol type)
    {
        for (var t = type; t is not null && !SymbolEqualityComparer.Default.Equals(t, implementation.ContainingType); t = t.BaseType)
        {
            if (t.GetMembers(implementation.Name).Any(static member => member is IMethodSymbol { IsOverride: true, Parameters.IsEmpty: true }))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for a new object, and for what a method hands out as its concrete type, be it kept in a variable.</summary>
    private static bool IsOfItsType(IOperation value) => OperationTree.Unconverted(value) switch
    {
        IObjectCreationOperation or IInvocationOperation or IAwaitOperation => true,
        ILocalReferenceOperation { Local: var local } use => LocalValues.Of(local, use) is { } values && values.TrueForAll(static given => given is not ILocalReferenceOperation && IsOfItsType(given)),
        _ => false,
    };

    private bool WritesOverWire(IOperation value) =>
        value is IObjectCreationOperation { Arguments: var arguments, Type: { } type } && s_buffering.Any(name => type.IsOrDerivesFrom(facts.Types.Listed(name))) && type.IsOrImplements(facts.Types.AsyncDisposable)
        && arguments.Any(argument => IsWire(argument.Value)) && !arguments.Any(argument => IsReading(argument.Value));

    private bool IsWire(IOperation target)
    {
        target = OperationTree.WithoutConversions(target);

        return target is IPropertyReferenceOperation { Property: { Name: "Body", ContainingType: var owner } } && Is(owner, "Microsoft.AspNetCore.Http.HttpResponse")
            || s_wires.Any(name => target.Type.IsOrDerivesFrom(facts.Types.Listed(name)))
            || WritesOverWire(target);
    }

    // CompressionMode.Decompress, CryptoStreamMode.Read, FileAccess.Read, ZipArchiveMode.Read are the constants 0, 0, 1 and 0 of their types.
    private bool IsReading(IOperation mode) => mode.ConstantValue is { HasValue: true, Value: int value } && mode.Type is { TypeKind: TypeKind.Enum } type
        && (value is 0 && (Is(type, "System.IO.Compression.CompressionMode") || Is(type, "System.Security.Cryptography.CryptoStreamMode") || Is(type, "System.IO.Compression.ZipArchiveMode"))
            || value is 1 && Is(type, "System.IO.FileAccess"));

    private DisposalWork Judge(INamedTypeSymbol type)
    {
        if (!type.IsOrImplements(facts.Types.AsyncDisposable))
        {
            return DisposalWork.None;
        }

        // A provider is disposed at the end of a program or a test, and whether one of its services has only DisposeAsync shows there and then.
        if (Is(type, "Microsoft.Extensions.DependencyInjection.AsyncServiceScope"))
        {
            return DisposalWork.Services;
        }

        return OfSource(type);
    }

    private DisposalWork OfSource(INamedTypeSymbol type)
    {
        foreach (var member in facts.Types.AsyncDisposable!.GetMembers())
        {
            if (type.FindImplementationForInterfaceMember(member) is IMethodSymbol { OriginalDefinition.DeclaringSyntaxReferences: [var reference] } implementation)
            {
                return EnclosingFunction.BodyOf(reference.GetSyntax()) is { } body ? OfBody(body, implementation.ContainingType) : DisposalWork.Unknown;
            }
        }

        return s_harmless.Any(name => type.IsOrDerivesFrom(facts.Types.Listed(name))) ? DisposalWork.None : DisposalWork.Unknown;
    }

    // Read off the syntax: the implementation may be in another file, and binding that would cost more than the answer is worth.
    private DisposalWork OfBody(SyntaxNode body, INamedTypeSymbol type)
    {
        var callsDispose = false;
        foreach (var node in body.DescendantNodesAndSelf(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            switch (node)
            {
                case AwaitExpressionSyntax awaited when !IsOwn(awaited.Expression, type, out var own) || own is not null && MayWait(own):
                    return DisposalWork.Awaits;
                case InvocationExpressionSyntax call when OwnName(call) is "Dispose":
                    callsDispose = true;
                    break;
            }
        }

        return callsDispose ? DisposalWork.None : DisposalWork.Unknown;
    }

    /// <summary>True for a call of a method of the type itself, such as DisposeAsyncCore, or of its base.</summary>
    private static bool IsOwn(ExpressionSyntax awaited, INamedTypeSymbol type, out IMethodSymbol? method)
    {
        method = null;
        if (awaited is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var configured } })
        {
            awaited = configured;
        }

        var name = awaited is InvocationExpressionSyntax call ? OwnName(call) : null;
        if (name is { Length: > 0 } && type.GetMembers(name) is [IMethodSymbol own])
        {
            method = own;
        }

        return name is not null;
    }

    // The name of a method that is called on this object; empty for one of the base.
    private static string? OwnName(InvocationExpressionSyntax call) => call.Expression switch
    {
        IdentifierNameSyntax method => method.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var method } => method,
        MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax } => "",
        _ => null,
    };

    private bool MayWait(IMethodSymbol method) => method.IsAsync
        ? method.DeclaringSyntaxReferences is [var reference] && EnclosingFunction.BodyOf(reference.GetSyntax()) is { } body
            && EnclosingFunction.Awaits(body)
        : !method.IsVirtual && !FreshTasks.IsTriviallyComplete(method, facts.Awaitables.Of(method.ReturnType));

    private bool Is(ITypeSymbol? type, string name) => type is not null && SymbolEqualityComparer.Default.Equals(type, facts.Types.Listed(name));
}
