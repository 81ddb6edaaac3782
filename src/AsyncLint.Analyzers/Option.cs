using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncLint;

/// <summary>An .editorconfig setting without its type, for the places that list them all.</summary>
internal abstract class Option(string name, string? ruleId, string defaultText, string values, string meaning)
{
    /// <summary>Every option of the package; docs/configuration.md is derived from it.</summary>
    public static ImmutableArray<Option> All { get; } = ImmutableArray.Create<Option>(
        Options.ForgetHelpers, Options.FluentApis, Options.UnawaitedCallAlternative, Options.ValueSinks, Options.IoApis, Options.BlockingApis, Options.SafeApis, Options.EventHandlers,
        Options.AsyncSuffix, Options.PublicApi, Options.NeverFaulting, Options.DiscardNames,
        Options.AppModel, Options.VirtualCalls, Options.OneTimePaths, Options.TestMethods);

    /// <summary>The key as a user writes it in general form.</summary>
    public string Key { get; } = ruleId is null ? "asynclint." + name : "asynclint." + ruleId + "." + name;

    public string DefaultText { get; } = defaultText;

    protected string Name { get; } = name;

    public string Values { get; } = values;

    public string Meaning { get; } = meaning;
}

/// <summary>One .editorconfig setting: <c>asynclint.NAME</c>, or <c>asynclint.ID.NAME</c>, which wins for that rule.</summary>
/// <param name="parse">Gives null for a value that it does not understand; the default then holds.</param>
internal sealed class Option<T>(string name, string? ruleId, T defaultValue, string defaultText, string values, string meaning, Func<string, T?> parse)
    : Option(name, ruleId, defaultText, values, meaning)
    where T : class
{
    /// <summary>The option's value for a tree, as the rule <paramref name="ruleId"/> sees it.</summary>
    public T Get(AnalyzerOptions options, SyntaxTree tree, string ruleId)
    {
        var config = options.AnalyzerConfigOptionsProvider.GetOptions(tree);
        return config.TryGetValue("asynclint." + ruleId + "." + Name, out var text) && parse(text) is { } narrow ? narrow
            : config.TryGetValue("asynclint." + Name, out text) && parse(text) is { } general ? general
            : defaultValue;
    }
}

/// <summary>The options that rules and fixes read.</summary>
internal static class Options
{
    private const string DefaultDiscardNames = "_|ignore|unused|discard|forget|fireAndForget|dummy|unawaited|notAwaited";
    private const string Ids = "documentation-comment ids separated by `|`";

    public static readonly Option<string> ForgetHelpers = List("forget_helpers", null,
        "Methods that start a task on purpose and take care of its exceptions; dropping what they return is not reported.");

    public static readonly Option<string> FluentApis = List("fluent_apis", "ASL1001",
        "Methods, or types with all their methods, that return an awaitable which callers may ignore, such as builders that happen to have an awaiter.");

    public static readonly Option<string> UnawaitedCallAlternative = new("alternative", "ASL1001", "none", "none", "`none`, `discard` or `return`",
        "A second action in the light bulb: assign the task to `_`, or return it from a function that returns a task.",
        static text => OneOf(text, "none", "discard", "return"));

    public static readonly Option<string> ValueSinks = List("value_sinks", "ASL1004",
        "Further methods, or types with all their methods, whose arguments are read as values, so that a task given to them was meant to be awaited.");

    public static readonly Option<string> IoApis = List("io_apis", "ASL2003",
        "Further methods, or types with all their methods, that do I/O, so that a call of one that has an asynchronous sibling is a warning.");

    public static readonly Option<string> BlockingApis = List("blocking_apis", "ASL2004", "Further methods that block the calling thread.");

    public static readonly Option<string> SafeApis = List("safe_apis", null,
        "Methods or types that the rules about blocking leave alone.");

    public static readonly Option<string> EventHandlers = new("event_handlers", "ASL3001", "allow", "allow", "`allow` or `report`",
        "Whether `async void` is accepted for methods with the signature of an event handler.",
        static text => OneOf(text, "allow", "report"));

    private static string? OneOf(string text, params string[] values)
    {
        foreach (var value in values)
        {
            if (value.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    public static readonly Option<string> AsyncSuffix = new("async_suffix", null, "auto", "auto", "`auto`, `always` or `never`",
        "Whether a method that a fix makes async gets the suffix Async; `auto` does what most of the project's methods do.",
        static text => text.Trim() is "auto" or "always" or "never" ? text.Trim() : null);

    public static readonly Option<string> PublicApi = new("public_api", null, "sibling", "sibling", "`sibling` or `change`",
        "What a fix does with a method that code outside the library may call: add an async sibling beside it, or change it.",
        static text => text.Trim() is "sibling" or "change" ? text.Trim() : null);

    public static readonly Option<string> NeverFaulting = List("never_faulting", null,
        "Methods, or types with all their methods, whose tasks need not be observed: they never fail, or they report their failures themselves.");

    public static readonly Option<string> DiscardNames = new("discard_names", "ASL1002", DefaultDiscardNames, "`" + DefaultDiscardNames.Replace("|", "`, `") + "`",
        "beginnings of names separated by `|`",
        "Names of variables and parameters that say that a task in them is not waited for.",
        static text => text.Trim());

    public static readonly Option<string> AppModel = new("app_model", null, "auto", "auto",
        "`auto`, `none`, `wpf`, `winforms`, `avalonia`, `maui`, `winui`, `aspnet` (before ASP.NET Core), `blazor_server` or `blazor_webassembly`",
        "Who runs the project's code on a SynchronizationContext that lets in one thread at a time, so that blocking there may deadlock; `auto` tells it from the references.",
        static text => OneOf(text, "auto", "none", "wpf", "winforms", "avalonia", "maui", "winui", "aspnet", "blazor_server", "blazor_webassembly"));

    public static readonly Option<string> VirtualCalls = new("virtual_calls", "ASL2005", "single", "single", "`exact`, `single` or `all`",
        "How far a chain of calls is followed through virtual methods and interfaces: only where one function can be meant; also to the declared method and to an only implementation; to all implementations in the project.",
        static text => OneOf(text, "exact", "single", "all"));

    public static readonly Option<string> OneTimePaths = new("one_time_paths", "ASL2005", "ignore", "ignore", "`ignore` or `report`",
        "Whether a block counts that is passed once: in the entry point, or to fill a field that is tested before.",
        static text => OneOf(text, "ignore", "report"));

    public static readonly Option<string> TestMethods = new("test_methods", "ASL2005", "ignore", "ignore", "`ignore` or `report`",
        "Whether calls in test methods are reported, whose helpers often block and whose threads nobody needs.",
        static text => OneOf(text, "ignore", "report"));

    private static Option<string> List(string name, string? ruleId, string meaning) => new(name, ruleId, "", "empty", Ids, meaning, static text => text.Trim());
}
