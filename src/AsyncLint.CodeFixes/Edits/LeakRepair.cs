using System.Collections.Immutable;
using AsyncLint.Facts;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.CodeFixes;

/// <summary>Where the task that a function leaks is awaited instead: at its declaration, if nothing uses the variable, or before each exit that loses it.</summary>
internal sealed class LeakRepair
{
    private readonly VariableDeclaratorSyntax? _unused;
    private readonly ImmutableArray<StatementSyntax> _exits;
    private readonly BlockSyntax? _end;
    private readonly ILocalSymbol _variable;

    private LeakRepair(ILocalSymbol variable, ExpressionSyntax awaited, VariableDeclaratorSyntax? unused, ImmutableArray<StatementSyntax> exits, BlockSyntax? end)
    {
        _variable = variable;
        Awaited = awaited;
        _unused = unused;
        _exits = exits;
        _end = end;
    }

    /// <summary>The expression whose function has to be async.</summary>
    public ExpressionSyntax Awaited { get; }

    public string Name => _unused is null ? _variable.Name : Awaited.FirstAncestorOrSelf<InvocationExpressionSyntax>()?.Expression is { } callee ? LastName(callee) : _variable.Name;

    /// <summary>Null where it is not certain that the variable then holds the task, and nothing else.</summary>
    public static LeakRepair? Find(FixSite site, CancellationToken cancellation)
    {
        if (site.Expression is not { } expression || site.Model.GetOperation(expression, cancellation) is not IInvocationOperation call
            || Graphs.Of(call, cancellation) is not { } graph || TaskFlow.Of(graph, site.Facts).Follow(call, cancellation) is not { Leaks.Count: > 0 } fate
            || fate.Leaks[0].Variable is not ILocalSymbol { DeclaringSyntaxReferences: { Length: 1 } references } variable
            || !fate.Leaks.All(leak => leak.Kind is not (LeakKind.Overwritten or LeakKind.Ignored) && SymbolEqualityComparer.Default.Equals(leak.Variable, variable)))
        {
            return null;
        }

        var declaration = references[0].GetSyntax(cancellation);
        if (fate.IsNeverObserved && UnusedInitializer(declaration, call, site) is { } initializer)
        {
            return new(variable, initializer, (VariableDeclaratorSyntax)declaration, ImmutableArray<StatementSyntax>.Empty, null);
        }

        return HoldsOnlyIt(declaration, variable, call, site, cancellation) ? BeforeExits(variable, declaration, fate, expression, site, cancellation) : null;
    }

    public void Apply(FixSite site, AwaitStyle style, SyntaxEditor editor)
    {
        if (_unused is not null)
        {
            AwaitAtDeclaration(site, style, editor);
            return;
        }

        var statement = SyntaxFactory.ExpressionStatement(Operand(site, style, editor.Generator)).WithAdditionalAnnotations(Formatter.Annotation);
        var order = new DeclarationOrder(_variable.DeclaringSyntaxReferences[0].GetSyntax());
        foreach (var exit in _exits)
        {
            if (exit.Parent is BlockSyntax or SwitchSectionSyntax)
            {
                editor.ReplaceNode(exit.Parent, (current, _) => order.InsertAtEnd(current, statement, beforeLast: true));
            }
            else
            {
                editor.ReplaceNode(exit, (current, _) => Blocks.OnLines(statement, (StatementSyntax)current.WithoutTrivia()).WithTriviaFrom(current));
            }
        }

        if (_end is not null)
        {
            editor.ReplaceNode(_end, (current, _) => order.InsertAtEnd(current, statement, beforeLast: false));
        }
    }

    // "var t = SaveAsync();" where no other line mentions t.
    private static ExpressionSyntax? UnusedInitializer(SyntaxNode declaration, IInvocationOperation call, FixSite site) =>
        declaration is VariableDeclaratorSyntax
        {
            Initializer.Value: { } value,
            Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } },
        } declarator
        && IsTaskOf(value, call, site) && !LocalMentions.AreAny(declarator)
            ? value
            : null;

    private static bool IsTaskOf(ExpressionSyntax value, IInvocationOperation call, FixSite site) =>
        site.Model.GetOperation(value) is { } operation && (TaskCalls.Unwrap(operation, site.Facts).Syntax == call.Syntax || FanOuts.AreIn(operation, call, site.Facts, out _) && TaskCombination.IsSequenceOfTasks(operation.Type, site.Facts));

    // Awaiting the variable awaits the task: it was given the task, or a new collection for it, where it is declared, and nothing later.
    private static bool HoldsOnlyIt(SyntaxNode declaration, ILocalSymbol variable, IInvocationOperation call, FixSite site, CancellationToken cancellation)
    {
        if (declaration is not VariableDeclaratorSyntax { Initializer.Value: { } value } || declaration.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is null)
        {
            return false;
        }

        foreach (var node in (declaration.FirstAncestorOrSelf<BlockSyntax>() ?? site.Root).DescendantNodes())
        {
            if (node is AssignmentExpressionSyntax { Left: var left } && Names(left) || node is ArgumentSyntax { RefKindKeyword.RawKind: not 0, Expression: var passed } && Names(passed))
            {
                return false;
            }
        }

        return site.Facts.Awaitables.Of(variable.Type) switch
        {
            // What is not a collection yet would start the tasks again.
            Awaitability.None => TaskCombination.IsSequenceOfTasks(variable.Type, site.Facts)
                && (value is BaseObjectCreationExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or CollectionExpressionSyntax
                    || site.Model.GetOperation(value, cancellation) is { } sequence && FanOuts.AreIn(sequence, call, site.Facts, out var isStarted) && isStarted),
            // Awaited twice, a ValueTask throws.
            Awaitability.ValueTask => false,
            _ => IsTaskOf(value, call, site),
        };

        bool Names(ExpressionSyntax expression) =>
            expression is TupleExpressionSyntax tuple ? tuple.Arguments.Any(argument => Names(argument.Expression))
            : expression is IdentifierNameSyntax name && name.Identifier.ValueText == variable.Name && SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(name, cancellation).Symbol, variable);
    }

    private static LeakRepair? BeforeExits(
        ILocalSymbol variable, SyntaxNode declaration, TaskFate fate, ExpressionSyntax expression, FixSite site, CancellationToken cancellation)
    {
        var exits = ImmutableArray.CreateBuilder<StatementSyntax>();
        BlockSyntax? end = null;
        foreach (var leak in fate.Leaks)
        {
            if (leak.Exit is ReturnStatementSyntax or YieldStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax or GotoStatementSyntax)
            {
                if (AwaitLegality.Of(leak.Exit, site.Model, site.Facts.Types, cancellation) is not AwaitObstacle.None
                    || leak.Exit.Parent is BlockSyntax { Statements: var others } && others.Last() != leak.Exit || leak.Exit.Parent is GlobalStatementSyntax)
                {
                    return null;
                }

                exits.Add((StatementSyntax)leak.Exit);
            }
            else if ((end = declaration.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>()?.Parent as BlockSyntax) is null)
            {
                return null;
            }
        }

        return new(variable, expression, null, exits.ToImmutable(), end);
    }

    private void AwaitAtDeclaration(FixSite site, AwaitStyle style, SyntaxEditor editor)
    {
        var statement = _unused!.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>()!;
        var type = site.Model.GetTypeInfo(Awaited).Type;
        var kind = site.Facts.Awaitables.Of(type);
        if (kind is Awaitability.None)
        {
            editor.ReplaceNode(statement, (current, generator) => SyntaxFactory.ExpressionStatement(style.Await(
                TaskCombination.WhenAll(((LocalDeclarationStatementSyntax)current).Declaration.Variables[0].Initializer!.Value, site.Facts, generator), Awaitability.Task, alone: true))
                .WithTriviaFrom(current).WithAdditionalAnnotations(Formatter.Annotation));
            return;
        }

        var result = site.Facts.Awaitables.ResultOf(_variable.Type);
        if (result is null or { SpecialType: SpecialType.System_Void })
        {
            editor.ReplaceNode(statement, (current, _) => SyntaxFactory.ExpressionStatement(
                style.Await(((LocalDeclarationStatementSyntax)current).Declaration.Variables[0].Initializer!.Value.WithoutTrivia(), kind, alone: true))
                .WithTriviaFrom(current).WithAdditionalAnnotations(Formatter.Annotation));
            return;
        }

        if (!statement.Declaration.Type.IsVar)
        {
            var name = ImportedType.Of(result, editor.Generator);
            editor.ReplaceNode(statement.Declaration.Type, (current, _) => name.WithTriviaFrom(current));
        }

        editor.ReplaceNode(Awaited, (current, _) => style.Await((ExpressionSyntax)current, kind, alone: true));
    }

    private ExpressionSyntax Operand(FixSite site, AwaitStyle style, SyntaxGenerator generator)
    {
        var name = SyntaxFactory.IdentifierName(_variable.Name);
        var kind = site.Facts.Awaitables.Of(_variable.Type);
        if (kind is not Awaitability.None)
        {
            return style.Await(name, kind, alone: true);
        }

        return style.Await(TaskCombination.WhenAll(name, site.Facts, generator), Awaitability.Task, alone: true);
    }

    private static string LastName(ExpressionSyntax callee) => callee switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => callee.ToString(),
    };
}
