using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>A synchronous call in an async function.</summary>
/// <param name="Kind">Io or Wait where that is certain, else Unknown.</param>
/// <param name="Sibling">What to await instead; null where no await may stand.</param>
internal sealed record SyncCall(SyncCallKind Kind, EnclosingFunction Stalled, ProvenSibling? Sibling);

/// <summary>The asynchronous counterpart of one call.</summary>
/// <param name="Import">The class of an extension that its namespace has to be imported for; null where nothing is to be imported.</param>
/// <param name="NeedsToken">It takes a token that is not optional, behind the call's arguments.</param>
internal sealed record ProvenSibling(IMethodSymbol Method, INamedTypeSymbol? Import = null, bool NeedsToken = false);

/// <summary>Finds synchronous calls that an async function could await instead, and leaves out those for which that would be wrong or of no use.</summary>
internal static class SyncCalls
{
    private static readonly ArgumentSyntax s_noToken = SyntaxFactory.Argument(SyntaxFactory.LiteralExpression(SyntaxKind.DefaultLiteralExpression));

    /// <param name="containing">The member under analysis.</param>
    public static SyncCall? Find(IInvocationOperation call, ISymbol containing, CompilationFacts facts, CancellationToken cancellation)
    {
        if (!facts.SyncApis.MayBe(call.TargetMethod) || EnclosingFunction.Of(call, containing) is not { Symbol: { } symbol } function
            || !symbol.IsAsync && function.Kind is not FunctionKind.Lambda
            || facts.SyncApis.Of(call.TargetMethod) is not { Kind: not SyncCallKind.Harmless } api
            || call is not { Syntax: InvocationExpressionSyntax syntax, SemanticModel: { } model }
            || facts.MemoryChannels.AreAllThatIsUsedBy(call, api.Kind)
            || api.Extensions is not null && (call.Arguments.IsEmpty || !EntityQueries.Is(call.Arguments[0].Value, facts)))
        {
            return null;
        }

        if (!symbol.IsAsync)
        {
            return InLambda(call, function, containing, api, facts, cancellation);
        }

        if (AwaitLegality.Of(syntax, model, facts.Types, cancellation) is not AwaitObstacle.None
            || Prove(call, syntax, api, symbol, facts, cancellation) is not { Method: var sibling } proven
            || !TakesTheSame(sibling, call) || SyncCallContext.IsOnPurpose(call, sibling, containing, facts)
            || facts.CalleeBodies.IsWrapper(sibling, call.TargetMethod))
        {
            return null;
        }

        var kind = KindOf(call, api.Kind, facts);
        return SyncCallContext.Weigh(kind, function, containing, facts, cancellation) is { } weighed ? new(weighed, function, proven) : null;
    }

    // A sync lambda that runs on the spot cannot await, but stalls the function around it: said only of what certainly does I/O. The clauses of a
    // query are lambdas that nobody wrote, and what a parallel loop runs stalls threads of its own too.
    private static SyncCall? InLambda(IInvocationOperation call, EnclosingFunction lambda, ISymbol containing, SyncApi api, CompilationFacts facts, CancellationToken cancellation) =>
        api is { Extensions: null, Kind: SyncCallKind.Io or SyncCallKind.Wait }
        && lambda.Operation is { Syntax: AnonymousFunctionExpressionSyntax }
        && StalledFunction.Of(call, containing, facts) is { IsAsync: true } stalled
        && ParallelLoops.Running(call, containing, facts) is null
        && !SyncBranches.Contains(call) && !SyncBranches.IsToldBy(stalled.Symbol)
        && SyncCallContext.Weigh(api.Kind, stalled, containing, facts, cancellation) == api.Kind
            ? new(api.Kind, stalled, null)
            : null;

    private static SyncCallKind KindOf(IInvocationOperation call, SyncCallKind known, CompilationFacts facts) => known switch
    {
        SyncCallKind.IoOnArgument => SyncCallKind.Io,
        SyncCallKind.Buffered => SyncCallKind.Unknown,
        SyncCallKind.Unknown => facts.CalleeBodies.KindOf(call.TargetMethod),
        _ => known,
    };

    private static ProvenSibling? Prove(
        IInvocationOperation call, InvocationExpressionSyntax syntax, SyncApi api, IMethodSymbol function, CompilationFacts facts, CancellationToken cancellation)
    {
        if ((AsyncSiblings.Rename(syntax, api.Sibling) ?? BehindQuestionMark(syntax, api.Sibling)) is not { } renamed)
        {
            return null;
        }

        if (facts.Siblings.Find(call, renamed, function, cancellation) is { } sibling
            && (api.Extensions is null || Same((sibling.ReducedFrom ?? sibling).ContainingType, api.Extensions)))
        {
            return new(sibling);
        }

        // As it will bind once its namespace is imported.
        if (api.Extensions is { } extensions)
        {
            return EntityQueries.AsStatic(renamed, extensions) is { } bound && facts.Siblings.Find(call, bound, function, cancellation) is { } extension
                ? new(extension, Import: extensions)
                : null;
        }

        // Some siblings ask for a token.
        return facts.Siblings.Find(call, renamed.AddArgumentListArguments(s_noToken), function, cancellation) is { Parameters: [.., var last] } asking
            && Same(last.Type, facts.Types.CancellationToken)
                ? new(asking, NeedsToken: true)
                : null;
    }

    // "reader?.ReadToEnd()" with a plain dot, which binds to the same.
    private static InvocationExpressionSyntax? BehindQuestionMark(InvocationExpressionSyntax call, string name) =>
        call is { Expression: MemberBindingExpressionSyntax { Name: var member }, Parent: ConditionalAccessExpressionSyntax { Expression: var receiver, WhenNotNull: var part } }
        && part == call
            ? call.WithExpression(SyntaxFactory.MemberAccessExpression(
                SyntaxKind.SimpleMemberAccessExpression, receiver.WithoutTrivia(), member.WithIdentifier(SyntaxFactory.Identifier(name))))
            : null;

    // Each argument means the same to the sibling if it goes to a parameter of the same type; where a span was taken, the sibling takes a memory.
    private static bool TakesTheSame(IMethodSymbol sibling, IInvocationOperation call)
    {
        var extended = call.TargetMethod.IsExtensionMethod ? 1 : 0;
        var offset = (sibling is { IsExtensionMethod: true, MethodKind: not MethodKind.ReducedExtension } ? 1 : 0) - extended;
        foreach (var argument in call.Arguments)
        {
            if (argument is not { ArgumentKind: not ArgumentKind.DefaultValue, Parameter: { } given } || given.Ordinal < extended)
            {
                continue;
            }

            if (given.Ordinal + offset >= sibling.Parameters.Length
                || sibling.Parameters[given.Ordinal + offset].Type is var taken && !SymbolEqualityComparer.Default.Equals(taken, given.Type)
                    && (!given.Type.IsRefLikeType || taken.IsRefLikeType))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
