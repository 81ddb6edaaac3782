using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Facts;

/// <summary>Tells event handlers, the one place where C# means a function to be async void.</summary>
internal static class EventHandlers
{
    /// <summary>(object sender, T e), where T is EventArgs or derives from it.</summary>
    public static bool HasSignature(IMethodSymbol method, KnownTypes types) =>
        method is { ReturnsVoid: true, Parameters.Length: 2 }
        && method.Parameters[0] is { RefKind: RefKind.None, Type.SpecialType: SpecialType.System_Object }
        && method.Parameters[1] is { RefKind: RefKind.None, Type: var args }
        && IsEventArgs(args, types);

    /// <summary>EventHandler, EventHandler&lt;T&gt; and every delegate type of their shape.</summary>
    public static bool IsHandlerType(ITypeSymbol? type, KnownTypes types) =>
        type is INamedTypeSymbol { DelegateInvokeMethod: { } invoke } && HasSignature(invoke, types);

    /// <summary>
    /// A handler that the runtime calls last: when it returns, which async code does at its first await, the process ends
    /// (learn.microsoft.com, AppDomain.UnhandledException, AppDomain.ProcessExit, and Application.SessionEnding, behind which Windows ends the session).
    /// </summary>
    public static bool IsLastWord(ISymbol @event, KnownTypes types) =>
        @event.Name is "UnhandledException" or "ProcessExit" or "DomainUnload" && Same(@event.ContainingType, types.AppDomain)
        || @event.Name is "SessionEnding" && Same(@event.ContainingType, types.WpfApplication);

    /// <summary>True for a handler of AppDomain.UnhandledException, the one event with these arguments.</summary>
    public static bool IsLastWord(IMethodSymbol handler, KnownTypes types) =>
        handler.Parameters.Length == 2 && Same(handler.Parameters[1].Type, types.UnhandledExceptionEventArgs);

    /// <summary>
    /// True where the function has the signature of an event that its type has, its own or an inherited one: XAML names such handlers, and not all XAML
    /// frameworks derive their arguments from EventArgs.
    /// </summary>
    public static bool FitsEventOfOwnType(IMethodSymbol method)
    {
        if (method.Parameters.IsEmpty)
        {
            return false;
        }

        for (var type = method.ContainingType; type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers())
            {
                if (member is IEventSymbol { Type: INamedTypeSymbol { DelegateInvokeMethod: { } invoke } } && HasSameParameters(invoke, method))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// True where source subscribes the function to an event: anywhere in its own file, or in another part of its type, where the event cannot be
    /// bound from here and <c>+=</c> with the function's name is taken for a subscription. So is an event whose type is missing.
    /// </summary>
    public static bool IsSubscribed(IMethodSymbol method, SyntaxNode declaration, SemanticModel model, CancellationToken cancellation)
    {
        foreach (var node in declaration.SyntaxTree.GetRoot(cancellation).DescendantNodes())
        {
            if (node is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } assignment
                && HandlerOf(assignment) is { } handler && NameOf(handler) == method.Name
                && Subscribes(assignment.Left, handler, method, model, cancellation))
            {
                return true;
            }
        }

        if (method.MethodKind is MethodKind.LocalFunction)
        {
            return false;
        }

        foreach (var part in method.ContainingType.DeclaringSyntaxReferences)
        {
            if (part.SyntaxTree != declaration.SyntaxTree && IsSubscribedIn(part.GetSyntax(cancellation), method.Name))
            {
                return true;
            }
        }

        return false;
    }

    // Of a type whose reference is missing nothing is known, and events are what methods are added to.
    private static bool Subscribes(ExpressionSyntax target, ExpressionSyntax handler, IMethodSymbol method, SemanticModel model, CancellationToken cancellation)
    {
        var added = model.GetSymbolInfo(handler, cancellation);
        return model.GetSymbolInfo(target, cancellation).Symbol switch
        {
            // A delegate that others may add to is an event without the word.
            IEventSymbol or IFieldSymbol { Type.TypeKind: TypeKind.Delegate, DeclaredAccessibility: not Accessibility.Private }
                or IPropertySymbol { Type.TypeKind: TypeKind.Delegate, DeclaredAccessibility: not Accessibility.Private } => SymbolEqualityComparer.Default.Equals(added.Symbol?.OriginalDefinition, method),
            null => model.GetTypeInfo(target, cancellation).Type is null or { TypeKind: TypeKind.Error }
                && (SymbolEqualityComparer.Default.Equals(added.Symbol?.OriginalDefinition, method)
                    || added.CandidateSymbols.Any(candidate => SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, method))),
            _ => false,
        };
    }

    private static bool IsSubscribedIn(SyntaxNode type, string name)
    {
        foreach (var node in type.DescendantNodes())
        {
            if (node is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } assignment
                && HandlerOf(assignment) is { } handler && NameOf(handler) == name)
            {
                return true;
            }
        }

        return false;
    }

    // "x.Click += M", "x.Click += new RoutedEventHandler(this.M)".
    private static ExpressionSyntax? HandlerOf(AssignmentExpressionSyntax assignment) => assignment.Right switch
    {
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } => arguments[0].Expression,
        var right => right,
    };

    private static string? NameOf(ExpressionSyntax handler) => handler switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => null,
    };

    private static bool HasSameParameters(IMethodSymbol invoke, IMethodSymbol method)
    {
        if (!invoke.ReturnsVoid || invoke.Parameters.Length != method.Parameters.Length)
        {
            return false;
        }

        for (var i = 0; i < method.Parameters.Length; i++)
        {
            if (!SymbolEqualityComparer.Default.Equals(invoke.Parameters[i].Type, method.Parameters[i].Type))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True for EventArgs and what derives from it.</summary>
    public static bool IsEventArgs(ITypeSymbol args, KnownTypes types)
    {
        if (args is ITypeParameterSymbol parameter)
        {
            foreach (var constraint in parameter.ConstraintTypes)
            {
                if (IsEventArgs(constraint, types))
                {
                    return true;
                }
            }

            return false;
        }

        for (var type = args; type is not null; type = type.BaseType)
        {
            if (Same(type, types.EventArgs))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
