namespace AsyncLint.Calls;

/// <summary>
/// What may come out of a function as an exception. <see cref="None"/> is a proof that nothing does; everything else says how good the evidence is
/// that something may, so that a rule can ask for as much of it as its words need.
/// </summary>
[Flags]
internal enum Faults
{
    /// <summary>Never: every exception is caught, or there is nothing that could throw one.</summary>
    None = 0,

    /// <summary>An OperationCanceledException; a task that ends so is cancelled, and nothing about it is lost.</summary>
    Cancellation = 1,

    /// <summary>Code that is not known to throw and not known not to.</summary>
    Unproven = 2,

    /// <summary>An asynchronous operation of another assembly, or a delegate, of which nothing is known but that it is asynchronous.</summary>
    Outside = 4,

    /// <summary>A member of an interface or abstract class of the project: its services, which store and send.</summary>
    Foreign = 8,

    /// <summary>Input or output, which fails when the disk, the network or the other side does, or a throw for what is no mistake of the programmer.</summary>
    Likely = 16,

    /// <summary>Whatever is reason enough to think of a failure.</summary>
    Evidence = Outside | Foreign | Likely,
}

/// <summary>What the try statements around a piece of code do with its exceptions.</summary>
[Flags]
internal enum Guards
{
    None = 0,

    /// <summary>A cancellation is caught.</summary>
    Cancellation = 1,

    /// <summary>Some exceptions are caught, by type or by filter: those that somebody expected.</summary>
    Expected = 2,

    /// <summary>Everything is caught but a cancellation.</summary>
    AllButCancellation = 4,

    /// <summary>Everything is caught.</summary>
    All = 8,
}

internal static class GuardsExtensions
{
    /// <summary>What of <paramref name="faults"/> the guards let out.</summary>
    public static Faults LetOut(this Guards guards, Faults faults)
    {
        if ((guards & Guards.All) != 0)
        {
            return Faults.None;
        }

        if ((guards & Guards.AllButCancellation) != 0)
        {
            faults &= Faults.Cancellation;
        }

        if ((guards & Guards.Cancellation) != 0)
        {
            faults &= ~Faults.Cancellation;
        }

        return (guards & Guards.Expected) != 0 && (faults & Faults.Evidence) != 0 ? (faults & ~Faults.Evidence) | Faults.Unproven : faults;
    }
}
