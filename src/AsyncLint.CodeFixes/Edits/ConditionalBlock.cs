using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;

namespace AsyncLint.CodeFixes;

/// <summary>
/// Blocks behind <c>?.</c>: nobody waits where there is nothing. A statement awaits a complete task in that case, and a value is asked for only
/// where there is something: <c>x is null ? null : await x.LoadAsync()</c>.
/// </summary>
internal static class ConditionalBlock
{
    public static BlockRewrite? Find(
        BlockedTask blocked, IOperation operation, ExpressionSyntax block, ConditionalAccessExpressionSyntax access, FixSite site, CancellationToken cancellation)
    {
        if (blocked.Form is not (BlockingForm.Result or BlockingForm.Wait or BlockingForm.GetResult)
            || operation is IInvocationOperation { Arguments.IsEmpty: false } || Comments.AreIn(access) || !site.Facts.Awaitables.IsTaskOrValueTask(blocked.Task.Type))
        {
            return null;
        }

        var outermost = access;
        while (ConditionalAccesses.Around(outermost) is { } outer)
        {
            outermost = outer;
        }

        return outermost.Parent is ExpressionStatementSyntax ? OfStatement(blocked, block, outermost, site)
            : outermost == access ? OfValue(blocked, block, access, site, cancellation)
            : null;
    }

    private static BlockRewrite? OfStatement(BlockedTask blocked, ExpressionSyntax block, ConditionalAccessExpressionSyntax access, FixSite site)
    {
        if (LastPartOf(access) != block || !NullGuard.CanGuard(blocked.Task.Type, site.Facts))
        {
            return null;
        }

        var (form, kind, facts) = (blocked.Form, site.Facts.Awaitables.Of(blocked.Task.Type), site.Facts);
        return BlockRewrite.Of(access, TaskCalls.NameOf(TaskCalls.Unwrap(blocked.Task, facts)), kind, (current, generator) =>
            NullGuard.Around(WithoutBlock((ConditionalAccessExpressionSyntax)current, form), kind, facts, generator));
    }

    // A variable gives the same value when it is read twice; for anything else that is not certain.
    private static BlockRewrite? OfValue(BlockedTask blocked, ExpressionSyntax block, ConditionalAccessExpressionSyntax access, FixSite site, CancellationToken cancellation)
    {
        var type = site.Model.GetTypeInfo(access, cancellation).Type;
        if (access.Expression is not IdentifierNameSyntax variable || type is null || type.SpecialType is SpecialType.System_Void
            || site.Model.GetTypeInfo(variable, cancellation).Type is not { IsReferenceType: true }
            || site.Model.GetSymbolInfo(variable, cancellation).Symbol is not (ILocalSymbol or IParameterSymbol))
        {
            return null;
        }

        var (form, kind) = (blocked.Form, site.Facts.Awaitables.Of(blocked.Task.Type));
        var isNullable = site.Model.GetTypeInfo(access.WhenNotNull, cancellation).Type is { IsReferenceType: true } or { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };
        return new(access, TaskCalls.NameOf(TaskCalls.Unwrap(blocked.Task, site.Facts)), (editor, style) =>
        {
            editor.ReplaceNode(block, (current, _) => style.Await(TaskOf((ExpressionSyntax)current, form, variable), kind));
            editor.ReplaceNode(access, (current, generator) =>
            {
                var absent = isNullable
                    ? SyntaxFactory.LiteralExpression(SyntaxKind.NullLiteralExpression)
                    : (ExpressionSyntax)SyntaxFactory.DefaultExpression((TypeSyntax)generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.Annotation));
                return current is not ConditionalAccessExpressionSyntax { Expression: var tested, WhenNotNull: var present }
                    ? current
                    : SyntaxFactory.ParenthesizedExpression(SyntaxFactory.ConditionalExpression(
                        SyntaxFactory.IsPatternExpression(
                            tested.WithoutTrivia(), SyntaxFactory.ConstantPattern(SyntaxFactory.LiteralExpression(SyntaxKind.NullLiteralExpression))),
                        absent,
                        present.WithoutTrivia()))
                        .WithTriviaFrom(current).WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation);
            });
        });
    }

    private static ExpressionSyntax LastPartOf(ConditionalAccessExpressionSyntax access) =>
        access.WhenNotNull is ConditionalAccessExpressionSyntax inner ? LastPartOf(inner) : access.WhenNotNull;

    /// <summary>From <c>x?.SaveAsync().Wait()</c> to <c>x?.SaveAsync()</c>, from <c>task?.Wait()</c> to <c>task</c>.</summary>
    private static ExpressionSyntax WithoutBlock(ConditionalAccessExpressionSyntax access, BlockingForm form) => access.WhenNotNull switch
    {
        ConditionalAccessExpressionSyntax inner => access.WithWhenNotNull(WithoutBlock(inner, form)),
        var block when BlockRewrite.TaskIn(block, form) is { } task => access.WithWhenNotNull(task),
        _ => access.Expression,
    };

    /// <summary>What the block waits for, with the variable in front.</summary>
    private static ExpressionSyntax TaskOf(ExpressionSyntax block, BlockingForm form, IdentifierNameSyntax variable) =>
        BlockRewrite.TaskIn(block, form) is { } task ? WithReceiver(task, variable.WithoutTrivia()) : variable.WithoutTrivia();

    /// <summary>From the part behind a <c>?.</c> to the same part behind a plain dot.</summary>
    public static ExpressionSyntax WithReceiver(ExpressionSyntax part, ExpressionSyntax receiver)
    {
        SyntaxNode first = part;
        while (first is not (MemberBindingExpressionSyntax or ElementBindingExpressionSyntax) && first.ChildNodes().FirstOrDefault() is { } next)
        {
            first = next;
        }

        ExpressionSyntax? bound = first switch
        {
            MemberBindingExpressionSyntax member => SyntaxFactory.MemberAccessExpression(
                SyntaxKind.SimpleMemberAccessExpression, receiver, member.OperatorToken, member.Name),
            ElementBindingExpressionSyntax element => SyntaxFactory.ElementAccessExpression(receiver, element.ArgumentList),
            _ => null,
        };
        return bound is null ? part : part.ReplaceNode(first, bound);
    }
}
