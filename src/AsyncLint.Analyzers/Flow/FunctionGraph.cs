using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>The graph of one function, with what has to be known about its variables before a task in them can be followed.</summary>
/// <param name="graph">The graph of the function itself, not of its member.</param>
/// <param name="root">The operation of the outermost member.</param>
internal sealed class FunctionGraph(ControlFlowGraph graph, IOperation root, CompilationFacts facts)
{
    private readonly Dictionary<ISymbol, bool> _ownCollections = new(SymbolEqualityComparer.Default);
    private Dictionary<CaptureId, IOperation>? _captures;
    private HashSet<ISymbol>? _shared;

    public ControlFlowGraph Graph => graph;

    public CompilationFacts Facts => facts;

    public SourceOperations Source { get; } = new(root);

    /// <summary>What a flow capture stands for, where it is used as the target of an assignment.</summary>
    public IOperation? CapturedBy(CaptureId id)
    {
        if (_captures is null)
        {
            _captures = new();
            foreach (var block in graph.Blocks)
            {
                foreach (var operation in block.Operations)
                {
                    if (operation is IFlowCaptureOperation capture && !_captures.ContainsKey(capture.Id))
                    {
                        _captures.Add(capture.Id, capture.Value);
                    }
                }
            }
        }

        return _captures.TryGetValue(id, out var value) ? value : null;
    }

    /// <summary>True for a variable that lambdas or local functions use as well: what is in it may be observed at any time.</summary>
    public bool IsShared(ISymbol variable)
    {
        if (_shared is null)
        {
            _shared = new(SymbolEqualityComparer.Default);
            CollectShared(root, null, _shared);
        }

        return _shared.Contains(variable);
    }

    /// <summary>True for a local that only ever holds collections made in this body, so that what is in them is in nothing else.</summary>
    public bool IsOwnCollection(ILocalSymbol local)
    {
        if (!_ownCollections.TryGetValue(local, out var isOwn))
        {
            isOwn = OnlyHoldsNewCollections(local);
            _ownCollections.Add(local, isOwn);
        }

        return isOwn;
    }

    private void CollectShared(IOperation operation, IMethodSymbol? function, HashSet<ISymbol> shared)
    {
        switch (operation)
        {
            case IAnonymousFunctionOperation lambda:
                function = lambda.Symbol;
                break;
            case ILocalFunctionOperation local:
                function = local.Symbol;
                break;
            case ILocalReferenceOperation { Local: var local } when function is not null && !IsOf(local, function) && !IsMereQuestion(operation):
                shared.Add(local);
                break;
            case IParameterReferenceOperation { Parameter: var parameter } when function is not null && !IsOf(parameter, function) && !IsMereQuestion(operation):
                shared.Add(parameter);
                break;
        }

        foreach (var child in operation.ChildOperations)
        {
            CollectShared(child, function, shared);
        }
    }

    private static bool IsOf(ISymbol variable, IMethodSymbol function) => SymbolEqualityComparer.Default.Equals(variable.ContainingSymbol, function);

    // "task.IsCompleted", "nameof(task)": the lambda neither keeps nor observes it.
    private bool IsMereQuestion(IOperation reference) =>
        reference.Parent is INameOfOperation
        || reference.Parent is IPropertyReferenceOperation { Property: var property } && TaskUses.OfProperty(property, facts) is TaskUse.Neutral;

    private bool OnlyHoldsNewCollections(ILocalSymbol local)
    {
        foreach (var operation in root.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation { Symbol: var declared } declarator when Is(declared) && declarator.GetVariableInitializer() is { Value: var value } && !IsNewCollection(value):
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var assigned }, Value: var other } when Is(assigned) && !IsNewCollection(other):
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: ILocalReferenceOperation { Local: var passed } } when Is(passed):
                    return false;
            }
        }

        return true;

        bool Is(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol, local);
    }

    private bool IsNewCollection(IOperation value)
    {
        value = OperationTree.Bare(value);

        return value switch
        {
            IObjectCreationOperation { Type: INamedTypeSymbol type } => facts.Types.IsCollection(type),
            IArrayCreationOperation or { ConstantValue: { HasValue: true, Value: null } } => true,
            IInvocationOperation { TargetMethod: var method } => facts.Types.IsSequence(method.ContainingType) && TaskUses.OfSequence(method) is TaskUse.Holder
                || method.IsStatic && facts.Types.IsCollectionFactory(method.ContainingType),
            _ => NewerKinds.IsCollectionExpression(value),
        };
    }
}
