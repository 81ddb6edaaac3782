using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

/// <summary>Functions that become async together with their callers, run before and after.</summary>
public class PropagationMeaningTests
{
    /// <summary>Functions that block on the task of <c>make</c>, and the async function that uses them.</summary>
    static string Code(string functions, string statements) => $$"""
        using static Seen;

        static class Scenario
        {
            static readonly (string Name, Func<Task<int>> Make)[] Kinds =
            [
                ("done", static () => Task.FromResult(1)),
                ("late", static async () => { await Task.Delay(5); return 2; }),
                ("fails", static () => Task.FromException<int>(new InvalidOperationException("a"))),
                ("fails late", static async () => { await Task.Delay(5); throw new IOException("b"); }),
                ("cancelled", static () => Task.FromCanceled<int>(new(true))),
            ];

            static Func<Task<int>> make = null!;

            public static async Task Run()
            {
                foreach (var (name, kind) in Kinds)
                {
                    Note("--- " + name);
                    make = kind;
                    try
                    {
                        await M();
                        Note("came to its end");
                    }
                    catch (Exception e)
                    {
                        // What leaves the function is no longer wrapped.
                        Note("threw " + Kind(e is AggregateException wrapped ? wrapped.Flatten().InnerException! : e));
                    }
                }
            }

            static int Next(int i) => Noted(i);

            {{functions}}

            static async Task M()
            {
                await Task.Yield();
                {{statements}}
            }
        }
        """;

    const string Load = "static int Load() => make().Result;";

    static Task Kept(string functions, string statements, string expected) =>
        VerifyMeaning.Kept<ASL2002SyncOverAsyncInSync, ASL2002SyncOverAsyncInSyncFix>(Code(functions, statements), expected);

    static Task WouldChange(string functions, string statements, string rewrittenFunctions, string rewrittenStatements) =>
        VerifyMeaning.WouldChange<ASL2002SyncOverAsyncInSync, ASL2002SyncOverAsyncInSyncFix>(
            Code(functions, statements), Code(rewrittenFunctions, rewrittenStatements));

    [Theory]
    [InlineData(Load + " static int Pay(int a, int b, int c) => a * 100 + b * 10 + c;", "Note(Pay(Next(1), Load(), Next(2)));", "Note(Pay(Next(1), await Load(), Next(2)));")]
    [InlineData(Load, "var a = new int[9]; a[Next(2)] = Load(); Note(string.Join(',', a));", "a[Next(2)] = await Load();")]
    [InlineData(Load, "var i = 1; Note(i++ + Load() * i++ - i);", "Note(i++ + await Load() * i++ - i);")]
    [InlineData(Load, "Note(Next(1) == 2 && Load() == 1); Note(Next(1) == 1 || Load() == 1);", "Note(Next(1) == 2 && await Load() == 1);")]
    [InlineData(Load, "int? x = null; x ??= Load(); Note(x); x ??= Load(); Note(x);", "x ??= await Load();")]
    [InlineData("static int Down(int i) => i == 0 ? make().Result : Next(Down(i - 1) + 1);", "Note(Down(2));", "Next(await Down(i - 1) + 1)")]
    public Task Everything_happens_in_the_same_order(string functions, string statements, string expected) => Kept(functions, statements, expected);

    [Theory]
    [InlineData("Note(Text().Length + Text()[0]); Note(Text()?.Length);", "Note((await Text()).Length + (await Text())[0]);")]
    [InlineData("Note((object)Text() as string ?? \"-\"); Note(!Text().Equals(\"1\"));", "Note((object)await Text() as string ?? \"-\");")]
    [InlineData("Note($\"{Text(),3}|{Text() + Text()}\");", "{await Text(),3}")]
    [InlineData("Note(Text() is \"1\" ? Text() + \"a\" : \"b\" + Text());", "Note(await Text() is \"1\" ? await Text() + \"a\" : \"b\" + await Text());")]
    [InlineData("Note(Text() switch { \"1\" => \"one\", var other => other });", "Note(await Text() switch {")]
    public Task The_await_binds_as_the_call_did(string statements, string expected) =>
        Kept("static string Text() => make().Result.ToString();", statements, expected);

    const string Scope = " sealed class Scope : IDisposable { public Scope() => Note(\"open\"); public void Dispose() => Note(\"close\"); }";

    [Theory]
    [InlineData("static int Twice() { using (new Scope()) { try { return Load() * 2; } finally { Note(\"finally\"); } } }", "Note(Twice());", "return await Load() * 2;")]
    [InlineData("static int Twice() { using var scope = new Scope(); var one = Load(); Note(\"between\"); return one * 2; }", "Note(Twice());", "var one = await Load();")]
    [InlineData("static int Twice() { try { return Load() * 2; } catch (Exception) { Note(\"failed\"); return 7; } finally { Note(\"finally\"); } }", "Note(Twice());", "try { return await Load() * 2; } catch (Exception) { Note(\"failed\"); return 7; }")]
    [InlineData("static int Twice() { var gate = new object(); lock (gate) { Note(\"locked\"); } return Load() * 2; }", "Note(Twice());", "return await Load() * 2;")]
    [InlineData("static int Sum() { var sum = 0; foreach (var i in Enumerable.Range(0, Load())) { sum += Load() + Next(i); } return sum; }", "Note(Sum());", "Enumerable.Range(0, await Load())")]
    [InlineData("static int Twice() { return Local() * 2; int Local() { Note(\"local\"); return Load(); } }", "Note(Twice());", "return await Local() * 2; async Task<int> Local()")]
    public Task Scopes_end_when_they_did(string function, string statements, string expected) => Kept(Load + Scope + function, statements, expected);

    [Theory]
    [InlineData("static int Load() => make().GetAwaiter().GetResult();", "try { Note(Load()); } catch (IOException e) { Note(e); } finally { Note(\"f\"); }", "try { Note(await Load()); } catch (IOException e)")]
    [InlineData(Load, "try { Note(Load()); } catch (Exception) { Note(\"failed\"); }", "try { Note(await Load()); } catch (Exception)")]
    [InlineData("static int Half(int i) { if (i < 0) { throw new ArgumentOutOfRangeException(nameof(i)); } return make().Result / i; }",
        "try { Note(Half(-1)); } catch (ArgumentOutOfRangeException e) { Note(e.ParamName); } Note(Half(2));", "Note(await Half(-1));")]
    [InlineData("static int Half(int i) { ArgumentOutOfRangeException.ThrowIfNegative(i); return make().Result / i; } static int Quarter(int i) { Note(\"q\"); return Half(i) / 2; }",
        "try { Note(Quarter(-1)); } catch (ArgumentOutOfRangeException e) { Note(e.ParamName); } Note(Quarter(2));", "return await Half(i) / 2;")]
    [InlineData("interface IStore { int Get(int i); } class Remote : IStore { public int Get(int i) => make().Result; } class Local : IStore { public int Get(int i) { if (i < 0) { throw new ArgumentException(\"i\"); } return i; } }",
        "IStore s = new Local(); try { Note(s.Get(-1)); } catch (ArgumentException e) { Note(e.Message); } Note(s.Get(3)); s = new Remote(); Note(s.Get(1));", "throw new ArgumentException(\"i\"); } return Task.FromResult(i);")]
    public Task Callers_get_the_exceptions_that_they_got(string functions, string statements, string expected) => Kept(functions, statements, expected);

    [Theory]
    [InlineData(Load, "Note(await Task.Run(() => Load() + 1)); Note(await Task.Run(Load));", "await Task.Run(async () => await Load() + 1)")]
    [InlineData("class Shop { public void Save() { make().Wait(); Note(\"saved\"); } }", "Shop? none = null, some = new(); none?.Save(); some?.Save();", "await (none?.Save() ?? Task.CompletedTask);")]
    [InlineData("static IEnumerable<int> All() { Note(\"start\"); try { for (var i = 0; i < 3; i++) { yield return make().Result + i; } } finally { Note(\"end\"); } }",
        "foreach (var i in All()) { Note(i); if (i > 1) { break; } }", "await foreach (var i in All())")]
    [InlineData("static void Fill(int[] to) { to[0] = make().Result; } static bool TryGet(out int i) { i = Next(4); return true; }",
        "var a = new int[1]; Fill(a); if (TryGet(out var got)) { Note(got + a[0]); }", "static bool TryGet(out int i) { i = Next(4); return true; }")]
    public Task What_follows_does_what_it_did(string functions, string statements, string expected) => Kept(functions, statements, expected);

    const string Loads = "static async Task<int> Load() => await make();";

    // Each of these looks as if the callers could follow.
    [Theory]
    [InlineData(Load, "try { Note(Load()); } catch (AggregateException e) { Note(\"wrapped\"); Note(e.InnerException); }",
        Loads, "try { Note(await Load()); } catch (AggregateException e) { Note(\"wrapped\"); Note(e.InnerException); }")]
    [InlineData(Load + " static int Twice() => 2 * Load();", "try { Note(Twice()); } catch (Exception e) when (e is AggregateException) { Note(\"wrapped\"); }",
        Loads + " static async Task<int> Twice() => 2 * await Load();", "try { Note(await Twice()); } catch (Exception e) when (e is AggregateException) { Note(\"wrapped\"); }")]
    [InlineData(Load + " static int Twice() { try { return 2 * Load(); } catch (Exception e) { Note(e.InnerException?.Message ?? \"none\"); return 0; } }", "Note(Twice());",
        Loads + " static async Task<int> Twice() { try { return 2 * await Load(); } catch (Exception e) { Note(e.InnerException?.Message ?? \"none\"); return 0; } }", "Note(await Twice());")]
    [InlineData(Load + Expect, "await Expect<AggregateException>(() => { Note(Load()); return Task.CompletedTask; });", Loads + Expect, "await Expect<AggregateException>(async () => { Note(await Load()); });")]
    [InlineData("struct Counter { public int N; public void Add() { make().Wait(); N++; } }", "var c = new Counter(); c.Add(); Note(c.N);",
        "struct Counter { public int N; public async Task Add() { await make(); N++; } }", "var c = new Counter(); await c.Add(); Note(c.N);")]
    [InlineData("static int sum; static int Slow() { Task.Delay(5).Wait(); return 1; }", "sum = 0; await Task.WhenAll(Add(), Add()); Note(sum); async Task Add() { sum += Slow(); }",
        "static int sum; static async Task<int> Slow() { await Task.Delay(5); return 1; }", "sum = 0; await Task.WhenAll(Add(), Add()); Note(sum); async Task Add() { sum += await Slow(); }")]
    [InlineData(Bag + "public void Add(int i) { make().Wait(); items.Add(i); } }", "var bag = new Bag { 1 }; Note(\"made\"); bag.Add(2);",
        Bag + "public async Task Add(int i) { await make(); items.Add(i); } }", "var bag = new Bag { 1 }; Note(\"made\"); await bag.Add(2);")]
    public Task What_would_become_something_else_stays(string functions, string statements, string rewrittenFunctions, string rewrittenStatements) =>
        WouldChange(functions, statements, rewrittenFunctions, rewrittenStatements);

    const string Expect = " static async Task Expect<T>(Func<Task> run) where T : Exception { try { await run(); Note(\"none\"); } catch (T) { Note(\"expected\"); } }";

    const string Bag = "class Bag : IEnumerable<int> { readonly List<int> items = []; public IEnumerator<int> GetEnumerator() => items.GetEnumerator();"
        + " System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => items.GetEnumerator(); ";
}
