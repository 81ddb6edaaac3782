using AsyncLint.Facts;
using AsyncLint.Hosts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncLint.CodeFixes.Propagation;

/// <summary>Tells what a reference to a function is, and whether it can follow when the function becomes async.</summary>
/// <param name="document">The document with the references, and its model.</param>
internal sealed class FunctionUses(Document document, SyntaxNode root, SemanticModel model, CompilationFacts facts)
{
    /// <summary>The use at a name, without its caller; or, in <paramref name="boundary"/>, why the function must stay; neither for a mere mention.</summary>
    public FunctionUse? At(SimpleNameSyntax name, FunctionNode node, CancellationToken cancellation, out string? boundary)
    {
        boundary = null;
        if (IsMention(name))
        {
            return null;
        }

        if (GeneratedFiles.Contains(root.SyntaxTree, cancellation))
        {
            boundary = "generated code uses it";
            return null;
        }

        ExpressionSyntax callee = name;
        while (callee.Parent is MemberAccessExpressionSyntax access && access.Name == callee || callee.Parent is MemberBindingExpressionSyntax binding && binding.Name == callee)
        {
            callee = (ExpressionSyntax)callee.Parent;
        }

        if (callee.Parent is not InvocationExpressionSyntax invocation || invocation.Expression != callee)
        {
            return ExpressionTree(callee, cancellation, ref boundary) ? null : OfMethodGroup(callee, name, node, cancellation);
        }

        return ExpressionTree(invocation, cancellation, ref boundary) ? null
            : node.Form is FunctionForm.Iterator ? OfSequence(invocation, name)
            : OfCall(invocation, callee, name, node, cancellation);
    }

    /// <summary>True for nameof and documentation, which follow a new name and nothing else.</summary>
    public static bool IsMention(SimpleNameSyntax name)
    {
        if (name.IsPartOfStructuredTrivia())
        {
            return true;
        }

        for (var parent = name.Parent; parent is ExpressionSyntax or ArgumentSyntax or ArgumentListSyntax; parent = parent.Parent)
        {
            if (parent is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } })
            {
                return true;
            }
        }

        return false;
    }

    private bool ExpressionTree(ExpressionSyntax use, CancellationToken cancellation, ref string? boundary)
    {
        if (use.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is { } lambda && AwaitLegality.IsExpressionTree(lambda, model, facts.Types, cancellation))
        {
            boundary = "an expression tree uses it";
        }

        return boundary is not null;
    }

    private FunctionUse OfCall(InvocationExpressionSyntax invocation, ExpressionSyntax callee, SimpleNameSyntax name, FunctionNode node, CancellationToken cancellation)
    {
        // "x?.Save()" awaits the whole; what a longer chain, or a value, would be when x is null is not decided here.
        ExpressionSyntax call = invocation;
        string? obstacle = null;
        if (ConditionalAccesses.Guard(invocation))
        {
            if (callee is MemberBindingExpressionSyntax && invocation.Parent is ConditionalAccessExpressionSyntax { Parent: ExpressionStatementSyntax } conditional)
            {
                call = conditional;
            }
            else
            {
                obstacle = "a conditional access uses its value";
            }
        }
        else if (node.HasSibling && !BindsToSibling(invocation, name, node))
        {
            obstacle = "'" + node.SiblingName + "' does not take these arguments";
        }

        return new(document.Id, UseKind.Call, call, name) { Obstacle = obstacle };
    }

    private FunctionUse OfSequence(InvocationExpressionSyntax invocation, SimpleNameSyntax name) =>
        new(document.Id, UseKind.ForEach, invocation, name)
        {
            Obstacle = invocation.Parent is ForEachStatementSyntax { AwaitKeyword.RawKind: 0 } loop && loop.Expression == invocation ? null : "it is not enumerated where it is called",
        };

    /// <summary>
    /// A method group that is an argument: its delegate type has to become one that returns a task. The call is bound with such a delegate
    /// in its place; that it picks an overload made for tasks, and gives what it gave, is what makes the delegate follow.
    /// </summary>
    private FunctionUse OfMethodGroup(ExpressionSyntax group, SimpleNameSyntax name, FunctionNode node, CancellationToken cancellation)
    {
        var use = new FunctionUse(document.Id, UseKind.Delegate, group, name) { Obstacle = "it is used as a delegate that cannot return a task" };
        if (node.Form is not FunctionForm.Sync || group.Parent is not ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } arguments } argument
            || MethodOf(group, cancellation) is not { } method
            || DelegateOf(method) is not { } type)
        {
            return use;
        }

        var position = arguments.Arguments.IndexOf(argument);
        var placed = call.ReplaceNode(group, SyntaxFactory.ParenthesizedExpression(SyntaxFactory.DefaultExpression(type)));
        return model.GetSpeculativeSymbolInfo(call.SpanStart, placed, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol target
            && SymbolEqualityComparer.Default.Equals(target.ReturnType, model.GetTypeInfo(call, cancellation).Type)
            && (RequestCode.IsEndpoint(target, facts.Types)
                ? Endpoints.Await(method, TaskDelegates.ParameterOf(target, argument, position)?.Type, facts)
                : TaskDelegates.AreTakenBy(target, argument, position, facts))
                ? use with { Obstacle = null }
                : use;
    }

    // Converted to System.Delegate, a group has no symbol but the one that it could only be.
    private IMethodSymbol? MethodOf(ExpressionSyntax group, CancellationToken cancellation) =>
        (model.GetSymbolInfo(group, cancellation).Symbol ?? (model.GetMemberGroup(group, cancellation) is [var only] ? only : null)) as IMethodSymbol;

    /// <summary>Func&lt;…, Task&gt; or Func&lt;…, Task&lt;T&gt;&gt; with the method's parameters; null where there is none.</summary>
    private TypeSyntax? DelegateOf(IMethodSymbol method)
    {
        if (facts.Types.Func(method.Parameters.Length) is not { } func || method.Parameters.Any(static p => p.RefKind is not RefKind.None))
        {
            return null;
        }

        var arguments = method.Parameters.Select(static p => p.Type).ToList();
        arguments.Add(method.ReturnsVoid ? facts.Types.Task! : facts.Types.TaskOfT!.Construct(method.ReturnType));
        return (TypeSyntax)SyntaxGenerator.GetGenerator(document).TypeExpression(func.Construct(arguments.ToArray()));
    }

    private bool BindsToSibling(InvocationExpressionSyntax invocation, SimpleNameSyntax name, FunctionNode node)
    {
        var renamed = invocation.ReplaceNode(name, name.WithIdentifier(SyntaxFactory.Identifier(node.SiblingName!)));
        return model.GetSpeculativeSymbolInfo(invocation.SpanStart, renamed, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol sibling
            && SymbolEqualityComparer.Default.Equals(facts.Awaitables.ResultOf(sibling.ReturnType), model.GetTypeInfo(invocation).Type);
    }
}
