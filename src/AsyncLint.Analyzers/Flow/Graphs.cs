using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>Finds one's way in control flow graphs: each lambda and local function has one of its own, inside that of its member.</summary>
internal static class Graphs
{
    /// <summary>The graph of the member in which an operation of the source stands; null where it is in none that has code.</summary>
    public static ControlFlowGraph? Of(IOperation operation, CancellationToken cancellation)
    {
        var root = OperationTree.Root(operation);

        return root switch
        {
            IMethodBodyOperation body => ControlFlowGraph.Create(body, cancellation),
            IConstructorBodyOperation body => ControlFlowGraph.Create(body, cancellation),
            IBlockOperation body => ControlFlowGraph.Create(body, cancellation),
            IFieldInitializerOperation initializer => ControlFlowGraph.Create(initializer, cancellation),
            IPropertyInitializerOperation initializer => ControlFlowGraph.Create(initializer, cancellation),
            _ => null,
        };
    }

    /// <summary>The graph of the function that runs an operation of the source; null where nothing comes to that function.</summary>
    public static ControlFlowGraph? Around(IOperation operation, ControlFlowGraph member, CancellationToken cancellation)
    {
        var graph = member;
        foreach (var function in FunctionsAround(operation))
        {
            if (Find(graph, SymbolOf(function), cancellation) is not { } inner)
            {
                return null;
            }

            graph = inner;
        }

        return graph;
    }

    /// <summary>The operations of a block in the order in which they run; the condition or the returned value comes last.</summary>
    public static IEnumerable<IOperation> OperationsOf(BasicBlock block)
    {
        foreach (var operation in block.Operations)
        {
            yield return operation;
        }

        if (block.BranchValue is { } value)
        {
            yield return value;
        }
    }

    /// <summary>An operation with all its parts, operands before operators: the order of evaluation.</summary>
    public static IEnumerable<IOperation> InOrder(IOperation operation)
    {
        foreach (var child in operation.ChildOperations)
        {
            foreach (var nested in InOrder(child))
            {
                yield return nested;
            }
        }

        yield return operation;
    }

    /// <summary>The lambdas and local functions around an operation of the source, from the outermost inwards.</summary>
    public static List<IOperation> FunctionsAround(IOperation operation)
    {
        var functions = new List<IOperation>();
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                functions.Insert(0, parent);
            }
        }

        return functions;
    }

    public static IMethodSymbol SymbolOf(IOperation function) => function is IAnonymousFunctionOperation lambda ? lambda.Symbol : ((ILocalFunctionOperation)function).Symbol;

    /// <summary>The graph of a lambda or local function that stands directly in the function of <paramref name="graph"/>.</summary>
    public static ControlFlowGraph? Find(ControlFlowGraph graph, IMethodSymbol function, CancellationToken cancellation)
    {
        if (function.MethodKind is MethodKind.LocalFunction)
        {
            return graph.LocalFunctions.Contains(function, SymbolEqualityComparer.Default) ? graph.GetLocalFunctionControlFlowGraph(function, cancellation) : null;
        }

        foreach (var block in graph.Blocks)
        {
            foreach (var operation in OperationsOf(block))
            {
                foreach (var nested in operation.DescendantsAndSelf())
                {
                    if (nested is IFlowAnonymousFunctionOperation lambda && SymbolEqualityComparer.Default.Equals(lambda.Symbol, function))
                    {
                        return graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellation);
                    }
                }
            }
        }

        return null;
    }
}
