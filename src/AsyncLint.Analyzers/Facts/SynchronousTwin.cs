using System.Collections.Immutable;
using AsyncLint.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>
/// Recognizes the code of functions that run synchronously or asynchronously as their caller asks:
/// <c>if (async) { await task; } else { task.GetAwaiter().GetResult(); }</c>. The block has its asynchronous counterpart beside it, so
/// it is the synchronous half on purpose.
/// </summary>
internal static class SynchronousTwin
{
    public static bool Contains(IOperation operation, BlockedTask blocked, CompilationFacts facts)
    {
        for (IOperation child = operation, parent = operation.Parent!;
             parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation);
             child = parent, parent = parent.Parent!)
        {
            if (parent is not IConditionalOperation conditional || child == conditional.Condition)
            {
                continue;
            }

            var other = child == conditional.WhenTrue ? conditional.WhenFalse : conditional.WhenTrue;
            if (other is not null ? IsAwaitedIn(other, blocked, facts) : IsAwaitedAfter(conditional, child, blocked, facts))
            {
                return true;
            }
        }

        return false;
    }

    // "if (synchronous) { task.Wait(); return …; } await task;" and "if (synchronous) task.Wait(); return task;"
    private static bool IsAwaitedAfter(IConditionalOperation conditional, IOperation arm, BlockedTask blocked, CompilationFacts facts)
    {
        if (conditional.Parent is not IBlockOperation { Operations: var statements })
        {
            return false;
        }

        var leaves = Leaves(arm);
        for (var i = statements.IndexOf(conditional) + 1; i < statements.Length; i++)
        {
            if (leaves ? IsAwaitedIn(statements[i], blocked, facts) : statements[i] is IReturnOperation { ReturnedValue: { } returned } && IsSame(returned, blocked.Task, facts))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Leaves(IOperation statement) => statement switch
    {
        IReturnOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IBlockOperation { Operations: { Length: > 0 } inner } => Leaves(inner[inner.Length - 1]),
        ITryOperation guarded => Leaves(guarded.Body),
        IUsingOperation used => Leaves(used.Body),
        ILockOperation locked => Leaves(locked.Body),
        _ => false,
    };

    private static bool IsAwaitedIn(IOperation code, BlockedTask blocked, CompilationFacts facts)
    {
        foreach (var nested in code.DescendantsAndSelf())
        {
            var used = nested switch
            {
                IAwaitOperation awaited => awaited.Operation,
                IReturnOperation { ReturnedValue: { } returned } => returned,
                _ => null,
            };
            if (used is not null && IsSame(used, blocked.Task, facts))
            {
                return true;
            }
        }

        return false;
    }

    // The same variable, or a call of the same method.
    private static bool IsSame(IOperation a, IOperation b, CompilationFacts facts)
    {
        var paths = new TaskPaths(facts, static operation => operation);
        a = paths.Unwrap(a);
        b = paths.Unwrap(b);
        if (b is ILocalReferenceOperation { Local: var local } && facts.Awaitables.IsAwaiter(b.Type) && InitializerOf(local, b) is { } kept)
        {
            b = paths.Unwrap(kept);
        }

        return a is IInvocationOperation x && b is IInvocationOperation y
            ? SymbolEqualityComparer.Default.Equals(x.TargetMethod.OriginalDefinition, y.TargetMethod.OriginalDefinition)
            : paths.Of(a) is { } path && path.Equals(paths.Of(b));
    }

    // Of "var awaiter = task.GetAwaiter();" in a block around the use.
    private static IOperation? InitializerOf(ILocalSymbol local, IOperation use)
    {
        for (var parent = use.Parent; parent is not null; parent = parent.Parent)
        {
            foreach (var statement in parent is IBlockOperation block ? block.Operations : ImmutableArray<IOperation>.Empty)
            {
                foreach (var declaration in statement is IVariableDeclarationGroupOperation group ? group.Declarations : ImmutableArray<IVariableDeclarationOperation>.Empty)
                {
                    foreach (var declarator in declaration.Declarators)
                    {
                        if (SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))
                        {
                            return (declarator.Initializer ?? declaration.Initializer)?.Value;
                        }
                    }
                }
            }
        }

        return null;
    }
}
