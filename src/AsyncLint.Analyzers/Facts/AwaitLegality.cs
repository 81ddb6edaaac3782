using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>Why <c>await</c> may not stand somewhere (C# specification, "Await expressions", and the compiler error beside each).</summary>
internal enum AwaitObstacle
{
    None,

    /// <summary>CS1996.</summary>
    Lock,

    /// <summary>No error, but an exception at run time: the thread that holds a Monitor or Mutex has to release it.</summary>
    ThreadAffineLock,

    /// <summary>No error, but a race: <c>_count += await …</c> writes over what others add while it waits.</summary>
    InterruptedUpdate,

    /// <summary>No error, but lost writes: an async method of a struct works on a copy of it.</summary>
    StructCopy,

    /// <summary>CS7094.</summary>
    CatchFilter,

    /// <summary>CS1995: anywhere in a query but its first source and the sources of its joins.</summary>
    QueryClause,

    /// <summary>CS4004.</summary>
    Unsafe,

    /// <summary>CS1989: an expression tree cannot be asynchronous.</summary>
    ExpressionTree,

    /// <summary>CS4012 before C# 13, CS4007/CS9217 from then on: a span, ref struct or ref local lives on after the await.</summary>
    RefLikeLocal,

    /// <summary>CS1988: ref, out, in parameters, pointers or ref structs in the signature.</summary>
    ByRefParameter,

    /// <summary>CS1624: a sync iterator that would have to become an async one.</summary>
    Iterator,

    Constructor,
    Accessor,
    Operator,
    Finalizer,

    /// <summary>A field or property initializer, an attribute argument, a default value.</summary>
    Initializer,

    /// <summary>The function returns by reference (CS1073/CS8154).</summary>
    RefReturn,

    /// <summary>The method has no body of its own to be async: extern, or partial without implementation.</summary>
    NoBody,
}

/// <summary>May <c>await</c> stand here, and if not, why.</summary>
internal static class AwaitLegality
{
    /// <summary>
    /// What keeps <c>await</c> from standing at <paramref name="expression"/>, given that the enclosing function is, or is made, async.
    /// Whether its signature has to change for that is not judged here.
    /// </summary>
    /// <param name="asyncIterator">True where the function may also become an async iterator: IAsyncEnumerable in place of IEnumerable.</param>
    public static AwaitObstacle Of(SyntaxNode expression, SemanticModel model, KnownTypes types, CancellationToken cancellation, bool asyncIterator = false)
    {
        var obstacle = OfPosition(expression, model, types, cancellation, out var function);
        if (obstacle is not AwaitObstacle.None)
        {
            return obstacle;
        }

        obstacle = OfFunction(function);
        if (obstacle is AwaitObstacle.Iterator && asyncIterator && function.Symbol is { } iterator && IsEnumerable(iterator.ReturnType))
        {
            obstacle = AwaitObstacle.None;
        }

        return obstacle is not AwaitObstacle.None ? obstacle
            : HeldLocks.Around(expression, function, model, types, cancellation) ? AwaitObstacle.ThreadAffineLock
            : InterruptedUpdates.Contain(expression, model, cancellation) ? AwaitObstacle.InterruptedUpdate
            : LivesAcross(expression, function, model, cancellation) ? AwaitObstacle.RefLikeLocal
            : AwaitObstacle.None;
    }

    private static AwaitObstacle OfPosition(
        SyntaxNode expression, SemanticModel model, KnownTypes types, CancellationToken cancellation, out EnclosingFunction function)
    {
        function = EnclosingFunction.At(expression, model, cancellation);
        if (function.Node is null)
        {
            return AwaitObstacle.Initializer;
        }

        for (SyntaxNode child = expression, parent = expression.Parent!; parent is not null && child != function.Node; child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case LockStatementSyntax @lock when @lock.Statement == child:
                    return AwaitObstacle.Lock;
                case CatchFilterClauseSyntax:
                    return AwaitObstacle.CatchFilter;
                case FixedStatementSyntax or UnsafeStatementSyntax:
                    return AwaitObstacle.Unsafe;
                case ConstructorInitializerSyntax:
                    return AwaitObstacle.Constructor;
                case QueryExpressionSyntax query when query.FromClause != child:
                case QueryClauseSyntax and not (FromClauseSyntax or JoinClauseSyntax):
                case FromClauseSyntax { Parent: not QueryExpressionSyntax }:
                case SelectOrGroupClauseSyntax or QueryContinuationSyntax:
                    if (child is JoinClauseSyntax or QueryBodySyntax && IsJoinSource(expression))
                    {
                        break;
                    }

                    return AwaitObstacle.QueryClause;
                case JoinClauseSyntax join when join.InExpression != child:
                    return AwaitObstacle.QueryClause;
                case QueryBodySyntax when !IsJoinSource(expression):
                    return AwaitObstacle.QueryClause;
            }
        }

        // unsafe on a member or type makes every block of it an unsafe context.
        for (var node = function.Node; node is not null; node = node.Parent)
        {
            if (node switch
            {
                MemberDeclarationSyntax member => member.Modifiers.Any(SyntaxKind.UnsafeKeyword),
                LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.UnsafeKeyword),
                UnsafeStatementSyntax => true,
                _ => false,
            })
            {
                return AwaitObstacle.Unsafe;
            }
        }

        return function.Node is AnonymousFunctionExpressionSyntax lambda && IsExpressionTree(lambda, model, types, cancellation)
            ? AwaitObstacle.ExpressionTree
            : AwaitObstacle.None;
    }

    /// <summary>What in a function's kind or signature forbids the async modifier.</summary>
    public static AwaitObstacle OfFunction(EnclosingFunction function)
    {
        if (function.IsAsync || function.Kind is FunctionKind.TopLevel)
        {
            return AwaitObstacle.None;
        }

        switch (function.Kind)
        {
            case FunctionKind.Constructor or FunctionKind.StaticConstructor: return AwaitObstacle.Constructor;
            case FunctionKind.Accessor: return AwaitObstacle.Accessor;
            case FunctionKind.Operator: return AwaitObstacle.Operator;
            case FunctionKind.Finalizer: return AwaitObstacle.Finalizer;
            case FunctionKind.Initializer: return AwaitObstacle.Initializer;
        }

        if (function.Symbol is { } symbol)
        {
            if (symbol.ReturnsByRef || symbol.ReturnsByRefReadonly)
            {
                return AwaitObstacle.RefReturn;
            }

            foreach (var parameter in symbol.Parameters)
            {
                if (parameter.RefKind is not RefKind.None || parameter.Type.IsRefLikeType || parameter.Type is IPointerTypeSymbol or IFunctionPointerTypeSymbol)
                {
                    return AwaitObstacle.ByRefParameter;
                }
            }
        }

        var body = EnclosingFunction.BodyOf(function.Node);
        return body is null ? AwaitObstacle.NoBody
            : ContainsYield(body) ? AwaitObstacle.Iterator
            : function.Symbol is { } method && MayChangeItsStruct(method) ? AwaitObstacle.StructCopy
            : AwaitObstacle.None;
    }

    private static bool MayChangeItsStruct(IMethodSymbol method)
    {
        if (method is not { IsStatic: false, IsReadOnly: false, ContainingType: { TypeKind: TypeKind.Struct, IsReadOnly: false } type, MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation })
        {
            return false;
        }

        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false, IsReadOnly: false })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True where the lambda is, or lies in, one that becomes data rather than code.</summary>
    public static bool IsExpressionTree(AnonymousFunctionExpressionSyntax lambda, SemanticModel model, KnownTypes types, CancellationToken cancellation)
    {
        for (SyntaxNode? node = lambda; node is not null; node = node.Parent)
        {
            if (node is AnonymousFunctionExpressionSyntax outer
                && model.GetTypeInfo(outer, cancellation).ConvertedType is { } converted
                && (Same(converted.OriginalDefinition, types.ExpressionOfT) || Same(converted, types.LambdaExpression)))
            {
                return true;
            }

            if (node is MemberDeclarationSyntax)
            {
                break;
            }
        }

        return false;
    }

    /// <summary>True for IEnumerable&lt;T&gt; itself, which has an asynchronous counterpart; a non-generic sequence or an enumerator has none that fits.</summary>
    public static bool IsEnumerable(ITypeSymbol type) => type.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T;

    // "from a in (await A()) join b in (await B()) on …": a join's source is evaluated once, before the query runs.
    private static bool IsJoinSource(SyntaxNode expression)
    {
        for (SyntaxNode child = expression, parent = expression.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case JoinClauseSyntax join:
                    return join.InExpression == child && join.Parent is QueryBodySyntax { Parent: QueryExpressionSyntax };
                case QueryClauseSyntax or SelectOrGroupClauseSyntax or AnonymousFunctionExpressionSyntax or StatementSyntax:
                    return false;
            }
        }

        return false;
    }

    private static bool ContainsYield(SyntaxNode body)
    {
        foreach (var node in body.DescendantNodesAndSelf(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            if (node is YieldStatementSyntax)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True where a value that cannot be kept on the heap would have to survive the await: conservative, since a fix that is not
    /// offered costs less than one that does not compile.
    /// </summary>
    private static bool LivesAcross(SyntaxNode expression, EnclosingFunction function, SemanticModel model, CancellationToken cancellation)
    {
        var body = EnclosingFunction.BodyOf(function.Node);
        if (body is null)
        {
            return false;
        }

        if (SpillsRefLike(expression, model, cancellation))
        {
            return true;
        }

        var mayDeclare = ((CSharpParseOptions)expression.SyntaxTree.Options).LanguageVersion.MapSpecifiedToEffectiveVersion() >= NewerKinds.CSharp13;
        foreach (var node in body.DescendantNodes(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (node is CommonForEachStatementSyntax each && each.Statement.Span.Contains(expression.Span)
                && model.GetForEachStatementInfo(each).GetEnumeratorMethod is { ReturnType.IsRefLikeType: true })
            {
                return true;
            }

            if (node is not (VariableDeclaratorSyntax or SingleVariableDesignationSyntax or ForEachStatementSyntax)
                || model.GetDeclaredSymbol(node, cancellation) is not ILocalSymbol local
                || !(local.IsRef || local.Type.IsRefLikeType || local.Type is IPointerTypeSymbol))
            {
                continue;
            }

            if (!mayDeclare && !function.IsAsync)
            {
                return true;
            }

            var scope = node.FirstAncestorOrSelf<SyntaxNode>(static n => n is BlockSyntax or SwitchSectionSyntax or CommonForEachStatementSyntax
                or ForStatementSyntax or UsingStatementSyntax or AnonymousFunctionExpressionSyntax) ?? body;
            if (scope.Span.Contains(expression.Span) && node.SpanStart < expression.SpanStart && IsUsedAfter(local, node, expression, scope, model, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsUsedAfter(
        ILocalSymbol local, SyntaxNode declaration, SyntaxNode expression, SyntaxNode scope, SemanticModel model, CancellationToken cancellation)
    {
        // In a loop that does not declare the local anew, "after" includes the next round's beginning.
        var from = expression.SpanStart;
        for (var node = expression.Parent; node is not null && node != scope; node = node.Parent)
        {
            if (node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax && !node.Span.Contains(declaration.Span))
            {
                from = node.SpanStart;
            }
        }

        foreach (var name in scope.DescendantNodes())
        {
            if (name is IdentifierNameSyntax identifier && identifier.SpanStart >= from && identifier.Identifier.ValueText == local.Name
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(identifier, cancellation).Symbol, local))
            {
                return true;
            }
        }

        // A using declaration disposes at the end of its scope.
        return declaration.Parent is VariableDeclarationSyntax { Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } or UsingStatementSyntax };
    }

    // Earlier operands of the same statement are kept on the stack while a later one is evaluated: "Write(span, await x)" is CS4007,
    // and an earlier ref-returning call is CS8178.
    private static bool SpillsRefLike(SyntaxNode expression, SemanticModel model, CancellationToken cancellation)
    {
        for (SyntaxNode child = expression, parent = expression.Parent!;
             parent is not (null or StatementSyntax or AnonymousFunctionExpressionSyntax or ArrowExpressionClauseSyntax);
             child = parent, parent = parent.Parent!)
        {
            foreach (var sibling in parent.ChildNodes())
            {
                if (sibling == child)
                {
                    break;
                }

                var value = sibling switch
                {
                    ArgumentSyntax argument => argument.Expression,
                    ExpressionSyntax e => e,
                    _ => null,
                };
                if (value is not null && IsRefLike(value, model, cancellation))
                {
                    return true;
                }
            }

            // The awaited operand's own receiver: "Span().Slice(x.Result)".
            if (parent is ArgumentListSyntax or BracketedArgumentListSyntax)
            {
                foreach (var argument in ((BaseArgumentListSyntax)parent).Arguments)
                {
                    if (argument == child)
                    {
                        break;
                    }

                    if (IsRefLike(argument.Expression, model, cancellation))
                    {
                        return true;
                    }
                }
            }

            if (parent is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver } } && child is ArgumentListSyntax
                && IsRefLike(receiver, model, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRefLike(ExpressionSyntax value, SemanticModel model, CancellationToken cancellation) =>
        model.GetTypeInfo(value, cancellation) is { Type.IsRefLikeType: true } or { ConvertedType.IsRefLikeType: true }
        || model.GetSymbolInfo(value, cancellation).Symbol is IMethodSymbol { RefKind: not RefKind.None } or IPropertySymbol { RefKind: not RefKind.None }
        || (value is RefExpressionSyntax);

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
