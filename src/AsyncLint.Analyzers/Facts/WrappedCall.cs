using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>A synchronous call that is dressed up as a task: <c>Task.FromResult(reader.ReadToEnd())</c>, <c>Task.Run(() => reader.ReadToEnd())</c>.</summary>
internal sealed class WrappedCall
{
    private WrappedCall(IInvocationOperation call, IMethodSymbol sibling, ArgumentSyntax? token, bool isOnPool)
    {
        Call = call;
        Sibling = sibling;
        Token = token;
        IsOnPool = isOnPool;
    }

    public IInvocationOperation Call { get; }

    /// <summary>What gives the same task without the wrapping; proven.</summary>
    public IMethodSymbol Sibling { get; }

    /// <summary>The token that the sibling is given, where Task.Run has one.</summary>
    public ArgumentSyntax? Token { get; }

    public bool IsOnPool { get; }

    /// <summary>Null unless the wrapper is what a task-returning function returns, and the sibling gives that function's task as it is.</summary>
    public static WrappedCall? Find(IInvocationOperation wrapper, ISymbol containing, CompilationFacts facts, CancellationToken cancellation)
    {
        if (CallIn(wrapper, facts.Types) is not { } call || !IsReturned(wrapper)
            || EnclosingFunction.Of(wrapper, containing) is not { Symbol: { } function } enclosing || enclosing.Color(facts.Awaitables) is not FunctionColor.TaskReturning
            || !facts.SyncApis.MayBe(call.TargetMethod) || !Blocks(call, facts))
        {
            return null;
        }

        var token = wrapper.Arguments.Length == 2 && wrapper.Syntax is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } written } ? written[1].WithNameColon(null) : null;
        return facts.Siblings.Find(call, function, cancellation, token) is { } sibling && !FreshTasks.IsTriviallyComplete(sibling, facts.Awaitables.Of(sibling.ReturnType)) && !facts.CalleeBodies.IsWrapper(sibling, call.TargetMethod)
            && facts.Compilation.ClassifyCommonConversion(sibling.ReturnType, function.ReturnType) is { IsIdentity: true } or { IsReference: true, IsImplicit: true }
                ? new(call, sibling, token, wrapper.TargetMethod.Name is "Run")
                : null;
    }

    // By the table or by its source: what merely has a sibling may be work for a processor.
    private static bool Blocks(IInvocationOperation call, CompilationFacts facts) =>
        facts.SyncApis.Of(call.TargetMethod) is { Kind: var kind } && (kind is SyncCallKind.Unknown ? facts.CalleeBodies.KindOf(call.TargetMethod) : kind)
            is SyncCallKind.Io or SyncCallKind.IoOnArgument or SyncCallKind.Wait
        && !facts.MemoryChannels.AreAllThatIsUsedBy(call, kind);

    private static IInvocationOperation? CallIn(IInvocationOperation wrapper, KnownTypes types)
    {
        var method = wrapper.TargetMethod;
        if (method is not { IsStatic: true, Name: "FromResult" or "Run" } || wrapper.Arguments.IsEmpty)
        {
            return null;
        }

        var isTask = SymbolEqualityComparer.Default.Equals(method.ContainingType, types.Task);
        return method.Name is "FromResult"
            ? (isTask || SymbolEqualityComparer.Default.Equals(method.ContainingType, types.ValueTask) ? wrapper.Arguments[0].Value as IInvocationOperation : null)
            : isTask && wrapper.Arguments[0].Value is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol.IsAsync: false, Body: var body } } ? OnlyCallIn(body)
            : null;
    }

    private static IInvocationOperation? OnlyCallIn(IBlockOperation body) => body.Operations switch
    {
        [IReturnOperation { ReturnedValue: IInvocationOperation call }] => call,
        [IExpressionStatementOperation { Operation: IInvocationOperation call }] => call,
        [IExpressionStatementOperation { Operation: IInvocationOperation call }, IReturnOperation { ReturnedValue: null }] => call,
        _ => null,
    };

    private static bool IsReturned(IOperation wrapper)
    {
        var parent = wrapper.Parent;
        while (parent is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            parent = parent.Parent;
        }

        return parent is IReturnOperation { Kind: OperationKind.Return };
    }
}
