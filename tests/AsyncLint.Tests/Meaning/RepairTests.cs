using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

/// <summary>Code with a defect, run before and after the fix of the rule that reports it.</summary>
public class RepairTests
{
    static string Code(string body, string members = "") => $$"""
        using static Seen;

        static class Scenario
        {
            public static async Task Run()
            {
                try
                {
                    await M();
                    Note("end");
                }
                catch (Exception e)
                {
                    Note(e.GetType().Name);
                }
            }

            static async Task Save(int i) { await Task.Delay(1); Note(i); }
            static async Task<int> Fail(int i) { await Task.Delay(1); throw new IOException(); }
            static int Check(int i) { Note(i); return i > 1 ? throw new FormatException() : i; }
            static async Task M() { await Task.Yield(); {{body}} }
            {{members}}
        }
        """;

    static Task FanOut(string body, string[] before, string[] after) => VerifyMeaning.Repaired<ASL1003UnawaitedFanOut, ASL1003UnawaitedFanOutFix>(Code(body), before, after);

    static Task NullTask(string body, string members, string[] before, string[] after) =>
        VerifyMeaning.Repaired<ASL1008NullTask, ASL1008NullTaskFix>(Code(body, "static string none; " + members), before, after);

    [Fact]
    public Task What_nobody_enumerates_runs() => FanOut("new[] { 7 }.Select(async i => await Save(i));", ["end"], ["7", "end"]);

    [Fact]
    public Task A_query_in_a_variable_runs() => FanOut("var saved = from i in new[] { 7 } where i > 1 select Save(i); var other = new[] { 8 }.Select(Save);", ["end"], ["8", "end"]);

    [Fact]
    public Task What_was_started_is_awaited() => FanOut("new[] { 7 }.Select(Fail).ToList();", ["end"], ["IOException"]);

    [Fact]
    public Task Exceptions_are_seen() => FanOut("var all = new[] { 7 }.Select(Fail).ToArray(); Note(all.Length);", ["1", "end"], ["1", "IOException"]);

    [Fact]
    public Task A_query_without_tasks_runs_in_order() => FanOut("new[] { 0, 1, 2, 3 }.Select(i => Check(i));", ["end"], ["0", "1", "2", "FormatException"]);

    [Theory]
    [InlineData("await N();", "static Task N() => null;")]
    [InlineData("await N();", "static Task N() { return none?.Length > 1 ? Save(1) : default; }")]
    [InlineData("await N();", "static Task N() => none?.Let();  static Task Let(this string s) => Save(1);")]
    [InlineData("await none?.Let();", "static Task Let(this string s) => Save(1);")]
    [InlineData("Func<Task> run = null; await run?.Invoke();", "")]
    public Task Nothing_to_do_ends_well(string body, string members) => NullTask(body, members, ["NullReferenceException"], ["end"]);

    [Theory]
    [InlineData("Note(await N());", "static Task<int> N() => null;", "0")]
    [InlineData("Note(await N());", "static Task<string> N() => default;", "null")]
    [InlineData("Note(await none?.Let());", "static Task<int> Let(this string s) => Task.FromResult(1);", "0")]
    [InlineData("Note(await (none?.Let()).ConfigureAwait(false));", "static Task<string> Let(this string s) => Task.FromResult(s);", "null")]
    public Task No_result_is_the_default(string body, string members, string seen) => NullTask(body, members, ["NullReferenceException"], [seen, "end"]);

    [Fact]
    public Task What_is_there_is_awaited_as_before() => NullTask(
        "var some = \"s\"; for (var i = 0; i < 2; i++) { await some?.Let(); some = i > 0 ? null : some; }", "static Task Let(this string s) => Save(1);", ["1", "1", "end"], ["1", "1", "end"]);

    [Theory]
    [InlineData("Task.Run(() => { try { Check(2); tcs.SetResult(1); } catch (Exception e) { Note(e); } });")]
    [InlineData("Task.Run(() => { try { tcs.SetResult(Check(2)); } catch { Note(\"FormatException: One of the identified items was in an invalid format.\"); } });")]
    [InlineData("try { tcs.SetResult(Check(2)); } catch (FormatException e) { Note(e); }")]
    public Task Whoever_awaits_a_source_gets_the_exception_that_was_swallowed(string completes) => VerifyMeaning.Repaired<ASL3008UncompletedSource, ASL3008UncompletedSourceFix>(
        Code(
            "var asked = Ask(); Note(await Task.WhenAny(asked, Task.Delay(200)) == asked ? asked.Exception.InnerException.GetType().Name : \"pending\");",
            "static Task<int> Ask() { var tcs = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously); " + completes + " return tcs.Task; }"),
        ["2", "FormatException: One of the identified items was in an invalid format.", "pending", "end"],
        ["2", "FormatException: One of the identified items was in an invalid format.", "FormatException", "end"]);
}
