using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes;

/// <summary>
/// <c>Wait</c> with a token or a time-out. Given a token alone, <c>WaitAsync</c> does the same. Given a time-out, <c>Wait</c> returns false and
/// <c>WaitAsync</c> throws: the same only to code that throws that very exception, <c>if (!task.Wait(time)) throw new TimeoutException();</c>.
/// </summary>
internal static class TimedWait
{
    private const string WaitAsync = "WaitAsync";

    public static BlockRewrite? Find(IInvocationOperation wait, InvocationExpressionSyntax expression, FixSite site)
    {
        var types = site.Facts.Types;
        var name = TaskCalls.NameOf(TaskCalls.Unwrap(wait.Instance!, site.Facts));
        if (wait.Arguments.Length == 1 && SymbolEqualityComparer.Default.Equals(wait.TargetMethod.Parameters[0].Type, types.CancellationToken))
        {
            return ProvenCall.Renamed(wait, expression, WaitAsync, site) is not null
                ? BlockRewrite.Of(expression, name, Awaitability.Task, static (current, _) => AsyncSiblings.Rename((InvocationExpressionSyntax)current, WaitAsync)!)
                : null;
        }

        // Argument names differ between the two, and so does their order.
        if (ThrowingStatement(expression, site) is not { } statement || Comments.AreIn(statement) || expression.ArgumentList.Arguments.Any(static a => a.NameColon is not null))
        {
            return null;
        }

        var inMilliseconds = wait.TargetMethod.Parameters[0].Type.SpecialType is SpecialType.System_Int32;
        return types.TimeSpan is { } timeSpan && ProvenCall.Binds(wait, ToWaitAsync(expression, timeSpan, inMilliseconds, SyntaxGenerator.GetGenerator(site.Document)), site)
            ? new(expression, name, (editor, style) => editor.ReplaceNode(statement, (current, generator) =>
            {
                var call = (InvocationExpressionSyntax)((PrefixUnaryExpressionSyntax)((IfStatementSyntax)current).Condition).Operand;
                return SyntaxFactory.ExpressionStatement(
                    style.Await(ToWaitAsync(call.WithoutTrivia(), timeSpan, inMilliseconds, generator), Awaitability.Task, alone: true)).WithTriviaFrom(current);
            }))
            : null;
    }

    // "if (!wait) throw new TimeoutException();": with a message of its own it would be another exception.
    private static IfStatementSyntax? ThrowingStatement(ExpressionSyntax wait, FixSite site) =>
        wait.Parent is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Parent: IfStatementSyntax { Else: null } statement } condition
        && statement.Condition == condition
        && (statement.Statement is BlockSyntax { Statements: { Count: 1 } statements } ? statements[0] : statement.Statement) is ThrowStatementSyntax
        {
            Expression: ObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0, Initializer: null } thrown,
        }
        && SymbolEqualityComparer.Default.Equals(site.Model.GetTypeInfo(thrown).Type, site.Facts.Types.TimeoutException)
            ? statement
            : null;

    private static InvocationExpressionSyntax ToWaitAsync(InvocationExpressionSyntax wait, ITypeSymbol timeSpan, bool inMilliseconds, SyntaxGenerator generator)
    {
        var renamed = AsyncSiblings.Rename(wait, WaitAsync)!;
        if (!inMilliseconds)
        {
            return renamed;
        }

        var time = renamed.ArgumentList.Arguments[0];
        return renamed.ReplaceNode(time, time.WithExpression((ExpressionSyntax)generator.InvocationExpression(
            generator.MemberAccessExpression(ImportedType.Of(timeSpan, generator), "FromMilliseconds"), time.Expression)));
    }
}
