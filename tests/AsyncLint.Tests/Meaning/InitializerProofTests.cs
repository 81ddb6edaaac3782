using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

/// <summary>Types of which ASL2007 says that their initialization hangs, and others of which it does not, used for the first time. There is no SynchronizationContext.</summary>
public class InitializerProofTests
{
    /// <summary>A class C whose static member X is what the program uses.</summary>
    static string Type(string members, string use = "_ = C.X;", string others = "") => $$"""
        class C
        {
            {{members}}
        }
        {{others}}
        static class Scenario
        {
            public static void Run()
            {
                {{use}}
            }
        }
        """;

    const string UseAsync = "C.Use().Wait();";

    static readonly Dictionary<string, string> s_types = new()
    {
        ["fact 19: Task.Run that reads a field"] = Type("static int y = 1; public static int X = {|ASL2007:Task.Run(() => y).Result|};"),
        ["fact 19: an own async function"] = Type("static int y = 1; public static int X = {|ASL2007:Load().Result|}; static async Task<int> Load() { await Task.Delay(20); return y; }"),
        ["ConfigureAwait(false) helps nothing"] = Type(
            "static int y; public static int X = {|ASL2007:Load().GetAwaiter().GetResult()|}; static async Task<int> Load() { await Task.Delay(20).ConfigureAwait(false); y++; return y; }"),
        ["an async lambda"] = Type("static int y = 1; public static int X = {|ASL2007:Task.Run(async () => { await Task.Yield(); return y; }).Result|};"),
        ["StartNew"] = Type("static int y = 1; public static int X = {|ASL2007:Task.Factory.StartNew(() => y).Result|};"),
        ["a static constructor"] = Type("public static int X; static int y; static C() { {|ASL2007:Task.Run(() => y = 1).Wait()|}; X = y; }"),
        ["with a static constructor a method will do"] = Type("public static int X; static C() { X = {|ASL2007:Task.Run(() => M()).Result|}; } static int M() => 1;"),
        ["a method group"] = Type("public static int X; static C() { X = {|ASL2007:Task.Run(M).Result|}; } static int M() => 1;"),
        ["a new object"] = Type("public static C X; static C() { X = {|ASL2007:Task.Run(() => new C()).Result|}; }"),
        ["a method behind the await"] = Type("public static int X; static C() { X = {|ASL2007:Load().Result|}; } static int M() => 1; static async Task<int> Load() { await Task.Delay(20); return M(); }"),
        ["an automatic property"] = Type("static int Y { get; } = 1; public static int X { get; } = {|ASL2007:Task.Run(() => Y).Result|};"),
        ["through another type"] = Type("public static int y = 1; public static int X = {|ASL2007:Task.Run(() => D.M()).Result|};", others: "static class D { public static int M() => C.y; }"),
        ["through a method of its own"] = Type("static int y = 1; public static int X = {|ASL2007:Task.Run(() => M()).Result|}; static int M() => y;"),
        ["WaitAll"] = Type("static int y = 1; public static int X; static C() { var a = Task.Run(() => 1); {|ASL2007:Task.WaitAll(a, Task.Run(() => y))|}; X = 1; }"),
        ["a thread"] = Type("static int y = 1; public static int X; static C() { var thread = new Thread(() => y++); thread.Start(); {|ASL2007:thread.Join()|}; X = y; }"),
        ["a function that hands the task on"] = Type(
            "static int y = 1; public static int X = {|ASL2007:Outer().Result|}; static Task<int> Outer() => Load(); static async Task<int> Load() { await Task.Delay(20); return y; }"),
        ["an inner function"] = Type(
            "static int y = 1; public static int X = {|ASL2007:Outer().Result|}; static async Task<int> Outer() { return await Load(); } static async Task<int> Load() { await Task.Delay(20); return y; }"),
        ["fact 20: a Lazy that reads itself"] = Type("public static readonly Lazy<int> X = new(() => {|ASL2007:Task.Run(() => X.Value).Result|});", "_ = C.X.Value;"),
        ["a Lazy behind an await"] = Type(
            "public static readonly Lazy<int> X = new(() => {|ASL2007:Load().Result|}, true); static async Task<int> Load() { await Task.Delay(20); return X.Value; }", "_ = C.X.Value;"),
        ["a field that its users can await"] = Type(
            "static int y = 1; private static readonly int x = {|ASL2007:Task.Run(() => y).Result|}; public static async Task<int> Use() { var sum = x + C.x; await Task.Yield(); return sum; }", UseAsync),
        ["a field of an async function"] = Type(
            "static int y = 1; private static readonly int x = {|ASL2007:Load().GetAwaiter().GetResult()|}; static async Task<int> Load() { await Task.Delay(20); return y; } public static async Task Use() { Console.Write(x); }", UseAsync),

        ["a lambda that uses nothing of the type"] = Type("public static int X; static C() { X = {|ASL2011:Task.Run(() => 1).Result|}; }"),
        ["without a static constructor a method may be run"] = Type("public static int X = {|ASL2011:Task.Run(() => M()).Result|}; static int M() => 1;"),
        ["and a method group"] = Type("public static int X = {|ASL2011:Task.Run(M).Result|}; static int M() => 1;"),
        ["and a constructor"] = Type("public static C X = {|ASL2011:Task.Run(() => new C()).Result|};"),
        ["a constant"] = Type("const int K = 1; public static int X; static C() { X = {|ASL2011:Task.Run(() => K).Result|}; }"),
        ["an object of the type that exists"] = Type("int f = 1; public static int X; static C() { var c = new C(); X = {|ASL2011:Task.Run(() => c.f).Result|}; }"),
        ["a nested type"] = Type("static class N { public static int y = 1; } public static int X; static C() { X = {|ASL2011:Task.Run(() => N.y).Result|}; }"),
        ["a base type"] = Type("public static int X = {|ASL2011:Task.Run(() => D.y).Result|};", others: "class D { public static int y = 1; }"),
        ["a field that is read before the await"] = Type("static int y = 1; public static int X = {|ASL2011:Load().Result|}; static async Task<int> Load() { var z = y; await Task.Delay(20); return z; }"),
        ["a function that completes synchronously"] = Type("static int y = 1; public static int X = {|ASL2011:Load().Result|}; static async Task<int> Load() { await Task.CompletedTask; return y; }"),
        ["an async function that uses nothing of the type"] = Type("public static int X; static C() { X = {|ASL2011:Load().Result|}; } static async Task<int> Load() { await Task.Delay(20); return 1; }"),
        ["a wait with an end"] = Type("static int y = 1; public static int X; static C() { {|ASL2011:Task.Run(() => y).Wait(50)|}; X = 1; }"),
        ["a use that does not happen"] = Type("static int y = 1; public static int X; static C() { X = {|ASL2011:Task.Run(() => Environment.TickCount64 < 0 ? y : 1).Result|}; }"),
        ["a use behind a return"] = Type("static int y = 1; public static int X; static C() { X = {|ASL2011:Task.Run(() => { if (Environment.TickCount64 > 0) { return 1; } return M(); }).Result|}; } static int M() => y;"),
        ["a task that nobody waits for"] = Type("static int y = 1; public static int X; static C() { var a = Task.Run(() => y); X = {|ASL2011:Task.Run(() => 1).Result|}; }"),
        ["a Lazy that lets two threads in"] = Type(
            "static int calls; public static readonly Lazy<int> X = new(() => calls++ > 0 ? 1 : Task.Run(() => X.Value).Result, LazyThreadSafetyMode.PublicationOnly);", "_ = C.X.Value;"),
        ["a Lazy that reads a field"] = Type("static int y = 1; public static readonly Lazy<int> X = new(() => Task.Run(() => y).Result);", "_ = C.X.Value;"),
    };

    static readonly VerifyHang<ASL2007StaticInitDeadlock, ASL2007StaticInitDeadlockFix> s_runs = new(s_types, Setup.Default);

    static readonly HashSet<string> s_fixed = ["a field that its users can await", "a field of an async function"];

    public static TheoryData<string> Names { get; } = [.. s_types.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task What_is_reported_hangs_and_nothing_else(string name) => s_runs.Holds(name, isFixed: s_fixed.Contains(name));
}
