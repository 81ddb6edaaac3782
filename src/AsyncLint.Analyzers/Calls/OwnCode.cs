using AsyncLint.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Calls;

/// <summary>The operations that the thread of a function's caller runs before the function returns or first suspends.</summary>
internal static class OwnCode
{
    /// <summary>
    /// The operations under <paramref name="code"/> in the order of the source. Lambdas are entered where they are run on the spot; those that
    /// run elsewhere or later, and local functions, which are functions of their own, are left out. So is what is never run.
    /// </summary>
    public static IEnumerable<IOperation> Of(IOperation code, InlineDelegates delegates)
    {
        var waiting = new Stack<IOperation>(64);
        waiting.Push(code);
        while (waiting.Count > 0)
        {
            var operation = waiting.Pop();
            if (operation != code && !IsEntered(operation, delegates))
            {
                continue;
            }

            yield return operation;
            foreach (var child in operation.ChildOperations.Reverse())
            {
                waiting.Push(child);
            }
        }
    }

    private static bool IsEntered(IOperation operation, InlineDelegates delegates) => operation switch
    {
        ILocalFunctionOperation or INameOfOperation => false,
        IAnonymousFunctionOperation lambda => delegates.AreRun(lambda),
        _ => true,
    };
}
