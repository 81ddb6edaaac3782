using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Tests;

/// <summary>Which function runs a piece of code. Each row marks the place with X(); operations and syntax must give the same answer.</summary>
public class EnclosingFunctionTests
{
    static string InClass(string member) => $$"""
        class B { public B(int i = 0) { } }
        class C : B
        {
            static int X() => 1;
            {{member}}
        }
        """;

    [Theory]
    [InlineData("Method", "Sync", "M", "void M() { X(); }")]
    [InlineData("Method", "Sync", "M", "int M() => X();")]
    [InlineData("Method", "Async", "M", "async Task M() { X(); await Task.Yield(); }")]
    [InlineData("Method", "Async", "M", "async void M() { X(); await Task.Yield(); }")]
    [InlineData("Method", "Async", "M", "async IAsyncEnumerable<int> M() { X(); await Task.Yield(); yield return 1; }")]
    [InlineData("Method", "TaskReturning", "M", "Task M() { X(); return null; }")]
    [InlineData("Method", "TaskReturning", "M", "ValueTask<int> M() => new(X());")]
    [InlineData("Method", "TaskReturning", "M", "System.Runtime.CompilerServices.YieldAwaitable M() { X(); return default; }")]
    [InlineData("Method", "TaskReturning", "M", "IAsyncEnumerable<int> M() { X(); return null; }")]
    [InlineData("Method", "Sync", "M", "Task[] M() { X(); return null; }")]
    [InlineData("Method", "Sync", "M", "partial class P { partial void M(); partial void M() { X(); } }")]
    [InlineData("Constructor", "Sync", ".ctor", "C() { X(); }")]
    [InlineData("Constructor", "Sync", ".ctor", "C() => X();")]
    [InlineData("Constructor", "Sync", ".ctor", "C() : base(X()) { }")]
    [InlineData("StaticConstructor", "Sync", ".cctor", "static C() { X(); }")]
    [InlineData("Finalizer", "Sync", "Finalize", "~C() { X(); }")]
    [InlineData("Accessor", "Sync", "get_P", "int P { get { return X(); } }")]
    [InlineData("Accessor", "Sync", "get_P", "int P { get => X(); }")]
    [InlineData("Accessor", "Sync", "get_P", "int P => X();")]
    [InlineData("Accessor", "Sync", "get_P", "Task P => Task.FromResult(X());")]
    [InlineData("Accessor", "Sync", "set_P", "int P { set => X(); }")]
    [InlineData("Accessor", "Sync", "set_P", "int P { get => 1; init { X(); } }")]
    [InlineData("Accessor", "Sync", "get_Item", "int this[int i] => X();")]
    [InlineData("Accessor", "Sync", "add_E", "event Action E { add { X(); } remove { } }")]
    [InlineData("Accessor", "Sync", "remove_E", "event Action E { add { } remove => X(); }")]
    [InlineData("Operator", "Sync", "op_Addition", "public static C operator +(C a, C b) { X(); return a; }")]
    [InlineData("Operator", "Sync", "op_Implicit", "public static implicit operator int(C a) => X();")]
    [InlineData("Operator", "Sync", "op_Addition", "public static Task operator +(C a, C b) { X(); return null; }")]
    [InlineData("LocalFunction", "Sync", "L", "void M() { void L() { X(); } }")]
    [InlineData("LocalFunction", "Async", "L", "void M() { async Task L() { X(); await Task.Yield(); } }")]
    [InlineData("LocalFunction", "TaskReturning", "L", "async void M() { Task L() { X(); return null; } await L(); }")]
    [InlineData("Method", "Sync", "M", "void M() { X(); void L() { } }")]
    [InlineData("Lambda", "Sync", "", "void M() { Action a = () => X(); }")]
    [InlineData("Lambda", "Sync", "", "async Task M() { Action a = () => { X(); }; await Task.Yield(); }")]
    [InlineData("Lambda", "Sync", "", "void M() { Action<int> a = i => X(); }")]
    [InlineData("Lambda", "Sync", "", "void M() { Action a = delegate { X(); }; }")]
    [InlineData("Lambda", "Async", "", "void M() { Action a = async () => { X(); await Task.Yield(); }; }")]
    [InlineData("Lambda", "Async", "", "void M() { Func<Task> a = async () => { X(); await Task.Yield(); }; }")]
    [InlineData("Lambda", "TaskReturning", "", "void M() { Func<Task> a = () => { X(); return null; }; }")]
    [InlineData("Lambda", "TaskReturning", "", "void M() { Func<Task<int>> a = () => Task.FromResult(X()); }")]
    [InlineData("Lambda", "Sync", "", "Action field = () => X();")]
    [InlineData("Lambda", "Sync", "", "C() : this(() => X()) { } C(Func<int> f) { }")]
    [InlineData("Initializer", "Sync", null, "int field = X();")]
    [InlineData("Initializer", "Sync", null, "static int field = X();")]
    [InlineData("Initializer", "Sync", null, "int P { get; } = X();")]
    [InlineData("Constructor", "Sync", ".ctor", "class D() : B(X());")]
    public void Code_belongs_to(string kind, string color, string? name, string member)
    {
        var code = new TestCode(InClass(member), Setup.Default);
        Assert.Empty(code.Compilation.EmitErrors(TestContext.Current.CancellationToken));
        Check(code, kind, color, name);
    }

    [Theory]
    [InlineData("Sync", "X();\nint X() => 1;")]
    [InlineData("Async", "X();\nawait Task.Yield();\nint X() => 1;")]
    public void Top_level_code(string color, string source) => Check(new TestCode(source, Setup.Default), "TopLevel", color, "<Main>$");

    [Fact]
    public void An_attribute_or_default_value_is_no_functions_code()
    {
        var code = new TestCode("class C { void M([System.ComponentModel.DefaultValue(nameof(M))] int i = nameof(M).Length) { } }", new() { AllowErrors = true });
        var tree = code.Trees[0];
        var token = TestContext.Current.CancellationToken;
        foreach (var name in tree.GetRoot(token).DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            Assert.Equal(FunctionKind.Initializer, EnclosingFunction.At(name, code.Compilation.GetSemanticModel(tree), token).Kind);
        }
    }

    static void Check(TestCode code, string kind, string color, string? name)
    {
        var token = TestContext.Current.CancellationToken;
        var tree = code.Trees[0];
        var model = code.Compilation.GetSemanticModel(tree);
        var facts = CompilationFacts.Of(code.Compilation)!;
        var call = tree.GetRoot(token).DescendantNodes().OfType<InvocationExpressionSyntax>().First(static node => node.ToString() == "X()");

        var bySyntax = EnclosingFunction.At(call, model, token);
        Assert.Equal((kind, color, name), (bySyntax.Kind.ToString(), bySyntax.Color(facts.Awaitables).ToString(), bySyntax.Symbol?.Name));

        var operation = Assert.IsAssignableFrom<IInvocationOperation>(model.GetOperation(call, token));
        var byOperation = EnclosingFunction.Of(operation, Containing(model, call));
        Assert.Equal((kind, color, name), (byOperation.Kind.ToString(), byOperation.Color(facts.Awaitables).ToString(), byOperation.Symbol?.Name));
        Assert.Equal(bySyntax.Symbol, byOperation.Symbol, SymbolEqualityComparer.Default);
    }

    /// <summary>The member under analysis, as the driver gives it: a field or property for an initializer, never a lambda.</summary>
    static ISymbol Containing(SemanticModel model, SyntaxNode node)
    {
        var symbol = model.GetEnclosingSymbol(node.SpanStart)!;
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
        {
            symbol = symbol.ContainingSymbol;
        }

        foreach (var ancestor in node.Ancestors())
        {
            switch (ancestor)
            {
                case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } field }:
                    return model.GetDeclaredSymbol(field)!;
                case EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property }:
                    return model.GetDeclaredSymbol(property)!;
            }
        }

        return symbol;
    }
}
