using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncLint.Tests.Propagation;

/// <summary>Functions that a framework calls: those whose task it awaits return one, under the name that it knows; others stay.</summary>
public sealed class HostTests
{
    private static Task Converts(string before, string after, Setup? setup = null) => VerifyFix.Of<BlockRules, BlockRulesFix>(before, after, setup);

    private static Task Keeps(string source, Setup? setup = null) => VerifyFix.None<BlockRules, BlockRulesFix>(source, setup);

    private const string TestFrameworks = """
        namespace Xunit
        {
            public class FactAttribute : System.Attribute { }
            public class TheoryAttribute : FactAttribute { }
            public class InlineDataAttribute(object value) : System.Attribute { public object Value => value; }
        }
        namespace NUnit.Framework
        {
            public class TestAttribute : System.Attribute { public object ExpectedResult { get; set; } }
            public class TestCaseAttribute(object value) : System.Attribute { public object Value => value; public object ExpectedResult { get; set; } }
            public class TestCaseSourceAttribute(string name) : System.Attribute { public string Name => name; }
            public class SetUpAttribute : System.Attribute { }
            public class TearDownAttribute : System.Attribute { }
            public class OneTimeSetUpAttribute : System.Attribute { }
            public class OneTimeTearDownAttribute : System.Attribute { }
        }
        namespace Microsoft.VisualStudio.TestTools.UnitTesting
        {
            public class TestContext { }
            public class TestMethodAttribute : System.Attribute { }
            public class DataTestMethodAttribute : TestMethodAttribute { }
            public class TestInitializeAttribute : System.Attribute { }
            public class TestCleanupAttribute : System.Attribute { }
            public class ClassInitializeAttribute : System.Attribute { }
            public class ClassCleanupAttribute : System.Attribute { }
            public class AssemblyInitializeAttribute : System.Attribute { }
            public class AssemblyCleanupAttribute : System.Attribute { }
        }
        """;

    private static readonly Setup s_withTests = new() { Files = { ["Frameworks.cs"] = TestFrameworks } };

    private const string UnitTesting = "Microsoft.VisualStudio.TestTools.UnitTesting.";

    [Theory]
    [InlineData("[Xunit.Fact]", "public void Loads()")]
    [InlineData("[Xunit.Theory, Xunit.InlineData(1)]", "public void Loads(int id)")]
    [InlineData("[NUnit.Framework.Test]", "public void Loads()")]
    [InlineData("[NUnit.Framework.TestCase(1)]", "public void Loads(int id)")]
    [InlineData("[NUnit.Framework.TestCaseSource(\"Ids\")]", "public void Loads(int id)")]
    [InlineData("[NUnit.Framework.SetUp]", "public void Begin()")]
    [InlineData("[NUnit.Framework.TearDown]", "public void End()")]
    [InlineData("[NUnit.Framework.OneTimeSetUp]", "public void Begin()")]
    [InlineData("[NUnit.Framework.OneTimeTearDown]", "public void End()")]
    [InlineData($"[{UnitTesting}TestMethod]", "public void Loads()")]
    [InlineData($"[{UnitTesting}DataTestMethod]", "public void Loads(int id)")]
    [InlineData($"[{UnitTesting}TestInitialize]", "public void Begin()")]
    [InlineData($"[{UnitTesting}TestCleanup]", "public void End()")]
    [InlineData($"[{UnitTesting}ClassInitialize]", $"public static void Begin({UnitTesting}TestContext context)")]
    [InlineData($"[{UnitTesting}ClassCleanup]", "public static void End()")]
    [InlineData($"[{UnitTesting}AssemblyInitialize]", $"public static void Begin({UnitTesting}TestContext context)")]
    [InlineData($"[{UnitTesting}AssemblyCleanup]", "public static void End()")]
    public Task A_test_and_what_is_run_around_it_return_a_task(string attribute, string head) => Converts(
        $"public class Tests\n{{\n    {attribute}\n    {head}\n    {{\n        {{|ASL2002:Task.Delay(1).Wait()|}};\n    }}\n}}\n",
        $"public class Tests\n{{\n    {attribute}\n    {head.Replace("void", "async Task", StringComparison.Ordinal)}\n    {{\n        await Task.Delay(1);\n    }}\n}}\n",
        s_withTests);

    [Theory]
    [InlineData("[NUnit.Framework.Test(ExpectedResult = 1)]", "public int Loads()")]
    [InlineData("[NUnit.Framework.TestCase(1, ExpectedResult = 1)]", "public int Loads(int id)")]
    public Task A_test_whose_result_is_compared_returns_a_task_of_it(string attribute, string head) => Converts(
        $"public class Tests\n{{\n    {attribute}\n    {head} => {{|ASL2002:Task.Run(() => 1).Result|}};\n}}\n",
        $"public class Tests\n{{\n    {attribute}\n    {head.Replace("int Loads", "async Task<int> Loads", StringComparison.Ordinal)} => await Task.Run(() => 1);\n}}\n",
        s_withTests);

    [Fact]
    public Task A_test_changes_with_what_it_overrides() => Converts(
        "public abstract class Base { public abstract void Loads(); } public class Tests : Base { [Xunit.Fact] public override void Loads() => {|ASL2002:Task.Delay(1).Wait()|}; }",
        "public abstract class Base { public abstract Task Loads(); } public class Tests : Base { [Xunit.Fact] public override async Task Loads() => await Task.Delay(1); }",
        s_withTests);

    [Theory]
    [InlineData("public class T { public T() => {|ASL2002:Task.Delay(1).Wait()|}; [Xunit.Fact] public void A() { } }", "a constructor")]
    [InlineData("public class T : IDisposable { public void Dispose() => {|ASL2002:Task.Delay(1).Wait()|}; [Xunit.Fact] public void A() { } }", "an interface")]
    [InlineData("public class T { [Xunit.Fact] public void A() => {|ASL2002:Task.Delay(1).Wait()|}; public void B() => A(); }", "called")]
    [InlineData("public class T { [Xunit.Fact] public int A() => {|ASL2002:Task.Run(() => 1).Result|}; }", "no test of xunit's has a result")]
    public Task What_a_test_framework_does_not_await_stays(string source, string because)
    {
        Assert.NotEmpty(because);
        return Keeps(source, s_withTests);
    }

    [Theory]
    [InlineData("static void Main()", "static async Task Main()", "")]
    [InlineData("public static void Main(string[] args)", "public static async Task Main(string[] args)", "")]
    [InlineData("static int Main()", "static async Task<int> Main()", " return 1;")]
    [InlineData("private static int Main(string[] args)", "private static async Task<int> Main(string[] args)", " return args.Length;")]
    public Task The_entry_point_returns_a_task(string before, string after, string rest) => Converts(
        $"class Program {{ {before} {{ {{|ASL2002:Task.Delay(1).Wait()|}};{rest} }} }}",
        $"class Program {{ {after} {{ await Task.Delay(1);{rest} }} }}",
        new() { OutputKind = OutputKind.ConsoleApplication });

    [Fact]
    public Task The_entry_point_takes_its_callees_along() => Converts(
        "class Program { static void Main() { Run(); } static void Run() { {|ASL2002:Task.Delay(1).Wait()|}; } }",
        "class Program { static async Task Main() { await RunAsync(); } static async Task RunAsync() { await Task.Delay(1); } }",
        new() { OutputKind = OutputKind.ConsoleApplication });

    [Theory]
    [InlineData("class Program { static void Main() { {|ASL2002:Task.Delay(1).Wait()|}; } }", LanguageVersion.CSharp7, "async Main came with C# 7.1")]
    [InlineData("class Program { static void Main() { Run(); } static void Run() { {|ASL2002:Task.Delay(1).Wait()|}; } }", LanguageVersion.CSharp7, "async Main came with C# 7.1")]
    [InlineData("class Program { static void Main(string[] args) { {|ASL2002:Task.Delay(1).Wait()|}; if (args.Length > 9) { Main(args); } } }", LanguageVersion.Latest, "it calls itself")]
    public Task The_entry_point_stays_where_it_may_not_be_async(string source, LanguageVersion version, string because)
    {
        Assert.NotEmpty(because);
        return Keeps("using System.Threading.Tasks; " + source, new() { OutputKind = OutputKind.ConsoleApplication, LanguageVersion = version });
    }

    [Fact]
    public Task Top_level_code_awaits() => Converts(
        """
        Run();
        var text = {|ASL2002:Load().Result|};
        Console.WriteLine(text);

        static void Run() => {|ASL2002:Task.Delay(1).Wait()|};
        static Task<string> Load() => Task.Run(() => "");
        """,
        """
        await RunAsync();
        var text = await Load();
        Console.WriteLine(text);

        static async Task RunAsync() => await Task.Delay(1);
        static Task<string> Load() => Task.Run(() => "");
        """);

    private static readonly Setup s_web = new() { References = References.AspNetCore };

    [Fact]
    public Task A_controllers_action_keeps_its_name() => Converts(
        """
        using Microsoft.AspNetCore.Mvc;

        [ApiController]
        public class OrdersController : ControllerBase
        {
            [HttpGet("{id}")]
            public IActionResult Get(int id)
            {
                var order = {|ASL2002:LoadAsync(id).Result|};
                return order is null ? NotFound() : Ok(order);
            }

            public ActionResult<string> GetName(int id) => {|ASL2002:LoadAsync(id).Result|};

            [HttpDelete]
            public void Delete(int id) => Remove(id);

            private void Remove(int id) => {|ASL2002:LoadAsync(id).Wait()|};

            private Task<string> LoadAsync(int id) => Task.Run(() => id.ToString());
        }
        """,
        """
        using Microsoft.AspNetCore.Mvc;

        [ApiController]
        public class OrdersController : ControllerBase
        {
            [HttpGet("{id}")]
            public async Task<IActionResult> Get(int id)
            {
                var order = await LoadAsync(id);
                return order is null ? NotFound() : Ok(order);
            }

            public async Task<ActionResult<string>> GetName(int id) => await LoadAsync(id);

            [HttpDelete]
            public async Task Delete(int id) => await RemoveAsync(id);

            private async Task RemoveAsync(int id) => await LoadAsync(id);

            private Task<string> LoadAsync(int id) => Task.Run(() => id.ToString());
        }
        """,
        s_web);

    [Theory]
    [InlineData("[NonAction] public void M() => {|ASL2002:Task.Delay(1).Wait()|};", "no action")]
    [InlineData("void M() => {|ASL2002:Task.Delay(1).Wait()|};", "no action")]
    [InlineData("public static void M() => {|ASL2002:Task.Delay(1).Wait()|};", "no action")]
    [InlineData("public override NotFoundResult NotFound() { {|ASL2002:Task.Delay(1).Wait()|}; return base.NotFound(); }", "an override")]
    [InlineData("public int P => {|ASL2002:Task.Run(() => 1).Result|};", "a property")]
    public Task What_a_controller_has_besides_actions_stays(string member, string because)
    {
        Assert.NotEmpty(because);
        return Keeps($"using Microsoft.AspNetCore.Mvc; public class OrdersController : ControllerBase {{ {member} }}", s_web);
    }

    [Fact]
    public Task A_razor_pages_handler_keeps_its_name() => Converts(
        """
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.AspNetCore.Mvc.RazorPages;

        public class IndexModel : PageModel
        {
            public string Text { get; set; }

            public void OnGet() => Text = {|ASL2002:LoadAsync().Result|};

            public IActionResult OnPostDelete()
            {
                {|ASL2002:LoadAsync().Wait()|};
                return Page();
            }

            private Task<string> LoadAsync() => Task.Run(() => "");
        }
        """,
        """
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.AspNetCore.Mvc.RazorPages;

        public class IndexModel : PageModel
        {
            public string Text { get; set; }

            public async Task OnGet() => Text = await LoadAsync();

            public async Task<IActionResult> OnPostDelete()
            {
                await LoadAsync();
                return Page();
            }

            private Task<string> LoadAsync() => Task.Run(() => "");
        }
        """,
        s_web);

    [Fact]
    public Task What_a_razor_page_offers_its_markup_stays() => Keeps(
        "public class IndexModel : Microsoft.AspNetCore.Mvc.RazorPages.PageModel { public string Title() => {|ASL2002:Task.Run(() => \"\").Result|}; }", s_web);

    [Fact]
    public Task A_hubs_method_keeps_its_name() => Converts(
        """
        using Microsoft.AspNetCore.SignalR;

        public class Chat : Hub
        {
            public void Send(string text) => {|ASL2002:Clients.All.SendAsync("send", text).Wait()|};
            public int Count() => {|ASL2002:Task.Run(() => 1).Result|};
        }
        public interface IClient { Task Receive(string text); }
        public class Typed : Hub<IClient>
        {
            public void Send(string text) => {|ASL2002:Clients.All.Receive(text).Wait()|};
        }
        """,
        """
        using Microsoft.AspNetCore.SignalR;

        public class Chat : Hub
        {
            public async Task Send(string text) => await Clients.All.SendAsync("send", text);
            public async Task<int> Count() => await Task.Run(() => 1);
        }
        public interface IClient { Task Receive(string text); }
        public class Typed : Hub<IClient>
        {
            public async Task Send(string text) => await Clients.All.Receive(text);
        }
        """,
        s_web);

    [Fact]
    public Task An_endpoints_lambda_becomes_async() => Converts(
        """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;

        var app = WebApplication.Create();
        app.MapGet("/", () => {|ASL2002:Load().Result|});
        app.MapPost("/{id}", (int id, HttpRequest request) =>
        {
            var text = {|ASL2002:Load().Result|};
            if (id < 0)
            {
                return Results.NotFound();
            }

            return Results.Ok(text);
        }).WithName("post");
        app.MapGroup("/group").MapDelete("/", () => {|ASL2002:Load().Wait()|});
        app.MapMethods("/all", ["GET"], (HttpContext context) => { {|ASL2002:Load().Wait()|}; });
        app.MapFallback(() => {|ASL2002:Load().Result|});
        app.Run();

        static Task<string> Load() => Task.Run(() => "");
        """,
        """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;

        var app = WebApplication.Create();
        app.MapGet("/", async () => await Load());
        app.MapPost("/{id}", async (int id, HttpRequest request) =>
        {
            var text = await Load();
            if (id < 0)
            {
                return Results.NotFound();
            }

            return Results.Ok(text);
        }).WithName("post");
        app.MapGroup("/group").MapDelete("/", async () => await Load());
        app.MapMethods("/all", ["GET"], async (HttpContext context) => { await Load(); });
        app.MapFallback(async () => await Load());
        app.Run();

        static Task<string> Load() => Task.Run(() => "");
        """,
        s_web);

    [Theory]
    [InlineData("app.MapGet(\"/\", (HttpContext context) => {|ASL2002:Load().Result|});", "as a RequestDelegate it would lose its result")]
    [InlineData("var builder = app.MapGet(\"/\", (HttpContext context) => { {|ASL2002:Load().Wait()|}; });", "another overload gives another builder")]
    [InlineData("app.MapGet(\"/\", string () => {|ASL2002:Load().Result|});", "its type is written")]
    [InlineData("app.MapGet(\"/\", (Delegate)(() => {|ASL2002:Load().Result|}));", "a cast")]
    [InlineData("Take(() => {|ASL2002:Load().Result|}); static void Take(Delegate any) { }", "nobody is known to await it")]
    [InlineData("Delegate any = () => {|ASL2002:Load().Result|}; app.MapGet(\"/\", any);", "a variable")]
    [InlineData("app.Lifetime.ApplicationStopping.Register(() => {|ASL2002:Load().Wait()|});", "a callback that nobody awaits")]
    public Task A_delegate_that_nobody_awaits_stays(string statement, string because)
    {
        Assert.NotEmpty(because);
        return Keeps(
            $"using Microsoft.AspNetCore.Builder; using Microsoft.AspNetCore.Http; var app = WebApplication.Create(); {statement} app.Run(); static Task<string> Load() => Task.Run(() => \"\");", s_web);
    }

    [Fact]
    public Task An_endpoints_method_becomes_async() => Converts(
        """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;

        static class Endpoints
        {
            public static void Map(WebApplication app) => app.MapGet("/", Get);

            private static IResult Get(int id) => Results.Ok({|ASL2002:LoadAsync().Result|});

            private static Task<string> LoadAsync() => Task.Run(() => "");
        }
        """,
        """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;

        static class Endpoints
        {
            public static void Map(WebApplication app) => app.MapGet("/", GetAsync);

            private static async Task<IResult> GetAsync(int id) => Results.Ok(await LoadAsync());

            private static Task<string> LoadAsync() => Task.Run(() => "");
        }
        """,
        s_web);

    [Fact]
    public Task Middleware_becomes_async() => Converts(
        """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;

        var app = WebApplication.Create();
        app.Use((context, next) =>
        {
            {|ASL2001:Load().Wait()|};
            return next(context);
        });
        app.Use(next => context =>
        {
            context.Items["text"] = {|ASL2001:Load().Result|};
            return next(context);
        });
        app.Run(context => context.Response.WriteAsync({|ASL2001:Load().Result|}));
        app.Run();

        static Task<string> Load() => Task.Run(() => "");
        """,
        """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;

        var app = WebApplication.Create();
        app.Use(async (context, next) =>
        {
            await Load();
            await next(context);
        });
        app.Use(next => async context =>
        {
            context.Items["text"] = await Load();
            await next(context);
        });
        app.Run(async context => await context.Response.WriteAsync(await Load()));
        app.Run();

        static Task<string> Load() => Task.Run(() => "");
        """,
        s_web);

    [Fact]
    public Task A_components_callback_becomes_async() => Converts(
        """
        using Microsoft.AspNetCore.Components;
        using Microsoft.AspNetCore.Components.Web;

        public class Counter : ComponentBase
        {
            EventCallback Plain() => EventCallback.Factory.Create(this, () => {|ASL2002:Load().Wait()|});
            EventCallback<MouseEventArgs> Typed() => EventCallback.Factory.Create<MouseEventArgs>(this, e => { {|ASL2002:Load().Wait()|}; });
            void Queue() => InvokeAsync(() => {|ASL2002:Load().Wait()|});
            Task<string> Load() => Task.Run(() => "");
        }
        """,
        """
        using Microsoft.AspNetCore.Components;
        using Microsoft.AspNetCore.Components.Web;

        public class Counter : ComponentBase
        {
            EventCallback Plain() => EventCallback.Factory.Create(this, async () => await Load());
            EventCallback<MouseEventArgs> Typed() => EventCallback.Factory.Create<MouseEventArgs>(this, async e => { await Load(); });
            void Queue() => InvokeAsync(async () => await Load());
            Task<string> Load() => Task.Run(() => "");
        }
        """,
        s_web);

    [Theory]
    [InlineData("protected override void OnInitialized() => {|ASL2002:Task.Delay(1).Wait()|};", "an override; OnInitializedAsync is another method")]
    [InlineData("protected override bool ShouldRender() => {|ASL2002:Task.Run(() => true).Result|};", "an override")]
    [InlineData("private string text; [Parameter] public string Text { get => text; set { {|ASL2002:Task.Delay(1).Wait()|}; text = value; } }", "a property")]
    public Task What_a_component_has_to_do_at_once_stays(string member, string because)
    {
        Assert.NotEmpty(because);
        return Keeps($"using Microsoft.AspNetCore.Components; public class Counter : ComponentBase {{ {member} }}", s_web);
    }
}
