using System.Collections.Concurrent;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>Tells where a task is waited for whose TaskCompletionSource nobody is going to complete.</summary>
internal sealed class UncompletedSources(CompilationFacts facts)
{
    private readonly ConcurrentDictionary<IFieldSymbol, bool> _fields = new(SymbolEqualityComparer.Default);

    /// <summary>
    /// True for a private field of an object of which the type only takes the task, is asked whether it is null, or gets another source: nothing completes it. All parts of
    /// the type are searched for the name, by syntax, and whatever else is done with it counts as completing it.
    /// </summary>
    public bool Contains(IFieldSymbol field, CancellationToken cancellation)
    {
        // A static source that nobody completes is one way of waiting for ever on purpose.
        if (field is not { DeclaredAccessibility: Accessibility.Private, IsStatic: false, AssociatedSymbol: null })
        {
            return false;
        }

        var definition = field.OriginalDefinition;
        if (!_fields.TryGetValue(definition, out var isUncompleted))
        {
            isUncompleted = definition.GetAttributes().IsEmpty && IsNeverCompleted(definition, cancellation);
            _fields.TryAdd(definition, isUncompleted);
        }

        return isUncompleted;
    }

    /// <summary>True where a path leads to the wait for the task of a local source on which nobody else gets to know the source.</summary>
    public bool IsAwaitedUncompleted(IPropertyReferenceOperation wait, ILocalSymbol source, Func<ControlFlowGraph> member, CancellationToken cancellation)
    {
        if (CompletionSources.CreationOf(source, wait) is not { } creation || !SymbolEqualityComparer.Default.Equals(source.ContainingSymbol, FunctionAround(wait) ?? source.ContainingSymbol)
            || UsesOf(source, wait) is not { Count: > 0 })
        {
            return false;
        }

        return SourceFlow.IsReachedUncompleted(wait, source, creation, member(), facts, cancellation);
    }

    /// <summary>The return by which the one lambda that completes a local source, and that is run once, leaves it as it is; null where somebody else may complete it.</summary>
    public SyntaxNode? ReturnInstead(IInvocationOperation completion, ILocalSymbol source, Func<ControlFlowGraph> member, CancellationToken cancellation)
    {
        if (OperationTree.FunctionAround(completion) is not IAnonymousFunctionOperation lambda || facts.Delegates.Of(lambda) is not DelegateUse.RunElsewhere || CompletionSources.IsTimer(lambda, facts)
            || !ContainsReturn(lambda) || CompletionSources.CreationOf(source, completion) is null || UsesOf(source, completion) is not { } uses || uses[0] != completion)
        {
            return null;
        }

        foreach (var use in uses)
        {
            if (use is not IInvocationOperation call || !CompletionSources.IsCompletion(call.TargetMethod, facts.Types) || OperationTree.FunctionAround(call) != lambda)
            {
                return null;
            }
        }

        return IsWaitedFor(source, completion) ? SourceFlow.ReturnWithout(lambda, source, completion, member(), facts, cancellation) : null;
    }

    // Whatever has the source in its hands, in the order of the code; not the reads of its task.
    private static List<IOperation>? UsesOf(ILocalSymbol source, IOperation place)
    {
        var uses = new List<IOperation>();
        foreach (var operation in OperationTree.Root(place).Descendants())
        {
            if (operation is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, source) && !CompletionSources.IsTask(operation.Parent))
            {
                uses.Add(operation.Parent!);
            }
        }

        return uses;
    }

    private static bool IsWaitedFor(ILocalSymbol source, IOperation place)
    {
        var isWaitedFor = false;
        foreach (var operation in OperationTree.Root(place).Descendants())
        {
            if (operation is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, source) && CompletionSources.IsTask(operation.Parent))
            {
                if (!CompletionSources.IsWaitedForWithoutEnd(operation.Parent!))
                {
                    return false;
                }

                isWaitedFor = true;
            }
        }

        return isWaitedFor;
    }

    private static bool ContainsReturn(IAnonymousFunctionOperation lambda) => lambda.Syntax.DescendantNodes().Any(static node => node is ReturnStatementSyntax);

    private static ISymbol? FunctionAround(IOperation operation) => OperationTree.FunctionAround(operation) is { } function ? Graphs.SymbolOf(function) : null;

    private static bool IsNeverCompleted(IFieldSymbol field, CancellationToken cancellation)
    {
        foreach (var part in field.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var token in part.GetSyntax(cancellation).DescendantTokens())
            {
                if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == field.Name && token.Parent is not VariableDeclaratorSyntax && !IsHarmless(token.Parent))
                {
                    return false;
                }
            }
        }

        return true;
    }

    // "_source.Task", "this._source?.Task", "_source = new(…);", "_source is null", "_source != null".
    private static bool IsHarmless(SyntaxNode? name)
    {
        if (name is not IdentifierNameSyntax)
        {
            return false;
        }

        var value = name is { Parent: MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access } && access.Name == name ? access : name;
        while (value.Parent is PostfixUnaryExpressionSyntax or ParenthesizedExpressionSyntax)
        {
            value = value.Parent;
        }

        return value.Parent switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Task" } task => task.Expression == value,
            ConditionalAccessExpressionSyntax { WhenNotNull: MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Task" } } task => task.Expression == value,
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Right: BaseObjectCreationExpressionSyntax or LiteralExpressionSyntax } assignment => assignment.Left == value && UnreadFields.IsStatement(assignment),
            IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax or UnaryPatternSyntax { Pattern: ConstantPatternSyntax } } => true,
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression, Right: LiteralExpressionSyntax } => true,
            _ => false,
        };
    }
}
