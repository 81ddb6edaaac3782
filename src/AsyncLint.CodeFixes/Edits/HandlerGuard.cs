using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes;

/// <summary>Puts the body of an event handler that becomes async void into a try statement, since nobody else would see its exceptions.</summary>
internal sealed class HandlerGuard
{
    private readonly CatchClauseSyntax _handler;
    private readonly SyntaxTrivia _newLine;

    private HandlerGuard(CatchClauseSyntax handler, SyntaxTrivia newLine)
    {
        _handler = handler;
        _newLine = newLine;
    }

    /// <summary>True where the body lets no exception out as it is.</summary>
    public static bool IsIn(SyntaxNode function, SemanticModel model, CompilationFacts facts, CancellationToken cancellation) =>
        EnclosingFunction.BodyOf(function) is BlockSyntax body
        && (function is AnonymousFunctionExpressionSyntax ? (model.GetOperation(function, cancellation) as IAnonymousFunctionOperation)?.Body
            : model.GetOperation(body, cancellation) as IBlockOperation) is { } operation
        && GuardedBody.Is(operation, facts);

    /// <summary>The guard for a function: it reports the exception and ends the handler.</summary>
    public static HandlerGuard For(EnclosingFunction function, SemanticModel model, CompilationFacts facts, SyntaxGenerator generator, CancellationToken cancellation)
    {
        var node = function.Node!;
        var body = EnclosingFunction.BodyOf(node)!;
        var position = body is BlockSyntax block ? block.OpenBraceToken.Span.End : body.SpanStart;
        var name = NameFor(function, model, cancellation);
        var report = ExceptionReport.At(position, name, What(function, node, model, cancellation), model, facts, generator);
        var newLine = Blocks.NewLineOf(node.SyntaxTree.GetRoot(cancellation));
        var declaration = SyntaxFactory.CatchDeclaration(
            ImportedType.Of(facts.Types.Exception!, generator).WithTrailingTrivia(SyntaxFactory.Space), SyntaxFactory.Identifier(name));
        return new(SyntaxFactory.CatchClause(declaration, filter: null, Blocks.OnLines(newLine, SyntaxFactory.ExpressionStatement(report))), newLine);
    }

    /// <summary>The function, as it looks by now, with the guard.</summary>
    public SyntaxNode Around(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax { Body: { } body } method => method.WithBody(Guarded(body)),
        MethodDeclarationSyntax { ExpressionBody: { } arrow } method => method.WithExpressionBody(null).WithSemicolonToken(default)
            .WithBody(Guarded(arrow.Expression).WithTrailingTrivia(method.SemicolonToken.TrailingTrivia)),
        LocalFunctionStatementSyntax { Body: { } body } local => local.WithBody(Guarded(body)),
        LocalFunctionStatementSyntax { ExpressionBody: { } arrow } local => local.WithExpressionBody(null).WithSemicolonToken(default)
            .WithBody(Guarded(arrow.Expression).WithTrailingTrivia(local.SemicolonToken.TrailingTrivia)),
        AnonymousFunctionExpressionSyntax { Block: { } body } lambda => lambda.WithBody(Guarded(body)),
        LambdaExpressionSyntax { ExpressionBody: { } expression } lambda => lambda.WithBody(Guarded(expression).WithTrailingTrivia(expression.GetTrailingTrivia())),
        _ => function,
    };

    private BlockSyntax Guarded(ExpressionSyntax body)
    {
        var statement = SyntaxFactory.ExpressionStatement(body.WithoutTrivia()).WithLeadingTrivia(CommentsIn(body.GetLeadingTrivia()));
        return Blocks.OnLines(_newLine, Try(Blocks.OnLines(_newLine, statement), _handler));
    }

    private BlockSyntax Guarded(BlockSyntax body)
    {
        if (Indentation.Of(body.CloseBraceToken) is not { } outer || StepIn(body, outer) is not { } step)
        {
            var onOneLine = body.WithoutTrivia().DescendantTrivia().All(static t => t.IsKind(SyntaxKind.WhitespaceTrivia));
            return Blocks.OnLines(_newLine, Try(onOneLine ? Blocks.OnLines(_newLine, body.Statements.ToArray()) : body.WithoutTrivia(), _handler)).WithTriviaFrom(body);
        }

        // The statements keep their lines, and the comments and directives before the closing brace stay with them.
        var deeper = Indentation.Deepen(body, step);
        var guarded = deeper
            .WithOpenBraceToken(Added(SyntaxKind.OpenBraceToken).WithTrailingTrivia(_newLine))
            .WithCloseBraceToken(deeper.CloseBraceToken.WithTrailingTrivia(_newLine).WithAdditionalAnnotations(Formatter.Annotation));
        return body
            .WithStatements(SyntaxFactory.SingletonList<StatementSyntax>(Try(guarded, _handler.WithTrailingTrivia(_newLine).WithAdditionalAnnotations(Formatter.Annotation))))
            .WithCloseBraceToken(body.CloseBraceToken.WithLeadingTrivia(SyntaxFactory.Whitespace(outer)));
    }

    /// <summary>How much further in than the block its statements stand; null where none of them begins a line.</summary>
    private static string? StepIn(BlockSyntax block, string outer)
    {
        string? inner = null;
        foreach (var statement in block.Statements)
        {
            if (Indentation.Of(statement.GetFirstToken()) is { } own && (inner is null || own.Length < inner.Length))
            {
                inner = own;
            }
        }

        return inner is null ? null : inner.Length > outer.Length && inner.StartsWith(outer, StringComparison.Ordinal) ? inner.Substring(outer.Length) : "    ";
    }

    private static TryStatementSyntax Try(BlockSyntax block, CatchClauseSyntax handler) =>
        SyntaxFactory.TryStatement(Added(SyntaxKind.TryKeyword), block, SyntaxFactory.SingletonList(handler), @finally: null);

    private static SyntaxToken Added(SyntaxKind kind) => SyntaxFactory.Token(kind).WithAdditionalAnnotations(Formatter.Annotation);

    // As the file names its exceptions, unless a variable around the catch clause has the name. What is in the body is in a scope of its own.
    private static string NameFor(EnclosingFunction function, SemanticModel model, CancellationToken cancellation)
    {
        var usual = model.SyntaxTree.GetRoot(cancellation).DescendantNodes().OfType<CatchDeclarationSyntax>()
            .Select(static c => c.Identifier.ValueText).FirstOrDefault(static n => n.Length > 0);
        if (usual is not null && IsFree(usual))
        {
            return usual;
        }

        var name = "exception";
        for (var i = 2; !IsFree(name); i++)
        {
            name = "exception" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return name;

        bool IsFree(string name) => !function.Symbol!.Parameters.Any(p => p.Name == name)
            && !model.LookupSymbols(function.Node!.SpanStart, name: name).Any(static s => s is ILocalSymbol or IParameterSymbol or IRangeVariableSymbol);
    }

    // "OnClick failed", "Click handler failed".
    private static string What(EnclosingFunction function, SyntaxNode node, SemanticModel model, CancellationToken cancellation) =>
        node is AnonymousFunctionExpressionSyntax lambda
            ? (HandlerUses.EventsOf(lambda, model, cancellation) is { Count: > 0 } events ? events[0].Name : "Event") + " handler failed"
            : function.Symbol!.Name + " failed";

    private IEnumerable<SyntaxTrivia> CommentsIn(SyntaxTriviaList trivia)
    {
        foreach (var comment in trivia)
        {
            if (comment.IsKind(SyntaxKind.SingleLineCommentTrivia) || comment.IsKind(SyntaxKind.MultiLineCommentTrivia))
            {
                yield return comment;
                yield return _newLine;
            }
        }
    }
}
