using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>Finds functions that acquire a semaphore of their own type on every path, before they do anything else with it.</summary>
internal static class ReacquiringCallees
{
    /// <summary>The acquisition that a call certainly comes to; null where it need not come to one.</summary>
    public static IInvocationOperation? Find(IInvocationOperation call, ISymbol semaphore, CompilationFacts facts, CancellationToken cancellation)
    {
        var method = call.TargetMethod;
        if (semaphore is not IFieldSymbol || !SymbolEqualityComparer.Default.Equals(method.ContainingType, semaphore.ContainingType)
            || method.IsVirtual || method.IsAbstract || method.IsOverride || method.DeclaringSyntaxReferences.Length != 1
            || !method.IsStatic && call.Instance is not IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance })
        {
            return null;
        }

        return method.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is MethodDeclarationSyntax { Body: { } body } declaration && facts.Models.Of(declaration.SyntaxTree) is { } model
            && model.GetOperation(body, cancellation) is IBlockOperation block
                ? First(block, semaphore, facts)
                : null;
    }

    private static IInvocationOperation? First(IBlockOperation block, ISymbol semaphore, CompilationFacts facts)
    {
        foreach (var statement in block.Operations)
        {
            switch (statement)
            {
                case ILocalFunctionOperation:
                    continue;
                case ITryOperation { Body: var body }:
                    return First(body, semaphore, facts);
                case IUsingOperation { Body: IBlockOperation body }:
                    return First(body, semaphore, facts);
                case IExpressionStatementOperation { Operation: var expression }:
                    if (AcquireIn(expression, semaphore, facts) is { } acquire)
                    {
                        return acquire;
                    }

                    break;
            }

            if (MayEndOrTouch(statement, semaphore))
            {
                return null;
            }
        }

        return null;
    }

    private static IInvocationOperation? AcquireIn(IOperation expression, ISymbol semaphore, CompilationFacts facts)
    {
        var call = TaskCalls.Unwrap(expression is IAwaitOperation { Operation: var awaited } ? awaited : expression, facts) as IInvocationOperation;
        return call is { Instance: IFieldReferenceOperation { Field: var field, Instance: null or IInstanceReferenceOperation } } && SymbolEqualityComparer.Default.Equals(field, semaphore)
            && SemaphoreUses.IsAcquire(call.TargetMethod, facts.Types) && !HasTimeout(call, facts) && (expression is IAwaitOperation || call.TargetMethod.Name is "Wait")
                ? call
                : null;
    }

    private static bool HasTimeout(IInvocationOperation call, CompilationFacts facts)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && ZeroTimeouts.IsTimeout(parameter, facts.Types))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MayEndOrTouch(IOperation statement, ISymbol semaphore)
    {
        foreach (var operation in statement.DescendantsAndSelf())
        {
            if (operation is IReturnOperation or IBranchOperation
                || operation is IFieldReferenceOperation { Field: var field } && SymbolEqualityComparer.Default.Equals(field, semaphore))
            {
                return true;
            }
        }

        return false;
    }
}
