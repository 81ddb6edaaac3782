using System.Collections.Concurrent;
using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Flow;

/// <summary>What a function does with a task that it gets as an argument.</summary>
internal enum ParameterUse
{
    /// <summary>Not known, or different from path to path.</summary>
    Unknown,

    /// <summary>Awaits it, waits for it, or gives it to what does.</summary>
    Observed,

    /// <summary>Returns it: its result is the same task.</summary>
    Returned,

    /// <summary>Keeps it where it outlives the call.</summary>
    Stored,

    /// <summary>Does nothing with it on any path that returns.</summary>
    Ignored,

    /// <summary>Is there to take a task off its caller's hands, and does not look at it: its body is empty, or discards the task.</summary>
    Forgotten,
}

/// <summary>
/// Tells what functions of the source do with their task parameters. Most answers are syntax: a parameter that the body does not mention is
/// ignored. Otherwise the body is bound and followed; calls inside it are judged by syntax alone, so that nothing is recursive.
/// </summary>
internal sealed class ParamFlow
{
    private readonly CompilationFacts _facts;
    private readonly bool _binds;
    private readonly ConcurrentDictionary<IParameterSymbol, ParameterUse> _known = new(SymbolEqualityComparer.Default);

    public ParamFlow(CompilationFacts facts, bool binds = true)
    {
        _facts = facts;
        _binds = binds;
        BySyntax = binds ? new ParamFlow(facts, binds: false) : this;
    }

    /// <summary>The same without what only binding tells.</summary>
    public ParamFlow BySyntax { get; }

    /// <summary>The use of a parameter of exactly this method: the caller makes sure that no override can be called in its place.</summary>
    public ParameterUse Of(IMethodSymbol method, IParameterSymbol parameter)
    {
        var definition = (method.ReducedFrom ?? method).OriginalDefinition;
        definition = definition.PartialImplementationPart ?? definition;
        if (definition.DeclaringSyntaxReferences.Length != 1 || definition.Parameters.Length <= parameter.Ordinal)
        {
            return ParameterUse.Unknown;
        }

        // Of a call in reduced form, "task.Forget()", Roslyn's operation has the method with all its parameters.
        var declared = definition.Parameters[parameter.Ordinal];
        return _known.TryGetValue(declared, out var use) ? use : _known.GetOrAdd(declared, Compute(definition, declared));
    }

    private ParameterUse Compute(IMethodSymbol method, IParameterSymbol parameter)
    {
        var declaration = method.DeclaringSyntaxReferences[0].GetSyntax();
        if (parameter.RefKind is not RefKind.None || method.IsAbstract || method.IsExtern
            || declaration is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax or ConstructorDeclarationSyntax)
            || EnclosingFunction.BodyOf(declaration) is not { } body || IsStub(body))
        {
            return ParameterUse.Unknown;
        }

        // "static void Forget(this Task task) { }" exists to ignore its task.
        return body is BlockSyntax { Statements.Count: 0 } ? ParameterUse.Forgotten
            : !Mentions(declaration, body, parameter.Name) ? ParameterUse.Ignored
            : _binds && declaration is MethodDeclarationSyntax ? OfBody(declaration, parameter)
            : ParameterUse.Unknown;
    }

    // One that only throws is not finished.
    private static bool IsStub(SyntaxNode body) => body switch
    {
        ThrowExpressionSyntax => true,
        BlockSyntax { Statements: { Count: 1 } statements } => statements[0] is ThrowStatementSyntax,
        _ => false,
    };

    private static bool Mentions(SyntaxNode declaration, SyntaxNode body, string name)
    {
        foreach (var token in declaration.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name && token.Parent is SimpleNameSyntax
                && (body.Span.Contains(token.Span) || declaration is ConstructorDeclarationSyntax { Initializer: { } initializer } && initializer.Span.Contains(token.Span)))
            {
                return true;
            }
        }

        return false;
    }

    private ParameterUse OfBody(SyntaxNode declaration, IParameterSymbol parameter)
    {
        if (_facts.Models.Of(declaration.SyntaxTree)?.GetOperation(declaration) is not IMethodBodyOperation body
            || TaskFlow.Of(ControlFlowGraph.Create(body), _facts).Follow(parameter, CancellationToken.None) is not { } fate)
        {
            return ParameterUse.Unknown;
        }

        if (fate.Ends.Count == 0)
        {
            return fate.Leaks.Count > 0 ? ParameterUse.Ignored : ParameterUse.Unknown;
        }

        var use = ParameterUse.Unknown;
        foreach (var (end, _) in fate.Ends)
        {
            var one = end switch
            {
                TaskEnd.Observed or TaskEnd.Combined or TaskEnd.Continued or TaskEnd.Completed => ParameterUse.Observed,
                TaskEnd.Returned => ParameterUse.Returned,
                TaskEnd.Stored => ParameterUse.Stored,
                TaskEnd.Discarded or TaskEnd.Consumed => ParameterUse.Forgotten,
                _ => ParameterUse.Unknown,
            };
            if (one is ParameterUse.Unknown || use is not ParameterUse.Unknown && use != one)
            {
                return ParameterUse.Unknown;
            }

            use = one;
        }

        return fate.Leaks.Count > 0 ? ParameterUse.Unknown : use;
    }
}
