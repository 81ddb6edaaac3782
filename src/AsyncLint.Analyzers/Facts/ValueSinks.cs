using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncLint.Facts;

/// <summary>What an API does with a value of any type that it is given.</summary>
internal enum SinkKind
{
    /// <summary>Turns it into text.</summary>
    Text,

    /// <summary>Serializes it, sends it, shows it.</summary>
    Data,

    /// <summary>Asserts something about it.</summary>
    Check,
}

/// <summary>One line of the table.</summary>
/// <param name="Type">The metadata name of the type that declares the methods.</param>
/// <param name="Methods">Their names; <c>.ctor</c> stands for the constructors of the type and of what derives from it.</param>
internal sealed record ValueSink(SinkKind Kind, string Type, params string[] Methods);

/// <summary>
/// The APIs that take a value of any type and read it as a value, so that a task given to them was meant to be awaited. What stores what it
/// is given, runs it or hands it on is not in the table, and neither is what asks for the identity or the type of an object.
/// </summary>
internal sealed class ValueSinks(KnownTypes types, SymbolLists lists)
{
    private static readonly ValueSink[] s_table =
    {
        // What ends in ToString(), which a Task does not override: the text is the name of its type.
        new(SinkKind.Text, "System.Console", "Write", "WriteLine"),
        new(SinkKind.Text, "System.IO.TextWriter", "Write", "WriteLine"),
        new(SinkKind.Text, "System.String", "Format", "Concat", "Join"),
        new(SinkKind.Text, "System.Text.StringBuilder", "Append", "AppendFormat", "AppendJoin", "Insert"),
        new(SinkKind.Text, "System.Convert", "ToBoolean", "ToDateTime", "ToDecimal", "ToDouble", "ToInt32", "ToInt64", "ToString"), // all but ToString throw
        new(SinkKind.Text, "System.Diagnostics.Debug", "Print", "Write", "WriteIf", "WriteLine", "WriteLineIf"),
        new(SinkKind.Text, "System.Diagnostics.Trace", "TraceError", "TraceInformation", "TraceWarning", "Write", "WriteIf", "WriteLine", "WriteLineIf"),

        // Loggers whose methods do not end in "string format, params object[] args", by which IsFormatting tells all others.
        new(SinkKind.Text, "log4net.ILog", "Debug", "DebugFormat", "Error", "ErrorFormat", "Fatal", "FatalFormat", "Info", "InfoFormat", "Warn", "WarnFormat"),
        new(SinkKind.Text, "NLog.ILogger", "Debug", "Error", "Fatal", "Info", "Log", "Trace", "Warn"),
        new(SinkKind.Text, "NLog.ILoggerBase", "Log"),
        new(SinkKind.Text, "NLog.Logger", "Debug", "Error", "Fatal", "Info", "Log", "Trace", "Warn"),
        new(SinkKind.Text, "Serilog.ILogger", "Debug", "Error", "Fatal", "ForContext", "Information", "Verbose", "Warning", "Write"),
        new(SinkKind.Text, "Serilog.Log", "Debug", "Error", "Fatal", "ForContext", "Information", "Verbose", "Warning", "Write"),
        new(SinkKind.Text, "Serilog.Core.Logger", "Debug", "Error", "Fatal", "ForContext", "Information", "Verbose", "Warning", "Write"),

        // Serializers: they write the properties of the task, and reading its Result blocks.
        new(SinkKind.Data, "System.Text.Json.JsonSerializer", "Serialize", "SerializeAsync", "SerializeToDocument", "SerializeToElement", "SerializeToNode", "SerializeToUtf8Bytes"),
        new(SinkKind.Data, "System.Net.Http.Json.JsonContent", "Create"),
        new(SinkKind.Data, "System.Net.Http.Json.HttpClientJsonExtensions", "PatchAsJsonAsync", "PostAsJsonAsync", "PutAsJsonAsync"),
        new(SinkKind.Data, "System.Xml.Serialization.XmlSerializer", "Serialize"),
        new(SinkKind.Data, "System.Runtime.Serialization.XmlObjectSerializer", "WriteObject", "WriteObjectContent", "WriteStartObject"),
        new(SinkKind.Data, "Newtonsoft.Json.JsonConvert", "SerializeObject"),
        new(SinkKind.Data, "Newtonsoft.Json.JsonSerializer", "Serialize"),
        new(SinkKind.Data, "Newtonsoft.Json.Linq.JToken", "FromObject"),
        new(SinkKind.Data, "Newtonsoft.Json.Linq.JObject", "FromObject"),
        new(SinkKind.Data, "Newtonsoft.Json.Linq.JArray", "FromObject"),
        new(SinkKind.Data, "MessagePack.MessagePackSerializer", "Serialize", "SerializeAsync", "SerializeToJson"),
        new(SinkKind.Data, "YamlDotNet.Serialization.ISerializer", "Serialize"),
        new(SinkKind.Data, "YamlDotNet.Serialization.Serializer", "Serialize"),

        // Results of actions and endpoints: the value is serialized into the response or becomes the model of a view.
        new(SinkKind.Data, "Microsoft.AspNetCore.Mvc.ControllerBase", "Accepted", "AcceptedAtAction", "AcceptedAtRoute", "BadRequest", "Conflict", "Created", "CreatedAtAction",
            "CreatedAtRoute", "NotFound", "Ok", "StatusCode", "TryValidateModel", "Unauthorized", "UnprocessableEntity"),
        new(SinkKind.Data, "Microsoft.AspNetCore.Mvc.Controller", "Json", "PartialView", "View", "ViewComponent"),
        new(SinkKind.Data, "Microsoft.AspNetCore.Mvc.RazorPages.PageModel", "BadRequest", "NotFound", "Partial", "StatusCode", "TryValidateModel", "ViewComponent"),
        new(SinkKind.Data, "Microsoft.AspNetCore.Mvc.ObjectResult", ".ctor"),
        new(SinkKind.Data, "Microsoft.AspNetCore.Mvc.JsonResult", ".ctor"),
        new(SinkKind.Data, "Microsoft.AspNetCore.Http.Results", "Accepted", "AcceptedAtRoute", "BadRequest", "Conflict", "Created", "CreatedAtRoute", "InternalServerError",
            "Json", "NotFound", "Ok", "UnprocessableEntity"),
        new(SinkKind.Data, "Microsoft.AspNetCore.Http.TypedResults", "Accepted", "AcceptedAtRoute", "BadRequest", "Conflict", "Created", "CreatedAtRoute", "InternalServerError",
            "Json", "NotFound", "Ok", "UnprocessableEntity"),
        new(SinkKind.Data, "Microsoft.AspNetCore.Http.HttpResponseJsonExtensions", "WriteAsJsonAsync"),
        new(SinkKind.Data, "System.Web.Http.ApiController", "Content", "Created", "CreatedAtRoute", "Json", "Ok"),
        new(SinkKind.Data, "System.Web.Mvc.Controller", "Json", "PartialView", "View"),

        // Assertions about a value. Same, ReferenceEqual and the like are about the object itself and are left out.
        new(SinkKind.Check, "Xunit.Assert", "Contains", "DoesNotContain", "Equal", "Equivalent", "InRange", "IsAssignableFrom", "IsNotAssignableFrom",
            "IsNotType", "IsType", "NotEqual", "NotInRange", "NotNull", "NotStrictEqual", "Null", "StrictEqual"),
        new(SinkKind.Check, "NUnit.Framework.Assert", "AreEqual", "AreNotEqual", "Greater", "GreaterOrEqual", "IsNotNull", "IsNull", "Less", "LessOrEqual",
            "NotNull", "Null", "That"),
        new(SinkKind.Check, "NUnit.Framework.Legacy.ClassicAssert", "AreEqual", "AreNotEqual", "IsNotNull", "IsNull", "NotNull", "Null"),
        new(SinkKind.Check, "Microsoft.VisualStudio.TestTools.UnitTesting.Assert", "AreEqual", "AreNotEqual", "IsInstanceOfType", "IsNotInstanceOfType",
            "IsNotNull", "IsNull"),
        new(SinkKind.Check, "FluentAssertions.AssertionExtensions", "Should"),
        new(SinkKind.Check, "AwesomeAssertions.AssertionExtensions", "Should"),
        new(SinkKind.Check, "Shouldly.ShouldBeNullExtensions", "ShouldBeNull", "ShouldNotBeNull"),
        new(SinkKind.Check, "Shouldly.ShouldBeTestExtensions", "ShouldBe", "ShouldBeAssignableTo", "ShouldBeOfType", "ShouldBeOneOf", "ShouldNotBe",
            "ShouldNotBeAssignableTo", "ShouldNotBeOfType", "ShouldNotBeOneOf"),
        new(SinkKind.Check, "Shouldly.ObjectGraphTestExtensions", "ShouldBeEquivalentTo"),
    };

    // By method, so that a type is looked up only where a method of its table name is called with a task.
    private static readonly ILookup<string, ValueSink> s_byMethod = s_table
        .SelectMany(static sink => sink.Methods.Select(method => (Method: method, Sink: sink)))
        .ToLookup(static entry => entry.Method, static entry => entry.Sink, StringComparer.Ordinal);

    /// <summary>What the callee of an argument does with a value of any type given there; null where that is not known, or where it takes no such value.</summary>
    /// <param name="isElement">The value is one of those that the compiler gathers for a <c>params</c> parameter.</param>
    /// <param name="more">The user's own sinks, as the option gives them.</param>
    public SinkKind? Of(IArgumentOperation argument, bool isElement, string more)
    {
        var callee = argument.Parent switch
        {
            IInvocationOperation call => call.TargetMethod,
            IObjectCreationOperation creation => creation.Constructor,
            _ => null,
        };
        if (callee is null || argument.Parameter is not { } parameter || !TakesAnything(parameter.OriginalDefinition.Type, isElement))
        {
            return null;
        }

        var method = (callee.ReducedFrom ?? callee).OriginalDefinition;
        return Find(method)
            ?? (lists.Contains(more, method) ? SinkKind.Data : isElement && IsFormatting(method, parameter) ? SinkKind.Text : null);
    }

    private SinkKind? Find(IMethodSymbol method)
    {
        foreach (var sink in s_byMethod[method.Name])
        {
            if (types.Listed(sink.Type) is { } type && Declares(type, method))
            {
                return sink.Kind;
            }
        }

        return null;
    }

    private static bool Declares(INamedTypeSymbol type, IMethodSymbol method)
    {
        if (method.MethodKind is MethodKind.Constructor)
        {
            for (var created = method.ContainingType; created is not null; created = created.BaseType)
            {
                if (SymbolEqualityComparer.Default.Equals(created, type))
                {
                    return true;
                }
            }

            return false;
        }

        for (var declared = method; declared is not null; declared = declared.OverriddenMethod)
        {
            if (SymbolEqualityComparer.Default.Equals(declared.ContainingType, type))
            {
                return true;
            }
        }

        return false;
    }

    // The elements of "params object[]", of "params ReadOnlySpan<object>" and of "params T[]" are of any type as well.
    private static bool TakesAnything(ITypeSymbol type, bool isElement) => type switch
    {
        IArrayTypeSymbol { ElementType: var element } when isElement => TakesAnything(element, false),
        INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } when isElement => TakesAnything(arguments[0], false),
        _ => type is { SpecialType: SpecialType.System_Object } or ITypeParameterSymbol or IDynamicTypeSymbol,
    };

    // "void Info(string template, params object[] values)", "string Format(string format, params object[] values)": loggers and formatters. What
    // has such a signature and gives anything else, such as a remote call, may look at its arguments in other ways.
    private static bool IsFormatting(IMethodSymbol method, IParameterSymbol values)
    {
        var last = method.Parameters.Length - 1;
        return (method.ReturnsVoid || method.ReturnType.SpecialType is SpecialType.System_String)
            && last > 0 && values.Ordinal == last && method.Parameters[last - 1].Type.SpecialType is SpecialType.System_String;
    }
}
