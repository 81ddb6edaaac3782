using System.Collections.Concurrent;
using System.Collections.Immutable;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncLint.Flow;

/// <summary>
/// Functions of the source that only ask whether a task is complete, <c>static bool IsDone(this Task task) =&gt; task.Status == TaskStatus.RanToCompletion</c>, and
/// properties that ask that of a field.
/// </summary>
internal sealed class CompletionPredicates(CompilationFacts facts)
{
    private static readonly string[] s_questions = { "IsCompleted", "IsCompletedSuccessfully", "IsFaulted", "IsCanceled", "Status" };

    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<TaskPath>> _known = new(SymbolEqualityComparer.Default);

    /// <summary>The tasks, as the function itself names them, that are complete where it gives true; none for what is not understood.</summary>
    public ImmutableArray<TaskPath> Of(IMethodSymbol function)
    {
        var definition = (function.ReducedFrom ?? function).OriginalDefinition;
        if (definition.ReturnType.SpecialType is not SpecialType.System_Boolean || definition.DeclaringSyntaxReferences.Length != 1
            || definition.IsVirtual || definition.IsAbstract || definition.IsOverride && !definition.IsSealed)
        {
            return ImmutableArray<TaskPath>.Empty;
        }

        return _known.TryGetValue(definition, out var known) ? known : _known.GetOrAdd(definition, Ask(definition.DeclaringSyntaxReferences[0].GetSyntax()));
    }

    private ImmutableArray<TaskPath> Ask(SyntaxNode declaration)
    {
        var condition = EnclosingFunction.BodyOf(declaration) switch
        {
            ArrowExpressionClauseSyntax arrow => arrow.Expression,
            BlockSyntax { Statements: [ReturnStatementSyntax { Expression: { } returned }] } => returned,
            ExpressionSyntax expression => expression,
            _ => null,
        };
        return condition is not null && SyntaxNames.Mentions(condition, s_questions) && facts.Models.Of(condition.SyntaxTree)?.GetOperation(condition) is { } operation
            ? new Conditions(new TaskPaths(facts, static written => written), followsPredicates: false).Implied(operation, holds: true).ToImmutableArray()
            : ImmutableArray<TaskPath>.Empty;
    }
}
