using static AsyncLint.Tests.Propagation.Fixing;

namespace AsyncLint.Tests.Propagation;

/// <summary>Members of a family that await nothing give completed tasks.</summary>
public sealed class WrappedReturnsTests
{
    [Theory]
    [InlineData("int", "{ return 1; }", "{ return Task.FromResult(1); }")]
    [InlineData("int", "{ return default; }", "{ return Task.FromResult<int>(default); }")]
    [InlineData("object", "=> \"a\";", "=> Task.FromResult<object>(\"a\");")]
    [InlineData("string", "=> null;", "=> Task.FromResult<string>(null);")]
    [InlineData("long", "=> 1;", "=> Task.FromResult<long>(1);")]
    [InlineData("List<int>", "=> new();", "=> Task.FromResult<List<int>>(new());")]
    [InlineData("int", "=> throw new NotSupportedException();", "=> throw new NotSupportedException();")]
    [InlineData("void", "=> throw new NotSupportedException();", "=> throw new NotSupportedException();")]
    [InlineData("int", "{ throw new NotSupportedException(); }", "{ throw new NotSupportedException(); }")]
    [InlineData("void", "{ }", "{ return Task.CompletedTask; }")]
    [InlineData("void", "{ if (flag) return; Console.WriteLine(); }", "{ if (flag) return Task.CompletedTask; Console.WriteLine(); return Task.CompletedTask; }")]
    [InlineData("void", "{ while (true) { } }", "{ while (true) { } }")]
    [InlineData("int", "{ Func<int> f = () => { return 1; }; return f(); }", "{ Func<int> f = () => { return 1; }; return Task.FromResult(f()); }")]
    public Task Values_and_returns_are_wrapped(string type, string body, string wrapped)
    {
        var awaited = type == "void" ? "await Task.Delay(1);" : $"return await Task.Run(() => default({type}));";
        var blocked = type == "void" ? "{|ASL2002:Task.Delay(1).Wait()|};" : $"return {{|ASL2002:Task.Run(() => default({type})).Result|}};";
        var task = type == "void" ? "Task" : $"Task<{type}>";
        return Converts(
            $$"""
            abstract class Job
            {
                protected bool flag;
                protected abstract {{type}} Run();
                async Task Start() { await Task.Yield(); Run(); }
            }
            class Slow : Job { protected override {{type}} Run() { {{blocked}} } }
            class Quick : Job { protected override {{type}} Run() {{body}} }
            """,
            $$"""
            abstract class Job
            {
                protected bool flag;
                protected abstract {{task}} Run();
                async Task Start() { await Task.Yield(); await Run(); }
            }
            class Slow : Job { protected override async {{task}} Run() { {{awaited}} } }
            class Quick : Job { protected override {{task}} Run() {{wrapped}} }
            """);
    }
}
