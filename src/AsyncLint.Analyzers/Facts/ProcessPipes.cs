using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>
/// Tells reads that keep the pipes of a process empty while somebody waits for its end: a process that nobody reads from stops as soon as its pipe is full
/// (learn.microsoft.com, Process.StandardOutput, Remarks). Their text may well be needed on some paths only.
/// </summary>
internal static class ProcessPipes
{
    public static bool AreDrainedBy(IInvocationOperation read, KnownTypes types)
    {
        if (read is not { TargetMethod.Name: "ReadToEndAsync", Instance: IPropertyReferenceOperation { Property: { Name: "StandardOutput" or "StandardError", ContainingType: var owner }, Instance: { } process } }
            || types.Process is not { } type || !SymbolEqualityComparer.Default.Equals(owner, type) || OperationTree.VariableOf(process) is not { } variable)
        {
            return false;
        }

        foreach (var operation in OperationTree.Root(read).Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod.Name: "WaitForExit" or "WaitForExitAsync" } wait && wait.Syntax.SpanStart > read.Syntax.SpanStart
                // Older frameworks have the asynchronous wait in extensions.
                && OperationTree.VariableOf(wait.Instance ?? (wait.Arguments.IsEmpty ? null : wait.Arguments[0].Value)) is { } waited && SymbolEqualityComparer.Default.Equals(waited, variable))
            {
                return true;
            }
        }

        return false;
    }
}
