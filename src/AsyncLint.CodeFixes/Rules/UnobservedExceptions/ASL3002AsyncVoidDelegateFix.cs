using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes.Rules;

/// <summary>Awaits the work: in a loop in place of ForEach, with Parallel.ForEachAsync, or with the callee's async counterpart.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ASL3002AsyncVoidDelegateFix))]
public sealed class ASL3002AsyncVoidDelegateFix : RuleFix
{
    // One key: at each site at most one of the three ways fits.
    private const string AwaitKey = "ASL3002.await";

    private enum Way
    {
        Loop,
        Parallel,
        Sibling,
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("ASL3002");

    internal override string DefaultKey => AwaitKey;

    private protected override ImmutableArray<FixOffer> Offers(FixSite site, CancellationToken cancellation) => Find(site, cancellation) is var (way, call, _)
        ? ImmutableArray.Create(new FixOffer(way is Way.Loop ? "Await in a 'foreach' loop" : $"Await '{call.TargetMethod.Name}Async'", AwaitKey))
        : ImmutableArray<FixOffer>.Empty;

    private protected override void Edit(FixSite site, string key, FunctionEdits functions, SyntaxEditor editor, CancellationToken cancellation)
    {
        var (way, call, lambda) = Find(site, cancellation)!.Value;
        var syntax = (InvocationExpressionSyntax)call.Syntax;
        functions.Apply(FunctionConversion.Find(syntax, site, cancellation)!, site, cancellation);
        if (way is Way.Loop)
        {
            editor.ReplaceNode(syntax.Parent!, static (current, _) => ForEachLoop.Replace((ExpressionStatementSyntax)current));
            return;
        }

        var style = functions.Style;
        var token = way is Way.Parallel ? TokenParameter(lambda, site) : null;
        editor.ReplaceNode(syntax, (current, _) => style.Await(Renamed((InvocationExpressionSyntax)current, token)!, Awaitability.Task));
    }

    private static (Way Way, IInvocationOperation Call, AnonymousFunctionExpressionSyntax Lambda)? Find(FixSite site, CancellationToken cancellation)
    {
        if (site.Node.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is not { Parent: ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax syntax } } argument } lambda
            || lambda.SpanStart != site.Diagnostic.Location.SourceSpan.Start
            || site.Model.GetOperation(syntax, cancellation) is not IInvocationOperation call)
        {
            return null;
        }

        Way? way = ForEachLoop.CanReplace(call, lambda, site, cancellation) ? Way.Loop
            : HasParallelCounterpart(call, syntax, lambda, site) ? Way.Parallel
            : HasSibling(call, syntax, argument, site, cancellation) ? Way.Sibling
            : null;
        return way is { } found && FunctionConversion.Find(syntax, site, cancellation) is { Kind: not ConversionKind.RetargetLambda } ? (found, call, lambda) : null;
    }

    // The result of Parallel.ForEach tells whether the loop was stopped; that of ForEachAsync does not.
    private static bool HasParallelCounterpart(IInvocationOperation call, InvocationExpressionSyntax syntax, AnonymousFunctionExpressionSyntax lambda, FixSite site) =>
        syntax.Parent is ExpressionStatementSyntax
        && Same(call.TargetMethod.ContainingType, site.Facts.Types.Parallel)
        && TokenParameter(lambda, site) is { } token
        && Renamed(syntax, token) is { } renamed
        && call.SemanticModel!.GetSpeculativeSymbolInfo(syntax.SpanStart, renamed, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol counterpart
        && Same(counterpart.ContainingType, site.Facts.Types.Parallel) && site.Facts.Awaitables.Of(counterpart.ReturnType) is Awaitability.Task;

    private static bool HasSibling(
        IInvocationOperation call, InvocationExpressionSyntax syntax, ArgumentSyntax argument, FixSite site, CancellationToken cancellation) =>
        site.Facts.Siblings.Find(call, EnclosingFunction.At(syntax, site.Model, cancellation).Symbol, cancellation) is { } sibling
        && site.Facts.Awaitables.Of(sibling.ReturnType) is Awaitability.Task
        && FunctionConversion.ParameterAt(sibling, argument, syntax.ArgumentList.Arguments.IndexOf(argument)) is { Type: INamedTypeSymbol { DelegateInvokeMethod: { } invoke } }
        && site.Facts.Awaitables.IsTaskOrValueTask(invoke.ReturnType);

    private static InvocationExpressionSyntax? Renamed(InvocationExpressionSyntax call, ParameterSyntax? token)
    {
        if (token is not null)
        {
            var last = call.ArgumentList.Arguments[call.ArgumentList.Arguments.Count - 1];
            call = call.ReplaceNode(last.Expression, WithParameter(last.Expression, token));
        }

        var name = call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            _ => "",
        };
        return AsyncSiblings.Rename(call, name + "Async");
    }

    /// <summary>The parameter for the token that ForEachAsync hands to its body; null for a lambda that has no place for it.</summary>
    private static ParameterSyntax? TokenParameter(AnonymousFunctionExpressionSyntax lambda, FixSite site)
    {
        var own = lambda switch
        {
            SimpleLambdaExpressionSyntax simple => simple.Parameter,
            ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: 1 } parameters, ReturnType: null } => parameters[0],
            _ => null,
        };
        if (own is not { AttributeLists.Count: 0, Modifiers.Count: 0, Default: null } || site.Facts.Types.CancellationToken is not { } type)
        {
            return null;
        }

        // A single parameter "_" is no discard, and "_ = F()" would assign to it.
        var name = !Uses(lambda, "_") ? "_" : !Uses(lambda, "token") ? "token" : null;
        if (name is null)
        {
            return null;
        }

        var parameter = SyntaxFactory.Parameter(SyntaxFactory.Identifier(name));
        return own.Type is null ? parameter
            : parameter.WithType(ImportedType.Of(type, SyntaxGenerator.GetGenerator(site.Document)).WithTrailingTrivia(SyntaxFactory.Space));
    }

    private static ExpressionSyntax WithParameter(ExpressionSyntax lambda, ParameterSyntax token)
    {
        var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        return lambda switch
        {
            SimpleLambdaExpressionSyntax simple => SyntaxFactory.ParenthesizedLambdaExpression(
                simple.AttributeLists,
                simple.Modifiers,
                returnType: null,
                SyntaxFactory.ParameterList(
                    SyntaxFactory.Token(SyntaxKind.OpenParenToken),
                    SyntaxFactory.SeparatedList(new[] { simple.Parameter.WithoutTrivia(), token }, new[] { comma }),
                    SyntaxFactory.Token(SyntaxKind.CloseParenToken).WithTrailingTrivia(simple.Parameter.GetTrailingTrivia())),
                simple.ArrowToken,
                simple.Block,
                simple.ExpressionBody),
            ParenthesizedLambdaExpressionSyntax parenthesized => parenthesized.WithParameterList(parenthesized.ParameterList.WithParameters(
                SyntaxFactory.SeparatedList(new[] { parenthesized.ParameterList.Parameters[0], token }, new[] { comma }))),
            _ => lambda,
        };
    }

    private static bool Uses(SyntaxNode lambda, string name)
    {
        foreach (var token in lambda.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
