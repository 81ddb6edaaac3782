using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests;

/// <summary>Who awaits a task that ASL3008 reports waits for ever.</summary>
public sealed class UncompletedFateTests
{
    [Fact]
    public Task A_source_whose_handler_only_logs_is_never_completed() => VerifyFate.Ends<ASL3008UncompletedSource, ASL3008UncompletedSourceFix>(
        Program("Task.Run(() => { try { tcs.SetResult(int.Parse(text)); } {|ASL3008:catch|} (Exception e) { Console.WriteLine(e); } }); return tcs.Task;"), Fate.Unfinished);

    [Theory]
    [InlineData("if (text == \"x\") return {|ASL3008:tcs.Task|}; Task.Run(() => tcs.SetResult(1)); return tcs.Task;")]
    [InlineData("if (text != \"x\") { Task.Run(() => tcs.SetResult(1)); } return {|ASL3008:tcs.Task|};")]
    [InlineData("Task.Run(() => { if (text == \"x\") return; {|ASL3008:tcs.SetResult(1)|}; }); return tcs.Task;")]
    [InlineData("Task.Run(() => tcs.SetResult(1)); return {|ASL3008:field.Task|};")]
    public Task So_is_one_that_nobody_knows_or_whose_work_returns(string body) => VerifyFate.Ends<ASL3008UncompletedSource, ASL3008UncompletedSourceFix>(
        Program(body), Fate.Unfinished, repaired: Program("if (text == \"x\") return Task.FromResult(0); Task.Run(() => tcs.SetResult(1)); return tcs.Task;"));

    [Theory]
    [InlineData("Start(answer => { if (answer == 0) return; tcs.TrySetResult(1); }); return tcs.Task;")]
    [InlineData("if (text == \"x\") { Start(answer => tcs.TrySetResult(1)); } else { tcs.SetCanceled(); } return tcs.Task;")]
    public Task One_that_is_completed_in_the_end_is_not_reported(string body) => VerifyFate.Survives<ASL3008UncompletedSource, ASL3008UncompletedSourceFix>(Program(body));

    static string Program(string body) => $$"""
        #pragma warning disable CS4014
        static class Scenario
        {
            public static async Task Run() => await new Session().Load("x");
        }

        class Session
        {
            readonly TaskCompletionSource<int> field = new();

            void Start(Action<int> done)
            {
                done(0);
                done(1);
            }

            public Task<int> Load(string text)
            {
                var tcs = new TaskCompletionSource<int>();
                {{body}}
            }
        }
        """;
}
