using System.Globalization;
using AsyncLint.Benchmarks;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args.FirstOrDefault())
{
    case "--peers":
        await Measurements.Peers(lines: Number("--lines", 100_000), rounds: Number("-n", 5));
        return 0;
    case "--growth":
        await Measurements.Growth(upTo: Number("--up-to", 1_000_000), rounds: Number("-n", 3));
        return 0;
    case "--typing":
        await Measurements.Typing(lines: Number("--lines", 3_000), rounds: Number("-n", 30));
        return 0;
    case "--plan":
        await PlanMeasurement.Run(files: Number("--files", 300), rounds: Number("-n", 3));
        return 0;
    case "--calls":
        await CallMeasurement.Run(calls: Number("--count", 10_000), rounds: Number("-n", 7));
        return 0;
    case "--write" when args.Length > 1:
        Measurements.Write(args[1], lines: Number("--lines", 10_000));
        return 0;
    default:
        // In this process: another one would be a build of its own per rule, and the code under test is not ours but Roslyn's host.
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(
            args,
            DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(7)));
        return 0;
}

int Number(string name, int otherwise)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1].Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) : otherwise;
}
