namespace AsyncLint.Tests;

/// <summary>Sources dense in what rules look at, defects included. They compile together, each in a namespace of its own; one has top-level code.</summary>
static class AsyncSamples
{
    public static IReadOnlyList<(string Path, string Text)> All { get; } =
    [
        ("/src/Functions.cs", Functions), ("/src/Blocking.cs", Blocking), ("/src/Dropped.cs", Dropped), ("/src/FanOut.cs", FanOut),
        ("/src/Resources.cs", Resources), ("/src/Void.cs", Void), ("/src/Custom.cs", Custom), ("/src/Syntax.cs", Syntax), ("/src/Program.cs", TopLevel),
#if !ROSLYN_FLOOR
        ("/src/Newer.cs", Newer),
#endif
    ];

    /// <summary>The types that rules look for, defined again by the user.</summary>
    public const string DuplicateTypes = """
        namespace System.Threading.Tasks
        {
            public class Task { public void Wait() { } public static Task Run(System.Action a) => null; public static Task CompletedTask => null; }
            public class Task<T> : Task { public T Result => default; }
            public struct ValueTask { }
            public interface IValueTaskSource { }
        }
        namespace System { public interface IAsyncDisposable { } }
        namespace System.Threading { public class Thread { public static void Sleep(int i) { } } public class SynchronizationContext { } }
        namespace System.Runtime.CompilerServices { public interface INotifyCompletion { } }
        """;

    const string Functions = """
        namespace Functions
        {
            interface IStore { Task<int> LoadAsync(string key, CancellationToken token = default); ValueTask SaveAsync(int value); }

            abstract class Base { protected abstract Task RunAsync(); protected virtual Task<string> NameAsync() => Task.FromResult("base"); }

            partial class Store : Base, IStore
            {
                static readonly int Cached = Task.Run(() => 1).Result;
                static readonly Lazy<int> Later = new(() => Task.Run(() => Cached).GetAwaiter().GetResult());
                readonly Task<int> started = Task.Run(() => 2);
                int field = Task.FromResult(3).Result;

                static Store() { Task.Delay(1).Wait(); }
                public Store() { RunAsync(); field = started.Result; }
                ~Store() { RunAsync().Wait(10); }

                public Task<int> Property => LoadAsync("p");
                public int Blocking { get { return LoadAsync("g").Result; } set { SaveAsync(value); } }
                public int this[string key] => LoadAsync(key).GetAwaiter().GetResult();
                public event Func<object, Task> Changed { add { RunAsync(); } remove { RunAsync().Wait(); } }
                public static Store operator +(Store left, Store right) { left.RunAsync(); return right; }
                public static implicit operator Task(Store store) => store.RunAsync();

                public async Task<int> LoadAsync(string key, CancellationToken token = default)
                {
                    await Task.Yield();
                    SaveAsync(1);
                    async Task Local() { await Task.Delay(1, token); RunAsync(); Task.Delay(1).Wait(); }
                    static async Task<T> Generic<T>(T value) { await Task.CompletedTask; return value; }
                    Local();
                    await Generic(Local());
                    Func<Task> lambda = async () => { RunAsync(); await Local().ConfigureAwait(false); };
                    Func<Task<int>> nested = async delegate { lambda(); return await Generic(1); };
                    Action action = () => { RunAsync(); lambda.Invoke(); nested?.Invoke(); };
                    action();
                    return nested().Result + key.Length;
                }

                async ValueTask IStore.SaveAsync(int value) => await SaveAsync(value);
                public ValueTask SaveAsync(int value) { field = value; return default; }
                protected override async Task RunAsync() { base.NameAsync(); await base.NameAsync(); }
                protected override Task<string> NameAsync() { var t = base.NameAsync(); t.Wait(); return t; }
                partial void Hook(int i);
                partial void Hook(int i) { LoadAsync(i.ToString()); }

                public async IAsyncEnumerable<int> Stream([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token = default)
                {
                    Stream();
                    await foreach (var i in Stream(token).ConfigureAwait(false)) { yield return i; LoadAsync("i"); }
                }

                public IEnumerable<Task<int>> Lazy() { yield return LoadAsync("a"); yield return Task.FromResult(LoadAsync("b").Result); }
            }
        }
        """;

    const string Blocking = """
        namespace Blocking
        {
            class C
            {
                readonly SemaphoreSlim gate = new(1, 1);
                readonly object key = new();
                readonly ManualResetEventSlim signal = new();
                readonly ReaderWriterLockSlim rw = new();

                async Task<int> Async(Task<int> task, Task other, ValueTask<int> value, Stream stream, HttpClient http, CancellationToken token)
                {
                    var a = task.Result + task.GetAwaiter().GetResult() + task.ConfigureAwait(false).GetAwaiter().GetResult() + value.Result;
                    other.Wait(); other.Wait(100); other.Wait(token); other.Wait(TimeSpan.FromSeconds(1)); other?.Wait();
                    if (other.Wait(100, token)) { Task.WaitAll(other, task); }
                    var index = Task.WaitAny(new[] { other, task }, 10);
                    var awaiter = task.GetAwaiter(); a += awaiter.GetResult();
                    new Task(() => { }).RunSynchronously();
                    while (!task.IsCompleted) { Thread.Sleep(1); }
                    if (task.IsCompletedSuccessfully) { a += task.Result; } else if (task is { IsCompleted: true, Result: > 1 }) { a++; }
                    await task; a += task.Result;
                    await Task.WhenAll(task, Task.FromResult(1)); a += task.Result;
                    Thread.Sleep(TimeSpan.Zero); Thread.Sleep(10); signal.Wait(token); gate.Wait(); gate.Release(); signal.WaitHandle.WaitOne();
                    new Thread(() => { other.Wait(); }).Join();
                    Parallel.ForEach(new[] { 1, 2 }, i => { Thread.Sleep(i); other.Wait(); });
                    stream.Read(new byte[1], 0, 1); stream.CopyTo(Stream.Null); stream.Flush(); File.ReadAllText("x"); new StreamReader(stream).ReadToEnd();
                    http.Send(new HttpRequestMessage());
                    new MemoryStream().Write(new byte[1]);
                    lock (key) { other.Wait(); Monitor.Wait(key); }
                    rw.EnterReadLock(); try { await Task.Yield(); } finally { rw.ExitReadLock(); }
                    await Task.Run(() => { Thread.Sleep(1); other.Wait(); return task.Result; });
                    var q = from i in new[] { task } where i.Result > 1 let r = i.GetAwaiter().GetResult() orderby r select i.Result;
                    return a + index + q.Sum() + (await Inner()).Result;
                    async Task<Task<int>> Inner() { await gate.WaitAsync(token); Deep(); return task; }
                }

                void Deep() => Deeper(3);
                int Deeper(int n) => n == 0 ? Task.FromResult(1).Result : n > 5 ? Deeper(n - 1) : Async(null, null, default, null, null, default).Result;
                Task Fake() { Thread.Sleep(10); return Task.CompletedTask; }
                System.Linq.Expressions.Expression<Func<Task<int>, int>> Tree() => t => t.Result;
                int Continue(Task<int> t) => t.ContinueWith(x => x.Result + 1, TaskContinuationOptions.OnlyOnRanToCompletion).Result;
                int Enumerate(IAsyncEnumerable<int> source) => System.Threading.Tasks.TaskAsyncEnumerableExtensions.ToBlockingEnumerable(source).First();
            }
        }
        """;

    const string Dropped = """
        namespace Dropped
        {
            static class Ext { public static void Forget(this Task t) { } public static async Task<C> ThenAsync(this C c) { await Task.Yield(); return c; } }

            class C
            {
                public C Next; public Task Field; public Func<Task> Callback; public event Func<Task> Raised; Task parked;
                public Task<C> GoAsync(int i = 0) => Task.FromResult(this);
                public ValueTask<int> ValueAsync() => new(1);
                void Ignores(Task t) { }
                void Observes(Task t) => t.Wait();

                async Task Statements(C c, bool b, object o, dynamic d)
                {
                    GoAsync(); c?.GoAsync(); c?.Next?.GoAsync(1); this.Next.Next.GoAsync(); c.ThenAsync(); GoAsync().ConfigureAwait(false); ValueAsync();
                    Callback(); Callback?.Invoke(); Raised?.Invoke(); d.GoAsync(); _ = GoAsync(); GoAsync().Forget(); Field = GoAsync(); parked = GoAsync();
                    Task.Run(() => GoAsync()); Task.Run(async () => await GoAsync()); Task.Factory.StartNew(async () => await GoAsync()); GoAsync().ContinueWith(t => { });
                    if (b) GoAsync(); else c.GoAsync();
                    for (GoAsync(); b; GoAsync()) { GoAsync(); break; }
                    var local = GoAsync(); if (b) return; await local;
                    var (x, y) = (GoAsync(1), GoAsync(2)); await x;
                    if (o is Task pattern && b) { } switch (o) { case Task<int> t when b: break; case ValueTask: goto default; default: GoAsync(); break; }
                    Ignores(GoAsync()); Observes(GoAsync());
                    var list = new List<Task> { GoAsync() }; list.Add(GoAsync()); Console.WriteLine(list.Count);
                    Console.WriteLine(GoAsync()); var s = $"{GoAsync()} {await GoAsync():x}" + GoAsync(); if (GoAsync() == null || GoAsync().Equals(o) || GoAsync() is null) { }
                    try { GoAsync(); await local; } catch (Exception e) when (Filter(GoAsync())) { GoAsync(); throw new Exception("", e); } finally { GoAsync(); }
                    checked { GoAsync(); } unsafe { int i = 1; int* p = &i; GoAsync(*p); }
                label: GoAsync(); if (b) goto label;
                    object boxed = GoAsync(); Task up = b ? GoAsync() : c?.GoAsync() ?? Task.CompletedTask; up = b switch { true => up, _ => GoAsync() };
                    using (var r = new MemoryStream()) { await r.WriteAsync(new byte[1]); }
                    await (await Outer()); await Outer(); await Task.Factory.StartNew(() => GoAsync());
                    Func<Task> lost = Lost; Func<Task> alsoLost = () => GoAsync();
                    await lost(); await alsoLost();
                }

                Task<int> Lost() => Task.FromResult(1);
                async Task<Task> Outer() { await Task.Yield(); return GoAsync(); }
                bool Filter(Task t) => t.IsCompleted;
                Task MaybeNull(bool b) => b ? null : Task.CompletedTask;
                Task<string> Default() { return default; }
                void Sync() { GoAsync(); Task.Run(() => { }); }
                int Sync2 { get { GoAsync(); return 1; } init { GoAsync(); } }
            }
        }
        """;

    const string FanOut = """
        namespace FanOut
        {
            class C
            {
                async Task<int> One(int i) { await Task.Delay(i); return i; }
                async Task M(int[] items, CancellationToken token)
                {
                    items.Select(async i => await One(i));
                    items.Select(One).ToList(); var tasks = items.Select(i => One(i)).ToArray(); foreach (var t in tasks) { await t; }
                    Task.WhenAll(items.Select(One)); await Task.WhenAny(tasks); var first = await Task.WhenAny(One(1), Task.Delay(100)); if (first is Task<int> done) { _ = done.Result; }
                    await Task.WhenAll(One(1), One(2)); await Task.WhenAll(new[] { One(3), One(4) });
                    var a = One(1); var b = One(2); await a; await b; if (token.IsCancellationRequested) throw new OperationCanceledException(); var (c, d) = (await a, await b);
                    try { await One(1).WaitAsync(TimeSpan.FromSeconds(1), token); } catch (TimeoutException) { }
                    await Parallel.ForEachAsync(items, async (i, t) => { One(i); await One(i); });
                    items.ToList().ForEach(async i => await One(i)); Parallel.For(0, 3, async i => await One(i));
                    var map = items.ToDictionary(i => i, One); Console.WriteLine(map[1].Result + c + d);
                    while (!token.IsCancellationRequested) { try { await One(1); } catch (Exception) { } }
                    var source = new TaskCompletionSource<int>(); try { source.SetResult(await One(1)); } catch (Exception e) { Console.WriteLine(e); } await source.Task;
                    if (tasks.All(t => t.IsCompleted)) { foreach (var t in tasks) Console.WriteLine(t.Result); }
                    _ = Task.Run(async () => { while (true) { await One(1); One(2); } }, token);
                    await foreach (var i in Numbers().WithCancellation(token)) { One(i); }
                }
                static async IAsyncEnumerable<int> Numbers() { await Task.Yield(); yield return 1; }
                Task Chain(Task t) => t.ContinueWith(async x => { await x; }).Unwrap().ContinueWith(x => Console.WriteLine(x.Exception), TaskScheduler.Default);
            }
        }
        """;

    const string Resources = """
        namespace Resources
        {
            class C : IAsyncDisposable, IDisposable
            {
                static readonly AsyncLocal<int> Ambient = new();
                readonly SemaphoreSlim gate = new(1, 1);
                Task Returned() { using var s = new FileStream("x", FileMode.Open); return s.FlushAsync(); }
                Task<int> InTry() { try { return Go(); } catch (IOException) { return Task.FromResult(0); } finally { Ambient.Value = 1; } }
                Task Locked() { lock (gate) { return Go(); } }
                async Task<int> Go() { await gate.WaitAsync(); try { return await Task.FromResult(1); } finally { gate.Release(); } }
                async Task Twice() { gate.Wait(); await Go(); gate.Release(); if (await gate.WaitAsync(10)) { } using (var c = new C()) { await c.Go(); } await using var d = new C(); }
                async Task Using() { using (var s = File.OpenRead("x")) { s.ReadAsync(new byte[1]); await s.ReadAsync(new byte[1].AsMemory()); } using var cts = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken.None); Go(); }
                public void Dispose() { DisposeAsync().AsTask().Wait(); DisposeAsync().GetAwaiter().GetResult(); }
                public async ValueTask DisposeAsync() { await Go(); GC.SuppressFinalize(this); }
                ValueTask<int> Value() => new(Go());
                async Task Values() { var v = Value(); await v; await v; var t = v.AsTask(); _ = v.Result; var cold = new Task(() => { }); await cold; _ = t; }
            }
        }
        """;

    const string Void = """
        namespace Void
        {
            delegate void Handler(object sender, EventArgs e);
            class Button { public event EventHandler Click; public event Handler Other; public void Raise() { Click?.Invoke(this, EventArgs.Empty); Other?.Invoke(this, null); } public Action On { get; set; } }
            interface ICommand { void Execute(object parameter); }
            class C : ICommand
            {
                async void Plain() { await Task.Delay(1); throw new Exception(); }
                async void OnClick(object sender, EventArgs e) { await Task.Delay(1); }
                async void Guarded(object sender, EventArgs e) { try { await Task.Delay(1); } catch (Exception x) { Console.WriteLine(x); } }
                public async void Execute(object parameter) => await Task.Yield();
                public void Wire(Button b)
                {
                    b.Click += OnClick; b.Click += async (s, e) => await Task.Delay(1); b.Other += Guarded; b.Click += new EventHandler(OnClick); b.On = async () => { await Task.Yield(); Plain(); };
                    Plain(); Take(async () => await Task.Yield()); Take(Plain); TakeMany(Plain, async () => { }); new Timer(async _ => await Task.Delay(1)); new Thread(async () => await Task.Yield()).Start();
                    async void Local() { await Task.Yield(); } Local();
                    Action a = async delegate { await Task.Yield(); }; a += Local; a();
                    Overloaded(async () => { await Task.Yield(); }); SynchronizationContext.Current?.Post(async s => await Task.Yield(), null);
                }
                void Take(Action a) => a(); void TakeMany(params Action[] all) { } void Overloaded(Action a) { } void Overloaded(Func<Task> f) { f(); }
            }
        }
        """;

    const string Custom = """
        namespace Custom
        {
            using System.Runtime.CompilerServices;
            [AsyncMethodBuilder(typeof(MyTaskBuilder))]
            public class MyTask { public Awaiter GetAwaiter() => new(); public MyTask Fluent() => this; }
            public struct Awaiter : ICriticalNotifyCompletion { public bool IsCompleted => true; public void GetResult() { } public void OnCompleted(Action a) => a(); public void UnsafeOnCompleted(Action a) => a(); }
            public class MyTaskBuilder
            {
                public static MyTaskBuilder Create() => new(); public MyTask Task => new(); public void SetResult() { } public void SetException(Exception e) { }
                public void SetStateMachine(IAsyncStateMachine m) { } public void Start<T>(ref T m) where T : IAsyncStateMachine => m.MoveNext();
                public void AwaitOnCompleted<A, T>(ref A a, ref T m) where A : INotifyCompletion where T : IAsyncStateMachine { }
                public void AwaitUnsafeOnCompleted<A, T>(ref A a, ref T m) where A : ICriticalNotifyCompletion where T : IAsyncStateMachine { }
            }
            static class Ext { public static TaskAwaiter GetAwaiter(this TimeSpan t) => Task.Delay(t).GetAwaiter(); public static TaskAwaiter GetAwaiter(this int i) => Task.Delay(i).GetAwaiter(); }
            record R(Task Inner, int Value = 1) { public async MyTask Go() { await 5; await TimeSpan.Zero; Go().Fluent(); Go(); TimeSpan.FromSeconds(1); await this; } public TaskAwaiter GetAwaiter() => Inner.GetAwaiter(); }
            struct S<T>(Task<T> task) where T : notnull { public readonly T Get() => task.Result; public async Task<T> GetAsync() { var r = task; Task.Run(() => r); return await r; } }
            class D : DelegatingHandler { protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) { base.SendAsync(request, token); return await base.SendAsync(request, CancellationToken.None); } }
        }
        """;

    const string Syntax = """""
        #define X
        #pragma warning disable CS1998
        namespace Syntax
        {
            /// <summary>See <see cref="M{T}(Task{T}, int[])"/>.</summary>
            [Obsolete(nameof(Task<int>.Result))]
            file class C<T>(Task<T> primary, int[] xs) : List<Task>
            {
                T P => primary.Result;
                async Task<U> M<U>(Task<U> t, params int[] rest)
                {
        #if X
                    t.Wait(/* inner */); // trailing
        #elif Y
                    t.Wait(;
        #else
                    await
        #endif
                    #region r
                    var x = /*a*/ t /*b*/ . /*c*/ Result /*d*/; int[] all = [.. rest, (await Task.FromResult(1)), xs is [1, .., 2] ? 1 : 2];
                    #endregion
                    var text = $$"""{{{t.Result}}} {not}""" + $"{(t.IsCompleted ? $"{t.Result}" : "no")}";
                    var anon = new { t.Result, Inner = await t }; var tuple = (t.Result, B: t.GetAwaiter().GetResult()); (x, _) = (await t, 1);
                    void Refs() { ref int r = ref all[0]; Span<int> span = stackalloc int[2]; r = span[^1]; t.Wait(); } Refs();
                    foreach (var (k, v) in new Dictionary<int, Task>()) { v.Wait(); } do { t.Wait(); } while (!t.IsCompleted); fixedLoop: for (; ; ) { break; }
                    static int F(in int a, ref int b, out int c) { c = a; return b; } var z = F(1, ref all[1], out var o); Func<int, Task<int>> f = static async (int i = 1) => { await Task.Yield(); return i; };
                    var same = with1(x) ?? default; if (!(x is not null and not string { Length: > 3 })) goto fixedLoop2; fixedLoop2: ;
                    throw null ?? (text, anon, tuple, z, o, f, same) switch { _ => new AggregateException(t.Exception!) };
                }
                object with1(object o) => o;
            }
        }
        """"";

#if !ROSLYN_FLOOR
    /// <summary>What the oldest supported compiler does not know: C# 13 and 14.</summary>
    const string Newer = """
        namespace Newer
        {
            static class Ext { extension(Task task) { public void Forget() { } public bool Done => task.IsCompleted; } }

            partial class C
            {
                public partial Task<int> Property { get; }
                public partial Task<int> Property => field ??= One(1);
                int Backed { get; set { field = One(value).Result; One(value); } }
                readonly Lock gate = new();
                async Task<int> One(int i) { await Task.Delay(i); return i; }

                async Task M(int[] items, C other)
                {
                    await Task.WhenAll([One(3), One(4)]); Task.WhenAll(One(1), One(2)); Task.WaitAll([One(1), One(2)]);
                    ref int r = ref items[0]; Span<int> span = stackalloc int[2]; r = span[^1]; One(r); await One(2);
                    unsafe { int i = 1; int* p = &i; One(*p).Wait(); }
                    lock (gate) { One(1).Wait(); } gate.Enter(); try { await One(1); } finally { gate.Exit(); }
                    other?.Backed = One(1).Result; One(1).Forget(); if (One(1).Done) { } Take(One(1), One(2));
                }

                void Take(params IEnumerable<Task> tasks) { }
                IEnumerable<int> Iterator() { Span<int> span = [1]; yield return One(span[0]).Result; }
            }
        }
        """;
#endif

    const string TopLevel = """
        var args2 = args; var client = new HttpClient();
        client.GetStringAsync("x"); var text = client.GetStringAsync("x").Result; Thread.Sleep(1); Work().Wait();
        await Work(); foreach (var a in args2) { Work(a.Length); } Func<Task> f = async () => await Work(); f();
        using var stream = File.OpenRead("x"); stream.Read(new byte[1], 0, 1); Console.WriteLine(text + Work());
        async Task<int> Work(int i = 1) { await Task.Delay(i); Work(); return Work().Result; }
        return await Work();
        """;
}
