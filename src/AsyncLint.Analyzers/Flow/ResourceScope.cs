using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>The code at whose end a resource is disposed: the body of a using statement, what follows a using declaration, a try with a disposing finally.</summary>
internal sealed class ResourceScope
{
    private readonly IOperation? _initializer;
    private readonly IOperation _disposal;

    private ResourceScope(ISymbol resource, IOperation? initializer, IOperation disposal, IReadOnlyList<IOperation> body, Location end)
    {
        Resource = resource;
        _initializer = initializer;
        _disposal = disposal;
        Body = body;
        End = end;
    }

    public ISymbol Resource { get; }

    private IReadOnlyList<IOperation> Body { get; }

    /// <summary>Where the resource is disposed, in the words of the source: its declaration in a using, or the call.</summary>
    public Location End { get; }

    /// <summary>True where the resource is disposed by a statement between others rather than on leaving the scope.</summary>
    private bool EndsWithCall { get; init; }

    public bool IsPooled => _disposal is IInvocationOperation { TargetMethod.Name: "Return" };

    /// <summary>
    /// The scopes around an operation, up to the end of its function, the innermost first: of using statements and declarations, of a try whose
    /// finally disposes, and what stands before a statement that does. Resources without a name are left out.
    /// </summary>
    private static IEnumerable<ResourceScope> Around(IOperation operation, CompilationFacts facts)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent, parent = parent.Parent!)
        {
            var found = parent switch
            {
                IUsingOperation @using when @using.Body == child => OfUsing(@using),
                ITryOperation { Finally: { } last } @try when @try.Body == child => OfFinally(@try, last, facts),
                IBlockOperation block => OfBlock(block, block.Operations.IndexOf(child), facts),
                _ => Enumerable.Empty<ResourceScope>(),
            };
            foreach (var scope in found)
            {
                yield return scope;
            }
        }
    }

    /// <summary>
    /// The resource that a task uses and outlives, what its end does to the task, and in words how the task gets away. Of several, the innermost:
    /// awaiting there helps them all.
    /// </summary>
    public static (ResourceScope Scope, DisposalEffect Effect, string Way)? LeftPendingBy(IInvocationOperation task, OperationAnalysisContext context, CompilationFacts facts)
    {
        foreach (var scope in Around(task, facts))
        {
            if (scope.EffectOfEnd(facts) is var effect and not DisposalEffect.None
                && new ResourceUses(scope.Resource, scope.Body, facts).By(task) && scope.LeftBy(task, context, facts) is { } way)
            {
                return (scope, effect, way);
            }
        }

        return null;
    }

    private DisposalEffect EffectOfEnd(CompilationFacts facts) => IsPooled ? DisposalEffect.Breaks : Disposals.Of(Resource, _initializer, Body, facts);

    /// <summary>How a task of the scope leaves it while it is pending, in words; null where it does not, or where that is not certain.</summary>
    private string? LeftBy(IInvocationOperation task, OperationAnalysisContext context, CompilationFacts facts)
    {
        if (!EndsWithCall && StartedTasks.ReturnOf(task, facts) is not null)
        {
            return "is returned";
        }

        // What is left to itself on some path is what ASL1002 reports.
        if (TaskFlow.Of(context.GetControlFlowGraph(), facts).Follow(task, context.CancellationToken) is not { Leaks.Count: 0 } fate)
        {
            return null;
        }

        if (!EndsWithCall && StartedTasks.ReturnedFrom(fate, Contains) is not null)
        {
            return "is returned";
        }

        if (!EndsWithCall && !IsFollowedByAwait(task) && FieldThatGets(fate) is { } field)
        {
            return $"is stored in '{field.Name}'";
        }

        // Who disposes a resource, having done something else meanwhile, may want to end the task by it.
        return fate.IsPendingAt(_disposal) && (!EndsWithCall || IsPooled || StartedTasks.ReturnedFrom(fate, static _ => true) is not null) && !IsFollowedByAwait(task)
            ? "is kept"
            : null;
    }

    private static IEnumerable<ResourceScope> OfUsing(IUsingOperation @using)
    {
        var body = new[] { @using.Body };
        return @using.Resources is IVariableDeclarationGroupOperation group ? OfDeclarations(group, body)
            : SymbolOf(@using.Resources) is { } symbol ? new[] { new ResourceScope(symbol, null, @using.Resources, body, @using.Resources.Syntax.GetLocation()) }
            : Enumerable.Empty<ResourceScope>();
    }

    private static IEnumerable<ResourceScope> OfDeclarations(IVariableDeclarationGroupOperation group, IReadOnlyList<IOperation> body)
    {
        foreach (var declaration in group.Declarations.Reverse())
        {
            foreach (var declarator in declaration.Declarators.Reverse())
            {
                yield return new(declarator.Symbol, declarator.GetVariableInitializer()?.Value, declarator, body, declarator.Syntax.GetLocation());
            }
        }
    }

    // "finally { client.Dispose(); }", "finally { if (client != null) client.Dispose(); }". Another condition mostly asks whether something went wrong.
    private static IEnumerable<ResourceScope> OfFinally(ITryOperation @try, IBlockOperation last, CompilationFacts facts)
    {
        foreach (var statement in last.Operations)
        {
            var disposing = statement is IConditionalOperation { WhenFalse: null, Condition: var condition, WhenTrue: var guarded }
                && DisposalIn(guarded is IBlockOperation { Operations: { Length: 1 } only } ? only[0] : guarded, facts) is { } call
                && condition.Descendants().Any(part => SymbolEqualityComparer.Default.Equals(SymbolOf(part), ResourceOf(call)))
                    ? call
                    : DisposalIn(statement, facts);
            if (disposing is not null)
            {
                yield return new(ResourceOf(disposing)!, null, disposing, new[] { @try.Body }, disposing.Syntax.GetLocation());
            }
        }
    }

    // Using declarations before the statement, and "client.Dispose(); return task;" after it.
    private static IEnumerable<ResourceScope> OfBlock(IBlockOperation block, int index, CompilationFacts facts)
    {
        for (var i = index - 1; i >= 0; i--)
        {
            if (block.Operations[i] is IUsingDeclarationOperation declaration)
            {
                foreach (var scope in OfDeclarations(declaration.DeclarationGroup, block.Operations.RemoveRange(0, i + 1)))
                {
                    yield return scope;
                }
            }
        }

        for (var i = index + 1; i < block.Operations.Length; i++)
        {
            if (DisposalIn(block.Operations[i], facts) is { } call)
            {
                yield return new(ResourceOf(call)!, null, call, block.Operations.RemoveRange(i, block.Operations.Length - i), call.Syntax.GetLocation()) { EndsWithCall = true };
            }
        }
    }

    private static IInvocationOperation? DisposalIn(IOperation statement, CompilationFacts facts)
    {
        var operation = statement is IExpressionStatementOperation { Operation: var expression } ? expression : null;
        operation = operation is IAwaitOperation awaited ? TaskCalls.Unwrap(awaited.Operation, facts) : operation;
        operation = operation is IConditionalAccessOperation { WhenNotNull: var member } ? member : operation;
        return operation is IInvocationOperation call && ResourceOf(call) is not null
            && (call.TargetMethod.Name switch
            {
                "Dispose" or "DisposeAsync" or "Close" => call.Arguments.IsEmpty,
                "Return" => SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType.OriginalDefinition, facts.Types.ArrayPool),
                _ => false,
            })
                ? call
                : null;
    }

    // Fields outlive the function as a rule, and who disposes one knows why.
    private static ISymbol? ResourceOf(IInvocationOperation disposal) =>
        (disposal.TargetMethod.Name is "Return" && disposal.Arguments.Length > 0 ? disposal.Arguments[0].Value : disposal.Instance) is { } value
        && SymbolOf(value) is { } symbol and (ILocalSymbol or IParameterSymbol)
            ? symbol
            : null;

    private static ISymbol? SymbolOf(IOperation value) => value switch
    {
        IConversionOperation { OperatorMethod: null } conversion => SymbolOf(conversion.Operand),
        IConditionalAccessOperation access => SymbolOf(access.Operation),
        IConditionalAccessInstanceOperation instance when TaskCalls.ReceiverOf(instance) is { } receiver => SymbolOf(receiver),
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        _ => null,
    };

    // A member that the rest of the scope does not look at; nobody else can wait for what it holds before the scope ends.
    private ISymbol? FieldThatGets(TaskFate fate)
    {
        if (fate.Ends is not { Count: 1 } ends || ends[0] is not (TaskEnd.Stored, ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation, Member: var member } } assignment)
            || !Contains(assignment.Syntax))
        {
            return null;
        }

        foreach (var statement in Body)
        {
            foreach (var operation in statement.Descendants())
            {
                if (operation is IMemberReferenceOperation other && SymbolEqualityComparer.Default.Equals(other.Member, member) && !assignment.Syntax.Span.Contains(other.Syntax.Span))
                {
                    return null;
                }
            }
        }

        return member;
    }

    private bool Contains(SyntaxNode node)
    {
        foreach (var statement in Body)
        {
            if (statement.Syntax.Span.Contains(node.Span))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsFollowedByAwait(IInvocationOperation task)
    {
        foreach (var statement in Body)
        {
            foreach (var operation in statement.DescendantsAndSelf())
            {
                if (operation is IAwaitOperation && operation.Syntax.SpanStart > task.Syntax.SpanStart)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
