using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Tells calls that start work of which nobody but the caller knows from those that hand out, look after or make up a task.</summary>
internal static class FreshTasks
{
    /// <summary>True for a call whose task only its caller has, runs, and is not certain to be complete.</summary>
    /// <param name="kind">What the type of the call is.</param>
    public static bool Is(IInvocationOperation call, Awaitability kind, CompilationFacts facts)
    {
        var method = call.TargetMethod;
        return (method.MethodKind is MethodKind.DelegateInvoke || method.OriginalDefinition.ReturnType is not ITypeParameterSymbol)
            && !TaskCalls.IsPost(StartedBy(call, facts).TargetMethod, facts.Types)
            && !TaskCalls.IsBornComplete(call, facts)
            && !IsHeldElsewhere(call, kind, facts)
            && !IsObserver(method, facts)
            && !ContinuationHelpers.Contain(method, facts)
            && !IsOfHandle(method, facts)
            && !IsNotRun(call, facts)
            && !IsTriviallyComplete(method, kind)
            && !HandsBack(call, facts);
    }

    /// <summary>True where the receiver, a variable or a collection holds what the call returns.</summary>
    public static bool IsHeldElsewhere(IInvocationOperation call, Awaitability kind, CompilationFacts facts) =>
        kind is Awaitability.Pattern && IsHeldByReceiver(call) || IsHandedOut(call, facts) || IsOfLazy(call.TargetMethod, facts.Types);

    // AsyncLazy<T> starts its work once and gives every caller the same task.
    private static bool IsOfLazy(IMethodSymbol method, KnownTypes types) =>
        method.Name is "GetValueAsync" && types.VisualStudioAsyncLazy is { } lazy && SymbolEqualityComparer.Default.Equals(method.ContainingType.OriginalDefinition, lazy);

    /// <summary>True for a call that is recorded or made for what it throws at once: a mock, an expression tree, an assertion.</summary>
    public static bool IsNotRun(IInvocationOperation call, CompilationFacts facts) =>
        TestCode.IsMockVerification(call, facts.Types)
        || ExpressionTrees.Contains(call, facts.Types)
        || !call.TargetMethod.IsAsync && TestCode.IsInsideThrowsAssertion(call, facts.Types);

    // "TaskToAsyncResult.Unwrap(handle)": the task of work that somebody began before.
    private static bool IsOfHandle(IMethodSymbol method, CompilationFacts facts) =>
        method.Parameters is [{ Type: var handle }] && facts.Types.AsyncResult is { } type && SymbolEqualityComparer.Default.Equals(handle, type);

    // "Logged(SaveAsync())" where Logged returns the task that it is given.
    private static bool HandsBack(IInvocationOperation call, CompilationFacts facts)
    {
        if (call.IsVirtual || call.TargetMethod.OriginalDefinition.DeclaringSyntaxReferences.IsEmpty)
        {
            return false;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && facts.Awaitables.IsTaskLike(parameter.Type) && facts.Callees.Of(call.TargetMethod, parameter) is ParameterUse.Returned)
            {
                return true;
            }
        }

        return false;
    }

    // "builder.With(x);" where the builder has an awaiter and stays in its variable: nothing is lost.
    private static bool IsHeldByReceiver(IInvocationOperation call)
    {
        var receiver = call.Instance ?? (call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        return IsVariable(receiver) && SymbolEqualityComparer.Default.Equals(receiver!.Type, call.Type);
    }

    /// <summary>
    /// "SendAsync().ObserveErrors();": an extension that takes a task and nothing else, and hands the same kind of task back, is called as a
    /// statement for what it does to the task.
    /// </summary>
    public static bool IsObserver(IMethodSymbol method, CompilationFacts facts)
    {
        var definition = (method.ReducedFrom ?? method).OriginalDefinition;
        return definition is { IsExtensionMethod: true, Parameters.Length: 1 }
            && SymbolEqualityComparer.Default.Equals(definition.Parameters[0].Type, definition.ReturnType)
            && facts.Awaitables.IsTaskLike(definition.ReturnType)
            && !WrappedTasks.Gives(definition);
    }

    // What a method returns as a T is not its own work where the T came from a variable ("task.ShouldNotBeNull();") or belongs to a
    // collection ("tasks.Dequeue();", "cache.GetOrAdd(key, Load);"), or is the winner of several.
    private static bool IsHandedOut(IInvocationOperation call, CompilationFacts facts)
    {
        var method = call.TargetMethod.OriginalDefinition;
        if (method.ReturnType is not ITypeParameterSymbol returned || method.MethodKind is MethodKind.DelegateInvoke)
        {
            return false;
        }

        if (returned.DeclaringMethod is null)
        {
            return IsCollection(method.ContainingType);
        }

        foreach (var argument in call.Arguments)
        {
            if (SymbolEqualityComparer.Default.Equals(argument.Parameter?.OriginalDefinition.Type, returned) && IsVariable(argument.Value) || IsRaceOfHeld(argument.Value, facts))
            {
                return true;
            }
        }

        return false;
    }

    // "Task.WhenAny(running, Task.Delay(1000)).Await();", where Await blocks and gives the one that ended first.
    private static bool IsRaceOfHeld(IOperation race, CompilationFacts facts)
    {
        if (TaskCalls.Unwrap(race, facts) is not IInvocationOperation { Arguments: [var tasks, ..] arguments } call || !TaskCalls.IsWhenAny(call.TargetMethod, facts.Types))
        {
            return false;
        }

        foreach (var task in TaskCalls.ElementsOf(tasks.Value) ?? arguments.Select(static argument => argument.Value))
        {
            if (!(IsVariable(task) || TaskCalls.Unwrap(task, facts) is IInvocationOperation started && TaskCalls.IsDelay(started.TargetMethod, facts.Types)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsCollection(INamedTypeSymbol type)
    {
        foreach (var implemented in type.AllInterfaces)
        {
            if (implemented.SpecialType is SpecialType.System_Collections_IEnumerable)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Something that goes on holding its value whatever becomes of the expression.</summary>
    public static bool IsVariable(IOperation? value) =>
        value is not null && OperationTree.Bare(value) is ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation or IInstanceReferenceOperation;

    /// <summary>"Task.Factory.StartNew(async …).Unwrap();" starts the same work as without Unwrap.</summary>
    public static IInvocationOperation StartedBy(IInvocationOperation call, CompilationFacts facts)
    {
        while (call is { TargetMethod: { Name: "Unwrap" } method, Arguments.Length: 1 }
            && SymbolEqualityComparer.Default.Equals(method.ContainingType, facts.Types.TaskExtensions)
            && TaskCalls.Unwrap(call.Arguments[0].Value, facts) is IInvocationOperation inner)
        {
            call = inner;
        }

        return call;
    }

    /// <summary>"SaveAsync().LogFaults();": the call that makes the work, within the extensions that take its task and give one.</summary>
    public static IInvocationOperation WorkOf(IInvocationOperation call, CompilationFacts facts)
    {
        while (call is { TargetMethod.IsExtensionMethod: true, Arguments: [{ Value: var task }, ..] }
            && facts.Awaitables.IsTaskLike(task.Type) && TaskCalls.Unwrap(task, facts) is IInvocationOperation inner)
        {
            call = inner;
        }

        return call;
    }

    /// <summary>
    /// A method that can only return a completed task: not async, not virtual, and every return in its source is Task.CompletedTask,
    /// Task.FromResult, or a ValueTask of nothing or of a literal. Judged by syntax, since binding another file for it would cost more than the answer is worth.
    /// </summary>
    public static bool IsTriviallyComplete(IMethodSymbol method, Awaitability kind) =>
        !method.IsVirtual && !method.IsAbstract && !(method.IsOverride && !method.IsSealed) && method.ContainingType?.TypeKind is not TypeKind.Interface
        && ReturnsCompleted(method, kind);

    /// <summary>The same of exactly this method, for a caller that knows that no other can be run in its place.</summary>
    public static bool ReturnsCompleted(IMethodSymbol method, Awaitability kind)
    {
        // What the default of somebody's own awaitable does is not known.
        if (kind is not (Awaitability.Task or Awaitability.ValueTask) || method.IsAsync || method.OriginalDefinition.DeclaringSyntaxReferences is not { Length: 1 } references)
        {
            return false;
        }

        var declaration = references[0].GetSyntax();
        var body = EnclosingFunction.BodyOf(declaration);
        if (body is ExpressionSyntax expression)
        {
            return IsCompletedSyntax(expression);
        }

        if (body is not BlockSyntax block)
        {
            return false;
        }

        var returns = 0;
        foreach (var node in block.DescendantNodes(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            if (node is ReturnStatementSyntax { Expression: { } returned })
            {
                returns++;
                if (!IsCompletedSyntax(returned))
                {
                    return false;
                }
            }
        }

        return returns > 0;
    }

    /// <summary>A static readonly field that keeps one completed task for all who return it; judged by the syntax of its initializer, as above.</summary>
    public static bool IsTriviallyComplete(IFieldSymbol field, Awaitability kind) =>
        field is { IsStatic: true, IsReadOnly: true } && field.OriginalDefinition.DeclaringSyntaxReferences is [var reference]
        && reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value }
        && !(kind is Awaitability.Task && value is (LiteralExpressionSyntax or DefaultExpressionSyntax)) && IsCompletedSyntax(value);

    /// <summary>Task.CompletedTask, Task.FromResult and the like, by syntax.</summary>
    public static bool IsCompletedSyntax(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompletedTask", Expression: var type } => IsNameOfTask(type),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FromResult", Expression: var type } } => IsNameOfTask(type),
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } => arguments[0].Expression is LiteralExpressionSyntax,
        LiteralExpressionSyntax { Token.ValueText: "default" } or DefaultExpressionSyntax => true,
        ConditionalExpressionSyntax { WhenTrue: var one, WhenFalse: var other } => IsCompletedSyntax(one) && IsCompletedSyntax(other),
        _ => false,
    };

    private static bool IsNameOfTask(ExpressionSyntax type) => type switch
    {
        MemberAccessExpressionSyntax qualified => IsNameOfTask(qualified.Name),
        SimpleNameSyntax { Identifier.ValueText: "Task" or "ValueTask" } => true,
        _ => false,
    };
}
