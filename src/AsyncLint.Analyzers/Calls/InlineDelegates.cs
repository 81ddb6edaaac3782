using System.Collections.Concurrent;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>Tells lambdas and method groups that their receiver runs before it returns, on the caller's thread: LINQ, List.ForEach, and functions of the source that call their parameter.</summary>
internal sealed class InlineDelegates(CompilationFacts facts)
{
    // A runner that hands its parameter to a runner, and so on.
    private const int MaxRunners = 4;

    private readonly ConcurrentDictionary<IParameterSymbol, bool> _runners = new(SymbolEqualityComparer.Default);

    /// <param name="function">A lambda, or a method reference.</param>
    public bool AreRun(IOperation function, int depth = 0)
    {
        var symbol = function is IAnonymousFunctionOperation lambda ? lambda.Symbol : ((IMethodReferenceOperation)function).Method;
        if (EnclosingFunction.Declared(symbol, function.Syntax).Color(facts.Awaitables) is not FunctionColor.Sync || ExpressionTrees.Contains(function, facts.Types)
            || IsExpressionTree(function))
        {
            return false;
        }

        return facts.Delegates.Of(function) switch
        {
            DelegateUse.RunInline or DelegateUse.RunInParallel => true,
            DelegateUse.Unknown => DelegateUses.ArgumentOf(function) is { Parameter: { } parameter, Parent: IInvocationOperation call }
                && IsRunner(call.TargetMethod, parameter, depth),
            _ => false,
        };
    }

    private bool IsExpressionTree(IOperation function) =>
        function.Parent?.Type?.OriginalDefinition is { } type && SymbolEqualityComparer.Default.Equals(type, facts.Types.ExpressionOfT);

    private bool IsRunner(IMethodSymbol method, IParameterSymbol parameter, int depth)
    {
        var definition = SourceFunctions.DefinitionOf(method);
        if (depth > MaxRunners || definition.IsAbstract || parameter.Ordinal >= definition.Parameters.Length || !SourceFunctions.IsInSource(definition, facts)
            || EnclosingFunction.Declared(definition, null!).Color(facts.Awaitables) is not FunctionColor.Sync)
        {
            return false;
        }

        var declared = definition.Parameters[parameter.Ordinal];
        if (!_runners.TryGetValue(declared, out var runs))
        {
            runs = SourceFunctions.BodyOf(definition, facts) is { } body && Runs(body, declared, depth);
            if (depth == 0)
            {
                _runners.TryAdd(declared, runs);
            }
        }

        return runs;
    }

    private bool Runs(IOperation body, IParameterSymbol parameter, int depth)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter) && IsInOwnCode(reference, body)
                && (IsInvoked(reference)
                    || DelegateUses.ArgumentOf(reference) is { Parameter: { } next, Parent: IInvocationOperation call } && IsRunner(call.TargetMethod, next, depth + 1)))
            {
                return true;
            }
        }

        return false;
    }

    // "action()" and "action?.Invoke()".
    private static bool IsInvoked(IParameterReferenceOperation reference) => reference.Parent switch
    {
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call => call.Instance == reference,
        IConditionalAccessOperation { WhenNotNull: IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: IConditionalAccessInstanceOperation } } => true,
        _ => false,
    };

    private static bool IsInOwnCode(IOperation operation, IOperation body)
    {
        for (var parent = operation.Parent; parent is not null && parent != body; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return false;
            }
        }

        return true;
    }
}
