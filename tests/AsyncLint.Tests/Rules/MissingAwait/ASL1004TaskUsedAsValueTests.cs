using AsyncLint.Rules;

namespace AsyncLint.Tests;

public class ASL1004TaskUsedAsValueTests
{
    /// <summary>What the sources below call; <c>member</c> stands in a class C beside it.</summary>
    static string InClass(string member) => $$"""
        interface IUser { string Name { get; } }
        class User : IUser { public string Name => ""; }
        interface IStore { Task<User> FindAsync(int id); ValueTask<User> LoadAsync(); Task<IUser> FirstAsync(); Task<object> AnyAsync(); Task<int> CountAsync(); Task SaveAsync(); Task<MemoryStream> OpenAsync(); }
        class C
        {
            IStore store = null;
            Func<Task<User>> callback = null;
            static Task FooAsync() => Task.Delay(1);
            static async Task<string> NameAsync() { await Task.Yield(); return ""; }
            static async Task<int> GetAsync() { await Task.Yield(); return 1; }
            static async ValueTask<int> ValueAsync() { await Task.Yield(); return 1; }
            {{member}}
        }
        """;

    static Task Reports(string source, Setup? setup = null) => Verify.Reports<ASL1004TaskUsedAsValue>(source, setup);

    static Task Silent(string source, Setup? setup = null) => Verify.Silent<ASL1004TaskUsedAsValue>(source, setup);

    [Theory]
    [InlineData("string M() => $\"{{|ASL1004:NameAsync()|}}\";", "'NameAsync' is not awaited: the text is the name of the task's type, not its result")]
    [InlineData("void M() => Console.WriteLine({|ASL1004:GetAsync().ConfigureAwait(false)|});", "'GetAsync' is not awaited: the text is the name of the task's type, not its result")]
    [InlineData("string M() => System.Text.Json.JsonSerializer.Serialize({|ASL1004:GetAsync()|});", "'GetAsync' is not awaited: 'Serialize' gets the task instead of its result")]
    [InlineData("bool M() => {|ASL1004:store.FindAsync(1)|} == null;", "'FindAsync' is not awaited: the task is tested for null, which it never is, instead of its result")]
    [InlineData("bool M(IUser u) => {|ASL1004:store.FirstAsync()|} == u;", "'FirstAsync' is not awaited: the task is compared instead of its result, and the two are never equal")]
    [InlineData("bool M() => {|ASL1004:store.FindAsync(1)|} is IUser;", "'FindAsync' is not awaited: the type of the task is tested instead of that of its result")]
    [InlineData("IUser M() => {|ASL1004:store.FindAsync(1)|} as IUser;", "'FindAsync' is not awaited: the task is cast instead of its result")]
    [InlineData("IUser M() => (IUser){|ASL1004:store.FindAsync(1)|};", "'FindAsync' is not awaited: the task is cast instead of its result")]
    [InlineData("void M() { using ({|ASL1004:store.OpenAsync()|}) { } }", "'OpenAsync' is not awaited: 'using' disposes the task instead of its result")]
    [InlineData("void M() { object o = {|ASL1004:store.AnyAsync()|}; }", "'AnyAsync' is not awaited: 'o' is set to the task instead of its result")]
    [InlineData("async Task<object> M() { await FooAsync(); return {|ASL1004:GetAsync()|}; }", "'GetAsync' is not awaited: 'M' returns the task as its result")]
    [InlineData("object M() => (object){|ASL1004:GetAsync().ConfigureAwait(false)|};", "'GetAsync' is not awaited: the task is cast instead of its result")]
    [InlineData("void M() => Xunit.Assert.NotNull({|ASL1004:store.FindAsync(1)|});", "'FindAsync' is not awaited: 'NotNull' checks the task instead of its result")]
    public Task The_message_names_the_call_and_what_is_wrong(string member, string message) =>
        Verify.Message<ASL1004TaskUsedAsValue>(InClass(member), message, new() { Files = { ["Xunit.cs"] = Frameworks } });

    [Theory]
    [InlineData("async Task M() { Console.WriteLine({|ASL1004:GetAsync()|}); await FooAsync(); }")]
    [InlineData("void M() => Console.WriteLine({|ASL1004:GetAsync()|});")]
    [InlineData("C() { Console.WriteLine({|ASL1004:GetAsync()|}); }")]
    [InlineData("static C() => Console.WriteLine({|ASL1004:GetAsync()|});")]
    [InlineData("~C() => Console.WriteLine({|ASL1004:GetAsync()|});")]
    [InlineData("string P => $\"{{|ASL1004:GetAsync()|}}\";")]
    [InlineData("string P { get { return $\"{{|ASL1004:GetAsync()|}}\"; } set => Console.WriteLine({|ASL1004:GetAsync()|}); }")]
    [InlineData("event Action E { add => Console.WriteLine({|ASL1004:GetAsync()|}); remove { } }")]
    [InlineData("public static string operator +(C a, C b) => $\"{{|ASL1004:GetAsync()|}}\";")]
    [InlineData("void M() { L(); void L() => Console.WriteLine({|ASL1004:GetAsync()|}); }")]
    [InlineData("Action M() => () => Console.WriteLine({|ASL1004:GetAsync()|});")]
    [InlineData("Func<Task> M() => async () => { await FooAsync(); Console.WriteLine({|ASL1004:GetAsync()|}); };")]
    [InlineData("string field = $\"{{|ASL1004:GetAsync()|}}\";")]
    [InlineData("string Property { get; } = \"\" + {|ASL1004:GetAsync()|};")]
    [InlineData("IEnumerable<string> M() { yield return $\"{{|ASL1004:GetAsync()|}}\"; }")]
    public Task In_every_kind_of_function(string member) => Reports(InClass(member));

    [Fact]
    public Task In_top_level_code() => Reports(
        """
        Console.WriteLine({|ASL1004:GetAsync()|});
        var name = {|ASL1004:GetAsync()|};
        Console.WriteLine(name);
        async Task<int> GetAsync() { await Task.Yield(); return 1; }
        """);

    [Theory]
    [InlineData("var s = $\"a {{|ASL1004:GetAsync()|}} b {{|ASL1004:store.SaveAsync()|}}\";")]
    [InlineData("var s = \"a \" + {|ASL1004:GetAsync()|} + \" b\";")]
    [InlineData("var s = {|ASL1004:ValueAsync()|} + \" b\";")]
    [InlineData("var s = \"\"; s += {|ASL1004:GetAsync()|};")]
    [InlineData("var s = {|ASL1004:GetAsync()|}.ToString();")]
    [InlineData("var s = {|ASL1004:ValueAsync()|}.ToString();")]
    [InlineData("var s = {|ASL1004:callback()|}.ToString();")]
    [InlineData("var s = $\"{{|ASL1004:store?.FindAsync(1)|}}\";")]
    [InlineData("var s = string.Format(\"{0}\", {|ASL1004:GetAsync()|});")]
    [InlineData("var s = string.Format(\"{0}{1}{2}{3}{4}\", 1, 2, 3, 4, {|ASL1004:GetAsync()|});")]
    [InlineData("var s = string.Concat({|ASL1004:GetAsync()|}, \"b\");")]
    [InlineData("var s = string.Join(\", \", 1, {|ASL1004:GetAsync()|});")]
    [InlineData("var s = Convert.ToInt32({|ASL1004:NameAsync()|});")]
    [InlineData("new System.Text.StringBuilder().Append({|ASL1004:GetAsync()|}).AppendFormat(\"{0}\", {|ASL1004:GetAsync()|});")]
    [InlineData("new System.Text.StringBuilder().Append($\"{{|ASL1004:GetAsync()|}}\");")]
    [InlineData("Console.WriteLine(\"{0}\", {|ASL1004:GetAsync()|});")]
    [InlineData("Console.Error.WriteLine({|ASL1004:GetAsync()|});")]
    [InlineData("new StreamWriter(\"x\").WriteLine(\"{0} {1}\", 1, {|ASL1004:GetAsync()|});")]
    [InlineData("System.Diagnostics.Debug.WriteLine({|ASL1004:GetAsync()|});")]
    [InlineData("System.Diagnostics.Trace.WriteLine({|ASL1004:GetAsync()|}, \"category\");")]
    [InlineData("Console.WriteLine({|ASL1004:Task.FromResult(1)|});")]
    [InlineData("Console.WriteLine({|ASL1004:Task.Run(() => 1)|});")]
    [InlineData("Log(\"{0}\", {|ASL1004:GetAsync()|}); void Log(string format, params object[] values) { }")]
    public Task A_task_that_becomes_text(string statement) => Reports(InClass($"void M() {{ {statement} }}"));

    [Theory]
    [InlineData("var s = $\"{{|ASL1004:running|}}\" + {|ASL1004:running|};")]
    [InlineData("var s = $\"{{|ASL1004:field|}} {{|ASL1004:Property|}}\";")]
    [InlineData("var task = GetAsync(); Console.WriteLine($\"{{|ASL1004:task|}}\"); await task;")]
    public Task A_variable_with_a_task_of_a_result_that_becomes_text(string statement) => Reports(InClass(
        $"Task<int> field; Task<int> Property => field; async Task M(Task<int> running) {{ await FooAsync(); {statement} }}"));

    [Theory]
    [InlineData("var s = $\"{task} {value}\" + plain;")]
    [InlineData("var s = plain.ToString() + task.ToString();")]
    [InlineData("Console.WriteLine(task); Console.WriteLine(\"{0}\", task);")]
    [InlineData("var s = $\"{plain.Status} {task.Id} {task.IsCompleted} {await GetAsync()}\";")]
    [InlineData("Console.WriteLine(GetAsync().Status); Console.WriteLine(GetAsync().Id + \"\");")]
    [InlineData("Console.WriteLine(nameof(GetAsync)); Console.WriteLine(GetAsync().GetType().Name);")]
    [InlineData("Console.WriteLine(Get()); int Get() => 1;")]
    [InlineData("Console.WriteLine(job); var s = $\"{new Job()} {Start()}\"; Job Start() => new Job();")]
    [InlineData("Func<Task<int>> f = () => GetAsync(); Console.WriteLine(f);")]
    public Task What_is_printed_to_see_a_task_or_is_no_task(string statement) => Silent(InClass(
        $"async Task M(Task plain, ValueTask<int> value, Job job) {{ var task = FooAsync(); {statement} await task; }}") + """

        class Job : Task { public Job() : base(() => { }) { } public override string ToString() => "job"; }
        """);

    [Theory]
    [InlineData("if ({|ASL1004:store.FindAsync(1)|} == null) { }")]
    [InlineData("if (null != {|ASL1004:store.FindAsync(1)|}) { }")]
    [InlineData("if ({|ASL1004:store.FindAsync(1)|} is null) { }")]
    [InlineData("if ({|ASL1004:store.FindAsync(1)|} is not null) { }")]
    [InlineData("if ({|ASL1004:store.FindAsync(1)|} is { }) { }")]
    [InlineData("if ({|ASL1004:MaybeAsync()|} == null) { } async Task<int?> MaybeAsync() { await FooAsync(); return null; }")]
    [InlineData("var user = {|ASL1004:store.FindAsync(1)|} ?? throw new Exception();")]
    [InlineData("object user = {|ASL1004:store.FindAsync(1)|} ?? new object();")]
    [InlineData("var all = new[] { 1 }.Where(id => {|ASL1004:store.FindAsync(id)|} != null);")]
    [InlineData("System.Diagnostics.Debug.Assert({|ASL1004:store.FindAsync(1)|} != null);")]
    public Task A_null_test_of_a_fresh_task(string statement) => Reports(InClass($"void M() {{ {statement} }}"));

    [Theory]
    [InlineData("if (task == null) { } if (task is null || field != null) { } if (Property is not null) { }")]
    [InlineData("if (field == null) { field = store.FindAsync(1); }")]
    [InlineData("field ??= store.FindAsync(1);")]
    [InlineData("var t = field ?? store.FindAsync(1); await t;")]
    [InlineData("if (store?.FindAsync(1) == null) { }")]
    [InlineData("if (store?.FindAsync(1) is { } pending) { await pending; }")]
    [InlineData("if (store.FindAsync(1) is { } pending) { await pending; }")]
    [InlineData("if (callback() == null) { }")]
    [InlineData("await (callback() ?? Task.FromResult<User>(null));")]
    [InlineData("await (store.FindAsync(1) ?? throw new Exception());")]
    [InlineData("await (store.FindAsync(1) ?? Task.FromResult<User>(null));")]
    [InlineData("if (GetAsync() == null || FooAsync() == null) { }")]
    [InlineData("if (await store.FindAsync(1) == null) { } if (await store.FindAsync(1) is null) { } var u = await store.FindAsync(1) ?? throw new Exception();")]
    [InlineData("if (cache.GetValueOrDefault(1) == null) { } if (cache.TryGetValue(1, out var found) && found != null) { }")]
    [InlineData("var started = store.FindAsync(1); if (started == null) { return; } await started;")]
    [InlineData("var started = store.FindAsync(1); Debug(started); void Debug(Task<User> t) { }")]
    public Task A_null_test_of_what_may_be_null(string statement) => Silent(InClass(
        $"Task<User> field; Task<User> Property => field; async Task M(Task<User> task, Dictionary<int, Task<User>> cache) {{ await FooAsync(); {statement} }}"));

    [Theory]
    [InlineData("var b = {|ASL1004:store.FirstAsync()|} == user;")]
    [InlineData("var b = user != {|ASL1004:store.FirstAsync()|};")]
    [InlineData("var b = user.Equals({|ASL1004:store.FirstAsync()|});")]
    [InlineData("var b = 1.Equals({|ASL1004:GetAsync()|});")]
    [InlineData("var b = {|ASL1004:GetAsync()|}.Equals(1);")]
    [InlineData("var b = object.Equals({|ASL1004:GetAsync()|}, 1) || Equals(1, {|ASL1004:ValueAsync()|});")]
    [InlineData("var winner = {|ASL1004:Task.WhenAny(one, two)|}; if (winner == one) { }")]
    [InlineData("if ({|ASL1004:Task.WhenAny(one, two)|} == one || one != {|ASL1004:Task.WhenAny(one, two)|}) { }")]
    [InlineData("var b = {|ASL1004:store.FindAsync(1)|} is IUser || {|ASL1004:store.FindAsync(1)|} is IUser found;")]
    [InlineData("var b = {|ASL1004:store.FindAsync(1)|} as IUser;")]
    [InlineData("var b = (IUser){|ASL1004:store.FindAsync(1)|};")]
    public Task A_task_that_is_compared_with_a_result(string statement) => Reports(InClass($"void M(IUser user, Task one, Task<int> two) {{ {statement} }}"));

    [Theory]
    [InlineData("var winner = await Task.WhenAny(one, two); if (winner == two) { }")]
    [InlineData("if (await Task.WhenAny(one, two) == one) { }")]
    [InlineData("if (one == two || one.Equals(two) || Equals(one, two) || ReferenceEquals(one, two)) { }")]
    [InlineData("if (GetAsync() == two || GetAsync().Equals(two) || ReferenceEquals(GetAsync(), two)) { }")]
    [InlineData("if (GetAsync() == Task.CompletedTask) { }")]
    [InlineData("if (state == one || state == GetAsync() || state.Equals(GetAsync()) || GetAsync().Equals(state) || Equals(state, GetAsync())) { }")]
    [InlineData("if (state is Task t) { } var x = state as Task<int>;")]
    [InlineData("if (one is Task<int> t) { } if (GetAsync() is IAsyncResult r) { } var d = (IDisposable)one;")]
    [InlineData("var picked = Task.WhenAny(one, two); if (picked == one) { } await picked;")]
    [InlineData("IAsyncResult r = GetAsync(); r.AsyncWaitHandle.Dispose();")]
    [InlineData("var x = (T)(object)GetAsync();")]
    [InlineData("if (GetAsync() is T) { }")]
    public Task Two_tasks_or_a_task_among_objects(string statement) => Silent(InClass(
        $"async Task M<T>(Task one, Task<int> two, object state) {{ await FooAsync(); {statement} }}"));

    [Theory]
    [InlineData("using ({|ASL1004:store.OpenAsync()|}) { }")]
    [InlineData("using (var s = {|ASL1004:store.OpenAsync()|}) { }")]
    [InlineData("using var s = {|ASL1004:store.OpenAsync()|};")]
    [InlineData("IDisposable d = {|ASL1004:store.OpenAsync()|};")]
    [InlineData("field = {|ASL1004:store.OpenAsync()|};")]
    [InlineData("all.Add({|ASL1004:store.OpenAsync()|});")]
    public Task A_task_that_is_disposed_in_place_of_its_result(string statement) => Reports(InClass(
        $"IDisposable field; void M(List<IDisposable> all) {{ {statement} }}"));

    [Theory]
    [InlineData("using (store.CountAsync()) { }")]
    [InlineData("using (FooAsync()) { }")]
    [InlineData("using (task) { await task; }")]
    [InlineData("using (var t = store.OpenAsync()) { await t; }")]
    [InlineData("using var t = store.OpenAsync(); using var s = await t;")]
    [InlineData("using (await store.OpenAsync()) { }")]
    [InlineData("using (store.OpenAsync().Result) { }")]
    [InlineData("IDisposable d = task; d.Dispose(); task.Dispose();")]
    [InlineData("IDisposable d = store.CountAsync();")]
    public Task A_task_that_is_disposed_as_a_task(string statement) => Silent(InClass($"async Task M(Task<int> task) {{ await FooAsync(); {statement} }}"));

    [Theory]
    [InlineData("void M(object dto) { dto = {|ASL1004:store.AnyAsync()|}; }")]
    [InlineData("void M() { object dto = {|ASL1004:store.AnyAsync()|}; }")]
    [InlineData("async Task<object> M() { await FooAsync(); return {|ASL1004:store.FindAsync(1)|}; }")]
    [InlineData("async ValueTask<object> M(Task<int> t) { await FooAsync(); return {|ASL1004:t|}; }")]
    [InlineData("Func<Task<object>> M() => async () => { await FooAsync(); return {|ASL1004:store.FindAsync(1)|}; };")]
    [InlineData("async Task<object> M() { var user = {|ASL1004:store.FindAsync(1)|}; await FooAsync(); return user; }")]
    [InlineData("IDisposable M() => {|ASL1004:store.OpenAsync()|};")]
    public Task A_task_that_becomes_an_object(string member) => Reports(InClass(member));

    [Theory]
    [InlineData("object M() => store.AnyAsync();")]
    [InlineData("object M() { return store.FindAsync(1); }")]
    [InlineData("object M(bool b) => b ? store.FindAsync(1) : 1;")]
    [InlineData("void M() { object o = store.FindAsync(1); o = GetAsync(); }")]
    [InlineData("object o; void M() { o = store.AnyAsync(); this.o = store.AnyAsync(); }")]
    [InlineData("async Task M() { object o = store.AnyAsync(); if (o is Task t) { await t; } }")]
    [InlineData("async Task M() { object o = store.AnyAsync(); await (Task)o; }")]
    [InlineData("void M() { dynamic d = store.AnyAsync(); }")]
    [InlineData("Func<int, object> M() => i => store.FindAsync(i);")]
    [InlineData("async Task<object> M() { await FooAsync(); return await store.FindAsync(1); }")]
    [InlineData("Task<object> M() => store.AnyAsync();")]
    [InlineData("async Task<Task<User>> M() { await FooAsync(); return store.FindAsync(1); }")]
    [InlineData("async IAsyncEnumerable<object> M() { await FooAsync(); yield return store.FindAsync(1); }")]
    [InlineData("void M(Dictionary<string, object> items) { items[\"x\"] = store.FindAsync(1); items.Add(\"y\", store.AnyAsync()); }")]
    [InlineData("void M(System.Collections.ArrayList list) => list.Add(GetAsync());")]
    [InlineData("object[] M() => new object[] { GetAsync(), FooAsync() };")]
    [InlineData("void M(System.Reflection.MethodInfo m) => m.Invoke(null, new object[] { GetAsync() });")]
    [InlineData("void M(Delegate d) => d.DynamicInvoke(GetAsync());")]
    [InlineData("void M() => GC.KeepAlive(GetAsync());")]
    [InlineData("void M() => ThreadPool.QueueUserWorkItem(_ => { }, GetAsync());")]
    [InlineData("void M() => Task.Factory.StartNew(o => { }, GetAsync());")]
    [InlineData("void M() => new Timer(_ => { }, GetAsync(), 0, 0);")]
    [InlineData("void M() => SynchronizationContext.Current.Post(_ => { }, GetAsync());")]
    [InlineData("void M(Lazy<Task<int>> lazy, System.Collections.Concurrent.ConcurrentDictionary<int, Task<int>> cache) { cache.GetOrAdd(1, _ => GetAsync()); cache[1] = GetAsync(); var t = lazy.Value; }")]
    [InlineData("Task<T> Retry<T>(Func<Task<T>> f) => f(); Task<int> M() => Retry(() => GetAsync());")]
    [InlineData("T Same<T>(T t) => t; async Task M() { await Same(GetAsync()); Same(GetAsync()); }")]
    [InlineData("void M(Mock<IStore> mock) { mock.Setup(s => s.FindAsync(1) == null); mock.Setup(s => Console.Out.Equals(s.FindAsync(1))); }")]
    [InlineData("string M() => nameof(GetAsync) + nameof(store.FindAsync);")]
    [InlineData("void M() { var a = new { Task = GetAsync() }; a.Task.Wait(); } object N() => new { Task = GetAsync() };")]
    [InlineData("object Call(string name, params object[] values) => null; void M() => Call(\"x\", GetAsync());")]
    [InlineData("void Keep(object o) => state = o; object state; void M() => Keep(GetAsync());")]
    [InlineData("async Task Run(object o) { if (o is Task t) { await t; } } Task M() => Run(GetAsync());")]
    [InlineData("void Test(object o) { if (o == null) { } o.GetType(); } void M() => Test(GetAsync());")]
    public Task A_task_that_may_be_meant_as_an_object(string member) => Silent(InClass(member) + """

        class Mock<T> { public void Setup<R>(System.Linq.Expressions.Expression<Func<T, R>> e) { } }
        """);

    [Theory]
    [InlineData("store.FindAsync(1).ShouldNotBeNull();", "{|ASL1004:store.FindAsync(1)|}.ShouldNotBeNull();")]
    [InlineData("Home.AreEqual(1, GetAsync());", "Home.AreEqual(1, {|ASL1004:GetAsync()|});")]
    [InlineData("Home.Print(GetAsync());", "Home.Print({|ASL1004:GetAsync()|});")]
    [InlineData("var user = store.FindAsync(1); Home.AreEqual(null, user); user.ShouldNotBeNull();",
        "var user = {|ASL1004:store.FindAsync(1)|}; Home.AreEqual(null, user); user.ShouldNotBeNull();")]
    public async Task A_home_made_assertion_or_formatter(string plain, string marked)
    {
        const string Home = """

            static class Home
            {
                public static void ShouldNotBeNull(this object o) { if (o is null) { throw new Exception("null"); } }
                public static void AreEqual(object actual, object expected) { if (!Equals(actual, expected)) { throw new Exception($"{actual} {expected?.ToString()}"); } }
                public static void Print(object o) => Console.WriteLine(o.ToString());
            }
            """;
        await Reports(InClass($"async Task M() {{ await FooAsync(); {marked} }}") + Home);
        await Silent(InClass($"async Task M() {{ await FooAsync(); {plain} }}") + Home.Replace("Console.WriteLine(o.ToString())", "s_kept = o; static object s_kept", StringComparison.Ordinal)
            .Replace("if (o is null)", "if (o is Task)", StringComparison.Ordinal).Replace("Equals(actual, expected)", "actual.Like(expected)", StringComparison.Ordinal)
            + " static class Likes { public static bool Like(this object a, object b) => true; }");
    }

    [Theory]
    [InlineData("var user = {|ASL1004:store.FindAsync(1)|}; if (user == null) { return; } Console.WriteLine(user);")]
    [InlineData("var user = {|ASL1004:store.FindAsync(1)|}; if (user is null) { }")]
    [InlineData("var count = {|ASL1004:GetAsync()|}; Console.WriteLine($\"{count}\"); Action a = () => Console.WriteLine(count);")]
    [InlineData("var count = {|ASL1004:GetAsync().ConfigureAwait(false)|}; Console.WriteLine(count + nameof(count));")]
    [InlineData("Task<int> count = {|ASL1004:GetAsync()|}; Console.WriteLine(\"{0}\", count);")]
    [InlineData("if (store != null) { var json = {|ASL1004:GetAsync()|}; var s = System.Text.Json.JsonSerializer.Serialize(json); }")]
    public Task A_local_that_is_only_used_as_its_result_would_be(string statement) => Reports(InClass($"async Task M() {{ await FooAsync(); {statement} }}"));

    [Theory]
    [InlineData("var user = store.FindAsync(1); if (user == null) { return; } await user;")]
    [InlineData("var user = store.FindAsync(1); Console.WriteLine(user); await Task.WhenAll(user);")]
    [InlineData("var user = store.FindAsync(1); Console.WriteLine(user); tasks.Add(user);")]
    [InlineData("var user = store.FindAsync(1); if (user != null) { user = null; }")]
    [InlineData("var user = store.FindAsync(1);")]
    [InlineData("var count = GetAsync(); Console.WriteLine(count); Console.WriteLine(count.IsCompleted);")]
    public Task A_local_that_is_used_as_a_task_too(string statement) => Silent(InClass($"async Task M(List<Task> tasks) {{ await FooAsync(); {statement} }}"));

    [Fact]
    public async Task The_use_of_a_local_is_a_further_location()
    {
        var report = Assert.Single(await Verify.Run<ASL1004TaskUsedAsValue>(
            InClass("void M() { var user = {|ASL1004:store.FindAsync(1)|}; if (user == null) { } }"), Setup.Default));
        Assert.Equal("user", report.AdditionalLocations.Single().SourceTree!.GetText(TestContext.Current.CancellationToken)
            .ToString(report.AdditionalLocations.Single().SourceSpan));
    }

    const string AspNet = """
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.Logging;

        """;

    static readonly Setup s_web = new() { References = References.AspNetCore };

    [Theory]
    [InlineData("return Ok({|ASL1004:users.FindAsync(1)|});")]
    [InlineData("var user = {|ASL1004:users.FindAsync(1)|}; return user == null ? NotFound() : Ok(user);")]
    [InlineData("return Ok({|ASL1004:users.DeleteAsync(1)|});")]
    [InlineData("return Ok(new { user = {|ASL1004:users.FindAsync(1)|} });")]
    [InlineData("return Json({|ASL1004:users.FindAsync(1)|});")]
    [InlineData("return View({|ASL1004:users.FindAsync(1)|});")]
    [InlineData("return StatusCode(500, {|ASL1004:users.FindAsync(1)|});")]
    [InlineData("return CreatedAtAction(\"x\", new { id = 1 }, {|ASL1004:users.FindAsync(1)|});")]
    [InlineData("return new OkObjectResult({|ASL1004:users.FindAsync(1)|});")]
    [InlineData("return new ObjectResult({|ASL1004:users.FindAsync(1)|}) { StatusCode = 200 };")]
    [InlineData("return new JsonResult({|ASL1004:users.FindAsync(1)|});")]
    [InlineData("var r = Results.Ok({|ASL1004:users.FindAsync(1)|}); var s = TypedResults.Ok({|ASL1004:users.FindAsync(1)|}); return Ok(r);")]
    [InlineData("logger.LogInformation(\"{User}\", {|ASL1004:users.FindAsync(1)|}); return Ok();")]
    [InlineData("logger.LogError(new Exception(), \"{User} {Id}\", {|ASL1004:users.FindAsync(1)|}, 1); return Ok();")]
    public Task A_task_in_a_response_or_log(string body) => Reports(AspNet + $$"""
        public record User(int Id);
        public interface IUsers { Task<User> FindAsync(int id); Task DeleteAsync(int id); }
        public class UsersController(IUsers users, ILogger<UsersController> logger) : Controller
        {
            public IActionResult Get() { _ = logger; {{body}} }
        }
        """, s_web);

    [Theory]
    [InlineData("return Ok(await users.FindAsync(1));")]
    [InlineData("var task = users.FindAsync(1); logger.LogInformation(\"{Task} {Status}\", task, task.Status); return Ok(await task);")]
    [InlineData("return Ok(Task.FromResult(1));")]
    [InlineData("Cache(users.FindAsync(1)); return Ok();")]
    [InlineData("var all = new[] { 1 }.Select(id => new { Id = id, User = users.FindAsync(id) }).ToList(); await Task.WhenAll(all.Select(a => a.User)); return Ok();")]
    public Task What_a_controller_does_with_a_task_otherwise(string body) => Silent(AspNet + $$"""
        public record User(int Id);
        public interface IUsers { Task<User> FindAsync(int id); Task DeleteAsync(int id); }
        public class UsersController(IUsers users, ILogger<UsersController> logger) : Controller
        {
            object cached;
            void Cache(object o) => cached = o;
            public async Task<IActionResult> Get() { await Task.Yield(); _ = logger; {{body}} }
        }
        """, s_web);

    [Fact]
    public Task An_endpoint_that_returns_a_task_is_awaited_by_its_host() => Silent(
        """
        using Microsoft.AspNetCore.Builder;
        var app = WebApplication.Create();
        app.MapGet("/", () => GetAsync());
        app.MapGet("/object", object () => GetAsync());
        app.Run();
        static async Task<int> GetAsync() { await Task.Yield(); return 1; }
        """, s_web);

    const string Frameworks = """
        namespace Xunit
        {
            public static class Assert
            {
                public static void Equal<T>(T expected, T actual) { }
                public static void NotNull(object o) { }
                public static void Null(object o) { }
                public static void Same(object expected, object actual) { }
                public static T IsType<T>(object o) => (T)o;
                public static void IsType(System.Type t, object o) { }
                public static T IsAssignableFrom<T>(object o) => (T)o;
                public static void True(bool b) { }
            }
        }
        namespace NUnit.Framework
        {
            public interface IConstraint { }
            public class Not { public IConstraint Null => null; public IConstraint SameAs(object o) => null; }
            public static class Is
            {
                public static Not Not => null;
                public static IConstraint Null => null;
                public static IConstraint EqualTo(object o) => null;
                public static IConstraint SameAs(object o) => null;
                public static IConstraint InstanceOf<T>() => null;
            }
            public static class Assert
            {
                public static void That<T>(T actual, IConstraint constraint, string message = null) { }
                public static void IsNotNull(object o) { }
            }
        }
        namespace Microsoft.VisualStudio.TestTools.UnitTesting
        {
            public static class Assert
            {
                public static void AreEqual<T>(T expected, T actual) { }
                public static void AreSame<T>(T expected, T actual) { }
                public static void IsNotNull(object o) { }
                public static void IsInstanceOfType(object o, System.Type t) { }
            }
        }
        namespace FluentAssertions
        {
            public class ObjectAssertions { public void Be(object o) { } public void NotBeNull() { } public void BeSameAs(object o) { } public void BeOfType<T>() { } }
            public static class AssertionExtensions { public static ObjectAssertions Should(this object o) => null; }
        }
        namespace Shouldly
        {
            public static class ShouldBeTestExtensions { public static void ShouldBe<T>(this T actual, T expected) { } public static void ShouldBeSameAs(this object a, object b) { } }
            public static class ShouldBeNullExtensions { public static T ShouldNotBeNull<T>(this T actual) => actual; }
        }
        """;

    [Theory]
    [InlineData("Xunit.Assert.NotNull({|ASL1004:store.FindAsync(1)|});")]
    [InlineData("Xunit.Assert.Null({|ASL1004:store.LoadAsync()|});")]
    [InlineData("Xunit.Assert.Equal<object>(1, {|ASL1004:GetAsync()|});")]
    [InlineData("Xunit.Assert.IsType<User>({|ASL1004:store.FindAsync(1)|});")]
    [InlineData("Xunit.Assert.IsType(typeof(User), {|ASL1004:store.FindAsync(1)|});")]
    [InlineData("var user = {|ASL1004:store.FindAsync(1)|}; Xunit.Assert.NotNull(user);")]
    [InlineData("NUnit.Framework.Assert.That({|ASL1004:GetAsync()|}, NUnit.Framework.Is.EqualTo(1));")]
    [InlineData("NUnit.Framework.Assert.That({|ASL1004:store.FindAsync(1)|}, NUnit.Framework.Is.Not.Null, \"found\");")]
    [InlineData("NUnit.Framework.Assert.IsNotNull({|ASL1004:store.FindAsync(1)|});")]
    [InlineData("Microsoft.VisualStudio.TestTools.UnitTesting.Assert.IsNotNull({|ASL1004:store.FindAsync(1)|});")]
    [InlineData("Microsoft.VisualStudio.TestTools.UnitTesting.Assert.AreEqual<object>(1, {|ASL1004:GetAsync()|});")]
    [InlineData("{|ASL1004:GetAsync()|}.Should().Be(1); {|ASL1004:store.FindAsync(1)|}.Should().NotBeNull(); {|ASL1004:store.FindAsync(1)|}.Should().BeOfType<User>();")]
    [InlineData("{|ASL1004:store.FindAsync(1)|}.ShouldNotBeNull();")]
    [InlineData("{|ASL1004:GetAsync()|}.ShouldBe<object>(1);")]
    public Task An_assertion_about_a_fresh_task(string statement) => Reports(
        "using FluentAssertions; using Shouldly;\n" + InClass($"async Task M() {{ await FooAsync(); {statement} }}"), new() { Files = { ["Frameworks.cs"] = Frameworks } });

    [Theory]
    [InlineData("Xunit.Assert.Same(task, GetAsync()); Xunit.Assert.Equal(task, GetAsync());")]
    [InlineData("Xunit.Assert.IsAssignableFrom<Task>(GetAsync()); Xunit.Assert.IsType<Task<int>>(GetAsync()); Xunit.Assert.IsType(typeof(Task<int>), GetAsync());")]
    [InlineData("Xunit.Assert.IsType(typeof(Task<>), GetAsync()); Xunit.Assert.IsAssignableFrom<IAsyncResult>(GetAsync());")]
    [InlineData("Xunit.Assert.True(GetAsync().IsCompleted); Xunit.Assert.NotNull(GetAsync().Exception);")]
    [InlineData("Xunit.Assert.NotNull(task); Xunit.Assert.NotNull(FooAsync()); Xunit.Assert.NotNull(Task.FromResult(\"\")); ")]
    [InlineData("var started = store.FindAsync(1); Xunit.Assert.NotNull(started); Xunit.Assert.NotNull(await started);")]
    [InlineData("Xunit.Assert.NotNull(await store.FindAsync(1)); Xunit.Assert.Equal(1, await GetAsync());")]
    [InlineData("NUnit.Framework.Assert.That(GetAsync(), NUnit.Framework.Is.SameAs(task)); NUnit.Framework.Assert.That(GetAsync(), NUnit.Framework.Is.InstanceOf<Task>());")]
    [InlineData("Microsoft.VisualStudio.TestTools.UnitTesting.Assert.AreSame(task, GetAsync());")]
    [InlineData("Microsoft.VisualStudio.TestTools.UnitTesting.Assert.IsInstanceOfType(GetAsync(), typeof(Task));")]
    [InlineData("GetAsync().Should().BeSameAs(task); GetAsync().Should().Be(task); GetAsync().Should().BeOfType<Task<int>>(); task.Should().NotBeNull();")]
    [InlineData("GetAsync().ShouldBeSameAs(task); GetAsync().ShouldBe(task); task.ShouldNotBeNull();")]
    public Task An_assertion_about_the_task_itself(string statement) => Silent(
        "using FluentAssertions; using Shouldly;\n" + InClass($"async Task M(Task<int> task) {{ await FooAsync(); {statement} }}"), new() { Files = { ["Frameworks.cs"] = Frameworks } });

    const string Sinks = """
        class Audit { public void Record(object o) => s_last = o; public void Keep(string id, object o) => s_last = o; public Audit(object o) { } static object s_last; }
        class C
        {
            static async Task<int> GetAsync() { await Task.Yield(); return 1; }
            void M(Audit audit) { MARK }
        }
        """;

    [Theory]
    [InlineData("asynclint.ASL1004.value_sinks = M:Audit.Record(System.Object)", "audit.Record({|ASL1004:GetAsync()|}); audit.Keep(\"\", GetAsync());")]
    [InlineData("asynclint.value_sinks = T:Audit | T:Missing", "audit.Record({|ASL1004:GetAsync()|}); audit.Keep(\"\", {|ASL1004:GetAsync()|}); new Audit({|ASL1004:GetAsync()|});")]
    [InlineData("asynclint.ASL1004.value_sinks = M:Audit.ctor | M:Audit.Keep*", "audit.Record(GetAsync()); audit.Keep(\"\", {|ASL1004:GetAsync()|}); new Audit({|ASL1004:GetAsync()|});")]
    public Task Sinks_that_an_option_names(string option, string statements) =>
        Reports(Sinks.Replace("MARK", statements, StringComparison.Ordinal), new() { Options = option });

    [Theory]
    [InlineData("")]
    [InlineData("asynclint.ASL1001.value_sinks = T:Audit")]
    [InlineData("asynclint.value_sinks = Audit | M:Audit.Missing")]
    public Task Sinks_that_no_option_names(string option) => Silent(
        Sinks.Replace("MARK", "audit.Record(GetAsync()); audit.Keep(\"\", GetAsync()); new Audit(GetAsync());", StringComparison.Ordinal), new() { Options = option });

    /// <summary>ASL1001 reports what is dropped as a statement, whatever is done to the task on the way.</summary>
    [Fact]
    public Task A_dropped_call_is_ASL1001s() => Silent(InClass("void M() { GetAsync(); GetAsync().ConfigureAwait(false); store?.FindAsync(1); }"));

    /// <summary>ASL2001 and ASL2002 report the block.</summary>
    [Fact]
    public Task A_block_is_ASL2001s() => Silent(InClass("void M() { Console.WriteLine(GetAsync().Result); if (store.FindAsync(1).Result == null) { } var s = $\"{GetAsync().GetAwaiter().GetResult()}\"; }"));

    [Fact]
    public Task Without_the_Task_type() => Silent("class C { string M() => $\"{1}\"; }", new() { References = References.None, AllowErrors = true });

    [Fact]
    public Task On_a_framework_without_ValueTask() => Reports(
        "using System; using System.Threading.Tasks; class C { async Task<int> GetAsync() { await Task.Yield(); return 1; } void M() { Console.WriteLine({|ASL1004:GetAsync()|}); } }",
        new() { References = References.NetStandard, ImplicitUsings = false });

    [Theory]
    [InlineData("void M() { Console.WriteLine(GetAsync(1, ; }")]
    [InlineData("void M() { if (GetAsync() == ) { } }")]
    [InlineData("void M() { var s = $\"{GetAsync(\"; }")]
    [InlineData("void M() { var x = Missing(GetAsync()); Console.WriteLine(Unknown()); Unknown x = GetAsync(); }")]
    [InlineData("object M() { return GetAsync() ?? ; }")]
    public Task In_broken_code(string member) => Silent(InClass(member), new() { AllowErrors = true });
}
