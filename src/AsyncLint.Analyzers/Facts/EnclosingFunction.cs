using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

internal enum FunctionKind
{
    Method,
    Constructor,
    StaticConstructor,
    Finalizer,
    Accessor,
    Operator,
    LocalFunction,
    Lambda,
    TopLevel,

    /// <summary>A field or property initializer, an attribute argument, a default value: code outside any function body.</summary>
    Initializer,
}

/// <summary>What a function's caller may expect of it; decides which rule speaks.</summary>
internal enum FunctionColor
{
    /// <summary>Has the async modifier, or is top-level code that contains await.</summary>
    Async,

    /// <summary>Returns a task-like without being async: its caller expects no block.</summary>
    TaskReturning,

    /// <summary>Everything else.</summary>
    Sync,
}

/// <summary>The function whose code a node or an operation is, one abstraction over every place where C# has code.</summary>
internal readonly struct EnclosingFunction
{
    private EnclosingFunction(FunctionKind kind, IMethodSymbol? symbol, IOperation? operation, SyntaxNode? node)
    {
        Kind = kind;
        Symbol = symbol;
        Operation = operation;
        Node = node;
    }

    public FunctionKind Kind { get; }

    /// <summary>The method, lambda or local function; null for an initializer.</summary>
    public IMethodSymbol? Symbol { get; }

    /// <summary>The lambda's or local function's operation, where the function was found through operations.</summary>
    public IOperation? Operation { get; }

    /// <summary>The declaration, where the function was found through syntax; null for an initializer.</summary>
    public SyntaxNode? Node { get; }

    public bool IsAsync => Symbol is { IsAsync: true };

    /// <summary>The function that runs <paramref name="operation"/>.</summary>
    /// <param name="containing">The member under analysis, which operations alone do not tell.</param>
    public static EnclosingFunction Of(IOperation operation, ISymbol containing)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case IAnonymousFunctionOperation lambda:
                    return new(FunctionKind.Lambda, lambda.Symbol, lambda, null);
                case ILocalFunctionOperation local:
                    return new(FunctionKind.LocalFunction, local.Symbol, local, null);
            }
        }

        return containing is IMethodSymbol method ? new(KindOf(method), method, null, null) : new(FunctionKind.Initializer, null, null, null);
    }

    /// <summary>The function whose code <paramref name="node"/> is.</summary>
    public static EnclosingFunction At(SyntaxNode node, SemanticModel model, CancellationToken cancellation)
    {
        for (var parent = node.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case AnonymousFunctionExpressionSyntax lambda when !IsParameterPart(lambda.Body, node):
                    return new(FunctionKind.Lambda, model.GetSymbolInfo(lambda, cancellation).Symbol as IMethodSymbol, null, lambda);
                case LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax or AccessorDeclarationSyntax
                    when model.GetDeclaredSymbol(parent, cancellation) is IMethodSymbol declared && IsInBody(parent, node):
                    return new(KindOf(declared), declared, null, parent);
                case ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax property } arrow:
                    return new(FunctionKind.Accessor, (model.GetDeclaredSymbol(property, cancellation) as IPropertySymbol)?.GetMethod, null, arrow);
                case GlobalStatementSyntax { Parent: CompilationUnitSyntax unit }:
                    return new(FunctionKind.TopLevel, model.GetDeclaredSymbol(unit, cancellation) as IMethodSymbol, null, unit);
                case PrimaryConstructorBaseTypeSyntax:
                    return new(FunctionKind.Constructor, model.GetEnclosingSymbol(node.SpanStart, cancellation) as IMethodSymbol, null, parent);
                case MemberDeclarationSyntax or AttributeSyntax:
                    return new(FunctionKind.Initializer, null, null, null);
            }
        }

        return new(FunctionKind.Initializer, null, null, null);
    }

    /// <summary>The function that a declaration declares.</summary>
    public static EnclosingFunction Declared(IMethodSymbol symbol, SyntaxNode declaration) => new(KindOf(symbol), symbol, null, declaration);

    public FunctionColor Color(AwaitableTypes awaitables) => Symbol switch
    {
        null => FunctionColor.Sync,
        { IsAsync: true } => FunctionColor.Async,
        { ReturnsVoid: true } => FunctionColor.Sync,
        _ when Kind is FunctionKind.TopLevel => FunctionColor.Sync,
        // A property that hands out a task computes nothing on behalf of a caller that awaits.
        _ when Kind is FunctionKind.Accessor or FunctionKind.Operator => FunctionColor.Sync,
        var symbol => awaitables.Of(symbol.ReturnType) is Awaitability.None ? FunctionColor.Sync : FunctionColor.TaskReturning,
    };

    /// <summary>The body of a declaration: block, expression, or the whole unit for top-level code.</summary>
    public static SyntaxNode? BodyOf(SyntaxNode? declaration) => declaration switch
    {
        AnonymousFunctionExpressionSyntax lambda => lambda.Body,
        LocalFunctionStatementSyntax local => (SyntaxNode?)local.Body ?? local.ExpressionBody?.Expression,
        BaseMethodDeclarationSyntax method => (SyntaxNode?)method.Body ?? method.ExpressionBody?.Expression,
        AccessorDeclarationSyntax accessor => (SyntaxNode?)accessor.Body ?? accessor.ExpressionBody?.Expression,
        ArrowExpressionClauseSyntax arrow => arrow.Expression,
        CompilationUnitSyntax unit => unit,
        _ => null,
    };

    /// <summary>True for a body that awaits something itself: by <c>await</c>, <c>await foreach</c> or <c>await using</c>.</summary>
    public static bool Awaits(SyntaxNode body)
    {
        foreach (var token in body.DescendantTokens(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            if (token.IsKind(SyntaxKind.AwaitKeyword))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsParameterPart(SyntaxNode? body, SyntaxNode node) => body is null || !body.Span.Contains(node.Span);

    private static bool IsInBody(SyntaxNode declaration, SyntaxNode node) =>
        BodyOf(declaration) is { } body && body.Span.Contains(node.Span)
        || declaration is ConstructorDeclarationSyntax { Initializer: { } initializer } && initializer.Span.Contains(node.Span);

    private static FunctionKind KindOf(IMethodSymbol method) => method.MethodKind switch
    {
        MethodKind.Constructor => FunctionKind.Constructor,
        MethodKind.StaticConstructor => FunctionKind.StaticConstructor,
        MethodKind.Destructor => FunctionKind.Finalizer,
        MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove => FunctionKind.Accessor,
        MethodKind.UserDefinedOperator or MethodKind.Conversion => FunctionKind.Operator,
        MethodKind.LocalFunction => FunctionKind.LocalFunction,
        MethodKind.AnonymousFunction => FunctionKind.Lambda,
        // Top-level statements: the entry point is synthesized over the compilation unit.
        _ when method is { IsStatic: true, DeclaringSyntaxReferences.Length: > 0 } && !method.CanBeReferencedByName
            && method.DeclaringSyntaxReferences[0].GetSyntax() is CompilationUnitSyntax => FunctionKind.TopLevel,
        _ => FunctionKind.Method,
    };
}
