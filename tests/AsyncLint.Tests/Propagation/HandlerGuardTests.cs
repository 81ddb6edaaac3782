namespace AsyncLint.Tests.Propagation;

/// <summary>How the guard of an async void handler is written: where its lines go, and to whom it reports.</summary>
public sealed class HandlerGuardTests
{
    private static Task Converts(string before, string after, Setup? setup = null) => VerifyFix.Of<BlockRules, BlockRulesFix>(before, after, setup);

    [Fact]
    public Task Lines_move_in_and_stay_as_they_are_otherwise() => Converts(
        """
        class Page
        {
            // on the UI thread
            private void OnClick(object sender, EventArgs e)
            { // begin
                Enabled = false;
        #if SLOW
                Wait( 1 );
        #endif

                // the slow part
                var text = {|ASL2002:LoadAsync().Result|};
                if(text!="") Show(text,
                                  "title");
        #region more
                var long_text = @"first
            second";
        #endregion
                Enabled = true; // again
                // done
        #if SLOW
                Wait( 2 );
        #endif
            } // OnClick

            bool Enabled { get; set; }
            Task<string> LoadAsync() => Task.Run(() => "");
            void Show(string text, string title) { }
        }
        """,
        """
        using System.Diagnostics;

        class Page
        {
            // on the UI thread
            private async void OnClick(object sender, EventArgs e)
            { // begin
                try
                {
                    Enabled = false;
        #if SLOW
                Wait( 1 );
        #endif

                    // the slow part
                    var text = await LoadAsync();
                    if(text!="") Show(text,
                                      "title");
        #region more
                    var long_text = @"first
            second";
        #endregion
                    Enabled = true; // again
                    // done
        #if SLOW
                Wait( 2 );
        #endif
                }
                catch (Exception exception)
                {
                    Trace.TraceError(exception.ToString());
                }
            } // OnClick

            bool Enabled { get; set; }
            Task<string> LoadAsync() => Task.Run(() => "");
            void Show(string text, string title) { }
        }
        """);

    [Fact]
    public Task A_line_further_in_than_its_block_does_not_count() => Converts(
        "using System.Diagnostics;\n\nclass Page\n{\n    void OnClick(object s, EventArgs e)\n    {\n            {|ASL2002:Task.Delay(1).Wait()|};\n        Other();\n    }\n    void Other() { }\n}\n",
        "using System.Diagnostics;\n\nclass Page\n{\n    async void OnClick(object s, EventArgs e)\n    {\n        try\n        {\n            await Task.Delay(1);\n            Other();\n        }\n        catch (Exception exception)\n        {\n            Trace.TraceError(exception.ToString());\n        }\n    }\n    void Other() { }\n}\n");

    [Fact]
    public Task Two_blocks_in_one_handler_get_one_guard() => Converts(
        """
        using System.Diagnostics;

        class Page
        {
            void OnClick(object sender, EventArgs e)
            {
                {|ASL2002:Task.Delay({|ASL2002:LoadAsync().Result|}).Wait()|};
                {|ASL2002:Task.Delay(2).Wait()|};
                Other += (s, x) =>
                {
                    {|ASL2002:Task.Delay(3).Wait()|};
                };
            }

            event EventHandler Other { add { } remove { } }
            Task<int> LoadAsync() => Task.Run(() => 1);
        }
        """,
        """
        using System.Diagnostics;

        class Page
        {
            async void OnClick(object sender, EventArgs e)
            {
                try
                {
                    await Task.Delay(await LoadAsync());
                    await Task.Delay(2);
                    Other += async (s, x) =>
                    {
                        try
                        {
                            await Task.Delay(3);
                        }
                        catch (Exception exception)
                        {
                            Trace.TraceError(exception.ToString());
                        }
                    };
                }
                catch (Exception exception)
                {
                    Trace.TraceError(exception.ToString());
                }
            }

            event EventHandler Other { add { } remove { } }
            Task<int> LoadAsync() => Task.Run(() => 1);
        }
        """);

    [Theory]
    [InlineData("void OnClick(object s, EventArgs e) { {|ASL2002:Task.Delay(1).Wait()|}; }", "async void OnClick(object s, EventArgs e)", "await Task.Delay(1);", "")]
    [InlineData("void OnClick(object s, EventArgs e) { Other(); {|ASL2002:Task.Delay(1).Wait()|}; } // why", "async void OnClick(object s, EventArgs e)", "Other();\nawait Task.Delay(1);", " // why")]
    [InlineData("void OnClick(object s, EventArgs e) => {|ASL2002:Task.Delay(1).Wait()|}; // why", "async void OnClick(object s, EventArgs e)", "await Task.Delay(1);", " // why")]
    [InlineData("void OnClick(object s, EventArgs e) =>\n    // one\n    {|ASL2002:Task.Delay(1).Wait()|};", "async void OnClick(object s, EventArgs e)", "// one\nawait Task.Delay(1);", "")]
    [InlineData("void OnClick(object s, EventArgs e)\n    => X = {|ASL2002:Task.Run(() => 1).Result|} + 1;", "async void OnClick(object s, EventArgs e)", "X = await Task.Run(() => 1) + 1;", "")]
    [InlineData("void N() { Click += (s, e) => {|ASL2002:Task.Delay(1).Wait()|}; }", "void N() { Click += async (s, e) =>", "await Task.Delay(1);", "; }")]
    [InlineData("void N() => Click += delegate { {|ASL2002:Task.Delay(1).Wait()|}; };", "void N() => Click += async delegate", "await Task.Delay(1);", ";")]
    public Task What_stood_on_one_line_gets_lines(string before, string head, string statements, string tail) => Converts(
        Page(before), Page($"{head}\n{{\n    try\n    {{\n        {statements.Replace("\n", "\n        ", StringComparison.Ordinal)}\n    }}\n    catch (Exception exception)\n    {{\n        Trace.TraceError(exception.ToString());\n    }}\n}}{tail}"));

    private static string Page(string member) =>
        $"using System.Diagnostics;\n\nclass Page\n{{\n    {member.Replace("\n", "\n    ", StringComparison.Ordinal)}\n    void Other() {{ }}\n    int X {{ get; set; }}\n    event EventHandler Click {{ add {{ }} remove {{ }} }}\n}}\n";

    [Fact]
    public Task Tabs_and_brace_style_are_those_of_the_file() => Converts(
        "using System.Diagnostics;\n\nclass Page {\n\tvoid OnClick(object s, EventArgs e) {\n\t\tM();\n\t\t{|ASL2002:Task.Delay(1).Wait()|};\n\t}\n\tvoid M() { }\n}\n",
        "using System.Diagnostics;\n\nclass Page {\n\tasync void OnClick(object s, EventArgs e) {\n\t\ttry {\n\t\t\tM();\n\t\t\tawait Task.Delay(1);\n\t\t} catch (Exception exception) {\n\t\t\tTrace.TraceError(exception.ToString());\n\t\t}\n\t}\n\tvoid M() { }\n}\n",
        new() { Options = "indent_style = tab\ncsharp_new_line_before_open_brace = none\ncsharp_new_line_before_catch = false" });

    [Fact]
    public Task Line_ends_are_those_of_the_file()
    {
        const string Before = "using System.Diagnostics;\n\nclass Page\n{\n    void OnClick(object s, EventArgs e)\n    {\n        {|ASL2002:Task.Delay(1).Wait()|};\n    }\n}\n";
        const string After = "using System.Diagnostics;\n\nclass Page\n{\n    async void OnClick(object s, EventArgs e)\n    {\n        try\n        {\n            await Task.Delay(1);\n        }\n        catch (Exception exception)\n        {\n            Trace.TraceError(exception.ToString());\n        }\n    }\n}\n";
        return Converts(Before.ReplaceLineEndings("\r\n"), After.ReplaceLineEndings("\r\n"), new() { Options = "end_of_line = crlf" });
    }

    [Fact]
    public Task A_body_that_is_guarded_already_only_becomes_async() => Converts(
        """
        class Page
        {
            void OnClick(object sender, EventArgs e)
            {
                try
                {
                    {|ASL2002:Task.Delay(1).Wait()|};
                }
                catch (Exception error)
                {
                    Console.WriteLine(error);
                }
            }

            void M() => Click += (s, e) => { try { {|ASL2002:Task.Delay(2).Wait()|}; } catch { } };
            void N() { Click += L; void L(object s, EventArgs e) { try { {|ASL2002:Task.Delay(3).Wait()|}; } catch { } finally { } } }
            event EventHandler Click { add { } remove { } }
        }
        """,
        """
        class Page
        {
            async void OnClick(object sender, EventArgs e)
            {
                try
                {
                    await Task.Delay(1);
                }
                catch (Exception error)
                {
                    Console.WriteLine(error);
                }
            }

            void M() => Click += async (s, e) => { try { await Task.Delay(2); } catch { } };
            void N() { Click += L; async void L(object s, EventArgs e) { try { await Task.Delay(3); } catch { } finally { } } }
            event EventHandler Click { add { } remove { } }
        }
        """);

    [Theory]
    [InlineData("void M() { try { } catch (Exception ex) { Console.WriteLine(ex); } }", "ex", "the file's name for it")]
    [InlineData("void M() { try { } catch (Exception ex) { Console.WriteLine(ex); } } int ex { get; }", "ex", "another member's name")]
    [InlineData("void M() { try { } catch (Exception) { } }", "exception", "no name in the file")]
    [InlineData("void M() { try { } catch (Exception s) { Console.WriteLine(s); } }", "exception", "a parameter's name")]
    public Task The_exception_is_named_as_in_the_file(string member, string name, string because)
    {
        Assert.NotEmpty(because);
        return Converts(
            Page("void OnClick(object s, EventArgs e)\n{\n    {|ASL2002:Task.Delay(1).Wait()|};\n}\n" + member),
            Page($"async void OnClick(object s, EventArgs e)\n{{\n    try\n    {{\n        await Task.Delay(1);\n    }}\n    catch (Exception {name})\n    {{\n        Trace.TraceError({name}.ToString());\n    }}\n}}\n" + member));
    }

    [Theory]
    [InlineData("void N() { var exception = 1; Click += (s, e) => {|ASL2002:Task.Delay(exception).Wait()|}; }", "exception2", "a variable around the lambda")]
    [InlineData("void N(int exception) { int exception2 = 1; Click += (s, e) => {|ASL2002:Task.Delay(exception).Wait()|}; }", "exception3", "variables around the lambda")]
    [InlineData("void N(int i) { if (i > 1) { var exception = 1; } Click += (s, exception3) => {|ASL2002:Task.Delay(1).Wait()|}; }", "exception", "none of them is around the lambda")]
    public Task The_exception_gets_a_name_that_is_free(string before, string name, string because)
    {
        Assert.NotEmpty(because);
        var (head, rest) = (before[..before.IndexOf("=> {|", StringComparison.Ordinal)], before[(before.IndexOf("=> {|", StringComparison.Ordinal) + "=> {|ASL2002:".Length)..]);
        var awaited = rest[..rest.IndexOf(".Wait", StringComparison.Ordinal)];
        return Converts(
            Page(before),
            Page($"{head.Replace("(s,", "async (s,", StringComparison.Ordinal)}=>\n{{\n    try\n    {{\n        await {awaited};\n    }}\n    catch (Exception {name})\n    {{\n        Trace.TraceError({name}.ToString());\n    }}\n}}; }}"));
    }

    private const string Loggers = """
        namespace Microsoft.Extensions.Logging
        {
            public interface ILogger { }
            public interface ILogger<T> : ILogger { }
            public static class LoggerExtensions
            {
                public static void LogError(this ILogger logger, Exception exception, string message, params object[] args) { }
                public static void LogError(this ILogger logger, string message, params object[] args) { }
            }
        }
        namespace Serilog { public interface ILogger { void Error(Exception exception, string messageTemplate); } public class Log { public static ILogger Logger { get; } } }
        namespace NLog { public interface ILogger { } public class Logger : ILogger { public void Error(Exception exception, string message) { } public void Error(string message) { } } }
        namespace log4net { public interface ILog { void Error(object message); void Error(object message, Exception exception); } }
        class Base { protected readonly Microsoft.Extensions.Logging.ILogger Log; private readonly Microsoft.Extensions.Logging.ILogger hidden; object M() => hidden; }
        class Outer { private readonly Microsoft.Extensions.Logging.ILogger log; object M() => log; }
        """;

    [Theory]
    [InlineData("class Page", "readonly ILogger<Page> logger;", "logger.LogError(exception, \"OnClick failed\")")]
    [InlineData("class Page", "ILogger Logger { get; }", "Logger.LogError(exception, \"OnClick failed\")")]
    [InlineData("class Page", "static readonly ILogger s_logger;", "s_logger.LogError(exception, \"OnClick failed\")")]
    [InlineData("class Page(ILogger<Page> logger)", "", "logger.LogError(exception, \"OnClick failed\")")]
    [InlineData("class Page : Base", "", "Log.LogError(exception, \"OnClick failed\")")]
    [InlineData("class Page : Base", "readonly ILogger own;", "own.LogError(exception, \"OnClick failed\")")]
    [InlineData("class Page", "readonly Serilog.ILogger log;", "log.Error(exception, \"OnClick failed\")")]
    [InlineData("class Page", "static readonly NLog.Logger Log;", "Log.Error(exception, \"OnClick failed\")")]
    [InlineData("class Page", "readonly log4net.ILog log;", "log.Error(\"OnClick failed\", exception)")]
    [InlineData("#nullable enable\nclass Page", "readonly ILogger? logger;", "logger?.LogError(exception, \"OnClick failed\")")]
    [InlineData("class Page", "readonly int Log; readonly ILogger e, logger;", "logger.LogError(exception, \"OnClick failed\")")]
    public Task The_guard_reports_to_the_logger_of_the_class(string page, string members, string report) => Reports(page, members, "", report);

    [Theory]
    [InlineData("class Page", "ILogger Get() => null;", "", "a method")]
    [InlineData("class Page", "ILogger Logger { set { } }", "", "not to be read")]
    [InlineData("class Page", "readonly ILogger e;", "", "hidden by a parameter")]
    [InlineData("class Page", "readonly NLog.ILogger log;", "", "no such method")]
    [InlineData("class Page : Outer", "", "", "another class's")]
    [InlineData("class Page", "readonly ILogger logger;", "static ", "an instance's")]
    public Task The_guard_traces_where_the_class_has_no_logger_at_hand(string page, string members, string modifier, string because)
    {
        Assert.NotEmpty(because);
        return Reports(page, members, modifier, "Trace.TraceError(exception.ToString())");
    }

    [Fact]
    public Task The_guard_traces_where_the_file_does_not_see_the_loggers_extensions() => Converts(
        "using System.Diagnostics;\n\npartial class Page\n{\n    void OnClick(object s, EventArgs e)\n    {\n        {|ASL2002:Task.Delay(1).Wait()|};\n    }\n}\n",
        "using System.Diagnostics;\n\npartial class Page\n{\n    async void OnClick(object s, EventArgs e)\n    {\n        try\n        {\n            await Task.Delay(1);\n        }\n        catch (Exception exception)\n        {\n            Trace.TraceError(exception.ToString());\n        }\n    }\n}\n",
        new() { Files = { ["Loggers.cs"] = Loggers, ["Page.cs"] = "partial class Page { Microsoft.Extensions.Logging.ILogger Logger { get; } }" } });

    [Fact]
    public Task A_lambda_tells_the_event_that_it_handles() => Converts(
        """
        using Microsoft.Extensions.Logging;

        class Page
        {
            readonly ILogger logger;

            Page() => Click += (_, _) => {|ASL2002:Task.Delay(1).Wait()|};

            event EventHandler Click { add { } remove { } }
        }
        """,
        """
        using Microsoft.Extensions.Logging;

        class Page
        {
            readonly ILogger logger;

            Page() => Click += async (_, _) =>
            {
                try
                {
                    await Task.Delay(1);
                }
                catch (Exception exception)
                {
                    logger.LogError(exception, "Click handler failed");
                }
            };

            event EventHandler Click { add { } remove { } }
        }
        """,
        new() { Files = { ["Loggers.cs"] = Loggers } });

    private static Task Reports(string page, string members, string modifier, string report)
    {
        var head = $"using System.Diagnostics;\nusing Microsoft.Extensions.Logging;\n#pragma warning disable CS0649\n\n{page}\n{{\n    {members}\n    {modifier}";
        return Converts(
            head + "void OnClick(object s, EventArgs e)\n    {\n        {|ASL2002:Task.Delay(1).Wait()|};\n    }\n}\n",
            head + $"async void OnClick(object s, EventArgs e)\n    {{\n        try\n        {{\n            await Task.Delay(1);\n        }}\n        catch (Exception exception)\n        {{\n            {report};\n        }}\n    }}\n}}\n",
            new() { Files = { ["Loggers.cs"] = Loggers } });
    }
}
