using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.UnobservedExceptions;

public sealed class ASL3008UncompletedSourceTests
{
    const string Never = "'tcs' is never completed once an exception has come here: whoever awaits its task waits for ever";

    [Theory]
    [InlineData("Start(text => { try { tcs.SetResult(int.Parse(text)); } {|ASL3008:catch|} (Exception e) { Console.WriteLine(e); } }); return tcs.Task;")]
    [InlineData("Start(text => { try { var n = int.Parse(text); tcs.SetResult(n); } {|ASL3008:catch|} { } }); return tcs.Task;")]
    [InlineData("Start(text => { try { Check(text); tcs.SetResult(1); } {|ASL3008:catch|} (IOException e) { Console.WriteLine(e); return; } }); return tcs.Task;")]
    [InlineData("Start(delegate (string text) { try { Check(text); tcs.SetResult(1); } {|ASL3008:catch|} (Exception) { text = null; } finally { text = null; } }); return tcs.Task;")]
    [InlineData("Task.Run(() => { try { tcs.TrySetResult(Read()); } {|ASL3008:catch|} (Exception e) { Console.WriteLine(e); } }); return tcs.Task;")]
    [InlineData("Task.Run(async () => { try { await Task.Yield(); if (Read() > 0) tcs.SetResult(1); else tcs.SetResult(2); } {|ASL3008:catch|} (Exception e) { Console.WriteLine(e); } }); return tcs.Task;")]
    [InlineData("new Thread(() => { try { tcs.SetResult(Read()); } {|ASL3008:catch|} (Exception e) { Console.WriteLine(e); } }).Start(); return tcs.Task;")]
    [InlineData("new Thread(() => { try { tcs.SetResult(Read()); } {|ASL3008:catch|} (Exception e) { Console.WriteLine(e); } }).Start(); tcs.Task.Wait(); return Task.FromResult(tcs.Task.Result);")]
    [InlineData("Start(text => { try { tcs.SetResult(int.Parse(text)); } catch (FormatException e) { tcs.SetException(e); } {|ASL3008:catch|} (Exception e) { Console.WriteLine(e); } }); return tcs.Task;")]
    [InlineData("Start(Run); return tcs.Task; void Run(string text) { try { tcs.SetResult(int.Parse(text)); } {|ASL3008:catch|} (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("try { tcs.SetResult(Read()); } {|ASL3008:catch|} (Exception e) { Console.WriteLine(e); } return tcs.Task;")]
    [InlineData("try { tcs.SetResult(Read()); } {|ASL3008:catch|} (Exception e) { Console.WriteLine(e); return tcs.Task; } return tcs.Task;")]
    public Task Reports_a_handler_that_leaves_the_source_pending(string body) => Verify.Message<ASL3008UncompletedSource>(Class(body), Never);

    [Theory]
    [InlineData("Start(text => { try { tcs.SetResult(int.Parse(text)); } catch (Exception e) { tcs.SetException(e); } }); return tcs.Task;", "completed")]
    [InlineData("Start(text => { try { tcs.SetResult(int.Parse(text)); } catch (Exception e) { Console.WriteLine(e); tcs.TrySetCanceled(); } }); return tcs.Task;", "completed")]
    [InlineData("Start(text => { try { tcs.SetResult(int.Parse(text)); } catch (Exception e) { Fail(tcs, e); } }); return tcs.Task;", "passed on")]
    [InlineData("Start(text => { try { tcs.SetResult(int.Parse(text)); } catch (Exception) { throw; } }); return tcs.Task;", "thrown on")]
    [InlineData("Start(text => { try { Check(text); tcs.SetResult(1); } catch (Exception e) { Console.WriteLine(e); } finally { tcs.TrySetResult(0); } }); return tcs.Task;", "completed at last")]
    [InlineData("Start(text => { try { Check(text); tcs.SetResult(1); } catch (Exception e) { Console.WriteLine(e); } tcs.TrySetResult(0); }); return tcs.Task;", "completed behind it")]
    [InlineData("Start(text => { try { tcs.SetResult(int.Parse(text)); } catch (Exception e) { Console.WriteLine(e); } }); token.Register(() => tcs.TrySetCanceled()); return tcs.Task;", "cancelled elsewhere")]
    [InlineData("Start(text => { try { tcs.SetResult(int.Parse(text)); } catch (Exception e) { Console.WriteLine(e); } }); Failed += tcs.SetException; return tcs.Task;", "failed elsewhere")]
    [InlineData("Start(text => { try { tcs.SetResult(int.Parse(text)); } catch (Exception e) { Console.WriteLine(e); } }); Keep(tcs); return tcs.Task;", "passed on")]
    [InlineData("Start(text => { try { tcs.SetResult(int.Parse(text)); } catch (Exception e) { Console.WriteLine(e); } }); kept = tcs; return tcs.Task;", "stored")]
    [InlineData("Start(text => { try { tcs.SetResult(int.Parse(text)); } catch (Exception e) { Console.WriteLine(e); } }); return tcs.Task.WaitAsync(TimeSpan.FromSeconds(1));", "a time-out")]
    [InlineData("Start(text => { try { tcs.SetResult(int.Parse(text)); } catch (Exception e) { Console.WriteLine(e); } }); Task.WhenAny(tcs.Task, Task.Delay(1)).Wait(); return null;", "a time-out")]
    [InlineData("Start(text => { try { tcs.SetResult(int.Parse(text)); } catch (Exception e) { Console.WriteLine(e); } }); return null;", "nobody waits")]
    [InlineData("Start(text => { try { if (text != null) tcs.TrySetResult(int.Parse(text)); } catch (Exception e) { Console.WriteLine(e); } }); return tcs.Task;", "may be called again")]
    [InlineData("Failed += e => { try { tcs.TrySetResult(e.Message.Trim().Length); } catch (Exception) { } }; return tcs.Task;", "an event that may come again")]
    [InlineData("new Timer(_ => { try { tcs.TrySetResult(Read()); } catch (Exception) { } }); return tcs.Task;", "the timer comes again")]
    [InlineData("Task.Run(() => { while (true) { try { tcs.SetResult(Read()); return; } catch (IOException) { } } }); return tcs.Task;", "tried again")]
    [InlineData("Task.Run(() => { again: try { tcs.SetResult(Read()); } catch (IOException) { goto again; } }); return tcs.Task;", "tried again")]
    [InlineData("Start(text => { try { tcs.SetResult(1); } catch (Exception e) { Console.WriteLine(e); } }); return tcs.Task;", "nothing before it throws")]
    [InlineData("Start(text => { try { tcs.SetResult(1); Check(text); } catch (Exception e) { Console.WriteLine(e); } }); return tcs.Task;", "completed before")]
    [InlineData("Start(text => { try { tcs.SetResult(int.Parse(text)); } catch (InvalidOperationException) { } }); return tcs.Task;", "for a source that is complete")]
    [InlineData("Start(text => { try { tcs.SetResult(int.Parse(text)); } catch (OperationCanceledException) { } }); return tcs.Task;", "a shutdown")]
    [InlineData("try { tcs.SetResult(Read()); } catch (Exception e) { Console.WriteLine(e); return Task.FromResult(0); } return tcs.Task;", "another task")]
    [InlineData("tcs = kept; Start(text => { try { tcs.SetResult(int.Parse(text)); } catch (Exception e) { Console.WriteLine(e); } }); return tcs.Task;", "known elsewhere")]
    [InlineData("Start(text => { try { kept.SetResult(int.Parse(text)); } catch (Exception e) { Console.WriteLine(e); } }); return kept.Task;", "a field")]
    public Task Silent_where_the_source_may_be_completed_or_nobody_waits(string body, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3008UncompletedSource>(Class(body));
    }

    [Theory]
    [InlineData("Start(text => { if (text == null) { tcs.SetException(new IOException()); } {|ASL3008:tcs.SetResult(1)|}; }); return tcs.Task;")]
    [InlineData("Start(text => { if (text == null) tcs.TrySetException(new IOException()); {|ASL3008:tcs.SetResult(1)|}; }); return tcs.Task;")]
    [InlineData("Start(text => { tcs.SetException(new IOException()); if (text == null) { {|ASL3008:tcs.SetResult(1)|}; } }); return tcs.Task;")]
    [InlineData("try { Read(); } catch (Exception e) { tcs.SetException(e); } {|ASL3008:tcs.SetResult(1)|}; return tcs.Task;")]
    [InlineData("tcs.SetCanceled(); Check(null); {|ASL3008:tcs.SetResult(1)|}; return tcs.Task;")]
    public Task Reports_a_source_that_one_path_completes_twice(string body) => Verify.Reports<ASL3008UncompletedSource>(Class(body));

    [Fact]
    public Task Names_both_completions() => Verify.Message<ASL3008UncompletedSource>(
        Class("if (Read() == 0) { tcs.SetException(new IOException()); } {|ASL3008:tcs.SetResult(1)|}; return tcs.Task;"),
        "'tcs' is complete already where 'SetException' was called before: 'SetResult' then throws an InvalidOperationException");

    [Theory]
    [InlineData("Start(text => { if (text == null) { tcs.SetException(new IOException()); return; } tcs.SetResult(1); }); return tcs.Task;", "returns")]
    [InlineData("Start(text => { if (text == null) { tcs.SetException(new IOException()); } else { tcs.SetResult(1); } }); return tcs.Task;", "the other branch")]
    [InlineData("Start(text => { if (text == null) { tcs.SetException(new IOException()); } tcs.TrySetResult(1); }); return tcs.Task;", "only tries")]
    [InlineData("Start(text => { if (text == null) { tcs.SetException(new IOException()); } if (text != null) { tcs.SetResult(1); } }); return tcs.Task;", "excluded by the condition")]
    [InlineData("Start(text => { if (text == null) { tcs.SetException(new IOException()); } if (text == null) return; tcs.SetResult(1); }); return tcs.Task;", "left before")]
    [InlineData("Start(text => { if (text == null) { tcs.SetException(new IOException()); tcs = new(); } tcs.SetResult(1); }); return tcs.Task;", "a new one")]
    [InlineData("tcs.SetResult(1); tcs = new(); tcs.SetResult(2); return tcs.Task;", "a new one")]
    [InlineData("Start(text => tcs.SetException(new IOException())); tcs.SetResult(1); return tcs.Task;", "another function")]
    [InlineData("switch (Read()) { case 0: tcs.SetResult(0); break; default: tcs.SetResult(1); break; } return tcs.Task;", "one section runs")]
    [InlineData("try { Read(); } catch (Exception e) { tcs.SetException(e); throw; } tcs.SetResult(1); return tcs.Task;", "thrown on")]
    [InlineData("var other = new TaskCompletionSource<int>(); other.SetResult(1); tcs.SetResult(1); return tcs.Task;", "another source")]
    [InlineData("try { tcs.SetResult(Read()); } catch (Exception e) { tcs.SetException(e); } return tcs.Task;", "one of them")]
    public Task Silent_where_one_path_completes_it_once(string body, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3008UncompletedSource>(Class(body));
    }

    [Theory]
    [InlineData("if (Read() == 0) return {|ASL3008:tcs.Task|}; Start(text => tcs.SetResult(1)); return tcs.Task;")]
    [InlineData("if (Read() == 0) { Start(text => tcs.SetResult(1)); } return {|ASL3008:tcs.Task|};")]
    [InlineData("var n = Read(); if (n == 0) { Keep(tcs); } else if (n == 1) { tcs.SetResult(1); } return {|ASL3008:tcs.Task|};")]
    [InlineData("switch (Read()) { case 0: return {|ASL3008:tcs.Task|}; default: Failed += tcs.SetException; break; } return tcs.Task;")]
    [InlineData("if (Read() == 0) { {|ASL3008:tcs.Task|}.Wait(); } tcs.SetResult(1); return tcs.Task;")]
    [InlineData("if (Read() == 0) { return Task.FromResult({|ASL3008:tcs.Task|}.Result); } tcs.SetResult(1); return tcs.Task;")]
    public Task Reports_a_wait_to_which_a_path_leads_without_the_source_being_known_to_anybody(string body) => Verify.Message<ASL3008UncompletedSource>(
        Class(body), "'tcs' is known to nobody yet who could complete it, on one of the ways to this place: whoever awaits its task waits for ever");

    [Theory]
    [InlineData("Start(text => tcs.SetResult(1)); return tcs.Task;", "completed later")]
    [InlineData("if (Read() == 0) return Task.FromResult(1); Start(text => tcs.SetResult(1)); return tcs.Task;", "another task")]
    [InlineData("var wait = Read() == 0; if (wait) { Keep(tcs); } if (wait) { return tcs.Task; } return null;", "the same condition")]
    [InlineData("if (Read() == 0) { Keep(tcs); } else { tcs.SetCanceled(); } return tcs.Task;", "both branches")]
    [InlineData("foreach (var text in new[] { \"a\" }) { Start(_ => tcs.TrySetResult(1)); } return tcs.Task;", "a loop that runs")]
    [InlineData("return tcs.Task;", "never, on purpose")]
    [InlineData("tcs = kept; if (Read() == 0) return tcs.Task; Keep(tcs); return tcs.Task;", "known elsewhere")]
    [InlineData("if (Read() == 0) Set(); else Set(); return tcs.Task; void Set() => tcs.SetResult(1);", "a local function")]
    [InlineData("if (Read() == 0) throw new IOException(); Keep(tcs); return tcs.Task;", "thrown")]
    [InlineData("try { Keep(tcs); } catch (IOException) { return tcs.Task; } return tcs.Task;", "what an exception leaves open")]
    [InlineData("var other = tcs; if (Read() == 0) return tcs.Task; other.SetResult(1); return tcs.Task;", "under another name")]
    [InlineData("if (Read() == 0) return tcs.Task.WaitAsync(TimeSpan.FromSeconds(1)); Keep(tcs); return tcs.Task;", "a time-out")]
    [InlineData("if (Read() == 0) { Task.WhenAny(tcs.Task, Task.Delay(1)).Wait(); } Keep(tcs); return tcs.Task;", "another task beside it")]
    [InlineData("token.Register(() => tcs.TrySetCanceled()); if (Read() == 0) return tcs.Task; Keep(tcs); return tcs.Task;", "cancelled")]
    public Task Silent_where_somebody_may_complete_it_on_every_path(string body, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3008UncompletedSource>(Class(body));
    }

    [Theory]
    [InlineData("Task.Run(() => { if (Read() == 0) return; {|ASL3008:tcs.SetResult(1)|}; }); return tcs.Task;")]
    [InlineData("Task.Run(() => { if (token.IsCancellationRequested) { return; } {|ASL3008:tcs.TrySetResult(1)|}; }); return tcs.Task;")]
    [InlineData("Task.Run(async () => { var n = await Task.FromResult(Read()); if (n == 0) return; if (n == 1) {|ASL3008:tcs.SetResult(1)|}; else tcs.SetResult(2); }); return tcs.Task;")]
    [InlineData("new Thread(() => { try { if (Read() == 0) return; {|ASL3008:tcs.SetResult(1)|}; } catch (Exception e) { tcs.SetException(e); } }).Start(); return tcs.Task;")]
    public Task Reports_work_that_returns_without_completing_it(string body) => Verify.Message<ASL3008UncompletedSource>(
        Class(body), "'tcs' is not completed where the lambda returns without coming to this call: whoever awaits its task waits for ever");

    [Theory]
    [InlineData("Task.Run(() => { if (Read() == 0) { tcs.SetCanceled(); return; } tcs.SetResult(1); }); return tcs.Task;", "completed before")]
    [InlineData("Task.Run(() => { try { if (Read() == 0) return; tcs.SetResult(1); } finally { tcs.TrySetResult(0); } }); return tcs.Task;", "completed at last")]
    [InlineData("Start(text => { if (text == null) return; tcs.SetResult(1); }); return tcs.Task;", "may be called again")]
    [InlineData("Failed += e => { if (e == null) return; tcs.TrySetResult(1); }; return tcs.Task;", "may be raised again")]
    [InlineData("new Timer(_ => { if (Read() == 0) return; tcs.TrySetResult(1); }); return tcs.Task;", "the timer comes again")]
    [InlineData("Task.Run(() => { if (Read() == 0) return; tcs.SetResult(1); }); token.Register(() => tcs.TrySetCanceled()); return tcs.Task;", "cancelled elsewhere")]
    [InlineData("Task.Run(() => { if (Read() == 0) return; tcs.SetResult(1); }); return tcs.Task.WaitAsync(TimeSpan.FromSeconds(1));", "a time-out")]
    [InlineData("Task.Run(() => { if (Read() == 0) return; tcs.SetResult(1); }); return null;", "nobody waits")]
    [InlineData("Task.Run(() => { if (Read() == 0) { Keep(tcs); return; } tcs.SetResult(1); }); return tcs.Task;", "passed on")]
    [InlineData("Task.Run(() => { Parallel.Invoke(() => { return; }); tcs.SetResult(1); }); return tcs.Task;", "of another lambda")]
    public Task Silent_where_work_that_returns_is_not_the_last_word(string body, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3008UncompletedSource>(Class(body));
    }

    [Theory]
    [InlineData("readonly TaskCompletionSource done = new(); public Task Completion => {|ASL3008:done.Task|};")]
    [InlineData("TaskCompletionSource done = new(); public async Task M() { await {|ASL3008:this.done.Task|}.ConfigureAwait(false); }")]
    [InlineData("TaskCompletionSource done; public Task M() { if (done == null) { done = new TaskCompletionSource(); } return {|ASL3008:done.Task|}; }")]
    public Task Reports_a_field_that_nothing_completes(string members) => Verify.Message<ASL3008UncompletedSource>(
        $"class C {{ {members} }}", "'done' is completed nowhere in 'C': whoever awaits its task waits for ever");

    [Fact]
    public Task Reports_a_field_in_a_type_of_several_files() => Verify.Reports<ASL3008UncompletedSource>(
        "partial class C { public Task Completion => {|ASL3008:done.Task|}; }",
        new() { Files = { ["Other.cs"] = "partial class C { readonly TaskCompletionSource done = new(); bool Has => done is not null; }" } });

    [Theory]
    [InlineData("readonly TaskCompletionSource done = new(); public Task Completion => done.Task; public void Stop() => done.TrySetResult();", "completed")]
    [InlineData("readonly TaskCompletionSource done = new(); public Task Completion => done.Task; public Action Stop => done.SetResult;", "a method group")]
    [InlineData("readonly TaskCompletionSource done = new(); public Task Completion => done.Task; public void M(List<TaskCompletionSource> all) => all.Add(done);", "passed on")]
    [InlineData("readonly TaskCompletionSource done; public C(TaskCompletionSource given) { done = given; } public Task Completion => done.Task;", "given")]
    [InlineData("internal readonly TaskCompletionSource done = new(); public Task Completion => done.Task;", "not private")]
    [InlineData("static readonly TaskCompletionSource never = new(); public Task Never => never.Task;", "static: never, on purpose")]
    [InlineData("readonly TaskCompletionSource done = new(); public Task M() => Task.WhenAny(done.Task, Task.Delay(1));", "another task beside it")]
    [InlineData("readonly TaskCompletionSource done = new(); class Inner { public void M(C c) => c.done.SetResult(); } public Task Completion => done.Task;", "completed by a nested type")]
    [InlineData("[System.Runtime.Serialization.DataMember] readonly TaskCompletionSource done = new(); public Task Completion => done.Task;", "an attribute")]
    [InlineData("TaskCompletionSource done = new(); public Task Completion => done.Task; public void M() { Interlocked.Exchange(ref done, new()).SetResult(); }", "exchanged")]
    public Task Silent_about_a_field_that_may_be_completed(string members, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3008UncompletedSource>($"class C {{ {members} }}");
    }

    [Fact]
    public Task Silent_about_a_field_that_another_file_of_the_type_completes() => Verify.Silent<ASL3008UncompletedSource>(
        "partial class C { readonly TaskCompletionSource done = new(); public Task Completion => done.Task; }",
        new() { Files = { ["Other.cs"] = "partial class C { void Stop() => done.SetResult(); }" } });

    [Theory]
    [InlineData("token.Register(() => tcs.TrySetCanceled()); Start(text => {|ASL3008:tcs.SetResult(1)|}); return tcs.Task;", "TrySetCanceled", "SetResult")]
    [InlineData("token.Register(() => { tcs.TrySetCanceled(); }); Start(text => { Check(text); {|ASL3008:tcs.SetResult(1)|}; }); return tcs.Task;", "TrySetCanceled", "SetResult")]
    [InlineData("using var registration = token.Register(() => tcs.TrySetCanceled(token)); Start(text => { if (text == null) {|ASL3008:tcs.SetException(new IOException())|}; else tcs.TrySetResult(1); }); return tcs.Task;", "TrySetCanceled", "SetException")]
    [InlineData("token.Register(() => tcs.TrySetCanceled()); Failed += e => {|ASL3008:tcs.SetException(e)|}; return tcs.Task;", "TrySetCanceled", "SetException")]
    [InlineData("token.Register(() => tcs.TrySetCanceled()); Failed += Fail; return tcs.Task; void Fail(Exception e) { if (e.HResult == 0) { Failed -= Fail; {|ASL3008:tcs.SetException(e)|}; } }", "TrySetCanceled", "SetException")]
    [InlineData("token.Register(() => {|ASL3008:tcs.SetCanceled()|}); Failed += e => tcs.TrySetException(e); return tcs.Task;", "TrySetException", "SetCanceled")]
    [InlineData("Task.Delay(9).ContinueWith(_ => tcs.TrySetException(new TimeoutException())); Start(text => {|ASL3008:tcs.SetResult(1)|}); return tcs.Task;", "TrySetException", "SetResult")]
    public Task Reports_callbacks_of_which_the_second_throws(string body, string first, string second) => Verify.Message<ASL3008UncompletedSource>(
        Class(body), $"'tcs' may be complete already, by '{first}' in another callback: '{second}' then throws an InvalidOperationException, which 'Try{second}' does not");

    [Theory]
    [InlineData("token.Register(() => tcs.TrySetCanceled()); Start(text => tcs.TrySetResult(1)); return tcs.Task;", "only tries")]
    [InlineData("using var registration = token.Register(() => tcs.SetCanceled()); Start(text => tcs.TrySetResult(1)); return tcs.Task;", "a registration that is disposed of")]
    [InlineData("Start(text => tcs.SetResult(1)); Start(text => tcs.SetException(new IOException())); return tcs.Task;", "one of the callbacks of an operation comes")]
    [InlineData("token.Register(() => { kept = null; tcs.TrySetCanceled(); }); Start(text => tcs.SetResult(1)); return tcs.Task;", "it may call the other off")]
    [InlineData("token.Register(() => tcs.TrySetCanceled()); Start(text => { if (!tcs.Task.IsCompleted) tcs.SetResult(1); }); return tcs.Task;", "asked before")]
    [InlineData("token.Register(() => tcs.TrySetCanceled()); Start(text => { if (!token.IsCancellationRequested) tcs.SetResult(1); }); return tcs.Task;", "asked before")]
    [InlineData("token.Register(() => tcs.TrySetCanceled()); Start(text => { try { tcs.SetResult(1); } catch (InvalidOperationException) { } }); return tcs.Task;", "caught")]
    [InlineData("token.Register(() => tcs.TrySetCanceled()); Start(text => { lock (this) { tcs.SetResult(1); } }); return tcs.Task;", "a lock")]
    [InlineData("var done = false; token.Register(() => tcs.TrySetCanceled()); Start(text => { if (!done) tcs.SetResult(1); }); return tcs.Task;", "a flag")]
    [InlineData("token.Register(() => tcs.TrySetCanceled()); Start(text => { if (Read() == 0) return; tcs.SetResult(1); }); return tcs.Task;", "asks its object")]
    [InlineData("token.Register(() => tcs.TrySetCanceled()); StartWith(text => tcs.SetResult(1), token); return tcs.Task;", "calls back no more")]
    [InlineData("token.Register(() => tcs.TrySetCanceled()); Failed += Fail; try { return tcs.Task; } finally { Failed -= Fail; } void Fail(Exception e) => tcs.SetException(e);", "unsubscribed")]
    [InlineData("token.Register(() => tcs.TrySetCanceled()); Action<string> done = text => tcs.SetResult(1); Start(done); return tcs.Task;", "kept in a variable")]
    [InlineData("token.Register(() => tcs.TrySetCanceled()); Set(); return tcs.Task; void Set() => tcs.SetResult(1);", "called")]
    [InlineData("token.Register(() => tcs.TrySetCanceled()); tcs.SetResult(1); return tcs.Task;", "in the function itself")]
    [InlineData("Task.Delay(9, token).ContinueWith(_ => tcs.TrySetException(new TimeoutException())); Start(text => tcs.SetResult(1)); return tcs.Task;", "the time-out may be called off")]
    [InlineData("var other = new TaskCompletionSource<int>(); token.Register(() => other.TrySetCanceled()); Start(text => tcs.SetResult(1)); other.SetResult(1); return tcs.Task;", "another source")]
    [InlineData("Start(text => { var tcs = new TaskCompletionSource<int>(); token.Register(() => tcs.TrySetCanceled()); tcs.SetResult(1); }); return tcs.Task;", "made there")]
    public Task Silent_where_the_second_callback_does_not_come_or_is_excluded(string body, string because)
    {
        Assert.NotEmpty(because);
        return Verify.Silent<ASL3008UncompletedSource>(Class(body));
    }

    [Fact]
    public Task The_fix_only_tries_to_complete_it() => VerifyFix.Of<ASL3008UncompletedSource, ASL3008UncompletedSourceFix>(
        Class("token.Register(() => {|ASL3008:tcs.SetCanceled(token)|}); Start(text => { Check(text); {|ASL3008:tcs.SetResult(1)|}; }); return tcs.Task;"),
        Class("token.Register(() => tcs.TrySetCanceled(token)); Start(text => { Check(text); tcs.TrySetResult(1); }); return tcs.Task;"));

    [Fact]
    public Task Silent_in_tests() => Verify.Silent<ASL3008UncompletedSource>(
        "namespace Xunit { public class FactAttribute : Attribute { } }\n" + Class("try { tcs.SetResult(Read()); } catch (Exception e) { Console.WriteLine(e); } return tcs.Task;"));

    [Fact]
    public Task Silent_in_broken_code() => Verify.Silent<ASL3008UncompletedSource>(
        Class("try { tcs.SetResult(Missing(); } catch (Exception e) { } tcs.SetResult(; return tcs.Task;"), new() { AllowErrors = true });

    [Fact]
    public Task Reports_in_a_property_and_in_an_initializer() => Verify.Reports<ASL3008UncompletedSource>("""
        class C
        {
            Task P
            {
                get
                {
                    var tcs = new TaskCompletionSource();
                    try
                    {
                        Console.ReadLine();
                        tcs.SetResult();
                    }
                    {|ASL3008:catch|} (IOException)
                    {
                    }

                    return tcs.Task;
                }
            }

            Func<Task> start = () =>
            {
                var tcs = new TaskCompletionSource();
                ThreadPool.QueueUserWorkItem(_ =>
                {
                    try
                    {
                        Console.ReadLine();
                        tcs.SetResult();
                    }
                    {|ASL3008:catch|} (IOException)
                    {
                    }
                });
                return tcs.Task;
            };
        }
        """);

    [Fact]
    public Task The_fix_gives_the_exception_to_the_task() => VerifyFix.Of<ASL3008UncompletedSource, ASL3008UncompletedSourceFix>(
        """
        class C
        {
            Task<int> M()
            {
                var tcs = new TaskCompletionSource<int>();
                Task.Run(() =>
                {
                    try
                    {
                        tcs.SetResult(Console.Read());
                    }
                    {|ASL3008:catch|} (AggregateException)
                    {
                        // Cannot be.
                    }
                    {|ASL3008:catch|} (IOException io)
                    {
                        Console.WriteLine(io);
                        return;
                    }
                    {|ASL3008:catch|}
                    {
                        Console.WriteLine();   // seen
                    }
                });
                return tcs.Task;
            }
        }
        """,
        """
        class C
        {
            Task<int> M()
            {
                var tcs = new TaskCompletionSource<int>();
                Task.Run(() =>
                {
                    try
                    {
                        tcs.SetResult(Console.Read());
                    }
                    catch (AggregateException e)
                    {
                        // Cannot be.
                        tcs.TrySetException(e);
                    }
                    catch (IOException io)
                    {
                        tcs.TrySetException(io);
                        Console.WriteLine(io);
                        return;
                    }
                    catch (Exception e)
                    {
                        Console.WriteLine();   // seen
                        tcs.TrySetException(e);
                    }
                });
                return tcs.Task;
            }
        }
        """);

    [Fact]
    public Task No_fix_for_a_second_completion() => VerifyFix.None<ASL3008UncompletedSource, ASL3008UncompletedSourceFix>(
        Class("if (Read() == 0) { tcs.SetException(new IOException()); } {|ASL3008:tcs.SetResult(1)|}; return tcs.Task;"));

    [Fact]
    public Task No_fix_where_it_is_not_known_with_what_to_complete_it() => VerifyFix.None<ASL3008UncompletedSource, ASL3008UncompletedSourceFix>(
        Class("if (Read() == 0) return {|ASL3008:tcs.Task|}; Keep(tcs); return tcs.Task;"));

    static string Class(string body) => $$"""
        #pragma warning disable CS0649, CS0414, CS0067, CS4014
        class C
        {
            TaskCompletionSource<int> kept;
            CancellationToken token;
            event Action<Exception> Failed;
            void Start(Action<string> done) => done("1");
            void StartWith(Action<string> done, CancellationToken token) => done("1");
            void Check(string text) { if (text.Length == 0) throw new IOException(); }
            int Read() => Console.Read();
            void Fail(TaskCompletionSource<int> tcs, Exception e) => tcs.SetException(e);
            void Keep(TaskCompletionSource<int> tcs) => kept = tcs;
            Task<int> M()
            {
                var tcs = new TaskCompletionSource<int>();
                {{body}}
            }
        }
        """;
}
