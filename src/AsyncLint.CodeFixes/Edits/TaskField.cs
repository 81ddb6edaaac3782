using AsyncLint.Calls;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes;

/// <summary>
/// Turns <c>static readonly T value = LoadAsync().Result;</c> into a field that keeps the task, which its users await: nobody waits while the type is initialized. Only where every
/// use is seen and stands where await may.
/// </summary>
internal sealed class TaskField
{
    // What a chain of calls may come to before it is given up.
    private const int MaxFunctions = 32;

    private readonly FieldDeclarationSyntax _declaration;
    private readonly ExpressionSyntax _block;
    private readonly BlockingForm _form;
    private readonly ITypeSymbol _task;
    private readonly List<SimpleNameSyntax> _uses;

    private TaskField(FieldDeclarationSyntax declaration, ExpressionSyntax block, BlockingForm form, ITypeSymbol task, List<SimpleNameSyntax> uses)
    {
        _declaration = declaration;
        _block = block;
        _form = form;
        _task = task;
        _uses = uses;
    }

    public string Name => _declaration.Declaration.Variables[0].Identifier.ValueText;

    public static TaskField? Find(FixSite site, CancellationToken cancellation)
    {
        if (site.Expression is not { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax { Declaration.Variables.Count: 1 } declaration } variable } } block
            || site.Model.GetDeclaredSymbol(variable, cancellation) is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private, IsStatic: true, IsReadOnly: true } field
            || site.Model.GetOperation(block, cancellation) is not { } operation || BlockedTasks.Find(operation, site.Facts) is not { Form: BlockingForm.Result or BlockingForm.GetResult } blocked
            || BlockRewrite.TaskIn(block, blocked.Form) is not { } task
            || site.Model.GetTypeInfo(task, cancellation).Type is not INamedTypeSymbol { TypeArguments: [var result] } type
            || !SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, site.Facts.Types.TaskOfT) || !SymbolEqualityComparer.Default.Equals(result, field.Type)
            || field.ContainingType.DeclaringSyntaxReferences.Length != 1
            || UsesOf(field, site, cancellation) is not { Count: > 0 } uses
            || IsNeededBy(operation, field, site.Facts))
        {
            return null;
        }

        return new(declaration, block, blocked.Form, type, uses);
    }

    public void Apply(SyntaxEditor editor, AwaitStyle style)
    {
        editor.ReplaceNode(_declaration.Declaration.Type, (current, generator) => ImportedType.Of(_task, generator).WithTriviaFrom(current));
        editor.ReplaceNode(_block, (current, _) => BlockRewrite.TaskIn((ExpressionSyntax)current, _form)!.WithTriviaFrom(current));
        foreach (var use in _uses)
        {
            var read = WholeRead(use);
            editor.ReplaceNode(read, (current, _) => style.Await((ExpressionSyntax)current, Awaitability.Task));
        }
    }

    // Null where the value is used at a place that cannot await it.
    private static List<SimpleNameSyntax>? UsesOf(IFieldSymbol field, FixSite site, CancellationToken cancellation)
    {
        var uses = new List<SimpleNameSyntax>();
        foreach (var name in field.ContainingType.DeclaringSyntaxReferences[0].GetSyntax(cancellation).DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (name.Identifier.ValueText != field.Name || site.Model.GetSymbolInfo(name, cancellation).Symbol is not IFieldSymbol bound || !SymbolEqualityComparer.Default.Equals(bound.OriginalDefinition, field))
            {
                continue;
            }

            if (site.Model.GetOperation(WholeRead(name), cancellation) is not IFieldReferenceOperation { Parent: not (INameOfOperation or IAddressOfOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None }) }
                || !EnclosingFunction.At(name, site.Model, cancellation).IsAsync
                || AwaitLegality.Of(WholeRead(name), site.Model, site.Facts.Types, cancellation) is not AwaitObstacle.None)
            {
                return null;
            }

            uses.Add(name);
        }

        return uses;
    }

    private static ExpressionSyntax WholeRead(SimpleNameSyntax name) => name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;

    // A task that waits for itself is never complete.
    private static bool IsNeededBy(IOperation initializer, IFieldSymbol field, CompilationFacts facts)
    {
        var functions = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        var waiting = new Stack<IOperation>();
        waiting.Push(initializer);
        while (waiting.Count > 0)
        {
            foreach (var operation in waiting.Pop().DescendantsAndSelf())
            {
                if (functions.Count == MaxFunctions || operation is IFieldReferenceOperation { Field: var read } && SymbolEqualityComparer.Default.Equals(read.OriginalDefinition, field))
                {
                    return true;
                }

                var called = operation switch
                {
                    IInvocationOperation call => facts.AwaitSteps.Sources.CalledBy(call),
                    IMethodReferenceOperation reference => facts.AwaitSteps.Sources.FunctionOf(reference),
                    _ => null,
                };
                if (called is not null && functions.Add(called) && SourceFunctions.BodyOf(called, facts) is { } body)
                {
                    waiting.Push(body);
                }
            }
        }

        return false;
    }
}
