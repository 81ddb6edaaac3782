using AsyncLint.Facts;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Hosts;

/// <summary>
/// Tells where an exception goes that leaves an async void function: it ends the process, or there is something behind the function that may take it.
/// </summary>
internal sealed class LastResort(Compilation compilation, KnownTypes types, AppModels models)
{
    private readonly Lazy<bool> _endsProcess = new(() => EndsProcess(compilation, types, models));

    /// <summary>True where a user interface runs the functions: most of what is posted to it goes through a handler of the application, if it has one.</summary>
    public bool IsUserInterface => models.HaveUserInterface;

    /// <summary>
    /// False for a component of Blazor, whose renderer takes the exception, for a script of Unity, which logs it, for Windows Forms, which shows a dialog and goes on (learn.microsoft.com, Application.ThreadException), for classic ASP.NET, whose context gives
    /// the exception to the request, for a UI library, whose application is not in sight, and for a UI application that handles what nobody else did.
    /// </summary>
    public bool IsMissingFor(IMethodSymbol function) => !function.ContainingType.IsOrDerivesFrom(types.BlazorComponent) && !function.ContainingType.IsOrDerivesFrom(types.UnityBehaviour) && _endsProcess.Value;

    private static bool EndsProcess(Compilation compilation, KnownTypes types, AppModels models)
    {
        if (models.Contain(AppModel.WindowsForms) || models.Contain(AppModel.AspNet) || types.HttpApplication is not null)
        {
            return false;
        }

        if (!models.HaveUserInterface)
        {
            return true;
        }

        return compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication or OutputKind.WindowsRuntimeApplication
            && !HandlesTheUnhandled(compilation);
    }

    // Application.DispatcherUnhandledException, Dispatcher.UnhandledException, Application.UnhandledException, AppDomain.UnhandledException: in code, or in
    // what the markup compiler makes of an attribute. By text, once, since any file may have it.
    private static bool HandlesTheUnhandled(Compilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (tree.GetText().ToString().IndexOf("UnhandledException", StringComparison.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
