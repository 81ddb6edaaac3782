using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>What test frameworks and mocking libraries do with the calls they are given.</summary>
internal static class TestCode
{
    /// <summary>True where a test framework is referenced: the project's types are public for the runner, and nobody else uses them.</summary>
    public static bool IsIn(KnownTypes types) => (types.XunitFact ?? types.NUnitTest ?? types.MSTestTestMethod) is not null;

    /// <summary>A test, set-up or tear-down method, which its framework calls and awaits (xunit, NUnit, MSTest).</summary>
    public static bool IsTestMethod(IMethodSymbol method, KnownTypes types) => HasAttribute(method, types, static (type, types) =>
        Same(type, types.XunitFact) || IsNUnitTest(type, types)
        || Same(type, types.NUnitSetUp) || Same(type, types.NUnitTearDown) || Same(type, types.NUnitOneTimeSetUp) || Same(type, types.NUnitOneTimeTearDown)
        || Same(type, types.MSTestTestMethod) || Same(type, types.MSTestTestInitialize) || Same(type, types.MSTestTestCleanup)
        || Same(type, types.MSTestClassInitialize) || Same(type, types.MSTestClassCleanup)
        || Same(type, types.MSTestAssemblyInitialize) || Same(type, types.MSTestAssemblyCleanup));

    /// <summary>A test whose returned value its framework compares, awaited, with the expected one (NUnit's ExpectedResult).</summary>
    public static bool IsTestWithResult(IMethodSymbol method, KnownTypes types) => !method.ReturnsVoid && HasAttribute(method, types, IsNUnitTest);

    /// <summary>A method of an assertion class that asserts in the task that it returns: Assert.ThrowsAsync, Assert.MultipleAsync.</summary>
    public static bool IsAssertion(IMethodSymbol method, KnownTypes types) =>
        Same(method.ContainingType, types.XunitAssert) || Same(method.ContainingType, types.NUnitAssert) || Same(method.ContainingType, types.MSTestAssert);

    private static bool IsNUnitTest(INamedTypeSymbol type, KnownTypes types) =>
        Same(type, types.NUnitTest) || Same(type, types.NUnitTestCase) || Same(type, types.NUnitTestCaseSource);

    private static bool HasAttribute(IMethodSymbol method, KnownTypes types, Func<INamedTypeSymbol, KnownTypes, bool> isOne)
    {
        foreach (var attribute in method.GetAttributes())
        {
            for (var type = attribute.AttributeClass; type is not null; type = type.BaseType)
            {
                if (isOne(type, types))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// True for a call on a mock that records or verifies instead of running: <c>service.Received().SaveAsync()</c>, or any call inside
    /// <c>Received.InOrder(() => …)</c> (nsubstitute.github.io, "Checking received calls").
    /// </summary>
    public static bool IsMockVerification(IInvocationOperation call, KnownTypes types)
    {
        if (types.NSubstituteExtensions is null)
        {
            return false;
        }

        for (var receiver = ReceiverOf(call); receiver is not null;)
        {
            if (receiver is IInvocationOperation { TargetMethod.ContainingType: var verifier }
                && (Same(verifier, types.NSubstituteExtensions) || Same(verifier, types.NSubstituteReceived)))
            {
                return true;
            }

            receiver = receiver switch
            {
                IInvocationOperation inner => ReceiverOf(inner),
                IMemberReferenceOperation member => member.Instance,
                _ => null,
            };
        }

        for (var parent = call.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IInvocationOperation { TargetMethod.ContainingType: var owner }
                && (Same(owner, types.NSubstituteReceivedInOrder) || Same(owner, types.NSubstituteExtensions)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True in a sync test that asks a mock, behind the call, what it was called with. A mock answers with a completed task, so that all of the tested
    /// call has run when it returns, and the test was written for what it does. The same goes for a test that asserts something behind a call of another assembly, whose
    /// code is not seen: it passes only where the call has done its work when it returns.
    /// </summary>
    public static bool IsVerifiedLater(IInvocationOperation call, EnclosingFunction function, KnownTypes types)
    {
        if (function.Symbol is not { IsAsync: false } test || !IsTestMethod(test, types))
        {
            return false;
        }

        var isUnseen = call.TargetMethod.DeclaringSyntaxReferences.IsEmpty;
        foreach (var later in OperationTree.Root(call).Descendants())
        {
            if (later is IInvocationOperation { TargetMethod: var method } && later.Syntax.SpanStart > call.Syntax.Span.End
                && (IsVerification(method, types) || isUnseen && IsAssertion(method, types)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsVerification(IMethodSymbol method, KnownTypes types)
    {
        var owner = method.ContainingType.OriginalDefinition;
        return method.Name switch
        {
            "Received" or "ReceivedWithAnyArgs" or "DidNotReceive" or "DidNotReceiveWithAnyArgs" => Same(owner, types.NSubstituteExtensions) || Same(owner, types.NSubstituteReceived),
            "InOrder" => Same(owner, types.NSubstituteReceivedInOrder),
            "Verify" or "VerifyAll" or "VerifyGet" or "VerifySet" or "VerifyNoOtherCalls" => Same(owner, types.Moq) || Same(owner, types.MoqOfT),
            _ => Same(owner, types.FakeItEasyAssert) || Same(owner, types.FakeItEasyAssertExtensions),
        };
    }

    // "store.Received().SaveAllAsync()", where the method extends the mocked type.
    private static IOperation? ReceiverOf(IInvocationOperation call) =>
        call.Instance ?? (call is { TargetMethod.IsExtensionMethod: true, Arguments: { Length: > 0 } arguments } ? arguments[0].Value : null);

    /// <summary>
    /// True where the call is made for the exception that it throws at once: inside a sync delegate given to an assertion such as
    /// <c>Assert.Throws&lt;ArgumentNullException&gt;(() => { client.GetAsync(null); })</c>.
    /// </summary>
    public static bool IsInsideThrowsAssertion(IOperation operation, KnownTypes types)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation { Symbol.IsAsync: false } lambda
                && DelegateUses.ArgumentOf(lambda) is { Parent: IInvocationOperation { TargetMethod.ContainingType: var owner } }
                && (Same(owner, types.XunitAssert) || Same(owner, types.XunitRecord) || Same(owner, types.NUnitAssert) || Same(owner, types.MSTestAssert)
                    || Same(owner, types.FluentAssertionsExtensions)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(ISymbol? a, ISymbol? b) => b is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
