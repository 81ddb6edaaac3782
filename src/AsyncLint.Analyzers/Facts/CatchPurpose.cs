using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Tells whether a catch was written for what goes wrong in a task, or for what is thrown where the task is made.</summary>
internal static class CatchPurpose
{
    /// <summary>The catch of a try that evidently waits for an exception of the task that a call in its body gives; null where it may have another purpose.</summary>
    public static ICatchClauseOperation? For(IInvocationOperation task, ITryOperation @try, CompilationFacts facts)
    {
        foreach (var clause in @try.Catches)
        {
            if (Mirrors(clause.Handler, facts))
            {
                return null;
            }
        }

        // "task.IsCompleted ? … : AwaitIt(task)": what gets a task to wait for is the one that handles its exceptions.
        if (task.Arguments.Any(argument => facts.Awaitables.IsTaskLike(argument.Value.Type)) && !TaskCalls.IsWhenAll(task.TargetMethod, facts.Types))
        {
            return null;
        }

        var isAlone = !HasOtherWork(@try.Body, task, facts) && !ThrowsItself(task.TargetMethod);
        foreach (var clause in @try.Catches)
        {
            if (!OnlyRethrows(clause.Handler)
                && (facts.Types.IsUsageException(clause.ExceptionType) ? isAlone && FaultsInTask.Certainly(task, facts)
                    : isAlone || facts.Types.IsAsynchronousException(clause.ExceptionType) && !WaitsElsewhere(@try.Body)))
            {
                return clause;
            }
        }

        return null;
    }

    // "catch (Exception e) { return Task.FromException(e); }" puts into the task what was thrown synchronously: nothing else was meant.
    private static bool Mirrors(IOperation handler, CompilationFacts facts)
    {
        foreach (var operation in handler.Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: "FromException" or "FromCanceled" or "SetException" or "TrySetException" or "SetCanceled" or "TrySetCanceled" } method }
                && (facts.Awaitables.IsTaskOrValueTask(method.ContainingType) || !method.IsStatic))
            {
                return true;
            }
        }

        return false;
    }

    private static bool OnlyRethrows(IBlockOperation handler) => handler.Operations is { Length: 1 } statements && statements[0] is IThrowOperation { Exception: null };

    // A function of the source that checks its arguments before it starts the work.
    private static bool ThrowsItself(IMethodSymbol method)
    {
        if (method.IsAsync || method.OriginalDefinition.DeclaringSyntaxReferences is not { Length: 1 } references || EnclosingFunction.BodyOf(references[0].GetSyntax()) is not { } body)
        {
            return false;
        }

        foreach (var node in body.DescendantNodesAndSelf(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            if (node is ThrowStatementSyntax or ThrowExpressionSyntax
                || node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } && name.StartsWith("ThrowIf", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasOtherWork(IOperation operation, IInvocationOperation task, CompilationFacts facts)
    {
        switch (operation)
        {
            case IAnonymousFunctionOperation or ILocalFunctionOperation:
                return false;
            case IThrowOperation { Exception: not null } or IDynamicInvocationOperation or IDynamicMemberReferenceOperation:
            case IPropertyReferenceOperation { Property.Name: "Result" } property when facts.Awaitables.IsTaskLike(property.Property.ContainingType):
            case IInvocationOperation call when call != task && !facts.Awaitables.IsTaskLike(call.Type) && !IsQuiet(call.TargetMethod, facts.Types):
            case IObjectCreationOperation { Type: { } type } when IsOpening(type, facts.Types):
                return true;
        }

        foreach (var child in operation.ChildOperations)
        {
            if (HasOtherWork(child, task, facts))
            {
                return true;
            }
        }

        return false;
    }

    // Nobody writes a handler for these.
    private static bool IsQuiet(IMethodSymbol method, KnownTypes types) =>
        method.ContainingType.SpecialType is SpecialType.System_String or SpecialType.System_Object
        || method.Name is "ToString" or "Equals" or "GetHashCode"
        || types.IsCollection(method.ContainingType) || Same(method.ContainingType, types.Enumerable) || Same(method.ContainingType, types.Stopwatch)
        || Same(method.ContainingType, types.Interlocked) || Same(method.ContainingType, types.Debug) || Same(method.ContainingType, types.Trace)
        || Same(method.ContainingType, types.ExtensionsLogger) || method.Parameters.Length > 0 && Same(method.Parameters[0].Type, types.ExtensionsLogger)
        || Same(method.ContainingType, types.Serilog) || Same(method.ContainingType, types.NLog) || Same(method.ContainingType, types.Log4Net);

    // Files, sockets and the like are opened by their constructors; a message to be sent is not.
    private static bool IsOpening(ITypeSymbol type, KnownTypes types) =>
        types.Disposable is { } disposable && type.AllInterfaces.Contains(disposable, SymbolEqualityComparer.Default)
        && !Same(type, types.HttpRequestMessage) && !Same(type.BaseType, types.HttpContent) && !Same(type.BaseType?.BaseType, types.HttpContent)
        && !Same(type, types.HttpClient) && !types.IsHarmlessToDispose(type as INamedTypeSymbol) && !Same(type, types.CancellationTokenSource);

    // "token.ThrowIfCancellationRequested()", "F().Wait()" and "Read(token)" throw on the spot what else only tasks end with.
    private static bool WaitsElsewhere(IOperation body)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: "ThrowIfCancellationRequested" or "Wait" or "WaitAll" or "WaitAny" or WellKnownMemberNames.GetResult } }
                or IPropertyReferenceOperation { Property.Name: "Result" })
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
