using System.Collections.Immutable;
using AsyncLint.Calls;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Hosts;

/// <summary>Tells the functions that a framework itself runs on its SynchronizationContext.</summary>
internal sealed class EntryPoints(CompilationFacts facts, ImmutableArray<AppModel> models)
{
    // Controls lie in another assembly than what they derive from.
    private static readonly string[] s_controls = { "System.Windows.FrameworkElement", "Avalonia.Controls.Control" };

    public bool Exist => !models.IsEmpty;

    /// <summary>The model that runs a method on its context: lifecycle methods, event handlers, commands, controller actions.</summary>
    public AppModel? ModelOf(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var model in models)
        {
            if (IsLifecycle(method, model) || IsAction(method, model) || IsCommand(method, model) || IsHandler(method, model, cancellation))
            {
                return model;
            }
        }

        return null;
    }

    /// <summary>False for a type in which nothing answers a user: a cheap question before the next one.</summary>
    public bool MayAnswerUser(INamedTypeSymbol? type) => models.Any(model => model.IsUserInterface || model != AppModel.AspNet && IsAny(type, model.Components));

    /// <summary>True for what answers the user while a window or page is open: an event handler or a command, unless it is about closing.</summary>
    public bool AnswersUser(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var model in models)
        {
            if (model != AppModel.AspNet && (IsCommand(method, model) || IsHandler(method, model, cancellation)))
            {
                return !method.Parameters.Any(parameter => parameter.Type.IsOrDerivesFrom(facts.Types.CancelEventArgs) || parameter.Type.IsOrDerivesFrom(facts.Types.WpfExitEventArgs));
            }
        }

        return false;
    }

    /// <summary>The model that runs a lambda, or a function that is made a delegate, on its context: as the handler of an event, or through a dispatcher.</summary>
    /// <param name="function">A lambda, or a method reference.</param>
    public AppModel? ModelOf(IOperation function)
    {
        foreach (var model in models)
        {
            if (DelegateUses.Delegate(function).Parent switch
            {
                IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Event: var raised } } => Raises(model, raised),
                IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var method } } => IsDispatcher((method.ReducedFrom ?? method).ContainingType, model),
                _ => false,
            })
            {
                return model;
            }
        }

        return null;
    }

    // "On…" by the convention of all these frameworks. A constructor runs where somebody pleases; but one of Windows Forms installs the context if there is none.
    private bool IsLifecycle(IMethodSymbol method, AppModel model) =>
        method.MethodKind is MethodKind.Constructor ? model == AppModel.WindowsForms && IsAny(method.ContainingType.BaseType, model.Components)
        : method is { IsOverride: true, OverriddenMethod: { } overridden } && method.Name.StartsWith("On", StringComparison.Ordinal)
            && IsAny(method.ContainingType, model.Components) && IsOfFramework(RootOf(overridden).ContainingType, model);

    private bool IsAction(IMethodSymbol method, AppModel model) =>
        model == AppModel.AspNet && method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsOverride: false, TypeParameters.IsEmpty: true }
        && (method.ContainingType.BaseType.IsOrDerivesFrom(facts.Types.MvcController) && !HasAttribute(method, facts.Types.MvcNonAction)
            || facts.Types.ApiWebHost is not null && method.ContainingType.BaseType.IsOrDerivesFrom(facts.Types.ApiController) && !HasAttribute(method, facts.Types.ApiNonAction));

    private bool IsCommand(IMethodSymbol method, AppModel model) =>
        model.IsUserInterface && model != AppModel.WindowsForms && facts.Types.Command is { } command && method is { ReturnsVoid: true, Parameters.Length: 1 }
        && SymbolEqualityComparer.Default.Equals(Contracts.ImplementedBy(method)?.ContainingType, command);

    /// <summary>A handler that source subscribes to an event of the framework, or that only markup can have subscribed.</summary>
    private bool IsHandler(IMethodSymbol method, AppModel model, CancellationToken cancellation)
    {
        if (method is not { MethodKind: MethodKind.Ordinary, ReturnsVoid: true, Parameters.Length: 2, IsOverride: false } || !EventHandlers.HasSignature(method, facts.Types) && !EventHandlers.FitsEventOfOwnType(method)
            || FunctionUses.Of(method, facts, cancellation) is not { IsDefault: false } uses)
        {
            return false;
        }

        return uses.IsEmpty
            ? IsAny(method.ContainingType, model.Components) && method.DeclaredAccessibility is not Accessibility.Public && IsPartial(method.ContainingType)
            : uses.Any(use => use.Operation is IMethodReferenceOperation
                && DelegateUses.Delegate(use.Operation).Parent is IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Event: var raised } } && Raises(model, raised));
    }

    // The framework's own events: one that somebody declares in a control of his own is raised on any thread.
    private bool Raises(AppModel model, IEventSymbol raised)
    {
        var type = raised.OriginalDefinition.ContainingType;
        return IsOfFramework(type, model) && (IsAny(type, model.Components) || IsAny(type, model.Raisers));
    }

    private bool IsOfFramework(INamedTypeSymbol type, AppModel model) =>
        model.Components.Concat(model.Raisers).Concat(s_controls).Any(name => facts.Types.Listed(name) is { } known && SymbolEqualityComparer.Default.Equals(known.ContainingAssembly, type.ContainingAssembly));

    // What others derive from a control may run a delegate wherever it pleases.
    private bool IsDispatcher(INamedTypeSymbol type, AppModel model) =>
        IsAny(type, model.Dispatchers) && model.Dispatchers.Any(name => facts.Types.Listed(name) is { } known && SymbolEqualityComparer.Default.Equals(known.ContainingAssembly, type.ContainingAssembly));

    private bool IsAny(INamedTypeSymbol? type, string[] names)
    {
        foreach (var name in names)
        {
            if (facts.Types.Listed(name) is { } known && (type.IsOrDerivesFrom(known) || type is not null && known.TypeKind is TypeKind.Interface && type.IsOrImplements(known)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPartial(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Any(static part => part.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static IMethodSymbol RootOf(IMethodSymbol method)
    {
        while (method.OverriddenMethod is { } overridden)
        {
            method = overridden;
        }

        return method;
    }

    private static bool HasAttribute(IMethodSymbol method, INamedTypeSymbol? attribute) =>
        attribute is not null && method.GetAttributes().Any(data => SymbolEqualityComparer.Default.Equals(data.AttributeClass, attribute));
}
