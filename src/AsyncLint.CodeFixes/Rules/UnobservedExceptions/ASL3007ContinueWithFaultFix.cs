using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the task and runs the continuation behind the await, in functions that are async already.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL3007ContinueWithFaultFix))]
public sealed class ASL3007ContinueWithFaultFix : RuleFix
{
    private const string AwaitKey = "ASL3007.await";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL3007");

    internal override string DefaultKey => AwaitKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) =>
        Plain(site, cancellation) is { } plain && FunctionConversion.Find(plain.Call, site, cancellation) is { Kind: ConversionKind.None }
        && OfferAwait(site, plain.Call, plain.Name, AwaitKey, cancellation) is { } offer
            ? ImmutableArray.Create(offer)
            : ImmutableArray<FixOffer>.Empty;

    internal override ExpressionSyntax? AwaitedAt(FixSite site, string key, CancellationToken cancellation) => Plain(site, cancellation)?.Call;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var plain = Plain(site, cancellation)!;
        var style = functions.Style;
        var newLine = Blocks.NewLineOf(site.Root);
        editor.ReplaceNode(plain.Call.Parent!, (current, _) =>
        {
            var statement = (ExpressionStatementSyntax)current;
            var call = (InvocationExpressionSyntax)statement.Expression;
            var task = ((MemberAccessExpressionSyntax)call.Expression).Expression.WithoutTrivia();
            var body = ((LambdaExpressionSyntax)call.ArgumentList.Arguments[0].Expression).Body;
            if (plain.Result is null)
            {
                // The continuation runs after a failure as well.
                var guarded = Blocks.OnLines(newLine, SyntaxFactory.ExpressionStatement(style.Await(task, plain.Kind, alone: true)));
                var last = body is BlockSyntax block ? block.WithoutTrivia() : Blocks.OnLines(newLine, SyntaxFactory.ExpressionStatement(((ExpressionSyntax)body).WithoutTrivia()));
                return SyntaxFactory.TryStatement(guarded, default, SyntaxFactory.FinallyClause(last)).WithTriviaFrom(statement).WithAdditionalAnnotations(Formatter.Annotation);
            }

            var result = ResultIn(body, plain.Parameter);
            return statement.WithExpression(((ExpressionSyntax)body).ReplaceNode(result!, style.Await(task, plain.Kind)).WithTriviaFrom(call)).WithAdditionalAnnotations(Formatter.Annotation);
        });
    }

    private static PlainContinuation? Plain(FixSite site, CancellationToken cancellation)
    {
        if (site.Expression is not { Parent: MemberAccessExpressionSyntax { Expression: var task, Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax { Parent: BlockSyntax } } call } }
            || call.ArgumentList.Arguments is not { Count: 1 } arguments || ParameterOf(arguments[0].Expression) is not { } parameter
            || Comments.AreIn(call)
            || site.Model.GetOperation(call, cancellation) is not IInvocationOperation continuation)
        {
            return null;
        }

        var lambda = (LambdaExpressionSyntax)arguments[0].Expression;
        var kind = site.Facts.Awaitables.Of(site.Model.GetTypeInfo(task, cancellation).Type);
        var antecedent = site.Model.GetOperation(task, cancellation);
        var name = antecedent is null ? "the task" : TaskCalls.NameOf(antecedent);
        switch (Continuations.ReadingOf(continuation, site.Facts, cancellation))
        {
            case FaultReading.Ignores when IsStatement(lambda.Body) && !Mentions(lambda.Body, parameter):
                return new(call, name, kind, parameter, null);
            case FaultReading.Rethrows when lambda.Body is ExpressionSyntax body && IsStatement(body) && ResultIn(body, parameter) is { } result && IsFirst(result, body):
                return new(call, name, kind, parameter, result);
            default:
                return null;
        }
    }

    private static string? ParameterOf(ExpressionSyntax function) => function switch
    {
        LambdaExpressionSyntax { AsyncKeyword.RawKind: not 0 } => null,
        SimpleLambdaExpressionSyntax { Parameter.Identifier.ValueText: var name } => name,
        ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: 1 } parameters } => parameters[0].Identifier.ValueText,
        _ => null,
    };

    private static bool IsStatement(CSharpSyntaxNode body) => body switch
    {
        InvocationExpressionSyntax or AssignmentExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } => true,
        BlockSyntax block => !block.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Any(static node => node is ReturnStatementSyntax),
        _ => false,
    };

    private static bool Mentions(SyntaxNode body, string parameter) =>
        body.DescendantNodesAndSelf().Any(node => node is IdentifierNameSyntax { Identifier.ValueText: var name } && name == parameter);

    /// <summary>The only mention of the antecedent, if it is that of its result.</summary>
    private static MemberAccessExpressionSyntax? ResultIn(SyntaxNode body, string parameter)
    {
        MemberAccessExpressionSyntax? result = null;
        foreach (var node in body.DescendantNodes())
        {
            if (node is IdentifierNameSyntax { Identifier.ValueText: var name } && name == parameter)
            {
                if (result is not null || node.Parent is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" } access || access.Expression != node)
                {
                    return null;
                }

                result = access;
            }
        }

        return result;
    }

    // Nothing but names stands before it, so that nothing is evaluated in another order.
    private static bool IsFirst(SyntaxNode result, ExpressionSyntax body)
    {
        foreach (var node in body.DescendantNodes())
        {
            if (node.SpanStart < result.SpanStart && !node.Span.Contains(result.Span)
                && node is not (NameSyntax or ThisExpressionSyntax or ArgumentSyntax or MemberAccessExpressionSyntax or TypeArgumentListSyntax or PredefinedTypeSyntax or LiteralExpressionSyntax))
            {
                return false;
            }
        }

        return !result.Ancestors().TakeWhile(ancestor => ancestor != body).Any(static ancestor =>
            ancestor is AnonymousFunctionExpressionSyntax or ConditionalExpressionSyntax or ConditionalAccessExpressionSyntax or BinaryExpressionSyntax or SwitchExpressionSyntax);
    }

    /// <param name="Result">The antecedent's result in the lambda; null where the lambda does not use its antecedent.</param>
    private sealed record PlainContinuation(InvocationExpressionSyntax Call, string Name, Awaitability Kind, string Parameter, SyntaxNode? Result);
}
